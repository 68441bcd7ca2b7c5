package lead

import (
	"testing"
	"time"

	"letip/app/query"
	"letip/store/entity"
)

func TestStaleTimesAreTheDocuments(t *testing.T) {
	onBench(t, func(t *testing.T, b *bench) {
		id := b.found(0, "Anna")[0]
		b.rest(time.Second) // its event has been followed
		list := b.Page(View{}, entity.Page{Number: 1, Limit: 20})
		mount := func() {
			o := query.Observe(b.Cache(), list, func(query.Result[entity.BusinessPage]) {})
			s := query.Observe(b.Cache(), b.Business(id), func(query.Result[entity.Business]) {})
			b.rest(100 * time.Millisecond)
			o.Close()
			s.Close()
		}
		reads := func() [2]int64 { return [2]int64{b.store.pages.Load(), b.store.singles.Load()} }
		mount()
		if got := reads(); got != [2]int64{1, 1} {
			t.Fatalf("the first look read %v, want one page and one lead", got)
		}
		b.rest(5*time.Minute - 500*time.Millisecond)
		mount()
		if got := reads(); got != [2]int64{1, 1} {
			t.Errorf("before 5 minutes %v reads, want none", got)
		}
		b.rest(time.Second)
		mount()
		if got := reads(); got != [2]int64{2, 1} {
			t.Errorf("after 5 minutes %v reads, want the page again and not the lead", got)
		}
		b.rest(4*time.Minute + 58*time.Second)
		mount()
		b.rest(2 * time.Second)
		mount()
		if got := reads(); got[1] != 2 {
			t.Errorf("after 10 minutes the lead was read %d times, want 2", got[1])
		}
	})
}

func TestWhatNobodyReadsIsCollectedAfterTenMinutes(t *testing.T) {
	onBench(t, func(t *testing.T, b *bench) {
		o := query.Observe(b.Cache(), b.Page(View{}, entity.Page{Number: 1, Limit: 20}), func(query.Result[entity.BusinessPage]) {})
		b.rest(100 * time.Millisecond)
		o.Close()
		count := func() int { return len(b.Cache().Entries(query.Filter{Prefix: KeyBusinesses()})) }
		b.rest(10*time.Minute - time.Second)
		if count() != 1 {
			t.Fatal("the page was collected before its time")
		}
		b.rest(2 * time.Second)
		if count() != 0 {
			t.Error("the page was not collected after 10 minutes")
		}
	})
}

func TestFiguresAreReadEachThirtySeconds(t *testing.T) {
	onBench(t, func(t *testing.T, b *bench) {
		figures := watch(b, b.Stats())
		at := figures().DataUpdatedAt
		for range 3 {
			b.rest(30 * time.Second)
			r := figures()
			if d := r.DataUpdatedAt.Sub(at); d < 29*time.Second || d > 31*time.Second {
				t.Fatalf("the figures were read again after %v, want 30 s", d)
			}
			at = r.DataUpdatedAt
		}
	})
}

func TestARunningJobIsReadEachTwoSecondsAndAnEndedOneNeverAgain(t *testing.T) {
	onBench(t, func(t *testing.T, b *bench) {
		j := b.job()
		if _, err := b.db.SetJobStatus(t.Context(), j.ID, entity.JobActive, nil); err != nil {
			t.Fatal(err)
		}
		b.rest(time.Second)
		run := watch(b, b.Scrape(j.ID))
		first := run().DataUpdatedAt
		b.rest(6 * time.Second)
		if d := run().DataUpdatedAt.Sub(first); d < 5*time.Second {
			t.Errorf("6 s later the job's newest word is %v younger, want a read each 2 s", d)
		}
		j.Status, j.Percent = entity.JobCompleted, 100
		if _, err := b.db.EndJob(t.Context(), j, entity.Progress{JobID: j.ID, Kind: j.Kind, Seq: 1, Status: entity.JobCompleted, Percent: 100}); err != nil {
			t.Fatal(err)
		}
		b.rest(3 * time.Second)
		ended := run()
		if ended.Data.Status != entity.JobCompleted || ended.Data.Percent != 100 {
			t.Fatalf("the job shows %s at %g %%", ended.Data.Status, ended.Data.Percent)
		}
		b.rest(time.Minute)
		if at := run().DataUpdatedAt; !at.Equal(ended.DataUpdatedAt) {
			t.Errorf("an ended job was read again after %v", at.Sub(ended.DataUpdatedAt))
		}
	})
}

func TestFocusReadsOnlyWhatIsStale(t *testing.T) {
	onBench(t, func(t *testing.T, b *bench) {
		watch(b, b.Page(View{}, entity.Page{Number: 1, Limit: 20}))
		away := func() {
			b.Focus(false)
			b.rest(time.Second)
			b.Focus(true)
			b.rest(time.Second)
		}
		away()
		if n := b.store.pages.Load(); n != 1 {
			t.Errorf("back in front after a moment the page was read %d times, want once", n)
		}
		b.rest(5 * time.Minute)
		away()
		if n := b.store.pages.Load(); n != 2 {
			t.Errorf("back in front after 5 minutes the page was read %d times, want twice", n)
		}
	})
}
