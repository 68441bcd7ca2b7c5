package lead

import (
	"context"

	"letip/app/query"
	"letip/store/entity"
)

// wordLeftOut is `businesses left-out {filters}`: ours, under what changes with every lead.
const wordLeftOut = "left-out"

// KeyLeftOut is how many leads of a view an export leaves out, since nobody may contact them.
func KeyLeftOut(f entity.Filter) query.Key[int] {
	return query.K[int](wordBusinesses, wordLeftOut, View{Filter: f}.params())
}

// LeftOut is the query of how many leads an export of a view leaves out.
func (d *Desk) LeftOut(f entity.Filter) query.Query[int] {
	return query.Query[int]{
		Key: KeyLeftOut(f),
		Fetch: func(ctx context.Context, _ query.FetchContext) (int, error) {
			if d.deps.Exporter == nil {
				return 0, nil
			}
			return d.deps.Exporter.LeftOut(ctx, f)
		},
		Options: query.Options{StaleTime: staleLists, GCTime: collect},
	}
}
