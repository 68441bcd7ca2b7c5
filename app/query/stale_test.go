package query

import (
	"testing"
	"time"
)

func TestD1_StaleAtOnceByDefault(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		o, log := watch(c, answers(0, 1).query(Options{}, "a"))
		defer o.Close()
		pass(0)
		equal(t, "stale", log.last().Stale, true)
		equal(t, "result", brief(log.last()), "success/idle 1")
	})
}

func TestD2_StaleFromTheBoundaryOn(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		o, log := watch(c, answers(0, 1).query(Options{StaleTime: 10 * ms}, "a"))
		defer o.Close()
		pass(10*ms - 1)
		equal(t, "just before", o.Result().Stale, false)
		pass(1)
		equal(t, "age 10", o.Result().Stale, true)
		equal(t, "told", log.last().Stale, true)
	})
}

func TestD3_ObserversHearOfBecomingStale(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		events := kinds(c)
		o, log := watch(c, answers(5*ms, 1).query(Options{StaleTime: 10 * ms}, "a"))
		defer o.Close()
		pass(15*ms - 1)
		before := log.n()
		pass(1 * ms)
		equal(t, "callbacks for it", log.n()-before, 1)
		equal(t, "what changed", log.last().Changed, FieldStale)
		pass(time.Hour)
		equal(t, "no more", log.n()-before, 1)
		equal(t, "the 8 events", events(), []string{
			"added", "observer added", "fetch", "delivered", "success", "delivered", "stale", "delivered",
		})
	})
}

func TestD4_NoDataIsAlwaysStale(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		o, log := watch(c, answers(5*ms, 1).query(Options{StaleTime: Static}, "a"))
		defer o.Close()
		equal(t, "before", log.last().Stale, true)
		equal(t, "and not static", info(t, c, P("a")).Static, false)
		pass(5 * ms)
		equal(t, "after", log.last().Stale, false)
	})
}

func TestD6_ForeverIsNeverStaleByAge(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		s := answers(0, 1, 2)
		o, _ := watch(c, s.query(Options{StaleTime: Forever}, "a"))
		defer o.Close()
		pass(0)
		equal(t, "no alarm", alarms(c), 0)
		pass(10000 * time.Hour)
		equal(t, "fresh", o.Result().Stale, false)
		c.Invalidate(Filter{}, RefetchType(None))
		equal(t, "but by invalidation", o.Result().Stale, true)
	})
}

func TestD7_StaticIsNeverStale(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		s := answers(0, 1)
		q := s.query(Options{StaleTime: Static, OnMount: TriggerAlways, OnFocus: TriggerAlways}, "a")
		o, _ := watch(c, q)
		defer o.Close()
		pass(0)
		c.Invalidate(Filter{})
		equal(t, "stale", o.Result().Stale, false)
		c.Refetch(Filter{})
		o2, _ := watch(c, q)
		defer o2.Close()
		c.SetFocused(false)
		pass(time.Second)
		c.SetFocused(true)
		pass(time.Second)
		equal(t, "calls", s.calls(), 1)
	})
}

func TestD8_DisabledIsNeverStale(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		q := answers(0, 1).query(Options{}, "a")
		q.Enabled = func(State[int]) bool { return false }
		o, log := watch(c, q)
		defer o.Close()
		equal(t, "stale", log.last().Stale, false)
		equal(t, "enabled", log.last().Enabled, false)
	})
}

func TestD9_InvalidatingTwiceIsOnce(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		mustSet(t, c, K[int]("a"), 1)
		o, _ := watch(c, Query[int]{Key: K[int]("a"), Fetch: answers(0, 1).fetch, Options: Options{StaleTime: time.Hour}})
		defer o.Close()
		equal(t, "fresh", o.Result().Stale, false)
		c.Invalidate(Filter{}, RefetchType(None))
		equal(t, "stale whatever the stale time", o.Result().Stale, true)
		events := kinds(c)
		c.Invalidate(Filter{}, RefetchType(None))
		equal(t, "second time", events(), nil)
	})
}

func TestD10_FailedRefetchKeepsTheData(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		s := answers(0, 1)
		s.fail = func(n int) error { return map[int]error{2: errOops}[n] }
		o, log := watch(c, s.query(Options{StaleTime: time.Hour, Retry: RetryPolicy{Max: NoRetry}}, "a"))
		defer o.Close()
		pass(0)
		c.Invalidate(Filter{})
		pass(0)
		equal(t, "result", brief(log.last()), "failure/idle 1 (oops)")
		equal(t, "stale", log.last().Stale, true)
		equal(t, "invalidated", info(t, c, P("a")).Invalidated, true)
		equal(t, "refetch error", log.last().RefetchError(), true)
	})
}
