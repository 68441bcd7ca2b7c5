package query

import (
	"slices"
	"testing"
	"time"
)

// until gives how long an entry stays, watched from now on.
func until(c *Client, p Path) time.Duration {
	began := time.Now()
	for step := ms; has(c, p); {
		pass(step)
		if time.Since(began) > 100*time.Hour {
			return -1
		}
		if time.Since(began) >= time.Minute {
			step = time.Second
		}
	}
	return time.Since(began)
}

func TestH1_CollectedAfterTenMinutes(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		mustSet(t, c, K[int]("a"), 1)
		pass(10*time.Minute - 1)
		equal(t, "before", has(c, P("a")), true)
		pass(1)
		equal(t, "after", has(c, P("a")), false)
	})
}

func TestH2_TimeCountsFromCreationLeavingAndLanding(t *testing.T) {
	gc := Options{GCTime: 100 * ms}
	bubble(t, Config{Grace: time.Minute}, func(t *testing.T, c *Client) {
		o, _ := watch(c, answers(250*ms, 1).query(gc, "a"))
		pass(10 * ms)
		o.Close()
		equal(t, "left at 10, landed at 250, removed at", 10*ms+until(c, P("a")), 350*ms)
	})
	bubble(t, Config{Defaults: gc}, func(t *testing.T, c *Client) {
		mustSet(t, c, K[int]("a"), 1)
		equal(t, "from creation", until(c, P("a")), 100*ms)
		o, _ := watch(c, Query[int]{Key: K[int]("a")})
		pass(time.Second)
		o.Close()
		equal(t, "from leaving", until(c, P("a")), 100*ms)
	})
}

func TestH3_LongestWishWins(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		for _, gc := range []time.Duration{100 * ms, 200 * ms, 10 * ms} {
			_, _ = Fetch(t.Context(), c, answers(0, 1).query(Options{GCTime: gc}, "a"))
		}
		equal(t, "calls", until(c, P("a")), 200*ms)
		o1, _ := watch(c, answers(0, 1).query(Options{GCTime: 50 * ms}, "b"))
		o2, _ := watch(c, answers(0, 1).query(Options{GCTime: 500 * ms}, "b"))
		pass(ms)
		o2.Close()
		o1.Close()
		equal(t, "watchers", until(c, P("b")), 500*ms)
	})
}

func TestH4_WatchedIsNeverCollected(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		o, _ := watch(c, answers(0, 1).query(Options{GCTime: 10 * ms}, "a"))
		defer o.Close()
		pass(time.Hour)
		equal(t, "there", has(c, P("a")), true)
	})
}

func TestH5_GCTimeZeroRemovesOnLeaving(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		o, _ := watch(c, answers(0, 1).query(Options{GCTime: AtOnce}, "a"))
		pass(time.Second)
		equal(t, "while watched", has(c, P("a")), true)
		o.Close()
		pass(0)
		equal(t, "after leaving", has(c, P("a")), false)
	})
}

func TestH6_NeverFetchedIsCollectedToo(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		o, _ := watch(c, Query[int]{Key: K[int]("a"), Options: Options{GCTime: 10 * ms}})
		events := kinds(c)
		o.Close()
		equal(t, "stays", until(c, P("a")), 10*ms)
		equal(t, "events", events(), []string{"observer removed", "removed"})
	})
}

func TestH7_WritesAndReadsExtendTheTime(t *testing.T) {
	for name, row := range map[string]struct {
		use  func(*Client)
		stay time.Duration // after the last use
	}{
		"write": {func(c *Client) { _ = Set(c, K[int]("a"), int(c.now())) }, 100 * ms},
		"same":  {func(c *Client) { _ = Set(c, K[int]("a"), 1) }, 100 * ms},
		"read":  {func(c *Client) { Get(c, K[int]("a")) }, 200 * ms}, // at most twice: the mark was left just after a deadline
	} {
		bubble(t, Config{Defaults: Options{GCTime: 100 * ms}}, func(t *testing.T, c *Client) {
			mustSet(t, c, K[int]("a"), 1)
			for range 20 {
				pass(20 * ms)
				row.use(c)
			}
			equal(t, name+" keeps it", has(c, P("a")), true) // the anchor: removed at 100
			if d := until(c, P("a")); d < 100*ms || d > row.stay {
				t.Errorf("%s keeps it for %v", name, d)
			}
		})
	}
}

func TestH8_MaxEntriesEvictsTheLongestUnused(t *testing.T) {
	bubble(t, Config{MaxEntries: 3}, func(t *testing.T, c *Client) {
		o, _ := watch(c, Query[int]{Key: K[int]("watched")})
		defer o.Close()
		events := kinds(c)
		for i := range 3 {
			mustSet(t, c, K[int](i), i)
		}
		Get(c, K[int](0)) // used: 1 is now the oldest
		mustSet(t, c, K[int](3), 3)
		mustSet(t, c, K[int](4), 4)
		var left []string
		for _, e := range c.Entries(Filter{}) {
			left = append(left, e.Path.String())
		}
		slices.Sort(left)
		equal(t, "left", left, []string{`["watched"]`, `[0]`, `[3]`, `[4]`})
		equal(t, "removals", slices.DeleteFunc(events(), func(k string) bool { return k != "removed" }), []string{"removed", "removed"})
	})
}
