package store

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"letip/store/entity"
	"letip/store/event"
)

func TestSettingsAreTheDefaultsUntilTheyAreSet(t *testing.T) {
	db, seen := journal(t)
	if diff := cmp.Diff(entity.DefaultSettings(), must[entity.Settings](t)(db.Settings(t.Context()))); diff != "" {
		t.Errorf("fresh (-want +got):\n%s", diff)
	}
	want := entity.DefaultSettings()
	want.Contact, want.Theme, want.Sources = "rep@letip.example", "dark", nil
	for range 2 { // the second changes nothing
		if err := db.SaveSettings(t.Context(), want); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(want, must[entity.Settings](t)(db.Settings(t.Context()))); diff != "" {
		t.Errorf("saved (-want +got):\n%s", diff)
	}
	want.Theme = "light"
	if err := db.SaveSettings(t.Context(), want); err != nil {
		t.Fatal(err)
	}
	<-seen.arrived // the first time, every key is new to the file
	if diff := cmp.Diff(event.SettingsChanged{Keys: []string{"theme"}}, <-seen.arrived); diff != "" {
		t.Errorf("event (-want +got):\n%s", diff)
	}
}

func TestUIStateIsKeptForTheScreenThatReadsIt(t *testing.T) {
	db, _ := journal(t)
	type column struct{ Width int }
	got := []column{{Width: 3}}
	if ok, err := db.UIState(t.Context(), "leads", &got); ok || err != nil || got[0].Width != 3 {
		t.Errorf("nothing kept: %v %v %v", ok, err, got)
	}
	if err := db.SaveUIState(t.Context(), "leads", []column{{Width: 8}, {Width: 9}}); err != nil {
		t.Fatal(err)
	}
	if ok, err := db.UIState(t.Context(), "leads", &got); !ok || err != nil {
		t.Errorf("kept: %v %v", ok, err)
	}
	if diff := cmp.Diff([]column{{Width: 8}, {Width: 9}}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	var other map[string]string
	if ok, err := db.UIState(t.Context(), "leads", &other); ok || err != nil {
		t.Errorf("of an older screen: %v %v", ok, err)
	}
}

func TestRecentSearchesAreOnePerThingSearchedFor(t *testing.T) {
	db, _ := journal(t)
	clock := noon
	db.now = func() time.Time { clock = clock.Add(time.Minute); return clock }
	search := func(change func(*entity.Search), leads entity.Counts) {
		s := freehold()
		change(s)
		job := must[entity.Job](t)(db.CreateJob(t.Context(), entity.KindScrape, s, nil))
		job = must[entity.Job](t)(db.SetJobStatus(t.Context(), job.ID, entity.JobActive, nil))
		job.Status, job.Counts = entity.JobCompleted, leads
		must[entity.Job](t)(db.EndJob(t.Context(), job, entity.Progress{}))
	}
	search(func(*entity.Search) {}, entity.Counts{Saved: 7})
	search(func(s *entity.Search) { s.Radius = 5 }, entity.Counts{Saved: 30, Duplicate: 7, Outside: 2})
	search(func(s *entity.Search) { s.Query, s.Max, s.Refresh = "FREEHOLD,  nj", 10, true }, entity.Counts{Duplicate: 7})

	type recent struct {
		Radius      entity.Miles
		Runs, Leads int
	}
	got := []recent{}
	for _, r := range must[[]entity.RecentSearch](t)(db.RecentSearches(t.Context(), 10)) {
		got = append(got, recent{r.Search.Radius, r.Runs, r.Leads})
	}
	if diff := cmp.Diff([]recent{{1, 2, 7}, {5, 1, 37}}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if one := must[[]entity.RecentSearch](t)(db.RecentSearches(t.Context(), 1)); len(one) != 1 || one[0].Search.Max != 10 {
		t.Errorf("the latest is %+v", one)
	}
}

func TestOldSearchesAreForgotten(t *testing.T) {
	db, _ := journal(t)
	for i := range searchesKept + 5 {
		s := freehold()
		s.Query = string(rune('a' + i))
		must[entity.Job](t)(db.CreateJob(t.Context(), entity.KindScrape, s, nil))
	}
	if got := len(must[[]entity.RecentSearch](t)(db.RecentSearches(t.Context(), 100))); got != searchesKept {
		t.Errorf("%d searches are remembered", got)
	}
}
