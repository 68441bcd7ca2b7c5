package query

import (
	"context"
	"errors"
	"testing"
	"time"
)

// more is a mutation that takes some time, shows one more meanwhile, and ends with err.
func more(takes time.Duration, err error) Mutation[int, int, int] {
	return Mutation[int, int, int]{
		OnMutate: func(_ context.Context, tx *Tx, _ int) (int, error) {
			PatchAll(tx, Filter{}, func(_ Path, n int) int { return n + 1 })
			return 0, nil
		},
		Run: func(context.Context, int) (int, error) { doze(takes); return 0, err },
	}
}

func TestAFirstReadThatBeganBeforeTheChangeGetsItInTheEnd(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		src := answers(time.Second, 1)
		NewMutator(c, more(time.Second, nil)).Go(0, nil)
		pass(time.Second / 2)
		o, _ := watch(c, src.query(Options{}, "n"))
		pass(2 * time.Second)
		equal(t, "with the change that it missed", o.Result().Data, 2)

		NewMutator(c, more(time.Second, errOops)).Go(0, nil)
		pass(2 * time.Second)
		equal(t, "also after another one failed", o.Result().Data, 2)
		equal(t, "calls", src.calls(), 1)
	})
}

func TestAPausedObserverDoesNotKeepAFetchGoing(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		src := answers(time.Second, 1, 2)
		o, _ := watch(c, src.query(Options{}, "n"))
		pass(time.Second / 2)
		c.Invalidate(Filter{Prefix: P("n")})
		o.Pause()
		pass(10 * time.Second)
		equal(t, "calls while paused", src.calls(), 1)
		o.Resume()
		pass(2 * time.Second)
		equal(t, "calls afterwards", src.calls(), 2)
		equal(t, "data", o.Result().Data, 2)
	})
}

func TestWhoCameAfterTheInvalidationGetsTheNextAnswer(t *testing.T) {
	type late struct {
		Data  int
		After time.Duration
	}
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		src := answers(time.Second, 1, 2)
		q := src.query(Options{StaleTime: time.Hour}, "n")
		first := in(func() (int, error) { return Fetch(t.Context(), c, q) })
		pass(time.Second / 2)
		c.Invalidate(Filter{Prefix: P("n")})
		second := in(func() (int, error) { return Fetch(t.Context(), c, q) })
		v1, _ := first()
		v2, _ := second()
		equal(t, "nobody watches", []int{v1, v2}, []int{1, 2})
	})
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		src := answers(time.Second, 1, 2, 3, 4)
		q := src.query(Options{StaleTime: time.Hour}, "n")
		_, _ = watch(c, q)
		pass(2 * time.Second)
		seldom := AtMostEvery(time.Minute)
		c.Invalidate(Filter{Prefix: P("n")}, seldom)
		pass(time.Second / 2)
		c.Invalidate(Filter{Prefix: P("n")}, seldom)
		began := time.Now()
		got := in(func() (late, error) {
			v, err := Fetch(t.Context(), c, q)
			return late{v, time.Since(began)}, err
		})
		l, _ := got()
		equal(t, "who waits does not wait for the window", l, late{3, 3 * time.Second / 2})
	})
}

func TestWritesDuringReadsCauseReadsNoMoreOftenThanTheWindow(t *testing.T) {
	bubble(t, Config{Window: 10 * time.Second}, func(t *testing.T, c *Client) {
		src := answers(time.Second, 100)
		_, _ = watch(c, src.query(Options{}, "n"))
		for i := range 40 {
			pass(time.Second / 2)
			mustSet(t, c, K[int]("n"), i)
		}
		equal(t, "reads in 20 s", src.times(), secs(0, 1)) // what was written last is news enough
	})
}

func TestAnInvalidationBeforeARetryIsAnsweredByIt(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		src := failing[int](time.Second, 1)
		_, _ = watch(c, src.query(Options{Retry: RetryPolicy{Max: 3, Delay: func(int, error) time.Duration { return time.Second }}}, "n"))
		pass(time.Second / 2)
		c.Invalidate(Filter{Prefix: P("n")})
		pass(10 * time.Second)
		equal(t, "calls", src.calls(), 2)
		equal(t, "invalidated", info(t, c, P("n")).Invalidated, false)
	})
}

func TestWhatLooksGoneIsNotReadOnFocus(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		src := answers(0, 1)
		o, _ := watch(c, src.query(Options{}, "n"))
		pass(time.Second)
		hold := make(chan struct{})
		NewMutator(c, Mutation[int, int, int]{
			OnMutate: func(_ context.Context, tx *Tx, _ int) (int, error) { tx.Hide(P("n")); return 0, nil },
			Run:      func(context.Context, int) (int, error) { <-hold; return 0, errOops },
		}).Go(0, nil)
		pass(time.Second)
		equal(t, "it looks gone", errors.Is(o.Result().Err, ErrGone), true)
		c.SetFocused(false)
		pass(time.Second)
		c.SetFocused(true)
		pass(time.Second)
		equal(t, "reads", src.calls(), 1)
		close(hold)
		pass(time.Second)
		equal(t, "back again", o.Result().Data, 1)
	})
}
