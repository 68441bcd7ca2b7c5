package store

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// crashTurns tells this test binary, started again, that it is the process to be killed while it merges and takes back.
const crashTurns = "LETIP_STORE_CRASH_TURNS"

// still is the clock of those processes and of the test, so that each merge leaves the same bytes.
func still() time.Time { return time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC) }

// turnUntilKilled merges three leads, takes that back, does it again and takes it back, for ever, and says what it begins.
func turnUntilKilled(dir string) {
	ctx := context.Background()
	db, err := Open(ctx, Options{Dir: dir, Now: still})
	if err != nil {
		fmt.Println("open:", err)
		return
	}
	merged := false
	for turn := 0; ; turn++ {
		switch {
		case merged:
			fmt.Println("undo")
			_, err = db.Undo(ctx)
		case turn%4 == 0:
			fmt.Println("merge")
			_, err = db.Merge(ctx, 1, 2, 3)
		default:
			fmt.Println("redo")
			_, err = db.Redo(ctx)
		}
		if merged = !merged; err != nil {
			fmt.Println("turn:", err)
			return
		}
	}
}

// A process that is killed while it merges leads, takes that back or does it again leaves them as they were before or after,
// to the byte.
func TestKilledMergeOrUndoLeavesOneStateOrTheOther(t *testing.T) {
	t.Parallel()
	kills := 10
	if longRun {
		kills = 50
	}
	dir := t.TempDir()
	db := openWith(t, Options{Dir: dir, Now: still})
	worked(t, db)
	noSteps(t, db)
	apart := dump(t, db)
	if _, err := db.Merge(t.Context(), 1, 2, 3); err != nil {
		t.Fatal(err)
	}
	merged := dump(t, db)
	if _, err := db.Undo(t.Context()); err != nil {
		t.Fatal(err)
	}
	closeNow(t, db)
	found := map[string]int{}
	for _, during := range []string{"merge", "undo", "redo"} {
		for kill := range kills {
			killDuring(t, dir, during, time.Duration(rand.IntN(25_000))*time.Microsecond)
			db := openWith(t, Options{Dir: dir, Now: still})
			checkSound(t, db)
			switch is := dump(t, db); {
			case cmp.Equal(apart, is):
				found[during+" gave before"]++
			case cmp.Equal(merged, is):
				found[during+" gave after"]++
			default:
				t.Fatalf("kill %d during %s: %s\n%s", kill, during, cmp.Diff(apart, is), cmp.Diff(merged, is))
			}
			if db.PartOf(t.Context(), 2) != 2 {
				if _, err := db.Undo(t.Context()); err != nil {
					t.Fatalf("kill %d during %s: %v", kill, during, err)
				}
			}
			closeNow(t, db)
		}
	}
	t.Log("states found after a kill, and how often: ", found)
}

// killDuring starts the process and kills it some time after it has begun what it is to be killed in.
func killDuring(t *testing.T, dir, what string, after time.Duration) {
	t.Helper()
	child := exec.CommandContext(t.Context(), os.Args[0])
	child.Env = append(os.Environ(), crashDir+"="+dir, crashTurns+"=1")
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	var killer *time.Timer
	lines, skip := bufio.NewScanner(out), rand.IntN(3)
	for lines.Scan() {
		switch line := lines.Text(); line {
		case "merge", "undo", "redo":
			if line == what && killer == nil {
				if skip--; skip < 0 {
					killer = time.AfterFunc(after, func() { _ = child.Process.Kill() }) // stopped below
				}
			}
		default:
			t.Errorf("the process says: %s", line)
		}
	}
	if killer != nil {
		killer.Stop()
	}
	if err := child.Wait(); err == nil {
		t.Error("the process ended by itself")
	}
}
