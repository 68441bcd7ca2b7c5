package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	fynewidget "fyne.io/fyne/v2/widget"
)

// Bar is one bar of a chart.
type Bar struct {
	Label string
	Value int
	Text  string // the value as it is written: "1,214"
	Role  Role   // RoleNone = RoleAccent
	Tip   string
}

// BarChart has horizontal bars with names at the left and values at their ends. A tap on a bar's row opens it.
type BarChart struct {
	fynewidget.BaseWidget
	OnTap func(i int)

	bars    []Bar
	slots   int // rows the height is shared by, so that two bars do not fill a panel
	hovered int
	parts   []*barParts
}

type barParts struct {
	ground, bar *canvas.Rectangle
	label, text *canvas.Text
}

var (
	_ fyne.Tappable      = (*BarChart)(nil)
	_ desktop.Hoverable  = (*BarChart)(nil)
	_ desktop.Cursorable = (*BarChart)(nil)
)

// NewBarChart makes a chart with room for so many bars.
func NewBarChart(slots int, onTap func(i int)) *BarChart {
	c := &BarChart{slots: slots, OnTap: onTap, hovered: -1}
	c.ExtendBaseWidget(c)
	return c
}

// SetBars shows bars, from the top.
func (c *BarChart) SetBars(bars []Bar) {
	c.bars = bars
	for len(c.parts) < len(bars) {
		p := &barParts{ground: newBox(4), bar: newBox(3), label: newText(LabelSize, false), text: newText(LabelSize, false)}
		p.label.Alignment = fyne.TextAlignTrailing
		c.parts = append(c.parts, p)
	}
	c.Refresh()
}

// Bars are the bars that are shown.
func (c *BarChart) Bars() []Bar { return c.bars }

const (
	barPitch    = 28
	barPitchMax = 36
)

func (c *BarChart) pitch() float32 {
	return min(barPitchMax, c.Size().Height/float32(max(1, c.slots, len(c.bars))))
}

func (c *BarChart) at(p fyne.Position) int {
	if i := int(p.Y / max(1, c.pitch())); p.Y >= 0 && i < len(c.bars) {
		return i
	}
	return -1
}

// Tapped implements fyne.Tappable.
func (c *BarChart) Tapped(e *fyne.PointEvent) {
	if i := c.at(e.Position); i >= 0 && c.OnTap != nil {
		c.OnTap(i)
	}
}

// MouseIn implements desktop.Hoverable.
func (c *BarChart) MouseIn(e *desktop.MouseEvent) { c.MouseMoved(e) }

// MouseMoved implements desktop.Hoverable.
func (c *BarChart) MouseMoved(e *desktop.MouseEvent) {
	i := c.at(e.Position)
	if i == c.hovered {
		moveTip(c, e.AbsolutePosition)
		return
	}
	c.hovered = i
	hideTip(c)
	if i >= 0 {
		showTip(c, c.tip(i), e.AbsolutePosition)
	}
	c.Refresh()
}

// tip is a bar's own, or the whole of a name that is cut.
func (c *BarChart) tip(i int) string {
	if c.bars[i].Tip != "" {
		return c.bars[i].Tip
	}
	if label := clean(c.bars[i].Label); label != c.parts[i].label.Text {
		return label
	}
	return ""
}

// MouseOut implements desktop.Hoverable.
func (c *BarChart) MouseOut() {
	c.hovered = -1
	hideTip(c)
	c.Refresh()
}

// Cursor implements desktop.Cursorable.
func (c *BarChart) Cursor() desktop.Cursor {
	if c.OnTap == nil || c.hovered < 0 {
		return desktop.DefaultCursor
	}
	return desktop.PointerCursor
}

// CreateRenderer implements fyne.Widget.
func (c *BarChart) CreateRenderer() fyne.WidgetRenderer {
	r := &renderer{owner: c}
	r.restyle = func() {
		p := currentPalette()
		r.objects = r.objects[:0]
		for i, bar := range c.bars {
			parts := c.parts[i]
			parts.ground.FillColor = p[RoleHover]
			setVisible(parts.ground, i == c.hovered && c.OnTap != nil)
			role := bar.Role
			if role == RoleNone {
				role = RoleAccent
			}
			parts.bar.FillColor, parts.label.Color, parts.text.Color = p[role], p[RoleText], p[RoleMuted]
			r.objects = append(r.objects, parts.ground, parts.bar, parts.label, parts.text)
		}
	}
	r.layout = func(size fyne.Size) {
		measure := rulerFor(LabelSize, false)
		var names, values float32
		most := 1
		for _, bar := range c.bars {
			names = max(names, measure.width(clean(bar.Label)))
			values = max(values, measure.width(bar.Text))
			most = max(most, bar.Value)
		}
		names = min(names, max(size.Width*0.3, min(size.Width*0.45, 96))) // a narrow chart's names matter more than its bars
		pitch := c.pitch()
		thick := float32(int(pitch / 2))
		left := names + 10
		room := max(8, size.Width-left-values-12)
		for i, bar := range c.bars {
			parts := c.parts[i]
			y := float32(i) * pitch
			place(parts.ground, -6, y+2, size.Width+12, pitch-4)
			parts.label.Text, _ = measure.fit(bar.Label, names)
			middle(parts.label, 0, y, names, pitch)
			width := room * float32(bar.Value) / float32(most)
			if bar.Value > 0 {
				width = max(6, width)
			}
			place(parts.bar, left, y+(pitch-thick)/2, width, thick)
			parts.text.Text = bar.Text
			middle(parts.text, left+width+6, y, values+4, pitch)
		}
	}
	r.minSize = func() fyne.Size {
		return fyne.NewSize(180, 18*float32(max(c.slots, len(c.bars))))
	}
	return newRenderer(r)
}
