package devtools

import (
	"strconv"
	"strings"

	"fyne.io/fyne/v2"

	"letip/app/screen"
	"letip/app/widget"
)

// statements is the page of the SQL statements that were slow.
type statements struct {
	t      *Tools
	model  *table[Statement]
	grid   *widget.Grid
	chosen int64
}

// statementID tells statements apart by when they ended.
func statementID(s *Statement) int64 { return s.At.UnixNano() }

func newStatements(t *Tools) *statements {
	s := &statements{t: t}
	s.model = &table[Statement]{id: statementID, cells: func(x *Statement) []widget.Cell {
		return []widget.Cell{
			{Text: clock(x.At), Role: widget.RoleMuted, Tip: screen.Moment(x.At)},
			{Text: took(x.Took), Bold: true},
			{Text: strings.Join(strings.Fields(x.SQL), " ")},
		}
	}}
	s.grid = widget.NewGrid(widget.GridOptions{
		Columns: []widget.Column{
			{ID: "at", Title: screen.L("Time"), Width: 104},
			{ID: "took", Title: screen.L("Took"), Width: 84, Align: fyne.TextAlignTrailing},
			{ID: "sql", Title: screen.L("Statement"), Width: 300, MinWidth: 160, Grow: true},
		},
		Model: s.model, Dispatcher: t.deps.Dispatch, NoCheckboxes: true, FollowTop: true,
		OnCursor: func(id int64) { s.chosen = id; t.again() },
	})
	s.grid.SetEmpty(widget.NewEmpty("check", screen.L("No statement was slow"),
		screen.L("Statements that take 50 ms or longer are listed here, without the values they were asked with.")))
	return s
}

func (s *statements) content() fyne.CanvasObject { return s.grid }

func (s *statements) draw(p *picture) {
	s.model.items = p.slow
	s.grid.Reload()
}

func (s *statements) detail(_ *picture, d *details) {
	x, ok := s.model.find(s.chosen)
	if !ok {
		d.nothing(screen.L("Choose a statement"), screen.L("Its whole text shows here."))
		return
	}
	var lines []item
	for i, text := range strings.Split(strings.Trim(x.SQL, "\n"), "\n") {
		lines = append(lines, item{name: strconv.Itoa(i + 1), value: strings.ReplaceAll(text, "\t", "    "), role: widget.RoleText})
	}
	d.show(subject{
		key: "statement " + strconv.FormatInt(s.chosen, 10), title: took(x.Took), word: screen.Word{Text: clock(x.At), Role: widget.RoleWarn},
		items: lines, text: x.SQL,
	})
}
