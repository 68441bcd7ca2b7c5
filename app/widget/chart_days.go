package widget

import (
	"math"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	fynewidget "fyne.io/fyne/v2/widget"
)

// DayBar is one day of a DayChart.
type DayBar struct {
	Value int
	Label string // below, for the first and the last: "25 Oct"
	Text  string // of the hover box: "33 leads"
}

// DayChart has one upright bar a day, and a box over the one that the pointer is on.
type DayChart struct {
	fynewidget.BaseWidget
	OnTap func(i int)

	days    []DayBar
	bars    []*canvas.Rectangle
	hovered int
	format  func(int) string
}

var (
	_ fyne.Tappable     = (*DayChart)(nil)
	_ desktop.Hoverable = (*DayChart)(nil)
)

// NewDayChart makes a chart; format writes the numbers at the axis, nil as they are.
func NewDayChart(format func(int) string, onTap func(i int)) *DayChart {
	if format == nil {
		format = strconv.Itoa
	}
	c := &DayChart{format: format, OnTap: onTap, hovered: -1}
	c.ExtendBaseWidget(c)
	return c
}

// SetDays shows days, the oldest first.
func (c *DayChart) SetDays(days []DayBar) {
	c.days = days
	for len(c.bars) < len(days) {
		c.bars = append(c.bars, newBox(0))
	}
	c.Refresh()
}

// Days are the days that are shown.
func (c *DayChart) Days() []DayBar { return c.days }

const (
	axisSteps = 3
	axisWidth = 34
	axisFoot  = 26
)

// axisStep is a round number of which three reach the highest value: 12 for 33, 400 for 1,000.
func axisStep(most int) int {
	need := math.Ceil(float64(max(1, most)) / axisSteps)
	scale := math.Pow(10, math.Floor(math.Log10(need)))
	for _, m := range []float64{1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10} {
		if step := m * scale; step >= need && step == math.Trunc(step) {
			return int(step)
		}
	}
	return int(10 * scale)
}

func (c *DayChart) slot() float32 {
	return (c.Size().Width - axisWidth) / float32(max(1, len(c.days)))
}

func (c *DayChart) at(p fyne.Position) int {
	if i := int((p.X - axisWidth) / max(1, c.slot())); p.X >= axisWidth && i < len(c.days) {
		return i
	}
	return -1
}

// Tapped implements fyne.Tappable.
func (c *DayChart) Tapped(e *fyne.PointEvent) {
	if i := c.at(e.Position); i >= 0 && c.OnTap != nil {
		c.OnTap(i)
	}
}

// MouseIn implements desktop.Hoverable.
func (c *DayChart) MouseIn(e *desktop.MouseEvent) { c.MouseMoved(e) }

// MouseMoved implements desktop.Hoverable.
func (c *DayChart) MouseMoved(e *desktop.MouseEvent) {
	if i := c.at(e.Position); i != c.hovered {
		c.hovered = i
		c.Refresh()
	}
}

// MouseOut implements desktop.Hoverable.
func (c *DayChart) MouseOut() { c.hovered = -1; c.Refresh() }

// CreateRenderer implements fyne.Widget.
func (c *DayChart) CreateRenderer() fyne.WidgetRenderer {
	var lines []*canvas.Rectangle
	var marks []*canvas.Text
	for range axisSteps + 1 {
		mark := newText(HintSize, false)
		mark.Alignment = fyne.TextAlignTrailing
		lines, marks = append(lines, newBox(0)), append(marks, mark)
	}
	first, last := newText(HintSize, false), newText(HintSize, false)
	last.Alignment = fyne.TextAlignTrailing
	box, day, text := newBox(ButtonRadius), newText(HintSize, false), newText(LabelSize, true)
	box.StrokeWidth = 1
	day.Alignment, text.Alignment = fyne.TextAlignCenter, fyne.TextAlignCenter
	r := &renderer{owner: c}
	r.restyle = func() {
		p := currentPalette()
		r.objects = r.objects[:0]
		for i := range lines {
			lines[i].FillColor, marks[i].Color = p[RoleRaised], p[RoleMuted]
			r.objects = append(r.objects, lines[i], marks[i])
		}
		for i, bar := range c.bars[:len(c.days)] {
			bar.FillColor = p[RoleAccent]
			if c.hovered >= 0 && i != c.hovered {
				bar.FillColor = blend(p[RoleSurface], p[RoleAccent], 0.72)
			}
			r.objects = append(r.objects, bar)
		}
		first.Color, last.Color = p[RoleMuted], p[RoleMuted]
		box.FillColor, box.StrokeColor = p[RoleRaised], p[RoleLine]
		day.Color, text.Color = p[RoleMuted], p[RoleText]
		r.objects = append(r.objects, first, last)
		if c.hovered >= 0 && c.hovered < len(c.days) {
			r.objects = append(r.objects, box, day, text)
		}
	}
	r.layout = func(size fyne.Size) {
		most := 0
		for _, d := range c.days {
			most = max(most, d.Value)
		}
		step := axisStep(most)
		floor := size.Height - axisFoot
		head := float32(8)
		high := max(1, floor-head)
		for i := range lines {
			y := floor - high*float32(i)/axisSteps
			place(lines[i], axisWidth-8, y, size.Width-axisWidth+8, 1)
			marks[i].Text = c.format(i * step)
			middle(marks[i], 0, y-8, axisWidth-16, 16)
		}
		slot := c.slot()
		thick := max(2, float32(int(slot*0.7)))
		for i, d := range c.days {
			bar := c.bars[i]
			height := high * float32(d.Value) / float32(step*axisSteps)
			if d.Value > 0 {
				height = max(2, height)
			} else {
				height = 1
			}
			bar.TopLeftCornerRadius, bar.TopRightCornerRadius = min(2, height/2), min(2, height/2)
			place(bar, axisWidth+float32(i)*slot+(slot-thick)/2, floor-height, thick, height)
		}
		if n := len(c.days); n > 0 {
			first.Text, last.Text = c.days[0].Label, c.days[n-1].Label
		}
		middle(first, axisWidth, floor+8, 90, 16)
		middle(last, size.Width-90, floor+8, 90, 16)
		if c.hovered >= 0 && c.hovered < len(c.days) {
			d := c.days[c.hovered]
			day.Text, text.Text = d.Label, d.Text
			width := 24 + max(rulerFor(HintSize, false).width(day.Text), rulerFor(LabelSize, true).width(text.Text))
			bar := c.bars[c.hovered]
			x := bar.Position().X + thick/2 - width/2
			x = max(axisWidth, min(x, size.Width-width))
			y := max(-14, bar.Position().Y-40)
			place(box, x, y, width, 36)
			middle(day, x, y+3, width, 16)
			middle(text, x, y+17, width, 16)
		}
	}
	r.minSize = func() fyne.Size { return fyne.NewSize(220, 120) }
	return newRenderer(r)
}
