package query

import (
	"context"
	"errors"
	"math/rand/v2"
	"os"
	"testing"
	"time"

	"github.com/sourcegraph/conc"
)

// The whole interface at once from 64 goroutines, on the real clock and meant for -race: nothing races, nothing hangs,
// and nothing stays after Close (TestMain looks). 10 s, a minute with LETIP_LONG=1, a second with -short.
func TestEverythingAtOnce(t *testing.T) {
	lasts := 10 * time.Second
	switch {
	case os.Getenv("LETIP_LONG") == "1":
		lasts = time.Minute
	case testing.Short():
		lasts = time.Second
	}
	c := New(Config{
		Coalesce: ms, MaxEntries: 50, Window: 5 * ms, Grace: 2 * ms,
		Defaults:   Options{GCTime: 20 * ms, StaleTime: 5 * ms, Retry: RetryPolicy{Max: 2, Delay: func(int, error) time.Duration { return ms }}},
		OnError:    func(EntryInfo, error) {},
		OnSuccess:  func(EntryInfo) {},
		OnSettled:  func(EntryInfo, error) {},
		OnMutation: func(MutationStage, MutationInfo) {},
	})
	var bus wire
	bridge := NewBridge(c, &bus)
	On(bridge, "changed", func(a *Actions, k int) {
		a.Invalidate(Filter{Prefix: stressKey(k).Path}, Filter{Prefix: P("s"), Match: func(e EntryInfo) bool { return e.Observers > 1 }})
		Apply(a, stressKey(k+1), func(old int, _ bool) (int, bool) { return old + 1, true }, IfNewer(rand.Uint64()))
		if k == 0 {
			a.Remove(stressKey(2).Path)
		}
	})
	m := NewMutator(c, Mutation[int, int, int]{
		Scope: func(k int) string { return []string{"a", "b", "", "", "", "", "", ""}[k%8] },
		OnMutate: func(_ context.Context, tx *Tx, k int) (int, error) {
			Patch(tx, stressKey(k), func(v int) int { return v + 1 })
			PatchAll(tx, Filter{Prefix: P("s", k%3)}, func(_ Path, v int) int { return v - 1 })
			if k%7 == 0 {
				tx.Hide(stressKey(k).Path)
			}
			return 0, nil
		},
		Retry:   RetryPolicy{Max: 1, Delay: func(int, error) time.Duration { return ms }},
		Run:     func(context.Context, int) (int, error) { return 0, chance(3) },
		Affects: func(k int) []Filter { return []Filter{{Prefix: P("s", k%3)}} },
	})
	ctx, cancel := context.WithTimeout(t.Context(), lasts)
	defer cancel()
	var all conc.WaitGroup
	for range 64 {
		all.Go(func() { stress(ctx, c, m, &bus) })
	}
	done := make(chan struct{})
	go func() { // owner: this test, which waits for done below
		all.Wait()
		close(done)
	}()
	select {
	case <-done:
	case <-time.After(lasts + time.Minute):
		t.Fatal("something hangs")
	}
	bridge.Close()
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, e := range c.index {
		if len(e.watchers) > 0 || e.flight != nil {
			t.Errorf("%s has %d watchers, flight %v", e.path, len(e.watchers), e.flight != nil)
		}
	}
}

func chance(one int) error {
	if rand.IntN(one) == 0 {
		return errOops
	}
	return nil
}

func stressKey(k int) Key[int] { return K[int]("s", k%3, k%20) }

func stressQuery(k int) Query[int] {
	q := Query[int]{Key: stressKey(k), Fetch: func(ctx context.Context, fc FetchContext) (int, error) {
		select {
		case <-time.After(time.Duration(rand.IntN(3)) * ms):
		case <-ctx.Done():
			return 0, ctx.Err()
		}
		return rand.IntN(5), chance(5)
	}}
	switch k % 5 {
	case 0:
		q.Poll = func(s State[int]) time.Duration { return time.Duration(s.Data%3) * ms }
	case 1:
		q.Enabled = func(s State[int]) bool { return s.Data%2 == 0 }
	case 2:
		q.Placeholder = KeepPrevious[int]
	case 3:
		q.Initial = func() (int, time.Time, bool) { return 1, time.Now(), true }
		q.Equal = func(a, b int) bool { return a == b }
	}
	return q
}

// settles fails if a fetch that was asked for neither lands nor is given up.
func settles(ctx context.Context, p *Pending) {
	ctx, cancel := context.WithTimeoutCause(ctx, 20*time.Second, errHangs)
	defer cancel()
	if _ = p.Wait(ctx); errors.Is(context.Cause(ctx), errHangs) {
		panic(errHangs)
	}
}

var errHangs = errors.New("a Pending is never settled")

func stress(ctx context.Context, c *Client, m *Mutator[int, int, int], bus *wire) {
	var group Group
	defer group.Close()
	open := make([]*Observer[int, int], 0, 4)
	for ctx.Err() == nil {
		k := rand.IntN(1000)
		f := Filter{Prefix: P("s", k%3)}
		switch rand.IntN(30) {
		case 0, 1, 2:
			if len(open) == cap(open) {
				open[0].Close()
				open = open[1:]
				open = append(make([]*Observer[int, int], 0, 4), open...)
			}
			o := Observe(c, stressQuery(k), func(r Result[int]) {
				if r.Data == 4 && k%10 == 0 {
					_ = Set(c, stressKey(k), 0)
				}
			})
			open = append(open, o)
			group.Add(o)
		case 3, 4:
			if len(open) > 0 {
				open[0].SetQuery(stressQuery(k))
				open[0].Result()
			}
		case 5:
			if len(open) > 0 {
				open[0].Pause()
				open[len(open)-1].Resume()
			}
		case 6:
			if len(open) > 0 {
				short, cancel := context.WithTimeout(ctx, 5*ms)
				_, _ = open[0].Refetch(short)
				cancel()
			}
		case 7, 8:
			Get(c, stressKey(k))
			GetState(c, stressKey(k))
		case 9, 10:
			_ = Set(c, stressKey(k), k, IfVersion(uint64(k)))
			_ = Set(c, stressKey(k), k%5)
		case 11:
			Update(c, stressKey(k), func(v int) (int, bool) { return v + 1, true })
		case 12:
			UpdateAll(c, f, func(_ Path, v int) (int, bool) { return v + 1, v < 100 })
		case 13:
			for range All[int](c, f) {
				Get(c, stressKey(k))
			}
		case 14, 15:
			c.Invalidate(f)
		case 16:
			settles(ctx, c.Invalidate(f, RefetchType(Any), AtMostEvery(3*ms)))
		case 17:
			c.Refetch(f, KeepInFlight())
		case 18:
			settles(ctx, c.Reset(Filter{Prefix: stressKey(k).Path}))
		case 19:
			c.Remove(Filter{Prefix: stressKey(k).Path})
		case 20:
			_ = c.Cancel(ctx, f, k%2 == 0)
		case 21:
			short, cancel := context.WithTimeout(ctx, time.Duration(rand.IntN(4))*ms)
			if _, err := Fetch(short, c, stressQuery(k)); errors.Is(err, ErrType) {
				panic(err)
			}
			cancel()
		case 22:
			_, _ = Ensure(ctx, c, stressQuery(k))
			Prefetch(c, stressQuery(k))
		case 23:
			c.SetFocused(k%2 == 0)
			c.SetOnline(k%5 != 0)
		case 24:
			cancel := c.Subscribe(func(Event) {})
			c.Entries(f)
			c.Mutations()
			c.Meters()
			c.Fetching(Filter{})
			c.Mutating("a")
			cancel()
		case 25:
			m.Go(k, func(int, error) {})
		case 26:
			cancel := m.Observe(func(MutationState[int, int]) {})
			_, _ = m.Do(ctx, k)
			cancel()
			if k%10 == 0 {
				m.Reset()
			}
		case 27:
			bus.publish("changed", k)
		case 28:
			one := Filter{Prefix: stressKey(k).Path, Exact: true}
			c.TriggerError(one, errOops)
			c.Restore(one)
			c.SetDefaults(P("s", k%3), Options{StaleTime: time.Duration(k%10+1) * ms})
		case 29:
			c.Batch(func() {
				_ = Set(c, stressKey(k), 1)
				_ = Set(c, stressKey(k+1), 2)
			})
			if k%50 == 0 {
				c.Clear()
			}
		}
	}
}
