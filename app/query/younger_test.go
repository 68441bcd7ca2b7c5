package query

import (
	"context"
	"testing"
	"time"
)

// revise is an optimistic change of one key whose source takes it.
func revise(c *Client, k Key[string], run func(v string)) *Mutator[string, int, int] {
	return NewMutator(c, Mutation[string, int, int]{
		OnMutate: func(_ context.Context, tx *Tx, v string) (int, error) {
			Patch(tx, k, func(string) string { return v })
			return 0, nil
		},
		Run:     func(_ context.Context, v string) (int, error) { run(v); return 0, nil },
		Affects: func(string) []Filter { return []Filter{{Prefix: k.Path}} },
	})
}

func TestAWriteIsYoungerThanASettledPatch(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		k := K[string]("lead", 1)
		s := answers(10*ms, "New", "Invited", "Member")
		o, _ := watch(c, s.query(Options{StaleTime: time.Hour}, "lead", 1))
		defer o.Close()
		pass(20 * ms)
		_, err := revise(c, k, func(string) {}).Do(t.Context(), "Invited")
		equal(t, "edit", err, nil)
		pass(2 * ms) // its refetch is under way
		mustSet(t, c, k, "Member")
		equal(t, "at once", value(c, k), "Member")
		o.Pause() // before the refetch lands
		pass(time.Minute)
		equal(t, "nothing is folded over it", value(c, k), "Member")
	})
}

func TestAnUpdateGetsWhatSettledBeforeIt(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		k := K[string]("lead", 1)
		s := answers(10*ms, "New", "Invited+note")
		o, log := watch(c, s.query(Options{StaleTime: time.Hour}, "lead", 1))
		defer o.Close()
		pass(20 * ms)
		_, err := revise(c, k, func(string) {}).Do(t.Context(), "Invited")
		equal(t, "edit", err, nil)
		pass(2 * ms)
		Update(c, k, func(old string) (string, bool) { return old + "+note", true })
		equal(t, "both are seen", value(c, k), "Invited+note")
		pass(time.Minute)
		equal(t, "and stay", value(c, k), "Invited+note")
		for _, line := range log.brief() {
			if line == "success/fetching New+note" {
				t.Error("the edit was gone for a moment")
			}
		}
	})
}

// A fetch that waits, for another attempt or for the network, sees what happened meanwhile: it is no older than that.
func TestALaterAttemptIsYoungerThanWhatSettledBeforeIt(t *testing.T) {
	for name, o := range map[string]Options{
		"a retry":         {StaleTime: time.Hour, Retry: RetryPolicy{Max: 3}},
		"without network": {StaleTime: time.Hour, Network: ModeOnline},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, Config{}, func(t *testing.T, c *Client) {
				k := K[string]("lead", 1)
				server, busy := "New", false
				w, _ := watch(c, Query[string]{Key: k, Options: o, Fetch: func(context.Context, FetchContext) (string, error) {
					if busy {
						return "", errOops
					}
					return server, nil
				}})
				defer w.Close()
				pass(20 * ms)
				busy = o.Network != ModeOnline
				c.SetOnline(o.Network != ModeOnline)
				c.Invalidate(Filter{})
				pass(100 * ms)
				_, err := revise(c, k, func(v string) { server = v }).Do(t.Context(), "Invited")
				equal(t, "edit", err, nil)
				pass(100 * ms)
				server, busy = "Member", false
				c.Invalidate(Filter{})
				c.SetOnline(true)
				pass(time.Minute)
				equal(t, "ends at what the source says", value(c, k), "Member")
			})
		})
	}
}

func TestTheSameKeyAgainLosesNoInvalidation(t *testing.T) {
	for _, grace := range []time.Duration{-1, 0} {
		bubble(t, Config{Grace: grace}, func(t *testing.T, c *Client) {
			s := answers(10*ms, 1, 2)
			q := s.query(Options{StaleTime: time.Hour}, "a")
			o, _ := watch(c, q)
			defer o.Close()
			pass(20 * ms)
			c.Invalidate(Filter{})
			pass(5 * ms)
			o.SetQuery(q)
			pass(time.Second)
			equal(t, "data", o.Result().Data, 2)
			equal(t, "calls", s.calls(), 2)
		})
	}
}

func TestABeginningIsSeenThroughOpenPatches(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		s := answers(10*ms, 1)
		q := s.query(Options{StaleTime: time.Hour}, "row", 1)
		q.Initial = func() (int, time.Time, bool) { return 1, time.Now(), true }
		hidden := make(chan struct{})
		m := NewMutator(c, Mutation[int, int, int]{
			OnMutate: func(_ context.Context, tx *Tx, _ int) (int, error) {
				tx.Hide(P("row", 1))
				PatchAll(tx, Filter{Prefix: P("row")}, func(_ Path, n int) int { return -n })
				return 0, nil
			},
			Run: func(context.Context, int) (int, error) { <-hidden; return 0, errOops },
		})
		m.Go(0, nil)
		gone, _ := watch(c, q)
		defer gone.Close()
		q.Key = K[int]("row", 2)
		patched, _ := watch(c, q)
		defer patched.Close()
		pass(0)
		equal(t, "a hidden key", gone.Result().HasData, false)
		equal(t, "a patched one", patched.Result().Data, -1)
		c.Reset(Filter{})
		pass(0)
		equal(t, "hidden after a reset", gone.Result().HasData, false)
		equal(t, "patched after a reset", patched.Result().Data, -1)
		equal(t, "only what is not gone is read again", s.calls(), 1)
		close(hidden)
		pass(time.Second)
		equal(t, "back", []int{gone.Result().Data, patched.Result().Data}, []int{1, 1})
	})
}
