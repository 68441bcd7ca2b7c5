package query

import (
	"testing"
	"time"
)

func TestM1_DisabledDoesNotFetchOnMount(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		s := answers(0, 1)
		q := s.query(Options{}, "a")
		q.Enabled = func(State[int]) bool { return false }
		o, log := watch(c, q)
		defer o.Close()
		pass(time.Minute)
		equal(t, "results", log.brief(), []string{"pending/idle"})
		equal(t, "calls", s.calls(), 0)
	})
}

func TestM2_EnabledIsAskedLazily(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		s := answers(0, 1)
		on := false
		q := s.query(Options{}, "a")
		q.Enabled = func(State[int]) bool { return on }
		o, _ := watch(c, q)
		pass(0)
		equal(t, "off", s.calls(), 0)
		on = true
		equal(t, "asked before a refetch", c.Invalidate(Filter{}).Count(), 1)
		pass(0)
		equal(t, "on", s.calls(), 1)
		o.Close()
		on = false
		c.Remove(Filter{})
		o, _ = watch(c, q)
		pass(0)
		equal(t, "asked on mount", s.calls(), 1)
		o.Close()
		on = true
		o, _ = watch(c, q)
		defer o.Close()
		pass(0)
		equal(t, "asked on the next mount", s.calls(), 2)
	})
	bubble(t, Config{}, func(t *testing.T, c *Client) { // by the state itself
		s := answers(0, 1)
		q := polling(s, time.Second, "a")
		q.Enabled = func(s State[int]) bool { return s.DataUpdates < 3 }
		o, log := watch(c, q)
		defer o.Close()
		pass(time.Minute)
		equal(t, "calls", s.calls(), 3)
		equal(t, "told", log.last().Enabled, false)
	})
}

func TestM3_ExplicitRefetchOverridesEnabled(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		s := answers(0, 1)
		q := s.query(Options{}, "a")
		q.Enabled = func(State[int]) bool { return false }
		o, _ := watch(c, q)
		defer o.Close()
		r, err := o.Refetch(t.Context())
		equal(t, "error", err, nil)
		equal(t, "result", brief(r), "success/idle 1")
		equal(t, "calls", s.calls(), 1)
	})
}

func TestM4_TurningOnFetchesWhatIsStale(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		s := answers(0, 1)
		on := s.query(Options{StaleTime: time.Second}, "a")
		off := on
		off.Enabled = func(State[int]) bool { return false }
		o, _ := watch(c, off)
		defer o.Close()
		pass(0)
		equal(t, "off", s.calls(), 0)
		o.SetQuery(on)
		pass(0)
		equal(t, "on, stale", s.calls(), 1)
		o.SetQuery(off)
		o.SetQuery(on)
		pass(0)
		equal(t, "on, fresh", s.calls(), 1)
	})
}
