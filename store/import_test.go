package store

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"letip/store/entity"
)

// file gives rows as a reader does.
func file(rows ...entity.Incoming) iter.Seq2[entity.Incoming, error] {
	return func(yield func(entity.Incoming, error) bool) {
		for i, r := range rows {
			r.Row = i + 1
			if !yield(r, nil) {
				return
			}
		}
	}
}

// row is a lead as a CSV file names it.
func row(id, name, phone, address, city string) entity.Incoming {
	return entity.Incoming{Found: entity.Found{
		Source: "csv", SourceID: id, Method: "csv", Name: name, Phone: phone, PhoneRaw: phone, Address: address, City: city,
	}}
}

// imported is an import with all that it said of its rows.
func imported(t interface {
	Fatal(...any)
}, db *DB, o ImportOptions, rows ...entity.Incoming,
) (entity.ImportReport, []entity.ImportedRow) {
	var said []entity.ImportedRow
	o.File = "leads.csv"
	o.Row = func(_ *entity.Incoming, r entity.ImportedRow) error {
		said = append(said, r)
		return nil
	}
	report, err := db.Import(context.Background(), file(rows...), o)
	if err != nil {
		t.Fatal(err)
	}
	return report, said
}

func words(rows []entity.ImportedRow) (list []string) {
	for _, r := range rows {
		s := fmt.Sprintf("%d %s %d", r.Row, r.Action, r.ID)
		if r.Match != 0 {
			s += fmt.Sprintf(" like %d", r.Match)
		}
		list = append(list, s)
	}
	return list
}

func TestARowIsWhatItsLeadIs(t *testing.T) {
	db := open(t)
	report, said := imported(t, db, ImportOptions{},
		row("a", "Joe's Pizza LLC", "+17325550100", "12 Main St.", "Freehold"),
		row("b", "JOES PIZZA", "+17325550100", "12 Main Street", "Freehold"), // the same
		row("c", "Joe's Pizza", "+17325550177", "900 Elm St", "Freehold"),    // another branch
		row("d", "Joes Pizza", "", "", ""),                                   // a name alone
		entity.Incoming{Blank: true},
		entity.Incoming{Err: errNameless},
		row("a", "Joe's Pizza LLC", "+17325550100", "12 Main St.", "Freehold"), // once more
	)
	want := []string{"1 new 1", "2 duplicate 1", "3 new 2", "4 new 3", "5 skipped 0", "6 error 0", "7 duplicate 1"}
	if diff := cmp.Diff(want, words(said)); diff != "" {
		t.Errorf("the rows are (-want +got):\n%s", diff)
	}
	if report.Counts != (entity.ImportCounts{New: 3, Duplicate: 2, Skipped: 1, Errors: 1}) || report.Step == 0 {
		t.Errorf("the report is %+v", report)
	}
	checkWhole(t, db)
	again, said := imported(t, db, ImportOptions{}, row("a", "Joe's Pizza LLC", "+17325550100", "12 Main St.", "Freehold"))
	if again.Counts.Duplicate != 1 || again.Step != 0 || *said[0].Confidence != 1 {
		t.Errorf("the same again is %+v, %v", again, words(said))
	}
	if b := read(t, db, 1); len(b.Sources) != 2 || b.Name != "Joe's Pizza LLC" {
		t.Errorf("the lead is %+v", b)
	}
	undone, err := db.UndoStep(t.Context(), report.Step)
	if err != nil || !slices.Equal(undone.IDs, []entity.BusinessID{1, 2, 3}) {
		t.Errorf("taken back: %+v, %v", undone, err)
	}
	checkWhole(t, db)
}

func TestNumbersOfTwoListsAreNotOneLead(t *testing.T) {
	db := open(t)
	imported(t, db, ImportOptions{},
		row("1", "Subway", "+17325550161", "10 Main St", "Freehold"), row("2", "Green Leaf", "+17325550103", "5 Elm St", "Brick"),
		row("h3", "Thai House", "", "530 Castro St", "San Francisco"))
	second := []entity.Incoming{
		row("1", "Subway", "+17325550171", "900 Route 35", "Wall"), row("2", "Green Leaf Hotel", "+17325550188", "5 Pine St", "Wall"),
		row("h3", "Thai House Express", "", "599 Castro St", "San Francisco"),
	}
	_, said := imported(t, db, ImportOptions{}, second...)
	if diff := cmp.Diff([]string{"1 new 4", "2 new 5", "3 new 6"}, words(said)); diff != "" {
		t.Error("the next list (-want +got):\n", diff)
	}
	if b := read(t, db, 1); b.Phone != "+17325550161" || b.City != "Freehold" {
		t.Errorf("the first branch is %+v", b)
	}
	_, said = imported(t, db, ImportOptions{}, second...)
	if diff := cmp.Diff([]string{"1 duplicate 4", "2 duplicate 5", "3 duplicate 6"}, words(said)); diff != "" {
		t.Error("the same list again (-want +got):\n", diff)
	}
	_, said = imported(t, db, ImportOptions{},
		row("1", "Subway", "+17325550199", "10 Main St", "Freehold"), row("2", "Green Leaf & Sons", "+17325550103", "5 Elm St", "Brick"))
	if diff := cmp.Diff([]string{"1 updated 1", "2 updated 2"}, words(said)); diff != "" {
		t.Error("the first list with a number and a name that changed (-want +got):\n", diff)
	}
}
