package screen

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"letip/app/widget"
)

// Column puts objects below each other, gap apart, as wide as the column and as high as they need.
func Column(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(columnLayout{gap}, objects...)
}

// Row puts objects beside each other, gap apart, in the middle of its height. A Spring takes the room that is left.
func Row(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(rowLayout{gap}, objects...)
}

// Flow puts objects beside each other and begins a new line where they do not fit, as words do.
func Flow(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&flowLayout{gap: gap}, objects...)
}

// Inset leaves room around an object.
func Inset(left, top, right, bottom float32, o fyne.CanvasObject) *fyne.Container {
	return container.New(insetLayout{left, top, right, bottom}, o)
}

// Sized gives an object at least a size; zero leaves its own.
func Sized(w, h float32, o fyne.CanvasObject) *fyne.Container {
	return container.New(sizedLayout{fyne.NewSize(w, h)}, o)
}

// Shares puts objects side by side over the whole room, each with its share of the width, gap apart.
func Shares(gap float32, shares []float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(sharesLayout{gap, shares}, objects...)
}

// labelWidth is that of the names at the left of a pane's values.
const labelWidth = 74

// Labelled puts a name at the left of a value; the values of a pane line up.
func Labelled(name, value fyne.CanvasObject) *fyne.Container {
	return container.New(labelLayout{}, name, value)
}

// Page is the room of a screen between header and status bar, with the look's gaps around.
func Page(o fyne.CanvasObject) *fyne.Container {
	return Inset(16, 15, 16, widget.Gap, o)
}

// Spring is an object that takes the room a Row leaves.
func Spring() fyne.CanvasObject { return &spring{} }

type spring struct{ size fyne.Size }

func (*spring) MinSize() fyne.Size      { return fyne.Size{} }
func (*spring) Move(fyne.Position)      {}
func (*spring) Position() fyne.Position { return fyne.Position{} }
func (s *spring) Resize(size fyne.Size) { s.size = size }
func (s *spring) Size() fyne.Size       { return s.size }
func (*spring) Hide()                   {}
func (*spring) Visible() bool           { return true }
func (*spring) Show()                   {}
func (*spring) Refresh()                {}

type columnLayout struct{ gap float32 }

func (l columnLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	y := float32(0)
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		o.Resize(fyne.NewSize(size.Width, o.MinSize().Height)) // text that wraps knows its height by its width
		h := o.MinSize().Height
		o.Resize(fyne.NewSize(size.Width, h))
		o.Move(fyne.NewPos(0, y))
		y += h + l.gap
	}
}

func (l columnLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var s fyne.Size
	n := 0
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		m := o.MinSize()
		s.Width = max(s.Width, m.Width)
		s.Height += m.Height
		n++
	}
	s.Height += l.gap * float32(max(0, n-1))
	return s
}

type rowLayout struct{ gap float32 }

func (l rowLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	left := size.Width - l.MinSize(objects).Width
	springs := 0
	for _, o := range objects {
		if _, ok := o.(*spring); ok {
			springs++
		}
	}
	x := float32(0)
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		if _, ok := o.(*spring); ok {
			x += max(0, left) / float32(springs)
			continue
		}
		m := o.MinSize()
		o.Resize(m)
		o.Move(fyne.NewPos(x, (size.Height-m.Height)/2))
		x += m.Width + l.gap
	}
}

func (l rowLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var s fyne.Size
	n := 0
	for _, o := range objects {
		if _, ok := o.(*spring); ok || !o.Visible() {
			continue
		}
		m := o.MinSize()
		s.Width += m.Width
		s.Height = max(s.Height, m.Height)
		n++
	}
	s.Width += l.gap * float32(max(0, n-1))
	return s
}

// flowLayout knows its height from the width it was last given.
type flowLayout struct {
	gap, width float32
}

func (l *flowLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	l.width = size.Width
	l.flow(objects, func(o fyne.CanvasObject, at fyne.Position, m fyne.Size) {
		o.Resize(m)
		o.Move(at)
	})
}

func (l *flowLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return l.flow(objects, func(fyne.CanvasObject, fyne.Position, fyne.Size) {})
}

// flow goes line by line; what is lower than its line stands in the middle of it.
func (l *flowLayout) flow(objects []fyne.CanvasObject, put func(fyne.CanvasObject, fyne.Position, fyne.Size)) fyne.Size {
	var s fyne.Size
	var line []fyne.CanvasObject
	var width, height, y float32
	end := func() {
		x := float32(0)
		for _, o := range line {
			m := o.MinSize()
			put(o, fyne.NewPos(x, y+(height-m.Height)/2), m)
			x += m.Width + l.gap
		}
		s.Height = y + height
		y += height + l.gap
		line, width, height = nil, 0, 0
	}
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		m := o.MinSize()
		if len(line) > 0 && l.width > 0 && width+m.Width > l.width {
			end()
		}
		line = append(line, o)
		width += m.Width + l.gap
		height = max(height, m.Height)
		s.Width = max(s.Width, m.Width)
	}
	if len(line) > 0 {
		end()
	}
	return s
}

type insetLayout struct{ left, top, right, bottom float32 }

func (l insetLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		o.Resize(size.SubtractWidthHeight(l.left+l.right, l.top+l.bottom))
		o.Move(fyne.NewPos(l.left, l.top))
	}
}

func (l insetLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var s fyne.Size
	for _, o := range objects {
		s = s.Max(o.MinSize())
	}
	return s.AddWidthHeight(l.left+l.right, l.top+l.bottom)
}

type sizedLayout struct{ least fyne.Size }

func (l sizedLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		o.Resize(size)
		o.Move(fyne.Position{})
	}
}

func (l sizedLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var s fyne.Size
	for _, o := range objects {
		s = s.Max(o.MinSize())
	}
	if l.least.Width > 0 {
		s.Width = l.least.Width
	}
	if l.least.Height > 0 {
		s.Height = l.least.Height
	}
	return s
}

type sharesLayout struct {
	gap    float32
	shares []float32
}

func (l sharesLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	total := float32(0)
	for i := range objects {
		total += l.share(i)
	}
	room := size.Width - l.gap*float32(len(objects)-1)
	x := float32(0)
	for i, o := range objects {
		w := room * l.share(i) / total
		o.Resize(fyne.NewSize(w, size.Height))
		o.Move(fyne.NewPos(x, 0))
		x += w + l.gap
	}
}

func (l sharesLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var s fyne.Size
	for _, o := range objects {
		m := o.MinSize()
		s.Width += m.Width
		s.Height = max(s.Height, m.Height)
	}
	s.Width += l.gap * float32(max(0, len(objects)-1))
	return s
}

func (l sharesLayout) share(i int) float32 {
	if i < len(l.shares) && l.shares[i] > 0 {
		return l.shares[i]
	}
	return 1
}

// Figures puts figures beside each other with equal shares of the width, in two lines where that is too narrow for their
// names.
func Figures(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&figuresLayout{gap: gap}, objects...)
}

// figureLeast is how wide a figure must be for its name.
const figureLeast = 84

// figuresLayout knows its height from the width it was last given.
type figuresLayout struct {
	gap, width float32
}

func (l *figuresLayout) across(n int) int {
	if l.width > 0 && (l.width+l.gap)/float32(n)-l.gap < figureLeast {
		return (n + 1) / 2
	}
	return n
}

func (l *figuresLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	l.width = size.Width
	across := l.across(len(objects))
	w := (size.Width+l.gap)/float32(across) - l.gap
	h := height(objects)
	for i, o := range objects {
		o.Resize(fyne.NewSize(w, h))
		o.Move(fyne.NewPos(float32(i%across)*(w+l.gap), float32(i/across)*(h+l.gap)))
	}
}

func (l *figuresLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	if len(objects) == 0 {
		return fyne.Size{}
	}
	lines := float32(1)
	if l.across(len(objects)) < len(objects) {
		lines = 2
	}
	return fyne.NewSize(0, lines*height(objects)+(lines-1)*l.gap)
}

func height(objects []fyne.CanvasObject) (h float32) {
	for _, o := range objects {
		h = max(h, o.MinSize().Height)
	}
	return h
}

type labelLayout struct{}

func (labelLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	name, body := o[0], o[1]
	name.Resize(fyne.NewSize(labelWidth, name.MinSize().Height))
	name.Move(fyne.NewPos(0, 1))
	body.Resize(fyne.NewSize(size.Width-labelWidth, size.Height))
	body.Move(fyne.NewPos(labelWidth, 0))
}

func (labelLayout) MinSize(o []fyne.CanvasObject) fyne.Size {
	m := o[1].MinSize()
	return fyne.NewSize(labelWidth+m.Width, max(m.Height, o[0].MinSize().Height+1))
}
