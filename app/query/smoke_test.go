package query

import (
	"context"
	"testing"
	"testing/synctest"
	"time"
)

func TestSmoke(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := New(Config{})
		defer c.Close()
		calls := 0
		q := Query[int]{Key: K[int]("a", 1), Fetch: func(ctx context.Context, _ FetchContext) (int, error) {
			calls++
			n := calls
			time.Sleep(10 * time.Millisecond)
			return n, nil
		}, Options: Options{StaleTime: time.Minute}}
		var got []Result[int]
		o := Observe(c, q, func(r Result[int]) { got = append(got, r) })
		defer o.Close()
		synctest.Wait()
		c.Invalidate(Filter{Prefix: P("a")})
		time.Sleep(time.Second)
		synctest.Wait()
		if calls != 2 || o.Result().Data != 2 {
			t.Fatal(calls, o.Result())
		}
		for _, r := range got {
			t.Logf("%+v", r)
		}
		m := NewMutator(c, Mutation[int, int, int]{Run: func(ctx context.Context, v int) (int, error) { time.Sleep(time.Second); return v, nil },
			OnMutate: func(ctx context.Context, tx *Tx, v int) (int, error) {
				Patch(tx, q.Key, func(old int) int { return old + v })
				return 0, nil
			}, Affects: func(int) []Filter { return []Filter{{}} }})
		m.Go(40, func(int, error) { t.Log("done") })
		if v, _ := Get(c, q.Key); v != 42 {
			t.Fatal(v)
		}
		time.Sleep(3 * time.Second)
		synctest.Wait()
		if v, _ := Get(c, q.Key); v != 3 {
			t.Fatal(v)
		}
	})
}
