package command

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"letip/store"
	"letip/store/entity"
)

// visited reads how many leads a line of progress says are read.
func visited(line string) int {
	_, rest, ok := strings.Cut(line, ": ")
	if !ok {
		return 0
	}
	n, err := strconv.Atoi(strings.TrimSpace(strings.Split(rest, " of ")[0]))
	if err != nil {
		return 0
	}
	return n
}

// program runs the built program to its end: beside one that was compiled to find races, many runs take no time.
func program(t *testing.T, args ...string) result {
	t.Helper()
	c, out, errs := startProgram(t, builtProgram(t), args...)
	exit := exitOf(t, c)
	return result{exit, out.String(), errs.String()}
}

// TestAKillDuringAnEnrichmentLosesNoVisitAndResumeRepeatsNone kills the program at random moments, as often as kills says
// or 50 times with LETIP_LONG=1.
func TestAKillDuringAnEnrichmentLosesNoVisitAndResumeRepeatsNone(t *testing.T) {
	rounds := kills(t)
	if os.Getenv("LETIP_LONG") == "1" {
		rounds = max(rounds, 50)
	}
	const shops = 24
	s := build(t, shops)
	s.delay = 5 * time.Millisecond
	flags := slices.DeleteFunc(slices.Clone(s.flags), func(f string) bool { return f == "--data" || f == s.dir })
	in := func(dir string) []string { return append(slices.Clone(flags), "--data", dir) }
	copyData := func() string {
		dir := filepath.Join(t.TempDir(), "data")
		if err := os.MkdirAll(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		raw, err := os.ReadFile(filepath.Join(s.dir, store.FileName)) // it is closed: no log stands beside it
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, store.FileName), raw, 0o600); err != nil {
			t.Fatal(err)
		}
		return dir
	}
	want := enrichDocument{JobID: known(entity.JobID(1)), Kind: entity.KindEnrich, Status: entity.JobCompleted, Total: shops, Enriched: shops}
	var undisturbed enrichDocument
	run(t.Context(), t, slices.Concat([]string{"enrich", "--all"}, in(copyData()))...).document(t, &undisturbed)
	if diff := cmp.Diff(want, undisturbed); diff != "" {
		t.Fatalf("the undisturbed run differs (-want +got):\n%s", diff)
	}
	seed := uint64(time.Now().UnixNano())
	chance := rand.New(rand.NewPCG(seed, 2))
	t.Logf("seed %d", seed)
	cut := 0
	for round := range rounds {
		dir := copyData()
		nth, later := 1+chance.IntN(shops), time.Duration(chance.Int64N(int64(20*time.Millisecond)))
		var killer *time.Timer
		started := make(chan *os.Process, 1)
		s.forget()
		s.mu.Lock()
		s.visited = func(n int) {
			if n == nth {
				s.visited = nil // once
				p := <-started
				killer = time.AfterFunc(later, func() { _ = p.Kill() }) // it may have ended by itself
			}
		}
		s.mu.Unlock()
		c, stderr := child(t, slices.Concat([]string{"enrich", "--all"}, in(dir))...)
		started <- c.Process
		read := 0
		for stderr.Scan() {
			read = max(read, visited(stderr.Text()))
		}
		_ = c.Wait() // killed or not, what counts is what it left
		s.mu.Lock()
		if s.visited = nil; killer != nil {
			killer.Stop()
		}
		s.mu.Unlock()

		var jobs []jobDocument
		program(t, "jobs", "--data", dir, "--json").document(t, &jobs)
		kept := map[string]bool{}
		var page listDocument
		program(t, "list", "--data", dir, "--json", "--limit", "500", "--exact-status", "enriched").document(t, &page)
		for _, b := range page.Data {
			kept[b.Name] = true
			if b.Email == nil || !strings.HasPrefix(*b.Email, "info@"+b.Name) || b.CheckedAt == nil {
				t.Errorf("round %d: %s is enriched with the email %v", round, b.Name, b.Email)
			}
		}
		if len(kept) < read {
			t.Fatalf("round %d, killed %v after home page %d: %d visits were acknowledged, %d are there", round, later, nth, read, len(kept))
		}
		if len(jobs) == 0 || jobs[0].Status == entity.JobCompleted {
			continue // killed before the journal knew of it, or too late
		}
		if jobs[0].Status != entity.JobInterrupted {
			t.Fatalf("round %d: the job is %s", round, jobs[0].Status)
		}
		if len(kept) > 0 && len(kept) < shops {
			cut++
		}
		s.forget()
		var got enrichDocument
		program(t, slices.Concat([]string{"jobs", "resume", fmt.Sprint(jobs[0].ID)}, in(dir))...).document(t, &got)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("round %d, killed %v after home page %d: the resumed run differs (-want +got):\n%s", round, later, nth, diff)
		}
		for name := range s.homes() {
			if kept[name] {
				t.Errorf("round %d: %s was visited again", round, name)
			}
		}
		var health doctorDocument
		if r := program(t, "doctor", "--data", dir, "--json"); r.exit != exitDone {
			r.document(t, &health)
			t.Fatalf("round %d: the doctor says %+v", round, health)
		}
	}
	t.Logf("%d of %d rounds were cut in the middle", cut, rounds)
}
