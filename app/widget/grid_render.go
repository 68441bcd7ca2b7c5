package widget

import (
	"fyne.io/fyne/v2"
)

// CreateRenderer implements fyne.Widget. All that lives longer than a renderer is in the Grid.
func (g *Grid) CreateRenderer() fyne.WidgetRenderer {
	panel := newPanel()
	r := &renderer{owner: g}
	r.restyle = func() {
		p := currentPalette()
		line := p[RoleLine]
		if g.focused {
			line = blend(line, p[RoleAccent], 0.55)
		}
		panel.style(p[RoleSurface], line)
		panel.show(!g.o.Plain)
		setVisible(g.header, !g.o.NoHeader)
		r.objects = append(panel.objects(), g.header, g.body)
		if g.empty != nil {
			r.objects = append(r.objects, g.empty)
		}
		r.objects = append(r.objects, g.barX, g.bar)
	}
	r.layout = func(size fyne.Size) {
		// Nothing clips to a rounded corner: the rows end where its curve has come within a pixel of the side.
		inset, foot := float32(1), float32(4)
		if g.o.Plain {
			inset = 0
		}
		head := RowHeight
		if g.o.NoHeader {
			head = 0
		}
		width, height := size.Width-2*inset, size.Height-head-inset-foot
		panel.lay(size.Width, size.Height)
		place(g.body, inset, inset+head, width, height)
		g.sized()
		place(g.header, inset, inset, width, RowHeight)
		place(g.bar, inset+width-gridBarWidth, inset+head, gridBarWidth, height)
		place(g.barX, inset, inset+head+height-gridBarWidth, width-gridBarWidth, gridBarWidth)
		if g.empty != nil {
			place(g.empty, inset, inset+head, width, height)
		}
	}
	r.minSize = func() fyne.Size { return fyne.NewSize(200, RowHeight*4) }
	return gridRenderer{newRenderer(r), g}
}

// gridRenderer lays out and draws the rows as part of a refresh.
type gridRenderer struct {
	*renderer
	g *Grid
}

// Refresh implements fyne.WidgetRenderer: after a change of theme too.
func (r gridRenderer) Refresh() {
	r.renderer.Refresh()
	r.g.header.Refresh()
	r.g.bar.Refresh()
	r.g.barX.Refresh()
	r.g.arrange(true)
}

// sized takes the body's size into the view. The row at the top stays at the top.
func (g *Grid) sized() {
	if size := g.body.Size(); g.size != size {
		g.size = size
		g.view.rows = g.o.Model.Len()
		g.layout++
		g.layOutColumns()
		g.header.Refresh()
		g.arrange(true)
	}
}
