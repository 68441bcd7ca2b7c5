package jobs

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"github.com/google/go-cmp/cmp"

	"letip/app/screen"
	"letip/app/widget"
	"letip/scrape/fetch"
	"letip/store/entity"
	"letip/store/event"
)

func TestAnEmptyJournalOffersTheFirstStep(t *testing.T) {
	open(t, nil, func(d *desk) {
		for _, want := range []string{"Nothing has run yet", "Find businesses", "Try the sample territory"} {
			if !d.shows(want) {
				d.t.Errorf("the screen shows %q, want %q in it", d.words(), want)
			}
		}
		d.tap("Find businesses")
		if !slices.Equal(d.shell.went, []screen.ID{screen.Find}) {
			d.t.Errorf("the button leads to %v, want the find screen", d.shell.went)
		}
	})
}

func TestJobsAreListedNewestFirstInPlainWords(t *testing.T) {
	open(t, func(d *desk) {
		d.source.let()
		d.source.answerWith(nil, "Joe's Pizza", "Café Añejo")
		d.ended(d.find("Freehold, NJ"))
		d.ended(d.find("Freehold, NJ"))
		d.source.answerWith(fetch.NewError(fetch.ClassTimeout, "https://overpass.example/api", "overpass.example took longer than 45s to answer.", nil))
		d.ended(d.find("Manalapan, NJ"))
		d.pass(5 * time.Minute)
	}, func(d *desk) {
		want := []string{
			"failed | Search: Manalapan, NJ · 1 mi | no answer in time | 5 min ago | 0.0 s",
			"complete | Search: Freehold, NJ · 1 mi | 2 known | 5 min ago | 0.0 s",
			"complete | Search: Freehold, NJ · 1 mi | 2 new | 5 min ago | 0.0 s",
		}
		if diff := cmp.Diff(want, d.rows()); diff != "" {
			d.t.Error(diff)
		}
	})
}

func TestTheNewestJobStandsBesideTheListUntilTheRepChooses(t *testing.T) {
	open(t, nil, func(d *desk) {
		first := d.find("Freehold, NJ")
		d.pass(time.Second)
		if d.screen.chosen != first || !d.shows("Search: Freehold, NJ · 1 mi") {
			d.t.Errorf("job %d stands beside the list, want the newest, %d", d.screen.chosen, first)
		}
		d.find("Manalapan, NJ")
		d.pass(time.Second)
		if d.screen.chosen != first {
			d.t.Errorf("a new job took the place of the one that is read")
		}
		d.do(d.screen.closeSide)
		d.find("Howell, NJ")
		d.pass(time.Second)
		if d.screen.split.Open() {
			d.t.Error("the pane that the rep closed opened by itself")
		}
	})
}

func TestAFailedJobSaysWhatHappenedAndIsTriedAgain(t *testing.T) {
	open(t, func(d *desk) {
		d.source.let()
		d.source.answerWith(fetch.NewError(fetch.ClassBusy, "https://overpass.example/api", "overpass.example is busy.", nil))
		d.ended(d.find("Freehold, NJ"))
	}, func(d *desk) {
		for _, want := range []string{
			"overpass.example is busy.", "1 failure", "server busy", "https://overpass.example/api", "attempt 1",
			"what was saved is kept",
		} {
			if !strings.Contains(strings.Join(d.words(), " "), want) {
				d.t.Errorf("the screen shows %q, want %q in it", d.words(), want)
			}
		}
		d.tap("Copy address")
		if !slices.Equal(d.shell.copied, []string{"https://overpass.example/api"}) {
			d.t.Errorf("copied %q, want the address that failed", d.shell.copied)
		}
		d.source.answerWith(nil, "Joe's Pizza")
		d.tap("Try again")
		d.pass(3 * time.Second)
		if got, want := d.rows()[0], "complete | Search: Freehold, NJ · 1 mi | 1 new"; !strings.HasPrefix(got, want) {
			d.t.Errorf("after trying again the row is %q, want %q", got, want)
		}
		if !d.shows("Show leads") || d.shows("Try again") {
			d.t.Errorf("after it went well the pane shows %q", d.words())
		}
		d.tap("Show leads")
		if diff := cmp.Diff([]entity.Filter{{Job: 1}}, d.shell.leads); diff != "" {
			d.t.Error(diff)
		}
	})
}

func TestAnAnswerThatWasCutShortIsSaidThoughTheJobIsComplete(t *testing.T) {
	open(t, func(d *desk) {
		d.source.let()
		d.source.answerInPart(fetch.NewError(fetch.ClassQuota, "https://overpass.example/api", "overpass.example stopped before the end.", nil), "Joe's Pizza")
		if j := d.ended(d.find("Freehold, NJ")); j.Status != entity.JobCompleted {
			d.t.Fatalf("the job is %s, want completed", j.Status)
		}
	}, func(d *desk) {
		if got, want := d.rows()[0], "partial | Search: Freehold, NJ · 1 mi | 1 new · too much asked at once"; !strings.HasPrefix(got, want) {
			d.t.Errorf("the row is %q, want %q", got, want)
		}
		for _, want := range []string{"overpass.example stopped before the end.", "What came is kept", "Run again"} {
			if !d.shows(want) {
				d.t.Errorf("the screen shows %q, want %q in it", d.words(), want)
			}
		}
	})
}

func TestWhatWasCutShortStandsOnTopAndGoesOn(t *testing.T) {
	open(t, func(d *desk) {
		id := d.find("Freehold, NJ")
		d.pass(time.Second)
		if err := d.jobs.Interrupt(d.t.Context(), id); err != nil {
			d.t.Fatal(err)
		}
	}, func(d *desk) {
		if !d.shows("Cut short when the program ended: the search around Freehold, NJ · 1 mi") {
			d.t.Fatalf("the screen shows %q, want what was cut short", d.words())
		}
		d.tap("Resume")
		if got := d.status(1); got != entity.JobActive {
			d.t.Errorf("the job is %s, want active", got)
		}
		if d.shows("Cut short") {
			d.t.Error("the offer to resume stays while the job runs")
		}
	})
}

func TestSeveralThatWereCutShortAreResumedTogether(t *testing.T) {
	open(t, func(d *desk) {
		for _, place := range []string{"Freehold, NJ", "Howell, NJ"} {
			if err := d.jobs.Interrupt(d.t.Context(), d.find(place)); err != nil {
				d.t.Fatal(err)
			}
		}
	}, func(d *desk) {
		if !d.shows("2 jobs were cut short when the program ended") {
			d.t.Errorf("the screen shows %q, want that two were cut short", d.words())
		}
		d.tap("Resume all")
		for id := range entity.JobID(2) {
			if got := d.status(id + 1); got.Ended() {
				d.t.Errorf("job %d is %s, want it to go on", id+1, got)
			}
		}
	})
}

func TestOneRunAgainSinceNeedsNoAttention(t *testing.T) {
	open(t, func(d *desk) {
		if err := d.jobs.Interrupt(d.t.Context(), d.find("Freehold, NJ")); err != nil {
			d.t.Fatal(err)
		}
		d.source.let()
		d.ended(d.find("Freehold, NJ"))
	}, func(d *desk) {
		if d.shows("Cut short") {
			d.t.Error("a search that was run again since is still offered for resume")
		}
		d.tap("Need attention")
		if n := len(d.rows()); n != 0 || !d.shows("Nothing needs attention") {
			d.t.Errorf("%d jobs need attention, the screen shows %q", n, d.words())
		}
		d.tap("Show all jobs")
		if n := len(d.rows()); n != 2 {
			d.t.Errorf("%d jobs are listed, want both", n)
		}
	})
}

func TestPauseResumeAndCancelFromTheScreen(t *testing.T) {
	open(t, nil, func(d *desk) {
		id := d.find("Freehold, NJ")
		d.pass(time.Second)
		for _, step := range []struct {
			tap  string
			want entity.JobStatus
		}{{"Pause", entity.JobPaused}, {"Resume", entity.JobActive}, {"Cancel", entity.JobCancelled}} {
			d.tap(step.tap)
			if got := d.status(id); got != step.want {
				d.t.Fatalf("after %s the job is %s, want %s", step.tap, got, step.want)
			}
			d.pass(time.Second)
		}
		if n := len(d.shell.toasts); n != 1 || d.shell.toasts[0].Text != "Nothing was saved." {
			d.t.Errorf("the toasts are %v, want one that says what was kept", d.shell.toasts)
		}
	})
}

func TestAStepThatIsRefusedIsSaidAndCanBeTriedAgain(t *testing.T) {
	open(t, nil, func(d *desk) {
		id := d.find("Freehold, NJ")
		d.pass(time.Second)
		d.jobs.refuse(errors.New("the disk is full"))
		d.tap("Cancel")
		if n := len(d.shell.toasts); n != 1 || d.shell.toasts[0].Kind != widget.ToastError || d.shell.toasts[0].Text != "the disk is full" {
			d.t.Errorf("the toasts are %v, want one error that says why", d.shell.toasts)
		}
		d.jobs.refuse(nil)
		d.tap("Cancel")
		if got := d.status(id); got != entity.JobCancelled {
			d.t.Errorf("the job is %s, want cancelled", got)
		}
	})
}

func TestRunAgainGoesPastTheCacheAndShowsTheNewJob(t *testing.T) {
	open(t, func(d *desk) {
		d.source.let()
		d.source.answerWith(nil, "Joe's Pizza")
		d.ended(d.find("Freehold, NJ"))
		d.ended(d.find("Howell, NJ"))
	}, func(d *desk) {
		d.do(func() { d.screen.choose(1) })
		d.pass(time.Second)
		d.tap("Run again")
		d.pass(3 * time.Second)
		last := d.jobs.last()
		if last.Query != "Freehold, NJ" || last.Place == nil || !last.Refresh {
			d.t.Errorf("started %+v, want the same search past the cache", last)
		}
		if d.screen.chosen != 3 {
			d.t.Errorf("job %d stands beside the list, want the new one, 3", d.screen.chosen)
		}
	})
}

func TestProgressIsShownLiveAndRedrawnTenTimesASecondAtMost(t *testing.T) {
	open(t, nil, func(d *desk) {
		id := d.find("Freehold, NJ")
		d.pass(2 * time.Second)
		drawn := 0
		d.do(func() {
			flush := d.screen.draw
			d.screen.gate.Close()
			d.screen.gate = widget.NewGate(d.pump, func(m map[view]struct{}) { drawn++; flush(m) })
			d.screen.gate.SetEvery(pace(d.screen.runs))
		})
		for i := range 500 {
			d.bus.Publish(event.ScrapingProgress{Progress: entity.Progress{
				JobID: id, Kind: entity.KindScrape, Seq: uint64(1e6 + i), Status: entity.JobActive, Percent: float64(i) / 10,
				Counts: entity.Counts{Found: i, Saved: i}, Phase: "Asking OpenStreetMap", ETA: 20 * time.Second, At: time.Now(),
			}})
			d.pass(2 * time.Millisecond)
		}
		d.pass(time.Second)
		if drawn == 0 || drawn > 22 {
			d.t.Errorf("500 steps in a second gave %d redraws, want at most 11 a second", drawn)
		}
		if !d.shows("49 % · about 20 s left · Asking OpenStreetMap") || !d.shows("499") {
			d.t.Errorf("the last state is not shown: %q", d.words())
		}
	})
}

func TestAHiddenScreenReadsNothing(t *testing.T) {
	open(t, nil, func(d *desk) {
		id := d.find("Freehold, NJ")
		d.pass(time.Second)
		d.do(d.screen.Hide)
		d.pass(10 * time.Minute)
		before := len(d.rows())
		if err := d.jobs.Cancel(d.t.Context(), id); err != nil {
			d.t.Fatal(err)
		}
		d.find("Howell, NJ")
		d.pass(time.Minute)
		if n := len(d.rows()); n != before {
			d.t.Errorf("a hidden screen went from %d to %d rows", before, n)
		}
		d.do(d.screen.Show)
		d.pass(time.Second)
		if n := len(d.rows()); n != 2 {
			d.t.Errorf("shown again it lists %d jobs, want 2", n)
		}
	})
}

func TestTimesAreToldAnewWhileNothingHappens(t *testing.T) {
	open(t, func(d *desk) {
		d.source.let()
		d.ended(d.find("Freehold, NJ"))
	}, func(d *desk) {
		d.pass(10 * time.Minute)
		if !d.shows("10 min ago") {
			d.t.Errorf("ten minutes later the screen shows %q", d.words())
		}
	})
}

func TestEscClosesThePane(t *testing.T) {
	open(t, nil, func(d *desk) {
		d.find("Freehold, NJ")
		d.pass(time.Second)
		for _, k := range d.screen.Keys() {
			if k.Press == fyne.KeyEscape {
				d.do(k.Do)
			}
		}
		if d.screen.split.Open() {
			d.t.Error("the pane stays open")
		}
	})
}

func TestVisitsToWebsitesAreRunAgainForTheSameLeads(t *testing.T) {
	open(t, nil, func(d *desk) {
		id := must(d.visits.Start(d.t.Context(), []entity.BusinessID{7, 3}))(d.t)
		job := must(d.db.SetJobStatus(d.t.Context(), id, entity.JobActive, nil))(d.t)
		job.Status = entity.JobCompleted
		must(d.db.EndJob(d.t.Context(), job, entity.Progress{JobID: id, Kind: entity.KindEnrich, Status: job.Status, Percent: 100}))(d.t)
		d.pass(time.Second)
		d.tap("Run again")
		d.pass(time.Second)
		if len(d.visits.sent) != 2 || !slices.Equal(d.visits.sent[1], []entity.BusinessID{7, 3}) {
			d.t.Errorf("visited were %v, want the same leads twice", d.visits.sent)
		}
		if d.screen.chosen == id {
			d.t.Error("the new visits do not stand beside the list")
		}
	})
}
