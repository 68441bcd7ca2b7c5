package query

import (
	"errors"
	"testing"
	"time"
)

func TestTriggerLoadingAndRestore(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		s := answers(5*ms, 1, 2)
		o, log := watch(c, s.query(Options{StaleTime: time.Hour}, "a"))
		defer o.Close()
		pass(5 * ms)
		c.TriggerLoading(Filter{Prefix: P("a")})
		pass(time.Hour)
		equal(t, "loading", brief(log.last()), "pending/fetching")
		equal(t, "without a call", s.calls(), 1)
		c.Restore(Filter{Prefix: P("a")})
		pass(5 * ms)
		equal(t, "restored", brief(log.last()), "success/idle 2")
	})
}

func TestTriggerErrorAndRestore(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		s := answers(5*ms, 1, 2)
		o, log := watch(c, s.query(Options{StaleTime: time.Hour}, "a"))
		defer o.Close()
		pass(5 * ms)
		c.TriggerError(Filter{Prefix: P("a")}, errors.New("planted"))
		pass(0)
		equal(t, "failed at once", brief(log.last()), "failure/idle 1 (planted)")
		c.Restore(Filter{Prefix: P("a")})
		pass(5 * ms)
		equal(t, "restored", brief(log.last()), "success/idle 2")
	})
}

func TestMetersCountByFirstSegment(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		for i := range 100 {
			s := answers(time.Duration(i+1)*ms, 1)
			if i == 99 {
				s.fail = func(int) error { return errOops }
			}
			_, _ = Fetch(t.Context(), c, s.query(Options{StaleTime: time.Hour}, "slow", i))
		}
		for range 300 {
			o, _ := watch(c, answers(0, 1).query(Options{StaleTime: time.Hour}, "slow", 1))
			o.Close()
		}
		_, _ = Fetch(t.Context(), c, answers(0, 1).query(Options{}, "fast"))
		all := c.Meters()
		equal(t, "prefixes", []Path{all[0].Prefix, all[1].Prefix}, []Path{P("fast"), P("slow")})
		m := all[1]
		equal(t, "hits", []int{m.Hits, m.Misses, m.Fetches, m.Failures}, []int{300, 100, 100, 1})
		equal(t, "ratio", m.HitRatio(), 0.75)
		equal(t, "percentiles", []time.Duration{m.P50, m.P95}, []time.Duration{51 * ms, 96 * ms})
		equal(t, "of nothing", Meter{}.HitRatio(), 0.0)
		for range 2 * meterSize { // the newest count
			_, _ = Fetch(t.Context(), c, answers(7*ms, 1).query(Options{}, "slow", 1))
		}
		equal(t, "newest", c.Meters()[1].P95, 7*ms)
	})
}

func TestValueAndCostAreNoReads(t *testing.T) {
	bubble(t, Config{Defaults: Options{GCTime: 100 * ms}}, func(t *testing.T, c *Client) {
		q := answers(0, "four").query(Options{Cost: func(v any) int64 { return int64(len(v.(string))) }}, "a")
		_, _ = Fetch(t.Context(), c, q)
		pass(90 * ms)
		v, ok := c.Value(P("a"))
		equal(t, "value", v, any("four"))
		equal(t, "there", ok, true)
		n, ok := c.Cost(P("a"))
		equal(t, "cost", n, 4)
		equal(t, "known", ok, true)
		_, ok = c.Cost(P("b"))
		equal(t, "of nothing", ok, false)
		pass(10 * ms)
		_, ok = c.Value(P("a"))
		equal(t, "collected on time", ok, false)
	})
}

func TestInfoShowsWhatIsPlanned(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		q := polling(answers(0, 1), 2*time.Second, "a")
		o, _ := watch(c, q)
		pass(500 * ms)
		e := info(t, c, P("a"))
		equal(t, "poll", time.Until(e.PollAt), 1500*ms)
		equal(t, "collection", e.GCAt.IsZero(), true)
		o.Close()
		e = info(t, c, P("a"))
		equal(t, "poll", e.PollAt.IsZero(), true)
		equal(t, "collection", time.Until(e.GCAt), 10*time.Minute)
	})
}

func TestEventsTellCauseAndTime(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		var got notes
		c.Subscribe(func(e Event) {
			if e.Kind == EventFetch || e.Kind == EventSuccess {
				got.add(e.Kind, " ", e.Cause, " ", e.Topic, " ", e.Took, " ", e.Entry.Path)
			}
		})
		var w wire
		b := NewBridge(c, &w)
		defer b.Close()
		On(b, "created", func(a *Actions, _ created) { a.Invalidate(Filter{}) })
		o, _ := watch(c, answers(5*ms, 1).query(Options{StaleTime: time.Hour}, "a"))
		defer o.Close()
		pass(time.Second)
		w.publish("created", created{})
		pass(time.Second)
		equal(t, "story", got.lines(), []string{
			`fetch mount  0s ["a"]`, `success mount  5ms ["a"]`, `fetch invalidate created 0s ["a"]`, `success invalidate created 5ms ["a"]`,
		})
	})
}

func TestSubscribersCanLeave(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		n := 0
		cancel := c.Subscribe(func(Event) { n++ })
		mustSet(t, c, K[int]("a"), 1)
		cancel()
		cancel()
		mustSet(t, c, K[int]("b"), 1)
		equal(t, "events", n, 2)
	})
}
