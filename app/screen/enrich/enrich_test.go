package enrich

import (
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2/test"
	"github.com/google/go-cmp/cmp"

	"letip/app/screen"
	"letip/scrape/fetch"
	"letip/store/entity"
)

const joes = `<html><body><h1>Joe's</h1><a href="mailto:info@joes.example">info@joes.example</a> <a href="tel:+17325550100">(732) 555-0100</a></body></html>`

func TestWithoutLeadsTheFirstStepIsOffered(t *testing.T) {
	open(t, nil, func(d *desk) {
		for _, want := range []string{"No leads yet", "Find businesses", "Try the sample territory", "There are no leads yet."} {
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

func TestABatchIsVisitedAndItsResultsArrive(t *testing.T) {
	var ids []entity.BusinessID
	open(t, func(d *desk) {
		d.web.page("joes.example", joes)
		d.web.fail("dead.example", fetch.ClassDNS)
		d.web.fail("shut.example", fetch.ClassRobots)
		ids = d.add("joes.example", "dead.example", "shut.example", "no-website", "later.example")
	}, func(d *desk) {
		d.do(func() { d.screen.form.most.SetText("4") })
		d.pass(time.Second)
		d.tap("Enrich 4 leads")
		d.pass(time.Minute)
		job := d.newest()
		want := entity.Counts{Total: 4, Enriched: 1, NoWebsite: 1, Blocked: 1, Failed: 1}
		if job.Status != entity.JobCompleted || job.Counts != want {
			d.t.Fatalf("the job is %s with %+v, want %+v", job.Status, job.Counts, want)
		}
		for _, words := range []string{"4 websites visited", "Results 3", "Failed 1", "Not visited yet", "1 email, 1 phone", "Enrich 1 lead", "Try 1 failed again"} {
			if !d.shows(words) {
				d.t.Errorf("the screen shows %q, want %q in it", d.words(), words)
			}
		}
		d.tap("Failed 1")
		for _, words := range []string{"Lead dead.example", "address not found", "https://dead.example", "attempt 1", "Try again"} {
			if !d.shows(words) {
				d.t.Errorf("the failures show %q, want %q in it", d.words(), words)
			}
		}
		d.tap("Show lead")
		if diff := cmp.Diff([]entity.BusinessID{ids[1]}, d.shell.opened); diff != "" {
			d.t.Error(diff)
		}
		d.web.page("dead.example", joes)
		d.tap("Try again")
		d.pass(time.Minute)
		if got := d.newest(); got.ID == job.ID || got.Counts != (entity.Counts{Total: 1, Enriched: 1}) {
			d.t.Errorf("the second try is %+v, want a new job with one enriched", got)
		}
		if !d.shows("1 website visited") || d.shows("failed again") {
			d.t.Errorf("after the second try the screen shows %q", d.words())
		}
	})
}

func TestWhatFailedForGoodIsNotOfferedAgain(t *testing.T) {
	open(t, func(d *desk) {
		d.web.fail("dead.example", fetch.ClassDNS)
		d.web.fail("gone.example", fetch.ClassHTTP4xx)
		d.add("dead.example", "gone.example", "none.example")
	}, func(d *desk) {
		d.tap("Enrich 3 leads")
		d.pass(time.Minute)
		if c := d.newest().Counts; c != (entity.Counts{Total: 3, Failed: 3}) || !d.shows("Try 1 failed again") {
			d.t.Fatalf("the job counts %+v and the screen shows %q", c, d.words())
		}
		d.tap("Try 1 failed again")
		d.pass(time.Minute)
		if c := d.newest().Counts; c != (entity.Counts{Total: 1, Failed: 1}) {
			d.t.Errorf("the retry counts %+v, want the one whose name was not found", c)
		}
		d.web.page("dead.example", joes)
		d.tap("Try 1 failed again")
		d.pass(time.Minute)
		if d.shows("failed again") {
			d.t.Errorf("nothing is left that may go better, but the screen shows %q", d.words())
		}
	})
}

func TestWhatRunsIsSeenAndCanBePausedAndCancelled(t *testing.T) {
	open(t, func(d *desk) {
		d.web.page("slow-a.example", joes)
		d.web.page("slow-b.example", joes)
		d.add("slow-a.example", "slow-b.example")
	}, func(d *desk) {
		d.tap("Enrich 2 leads")
		d.pass(time.Second)
		for _, words := range []string{"Reading 2 websites", "Reading now", "slow-a.example", "slow-b.example", "Enriching…", "Nothing has arrived yet"} {
			if !d.shows(words) {
				d.t.Errorf("the screen shows %q, want %q in it", d.words(), words)
			}
		}
		d.tap("Pause")
		d.pass(time.Second)
		if s := d.newest().Status; s != entity.JobPaused || !d.shows("Paused: 2 websites") || d.shows("Reading now") {
			d.t.Errorf("paused, the job is %s and the screen shows %q", s, d.words())
		}
		d.tap("Resume")
		d.pass(time.Second)
		d.tap("Cancel")
		d.pass(time.Second)
		if s := d.newest().Status; s != entity.JobCancelled || !d.shows("Cancelled: 2 websites") || !d.shows("what was found is kept") {
			d.t.Errorf("cancelled, the job is %s and the screen shows %q", s, d.words())
		}
		if !d.shows("Enrich 2 leads") {
			d.t.Errorf("the leads wait again, but the screen shows %q", d.words())
		}
	})
}

func TestAllThatMatchTheListAreVisited(t *testing.T) {
	open(t, func(d *desk) {
		d.web.page("joes.example", joes)
		d.add("joes.example", "other.example", "third.example")
	}, func(d *desk) {
		d.do(func() {
			d.screen.Hide()
			d.room.Listed = screen.Listed{Filter: entity.Filter{Search: "joes"}, Words: []string{"“joes”"}}
			d.screen.Show()
		})
		d.pass(time.Second)
		d.tap("All that match in Leads")
		if !d.shows("“joes”: 1 lead to visit") {
			d.t.Errorf("the form shows %q, want what the list narrows by", d.words())
		}
		d.tap("Enrich 1 lead")
		d.pass(time.Minute)
		if c := d.newest().Counts; c != (entity.Counts{Total: 1, Enriched: 1}) {
			d.t.Errorf("the job counts %+v, want the one that matches", c)
		}
		if !d.shows("All that match have been visited") {
			d.t.Errorf("nothing is left to visit, but the screen shows %q", d.words())
		}
	})
}

func TestABatchSizeThatIsNoneIsRefusedBesideItsField(t *testing.T) {
	open(t, func(d *desk) { d.add("joes.example") }, func(d *desk) {
		for _, wrong := range []string{"0", "501", "ten", ""} {
			d.do(func() {
				d.screen.form.most.SetText(wrong)
				d.screen.form.submit()
			})
			d.pass(time.Second)
			if !d.shows("A whole number from 1 to 500") {
				d.t.Errorf("%q is taken: the screen shows %q", wrong, d.words())
			}
		}
		if jobs := must(d.db.Jobs(d.t.Context(), entity.JobFilter{}))(d.t); len(jobs) != 0 {
			d.t.Errorf("%d jobs were started", len(jobs))
		}
		d.do(func() {
			d.screen.form.most.SetText("500")
			test.Tap(d.screen.form.oldest)
		})
		d.pass(time.Second)
		if !d.shows("Enrich 1 lead") {
			d.t.Errorf("500 of one lead is one: the screen shows %q", d.words())
		}
	})
}
