package query

import (
	"testing"
	"time"
)

func polling[T any](s *source[T], d time.Duration, key ...any) Query[T] {
	q := s.query(Options{StaleTime: time.Hour}, key...)
	q.Poll = Every[T](d)
	return q
}

func TestL1_PollsWhileWatchedAndEnabled(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		s := answers(0, 1)
		on := true
		q := polling(s, 2*time.Second, "a")
		q.Enabled = func(State[int]) bool { return on }
		o, _ := watch(c, q)
		pass(4 * time.Second)
		equal(t, "calls", s.times(), secs(0, 2, 4))
		on = false
		o.SetQuery(q)
		pass(time.Minute)
		equal(t, "switched off", s.calls(), 3)
		on = true
		o.SetQuery(q)
		pass(2 * time.Second)
		equal(t, "switched on", s.calls(), 4)
		o.Close()
		pass(time.Minute)
		equal(t, "left", s.calls(), 4)
	})
}

func TestL2_PollFunctionStopsIt(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		s := answers(0, 0, 50, 100)
		q := polling(s, 0, "a")
		q.Poll = func(s State[int]) time.Duration {
			if s.HasData && s.Data == 100 {
				return 0
			}
			return 2 * time.Second
		}
		o, _ := watch(c, q)
		defer o.Close()
		pass(time.Hour)
		equal(t, "calls", s.times(), secs(0, 2, 4))
	})
}

func TestL3_EveryUpdateRestartsTheInterval(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		s := answers(300*ms, 1)
		o, _ := watch(c, polling(s, 2*time.Second, "a"))
		defer o.Close()
		pass(7 * time.Second)
		equal(t, "calls", s.times(), secs(0, 2.3, 4.6, 6.9))
	})
}

func TestL4_PushesCannotSuppressPolling(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		s := answers(0, -1)
		o, _ := watch(c, polling(s, 2*time.Second, "a"))
		defer o.Close()
		for i := range 20 {
			pass(time.Second)
			mustSet(t, c, K[int]("a"), i)
		}
		pass(0)
		equal(t, "calls", s.times(), secs(0, 10, 20)) // the anchor: 1
	})
}

func TestL5_PollFocusedOnlyIsAnOption(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		always, focused := answers(0, 1), answers(0, 1)
		o, _ := watch(c, polling(always, time.Second, "always"))
		defer o.Close()
		q := polling(focused, time.Second, "focused")
		q.Options.StaleTime = AtOnce
		q.Options.PollFocusedOnly = true
		o2, _ := watch(c, q)
		defer o2.Close()
		pass(2500 * ms)
		c.SetFocused(false)
		pass(5 * time.Second)
		equal(t, "goes on", always.calls(), 8)
		equal(t, "stops", focused.calls(), 3)
		c.SetFocused(true)
		pass(focusDebounce)
		equal(t, "and fetches on return", focused.calls(), 4)
		pass(time.Second)
		equal(t, "and polls again", focused.calls(), 5)
	})
}

func TestL6_PollingSurvivesErrors(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		s := failing[int](0, 99)
		q := polling(s, time.Second, "a")
		q.Options.Retry.Max = NoRetry
		o, _ := watch(c, q)
		defer o.Close()
		pass(3 * time.Second)
		equal(t, "calls", s.times(), secs(0, 1, 2, 3))
	})
}

func TestL7_NoIntervalIsOff(t *testing.T) {
	for _, d := range []time.Duration{0, -1, Forever, Static} {
		bubble(t, Config{}, func(t *testing.T, c *Client) {
			s := answers(0, 1)
			o, _ := watch(c, polling(s, d, "a"))
			defer o.Close()
			pass(1000 * time.Hour)
			equal(t, d.String(), s.calls(), 1)
		})
	}
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		s := answers(0, 1)
		q := polling(s, time.Second, "a")
		q.Options.StaleTime = Forever
		o, _ := watch(c, q)
		pass(2 * time.Second)
		equal(t, "whatever the stale time", s.calls(), 3)
		o.Close()
		pass(time.Minute)
		equal(t, "stops on leaving", s.calls(), 3)
	})
}

func TestL8_OneTimerPerEntryAtTheShortestInterval(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		s := answers(0, 1)
		for _, d := range []time.Duration{5 * time.Second, 2 * time.Second, 3 * time.Second} {
			o, _ := watch(c, polling(s, d, "a"))
			defer o.Close()
		}
		pass(0)
		equal(t, "alarms", alarms(c), 1)
		pass(10 * time.Second)
		equal(t, "calls", s.times(), secs(0, 2, 4, 6, 8, 10))
	})
}

func TestHiddenObserverNeitherPollsNorRefetches(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		s := answers(0, 1, 2, 3)
		o, log := watch(c, polling(s, time.Second, "a"))
		defer o.Close()
		pass(0)
		o.Pause()
		told := log.n()
		pass(10 * time.Second)
		c.Invalidate(Filter{})
		blink(c)
		equal(t, "calls", s.calls(), 1)
		mustSet(t, c, K[int]("a"), 42)
		mustSet(t, c, K[int]("a"), 43)
		pass(20 * time.Minute)
		equal(t, "told nothing", log.n(), told)
		equal(t, "keeps the entry", o.Result().Data, 43)
		c.Invalidate(Filter{})
		o.Resume()
		pass(0)
		equal(t, "one result, then the refetch", log.brief()[told:], []string{"success/fetching 43", "success/idle 2"})
		pass(time.Second)
		equal(t, "polls again", s.calls(), 3)
	})
}
