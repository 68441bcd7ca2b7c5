package lead

import (
	"context"

	"letip/app/query"
	"letip/store/entity"
)

// Choice shows another of the values that sources gave of a field of a lead.
type Choice struct {
	ID    entity.BusinessID
	Value int64 // entity.Provenance.ID
}

func (d *Desk) chooseValue() query.Mutation[Choice, int64, nothing] {
	return query.Mutation[Choice, int64, nothing]{
		Key:   query.P("choose-value"),
		Scope: func(c Choice) string { return KeyBusiness(c.ID).String() },
		Run: func(ctx context.Context, c Choice) (int64, error) {
			d.tellLocal()
			return d.deps.Store.ChooseValue(ctx, c.ID, c.Value)
		},
		Affects: func(c Choice) []query.Filter {
			return filtersOf(subject{ids: []entity.BusinessID{c.ID}}, Business, Lists, Stats, Duplicates)
		},
	}
}
