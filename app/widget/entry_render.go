package widget

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	fynewidget "fyne.io/fyne/v2/widget"
)

// entryPad is how much further in the text of an entry begins than Fyne has it.
const entryPad = 6

// entryRenderer draws Fyne's entry in the look's box: its own border has a dark fringe on GL, as a stroke around
// nothing has, and its text stands at the edge.
type entryRenderer struct {
	fyne.WidgetRenderer
	e       *Entry
	box     *canvas.Rectangle
	objects []fyne.CanvasObject
	wheel   *wheel // over the text
}

// CreateRenderer implements fyne.Widget.
func (e *Entry) CreateRenderer() fyne.WidgetRenderer {
	r := &entryRenderer{WidgetRenderer: e.Entry.CreateRenderer(), e: e, box: newBox(ButtonRadius)}
	r.box.StrokeWidth = 1
	r.wheel = newWheel(r.scrolled)
	r.restyle()
	return r
}

// restyle takes the place of the first two objects of Fyne's: ground and border.
func (r *entryRenderer) restyle() {
	p := currentPalette()
	r.box.FillColor, r.box.StrokeColor = p[RoleBackground], p[RoleLine]
	switch {
	case r.e.Disabled():
		r.box.FillColor = p[RoleRaised]
	case r.e.wrong:
		r.box.StrokeColor = p[RoleError]
	case r.e.focused:
		r.box.StrokeColor = p[RoleAccent]
	}
	r.objects = append(r.objects[:0], r.box)
	for i, o := range r.WidgetRenderer.Objects() {
		if rect, ok := o.(*canvas.Rectangle); ok && i < 2 {
			rect.FillColor, rect.StrokeColor = color.Transparent, color.Transparent
			continue
		}
		r.objects = append(r.objects, o)
	}
	r.objects = append(r.objects, r.wheel)
}

// scrolled hands the wheel on; an area that is written in keeps it, as its text may be longer than what is seen.
func (r *entryRenderer) scrolled(ev *fyne.ScrollEvent) {
	if r.e.OnScroll == nil || r.e.MultiLine && r.e.focused {
		for _, o := range r.WidgetRenderer.Objects() {
			if s, ok := o.(fyne.Scrollable); ok {
				s.Scrolled(ev)
				return
			}
		}
		return
	}
	r.e.OnScroll(ev)
}

// wheel lies over an entry, draws nothing and takes only the mouse wheel: taps and drags go through to the text.
type wheel struct {
	fynewidget.BaseWidget
	turned func(*fyne.ScrollEvent)
}

var _ fyne.Scrollable = (*wheel)(nil)

func newWheel(turned func(*fyne.ScrollEvent)) *wheel {
	w := &wheel{turned: turned}
	w.ExtendBaseWidget(w)
	return w
}

// Scrolled implements fyne.Scrollable.
func (w *wheel) Scrolled(ev *fyne.ScrollEvent) { w.turned(ev) }

// CreateRenderer implements fyne.Widget.
func (w *wheel) CreateRenderer() fyne.WidgetRenderer {
	return newRenderer(&renderer{
		owner: w, restyle: func() {}, layout: func(fyne.Size) {}, minSize: func() fyne.Size { return fyne.Size{} },
	})
}

func (r *entryRenderer) Objects() []fyne.CanvasObject { return r.objects }

func (r *entryRenderer) Refresh() {
	r.WidgetRenderer.Refresh()
	r.restyle()
	r.Layout(r.e.Size())
}

func (r *entryRenderer) Layout(size fyne.Size) {
	place(r.box, 0, 0, size.Width, size.Height)
	inner := fyne.NewSize(size.Width-2*entryPad, size.Height)
	if !r.e.MultiLine {
		inner.Height = r.WidgetRenderer.MinSize().Height
	}
	r.WidgetRenderer.Layout(inner)
	down := float32(int((size.Height - inner.Height) / 2))
	for _, o := range r.objects[1:] {
		o.Move(o.Position().AddXY(entryPad, down))
	}
	place(r.wheel, 0, 0, size.Width, size.Height)
	if end := r.e.ActionItem; end != nil { // reaches the border
		place(end, size.Width-end.MinSize().Width-1, 1, end.MinSize().Width, size.Height-2)
	}
}

func (r *entryRenderer) MinSize() fyne.Size {
	size := r.WidgetRenderer.MinSize().AddWidthHeight(2*entryPad, 0)
	if r.e.MultiLine {
		return size
	}
	return fyne.NewSize(max(80, size.Width), InputHeight)
}

// MouseDown implements desktop.Mouseable: the text is where Layout put it.
func (e *Entry) MouseDown(m *desktop.MouseEvent) {
	shifted := *m
	shifted.Position = m.Position.SubtractXY(entryPad, e.down())
	e.Entry.MouseDown(&shifted)
}

// Dragged implements fyne.Draggable.
func (e *Entry) Dragged(d *fyne.DragEvent) {
	shifted := *d
	shifted.Position = d.Position.SubtractXY(entryPad, e.down())
	e.Entry.Dragged(&shifted)
}

// down is by how much Layout moves the text down.
func (e *Entry) down() float32 {
	if e.MultiLine {
		return 0
	}
	return float32(int((e.Size().Height - InputHeight) / 2))
}

// FocusGained implements fyne.Focusable.
func (e *Entry) FocusGained() {
	e.focused = true
	e.Entry.FocusGained()
}

// FocusLost implements fyne.Focusable.
func (e *Entry) FocusLost() {
	e.focused = false
	e.Entry.FocusLost()
}

// SetWrong marks what was typed as wrong; a Field around the entry does it.
func (e *Entry) SetWrong(wrong bool) {
	if e.wrong != wrong {
		e.wrong = wrong
		e.Refresh()
	}
}
