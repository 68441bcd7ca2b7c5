package lead

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"letip/app/query"
	"letip/app/widget"
	"letip/store"
	"letip/store/entity"
	"letip/store/event"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// bench is a desk over a real database, on a fake clock. What is scheduled runs on a pump, as on the goroutine that
// draws.
type bench struct {
	*Desk
	t     *testing.T
	db    *store.DB
	bus   *event.Bus
	pump  *widget.Pump
	store *fickle
	jobs  *steering
	ends  []func() // what is closed before the desk, on the goroutine that draws
}

// onBench runs a test with a desk.
func onBench(t *testing.T, fn func(*testing.T, *bench)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		b := &bench{t: t, bus: event.NewBus(), pump: widget.NewPump(), jobs: &steering{}}
		db, err := store.Open(t.Context(), store.Options{Dir: t.TempDir(), Bus: b.bus})
		if err != nil {
			t.Fatal(err)
		}
		b.db, b.store = db, &fickle{DB: db}
		b.Desk = Open(t.Context(), Deps{
			Store: b.store, Journal: db, Jobs: b.jobs, Bus: b.bus, Schedule: b.pump.Post,
			Gone:    func(err error) bool { return errors.Is(err, store.ErrNotFound) },
			OnError: func(err error) { t.Error(err) },
		})
		defer func() {
			b.draw(func() {
				for _, end := range b.ends {
					end()
				}
			})
			if err := b.Close(); err != nil {
				t.Error(err)
			}
			b.pump.Close()
			b.bus.Close()
			if err := db.Close(); err != nil {
				t.Error(err)
			}
		}()
		fn(t, b)
	})
}

// rest lets time pass and everything that is under way come to its end.
func (b *bench) rest(d time.Duration) {
	synctest.Wait()
	time.Sleep(d)
	synctest.Wait()
}

// found saves businesses as a search does, nearest first, in one transaction.
func (b *bench) found(job entity.JobID, names ...string) []entity.BusinessID {
	b.t.Helper()
	found := make([]entity.Found, len(names))
	for i, n := range names {
		d := entity.Miles(float64(i) / 10)
		found[i] = entity.Found{
			Source: "osm", SourceID: "node/" + n, Method: "osm", Name: n, Category: "Plumber", City: "Freehold", State: "NJ",
			Country: "US", Distance: &d,
		}
	}
	outcomes, err := b.db.SaveFound(b.t.Context(), job, "ring 1", found)
	if err != nil {
		b.t.Fatal(err)
	}
	ids := make([]entity.BusinessID, len(outcomes))
	for i, o := range outcomes {
		ids[i] = o.ID
	}
	return ids
}

// job writes a search into the journal.
func (b *bench) job() entity.Job {
	b.t.Helper()
	s := &entity.Search{Query: "Freehold, NJ", Radius: 1, Max: 500, Sources: []string{"osm"}}
	j, err := b.db.CreateJob(b.t.Context(), entity.KindScrape, s, []entity.JobItem{{Key: "ring 1"}})
	if err != nil {
		b.t.Fatal(err)
	}
	return j
}

// names gives n names that sort as they are counted.
func names(n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = fmt.Sprintf("Lead %05d", i)
	}
	return out
}

// draw runs fn on the goroutine that draws.
func (b *bench) draw(fn func()) { b.pump.Do(fn) }

// watch keeps a query's newest result.
func watch[T any](b *bench, q query.Query[T]) (get func() query.Result[T]) {
	var o *query.Observer[T, T]
	b.draw(func() { o = query.Observe(b.Cache(), q, func(query.Result[T]) {}) })
	b.ends = append(b.ends, o.Close)
	b.rest(100 * time.Millisecond)
	return o.Result
}

// fickle is the store, but for what a test has it refuse, hold back or count.
type fickle struct {
	*store.DB
	refuse  error         // the next write's answer
	hold    chan struct{} // a write waits until it is closed
	lists   error         // every read of a whole list's answer
	pages   atomic.Int64  // reads of pages
	ids     atomic.Int64  // reads of whole lists
	singles atomic.Int64
	slow    func(entity.Filter) <-chan struct{} // a list of this filter waits until it is closed
}

func (f *fickle) write() error {
	if f.hold != nil {
		<-f.hold
	}
	err := f.refuse
	f.refuse = nil
	return err
}

func (f *fickle) Delete(ctx context.Context, ids ...entity.BusinessID) (int64, error) {
	if err := f.write(); err != nil {
		return 0, err
	}
	return f.DB.Delete(ctx, ids...)
}

func (f *fickle) Edit(ctx context.Context, id entity.BusinessID, u entity.Update) (entity.Business, int64, error) {
	if err := f.write(); err != nil {
		return entity.Business{}, 0, err
	}
	return f.DB.Edit(ctx, id, u)
}

func (f *fickle) EditAll(ctx context.Context, ids []entity.BusinessID, u entity.Update) (int64, error) {
	if err := f.write(); err != nil {
		return 0, err
	}
	return f.DB.EditAll(ctx, ids, u)
}

func (f *fickle) NotTheSame(ctx context.Context, a, b entity.BusinessID) (int64, error) {
	if err := f.write(); err != nil {
		return 0, err
	}
	return f.DB.NotTheSame(ctx, a, b)
}

func (f *fickle) Businesses(ctx context.Context, x entity.Filter, s entity.Sort, p entity.Page) (entity.BusinessPage, error) {
	f.pages.Add(1)
	return f.DB.Businesses(ctx, x, s, p)
}

func (f *fickle) Business(ctx context.Context, id entity.BusinessID) (entity.Business, error) {
	f.singles.Add(1)
	return f.DB.Business(ctx, id)
}

func (f *fickle) IDs(ctx context.Context, x entity.Filter, s entity.Sort) ([]entity.BusinessID, error) {
	f.ids.Add(1)
	if f.slow != nil {
		select {
		case <-f.slow(x):
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	if f.lists != nil {
		return nil, f.lists
	}
	return f.DB.IDs(ctx, x, s)
}

// steering stands for the service of jobs, which these tests do not start.
type steering struct{ started []entity.Search }

func (s *steering) Start(_ context.Context, x entity.Search) (entity.JobID, error) {
	s.started = append(s.started, x)
	return entity.JobID(len(s.started)), nil
}
func (*steering) Cancel(context.Context, entity.JobID) error { return nil }
func (*steering) Pause(context.Context, entity.JobID) error  { return nil }
func (*steering) Resume(context.Context, entity.JobID) error { return nil }
