package devtools

import (
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"letip/app/query"
	"letip/app/screen"
	"letip/app/widget"
)

// events is the page of the timeline: the last 500 moments.
type events struct {
	t      *Tools
	kind   kind
	filter needle
	model  *table[moment]
	grid   *widget.Grid
	chips  []*widget.Chip
	empty  *widget.Empty
	chosen uint64
	object fyne.CanvasObject
}

// kindWords are the chips above the timeline.
var kindWords = []string{anyKind: "All", ofEvent: "Events", ofRead: "Reads", ofChange: "Mutations"}

func momentID(m *moment) int64 { return int64(m.id) }

// newsColumns are those of a moment in a line.
func newsColumns() []widget.Column {
	right := fyne.TextAlignTrailing
	return []widget.Column{
		{ID: "at", Width: 96, MinWidth: 90},
		{ID: "what", Width: 195, MinWidth: 120, Grow: true},
		{ID: "aside", Width: 185, MinWidth: 100, Align: right},
		{ID: "sum", Width: 92, MinWidth: 60, Align: right},
	}
}

func newsCells(m *moment) []widget.Cell {
	sum := widget.Cell{Text: m.sum(), Role: widget.RoleMuted}
	switch {
	case m.err != nil:
		sum.Role, sum.Tip = widget.RoleError, screen.Joined(": ", m.sum(), m.err.Error())
		if m.outcome == query.EventFailure {
			sum.Text = screen.L("failed")
		}
	case m.shared > 0:
		sum.Tip = screen.Count(m.reads, "read") + ", " + screen.Count(m.reads+m.shared, "reader")
	}
	return []widget.Cell{
		{Text: clock(m.at), Role: widget.RoleMuted}, {Text: m.words()}, {Text: m.aside(), Role: widget.RoleMuted}, sum,
	}
}

func newEvents(t *Tools) *events {
	e := &events{t: t}
	e.model = &table[moment]{id: momentID, cells: newsCells}
	columns := newsColumns()
	for i, title := range []string{"Time", "What", "Keys, or cause", "Outcome"} {
		columns[i].Title = screen.L(title)
	}
	e.grid = widget.NewGrid(widget.GridOptions{
		Columns: columns, Model: e.model, Dispatcher: t.deps.Dispatch, NoCheckboxes: true, Plain: true, FollowTop: true,
		OnCursor: func(id int64) { e.chosen = uint64(id); t.again() },
	})
	e.empty = widget.NewEmpty("info", screen.L("Nothing has happened yet"), "")
	e.grid.SetEmpty(e.empty)
	search := widget.NewSearchEntry(t.deps.Dispatch, screen.L("Filter"), "", func(text string) {
		e.filter = newNeedle(text)
		e.draw(t.picture)
	})
	row := []fyne.CanvasObject{}
	for k, w := range kindWords {
		c := widget.NewChip(screen.L(w), k == 0, func() { e.narrow(kind(k)) }, nil)
		e.chips = append(e.chips, c)
		row = append(row, c)
	}
	bar := screen.Inset(12, 10, 12, 10, container.NewBorder(nil, nil, nil, screen.Inset(8, 0, 0, 0, screen.Row(6, row...)), search))
	e.object = widget.NewCard(screen.Inset(1, 0, 1, 5, container.NewBorder(bar, nil, nil, nil, e.grid))).SetPadding(0)
	return e
}

func (e *events) content() fyne.CanvasObject { return e.object }

func (e *events) narrow(k kind) {
	e.kind = k
	for i, c := range e.chips {
		c.SetOn(kind(i) == k)
	}
	e.draw(e.t.picture)
}

func (e *events) draw(p *picture) {
	e.model.items = e.model.items[:0]
	for i := range p.moments {
		m := &p.moments[i]
		if e.kind != anyKind && m.kind != e.kind {
			continue
		}
		if e.filter != "" && e.filter.rank(strings.ToLower(m.words()+" "+m.came())) > within {
			continue
		}
		e.model.items = append(e.model.items, *m)
	}
	if len(p.moments) > 0 {
		e.empty.Set("info", screen.L("Nothing is like that"), "")
	}
	e.grid.Reload()
}

func (e *events) detail(p *picture, d *details) {
	for i := range p.moments {
		if m := &p.moments[i]; m.id == e.chosen {
			d.show(momentSubject(p, m))
			return
		}
	}
	d.nothing(screen.L("Choose an event"), screen.L("What it carried, the keys it touched and the reads it brought show here."))
}

// openMoment shows one moment on its page.
func (t *Tools) openMoment(id uint64) {
	e := t.pages[2].(*events)
	e.chosen = id
	if e.kind != anyKind || e.filter != "" {
		e.filter = ""
		e.narrow(anyKind)
	}
	t.tabs.Choose(2)
	e.grid.SetCursor(int64(id))
	if i := e.model.IndexOf(int64(id)); i >= 0 {
		e.grid.Reveal(i)
	}
	t.again()
}

// momentSubject is a moment in full.
func momentSubject(p *picture, m *moment) subject {
	s := subject{key: "moment " + strconv.FormatUint(m.id, 10), title: m.words(), line: m.came()}
	s.word = screen.Word{Text: clock(m.at), Role: widget.RoleAccent}
	switch m.kind {
	case ofChange:
		return mutationSubject(&m.mutation, screen.Joined(" · ", clock(m.at), m.came()))
	case ofRead:
		s.word.Role = widget.RoleOK
		s.items = readItems(p, m)
	default:
		touched := make([]item, len(m.touches))
		for i, t := range m.touches {
			touched[i] = fact(keyName(t.Path), screen.L(t.Did.String()))
		}
		carried := dataItem(screen.L("carried"), m.payload, true)
		carried.named = false
		s.items = []item{
			group(screen.L("keys touched"), strconv.Itoa(len(touched)), true, touched...),
			group(screen.L("reads"), m.readWords(), true, broughtItems(p, m)...), carried,
		}
	}
	if m.err != nil {
		s.word.Role = widget.RoleError
	}
	return s
}

// readItems tell of a read: why, for whom, how it ended.
func readItems(p *picture, m *moment) []item {
	out := []item{
		fact(screen.L("key"), keyName(m.path)), fact(screen.L("cause"), m.causeWords()),
		fact(screen.L("outcome"), m.outcomeWords()), fact(screen.L("readers"), strconv.Itoa(m.observers)),
	}
	for i := range p.moments {
		if by := &p.moments[i]; by.kind != ofRead && contains(by.ids, m.id) {
			out = append(out, fact(screen.L("brought by"), clock(by.at)+" "+by.words()))
		}
	}
	if m.err != nil {
		out = append(out, item{name: screen.L("error"), value: m.err.Error(), role: widget.RoleError})
	}
	return out
}

// broughtItems are the reads that an event brought.
func broughtItems(p *picture, m *moment) []item {
	var out []item
	for i := range p.moments {
		if r := &p.moments[i]; r.kind == ofRead && contains(m.ids, r.id) {
			out = append(out, fact(clock(r.at), screen.Joined(" · ", keyName(r.path), r.outcomeWords())))
		}
	}
	return out
}

func contains(ids []uint64, id uint64) bool {
	for _, x := range ids {
		if x == id {
			return true
		}
	}
	return false
}
