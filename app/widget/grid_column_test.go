package widget

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"github.com/google/go-cmp/cmp"
)

func (g *Grid) headerMouse(x float32) *desktop.MouseEvent {
	e := &desktop.MouseEvent{Button: desktop.MouseButtonPrimary}
	e.Position = fyne.NewPos(x, 10)
	return e
}

func (g *Grid) headerClick(x float32) {
	g.header.MouseDown(g.headerMouse(x))
	g.header.MouseUp(g.headerMouse(x))
}

// headerDrag drags from x to x through some places between, as a mouse does.
func (g *Grid) headerDrag(from, to float32) {
	g.header.MouseMoved(g.headerMouse(from))
	g.header.MouseDown(g.headerMouse(from))
	for part := range 5 {
		x := from + (to-from)*float32(part+1)/5
		g.header.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(x, 10)}})
	}
	g.header.MouseUp(g.headerMouse(to))
	g.header.DragEnd()
}

func (g *Grid) column(id string) *gridColumn { return &g.columns[g.columnIndex(id)] }

// order is the ids of the columns that are seen, from the left.
func (g *Grid) order() string {
	ids := []string{}
	for _, c := range g.columns {
		if !c.Hidden {
			ids = append(ids, c.ID)
		}
	}
	return strings.Join(ids, " ")
}

func TestAClickOnATitleSorts(t *testing.T) {
	type sorted struct {
		column string
		desc   bool
	}
	var told []sorted
	g := grid(t, GridOptions{Model: &list{n: 10}, OnSort: func(c string, d bool) { told = append(told, sorted{c, d}) }})
	click := func(id string) { g.headerClick(g.column(id).x + 30) }
	click("name")
	click("name")
	click("status")
	click("phone") // not sortable
	click("name")
	want := []sorted{{"name", false}, {"name", true}, {"status", false}, {"name", false}}
	if diff := cmp.Diff(want, told, cmp.AllowUnexported(sorted{})); diff != "" {
		t.Error(diff)
	}
	if !g.header.arrows["name"].Visible() || g.header.arrows["status"].Visible() {
		t.Error("the arrow is not at the sorted column alone")
	}
}

func TestDraggingAnEdgeResizesAndTellsOnce(t *testing.T) {
	var told [][]ColumnState
	g := grid(t, GridOptions{Model: &list{n: 10}, OnColumns: func(s []ColumnState) { told = append(told, s) }})
	c := g.column("category")
	edge := c.x + c.shown
	g.headerDrag(edge-2, edge+38)
	if c := g.column("category"); c.shown != 140 || c.Width != 140 {
		t.Errorf("dragged by 40 from 100, it is %v wide", c.shown)
	}
	if len(told) != 1 || told[0][1].Width != 140 || !told[0][1].Fixed {
		t.Errorf("told %v, want once, with category 140 and fixed", told)
	}
	g.headerDrag(g.column("category").x+140, 0)
	if got := g.column("category").shown; got != smallestWidth {
		t.Errorf("dragged to nothing, it is %v wide, want %v", got, smallestWidth)
	}
}

func TestAGrowingColumnTakesWhatTheOthersLeaveUntilItIsResized(t *testing.T) {
	g := grid(t, GridOptions{Model: &list{n: 10}})
	if got, want := g.columnsWidth(), g.bodyWidth(); got != want {
		t.Errorf("the columns fill %v of %v", got, want)
	}
	wide := g.column("name").shown
	g.Resize(fyne.NewSize(800, 500))
	if got := g.column("name").shown; got != wide+100 {
		t.Errorf("100 more in the window made the name %v, want %v", got, wide+100)
	}
	g.Resize(fyne.NewSize(400, 500))
	if got := g.column("name").shown; got != 140 {
		t.Errorf("in a narrow window the name is %v, want its minimum", got)
	}
	g.Resize(fyne.NewSize(800, 500))
	edge := g.column("name").x + g.column("name").shown
	g.headerDrag(edge, edge-60)
	fixed := g.column("name").shown
	g.Resize(fyne.NewSize(900, 500))
	if got := g.column("name").shown; got != fixed || fixed != wide+40 {
		t.Errorf("resized by hand to %v, it became %v with the window", fixed, got)
	}
}

func TestDraggingATitleReorders(t *testing.T) {
	calls := 0
	g := grid(t, GridOptions{Model: &list{n: 10}, OnColumns: func([]ColumnState) { calls++ }})
	status, name := g.column("status"), g.column("name")
	g.headerDrag(status.x+40, name.x+10)
	if got := g.order(); got != "status name category phone id" || calls != 1 {
		t.Errorf("status dragged to the front: %q, told %d times", got, calls)
	}
	g.headerDrag(g.column("status").x+40, g.columnsWidth()-5)
	if got := g.order(); got != "name category phone id status" {
		t.Errorf("status dragged to the end: %q", got)
	}
	before := g.order()
	c := g.column("phone")
	g.headerDrag(c.x+40, c.x+50)
	if got := g.order(); got != before || calls != 2 {
		t.Errorf("dropped where it was: %q, told %d times", got, calls)
	}
	if got := g.rows[0].cells[3].text.Text; got != "enriched" {
		t.Errorf("the status cell draws %q", got)
	}
}

func TestColumnsAreRememberedAndRestored(t *testing.T) {
	g := grid(t, GridOptions{Model: &list{n: 10}})
	g.moveColumn(3, 0)
	g.resizeColumn(1, 333)
	g.ShowColumn("phone", false)
	saved := g.Columns()

	h := grid(t, GridOptions{Model: &list{n: 10}, OnColumns: func([]ColumnState) { t.Error("SetColumns called OnColumns") }})
	h.SetColumns(saved)
	if diff := cmp.Diff(saved, h.Columns()); diff != "" {
		t.Error(diff)
	}
	if got := h.order(); got != "status name category id" {
		t.Errorf("restored %q", got)
	}
	if got := h.column("name").shown; got != 333 {
		t.Errorf("the name is %v wide, want 333", got)
	}
}

func TestAStateOfOtherColumnsIsTakenAsFarAsItGoes(t *testing.T) {
	g := grid(t, GridOptions{Model: &list{n: 10}})
	g.SetColumns([]ColumnState{{ID: "gone", Width: 50}, {ID: "phone", Width: 5}, {ID: "phone", Width: 300}, {ID: "id", Hidden: true}})
	if got := g.order(); got != "phone name category status" {
		t.Errorf("the columns are %q", got)
	}
	if got := g.column("phone").Width; got != smallestWidth {
		t.Errorf("a width of 5 became %v, want the minimum", got)
	}
}

func TestAStateThatHidesAllColumnsShowsTheFirst(t *testing.T) {
	g := grid(t, GridOptions{Model: &list{n: 10}, Columns: []Column{{ID: "a"}, {ID: "b"}}})
	g.SetColumns([]ColumnState{{ID: "b", Hidden: true}, {ID: "a", Hidden: true}})
	if got := g.order(); got != "b" {
		t.Errorf("shown are %q, want the first", got)
	}
}

func TestTheLastColumnCannotBeHidden(t *testing.T) {
	g := grid(t, GridOptions{Model: &list{n: 10}})
	for _, c := range fiveColumns {
		g.ShowColumn(c.ID, false)
	}
	if got := g.order(); got != "id" {
		t.Errorf("left are %q, want one", got)
	}
	g.ShowColumn("name", true)
	if got := g.order(); got != "name id" {
		t.Errorf("shown again: %q", got)
	}
}

func TestTheResizeCursorShowsAtEdgesOnly(t *testing.T) {
	g := grid(t, GridOptions{Model: &list{n: 10}})
	c := g.column("category")
	for x, want := range map[float32]desktop.Cursor{
		c.x + c.shown - 3: desktop.HResizeCursor,
		c.x + c.shown + 3: desktop.HResizeCursor,
		c.x + c.shown/2:   desktop.DefaultCursor,
	} {
		g.header.MouseMoved(g.headerMouse(x))
		if got := g.header.Cursor(); got != want {
			t.Errorf("at %v the cursor is %v, want %v", x, got, want)
		}
	}
}

func TestACutCellShowsItselfWholeOnHover(t *testing.T) {
	g := grid(t, GridOptions{Model: &list{n: 10}, Columns: []Column{{ID: "a", Title: "A", Width: 60}, {ID: "b", Title: "B", Width: 200}}})
	if got := g.tipAt(0, 40); got != "Business number 1 & Sons" {
		t.Errorf("over a cut cell the hover text is %q", got)
	}
	if got := g.tipAt(0, 120); got != "" {
		t.Errorf("over a cell that is whole the hover text is %q", got)
	}
}
