package widget

import (
	"time"

	"fyne.io/fyne/v2"
	fynewidget "fyne.io/fyne/v2/widget"
)

// Column is one column of a grid as the program defines it.
type Column struct {
	ID       string
	Title    string
	Width    float32 // 0 = 120
	MinWidth float32 // 0 = 48
	Align    fyne.TextAlign
	Sortable bool
	Hidden   bool // until the user shows it
	// Grow lets the column take the width that the others leave, never less than MinWidth; several share by Width. One
	// that the user has resized grows no more.
	Grow bool
}

// ColumnState is what the user did to a column: keep the list, in its order, and give it back with SetColumns.
type ColumnState struct {
	ID     string  `json:"id"`
	Width  float32 `json:"width"`
	Hidden bool    `json:"hidden,omitempty"`
	Fixed  bool    `json:"fixed,omitempty"` // resized by hand: it grows no more
}

// Cell is what a row shows in a column: strings that need no more formatting.
type Cell struct {
	Text   string
	Role   Role // of the words; RoleNone = RoleText
	Dot    Role // a dot before the words, as for a status; RoleNone = no dot
	Hollow bool // the dot is a ring: pending, no website
	Bold   bool
	Tip    string // shown on hover; without one a text that is cut shows itself whole

	Badge  Role   // the words stand on a ground of this role, as a count does; RoleNone = none
	Tail   string // muted words behind the text, as parameters behind a name
	Indent int    // steps to the right, of what stands under something else
	Fold   Fold   // the mark of what has rows under it; see GridOptions.OnFold
}

// RowView is one row: its id and its cells in the order of GridOptions.Columns, whatever the user shows of them.
type RowView struct {
	ID    int64
	Cells []Cell
}

// GridModel is where a grid reads. All is called on the GUI thread, often, and must answer at once from memory.
type GridModel interface {
	// Len is the number of rows.
	Len() int
	// Row gives row i; false while it is not loaded: the grid shows a placeholder, and asks again when refreshed.
	Row(i int) (RowView, bool)
	// ID gives the id of row i; false if it is not known yet.
	ID(i int) (int64, bool)
	// IndexOf finds a row by id, -1 if there is none. The grid asks only when a row has moved.
	IndexOf(id int64) int
	// Prefetch says which rows are seen, first to last (not included), after each move.
	Prefetch(first, last int)
}

// GridOptions make a grid. Callbacks run on the GUI thread and may be nil.
type GridOptions struct {
	Columns    []Column
	Model      GridModel
	Dispatcher Dispatcher
	// NoCheckboxes leaves the column of checkboxes out; Plain leaves panel and border out, for a grid inside a card.
	NoCheckboxes, Plain bool
	// NoHeader leaves the titles out, Unlined the lines and the shades of rows; RowHeight is 31 if zero.
	NoHeader, Unlined bool
	RowHeight         float32
	// FollowTop keeps the first row in sight while the view is at the top, so that new rows show there. Without it the
	// rows that are read stay where they are.
	FollowTop bool
	// FoldRows folds by a click anywhere on a row, not only on its mark.
	FoldRows bool

	OnSort    func(column string, desc bool)
	OnCursor  func(id int64) // the current row changed, by click or key
	OnOpen    func(id int64) // Enter or double click
	OnSelect  func(Selection)
	OnColumns func([]ColumnState)              // after a resize, a reorder, a show or hide by the user
	OnMenu    func(id int64, at fyne.Position) // right click on a row, at on the canvas
	// OnFold asks for a row to be opened or closed, by its mark or by the keys Right and Left.
	OnFold func(id int64, open bool)
	// OnHeaderMenu is a right click on the header.
	OnHeaderMenu func(at fyne.Position)
	// OnSideways gets Left and Right, which scroll the columns else.
	OnSideways func(right bool)
	// OnKey gets the keys that the grid has no use for, before the window; true = done.
	OnKey func(*fyne.KeyEvent) bool
}

// Grid shows a million rows as easily as twenty: it keeps an integer first row and a pixel offset, draws only what is
// seen with plain texts, and selects sets of ids. A click never moves the view; rows that come or go above do not move
// what is read.
//
// Keys: arrows, PageUp, PageDown, Home and End move the current row, with Shift they extend the selection from where it
// began; Space selects or unselects, Ctrl+A selects all that match; Enter opens. Mouse: Ctrl toggles, Shift extends.
type Grid struct {
	fynewidget.BaseWidget
	o GridOptions

	columns []gridColumn // in the order shown, hidden ones too
	layout  int          // counts changes of columns' places, so that rows lay out once
	scrollX float32
	size    fyne.Size // of the body, that the columns are laid out for
	sortBy  string
	desc    bool

	view   viewport
	rows   []*gridRow // row i is drawn by rows[i % len]
	header *gridHeader
	body   *gridBody
	bar    *scrollBar
	barX   *scrollBar

	selection          Selection
	cursor, anchor     mark
	hover              int     // row under the pointer, -1
	pointerX, pointerY float32 // in the body
	lastClick          time.Time
	lastClicked        int64
	shift, focused     bool

	loading  bool
	missing  time.Time // since when a row that is seen is not loaded; zero if all are
	waiting  bool      // a timer will show placeholders
	empty    fyne.CanvasObject
	flashes  map[int64]time.Time
	fading   bool // a timer runs
	prefetch [2]int
}

// mark remembers a row by id, and where it was last seen.
type mark struct {
	id    int64
	index int
	set   bool
}

// NewGrid makes a grid.
func NewGrid(o GridOptions) *Grid {
	g := &Grid{o: o, hover: -1, flashes: map[int64]time.Time{}, prefetch: [2]int{-1, -1}}
	if g.o.RowHeight == 0 {
		g.o.RowHeight = RowHeight
	}
	g.view.rowHeight = float64(g.o.RowHeight)
	for i, c := range o.Columns {
		g.columns = append(g.columns, newGridColumn(c, i))
	}
	g.header = newGridHeader(g)
	g.body = newGridBody(g)
	g.bar = newScrollBar(false, g.scrollTo)
	g.barX = newScrollBar(true, func(x float64) { g.setScrollX(float32(x)) })
	g.ExtendBaseWidget(g)
	return g
}

// Reload reads again what is seen: after rows changed, came or went, were loaded, or the model is another list. The row
// that is read stays where it is, if it is still there.
func (g *Grid) Reload() {
	anchor := g.readingAnchor()
	g.view.rows = g.o.Model.Len()
	g.restoreAnchor(anchor)
	g.arrange(true)
}

// Reset is Reload for another list, as after a change of filter or sort: it starts at the top, with no current row.
func (g *Grid) Reset() {
	g.cursor, g.anchor, g.hover = mark{}, mark{}, -1
	g.view.rows = g.o.Model.Len()
	g.view.moveTo(0)
	g.arrange(true)
}

// SetModel changes where the grid reads, and resets it.
func (g *Grid) SetModel(m GridModel) {
	g.o.Model = m
	g.Reset()
}

// SetLoading says whether rows are on their way while there are none: placeholders then, and no empty state.
func (g *Grid) SetLoading(loading bool) {
	if g.loading != loading {
		g.loading = loading
		g.arrange(true)
	}
}

// SetEmpty gives what stands in place of rows when there are none.
func (g *Grid) SetEmpty(o fyne.CanvasObject) {
	g.empty = o
	g.Refresh()
}

// ScrollToRow brings row i to the top, or as near as the end allows.
func (g *Grid) ScrollToRow(i int) { g.scrollTo(float64(i) * g.view.rowHeight) }

// Reveal scrolls as little as possible until row i is whole in sight.
func (g *Grid) Reveal(i int) {
	if g.view.reveal(i) {
		g.arrange(false)
	}
}

// VisibleRows gives the rows that are seen, at least in part: first to last, not included.
func (g *Grid) VisibleRows() (first, last int) { return g.view.visible() }

// Shows tells whether the row of an id is seen.
func (g *Grid) Shows(id int64) bool {
	for _, r := range g.rows {
		if r.index >= 0 && r.known && r.id == id {
			return true
		}
	}
	return false
}

// Cursor gives the current row's id; false if there is none.
func (g *Grid) Cursor() (int64, bool) { return g.cursor.id, g.cursor.set }

// SetCursor makes a row the current one without selecting, scrolling or calling OnCursor.
func (g *Grid) SetCursor(id int64) {
	i := g.o.Model.IndexOf(id)
	g.cursor = mark{id: id, index: i, set: i >= 0}
	g.anchor = g.cursor
	g.restyleRows()
}

// SetSort shows by what the rows are sorted; "" is by nothing that has a column.
func (g *Grid) SetSort(column string, desc bool) {
	g.sortBy, g.desc = column, desc
	g.header.Refresh()
}

// Sort tells by what the rows are sorted.
func (g *Grid) Sort() (column string, desc bool) { return g.sortBy, g.desc }

// scrollTo moves to a position in pixels.
func (g *Grid) scrollTo(px float64) {
	if g.view.moveTo(px) {
		g.arrange(false)
	}
}

func (g *Grid) setScrollX(x float32) {
	x = max(0, min(x, g.columnsWidth()-g.bodyWidth()))
	if x == g.scrollX {
		return
	}
	g.scrollX = x
	g.layout++
	g.header.Refresh()
	g.arrange(false)
}
