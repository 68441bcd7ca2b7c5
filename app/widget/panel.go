package widget

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynewidget "fyne.io/fyne/v2/widget"
)

// A filled rectangle costs a software painter 7.6 ms for a whole window, one with round corners 11, and a line as thick
// as the rectangle is wide 1.9 (llvmpipe, 1280 by 800): the line's shader has almost nothing to decide. A window is
// painted whole at each change, so that what is large here is such a line: an upright one, for Fyne leaves out a line
// whose end points are not in sight.

// layFill makes an upright line fill a box. Its width must be even to be sharp: an odd one is a pixel wider.
func layFill(l *canvas.Line, x, y, w, h float32) {
	w = float32((int(w) + 1) &^ 1)
	l.StrokeWidth = w
	l.Position1, l.Position2 = fyne.NewPos(x+w/2, y), fyne.NewPos(x+w/2, y+h)
}

const (
	panelCap     = 14 // the height of the two ends that have corners
	panelOverlap = 3  // by how much the fill covers the inner edges of the ends
)

// panel is a surface with a border of 1 and a radius of 8, drawn cheaply: two low ends with corners, two lines at the
// sides, and the fill between.
type panel struct {
	top, bottom, left, right *canvas.Rectangle
	odd                      *canvas.Rectangle // the last pixel of an odd width
	fill                     *canvas.Line
}

func newPanel() *panel {
	p := &panel{
		top: newBox(0), bottom: newBox(0), left: newBox(0), right: newBox(0), odd: newBox(0), fill: &canvas.Line{},
	}
	p.top.StrokeWidth, p.bottom.StrokeWidth = 1, 1
	p.top.TopLeftCornerRadius, p.top.TopRightCornerRadius = CardRadius, CardRadius
	p.bottom.BottomLeftCornerRadius, p.bottom.BottomRightCornerRadius = CardRadius, CardRadius
	return p
}

// objects are in the order they must be drawn in.
func (p *panel) objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{p.top, p.bottom, p.fill, p.odd, p.left, p.right}
}

func (p *panel) style(fill, line color.Color) {
	p.top.FillColor, p.top.StrokeColor = fill, line
	p.bottom.FillColor, p.bottom.StrokeColor = fill, line
	p.fill.StrokeColor, p.odd.FillColor = fill, fill
	p.left.FillColor, p.right.FillColor = line, line
}

func (p *panel) lay(w, h float32) {
	w, h = float32(int(w)), float32(int(h))
	ends := min(panelCap, float32(int(h/2)))
	inner := h - 2*(ends-panelOverlap)
	place(p.top, 0, 0, w, ends)
	place(p.bottom, 0, h-ends, w, ends)
	even := float32(int(max(0, w-2)) &^ 1)
	layFill(p.fill, 1, ends-panelOverlap, even, inner)
	place(p.odd, w-2, ends-panelOverlap, 1, inner)
	place(p.left, 0, ends-1, 1, h-2*ends+2)
	place(p.right, w-1, ends-1, 1, h-2*ends+2)
}

func (p *panel) show(on bool) {
	for _, o := range p.objects() {
		setVisible(o, on)
	}
}

// Ground fills its room with a role's colour, as the rail and the header do.
type Ground struct {
	fynewidget.BaseWidget
	role Role
}

// NewGround makes one.
func NewGround(role Role) *Ground {
	g := &Ground{role: role}
	g.ExtendBaseWidget(g)
	return g
}

// CreateRenderer implements fyne.Widget.
func (g *Ground) CreateRenderer() fyne.WidgetRenderer {
	fill, odd := &canvas.Line{}, newBox(0)
	return newRenderer(&renderer{
		owner: g, objects: []fyne.CanvasObject{fill, odd},
		restyle: func() { fill.StrokeColor, odd.FillColor = Color(g.role), Color(g.role) },
		layout: func(size fyne.Size) {
			width := float32(int(size.Width))
			layFill(fill, 0, 0, float32(int(width)&^1), size.Height)
			place(odd, width-1, 0, size.Width-width+1, size.Height)
		},
		minSize: func() fyne.Size { return fyne.Size{} },
	})
}
