package store

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"letip/store/entity"
)

// The steps of this file's rooms go through the same mill as those that only change columns.
func init() {
	followUps["restore"] = func(_ interface{ Fatal(...any) }, db *DB) error {
		list, err := db.Trash(context.Background(), entity.Page{})
		if err == nil && list.Total > 0 {
			err = db.Restore(context.Background(), list.Data[0].ID)
		}
		return err
	}
	followUps["split"] = func(_ interface{ Fatal(...any) }, db *DB) error {
		for id := range entity.BusinessID(4) {
			parts, err := db.MergedParts(context.Background(), id)
			if err != nil || len(parts) == 0 {
				continue
			}
			_, _, err = db.Split(context.Background(), id, parts[0])
			return err
		}
		return nil
	}
	followUps["allow again"] = func(_ interface{ Fatal(...any) }, db *DB) error {
		list, err := db.Suppressions(context.Background())
		if err == nil && len(list) > 0 {
			_, err = db.Unsuppress(context.Background(), list[0].ID)
		}
		return err
	}
	steps["create"] = func(_ interface{ Fatal(...any) }, db *DB) error {
		_, err := db.Create(context.Background(), entity.Draft{Name: "Joe", Phone: "732 555 0001", Website: "pizza1.com", Tags: []string{"x"}})
		return err
	}
	steps["merge"] = func(_ interface{ Fatal(...any) }, db *DB) error {
		_, err := db.Merge(context.Background(), 0, 1, 2)
		return err
	}
	steps["merge all into the last"] = func(_ interface{ Fatal(...any) }, db *DB) error {
		_, err := db.Merge(context.Background(), 3, 1, 2)
		return err
	}
	steps["keep apart"] = func(_ interface{ Fatal(...any) }, db *DB) error {
		_, err := db.NotTheSame(context.Background(), 3, 1)
		return err
	}
	steps["suppress a phone"] = func(_ interface{ Fatal(...any) }, db *DB) error {
		_, err := db.Suppress(context.Background(), entity.SuppressPhone, "732-555-0002", "asked us")
		return err
	}
	steps["suppress a domain"] = func(_ interface{ Fatal(...any) }, db *DB) error {
		_, err := db.Suppress(context.Background(), entity.SuppressDomain, "pizza1.com", "")
		return err
	}
	steps["suppress a lead"] = func(_ interface{ Fatal(...any) }, db *DB) error {
		_, err := db.SuppressBusiness(context.Background(), 3, "")
		return err
	}
}

// withoutLog leaves out what only tells of what happened, and when.
func withoutLog(d map[string][]string) map[string][]string {
	delete(d, "timeline")
	delete(d, "identity_pair") // that they are not the same is remembered
	return d
}

func leadTables(t interface{ Fatal(...any) }, db *DB) map[string][]string {
	if _, err := db.writer.Exec("UPDATE business SET updated_at = 0"); err != nil {
		t.Fatal(err)
	}
	return withoutLog(dump(t, db))
}

// worked makes leads that have everything a merge could lose.
func worked(t interface {
	Fatal(...any)
}, db *DB,
) {
	ctx := context.Background()
	x, y, z := pizza(1), pizza(2), pizza(3)
	y.Website, y.Hours, y.Email, z.Phone, z.PhoneRaw = "", "", "", "", ""
	for i, f := range []entity.Found{x, y, z} {
		if _, err := db.SaveFound(ctx, entity.JobID(i+1), "i", []entity.Found{f}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := db.Update(ctx, 2, entity.Update{
		Notes: new("rang twice"), Tags: &[]string{"warm"}, Stage: new(entity.StageContacted), City: new("Howell"), NextAction: new("call"),
	}); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Update(ctx, 1, entity.Update{Notes: new("closed on Mondays"), Tags: &[]string{"Warm", "cold"}}); err != nil {
		t.Fatal(err)
	}
}

func TestAMergeKeepsAllThatWasKnownOfBoth(t *testing.T) {
	db := open(t)
	worked(t, db)
	m, err := db.Merge(t.Context(), 0, 2, 1)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(entity.Merged{Survivor: 1, Gone: []entity.BusinessID{2}, Step: m.Step}, m); diff != "" {
		t.Fatal(diff)
	}
	b := read(t, db, 1)
	if b.Notes != "closed on Mondays\n\nrang twice" || !slices.Equal(b.Tags, []string{"Warm", "cold"}) || b.Stage != entity.StageContacted ||
		b.NextAction != "call" || b.City != "Howell" || b.Name != "Pizza 001" || len(b.Sources) != 2 {
		t.Errorf("the lead is %+v", b)
	}
	if len(b.Contacts) != 5 { // two phones and an email, two phones
		t.Errorf("it has %d contacts: %+v", len(b.Contacts), b.Contacts)
	}
	story, err := db.Provenance(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	city := slices.IndexFunc(story, func(p entity.Provenance) bool { return p.Field == "city" })
	if !story[city].Chosen || story[city].Value != "Howell" || story[city].Source != manual {
		t.Errorf("the city's story begins with %+v, want the rep's own word", story[city])
	}
	if gone := read(t, db, 2); gone.DeletedAt.IsZero() || count1(t, db) != 2 {
		t.Error("the other is still listed")
	}
	if trash, err := db.Count(t.Context(), entity.Filter{Trash: true}); err != nil || trash != 0 {
		t.Errorf("%d leads are in the trash, %v", trash, err)
	}
	if err := db.Restore(t.Context(), 2); err != nil || count1(t, db) != 2 {
		t.Error("it was taken out of a trash that it isn't in")
	}
	if got := db.PartOf(t.Context(), 2); got != 1 {
		t.Errorf("it is part of %d", got)
	}
	// What its source says next goes to the survivor.
	f := pizza(2)
	f.Hours = "24/7"
	if o := save(t, db, 9, f)[0]; o.ID != 1 || o.Kind != OutcomeDuplicate {
		t.Errorf("its source leads to %+v", o)
	}
	checkWhole(t, db)
}

func TestAMergeAndASplitGiveBackBoth(t *testing.T) {
	for name, ids := range map[string][]entity.BusinessID{"two": {1, 2}, "three": {3, 1, 2}} {
		t.Run(name, func(t *testing.T) {
			db := open(t)
			worked(t, db)
			before := leadTables(t, db)
			m, err := db.Merge(t.Context(), ids[0], ids[1:]...)
			if err != nil {
				t.Fatal(err)
			}
			checkWhole(t, db)
			for _, gone := range slices.Backward(m.Gone) {
				out, _, err := db.Split(t.Context(), m.Survivor, entity.MergedPart{Lead: gone})
				if err != nil || out != gone {
					t.Fatalf("%d came out, %v", out, err)
				}
			}
			if diff := cmp.Diff(before, leadTables(t, db)); diff != "" {
				t.Error(diff)
			}
			checkWhole(t, db)
			if parts, err := db.MergedParts(t.Context(), m.Survivor); err != nil || len(parts) != 0 {
				t.Errorf("there are still parts %+v, %v", parts, err)
			}
			if _, _, err := db.Split(t.Context(), m.Survivor, entity.MergedPart{Lead: m.Gone[0]}); !errors.Is(err, ErrNotFound) {
				t.Errorf("a second split: %v", err)
			}
		})
	}
}

// Any merges, taken apart again in any order that is possible, give back what was.
func TestAnyMergesCanBeTakenApart(t *testing.T) {
	t.Parallel()
	outer := t
	rapid.Check(t, func(t *rapid.T) {
		db, err := Open(context.Background(), Options{Dir: blankDir(outer)})
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		worked(t, db)
		if _, err := db.SaveFound(context.Background(), 4, "i", []entity.Found{pizza(4), pizza(5)}); err != nil {
			t.Fatal(err)
		}
		before := leadTables(t, db)
		live := []entity.BusinessID{1, 2, 3, 4, 5}
		type merge struct{ survivor, gone entity.BusinessID }
		var done []merge
		for range rapid.IntRange(1, 4).Draw(t, "merges") {
			rapid.Permutation(live).Draw(t, "order")
			i := rapid.IntRange(0, len(live)-1).Draw(t, "survivor")
			j := (i + rapid.IntRange(1, len(live)-1).Draw(t, "gone")) % len(live)
			if _, err := db.Merge(context.Background(), live[i], live[j]); err != nil {
				t.Fatal(err)
			}
			done = append(done, merge{live[i], live[j]})
			live = slices.Delete(slices.Clone(live), j, j+1)
			if len(live) < 2 {
				break
			}
		}
		for _, m := range slices.Backward(done) {
			if _, _, err := db.Split(context.Background(), m.survivor, entity.MergedPart{Lead: m.gone}); err != nil {
				t.Fatal(err)
			}
		}
		if diff := cmp.Diff(before, leadTables(t, db)); diff != "" {
			t.Fatal(diff)
		}
		checkWhole(t, db)
	})
}

// Profiles of both are one value with a story of its own, which no search, undo or redo takes apart, and a split does.
func TestAMergeJoinsProfiles(t *testing.T) {
	db := openWith(t, Options{Dir: t.TempDir(), Now: still})
	x, y := pizza(1), pizza(2)
	x.Socials = []entity.Social{{Network: "x", URL: "https://x.com/one"}}
	y.Socials = []entity.Social{{Network: "facebook", URL: "https://www.facebook.com/two"}}
	save(t, db, 1, x, y)
	apart := dump(t, db)
	if _, err := db.Merge(t.Context(), 1, 2); err != nil {
		t.Fatal(err)
	}
	both, merged := []entity.Social{x.Socials[0], y.Socials[0]}, dump(t, db)
	if story := told(t, db, 1, "socials"); len(story) != 3 || story[0].Source != joined || !strings.Contains(story[1].Why, "has this one in it") {
		t.Errorf("the story is %+v", story)
	}
	turn := func(want map[string][]string, do func(context.Context) (entity.Undone, error)) {
		t.Helper()
		if _, err := do(t.Context()); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, dump(t, db)); diff != "" {
			t.Fatal(diff)
		}
		checkWhole(t, db)
	}
	turn(apart, db.Undo)
	turn(merged, db.Redo)
	save(t, db, 2, x, y)
	if b := read(t, db, 1); !cmp.Equal(b.Socials, both) {
		t.Errorf("found again, its profiles are %+v", b.Socials)
	}
	if _, _, err := db.Split(t.Context(), 1, entity.MergedPart{Lead: 2}); err != nil {
		t.Fatal(err)
	}
	if a, b := read(t, db, 1), read(t, db, 2); !cmp.Equal(a.Socials, x.Socials) || !cmp.Equal(b.Socials, y.Socials) {
		t.Errorf("apart again they have %+v and %+v", a.Socials, b.Socials)
	}
	checkWhole(t, db)
}

func TestASplitLeavesWhatChangedSince(t *testing.T) {
	db := open(t)
	worked(t, db)
	if _, err := db.Merge(t.Context(), 1, 2); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Update(t.Context(), 1, entity.Update{Notes: new("one note for all"), City: new("Brick")}); err != nil {
		t.Fatal(err)
	}
	if _, _, err := db.Split(t.Context(), 1, entity.MergedPart{Lead: 2}); err != nil {
		t.Fatal(err)
	}
	a, b := read(t, db, 1), read(t, db, 2)
	if a.Notes != "one note for all" || a.City != "Brick" || b.Notes != "rang twice" || b.City != "Howell" || !b.DeletedAt.IsZero() {
		t.Errorf("they are %+v and %+v", a, b)
	}
	for _, p := range duplicates(t, db) {
		if p.A == 1 && p.B == 2 {
			t.Errorf("they wait again: %+v", p)
		}
	}
	if _, err := db.Undo(t.Context()); err != nil { // of the split
		t.Fatal(err)
	}
	if b := read(t, db, 1); b.Notes != "one note for all" || len(b.Sources) != 2 || count1(t, db) != 2 {
		t.Errorf("after the undo it is %+v among %d", b, count1(t, db))
	}
	checkWhole(t, db)
}

func TestASightingThatWasTakenForAnotherCanBeSplitOff(t *testing.T) {
	db := open(t)
	id := save(t, db, 1, spot("osm", "1", "Joe's Pizza", "12 Main St", "Freehold", "732-555-0100", ""))[0].ID
	other := spot("overture", "x", "Joe's Pizzeria", "12 Main Street", "Freehold", "732-555-0100", "http://joespizzeria.com")
	if o := save(t, db, 2, other)[0]; o.ID != id {
		t.Fatalf("it is %+v", o)
	}
	parts, err := db.MergedParts(t.Context(), id)
	if err != nil || len(parts) != 1 || parts[0].Source.SourceID != "x" || parts[0].Name != "Joe's Pizzeria" || len(parts[0].Reasons) == 0 {
		t.Fatalf("it is made of %+v, %v", parts, err)
	}
	out, _, err := db.Split(t.Context(), id, parts[0])
	if err != nil {
		t.Fatal(err)
	}
	a, b := read(t, db, id), read(t, db, out)
	if a.Website != "" || len(a.Sources) != 1 || b.Website != "http://joespizzeria.com" || b.Name != "Joe's Pizzeria" || b.Sources[0].SourceID != "x" {
		t.Errorf("they are %+v and %+v", a, b)
	}
	if o := save(t, db, 3, other)[0]; o.ID != out || o.Kind != OutcomeDuplicate || len(duplicates(t, db)) != 0 {
		t.Errorf("next time it is %+v", o)
	}
	checkWhole(t, db)
	if _, err := db.Undo(t.Context()); err != nil {
		t.Fatal(err)
	}
	checkWhole(t, db)
}

func TestTheTrashOfASurvivorTakesItsPartsAlong(t *testing.T) {
	clock := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	dir := t.TempDir()
	db := openWith(t, Options{Dir: dir, Now: func() time.Time { return clock }})
	save(t, db, 1, pizza(1), pizza(2), pizza(3))
	if _, err := db.Merge(t.Context(), 2, 3); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Merge(t.Context(), 1, 2); err != nil {
		t.Fatal(err)
	}
	clock = clock.Add(40 * 24 * time.Hour)
	closeNow(t, db)
	db = openWith(t, Options{Dir: dir, Now: func() time.Time { return clock }})
	if list, err := db.BusinessesByID(t.Context(), []entity.BusinessID{1, 2, 3}); err != nil || len(list) != 3 {
		t.Fatalf("%d of the three are left, %v", len(list), err)
	}
	if _, err := db.Delete(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	clock = clock.Add(40 * 24 * time.Hour)
	closeNow(t, db)
	db = openWith(t, Options{Dir: dir, Now: func() time.Time { return clock }})
	if list, err := db.BusinessesByID(t.Context(), []entity.BusinessID{1, 2, 3}); err != nil || len(list) != 0 {
		t.Fatalf("%d of the three are left, %v", len(list), err)
	}
	checkWhole(t, db)
}
