package leads

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"letip/app/lead"
	"letip/app/screen"
	"letip/app/widget"
)

// exportTitles are the words for what the table has no column of.
var exportTitles = map[string]string{
	"id": "Number", "fax": "Fax", "socials": "Profiles", "country": "Country", "lat": "Latitude", "lon": "Longitude",
	"next_action_due": "Due", "do_not_contact": "Do not contact", "score": "Score", "sources": "Sources", "last_checked_at": "Website read",
	"attribution": "Whom to name", "phone_raw": "Phone as found", "phone_e164": "Phone in digits",
}

func exportTitle(id string) string {
	if title, ok := exportTitles[id]; ok {
		return screen.L(title)
	}
	for _, c := range columns {
		if c.id == id {
			return screen.L(c.title)
		}
	}
	return id
}

// exportColumn is one line of the list of columns.
type exportColumn struct {
	ID  string `json:"id"`
	Off bool   `json:"off,omitempty"`
}

// exportColumns is the list of columns of an export: which, and in which order.
type exportColumns struct {
	choices lead.ExportChoices
	list    []exportColumn
	table   func() []string // what the table shows

	count  *widget.Text
	rows   *fyne.Container
	scroll *container.Scroll
	object fyne.CanvasObject
}

// columnsHeight is how much of the list is seen at once.
const columnsHeight = 176

func newExportColumns(choices lead.ExportChoices, remembered []exportColumn, table func() []string) *exportColumns {
	e := &exportColumns{choices: choices, table: table}
	e.restore(remembered)
	e.count = widget.NewText("", widget.StyleHint)
	e.rows = screen.Column(0)
	e.scroll = screen.Scrolled(e.rows)
	whole := widget.NewButton(screen.L("All"), widget.Quiet, func() { e.restore(nil); e.draw() })
	shown := widget.NewButton(screen.L("As in the table"), widget.Quiet, func() { e.choose(e.table()); e.draw() })
	head := screen.Row(8, widget.NewText(screen.L("Columns"), widget.StyleLabel), e.count, screen.Spring(), whole, shown)
	ground := widget.NewGround(widget.RoleRaised)
	e.object = screen.Column(4, head, container.NewStack(ground, screen.Inset(8, 4, 4, 4, screen.Sized(0, columnsHeight, e.scroll))))
	e.draw()
	return e
}

// restore takes over a list; columns it doesn't know of come behind it, and nil is a whole export.
func (e *exportColumns) restore(list []exportColumn) {
	fresh := list == nil
	list = slices.DeleteFunc(slices.Clone(list), func(c exportColumn) bool { return !slices.Contains(e.choices.Columns, c.ID) })
	for i, id := range e.choices.Columns {
		if !slices.ContainsFunc(list, func(c exportColumn) bool { return c.ID == id }) {
			list = append(list, exportColumn{ID: id, Off: !fresh || i >= e.choices.Whole})
		}
	}
	e.list = list
}

// choose takes these columns in this order, and no others.
func (e *exportColumns) choose(ids []string) {
	list := make([]exportColumn, 0, len(e.choices.Columns))
	for _, id := range ids {
		list = append(list, exportColumn{ID: id})
	}
	e.restore(list)
}

// chosen are the columns of the file; nil is a whole export.
func (e *exportColumns) chosen() []string {
	var ids []string
	for _, c := range e.list {
		if !c.Off {
			ids = append(ids, c.ID)
		}
	}
	if slices.Equal(ids, e.choices.Columns[:e.choices.Whole]) {
		return nil
	}
	return ids
}

// none reports whether no column is chosen.
func (e *exportColumns) none() bool {
	return !slices.ContainsFunc(e.list, func(c exportColumn) bool { return !c.Off })
}

// move puts a column one place up or down.
func (e *exportColumns) move(i, by int) {
	if to := i + by; to >= 0 && to < len(e.list) {
		e.list[i], e.list[to] = e.list[to], e.list[i]
		e.draw()
	}
}

func (e *exportColumns) draw() {
	e.rows.Objects = nil
	for i, c := range e.list {
		box := widget.NewCheckbox(exportTitle(c.ID), !c.Off, func(on bool) { e.list[i].Off = !on; e.tell() })
		up := widget.NewIconButton("up", "", widget.Quiet, func() { e.move(i, -1) }).SetTip(screen.L("Further to the left"))
		down := widget.NewIconButton("down", "", widget.Quiet, func() { e.move(i, 1) }).SetTip(screen.L("Further to the right"))
		if i == 0 {
			up.Disable()
		}
		if i == len(e.list)-1 {
			down.Disable()
		}
		e.rows.Objects = append(e.rows.Objects, screen.Row(0, box, screen.Spring(), up, down, screen.Sized(12, 0, screen.Spring())))
	}
	e.rows.Refresh()
	e.scroll.Refresh()
	e.tell()
}

// tell says how many are chosen.
func (e *exportColumns) tell() {
	n := 0
	for _, c := range e.list {
		if !c.Off {
			n++
		}
	}
	e.count.SetText(screen.Lf("{{.N}} of {{.All}}", screen.With{"N": screen.Number(n), "All": screen.Number(len(e.list))}))
}
