package review

import (
	"slices"
	"strconv"

	"letip/app/lead"
	"letip/app/screen"
	"letip/app/widget"
	"letip/store/entity"
)

// couple names a pair.
type couple struct{ a, b entity.BusinessID }

func coupleOf(p lead.WaitingPair) couple { return couple{p.A, p.B} }

// model lets the grid read the pairs: those that were put off come last.
type model struct {
	pairs   []lead.WaitingPair
	skipped map[couple]bool
	ids     map[couple]int64 // a row's name for as long as the screen lives
}

var _ widget.GridModel = (*model)(nil)

func newModel() *model { return &model{skipped: map[couple]bool{}, ids: map[couple]int64{}} }

// set takes the pairs that wait now.
func (m *model) set(pairs []lead.WaitingPair) {
	m.pairs = slices.Clone(pairs)
	for c := range m.skipped {
		if !slices.ContainsFunc(pairs, func(p lead.WaitingPair) bool { return coupleOf(p) == c }) {
			delete(m.skipped, c)
		}
	}
	m.order()
}

func (m *model) order() {
	slices.SortStableFunc(m.pairs, func(x, y lead.WaitingPair) int {
		return rank(m.skipped[coupleOf(x)]) - rank(m.skipped[coupleOf(y)])
	})
}

func rank(last bool) int {
	if last {
		return 1
	}
	return 0
}

// skip puts a pair off.
func (m *model) skip(c couple) {
	m.skipped[c] = true
	m.order()
}

// find is the row of a pair, or -1.
func (m *model) find(c couple) int {
	return slices.IndexFunc(m.pairs, func(p lead.WaitingPair) bool { return coupleOf(p) == c })
}

func (m *model) id(c couple) int64 {
	id, ok := m.ids[c]
	if !ok {
		id = int64(len(m.ids) + 1)
		m.ids[c] = id
	}
	return id
}

// Len implements widget.GridModel.
func (m *model) Len() int { return len(m.pairs) }

// Row implements widget.GridModel.
func (m *model) Row(i int) (widget.RowView, bool) {
	if i < 0 || i >= len(m.pairs) {
		return widget.RowView{}, false
	}
	p := m.pairs[i]
	role := widget.RoleNone
	if m.skipped[coupleOf(p)] {
		role = widget.RoleMuted
	}
	name := p.NameA
	if p.NameB != p.NameA {
		name += " · " + p.NameB
	}
	return widget.RowView{ID: m.id(coupleOf(p)), Cells: []widget.Cell{
		{Text: name, Role: role, Tip: screen.Joined("\n", p.NameA, p.NameB, sureWord(p.Confidence))},
		{Text: percent(p.Confidence), Role: role},
	}}, true
}

// ID implements widget.GridModel.
func (m *model) ID(i int) (int64, bool) {
	if i < 0 || i >= len(m.pairs) {
		return 0, false
	}
	return m.id(coupleOf(m.pairs[i])), true
}

// IndexOf implements widget.GridModel.
func (m *model) IndexOf(id int64) int {
	return slices.IndexFunc(m.pairs, func(p lead.WaitingPair) bool { return m.id(coupleOf(p)) == id })
}

// Prefetch implements widget.GridModel: all is here.
func (m *model) Prefetch(int, int) {}

// percent never says 100: what is certain doesn't wait.
func percent(confidence float64) string {
	return screen.Lf("{{.N}} %", screen.With{"N": strconv.Itoa(min(99, int(100*confidence)))})
}
