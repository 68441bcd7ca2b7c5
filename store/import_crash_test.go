package store

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"letip/store/entity"
)

// importDir tells this test binary, started again, that it is the import to be killed.
const importDir = "LETIP_STORE_IMPORT_DIR"

// killedRows is how many rows the import has that is killed: several batches, each of which is committed by itself.
var killedRows = map[bool]int{false: 450, true: 1_500}[longRun]

// importUntilKilled imports into leads that are there, and says when it begins and when it is over.
func importUntilKilled(dir string) {
	ctx := context.Background()
	db, err := Open(ctx, Options{Dir: dir})
	if err != nil {
		fmt.Println("open:", err)
		return
	}
	fmt.Println("ACK 1")
	// Every second row is of a lead that is there, and changes it.
	rows := func(yield func(entity.Incoming, error) bool) {
		i := 0
		for in := range manyRows(killedRows, 5) {
			if i++; i%2 == 0 {
				p := pizza(i / 2 % 60)
				in.Name, in.Phone, in.PhoneRaw, in.Address, in.City, in.ZIP, in.Location = p.Name, p.Phone, p.PhoneRaw, p.Address, p.City, p.ZIP, p.Location
				in.Notes = "imported"
			}
			if !yield(in, nil) {
				return
			}
		}
	}
	report, err := db.Import(ctx, rows, ImportOptions{File: "leads.csv"})
	if err != nil || report.Counts.Rows() != killedRows {
		fmt.Println("import:", report, err)
		return
	}
	fmt.Println("ACK 2")
	select {} // until it is killed
}

// A process that is killed while it imports leaves what was there before, or all of the import with the step that takes it
// back, whoever opens it next: one who only reads, too.
func TestAKilledImportIsAllThereOrNotAtAll(t *testing.T) {
	t.Parallel()
	kills := 10
	if longRun {
		kills = 50
	}
	began := time.Now()
	whole := killImport(t, t.TempDir(), time.Hour)
	takes := time.Since(began)
	if !whole {
		t.Fatal("an undisturbed import does not end")
	}
	there, none := 0, 0
	for kill := range kills {
		dir := t.TempDir()
		db, err := Open(t.Context(), Options{Dir: dir})
		if err != nil {
			t.Fatal(err)
		}
		var known []entity.Found
		for i := range 60 {
			known = append(known, pizza(i))
		}
		save(t, db, 0, known...)
		before := dump(t, db)
		closeNow(t, db)
		after := time.Duration(rand.Int64N(int64(takes)))
		acknowledged := killImport(t, dir, after)

		reading, err := Open(t.Context(), Options{Dir: dir, ReadOnly: true})
		if err != nil {
			t.Fatalf("kill %d: %v", kill, err)
		}
		leads, err := reading.Count(t.Context(), entity.Filter{})
		if err != nil {
			t.Fatal(err)
		}
		closeNow(t, reading)
		if db, err = Open(t.Context(), Options{Dir: dir}); err != nil {
			t.Fatal(err)
		}
		checkWhole(t, db)
		steps, err := db.UndoSteps(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		steps = slices.DeleteFunc(steps, func(s entity.UndoStep) bool { return s.Kind != entity.UndoImport })
		switch {
		case len(steps) == 0 && acknowledged:
			t.Fatalf("kill %d after %v: an acknowledged import is gone", kill, after)
		case len(steps) == 0:
			none++
			if leads != 60 {
				t.Errorf("kill %d after %v: who only reads finds %d leads of half an import", kill, after, leads)
			}
		case len(steps) == 1:
			there++
			if _, err := db.Undo(t.Context()); err != nil {
				t.Fatal(err)
			}
			checkWhole(t, db)
		}
		if diff := cmp.Diff(before, dump(t, db)); diff != "" {
			t.Fatalf("kill %d after %v: the leads are not as before (-before +after):\n%s", kill, after, diff)
		}
		closeNow(t, db)
	}
	t.Logf("%d kills: %d imports were all there, %d not at all", kills, there, none)
}

// killImport starts the import, kills it some time after its beginning or at once when it is over, and reports whether it
// had said that it is.
func killImport(t *testing.T, dir string, after time.Duration) (acknowledged bool) {
	t.Helper()
	child := exec.CommandContext(t.Context(), os.Args[0])
	child.Env = append(os.Environ(), importDir+"="+dir)
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	var killer *time.Timer
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		n, ok := cutAck(lines.Text())
		switch {
		case !ok:
			t.Errorf("the process says: %s", lines.Text())
		case n == 1:
			killer = time.AfterFunc(after, func() { _ = child.Process.Kill() }) // stopped below
		default:
			acknowledged = true
			_ = child.Process.Kill()
		}
	}
	if killer != nil {
		killer.Stop()
	}
	if err := child.Wait(); err == nil {
		t.Error("the process ended by itself")
	}
	return acknowledged
}
