package job

import (
	"context"
	"errors"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"letip/scrape/fetch"
	"letip/store"
	"letip/store/entity"
)

// one counts an item as one enriched business.
func one(it *Item) { it.Count(entity.Counts{Enriched: 1}, 1, 1) }

func TestItemsAreDoneOverAPoolOfEight(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var now, most atomic.Int32
		h := newHouse(t, map[entity.JobKind]Work{entity.KindEnrich: each(func(ctx context.Context, it *Item) error {
			n := now.Add(1)
			for seen := most.Load(); n > seen && !most.CompareAndSwap(seen, n); seen = most.Load() {
			}
			time.Sleep(time.Second) // on the bubble's clock
			now.Add(-1)
			one(it)
			return nil
		})})
		defer h.settle()
		began := time.Now()
		job := h.end(t, h.start(t, entity.KindEnrich, numbered(40)))
		if job.Status != entity.JobCompleted || job.Counts != (entity.Counts{Total: 40, Enriched: 40}) || job.Percent != 100 {
			t.Errorf("the job ended as %s with %+v at %v %%", job.Status, job.Counts, job.Percent)
		}
		if most.Load() != 8 || time.Since(began) > 6*time.Second {
			t.Errorf("%d at once, %v for 40 items of a second", most.Load(), time.Since(began))
		}
	})
}

func TestProgressNeverFallsAndEndsAt100WithTheLastEvent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, map[entity.JobKind]Work{entity.KindEnrich: each(func(ctx context.Context, it *Item) error {
			for i := range 10 {
				time.Sleep(70 * time.Millisecond)
				it.Count(entity.Counts{}, i+1, 10)
			}
			one(it)
			return nil
		})})
		defer h.settle()
		began := time.Now()
		h.end(t, h.start(t, entity.KindEnrich, numbered(30)))
		all := h.events.progress()
		if first := all[0].At.Sub(began); first > 500*time.Millisecond {
			t.Errorf("the first progress came after %v", first)
		}
		for i, p := range all[1:] {
			before := all[i]
			if p.Percent < before.Percent || p.Seq <= before.Seq || p.Percent >= 100 || p.Counts.Enriched < before.Counts.Enriched {
				t.Errorf("progress %d is %+v after %+v", i+1, p, before)
			}
			if gap := p.At.Sub(before.At); gap < 100*time.Millisecond {
				t.Errorf("progress %d came %v after the one before", i+1, gap)
			}
		}
		if half := all[len(all)/2]; half.ETA == 0 || (time.Since(began)-half.At.Sub(began)-half.ETA).Abs() > time.Second {
			t.Errorf("in the middle, %v before the end, the time left was said to be %v", time.Since(half.At), half.ETA)
		}
	})
}

func TestBurstOfCountsIsPublishedAtItsEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		held := make(chan struct{})
		h := newHouse(t, map[entity.JobKind]Work{entity.KindEnrich: each(func(_ context.Context, it *Item) error {
			for i := range 1000 {
				it.Count(entity.Counts{Found: 1}, i, 1000)
			}
			<-held
			return nil
		})})
		defer h.settle()
		id := h.start(t, entity.KindEnrich, keys("a"))
		time.Sleep(300 * time.Millisecond)
		all := h.events.progress()
		if n := len(all); n > 4 || all[n-1].Counts.Found != 1000 {
			t.Errorf("%d progresses, the last with %d counted", n, all[n-1].Counts.Found)
		}
		time.Sleep(2 * time.Second)
		if kept, _ := h.db.Job(t.Context(), id); kept.Counts.Found != 1000 {
			t.Errorf("the journal has %d counted after two seconds", kept.Counts.Found)
		}
		close(held)
		h.end(t, id)
	})
}

func TestPanickingItemFailsAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, map[entity.JobKind]Work{entity.KindEnrich: each(func(ctx context.Context, it *Item) error {
			if it.Key == "bad" {
				it.Count(entity.Counts{Failed: 1}, 1, 1)
				panic("planted")
			}
			one(it)
			return nil
		})})
		defer h.settle()
		id := h.start(t, entity.KindEnrich, keys("good", "bad", "fine"))
		job := h.end(t, id)
		if job.Status != entity.JobCompleted || job.Counts != (entity.Counts{Total: 3, Enriched: 2, Failed: 1}) {
			t.Errorf("the job ended as %s with %+v", job.Status, job.Counts)
		}
		want := map[string]entity.ItemStatus{"good": entity.ItemDone, "bad": entity.ItemFailed, "fine": entity.ItemDone}
		if diff := cmp.Diff(want, h.statuses(t, id)); diff != "" {
			t.Errorf("items (-want +got):\n%s", diff)
		}
		failures, err := h.db.Failures(t.Context(), 10, id)
		if err != nil || len(failures) != 1 || failures[0].Class != "internal" || failures[0].Attempt != 1 {
			t.Errorf("failures: %+v, %v", failures, err)
		}
		if log := h.log.String(); !strings.Contains(log, "planted") || !strings.Contains(log, "runner_test.go") {
			t.Errorf("the log has no stack of the panic:\n%s", log)
		}
	})
}

func TestPanicOutsideAnItemFailsTheJob(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, map[entity.JobKind]Work{
			entity.KindScrape: workFunc(func(context.Context, *Run) error { panic("planted") }),
		})
		defer h.settle()
		job := h.end(t, h.start(t, entity.KindScrape, nil))
		if job.Status != entity.JobFailed || job.Error.Class != "internal" {
			t.Errorf("the job ended as %s with %+v", job.Status, job.Error)
		}
	})
}

func TestOwnErrorsOfTheNetworkEndInTheJournalWithTheirClass(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, map[entity.JobKind]Work{
			entity.KindScrape: workFunc(func(ctx context.Context, r *Run) error {
				for item := range r.Items(ctx) {
					if err := r.Do(ctx, item, func(context.Context, *Item) error {
						return fetch.NewError(fetch.ClassBusy, "http://overpass.example/", "", nil)
					}); err != nil {
						return err
					}
				}
				return nil
			}),
		})
		defer h.settle()
		job := h.end(t, h.start(t, entity.KindScrape, keys("a", "b")))
		want := &entity.JobError{Class: "busy", Message: "overpass.example is too busy to answer now.", URL: "http://overpass.example/"}
		if diff := cmp.Diff(want, job.Error); diff != "" || job.Status != entity.JobFailed {
			t.Errorf("the job ended as %s (-want +got):\n%s", job.Status, diff)
		}
	})
}

func TestJobsOfOneKindRunOneAfterTheOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		var order []string
		note := func(s string) {
			mu.Lock()
			defer mu.Unlock()
			order = append(order, s)
		}
		slow := func(kind string) Work {
			return each(func(_ context.Context, it *Item) error {
				note(kind + " " + it.Key + " starts")
				time.Sleep(time.Second)
				note(kind + " " + it.Key + " ends")
				return nil
			})
		}
		h := newHouse(t, map[entity.JobKind]Work{entity.KindScrape: slow("scrape"), entity.KindEnrich: slow("enrich")})
		defer h.settle()
		first, second := h.start(t, entity.KindScrape, keys("1")), h.start(t, entity.KindScrape, keys("2"))
		time.Sleep(500 * time.Millisecond)
		if waits, err := h.db.Job(t.Context(), second); err != nil || waits.Status != entity.JobQueued {
			t.Errorf("the second is %s, %v", waits.Status, err)
		}
		beside := h.start(t, entity.KindEnrich, keys("3"))
		for _, id := range []entity.JobID{first, second, beside} {
			if job := h.end(t, id); job.Status != entity.JobCompleted {
				t.Errorf("job %d is %s", id, job.Status)
			}
		}
		want := []string{
			"scrape 1 starts", "enrich 3 starts", "scrape 1 ends", "scrape 2 starts", "enrich 3 ends", "scrape 2 ends",
		}
		if diff := cmp.Diff(want, order); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}

// blocked is a Work whose items wait until their job is stopped, and counts those that start.
func blocked(started *atomic.Int32) Work {
	return each(func(ctx context.Context, it *Item) error {
		started.Add(1)
		<-ctx.Done()
		return ctx.Err()
	})
}

func TestCancelStartsNoItemAfterwards(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var started atomic.Int32
		h := newHouse(t, map[entity.JobKind]Work{entity.KindEnrich: blocked(&started)})
		defer h.settle()
		id := h.start(t, entity.KindEnrich, numbered(100))
		synctest.Wait()
		asked := time.Now()
		if err := h.Cancel(t.Context(), id); err != nil {
			t.Fatal(err)
		}
		if took := time.Since(asked); took > 200*time.Millisecond {
			t.Errorf("the cancel was felt after %v", took)
		}
		time.Sleep(time.Minute)
		if n := started.Load(); n != 8 {
			t.Errorf("%d items started, 8 before the cancel", n)
		}
		job := h.end(t, id)
		if job.Status != entity.JobCancelled || job.Error.Class != "cancelled" || job.Percent == 100 {
			t.Errorf("the job is %s at %v %% with %+v", job.Status, job.Percent, job.Error)
		}
		if err := h.Resume(t.Context(), id); err == nil {
			t.Error("a cancelled job was resumed")
		}
	})
}

func TestPausedJobGoesOnBehindItsLastFinishedItem(t *testing.T) {
	for name, stop := range map[string]struct {
		halt func(*Runner, context.Context, entity.JobID) error
		rest entity.JobStatus
	}{
		"paused":      {(*Runner).Pause, entity.JobPaused},
		"interrupted": {(*Runner).Interrupt, entity.JobInterrupted},
	} {
		synctest.Test(t, func(t *testing.T) {
			done := map[string]int{} // one item at a time
			h := newHouse(t, map[entity.JobKind]Work{entity.KindEnrich: workFunc(func(ctx context.Context, r *Run) error {
				for item, err := range r.Items(ctx) {
					if err != nil {
						return err
					}
					if item.Status == entity.ItemDone {
						continue
					}
					err := r.Do(ctx, item, func(ctx context.Context, it *Item) error {
						select {
						case <-time.After(time.Second):
						case <-ctx.Done():
							return ctx.Err()
						}
						done[it.Key]++
						one(it)
						return nil
					})
					if err != nil {
						return err
					}
				}
				return nil
			})})
			defer h.settle()
			id := h.start(t, entity.KindEnrich, keys("a", "b", "c", "d"))
			time.Sleep(2500 * time.Millisecond)
			if err := stop.halt(h.Runner, t.Context(), id); err != nil {
				t.Fatal(err)
			}
			rests := h.end(t, id)
			if rests.Status != stop.rest || rests.Counts.Enriched != 2 || rests.Error != nil {
				t.Errorf("%s: it rests as %s with %+v, %+v", name, rests.Status, rests.Counts, rests.Error)
			}
			if err := h.Resume(t.Context(), id); err != nil {
				t.Fatal(err)
			}
			job := h.end(t, id)
			if job.Status != entity.JobCompleted || job.Counts != (entity.Counts{Total: 4, Enriched: 4}) {
				t.Errorf("%s: it ended as %s with %+v", name, job.Status, job.Counts)
			}
			if diff := cmp.Diff(map[string]int{"a": 1, "b": 1, "c": 1, "d": 1}, done); diff != "" {
				t.Errorf("%s: done (-want +got):\n%s", name, diff)
			}
			var before entity.Progress
			for _, p := range h.events.progress() {
				if p.Percent < before.Percent || p.Seq <= before.Seq {
					t.Errorf("%s: %+v after %+v", name, p, before)
				}
				before = p
			}
		})
	}
}

func TestQueuedJobIsStoppedWhereItWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var started atomic.Int32
		h := newHouse(t, map[entity.JobKind]Work{entity.KindScrape: blocked(&started)})
		defer h.settle()
		runs := h.start(t, entity.KindScrape, keys("a"))
		cancelled, paused := h.start(t, entity.KindScrape, keys("b")), h.start(t, entity.KindScrape, keys("c"))
		synctest.Wait()
		if err := h.Cancel(t.Context(), cancelled); err != nil {
			t.Error(err)
		}
		if err := h.Pause(t.Context(), paused); err != nil {
			t.Error(err)
		}
		if job := h.end(t, cancelled); job.Status != entity.JobCancelled {
			t.Errorf("the cancelled one is %s", job.Status)
		}
		if job := h.end(t, paused); job.Status != entity.JobPaused {
			t.Errorf("the paused one is %s", job.Status)
		}
		if err := h.Cancel(t.Context(), paused); err != nil {
			t.Errorf("cancel what nobody runs: %v", err)
		}
		if err := h.Cancel(t.Context(), runs); err != nil {
			t.Error(err)
		}
		if err := h.Interrupt(t.Context(), cancelled); err != nil {
			t.Errorf("interrupt what has ended: %v", err)
		}
		_, unknown := errors.AsType[*store.NoJobError](h.Cancel(t.Context(), 99))
		_, over := errors.AsType[*store.JobStateError](h.Cancel(t.Context(), cancelled))
		if !unknown || !over || started.Load() != 1 {
			t.Errorf("unknown %v, over %v, %d items started", unknown, over, started.Load())
		}
	})
}

func TestCloseInterruptsWhatRunsAndWhatWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var started atomic.Int32
		h := newHouse(t, map[entity.JobKind]Work{entity.KindScrape: blocked(&started)})
		defer h.settle()
		runs, waits := h.start(t, entity.KindScrape, keys("a")), h.start(t, entity.KindScrape, keys("b"))
		synctest.Wait()
		h.Close()
		for _, id := range []entity.JobID{runs, waits} {
			if job := h.end(t, id); job.Status != entity.JobInterrupted || job.Error != nil {
				t.Errorf("job %d is %s, %+v", id, job.Status, job.Error)
			}
		}
		if _, err := h.Start(t.Context(), entity.KindScrape, nil, nil); !errors.Is(err, ErrClosed) {
			t.Errorf("start after close: %v", err)
		}
		if err := h.Resume(t.Context(), runs); !errors.Is(err, ErrClosed) {
			t.Errorf("resume after close: %v", err)
		}
	})
}

func TestSourceThatAsksForALongRestPausesTheJob(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		rest := true
		h := newHouse(t, map[entity.JobKind]Work{entity.KindEnrich: each(func(_ context.Context, it *Item) error {
			if rest {
				return &PauseError{fetch.NewError(fetch.ClassRateLimited, "http://x.example/", "", nil)}
			}
			one(it)
			return nil
		})})
		defer h.settle()
		id := h.start(t, entity.KindEnrich, keys("a"))
		job := h.end(t, id)
		if job.Status != entity.JobPaused || job.Error == nil || job.Error.Class != "rate-limited" {
			t.Errorf("the job is %s with %+v", job.Status, job.Error)
		}
		rest = false
		if err := h.Resume(t.Context(), id); err != nil {
			t.Fatal(err)
		}
		if job := h.end(t, id); job.Status != entity.JobCompleted || job.Error != nil {
			t.Errorf("after it, the job is %s with %+v", job.Status, job.Error)
		}
	})
}

func TestFailedJobIsTriedAgainWithItsNextAttempt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		fails := 2
		h := newHouse(t, map[entity.JobKind]Work{entity.KindScrape: workFunc(func(ctx context.Context, r *Run) error {
			for item := range r.Items(ctx) {
				err := r.Do(ctx, item, func(context.Context, *Item) error {
					if fails--; fails >= 0 {
						return fetch.NewError(fetch.ClassTimeout, "", "", nil)
					}
					return nil
				})
				if err != nil {
					return err
				}
			}
			return nil
		})})
		defer h.settle()
		id := h.start(t, entity.KindScrape, keys("a"))
		for want := entity.JobFailed; ; {
			if job := h.end(t, id); job.Status != want {
				t.Fatalf("the job is %s, want %s", job.Status, want)
			}
			if want == entity.JobCompleted {
				break
			}
			if fails == 0 {
				want = entity.JobCompleted
			}
			if err := h.Resume(t.Context(), id); err != nil {
				t.Fatal(err)
			}
		}
		failures, err := h.db.Failures(t.Context(), 10, id)
		if err != nil || len(failures) != 2 || failures[0].Attempt != 2 || failures[1].Attempt != 1 {
			t.Errorf("failures: %+v, %v", failures, err)
		}
	})
}

// hasty is a journal in which a new job is cancelled before its runner has it.
type hasty struct{ Journal }

func (h hasty) CreateJob(
	ctx context.Context, kind entity.JobKind, search *entity.Search, items []entity.JobItem,
) (entity.Job, error) {
	job, err := h.Journal.CreateJob(ctx, kind, search, items)
	if err != nil {
		return job, err
	}
	_, err = h.SetJobStatus(ctx, job.ID, entity.JobCancelled, nil)
	return job, err
}

func TestJobThatIsCancelledWhileItIsQueuedNeverRuns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, nil)
		runner := NewRunner(Options{Journal: hasty{h.db}})
		var started atomic.Int32
		runner.Handle(entity.KindScrape, blocked(&started))
		defer h.settle()
		defer runner.Close()
		id, err := runner.Start(t.Context(), entity.KindScrape, nil, keys("a"))
		if err != nil {
			t.Fatal(err)
		}
		job, err := runner.Wait(t.Context(), id)
		if err != nil || job.Status != entity.JobCancelled || started.Load() != 0 {
			t.Errorf("the job is %s, %v; %d items started", job.Status, err, started.Load())
		}
	})
}

// broken is a journal that can't be written any more once it is told so.
type broken struct {
	Journal
	now atomic.Bool
}

func (b *broken) EndItem(ctx context.Context, end entity.ItemEnd) error {
	if b.now.Load() {
		return errors.New("database or disk is full")
	}
	return b.Journal.EndItem(ctx, end)
}

func TestJournalThatCannotBeWrittenEndsTheRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, nil)
		full := &broken{Journal: h.db}
		full.now.Store(true)
		runner := NewRunner(Options{Journal: full, Workers: 1})
		var done atomic.Int32
		runner.Handle(entity.KindEnrich, each(func(_ context.Context, it *Item) error { done.Add(1); return nil }))
		defer h.settle()
		defer runner.Close()
		id, err := runner.Start(t.Context(), entity.KindEnrich, nil, numbered(50))
		if err != nil {
			t.Fatal(err)
		}
		job, err := runner.Wait(t.Context(), id)
		if err != nil || job.Status != entity.JobFailed || !strings.Contains(job.Error.Message, "disk is full") {
			t.Errorf("the job is %s with %+v, %v", job.Status, job.Error, err)
		}
		if done.Load() > 3 {
			t.Errorf("%d items were done that could not be noted", done.Load())
		}
	})
}

func TestTwentyStartsAndCancelsLeaveNoGoroutine(t *testing.T) {
	var started atomic.Int32
	h := newHouse(t, map[entity.JobKind]Work{entity.KindEnrich: blocked(&started)})
	defer h.settle()
	cycle := func() {
		before := started.Load()
		id := h.start(t, entity.KindEnrich, numbered(20))
		for started.Load() < before+8 {
			runtime.Gosched()
		}
		if err := h.Cancel(t.Context(), id); err != nil {
			t.Fatal(err)
		}
	}
	cycle() // the pools of the database grow once
	h.goroutines.Wait()
	before := goleak.IgnoreCurrent()
	for range 20 {
		cycle()
	}
	h.goroutines.Wait()
	// A transaction's own watcher ends a moment after its commit: goleak gives it that moment, a bare count does not.
	if err := goleak.Find(before); err != nil {
		t.Error(err)
	}
}
