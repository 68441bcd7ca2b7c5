package query

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"
)

func TestC1_GetNeitherCreatesNorFetches(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		_, ok := Get(c, K[int]("a"))
		equal(t, "missing", ok, false)
		equal(t, "entries", len(c.Entries(Filter{})), 0)
		mustSet(t, c, K[int]("a"), 7)
		v, ok := Get(c, K[int]("a"))
		equal(t, "there", v, 7)
		equal(t, "ok", ok, true)
		equal(t, "fetching", c.Fetching(Filter{}), 0)
	})
}

func TestC2_SetCreatesTheEntry(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		got := kinds(c)
		mustSet(t, c, K[string]("a"), "x")
		e := info(t, c, P("a"))
		equal(t, "status", e.Status, StatusSuccess)
		equal(t, "updates", e.DataUpdates, 1)
		equal(t, "type", e.Type, "string")
		equal(t, "events", got(), []string{"added", "written"})
	})
}

func TestC3_UpdateThatDeclinesChangesNothing(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		decline := func(old int) (int, bool) { return 99, false }
		equal(t, "on nothing", Update(c, K[int]("a"), decline), false)
		equal(t, "nothing created", has(c, P("a")), false)
		mustSet(t, c, K[int]("a"), 1)
		before := info(t, c, P("a"))
		equal(t, "on something", Update(c, K[int]("a"), decline), false)
		equal(t, "unchanged", info(t, c, P("a")), before)
	})
}

func TestC4_UpdaterGetsOldDataOrNothing(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		equal(t, "not asked about nothing", Update(c, K[int]("a"), func(int) (int, bool) { t.Error("asked"); return 1, true }), false)
		c.Batch(func() {
			Apply(&Actions{c: c}, K[int]("a"), func(old int, ok bool) (int, bool) {
				equal(t, "old", old, 0)
				equal(t, "ok", ok, false)
				return 1, true
			})
		})
		equal(t, "updated", Update(c, K[int]("a"), func(old int) (int, bool) { return old + 1, true }), true)
		v, _ := Get(c, K[int]("a"))
		equal(t, "value", v, 2)
	})
}

func TestC5_FetchDoesNotHideANewerWrite(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		s := answers(10*ms, 23)
		got := in(func() (int, error) { return Fetch(t.Context(), c, s.query(Options{}, "a")) })
		pass(5 * ms)
		mustSet(t, c, K[int]("a"), 42)
		v, _ := Get(c, K[int]("a"))
		equal(t, "visible at once", v, 42)
		equal(t, "still fetching", info(t, c, P("a")).Fetch, Fetching)
		v, err := got()
		equal(t, "the caller gets the newest", v, 42)
		equal(t, "error", err, nil)
		equal(t, "afterwards", brief(resultOf(t, c, K[int]("a"))), "success/idle 42")
	})
	bubble(t, Config{}, func(t *testing.T, c *Client) { // watched: the source has the last word, with a younger answer
		s := answers(10*ms, 23, 24)
		o, log := watch(c, s.query(Options{StaleTime: time.Hour}, "a"))
		defer o.Close()
		pass(5 * ms)
		mustSet(t, c, K[int]("a"), 42)
		pass(time.Second)
		equal(t, "calls", s.times(), []time.Duration{0, 10 * ms})
		equal(t, "results", log.brief(), []string{"pending/fetching", "success/fetching 42", "success/fetching 42", "success/idle 24"})
	})
}

// resultOf is a key as a watcher that fetches nothing sees it.
func resultOf[T any](t *testing.T, c *Client, k Key[T]) Result[T] {
	t.Helper()
	o := Observe(c, Query[T]{Key: k}, func(Result[T]) {})
	defer o.Close()
	return o.Result()
}

func TestC6_WriteClearsErrorAndInvalidation(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		Prefetch(c, failing[int](0, 1).query(Options{}, "a"))
		pass(time.Second)
		equal(t, "failed", info(t, c, P("a")).Status, StatusFailure)
		mustSet(t, c, K[int]("a"), 1)
		e := info(t, c, P("a"))
		equal(t, "status", e.Status, StatusSuccess)
		equal(t, "error", e.Err, nil)
		equal(t, "invalidated", e.Invalidated, false)
		equal(t, "updated", e.DataUpdatedAt.Equal(time.Now()), true)
	})
}

func TestC7_AtDatesTheData(t *testing.T) {
	for stale, calls := range map[time.Duration]int{4000 * ms: 1, 6000 * ms: 0} {
		bubble(t, Config{}, func(t *testing.T, c *Client) {
			s := answers(0, 2)
			mustSet(t, c, K[int]("a"), 1, At(time.Now().Add(-5000*ms)))
			o, _ := watch(c, s.query(Options{StaleTime: stale}, "a"))
			defer o.Close()
			pass(0)
			equal(t, stale.String(), s.calls(), calls)
		})
	}
}

func TestC8_UpdateAllTouchesOnlyWhatExistsAndFits(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		add := func(_ Path, v int) (int, bool) { return v + 5, true }
		equal(t, "on nothing", UpdateAll(c, Filter{Prefix: P("k")}, add), 0)
		mustSet(t, c, K[int]("k", 1), 1)
		mustSet(t, c, K[int]("k", 2), 2)
		mustSet(t, c, K[string]("k", "other"), "not an int") // the anchor's updater throws on it
		mustSet(t, c, K[int]("l"), 9)
		equal(t, "count", UpdateAll(c, Filter{Prefix: P("k")}, add), 2)
		got := map[string]int{}
		for p, v := range All[int](c, Filter{}) {
			got[p.String()] = v
		}
		equal(t, "values", got, map[string]int{`["k",1]`: 6, `["k",2]`: 7, `["l"]`: 9})
	})
}

func TestC9_UpdateAllIsOneBatch(t *testing.T) {
	flushes := 0
	bubble(t, Config{Schedule: func(fn func()) { flushes++; fn() }}, func(t *testing.T, c *Client) {
		for i := range 3 {
			mustSet(t, c, K[int]("k", i), i)
			o, _ := watch(c, Query[int]{Key: K[int]("k", i)})
			defer o.Close()
		}
		flushes = 0
		UpdateAll(c, Filter{Prefix: P("k")}, func(_ Path, v int) (int, bool) { return v + 1, true })
		equal(t, "flushes", flushes, 1)
	})
}

func TestC10_AllGivesPathsAndData(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		for range All[int](c, Filter{Prefix: P("k")}) {
			t.Error("something out of nothing")
		}
		mustSet(t, c, K[int]("k", 1), 1)
		mustSet(t, c, K[int]("k", 2), 2)
		mustSet(t, c, K[string]("k", 3), "x")
		var got []string
		for p, v := range All[int](c, Filter{Prefix: P("k")}) {
			got = append(got, p.Append(v).String())
		}
		equal(t, "pairs", got, []string{`["k",1,1]`, `["k",2,2]`})
		for range All[int](c, Filter{}) {
			break // a walk may be left
		}
	})
}

func TestC11_DefaultsByPrefix(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		meta := func(k string) Options { return Options{Meta: Meta{"from": k}} }
		from := func(segs ...any) any {
			s := answers(0, 1)
			_, _ = Fetch(t.Context(), c, s.query(Options{}, segs...))
			return s.seen[0].Meta["from"]
		}
		c.SetDefaults(P("a", "b"), meta("first"))
		equal(t, "longer", from("a", "b", 1), any("first"))
		equal(t, "shorter", from("a"), any(nil))
		c.SetDefaults(P("a", "b"), meta("replaced"))
		equal(t, "same key replaces", from("a", "b", 2), any("replaced"))
		c.SetDefaults(P("a"), meta("later"))
		equal(t, "later wins", from("a", "b", 3), any("later"))
		c.SetDefaults(P("a", "b"), Options{Meta: Meta{"from": "replaced"}, StaleTime: time.Hour})
		s := answers(0, 1)
		q := s.query(Options{}, "a", "b", 4)
		_, _ = Fetch(t.Context(), c, q)
		_, _ = Fetch(t.Context(), c, q)
		equal(t, "several merge", s.calls(), 1)
		equal(t, "field by field", s.seen[0].Meta["from"], any("later"))
	})
}

func TestC12_CallBeforePrefixBeforeClient(t *testing.T) {
	bubble(t, Config{Defaults: Options{StaleTime: time.Hour, Meta: Meta{"x": "client"}}}, func(t *testing.T, c *Client) {
		seen := func(o Options, key string) any {
			s := answers(0, 1)
			_, _ = Fetch(t.Context(), c, s.query(o, key))
			return s.seen[0].Meta["x"]
		}
		c.SetDefaults(P("p"), Options{Meta: Meta{"x": "prefix"}})
		equal(t, "client", seen(Options{}, "c"), any("client"))
		equal(t, "prefix", seen(Options{}, "p"), any("prefix"))
		s := answers(0, 1)
		_, _ = Fetch(t.Context(), c, s.query(Options{Meta: Meta{"x": "call"}, StaleTime: AtOnce}, "p", 1))
		equal(t, "call", s.seen[0].Meta["x"], any("call"))
	})
}

func TestSetRefusesAnotherType(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		mustSet(t, c, K[int]("a"), 1)
		if err := Set(c, K[string]("a"), "x"); !errors.Is(err, ErrType) {
			t.Error(err)
		}
		_, err := Fetch(t.Context(), c, answers(0, "x").query(Options{}, "a"))
		equal(t, "fetch", errors.Is(err, ErrType), true)
		o, log := watch(c, answers(0, "x").query(Options{}, "a"))
		defer o.Close()
		equal(t, "observe", log.brief(), []string{"failure/idle (query holds another type)"})
	})
}

func TestIfNewerDropsLateProgress(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		k := K[int]("scrape-status", 1)
		for _, p := range []struct{ seq, percent uint64 }{{1, 10}, {3, 50}, {2, 40}, {3, 49}, {4, 60}} {
			mustSet(t, c, k, int(p.percent), IfNewer(p.seq))
		}
		v, _ := Get(c, k)
		equal(t, "percent", v, 60)
		mustSet(t, c, k, 40, IfNewer(2))
		v, _ = Get(c, k)
		equal(t, "never back", v, 60)
		mustSet(t, c, k, 61, IfNewer(4))
		v, _ = Get(c, k)
		equal(t, "nor the same number twice", v, 60)
	})
}

func TestIfVersionComparesAndSets(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		k := K[int]("a")
		mustSet(t, c, k, 1)
		st, _ := GetState(c, k)
		mustSet(t, c, k, 2)
		mustSet(t, c, k, 3, IfVersion(st.Version))
		v, _ := Get(c, k)
		equal(t, "old version", v, 2)
		st, _ = GetState(c, k)
		mustSet(t, c, k, 4, IfVersion(st.Version))
		v, _ = Get(c, k)
		equal(t, "right version", v, 4)
	})
}

func TestUpdateStartsAgainWhenAnotherWriteComesBetween(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		k := K[int]("a")
		mustSet(t, c, k, 1)
		runs := 0
		Update(c, k, func(old int) (int, bool) {
			if runs++; runs == 1 {
				mustSet(t, c, k, 100)
			}
			return old + 1, true
		})
		v, _ := Get(c, k)
		equal(t, "value", v, 101)
		equal(t, "runs", runs, 2)
	})
}

func TestPanicsOfUserCodeLeaveTheCacheUsable(t *testing.T) {
	var reports notes
	bubble(t, Config{Report: func(err error) { reports.add(err) }}, func(t *testing.T, c *Client) {
		k := K[int]("a")
		mustSet(t, c, k, 1)
		try := func(what string, fn func()) {
			defer func() { equal(t, what, recover(), any("no")) }()
			fn()
		}
		try("match", func() { c.Invalidate(Filter{Match: func(EntryInfo) bool { panic("no") }}) })
		no := Filter{Match: func(EntryInfo) bool { panic("no") }}
		try("update all", func() { UpdateAll(c, no, func(_ Path, v int) (int, bool) { return v, true }) })
		try("reset", func() { c.Reset(no) })
		try("cancel", func() { _ = c.Cancel(t.Context(), no, true) })
		try("remove", func() { c.Remove(no) })
		try("entries", func() { c.Entries(Filter{Match: func(EntryInfo) bool { panic("no") }}) })
		try("update", func() { Update(c, k, func(int) (int, bool) { panic("no") }) })
		q := Query[int]{Key: k, Fetch: answers(0, 1).fetch}
		q.Initial = func() (int, time.Time, bool) { panic("no") }
		try("initial", func() { Observe(c, Query[int]{Key: K[int]("b"), Initial: q.Initial}, func(Result[int]) {}) })
		q.Initial, q.Poll = nil, func(State[int]) time.Duration { panic("no") }
		o, _ := watch(c, q)
		defer o.Close()
		m := NewMutator(c, Mutation[int, int, int]{
			OnMutate: func(_ context.Context, tx *Tx, _ int) (int, error) {
				Patch(tx, k, func(int) int { panic("no") })
				return 0, nil
			},
			Run: func(context.Context, int) (int, error) { panic("no") },
		})
		_, err := m.Do(t.Context(), 1)
		equal(t, "run", err.Error(), "panic: no")
		mustSet(t, c, k, 2)
		equal(t, "usable", value(c, k), 2)
		lines := reports.lines() // each as often as it was asked
		slices.Sort(lines)
		equal(t, "reported", slices.Compact(lines), []string{`options of ["a"]: panic: no`, `patch of ["a"]: panic: no`})
	})
}
