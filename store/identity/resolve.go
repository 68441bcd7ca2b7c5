package identity

import (
	"cmp"
	"slices"
)

// Match is a known record that a new one is or may be.
type Match struct {
	Index int // into the known records
	Verdict
}

// Decision says where a new record belongs.
type Decision struct {
	Same     []Match // it is these, which are then one among themselves; the surest first
	Doubtful []Match // it may be one of these; the likeliest first
}

// Resolve compares a new record with the known ones that share a key with it. Those it is the same as are joined through
// it, as far as nothing contradicts between them: two house numbers, two websites or two places in one business are two
// businesses, and the new record goes to the one it is surer to be. The order of the known records doesn't matter.
func Resolve(r Record, known []Record) Decision {
	var d Decision
	var all []Match
	for i, k := range known {
		if hopeless(r, k) {
			continue
		}
		if v := Compare(r, k); v.Outcome != Different {
			all = append(all, Match{i, v})
		}
	}
	slices.SortFunc(all, func(a, b Match) int {
		return cmp.Or(cmp.Compare(b.Confidence, a.Confidence), cmp.Compare(known[a.Index].ID, known[b.Index].ID))
	})
	for _, m := range all {
		if m.Outcome == Same && !contradicts(known[m.Index], known, d.Same) {
			d.Same = append(d.Same, m)
		} else {
			d.Doubtful = append(d.Doubtful, m)
		}
	}
	return d
}

// contradicts reports whether a record can't be one with any of those that were joined before.
func contradicts(r Record, known []Record, joined []Match) bool {
	return slices.ContainsFunc(joined, func(m Match) bool {
		v := Compare(r, known[m.Index])
		return v.Conflict || v.Outcome == Different
	})
}
