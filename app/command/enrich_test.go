package command

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"letip/store"
	"letip/store/entity"
)

// street is businesses with websites on loopback, each a server of its own.
type street struct {
	dir   string
	flags []string

	delay time.Duration // of each answer

	mu      sync.Mutex // guards what follows
	down    map[string]bool
	pages   int
	home    map[string]int // how often a home page was asked for
	visited func(n int)    // told of the home pages as they are asked for, one at a time
	hold    chan struct{}  // where not nil, pages wait for it after telling asked
	asked   chan struct{}
}

// build opens a street in a new data directory: so many shops that can be read, then what the names say.
func build(t *testing.T, shops int, more ...string) *street {
	t.Helper()
	s := &street{dir: t.TempDir(), down: map[string]bool{}, home: map[string]int{}}
	s.flags = []string{"--data", s.dir, "--json", "--allow-private", "--rate", "0"}
	names := slices.Clone(more)
	for i := range shops {
		names = append([]string{fmt.Sprintf("shop%d", shops-1-i)}, names...)
	}
	db, err := store.Open(t.Context(), store.Options{Dir: s.dir})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, name := range names {
		draft := entity.Draft{Name: name}
		if name != "none" {
			server := httptest.NewServer(s.site(name))
			t.Cleanup(server.Close)
			draft.Website = server.URL
		}
		if _, err := db.Create(t.Context(), draft); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

func (s *street) site(name string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		down, hold, asked := s.down[name], s.hold, s.asked
		if r.URL.Path == "/" {
			s.pages++
			s.home[name]++
			if s.visited != nil {
				s.visited(len(s.home))
			}
		}
		s.mu.Unlock()
		if s.delay > 0 {
			wait := time.NewTimer(s.delay)
			defer wait.Stop()
			<-wait.C
		}
		switch {
		case r.URL.Path == "/robots.txt" && name == "closed":
			fmt.Fprint(w, "User-agent: *\nDisallow: /\n")
		case r.URL.Path == "/robots.txt":
			http.NotFound(w, r)
		case down: // come back in an hour: longer than a request waits
			w.Header().Set("Retry-After", "3600")
			w.WriteHeader(http.StatusTooManyRequests)
		case name == "gone":
			http.NotFound(w, r)
		case name == "half" && r.URL.Path != "/":
			w.WriteHeader(http.StatusForbidden)
		case r.URL.Path == "/" || name == "half":
			if hold != nil {
				select {
				case asked <- struct{}{}:
				default:
				}
				select {
				case <-hold:
				case <-r.Context().Done():
					return
				}
			}
			w.Header().Set("Content-Type", "text/html")
			fmt.Fprintf(w, `<p>%s: info@%s-shop.net</p><a href="/contact">Contact</a>`, name, name)
		default:
			http.NotFound(w, r)
		}
	})
}

// homes gives the shops whose home page was asked for since forget.
func (s *street) homes() map[string]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return maps.Clone(s.home)
}

func (s *street) forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.home)
}

func (s *street) enrich(ctx context.Context, t *testing.T, args ...string) (result, enrichDocument) {
	t.Helper()
	r := run(ctx, t, slices.Concat([]string{"enrich"}, args, s.flags)...)
	var d enrichDocument
	r.document(t, &d)
	return r, d
}

func (s *street) statuses(t *testing.T) map[string]entity.EnrichmentStatus {
	t.Helper()
	var page listDocument
	run(t.Context(), t, slices.Concat([]string{"list", "--limit", "500"}, s.flags[:3])...).document(t, &page)
	m := map[string]entity.EnrichmentStatus{}
	for _, b := range page.Data {
		m[b.Name] = b.Status
	}
	return m
}

func TestEnrichVisitsTheTenOldestPendingUnlessToldOtherwise(t *testing.T) {
	s := build(t, 25)
	for i, tt := range []struct {
		args  []string
		total int
	}{
		{nil, 10}, {[]string{"--batch", "3"}, 3}, {[]string{"25", "24", "25"}, 2}, {[]string{"--all"}, 10}, {[]string{"--all"}, 0}, {[]string{"1"}, 1},
	} {
		r, got := s.enrich(t.Context(), t, tt.args...)
		want := enrichDocument{Kind: entity.KindEnrich, Status: entity.JobCompleted, Total: tt.total, Enriched: tt.total}
		if tt.total > 0 {
			want.JobID = known(entity.JobID(i + 1))
			if i > 4 {
				want.JobID = known(entity.JobID(i)) // what had nothing to do made no job
			}
		}
		if diff := cmp.Diff(want, got); diff != "" || r.exit != exitDone {
			t.Errorf("enrich %v: exit %d, (-want +got):\n%s", tt.args, r.exit, diff)
		}
		statuses := s.statuses(t)
		if i == 0 && (statuses["shop9"] != entity.Enriched || statuses["shop10"] != entity.Pending) {
			t.Errorf("the first ten are not the oldest: %v", statuses)
		}
	}
}

func TestEnrichCountsEachOutcomeAndOnlyFailuresExitThree(t *testing.T) {
	s := build(t, 2, "none", "closed", "half", "gone")
	r, got := s.enrich(t.Context(), t, "--all")
	want := enrichDocument{
		JobID: known(entity.JobID(1)), Kind: entity.KindEnrich, Status: entity.JobCompleted,
		Total: 6, Enriched: 2, Partial: 1, NoWebsite: 1, Blocked: 1, Failed: 1,
	}
	if diff := cmp.Diff(want, got); diff != "" || r.exit != exitSomeFailed {
		t.Errorf("exit %d, (-want +got):\n%s", r.exit, diff)
	}
	var jobs []jobDocument
	run(t.Context(), t, slices.Concat([]string{"jobs", "--failed"}, s.flags[:3])...).document(t, &jobs)
	if len(jobs) != 1 {
		t.Fatalf("the journal's failures are %+v", jobs)
	}
	failed := map[entity.BusinessID]string{}
	for _, f := range jobs[0].Failures {
		failed[*f.BusinessID] = f.Class
		if f.URL == nil || f.Attempt != 1 || f.Message == "" {
			t.Errorf("a failure without its address, attempt or reason: %+v", f)
		}
	}
	if diff := cmp.Diff(map[entity.BusinessID]string{4: "robots", 6: "http-4xx"}, failed); diff != "" {
		t.Errorf("the journal's failures (-want +got):\n%s", diff)
	}
	// No website and blocked are answers: neither tried again by a retry, nor a reason for exit 3.
	for _, ids := range [][]string{{"3"}, {"4"}} {
		if r, got := s.enrich(t.Context(), t, ids...); r.exit != exitDone || got.Total != 1 || got.Failed != 0 {
			t.Errorf("enrich %v: exit %d with %+v", ids, r.exit, got)
		}
	}
	// A page that isn't there won't come back by asking again.
	s.forget()
	if r, got := s.enrich(t.Context(), t, "--retry-failed"); r.exit != exitDone || got.Total != 0 || len(s.homes()) != 0 {
		t.Errorf("a retry: exit %d with %+v, and %v were asked", r.exit, got, s.homes())
	}
}

func TestRetryReadsWhatFailedAndHasComeBack(t *testing.T) {
	s := build(t, 3, "gone")
	s.down["shop1"] = true
	if r, got := s.enrich(t.Context(), t, "4"); r.exit != exitSomeFailed || got.Failed != 1 {
		t.Fatalf("exit %d with %+v", r.exit, got)
	}
	if r, got := s.enrich(t.Context(), t, "1", "2"); r.exit != exitSomeFailed || got.Failed != 1 || got.Enriched != 1 {
		t.Fatalf("exit %d with %+v", r.exit, got)
	}
	s.mu.Lock()
	s.down["shop1"] = false
	s.mu.Unlock()
	if r, got := s.enrich(t.Context(), t, "--all", "--retry-failed"); r.exit != exitDone || got.Total != 2 || got.Enriched != 2 {
		t.Errorf("exit %d with %+v, want the pending and the failed one", r.exit, got)
	}
	if r, got := s.enrich(t.Context(), t, "--retry-failed"); r.exit != exitDone || got.Total != 0 || got.JobID != nil {
		t.Errorf("exit %d with %+v, want nothing to do", r.exit, got)
	}
}

func TestEnrichRefusesWhatMakesNoSense(t *testing.T) {
	s := build(t, 1)
	for _, tt := range []struct {
		args []string
		exit int
	}{
		{[]string{"--batch", "0"}, exitUsage},
		{[]string{"--batch", "501"}, exitUsage},
		{[]string{"--batch", "5", "--all"}, exitUsage},
		{[]string{"1", "--all"}, exitUsage},
		{[]string{"1", "--batch", "2"}, exitUsage},
		{[]string{"1", "--retry-failed"}, exitUsage},
		{[]string{"one"}, exitUsage},
		{[]string{"--place", "x"}, exitUsage},
		{[]string{"1", "99"}, exitFailed},
	} {
		var problem errorDocument
		r := run(t.Context(), t, slices.Concat([]string{"enrich"}, tt.args, s.flags)...)
		r.document(t, &problem)
		if r.exit != tt.exit || problem.Error.Class != "bad-query" || problem.Error.Message == "" {
			t.Errorf("enrich %v: exit %d with %+v, want %d", tt.args, r.exit, problem.Error, tt.exit)
		}
	}
	if s.pages != 0 {
		t.Errorf("%d pages were asked for", s.pages)
	}
}

func TestASignalInterruptsAnEnrichmentAndResumePrintsItsDocument(t *testing.T) {
	s := build(t, 12)
	s.hold, s.asked = make(chan struct{}), make(chan struct{}, 1)
	ctx, signal := context.WithCancel(t.Context())
	go func() {
		<-s.asked
		signal()
	}()
	r, got := s.enrich(ctx, t, "--all")
	if r.exit != exitInterrupted || got.Status != entity.JobInterrupted || got.Total != 12 || got.Enriched != 0 {
		t.Errorf("exit %d with %+v, want 130 and interrupted", r.exit, got)
	}
	for name, status := range s.statuses(t) {
		if status != entity.Pending {
			t.Errorf("%s is %s after the signal, want pending", name, status)
		}
	}
	s.mu.Lock()
	s.hold, s.pages = nil, 0
	s.mu.Unlock()
	r = run(t.Context(), t, slices.Concat([]string{"jobs", "resume", strconv.Itoa(int(*got.JobID))}, s.flags)...)
	r.document(t, &got)
	want := enrichDocument{JobID: known(entity.JobID(1)), Kind: entity.KindEnrich, Status: entity.JobCompleted, Total: 12, Enriched: 12}
	if diff := cmp.Diff(want, got); diff != "" || r.exit != exitDone || s.pages != 12 {
		t.Errorf("exit %d, %d pages, (-want +got):\n%s", r.exit, s.pages, diff)
	}
}

func TestACancelledEnrichmentPrintsItsDocument(t *testing.T) {
	s := build(t, 1)
	s.hold, s.asked = make(chan struct{}), make(chan struct{}, 1)
	ctx, signal := context.WithCancel(t.Context())
	go func() {
		<-s.asked
		signal()
	}()
	s.enrich(ctx, t)
	var got enrichDocument
	r := run(t.Context(), t, slices.Concat([]string{"jobs", "cancel", "1"}, s.flags)...)
	r.document(t, &got)
	if r.exit != exitDone || got.Status != entity.JobCancelled || got.Total != 1 {
		t.Errorf("exit %d with %+v, want 0 and cancelled", r.exit, got)
	}
}
