package query

import (
	"context"
	"errors"
	"testing"
	"time"
)

func TestE1_ConcurrentMountsShareOneFetch(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		s := answers(10*ms, 1)
		for range 3 {
			o, _ := watch(c, s.query(Options{}, "a"))
			defer o.Close()
		}
		pass(time.Second)
		equal(t, "calls", s.calls(), 1)
	})
}

func TestE2_SecondFetchJoins(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		mustSet(t, c, K[int]("a"), 0)
		events := kinds(c)
		s := answers(10*ms, 1, 2)
		first := in(func() (int, error) { return Fetch(t.Context(), c, s.query(Options{}, "a")) })
		second := in(func() (int, error) { return Fetch(t.Context(), c, s.query(Options{}, "a")) })
		a, _ := first()
		b, _ := second()
		pass(0)
		equal(t, "both", []int{a, b}, []int{1, 1})
		equal(t, "calls", s.calls(), 1)
		equal(t, "events", events(), []string{"fetch", "success"})
	})
}

func TestE3_LeaveAndReturnMidFetch(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		s := answers(50*ms, 1)
		s.deaf = true
		o, _ := watch(c, s.query(Options{}, "a"))
		pass(10 * ms)
		o.Close()
		pass(10 * ms)
		o, _ = watch(c, s.query(Options{}, "a"))
		defer o.Close()
		pass(time.Second)
		equal(t, "calls", s.calls(), 1)
		equal(t, "result", brief(o.Result()), "success/idle 1")
	})
}

func TestE4_TabSwitchDoesNotRefetch(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		s := answers(500*ms, 1)
		o, _ := watch(c, s.query(Options{}, "a"))
		pass(10 * ms)
		o.Close()
		pass(defaultGrace - 1)
		o, _ = watch(c, s.query(Options{}, "a"))
		defer o.Close()
		pass(time.Second)
		equal(t, "calls", s.calls(), 1) // the anchor: 2, because the signal is read
		equal(t, "aborted", s.aborted, 0)
	})
}

func TestE5_RefetchWithDataFollowsTheFlight(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		s := answers(10*ms, 1, 2, 3)
		mustSet(t, c, K[int]("a"), 0)
		o, log := watch(c, s.query(Options{}, "a"))
		defer o.Close()
		pass(5 * ms)
		p := c.Invalidate(Filter{})
		c.Refetch(Filter{})
		c.Invalidate(Filter{})
		equal(t, "wait", p.Wait(t.Context()), nil)
		pass(time.Second)
		equal(t, "calls", s.times(), []time.Duration{0, 10 * ms})
		equal(t, "aborted", s.aborted, 0)
		equal(t, "both landed", log.brief(), []string{"success/fetching 0", "success/fetching 1", "success/idle 2"})
		equal(t, "fresh again", info(t, c, P("a")).Invalidated, false)
	})
}

func TestE6_RefetchWithoutDataJoinsAndFollows(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		s := answers(10*ms, 1, 2)
		o, _ := watch(c, s.query(Options{}, "a"))
		defer o.Close()
		pass(5 * ms)
		r, err := o.Refetch(t.Context())
		equal(t, "error", err, nil)
		equal(t, "result", brief(r), "success/idle 2")
		equal(t, "calls", s.times(), []time.Duration{0, 10 * ms})
	})
}

func TestE7_KeepInFlightIsContent(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		s := answers(10*ms, 1, 2)
		mustSet(t, c, K[int]("a"), 0)
		o, _ := watch(c, s.query(Options{}, "a"))
		defer o.Close()
		pass(5 * ms)
		equal(t, "wait", c.Refetch(Filter{}, KeepInFlight()).Wait(t.Context()), nil)
		pass(time.Second)
		equal(t, "calls", s.calls(), 1)
		equal(t, "aborted", s.aborted, 0)
	})
}

func TestE8_PollsAndMountsJoin(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		s := answers(50*ms, 1)
		q := s.query(Options{OnMount: TriggerAlways}, "a")
		q.Poll = Every[int](20 * ms)
		o, _ := watch(c, q)
		defer o.Close()
		pass(10 * ms)
		o2, _ := watch(c, q)
		defer o2.Close()
		pass(39 * ms)
		equal(t, "calls", s.calls(), 1)
		equal(t, "aborted", s.aborted, 0)
	})
}

func TestE9_MissingFetchIsAnError(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		_, err := Fetch(t.Context(), c, Query[int]{Key: K[int]("a", 1)})
		equal(t, "kind", errors.Is(err, ErrNoFetch), true)
		equal(t, "text", err.Error(), `missing fetch: ["a",1]`)
		o, _ := watch(c, Query[int]{Key: K[int]("a", 1)})
		defer o.Close()
		_, err = o.Refetch(t.Context())
		equal(t, "refetch", errors.Is(err, ErrNoFetch), true)
	})
}

func TestE11_ImmediateAnswerPassesThroughFetching(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		o, log := watch(c, answers(0, 1).query(Options{}, "a"))
		defer o.Close()
		pass(0)
		equal(t, "states", log.brief(), []string{"pending/fetching", "success/idle 1"})
	})
}

func TestE12_EntryWithoutFetcherUsesAWatchers(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		s := answers(0, 1)
		mustSet(t, c, K[int]("a"), 0)
		o, _ := watch(c, s.query(Options{StaleTime: time.Hour}, "a"))
		defer o.Close()
		passive, _ := watch(c, Query[int]{Key: K[int]("a")})
		defer passive.Close()
		equal(t, "refetched", c.Refetch(Filter{}).Count(), 1)
		pass(0)
		equal(t, "calls", s.calls(), 1)
	})
}

func TestE13_FetchIsToldWhatItIsFor(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		s := answers(time.Second, 1)
		s.fail = func(n int) error { return map[int]error{1: errOops}[n] }
		var ended error
		q := s.query(Options{Meta: Meta{"x": 1}, Retry: RetryPolicy{Max: 1}}, "a")
		q.Fetch = func(ctx context.Context, fc FetchContext) (int, error) {
			defer func() { ended = ctx.Err() }()
			return s.fetch(ctx, fc)
		}
		o, _ := watch(c, q)
		pass(2500 * ms)
		o.Close()
		pass(time.Second)
		m := Meta{"x": 1}
		equal(t, "contexts", s.seen, []FetchContext{
			{Path: P("a"), Meta: m, Attempt: 0, Cause: CauseMount}, {Path: P("a"), Meta: m, Attempt: 1, Cause: CauseMount},
		})
		equal(t, "ctx ends with the interest", ended, context.Canceled)
	})
}

func TestE14_StatusStaysWhileRefetching(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		s := answers(10*ms, 1)
		s.fail = func(n int) error { return map[int]error{2: errOops}[n] }
		o, log := watch(c, s.query(Options{Retry: RetryPolicy{Max: NoRetry}}, "a"))
		defer o.Close()
		pass(10 * ms)
		for range 2 {
			c.Refetch(Filter{})
			pass(10 * ms)
		}
		equal(t, "results", log.brief(), []string{
			"pending/fetching", "success/idle 1", "success/fetching 1", "failure/idle 1 (oops)",
			"failure/fetching 1 (oops)", "success/idle 1",
		})
	})
}

func TestE15_SuccessClearsTheFailure(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		s := failing[int](0, 1)
		o, _ := watch(c, s.query(Options{Retry: RetryPolicy{Max: NoRetry}}, "a"))
		defer o.Close()
		pass(0)
		equal(t, "failed", info(t, c, P("a")).FailureCount, 1)
		c.Refetch(Filter{})
		pass(0)
		e := info(t, c, P("a"))
		equal(t, "count", e.FailureCount, 0)
		equal(t, "reason", e.FailureReason, nil)
		equal(t, "error", e.Err, nil)
		equal(t, "invalidated", e.Invalidated, false)
	})
}

func TestE16_ClientWideCallbacksOncePerFetch(t *testing.T) {
	var got []string
	add := func(name string, e EntryInfo, err error) {
		s := name + e.Path.String()
		if err != nil {
			s += " " + err.Error()
		}
		got = append(got, s)
	}
	bubble(t, Config{
		OnError:   func(e EntryInfo, err error) { add("error", e, err) },
		OnSuccess: func(e EntryInfo) { add("success", e, nil) },
		OnSettled: func(e EntryInfo, err error) { add("settled", e, err) },
	}, func(t *testing.T, c *Client) {
		for range 3 {
			o, _ := watch(c, failing[int](0, 9).query(Options{Retry: RetryPolicy{Max: 1}}, "bad"))
			defer o.Close()
			o2, _ := watch(c, answers(0, 1).query(Options{StaleTime: time.Hour}, "good"))
			defer o2.Close()
		}
		pass(10 * time.Second)
		equal(t, "calls", got, []string{`success["good"]`, `settled["good"]`, `error["bad"] oops`, `settled["bad"] oops`})
	})
}

func TestPanicOfAFetchIsItsError(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		_, err := Fetch(t.Context(), c, Query[int]{Key: K[int]("a"), Fetch: func(context.Context, FetchContext) (int, error) { panic("no") }})
		var p *PanicError
		equal(t, "panic", errors.As(err, &p), true)
		equal(t, "stack", len(p.Stack) > 0, true)
	})
}
