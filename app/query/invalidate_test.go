package query

import (
	"context"
	"errors"
	"testing"
	"time"
)

// trio makes an active, an inactive and a disabled entry under "k" and gives their sources.
func trio(t *testing.T, c *Client) (active, inactive, disabled *source[int]) {
	t.Helper()
	fresh := Options{StaleTime: time.Hour}
	active, inactive, disabled = answers(0, 1), answers(0, 1), answers(0, 1)
	o, _ := watch(c, active.query(fresh, "k", "active"))
	t.Cleanup(o.Close)
	_, _ = Fetch(t.Context(), c, inactive.query(fresh, "k", "inactive"))
	mustSet(t, c, K[int]("k", "disabled"), 1)
	q := disabled.query(fresh, "k", "disabled")
	q.Enabled = func(State[int]) bool { return false }
	o2, _ := watch(c, q)
	t.Cleanup(o2.Close)
	pass(0)
	return active, inactive, disabled
}

func TestG1_InvalidateMarksAllAndRefetchesActive(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		active, inactive, _ := trio(t, c)
		mustSet(t, c, K[int]("other"), 1)
		equal(t, "wait", c.Invalidate(Filter{Prefix: P("k")}).Wait(t.Context()), nil)
		equal(t, "active calls", active.calls(), 2)
		equal(t, "active mark", info(t, c, P("k", "active")).Invalidated, false)
		equal(t, "inactive calls", inactive.calls(), 1)
		equal(t, "inactive mark", info(t, c, P("k", "inactive")).Invalidated, true)
		equal(t, "others", info(t, c, P("other")).Invalidated, false)
	})
}

func TestG2_RefetchTypeChooses(t *testing.T) {
	for _, row := range []struct {
		which            Activity
		active, inactive int
	}{{None, 1, 1}, {Inactive, 1, 2}, {Any, 2, 2}, {Active, 2, 1}} {
		bubble(t, Config{}, func(t *testing.T, c *Client) {
			active, inactive, _ := trio(t, c)
			_ = c.Invalidate(Filter{Prefix: P("k")}, RefetchType(row.which)).Wait(t.Context())
			equal(t, "active", active.calls(), row.active)
			equal(t, "inactive", inactive.calls(), row.inactive)
		})
	}
}

func TestG3_DisabledIsNeverRefetched(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		_, _, disabled := trio(t, c)
		_ = c.Invalidate(Filter{}, RefetchType(Any)).Wait(t.Context())
		_ = c.Refetch(Filter{}).Wait(t.Context())
		equal(t, "calls", disabled.calls(), 0)
	})
}

func TestG4_PendingSettlesAfterTheRefetches(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		s := answers(70*ms, 1)
		s.fail = func(n int) error { return map[int]error{2: errors.New("b")}[n] }
		o, _ := watch(c, s.query(Options{StaleTime: time.Hour, Retry: RetryPolicy{Max: NoRetry}}, "a"))
		defer o.Close()
		pass(70 * ms)
		began := time.Now()
		p := c.Invalidate(Filter{})
		equal(t, "count", p.Count(), 1)
		err := p.Wait(t.Context())
		equal(t, "took", time.Since(began), 70*ms)
		equal(t, "error", err.Error(), "b")
		equal(t, "nothing to wait for", c.Invalidate(Filter{Prefix: P("none")}).Wait(t.Context()), nil)
		ctx, cancel := context.WithTimeout(t.Context(), 10*ms)
		defer cancel()
		equal(t, "or not to the end", c.Invalidate(Filter{}).Wait(ctx), context.DeadlineExceeded)
	})
}

func TestG5_PausedDoesNotBlock(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		mustSet(t, c, K[int]("a"), 1)
		o, _ := watch(c, answers(0, 2).query(Options{StaleTime: time.Hour, Network: ModeOnline}, "a"))
		defer o.Close()
		c.SetOnline(false)
		began := time.Now()
		equal(t, "first", c.Invalidate(Filter{}).Wait(t.Context()), nil)
		equal(t, "paused", info(t, c, P("a")).Fetch, Paused)
		equal(t, "again", c.Invalidate(Filter{}).Wait(t.Context()), nil)
		equal(t, "took", time.Since(began), 0)
	})
}

func TestG6_RefetchTakesAllButDisabledAndStatic(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		active, inactive, disabled := trio(t, c)
		static := answers(0, 1)
		o, _ := watch(c, static.query(Options{StaleTime: Static}, "k", "static"))
		defer o.Close()
		pass(0)
		equal(t, "count", c.Refetch(Filter{Prefix: P("k")}).Count(), 2)
		pass(0)
		equal(t, "calls", []int{active.calls(), inactive.calls(), disabled.calls(), static.calls()}, []int{2, 2, 0, 1})
	})
}

func TestG7_OneEnabledWatcherIsEnough(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		s := answers(0, 1)
		mustSet(t, c, K[int]("a"), 1)
		on := s.query(Options{StaleTime: time.Hour}, "a")
		off := on
		off.Enabled = func(State[int]) bool { return false }
		o1, _ := watch(c, off)
		defer o1.Close()
		o2, _ := watch(c, off)
		defer o2.Close()
		_ = c.Refetch(Filter{}).Wait(t.Context())
		equal(t, "none", s.calls(), 0)
		o3, _ := watch(c, on)
		defer o3.Close()
		_ = c.Refetch(Filter{}).Wait(t.Context())
		equal(t, "one", s.calls(), 1)
	})
}

func TestG8_InvalidateAndRefetchAreTwoCallbacks(t *testing.T) {
	for name, coalesce := range map[string]time.Duration{"direct": 0, "by frame": 16 * ms} {
		t.Run(name, func(t *testing.T) {
			bubble(t, Config{Coalesce: coalesce}, func(t *testing.T, c *Client) {
				o, log := watch(c, answers(5*ms, 1).query(Options{StaleTime: time.Hour}, "a"))
				defer o.Close()
				pass(time.Second)
				before := log.n()
				c.Invalidate(Filter{})
				pass(time.Second)
				equal(t, "results", log.brief()[before:], []string{"success/fetching 1", "success/idle 1"})
				equal(t, "stale", log.results[before].Stale, true)
				equal(t, "fresh", log.last().Stale, false)
			})
		})
	}
	bubble(t, Config{Coalesce: 16 * ms}, func(t *testing.T, c *Client) { // the whole of it within one frame
		o, log := watch(c, answers(ms, 1).query(Options{StaleTime: time.Hour}, "a"))
		defer o.Close()
		o2, _ := watch(c, answers(0, 1).query(Options{}, "busy"))
		defer o2.Close()
		pass(time.Second)
		mustSet(t, c, K[int]("busy"), 2) // a flush has just been
		before := log.n()
		c.Invalidate(Filter{Prefix: P("a")})
		pass(time.Second)
		equal(t, "results", log.brief()[before:], []string{"success/idle 1"})
	})
}

func TestG9_ResetGoesBackToTheBeginning(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		s := answers(10*ms, "one", "two")
		o, log := watch(c, s.query(Options{StaleTime: time.Hour}, "a"))
		defer o.Close()
		pass(10 * ms)
		events := kinds(c)
		equal(t, "wait", c.Reset(Filter{}).Wait(t.Context()), nil)
		pass(0)
		equal(t, "results", log.brief(), []string{"pending/fetching", "success/idle one", "pending/fetching", "success/idle two"})
		equal(t, "events", events()[:2], []string{"reset", "fetch"})

		q := answers(0, "later").query(Options{StaleTime: time.Hour}, "b")
		q.Initial = func() (string, time.Time, bool) { return "initial", time.Now(), true }
		mustSet(t, c, q.Key, "written")
		o2, log2 := watch(c, q)
		defer o2.Close()
		c.Reset(Filter{Prefix: P("b")})
		pass(0)
		equal(t, "initial comes back", log2.results[1].Data, "initial")

		o3, log3 := watch(c, Query[int]{Key: K[int]("inactive")})
		defer o3.Close()
		mustSet(t, c, K[int]("inactive"), 1)
		c.Reset(Filter{Prefix: P("inactive")})
		equal(t, "without fetch", brief(log3.last()), "pending/idle")
	})
}

func TestG10_ResetRefetchesWhatItsMatchChose(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		s := answers(0, 1)
		o, _ := watch(c, s.query(Options{StaleTime: time.Hour}, "a"))
		defer o.Close()
		pass(0)
		_ = c.Reset(Filter{Match: func(e EntryInfo) bool { return e.Status == StatusSuccess }}).Wait(t.Context())
		equal(t, "calls", s.calls(), 2)
	})
}

func TestG11_ResetWhilePending(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		s := answers(10*ms, 1)
		got := in(func() (int, error) { return Fetch(t.Context(), c, s.query(Options{}, "a")) })
		pass(5 * ms)
		c.Reset(Filter{})
		_, err := got()
		equal(t, "the caller", errors.Is(err, ErrCanceled) && errors.Is(err, context.Canceled), true)
		e := info(t, c, P("a"))
		equal(t, "state", []any{e.Status, e.Fetch, e.Err, e.HasData}, []any{StatusPending, Idle, error(nil), false})
	})
}

func TestG12_RemoveCancelsInSilence(t *testing.T) {
	bubble(t, Config{OnError: func(EntryInfo, error) { t.Error("an error was told") }}, func(t *testing.T, c *Client) {
		s := answers(10*ms, 1)
		Prefetch(c, s.query(Options{}, "a"))
		pass(5 * ms)
		events := kinds(c)
		equal(t, "number", c.Remove(Filter{}), 1)
		equal(t, "gone", has(c, P("a")), false)
		pass(0)
		equal(t, "aborted", s.aborted, 1)
		equal(t, "events", events(), []string{"removed"})
		equal(t, "fetching", c.Fetching(Filter{}), 0)
	})
}

func TestG13_RemoveReattachesObservers(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		s := answers(10*ms, 1, 2)
		o, log := watch(c, s.query(Options{StaleTime: time.Hour}, "a"))
		defer o.Close()
		pass(10 * ms)
		c.Remove(Filter{Prefix: P("a")})
		pass(10 * ms)
		equal(t, "results", log.brief(), []string{"pending/fetching", "success/idle 1", "pending/fetching", "success/idle 2"})
		mustSet(t, c, K[int]("a"), 3)
		equal(t, "not blind to later writes", brief(log.last()), "success/idle 3")
	})
}

func TestG14_InvalidateDuringFirstFetchFetchesTwice(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		s := answers(10*ms, 1, 2)
		o, log := watch(c, s.query(Options{StaleTime: time.Hour}, "a"))
		defer o.Close()
		pass(5 * ms)
		c.Invalidate(Filter{})
		pass(time.Second)
		equal(t, "calls", s.calls(), 2) // the anchor: 1, and the data passes for fresh
		equal(t, "the second wins", brief(log.last()), "success/idle 2")
	})
	bubble(t, Config{}, func(t *testing.T, c *Client) { // nobody watches any more: the mark stays
		s := answers(10*ms, 1)
		Prefetch(c, s.query(Options{StaleTime: time.Hour}, "a"))
		pass(5 * ms)
		c.Invalidate(Filter{})
		pass(time.Second)
		equal(t, "calls", s.calls(), 1)
		equal(t, "invalidated", info(t, c, P("a")).Invalidated, true)
	})
}

func TestG15_CancelReverts(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		s := answers(10*ms, "new")
		mustSet(t, c, K[string]("a"), "data")
		before := info(t, c, P("a"))
		got := in(func() (string, error) { return Fetch(t.Context(), c, s.query(Options{}, "a")) })
		pass(5 * ms)
		equal(t, "error", c.Cancel(t.Context(), Filter{}, true), nil)
		v, err := got()
		equal(t, "the caller gets the old data", v, "data")
		equal(t, "without error", err, nil)
		after := info(t, c, P("a"))
		after.GCAt, after.Meta, after.Misses = before.GCAt, before.Meta, before.Misses
		after.Disabled = before.Disabled // somebody said how to fetch it
		after.Misses = before.Misses     // and did not find what was wanted
		equal(t, "state", after, before)
	})
}

func TestG16_CancelWithoutRevertFails(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		Prefetch(c, answers(10*ms, 1).query(Options{}, "a"))
		pass(5 * ms)
		_ = c.Cancel(t.Context(), Filter{}, false)
		e := info(t, c, P("a"))
		equal(t, "status", e.Status, StatusFailure)
		equal(t, "error", e.Err, ErrCanceled)
	})
}

func TestG17_CancelOfAFirstFetch(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		got := in(func() (int, error) { return Fetch(t.Context(), c, answers(10*ms, 1).query(Options{}, "a")) })
		pass(5 * ms)
		_ = c.Cancel(t.Context(), Filter{}, true)
		_, err := got()
		equal(t, "the caller", errors.Is(err, context.Canceled), true)
		equal(t, "state", brief(resultOf(t, c, K[int]("a"))), "pending/idle")
	})
}

func TestG18_CancelAfterSettleDoesNothing(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		_, _ = Fetch(t.Context(), c, answers(0, 1).query(Options{}, "a"))
		before := info(t, c, P("a"))
		_ = c.Cancel(t.Context(), Filter{}, false)
		equal(t, "state", info(t, c, P("a")), before)
	})
}

func TestG19_CancelledCanFetchAgain(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		s := answers(10*ms, 1)
		Prefetch(c, s.query(Options{}, "a"))
		pass(5 * ms)
		_ = c.Cancel(t.Context(), Filter{}, true)
		_, err := Fetch(t.Context(), c, s.query(Options{}, "a"))
		equal(t, "error", err, nil)
		equal(t, "calls", s.calls(), 2)
		equal(t, "no error stays", info(t, c, P("a")).Err, nil)
	})
}

func TestG20_CancelKeepsAManualWrite(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		Prefetch(c, answers(10*ms, 1).query(Options{}, "a"))
		pass(5 * ms)
		mustSet(t, c, K[int]("a"), 42)
		_ = c.Cancel(t.Context(), Filter{}, true)
		equal(t, "state", brief(resultOf(t, c, K[int]("a"))), "success/idle 42")
	})
}

func TestG21_LateReturnDoesNotDisturbANewerFetch(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		old := answers(50*ms, "data0")
		old.deaf = true
		Prefetch(c, old.query(Options{}, "a"))
		pass(5 * ms)
		ctx, stop := context.WithTimeout(t.Context(), 1)
		defer stop()
		equal(t, "does not wait longer than asked", c.Cancel(ctx, Filter{}, true), context.DeadlineExceeded)
		Prefetch(c, answers(10*ms, "data1").query(Options{}, "a"))
		pass(time.Second)
		equal(t, "state", brief(resultOf(t, c, K[string]("a"))), "success/idle data1")
	})
}

func TestG22_EventStormDoesNotStarve(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		s := answers(50*ms, 0)
		var last time.Duration
		s.answers = nil
		o, log := watch(c, s.query(Options{StaleTime: time.Hour}, "a"))
		defer o.Close()
		for range 100 { // an event every 20 ms, a fetch takes 50
			pass(20 * ms)
			last = time.Since(s.born)
			c.Invalidate(Filter{})
		}
		pass(time.Second)
		equal(t, "aborted", s.aborted, 0) // the anchor: 99
		calls := s.times()
		if n := len(calls); n < 34 || n > 42 {
			t.Errorf("%d fetches", n)
		}
		if calls[len(calls)-1] < last {
			t.Errorf("the last fetch began at %v, the last event came at %v", calls[len(calls)-1], last)
		}
		gap, before := time.Duration(0), time.Duration(0)
		for i, r := range log.results {
			if r.Changed&FieldTime != 0 && r.HasData {
				gap, before = max(gap, log.at[i]-before), log.at[i]
			}
		}
		if gap > 50*ms { // the anchor: 2.03 s
			t.Errorf("nothing new was delivered for %v", gap)
		}
	})
}

func TestG23_RemovedEntryLeavesItsSuccessorAlone(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		mustSet(t, c, K[int]("a"), 1)
		stale := c.find(P("a"))
		c.Remove(Filter{})
		mustSet(t, c, K[int]("a"), 2)
		c.lock()
		stale.unlink()
		c.unlock()
		v, ok := Get(c, K[int]("a"))
		equal(t, "value", v, 2)
		equal(t, "there", ok, true)
		equal(t, "findable by prefix", len(c.Entries(Filter{Prefix: P("a")})), 1)
	})
}

func TestAtMostEveryMergesRefetches(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		s := answers(5*ms, 1)
		o, _ := watch(c, s.query(Options{StaleTime: time.Hour}, "a"))
		defer o.Close()
		pass(100 * ms)
		for range 100 { // for a second
			c.Invalidate(Filter{}, AtMostEvery(300*ms))
			pass(10 * ms)
		}
		pass(time.Second)
		equal(t, "calls", s.times(), secs(0, .1, .4, .7, 1, 1.3))
	})
}
