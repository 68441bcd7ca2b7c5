package command

import (
	"context"
	"encoding/csv"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"

	"letip/app"
	"letip/scrape/fetch"
	"letip/store/entity"
)

func TestFindKeepsWhatItFoundAndKnowsItAgain(t *testing.T) {
	s := newark(t)
	flags := s.flags(t, t.TempDir())
	want := findDocument{
		JobID: known(entity.JobID(1)), Kind: entity.KindScrape, Status: entity.JobCompleted,
		Place: &placeBody{Name: "East Main Street, Newark, Delaware", Lat: 39.6837, Lon: -75.7497},
		Found: 40, Saved: 39, Outside: 1,
	}
	var got findDocument
	r := run(t.Context(), t, slices.Concat(findNewark, flags)...)
	r.document(t, &got)
	if got.Place != nil {
		want.Place.Name = got.Place.Name // how a geocoder's answer is named is the source's own
	}
	if diff := cmp.Diff(want, got); diff != "" || r.exit != exitDone {
		t.Errorf("exit %d, the first run differs (-want +got):\n%s", r.exit, diff)
	}
	if s.geocoded.Load() != 1 || s.interpreted.Load() != 1 {
		t.Errorf("%d questions to the geocoder and %d to the interpreter, want one each", s.geocoded.Load(), s.interpreted.Load())
	}

	// The same again comes from the cache, with no request.
	r = run(t.Context(), t, slices.Concat(findNewark, flags)...)
	r.document(t, &got)
	want.JobID, want.Saved, want.Duplicate = known(entity.JobID(2)), 0, 39
	if diff := cmp.Diff(want, got); diff != "" || r.exit != exitDone || s.interpreted.Load() != 1 {
		t.Errorf("exit %d after %d questions, the cached run differs (-want +got):\n%s", r.exit, s.interpreted.Load(), diff)
	}

	r = run(t.Context(), t, slices.Concat(findNewark, flags, []string{"--refresh"})...)
	r.document(t, &got)
	want.JobID = known(entity.JobID(3))
	if diff := cmp.Diff(want, got); diff != "" || r.exit != exitDone || s.interpreted.Load() != 2 {
		t.Errorf("exit %d after %d questions, the refreshed run differs (-want +got):\n%s", r.exit, s.interpreted.Load(), diff)
	}
}

func TestFindTakesTheNearestWhereThereAreTooMany(t *testing.T) {
	flags := newark(t).flags(t, t.TempDir())
	var got findDocument
	run(t.Context(), t, slices.Concat([]string{"find", "--place", "39.6837,-75.7497", "--max", "10"}, flags)...).document(t, &got)
	if got.Found != 40 || got.Saved != 10 || got.OverLimit != 29 || got.Outside != 1 {
		t.Errorf("the run is %+v, want 40 found = 10 saved + 29 over the limit + 1 outside", got)
	}
	var page listDocument
	run(t.Context(), t, slices.Concat([]string{"list", "--sort", "distance_mi", "--desc"}, flags)...).document(t, &page)
	var all listDocument
	run(t.Context(), t, slices.Concat(findNewark, flags)...)
	run(t.Context(), t, slices.Concat([]string{"list", "--sort", "distance_mi", "--limit", "10"}, flags)...).document(t, &all)
	if farthest, tenth := *page.Data[0].Distance, *all.Data[9].Distance; farthest != tenth {
		t.Errorf("the farthest of the ten is %v mi away, want the tenth nearest of all at %v", farthest, tenth)
	}
}

func TestWhatCannotBeSearchedForIsRefusedBeforeAnyRequest(t *testing.T) {
	s := newark(t)
	flags := s.flags(t, t.TempDir())
	tests := []struct {
		name string
		args []string
	}{
		{"no place", []string{"find"}},
		{"an empty place", []string{"find", "--place", " "}},
		{"too near", []string{"find", "--place", "x", "--radius", "0.4"}},
		{"too far", []string{"find", "--place", "x", "--radius", "51"}},
		{"no number", []string{"find", "--place", "x", "--radius", "one"}},
		{"not a number at all", []string{"find", "--place", "x", "--radius", "NaN"}},
		{"none wanted", []string{"find", "--place", "x", "--max", "0"}},
		{"too many wanted", []string{"find", "--place", "x", "--max", "501"}},
		{"an unknown category", []string{"find", "--place", "x", "--category", "Unicorns"}},
		{"an unknown source", []string{"find", "--place", "x", "--source", "telephone"}},
		{"a point off the earth", []string{"find", "--place", "91,0"}},
		{"a word too many", []string{"find", "Freehold", "--place", "x"}},
		{"a flag of another command", []string{"find", "--place", "x", "--columns", "name"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got errorDocument
			r := run(t.Context(), t, slices.Concat(tt.args, flags)...)
			r.document(t, &got)
			if r.exit != exitUsage || got.Error.Message == "" || got.Error.Candidates == nil {
				t.Errorf("exit %d with %+v, want 2 and a sentence", r.exit, got.Error)
			}
		})
	}
	if s.geocoded.Load()+s.interpreted.Load() != 0 {
		t.Errorf("%d requests were made, want none", s.geocoded.Load()+s.interpreted.Load())
	}
}

func TestAnAmbiguousPlaceOffersItsCandidatesAndFetchesNothing(t *testing.T) {
	dir := t.TempDir()
	var got errorDocument
	r := run(t.Context(), t, "find", "--source", "sample", "--place", "Sample", "--data", dir, "--json")
	r.document(t, &got)
	var states []string
	for _, c := range got.Error.Candidates {
		states = append(states, *c.State)
	}
	if diff := cmp.Diff([]string{"New Jersey", "Pennsylvania"}, states); diff != "" || r.exit != exitUsage {
		t.Errorf("exit %d, the candidates' states differ (-want +got):\n%s", r.exit, diff)
	}
	var jobs []jobDocument
	run(t.Context(), t, "jobs", "--data", dir, "--json").document(t, &jobs)
	if len(jobs) != 0 {
		t.Errorf("%d jobs were made, want none", len(jobs))
	}
}

// inBubble answers on a host inside the process, so that minutes of waiting pass at once.
func inBubble(t *testing.T, s *services) (flags []string, opened func(*app.Core)) {
	t.Helper()
	listener := fetch.NewListener()
	server := &http.Server{Handler: s}
	served := make(chan struct{})
	go func() {
		defer close(served)
		_ = server.Serve(listener)
	}()
	t.Cleanup(func() {
		_ = server.Close()
		<-served
	})
	return []string{
		"--data", t.TempDir(), "--json", "--nominatim", "http://services.example", "--overpass", "http://services.example/api/interpreter",
	}, func(c *app.Core) { c.Fetch.Mount("services.example", listener) }
}

func TestEachRecordedErrorEndsInItsClassWithASentence(t *testing.T) {
	html := "text/html; charset=utf-8"
	good := newark(t)
	overpass := func(r reply) *services { return &services{geocoder: good.geocoder, interpreter: r} }
	duplicate := reply{http.StatusOK, html, "<html><body><p><strong>Error</strong>: runtime error: open64: 0 Success " +
		"/osm3s_osm_base Dispatcher_Client::request_read_and_idx::duplicate_query</p></body></html>"}
	tests := []struct {
		name     string
		services *services
		class    string
		inJob    bool // the place was found, so the error is a job's own
	}{
		{"429", overpass(recorded(t, "overpass/delaware/err_429_rate_limited.html")), "rate-limited", true},
		{"504", overpass(recorded(t, "overpass/delaware/err_504_timeout_too_big.html")), "busy", true},
		{"400", overpass(recorded(t, "overpass/delaware/err_syntax_400.html")), "bad-query", true},
		{"a remark", overpass(recorded(t, "overpass/delaware/remark_timeout.json")), "quota", true},
		{"the same question at once", overpass(duplicate), "duplicate-query", true},
		{"no User-Agent", overpass(reply{http.StatusNotAcceptable, html, "<html>Not Acceptable</html>"}), "http-4xx", true},
		{"a page instead of data", overpass(reply{http.StatusOK, html, "<html>Welcome</html>"}), "not-expected-type", true},
		{"half an answer", overpass(reply{http.StatusOK, "application/json", `{"elements":[{"type":`}), "parse", true},
		{"not there", overpass(reply{http.StatusNotFound, html, "gone"}), "http-4xx", true},
		{"broken", overpass(reply{http.StatusInternalServerError, html, "oops"}), "http-5xx", true},
		{"the geocoder blocks", &services{geocoder: reply{http.StatusForbidden, html, recorded(t, "nominatim/ruby_geocoder/nominatim_over_limit").body}}, "blocked", false},
		{"the geocoder knows no such place", &services{geocoder: recorded(t, "nominatim/ruby_geocoder/nominatim_no_results")}, "bad-query", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				flags, opened := inBubble(t, tt.services)
				r := runOpened(t.Context(), t, opened, slices.Concat(findNewark, flags)...)
				var problem *errorBody
				if tt.inJob {
					var got findDocument
					r.document(t, &got)
					problem = got.Error
					if got.Status != entity.JobFailed || got.Saved != 0 {
						t.Errorf("the job is %s with %d saved, want failed with none", got.Status, got.Saved)
					}
				} else {
					var got errorDocument
					r.document(t, &got)
					problem = &got.Error
				}
				if problem == nil || problem.Class != tt.class || r.exit != exitFailed {
					t.Fatalf("exit %d with %+v, want 1 with class %s", r.exit, problem, tt.class)
				}
				if len(problem.Message) < 20 || strings.Contains(problem.Message, "<") {
					t.Errorf("the message is %q, want a sentence", problem.Message)
				}
				t.Log(problem.Message)
			})
		})
	}
}

func TestAPartialAnswerIsKeptAndSaid(t *testing.T) {
	s := newark(t)
	s.interpreter.body = strings.Replace(s.interpreter.body, `"elements": [`,
		`"remark": "runtime error: Query timed out in \"query\" at line 3 after 25 seconds.", "elements": [`, 1)
	flags := s.flags(t, t.TempDir())
	for range 2 { // and never cached: the second run asks again
		var got findDocument
		r := run(t.Context(), t, slices.Concat(findNewark, flags)...)
		r.document(t, &got)
		if r.exit != exitSomeFailed || got.Status != entity.JobCompleted || got.Error == nil || got.Error.Class != "quota" || got.Saved+got.Duplicate != 39 {
			t.Errorf("exit %d with %+v (error %+v), want 3, completed with quota and 39 kept", r.exit, got, got.Error)
		}
	}
	if s.interpreted.Load() != 2 {
		t.Errorf("%d questions, want 2: a partial answer must not be cached", s.interpreted.Load())
	}
}

func TestAPublicServiceIsNotAskedWithoutAContact(t *testing.T) {
	var got errorDocument
	r := run(t.Context(), t, "find", "--place", "12 Main Street, Nowhere Heights", "--data", t.TempDir(), "--json")
	r.document(t, &got)
	if r.exit != exitFailed || !strings.Contains(got.Error.Message, "contact") {
		t.Errorf("exit %d with %q, want 1 and a sentence about the contact address", r.exit, got.Error.Message)
	}
}

func TestTheSampleTerritoryNeedsNoNetworkAndNoFlag(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dir := t.TempDir()
		var got findDocument
		r := run(t.Context(), t, "find", "--source", "sample", "--place", "Sample Mills, NJ", "--max", "500", "--data", dir, "--json")
		r.document(t, &got)
		if r.exit != exitDone || got.Saved < 90 || got.Found != got.Saved+got.Outside || !strings.Contains(got.Place.Name, "Sample") {
			t.Errorf("exit %d with %+v at %+v, want at least 90 saved in a place named Sample", r.exit, got, got.Place)
		}
		if strings.Count(r.err, "\n") < 3 {
			t.Errorf("progress is %q, want some lines of it", r.err)
		}
		leads := run(t.Context(), t, "export", "-", "--columns", "name,attribution", "--data", dir)
		rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(leads.out, "\ufeff"))).ReadAll()
		if err != nil || len(rows) != got.Saved+1 || rows[1][1] != "Sample data" {
			t.Errorf("%d lines of CSV, %v, attributed to %q; want %d attributed to the sample", len(rows), err, rows[1][1], got.Saved+1)
		}
	})
}

func TestASignalInterruptsTheJobAndResumeEndsIt(t *testing.T) {
	s := newark(t)
	s.hold, s.asked = make(chan struct{}), make(chan struct{}, 1)
	flags := s.flags(t, t.TempDir())
	ctx, signal := context.WithCancel(t.Context())
	out := make(chan result, 1)
	go func() { out <- run(ctx, t, slices.Concat(findNewark, flags)...) }()
	<-s.asked
	signal()
	var got findDocument
	r := <-out
	r.document(t, &got)
	if r.exit != exitInterrupted || got.Status != entity.JobInterrupted {
		t.Errorf("exit %d, the job is %s; want 130 and interrupted", r.exit, got.Status)
	}
	close(s.hold)
	r = run(t.Context(), t, slices.Concat([]string{"jobs", "resume", "1"}, flags)...)
	r.document(t, &got)
	if r.exit != exitDone || got.Status != entity.JobCompleted || got.Saved != 39 || got.Outside != 1 {
		t.Errorf("exit %d with %+v, want it completed with 39 saved and 1 outside", r.exit, got)
	}
}

func TestASignalBeforeTheJobIsA130Too(t *testing.T) {
	ctx, signal := context.WithCancel(t.Context())
	signal()
	var got errorDocument
	r := run(ctx, t, slices.Concat(findNewark, newark(t).flags(t, t.TempDir()))...)
	r.document(t, &got)
	if r.exit != exitInterrupted || got.Error.Class != "cancelled" {
		t.Errorf("exit %d with class %q, want 130 and cancelled", r.exit, got.Error.Class)
	}
}

func TestResultsAndProgressDoNotMix(t *testing.T) {
	flags := newark(t).flags(t, t.TempDir())
	flags = slices.DeleteFunc(flags, func(f string) bool { return f == "--json" })
	r := run(t.Context(), t, slices.Concat(findNewark, flags)...)
	if strings.Contains(r.out, "%") || strings.ContainsRune(r.out+r.err, '\x1b') || !strings.Contains(r.out, "39 saved") {
		t.Errorf("standard output is %q and standard error %q, want the result on the one and progress on the other", r.out, r.err)
	}
	if !strings.Contains(r.err, "Looking") {
		t.Errorf("standard error is %q, want progress", r.err)
	}
}
