package devtools

import (
	"letip/app/widget"
)

// explorer shows items as a tree. What is open stays open when the items are shown anew, and when another subject has
// items of the same names.
type explorer struct {
	grid  *widget.Grid
	items []item
	folds map[string]bool // by way
	ids   map[string]int64
	lines []line
	at    map[int64]int
}

// line is an item that is seen.
type line struct {
	id    int64
	way   string // the names that lead to it
	depth int
	item  item
	fold  widget.Fold
}

// mostLines bounds what a tree may unfold to.
const mostLines = 20_000

// explorerRow is the height of a line.
const explorerRow = 26

func newExplorer(d widget.Dispatcher) *explorer {
	e := &explorer{folds: map[string]bool{}, ids: map[string]int64{}, at: map[int64]int{}}
	e.grid = widget.NewGrid(widget.GridOptions{
		Columns: []widget.Column{{ID: "name", Width: 210, MinWidth: 120}, {ID: "value", Width: 200, MinWidth: 100, Grow: true}},
		Model:   e, Dispatcher: d, NoCheckboxes: true, Plain: true, NoHeader: true, Unlined: true, RowHeight: explorerRow, FoldRows: true,
		OnFold: e.fold,
	})
	return e
}

// show shows items; with afresh they are another subject's.
func (e *explorer) show(items []item, afresh bool) {
	e.items = items
	e.flatten()
	if afresh {
		e.grid.Reset()
		e.grid.Clear()
		return
	}
	e.grid.Reload()
}

func (e *explorer) fold(id int64, open bool) {
	i, ok := e.at[id]
	if !ok {
		return
	}
	e.folds[e.lines[i].way] = open
	e.flatten()
	e.grid.Reload()
}

// flatten writes the lines of what is open.
func (e *explorer) flatten() {
	e.lines = e.lines[:0]
	clear(e.at)
	e.walk(e.items, 0, "")
}

func (e *explorer) walk(items []item, depth int, way string) {
	for _, it := range items {
		if len(e.lines) >= mostLines {
			return
		}
		l := line{way: way + "\x00" + it.name, depth: depth, item: it, fold: widget.FoldLeaf}
		var ok bool
		if l.id, ok = e.ids[l.way]; !ok {
			l.id = int64(len(e.ids) + 1)
			e.ids[l.way] = l.id
		}
		open := false
		if it.kids != nil {
			if open, ok = e.folds[l.way]; !ok {
				open = it.open
			}
			l.fold = widget.FoldClosed
			if open {
				l.fold = widget.FoldOpen
			}
		}
		e.at[l.id] = len(e.lines)
		e.lines = append(e.lines, l)
		if open {
			e.walk(it.kids(), depth+1, l.way)
		}
	}
}

// chosen is the current line's item.
func (e *explorer) chosen() (item, bool) {
	id, ok := e.grid.Cursor()
	i, there := e.at[id]
	if !ok || !there {
		return item{}, false
	}
	return e.lines[i].item, true
}

// Len implements widget.GridModel.
func (e *explorer) Len() int { return len(e.lines) }

// Row implements widget.GridModel.
func (e *explorer) Row(i int) (widget.RowView, bool) {
	if i < 0 || i >= len(e.lines) {
		return widget.RowView{}, false
	}
	l := &e.lines[i]
	name := widget.Cell{Text: l.item.name, Indent: l.depth, Fold: l.fold}
	if l.item.named {
		name.Role = widget.RoleAccent
	}
	return widget.RowView{ID: l.id, Cells: []widget.Cell{name, {Text: l.item.value, Role: l.item.role}}}, true
}

// ID implements widget.GridModel.
func (e *explorer) ID(i int) (int64, bool) {
	if i < 0 || i >= len(e.lines) {
		return 0, false
	}
	return e.lines[i].id, true
}

// IndexOf implements widget.GridModel.
func (e *explorer) IndexOf(id int64) int {
	if i, ok := e.at[id]; ok {
		return i
	}
	return -1
}

// Prefetch implements widget.GridModel: all is in memory.
func (e *explorer) Prefetch(int, int) {}
