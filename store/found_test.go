package store

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"letip/store/entity"
)

// pizza is a place as OpenStreetMap describes one.
func pizza(n int) entity.Found {
	return entity.Found{
		Source: "osm", SourceID: fmt.Sprintf("node/%d", n), URL: fmt.Sprintf("https://www.openstreetmap.org/node/%d", n),
		Method: "osm", Name: fmt.Sprintf("Pizza %03d", n), Category: "Restaurant",
		Phone: fmt.Sprintf("+1732555%04d", n), PhoneRaw: fmt.Sprintf("732-555-%04d", n),
		Email: fmt.Sprintf("info@pizza%d.com", n), Website: fmt.Sprintf("http://pizza%d.com", n),
		Address: fmt.Sprintf("%d Main Street", n), City: "Freehold", State: "NJ", ZIP: "07728", Country: "US",
		Location: &entity.Point{Lat: 40.26 + float64(n)/1000, Lon: -74.27}, Distance: new(entity.Miles(float64(n) / 10)),
		Hours:    "Mo-Fr 11:00-22:00",
		Socials:  []entity.Social{{Network: "facebook", URL: "https://www.facebook.com/pizza"}},
		Contacts: []entity.Contact{{Kind: entity.ContactPhone, Value: fmt.Sprintf("+1732556%04d", n), Confidence: 0.5}},
	}
}

func save(t testing.TB, db *DB, job entity.JobID, found ...entity.Found) []Outcome {
	t.Helper()
	outcomes, err := db.SaveFound(t.Context(), job, "item", found)
	if err != nil {
		t.Fatal(err)
	}
	return outcomes
}

func read(t testing.TB, db *DB, id entity.BusinessID) entity.Business {
	t.Helper()
	b, err := db.Business(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func kinds(outcomes []Outcome) []OutcomeKind {
	list := make([]OutcomeKind, len(outcomes))
	for i, o := range outcomes {
		list[i] = o.Kind
	}
	return list
}

func TestFoundPlaceIsKeptWhole(t *testing.T) {
	db, now := openAt(t, time.Date(2026, 11, 23, 9, 30, 0, 0, time.UTC))
	f := pizza(1)
	id := save(t, db, 7, f)[0].ID
	want := entity.Business{
		ID: id, Name: f.Name, Category: f.Category, Phone: f.Phone, PhoneRaw: f.PhoneRaw, Email: f.Email, Website: f.Website,
		Socials: f.Socials, Address: f.Address, City: f.City, State: f.State, ZIP: f.ZIP, Country: f.Country,
		Location: f.Location, Distance: f.Distance, Hours: f.Hours, Status: entity.Pending, Stage: entity.StageNew,
		Sources:   []entity.SourceRef{{Source: "osm", SourceID: "node/1", URL: f.URL}},
		CreatedAt: now(), UpdatedAt: now(), Score: new(100),
		Contacts: []entity.Contact{
			{Kind: "email", Value: f.Email, Confidence: 0.8, SourceURL: f.URL, Method: "osm", FirstSeen: now(), LastSeen: now()},
			{Kind: "phone", Value: f.Phone, Confidence: 0.8, SourceURL: f.URL, Method: "osm", FirstSeen: now(), LastSeen: now()},
			{Kind: "phone", Value: "+17325560001", Confidence: 0.5, SourceURL: f.URL, Method: "osm", FirstSeen: now(), LastSeen: now()},
		},
	}
	if diff := cmp.Diff(want, withoutContactIDs(read(t, db, id))); diff != "" {
		t.Fatal(diff)
	}
	story, err := db.Provenance(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	if len(story) != 14 { // one for each field that the place has; fax it has not
		t.Errorf("%d values have a story, want 14: %+v", len(story), story)
	}
	for _, p := range story {
		if !p.Chosen || p.Source != "osm" || p.URL != f.URL || p.Method != "osm" || !p.At.Equal(now()) || p.Confidence != 0.8 {
			t.Errorf("the story of %s is %+v", p.Field, p)
		}
	}
}

func withoutContactIDs(b entity.Business) entity.Business {
	for i := range b.Contacts {
		b.Contacts[i].ID = 0
	}
	return b
}

func TestSamePlaceTwiceIsOneBusiness(t *testing.T) {
	db := open(t)
	first := save(t, db, 1, pizza(1), pizza(2))
	second := save(t, db, 2, pizza(2), pizza(3), pizza(1), pizza(3))
	want := []OutcomeKind{OutcomeDuplicate, OutcomeSaved, OutcomeDuplicate, OutcomeDuplicate}
	if diff := cmp.Diff(want, kinds(second)); diff != "" {
		t.Fatal(diff)
	}
	if second[0].ID != first[1].ID || second[2].ID != first[0].ID || second[3].ID != second[1].ID {
		t.Fatalf("ids moved: %v then %v", first, second)
	}
}

func TestResumedJobCountsItsOwnRowsAsSaved(t *testing.T) {
	db := open(t)
	save(t, db, 1, pizza(1))
	save(t, db, 2, pizza(1), pizza(2)) // and then the process dies
	want := []OutcomeKind{OutcomeDuplicate, OutcomeSaved, OutcomeSaved}
	if diff := cmp.Diff(want, kinds(save(t, db, 2, pizza(1), pizza(2), pizza(3)))); diff != "" {
		t.Fatal(diff)
	}
}

func TestPlaceThatCannotBeStoredFailsAlone(t *testing.T) {
	db := open(t)
	nameless, nowhere, foreign := pizza(2), pizza(3), pizza(4)
	nameless.Name = " \t"
	nowhere.Location = &entity.Point{Lat: 91}
	foreign.SourceID = ""
	outcomes := save(t, db, 1, pizza(1), nameless, nowhere, foreign, pizza(5))
	want := []OutcomeKind{OutcomeSaved, OutcomeFailed, OutcomeFailed, OutcomeFailed, OutcomeSaved}
	if diff := cmp.Diff(want, kinds(outcomes)); diff != "" {
		t.Fatal(diff)
	}
	for _, o := range outcomes {
		if (o.Err != nil) != (o.Kind == OutcomeFailed) {
			t.Errorf("outcome %d: kind %s with error %v", o.Index, o.Kind, o.Err)
		}
	}
}

func TestRefreshTakesWhatTheSourceChangedAndWhatWasEmpty(t *testing.T) {
	db := open(t)
	old := pizza(1)
	old.Website, old.Hours = "", "Mo off"
	id := save(t, db, 1, old)[0].ID

	again := pizza(1)
	again.Phone, again.PhoneRaw = "+17325559999", "(732) 555-9999"
	again.Distance = new(entity.Miles(4.5))
	again.City = "" // the source says nothing of it any more: what was known stays
	save(t, db, 2, again)

	b := read(t, db, id)
	got := []any{b.Website, b.Hours, b.Phone, b.PhoneRaw, *b.Distance, b.City}
	want := []any{again.Website, again.Hours, again.Phone, again.PhoneRaw, *again.Distance, "Freehold"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatal(diff)
	}
	story, _ := db.Provenance(t.Context(), id)
	var phones []string
	for _, p := range story {
		if p.Field == "phone" {
			phones = append(phones, fmt.Sprint(p.Value, p.Chosen))
		}
	}
	if diff := cmp.Diff([]string{"+17325559999true", "+17325550001false"}, phones); diff != "" {
		t.Error(diff)
	}
	entries, _ := db.Timeline(t.Context(), id)
	if diff := cmp.Diff("Changed by OpenStreetMap: phone, website, hours", entries[0].Text); diff != "" {
		t.Error(diff)
	}
}

func TestRepsOwnWordIsNeverOverwritten(t *testing.T) {
	db := open(t)
	id := save(t, db, 1, pizza(1))[0].ID
	_, err := db.Update(t.Context(), id, entity.Update{
		Name: new("Joe's Pizza"), Phone: new("call Joe"), Email: new(""), City: new("Howell"),
	})
	if err != nil {
		t.Fatal(err)
	}
	want := read(t, db, id)

	again := pizza(1)
	again.Name, again.City, again.Email = "Pizza Palace", "Marlboro", "other@pizza.com"
	for job := range entity.JobID(3) {
		save(t, db, 2+job, again)
	}
	got := read(t, db, id)
	got.Contacts, want.Contacts = nil, nil
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatal(diff)
	}
	rejected := map[string]int{}
	story, _ := db.Provenance(t.Context(), id)
	for _, p := range story {
		if !p.Chosen && p.Source == "osm" && p.Value == map[string]string{"name": again.Name, "city": again.City, "email": again.Email}[p.Field] {
			rejected[p.Field]++
		}
	}
	if diff := cmp.Diff(map[string]int{"name": 1, "city": 1, "email": 1}, rejected); diff != "" {
		t.Errorf("the rejected values are kept once each: %s", diff)
	}
}

func TestTrashedBusinessStaysInTheTrash(t *testing.T) {
	db := open(t)
	id := save(t, db, 1, pizza(1))[0].ID
	if _, err := db.Delete(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	want := read(t, db, id)
	again := pizza(1)
	again.Name = "Pizza Palace"
	outcome := save(t, db, 2, again)[0]
	if outcome.Kind != OutcomeDuplicate || outcome.ID != id {
		t.Fatalf("outcome %+v, want a duplicate of %d", outcome, id)
	}
	if diff := cmp.Diff(want, read(t, db, id)); diff != "" {
		t.Fatal(diff)
	}
}

func TestForeignTextIsTamed(t *testing.T) {
	db := open(t)
	f := pizza(1)
	f.Name = "Ca\x00fé\xff \t\n Roma"
	f.SourceID = "node/1\t2"
	b := read(t, db, save(t, db, 1, f)[0].ID)
	if b.Name != "Ca fé Roma" || b.Sources[0].SourceID != "node/1 2" {
		t.Fatalf("name %q, source id %q", b.Name, b.Sources[0].SourceID)
	}
}
