package lead

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"letip/app/query"
	"letip/store/entity"
	"letip/store/event"
)

func TestTheFirstPageIsShownBeforeTheWholeOrderIsKnown(t *testing.T) {
	onBench(t, func(t *testing.T, b *bench) {
		b.found(0, names(300)...)
		b.rest(time.Second)
		hold := make(chan struct{})
		b.store.slow = func(entity.Filter) <-chan struct{} { return hold }
		l, _ := b.openList(ListOptions{})
		b.draw(func() {
			_, complete := l.IDs()
			row, ok := l.At(0)
			if l.Len() != 300 || complete || !ok || row.Name != "Lead 00000" {
				t.Errorf("%d rows (complete: %v), row 0 read: %v; want 300 rows of which the first page is read", l.Len(), complete, ok)
			}
			if _, ok := l.At(firstPage); ok {
				t.Error("a row behind the first page is there before it was read")
			}
		})
		close(hold)
		b.rest(100 * time.Millisecond)
		b.draw(func() {
			_, complete := l.IDs()
			if row, ok := l.At(firstPage); !complete || !ok || row.Name != "Lead 00100" {
				t.Errorf("row %d read: %v (complete: %v), want all of the first block", firstPage, ok, complete)
			}
		})
	})
}

func TestAnOldViewsAnswerIsDropped(t *testing.T) {
	onBench(t, func(t *testing.T, b *bench) {
		b.found(0, "Anna", "Bert", "Carl")
		b.rest(time.Second)
		hold, open := make(chan struct{}), make(chan struct{})
		close(open)
		b.store.slow = func(f entity.Filter) <-chan struct{} {
			if f.Search == "" {
				return hold
			}
			return open
		}
		l, shown := b.openList(ListOptions{})
		b.draw(func() {
			l.SetView(View{Filter: entity.Filter{Search: "Bert"}, Sort: entity.Sort{Field: "name"}})
		})
		b.rest(100 * time.Millisecond)
		close(hold)
		b.rest(time.Second)
		if diff := cmp.Diff([]string{"Bert"}, shown()); diff != "" {
			t.Errorf("after the slow answer to the first view (-want +got):\n%s", diff)
		}
	})
}

func TestAnotherViewKeepsTheLastRowsUntilItsFirstAnswer(t *testing.T) {
	onBench(t, func(t *testing.T, b *bench) {
		b.found(0, "Anna", "Bert")
		b.rest(time.Second)
		var opened int
		l, shown := b.openList(ListOptions{Changed: func(c Change) {
			if c.Opened {
				opened++
			}
		}})
		b.draw(func() {
			l.SetView(View{Sort: entity.Sort{Field: "name", Desc: true}})
			if diff := cmp.Diff([]string{"Anna", "Bert"}, shownList(l)); diff != "" {
				t.Errorf("at once (-want +got):\n%s", diff)
			}
		})
		b.rest(100 * time.Millisecond)
		if diff := cmp.Diff([]string{"Bert", "Anna"}, shown()); diff != "" {
			t.Errorf("after the answer (-want +got):\n%s", diff)
		}
		if opened != 2 {
			t.Errorf("the screen was told %d times to read from the top, want twice: once a view", opened)
		}
	})
}

// running puts a job into the cache as the journal's list has it.
func (b *bench) running() entity.JobID {
	b.t.Helper()
	j := b.job()
	if _, err := b.db.SetJobStatus(b.t.Context(), j.ID, entity.JobActive, nil); err != nil {
		b.t.Fatal(err)
	}
	watch(b, b.Jobs(50))
	b.rest(time.Second)
	return j.ID
}

func TestWhileAJobRunsNewLeadsWaitForTheirTurn(t *testing.T) {
	onBench(t, func(t *testing.T, b *bench) {
		b.found(0, "Anna", "Dora")
		job := b.running()
		l, shown := b.openList(ListOptions{})
		b.found(job, "Bert")
		b.rest(300 * time.Millisecond)
		if diff := cmp.Diff([]string{"Anna", "Dora"}, shown()); diff != "" {
			t.Errorf("a moment later (-want +got):\n%s", diff)
		}
		waiting := func() (n int) {
			b.draw(func() { n = l.Waiting() })
			return n
		}
		if n := waiting(); n != 1 {
			t.Errorf("%d leads wait, want 1", n)
		}
		b.rest(1500 * time.Millisecond)
		if diff := cmp.Diff([]string{"Anna", "Bert", "Dora"}, shown()); diff != "" {
			t.Errorf("after 1.5 s (-want +got):\n%s", diff)
		}
		if n := waiting(); n != 0 {
			t.Errorf("%d leads still wait", n)
		}

		b.found(job, "Carl")
		b.rest(300 * time.Millisecond)
		b.draw(func() { l.ShowNew() })
		b.rest(100 * time.Millisecond)
		if diff := cmp.Diff([]string{"Anna", "Bert", "Carl", "Dora"}, shown()); diff != "" {
			t.Errorf("after the rep asked for it (-want +got):\n%s", diff)
		}
	})
}

func TestWithoutAJobWhatChangesIsShownAtOnce(t *testing.T) {
	onBench(t, func(t *testing.T, b *bench) {
		b.found(0, "Anna")
		b.rest(time.Second)
		_, shown := b.openList(ListOptions{})
		b.found(0, "Bert")
		b.rest(100 * time.Millisecond)
		if diff := cmp.Diff([]string{"Anna", "Bert"}, shown()); diff != "" {
			t.Errorf("a moment later (-want +got):\n%s", diff)
		}
	})
}

func TestTheRepsOwnDeleteDoesNotWaitForTheJob(t *testing.T) {
	onBench(t, func(t *testing.T, b *bench) {
		ids := b.found(0, "Anna", "Dora")
		job := b.running()
		_, shown := b.openList(ListOptions{})
		b.found(job, "Bert", "Carl") // two come and wait, one goes
		b.rest(300 * time.Millisecond)
		b.draw(func() { b.Delete.Go(ids[:1], nil) })
		b.rest(50 * time.Millisecond)
		if slices.Contains(shown(), "Anna") {
			t.Errorf("the list shows %v, want the deleted lead gone at once", shown())
		}
	})
}

func TestOnlyTheBlocksAroundWhatIsSeenAreHeld(t *testing.T) {
	onBench(t, func(t *testing.T, b *bench) {
		b.found(0, names(3000)...)
		b.rest(time.Second)
		l, _ := b.openList(ListOptions{})
		held := func() (n int) {
			for _, e := range b.Cache().Entries(query.Filter{Prefix: rowsOf(l.View())}) {
				if e.Observers > 0 {
					n++
				}
			}
			return n
		}
		if n := held(); n != 2 {
			t.Errorf("at the top %d blocks are held, want the one that is seen and the one below", n)
		}
		for _, row := range []int{1500, 2970, 5} {
			b.draw(func() { l.Prefetch(row, row+25) })
			b.rest(100 * time.Millisecond)
			b.draw(func() {
				x, ok := l.At(row)
				if want := names(3000)[row]; !ok || x.Name != want {
					t.Errorf("row %d is read: %v, want %s", row, ok, want)
				}
			})
			if n := held(); n > 3 {
				t.Errorf("at row %d %d blocks are held, want at most 3", row, n)
			}
		}
	})
}

func TestAHiddenListReadsNothingAndCatchesUp(t *testing.T) {
	onBench(t, func(t *testing.T, b *bench) {
		b.found(0, "Anna")
		b.rest(time.Second)
		l, shown := b.openList(ListOptions{})
		b.draw(l.Pause)
		before := b.store.ids.Load()
		b.found(0, "Bert")
		b.rest(10 * time.Second)
		if n := b.store.ids.Load() - before; n != 0 {
			t.Errorf("the hidden list was read %d times", n)
		}
		b.draw(l.Resume)
		b.rest(100 * time.Millisecond)
		if diff := cmp.Diff([]string{"Anna", "Bert"}, shown()); diff != "" {
			t.Errorf("when it is seen again (-want +got):\n%s", diff)
		}
	})
}

func TestAChangedLeadIsTouchedAndAnUnchangedOneIsNot(t *testing.T) {
	onBench(t, func(t *testing.T, b *bench) {
		ids := b.found(0, "Anna", "Bert")
		b.rest(time.Second)
		var touched []entity.BusinessID
		b.openList(ListOptions{Changed: func(c Change) { touched = append(touched, c.Touched...) }})
		note := "call back"
		if _, err := b.db.Update(t.Context(), ids[1], entity.Update{Notes: &note}); err != nil {
			t.Fatal(err)
		}
		b.rest(time.Second)
		b.draw(func() {
			if diff := cmp.Diff(ids[1:], slices.Compact(touched)); diff != "" {
				t.Errorf("touched (-want +got):\n%s", diff)
			}
		})
	})
}

func TestAnErrorIsSaidAndTheRowsStay(t *testing.T) {
	onBench(t, func(t *testing.T, b *bench) {
		b.found(0, "Anna")
		b.rest(time.Second)
		l, shown := b.openList(ListOptions{})
		b.store.lists = errDisk
		b.draw(l.Refetch)
		b.rest(time.Second)
		if diff := cmp.Diff([]string{"Anna"}, shown()); diff != "" {
			t.Errorf("the rows (-want +got):\n%s", diff)
		}
		b.draw(func() {
			if l.Err() == nil {
				t.Error("nobody is told of the error")
			}
		})
		b.store.lists = nil
		b.bus.Publish(event.BusinessCreated{})
		b.rest(time.Second)
		b.draw(func() {
			if l.Err() != nil {
				t.Errorf("after a good answer the list still says %v", l.Err())
			}
		})
	})
}

func TestARowNeverComesBeforeItsName(t *testing.T) {
	onBench(t, func(t *testing.T, b *bench) {
		b.found(0, "Anna")
		b.rest(time.Second)
		var l *List
		bare := 0
		l, shown := b.openList(ListOptions{Changed: func(Change) {
			if l != nil {
				l.Prefetch(0, l.Len()) // as a grid does whenever it is told
				for _, name := range shownList(l) {
					if name == "…" {
						bare++
					}
				}
			}
		}})
		b.found(0, names(40)...)
		b.rest(time.Second)
		if n := len(shown()); n != 41 || bare != 0 {
			t.Errorf("%d rows are shown at the end, and %d were drawn without a name; want 41 and none", n, bare)
		}
	})
}
