package devtools

import (
	"cmp"
	"slices"
	"time"

	"letip/app/query"
	"letip/app/widget"
)

// sortBy is what queries are sorted by.
type sortBy string

// The sorts, by the words that are remembered.
const (
	byStatus  sortBy = "status"
	byKey     sortBy = "key"
	byUpdated sortBy = "updated"
)

// wish is how somebody wants the queries listed. It is remembered.
type wish struct {
	Sort         sortBy `json:"sort,omitempty"`
	Desc         bool   `json:"desc,omitempty"`
	Flat         bool   `json:"flat,omitempty"`          // no tree
	HideDisabled bool   `json:"hide_disabled,omitempty"` // leave out what is never fetched by itself

	filter string
	only   label // noLabel is all
	folds  map[query.Path]bool
}

// row is one line of the list: a query, or what several queries have in common.
type row struct {
	id         int64
	path       query.Path
	entry      *query.EntryInfo // nil for a group
	label      label
	depth      int
	fold       widget.Fold
	name, tail string
	counts     [labels]int // of a group
	n          int
}

// listing is what one picture lists. It is never changed once it is made.
type listing struct {
	rows   []row
	at     map[int64]int
	counts [labels]int // of all, shown or not
	total  int
	shown  int // queries, not groups
}

// foldAbove is how many rows a group may hold and still be open at first.
const foldAbove = 100

// lister makes listings. It belongs to the goroutine that takes the pictures.
type lister struct {
	texts keyTexts
	ids   map[query.Path]int64
	last  int64
}

func newLister() *lister { return &lister{texts: keyTexts{}, ids: map[query.Path]int64{}} }

// id is a key's own for as long as it is listed: the current row stays the current one.
func (l *lister) id(p query.Path) int64 {
	id, ok := l.ids[p]
	if !ok {
		l.last++
		id = l.last
		l.ids[p] = id
	}
	return id
}

// found is a query that is to be listed.
type found struct {
	entry *query.EntryInfo
	text  *keyText
	rank  rank
}

// list makes the listing of entries as somebody wants it.
func (l *lister) list(entries []query.EntryInfo, w wish) *listing {
	l.texts.trim(len(entries))
	out := &listing{total: len(entries)}
	n := newNeedle(w.filter)
	all := make([]found, 0, len(entries))
	for i := range entries {
		e := &entries[i]
		lb := labelOf(e)
		out.counts[lb]++
		if w.HideDisabled && e.Disabled || w.only != noLabel && lb != w.only {
			continue
		}
		f := found{entry: e, text: l.texts.of(e.Path)}
		if f.rank = n.rank(f.text.lower); f.rank == noMatch {
			continue
		}
		all = append(all, f)
	}
	out.shown = len(all)
	if w.Flat || n != "" {
		l.flat(out, all, w)
	} else {
		l.tree(out, all, w)
	}
	out.at = make(map[int64]int, len(out.rows))
	for i := range out.rows {
		out.at[out.rows[i].id] = i
	}
	if len(l.ids) > 2*len(out.rows)+1000 { // keys that left
		l.ids = make(map[query.Path]int64, len(out.rows))
		for i := range out.rows {
			l.ids[out.rows[i].path] = out.rows[i].id
		}
	}
	return out
}

// flat lists the queries one after the other, what answers the filter best first.
func (l *lister) flat(out *listing, all []found, w wish) {
	slices.SortStableFunc(all, func(a, b found) int {
		if a.rank != b.rank {
			return cmp.Compare(a.rank, b.rank)
		}
		return w.compare(placeOf(a.entry, a.text), placeOf(b.entry, b.text))
	})
	out.rows = make([]row, len(all))
	for i, f := range all {
		name, tail := f.text.from(0)
		out.rows[i] = row{
			id: l.id(f.entry.Path), path: f.entry.Path, entry: f.entry, label: labelOf(f.entry), name: name, tail: tail,
		}
	}
}

// place is what a row is sorted by; a group has the best of its queries.
type place struct {
	rank    int
	updated time.Time
	segs    []string
}

func placeOf(e *query.EntryInfo, t *keyText) place {
	return place{rank: rankOf(e), updated: e.DataUpdatedAt, segs: t.segs}
}

func (w *wish) compare(a, b place) int {
	var c int
	switch w.Sort {
	case byKey:
		c = compareKeys(a.segs, b.segs)
	case byUpdated:
		c = a.updated.Compare(b.updated)
	default:
		if c = cmp.Compare(a.rank, b.rank); c == 0 {
			c = b.updated.Compare(a.updated) // the newest first
		}
	}
	if w.Desc {
		c = -c
	}
	if c == 0 {
		c = compareKeys(a.segs, b.segs)
	}
	return c
}

// compareKeys compares segment by segment, numbers as numbers.
func compareKeys(a, b []string) int {
	for i := range min(len(a), len(b)) {
		if a[i] == b[i] {
			continue
		}
		if x, ok := number(a[i]); ok {
			if y, ok := number(b[i]); ok {
				return cmp.Compare(x, y)
			}
		}
		return cmp.Compare(a[i], b[i])
	}
	return cmp.Compare(len(a), len(b))
}

// number is a segment of digits alone.
func number(s string) (n int64, ok bool) {
	if s == "" || len(s) > 18 {
		return 0, false
	}
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
		n = 10*n + int64(s[i]-'0')
	}
	return n, true
}
