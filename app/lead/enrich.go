package lead

import (
	"context"
	"reflect"

	"letip/app/query"
	"letip/store/entity"
)

// Visitor begins visits to leads' websites.
type Visitor interface {
	// Start queues one job that visits these leads in this order, and returns as soon as it stands in the journal.
	Start(ctx context.Context, ids []entity.BusinessID) (entity.JobID, error)
	// Retryable gives the leads whose last visit failed in a way that can end otherwise another time, the oldest first.
	Retryable(ctx context.Context) ([]entity.BusinessID, error)
}

// The bounds of a batch of the oldest leads (SPEC F6). The chosen ones, and all that match a filter, have none.
const (
	DefaultBatch = 10
	MaxBatch     = 500
)

// Batch says which leads to visit: those that are named, those of an earlier job, or what matches a filter.
type Batch struct {
	IDs    []entity.BusinessID // these, in this order
	Job    entity.JobID        // else all of an earlier enrichment, again
	Failed bool                // else those of Retryable
	Filter entity.Filter       // else those of Unvisited(Filter), the oldest first
	Most   int                 // of a filter: at most so many, 1 to MaxBatch; zero is all
}

// Begun is an enrichment that was started. No lead is no job.
type Begun struct {
	Job   entity.JobID
	Leads int
}

// Unvisited narrows a filter to the leads whose websites nobody has visited yet. One that names a status itself stays
// as it is: who asks for the failed ones means those.
func Unvisited(f entity.Filter) entity.Filter {
	if f.Status == "" && f.ExactStatus == "" {
		f.ExactStatus = entity.Pending
	}
	return f
}

// Unvisited is the query of how many leads of a filter an enrichment would visit: its total.
func (d *Desk) Unvisited(f entity.Filter) query.Query[entity.BusinessPage] {
	return d.Page(View{Filter: Unvisited(f)}, entity.Page{Limit: 1})
}

// KeyRetryable is how many leads a retry would visit, beneath `stats`.
func KeyRetryable() query.Key[int] { return query.K[int](wordStats, "retryable") }

// Retryable is the query of how many leads failed in a way that can end otherwise another time.
func (d *Desk) Retryable() query.Query[int] {
	return query.Query[int]{
		Key: KeyRetryable(),
		Fetch: func(ctx context.Context, _ query.FetchContext) (int, error) {
			ids, err := d.deps.Visitor.Retryable(ctx)
			return len(ids), err
		},
		Options: query.Options{StaleTime: staleLists, GCTime: collect},
		Equal:   func(a, b int) bool { return a == b },
	}
}

// KeyVisits is the visits of an enrichment, beneath `job-status job`.
func KeyVisits(id entity.JobID) query.Key[entity.JobVisits] {
	return query.K[entity.JobVisits](wordJobStatus, int64(id), "visits")
}

// visitsRead is how many visits of each end are read: a screen many times over, and a whole batch.
const visitsRead = MaxBatch

// Visits is the query of whose websites an enrichment reads now, what the last visits brought, and which failed.
func (d *Desk) Visits(id entity.JobID) query.Query[entity.JobVisits] {
	return query.Query[entity.JobVisits]{
		Key: KeyVisits(id),
		Fetch: func(ctx context.Context, _ query.FetchContext) (entity.JobVisits, error) {
			return d.deps.Journal.JobVisits(ctx, id, visitsRead)
		},
		Options: query.Options{StaleTime: staleLists, GCTime: collect},
		Equal:   func(a, b entity.JobVisits) bool { return reflect.DeepEqual(a, b) },
	}
}

// enrich starts visits. Which leads a filter means is read when it is asked, not when the screen was drawn.
func (d *Desk) enrich() query.Mutation[Batch, Begun, nothing] {
	return query.Mutation[Batch, Begun, nothing]{
		Key: query.P("enrich"),
		Run: func(ctx context.Context, b Batch) (Begun, error) {
			ids, err := d.choose(ctx, b)
			if err != nil || len(ids) == 0 {
				return Begun{}, err
			}
			job, err := d.deps.Visitor.Start(ctx, ids)
			return Begun{Job: job, Leads: len(ids)}, err
		},
		Affects: func(b Batch) []query.Filter {
			return filtersOf(subject{ids: b.IDs}, Business, Lists, Stats, Journal)
		},
	}
}

// choose gives the leads of a batch.
func (d *Desk) choose(ctx context.Context, b Batch) ([]entity.BusinessID, error) {
	switch {
	case len(b.IDs) > 0:
		return b.IDs, nil
	case b.Failed:
		return d.deps.Visitor.Retryable(ctx)
	case b.Job != 0:
		var ids []entity.BusinessID
		for item, err := range d.deps.Journal.JobItems(ctx, b.Job) {
			if err != nil {
				return nil, err
			}
			ids = append(ids, item.Business)
		}
		return ids, nil
	}
	oldest := entity.Sort{Field: "created_at"}
	f := Unvisited(b.Filter)
	if b.Most == 0 {
		return d.deps.Store.IDs(ctx, f, oldest)
	}
	page, err := d.deps.Store.Businesses(ctx, f, oldest, entity.Page{Limit: min(b.Most, MaxBatch)})
	if err != nil {
		return nil, err
	}
	ids := make([]entity.BusinessID, len(page.Data))
	for i := range page.Data {
		ids[i] = page.Data[i].ID
	}
	return ids, nil
}
