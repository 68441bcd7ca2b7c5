package store

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"letip/store/entity"
)

func labels(t testing.TB, db *DB) (list []string) {
	t.Helper()
	steps, err := db.UndoSteps(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range steps {
		list = append(list, s.Label)
	}
	return list
}

func TestWhatOneJobFoundIsOneStep(t *testing.T) {
	db := open(t)
	save(t, db, 1, pizza(1))
	noSteps(t, db)
	before := dump(t, db)
	changed := pizza(1)
	changed.Hours = "24/7"
	save(t, db, 7, pizza(2), pizza(3))
	save(t, db, 8, pizza(9))
	save(t, db, 7, pizza(4), changed, pizza(2))
	save(t, db, 7, pizza(3), changed) // nothing that is new
	if diff := cmp.Diff([]string{"Found 1 lead", "Found 3 leads, and news of 1"}, labels(t, db)); diff != "" {
		t.Fatal(diff)
	}
	steps, err := db.UndoSteps(t.Context())
	if err != nil || steps[1].Kind != entity.UndoFind || steps[1].Leads != 4 {
		t.Fatalf("%+v, %v", steps, err)
	}
	after := dump(t, db)
	if u, err := db.UndoStep(t.Context(), steps[1].Step); err != nil || !cmp.Equal(u.IDs, []entity.BusinessID{1, 2, 3, 5}) {
		t.Fatalf("%+v, %v", u, err)
	}
	if n := count1(t, db); n != 2 {
		t.Errorf("%d leads are left, want the first and the other job's", n)
	}
	checkWhole(t, db)
	if _, err := db.Redo(t.Context()); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(after, dump(t, db)); diff != "" {
		t.Error(diff)
	}
	for range 2 {
		if _, err := db.Undo(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(before, dump(t, db)); diff != "" {
		t.Error(diff)
	}
	checkWhole(t, db)
}

func TestTheSameScrapeTwiceIsNoStep(t *testing.T) {
	db := open(t)
	save(t, db, 1, pizza(1), pizza(2))
	if _, err := db.Update(t.Context(), 1, entity.Update{Notes: new("mine")}); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Undo(t.Context()); err != nil {
		t.Fatal(err)
	}
	save(t, db, 2, pizza(1), pizza(2))
	if diff := cmp.Diff([]string{"Found 2 leads"}, labels(t, db)); diff != "" {
		t.Error(diff)
	}
	if _, err := db.Redo(t.Context()); err != nil || read(t, db, 1).Notes != "mine" {
		t.Errorf("what was taken back can't be done again: %v", err)
	}
}

func TestWhatIsStillAtWorkIsPassedOver(t *testing.T) {
	db := open(t)
	job, err := db.CreateJob(t.Context(), entity.KindScrape, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.SetJobStatus(t.Context(), job.ID, entity.JobActive, nil); err != nil {
		t.Fatal(err)
	}
	save(t, db, 0, pizza(1))
	save(t, db, job.ID, pizza(2))
	steps, err := db.UndoSteps(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.UndoStep(t.Context(), steps[0].Step); !errors.Is(err, ErrAtWork) {
		t.Errorf("a job's own step while it works: %v", err)
	}
	if u, err := db.Undo(t.Context()); err != nil || u.Step != steps[1].Step {
		t.Errorf("%+v, %v; want the step before", u, err)
	}
	if _, err := db.SetJobStatus(t.Context(), job.ID, entity.JobCompleted, nil); err != nil {
		t.Fatal(err)
	}
	if u, err := db.Undo(t.Context()); err != nil || u.Step != steps[0].Step {
		t.Errorf("%+v, %v; want the job's", u, err)
	}
}

// The rep's own work on what a search or a visit brought is never lost with it.
func TestUndoOfAJobLosesNothingOfTheReps(t *testing.T) {
	db := open(t)
	save(t, db, 7, pizza(1), pizza(2), pizza(3))
	visit := func(id entity.BusinessID) {
		t.Helper()
		if _, err := db.SaveVisit(t.Context(), entity.Visit{
			Business: id, Job: 8, Status: entity.Enriched, At: time.Now(), Fields: []entity.FieldValue{
				{Field: "hours", Value: "24/7", Confidence: 0.9}, {Field: "fax", Value: "+17325550190", Confidence: 0.9},
			},
		}); err != nil {
			t.Fatal(err)
		}
	}
	visit(1)
	visit(2)
	if _, err := db.Update(t.Context(), 1, entity.Update{Hours: new("by appointment"), Notes: new("kind people")}); err != nil {
		t.Fatal(err)
	}
	steps, err := db.UndoSteps(t.Context())
	if err != nil || steps[1].Label != "Enriched 2 leads" {
		t.Fatalf("%+v, %v", steps, err)
	}
	if _, err := db.UndoStep(t.Context(), steps[1].Step); err != nil {
		t.Fatal(err)
	}
	if b := read(t, db, 1); b.Hours != "by appointment" || b.Notes != "kind people" || b.Fax != "" || b.Status != entity.Pending {
		t.Errorf("the edited one is %+v", b)
	}
	if b := read(t, db, 2); b.Hours != pizza(2).Hours || b.Fax != "" {
		t.Errorf("the other is %+v", b)
	}
	checkWhole(t, db)
	u, err := db.UndoStep(t.Context(), steps[2].Step)
	if err != nil || u.Remark != "1 lead that you have worked on since: in the trash now." {
		t.Fatalf("%+v, %v", u, err)
	}
	if b := read(t, db, 1); b.DeletedAt.IsZero() || b.Notes != "kind people" {
		t.Errorf("the edited one is %+v", b)
	}
	if _, err := db.Business(t.Context(), 2); !errors.Is(err, ErrNotFound) {
		t.Errorf("the other: %v", err)
	}
	checkWhole(t, db)
	for range 2 {
		if _, err := db.Redo(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if b := read(t, db, 1); !b.DeletedAt.IsZero() || b.Hours != "by appointment" || b.Fax != "+17325550190" {
		t.Errorf("done again, the edited one is %+v", b)
	}
	checkWhole(t, db)
}

func TestWhatWasTooMuchToKeepIsSaidAndNotOfferedAgain(t *testing.T) {
	db := open(t)
	save(t, db, 7, pizza(1), pizza(2))
	if _, err := db.writer.Exec("UPDATE undo_brought SET last_id = last_id + ?", redoable); err != nil {
		t.Fatal(err)
	}
	u, err := db.Undo(t.Context())
	if err != nil || u.Remark != "That was too much to be kept: it can't be done again." {
		t.Errorf("%+v, %v", u, err)
	}
	if n := count1(t, db); n != 0 {
		t.Errorf("%d leads are left", n)
	}
	if _, err := db.Redo(t.Context()); !errors.Is(err, ErrNothingToRedo) {
		t.Error(err)
	}
	checkWhole(t, db)
}
