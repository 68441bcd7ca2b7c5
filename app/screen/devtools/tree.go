package devtools

import (
	"slices"

	"letip/app/query"
	"letip/app/widget"
)

// branch is a prefix with the queries under it.
type branch struct {
	path  query.Path
	from  int              // the segment its own words begin with
	entry *query.EntryInfo // of the query with just this key, if there is one
	text  *keyText
	kids  []*branch
	place place
	n     int
	count [labels]int
}

// tree lists the queries under the prefixes that several of them have in common.
func (l *lister) tree(out *listing, all []found, w wish) {
	root := l.grow(all)
	for _, k := range root.kids {
		k.sum()
	}
	out.rows = make([]row, 0, len(all)+len(root.kids))
	l.walk(out, root.kids, 0, w)
}

// grow makes the tree of all prefixes.
func (l *lister) grow(all []found) *branch {
	room := make([]branch, 0, 2*len(all)+16) // one allocation for most
	make1 := func() *branch {
		if len(room) == cap(room) {
			return &branch{}
		}
		room = room[:len(room)+1]
		return &room[len(room)-1]
	}
	root := &branch{}
	at := make(map[query.Path]*branch, 2*len(all))
	for i := range all {
		f := &all[i]
		p := f.entry.Path
		up := root
		for n := 1; n <= p.Len(); n++ {
			head := p
			if n < p.Len() {
				head = p.Head(n)
			}
			b := at[head]
			if b == nil {
				b = make1()
				b.path, b.from, b.text = head, n-1, f.text
				at[head] = b
				up.kids = append(up.kids, b)
			}
			up = b
		}
		up.entry, up.text = f.entry, f.text
	}
	return root
}

// sum counts what is under a branch, and joins one that only leads to another with that.
func (b *branch) sum() {
	for b.entry == nil && len(b.kids) == 1 {
		from := b.from
		*b = *b.kids[0]
		b.from = from
	}
	b.place = place{rank: 9, segs: b.text.segs[:min(b.path.Len(), len(b.text.segs))]}
	if b.entry != nil {
		b.place = placeOf(b.entry, b.text)
		b.n = 1
		b.count[labelOf(b.entry)]++
	}
	for _, k := range b.kids {
		k.sum()
		b.n += k.n
		for i, n := range k.count {
			b.count[i] += n
		}
		b.place.rank = min(b.place.rank, k.place.rank)
		if k.place.updated.After(b.place.updated) {
			b.place.updated = k.place.updated
		}
	}
}

// walk writes the rows of branches and of what is open under them.
func (l *lister) walk(out *listing, all []*branch, depth int, w wish) {
	slices.SortStableFunc(all, func(a, b *branch) int { return w.compare(a.place, b.place) })
	leaf := widget.FoldNone
	if depth > 0 || slices.ContainsFunc(all, func(b *branch) bool { return len(b.kids) > 0 }) {
		leaf = widget.FoldLeaf
	}
	for _, b := range all {
		r := row{id: l.id(b.path), path: b.path, entry: b.entry, depth: depth, fold: leaf, n: b.n, counts: b.count}
		r.name, r.tail = b.words()
		if b.entry != nil {
			r.label = labelOf(b.entry)
		}
		open := false
		if len(b.kids) > 0 {
			var set bool
			if open, set = w.folds[b.path]; !set {
				open = b.n <= foldAbove
			}
			r.fold = widget.FoldClosed
			if open {
				r.fold = widget.FoldOpen
			}
		}
		out.rows = append(out.rows, r)
		if open {
			l.walk(out, b.kids, depth+1, w)
		}
	}
}

// words are those of a branch below the one above it.
func (b *branch) words() (name, tail string) {
	whole := keyText{segs: b.text.segs[:min(b.path.Len(), len(b.text.segs))]}
	return whole.from(b.from)
}
