package devtools

import (
	"maps"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"letip/app/query"
	"letip/app/screen"
	"letip/app/widget"
)

// queries is the page of the queries: the list, and under it the newest events and what all of it comes to.
type queries struct {
	t      *Tools
	want   wish
	list   *listing
	at     time.Time // of the picture
	meters map[query.Path]query.Meter
	chosen query.Path
	worded int // rows that were worded, counted for tests

	grid   *widget.Grid
	bar    *bar
	empty  *widget.Empty
	recent *widget.Grid
	news   *table[moment]
	sum    *widget.Text
	object fyne.CanvasObject
}

const (
	newsRow   = 28
	newsShown = 7
)

func newQueries(t *Tools) *queries {
	q := &queries{t: t, list: &listing{}}
	t.deps.Memory.Recall(keyWish, &q.want)
	q.want.only = noLabel
	q.grid = widget.NewGrid(widget.GridOptions{
		Columns: []widget.Column{
			{ID: string(byStatus), Title: screen.L("Readers"), Width: 88, MinWidth: 44, Sortable: true},
			{ID: string(byKey), Title: screen.L("Key"), Width: 300, MinWidth: 160, Grow: true, Sortable: true},
			{ID: string(byUpdated), Title: screen.L("Age"), Width: 92, MinWidth: 64, Align: fyne.TextAlignTrailing, Sortable: true},
			{ID: "took", Title: screen.L("Last read"), Width: 98, MinWidth: 64, Align: fyne.TextAlignTrailing},
		},
		Model: q, Dispatcher: t.deps.Dispatch, NoCheckboxes: true, Plain: true, FollowTop: true,
		OnCursor: q.choose, OnFold: q.fold, OnOpen: q.toggle,
		OnSort: func(column string, desc bool) { q.sort(sortBy(column), desc) },
	})
	q.empty = widget.NewEmpty("developer", "", "")
	q.grid.SetEmpty(q.empty)
	q.bar = newBar(q)
	q.news = &table[moment]{id: momentID, cells: newsCells}
	q.recent = widget.NewGrid(widget.GridOptions{
		Columns: newsColumns(), Model: q.news, Dispatcher: t.deps.Dispatch, NoCheckboxes: true, Plain: true, NoHeader: true,
		Unlined: true, FollowTop: true, RowHeight: newsRow,
		OnCursor: func(id int64) { t.openMoment(uint64(id)) },
	})
	q.sum = widget.NewText("", widget.StyleLabel.Cutting())
	title := screen.Inset(16, 10, 16, 4, screen.Row(8, widget.NewText(screen.L("Events"), widget.StyleStrong), screen.Spring(),
		widget.NewText(screen.L("keys touched · reads"), widget.StyleLabel)))
	foot := screen.Column(0, screen.Rule(), title, screen.Sized(0, newsRow*newsShown+4, q.recent), screen.Rule(), screen.Inset(16, 8, 16, 9, q.sum))
	q.object = widget.NewCard(screen.Inset(1, 0, 1, 0, container.NewBorder(q.bar.object, foot, nil, nil, q.grid))).SetPadding(0)
	q.showSort()
	return q
}

func (q *queries) content() fyne.CanvasObject { return q.object }

// ask tells the camera what is wanted, and remembers it.
func (q *queries) ask() {
	q.t.camera.wish(q.want, q.chosen)
	q.t.deps.Memory.Keep(keyWish, q.want)
}

// draw takes a new picture.
func (q *queries) draw(p *picture) {
	q.list, q.at = p.list, p.at
	q.meters = make(map[query.Path]query.Meter, len(p.meters))
	for _, m := range p.meters {
		q.meters[m.Prefix] = m
	}
	q.explain()
	q.grid.Reload()
	q.news.items = q.news.items[:0]
	for i := range p.moments {
		if m := &p.moments[i]; m.kind != ofRead {
			if q.news.items = append(q.news.items, *m); len(q.news.items) == newsShown {
				break
			}
		}
	}
	q.recent.Reload()
	q.sum.SetText(sumWords(p))
}

// explain says why there are no rows.
func (q *queries) explain() {
	switch {
	case q.list.shown > 0:
	case q.list.total == 0:
		q.empty.Set("developer", screen.L("The cache is empty"), screen.L("Each query appears here once a screen asks for it."))
	default:
		q.empty.Set("developer", screen.L("No query is like that"), "",
			widget.NewButton(screen.L("Show all"), widget.Secondary, q.widen))
	}
}

// sumWords is the line at the foot: what all reads come to.
func sumWords(p *picture) string {
	slow := screen.L("none")
	if n := len(p.slow); n > 0 {
		slow = screen.Number(n)
	}
	parts := []string{
		screen.Lf("p50 {{.Time}}", screen.With{"Time": took(p.totals.p50)}),
		screen.Lf("p95 {{.Time}}", screen.With{"Time": took(p.totals.p95)}),
	}
	if p.totals.reads == 0 {
		parts = nil
	}
	if share := screen.Share(p.hits, p.hits+p.misses); share != "" {
		parts = append(parts, screen.Lf("hits {{.Share}}", screen.With{"Share": share}))
	}
	parts = append(parts,
		screen.Lf("{{.Reads}} saved by sharing in the last minute", screen.With{"Reads": screen.Count(p.totals.saved, "read")}),
		screen.Lf("slow SQL: {{.N}}", screen.With{"N": slow}))
	return screen.Joined(" · ", parts...)
}

// choose looks closely at a row.
func (q *queries) choose(id int64) {
	if i, ok := q.list.at[id]; ok {
		q.chosen = q.list.rows[i].path
		q.ask()
		q.t.again()
	}
}

// toggle opens or closes the current row.
func (q *queries) toggle(id int64) {
	if i, ok := q.list.at[id]; ok {
		switch q.list.rows[i].fold {
		case widget.FoldOpen:
			q.fold(id, false)
		case widget.FoldClosed:
			q.fold(id, true)
		}
	}
}

// fold opens or closes a prefix.
func (q *queries) fold(id int64, open bool) {
	if i, ok := q.list.at[id]; ok {
		folds := maps.Clone(q.want.folds) // the camera may be reading the old one
		if folds == nil {
			folds = map[query.Path]bool{}
		}
		folds[q.list.rows[i].path] = open
		q.want.folds = folds
		q.ask()
	}
}

// narrow lists only what stands like that, or all again.
func (q *queries) narrow(l label) {
	if q.want.only == l {
		l = noLabel
	}
	q.want.only = l
	q.t.tabs.Choose(0)
	q.t.head.draw(q.t.picture)
	q.ask()
}

// widen takes every filter away.
func (q *queries) widen() {
	q.want.only, q.want.filter, q.want.HideDisabled = noLabel, "", false
	q.bar.filter.Set("")
	q.bar.show()
	q.t.head.draw(q.t.picture)
	q.ask()
}

// sort lists by something else. By status, the natural order is the one that begins with what is at work.
func (q *queries) sort(by sortBy, desc bool) {
	q.want.Sort, q.want.Desc = by, desc
	q.showSort()
	q.ask()
}

func (q *queries) showSort() {
	by := q.want.Sort
	if by == "" {
		by = byStatus
	}
	q.grid.SetSort(string(by), q.want.Desc)
	q.bar.show()
}

// Len implements widget.GridModel.
func (q *queries) Len() int { return len(q.list.rows) }

// ID implements widget.GridModel.
func (q *queries) ID(i int) (int64, bool) {
	if i < 0 || i >= len(q.list.rows) {
		return 0, false
	}
	return q.list.rows[i].id, true
}

// IndexOf implements widget.GridModel.
func (q *queries) IndexOf(id int64) int {
	if i, ok := q.list.at[id]; ok {
		return i
	}
	return -1
}

// Prefetch implements widget.GridModel: all is in memory.
func (q *queries) Prefetch(int, int) {}
