package gazetteer_test

import (
	"bytes"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"letip/assets"
	"letip/scrape/gazetteer"
	"letip/store/entity"
)

var shipped = gazetteer.New(assets.Gazetteer)

func find(t testing.TB, g *gazetteer.Gazetteer, query string) []entity.Place {
	t.Helper()
	places, err := g.Find(query)
	if err != nil {
		t.Fatalf("Find(%q): %v", query, err)
	}
	return places
}

func TestATownIsFoundHoweverItIsWritten(t *testing.T) {
	want := []entity.Place{{
		Name: "Freehold, New Jersey", State: "New Jersey", Country: "United States",
		Point: entity.Point{Lat: 40.2601, Lon: -74.2738},
	}}
	for _, query := range []string{
		"Freehold, NJ", "freehold nj", "FREEHOLD  N.J.", " Freehold , New Jersey ", "Freehold Township, New Jersey",
		"Freehold Twp, NJ", "Township of Freehold, NJ", "Freehold Borough NJ", "Freehold, NJ, USA",
		"Freehold, New Jersey, United States", "Freehold, Monmouth County, NJ", "Freehold, Monmouth, New Jersey",
	} {
		if diff := cmp.Diff(want, find(t, shipped, query), cmpopts.EquateApprox(0, 0.0002)); diff != "" {
			t.Errorf("Find(%q):\n%s", query, diff)
		}
	}
}

func TestAZIPCodeIsAPlace(t *testing.T) {
	want := []entity.Place{{
		Name: "07728 Freehold, New Jersey", State: "New Jersey", Country: "United States",
		Point: entity.Point{Lat: 40.2601, Lon: -74.2738},
	}}
	for _, query := range []string{
		"07728", " 07728 ", "07728-1234", "07728, NJ", "NJ 07728", "Freehold 07728", "Freehold, NJ 07728",
		"Freehold Township, NJ 07728", "07728 Freehold", "West Freehold, NJ 07728",
	} {
		if diff := cmp.Diff(want, find(t, shipped, query), cmpopts.EquateApprox(0, 0.0002)); diff != "" {
			t.Errorf("Find(%q):\n%s", query, diff)
		}
	}
	if got := find(t, shipped, "00901"); len(got) != 1 || got[0].State != "Puerto Rico" {
		t.Errorf("San Juan's ZIP code gives %v", got)
	}
}

func TestOtherTowns(t *testing.T) {
	for query, want := range map[string]entity.Point{
		"Newark, DE":                {Lat: 39.6837, Lon: -75.7497},
		"St. Louis, MO":             {Lat: 38.627, Lon: -90.198},
		"Saint Louis MO":            {Lat: 38.627, Lon: -90.198},
		"Winston-Salem, NC":         {Lat: 36.0999, Lon: -80.2442},
		"Coeur d'Alene ID":          {Lat: 47.6777, Lon: -116.7805},
		"Washington, DC":            {Lat: 38.8951, Lon: -77.0364},
		"washington dc":             {Lat: 38.8951, Lon: -77.0364},
		"New York, NY":              {Lat: 40.7143, Lon: -74.006},
		"New York City, NY":         {Lat: 40.7143, Lon: -74.006},
		"new york new york":         {Lat: 40.7143, Lon: -74.006},
		"Charleston West Virginia":  {Lat: 38.3498, Lon: -81.6326},
		"Kansas City, Kansas":       {Lat: 39.1142, Lon: -94.6275},
		"Ft. Lauderdale, FL":        {Lat: 26.1223, Lon: -80.1434},
		"La Cañada Flintridge, CA":  {Lat: 34.1992, Lon: -118.1879},
		"Indiana, PA":               {Lat: 40.6215, Lon: -79.1525},
		"Cream Ridge, NJ":           {Lat: 40.14, Lon: -74.465}, // known by its post office alone
		"10001":                     {Lat: 40.7484, Lon: -73.9967},
		"90210":                     {Lat: 34.0901, Lon: -118.4065},
		"San Juan, PR":              {Lat: 18.4663, Lon: -66.1057},
		"Egg Harbor Township, N.J.": {Lat: 39.39, Lon: -74.6},
	} {
		got := find(t, shipped, query)
		if len(got) == 0 || math.Abs(got[0].Lat-want.Lat) > 0.03 || math.Abs(got[0].Lon-want.Lon) > 0.03 {
			t.Errorf("Find(%q) = %v, want %v", query, got, want)
		}
	}
}

func TestANameOfSeveralStatesGivesThemAll(t *testing.T) {
	states := func(query string) (all []string) {
		for _, p := range find(t, shipped, query) {
			all = append(all, p.State)
			if p.Country != "United States" || p.Lat == 0 || p.Lon == 0 {
				t.Errorf("%q: %+v", query, p)
			}
		}
		return all
	}
	if diff := cmp.Diff([]string{"New Jersey", "New York"}, states("Freehold")); diff != "" {
		t.Errorf("Freehold: %s", diff)
	}
	springfields := states("springfield")
	if len(springfields) != 10 {
		t.Errorf("Springfield has %d candidates: %v", len(springfields), springfields)
	}
	if diff := cmp.Diff([]string{"Missouri", "Massachusetts", "Illinois"}, springfields[:3]); diff != "" {
		t.Errorf("the biggest first: %s", diff)
	}
}

func TestWhatItDoesNotKnowWholeIsForTheGeocoder(t *testing.T) {
	for _, query := range []string{
		"", " , ", "Route 9, Freehold, NJ", "12 Main St, Freehold NJ", "12 Main St, Freehold, NJ 07728",
		"10001 Main Street, Freehold NJ", "Main Street", "NJ", "New Jersey", "Nevada", "Monmouth County, NJ", "00000",
		"Freehold, NJ 10001", "07728, NY", "Freehold, CA", "Paris, France", "40.26,-74.27", "\xff", "Springfield, Ontario",
	} {
		if got := find(t, shipped, query); len(got) != 0 {
			t.Errorf("Find(%q) = %v", query, got)
		}
	}
}

func TestNoGazetteerKnowsNothing(t *testing.T) {
	for _, g := range []*gazetteer.Gazetteer{nil, {}} {
		if got := find(t, g, "07728"); got != nil {
			t.Errorf("%v knows %v", g, got)
		}
	}
}

func TestADamagedFileIsAnError(t *testing.T) {
	for name, file := range map[string][]byte{
		"empty": nil, "other": []byte("PNG"), "short": assets.Gazetteer[:len(assets.Gazetteer)/2],
		"head alone": assets.Gazetteer[:30],
	} {
		if got, err := gazetteer.New(file).Find("07728"); err == nil {
			t.Errorf("%s: no error, but %v", name, got)
		}
	}
}

func TestWhatIsWrittenIsFound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		names := rapid.SliceOfN(rapid.StringMatching(`[A-Z][a-z]{2,8}( [A-Z][a-z]{3,8})?`), 1, 60).Draw(t, "names")
		var records []gazetteer.Record
		for i, name := range names {
			records = append(records, gazetteer.Record{
				Key: gazetteer.Key(name), Name: name, State: "NJ", County: strings.Repeat("x", rapid.IntRange(0, 3000).Draw(t, "county")),
				Population: i, Point: entity.Point{Lat: 40, Lon: -74},
			})
		}
		var file bytes.Buffer
		if err := gazetteer.Write(&file, records); err != nil {
			t.Fatal(err)
		}
		g := gazetteer.New(file.Bytes())
		for _, name := range names {
			if got, err := g.Find(name + ", NJ"); err != nil || len(got) == 0 {
				t.Fatalf("Find(%q) = %v, %v", name, got, err)
			}
		}
	})
}

func FuzzFind(f *testing.F) {
	for _, s := range []string{"Freehold, NJ", "07728", "a,b,c,d", "Township of , NJ", "county, nj 07728 usa"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, query string) {
		places, err := shipped.Find(query)
		if err != nil || len(places) > 10 {
			t.Fatalf("%d places, %v", len(places), err)
		}
		for _, p := range places {
			if p.Lat < -90 || p.Lat > 90 || p.Lon < -180 || p.Lon > 180 || p.State == "" || p.Name == "" {
				t.Fatalf("%+v", p)
			}
		}
	})
}

func FuzzFile(f *testing.F) {
	var small bytes.Buffer
	if err := gazetteer.Write(&small, []gazetteer.Record{{Key: "freehold", Name: "Freehold", State: "NJ"}}); err != nil {
		f.Fatal(err)
	}
	f.Add(small.Bytes())
	f.Fuzz(func(_ *testing.T, file []byte) { _, _ = gazetteer.New(file).Find("freehold nj") })
}

// The bound is 5 ms for a look-up, the first included.
func BenchmarkFind(b *testing.B) {
	for name, query := range map[string]string{"town": "Freehold, NJ", "zip": "07728", "ambiguous": "Springfield"} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if len(find(b, shipped, query)) == 0 {
					b.Fatal("not found")
				}
			}
		})
	}
	b.Run("first", func(b *testing.B) {
		for b.Loop() {
			find(b, gazetteer.New(assets.Gazetteer), "Freehold, NJ")
		}
	})
}
