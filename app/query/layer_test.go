package query

import (
	"context"
	"sync"
	"testing"
	"time"
)

// edit is an optimistic write of one key, decided by the test.
func edit(c *Client, k Key[string], affects ...Filter) (*Mutator[string, int, int], chan error) {
	decide := make(chan error)
	return NewMutator(c, Mutation[string, int, int]{
		OnMutate: func(_ context.Context, tx *Tx, v string) (int, error) {
			Patch(tx, k, func(old string) string { return old + v })
			return 0, nil
		},
		Run:     func(context.Context, string) (int, error) { return 0, <-decide },
		Affects: func(string) []Filter { return affects },
	}), decide
}

func value[T any](c *Client, k Key[T]) T {
	v, _ := Get(c, k)
	return v
}

func TestFetchUnderAPatchIsRebased(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		k := K[string]("a")
		s := answers(10*ms, "old", "fetched")
		o, log := watch(c, s.query(Options{StaleTime: time.Hour}, "a"))
		defer o.Close()
		pass(10 * ms)
		m, decide := edit(c, k)
		c.Refetch(Filter{})
		m.Go("+patch", nil)
		pass(10 * ms)
		equal(t, "the answer does not hide the patch", value(c, k), "fetched+patch") // the anchor: "fetched"
		equal(t, "patches show", info(t, c, k.Path).Patched, 1)
		equal(t, "and in the mutation", c.Mutations()[0].Layers, []Path{k.Path})
		decide <- errOops
		pass(0)
		equal(t, "undone", value(c, k), "fetched")
		equal(t, "results", log.brief()[1:], []string{
			"success/idle old", "success/fetching old", "success/fetching old+patch", "success/idle fetched+patch", "success/idle fetched",
		})
	})
}

func TestSettledPatchStaysUntilItsRefetchLanded(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		k := K[string]("a")
		s := answers(10*ms, "old", "stale answer", "new")
		o, log := watch(c, s.query(Options{StaleTime: time.Hour}, "a"))
		defer o.Close()
		pass(10 * ms)
		m, decide := edit(c, k, Filter{Prefix: k.Path})
		m.Go("+patch", nil)
		c.Refetch(Filter{}) // begins before the mutation succeeds, so it does not know of it
		pass(5 * ms)
		decide <- nil
		pass(0)
		equal(t, "success does not flicker", value(c, k), "old+patch")
		pass(5 * ms)
		equal(t, "nor does the older fetch", value(c, k), "stale answer+patch")
		pass(10 * ms)
		equal(t, "the younger one brings the change", value(c, k), "new")
		equal(t, "calls", s.calls(), 3)
		equal(t, "no layer stays", len(c.layers), 0)
		for _, line := range log.brief()[3:] {
			if line == "success/idle old" || line == "success/fetching old" {
				t.Error("the old value flickered:", log.brief())
			}
		}
	})
}

func TestSettledPatchIsFoldedWhereNobodyFetches(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		k := K[string]("a")
		mustSet(t, c, k, "old")
		m, decide := edit(c, k, Filter{Prefix: k.Path})
		m.Go("+patch", nil)
		m2, decide2 := edit(c, k)
		m2.Go("+second", nil)
		decide <- nil
		pass(0)
		equal(t, "value", value(c, k), "old+patch+second")
		equal(t, "layers", len(c.layers), 1)
		equal(t, "invalidated all the same", info(t, c, k.Path).Invalidated, true)
		decide2 <- errOops
		pass(0)
		equal(t, "the base has it", value(c, k), "old+patch")
		equal(t, "layers", len(c.layers), 0)
	})
}

func TestFailedRefetchFoldsTheSettledPatch(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		k := K[string]("a")
		s := answers(10*ms, "old")
		s.fail = func(n int) error { return map[int]error{2: errOops}[n] }
		o, log := watch(c, s.query(Options{StaleTime: time.Hour, Retry: RetryPolicy{Max: NoRetry}}, "a"))
		defer o.Close()
		pass(10 * ms)
		m, decide := edit(c, k, Filter{Prefix: k.Path})
		m.Go("+patch", nil)
		decide <- nil
		pass(time.Second)
		equal(t, "result", brief(log.last()), "failure/idle old+patch (oops)")
		equal(t, "layers", len(c.layers), 0)
	})
}

func TestPatchCoversWhatComesLater(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		m := deletion(c, 10*ms, map[int]bool{1: true})
		m.Go(1, nil)
		mustSet(t, c, K[[]int]("list", 1), []int{1, 2})
		v, _ := Fetch(t.Context(), c, answers(0, []int{1, 3}).query(Options{}, "list", 2))
		equal(t, "written", value(c, K[[]int]("list", 1)), []int{2})
		equal(t, "fetched", v, []int{3})
		mustSet(t, c, K[string]("list", "other"), "another type is left alone")
		pass(time.Second)
		equal(t, "undone there too", value(c, K[[]int]("list", 1)), []int{1, 2})
		equal(t, "and there", value(c, K[[]int]("list", 2)), []int{1, 3})
	})
}

// Delete of one lead fails while another succeeds: every page and the detail are as they should be.
func TestOptimisticDeleteUndoesOnlyItself(t *testing.T) {
	for name, watched := range map[string]bool{"watched": true, "unwatched": false} {
		t.Run(name, func(t *testing.T) {
			bubble(t, Config{}, func(t *testing.T, c *Client) {
				var mu sync.Mutex
				server := map[string][]int{"p1": {1, 2, 3}, "p2": {2, 4}}
				page := func(p string) Query[[]int] {
					return Query[[]int]{
						Key: K[[]int]("list", p), Options: Options{StaleTime: time.Hour},
						Fetch: func(context.Context, FetchContext) ([]int, error) {
							mu.Lock()
							defer mu.Unlock()
							return append([]int{}, server[p]...), nil
						},
					}
				}
				for _, p := range []string{"p1", "p2"} {
					_, _ = Fetch(t.Context(), c, page(p))
					if watched {
						o, _ := watch(c, page(p))
						defer o.Close()
					}
				}
				mustSet(t, c, K[string]("list", "one", 1), "lead 1")
				mustSet(t, c, K[string]("list", "one", 2), "lead 2")
				o, detail := watch(c, Query[string]{Key: K[string]("list", "one", 1)})
				defer o.Close()
				before := value(c, K[[]int]("list", "p1"))

				m := deletion(c, 10*ms, map[int]bool{1: true}, Filter{Prefix: P("list")})
				ok := m.m.Run
				m.m.Run = func(ctx context.Context, id int) (int, error) {
					v, err := ok(ctx, id)
					if err == nil {
						mu.Lock()
						defer mu.Unlock()
						server["p1"], server["p2"] = []int{1, 3}, []int{4}
					}
					return v, err
				}
				m.Go(2, nil)
				m.Go(1, nil)
				equal(t, "at once", value(c, K[[]int]("list", "p1")), []int{3})
				equal(t, "detail gone", brief(detail.last()), "failure/idle (gone)")
				_, there := Get(c, K[string]("list", "one", 2))
				equal(t, "other detail gone", there, false)
				pass(time.Second)
				equal(t, "page 1", value(c, K[[]int]("list", "p1")), []int{1, 3})
				equal(t, "page 2", value(c, K[[]int]("list", "p2")), []int{4})
				equal(t, "detail back", brief(detail.last()), "success/idle lead 1")
				equal(t, "deleted detail", has(c, P("list", "one", 2)), false)
				equal(t, "layers", len(c.layers), 0)
				equal(t, "the old value was not written to", before, []int{1, 2, 3})
			})
		})
	}
}

func TestUpdateSeesTheBaseUnderPatches(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		k := K[string]("a")
		mustSet(t, c, k, "base")
		m, decide := edit(c, k)
		m.Go("+patch", nil)
		Update(c, k, func(old string) (string, bool) { return old + "2", true })
		equal(t, "under the patch", value(c, k), "base2+patch")
		decide <- errOops
		pass(0)
		equal(t, "without it", value(c, k), "base2")
	})
}

func TestPatchedEntryIsNotCollected(t *testing.T) {
	bubble(t, Config{MaxEntries: 1, Defaults: Options{GCTime: time.Second}}, func(t *testing.T, c *Client) {
		k := K[string]("a")
		mustSet(t, c, k, "base")
		m, decide := edit(c, k)
		m.Go("+patch", nil)
		mustSet(t, c, K[int](1), 1)
		mustSet(t, c, K[int](2), 2)
		pass(time.Hour)
		equal(t, "there", value(c, k), "base+patch")
		decide <- errOops
		pass(2 * time.Second)
		equal(t, "collected afterwards", has(c, k.Path), false)
	})
}

func TestHiddenIsFetchedWhenItComesBack(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		m := deletion(c, 10*ms, map[int]bool{1: true})
		m.Go(1, nil)
		s := answers(ms, "lead 1")
		o, log := watch(c, s.query(Options{StaleTime: time.Hour}, "list", "one", 1))
		defer o.Close()
		pass(5 * ms)
		equal(t, "not while it is hidden", s.calls(), 0)
		pass(time.Second)
		equal(t, "but then", brief(log.last()), "success/idle lead 1")
	})
}
