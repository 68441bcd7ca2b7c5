package widget

import (
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	fynewidget "fyne.io/fyne/v2/widget"
)

// Slice is one part of a Donut.
type Slice struct {
	Label string
	Value int
	Text  string // the value as it is written
	Role  Role
}

// Donut is a ring of parts with their sum in the middle and a legend at the right. A tap on a part or its name opens it.
type Donut struct {
	fynewidget.BaseWidget
	OnTap func(i int)

	slices        []Slice
	figure, label string
	arcs          []*canvas.Arc
	rows          []*legendRow
	hovered       int
}

type legendRow struct {
	ground      *canvas.Rectangle
	dot         *canvas.Circle
	label, text *canvas.Text
}

var (
	_ fyne.Tappable      = (*Donut)(nil)
	_ desktop.Hoverable  = (*Donut)(nil)
	_ desktop.Cursorable = (*Donut)(nil)
)

// NewDonut makes a chart.
func NewDonut(onTap func(i int)) *Donut {
	d := &Donut{OnTap: onTap, hovered: -1}
	d.ExtendBaseWidget(d)
	return d
}

// SetSlices shows parts, clockwise from the top, with a figure and a word in the middle.
func (d *Donut) SetSlices(slices []Slice, figure, label string) {
	d.slices, d.figure, d.label = slices, figure, label
	for len(d.arcs) < max(1, len(slices)) {
		d.arcs = append(d.arcs, &canvas.Arc{CutoutRatio: donutHole})
		row := &legendRow{ground: newBox(4), dot: &canvas.Circle{}, label: newText(LabelSize, false), text: newText(LabelSize, false)}
		row.text.Alignment = fyne.TextAlignTrailing
		d.rows = append(d.rows, row)
	}
	d.Refresh()
}

// Slices are the parts that are shown.
func (d *Donut) Slices() []Slice { return d.slices }

const (
	donutHole  = 0.64
	donutGap   = 1.6 // degrees between parts
	donutLeast = 3   // degrees of a part that is there at all
	legendStep = 28
)

// angles gives where each part ends, in degrees. A part of one in a thousand is still seen; one of nothing is not.
func (d *Donut) angles() []float64 {
	sum, present := 0, 0
	for _, s := range d.slices {
		sum += s.Value
		if s.Value > 0 {
			present++
		}
	}
	ends := make([]float64, len(d.slices))
	if sum == 0 {
		return ends
	}
	widths := make([]float64, len(d.slices))
	var total float64
	for i, s := range d.slices {
		if s.Value > 0 {
			widths[i] = max(donutLeast, 360*float64(s.Value)/float64(sum))
		}
		total += widths[i]
	}
	at := 0.0
	for i := range widths {
		at += widths[i] * 360 / total
		ends[i] = at
	}
	return ends
}

// legendWidth is what the longest line of the legend needs.
func (d *Donut) legendWidth() float32 {
	measure := rulerFor(LabelSize, false)
	var names, values float32
	for _, s := range d.slices {
		names, values = max(names, measure.width(s.Label)), max(values, measure.width(s.Text))
	}
	return dotSpace + names + values + 10
}

// geometry is the ring's middle and outer radius, and where the legend begins.
func (d *Donut) geometry() (cx, cy, radius, legend float32) {
	size := d.Size()
	radius = max(32, min(size.Height, size.Width*0.54, 176, size.Width-28-d.legendWidth())/2) // the legend is to be read
	return radius + 4, size.Height / 2, radius, 2*radius + 28
}

func (d *Donut) at(p fyne.Position) int {
	cx, cy, radius, legend := d.geometry()
	if p.X >= legend-8 {
		top := cy - float32(len(d.slices))*legendStep/2
		if i := int(math.Floor(float64((p.Y - top) / legendStep))); i >= 0 && i < len(d.slices) {
			return i
		}
		return -1
	}
	dx, dy := float64(p.X-cx), float64(p.Y-cy)
	if r := math.Hypot(dx, dy); r > float64(radius) || r < float64(radius)*donutHole {
		return -1
	}
	angle := math.Mod(math.Atan2(dx, -dy)*180/math.Pi+360, 360)
	from := 0.0
	for i, to := range d.angles() {
		if angle >= from && angle < to {
			return i
		}
		from = to
	}
	return -1
}

// Tapped implements fyne.Tappable.
func (d *Donut) Tapped(e *fyne.PointEvent) {
	if i := d.at(e.Position); i >= 0 && d.OnTap != nil {
		d.OnTap(i)
	}
}

// MouseIn implements desktop.Hoverable.
func (d *Donut) MouseIn(e *desktop.MouseEvent) { d.MouseMoved(e) }

// MouseMoved implements desktop.Hoverable.
func (d *Donut) MouseMoved(e *desktop.MouseEvent) {
	if i := d.at(e.Position); i != d.hovered {
		d.hovered = i
		d.Refresh()
	}
}

// MouseOut implements desktop.Hoverable.
func (d *Donut) MouseOut() { d.hovered = -1; d.Refresh() }

// Cursor implements desktop.Cursorable.
func (d *Donut) Cursor() desktop.Cursor {
	if d.OnTap == nil || d.hovered < 0 {
		return desktop.DefaultCursor
	}
	return desktop.PointerCursor
}

// CreateRenderer implements fyne.Widget.
func (d *Donut) CreateRenderer() fyne.WidgetRenderer {
	figure, label := newText(20, true), newText(LabelSize, false)
	figure.Alignment, label.Alignment = fyne.TextAlignCenter, fyne.TextAlignCenter
	r := &renderer{owner: d}
	r.restyle = func() {
		p := currentPalette()
		r.objects = r.objects[:0]
		ends, from := d.angles(), 0.0
		empty := len(ends) == 0 || ends[len(ends)-1] == 0
		for i, s := range d.slices {
			arc := d.arcs[i]
			arc.FillColor = p[s.Role]
			gap := float64(donutGap / 2)
			if ends[i]-from >= 359.9 {
				gap = 0
			}
			arc.StartAngle, arc.EndAngle = float32(from+gap), float32(ends[i]-gap)
			if ends[i] > from {
				r.objects = append(r.objects, arc)
			}
			from = ends[i]
			row := d.rows[i]
			row.ground.FillColor = p[RoleHover]
			setVisible(row.ground, i == d.hovered && d.OnTap != nil)
			styleDot(row.dot, p[s.Role], false)
			row.label.Color, row.text.Color = p[RoleText], p[RoleMuted]
			r.objects = append(r.objects, row.ground, row.dot, row.label, row.text)
		}
		if empty && len(d.arcs) > 0 {
			d.arcs[0].FillColor, d.arcs[0].StartAngle, d.arcs[0].EndAngle = p[RoleRaised], 0, 360
			r.objects = append(r.objects, d.arcs[0])
		}
		figure.Text, figure.Color = d.figure, p[RoleText]
		label.Text, label.Color = d.label, p[RoleMuted]
		r.objects = append(r.objects, figure, label)
	}
	r.layout = func(size fyne.Size) {
		cx, cy, radius, legend := d.geometry()
		for _, arc := range d.arcs {
			place(arc, cx-radius, cy-radius, 2*radius, 2*radius)
		}
		middle(figure, cx-radius, cy-19, 2*radius, 26)
		middle(label, cx-radius, cy+7, 2*radius, 16)
		measure := rulerFor(LabelSize, false)
		var values float32
		for _, s := range d.slices {
			values = max(values, measure.width(s.Text))
		}
		y := cy - float32(len(d.slices))*legendStep/2
		for i, s := range d.slices {
			row := d.rows[i]
			place(row.ground, legend-8, y+2, size.Width-legend+8, legendStep-4)
			place(row.dot, legend, y+(legendStep-dotSize)/2, dotSize, dotSize)
			width := max(0, size.Width-legend-dotSpace-values-8)
			row.label.Text, _ = measure.fit(s.Label, width)
			middle(row.label, legend+dotSpace, y, width, legendStep)
			row.text.Text = s.Text
			middle(row.text, size.Width-values-2, y, values+2, legendStep)
			y += legendStep
		}
	}
	r.minSize = func() fyne.Size {
		return fyne.NewSize(260, max(120, float32(len(d.slices))*legendStep))
	}
	return newRenderer(r)
}
