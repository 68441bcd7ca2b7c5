package lead

import (
	"context"
	"slices"

	"letip/app/query"
	"letip/store/entity"
)

// Silence is the part of the database that knows whom nobody may contact.
type Silence interface {
	Suppressions(ctx context.Context) ([]entity.Suppression, error)
	Suppress(ctx context.Context, kind entity.SuppressionKind, value, note string) (undo int64, err error)
	Unsuppress(ctx context.Context, entry int64) (undo int64, err error)
}

const wordSuppressions = "suppressions"

// KeySuppressions is the list of whom nobody may contact.
func KeySuppressions() query.Key[[]entity.Suppression] {
	return query.K[[]entity.Suppression](wordSuppressions)
}

// Suppressions is the query of whom nobody may contact, the newest entry first.
func (d *Desk) Suppressions() query.Query[[]entity.Suppression] {
	return query.Query[[]entity.Suppression]{
		Key: KeySuppressions(),
		Fetch: func(ctx context.Context, _ query.FetchContext) ([]entity.Suppression, error) {
			return d.deps.Store.Suppressions(ctx)
		},
		Equal: slices.Equal[[]entity.Suppression],
	}
}

// Suppression is an entry for the list of whom nobody may contact.
type Suppression struct {
	Kind        entity.SuppressionKind
	Value, Note string
}

// suppress answers the step that takes it back, or 0 where it was on the list.
func (d *Desk) suppress() query.Mutation[Suppression, int64, nothing] {
	return query.Mutation[Suppression, int64, nothing]{
		Key: query.P("suppress"),
		Run: func(ctx context.Context, s Suppression) (int64, error) {
			return d.deps.Store.Suppress(ctx, s.Kind, s.Value, s.Note)
		},
		Affects: affects[Suppression](Suppressions, Businesses),
	}
}

func (d *Desk) unsuppress() query.Mutation[int64, int64, nothing] {
	return query.Mutation[int64, int64, nothing]{
		Key: query.P("unsuppress"),
		OnMutate: func(_ context.Context, tx *query.Tx, entry int64) (nothing, error) {
			query.Patch(tx, KeySuppressions(), func(list []entity.Suppression) []entity.Suppression {
				return slices.DeleteFunc(slices.Clone(list), func(s entity.Suppression) bool { return s.ID == entry })
			})
			return nothing{}, nil
		},
		Run: func(ctx context.Context, entry int64) (int64, error) {
			return d.deps.Store.Unsuppress(ctx, entry)
		},
		Affects: affects[int64](Suppressions, Businesses),
	}
}
