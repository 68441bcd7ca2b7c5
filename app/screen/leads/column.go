package leads

import (
	"fyne.io/fyne/v2"

	"letip/app/screen"
	"letip/app/widget"
	"letip/store/entity"
)

// column is one column of the table: what it is called, how wide, and what a lead shows in it. Its id is the field's
// JSON name, which is also what the store sorts by and the export writes.
type column struct {
	id     string
	title  string
	width  float32
	least  float32
	right  bool
	grow   bool
	hidden bool // until the rep asks for it
	fixed  bool // the store can't sort by it
	cell   func(b *entity.Business) widget.Cell
}

// columns is the table's make-up, in the order of a fresh installation.
var columns = []column{
	{id: "name", title: "Name", width: 210, least: 140, grow: true, cell: func(b *entity.Business) widget.Cell {
		if b.DoNotContact {
			return widget.Cell{Text: b.Name, Dot: widget.RoleError, Tip: screen.L("do not contact"), Tail: screen.L("do not contact")}
		}
		return widget.Cell{Text: b.Name}
	}},
	{id: "category", title: "Category", width: 98, least: 70, cell: muted(func(b *entity.Business) string { return b.Category })},
	{id: "phone", title: "Phone", width: 118, least: 80, cell: func(b *entity.Business) widget.Cell {
		if p := screen.Phone(b.Phone, b.PhoneRaw); p != "" {
			return widget.Cell{Text: p}
		}
		return none
	}},
	{id: "enrichment_status", title: "Status", width: 94, least: 60, cell: func(b *entity.Business) widget.Cell {
		w := screen.StatusWord(b.Status)
		return widget.Cell{Text: w.Text, Dot: w.Role, Hollow: w.Hollow}
	}},
	{id: "stage", title: "Stage", width: 76, least: 60, cell: func(b *entity.Business) widget.Cell {
		return widget.Cell{Text: screen.StageWord(b.Stage), Role: stageRole(b.Stage)}
	}},
	{id: "distance_mi", title: "Miles", width: 68, least: 68, right: true, cell: func(b *entity.Business) widget.Cell {
		if b.Distance == nil {
			return none
		}
		return widget.Cell{Text: screen.MilesCell(b.Distance)}
	}},

	{id: "score", title: "Score", width: 62, least: 56, right: true, hidden: true, cell: scoreCell},
	{id: "city", title: "City", width: 110, least: 60, hidden: true, cell: muted(func(b *entity.Business) string { return b.City })},
	{id: "email", title: "Email", width: 190, least: 80, hidden: true, cell: plain(func(b *entity.Business) string { return b.Email })},
	{id: "website", title: "Website", width: 170, least: 80, hidden: true, cell: muted(func(b *entity.Business) string {
		return screen.Host(b.Website)
	})},
	{id: "address", title: "Street", width: 160, least: 80, hidden: true, cell: plain(func(b *entity.Business) string { return b.Address })},
	{id: "state", title: "State", width: 56, least: 48, hidden: true, cell: muted(func(b *entity.Business) string { return b.State })},
	{id: "zip", title: "ZIP", width: 64, least: 48, hidden: true, cell: muted(func(b *entity.Business) string { return b.ZIP })},
	{id: "hours", title: "Hours", width: 150, least: 80, hidden: true, cell: muted(func(b *entity.Business) string { return b.Hours })},
	{id: "tags", title: "Tags", width: 130, least: 60, hidden: true, fixed: true, cell: plain(func(b *entity.Business) string {
		return screen.Joined(", ", b.Tags...)
	})},
	{id: "next_action", title: "Next", width: 150, least: 60, hidden: true, cell: plain(func(b *entity.Business) string { return b.NextAction })},
	{id: "notes", title: "Notes", width: 180, least: 60, hidden: true, cell: muted(func(b *entity.Business) string { return b.Notes })},
	{id: "created_at", title: "Added", width: 96, least: 60, hidden: true, cell: func(b *entity.Business) widget.Cell {
		return widget.Cell{Text: screen.Day(b.CreatedAt), Role: widget.RoleMuted, Tip: screen.Moment(b.CreatedAt)}
	}},
	{id: "updated_at", title: "Changed", width: 96, least: 60, hidden: true, cell: func(b *entity.Business) widget.Cell {
		return widget.Cell{Text: screen.Day(b.UpdatedAt), Role: widget.RoleMuted, Tip: screen.Moment(b.UpdatedAt)}
	}},
}

// none stands where a lead has no value.
var none = widget.Cell{Text: "—", Role: widget.RoleMuted}

func plain(of func(*entity.Business) string) func(*entity.Business) widget.Cell {
	return func(b *entity.Business) widget.Cell { return widget.Cell{Text: of(b)} }
}

func muted(of func(*entity.Business) string) func(*entity.Business) widget.Cell {
	return func(b *entity.Business) widget.Cell { return widget.Cell{Text: of(b), Role: widget.RoleMuted} }
}

// stageRole lets what was begun stand out from what is untouched or over.
func stageRole(s entity.Stage) widget.Role {
	switch s {
	case "", entity.StageNew, entity.StageNotInterested, entity.StageDoNotContact:
		return widget.RoleMuted
	case entity.StageMember:
		return widget.RoleOK
	}
	return widget.RoleNone
}

// gridColumns gives the grid's form of the columns.
func gridColumns() []widget.Column {
	out := make([]widget.Column, len(columns))
	for i, c := range columns {
		out[i] = widget.Column{
			ID: c.id, Title: screen.L(c.title), Width: c.width, MinWidth: c.least, Sortable: !c.fixed,
			Hidden: c.hidden, Grow: c.grow,
		}
		if c.right {
			out[i].Align = fyne.TextAlignTrailing
		}
	}
	return out
}

// row formats a lead once; drawing formats nothing.
func row(b *entity.Business) widget.RowView {
	cells := make([]widget.Cell, len(columns))
	for i, c := range columns {
		cells[i] = c.cell(b)
	}
	return widget.RowView{ID: int64(b.ID), Cells: cells}
}
