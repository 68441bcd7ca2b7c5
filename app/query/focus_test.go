package query

import (
	"testing"
	"time"
)

// blink takes the focus away and gives it back, for long enough to count.
func blink(c *Client) {
	c.SetFocused(false)
	pass(focusDebounce)
	c.SetFocused(true)
	pass(focusDebounce)
}

func TestK1_FocusRefetchesStaleOnce(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		stale, fresh := answers(10*ms, 1), answers(0, 1)
		for range 3 {
			o, _ := watch(c, stale.query(Options{OnMount: TriggerNever}, "stale"))
			defer o.Close()
			o2, _ := watch(c, fresh.query(Options{StaleTime: time.Hour}, "fresh"))
			defer o2.Close()
		}
		pass(time.Second)
		blink(c)
		pass(time.Second)
		equal(t, "stale", stale.calls(), 2)
		equal(t, "fresh", fresh.calls(), 1)
		equal(t, "aborted", stale.aborted, 0)
		pass(time.Second)
		stale.takes = 10 * focusDebounce
		_ = c.Refetch(Filter{Prefix: P("stale")})
		pass(0)
		equal(t, "under way", stale.calls(), 3)
		blink(c)
		equal(t, "focus joins it", stale.calls(), 3)
		pass(time.Minute)
		equal(t, "and nothing follows", stale.calls(), 3)
		equal(t, "aborted", stale.aborted, 0)
	})
}

func TestK2_Triggers(t *testing.T) {
	for trigger, want := range map[Trigger][2]int{0: {1, 2}, TriggerStale: {1, 2}, TriggerNever: {1, 1}, TriggerAlways: {2, 3}} {
		bubble(t, Config{}, func(t *testing.T, c *Client) {
			s := answers(0, 1)
			o, _ := watch(c, s.query(Options{StaleTime: 5 * time.Minute, OnFocus: trigger}, "a"))
			defer o.Close()
			pass(0)
			blink(c)
			equal(t, "fresh", s.calls(), want[0])
			pass(5 * time.Minute)
			blink(c)
			equal(t, "stale", s.calls(), want[1])
		})
	}
}

func TestK4_FailedRefetchAndFocus(t *testing.T) {
	for stale, want := range map[time.Duration]int{Static: 2, Forever: 3} {
		bubble(t, Config{}, func(t *testing.T, c *Client) {
			s := answers(0, 1)
			s.fail = func(n int) error { return map[int]error{2: errOops}[n] }
			o, _ := watch(c, s.query(Options{StaleTime: stale, Retry: RetryPolicy{Max: NoRetry}}, "a"))
			defer o.Close()
			pass(0)
			_, err := o.Refetch(t.Context())
			equal(t, "the background error", err, errOops)
			blink(c)
			equal(t, "calls", s.calls(), want)
		})
	}
}

func TestFocusBetweenTwoWindowsIsNone(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		s := answers(0, 1)
		o, _ := watch(c, s.query(Options{}, "a"))
		defer o.Close()
		pass(0)
		for range 10 {
			c.SetFocused(false)
			pass(focusDebounce - 1)
			c.SetFocused(true)
			pass(time.Second)
		}
		equal(t, "calls", s.calls(), 1)
	})
}
