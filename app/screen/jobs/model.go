package jobs

import (
	"fyne.io/fyne/v2"

	"letip/app/lead"
	"letip/app/screen"
	"letip/app/widget"
	"letip/store/entity"
)

// filter is which jobs are listed.
type filter string

const (
	filterAll       filter = ""
	filterRunning   filter = "running"
	filterAttention filter = "attention"
)

// filters in the order of their chips.
var filters = []filter{filterAll, filterRunning, filterAttention}

// columns are the list's, in their order at first.
func columns() []widget.Column {
	return []widget.Column{
		{ID: "status", Title: screen.L("Status"), Width: 114, MinWidth: 84},
		{ID: "what", Title: screen.L("Job"), Width: 240, MinWidth: 130, Grow: true},
		{ID: "result", Title: screen.L("Result"), Width: 168, MinWidth: 110, Grow: true},
		{ID: "when", Title: screen.L("When"), Width: 98, MinWidth: 64},
		{ID: "took", Title: screen.L("Took"), Width: 76, MinWidth: 56, Align: fyne.TextAlignTrailing},
	}
}

// model lets the grid read the jobs of a filter, formatted.
type model struct {
	j      *Jobs
	filter filter
	list   []lead.Run
	rows   map[entity.JobID]formatted
}

// formatted is a row with what it was made of: a job that rests is not formatted again with each redraw.
type formatted struct {
	of  figures
	row widget.RowView
}

type figures struct {
	status  entity.JobStatus
	counts  entity.Counts
	percent int
	minute  int64 // "3 min ago"
	second  int64 // of a job that runs
}

var _ widget.GridModel = (*model)(nil)

// update takes the jobs over that the filter leaves.
func (m *model) update() {
	switch m.filter {
	case filterAttention:
		m.list = screen.NeedAttention(m.j.runs)
	case filterRunning:
		m.list = m.list[:0:0]
		for _, r := range m.j.runs {
			if going(r) {
				m.list = append(m.list, r)
			}
		}
	default:
		m.filter = filterAll
		m.list = m.j.runs
	}
}

// going reports whether a job runs, waits or rests: it has not come to an end.
func going(r lead.Run) bool { return r.Live() || r.Status == entity.JobPaused }

// Len implements widget.GridModel.
func (m *model) Len() int { return len(m.list) }

// Row implements widget.GridModel.
func (m *model) Row(i int) (widget.RowView, bool) {
	if i < 0 || i >= len(m.list) {
		return widget.RowView{}, false
	}
	r, now := m.list[i], m.j.room.Now()
	of := figures{status: r.Status, counts: r.Counts, percent: int(r.Percent), minute: now.Unix() / 60}
	if r.Live() {
		of.second = now.UnixMilli() / 100
	}
	if f, ok := m.rows[r.ID]; ok && f.of == of {
		return f.row, true
	}
	w := state(r)
	res := widget.Cell{Text: result(r)}
	if r.Error != nil && r.Status != entity.JobCancelled {
		res.Tip = r.Error.Message
	}
	row := widget.RowView{ID: int64(r.ID), Cells: []widget.Cell{
		{Text: w.Text, Dot: w.Role, Hollow: w.Hollow},
		{Text: what(r)},
		res,
		{Text: screen.Ago(r.CreatedAt, now), Role: widget.RoleMuted, Tip: screen.Moment(r.CreatedAt)},
		{Text: took(r, now), Role: widget.RoleMuted},
	}}
	m.rows[r.ID] = formatted{of, row}
	return row, true
}

// ID implements widget.GridModel.
func (m *model) ID(i int) (int64, bool) {
	if i < 0 || i >= len(m.list) {
		return 0, false
	}
	return int64(m.list[i].ID), true
}

// IndexOf implements widget.GridModel.
func (m *model) IndexOf(id int64) int {
	for i, r := range m.list {
		if int64(r.ID) == id {
			return i
		}
	}
	return -1
}

// Prefetch implements widget.GridModel: all is in memory.
func (m *model) Prefetch(int, int) {}
