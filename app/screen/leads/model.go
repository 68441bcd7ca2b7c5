package leads

import (
	"letip/app/lead"
	"letip/app/widget"
	"letip/store/entity"
)

// rowsKept bounds the formatted rows: several screens full, so that scrolling back formats nothing.
const rowsKept = 2048

// model lets the grid read a list of leads, formatted.
type model struct {
	list *lead.List
	rows map[*entity.Business]widget.RowView // the list gives a new pointer when a lead was read again
}

var _ widget.GridModel = (*model)(nil)

func newModel(list *lead.List) *model {
	return &model{list: list, rows: map[*entity.Business]widget.RowView{}}
}

// Len implements widget.GridModel.
func (m *model) Len() int { return m.list.Len() }

// Row implements widget.GridModel.
func (m *model) Row(i int) (widget.RowView, bool) {
	b, ok := m.list.At(i)
	if !ok {
		return widget.RowView{}, false
	}
	r, ok := m.rows[b]
	if !ok {
		if len(m.rows) >= rowsKept {
			clear(m.rows)
		}
		r = row(b)
		m.rows[b] = r
	}
	return r, true
}

// ID implements widget.GridModel.
func (m *model) ID(i int) (int64, bool) {
	id, ok := m.list.ID(i)
	return int64(id), ok
}

// IndexOf implements widget.GridModel.
func (m *model) IndexOf(id int64) int { return m.list.IndexOf(entity.BusinessID(id)) }

// Prefetch implements widget.GridModel.
func (m *model) Prefetch(first, last int) { m.list.Prefetch(first, last) }
