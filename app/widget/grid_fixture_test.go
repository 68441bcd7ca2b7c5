package widget

import (
	"fmt"
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// list is a model over a slice of ids, or over 1 to n where ids is nil. What it has not loaded it does not show.
type list struct {
	n        int
	ids      []int64
	unloaded map[int]bool
	seen     [2]int
	asked    int // calls of Row
}

func (l *list) Len() int {
	if l.ids != nil {
		return len(l.ids)
	}
	return l.n
}

func (l *list) ID(i int) (int64, bool) {
	switch {
	case i < 0 || i >= l.Len():
		return 0, false
	case l.ids != nil:
		return l.ids[i], true
	}
	return int64(i + 1), true
}

func (l *list) IndexOf(id int64) int {
	if l.ids != nil {
		return slices.Index(l.ids, id)
	}
	if id < 1 || id > int64(l.n) {
		return -1
	}
	return int(id - 1)
}

func (l *list) Prefetch(first, last int) { l.seen = [2]int{first, last} }

func (l *list) Row(i int) (RowView, bool) {
	l.asked++
	id, ok := l.ID(i)
	if !ok || l.unloaded[i] {
		return RowView{}, false
	}
	return RowView{ID: id, Cells: []Cell{
		{Text: fmt.Sprintf("Business number %d & Sons", id)},
		{Text: "Restaurant", Role: RoleMuted},
		{Text: "(732) 555-0103"},
		{Text: "enriched", Dot: RoleOK},
		{Text: fmt.Sprint(id)},
	}}, true
}

var fiveColumns = []Column{
	{ID: "name", Title: "Name", Width: 220, MinWidth: 140, Grow: true, Sortable: true},
	{ID: "category", Title: "Category", Width: 100, Sortable: true},
	{ID: "phone", Title: "Phone", Width: 120},
	{ID: "status", Title: "Status", Width: 110, Sortable: true},
	{ID: "id", Title: "Number", Width: 90, Align: fyne.TextAlignTrailing, Sortable: true},
}

// grid shows a grid of 700 by 500 in a window of the test driver. Timers post to nobody unless o names a dispatcher.
func grid(t testing.TB, o GridOptions) *Grid {
	t.Helper()
	app(t, ModeLight)
	if o.Columns == nil {
		o.Columns = fiveColumns
	}
	g := NewGrid(o)
	window(t, g, 700, 500)
	return g
}

// at is the middle of row i, in the body.
func (g *Grid) middleOf(i int) fyne.Position {
	return fyne.NewPos(120, g.view.y(i)+RowHeight/2)
}

func (g *Grid) click(i int, mod fyne.KeyModifier) {
	g.clickAt(g.middleOf(i), mod)
}

func (g *Grid) clickAt(at fyne.Position, mod fyne.KeyModifier) {
	e := &desktop.MouseEvent{Button: desktop.MouseButtonPrimary, Modifier: mod}
	e.Position, e.AbsolutePosition = at, at
	g.body.MouseDown(e)
	g.body.MouseUp(e)
}

func (g *Grid) press(keys ...fyne.KeyName) {
	for _, k := range keys {
		g.TypedKey(&fyne.KeyEvent{Name: k})
	}
}

// drawn gives the first cell's words of each row that is drawn, from the top.
func (g *Grid) drawn() []string {
	rows := []*gridRow{}
	for _, r := range g.rows {
		if r.index >= 0 && r.box.Visible() {
			rows = append(rows, r)
		}
	}
	slices.SortFunc(rows, func(a, b *gridRow) int { return a.index - b.index })
	words := make([]string, len(rows))
	for i, r := range rows {
		if r.loaded {
			words[i] = r.cells[0].text.Text
		}
	}
	return words
}

// topID is the id of the first row that is whole in sight, and where it stands.
func (g *Grid) topID() (int64, float32) {
	first, last := g.view.visible()
	for i := first; i < last; i++ {
		if y := g.view.y(i); y >= 0 {
			id, _ := g.o.Model.ID(i)
			return id, y
		}
	}
	return 0, 0
}
