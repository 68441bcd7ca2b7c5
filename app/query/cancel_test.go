package query

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

func TestY1_LastLeaveCancelsAndReverts(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		s := answers(time.Second, 1)
		o, _ := watch(c, s.query(Options{}, "a"))
		o2, _ := watch(c, s.query(Options{}, "a"))
		pass(10 * ms)
		o.Close()
		pass(300 * ms)
		equal(t, "somebody is left", s.aborted, 0)
		o2.Close()
		pass(defaultGrace)
		equal(t, "aborted", s.aborted, 1)
		equal(t, "state", brief(resultOf(t, c, K[int]("a"))), "pending/idle")
	})
}

func TestY2_KeepGoingFinishes(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		s := answers(time.Second, 1)
		o, _ := watch(c, s.query(Options{KeepGoing: true}, "a"))
		o.Close()
		pass(time.Second)
		v, ok := Get(c, K[int]("a"))
		equal(t, "calls", s.calls(), 1)
		equal(t, "cached", v, 1)
		equal(t, "there", ok, true)
	})
}

func TestY3_CallerOutlivesTheLastObserver(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		s := answers(time.Second, 1)
		o, _ := watch(c, s.query(Options{}, "a"))
		got := in(func() (int, error) { return Fetch(t.Context(), c, s.query(Options{}, "a")) })
		pass(10 * ms)
		o.Close()
		v, err := got() // the anchor: old data, because the fetch was cancelled
		equal(t, "value", v, 1)
		equal(t, "error", err, nil)
		equal(t, "aborted", s.aborted, 0)
	})
}

func TestZC1_MetaIsStoredReplacedAndGivenToTheFetch(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		s := answers(0, 1)
		_, _ = Fetch(t.Context(), c, s.query(Options{Meta: Meta{"a": 1}}, "a"))
		equal(t, "stored", info(t, c, P("a")).Meta, Meta{"a": 1})
		_, _ = Fetch(t.Context(), c, s.query(Options{Meta: Meta{"b": 2}}, "a"))
		equal(t, "replaced", info(t, c, P("a")).Meta, Meta{"b": 2})
		equal(t, "given", s.seen[1].Meta, Meta{"b": 2})
	})
}

func TestZC2_RefetchGivesItsError(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		o, _ := watch(c, failing[int](0, 99).query(Options{Retry: RetryPolicy{Max: NoRetry}}, "a"))
		defer o.Close()
		pass(0)
		r, err := o.Refetch(t.Context())
		equal(t, "error", err, errOops)
		equal(t, "result", brief(r), "failure/idle (oops)")
	})
}

func TestCloseEndsEverything(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		s := answers(time.Hour, 1)
		o, log := watch(c, s.query(Options{}, "a"))
		got := in(func() (int, error) { return Fetch(t.Context(), c, s.query(Options{}, "a")) })
		p := c.Refetch(Filter{})
		pass(ms)
		_ = c.Close()
		_, err := got()
		equal(t, "caller", err, ErrClosed)
		equal(t, "pending", errors.Is(p.Wait(t.Context()), ErrClosed) || p.Count() == 0, true)
		equal(t, "aborted", s.aborted, 1)
		told := log.n()
		equal(t, "set", Set(c, K[int]("a"), 1), ErrClosed)
		c.Invalidate(Filter{})
		c.SetFocused(false)
		c.SetOnline(false)
		c.Remove(Filter{})
		c.Reset(Filter{})
		_, err = Fetch(t.Context(), c, s.query(Options{}, "a"))
		equal(t, "fetch", err, ErrClosed)
		o2, log2 := watch(c, s.query(Options{}, "b"))
		equal(t, "observe", brief(log2.last()), "failure/idle (query client closed)")
		o2.Close()
		o.SetQuery(s.query(Options{}, "c"))
		o.Close()
		equal(t, "told", log.n(), told)
		_ = c.Close()
	})
}

func TestFetchesEndWithTheBase(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(context.WithValue(t.Context(), key{}, "value"))
		c := New(Config{Base: ctx})
		defer c.Close()
		s := answers(time.Hour, 1)
		q := s.query(Options{}, "a")
		var seen any
		q.Fetch = func(ctx context.Context, fc FetchContext) (int, error) {
			seen = ctx.Value(key{})
			return s.fetch(ctx, fc)
		}
		o, log := watch(c, q)
		defer o.Close()
		pass(ms)
		cancel()
		pass(time.Minute)
		equal(t, "values pass", seen, any("value"))
		equal(t, "aborted", s.aborted, 1)
		equal(t, "without retry", brief(log.last()), "failure/idle (context canceled)")
		_, err := Fetch(t.Context(), c, q)
		equal(t, "later ones", errors.Is(err, context.Canceled), true)
		equal(t, "calls", s.calls(), 1)
	})
}

type key struct{}
