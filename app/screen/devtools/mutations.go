package devtools

import (
	"cmp"
	"reflect"
	"slices"
	"strconv"

	"fyne.io/fyne/v2"

	"letip/app/query"
	"letip/app/screen"
	"letip/app/widget"
)

// mutations is the page of the changes: what they are about, how they stand, and which layers they have open.
type mutations struct {
	t      *Tools
	model  *table[query.MutationInfo]
	grid   *widget.Grid
	ended  map[uint64]*moment // of those whose beginning is still told
	chosen int64
	by     string
	desc   bool
}

func newMutations(t *Tools) *mutations {
	m := &mutations{t: t, by: "status"}
	m.model = &table[query.MutationInfo]{id: func(i *query.MutationInfo) int64 { return int64(i.ID) }, cells: m.cells}
	m.grid = widget.NewGrid(widget.GridOptions{
		Columns: []widget.Column{
			{ID: "status", Title: screen.L("Status"), Width: 104, Sortable: true},
			{ID: "what", Title: screen.L("Mutation"), Width: 200, MinWidth: 120, Grow: true},
			{ID: "layers", Title: screen.L("Open layers"), Width: 96, Align: fyne.TextAlignTrailing},
			{ID: "submitted", Title: screen.L("Submitted"), Width: 104, Align: fyne.TextAlignTrailing, Sortable: true},
			{ID: "took", Title: screen.L("Took"), Width: 84, Align: fyne.TextAlignTrailing},
		},
		Model: m.model, Dispatcher: t.deps.Dispatch, NoCheckboxes: true, FollowTop: true,
		OnCursor: func(id int64) { m.chosen = id; t.again() },
		OnSort:   func(column string, desc bool) { m.by, m.desc = column, desc; m.draw(t.picture) },
	})
	m.grid.SetSort(m.by, m.desc)
	m.grid.SetEmpty(widget.NewEmpty("edit", screen.L("Nothing was changed yet"), screen.L("Creating, editing, deleting, undoing, searching: each such change is listed here.")))
	return m
}

func (m *mutations) content() fyne.CanvasObject { return m.grid }

func (m *mutations) draw(p *picture) {
	m.model.items = slices.Clone(p.mutations)
	if m.by == "submitted" {
		slices.SortFunc(m.model.items, func(a, b query.MutationInfo) int { return cmp.Compare(b.ID, a.ID) })
	}
	if m.desc {
		slices.Reverse(m.model.items)
	}
	m.ended = map[uint64]*moment{}
	for i := range p.moments {
		if at := &p.moments[i]; at.kind == ofChange {
			m.ended[at.mutation.ID] = at
		}
	}
	m.grid.Reload()
}

func (m *mutations) cells(i *query.MutationInfo) []widget.Cell {
	w := mutationWord(i)
	layers := widget.Cell{Text: "–", Role: widget.RoleMuted}
	if n := len(i.Layers); n > 0 {
		layers = widget.Cell{Text: strconv.Itoa(n)}
	}
	return []widget.Cell{
		{Text: screen.L(w.Text), Dot: w.Role, Hollow: w.Hollow},
		{Text: mutationName(i), Tail: variableWords(i.Variables), Bold: true},
		layers,
		{Text: clock(i.SubmittedAt), Role: widget.RoleMuted, Tip: screen.Moment(i.SubmittedAt)},
		{Text: m.took(i), Role: widget.RoleMuted},
	}
}

func mutationName(i *query.MutationInfo) string {
	if i.Key.Len() == 0 {
		return screen.L("without a key")
	}
	return keyName(i.Key)
}

// took is from the call to the end of all its functions, if both are still told.
func (m *mutations) took(i *query.MutationInfo) string {
	if at := m.ended[i.ID]; at != nil && !at.ended.IsZero() {
		return took(at.ended.Sub(at.at))
	}
	return "–"
}

func (m *mutations) detail(_ *picture, d *details) {
	i, ok := m.model.find(m.chosen)
	if !ok {
		d.nothing(screen.L("Choose a change"), screen.L("What it was about, its layers and its outcome show here."))
		return
	}
	d.show(mutationSubject(i, screen.Joined(" · ", clock(i.SubmittedAt), m.took(i))))
}

// mutationSubject is a change in full.
func mutationSubject(i *query.MutationInfo, line string) subject {
	layers := make([]item, len(i.Layers))
	for n, p := range i.Layers {
		layers[n] = fact(strconv.Itoa(n+1), keyName(p))
	}
	state := []item{
		fact(screen.L("number"), strconv.FormatUint(i.ID, 10)), fact(screen.L("scope"), dash(i.Scope)),
		fact(screen.L("waits"), yes(i.Paused)), fact(screen.L("failures in a row"), strconv.Itoa(i.Failures)),
	}
	if i.Err != nil {
		state = append(state, item{name: screen.L("error"), value: i.Err.Error(), role: widget.RoleError})
	}
	variables := dataItem(screen.L("variables"), i.Variables, true)
	variables.named = false
	s := subject{
		key: "mutation " + strconv.FormatUint(i.ID, 10), title: screen.Joined(" ", mutationName(i), variableWords(i.Variables)),
		word: mutationWord(i), line: line,
		change: i.ID, cancel: i.Status == query.MutPending, repeat: i.Status == query.MutError,
		items: []item{
			variables, group(screen.L("open layers"), strconv.Itoa(len(layers)), true, layers...),
			group(screen.L("state"), screen.L(i.Status.String()), true, state...),
		},
	}
	if t := reflect.TypeOf(i.Data); t != nil && t.Size() > 0 {
		data := dataItem(screen.L("data"), i.Data, true)
		data.named = false
		s.items = append(s.items, data)
	}
	if t := reflect.TypeOf(i.Context); t != nil && t.Size() > 0 {
		context := dataItem(screen.L("context"), i.Context, false)
		context.named = false
		s.items = append(s.items, context)
	}
	return s
}

func dash(s string) string {
	if s == "" {
		return "–"
	}
	return s
}
