package trash

import (
	"slices"
	"time"

	"fyne.io/fyne/v2"

	"letip/app/screen"
	"letip/app/widget"
	"letip/store/entity"
)

// soon is from how many days on a lead's end is near.
const soon = 3

func columns() []widget.Column {
	return []widget.Column{
		{ID: "name", Title: screen.L("Name"), Width: 220, MinWidth: 140, Grow: true},
		{ID: "category", Title: screen.L("Category"), Width: 100, MinWidth: 70},
		{ID: "city", Title: screen.L("City"), Width: 100, MinWidth: 70},
		{ID: "phone", Title: screen.L("Phone"), Width: 118, MinWidth: 90},
		{ID: "deleted", Title: screen.L("Deleted"), Width: 84, MinWidth: 70},
		{ID: "left", Title: screen.L("Gone for good"), Width: 116, MinWidth: 104, Align: fyne.TextAlignTrailing},
	}
}

// model lets the grid read the deleted leads.
type model struct {
	leads []entity.TrashedLead
	now   func() time.Time
}

var _ widget.GridModel = (*model)(nil)

// Len implements widget.GridModel.
func (m *model) Len() int { return len(m.leads) }

// Row implements widget.GridModel.
func (m *model) Row(i int) (widget.RowView, bool) {
	if i < 0 || i >= len(m.leads) {
		return widget.RowView{}, false
	}
	t := m.leads[i]
	left := widget.Cell{Text: screen.L("today")}
	if t.DaysLeft > 0 {
		left.Text = screen.Lf("in {{.Days}}", screen.With{"Days": screen.Count(t.DaysLeft, "day")})
	}
	if t.DaysLeft <= soon {
		left.Role = widget.RoleWarn
	}
	return widget.RowView{ID: int64(t.ID), Cells: []widget.Cell{
		{Text: t.Name, Bold: true},
		{Text: t.Category},
		{Text: t.City},
		{Text: screen.Phone(t.Phone, t.PhoneRaw)},
		{Text: screen.Ago(t.DeletedAt, m.now()), Role: widget.RoleMuted, Tip: screen.Moment(t.DeletedAt)},
		left,
	}}, true
}

// ID implements widget.GridModel.
func (m *model) ID(i int) (int64, bool) {
	if i < 0 || i >= len(m.leads) {
		return 0, false
	}
	return int64(m.leads[i].ID), true
}

// IndexOf implements widget.GridModel.
func (m *model) IndexOf(id int64) int {
	return slices.IndexFunc(m.leads, func(t entity.TrashedLead) bool { return int64(t.ID) == id })
}

// Prefetch implements widget.GridModel: all is here.
func (m *model) Prefetch(int, int) {}
