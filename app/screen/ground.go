package screen

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	fynewidget "fyne.io/fyne/v2/widget"

	"letip/app/widget"
)

// ground is a rectangle in a role's colour that follows the theme.
type ground struct {
	fynewidget.BaseWidget
	role widget.Role
	min  fyne.Size
}

// Ground fills its room with a role's colour, as the rail, the header and the status bar.
func Ground(role widget.Role) fyne.CanvasObject { return newGround(role, fyne.Size{}) }

// Rule is a line of 1 across, between what stands above and below.
func Rule() fyne.CanvasObject { return newGround(widget.RoleLine, fyne.NewSize(0, 1)) }

// Upright is a line of 1 between what stands beside each other.
func Upright() fyne.CanvasObject { return newGround(widget.RoleLine, fyne.NewSize(1, 0)) }

func newGround(role widget.Role, least fyne.Size) *ground {
	g := &ground{role: role, min: least}
	g.ExtendBaseWidget(g)
	return g
}

// CreateRenderer implements fyne.Widget.
func (g *ground) CreateRenderer() fyne.WidgetRenderer {
	return &groundRenderer{g: g, box: canvas.NewRectangle(widget.Color(g.role))}
}

type groundRenderer struct {
	g   *ground
	box *canvas.Rectangle
}

func (r *groundRenderer) Layout(s fyne.Size)           { r.box.Resize(s) }
func (r *groundRenderer) MinSize() fyne.Size           { return r.g.min }
func (r *groundRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.box} }
func (r *groundRenderer) Destroy()                     {}
func (r *groundRenderer) Refresh() {
	r.box.FillColor = theme.Color(r.g.role.ColorName())
	r.box.Refresh()
}
