package lead

import (
	"context"
	"slices"

	"letip/app/query"
	"letip/store/entity"
)

// Identity is the part of the database that knows who is who.
type Identity interface {
	Duplicates(ctx context.Context, from float64) ([]entity.Pair, error)
	CountDuplicates(ctx context.Context) (int, error)
	Merge(ctx context.Context, survivor entity.BusinessID, ids ...entity.BusinessID) (entity.Merged, error)
	NotTheSame(ctx context.Context, a, b entity.BusinessID) (undo int64, err error)
	MergedParts(ctx context.Context, id entity.BusinessID) ([]entity.MergedPart, error)
	Split(ctx context.Context, id entity.BusinessID, part entity.MergedPart) (out entity.BusinessID, undo int64, err error)
	PartOf(ctx context.Context, id entity.BusinessID) entity.BusinessID
}

const (
	wordDuplicates = "duplicates" // duplicates · duplicates count
	// pairsRead is how many pairs are read with their names: more than anybody decides between two looks.
	pairsRead = 200
)

// KeyDuplicates is the pairs that wait for a person.
func KeyDuplicates() query.Key[Waiting] { return query.K[Waiting](wordDuplicates) }

// KeyDuplicateCount is how many pairs wait, beneath `duplicates`.
func KeyDuplicateCount() query.Key[int] { return query.K[int](wordDuplicates, "count") }

// WaitingPair is a pair by its names.
type WaitingPair struct {
	entity.Pair
	NameA, NameB string
}

// Is reports whether it is the pair of these two.
func (p WaitingPair) Is(a, b entity.BusinessID) bool { return p.A == a && p.B == b }

// Waiting is the pairs that wait for a decision, the likeliest first.
type Waiting struct {
	Total int
	Pairs []WaitingPair // the first of them
}

// without gives what waits after a pair was decided, or a lead went.
func (w Waiting) without(decided func(entity.Pair) bool) Waiting {
	kept := slices.DeleteFunc(slices.Clone(w.Pairs), func(p WaitingPair) bool { return decided(p.Pair) })
	return Waiting{Total: w.Total - (len(w.Pairs) - len(kept)), Pairs: kept}
}

// Duplicates is the query of the pairs that wait.
func (d *Desk) Duplicates() query.Query[Waiting] {
	return query.Query[Waiting]{
		Key: KeyDuplicates(),
		Fetch: func(ctx context.Context, _ query.FetchContext) (Waiting, error) {
			pairs, err := d.deps.Store.Duplicates(ctx, 0)
			if err != nil {
				return Waiting{}, err
			}
			w := Waiting{Total: len(pairs)}
			var ids []entity.BusinessID
			for _, p := range pairs[:min(len(pairs), pairsRead)] {
				ids = append(ids, p.A, p.B)
				w.Pairs = append(w.Pairs, WaitingPair{Pair: p})
			}
			slices.Sort(ids)
			rows, err := d.deps.Store.BusinessesByID(ctx, slices.Compact(ids))
			names := make(map[entity.BusinessID]string, len(rows))
			for i := range rows {
				names[rows[i].ID] = rows[i].Name
			}
			for i, p := range w.Pairs {
				w.Pairs[i].NameA, w.Pairs[i].NameB = names[p.A], names[p.B]
			}
			return w, err
		},
		Equal: deepEqual[Waiting],
	}
}

// DuplicateCount is the query of how many pairs wait.
func (d *Desk) DuplicateCount() query.Query[int] {
	return query.Query[int]{
		Key: KeyDuplicateCount(),
		Fetch: func(ctx context.Context, _ query.FetchContext) (int, error) {
			return d.deps.Store.CountDuplicates(ctx)
		},
		Equal: func(a, b int) bool { return a == b },
	}
}

// KeyPartOf is which lead another is part of by now, beneath `businesses id`.
func KeyPartOf(id entity.BusinessID) query.Key[entity.BusinessID] {
	return query.K[entity.BusinessID](wordBusinesses, int64(id), "part-of")
}

// PartOf is the query of which lead another is part of by now: itself, unless it was merged.
func (d *Desk) PartOf(id entity.BusinessID) query.Query[entity.BusinessID] {
	return query.Query[entity.BusinessID]{
		Key: KeyPartOf(id),
		Fetch: func(ctx context.Context, _ query.FetchContext) (entity.BusinessID, error) {
			return d.deps.Store.PartOf(ctx, id), nil
		},
		Options: query.Options{OnMount: query.TriggerAlways},
		Equal:   func(a, b entity.BusinessID) bool { return a == b },
	}
}

// MergeOf makes one lead of two.
type MergeOf struct {
	Keep, Other entity.BusinessID
}

// Apart keeps two leads apart for good.
type Apart struct {
	A, B entity.BusinessID
}

// SplitOff takes a part out of a lead again.
type SplitOff struct {
	ID   entity.BusinessID
	Part entity.MergedPart
}

// Parted is what a split came to.
type Parted struct {
	Out  entity.BusinessID // the lead that came out
	Step int64
}

// decided takes pairs off the list before the store has.
func decided(tx *query.Tx, gone func(entity.Pair) bool) {
	query.Patch(tx, KeyDuplicates(), func(w Waiting) Waiting { return w.without(gone) })
}

func (d *Desk) merge() query.Mutation[MergeOf, entity.Merged, nothing] {
	return query.Mutation[MergeOf, entity.Merged, nothing]{
		Key: query.P("merge"),
		OnMutate: func(_ context.Context, tx *query.Tx, m MergeOf) (nothing, error) {
			d.tellLocal()
			decided(tx, func(p entity.Pair) bool { return p.A == m.Other || p.B == m.Other })
			return nothing{}, nil
		},
		Run: func(ctx context.Context, m MergeOf) (entity.Merged, error) {
			return d.deps.Store.Merge(ctx, m.Keep, m.Other)
		},
		Affects: affects[MergeOf](Businesses, Stats, Recent, Duplicates),
	}
}

func (d *Desk) apart() query.Mutation[Apart, int64, nothing] {
	return query.Mutation[Apart, int64, nothing]{
		Key: query.P("not-the-same"),
		OnMutate: func(_ context.Context, tx *query.Tx, a Apart) (nothing, error) {
			decided(tx, func(p entity.Pair) bool { return p.A == a.A && p.B == a.B || p.A == a.B && p.B == a.A })
			return nothing{}, nil
		},
		Run: func(ctx context.Context, a Apart) (int64, error) {
			return d.deps.Store.NotTheSame(ctx, a.A, a.B)
		},
		Affects: affects[Apart](Duplicates),
	}
}

func (d *Desk) splitOff() query.Mutation[SplitOff, Parted, nothing] {
	return query.Mutation[SplitOff, Parted, nothing]{
		Key: query.P("split"),
		Run: func(ctx context.Context, s SplitOff) (Parted, error) {
			d.tellLocal()
			out, step, err := d.deps.Store.Split(ctx, s.ID, s.Part)
			return Parted{Out: out, Step: step}, err
		},
		Affects: affects[SplitOff](Businesses, Stats, Recent, Duplicates),
	}
}
