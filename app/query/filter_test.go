package query

import (
	"context"
	"testing"
	"time"
)

func TestB1_ActiveMeansAnEnabledWatcher(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		s := answers(0, 1)
		o1, _ := watch(c, s.query(Options{}, "on"))
		defer o1.Close()
		off := s.query(Options{}, "off")
		off.Enabled = func(State[int]) bool { return false }
		o2, _ := watch(c, off)
		defer o2.Close()
		mustSet(t, c, K[int]("alone"), 1)
		pass(0)
		names := func(a Activity) (out []string) {
			for _, e := range c.Entries(Filter{Type: a}) {
				out = append(out, e.Path.String())
			}
			return out
		}
		equal(t, "active", names(Active), []string{`["on"]`})
		equal(t, "inactive", names(Inactive), []string{`["off"]`, `["alone"]`})
	})
}

func TestB2_StaleFilter(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		yes, no := true, false
		s := answers(0, 1)
		o1, _ := watch(c, s.query(Options{StaleTime: time.Hour}, "a"))
		defer o1.Close()
		o2, _ := watch(c, s.query(Options{StaleTime: 10 * ms, OnMount: TriggerNever}, "a"))
		defer o2.Close()
		mustSet(t, c, K[int]("b"), 1)
		mustSet(t, c, K[int]("c"), 1)
		c.Invalidate(Filter{Prefix: P("c")})
		pass(5 * ms)
		equal(t, "fresh", len(c.Entries(Filter{Stale: &no})), 2)
		pass(5 * ms)
		equal(t, "any watcher stale; unwatched: invalidated", len(c.Entries(Filter{Stale: &yes})), 2)
		equal(t, "the rest", len(c.Entries(Filter{Stale: &no})), 1)
	})
}

func TestB3_FetchFilter(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		fetching, idle, paused := Fetching, Idle, Paused
		c.SetOnline(false)
		Prefetch(c, answers(time.Second, 1).query(Options{}, "f"))
		Prefetch(c, answers(time.Second, 1).query(Options{Network: ModeOnline}, "p"))
		mustSet(t, c, K[int]("i"), 1)
		equal(t, "fetching", len(c.Entries(Filter{Fetch: &fetching})), 1)
		equal(t, "paused", len(c.Entries(Filter{Fetch: &paused})), 1)
		equal(t, "idle", len(c.Entries(Filter{Fetch: &idle})), 1)
	})
}

func TestB4_MatchComesLast(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		mustSet(t, c, K[int]("a", 1), 1)
		mustSet(t, c, K[int]("a", 2), 2)
		mustSet(t, c, K[int]("b"), 3)
		c.Invalidate(Filter{Prefix: P("a", 2)})
		stale := true
		asked := 0
		got := c.Entries(Filter{Prefix: P("a"), Type: Inactive, Stale: &stale, Match: func(e EntryInfo) bool {
			asked++
			Get(c, K[int]("b")) // it may use the cache
			return e.Path == P("a", 2)
		}})
		equal(t, "asked only what is left", asked, 1)
		equal(t, "matches", len(got), 1)
		equal(t, "and", len(c.Entries(Filter{Match: func(EntryInfo) bool { return false }})), 0)
	})
}

func TestB5_FetchingCounts(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		equal(t, "at first", c.Fetching(Filter{}), 0)
		Prefetch(c, answers(5*ms, 1).query(Options{}, "a"))
		equal(t, "one", c.Fetching(Filter{}), 1)
		Prefetch(c, answers(10*ms, 1).query(Options{}, "b"))
		equal(t, "two", c.Fetching(Filter{}), 2)
		c.SetOnline(false)
		Prefetch(c, answers(10*ms, 1).query(Options{Network: ModeOnline}, "paused"))
		equal(t, "paused is not fetching", c.Fetching(Filter{}), 2)
		equal(t, "by prefix", c.Fetching(Filter{Prefix: P("b")}), 1)
		pass(5 * ms)
		equal(t, "after 5 ms", c.Fetching(Filter{}), 1)
		pass(5 * ms)
		equal(t, "after 10 ms", c.Fetching(Filter{}), 0)
	})
}

func TestB6_MutatingCounts(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		wait := func(d time.Duration) *Mutator[int, int, int] {
			return NewMutator(c, Mutation[int, int, int]{
				Scope: func(int) string { return d.String() },
				Run:   func(context.Context, int) (int, error) { doze(d); return 0, nil },
			})
		}
		var counts []int
		counts = append(counts, c.Mutating(""))
		wait(10*ms).Go(1, nil)
		counts = append(counts, c.Mutating(""))
		wait(20*ms).Go(1, nil)
		counts = append(counts, c.Mutating(""))
		pass(15 * ms)
		counts = append(counts, c.Mutating(""))
		equal(t, "of a scope", c.Mutating("20ms"), 1)
		pass(10 * ms)
		counts = append(counts, c.Mutating(""))
		equal(t, "counts", counts, []int{0, 1, 2, 1, 0})
	})
}
