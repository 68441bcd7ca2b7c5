package store

import (
	"bufio"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"letip/store/entity"
	"letip/store/migration"
)

// crashDir tells this test binary, started again, that it is the process to be killed.
const crashDir = "LETIP_STORE_CRASH_DIR"

// saveUntilKilled saves batches for ever, some as a scrape does and some as a person does, and says after each commit which
// leads it has acknowledged: first the batch's number, then how many.
func saveUntilKilled(dir string) {
	ctx := context.Background()
	db, err := Open(ctx, Options{Dir: dir})
	if err != nil {
		fmt.Println("open:", err)
		return
	}
	start, err := db.Count(ctx, entity.Filter{})
	if err != nil {
		fmt.Println("count:", err)
		return
	}
	r := rand.New(rand.NewPCG(uint64(start), 7))
	for batch := 0; ; batch++ {
		n := 1 + r.IntN(50)
		found := make([]entity.Found, n)
		for i := range found {
			found[i] = pizza(start + i)
		}
		if _, err := db.SaveFound(ctx, 1, fmt.Sprint(start, " to ", start+n), found); err != nil {
			fmt.Println("save:", err)
			return
		}
		if _, err := db.Update(ctx, entity.BusinessID(start+1), entity.Update{Notes: new(fmt.Sprint("batch ", start))}); err != nil {
			fmt.Println("update:", err)
			return
		}
		start += n
		fmt.Println("ACK", start)
	}
}

// A process that is killed at any moment loses nothing it has acknowledged, leaves no half batch, and what triggers keep
// agrees with the leads.
func TestKilledProcessLosesNothingItAcknowledged(t *testing.T) {
	t.Parallel()
	kills := 10
	if longRun {
		kills = 60
	}
	dir := t.TempDir()
	acknowledgements := map[int]bool{}
	for kill := range kills {
		acknowledged := killOne(t, dir, time.Duration(rand.IntN(120))*time.Millisecond, acknowledgements)
		db, err := Open(t.Context(), Options{Dir: dir})
		if err != nil {
			t.Fatalf("kill %d: %v", kill, err)
		}
		checkSound(t, db)
		n, err := db.Count(t.Context(), entity.Filter{})
		if err != nil || n < acknowledged {
			t.Fatalf("kill %d: %d leads of %d acknowledged ones, %v", kill, n, acknowledged, err)
		}
		edits := checkBatches(t, db, acknowledgements)
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		t.Logf("kill %d: %d acknowledged, %d there, %d batches", kill, acknowledged, n, edits)
	}
}

// checkBatches holds each batch against what it says it is, and looks for the edit that followed it.
func checkBatches(t *testing.T, db *DB, acknowledged map[int]bool) (batches int) {
	t.Helper()
	const query = `SELECT item, count(*), max(b.notes = 'batch ' || (b.id - 1)) FROM job_business j JOIN business b ON b.id = j.business_id GROUP BY item`
	rows, err := db.reader().Query(query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for ; rows.Next(); batches++ {
		var item string
		var n, from, to int
		var edited sql.NullBool
		if err := rows.Scan(&item, &n, &edited); err != nil {
			t.Fatal(err)
		}
		if _, err := fmt.Sscanf(item, "%d to %d", &from, &to); err != nil || n != to-from {
			t.Fatalf("of the batch %s there are %d leads: %v", item, n, err)
		}
		if acknowledged[to] && !edited.Bool {
			t.Fatalf("the acknowledged edit of the batch %s is lost", item)
		}
	}
	return batches
}

// killOne starts the process, kills it some time after its first acknowledgement, and gives the last one it made.
func killOne(t *testing.T, dir string, after time.Duration, all map[int]bool) (acknowledged int) {
	t.Helper()
	child := exec.CommandContext(t.Context(), os.Args[0])
	child.Env = append(os.Environ(), crashDir+"="+dir)
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
		if !ok {
			t.Errorf("the process says: %s", lines.Text())
			continue
		}
		acknowledged, all[n] = n, true
		if killer == nil {
			killer = time.AfterFunc(after, func() { _ = child.Process.Kill() }) // stopped below
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

func cutAck(line string) (int, bool) {
	var n int
	_, err := fmt.Sscanf(line, "ACK %d", &n)
	return n, err == nil
}

// A process that is killed while it migrates leaves the old schema or the new one, with every lead.
func TestKilledMigrationLeavesOneSchemaOrTheNext(t *testing.T) {
	t.Parallel()
	kills := 5
	if longRun {
		kills = 50
	}
	steps, err := migration.Steps()
	if err != nil {
		t.Fatal(err)
	}
	found := map[int]int{}
	for range kills {
		dir := t.TempDir()
		makeVersion(t, dir, steps[:1])
		child := exec.CommandContext(t.Context(), os.Args[0])
		child.Env = append(os.Environ(), crashDir+"="+dir)
		if err := child.Start(); err != nil {
			t.Fatal(err)
		}
		killer := time.AfterFunc(time.Duration(rand.IntN(60))*time.Millisecond, func() { _ = child.Process.Kill() })
		if err := child.Wait(); err == nil {
			t.Error("the process ended by itself")
		}
		killer.Stop()
		h, err := readHeader(t.Context(), filepath.Join(dir, FileName))
		if err != nil || h.version < 1 || h.version > len(steps) {
			t.Fatalf("%+v, %v", h, err)
		}
		found[h.version]++
		db := openIn(t, dir)
		if b := read(t, db, 1); b.Name != "Old Mill" {
			t.Fatalf("the old lead is %+v", b)
		}
		checkSound(t, db)
	}
	t.Log("versions found after a kill, and how often: ", found)
}

// A log that was cut or garbled at any byte, as a power cut may leave it, gives a sound database whose batches are a prefix:
// a tail may be lost, never the middle.
func TestCutLogLosesATailAndNeverTheMiddle(t *testing.T) {
	cuts := 16
	if longRun {
		cuts = 400
	}
	dir := t.TempDir()
	db := openIn(t, dir)
	if _, err := db.writer.Exec("PRAGMA wal_autocheckpoint = 0"); err != nil {
		t.Fatal(err)
	}
	var ends []int // the leads after each batch
	for batch := range 12 {
		var found []entity.Found
		for i := range 1 + batch%5 {
			found = append(found, pizza(batch*100+i))
		}
		save(t, db, 1, found...)
		ends = append(ends, len(found))
		if batch > 0 {
			ends[batch] += ends[batch-1]
		}
	}
	file, log := readFile(t, db.path), readFile(t, db.path+"-wal")
	for cut := range cuts {
		r := rand.New(rand.NewPCG(uint64(cut), 3))
		spoilt := slices.Clone(log)
		at := r.IntN(len(spoilt))
		if cut%2 == 0 {
			spoilt = spoilt[:at]
		} else {
			for i := at; i < min(at+4096, len(spoilt)); i++ {
				spoilt[i] = byte(r.Uint32())
			}
		}
		dead := t.TempDir()
		writeFile(t, filepath.Join(dead, FileName), file)
		writeFile(t, filepath.Join(dead, FileName+"-wal"), spoilt)
		n, err := reopenCut(t, dead)
		if err != nil {
			t.Fatalf("cut %d at byte %d: %v", cut, at, err)
		}
		if n != 0 && !slices.Contains(ends, n) {
			t.Fatalf("cut %d at byte %d: %d leads are no prefix of the batches, which end at %v", cut, at, n, ends)
		}
	}
}

func reopenCut(t *testing.T, dir string) (n int, err error) {
	t.Helper()
	db, err := Open(t.Context(), Options{Dir: dir})
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	checkSound(t, db)
	return db.Count(t.Context(), entity.Filter{})
}

// Damage anywhere in the file is an error or is not noticed, but never a panic or a hang.
func TestDamagedPagesNeverPanic(t *testing.T) {
	t.Parallel()
	files := 12
	if longRun {
		files = 300
	}
	dir := t.TempDir()
	db := openIn(t, dir)
	for i := range 40 {
		save(t, db, 1, pizza(i))
	}
	backup, err := db.backupBeside(t.Context(), "test")
	if err != nil {
		t.Fatal(err)
	}
	whole := readFile(t, backup)
	for seed := range files {
		r := rand.New(rand.NewPCG(uint64(seed), 5))
		spoilt := slices.Clone(whole)
		for range 20 {
			spoilt[100+r.IntN(len(spoilt)-100)] ^= byte(1 + r.IntN(255))
		}
		dead := t.TempDir()
		writeFile(t, filepath.Join(dead, FileName), spoilt)
		browse(t, dead)
	}
}

// browse does what a start does with a file, whatever comes of it.
func browse(t *testing.T, dir string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	db, err := Open(ctx, Options{Dir: dir})
	if err != nil {
		return
	}
	_, listed := db.Businesses(ctx, entity.Filter{Search: "pizza"}, entity.Sort{Field: "name"}, entity.Page{Limit: 50})
	_, figures := db.Stats(ctx)
	_, saved := db.SaveFound(ctx, 1, "i", []entity.Found{pizza(3), pizza(77)})
	checked, err := db.Check(ctx)
	if ctx.Err() != nil {
		t.Errorf("it hangs: %v", errors.Join(listed, figures, saved, err, checked.Integrity))
	}
	_ = db.Close() // of a damaged file, too, may go wrong
}

func readFile(t *testing.T, path string) []byte {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	data, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func writeFile(t *testing.T, path string, data []byte) {
	t.Helper()
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(strconv.Quote(path), err)
	}
}
