package widget

import "slices"

// What the grid draws with.
const (
	checkColumn   float32 = 32 // the column of checkboxes
	cellPad       float32 = 8
	gridBarWidth  float32 = 12
	dotSize       float32 = 9
	dotSpace      float32 = 16 // dot and the gap behind it
	defaultWidth  float32 = 120
	smallestWidth float32 = 48
)

// gridColumn is a column with what the user and the layout made of it.
type gridColumn struct {
	Column
	cell  int     // its place in RowView.Cells
	fixed bool    // resized by hand
	x     float32 // from the left edge of all columns
	shown float32 // its width now
}

func newGridColumn(c Column, cell int) gridColumn {
	if c.Width <= 0 {
		c.Width = defaultWidth
	}
	if c.MinWidth <= 0 {
		c.MinWidth = smallestWidth
	}
	return gridColumn{Column: c, cell: cell}
}

// layOutColumns gives each visible column its place in a width.
func (g *Grid) layOutColumns() {
	var rigid, shares float32
	for i := range g.columns {
		switch c := &g.columns[i]; {
		case c.Hidden:
		case c.Grow && !c.fixed:
			shares += c.Width
		default:
			rigid += c.Width
		}
	}
	left := max(0, g.bodyWidth()-g.leading()-rigid)
	x := g.leading()
	for i := range g.columns {
		c := &g.columns[i]
		if c.Hidden {
			continue
		}
		width := c.Width
		if c.Grow && !c.fixed {
			width = max(c.MinWidth, float32(int(left*c.Width/shares)))
		}
		if c.x != x || c.shown != width {
			c.x, c.shown = x, width
			g.layout++
		}
		x += width
	}
	g.scrollX = max(0, min(g.scrollX, g.columnsWidth()-g.bodyWidth()))
	height := float64(g.body.Size().Height)
	if g.columnsWidth() > g.bodyWidth() { // the last row ends above the scroll bar that lies there
		height -= float64(gridBarWidth)
	}
	if height = max(0, height); height != g.view.height {
		g.view.height = height
		g.view.moveTo(g.view.position())
	}
}

// leading is what stands before the first column.
func (g *Grid) leading() float32 {
	if g.o.NoCheckboxes {
		return cellPad
	}
	return checkColumn
}

// bodyWidth is the width that columns may fill.
func (g *Grid) bodyWidth() float32 {
	return max(0, g.body.Size().Width-gridBarWidth)
}

func (g *Grid) columnsWidth() float32 {
	x := g.leading()
	for i := range g.columns {
		if !g.columns[i].Hidden {
			x += g.columns[i].shown
		}
	}
	return x
}

// Columns gives the columns' state, in the order shown.
func (g *Grid) Columns() []ColumnState {
	states := make([]ColumnState, len(g.columns))
	for i, c := range g.columns {
		states[i] = ColumnState{ID: c.ID, Width: c.Width, Hidden: c.Hidden, Fixed: c.fixed}
	}
	return states
}

// SetColumns restores a state that Columns or OnColumns gave. Columns it does not know keep their definition and come
// last; states of columns that are gone are ignored. It does not call OnColumns.
func (g *Grid) SetColumns(states []ColumnState) {
	restored := make([]gridColumn, 0, len(g.columns))
	for _, s := range states {
		i := g.columnIndex(s.ID)
		if i < 0 || slices.ContainsFunc(restored, func(c gridColumn) bool { return c.ID == s.ID }) {
			continue
		}
		c := g.columns[i]
		c.Hidden, c.fixed = s.Hidden, s.Fixed
		if s.Width > 0 {
			c.Width = max(s.Width, c.MinWidth)
		}
		restored = append(restored, c)
	}
	for _, c := range g.columns {
		if !slices.ContainsFunc(restored, func(r gridColumn) bool { return r.ID == c.ID }) {
			restored = append(restored, c)
		}
	}
	g.columns = restored
	if g.visibleColumns() == 0 && len(g.columns) > 0 { // a state of another version may know none of those left
		g.columns[0].Hidden = false
	}
	g.columnsChanged(false)
}

// ShowColumn shows or hides a column, as from a menu; the last one stays.
func (g *Grid) ShowColumn(id string, shown bool) {
	i := g.columnIndex(id)
	if i < 0 || g.columns[i].Hidden != shown {
		return
	}
	if !shown && g.visibleColumns() == 1 {
		return
	}
	g.columns[i].Hidden = !shown
	g.columnsChanged(true)
}

func (g *Grid) visibleColumns() (n int) {
	for i := range g.columns {
		if !g.columns[i].Hidden {
			n++
		}
	}
	return n
}

func (g *Grid) columnIndex(id string) int {
	return slices.IndexFunc(g.columns, func(c gridColumn) bool { return c.ID == id })
}

// resizeColumn gives a column a width of its own.
func (g *Grid) resizeColumn(i int, width float32) {
	c := &g.columns[i]
	c.Width, c.fixed = max(c.MinWidth, float32(int(width))), true
	g.columnsChanged(false)
}

// moveColumn puts column from before column to (len = at the end), both places in g.columns.
func (g *Grid) moveColumn(from, to int) {
	if to > from {
		to--
	}
	if from == to {
		return
	}
	c := g.columns[from]
	g.columns = slices.Delete(g.columns, from, from+1)
	g.columns = slices.Insert(g.columns, to, c)
	g.columnsChanged(true)
}

// columnsChanged draws columns anew; byUser also says so to the program.
func (g *Grid) columnsChanged(byUser bool) {
	g.layout++
	g.layOutColumns()
	g.header.Refresh()
	g.arrange(true)
	if byUser && g.o.OnColumns != nil {
		g.o.OnColumns(g.Columns())
	}
}
