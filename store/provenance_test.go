package store

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"letip/store/entity"
)

func init() {
	steps["choose another value"] = func(_ interface{ Fatal(...any) }, db *DB) error {
		ctx := context.Background()
		story, err := db.Provenance(ctx, 1)
		if err != nil {
			return err
		}
		for _, p := range story {
			if !p.Picked && (p.Field == "phone" || p.Field == "lat" || p.Field == "city") {
				_, err := db.ChooseValue(ctx, 1, p.ID)
				return err
			}
		}
		return nil
	}
}

// told are the values of one field, with the shown one first.
func told(t testing.TB, db *DB, id entity.BusinessID, field string) (list []entity.Provenance) {
	t.Helper()
	story, err := db.Provenance(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range story {
		if p.Field == field {
			list = append(list, p)
		}
	}
	return list
}

func TestEachValueTellsWhereItIsFromAndWhyAnotherIsNotShown(t *testing.T) {
	clock := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	db := openWith(t, Options{Dir: t.TempDir(), Now: func() time.Time { return clock }})
	f := pizza(1)
	f.City = "Freehold"
	id := save(t, db, 1, f)[0].ID
	first := told(t, db, id, "city")[0]
	want := entity.Provenance{
		ID: first.ID, Field: "city", Value: "Freehold", Source: f.Source, URL: f.URL, At: clock, Method: f.Source, Confidence: foundConfidence, Chosen: true,
	}
	if diff := cmp.Diff(want, first); diff != "" {
		t.Fatal(diff)
	}
	clock = clock.Add(time.Hour)
	f.City = "Freehold Twp"
	save(t, db, 2, f) // its own source has another word now
	clock = clock.Add(time.Hour)
	if _, err := db.SaveVisit(t.Context(), entity.Visit{
		Business: id, Status: entity.Enriched, At: clock, Pages: []string{"https://x.com"}, Fields: []entity.FieldValue{
			{Field: "city", Value: "Colts Neck", URL: "https://x.com", Method: "jsonld", Confidence: 0.95},
			{Field: "city", Value: "Howell", URL: "https://x.com/b", Method: "text", Confidence: 0.5},
		},
	}); err != nil {
		t.Fatal(err)
	}
	clock = clock.Add(time.Hour)
	if _, err := db.Update(t.Context(), id, entity.Update{City: new("Marlboro")}); err != nil {
		t.Fatal(err)
	}
	for i := range 2 {
		clock = clock.Add(time.Hour)
		f.City = []string{"Brick", "Brick"}[i]
		save(t, db, 3, f) // said twice, told once
	}
	got := map[string]string{}
	for _, p := range told(t, db, id, "city") {
		if _, twice := got[p.Value]; twice {
			t.Errorf("%s is told twice", p.Value)
		}
		got[p.Value] = p.Why
	}
	if diff := cmp.Diff(map[string]string{
		"Marlboro": "", "Freehold": "What you write stays.", "Freehold Twp": "What you write stays.", "Colts Neck": "What you write stays.",
		"Howell": "What you write stays.", "Brick": "What you write stays.",
	}, got); diff != "" {
		t.Error(diff)
	}
	if _, err := db.Undo(t.Context()); err != nil {
		t.Fatal(err)
	}
	got = map[string]string{}
	for _, p := range told(t, db, id, "city") {
		got[p.Value] = p.Why
	}
	if diff := cmp.Diff(map[string]string{
		"Colts Neck": "", "Freehold": "The shown value is surer.", "Freehold Twp": "The shown value is surer.",
		"Howell": "The shown value is surer.", "Brick": "The shown value is surer.",
	}, got); diff != "" {
		t.Error(diff)
	}
	checkWhole(t, db)
}

func TestAChosenValueStaysAsWhatTheRepWrites(t *testing.T) {
	db := open(t)
	f := pizza(1)
	id := save(t, db, 1, f)[0].ID
	if _, err := db.Update(t.Context(), id, entity.Update{Phone: new("732 555 0199"), City: new("Howell")}); err != nil {
		t.Fatal(err)
	}
	for _, field := range []string{"phone", "city"} {
		other := told(t, db, id, field)[1]
		undo, err := db.ChooseValue(t.Context(), id, other.ID)
		if err != nil || undo == 0 {
			t.Fatal(undo, err)
		}
		if again, err := db.ChooseValue(t.Context(), id, other.ID); err != nil || again != 0 {
			t.Errorf("chosen twice: step %d, %v", again, err)
		}
		shown := told(t, db, id, field)
		if !shown[0].Picked || shown[0].Source != f.Source || shown[1].Why != "You chose the shown value." {
			t.Errorf("%s: %+v", field, shown)
		}
	}
	b := read(t, db, id)
	if b.Phone != f.Phone || b.PhoneRaw != f.Phone || b.City != f.City {
		t.Errorf("it shows %s, %s, %s", b.Phone, b.PhoneRaw, b.City)
	}
	checkWhole(t, db)
	// Neither its own source nor the business's own pages take it away.
	f.Phone, f.PhoneRaw, f.City = "+17325550111", "+17325550111", "Brick"
	save(t, db, 2, f)
	if _, err := db.SaveVisit(t.Context(), entity.Visit{Business: id, Status: entity.Enriched, At: time.Now(), Fields: []entity.FieldValue{
		{Field: "phone", Value: "+17325550122", Method: "tel", Confidence: 1}, {Field: "city", Value: "Wall", Method: "jsonld", Confidence: 1},
	}}); err != nil {
		t.Fatal(err)
	}
	if b := read(t, db, id); b.Phone != pizza(1).Phone || b.City != pizza(1).City {
		t.Errorf("now it shows %s, %s", b.Phone, b.City)
	}
	checkWhole(t, db)
}

func TestAPositionIsChosenAsOneValue(t *testing.T) {
	db := open(t)
	f := pizza(1)
	id := save(t, db, 1, f)[0].ID
	g := f
	g.Source, g.SourceID, g.Location = "overture", "o1", &entity.Point{Lat: f.Location.Lat + 0.0001, Lon: f.Location.Lon + 0.0002}
	if again := save(t, db, 2, g)[0]; again.ID != id {
		t.Fatalf("it became %+v", again)
	}
	other := told(t, db, id, "lon")[1]
	if _, err := db.ChooseValue(t.Context(), id, other.ID); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(g.Location, read(t, db, id).Location); diff != "" {
		t.Error(diff)
	}
	if _, err := db.Undo(t.Context()); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(f.Location, read(t, db, id).Location); diff != "" {
		t.Error(diff)
	}
	checkWhole(t, db)
}

func TestWhatCannotBeChosenIsSaid(t *testing.T) {
	db := open(t)
	ids := save(t, db, 1, pizza(1), pizza(2))
	foreign := told(t, db, ids[1].ID, "city")[0]
	if _, err := db.ChooseValue(t.Context(), ids[0].ID, foreign.ID); !errors.Is(err, ErrNotFound) {
		t.Errorf("a value of another lead: %v", err)
	}
	if _, err := db.ChooseValue(t.Context(), 99, foreign.ID); !errors.Is(err, ErrNotFound) {
		t.Errorf("a lead that isn't there: %v", err)
	}
}
