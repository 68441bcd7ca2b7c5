package widget

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	fynewidget "fyne.io/fyne/v2/widget"
)

const (
	grabWidth = 5 // each side of a column's edge
	dragStart = 4 // before that a drag is a click
)

// gridHeader is the row of titles: a click sorts, an edge resizes, a title dragged reorders.
type gridHeader struct {
	fynewidget.BaseWidget
	g *Grid

	ground, line, check, tick *canvas.Rectangle
	titles                    map[string]*canvas.Text // by column id
	arrows                    map[string]*canvas.Text
	edges                     map[string]*canvas.Rectangle
	ghost                     *canvas.Rectangle // the title on its way
	drop                      *canvas.Rectangle // where it would go

	pressX   float32
	pressed  int // the column whose title is pressed, -1
	resizing int // the column whose edge is dragged, -1
	moving   bool
	target   int     // where a moving column would go
	startW   float32 // of the column that is resized
	moved    float32 // how far a moving title is from its place
	overEdge bool
	hovered  int // the column under the pointer, -1
}

var (
	_ desktop.Mouseable  = (*gridHeader)(nil)
	_ desktop.Hoverable  = (*gridHeader)(nil)
	_ desktop.Cursorable = (*gridHeader)(nil)
	_ fyne.Draggable     = (*gridHeader)(nil)
)

func newGridHeader(g *Grid) *gridHeader {
	h := &gridHeader{
		g: g, pressed: -1, resizing: -1, hovered: -1,
		ground: newBox(0), line: newBox(0), check: newBox(4), tick: newBox(1), ghost: newBox(ButtonRadius), drop: newBox(1),
		titles: map[string]*canvas.Text{}, arrows: map[string]*canvas.Text{}, edges: map[string]*canvas.Rectangle{},
	}
	h.check.StrokeWidth = 1
	for _, c := range g.columns {
		h.titles[c.ID] = newText(LabelSize, true)
		h.arrows[c.ID] = newText(LabelSize-2, false)
		h.edges[c.ID] = newBox(0)
	}
	h.ExtendBaseWidget(h)
	return h
}

// IsClip marks the renderer as clipping: titles may be scrolled out to the left.
type headerRenderer struct{ *renderer }

func (headerRenderer) IsClip() {}

// CreateRenderer implements fyne.Widget.
func (h *gridHeader) CreateRenderer() fyne.WidgetRenderer {
	objects := []fyne.CanvasObject{h.ground, h.line, h.check, h.tick}
	for _, c := range h.g.columns {
		objects = append(objects, h.titles[c.ID], h.arrows[c.ID], h.edges[c.ID])
	}
	return headerRenderer{newRenderer(&renderer{
		owner: h, objects: append(objects, h.ghost, h.drop),
		restyle: h.restyle, layout: h.layOut,
		minSize: func() fyne.Size { return fyne.NewSize(0, RowHeight) },
	})}
}

func (h *gridHeader) restyle() {
	p := currentPalette()
	h.ground.FillColor, h.line.FillColor = p[RoleRaised], p[RoleLine]
	radius := CardRadius - 1
	if h.g.o.Plain {
		radius = 0
	}
	h.ground.TopLeftCornerRadius, h.ground.TopRightCornerRadius = radius, radius
	h.ghost.FillColor = color.NRGBA{R: p[RoleAccent].R, G: p[RoleAccent].G, B: p[RoleAccent].B, A: 0x40}
	h.drop.FillColor = p[RoleAccent]
	setVisible(h.ghost, h.moving)
	setVisible(h.drop, h.moving)
	for i, c := range h.g.columns {
		title, arrow, edge := h.titles[c.ID], h.arrows[c.ID], h.edges[c.ID]
		title.Color, arrow.Color, edge.FillColor = p[RoleMuted], p[RoleAccent], p[RoleLine]
		sorted := c.ID == h.g.sortBy
		if sorted || i == h.hovered && c.Sortable {
			title.Color = p[RoleText]
		}
		arrow.Text = "▲"
		if h.g.desc {
			arrow.Text = "▼"
		}
		setVisible(title, !c.Hidden)
		setVisible(arrow, !c.Hidden && sorted)
		setVisible(edge, !c.Hidden && (i == h.hovered || i == h.resizing))
	}
	h.restyleCheck(p)
}

// restyleCheck shows whether all, some or no rows are selected.
func (h *gridHeader) restyleCheck(p *palette) {
	if h.g.o.NoCheckboxes {
		setVisible(h.check, false)
		setVisible(h.tick, false)
		return
	}
	some := !h.g.selection.Empty()
	h.check.FillColor, h.check.StrokeColor = p[RoleSurface], p[RoleIdle]
	if some {
		h.check.FillColor, h.check.StrokeColor = p[RoleAccent], p[RoleAccent]
	}
	h.tick.FillColor = p[RoleOnAccent]
	setVisible(h.tick, some)
}

func (h *gridHeader) layOut(size fyne.Size) {
	g := h.g
	place(h.ground, 0, 0, size.Width, size.Height)
	place(h.line, 0, size.Height-1, size.Width, 1)
	place(h.check, 12-g.scrollX, (size.Height-14)/2, 14, 14)
	if g.selection.All && len(g.selection.Except) == 0 {
		place(h.tick, 15-g.scrollX, size.Height/2-4, 8, 8)
	} else {
		place(h.tick, 15-g.scrollX, size.Height/2-1, 8, 2)
	}
	for _, c := range g.columns {
		if c.Hidden {
			continue
		}
		title, arrow := h.titles[c.ID], h.arrows[c.ID]
		x, width := c.x-g.scrollX+cellPad, c.shown-2*cellPad
		arrowWidth := float32(0)
		if c.ID == g.sortBy {
			arrowWidth = 13
		}
		r := rulerFor(LabelSize, true)
		title.Text, _ = r.fit(c.Title, max(0, width-arrowWidth))
		tw := r.width(title.Text)
		if c.Align == fyne.TextAlignTrailing {
			x += width - tw - arrowWidth
		}
		middle(title, x, 0, tw+1, size.Height-1)
		middle(arrow, x+tw+3, 0, 10, size.Height-1)
		place(h.edges[c.ID], c.x-g.scrollX+c.shown-1, 8, 1, size.Height-16)
	}
	if h.moving {
		c := g.columns[h.pressed]
		place(h.ghost, c.x-g.scrollX+h.moved, 3, c.shown, size.Height-6)
		place(h.drop, h.boundary(h.target)-g.scrollX-1, 2, 3, size.Height-4)
	}
}

// boundary is the left edge of the column at a place of g.columns, or the right end.
func (h *gridHeader) boundary(i int) float32 {
	for ; i < len(h.g.columns); i++ {
		if !h.g.columns[i].Hidden {
			return h.g.columns[i].x
		}
	}
	return h.g.columnsWidth()
}

// edgeAt is the column whose right edge is at x, -1 for none.
func (h *gridHeader) edgeAt(x float32) int {
	x += h.g.scrollX
	for i := range h.g.columns {
		c := &h.g.columns[i]
		if end := c.x + c.shown; !c.Hidden && x >= end-grabWidth && x <= end+grabWidth {
			return i
		}
	}
	return -1
}

func (h *gridHeader) columnAt(x float32) int {
	x += h.g.scrollX
	for i := range h.g.columns {
		if c := &h.g.columns[i]; !c.Hidden && x >= c.x && x < c.x+c.shown {
			return i
		}
	}
	return -1
}

// MouseDown implements desktop.Mouseable.
func (h *gridHeader) MouseDown(e *desktop.MouseEvent) {
	focus(h.g)
	if e.Button == desktop.MouseButtonSecondary {
		if h.g.o.OnHeaderMenu != nil {
			h.g.o.OnHeaderMenu(e.AbsolutePosition)
		}
		return
	}
	h.pressX, h.moving = e.Position.X, false
	h.resizing, h.pressed = h.edgeAt(e.Position.X), -1
	if h.resizing >= 0 {
		h.startW = h.g.columns[h.resizing].shown
		return
	}
	h.pressed = h.columnAt(e.Position.X)
}

// MouseUp implements desktop.Mouseable: a press that did not move is a click.
func (h *gridHeader) MouseUp(e *desktop.MouseEvent) {
	pressed, dragged := h.pressed, h.moving || h.resizing >= 0
	if dragged {
		h.DragEnd()
		return
	}
	h.pressed = -1
	switch {
	case e.Button != desktop.MouseButtonPrimary:
	case !h.g.o.NoCheckboxes && e.Position.X+h.g.scrollX < checkColumn:
		h.g.toggleAll()
		h.Refresh()
	case pressed >= 0 && pressed == h.columnAt(e.Position.X) && h.g.columns[pressed].Sortable:
		h.sort(h.g.columns[pressed].ID)
	}
}

func (h *gridHeader) sort(id string) {
	desc := h.g.sortBy == id && !h.g.desc
	h.g.SetSort(id, desc)
	if h.g.o.OnSort != nil {
		h.g.o.OnSort(id, desc)
	}
}

// Dragged implements fyne.Draggable.
func (h *gridHeader) Dragged(e *fyne.DragEvent) {
	by := e.Position.X - h.pressX
	switch {
	case h.resizing >= 0:
		h.g.resizeColumn(h.resizing, h.startW+by)
	case h.pressed >= 0 && (h.moving || max(by, -by) >= dragStart):
		h.moving, h.moved = true, by
		h.target = h.dropAt(e.Position.X)
		h.Refresh()
	}
}

// dropAt is the place before which a title dropped at x goes.
func (h *gridHeader) dropAt(x float32) int {
	x += h.g.scrollX
	for i := range h.g.columns {
		if c := &h.g.columns[i]; !c.Hidden && x < c.x+c.shown/2 {
			return i
		}
	}
	return len(h.g.columns)
}

// DragEnd implements fyne.Draggable: only now the program is told.
func (h *gridHeader) DragEnd() {
	resized, moved, from := h.resizing >= 0, h.moving, h.pressed
	h.resizing, h.moving, h.pressed = -1, false, -1
	switch {
	case resized:
		h.g.columnsChanged(true)
	case moved:
		h.g.moveColumn(from, h.target)
		h.Refresh()
	}
}

// MouseIn implements desktop.Hoverable.
func (h *gridHeader) MouseIn(e *desktop.MouseEvent) { h.MouseMoved(e) }

// MouseMoved implements desktop.Hoverable.
func (h *gridHeader) MouseMoved(e *desktop.MouseEvent) {
	h.overEdge = h.edgeAt(e.Position.X) >= 0
	h.hover(h.columnAt(e.Position.X))
}

// MouseOut implements desktop.Hoverable.
func (h *gridHeader) MouseOut() {
	h.overEdge = false
	h.hover(-1)
}

func (h *gridHeader) hover(i int) {
	if h.hovered != i {
		h.hovered = i
		h.Refresh()
	}
}

// Cursor implements desktop.Cursorable.
func (h *gridHeader) Cursor() desktop.Cursor {
	if h.overEdge || h.resizing >= 0 {
		return desktop.HResizeCursor
	}
	return desktop.DefaultCursor
}
