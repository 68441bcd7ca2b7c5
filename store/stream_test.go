package store

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"letip/store/entity"
)

// lots saves so many leads that several blocks of them are on their way at once.
func lots(t *testing.T, db *DB, n int) {
	t.Helper()
	found := make([]entity.Found, n)
	for i := range found {
		found[i] = spot("osm", fmt.Sprint(i), fmt.Sprint("Business ", i), fmt.Sprint(i, " Main St"), fmt.Sprint("Town ", i%7), "", "")
		found[i].Contacts = []entity.Contact{{Kind: entity.ContactPerson, Value: fmt.Sprint("Person ", i), Confidence: 0.5}}
		if i%3 == 0 {
			found[i].Location = &entity.Point{Lat: 40, Lon: float64(-i) / 100}
		}
	}
	save(t, db, 1, found...)
}

func TestEachHandsOverALongListInItsOrderWhateverServesIt(t *testing.T) {
	t.Parallel()
	db := open(t)
	lots(t, db, 3*streamBlock+17)
	for _, tt := range []struct {
		f entity.Filter
		s entity.Sort
	}{
		{},
		{s: entity.Sort{Field: "name", Desc: true}},
		{s: entity.Sort{Field: "lon"}}, // no index gives it, and most are unknown
		{f: entity.Filter{City: "town 3"}},
		{f: entity.Filter{City: "Town 3"}, s: entity.Sort{Field: "name"}},
		{f: entity.Filter{Search: "ness 1"}, s: entity.Sort{Field: "city"}},
		{f: entity.Filter{IDs: []entity.BusinessID{9, 2, 700}}},
	} {
		want, err := db.IDs(t.Context(), tt.f, tt.s)
		if err != nil || len(want) == 0 {
			t.Fatal(want, err)
		}
		for _, extra := range []entity.Extra{{}, {Contacts: true, Provenance: true}} {
			var got []entity.BusinessID
			err := db.EachWith(t.Context(), tt.f, tt.s, extra, func(b *entity.Business) error {
				if got = append(got, b.ID); len(got)%40 != 1 {
					return nil
				}
				whole, err := db.Business(t.Context(), b.ID)
				if err != nil {
					return err
				}
				if !extra.Contacts {
					whole.Contacts = nil
				}
				story := b.Provenance
				b.Provenance = nil
				if diff := cmp.Diff(whole, *b); diff != "" {
					t.Errorf("%+v: lead %d differs (-alone +in the list):\n%s", tt, b.ID, diff)
				}
				if extra.Provenance != (len(story) > 0) {
					t.Errorf("%+v: lead %d has the story %+v", tt, b.ID, story)
				}
				for _, p := range story {
					if !p.Chosen || p.Source != "osm" || p.Value == "" {
						t.Errorf("lead %d has the story %+v", b.ID, p)
					}
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%+v: the order differs (-of the ids +of the leads):\n%s", tt, diff)
			}
		}
	}
}

func TestEachEndsWithTheErrorOfWhoIsHandedLeads(t *testing.T) {
	db := open(t)
	lots(t, db, 6*streamBlock)
	enough := errors.New("enough")
	for _, at := range []int{1, streamBlock, 2*streamBlock + 3} {
		n := 0
		err := db.Each(t.Context(), entity.Filter{}, entity.Sort{}, func(*entity.Business) error {
			if n++; n == at {
				return enough
			}
			return nil
		})
		if !errors.Is(err, enough) || n != at {
			t.Errorf("it ended after %d with %v, want after %d with its error", n, err, at)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	n := 0
	err := db.Each(ctx, entity.Filter{}, entity.Sort{}, func(*entity.Business) error {
		if n++; n == 3 {
			cancel()
		}
		return nil
	})
	if !errors.Is(err, context.Canceled) || n > 2*streamBlock {
		t.Errorf("cancelled after 3, it ended after %d with %v", n, err)
	}
	if got := count1(t, db); got != 6*streamBlock { // the connections are as they were
		t.Errorf("%d leads are counted afterwards", got)
	}
}

func TestEachLetsAPanicOfWhoIsHandedLeadsThrough(t *testing.T) {
	db := open(t)
	lots(t, db, 6*streamBlock)
	defer func() {
		if p := recover(); p != "no" {
			t.Errorf("the panic is %v", p)
		}
		if got := count1(t, db); got != 6*streamBlock {
			t.Errorf("%d leads are counted afterwards", got)
		}
	}()
	_ = db.Each(t.Context(), entity.Filter{}, entity.Sort{}, func(*entity.Business) error { panic("no") })
}
