package store

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"letip/store/entity"
)

// isA is errors.Is for the tests that shadow the package.
func isA(err, target error) bool { return errors.Is(err, target) }

// dump gives every row of the tables that hold leads, byte for byte.
func dump(t interface {
	Fatal(...any)
}, db *DB, without ...string,
) map[string][]string {
	tables := map[string]string{
		"business": "id", "business_source": "source, source_id", "contact": "id", "provenance": "id",
		"identity_key": "key, business_id", "identity_pair": "a, b",
		"merge": "loser", "suppression": "id", "suppression_key": "key, suppression_id", "job_business": "job_id, business_id", "suppressed": "business_id, suppression_id", "business_tag": "tag, business_id", "timeline": "id",
	}
	all := map[string][]string{}
	for table, by := range tables {
		rows, err := db.reader().Query("SELECT * FROM " + table + " ORDER BY " + by)
		if err != nil {
			t.Fatal(err)
		}
		columns, _ := rows.Columns()
		for rows.Next() {
			values := make([]any, len(columns))
			into := make([]any, len(columns))
			for i := range values {
				into[i] = &values[i]
			}
			if err := rows.Scan(into...); err != nil {
				t.Fatal(err)
			}
			for i, column := range columns {
				if slices.Contains(without, column) {
					values[i] = nil
				}
			}
			all[table] = append(all[table], fmt.Sprintf("%#v", values))
		}
		if err := errors.Join(rows.Err(), rows.Close()); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

// steps are what a rep can do to the leads 1 to 3, and take back.
var steps = map[string]func(t interface{ Fatal(...any) }, db *DB) error{
	"edit every field": func(_ interface{ Fatal(...any) }, db *DB) error {
		_, err := db.Update(context.Background(), 1, entity.Update{
			Name: new("Other"), Category: new("Bank"), Phone: new("732 555 0177"), Fax: new("732 555 0178"), Email: new("new@x.com"),
			Website: new("x.com"), Address: new("1 Elm"), City: new("Brick"), State: new("PA"), ZIP: new("19001"), Country: new("US"),
			Hours: new("24/7"), Notes: new("line\nline"), NextAction: new("call"), NextActionDue: new(time.Now()),
			Stage: new(entity.StageMember), Tags: &[]string{"x"}, DoNotContact: new(true),
		})
		return err
	},
	"empty fields": func(_ interface{ Fatal(...any) }, db *DB) error {
		_, err := db.Update(context.Background(), 2, entity.Update{Phone: new(""), Email: new(""), City: new(""), Category: new("")})
		return err
	},
	"change only case": func(_ interface{ Fatal(...any) }, db *DB) error {
		_, err := db.Update(context.Background(), 1, entity.Update{Name: new("PIZZA 001"), City: new("FREEHOLD")})
		return err
	},
	"unreadable phone": func(_ interface{ Fatal(...any) }, db *DB) error {
		_, err := db.Update(context.Background(), 1, entity.Update{Phone: new("ask Joe")})
		return err
	},
	"bulk stage": func(_ interface{ Fatal(...any) }, db *DB) error {
		return db.UpdateAll(context.Background(), []entity.BusinessID{1, 2, 3}, entity.Update{Stage: new(entity.StageDoNotContact)})
	},
	"bulk tags": func(_ interface{ Fatal(...any) }, db *DB) error {
		return db.UpdateAll(context.Background(), []entity.BusinessID{1, 2, 3, 99}, entity.Update{AddTags: []string{"hot", "Cold"}, RemoveTags: []string{"COLD"}})
	},
	"find": func(_ interface{ Fatal(...any) }, db *DB) error {
		f, g, fax := pizza(1), pizza(4), pizza(2)
		f.Phone, f.PhoneRaw, f.City, fax.Fax = "+17325550166", "+17325550166", "Howell", "+17325550199"
		_, err := db.SaveFound(context.Background(), 0, "i", []entity.Found{f, g, fax, pizza(3)})
		return err
	},
	"find the same elsewhere": func(_ interface{ Fatal(...any) }, db *DB) error {
		f, g := pizza(1), pizza(5)
		f.Source, f.SourceID, f.Fax, g.Source = "overture", "o1", "+17325550188", "overture"
		_, err := db.SaveFound(context.Background(), 0, "i", []entity.Found{f, g, g})
		return err
	},
	"enrich": func(_ interface{ Fatal(...any) }, db *DB) error {
		_, err := db.StartVisit(context.Background(), 1)
		if err == nil {
			_, err = db.SaveVisit(context.Background(), entity.Visit{
				Business: 1, Status: entity.Partial, At: time.Now(), Pages: []string{"https://pizza1.com"}, DoNotEmail: true,
				Socials: []entity.Social{{Network: "x", URL: "https://x.com/pizza1"}}, Error: &entity.JobError{Message: "One page is missing."},
				Fields: []entity.FieldValue{{Field: "hours", Value: "Mo-Su", Method: "jsonld", Confidence: 0.9}, {Field: "phone", Value: "+17325550155", Method: "tel", Confidence: 0.95}},
				Contacts: []entity.Contact{
					{Kind: entity.ContactEmail, Value: "info@pizza1.com", Confidence: 0.9}, {Kind: entity.ContactPerson, Value: "Ann", Confidence: 0.7},
				},
				Checked: []entity.EmailCheck{{Address: "info@pizza1.com", Verdict: entity.VerdictGood, Reasons: []string{"Its domain takes mail."}}},
			})
		}
		return err
	},
	"a visit that shows two to be one": func(_ interface{ Fatal(...any) }, db *DB) error {
		_, err := db.SaveVisit(context.Background(), entity.Visit{
			Business: 2, Status: entity.Enriched, At: time.Now(), Fields: []entity.FieldValue{
				{Field: "name", Value: "Pizza 001", Confidence: 1},
				{Field: "phone", Value: "+17325550001", Confidence: 1},
				{Field: "website", Value: "https://pizza1.com", Confidence: 1},
				{Field: "address", Value: pizza(1).Address, Confidence: 1},
			},
		})
		return err
	},
	"delete": func(_ interface{ Fatal(...any) }, db *DB) error {
		_, err := db.Delete(context.Background(), 1, 3, 99)
		return err
	},
}

// followUps are what a rep can do after another step, and what that is.
var (
	followUps = map[string]func(t interface{ Fatal(...any) }, db *DB) error{}
	followed  = map[string]string{"restore": "delete", "split": "merge", "allow again": "suppress a phone"}
)

// noSteps forgets what brought the leads of a test.
func noSteps(t interface{ Fatal(...any) }, db *DB) {
	if _, err := db.writer.Exec("DELETE FROM undo_step"); err != nil {
		t.Fatal(err)
	}
}

func TestUndoRestoresRowsByteForByteAcrossARestart(t *testing.T) {
	t.Parallel()
	all := maps.Clone(steps)
	maps.Copy(all, followUps)
	for name, do := range all {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			db := openIn(t, dir)
			save(t, db, 1, pizza(1), pizza(2), pizza(3))
			if first := followed[name]; first != "" {
				if err := steps[first](t, db); err != nil {
					t.Fatal(err)
				}
			}
			noSteps(t, db)
			before := dump(t, db)
			if err := do(t, db); err != nil {
				t.Fatal(err)
			}
			after := dump(t, db)
			if cmp.Equal(before, after) {
				t.Fatal("the step changed nothing")
			}
			checkWhole(t, db)
			closeNow(t, db)
			db = openIn(t, dir)
			undone, err := db.Undo(t.Context())
			if err != nil || undone.Label == "" || len(undone.IDs) == 0 {
				t.Fatalf("%+v, %v", undone, err)
			}
			if diff := cmp.Diff(before, dump(t, db)); diff != "" {
				t.Fatal(diff)
			}
			checkWhole(t, db)
			if _, err := db.Undo(t.Context()); !errors.Is(err, ErrNothingToUndo) {
				t.Errorf("a second undo: %v", err)
			}
			closeNow(t, db)
			db = openIn(t, dir)
			for range 2 {
				again, err := db.Redo(t.Context())
				if err != nil || again.Step != undone.Step || again.Label != undone.Label || again.Kind != undone.Kind {
					t.Fatalf("done again: %+v, %v", again, err)
				}
				if diff := cmp.Diff(after, dump(t, db)); diff != "" {
					t.Fatal("done again, it is not what it was: ", diff)
				}
				checkWhole(t, db)
				if _, err := db.Redo(t.Context()); !errors.Is(err, ErrNothingToRedo) {
					t.Errorf("a second redo: %v", err)
				}
				if _, err := db.Undo(t.Context()); err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(before, dump(t, db)); diff != "" {
					t.Fatal("taken back again, it is not what it was: ", diff)
				}
			}
		})
	}
}

func TestTwentyStepsAreKept(t *testing.T) {
	db := open(t)
	id := save(t, db, 1, pizza(1))[0].ID
	for i := range 25 {
		if _, err := db.Update(t.Context(), id, entity.Update{Notes: new(fmt.Sprint("note ", i))}); err != nil {
			t.Fatal(err)
		}
	}
	steps, err := db.UndoSteps(t.Context())
	if err != nil || len(steps) != 20 || steps[0].Leads != 1 || steps[0].Label != "Changed Pizza 001" {
		t.Fatalf("%d steps, %v: %+v", len(steps), err, steps)
	}
	for range 20 {
		if _, err := db.Undo(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := db.Undo(t.Context()); !errors.Is(err, ErrNothingToUndo) {
		t.Fatal(err)
	}
	if b := read(t, db, id); b.Notes != "note 4" {
		t.Errorf("notes are %q", b.Notes)
	}
}

func TestOlderStepLeavesWhatChangedSince(t *testing.T) {
	db := open(t)
	id := save(t, db, 1, pizza(1))[0].ID
	edit := func(u entity.Update) int64 {
		t.Helper()
		if _, err := db.Update(t.Context(), id, u); err != nil {
			t.Fatal(err)
		}
		steps, err := db.UndoSteps(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return steps[0].Step
	}
	first := edit(entity.Update{Name: new("First"), City: new("Brick")})
	edit(entity.Update{Name: new("Second")})
	if _, err := db.UndoStep(t.Context(), first); err != nil {
		t.Fatal(err)
	}
	if b := read(t, db, id); b.Name != "Second" || b.City != "Freehold" {
		t.Errorf("name %q, city %q; want the later name and the old city", b.Name, b.City)
	}
	checkWhole(t, db)
	if _, err := db.UndoStep(t.Context(), first); !errors.Is(err, ErrNothingToUndo) {
		t.Errorf("taken back twice: %v", err)
	}
}

func TestUndoOfACreationLeavesNothingUnlessItWasWorkedOn(t *testing.T) {
	db := open(t)
	create := func() (entity.BusinessID, int64) {
		t.Helper()
		b, err := db.Create(t.Context(), entity.Draft{Name: "Joe", Phone: "732 555 0100"})
		if err != nil {
			t.Fatal(err)
		}
		steps, err := db.UndoSteps(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return b.ID, steps[0].Step
	}
	id, _ := create()
	if _, err := db.Undo(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Business(t.Context(), id); !errors.Is(err, ErrNotFound) {
		t.Errorf("after the undo: %v", err)
	}
	if _, err := db.Redo(t.Context()); err != nil || read(t, db, id).Phone != "+17325550100" {
		t.Errorf("done again: %+v, %v", read(t, db, id), err)
	}
	if _, err := db.Update(t.Context(), id, entity.Update{Notes: new("rang")}); err != nil {
		t.Fatal(err)
	}
	steps, err := db.UndoSteps(t.Context())
	if err != nil || len(steps) != 2 {
		t.Fatal(steps, err)
	}
	u, err := db.UndoStep(t.Context(), steps[1].Step)
	if err != nil || u.Remark != "1 lead that you have worked on since: in the trash now." {
		t.Errorf("undone: %+v, %v", u, err)
	}
	if b := read(t, db, id); b.DeletedAt.IsZero() || b.Notes != "rang" {
		t.Errorf("what was worked on is %+v", b)
	}
	checkWhole(t, db)
}

func TestANewStepMakesAnEndOfWhatCouldBeDoneAgain(t *testing.T) {
	db := open(t)
	save(t, db, 1, pizza(1))
	for _, note := range []string{"one", "two", "three"} {
		if _, err := db.Update(t.Context(), 1, entity.Update{Notes: &note}); err != nil {
			t.Fatal(err)
		}
	}
	for range 2 {
		if _, err := db.Undo(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if steps, err := db.RedoSteps(t.Context()); err != nil || len(steps) != 2 || steps[0].Step > steps[1].Step || steps[0].Leads != 1 {
		t.Fatalf("%+v, %v", steps, err)
	}
	if _, err := db.Redo(t.Context()); err != nil || read(t, db, 1).Notes != "two" {
		t.Fatal(read(t, db, 1).Notes, err)
	}
	if _, err := db.Update(t.Context(), 1, entity.Update{Notes: new("other")}); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Redo(t.Context()); !errors.Is(err, ErrNothingToRedo) {
		t.Errorf("done again after a new step: %v", err)
	}
	if _, err := db.Undo(t.Context()); err != nil || read(t, db, 1).Notes != "two" {
		t.Error(read(t, db, 1).Notes, err)
	}
}

func TestUndoKeepsWhatIsNewerAndSaysSo(t *testing.T) {
	db := open(t)
	save(t, db, 1, pizza(1))
	_, step, err := db.Edit(t.Context(), 1, entity.Update{Hours: new("9-5"), Notes: new("mine")})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Update(t.Context(), 1, entity.Update{Notes: new("newer")}); err != nil {
		t.Fatal(err)
	}
	u, err := db.UndoStep(t.Context(), step)
	if err != nil || u.Remark != "1 lead changed again since: what is newer stays." {
		t.Errorf("%+v, %v", u, err)
	}
	if b := read(t, db, 1); b.Notes != "newer" || b.Hours != pizza(1).Hours {
		t.Errorf("it is %+v", b)
	}
	_, err = db.UndoStep(t.Context(), step)
	if gone, ok := errors.AsType[*StepGoneError](err); !ok || !strings.HasPrefix(gone.Error(), "This can't be undone any more") {
		t.Errorf("taken back twice: %v", err)
	}
	checkWhole(t, db)
}

func TestTrashKeepsThirtyDays(t *testing.T) {
	clock := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	o := Options{Dir: t.TempDir(), Now: func() time.Time { return clock }}
	db := openWith(t, o)
	save(t, db, 1, pizza(1), pizza(2))
	noSteps(t, db)
	if _, err := db.Delete(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	closeNow(t, db)

	clock = clock.Add(30*24*time.Hour - time.Second)
	db = openWith(t, o)
	if b := read(t, db, 1); b.DeletedAt.IsZero() {
		t.Error("it left the trash by itself")
	}
	closeNow(t, db)

	clock = clock.Add(time.Second)
	db = openWith(t, o)
	if _, err := db.Business(t.Context(), 1); !errors.Is(err, ErrNotFound) {
		t.Errorf("after 30 days: %v", err)
	}
	if _, err := db.Undo(t.Context()); !errors.Is(err, ErrNothingToUndo) {
		t.Errorf("undo of what is gone for good: %v", err)
	}
	checkWhole(t, db)
	// Its id is never used again, and the place is new when it is found once more.
	if again := save(t, db, 2, pizza(1))[0]; again.ID != 3 || again.Kind != OutcomeSaved {
		t.Errorf("found again: %+v", again)
	}
}
