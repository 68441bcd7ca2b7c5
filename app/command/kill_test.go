package command

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"letip/scrape/sample"
	"letip/store/entity"
)

// loopback serves the sample territory as if it were OpenStreetMap, and counts the questions to the interpreter.
func loopback(t *testing.T, latency time.Duration) (flags []string, asked *atomic.Int64) {
	t.Helper()
	territory, err := sample.New(sample.Config{Latency: latency})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = territory.Close() })
	asked = &atomic.Int64{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Host = "nominatim." + sample.Domain
		if strings.HasPrefix(r.URL.Path, "/api/") {
			r.Host = "overpass." + sample.Domain
			asked.Add(1)
		}
		territory.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	return []string{"--json", "--allow-private", "--rate", "0", "--nominatim", server.URL, "--overpass", server.URL + "/api/interpreter"}, asked
}

// Beyond 5 miles a search takes three questions: 5, 10 and 20 miles. From here the first has a part of the town only.
var findSample = []string{"find", "--place", "40.221,-74.300", "--radius", "20", "--max", "500"}

// child starts the built program.
func child(t *testing.T, args ...string) (*exec.Cmd, *bufio.Scanner) {
	t.Helper()
	c := exec.CommandContext(t.Context(), builtProgram(t), args...)
	stderr, err := c.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	return c, bufio.NewScanner(stderr)
}

// leads lists what a data directory holds, as source ids with names.
func leads(t *testing.T, dir string) []string {
	t.Helper()
	var all []string
	after := []string{}
	for {
		var page listDocument
		run(t.Context(), t, slices.Concat([]string{"list", "--data", dir, "--json", "--limit", "500", "--sort", "id"}, after)...).document(t, &page)
		for _, b := range page.Data {
			all = append(all, *b.Sources[0].SourceID+" "+b.Name)
		}
		if page.Next == nil {
			slices.Sort(all)
			return all
		}
		after = []string{"--after", *page.Next}
	}
}

// acknowledged reads how many leads a line of progress says are saved.
func acknowledged(line string) int {
	_, rest, ok := strings.Cut(line, " found, ")
	if !ok {
		return 0
	}
	digits, _, _ := strings.Cut(rest, " saved")
	n, err := strconv.Atoi(digits)
	if err != nil {
		return 0
	}
	return n
}

// kills is how often: 10 times unless the environment says otherwise.
func kills(t *testing.T) int {
	t.Helper()
	n, err := strconv.Atoi(os.Getenv("LETIP_KILLS"))
	if err != nil {
		return 10
	}
	return n
}

func TestAKillAtAnyMomentLosesNothingAndResumeEndsWithTheSameSet(t *testing.T) {
	flags, asked := loopback(t, 30*time.Millisecond)
	whole := t.TempDir()
	var undisturbed findDocument
	began := time.Now()
	run(t.Context(), t, slices.Concat(findSample, flags, []string{"--data", whole})...).document(t, &undisturbed)
	takes := time.Since(began)
	want := leads(t, whole)
	if undisturbed.Status != entity.JobCompleted || len(want) < 120 {
		t.Fatalf("the undisturbed run is %+v with %d leads, want it completed with at least 120", undisturbed, len(want))
	}
	once := asked.Load()
	chance := rand.New(rand.NewPCG(uint64(began.UnixNano()), 1))
	resumed, cut := 0, 0
	for round := range kills(t) {
		dir := filepath.Join(t.TempDir(), "data")
		asked.Store(0)
		c, stderr := child(t, slices.Concat(findSample, flags, []string{"--data", dir})...)
		moment := time.Duration(chance.Int64N(int64(takes + takes/2)))
		killer := time.AfterFunc(moment, func() { _ = c.Process.Kill() }) // it may have ended by itself
		saved := 0
		for stderr.Scan() {
			saved = max(saved, acknowledged(stderr.Text()))
		}
		_ = c.Wait() // killed or not, what counts is what it left
		killer.Stop()

		var health doctorDocument
		if r := run(t.Context(), t, "doctor", "--data", dir, "--json"); r.exit != exitDone {
			r.document(t, &health)
			t.Fatalf("round %d, killed after %v: the doctor says %+v", round, moment, health)
		}
		kept := leads(t, dir)
		if len(kept) < saved {
			t.Fatalf("round %d, killed after %v: %d leads were said to be saved, %d are there", round, moment, saved, len(kept))
		}
		if lost := slices.DeleteFunc(slices.Clone(kept), func(l string) bool { return slices.Contains(want, l) }); len(lost) > 0 {
			t.Fatalf("round %d: %v is in no undisturbed run", round, lost)
		}
		var got findDocument
		var jobs []jobDocument
		run(t.Context(), t, "jobs", "--data", dir, "--json").document(t, &jobs)
		switch {
		case len(jobs) == 0: // killed before the journal knew of it
			run(t.Context(), t, slices.Concat(findSample, flags, []string{"--data", dir})...).document(t, &got)
		case jobs[0].Status == entity.JobInterrupted:
			resumed++
			if len(kept) > 0 && len(kept) < len(want) {
				cut++
			}
			run(t.Context(), t, slices.Concat([]string{"jobs", "resume", fmt.Sprint(jobs[0].ID)}, flags, []string{"--data", dir})...).document(t, &got)
			if asked.Load() > once+1 {
				t.Errorf("round %d: %d questions were asked in all, want the %d of an undisturbed run and at most the one in flight again", round, asked.Load(), once)
			}
		case jobs[0].Status != entity.JobCompleted:
			t.Fatalf("round %d: the job is %s, want interrupted or completed", round, jobs[0].Status)
		default:
			got = undisturbed
		}
		got.JobID = undisturbed.JobID
		if diff := cmp.Diff(undisturbed, got); diff != "" {
			t.Errorf("round %d, killed after %v: the resumed run differs (-undisturbed +resumed):\n%s", round, moment, diff)
		}
		if diff := cmp.Diff(want, leads(t, dir)); diff != "" {
			t.Errorf("round %d, killed after %v: the leads differ (-undisturbed +resumed):\n%s", round, moment, diff)
		}
	}
	t.Logf("%d of %d rounds were resumed, %d of them with some leads there", resumed, kills(t), cut)
}
