package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynewidget "fyne.io/fyne/v2/widget"
)

// Ghosts are bars in the place of lines that are being loaded.
type Ghosts struct {
	fynewidget.BaseWidget
	lines int
}

// NewGhosts makes bars for so many lines.
func NewGhosts(lines int) *Ghosts {
	g := &Ghosts{lines: lines}
	g.ExtendBaseWidget(g)
	return g
}

// CreateRenderer implements fyne.Widget.
func (g *Ghosts) CreateRenderer() fyne.WidgetRenderer {
	const line, thick = 26, 10
	var bars []*canvas.Rectangle
	r := &renderer{owner: g}
	for range g.lines {
		bar := newBox(thick / 2)
		bars = append(bars, bar)
		r.objects = append(r.objects, bar)
	}
	r.restyle = func() {
		for _, bar := range bars {
			p := currentPalette()
			bar.FillColor = blend(p[RoleRaised], p[RoleLine], 0.4)
		}
	}
	r.layout = func(size fyne.Size) {
		for i, bar := range bars {
			width := size.Width * (0.5 + 0.1*float32((i*3)%5))
			place(bar, 0, float32(i)*line+(line-thick)/2, width, thick)
		}
	}
	r.minSize = func() fyne.Size { return fyne.NewSize(80, float32(g.lines)*line) }
	return newRenderer(r)
}
