package lead

import (
	"context"
	"slices"

	"letip/app/query"
	"letip/store/entity"
)

// Bin is the part of the database that holds what was deleted.
type Bin interface {
	Trash(ctx context.Context, p entity.Page) (entity.TrashPage, error)
	PutBack(ctx context.Context, ids ...entity.BusinessID) (undo int64, err error)
	Purge(ctx context.Context, ids ...entity.BusinessID) (int, error)
	EmptyTrash(ctx context.Context) (int, error)
}

const (
	wordTrash = "trash"
	// TrashRead is how many deleted leads are read: what is older is found once the newer ones are gone.
	TrashRead = 500
)

// KeyTrash is what was deleted.
func KeyTrash() query.Key[entity.TrashPage] { return query.K[entity.TrashPage](wordTrash) }

// Trash is the query of the leads that were deleted last.
func (d *Desk) Trash() query.Query[entity.TrashPage] {
	return query.Query[entity.TrashPage]{
		Key: KeyTrash(),
		Fetch: func(ctx context.Context, _ query.FetchContext) (entity.TrashPage, error) {
			return d.deps.Store.Trash(ctx, entity.Page{Limit: TrashRead})
		},
		Equal: deepEqual[entity.TrashPage],
	}
}

// leaveTrash takes leads off the list of what was deleted before the store has.
func leaveTrash(tx *query.Tx, ids []entity.BusinessID) {
	in := among(ids)
	query.Patch(tx, KeyTrash(), func(p entity.TrashPage) entity.TrashPage {
		kept := slices.DeleteFunc(slices.Clone(p.Data), func(t entity.TrashedLead) bool { return in(t.ID) })
		return entity.TrashPage{Total: p.Total - (len(p.Data) - len(kept)), Data: kept}
	})
}

func (d *Desk) restore() query.Mutation[[]entity.BusinessID, int64, nothing] {
	return query.Mutation[[]entity.BusinessID, int64, nothing]{
		Key: query.P("restore"),
		OnMutate: func(_ context.Context, tx *query.Tx, ids []entity.BusinessID) (nothing, error) {
			d.tellLocal()
			leaveTrash(tx, ids)
			return nothing{}, nil
		},
		Run: func(ctx context.Context, ids []entity.BusinessID) (int64, error) {
			return d.deps.Store.PutBack(ctx, ids...)
		},
		Affects: affects[[]entity.BusinessID](Businesses, Stats, Recent, Duplicates, Trash),
	}
}

// purge answers how many leads are gone for good.
func (d *Desk) purge() query.Mutation[[]entity.BusinessID, int, nothing] {
	return query.Mutation[[]entity.BusinessID, int, nothing]{
		Key: query.P("purge"),
		OnMutate: func(_ context.Context, tx *query.Tx, ids []entity.BusinessID) (nothing, error) {
			leaveTrash(tx, ids)
			return nothing{}, nil
		},
		Run: func(ctx context.Context, ids []entity.BusinessID) (int, error) {
			return d.deps.Store.Purge(ctx, ids...)
		},
		Affects: affects[[]entity.BusinessID](Trash, Suppressions),
	}
}

func (d *Desk) emptyTrash() query.Mutation[nothing, int, nothing] {
	return query.Mutation[nothing, int, nothing]{
		Key:     query.P("empty-trash"),
		Run:     func(ctx context.Context, _ nothing) (int, error) { return d.deps.Store.EmptyTrash(ctx) },
		Affects: affects[nothing](Trash, Suppressions),
	}
}
