package query

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"
)

// httpError is what a polite fetcher might give.
type httpError struct {
	code  int
	after time.Duration
}

func (e *httpError) Error() string             { return fmt.Sprint(e.code) }
func (e *httpError) HTTPStatus() int           { return e.code }
func (e *httpError) RetryAfter() time.Duration { return e.after }

func TestI1_ThreeRetriesByDefault(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		s := failing[int](0, 99)
		o, log := watch(c, s.query(Options{}, "a"))
		defer o.Close()
		pass(7*time.Second - 1)
		equal(t, "pending before", log.last().Status, StatusPending)
		pass(time.Hour)
		equal(t, "calls", s.times(), secs(0, 1, 3, 7))
		equal(t, "failed at", log.at[len(log.at)-1], 7*time.Second)
		equal(t, "count", log.last().FailureCount, 4)
		equal(t, "result", brief(log.last()), "failure/idle (oops)")
	})
}

func TestI2_BackOff(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		s := failing[int](0, 99)
		o, _ := watch(c, s.query(Options{Retry: RetryPolicy{Max: Unlimited}}, "a"))
		defer o.Close()
		pass(122 * time.Second)
		var gaps []time.Duration
		for i, at := range s.times()[1:] {
			gaps = append(gaps, at-s.times()[i])
		}
		equal(t, "gaps", gaps, secs(1, 2, 4, 8, 16, 30, 30, 30))
	})
}

func TestI3_MaxAndShould(t *testing.T) {
	var asked []string
	for _, row := range []struct {
		name  string
		retry RetryPolicy
		want  int
	}{
		{"none", RetryPolicy{Max: NoRetry}, 1},
		{"two", RetryPolicy{Max: 2}, 3},
		{"for ever", RetryPolicy{Max: Unlimited}, 20},
		{"as a function says", RetryPolicy{Max: Unlimited, Should: func(failures int, err error) bool {
			asked = append(asked, fmt.Sprint(failures, err))
			return failures < 2
		}}, 3},
	} {
		bubble(t, Config{}, func(t *testing.T, c *Client) {
			s := failing[int](0, 19)
			row.retry.Delay = func(int, error) time.Duration { return ms }
			o, _ := watch(c, s.query(Options{Retry: row.retry}, "a"))
			defer o.Close()
			pass(time.Minute)
			equal(t, row.name, s.calls(), row.want)
		})
	}
	equal(t, "failures count from 0", asked, []string{"0 oops", "1 oops", "2 oops"})
}

func TestI4_DelayAndRetryAfter(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		s := failing[int](0, 99)
		o, _ := watch(c, s.query(Options{Retry: RetryPolicy{Max: 2, Delay: func(n int, err error) time.Duration {
			equal(t, "err", err, errOops)
			return time.Duration(n+1) * 10 * ms
		}}}, "a"))
		defer o.Close()
		pass(time.Minute)
		equal(t, "calls", s.times(), secs(0, .010, .030))

		s = answers(0, 1)
		s.fail = func(n int) error {
			return map[int]error{1: fmt.Errorf("find: %w", &httpError{429, 30 * time.Second}), 2: &httpError{503, 0}}[n]
		}
		o2, _ := watch(c, s.query(Options{Retry: HTTPRetry(3)}, "b"))
		defer o2.Close()
		pass(time.Minute)
		equal(t, "after 429 as it says, after 503 the back-off", s.times(), secs(0, 30, 32))
	})
}

func TestI5_FailuresShowWhilePending(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		o, log := watch(c, failing[int](0, 99).query(Options{}, "a"))
		defer o.Close()
		var got []string
		pass(0)
		for _, wait := range secs(0, 1, 2) {
			pass(wait)
			r := log.last()
			got = append(got, fmt.Sprint(r.Status, r.Fetch, r.FailureCount, r.FailureReason, r.Err))
		}
		equal(t, "at 0, 1, 3 s", got, []string{
			"pending fetching 1 oops <nil>", "pending fetching 2 oops <nil>", "pending fetching 3 oops <nil>",
		})
	})
}

func TestI6_LeavingStopsRetries(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		s := failing[int](0, 99)
		o, _ := watch(c, s.query(Options{Retry: RetryPolicy{Max: 10, Delay: func(int, error) time.Duration { return 50 * ms }}}, "a"))
		pass(50 * ms)
		o.Close()
		pass(time.Minute)
		equal(t, "calls", s.calls(), 2)
	})
}

func TestI7_NewWatcherLetsStoppedRetriesGoOn(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		s := failing[int](0, 3)
		q := s.query(Options{Retry: RetryPolicy{Max: 3, Delay: func(int, error) time.Duration { return 50 * ms }}}, "a")
		o, _ := watch(c, q)
		pass(60 * ms)
		o.Close()
		pass(100 * ms) // a retry fell due at 100
		o, log := watch(c, q)
		defer o.Close()
		pass(time.Minute)
		equal(t, "calls", s.times(), secs(0, .050, .160, .210))
		equal(t, "in the end", brief(log.last()), "success/idle 0")
	})
}

func TestI9_CancelWhilePaused(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		c.SetOnline(false)
		got := in(func() (int, error) {
			return Fetch(t.Context(), c, answers(0, 1).query(Options{Network: ModeOnline}, "a"))
		})
		pass(time.Second)
		_ = c.Cancel(t.Context(), Filter{}, true)
		_, err := got()
		equal(t, "error", err, ErrCanceled)
	})
}

// The user's document: no retry on 4xx, but on 429.
func TestHTTPRetryKnowsTheStatus(t *testing.T) {
	for code, want := range map[int][]time.Duration{
		404: secs(0), 429: secs(0, 1, 3, 7), 500: secs(0, 1, 3, 7), 0: secs(0, 1, 3, 7), -1: secs(0),
	} {
		bubble(t, Config{}, func(t *testing.T, c *Client) {
			s := answers(0, 1)
			s.fail = func(int) error {
				switch code {
				case 0:
					return errOops
				case -1:
					return fmt.Errorf("read: %w", context.Canceled)
				}
				return &httpError{code: code}
			}
			o, _ := watch(c, s.query(Options{Retry: HTTPRetry(3)}, "a"))
			defer o.Close()
			pass(time.Hour)
			equal(t, fmt.Sprint(code), s.times(), want)
		})
	}
	if !errors.As(error(&httpError{}), new(StatusCoder)) {
		t.Error("not a StatusCoder")
	}
}

func TestJitterOnlyShortens(t *testing.T) {
	p := RetryPolicy{Max: 3, Jitter: 0.5}
	for range 100 {
		if d, ok := p.again(0, 1, errOops); !ok || d > 2*time.Second || d < time.Second {
			t.Fatal(d, ok)
		}
	}
}
