package store

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"slices"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"letip/store/entity"
	"letip/store/normal"
)

// arriving is a way in which places come to be leads: one after the other.
type arriving func(t testing.TB, db *DB, places []entity.Found)

var arrivals = map[string]arriving{
	"one scrape": func(t testing.TB, db *DB, places []entity.Found) { save(t, db, 1, places...) },
	"two scrapes": func(t testing.TB, db *DB, places []entity.Found) {
		save(t, db, 1, places[0])
		save(t, db, 2, places[1:]...)
	},
	"the other way round": func(t testing.TB, db *DB, places []entity.Found) {
		save(t, db, 1, places[1:]...)
		save(t, db, 2, places[0])
	},
	"a file": func(t testing.TB, db *DB, places []entity.Found) { importPlaces(t, db, places...) },
	"a scrape and a file": func(t testing.TB, db *DB, places []entity.Found) {
		save(t, db, 1, places[0])
		importPlaces(t, db, places[1:]...)
	},
	"visits": func(t testing.TB, db *DB, places []entity.Found) {
		for i, f := range places { // a listing knows where it is, and its own pages what else there is
			bare := f
			bare.Phone, bare.PhoneRaw, bare.Website = "", "", ""
			id := save(t, db, entity.JobID(i+1), bare)[0].ID
			v := entity.Visit{Business: id, Status: entity.Enriched, At: time.Now()}
			for field, value := range map[string]string{"phone": f.Phone, "website": f.Website} {
				if value != "" {
					v.Fields = append(v.Fields, entity.FieldValue{Field: field, Value: value, Method: "tel", Confidence: 0.95})
				}
			}
			if _, err := db.SaveVisit(t.Context(), v); err != nil {
				t.Fatal(err)
			}
		}
	},
}

func importPlaces(t testing.TB, db *DB, places ...entity.Found) {
	t.Helper()
	rows := iter.Seq2[entity.Incoming, error](func(yield func(entity.Incoming, error) bool) {
		for i, f := range places {
			if !yield(entity.Incoming{Row: i + 1, Found: f}, nil) {
				return
			}
		}
	})
	if _, err := db.Import(t.Context(), rows, ImportOptions{File: "list.csv"}); err != nil {
		t.Fatal(err)
	}
}

func init() {
	steps["import"] = func(_ interface{ Fatal(...any) }, db *DB) error {
		known, fresh := pizza(1), pizza(6)
		known.Source, known.SourceID, known.Fax, fresh.Source = "csv", "c1", "+17325550170", "csv"
		rows := file(entity.Incoming{Found: known, Notes: "from the fair"}, entity.Incoming{Found: fresh, Tags: []string{"fair"}})
		_, err := db.Import(context.Background(), rows, ImportOptions{File: "fair.csv"})
		return err
	}
}

func there(f entity.Found, lat, lon float64) entity.Found {
	f.Location = &entity.Point{Lat: lat, Lon: lon}
	return f
}

// whoCases are those of SPEC F4.
var whoCases = map[string]struct {
	places       []entity.Found
	leads, pairs int
}{
	"spelled otherwise": {[]entity.Found{
		spot("a", "1", "Joe's Pizza LLC", "12 Main St.", "", "(732) 555-0100", ""),
		spot("b", "2", "JOES PIZZA", "12 Main Street", "", "+1 732-555-0100", ""),
	}, 1, 0},
	"two branches two miles apart": {[]entity.Found{
		there(spot("a", "1", "Joe's Pizza", "12 Main St", "Freehold", "732-555-0100", "http://joes.com"), 40.26, -74.27),
		there(spot("a", "2", "Joe's Pizza", "900 Route 9", "Freehold", "732-555-0199", "http://joes.com"), 40.289, -74.27),
	}, 2, 0},
	"no address, and the name alone": {[]entity.Found{
		spot("a", "1", "Joe's Pizza", "", "Freehold", "", ""),
		spot("b", "2", "Joe's Pizza", "12 Main St", "Freehold", "", ""),
		spot("c", "3", "Joe's Pizza", "", "Freehold", "", ""),
	}, 3, 0},
	"two on facebook.com": {[]entity.Found{
		spot("a", "1", "Anna's Nails", "", "Freehold", "", "https://www.facebook.com/annas"),
		spot("b", "2", "Zack's Gym", "", "Freehold", "", "https://www.facebook.com/zacks"),
	}, 2, 0},
	"one phone and two house numbers": {[]entity.Found{
		spot("a", "1", "Joe's Pizza", "12 Main St", "Freehold", "732-555-0100", ""),
		spot("b", "2", "Joe's Pizza", "980 Main St", "Freehold", "732-555-0100", ""),
	}, 2, 1},
	"one address and two websites": {[]entity.Found{
		spot("a", "1", "Main Street Dental", "12 Main St", "Freehold", "732-555-0100", "http://msdental.com"),
		spot("b", "2", "Main Street Dental", "12 Main St", "Freehold", "732-555-0100", "http://othersite.com"),
	}, 2, 1},
}

func TestWhoIsWhoOnEveryWayIn(t *testing.T) {
	t.Parallel()
	for name, c := range whoCases {
		for way, arrive := range arrivals {
			if way == "visits" && name == "one address and two websites" {
				continue // nothing tells the two apart before their pages are read
			}
			t.Run(name+" by "+way, func(t *testing.T) {
				db := open(t)
				arrive(t, db, c.places)
				if n := count1(t, db); n != c.leads {
					t.Errorf("%d leads, want %d", n, c.leads)
				}
				if pairs := duplicates(t, db); len(pairs) != c.pairs {
					t.Errorf("there wait %+v, want %d", pairs, c.pairs)
				}
				checkWhole(t, db)
			})
		}
		t.Run(name+" by typing", func(t *testing.T) {
			db := open(t)
			for i, f := range c.places {
				d := entity.Draft{Name: f.Name, Address: f.Address, City: f.City, State: f.State, Phone: f.PhoneRaw, Website: f.Website}
				like, err := db.LooksLike(t.Context(), d)
				if err != nil {
					t.Fatal(err)
				}
				// Who types is warned of what a scrape would have merged or let wait; where positions are what tells, nothing is typed of them.
				if i > 0 && f.Location == nil && (len(like) > 0) != (c.leads < len(c.places) || c.pairs > 0) {
					t.Errorf("%+v looks like %+v", d, like)
				}
				if _, err := db.Create(t.Context(), d); err != nil {
					t.Fatal(err)
				}
			}
			if n := count1(t, db); n != len(c.places) {
				t.Errorf("%d leads, want each that was typed: %d", n, len(c.places))
			}
		})
	}
}

// rowsOf counts the rows of the tables that hold leads.
func rowsOf(t testing.TB, db *DB) map[string]int {
	t.Helper()
	n := map[string]int{}
	for table, rows := range dump(t, db) {
		n[table] = len(rows)
	}
	return n
}

func TestTheSameScrapeTwiceAddsNoRow(t *testing.T) {
	db := open(t)
	var all []entity.Found
	for name, c := range whoCases {
		for _, f := range c.places {
			f.SourceID = name + f.SourceID
			all = append(all, f)
		}
	}
	slices.SortFunc(all, func(a, b entity.Found) int {
		return cmp.Or(cmp.Compare(a.Source, b.Source), cmp.Compare(a.SourceID, b.SourceID))
	})
	save(t, db, 1, all...)
	before := rowsOf(t, db)
	save(t, db, 1, all...)
	for _, o := range save(t, db, 0, all...) {
		if o.Kind != OutcomeDuplicate {
			t.Errorf("the second time: %+v", o)
		}
	}
	if diff := gocmp.Diff(before, rowsOf(t, db)); diff != "" {
		t.Error(diff)
	}
	checkWhole(t, db)
}

func TestThatTwoAreNotTheSameIsRememberedWhateverComes(t *testing.T) {
	db := open(t)
	c := whoCases["one phone and two house numbers"]
	ids := save(t, db, 1, c.places...)
	a, b := ids[0].ID, ids[1].ID
	_, edit, err := db.Edit(t.Context(), b, entity.Update{Hours: new("9-5")})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.NotTheSame(t.Context(), a, b); err != nil {
		t.Fatal(err)
	}
	same := c.places[1]
	same.Address = c.places[0].Address // by now they look alike in everything
	for what, do := range map[string]func(){
		"scraped again":  func() { save(t, db, 2, c.places[0], same) },
		"imported again": func() { importPlaces(t, db, c.places[0], same) },
		"edited": func() {
			if _, err := db.Update(t.Context(), a, entity.Update{City: new("Freehold Township")}); err != nil {
				t.Fatal(err)
			}
		},
		"an earlier step is taken back": func() {
			if _, err := db.UndoStep(t.Context(), edit); err != nil {
				t.Fatal(err)
			}
			edit = 0
		},
		"deleted and had back": func() {
			if _, err := db.Delete(t.Context(), b); err != nil {
				t.Fatal(err)
			}
			if _, err := db.Undo(t.Context()); err != nil {
				t.Fatal(err)
			}
		},
		"visited": func() {
			if _, err := db.SaveVisit(t.Context(), entity.Visit{
				Business: b, Status: entity.Enriched, At: time.Now(),
				Fields: []entity.FieldValue{{Field: "website", Value: "http://joes.com", Confidence: 0.9}},
			}); err != nil {
				t.Fatal(err)
			}
		},
	} {
		if do(); count1(t, db) != 2 || len(duplicates(t, db)) != 0 {
			t.Fatalf("%s: %d leads, and there wait %+v", what, count1(t, db), duplicates(t, db))
		}
		if edit == 0 {
			break // the same edit can't be taken back twice
		}
	}
	checkWhole(t, db)
}

// What shows two businesses to be like a third doesn't make them one: they have two doors.
func TestAClusterWithAConflictIsSplit(t *testing.T) {
	places := []entity.Found{
		spot("a", "1", "Joe's Pizza", "12 Main St", "Freehold", "732-555-0100", "http://joes.com"),
		spot("b", "2", "Joe's Pizza", "900 Elm St", "Freehold", "732-555-0100", "http://joes.com"),
		spot("c", "3", "Joe's Pizza", "", "Freehold", "732-555-0100", "http://joes.com"),
	}
	for _, order := range [][]int{{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}} {
		t.Run(fmt.Sprint(order), func(t *testing.T) {
			db := open(t)
			at := make([]entity.BusinessID, 3)
			for _, i := range order {
				at[i] = save(t, db, entity.JobID(i), places[i])[0].ID
			}
			for i := range at {
				at[i] = db.PartOf(t.Context(), at[i])
			}
			if at[0] == at[1] {
				t.Errorf("two doors are one lead: %v", at)
			}
			if n := count1(t, db); n > 3 {
				t.Errorf("%d leads", n)
			}
			checkWhole(t, db)
		})
	}
}

// partition says which sightings are one lead, whatever it is called.
func partition(t interface{ Fatal(...any) }, db *DB) (groups []string) {
	rows, err := db.reader().Query(`SELECT group_concat(source || '/' || source_id, ' ' ORDER BY source, source_id)
		FROM business_source GROUP BY business_id ORDER BY 1`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var g string
		if err := rows.Scan(&g); err != nil {
			t.Fatal(err)
		}
		groups = append(groups, g)
	}
	slices.Sort(groups)
	return groups
}

// Sightings of some businesses, each of which lacks this or that, become the same leads in whatever order and batches they
// come.
func TestWhatComesFirstDoesNotMatter(t *testing.T) {
	t.Parallel()
	outer := t
	rapid.Check(t, func(t *rapid.T) {
		var found []entity.Found
		for b := range rapid.IntRange(1, 3).Draw(t, "businesses") {
			for s := range rapid.IntRange(1, 3).Draw(t, "sightings") {
				name := []string{"Anna's Nails", "Shore Dental", "Zack's Gym"}[b]
				f := spot(fmt.Sprint("list", s), fmt.Sprint("b", b), rapid.SampledFrom([]string{name, name + " LLC", normal.Fold(name)}).Draw(t, "name"),
					fmt.Sprintf(rapid.SampledFrom([]string{"%d Main St", "%d Main Street", "%d MAIN ST., Suite 4"}).Draw(t, "street"), 12+10*b),
					"Freehold", fmt.Sprintf("732-555-01%02d", b), fmt.Sprintf("http://site%d.com", b))
				switch rapid.IntRange(0, 3).Draw(t, "lacks") {
				case 1:
					f.Address = ""
				case 2:
					f.Phone, f.PhoneRaw = "", ""
				case 3:
					f.Website = ""
				}
				found = append(found, f)
			}
		}
		var want []string
		for round := range 2 {
			order := rapid.Permutation(found).Draw(t, "order")
			db, err := Open(t.Context(), Options{Dir: blankDir(outer)})
			if err != nil {
				t.Fatal(err)
			}
			for len(order) > 0 {
				n := rapid.IntRange(1, len(order)).Draw(t, "batch")
				if _, err := db.SaveFound(t.Context(), 1, "i", order[:n]); err != nil {
					t.Fatal(err)
				}
				order = order[n:]
			}
			got := partition(t, db)
			checkWhole(t, db)
			if err := db.Close(); err != nil {
				t.Fatal(err)
			}
			if round == 0 {
				want = got
			} else if diff := gocmp.Diff(want, got); diff != "" {
				t.Fatal(diff)
			}
		}
	})
}
