package scrape

import (
	"cmp"
	"slices"

	"letip/store/entity"
)

// tally sorts the places of a job as SPEC section 5, Counting, has it: each source id once; then outside; then over the
// limit, where the nearest stay; the rest are to be stored. It is pure: the same answers in the same order give the same
// result, so that a resumed job goes on where it was.
type tally struct {
	center  entity.Point
	radius  entity.Miles
	room    int // how many places may still be taken
	seen    map[id]bool
	waiting []entity.Found // within the radius but beyond their ring: a wider ring may know nearer ones
}

// id is a place's name at its source.
type id struct{ source, id string }

func newTally(s entity.Search) *tally {
	return &tally{center: s.Place.Point, radius: s.Radius, room: s.Max, seen: map[id]bool{}}
}

// sorted is what a ring's answer comes to: counted are the places that are not stored.
type sorted struct {
	keep    []entity.Found // the nearest first
	counted entity.Counts
}

// ring sorts the answer of one ring. After the last answer, complete or not, no wider ring comes and nothing waits.
func (t *tally) ring(found []entity.Found, ring entity.Miles, last bool) sorted {
	var out sorted
	for _, f := range found {
		name := id{f.Source, f.SourceID}
		if t.seen[name] {
			continue
		}
		t.seen[name] = true
		if f.Location == nil {
			out.counted.Outside++ // it can't be shown to lie within
			continue
		}
		d := Distance(t.center, *f.Location)
		if !within(d, t.radius) { // NaN is not within
			out.counted.Outside++
			continue
		}
		f.Distance = &d
		t.waiting = append(t.waiting, f)
	}
	slices.SortFunc(t.waiting, func(a, b entity.Found) int {
		return cmp.Or(cmp.Compare(*a.Distance, *b.Distance), cmp.Compare(a.Source, b.Source), cmp.Compare(a.SourceID, b.SourceID))
	})
	ready := len(t.waiting)
	if !last {
		ready = 0
		for ready < len(t.waiting) && within(*t.waiting[ready].Distance, ring) {
			ready++
		}
	}
	taken := min(ready, t.room)
	out.keep = slices.Clone(t.waiting[:taken])
	t.room -= taken
	if t.full() {
		ready = len(t.waiting) // no ring follows that could take the others
	}
	out.counted.OverLimit = ready - taken
	t.waiting = slices.Clone(t.waiting[ready:])
	out.counted.Found = out.counted.Outside + out.counted.OverLimit
	return out
}

// full reports whether the maximum is reached.
func (t *tally) full() bool { return t.room == 0 }
