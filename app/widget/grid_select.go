package widget

import (
	"maps"
	"slices"
)

// Selection is a set of rows by id: those of IDs, or with All every row that matches except those of Except. Its maps
// are never changed after it was handed out.
type Selection struct {
	All    bool
	IDs    map[int64]struct{}
	Except map[int64]struct{}
}

// Has tells whether a row is selected.
func (s Selection) Has(id int64) bool {
	if s.All {
		_, out := s.Except[id]
		return !out
	}
	_, in := s.IDs[id]
	return in
}

// Count is how many of total rows are selected.
func (s Selection) Count(total int) int {
	if s.All {
		return max(0, total-len(s.Except))
	}
	return len(s.IDs)
}

// Empty tells whether nothing is selected. All except some counts as something.
func (s Selection) Empty() bool { return !s.All && len(s.IDs) == 0 }

// Sorted gives the selected ids in ascending order; nil with All, when only the program knows them.
func (s Selection) Sorted() []int64 {
	if s.All {
		return nil
	}
	return slices.Sorted(maps.Keys(s.IDs))
}

// toggled is the selection with one id turned over.
func (s Selection) toggled(id int64) Selection {
	turn := func(set map[int64]struct{}) map[int64]struct{} {
		set = maps.Clone(set)
		if set == nil {
			set = map[int64]struct{}{}
		}
		if _, in := set[id]; in {
			delete(set, id)
		} else {
			set[id] = struct{}{}
		}
		return set
	}
	if s.All {
		return Selection{All: true, Except: turn(s.Except)}
	}
	return Selection{IDs: turn(s.IDs)}
}

// Selection is what is selected now.
func (g *Grid) Selection() Selection { return g.selection }

// Select selects these ids and nothing else, without calling OnSelect.
func (g *Grid) Select(ids ...int64) {
	set := make(map[int64]struct{}, len(ids))
	for _, id := range ids {
		set[id] = struct{}{}
	}
	g.selection = Selection{IDs: set}
	g.restyleRows()
}

// SelectAll selects all that match, and says so.
func (g *Grid) SelectAll() { g.selected(Selection{All: true}) }

// Clear selects nothing, and says so if anything was selected.
func (g *Grid) Clear() {
	if !g.selection.Empty() {
		g.selected(Selection{})
	}
}

// selected takes a new selection, draws it and tells.
func (g *Grid) selected(s Selection) {
	g.selection = s
	g.restyleRows()
	if g.o.OnSelect != nil {
		g.o.OnSelect(s)
	}
}

// toggleAll is the header's checkbox: all, or none if all or some are.
func (g *Grid) toggleAll() {
	if g.selection.Empty() {
		g.SelectAll()
		return
	}
	g.Clear()
}

// selectRange selects from the anchor to row i; with add to what is selected already.
func (g *Grid) selectRange(i int, add bool) {
	from := i
	if g.anchor.set {
		if at := g.find(&g.anchor); at >= 0 {
			from = at
		}
	}
	first, last := min(from, i), max(from, i)
	if total := g.o.Model.Len(); last-first+1 == total && total > 1 {
		g.selected(Selection{All: true})
		return
	}
	set := map[int64]struct{}{}
	if add && !g.selection.All {
		set = maps.Clone(g.selection.IDs)
		if set == nil {
			set = map[int64]struct{}{}
		}
	}
	for at := first; at <= last; at++ {
		if id, ok := g.o.Model.ID(at); ok {
			set[id] = struct{}{}
		}
	}
	g.selected(Selection{IDs: set})
}

// find gives a mark's row now, -1 if it is gone.
func (g *Grid) find(m *mark) int {
	if !m.set {
		return -1
	}
	if id, ok := g.o.Model.ID(m.index); ok && id == m.id {
		return m.index
	}
	m.index = g.o.Model.IndexOf(m.id)
	return m.index
}

// setCursor makes row i the current one, by click or key.
func (g *Grid) setCursor(i int, keepAnchor bool) {
	id, ok := g.o.Model.ID(i)
	if !ok {
		return
	}
	changed := !g.cursor.set || g.cursor.id != id
	g.cursor = mark{id: id, index: i, set: true}
	if !keepAnchor || !g.anchor.set {
		g.anchor = g.cursor
	}
	if changed && g.o.OnCursor != nil {
		g.o.OnCursor(id)
	}
}
