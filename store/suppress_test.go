package store

import (
	"errors"
	"testing"
	"time"

	"letip/store/entity"
)

func TestWhoMustNotBeContactedIsKnownByAnyOfTheirValues(t *testing.T) {
	for name, tt := range map[string]struct {
		kind  entity.SuppressionKind
		value string
		found entity.Found
	}{
		"phone":             {entity.SuppressPhone, "(732) 555-0100", spot("osm", "2", "Anna's", "", "Brick", "732 555 0100", "")},
		"website":           {entity.SuppressDomain, "www.joes.com", spot("osm", "2", "Anna's", "", "Brick", "", "https://shop.joes.com/x")},
		"email":             {entity.SuppressEmail, "Info@Joes.com", entity.Found{Source: "osm", SourceID: "2", Name: "A", Email: "info@joes.com"}},
		"domain of a email": {entity.SuppressDomain, "joes.com", entity.Found{Source: "osm", SourceID: "2", Name: "A", Email: "anna@joes.com"}},
		"a second phone": {entity.SuppressPhone, "732-555-0100", entity.Found{
			Source: "osm", SourceID: "2", Name: "A", Contacts: []entity.Contact{{Kind: entity.ContactPhone, Value: "+17325550100"}},
		}},
	} {
		t.Run(name, func(t *testing.T) {
			db := open(t)
			before := tt.found
			before.SourceID, before.Name = "1", "Zebra Motors"
			known := save(t, db, 1, before)[0].ID
			free := save(t, db, 1, spot("osm", "9", "Free", "", "Howell", "732 555 0999", "http://free.com"))[0].ID
			if _, err := db.Suppress(t.Context(), tt.kind, tt.value, "asked us"); err != nil {
				t.Fatal(err)
			}
			later := save(t, db, 2, tt.found)[0].ID
			for id, want := range map[entity.BusinessID]bool{known: true, later: true, free: false} {
				if got := read(t, db, id).DoNotContact; got != want {
					t.Errorf("lead %d: %t, want %t", id, got, want)
				}
			}
			list, err := db.Suppressions(t.Context())
			if err != nil || len(list) != 1 || list[0].Leads != 2 || list[0].Note != "asked us" {
				t.Fatalf("the list is %+v, %v", list, err)
			}
			if _, err := db.Unsuppress(t.Context(), list[0].ID); err != nil {
				t.Fatal(err)
			}
			if read(t, db, known).DoNotContact || read(t, db, later).DoNotContact {
				t.Error("they are still held back")
			}
			if _, err := db.Undo(t.Context()); err != nil || !read(t, db, known).DoNotContact {
				t.Errorf("after the undo it may be contacted, %v", err)
			}
			checkWhole(t, db)
		})
	}
}

func TestAValueThatIsRevealedLaterHoldsBackToo(t *testing.T) {
	db := open(t)
	id := save(t, db, 1, spot("osm", "1", "Joe's", "", "Brick", "", "http://joes.com"))[0].ID
	if _, err := db.Suppress(t.Context(), entity.SuppressEmail, "joe@joes.com", ""); err != nil {
		t.Fatal(err)
	}
	if _, err := db.SaveVisit(t.Context(), entity.Visit{
		Business: id, Status: entity.Enriched, At: time.Now(),
		Contacts: []entity.Contact{{Kind: entity.ContactEmail, Value: "joe@joes.com", Confidence: 0.9}},
	}); err != nil {
		t.Fatal(err)
	}
	if !read(t, db, id).DoNotContact {
		t.Error("it may be contacted")
	}
}

func TestASuppressedLeadThatIsGoneForGoodIsKnownAgain(t *testing.T) {
	clock := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	dir := t.TempDir()
	db := openWith(t, Options{Dir: dir, Now: func() time.Time { return clock }})
	id := save(t, db, 1, spot("osm", "1", "Joe's Pizza", "12 Main St", "Freehold", "732-555-0100", ""))[0].ID
	if _, err := db.Update(t.Context(), id, entity.Update{DoNotContact: new(true)}); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Delete(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	clock = clock.Add(31 * 24 * time.Hour)
	closeNow(t, db)
	db = openWith(t, Options{Dir: dir, Now: func() time.Time { return clock }})
	if _, err := db.Business(t.Context(), id); !errors.Is(err, ErrNotFound) {
		t.Fatalf("it is still there: %v", err)
	}
	for _, f := range []entity.Found{
		spot("osm", "1", "Renamed", "", "", "", ""),
		spot("overture", "7", "JOES PIZZA LLC", "12 Main Street", "Freehold", "732 555 0100", ""),
	} {
		if b := read(t, db, save(t, db, 2, f)[0].ID); !b.DoNotContact {
			t.Errorf("%s may be contacted", b.Name)
		}
	}
	if b := read(t, db, save(t, db, 2, spot("osm", "8", "Anna's", "", "Brick", "", ""))[0].ID); b.DoNotContact {
		t.Error("somebody else may not be")
	}
}

func TestWhatCannotBeSuppressedIsASentence(t *testing.T) {
	db := open(t)
	for kind, value := range map[entity.SuppressionKind]string{
		entity.SuppressEmail: "joe", entity.SuppressPhone: "call", entity.SuppressDomain: "gmail.com", entity.SuppressBusiness: "x",
	} {
		_, err := db.Suppress(t.Context(), kind, value, "")
		if _, ok := errors.AsType[entity.FieldErrors](err); !ok {
			t.Errorf("%s %q: %v", kind, value, err)
		}
	}
	if _, err := db.Unsuppress(t.Context(), 7); !errors.Is(err, ErrNotFound) {
		t.Error(err)
	}
}

// Whatever comes after somebody was put on the list, nobody who is on it may be contacted.
func TestNothingBringsBackWhoMustNotBeContacted(t *testing.T) {
	t.Parallel()
	joe := spot("osm", "1", "Joe's Pizza", "12 Main St", "Freehold", "732-555-0100", "http://joes.com")
	joe.Email = "joe@joes.com"
	other := spot("osm", "2", "Anna's Nails", "7 Elm St", "Brick", "732-555-0200", "")
	for how, suppress := range map[string]func(db *DB, id entity.BusinessID) error{
		"email": func(db *DB, _ entity.BusinessID) error {
			_, err := db.Suppress(t.Context(), entity.SuppressEmail, "joe@joes.com", "")
			return err
		},
		"phone": func(db *DB, _ entity.BusinessID) error {
			_, err := db.Suppress(t.Context(), entity.SuppressPhone, "732 555 0100", "")
			return err
		},
		"domain": func(db *DB, _ entity.BusinessID) error {
			_, err := db.Suppress(t.Context(), entity.SuppressDomain, "joes.com", "")
			return err
		},
		"business": func(db *DB, id entity.BusinessID) error {
			_, err := db.SuppressBusiness(t.Context(), id, "")
			return err
		},
		"stage": func(db *DB, id entity.BusinessID) error {
			_, err := db.Update(t.Context(), id, entity.Update{Stage: new(entity.StageDoNotContact)})
			return err
		},
	} {
		t.Run(how, func(t *testing.T) {
			clock := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
			o := Options{Dir: t.TempDir(), Now: func() time.Time { return clock }}
			db := openWith(t, o)
			id, anna := save(t, db, 1, joe)[0].ID, save(t, db, 1, other)[0].ID
			if err := suppress(db, id); err != nil {
				t.Fatal(err)
			}
			held := func(after string) {
				t.Helper()
				checkWhole(t, db)
				var names string
				err := db.reader().QueryRow(`SELECT coalesce(group_concat(name), '') FROM business b WHERE do_not_contact = 0 AND deleted_at IS NULL
					AND (phone = '+17325550100' OR email = 'joe@joes.com' OR website LIKE '%joes.com%' OR name LIKE 'joe%')`).Scan(&names)
				if err != nil || names != "" {
					t.Errorf("after %s: %q may be contacted, %v", after, names, err)
				}
			}
			again, elsewhere := joe, joe
			again.Hours, elsewhere.Source, elsewhere.SourceID = "24/7", "overture", "o1"
			save(t, db, 2, again, elsewhere)
			held("a scrape")
			importPlaces(t, db, elsewhere, again)
			held("an import")
			if _, err := db.SaveVisit(t.Context(), entity.Visit{
				Business: id, Status: entity.Enriched, At: clock, Fields: []entity.FieldValue{{Field: "hours", Value: "9-5", Confidence: 0.9}},
			}); err != nil {
				t.Fatal(err)
			}
			held("a visit")
			if _, err := db.Merge(t.Context(), anna, id); err != nil {
				t.Fatal(err)
			}
			held("a merge")
			if _, _, err := db.Split(t.Context(), anna, entity.MergedPart{Lead: id}); err != nil {
				t.Fatal(err)
			}
			held("a split")
			for range 2 {
				if _, err := db.Undo(t.Context()); err != nil {
					t.Fatal(err)
				}
				held("an undo")
			}
			if _, err := db.Delete(t.Context(), id); err != nil {
				t.Fatal(err)
			}
			clock = clock.Add(31 * 24 * time.Hour)
			closeNow(t, db)
			db = openWith(t, o)
			if _, err := db.Business(t.Context(), id); !errors.Is(err, ErrNotFound) {
				t.Fatalf("it is still there: %v", err)
			}
			importPlaces(t, db, joe)
			held("it is gone, and an import")
			save(t, db, 3, joe, elsewhere)
			held("it is gone, and a scrape")
			if b := read(t, db, anna); b.DoNotContact {
				t.Error("somebody else may not be contacted")
			}
		})
	}
}

func TestWhoWasPutOnTheListMeanwhileIsHeldBackWhenADeletionIsUndone(t *testing.T) {
	db := open(t)
	id := save(t, db, 1, spot("osm", "1", "Joe's", "", "Brick", "732-555-0100", ""))[0].ID
	step, err := db.Delete(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Suppress(t.Context(), entity.SuppressPhone, "732 555 0100", ""); err != nil {
		t.Fatal(err)
	}
	if _, err := db.UndoStep(t.Context(), step); err != nil {
		t.Fatal(err)
	}
	if b := read(t, db, id); !b.DoNotContact || !b.DeletedAt.IsZero() {
		t.Errorf("it is %+v", b)
	}
	checkWhole(t, db)
}
