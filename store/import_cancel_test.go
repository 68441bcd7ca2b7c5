package store

import (
	"context"
	"errors"
	"iter"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"letip/store/entity"
	"letip/store/event"
)

// An import that is ended keeps what it had written, counts it, and can be taken back; the file isn't read on.
func TestACancelledImportKeepsWholeBatchesAndCountsThem(t *testing.T) {
	t.Parallel()
	bus := event.NewBus()
	defer bus.Close()
	db := openWith(t, Options{Dir: t.TempDir(), Bus: bus})
	save(t, db, 0, pizza(1), pizza(2))
	before := dump(t, db)
	ended := make(chan entity.ImportReport, 1)
	defer event.Subscribe(bus, func(e event.ImportFinished) { ended <- e.Report })()
	for _, after := range []int{1, 700, 2_500} {
		ctx, cancel := context.WithCancelCause(t.Context())
		why := errors.New("the rep clicked")
		read, said := 0, 0
		var cancelled time.Time
		rows := func(yield func(entity.Incoming, error) bool) {
			for in, err := range manyRows(50_000, 3) {
				if read++; read == after {
					cancelled = time.Now()
					cancel(why)
				}
				if !yield(in, err) {
					return
				}
			}
		}
		report, err := db.Import(ctx, rows, ImportOptions{File: "leads.csv", Row: func(*entity.Incoming, entity.ImportedRow) error {
			said++
			return nil
		}})
		took := time.Since(cancelled)
		cancel(nil)
		if !errors.Is(err, why) || !report.Cancelled || read == 50_000 {
			t.Fatalf("cancelled at row %d it is %+v after %d rows, %v", after, report, read, err)
		}
		if r := <-ended; r != report {
			t.Errorf("the event says %+v, the report %+v", r, report)
		}
		n, err := db.Count(t.Context(), entity.Filter{})
		if err != nil || n != 2+report.Counts.New+report.Counts.Review || said != report.Counts.Rows() {
			t.Errorf("%d leads are there, %d rows were told, the report is %+v, %v", n, said, report.Counts, err)
		}
		checkWhole(t, db)
		if report.Step != 0 {
			if _, err := db.UndoStep(t.Context(), report.Step); err != nil {
				t.Fatal(err)
			}
		}
		if diff := cmp.Diff(before, dump(t, db)); diff != "" {
			t.Fatalf("taken back, it is not as it was (-before +after):\n%s", diff)
		}
		t.Logf("cancelled at row %d, %d rows stayed, over %v later", after, report.Counts.Rows(), took)
	}
}

// What the file can't give any more, or the one who listens doesn't want, ends the import and keeps what was written.
func TestAnImportEndsWhereItsFileOrListenerDoes(t *testing.T) {
	broken := errors.New("the disk is gone")
	cut := func(n int) iter.Seq2[entity.Incoming, error] {
		return func(yield func(entity.Incoming, error) bool) {
			for in, err := range manyRows(n, 4) {
				if !yield(in, err) {
					return
				}
			}
			yield(entity.Incoming{}, broken)
		}
	}
	db := open(t)
	report, err := db.Import(t.Context(), cut(700), ImportOptions{File: "leads.csv"})
	if !errors.Is(err, broken) || report.Cancelled || report.Counts.Rows() != 700 || report.Step == 0 {
		t.Errorf("a file that breaks off after 700 rows is %+v, %v", report, err)
	}
	report, err = db.Import(t.Context(), manyRows(700, 5), ImportOptions{
		File: "leads.csv", Row: func(*entity.Incoming, entity.ImportedRow) error { return broken },
	})
	if !errors.Is(err, broken) || report.Counts.Rows() != firstImportBatch {
		t.Errorf("a listener that refuses leaves %+v, %v", report, err)
	}
	checkWhole(t, db)
	if _, err := db.Import(t.Context(), file(), ImportOptions{File: "none.csv"}); err != nil {
		t.Errorf("a file without rows is %v", err)
	}
	steps, err := db.UndoSteps(t.Context())
	if err != nil || len(steps) != 2 {
		t.Errorf("the steps are %+v, %v", steps, err)
	}
}

// A lead that nobody may contact, or that lies in the trash, isn't brought back.
func TestWhomNobodyMayContactIsNotBroughtBack(t *testing.T) {
	db := open(t)
	rows := []entity.Incoming{
		row("1", "Joe's Pizza", "+17325550100", "12 Main St", "Freehold"),
		row("2", "Acme Plumbing", "+17325550111", "5 Oak St", "Howell"),
		row("3", "Bay Bank", "+17325550122", "77 Main St", "Brick"),
		row("4", "New Deli", "+17325550133", "9 Elm St", "Brick"),
	}
	imported(t, db, ImportOptions{}, rows[:3]...)
	if _, err := db.Update(t.Context(), 1, entity.Update{DoNotContact: new(true)}); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Delete(t.Context(), 2); err != nil {
		t.Fatal(err)
	}
	if _, err := db.SuppressBusiness(t.Context(), 3, ""); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Suppress(t.Context(), entity.SuppressPhone, "732 555 0133", ""); err != nil {
		t.Fatal(err)
	}
	again := []entity.Incoming{}
	for _, r := range rows { // from another list, so that nobody's id tells
		r.SourceID = "other " + r.SourceID
		r.Email = "new@joes.com"
		again = append(again, r)
	}
	report, said := imported(t, db, ImportOptions{}, again...)
	if report.Counts != (entity.ImportCounts{Skipped: 4}) || report.Step != 0 {
		t.Errorf("the rows are %v", words(said))
	}
	for _, r := range said {
		if len(r.Reasons) == 0 {
			t.Errorf("row %d is skipped without a reason", r.Row)
		}
	}
	if b := read(t, db, 1); b.Email != "" || !b.DoNotContact {
		t.Errorf("the lead is %+v", b)
	}
	checkWhole(t, db)
}

// The rep's own values win over a file's, and what was turned down is kept with its reason.
func TestTheRepsOwnValuesWinOverAFile(t *testing.T) {
	db := open(t)
	imported(t, db, ImportOptions{}, row("1", "Joe's Pizza", "+17325550100", "12 Main St", "Freehold"))
	if _, err := db.Update(t.Context(), 1, entity.Update{City: new("Howell"), Notes: new("mine")}); err != nil {
		t.Fatal(err)
	}
	changed := row("1", "Joe's Pizza", "+17325550100", "12 Main St", "Brick")
	changed.Website, changed.Notes, changed.Hours = "https://joes.com", "theirs", "Mo-Fr 9-5"
	_, said := imported(t, db, ImportOptions{}, changed)
	b := read(t, db, 1)
	if said[0].Action != entity.ImportUpdated || b.City != "Howell" || b.Notes != "mine" || b.Website != "https://joes.com" || b.Hours != "Mo-Fr 9-5" {
		t.Errorf("%v: the lead is %+v", words(said), b)
	}
	story, err := db.Provenance(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	turned := false
	for _, p := range story {
		turned = turned || p.Field == "city" && p.Value == "Brick" && !p.Chosen && p.Source == "csv"
	}
	if !turned {
		t.Errorf("the value that lost is not kept: %+v", story)
	}
}
