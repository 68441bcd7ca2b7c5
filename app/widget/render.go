package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// renderer is the one renderer of this package: a widget hands its objects and what to do with them. It holds no state,
// so that Fyne may throw it away and ask for another.
type renderer struct {
	owner   fyne.Widget
	objects []fyne.CanvasObject
	layout  func(fyne.Size)
	minSize func() fyne.Size
	restyle func() // takes the widget's fields and the theme's colours into the objects
}

var _ fyne.WidgetRenderer = (*renderer)(nil)

func (r *renderer) Layout(size fyne.Size)        { r.layout(size) }
func (r *renderer) MinSize() fyne.Size           { return r.minSize() }
func (r *renderer) Objects() []fyne.CanvasObject { return r.objects }
func (r *renderer) Destroy()                     {}

func (r *renderer) Refresh() {
	r.restyle()
	r.layout(r.owner.Size())
	canvas.Refresh(r.owner)
}

// newRenderer styles the objects once, as Fyne lays a widget out before it first refreshes it.
func newRenderer(r *renderer) *renderer {
	r.restyle()
	return r
}

func newText(size float32, bold bool) *canvas.Text {
	return &canvas.Text{TextSize: size, TextStyle: fyne.TextStyle{Bold: bold}}
}

func newBox(radius float32) *canvas.Rectangle {
	return &canvas.Rectangle{CornerRadius: radius}
}

// setVisible shows or hides without the refresh that Fyne's Show does for a widget that is already right.
func setVisible(o fyne.CanvasObject, visible bool) {
	switch {
	case visible && !o.Visible():
		o.Show()
	case !visible && o.Visible():
		o.Hide()
	}
}

// place puts an object into a box of the parent, whole pixels, for text between pixels is blurred.
func place(o fyne.CanvasObject, x, y, w, h float32) {
	o.Resize(fyne.NewSize(w, h))
	o.Move(fyne.NewPos(float32(int(x+0.5)), float32(int(y+0.5))))
}

// middle puts a text of one line into a box, in the middle of its height.
func middle(t *canvas.Text, x, y, w, h float32) {
	th := lineHeight(t.TextSize)
	place(t, x, y+(h-th)/2, w, th)
}
