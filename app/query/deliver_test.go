package query

import (
	"fmt"
	"testing"
	"time"
)

// window is a GUI thread: it runs what it was given when the test lets it.
type window struct{ jobs []func() }

func (w *window) post(fn func()) { w.jobs = append(w.jobs, fn) }

func (w *window) run() int {
	n := 0
	for len(w.jobs) > 0 {
		fn := w.jobs[0]
		w.jobs = w.jobs[1:]
		fn()
		n++
	}
	return n
}

func TestT1_BatchesNestAndFlushAtTheEnd(t *testing.T) {
	flushes := 0
	bubble(t, Config{Schedule: func(fn func()) { flushes++; fn() }}, func(t *testing.T, c *Client) {
		k := K[int]("a")
		o, log := watch(c, Query[int]{Key: k})
		defer o.Close()
		c.Batch(func() {
			c.Batch(func() { mustSet(t, c, k, 1) })
			equal(t, "inside", log.n(), 1)
			mustSet(t, c, k, 2)
		})
		equal(t, "flushes", flushes, 1)
		equal(t, "results", log.brief(), []string{"pending/idle", "success/idle 2"})
		func() {
			defer func() { equal(t, "panic", recover(), any("no")) }()
			c.Batch(func() {
				mustSet(t, c, k, 3)
				panic("no")
			})
		}()
		equal(t, "also when the body panics", brief(log.last()), "success/idle 3")
	})
}

func TestT2_ScheduleIsReplaceable(t *testing.T) {
	var w window
	bubble(t, Config{Schedule: w.post}, func(t *testing.T, c *Client) {
		k := K[int]("a")
		o, log := watch(c, Query[int]{Key: k})
		defer o.Close()
		mustSet(t, c, k, 1)
		mustSet(t, c, k, 2)
		equal(t, "nothing by itself", log.n(), 1)
		equal(t, "one job", w.run(), 1)
		equal(t, "delivered there", brief(log.last()), "success/idle 2")
	})
}

func TestT3_SubscribersAreDeferredOffTheLock(t *testing.T) {
	var w window
	bubble(t, Config{Schedule: w.post}, func(t *testing.T, c *Client) {
		heard := 0
		c.Subscribe(func(e Event) {
			heard++
			c.Entries(Filter{}) // would deadlock under the lock
		})
		c.Batch(func() {
			for i := range 3 {
				mustSet(t, c, K[int](i), i)
			}
			equal(t, "inside the batch", heard, 0)
		})
		equal(t, "after it", heard, 0)
		w.run()
		equal(t, "after the tick", heard, 6)
	})
}

func TestT4_NewestResultPerObserverPerFlush(t *testing.T) {
	var w window
	bubble(t, Config{Schedule: w.post}, func(t *testing.T, c *Client) {
		var told notes
		for i := range 3 {
			o := Observe(c, Query[int]{Key: K[int](i)}, func(r Result[int]) { told.add(i, r.Data) })
			defer o.Close()
		}
		for round := 1; round <= 4; round++ {
			for _, i := range []int{2, 0, 1} {
				mustSet(t, c, K[int](i), round)
			}
		}
		equal(t, "jobs", w.run(), 1)
		equal(t, "in the order of commits", told.lines()[3:], []string{"2 4", "0 4", "1 4"})
	})
}

func TestFlushesKeepTheirDistance(t *testing.T) {
	bubble(t, Config{Coalesce: 16 * ms}, func(t *testing.T, c *Client) {
		k := K[int]("a")
		o, log := watch(c, Query[int]{Key: k})
		defer o.Close()
		pass(time.Second)
		for i := range 40 { // for 40 ms
			mustSet(t, c, k, i)
			pass(ms)
		}
		pass(time.Second)
		var at []time.Duration
		for _, d := range log.at[1:] {
			at = append(at, d-time.Second)
		}
		equal(t, "the first at once", at, secs(0, .016, .032, .048))
		equal(t, "the last exact", log.last().Data, 39)
	})
}

func TestPanicInACallbackLeavesTheOthersTheirs(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		k := K[int]("a")
		o := Observe(c, Query[int]{Key: k}, func(r Result[int]) {
			if r.Data == 1 {
				panic("no")
			}
		})
		defer o.Close()
		o2, log := watch(c, Query[int]{Key: k})
		defer o2.Close()
		func() {
			defer func() { equal(t, "reaches who scheduled", fmt.Sprint(recover()), "no") }()
			mustSet(t, c, k, 1)
		}()
		equal(t, "the other", brief(log.last()), "success/idle 1")
		mustSet(t, c, k, 2)
		equal(t, "and goes on", brief(log.last()), "success/idle 2")
	})
}
