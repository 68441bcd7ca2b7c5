package store

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"letip/store/entity"
	"letip/store/normal"
)

// spot is a place as a source describes it: name, address, city, phone, website.
func spot(source, id, name, address, city, phone, website string) entity.Found {
	e164, _, _ := normal.Phone(phone, "US")
	return entity.Found{
		Source: source, SourceID: id, Name: name, Address: address, City: city, State: "NJ", Phone: e164, PhoneRaw: phone, Website: website,
	}
}

func count1(t testing.TB, db *DB) int {
	t.Helper()
	n, err := db.Count(t.Context(), entity.Filter{})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func duplicates(t testing.TB, db *DB) []entity.Pair {
	t.Helper()
	pairs, err := db.Duplicates(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	return pairs
}

func TestOneBusinessOfTwoSourcesIsOneLead(t *testing.T) {
	db := open(t)
	first := save(t, db, 1, spot("osm", "1", "Joe's Pizza LLC", "12 Main St.", "Freehold", "(732) 555-0100", ""))[0]
	second := save(t, db, 2, spot("overture", "x", "JOES PIZZA", "12 Main Street", "Freehold", "+1 732-555-0100", "http://joes.com"))[0]
	if second.Kind != OutcomeDuplicate || second.ID != first.ID || count1(t, db) != 1 {
		t.Fatalf("the second is %+v, want a duplicate of %d", second, first.ID)
	}
	b := read(t, db, first.ID)
	if b.Name != "Joe's Pizza LLC" || b.Website != "http://joes.com" || len(b.Sources) != 2 {
		t.Errorf("the lead is %+v, want its own name, the other's website and both sources", b)
	}
	again := save(t, db, 3, spot("overture", "x", "JOES PIZZA", "12 Main Street", "Freehold", "+1 732-555-0100", "http://joes.com"))[0]
	if again.Kind != OutcomeDuplicate || again.ID != first.ID {
		t.Errorf("the third is %+v", again)
	}
	checkWhole(t, db)
}

func TestBranchesAndNamesakesStayApart(t *testing.T) {
	db := open(t)
	at := func(f entity.Found, lat float64) entity.Found {
		f.Location = &entity.Point{Lat: lat, Lon: -74.27}
		return f
	}
	save(t, db, 1,
		at(spot("osm", "1", "Joe's Pizza", "12 Main St", "Freehold", "732-555-0100", "http://joes.com"), 40.26),
		at(spot("osm", "2", "Joe's Pizza", "900 Route 9", "Freehold", "732-555-0199", "http://joes.com"), 40.29),
		spot("osm", "3", "Joe's Pizza", "", "Freehold", "", ""),
		spot("osm", "4", "Anna's Nails", "", "Freehold", "", "https://www.facebook.com/annas"),
		spot("osm", "5", "Zack's Gym", "", "Freehold", "", "https://www.facebook.com/zacks"),
	)
	if n := count1(t, db); n != 5 {
		t.Errorf("%d leads, want 5", n)
	}
	if pairs := duplicates(t, db); len(pairs) != 0 {
		t.Errorf("there wait %+v, want none", pairs)
	}
}

func TestADoubtfulPairWaitsForAPerson(t *testing.T) {
	db := open(t)
	ids := save(t, db, 1,
		spot("osm", "1", "Joe's Pizza", "12 Main St", "Freehold", "732-555-0100", ""),
		spot("osm", "2", "Joe's Pizza", "7 Elm St", "Freehold", "732-555-0100", ""))
	pairs := duplicates(t, db)
	if len(pairs) != 1 || pairs[0].A != ids[0].ID || pairs[0].B != ids[1].ID || len(pairs[0].Reasons) == 0 || pairs[0].Confidence < 0.5 {
		t.Fatalf("there wait %+v", pairs)
	}
	if _, err := db.NotTheSame(t.Context(), ids[1].ID, ids[0].ID); err != nil {
		t.Fatal(err)
	}
	// Whatever comes later, it is remembered.
	save(t, db, 2, spot("osm", "2", "Joe's Pizza", "12 Main St", "Freehold", "732-555-0100", ""))
	if _, err := db.Update(t.Context(), ids[0].ID, entity.Update{City: new("Freehold Township")}); err != nil {
		t.Fatal(err)
	}
	if pairs := duplicates(t, db); len(pairs) != 0 || count1(t, db) != 2 {
		t.Errorf("there wait %+v among %d leads, want none among 2", pairs, count1(t, db))
	}
}

func TestTypingIsWarnedAndNeverMerged(t *testing.T) {
	db := open(t)
	known := save(t, db, 1, spot("osm", "1", "Joe's Pizza", "12 Main St", "Freehold", "732-555-0100", ""))[0].ID
	d := entity.Draft{Name: "JOES PIZZA", Address: "12 Main Street", City: "Freehold", Phone: "732 555 0100"}
	like, err := db.LooksLike(t.Context(), d)
	if err != nil || len(like) != 1 || like[0].Business.ID != known || !like[0].Sure {
		t.Fatalf("it looks like %+v, %v", like, err)
	}
	b, err := db.Create(t.Context(), d)
	if err != nil {
		t.Fatal(err)
	}
	if pairs := duplicates(t, db); len(pairs) != 1 || pairs[0].A != known || pairs[0].B != b.ID {
		t.Errorf("there wait %+v, want the two", pairs)
	}
	if _, err := db.Undo(t.Context()); err != nil {
		t.Fatal(err)
	}
	if pairs := duplicates(t, db); len(pairs) != 0 {
		t.Errorf("there wait %+v after the undo", pairs)
	}
}

func TestAVisitThatRevealsTheSamePhoneAndSiteMerges(t *testing.T) {
	db := open(t)
	ids := save(t, db, 1,
		spot("osm", "1", "Joe's Pizza", "12 Main St", "Freehold", "732-555-0100", ""),
		spot("overture", "2", "Joe's Pizza", "", "Freehold", "", "http://joes.com"))
	if count1(t, db) != 2 {
		t.Fatal("they are one before anything shows it")
	}
	b, err := db.SaveVisit(t.Context(), entity.Visit{
		Business: ids[1].ID, Status: entity.Enriched, At: time.Now(), Pages: []string{"http://joes.com"},
		Fields:   []entity.FieldValue{{Field: "phone", Value: "+17325550100", Method: "tel", Confidence: 0.95}},
		Contacts: []entity.Contact{{Kind: entity.ContactPhone, Value: "+17325550100", Confidence: 0.95, Method: "tel"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	if count1(t, db) != 1 || b.ID != ids[0].ID || b.Website != "http://joes.com" || b.Status != entity.Enriched {
		t.Errorf("the visited lead is %+v among %d", b, count1(t, db))
	}
	checkWhole(t, db)
}

func TestALeadInTheTrashIsNotBroughtBack(t *testing.T) {
	db := open(t)
	id := save(t, db, 1, spot("osm", "1", "Joe's Pizza", "12 Main St", "Freehold", "732-555-0100", ""))[0].ID
	if _, err := db.Delete(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	o := save(t, db, 2, spot("overture", "9", "Joes Pizza", "12 Main Street", "Freehold", "732-555-0100", ""))[0]
	if o.Kind != OutcomeDuplicate || o.ID != id || count1(t, db) != 0 {
		t.Errorf("it came back as %+v", o)
	}
}

func TestAResumedJobCountsASecondSightingAsTheDuplicateItWas(t *testing.T) {
	db := open(t)
	found := []entity.Found{
		spot("osm", "node/1", "Joe's Pizza", "12 Main St", "Freehold", "732-555-0100", ""),
		spot("osm", "way/2", "Joe's Pizza", "12 Main St", "Freehold", "732-555-0100", ""),
	}
	for range 2 {
		if diff := cmp.Diff([]OutcomeKind{OutcomeSaved, OutcomeDuplicate}, kinds(save(t, db, 1, found...))); diff != "" {
			t.Fatal(diff)
		}
	}
}

// Whatever order they come in, noisy sightings of some businesses become as many leads.
func TestWhoIsWhoDoesNotDependOnTheOrder(t *testing.T) {
	outer := t
	rapid.Check(t, func(t *rapid.T) {
		businesses := rapid.IntRange(1, 4).Draw(t, "businesses")
		var found []entity.Found
		whose := map[string]int{}
		for b := range businesses {
			for s := range rapid.IntRange(1, 4).Draw(t, "sightings") {
				name := []string{"Anna's Nails", "Joe's Pizza", "Shore Dental", "Main Motors"}[b]
				f := spot(fmt.Sprint("list", s), fmt.Sprint("b", b), rapid.SampledFrom([]string{name, name + " LLC", normal.Fold(name)}).Draw(t, "name"),
					rapid.SampledFrom([]string{"%d Main St", "%d Main Street", "%d MAIN ST., Suite 4"}).Draw(t, "street"),
					rapid.SampledFrom([]string{"Freehold", "freehold"}).Draw(t, "city"), fmt.Sprintf("732-555-01%02d", b), "")
				f.Address = fmt.Sprintf(f.Address, 12+10*b)
				whose[f.Source+" "+f.SourceID] = b
				found = append(found, f)
			}
		}
		seed := rapid.Uint64().Draw(t, "seed")
		rand.New(rand.NewPCG(seed, 1)).Shuffle(len(found), func(i, j int) { found[i], found[j] = found[j], found[i] })
		db, err := Open(t.Context(), Options{Dir: blankDir(outer)})
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		part := rapid.IntRange(0, len(found)).Draw(t, "part")
		at := map[entity.BusinessID]int{}
		for _, batch := range [][]entity.Found{found[:part], found[part:]} {
			outcomes, err := db.SaveFound(t.Context(), 1, "i", batch)
			if err != nil {
				t.Fatal(err)
			}
			for i, o := range outcomes {
				b := whose[batch[i].Source+" "+batch[i].SourceID]
				if was, known := at[o.ID]; known && was != b {
					t.Fatalf("lead %d is of two businesses", o.ID)
				}
				at[o.ID] = b
			}
		}
		if len(at) != businesses {
			t.Fatalf("%d leads of %d businesses: %v", len(at), businesses, at)
		}
		checkWhole(t, db)
	})
}

func TestACrowdedKeyCostsNothing(t *testing.T) {
	db := open(t)
	var found []entity.Found
	for i := range 300 { // one phone for all, as a call centre has
		found = append(found, spot("osm", fmt.Sprint(i), fmt.Sprintf("Branch %c%c", 'a'+i%26, 'a'+i/26), fmt.Sprintf("%d Main St", i*10+1), fmt.Sprint("Town", i), "732-555-0100", ""))
	}
	save(t, db, 1, found...)
	o := save(t, db, 2, spot("csv", "x", found[7].Name, found[7].Address, found[7].City, "732-555-0100", ""))[0]
	if o.Kind != OutcomeDuplicate {
		t.Errorf("it is %+v, want the seventh by its rarer keys", o)
	}
	if pairs := duplicates(t, db); len(pairs) > 64 {
		t.Errorf("%d pairs wait", len(pairs))
	}
}
