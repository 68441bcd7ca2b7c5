package scrape

import (
	"bufio"
	"context"
	"database/sql"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"letip/store"
	"letip/store/entity"
	"letip/store/event"
)

// The kill test of F3: a child process runs a scrape and says what it asked for and what was acknowledged; at a random
// moment it is killed for good. What it had acknowledged must be there, the file must be sound, and the resumed job must
// end with the businesses of an undisturbed run without asking for a finished ring again.

// childDir names the data directory for a test binary that is to be the child.
const childDir = "LETIP_SCRAPE_CHILD"

func territory() *fixture { return &fixture{places: around(240, 0.2), edge: 0.1} }

func killed() entity.Search { return search(50, 200) }

// TestChild is the process that is killed. It isn't a test of its own.
func TestChild(t *testing.T) {
	dir := os.Getenv(childDir)
	if dir == "" {
		t.Skip("only the kill test's child")
	}
	bus := event.NewBus()
	db, err := store.Open(t.Context(), store.Options{Dir: dir, Bus: bus})
	if err != nil {
		t.Fatal(err)
	}
	source := territory()
	source.before = func(ctx context.Context, ring entity.Miles) error {
		say("ASK %v", ring)
		select { // the network's time, so that kills also fall between the rings
		case <-time.After(3 * time.Millisecond):
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	// The acknowledgement is the event after the commit, on the publisher's own goroutine.
	service := New(Deps{DB: db, Sources: []Source{source}, Bus: bus, Log: slog.New(slog.DiscardHandler)})
	event.Subscribe(bus, func(e event.BusinessCreated) {
		for _, id := range e.IDs {
			say("ACK %d", id)
		}
	})
	id, err := service.Start(t.Context(), killed())
	if err != nil {
		t.Fatal(err)
	}
	say("JOB %d", id)
	if _, err := service.Wait(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	say("END")
	service.Close()
	bus.Close()
	db.Close()
}

// say writes a line at once: a line that was begun when the process died has no end and doesn't count.
func say(format string, args ...any) { fmt.Fprintf(os.Stdout, format+"\n", args...) }

// story is what a child said before it died.
type story struct {
	asked []string
	acked []entity.BusinessID
	job   entity.JobID
	ended bool
}

// child runs the child and kills it after a while from its first word.
func child(t *testing.T, dir string, after time.Duration) story {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), self, "-test.run=^TestChild$", "-test.v=false")
	cmd.Env = append(os.Environ(), childDir+"="+dir)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var s story
	lines := bufio.NewReader(out)
	var timer *time.Timer
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			if err != io.EOF && !strings.Contains(err.Error(), "closed") {
				t.Fatal(err)
			}
			break
		}
		if timer == nil {
			timer = time.AfterFunc(after, func() { cmd.Process.Kill() })
		}
		word, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		switch word {
		case "ASK":
			s.asked = append(s.asked, rest)
		case "ACK":
			var id entity.BusinessID
			fmt.Sscan(rest, &id)
			s.acked = append(s.acked, id)
		case "JOB":
			fmt.Sscan(rest, &s.job)
		case "END":
			s.ended = true
		}
	}
	cmd.Wait() // its error is our own kill
	if timer != nil {
		timer.Stop()
	}
	return s
}

func TestKilledJobLosesNothingAndResumes(t *testing.T) {
	kills := 10
	if os.Getenv("LETIP_LONG") != "" {
		kills = 50
	}
	if testing.Short() {
		kills = 2
	}
	quiet := newTown(t, territory())
	want := quiet.run(t, killed())
	wantNames := quiet.names(t)
	if want.Counts.Saved != 200 {
		t.Fatalf("the undisturbed run counts %+v", want.Counts)
	}
	began := time.Now()
	if s := child(t, t.TempDir(), time.Minute); !s.ended {
		t.Fatalf("the child did not come to its end undisturbed: %+v", s)
	}
	whole := time.Since(began)
	chance := rand.New(rand.NewPCG(1, uint64(time.Now().UnixNano())))
	midway := 0
	for i := range kills {
		dir := t.TempDir()
		s := child(t, dir, time.Duration(chance.Int64N(int64(whole*2/3))))
		if !s.ended && len(s.acked) > 0 {
			midway++
		}
		resumeKilled(t, fmt.Sprintf("kill %d", i), dir, s, want, wantNames)
	}
	t.Logf("%d kills, %d of them after the first lead and before the end", kills, midway)
}

func resumeKilled(t *testing.T, name, dir string, s story, want entity.Job, wantNames []string) {
	t.Helper()
	if verdict := integrity(t, dir); verdict != "ok" {
		t.Errorf("%s: the file is not sound: %s", name, verdict)
	}
	source := territory()
	h := newTownIn(t, dir, source)
	defer h.leave()
	there, err := h.db.BusinessesByID(t.Context(), s.acked)
	if err != nil || len(there) != len(s.acked) {
		t.Errorf("%s: %d of %d acknowledged businesses are there, %v", name, len(there), len(s.acked), err)
	}
	jobs, err := h.db.Jobs(t.Context(), entity.JobFilter{})
	if err != nil {
		t.Fatal(err)
	}
	if len(jobs) == 0 {
		if s.job != 0 {
			t.Errorf("%s: job %d is lost", name, s.job)
		}
		return // it died before the job was written
	}
	if s.ended || jobs[0].Status == entity.JobCompleted {
		return
	}
	if jobs[0].Status != entity.JobInterrupted {
		t.Errorf("%s: the job is %s", name, jobs[0].Status)
	}
	answered := map[entity.Miles]bool{}
	rings := Rings(killed().Radius)
	for item, err := range h.db.JobItems(t.Context(), jobs[0].ID) {
		if err != nil {
			t.Fatal(err)
		}
		if item.Answered {
			answered[rings[item.Seq-1]] = true
		}
	}
	if err := h.Resume(t.Context(), jobs[0].ID); err != nil {
		t.Fatal(err)
	}
	got := h.end(t, jobs[0].ID)
	if got.Status != entity.JobCompleted || got.Counts != want.Counts {
		t.Errorf("%s: the resumed job is %s with %+v, want %+v", name, got.Status, got.Counts, want.Counts)
	}
	if diff := cmp.Diff(wantNames, h.names(t)); diff != "" {
		t.Errorf("%s: businesses (-undisturbed +resumed):\n%s", name, diff)
	}
	if slices.ContainsFunc(source.rings(), func(ring entity.Miles) bool { return answered[ring] }) {
		t.Errorf("%s: %v were answered, the resumed job asked for %v", name, answered, source.rings())
	}
}

// integrity asks SQLite about the file that a dead process left.
func integrity(t *testing.T, dir string) string {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(dir, store.FileName))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var verdict string
	if err := db.QueryRowContext(t.Context(), "PRAGMA integrity_check(1)").Scan(&verdict); err != nil {
		t.Fatal(err)
	}
	return verdict
}
