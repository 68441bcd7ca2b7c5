package widget

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// gridRow draws one row of what is seen. A row is drawn by the same gridRow as long as it is seen, so that a scroll by
// one fills one.
type gridRow struct {
	g      *Grid
	box    *fyne.Container
	ground *canvas.Line // as thick as the row is wide
	line   *canvas.Rectangle
	bar    *canvas.Rectangle // the accent before the current row
	check  *canvas.Rectangle
	tick   *canvas.Text
	cells  []*gridCell // in the order of RowView.Cells

	index  int   // of the row it draws, -1 for none
	id     int64 // if known
	known  bool
	loaded bool
	layout int // the grid's layout it was laid out for
	bold   bool
}

// gridCell draws one cell: perhaps a dot, and a text; or a placeholder's bar.
type gridCell struct {
	text  *canvas.Text
	dot   *canvas.Circle    // nil until a dot is needed
	ghost *canvas.Rectangle // nil until a placeholder is needed
	raw   Cell
	width float32 // that the text was fitted to
	bold  bool
	cut   bool
	more  *adorned // nil until it is needed
}

// still is the layout of a row's container: a row is placed by hand and asks for no size, or Fyne would measure each of
// its texts once more a frame.
type still struct{}

func (still) Layout([]fyne.CanvasObject, fyne.Size)        {}
func (still) MinSize([]fyne.CanvasObject) (size fyne.Size) { return size }

func newGridRow(g *Grid) *gridRow {
	r := &gridRow{
		g: g, index: -1, layout: -1,
		ground: &canvas.Line{}, line: newBox(0), bar: newBox(0),
		check: newBox(4), tick: newText(10, true),
	}
	r.check.StrokeWidth = 1
	r.tick.Text = "✓"
	r.tick.Alignment = fyne.TextAlignCenter
	r.box = &fyne.Container{Layout: still{}, Objects: []fyne.CanvasObject{r.ground, r.line, r.bar, r.check, r.tick}}
	for range g.o.Columns {
		c := &gridCell{text: newText(TextSize, false), width: -1}
		r.cells = append(r.cells, c)
		r.box.Objects = append(r.box.Objects, c.text)
	}
	if g.o.NoCheckboxes {
		r.check.Hide()
		r.tick.Hide()
	}
	return r
}

// show draws row i. ghosts tells whether a row that is not loaded shows placeholders, or nothing yet.
func (r *gridRow) show(i int, p *palette, ghosts bool) {
	view, ok := RowView{}, false
	if i < r.g.view.rows {
		view, ok = r.g.o.Model.Row(i)
	}
	r.index, r.loaded, r.known, r.id = i, ok, ok, view.ID
	if !ok {
		r.id, r.known = r.g.o.Model.ID(i)
	}
	if r.layout != r.g.layout {
		r.place()
	}
	current := r.current()
	first := true
	for _, c := range r.g.columns {
		cell := r.cells[c.cell]
		switch {
		case c.Hidden:
			cell.hide()
			continue
		case !ok:
			cell.showGhost(r, &c, p, ghosts)
			continue
		case c.cell < len(view.Cells):
			cell.show(r, &c, view.Cells[c.cell], p, current && first)
		default:
			cell.show(r, &c, Cell{}, p, false)
		}
		first = false
	}
	r.bold = current
	r.style(p)
}

// current tells whether this is the grid's current row.
func (r *gridRow) current() bool {
	return r.known && r.g.cursor.set && r.g.cursor.id == r.id
}

// style colours what depends on selection, pointer and age of a change.
func (r *gridRow) style(p *palette) {
	selected := r.known && r.g.selection.Has(r.id)
	ground := p[RoleSurface]
	switch {
	case selected:
		ground = p[RoleAccentSoft]
	case r.index == r.g.hover:
		ground = p[RoleHover]
	case r.index%2 == 1 && !r.g.o.Unlined:
		ground = p[RoleZebra]
	}
	if r.known {
		if age, ok := r.g.flashAge(r.id); ok {
			ground = blend(ground, p[RoleAccent], 0.3*(1-age))
		}
	}
	r.ground.StrokeColor = ground
	setVisible(r.ground, ground != p[RoleSurface]) // the panel under it is that already
	r.line.FillColor = p[RoleRaised]
	setVisible(r.line, !r.g.o.Unlined)
	r.bar.FillColor = p[RoleAccent]
	setVisible(r.bar, r.current())
	if r.g.o.NoCheckboxes {
		return
	}
	setVisible(r.check, r.loaded)
	setVisible(r.tick, r.loaded && selected)
	if selected {
		r.check.FillColor, r.check.StrokeColor = p[RoleAccent], p[RoleAccent]
		r.tick.Color = p[RoleOnAccent]
	} else {
		r.check.FillColor, r.check.StrokeColor = p[RoleSurface], p[RoleIdle]
	}
}

// place lays the row out for the columns as they are.
func (r *gridRow) place() {
	g := r.g
	r.layout = g.layout
	width, height := g.body.Size().Width, float32(g.view.rowHeight)
	r.box.Resize(fyne.NewSize(width, height))
	layFill(r.ground, 0, 0, width, height)
	place(r.line, 0, height-1, width, 1)
	place(r.bar, 0, 0, 3, height)
	place(r.check, 12-g.scrollX, (height-14)/2, 14, 14)
	middle(r.tick, 12-g.scrollX, 0, 14, height-1)
	for i := range g.columns {
		if c := &g.columns[i]; !c.Hidden {
			cell := r.cells[c.cell]
			x, w := cell.box(g, c)
			middle(cell.text, x, 0, w, height-1)
			if cell.dot != nil {
				cell.placeDot(g, c)
			}
			if cell.ghost != nil {
				cell.placeGhost(r, c)
			}
		}
	}
}

// box is where the words of a cell stand.
func (c *gridCell) box(g *Grid, col *gridColumn) (x, width float32) {
	x, width = col.x-g.scrollX+cellPad, col.shown-2*cellPad
	if c.raw.Dot != RoleNone {
		x, width = x+dotSpace, width-dotSpace
	}
	if by := c.raw.before(); by > 0 {
		x, width = x+by, width-by
	}
	return x, max(0, width)
}

func (c *gridCell) show(r *gridRow, col *gridColumn, cell Cell, p *palette, current bool) {
	g := r.g
	moved := (c.raw.Dot != RoleNone) != (cell.Dot != RoleNone) || c.raw.before() != cell.before() || c.raw.Badge != cell.Badge
	same := c.raw.Text == cell.Text
	c.raw = cell
	x, width := c.box(g, col)
	bold := cell.Bold || current
	if !same || c.width != width || c.bold != bold {
		c.width, c.bold = width, bold
		c.text.Text, c.cut = rulerFor(TextSize, bold).fit(cell.Text, width)
		c.text.TextStyle.Bold = bold
	}
	c.text.Alignment = col.Align
	c.text.Color = p[cell.Role]
	setVisible(c.text, true)
	if c.ghost != nil {
		setVisible(c.ghost, false)
	}
	if moved {
		hasDot := cell.Dot != RoleNone
		c.text.TextSize, c.text.TextStyle.Bold = TextSize, bold
		middle(c.text, x, 0, width, float32(g.view.rowHeight)-1)
		if hasDot && c.dot == nil {
			c.dot = &canvas.Circle{}
			r.box.Objects = append(r.box.Objects, c.dot)
			c.placeDot(g, col)
		}
		if c.dot != nil {
			setVisible(c.dot, hasDot)
		}
	}
	if c.dot != nil && cell.Dot != RoleNone {
		setVisible(c.dot, true)
		styleDot(c.dot, p[cell.Dot], cell.Hollow)
	}
	c.adorn(r, x, width, p)
}

// styleDot makes a dot full, or a ring.
func styleDot(dot *canvas.Circle, c color.NRGBA, hollow bool) {
	if hollow {
		dot.FillColor, dot.StrokeColor, dot.StrokeWidth = color.Transparent, c, 1.6
	} else {
		dot.FillColor, dot.StrokeColor, dot.StrokeWidth = c, nil, 0
	}
}

func (c *gridCell) placeDot(g *Grid, col *gridColumn) {
	place(c.dot, col.x-g.scrollX+cellPad, (float32(g.view.rowHeight)-1-dotSize)/2, dotSize, dotSize)
}

// showGhost shows a bar of a length that differs from row to row, as words do.
func (c *gridCell) showGhost(r *gridRow, col *gridColumn, p *palette, visible bool) {
	c.hide()
	if !visible {
		return
	}
	if c.ghost == nil {
		c.ghost = newBox(4)
		r.box.Objects = append(r.box.Objects, c.ghost)
	}
	c.placeGhost(r, col)
	c.ghost.FillColor = blend(p[RoleRaised], p[RoleLine], 0.4)
	setVisible(c.ghost, true)
}

func (c *gridCell) placeGhost(r *gridRow, col *gridColumn) {
	part := 0.45 + 0.1*float32((r.index*7+col.cell*3)%5)
	width := (col.shown - 2*cellPad) * part
	x := col.x - r.g.scrollX + cellPad
	if col.Align == fyne.TextAlignTrailing {
		x = col.x - r.g.scrollX + col.shown - cellPad - width
	}
	place(c.ghost, x, (float32(r.g.view.rowHeight)-9)/2, width, 9)
}

func (c *gridCell) hide() {
	setVisible(c.text, false)
	if c.dot != nil {
		setVisible(c.dot, false)
	}
	if c.ghost != nil {
		setVisible(c.ghost, false)
	}
	c.bare()
}
