package devtools

import (
	"strconv"
	"time"

	"letip/app/query"
	"letip/app/screen"
	"letip/app/widget"
)

// Row implements widget.GridModel. Rows are worded when they are seen.
func (q *queries) Row(i int) (widget.RowView, bool) {
	if i < 0 || i >= len(q.list.rows) {
		return widget.RowView{}, false
	}
	q.worded++
	r := &q.list.rows[i]
	key := widget.Cell{Text: r.name, Tail: r.tail, Bold: true, Indent: r.depth, Fold: r.fold}
	if r.entry == nil {
		return widget.RowView{ID: r.id, Cells: q.prefixCells(r, key)}, true
	}
	e := r.entry
	word := labelWords[r.label]
	if r.n > 1 {
		key.Tail = screen.Joined(" ", key.Tail, "+"+screen.Number(r.n-1))
	}
	if e.Disabled {
		key.Tail = screen.Joined(" ", key.Tail, "· "+screen.L("disabled"))
	}
	if e.Static {
		key.Tail = screen.Joined(" ", key.Tail, "· "+screen.L("static"))
	}
	if e.Patched > 0 {
		key.Tail = screen.Joined(" ", key.Tail, "· "+screen.Count(e.Patched, "open layer"))
	}
	return widget.RowView{ID: r.id, Cells: []widget.Cell{
		{Text: strconv.Itoa(e.Observers), Badge: word.Role, Tip: screen.L(word.Text) + " · " + screen.Count(e.Observers, "reader")},
		key, ageCell(e, q.at), tookCell(e),
	}}, true
}

// prefixCells are those of a row that stands for several queries.
func (q *queries) prefixCells(r *row, key widget.Cell) []widget.Cell {
	key.Tail = screen.Joined(" ", key.Tail, countWords(r.counts, r.n))
	m, ok := q.meters[r.path]
	if !ok || m.Fetches == 0 {
		return []widget.Cell{{}, key}
	}
	if share := screen.Share(m.Hits, m.Hits+m.Misses); share != "" {
		key.Tail = screen.Joined(" · ", key.Tail, screen.Lf("hits {{.Share}}", screen.With{"Share": share}))
	}
	return []widget.Cell{{}, key, {}, {Text: "p95 " + took(m.P95), Role: widget.RoleMuted}}
}

// countWords say how the queries under a prefix stand: "12 · 2 fetching, 3 stale".
func countWords(counts [labels]int, n int) string {
	words := ""
	for l, c := range counts {
		if c == 0 || c == n {
			continue
		}
		if words != "" {
			words += ", "
		}
		words += screen.Number(c) + " " + screen.L(lower[l])
	}
	if words == "" {
		for l, c := range counts {
			if c == n && n > 0 {
				return screen.Number(n) + " " + screen.L(lower[l])
			}
		}
	}
	return screen.Number(n) + " · " + words
}

// lower are the labels within a sentence.
var lower = [labels]string{"fresh", "fetching", "paused", "stale", "inactive"}

// ageCell says how old the data is, or what is being done about it.
func ageCell(e *query.EntryInfo, now time.Time) widget.Cell {
	c := widget.Cell{Role: widget.RoleMuted}
	switch {
	case e.Fetch == query.Fetching:
		c.Text, c.Role = screen.L("fetching"), widget.RoleAccent
	case e.Fetch == query.Paused:
		c.Text = screen.L("paused")
	case e.Status == query.StatusFailure:
		c.Text, c.Role = screen.L("failed"), widget.RoleError
		if e.Err != nil {
			c.Tip = e.Err.Error()
		}
	case !e.HasData:
		c.Text = screen.L("no data")
	case e.Invalidated:
		c.Text, c.Role = screen.L("invalidated"), widget.RoleWarn
	default:
		c.Text = age(now.Sub(e.DataUpdatedAt))
	}
	if c.Tip == "" && !e.DataUpdatedAt.IsZero() {
		c.Tip = screen.Moment(e.DataUpdatedAt)
	}
	return c
}

// tookCell is how long the last read took; what was never read but written says so.
func tookCell(e *query.EntryInfo) widget.Cell {
	switch {
	case e.Fetches > 0:
		return widget.Cell{Text: took(e.Took), Tip: hitWords(e)}
	case e.HasData:
		return widget.Cell{Text: screen.L("patched"), Tip: screen.L("Written, never read")}
	}
	return widget.Cell{Text: "–", Role: widget.RoleMuted}
}

func hitWords(e *query.EntryInfo) string {
	return screen.Count(e.Hits, "hit") + ", " + screen.Count(e.Misses, "miss")
}
