package lead

import (
	"context"
	"reflect"
	"slices"
	"time"

	"letip/app/query"
	"letip/store/entity"
)

// BlockSize is how many rows the grid reads at a time.
const BlockSize = 256

// Ordered is the whole of a view, in order.
type Ordered struct {
	IDs    []entity.BusinessID
	Newest entity.BusinessID // the highest id in it: what is above it came later
}

// Block is a stretch of a view: the leads of these ids, without their contacts.
type Block struct {
	IDs  []entity.BusinessID
	Rows []entity.Business // in the order of IDs; what is gone is left out
}

// Page is the query of one page of a list.
func (d *Desk) Page(v View, p entity.Page) query.Query[entity.BusinessPage] {
	return query.Query[entity.BusinessPage]{
		Key: KeyPage(v, p),
		Fetch: func(ctx context.Context, _ query.FetchContext) (entity.BusinessPage, error) {
			return d.deps.Store.Businesses(ctx, v.Filter, v.Sort, p)
		},
		Options: query.Options{StaleTime: staleLists, GCTime: collect},
		Equal:   deepEqual[entity.BusinessPage],
	}
}

// IDs is the query of the ordered snapshot of a view.
func (d *Desk) IDs(v View) query.Query[Ordered] {
	return query.Query[Ordered]{
		Key: KeyIDs(v),
		Fetch: func(ctx context.Context, _ query.FetchContext) (Ordered, error) {
			ids, err := d.deps.Store.IDs(ctx, v.Filter, v.Sort)
			if err != nil {
				return Ordered{}, err
			}
			return ordered(ids), nil
		},
		Options: query.Options{StaleTime: staleLists, GCTime: collect},
		Equal:   func(a, b Ordered) bool { return slices.Equal(a.IDs, b.IDs) },
	}
}

func ordered(ids []entity.BusinessID) Ordered {
	o := Ordered{IDs: ids}
	for _, id := range ids {
		o.Newest = max(o.Newest, id)
	}
	return o
}

// block is the query of the n-th block of a snapshot that the grid shows as its gen-th; it reads just these ids.
func (d *Desk) block(v View, gen uint64, n int, ids []entity.BusinessID) query.Query[Block] {
	return query.Query[Block]{
		Key: KeyBlock(v, gen, n),
		Fetch: func(ctx context.Context, _ query.FetchContext) (Block, error) {
			rows, err := d.deps.Store.BusinessesByID(ctx, ids)
			return Block{IDs: ids, Rows: rows}, err
		},
		Options: query.Options{StaleTime: staleLists, GCTime: collect},
		Equal:   deepEqual[Block],
	}
}

// Business is the query of one lead with its contacts. One that is gone answers an error that Gone tells.
func (d *Desk) Business(id entity.BusinessID) query.Query[entity.Business] {
	return query.Query[entity.Business]{
		Key: KeyBusiness(id),
		Fetch: func(ctx context.Context, _ query.FetchContext) (entity.Business, error) {
			return d.deps.Store.Business(ctx, id)
		},
		Options: query.Options{StaleTime: staleSingle, GCTime: collect},
		Equal:   deepEqual[entity.Business],
	}
}

// Story is the query of where a lead's values came from and what happened to it.
func (d *Desk) Story(id entity.BusinessID) query.Query[Story] {
	return query.Query[Story]{
		Key: KeyStory(id),
		Fetch: func(ctx context.Context, _ query.FetchContext) (Story, error) {
			p, err := d.deps.Store.Provenance(ctx, id)
			if err != nil {
				return Story{}, err
			}
			t, err := d.deps.Store.Timeline(ctx, id)
			if err != nil {
				return Story{}, err
			}
			parts, err := d.deps.Store.MergedParts(ctx, id)
			return Story{Provenance: p, Timeline: t, Parts: parts}, err
		},
		Options: query.Options{StaleTime: staleSingle, GCTime: collect},
		Equal:   deepEqual[Story],
	}
}

// Stats is the query of the dashboard's figures: told by events, and read each 30 s as well.
func (d *Desk) Stats() query.Query[entity.Stats] {
	return query.Query[entity.Stats]{
		Key: KeyStats(),
		Fetch: func(ctx context.Context, _ query.FetchContext) (entity.Stats, error) {
			return d.deps.Store.Stats(ctx)
		},
		Options: query.Options{StaleTime: staleLists, GCTime: collect},
		Equal:   deepEqual[entity.Stats],
		Poll:    func(query.State[entity.Stats]) time.Duration { return pollStats },
	}
}

// Menus is what the filter menus offer, with how many leads each has.
type Menus struct {
	Cities, Categories, Sources, Tags []entity.NameCount
}

// Menus is the query of the filter menus.
func (d *Desk) Menus() query.Query[Menus] {
	return query.Query[Menus]{
		Key: KeyMenus(),
		Fetch: func(ctx context.Context, _ query.FetchContext) (m Menus, err error) {
			for _, menu := range []struct {
				into *[]entity.NameCount
				read func(context.Context) ([]entity.NameCount, error)
			}{
				{&m.Cities, d.deps.Store.Cities},
				{&m.Categories, d.deps.Store.Categories},
				{&m.Sources, d.deps.Store.Sources},
				{&m.Tags, d.deps.Store.Tags},
			} {
				if *menu.into, err = menu.read(ctx); err != nil {
					return m, err
				}
			}
			return m, nil
		},
		Equal: deepEqual[Menus],
	}
}

// Recent is the query of the leads that came last.
func (d *Desk) Recent(limit int) query.Query[[]entity.Business] {
	return query.Query[[]entity.Business]{
		Key: KeyRecent(limit),
		Fetch: func(ctx context.Context, _ query.FetchContext) ([]entity.Business, error) {
			p, err := d.deps.Store.Businesses(ctx, entity.Filter{}, entity.Sort{}, entity.Page{Limit: limit})
			return p.Data, err
		},
		Equal: deepEqual[[]entity.Business],
	}
}

// Settings is the query of what the rep may change.
func (d *Desk) Settings() query.Query[entity.Settings] {
	return query.Query[entity.Settings]{
		Key: KeySettings(),
		Fetch: func(ctx context.Context, _ query.FetchContext) (entity.Settings, error) {
			return d.deps.Store.Settings(ctx)
		},
		Equal: deepEqual[entity.Settings],
	}
}

// Health is the query of the badge. Events write it; only the first answer is asked for.
func (d *Desk) Health() query.Query[entity.Health] {
	return query.Query[entity.Health]{
		Key: KeyHealth(),
		Fetch: func(context.Context, query.FetchContext) (entity.Health, error) {
			if d.deps.Health == nil {
				return entity.Health{State: entity.Online}, nil
			}
			return d.deps.Health(), nil
		},
		Equal: deepEqual[entity.Health],
	}
}

// deepEqual spares the screens a redraw where a read brought what was known. It runs off the drawing goroutine.
func deepEqual[T any](a, b T) bool { return reflect.DeepEqual(a, b) }
