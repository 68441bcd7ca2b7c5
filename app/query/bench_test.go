package query

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/sourcegraph/conc"
)

// The same counted work as testdata/anchor/bench.mjs does with the anchor: 10,000 keys ["businesses", i/100, i%100], the
// same row of 12 fields, a direct Schedule unless the name says queue. Each figure is the median of its samples; wrong
// counts fail the benchmark. testdata/anchor/compare.sh runs both sides in turn and prints the ratios.

type benchRow struct {
	ID                         int
	Name, Address, City, Phone string
	Website                    string
	Email                      *string
	Rating                     float64
	Reviews                    int
	Status, Created, Updated   string
}

func newRow(id, rev int) benchRow {
	n := strconv.Itoa(id)
	return benchRow{
		ID: id, Name: "Business " + n, Address: n + " Route 9", City: "Freehold", Phone: "555-" + n,
		Website: "https://x" + n + ".example", Rating: 4.5, Reviews: 100 + rev, Status: "pending",
		Created: "2026-01-01T00:00:00Z", Updated: "2026-01-02T00:00:00Z",
	}
}

type benchPage struct {
	Data                      []benchRow
	Total, Page, Limit, Pages int
}

func newPage(p int) benchPage {
	data := make([]benchRow, 20)
	for i := range data {
		data[i] = newRow(p*20+i, 0)
	}
	return benchPage{data, 10_000, p, 20, 500}
}

const benchKeys = 10_000

func benchKey(i int) Key[benchRow] { return K[benchRow]("businesses", i/100, i%100) }

func benchClient(b *testing.B, schedule Scheduler) *Client {
	c := New(Config{Schedule: schedule, Defaults: Options{StaleTime: 5 * time.Minute, GCTime: 10 * time.Minute}})
	b.Cleanup(func() { _ = c.Close() })
	return c
}

// watched fills a client with the keys and an observer on each; calls counts what they were told.
func watched(b *testing.B, schedule Scheduler, key func(int) Key[benchRow]) (c *Client, calls *int) {
	c, calls = benchClient(b, schedule), new(int)
	for i := range benchKeys {
		_ = Set(c, key(i), newRow(i, 0))
		q := Query[benchRow]{Key: key(i), Fetch: func(context.Context, FetchContext) (benchRow, error) { return newRow(i, 1), nil }}
		Observe(c, q, func(Result[benchRow]) { *calls++ })
	}
	return c, calls
}

// sample reports the median of timed; before each it runs untimed preparations.
func sample(b *testing.B, prepare, timed func()) {
	b.Helper()
	var all []time.Duration
	runtime.GC()
	for b.Loop() {
		prepare()
		began := time.Now()
		timed()
		all = append(all, time.Since(began))
	}
	slices.Sort(all)
	b.ReportMetric(float64(all[len(all)/2].Nanoseconds()), "ns/op")
}

// rate reports what one of n operations takes, by the median of samples of n, as the anchor's loops do.
func rate(b *testing.B, n int, op func(i int)) {
	b.Helper()
	var all []time.Duration
	for b.Loop() {
		began := time.Now()
		for i := range n {
			op(i)
		}
		all = append(all, time.Since(began))
	}
	slices.Sort(all)
	b.ReportMetric(float64(all[len(all)/2].Nanoseconds())/float64(n), "ns/op")
}

// pump runs jobs on a goroutine of its own, as a window does; wait returns when it has none.
type pump struct {
	jobs chan func()
	wg   sync.WaitGroup
}

func newPump(b *testing.B) *pump {
	p := &pump{jobs: make(chan func(), 1<<16)}
	var wg conc.WaitGroup
	wg.Go(func() {
		for fn := range p.jobs {
			fn()
			p.wg.Done()
		}
	})
	b.Cleanup(func() { close(p.jobs); wg.Wait() })
	return p
}

func (p *pump) post(fn func()) { p.wg.Add(1); p.jobs <- fn }

// calm waits until everything queued has been delivered.
func calm(c *Client) {
	for {
		c.mu.Lock()
		quiet := len(c.queue) == 0 && !c.flushing && !c.scheduled
		c.mu.Unlock()
		if quiet {
			return
		}
		runtime.Gosched()
	}
}

func expect(b *testing.B, what string, got, want int) {
	b.Helper()
	if got != want {
		b.Fatalf("%s: %d, not %d", what, got, want)
	}
}

var benchPrefixes = map[int]Path{1: P("businesses", 42, 7), 100: P("businesses", 42), benchKeys: P("businesses")}

func BenchmarkInvalidate(b *testing.B) {
	none := func(b *testing.B, schedule Scheduler, settle func(), prefix Path, key func(int) Key[benchRow], matches int) {
		c, calls := watched(b, schedule, key)
		rev := 0
		sample(b, func() {
			rev++
			UpdateAll(c, Filter{Prefix: prefix}, func(_ Path, r benchRow) (benchRow, bool) { r.Reviews = rev; return r, true })
			settle()
			*calls = 0
		}, func() {
			c.Invalidate(Filter{Prefix: prefix}, RefetchType(None))
			settle()
		})
		expect(b, "callbacks", *calls, matches)
	}
	for _, matches := range []int{1, 100, benchKeys} {
		b.Run(fmt.Sprint("none/", matches), func(b *testing.B) {
			none(b, nil, func() {}, benchPrefixes[matches], benchKey, matches)
		})
	}
	for _, matches := range []int{1, 100, benchKeys} {
		b.Run(fmt.Sprint("queue/", matches), func(b *testing.B) {
			p := newPump(b)
			none(b, p.post, p.wg.Wait, benchPrefixes[matches], benchKey, matches)
		})
	}
	b.Run("params100", func(b *testing.B) {
		key := func(i int) Key[benchRow] {
			return K[benchRow]("businesses", Params{"page": i / 100, "limit": 20, "city": "c" + strconv.Itoa(i%100)})
		}
		none(b, nil, func() {}, P("businesses", Params{"city": "c42"}), key, 100)
	})
	for _, matches := range []int{1, 100, benchKeys} {
		b.Run(fmt.Sprint("refetch/", matches), func(b *testing.B) {
			c, calls := benchClient(b, nil), 0
			var mu sync.Mutex
			fetches, rev := 0, 0
			for i := range benchKeys {
				_ = Set(c, benchKey(i), newRow(i, 0))
				Observe(c, Query[benchRow]{Key: benchKey(i), Fetch: func(context.Context, FetchContext) (benchRow, error) {
					mu.Lock()
					defer mu.Unlock()
					fetches++
					return newRow(i, rev), nil
				}}, func(Result[benchRow]) { calls++ })
			}
			prefix := benchPrefixes[matches]
			sample(b, func() {
				rev++
				UpdateAll(c, Filter{Prefix: prefix}, func(_ Path, r benchRow) (benchRow, bool) { r.Reviews = -rev; return r, true })
				calm(c)
				calls, fetches = 0, 0
			}, func() {
				_ = c.Invalidate(Filter{Prefix: prefix}).Wait(context.Background())
				calm(c)
			})
			expect(b, "fetches", fetches, matches)
			if calls < matches || calls > 2*matches {
				b.Fatalf("%d callbacks for %d", calls, matches)
			}
			n := 0
			for _, r := range All[benchRow](c, Filter{Prefix: prefix}) {
				if r.Reviews == 100+rev {
					n++
				}
			}
			expect(b, "final values", n, matches)
		})
	}
}

func BenchmarkSet(b *testing.B) {
	fill := func(b *testing.B, schedule Scheduler) (*Client, Key[benchRow], *int) {
		c, k, calls := benchClient(b, schedule), K[benchRow]("businesses", 7), new(int)
		_ = Set(c, k, newRow(7, 0))
		for range 1000 {
			Observe(c, Query[benchRow]{Key: k}, func(Result[benchRow]) { *calls++ })
		}
		return c, k, calls
	}
	b.Run("obs1000", func(b *testing.B) {
		c, k, calls := fill(b, nil)
		rev := 0
		sample(b, func() { rev++; *calls = 0 }, func() { _ = Set(c, k, newRow(7, rev)) })
		expect(b, "callbacks", *calls, 1000)
	})
	b.Run("obs1000queue", func(b *testing.B) {
		p := newPump(b)
		c, k, calls := fill(b, p.post)
		rev := 0
		sample(b, func() { rev++; *calls = 0 }, func() { _ = Set(c, k, newRow(7, rev)); p.wg.Wait() })
		expect(b, "callbacks", *calls, 1000)
	})
	b.Run("equal", func(b *testing.B) {
		c, k, calls := fill(b, nil)
		at := time.Now()
		_ = Set(c, k, newRow(7, 60), At(at))
		*calls = 0
		sample(b, func() {}, func() { _ = Set(c, k, newRow(7, 60), At(at)) })
		expect(b, "callbacks", *calls, 0)
	})
}

func BenchmarkDedup10k(b *testing.B) {
	gated := func(b *testing.B, ask func(c *Client, q Query[benchRow], open func()) (results int)) {
		fetches := 0
		var c *Client
		sample(b, func() {
			c = New(Config{Defaults: Options{StaleTime: 5 * time.Minute}})
			fetches = 0
			runtime.GC()
		}, func() {
			gate := make(chan struct{})
			q := Query[benchRow]{Key: K[benchRow]("stats"), Fetch: func(context.Context, FetchContext) (benchRow, error) {
				fetches++
				<-gate
				return newRow(1, 0), nil
			}}
			expect(b, "results", ask(c, q, func() { close(gate) }), benchKeys)
			expect(b, "fetches", fetches, 1)
			_ = c.Close()
		})
	}
	b.Run("handles", func(b *testing.B) {
		gated(b, func(c *Client, q Query[benchRow], open func()) (results int) {
			calls := make([]*Call[benchRow], benchKeys)
			for i := range calls {
				calls[i] = Join(c, q)
			}
			open()
			for _, call := range calls {
				if r, err := call.Wait(context.Background()); err == nil && r.ID == 1 {
					results++
				}
			}
			return results
		})
	})
	b.Run("goroutines", func(b *testing.B) {
		gated(b, func(c *Client, q Query[benchRow], open func()) int {
			got := make([]int, benchKeys)
			var wg sync.WaitGroup
			for i := range benchKeys {
				wg.Go(func() {
					r, _ := Fetch(context.Background(), c, q)
					got[i] = r.ID
				})
			}
			for {
				c.mu.Lock()
				n := 0
				if e := c.find(q.Key.Path); e != nil && e.flight != nil {
					n = e.flight.callers
				}
				c.mu.Unlock()
				if n == benchKeys {
					break
				}
				runtime.Gosched()
			}
			open()
			wg.Wait()
			n := 0
			for _, id := range got {
				n += id
			}
			return n
		})
	})
}

func BenchmarkGet(b *testing.B) {
	c := benchClient(b, nil)
	ids, params := make([][]any, benchKeys), make([][]any, benchKeys)
	built := make([]Key[*benchRow], benchKeys) // as references, which is what the anchor gives
	for i := range benchKeys {
		row := newRow(i, 0)
		ids[i] = []any{"businesses", i}
		params[i] = []any{"businesses", Params{"page": i, "limit": 20, "filters": Params{"city": "Freehold", "enrichment_status": "pending"}}}
		built[i] = K[*benchRow](ids[i]...)
		_ = Set(c, built[i], &row)
		_ = Set(c, K[*benchRow](params[i]...), &row)
	}
	run := func(name string, get func(i int) int) {
		b.Run(name, func(b *testing.B) {
			sum, want := 0, 0
			rate(b, 4*benchKeys, func(n int) {
				i := n * 7919 % benchKeys
				sum += get(i)
				want += i
			})
			expect(b, "sum of ids", sum, want)
		})
	}
	of := func(k Key[*benchRow]) int { r, _ := Get(c, k); return r.ID }
	run("id", func(i int) int { return of(K[*benchRow](ids[i]...)) })
	run("params", func(i int) int { return of(K[*benchRow](params[i]...)) })
	run("prebuilt", func(i int) int { return of(built[i]) })
}

func BenchmarkMem(b *testing.B) {
	heap := func() int {
		var m runtime.MemStats
		runtime.GC()
		runtime.GC()
		runtime.ReadMemStats(&m)
		return int(m.HeapAlloc)
	}
	shared := newRow(1, 0)
	fetch := func(context.Context, FetchContext) (*benchRow, error) { return &shared, nil }
	for observers := range 3 {
		b.Run(fmt.Sprint("obs", observers), func(b *testing.B) {
			var per float64
			for b.Loop() {
				before := heap()
				c := New(Config{Defaults: Options{StaleTime: 5 * time.Minute, GCTime: 10 * time.Minute}})
				for i := range benchKeys {
					k := K[*benchRow]("businesses", i/100, i%100)
					_ = Set(c, k, &shared)
					for range observers {
						Observe(c, Query[*benchRow]{Key: k, Fetch: fetch}, func(Result[*benchRow]) {})
					}
				}
				per = float64(heap()-before) / benchKeys
				expect(b, "entries", len(c.Entries(Filter{})), benchKeys)
				_ = c.Close()
			}
			b.ReportMetric(per, "B/entry")
		})
	}
}

func BenchmarkObserve10k(b *testing.B) {
	var c *Client
	sample(b, func() {
		if c != nil {
			_ = c.Close()
		}
		c = New(Config{Defaults: Options{StaleTime: 5 * time.Minute}})
		for i := range benchKeys {
			_ = Set(c, benchKey(i), newRow(i, 0))
		}
		runtime.GC()
	}, func() {
		told := 0
		for i := range benchKeys {
			Observe(c, Query[benchRow]{Key: benchKey(i), Fetch: func(context.Context, FetchContext) (benchRow, error) { return newRow(i, 0), nil }},
				func(Result[benchRow]) { told++ })
		}
		expect(b, "first results", told, benchKeys)
	})
	_ = c.Close()
}

func BenchmarkOptimisticDelete(b *testing.B) {
	c, calls := benchClient(b, nil), 0
	key := func(p int) Key[benchPage] { return K[benchPage]("businesses", Params{"page": p, "limit": 20}) }
	for p := range 100 {
		_ = Set(c, key(p), newPage(p))
		Observe(c, Query[benchPage]{Key: key(p)}, func(Result[benchPage]) { calls++ })
	}
	m := NewMutator(c, Mutation[int, int, int]{
		OnMutate: func(_ context.Context, tx *Tx, id int) (int, error) {
			PatchAll(tx, Filter{Prefix: P("businesses")}, func(_ Path, p benchPage) benchPage {
				p.Data = slices.DeleteFunc(slices.Clone(p.Data), func(r benchRow) bool { return r.ID == id })
				return p
			})
			return 0, nil
		},
		Run: func(context.Context, int) (int, error) { return 0, errOops },
	})
	sample(b, func() { calls = 0 }, func() { _, _ = m.Do(context.Background(), 50*20+3) })
	expect(b, "callbacks", calls, 200)
	p, _ := Get(c, key(50))
	expect(b, "rows after the rollback", len(p.Data), 20)
}

func BenchmarkFocusScan(b *testing.B) {
	c, _ := watched(b, nil, benchKey)
	sample(b, func() {}, func() {
		c.lock()
		c.sweep(CauseFocus, func(o *Options) Trigger { return o.OnFocus })
		c.unlock()
	})
	expect(b, "fetches", c.Fetching(Filter{}), 0)
}

func BenchmarkFetching(b *testing.B) {
	c, _ := watched(b, nil, benchKey)
	rate(b, 1000, func(int) { expect(b, "fetches", c.Fetching(Filter{}), 0) })
}

func BenchmarkSetOne(b *testing.B) {
	c, _ := watched(b, nil, benchKey)
	k, calls, n := K[int]("scrape-status", "j1"), 0, 0
	_ = Set(c, k, 0)
	Observe(c, Query[int]{Key: k}, func(Result[int]) { calls++ })
	calls = 0
	rate(b, 200, func(int) {
		n++
		_ = Set(c, k, n)
	})
	expect(b, "callbacks", calls, n)
}

func BenchmarkMutate(b *testing.B) {
	c := benchClient(b, nil)
	called := 0
	m := NewMutator(c, Mutation[int, int, int]{
		OnMutate:  func(context.Context, *Tx, int) (int, error) { called++; return 1, nil },
		Run:       func(_ context.Context, v int) (int, error) { return v, nil },
		OnSuccess: func(context.Context, int, int, int) error { called++; return nil },
		OnSettled: func(context.Context, int, error, int, int) { called++ },
	})
	n := 0
	rate(b, 1000, func(int) {
		n++
		_, _ = m.Do(context.Background(), n)
	})
	expect(b, "callbacks", called, 3*n)
}

// Opening the developer tools over a large cache: one picture of it.
func BenchmarkEntries10k(b *testing.B) {
	c, _ := watched(b, nil, benchKey)
	for b.Loop() {
		expect(b, "entries", len(c.Entries(Filter{})), benchKeys)
	}
}
