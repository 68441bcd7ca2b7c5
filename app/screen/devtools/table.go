package devtools

import (
	"slices"

	"letip/app/widget"
)

// table lets a grid read a short list.
type table[T any] struct {
	items []T
	id    func(*T) int64
	cells func(*T) []widget.Cell
}

var _ widget.GridModel = (*table[int])(nil)

// Len implements widget.GridModel.
func (m *table[T]) Len() int { return len(m.items) }

// Row implements widget.GridModel.
func (m *table[T]) Row(i int) (widget.RowView, bool) {
	if i < 0 || i >= len(m.items) {
		return widget.RowView{}, false
	}
	return widget.RowView{ID: m.id(&m.items[i]), Cells: m.cells(&m.items[i])}, true
}

// ID implements widget.GridModel.
func (m *table[T]) ID(i int) (int64, bool) {
	if i < 0 || i >= len(m.items) {
		return 0, false
	}
	return m.id(&m.items[i]), true
}

// IndexOf implements widget.GridModel.
func (m *table[T]) IndexOf(id int64) int {
	return slices.IndexFunc(m.items, func(t T) bool { return m.id(&t) == id })
}

// Prefetch implements widget.GridModel: all is in memory.
func (m *table[T]) Prefetch(int, int) {}

// find gives the item with a number.
func (m *table[T]) find(id int64) (*T, bool) {
	if i := m.IndexOf(id); i >= 0 {
		return &m.items[i], true
	}
	return nil, false
}
