package importing

import (
	"slices"

	"letip/app/screen"
	"letip/app/widget"
	"letip/store/entity"
)

// preview lets the grid read the first rows of a file: what is used of them first.
type preview struct {
	p     entity.ImportPreview
	order []int // the file's columns as they are shown
}

var _ widget.GridModel = (*preview)(nil)

func newPreview(p entity.ImportPreview) *preview {
	m := &preview{p: p}
	for _, used := range []bool{true, false} {
		for i, c := range p.Columns {
			if (c.Field != "") == used {
				m.order = append(m.order, i)
			}
		}
	}
	return m
}

// columns are the grid's: the row's number, then what each column is taken for.
func (m *preview) columns() []widget.Column {
	out := []widget.Column{{ID: "row", Title: screen.L("Row"), Width: 62, MinWidth: 52}}
	if len(m.p.Columns) == 0 {
		return append(out, widget.Column{ID: "name", Title: screen.L("Name"), Width: 240, MinWidth: 120, Grow: true},
			widget.Column{ID: "remark", Title: screen.L("Remarks"), Width: 280, MinWidth: 120, Grow: true})
	}
	for _, i := range m.order {
		c := m.p.Columns[i]
		title, width := c.Heading, float32(120)
		if c.Field != "" {
			title = fieldWord(c.Field)
		}
		switch c.Field {
		case "name":
			width = 200
		case "state", "zip", "house_number", "unit", "country":
			width = 72
		}
		out = append(out, widget.Column{ID: screen.Number(i), Title: title, Width: width, MinWidth: 56})
	}
	return out
}

// Len implements widget.GridModel.
func (m *preview) Len() int { return len(m.p.Rows) }

// Row implements widget.GridModel.
func (m *preview) Row(i int) (widget.RowView, bool) {
	if i < 0 || i >= len(m.p.Rows) {
		return widget.RowView{}, false
	}
	r := m.p.Rows[i]
	number := widget.Cell{Text: screen.Number(r.Row), Role: widget.RoleMuted}
	switch {
	case r.Err != "":
		number.Dot, number.Tip = widget.RoleError, trouble(r)
	case len(r.Remarks) > 0:
		number.Dot, number.Tip = widget.RoleWarn, trouble(r)
	}
	cells := []widget.Cell{number}
	if len(m.p.Columns) == 0 {
		cells = append(cells, widget.Cell{Text: r.Name, Bold: true}, widget.Cell{Text: trouble(r), Role: widget.RoleMuted})
	}
	for _, c := range m.order {
		cells = append(cells, m.cell(r, c))
	}
	return widget.RowView{ID: int64(r.Row), Cells: cells}, true
}

func (m *preview) cell(r entity.ImportPreviewRow, column int) widget.Cell {
	cell := widget.Cell{}
	if column < len(r.Cells) {
		cell.Text = r.Cells[column]
	}
	switch {
	case slices.Contains(r.BadCell, column):
		cell.Role, cell.Tip = widget.RoleError, trouble(r)
		if cell.Text == "" {
			cell.Text = screen.L("missing")
		}
	case m.p.Columns[column].Field == "":
		cell.Role = widget.RoleMuted
	}
	return cell
}

// ID implements widget.GridModel.
func (m *preview) ID(i int) (int64, bool) {
	if i < 0 || i >= len(m.p.Rows) {
		return 0, false
	}
	return int64(m.p.Rows[i].Row), true
}

// IndexOf implements widget.GridModel.
func (m *preview) IndexOf(id int64) int {
	return slices.IndexFunc(m.p.Rows, func(r entity.ImportPreviewRow) bool { return int64(r.Row) == id })
}

// Prefetch implements widget.GridModel: all is here.
func (m *preview) Prefetch(int, int) {}
