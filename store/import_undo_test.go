package store

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"letip/store/entity"
)

// drawRow makes a row of the few firms of a small town, so that most rows have to do with another.
func drawRow(t *rapid.T, source string) entity.Incoming {
	pick := func(what string, from ...string) string { return rapid.SampledFrom(from).Draw(t, what) }
	in := entity.Incoming{Found: entity.Found{
		Source: source, SourceID: pick("id", "1", "2", "3", "4", "5", "6", "7", "8", "a", "b"), Method: "csv",
		Name:     pick("name", "Joe's Pizza", "JOES PIZZA LLC", "Joe's Pizzeria", "Acme Plumbing", "Acme Plumbers", "Bay Bank"),
		Category: pick("category", "", "Pizza", "Plumber"),
		Phone:    pick("phone", "", "+17325550100", "+17325550101", "+17325550102"),
		Email:    pick("email", "", "info@joes.com", "held@spam.com"),
		Website:  pick("website", "", "https://joes.com", "https://acme.com"),
		Address:  pick("address", "", "12 Main St", "12 Main Street", "14 Main St", "900 Elm St"),
		City:     pick("city", "", "Freehold", "Howell"), ZIP: pick("zip", "", "07728", "07731"),
	}}
	in.PhoneRaw = in.Phone
	if rapid.Bool().Draw(t, "located") {
		in.Location = &entity.Point{Lat: 40.26 + float64(rapid.IntRange(0, 3).Draw(t, "north"))/1000, Lon: -74.27}
	}
	if more := pick("more", "", "", "+17325550101"); more != "" {
		in.Contacts = append(in.Contacts, entity.Contact{Kind: entity.ContactPhone, Value: more})
	}
	in.Notes, in.Stage = pick("notes", "", "", "met at lunch"), entity.Stage(pick("stage", "", "", "Contacted"))
	if tag := pick("tag", "", "", "chapter"); tag != "" {
		in.Tags = []string{tag}
	}
	in.DoNotContact = rapid.IntRange(0, 15).Draw(t, "quiet") == 0
	in.Unnamed = rapid.IntRange(0, 5).Draw(t, "unnamed") == 0
	return in
}

// Whatever is imported into whatever is there, taking it back gives every row of the leads back as it was.
func TestAnImportTakenBackLeavesNothing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		clock := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
		db, err := Open(context.Background(), Options{Dir: blankDir(t), Now: func() time.Time { return clock }})
		if err != nil {
			rt.Fatal(err)
		}
		defer func() {
			if err := db.Close(); err != nil {
				rt.Fatal(err)
			}
		}()
		ctx := context.Background()
		accept := func(err error) {
			if err != nil {
				rt.Fatal(err)
			}
		}
		var before []entity.Found
		for range rapid.IntRange(0, 6).Draw(rt, "known") {
			before = append(before, drawRow(rt, "osm").Found)
		}
		_, err = db.SaveFound(ctx, 0, "", before)
		accept(err)
		_, err = db.Suppress(ctx, entity.SuppressEmail, "held@spam.com", "")
		accept(err)
		if n, _ := db.Count(ctx, entity.Filter{}); n > 1 && rapid.Bool().Draw(rt, "worked") {
			_, err := db.Update(ctx, 1, entity.Update{Phone: new("732 555 0109"), Notes: new("mine")})
			accept(err)
			if _, err := db.Delete(ctx, 2); err != nil && !isA(err, ErrNotFound) {
				rt.Fatal(err)
			}
		}
		if rapid.Bool().Draw(rt, "imported before") {
			imported(rt, db, ImportOptions{}, drawRow(rt, "csv"), drawRow(rt, "csv"))
		}
		was := dump(rt, db)
		clock = clock.Add(time.Hour)

		var rows []entity.Incoming
		for range rapid.IntRange(1, 12).Draw(rt, "rows") {
			rows = append(rows, drawRow(rt, "csv"))
		}
		dry, tried := imported(rt, db, ImportOptions{DryRun: true}, rows...)
		if diff := cmp.Diff(was, dump(rt, db)); diff != "" {
			rt.Fatal("a dry run wrote (-before +after):\n", diff)
		}
		report, said := imported(rt, db, ImportOptions{}, rows...)
		if diff := cmp.Diff(tried, said); diff != "" || dry.Counts != report.Counts {
			rt.Fatal("the dry run said other than what came (-dry +wet):\n", diff)
		}
		if report.Counts.Rows() != len(rows) || len(said) != len(rows) {
			rt.Fatal("of ", len(rows), " rows it counts ", report.Counts)
		}
		checkWhole(rt, db)
		clock = clock.Add(time.Hour)
		if report.Step == 0 {
			return
		}
		if _, err := db.UndoStep(ctx, report.Step); err != nil {
			rt.Fatal(err)
		}
		checkWhole(rt, db)
		if diff := cmp.Diff(was, dump(rt, db)); diff != "" {
			rt.Fatal("taken back, it is not as it was (-before +after):\n", diff, fmt.Sprint(said))
		}
	})
}
