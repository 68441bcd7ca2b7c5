package devtools

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"letip/app/query"
	"letip/store/entity"
	"letip/store/event"
)

// wire is a bus that tells at once.
type wire struct {
	mu   sync.Mutex
	subs map[string]func(any)
}

func (w *wire) Subscribe(topic string, fn func(any)) func() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.subs == nil {
		w.subs = map[string]func(any){}
	}
	w.subs[topic] = fn
	return func() {}
}

func (w *wire) publish(e event.Event) {
	w.mu.Lock()
	fn := w.subs[string(e.EventName())]
	w.mu.Unlock()
	fn([]event.Event{e})
}

// onCache runs a test with a cache that keeps its story, on a fake clock.
func onCache(t *testing.T, fn func(t *testing.T, c *query.Client, w *wire)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		c := query.New(query.Config{Story: 2000, Window: -1})
		defer c.Close()
		var w wire
		b := query.NewBridge(c, &w)
		defer b.Close()
		query.On(b, string(event.NameBusinessCreated), func(a *query.Actions, _ []event.Event) {
			a.Invalidate(query.Filter{Prefix: query.P("businesses")}, query.Filter{Prefix: query.P("stats")})
		})
		query.On(b, string(event.NameScrapingProgress), func(a *query.Actions, es []event.Event) {
			query.Apply(a, query.K[float64]("scrape-status", 7), func(float64, bool) (float64, bool) {
				return es[0].(event.ScrapingProgress).Percent, true
			})
		})
		fn(t, c, &w)
	})
}

func pass(d time.Duration) {
	if d > 0 {
		<-time.After(d)
	}
	synctest.Wait()
}

// reads is a query that answers after a while.
func reads(d time.Duration, v int, key ...any) query.Query[int] {
	return query.Query[int]{
		Key: query.K[int](key...), Options: query.Options{StaleTime: time.Hour, Retry: query.RetryPolicy{Max: query.NoRetry}},
		Fetch: func(ctx context.Context, _ query.FetchContext) (int, error) {
			select {
			case <-time.After(d):
			case <-ctx.Done():
				return 0, ctx.Err()
			}
			if v < 0 {
				return 0, errPlain
			}
			return v, nil
		},
	}
}

// watch observes a query n times, until the cache is closed.
func watch(c *query.Client, q query.Query[int], n int) {
	for range n {
		query.Observe(c, q, func(query.Result[int]) {})
	}
}

func told(line *timeline) (out []string) {
	for _, m := range line.all {
		out = append(out, m.words()+" → "+m.came())
	}
	return out
}

func TestTimelineTellsTheKeysTouchedTheReadsAndTheirCause(t *testing.T) {
	onCache(t, func(t *testing.T, c *query.Client, w *wire) {
		watch(c, reads(8*time.Millisecond, 1, "businesses", query.Params{"page": 1}), 1)
		watch(c, reads(2*time.Millisecond, 1, "stats"), 3)
		pass(time.Second)
		w.publish(event.BusinessCreated{IDs: []entity.BusinessID{1042}})
		pass(time.Second)
		w.publish(event.ScrapingProgress{Progress: entity.Progress{JobID: 7, Percent: 62}})
		line := newTimeline()
		if !line.read(c.Story(line.seen)) {
			t.Fatal("there was nothing to read")
		}
		equal(t, "story", told(line), []string{
			"read businesses {page: 1} → mount · 8 ms",
			"read stats → mount · 2 ms",
			"business:created #1042 → businesses*, stats* · 2 for 4",
			"read businesses {page: 1} → by business:created · 8 ms",
			"read stats → by business:created · 2 ms",
			"scraping:progress job 7 62 % → scrape-status/7 · 0 (patched)",
		})
		if line.read(c.Story(line.seen)) {
			t.Error("the same lines were read twice")
		}
		sum := line.totals(time.Now())
		equal(t, "totals", fmt.Sprint(sum.reads, sum.p50, sum.p95, sum.saved), "4 8ms 8ms 4")
		equal(t, "saved a minute later", line.totals(time.Now().Add(time.Hour)).saved, 0)
	})
}

func TestTimelineTellsOfChangesAndTheirLayers(t *testing.T) {
	onCache(t, func(t *testing.T, c *query.Client, _ *wire) {
		watch(c, reads(time.Millisecond, 1, "stats"), 1)
		pass(time.Second)
		change := func(fail error) *query.Mutator[entity.BusinessID, int, int] {
			return query.NewMutator(c, query.Mutation[entity.BusinessID, int, int]{
				Key: query.P("delete"),
				OnMutate: func(_ context.Context, tx *query.Tx, _ entity.BusinessID) (int, error) {
					query.Patch(tx, query.K[int]("stats"), func(n int) int { return n - 1 })
					return 0, nil
				},
				Run: func(context.Context, entity.BusinessID) (int, error) {
					<-time.After(3 * time.Millisecond)
					return 0, fail
				},
				Affects: func(entity.BusinessID) []query.Filter { return []query.Filter{{Prefix: query.P("stats")}} },
			})
		}
		line := newTimeline()
		line.read(c.Story(line.seen))
		change(nil).Go(998, nil)
		pass(time.Millisecond)
		line.read(c.Story(line.seen))
		equal(t, "while it runs", told(line)[1:], []string{"mutation delete #998 → pending"})
		pass(time.Second)
		change(errPlain).Go(999, nil)
		pass(time.Second)
		line.read(c.Story(line.seen))
		equal(t, "story", told(line)[1:], []string{
			"mutation delete #998 → 1 layer · landed 3 ms · 1", "read stats → by delete · 1 ms",
			"mutation delete #999 → undone after 3 ms · 1", "read stats → by delete · 1 ms",
		})
	})
}

func TestTimelineTellsHowReadsEnd(t *testing.T) {
	onCache(t, func(t *testing.T, c *query.Client, _ *wire) {
		watch(c, reads(4*time.Millisecond, -1, "bad"), 1)
		pass(time.Second)
		q := reads(time.Hour, 1, "long")
		o := query.Observe(c, q, func(query.Result[int]) {})
		pass(time.Millisecond)
		o.Close()
		pass(time.Second)
		q = reads(time.Second, 1, "written")
		query.Prefetch(c, q)
		pass(time.Millisecond)
		_ = query.Set(c, q.Key, 2)
		pass(time.Minute)
		line := newTimeline()
		line.read(c.Story(0))
		equal(t, "story", told(line), []string{
			"read bad → mount · failed after 4 ms", "read long → mount · canceled", "read written → prefetch · older than a write: dropped",
		})
		equal(t, "error", line.all[0].err, errPlain)
		equal(t, "nothing is left open", len(line.reading), 0)
	})
}

func TestTimelineKeepsTheLastFiveHundred(t *testing.T) {
	onCache(t, func(t *testing.T, c *query.Client, w *wire) {
		line := newTimeline()
		for i := range 700 {
			w.publish(event.ScrapingProgress{Progress: entity.Progress{JobID: 7, Percent: float64(i % 100)}})
			if i%90 == 0 {
				line.read(c.Story(line.seen))
			}
		}
		line.read(c.Story(line.seen))
		newest := line.newest()
		equal(t, "kept", len(newest), keptMoments)
		equal(t, "the newest first", newest[0].words(), "scraping:progress job 7 99 %")
		equal(t, "topics remembered", len(line.event), 1)
	})
}
