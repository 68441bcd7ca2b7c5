package devtools

import (
	"fyne.io/fyne/v2"

	"letip/app/query"
	"letip/app/screen"
	"letip/app/widget"
)

// latency is the page of the figures by prefix: how long reads take and how often the cache had the answer.
type latency struct {
	t      *Tools
	model  *table[prefix]
	grid   *widget.Grid
	ids    map[query.Path]int64
	chosen query.Path
}

func newLatency(t *Tools) *latency {
	l := &latency{t: t, ids: map[query.Path]int64{}}
	l.model = &table[prefix]{id: l.id, cells: prefixRow}
	right := fyne.TextAlignTrailing
	l.grid = widget.NewGrid(widget.GridOptions{
		Columns: []widget.Column{
			{ID: "prefix", Title: screen.L("Prefix"), Width: 150, MinWidth: 110, Grow: true},
			{ID: "reads", Title: screen.L("Reads"), Width: 58, Align: right},
			{ID: "failed", Title: screen.L("Failed"), Width: 58, Align: right},
			{ID: "hits", Title: screen.L("Hits"), Width: 52, Align: right},
			{ID: "misses", Title: screen.L("Misses"), Width: 62, Align: right},
			{ID: "ratio", Title: screen.L("Hit ratio"), Width: 74, Align: right},
			{ID: "p50", Title: "p50", Width: 68, Align: right},
			{ID: "p95", Title: "p95", Width: 68, Align: right},
		},
		Model: l.model, Dispatcher: t.deps.Dispatch, NoCheckboxes: true,
		OnCursor: func(id int64) {
			if p, ok := l.model.find(id); ok {
				l.chosen = p.Prefix
				t.again()
			}
		},
	})
	l.grid.SetEmpty(widget.NewEmpty("info", screen.L("Nothing was read yet"), ""))
	return l
}

func (l *latency) id(p *prefix) int64 {
	id, ok := l.ids[p.Prefix]
	if !ok {
		id = int64(len(l.ids) + 1)
		l.ids[p.Prefix] = id
	}
	return id
}

func prefixRow(p *prefix) []widget.Cell {
	failed := widget.Cell{Text: screen.Number(p.Failures), Role: widget.RoleMuted}
	if p.Failures > 0 {
		failed.Role = widget.RoleError
	}
	times := []widget.Cell{{Text: "–", Role: widget.RoleMuted}, {Text: "–", Role: widget.RoleMuted}}
	if p.Fetches > 0 {
		times = []widget.Cell{{Text: took(p.P50)}, {Text: took(p.P95)}}
	}
	return append([]widget.Cell{
		{Text: keyName(p.Prefix), Tail: screen.Number(p.n), Bold: true},
		{Text: screen.Number(p.Fetches)},
		failed,
		{Text: screen.Number(p.Hits)},
		{Text: screen.Number(p.Misses)},
		{Text: dash(screen.Share(p.Hits, p.Hits+p.Misses))},
	}, times...)
}

func (l *latency) content() fyne.CanvasObject { return l.grid }

func (l *latency) draw(p *picture) {
	l.model.items = p.prefixes
	l.grid.Reload()
}

func (l *latency) detail(p *picture, d *details) {
	if l.chosen.Len() > 0 {
		if s, ok := prefixSubject(p, l.chosen); ok {
			d.show(s)
			return
		}
	}
	d.nothing(screen.L("Choose a prefix"), screen.L("Its figures and its slowest queries show here."))
}
