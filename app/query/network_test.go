package query

import (
	"context"
	"testing"
	"time"
)

func TestJ1_OnlineModeWaitsForTheNetwork(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		c.SetOnline(false)
		s := answers(0, 1)
		o, log := watch(c, s.query(Options{Network: ModeOnline}, "a"))
		defer o.Close()
		pass(time.Minute)
		equal(t, "offline", brief(log.last()), "pending/paused")
		equal(t, "calls", s.calls(), 0)
		c.SetOnline(true)
		pass(0)
		equal(t, "online", log.brief(), []string{"pending/paused", "pending/fetching", "success/idle 1"})
	})
}

func TestJ2_AlwaysModeRunsOffline(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		c.SetOnline(false)
		s := failing[int](0, 1)
		o, log := watch(c, s.query(Options{}, "a"))
		defer o.Close()
		pass(time.Second)
		equal(t, "with retries", s.calls(), 2)
		equal(t, "result", brief(log.last()), "success/idle 0")
	})
}

func TestJ3_OfflineFirstTriesOnce(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		c.SetOnline(false)
		s := failing[int](0, 1)
		o, log := watch(c, s.query(Options{Network: ModeOfflineFirst}, "a"))
		defer o.Close()
		pass(time.Minute)
		equal(t, "calls", s.calls(), 1)
		equal(t, "then pauses", brief(log.last()), "pending/paused")
		c.SetOnline(true)
		pass(0)
		equal(t, "and goes on", brief(log.last()), "success/idle 0")
	})
}

func TestJ4_PausedFirstFetchIsDroppedOnLeaving(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		c.SetOnline(false)
		s := answers(0, 1)
		o, _ := watch(c, s.query(Options{Network: ModeOnline}, "a"))
		o.Close()
		equal(t, "state", info(t, c, P("a")).Fetch, Idle)
		c.SetOnline(true)
		pass(time.Minute)
		equal(t, "calls", s.calls(), 0)
	})
}

func TestJ5_ReconnectRefetchesByDefaultInEveryMode(t *testing.T) {
	for mode, want := range map[NetworkMode]int{0: 2, ModeAlways: 2, ModeOnline: 2} { // the anchor: 1 for "always"
		bubble(t, Config{}, func(t *testing.T, c *Client) {
			s := answers(0, 1)
			o, _ := watch(c, s.query(Options{Network: mode, StaleTime: time.Second}, "a"))
			defer o.Close()
			pass(2 * time.Second)
			c.SetOnline(false)
			c.SetOnline(true)
			pass(0)
			equal(t, "stale", s.calls(), want)
			c.SetOnline(false)
			c.SetOnline(true)
			pass(0)
			equal(t, "fresh", s.calls(), want)
		})
	}
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		never, always := answers(0, 1), answers(0, 1)
		o, _ := watch(c, never.query(Options{OnReconnect: TriggerNever}, "never"))
		defer o.Close()
		o2, _ := watch(c, always.query(Options{OnReconnect: TriggerAlways, StaleTime: time.Hour}, "always"))
		defer o2.Close()
		pass(0)
		c.SetOnline(false)
		c.SetOnline(true)
		pass(0)
		equal(t, "never", never.calls(), 1)
		equal(t, "always", always.calls(), 2)
	})
}

func TestJ6_OnlyChangesCount(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		s := answers(0, 1)
		o, _ := watch(c, s.query(Options{}, "a"))
		defer o.Close()
		pass(0)
		for _, online := range []bool{true, false, false, true} { // 4 calls, 2 changes, 1 of them to online
			c.SetOnline(online)
			pass(0)
		}
		equal(t, "online", s.calls(), 2)
		for _, focused := range []bool{true, false, false, true} {
			c.SetFocused(focused)
			pass(time.Second)
		}
		equal(t, "focused", s.calls(), 3)
	})
}

func TestJ7_PausedMutationsFinishBeforeQueriesRefetch(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		var log notes
		s := answers(0, "data1", "data2")
		q := s.query(Options{}, "a")
		fetch := q.Fetch
		q.Fetch = func(ctx context.Context, fc FetchContext) (string, error) {
			v, err := fetch(ctx, fc)
			log.add(v)
			return v, err
		}
		o, _ := watch(c, q)
		defer o.Close()
		pass(0)
		c.SetOnline(false)
		m := NewMutator(c, Mutation[string, int, int]{Network: ModeOnline, Run: func(_ context.Context, v string) (int, error) {
			doze(10 * ms)
			log.add(v)
			return 0, nil
		}, Scope: func(v string) string {
			if v == "mutation1" {
				return ""
			}
			return "scope"
		}})
		for _, v := range []string{"mutation1", "mutation2", "mutation3"} {
			m.Go(v, nil)
			pass(ms)
		}
		equal(t, "paused", m.State().Paused, true)
		c.SetOnline(true)
		pass(time.Second)
		order := log.lines()
		if order[1] == "mutation2" { // two scopes run side by side
			order[1], order[2] = order[2], order[1]
		}
		equal(t, "order", order, []string{"data1", "mutation1", "mutation2", "mutation3", "data2"})
	})
}

func TestInvalidatingAPausedFetchCostsNoSecondOne(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		c.SetOnline(false)
		s := answers(ms, 1)
		o, _ := watch(c, s.query(Options{Network: ModeOnline, StaleTime: time.Hour}, "a"))
		defer o.Close()
		c.Invalidate(Filter{})
		c.SetOnline(true)
		pass(time.Second)
		equal(t, "calls", s.calls(), 1)
		equal(t, "fresh", o.Result().Stale, false)
	})
}
