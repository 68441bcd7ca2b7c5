package query

import (
	"context"
	"errors"
	"testing"
	"time"
)

func TestF1_EnsureTakesAnyData(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		s := answers(0, new(int))
		mustSet(t, c, K[*int]("a"), nil)
		v, err := Ensure(t.Context(), c, s.query(Options{}, "a"))
		equal(t, "nil is data", v, nil)
		equal(t, "error", err, nil)
		c.Invalidate(Filter{})
		_, _ = Ensure(t.Context(), c, s.query(Options{}, "a"))
		equal(t, "calls", s.calls(), 0)
	})
}

func TestF2_EnsureFetchesWhatIsMissing(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		v, err := Ensure(t.Context(), c, answers(ms, 7).query(Options{}, "a"))
		equal(t, "value", v, 7)
		equal(t, "error", err, nil)
	})
}

func TestF3_EnsureAndPrefetchRevalidate(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		q := answers(10*ms, 2).query(Options{}, "a")
		mustSet(t, c, q.Key, 1)
		v, _ := Ensure(t.Context(), c, q)
		Prefetch(c, q)
		equal(t, "old now", v, 1)
		pass(10 * ms)
		v, _ = Get(c, q.Key)
		equal(t, "new in the background", v, 2)
	})
}

func TestF4_FetchDoesNotRetryByDefault(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		s := failing[int](0, 9)
		_, err := Fetch(t.Context(), c, s.query(Options{}, "a"))
		equal(t, "error", errors.Is(err, errOops), true)
		equal(t, "calls", s.calls(), 1)
		s = failing[int](0, 9)
		_, _ = Fetch(t.Context(), c, s.query(Options{Retry: RetryPolicy{Max: 2}}, "b"))
		equal(t, "unless told", s.calls(), 3)
	})
}

func TestF5_FetchHonoursTheStaleTime(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		s := answers(0, 1, 2, 3)
		mustSet(t, c, K[int]("a"), 0)
		var got []int
		for _, step := range []struct{ wait, stale time.Duration }{{0, 100 * ms}, {10 * ms, 10 * ms}, {0, 10 * ms}, {10 * ms, 10 * ms}} {
			pass(step.wait)
			v, _ := Fetch(t.Context(), c, s.query(Options{StaleTime: step.stale}, "a"))
			got = append(got, v)
		}
		equal(t, "values", got, []int{0, 1, 1, 2})
	})
}

func TestF6_FetchDoesNotOverwriteDataWithInitial(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		q := answers(0, "new").query(Options{StaleTime: time.Hour}, "a")
		q.Initial = func() (string, time.Time, bool) { return "initial", time.Now(), true }
		mustSet(t, c, q.Key, "og")
		v, _ := Fetch(t.Context(), c, q)
		equal(t, "value", v, "og")
	})
}

func TestF7_PrefetchSwallowsErrors(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		s := failing[int](0, 9)
		Prefetch(c, s.query(Options{}, "a"))
		pass(time.Minute)
		equal(t, "calls", s.calls(), 1)
		equal(t, "kept in the entry", info(t, c, P("a")).Err, errOops)
	})
}

func TestF8_FetchedAndUnwatchedIsCollected(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		for k, gc := range map[string]time.Duration{"at once": AtOnce, "ever": Forever, "ten": 10 * ms} {
			_, _ = Fetch(t.Context(), c, answers(0, 1).query(Options{GCTime: gc}, k))
		}
		pass(0)
		equal(t, "at once", has(c, P("at once")), false)
		pass(10*ms - 1)
		equal(t, "before ten", has(c, P("ten")), true)
		pass(1)
		equal(t, "after ten", has(c, P("ten")), false)
		pass(1000 * time.Hour)
		equal(t, "ever", has(c, P("ever")), true)
	})
}

func TestF9_FetchIgnoresEnabled(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		q := answers(0, 1).query(Options{}, "a")
		q.Enabled = func(State[int]) bool { return false }
		v, err := Fetch(t.Context(), c, q)
		equal(t, "value", v, 1)
		equal(t, "error", err, nil)
	})
}

func TestFetchGivesUpWithItsContext(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		s := answers(time.Second, 1)
		ctx, cancel := context.WithTimeout(t.Context(), 10*ms)
		defer cancel()
		_, err := Fetch(ctx, c, s.query(Options{}, "a"))
		equal(t, "error", errors.Is(err, context.DeadlineExceeded), true)
		pass(time.Second)
		equal(t, "aborted after the grace", s.aborted, 1)
		equal(t, "as if it had not been", brief(resultOf(t, c, K[int]("a"))), "pending/idle")
	})
}

func TestJoinedCallersShareAndMayLeave(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		s := answers(time.Second, 1)
		a, b := Join(c, s.query(Options{}, "a")), Join(c, s.query(Options{}, "a"))
		a.Release()
		a.Release()
		pass(500 * ms)
		v, err := b.Wait(t.Context())
		equal(t, "value", v, 1)
		equal(t, "error", err, nil)
		equal(t, "calls", s.calls(), 1)
	})
}

func TestFetchAfterAnInvalidationGetsAYoungerAnswer(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		s := answers(10*ms, 1, 2, 3)
		early := in(func() (int, error) { return Fetch(t.Context(), c, s.query(Options{}, "a")) })
		pass(5 * ms)
		c.Invalidate(Filter{})
		late := in(func() (int, error) { return Fetch(t.Context(), c, s.query(Options{}, "a")) })
		left := Join(c, s.query(Options{}, "a"))
		pass(0)
		left.Release()
		a, _ := early()
		b, _ := late()
		equal(t, "answers", []int{a, b}, []int{1, 2})
		pass(time.Second)
		equal(t, "calls", s.calls(), 2)
	})
}
