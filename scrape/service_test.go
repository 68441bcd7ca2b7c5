package scrape

import (
	"context"
	"errors"
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"letip/scrape/fetch"
	"letip/store"
	"letip/store/entity"
	"letip/store/event"
)

// forty are 40 places, 25 of them within exactly one mile: F1's check.
func forty() *fixture {
	places := around(25, 1.0/25) // the last lies at 1.000 mile
	for i := range 15 {
		f := found("way/"+string(rune('a'+i)), 1.0005+float64(i)/10)
		places = append(places, f)
	}
	return &fixture{places: places, edge: 5}
}

func (h *town) names(t testing.TB) []string {
	t.Helper()
	page, err := h.db.Businesses(t.Context(), entity.Filter{}, entity.Sort{Field: "distance_mi"}, entity.Page{Limit: 500})
	if err != nil {
		t.Fatal(err)
	}
	names := []string{}
	for _, b := range page.Data {
		names = append(names, b.Name)
	}
	return names
}

func TestTwentyFiveOfFortyPlacesAreWithinAMile(t *testing.T) {
	h := newTown(t, forty())
	job := h.run(t, search(1, 50))
	if want := (entity.Counts{Found: 40, Saved: 25, Outside: 15}); job.Counts != want || job.Status != entity.JobCompleted {
		t.Errorf("the job is %s with %+v", job.Status, job.Counts)
	}
	if names := h.names(t); len(names) != 25 || names[0] != "Place node/000" || names[24] != "Place node/024" {
		t.Errorf("%d businesses are stored: %v", len(names), names)
	}
}

func TestMaximumOfTenGivesTheTenNearest(t *testing.T) {
	source := forty()
	slices.Reverse(source.places)
	h := newTown(t, source)
	job := h.run(t, search(1, 10))
	if want := (entity.Counts{Found: 40, Saved: 10, Outside: 15, OverLimit: 15}); job.Counts != want {
		t.Errorf("counted %+v", job.Counts)
	}
	want := []string{}
	for _, f := range around(10, 1) {
		want = append(want, f.Name)
	}
	if diff := cmp.Diff(want, h.names(t)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestSecondRunFindsWhatIsKnown(t *testing.T) {
	h := newTown(t, forty())
	h.run(t, search(1, 10))
	job := h.run(t, search(1, 20)) // known leads take a place
	if want := (entity.Counts{Found: 40, Saved: 10, Duplicate: 10, Outside: 15, OverLimit: 5}); job.Counts != want {
		t.Errorf("counted %+v", job.Counts)
	}
	if n := len(h.names(t)); n != 20 {
		t.Errorf("%d businesses", n)
	}
}

func TestSearchThatCannotBeIsRefusedBeforeAnyRequest(t *testing.T) {
	source := forty()
	source.names = []entity.Place{{Name: "Freehold", Point: center}}
	h := newTown(t, source)
	base := entity.Search{Query: "Freehold, NJ", Radius: 1, Max: 50}
	for field, changes := range map[string][]func(*entity.Search){
		"radius": {
			func(s *entity.Search) { s.Radius = 0.4 },
			func(s *entity.Search) { s.Radius = 51 },
			func(s *entity.Search) { s.Radius = 0 },
			func(s *entity.Search) { s.Radius = entity.Miles(math.NaN()) },
			func(s *entity.Search) { s.Radius = entity.Miles(math.Inf(1)) },
		},
		"max": {
			func(s *entity.Search) { s.Max = 0 },
			func(s *entity.Search) { s.Max = 501 },
			func(s *entity.Search) { s.Max = -1 },
		},
		"place": {
			func(s *entity.Search) { s.Query = "  " },
			func(s *entity.Search) { s.Query = "91, 0" },
			func(s *entity.Search) { s.Query = "40.2,-180.5" },
			func(s *entity.Search) { s.Place = &entity.Place{Point: entity.Point{Lat: math.NaN()}} },
		},
		"category": {func(s *entity.Search) { s.Categories = []string{"Dentist", "Nonsense"} }},
		"source":   {func(s *entity.Search) { s.Sources = []string{"yelp"} }},
	} {
		for i, change := range changes {
			s := base
			change(&s)
			_, err := h.Start(t.Context(), s)
			refused, ok := errors.AsType[*UsageError](err)
			if !ok || refused.Field != field || refused.Message == "" {
				t.Errorf("%s %d: %v", field, i, err)
			}
		}
	}
	if asked := source.rings(); len(asked) != 0 || source.geocoded != 0 {
		t.Errorf("asked for %v, geocoded %d times", asked, source.geocoded)
	}
	if jobs, err := h.db.Jobs(t.Context(), entity.JobFilter{}); err != nil || len(jobs) != 0 {
		t.Errorf("%d jobs, %v", len(jobs), err)
	}
}

func TestAmbiguousPlaceOffersItsCandidates(t *testing.T) {
	source := forty()
	source.names = []entity.Place{
		{Name: "Freehold, New Jersey", State: "New Jersey", Country: "us", Point: center},
		{Name: "Freehold, New York", State: "New York", Country: "us", Point: entity.Point{Lat: 42.36, Lon: -74.05}},
	}
	h := newTown(t, source)
	s := entity.Search{Query: "Freehold", Radius: 1, Max: 50}
	_, err := h.Start(t.Context(), s)
	ambiguous, ok := errors.AsType[*AmbiguousError](err)
	if !ok {
		t.Fatalf("the error is %v", err)
	}
	if diff := cmp.Diff(source.names, ambiguous.Candidates); diff != "" {
		t.Errorf("candidates (-want +got):\n%s", diff)
	}
	if jobs, _ := h.db.Jobs(t.Context(), entity.JobFilter{}); len(jobs) != 0 || len(source.rings()) != 0 {
		t.Errorf("%d jobs, asked for %v", len(jobs), source.rings())
	}
	s.Place = &ambiguous.Candidates[0]
	if job := h.run(t, s); job.Counts.Saved != 25 || source.geocoded != 1 {
		t.Errorf("the chosen one gives %+v, geocoded %d times", job.Counts, source.geocoded)
	}
}

func TestPlacesOfOneStateAreNotAmbiguous(t *testing.T) {
	for name, c := range map[string]struct {
		places []entity.Place
		want   bool
	}{
		"none":                      {nil, false},
		"one state, two spellings":  {[]entity.Place{{State: "NJ", Country: "us"}, {State: "New Jersey", Country: "United States"}}, false},
		"a hit that names no state": {[]entity.Place{{State: "NJ", Country: "us"}, {Country: "us"}}, false},
		"two states":                {[]entity.Place{{State: "NJ"}, {State: "NY"}}, true},
		"two countries":             {[]entity.Place{{State: "Georgia", Country: "us"}, {Country: "ge"}}, true},
		"a third that differs":      {[]entity.Place{{State: "NJ"}, {State: "NJ"}, {State: "DE"}}, true},
	} {
		if got := ambiguous(c.places); got != c.want {
			t.Errorf("%s: ambiguous is %v", name, got)
		}
	}
}

func TestCoordinatesNeedNoGeocoder(t *testing.T) {
	source := forty()
	h := newTown(t, source)
	job := h.run(t, entity.Search{Query: " 40.26, -74.27 ", Radius: 1, Max: 50})
	if job.Search.Place.Point != center || job.Search.Place.Name != "40.2600, -74.2700" || source.geocoded != 0 {
		t.Errorf("the place is %+v, geocoded %d times", job.Search.Place, source.geocoded)
	}
	if job.Counts.Saved != 25 {
		t.Errorf("counted %+v", job.Counts)
	}
}

func TestPlaceThatIsNowhereIsSaidSo(t *testing.T) {
	h := newTown(t, forty())
	_, err := h.Start(t.Context(), entity.Search{Query: "Nowhere", Radius: 1, Max: 50})
	if nowhere, ok := errors.AsType[*NoPlaceError](err); !ok || nowhere.Query != "Nowhere" {
		t.Errorf("the error is %v", err)
	}
}

func TestEndIsEqualInJournalEventAndReturnedJob(t *testing.T) {
	h := newTown(t, forty())
	complete := until[event.ScrapingComplete](t, h.bus)
	job := h.run(t, search(1, 20))
	if diff := cmp.Diff(job, complete().Job); diff != "" {
		t.Errorf("event (-returned +event):\n%s", diff)
	}
	kept, err := h.db.Job(t.Context(), job.ID)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(job, kept); diff != "" {
		t.Errorf("journal (-returned +journal):\n%s", diff)
	}
	c := job.Counts
	if c.Found != c.Saved+c.Duplicate+c.Outside+c.OverLimit+c.Failed || job.Percent != 100 {
		t.Errorf("%+v at %v %%", c, job.Percent)
	}
}

func TestLeadsArriveWhileTheJobRuns(t *testing.T) {
	h := newTown(t, forty())
	complete := until[event.ScrapingComplete](t, h.bus)
	job := h.run(t, search(1, 50))
	complete()
	arrived, before := 0, entity.Progress{}
	for _, e := range h.events() {
		switch e := e.(type) {
		case event.BusinessCreated:
			if len(e.IDs) > batch || e.Job != job.ID {
				t.Errorf("%d leads arrive at once, of job %d", len(e.IDs), e.Job)
			}
			arrived += len(e.IDs)
		case event.ScrapingProgress:
			c := e.Counts
			if c.Found != c.Saved+c.Duplicate+c.Outside+c.OverLimit+c.Failed || c.Saved > arrived {
				t.Errorf("%d arrived, the progress counts %+v", arrived, c)
			}
			if e.Percent < before.Percent || (e.Percent == 100) != (e.Status == entity.JobCompleted) {
				t.Errorf("%v %% %s after %v %%", e.Percent, e.Status, before.Percent)
			}
			before = e.Progress
		case event.ScrapingComplete:
			if arrived != 25 || before.Percent != 100 {
				t.Errorf("%d arrived before the end, at %v %%", arrived, before.Percent)
			}
		}
	}
}

func TestWideSearchStopsAtTheRingThatHasEnough(t *testing.T) {
	source := &fixture{places: around(100, 0.4), edge: 0.21} // to 40 miles
	h := newTown(t, source)
	job := h.run(t, search(50, 20))
	if diff := cmp.Diff([]entity.Miles{5, 10}, source.rings()); diff != "" {
		t.Errorf("asked for (-want +got):\n%s", diff)
	}
	// 12.1 miles is what the ring of 10 reaches: 30 places, of which the nearest 20 stay.
	if want := (entity.Counts{Found: 30, Saved: 20, OverLimit: 10}); job.Counts != want {
		t.Errorf("counted %+v", job.Counts)
	}
	source.asked = nil
	job = h.run(t, search(50, 500))
	if diff := cmp.Diff([]entity.Miles{5, 10, 20, 50}, source.rings()); diff != "" {
		t.Errorf("asked for (-want +got):\n%s", diff)
	}
	if want := (entity.Counts{Found: 100, Saved: 80, Duplicate: 20}); job.Counts != want {
		t.Errorf("counted %+v", job.Counts)
	}
}

func TestPartialAnswerIsKeptAndSaidSo(t *testing.T) {
	source := &fixture{places: around(100, 0.4), edge: 0.21}
	source.cut = map[entity.Miles]*fetch.Error{10: fetch.NewError(fetch.ClassQuota, "", "It ran out of memory.", nil)}
	h := newTown(t, source)
	job := h.run(t, search(50, 500))
	want := &entity.JobError{Class: "quota", Message: "It ran out of memory.", URL: "http://fixture.example/"}
	if diff := cmp.Diff(want, job.Error); diff != "" || job.Status != entity.JobCompleted {
		t.Errorf("the job is %s (-want +got):\n%s", job.Status, diff)
	}
	if want := (entity.Counts{Found: 30, Saved: 30}); job.Counts != want {
		t.Errorf("counted %+v", job.Counts)
	}
	if diff := cmp.Diff([]entity.Miles{5, 10}, source.rings()); diff != "" {
		t.Errorf("asked for (-want +got):\n%s", diff)
	}
}

func TestSourceThatFailsFailsTheJobAndKeepsWhatCame(t *testing.T) {
	source := &fixture{places: around(100, 0.4)}
	source.err = map[entity.Miles]error{10: fetch.NewError(fetch.ClassTimeout, "http://o.example/", "", nil)}
	h := newTown(t, source)
	failed := until[event.ScrapingFailed](t, h.bus)
	job := h.run(t, search(10, 500))
	want := &entity.JobError{Class: "timeout", Message: "o.example took too long to answer.", URL: "http://o.example/"}
	if diff := cmp.Diff(want, job.Error); diff != "" || job.Status != entity.JobFailed || job.Percent == 100 {
		t.Errorf("the job is %s at %v %% (-want +got):\n%s", job.Status, job.Percent, diff)
	}
	if want := (entity.Counts{Found: 12, Saved: 12}); job.Counts != want {
		t.Errorf("counted %+v", job.Counts)
	}
	if diff := cmp.Diff(job, failed().Job); diff != "" {
		t.Errorf("event (-returned +event):\n%s", diff)
	}
	source.err = nil
	if err := h.Resume(t.Context(), job.ID); err != nil {
		t.Fatal(err)
	}
	job = h.end(t, job.ID)
	if want := (entity.Counts{Found: 25, Saved: 25}); job.Counts != want || job.Status != entity.JobCompleted {
		t.Errorf("tried again, it is %s with %+v", job.Status, job.Counts)
	}
	if diff := cmp.Diff([]entity.Miles{5, 10, 10}, source.rings()); diff != "" {
		t.Errorf("asked for (-want +got):\n%s", diff)
	}
}

func TestRetryAfterBeyondTenMinutesPausesTheJob(t *testing.T) {
	source := forty()
	rest := fetch.NewError(fetch.ClassRateLimited, "http://o.example/", "", nil)
	rest.RetryAfter = longestWait + 1
	source.err = map[entity.Miles]error{1: rest}
	h := newTown(t, source)
	job := h.run(t, search(1, 50))
	if job.Status != entity.JobPaused || job.Error == nil || job.Error.Class != "rate-limited" {
		t.Errorf("the job is %s with %+v", job.Status, job.Error)
	}
	source.err = nil
	if err := h.Resume(t.Context(), job.ID); err != nil {
		t.Fatal(err)
	}
	if job = h.end(t, job.ID); job.Status != entity.JobCompleted || job.Counts.Saved != 25 {
		t.Errorf("resumed, it is %s with %+v", job.Status, job.Counts)
	}
}

func TestPlaceThatCannotBeStoredFailsAlone(t *testing.T) {
	source := forty()
	source.places[3].Name = "" // the store keeps no business without a name
	h := newTown(t, source)
	job := h.run(t, search(1, 50))
	if want := (entity.Counts{Found: 40, Saved: 24, Outside: 15, Failed: 1}); job.Counts != want || job.Status != entity.JobCompleted {
		t.Errorf("the job is %s with %+v", job.Status, job.Counts)
	}
}

func TestSourceThatPanicsFailsItsJobAlone(t *testing.T) {
	source := forty()
	source.before = func(context.Context, entity.Miles) error { panic("planted") }
	h := newTown(t, source)
	if job := h.run(t, search(1, 50)); job.Status != entity.JobFailed || job.Error.Class != "internal" {
		t.Errorf("the job is %s with %+v", job.Status, job.Error)
	}
	source.before = nil
	if job := h.run(t, search(1, 50)); job.Counts.Saved != 25 {
		t.Errorf("the next one counts %+v", job.Counts)
	}
}

// A job that was stopped anywhere, in whatever way, ends with the businesses and the counts of an undisturbed run, and no
// ring that had been answered is asked for again.
func TestStoppedJobEndsLikeAnUndisturbedOne(t *testing.T) {
	undisturbed := &fixture{places: around(100, 0.4), edge: 0.21}
	quiet := newTown(t, undisturbed)
	want := quiet.run(t, search(50, 90))
	wantNames := quiet.names(t)
	for _, stopAt := range []entity.Miles{5, 10, 20, 50} {
		for name, stop := range map[string]func(*Service, context.Context, entity.JobID) error{
			"pause": (*Service).Pause, "interrupt": (*Service).Interrupt,
		} {
			source := &fixture{places: undisturbed.places, edge: 0.21}
			reached := make(chan struct{})
			source.before = func(ctx context.Context, ring entity.Miles) error {
				if ring != stopAt {
					return nil
				}
				close(reached)
				<-ctx.Done()
				return ctx.Err()
			}
			h := newTown(t, source)
			id, err := h.Start(t.Context(), search(50, 90))
			if err != nil {
				t.Fatal(err)
			}
			<-reached
			if err := stop(h.Service, t.Context(), id); err != nil {
				t.Fatal(err)
			}
			source.before = nil
			if err := h.Resume(t.Context(), id); err != nil {
				t.Fatal(err)
			}
			got := h.end(t, id)
			if got.Counts != want.Counts || got.Status != entity.JobCompleted {
				t.Errorf("%s at %v miles: %s with %+v, want %+v", name, stopAt, got.Status, got.Counts, want.Counts)
			}
			if diff := cmp.Diff(wantNames, h.names(t)); diff != "" {
				t.Errorf("%s at %v miles (-undisturbed +got):\n%s", name, stopAt, diff)
			}
			wantRings := slices.Sorted(slices.Values(append(undisturbed.rings(), stopAt)))
			if diff := cmp.Diff(wantRings, source.rings()); diff != "" {
				t.Errorf("%s at %v miles: asked for (-want +got):\n%s", name, stopAt, diff)
			}
			h.leave()
		}
	}
}

func TestInterruptedScrapesAreOfferedAtTheNextStart(t *testing.T) {
	dir := t.TempDir()
	source := forty()
	reached := make(chan struct{})
	source.before = func(ctx context.Context, _ entity.Miles) error {
		close(reached)
		<-ctx.Done()
		return ctx.Err()
	}
	first := newTownIn(t, dir, source)
	id, err := first.Start(t.Context(), search(1, 50))
	if err != nil {
		t.Fatal(err)
	}
	<-reached
	first.leave()
	source.before = nil
	second := newTownIn(t, dir, source)
	offered, err := second.Interrupted(t.Context())
	if err != nil || len(offered) != 1 || offered[0].ID != id {
		t.Fatalf("offered: %+v, %v", offered, err)
	}
	if err := second.Resume(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	if job := second.end(t, id); job.Counts.Saved != 25 {
		t.Errorf("resumed, it counts %+v", job.Counts)
	}
}

// Whatever the world looks like and wherever the job is cancelled, the sum holds and journal, event and job are equal.
func TestCountsOfAnyJobAddUp(t *testing.T) {
	source := &fixture{}
	h := newTown(t, source)
	rapid.Check(t, func(rt *rapid.T) {
		source.edge = rapid.Float64Range(0, 0.5).Draw(rt, "edge")
		source.places = nil
		for range rapid.IntRange(0, 40).Draw(rt, "places") {
			id := rapid.IntRange(0, 60).Draw(rt, "id")
			source.places = append(source.places, found("node/"+string(rune('A'+id)), rapid.Float64Range(0, 14).Draw(rt, "miles")))
		}
		s := search(entity.Miles(rapid.SampledFrom([]float64{0.5, 1, 5, 8, 12}).Draw(rt, "radius")), rapid.IntRange(1, 30).Draw(rt, "max"))
		id, err := h.Start(context.Background(), s)
		if err != nil {
			rt.Fatal(err)
		}
		if rapid.Bool().Draw(rt, "cancelled") {
			err := h.Cancel(context.Background(), id)
			if _, over := errors.AsType[*store.JobStateError](err); err != nil && !over {
				rt.Fatal(err)
			}
		}
		job, err := h.Wait(context.Background(), id)
		if err != nil {
			rt.Fatal(err)
		}
		kept, err := h.db.Job(context.Background(), id)
		if err != nil {
			rt.Fatal(err)
		}
		if diff := cmp.Diff(job, kept); diff != "" {
			rt.Fatalf("journal (-returned +journal):\n%s", diff)
		}
		c := job.Counts
		if c.Found != c.Saved+c.Duplicate+c.Outside+c.OverLimit+c.Failed || c.Saved+c.Duplicate > s.Max {
			rt.Fatalf("%s with %+v, at most %d", job.Status, c, s.Max)
		}
		if (job.Percent == 100) != (job.Status == entity.JobCompleted) {
			rt.Fatalf("%s at %v %%", job.Status, job.Percent)
		}
	})
}
