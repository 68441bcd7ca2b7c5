package widget

import (
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/sourcegraph/conc"
)

// pass lets fake time go on; in a bubble this takes none.
func pass(d time.Duration) {
	<-time.After(d)
	synctest.Wait()
}

type flushed struct {
	at   time.Duration
	keys int
}

// recorder is a gate whose flushes are noted with the time since it was made.
func recorder(p *Pump) (*Gate[int], *[]flushed) {
	start, log := time.Now(), &[]flushed{}
	return NewGate(p, func(marked map[int]struct{}) {
		*log = append(*log, flushed{time.Since(start), len(marked)})
	}), log
}

func inBubble(t *testing.T, f func(p *Pump)) {
	t.Helper()
	synctest.Test(t, func(*testing.T) {
		p := NewPump()
		defer p.Close()
		f(p)
	})
}

func TestTheFirstMarkFlushesAtOnceAndTheNextAfterTheInterval(t *testing.T) {
	inBubble(t, func(p *Pump) {
		g, log := recorder(p)
		g.SetEvery(EveryJob)
		g.Mark(1)
		synctest.Wait()
		g.Mark(2)
		g.Mark(3, 2)
		pass(time.Second)
		if diff := cmp.Diff([]flushed{{0, 1}, {100 * time.Millisecond, 2}}, *log, cmp.AllowUnexported(flushed{})); diff != "" {
			t.Error(diff)
		}
	})
}

func TestTenThousandMarksInASecondGiveAtMostSixtyFlushes(t *testing.T) {
	inBubble(t, func(p *Pump) {
		g, log := recorder(p)
		for i := range 10_000 {
			g.Mark(i)
			pass(100 * time.Microsecond)
		}
		pass(time.Second)
		sum := 0
		for _, f := range *log {
			sum += f.keys
		}
		if len(*log) > 60 || sum != 10_000 {
			t.Errorf("%d flushes with %d keys, want at most 60 with 10000", len(*log), sum)
		}
	})
}

func TestAHiddenViewIsNotFlushedUntilItShows(t *testing.T) {
	inBubble(t, func(p *Pump) {
		g, log := recorder(p)
		g.Hide()
		g.Mark(1)
		pass(time.Second)
		g.Mark(2)
		pass(time.Second)
		if len(*log) != 0 {
			t.Fatalf("flushed while hidden: %v", *log)
		}
		g.Show()
		synctest.Wait()
		if diff := cmp.Diff([]flushed{{2 * time.Second, 2}}, *log, cmp.AllowUnexported(flushed{})); diff != "" {
			t.Error(diff)
		}
		g.Show()
		pass(time.Second)
		if len(*log) != 1 {
			t.Error("showing with nothing marked flushed")
		}
	})
}

func TestHidingWhileAFlushWaitsKeepsTheMarks(t *testing.T) {
	inBubble(t, func(p *Pump) {
		g, log := recorder(p)
		g.Mark(1)
		synctest.Wait()
		g.Mark(2) // waits for its interval
		g.Hide()
		pass(time.Second)
		if len(*log) != 1 {
			t.Fatalf("flushed while hidden: %v", *log)
		}
		g.Show()
		synctest.Wait()
		if len(*log) != 2 || (*log)[1].keys != 1 {
			t.Errorf("after showing: %v, want one more flush of one key", *log)
		}
	})
}

func TestASlowGUISlowsTheFeed(t *testing.T) {
	inBubble(t, func(p *Pump) {
		var flushes, inFlight, most atomic.Int32
		g := NewGate(p, func(map[int]struct{}) {
			most.Store(max(most.Load(), inFlight.Add(1)))
			<-time.After(50 * time.Millisecond)
			inFlight.Add(-1)
			flushes.Add(1)
		})
		for i := range 1000 {
			g.Mark(i)
			pass(time.Millisecond)
		}
		pass(time.Second)
		if most.Load() != 1 || flushes.Load() > 21 {
			t.Errorf("%d at once and %d flushes in a second, want 1 and at most 21", most.Load(), flushes.Load())
		}
	})
}

func TestTheQueueHoldsAtMostOneFlush(t *testing.T) {
	inBubble(t, func(p *Pump) {
		posts, flushes := 0, 0
		g := NewGate[int](countingPost{p, &posts}, func(map[int]struct{}) {
			<-time.After(50 * time.Millisecond)
			flushes++
		})
		for i := range 1000 {
			g.Mark(i)
			pass(time.Millisecond)
		}
		pass(time.Second)
		if posts != flushes {
			t.Errorf("%d posts for %d flushes: the others waited in the queue for nothing", posts, flushes)
		}
	})
}

func TestAMarkThatComesDuringAFlushIsNotLost(t *testing.T) {
	inBubble(t, func(p *Pump) {
		var g *Gate[int]
		var seen []int
		g = NewGate(p, func(marked map[int]struct{}) {
			for k := range marked {
				seen = append(seen, k)
				if k < 3 {
					g.Mark(k + 1)
				}
			}
		})
		g.Mark(1)
		pass(time.Second)
		p.Do(func() {
			if diff := cmp.Diff([]int{1, 2, 3}, seen); diff != "" {
				t.Error(diff)
			}
		})
	})
}

func TestMarksFromManyGoroutinesAllArrive(t *testing.T) {
	inBubble(t, func(p *Pump) {
		got := map[int]struct{}{}
		g := NewGate(p, func(marked map[int]struct{}) {
			for k := range marked {
				got[k] = struct{}{}
			}
		})
		var workers conc.WaitGroup
		for w := range 8 {
			workers.Go(func() {
				for i := range 100 {
					g.Mark(w*100 + i)
				}
			})
		}
		workers.Wait()
		pass(time.Second)
		p.Do(func() {
			if len(got) != 800 {
				t.Errorf("%d keys arrived, want 800", len(got))
			}
		})
	})
}

func TestAPanicInAFlushLeavesTheGateWorking(t *testing.T) {
	g := NewGate(postNow{}, func(map[int]struct{}) { panic("bad view") })
	func() {
		defer func() {
			if recover() == nil {
				t.Error("the panic of a flush was swallowed")
			}
		}()
		g.Mark(1)
	}()
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.pending {
		t.Error("the gate waits for ever for the flush that panicked")
	}
}

func TestAClosedGateFlushesNoMore(t *testing.T) {
	inBubble(t, func(p *Pump) {
		g, log := recorder(p)
		g.Mark(1)
		synctest.Wait()
		g.Mark(2)
		g.Close()
		g.Mark(3)
		pass(time.Second)
		if len(*log) != 1 {
			t.Errorf("flushed after Close: %v", *log)
		}
	})
}

// postNow runs at once, on the caller: for tests of one goroutine.
type postNow struct{}

func (postNow) Post(f func()) { f() }
