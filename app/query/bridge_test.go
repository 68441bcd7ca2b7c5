package query

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// wire is a bus of the test: subscribers are called at once.
type wire struct {
	mu   sync.Mutex
	subs map[string][]func(any)
}

func (w *wire) Subscribe(topic string, fn func(any)) func() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.subs == nil {
		w.subs = map[string][]func(any){}
	}
	w.subs[topic] = append(w.subs[topic], fn)
	return func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		delete(w.subs, topic)
	}
}

func (w *wire) publish(topic string, payload any) {
	w.mu.Lock()
	subs := w.subs[topic]
	w.mu.Unlock()
	for _, fn := range subs {
		fn(payload)
	}
}

type (
	created  struct{ id int }
	progress struct{ seq, percent int }
)

func TestBridgeInvalidatesRemovesAndApplies(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		var w wire
		b := NewBridge(c, &w)
		defer b.Close()
		On(b, "deleted", func(a *Actions, e created) {
			a.Remove(P("b", e.id))
			a.Invalidate(Filter{Prefix: P("list")}, Filter{Prefix: P("stats")})
			Apply(a, K[int]("seen"), func(old int, ok bool) (int, bool) { return old + 1, true })
		})
		mustSet(t, c, K[int]("b", 1), 1)
		mustSet(t, c, K[int]("list", 1), 1)
		mustSet(t, c, K[int]("stats"), 1)
		var bus []Event
		c.Subscribe(func(e Event) {
			if e.Kind == EventBus {
				bus = append(bus, e)
			}
		})
		w.publish("deleted", created{1})
		equal(t, "removed", has(c, P("b", 1)), false)
		equal(t, "list", info(t, c, P("list", 1)).Invalidated, true)
		equal(t, "stats", info(t, c, P("stats")).Invalidated, true)
		equal(t, "applied", value(c, K[int]("seen")), 1)
		equal(t, "for the developer tools", bus[0].Touched, []Path{P("b", 1), P("list"), P("stats"), P("seen")})
		equal(t, "topic", bus[0].Topic, "deleted")
		b.Close()
		w.publish("deleted", created{2})
		equal(t, "closed", value(c, K[int]("seen")), 1)
	})
}

func TestBridgeCountsPayloadsOfAWrongType(t *testing.T) {
	var reported []error
	bubble(t, Config{Report: func(err error) { reported = append(reported, err) }}, func(t *testing.T, c *Client) {
		var w wire
		b := NewBridge(c, &w)
		defer b.Close()
		On(b, "created", func(a *Actions, e created) {
			Apply(a, K[string]("n"), func(string, bool) (string, bool) { return "", true })
		})
		w.publish("created", progress{})
		equal(t, "counted", b.Wrong(), 1)
		equal(t, "reported", reported[0].Error(), "event created carries a query.progress")
		mustSet(t, c, K[int]("n"), 1)
		w.publish("created", created{1})
		equal(t, "wrong key type", errors.Is(reported[1], ErrType), true)
	})
}

func TestStormOfCreatedEvents(t *testing.T) {
	bubble(t, Config{Coalesce: 16 * ms}, func(t *testing.T, c *Client) {
		var w wire
		b := NewBridge(c, &w)
		defer b.Close()
		On(b, "created", func(a *Actions, _ created) { a.Invalidate(Filter{Prefix: P("list")}) })
		var rows atomic.Int64
		s := answers(20*ms, 0)
		q := s.query(Options{StaleTime: time.Hour}, "list")
		count := q.Fetch
		q.Fetch = func(ctx context.Context, fc FetchContext) (int, error) {
			n := rows.Load() // what a reader sees that began now
			_, err := count(ctx, fc)
			return int(n), err
		}
		o, log := watch(c, q)
		defer o.Close()
		pass(time.Second)
		before := s.calls()
		for i := range 500 { // in a second
			rows.Add(1)
			w.publish("created", created{i})
			pass(2 * ms)
		}
		last := time.Since(s.born) - 2*ms
		pass(10 * time.Second)
		if n := s.calls() - before; n > 5 {
			t.Errorf("%d fetches", n)
		}
		if at := s.times(); at[len(at)-1] < last {
			t.Errorf("the last fetch began at %v, before the last event at %v", at[len(at)-1], last)
		}
		equal(t, "the final list", brief(log.last()), "success/idle 500")
	})
}

func TestStormOfProgress(t *testing.T) {
	flushes := 0
	bubble(t, Config{Coalesce: 17 * ms, Schedule: func(fn func()) { flushes++; fn() }}, func(t *testing.T, c *Client) {
		var w wire
		b := NewBridge(c, &w)
		defer b.Close()
		k := K[int]("scrape-status", 1)
		On(b, "progress", func(a *Actions, e progress) {
			Apply(a, k, func(old int, ok bool) (int, bool) { return e.percent, !ok || e.percent > old }, IfNewer(uint64(e.seq)))
		})
		told := 0
		o := Observe(c, Query[int]{Key: k}, func(Result[int]) { told++ })
		defer o.Close()
		pass(time.Second)
		flushes, told = 0, 0
		for i := range 10_000 { // in a second, some of them late
			w.publish("progress", progress{i ^ 1, i})
			pass(100 * time.Microsecond)
		}
		pass(time.Second)
		if flushes > 60 || told > 60 {
			t.Errorf("%d flushes, %d redraws", flushes, told)
		}
		equal(t, "the last value", value(c, k), 9998)
		equal(t, "shown", o.Result().Data, 9998)
	})
}

func TestBatchOfEventsIsOneFlush(t *testing.T) {
	var w window
	bubble(t, Config{Schedule: w.post}, func(t *testing.T, c *Client) {
		var bus wire
		b := NewBridge(c, &bus)
		defer b.Close()
		On(b, "many", func(a *Actions, n int) {
			for i := range n {
				Apply(a, K[int](fmt.Sprint(i)), func(int, bool) (int, bool) { return i, true })
			}
		})
		for i := range 10 {
			o, _ := watch(c, Query[int]{Key: K[int](fmt.Sprint(i))})
			defer o.Close()
		}
		bus.publish("many", 10)
		equal(t, "jobs", w.run(), 1)
	})
}
