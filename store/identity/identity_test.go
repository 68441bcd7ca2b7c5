package identity

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"
	"pgregory.net/rapid"

	"letip/store/entity"
	"letip/store/normal"
)

func TestMain(m *testing.M) {
	flag.Parse()
	goleak.VerifyTestMain(m)
}

// business is what a row of a test says: name, address, city, phone, website.
func business(name, address, city, phone, website string) entity.Business {
	e164, _, _ := normal.Phone(phone, "US")
	return entity.Business{Name: name, Address: address, City: city, Phone: e164, Website: website}
}

func at(b entity.Business, lat, lon float64) entity.Business {
	b.Location = &entity.Point{Lat: lat, Lon: lon}
	return b
}

func TestWhoIsWho(t *testing.T) {
	joes := business("Joe's Pizza LLC", "12 Main St.", "", "(732) 555-0100", "")
	tests := []struct {
		name string
		a, b entity.Business
		want Outcome
	}{
		{"spelled otherwise", joes, business("JOES PIZZA", "12 Main Street", "", "+1 732-555-0100", ""), Same},
		{
			"two branches two miles apart",
			at(business("Joe's Pizza", "12 Main St", "Freehold", "732-555-0100", "joes.com"), 40.26, -74.27),
			at(business("Joe's Pizza", "900 Route 9", "Freehold", "732-555-0199", "joes.com"), 40.26, -74.232), Different,
		},
		{
			"two branches with one phone, two miles apart",
			at(business("Joe's Pizza", "12 Main St", "Freehold", "732-555-0100", "joes.com"), 40.26, -74.27),
			at(business("Joe's Pizza", "900 Route 9", "Freehold", "732-555-0100", "joes.com"), 40.26, -74.232), Different,
		},
		{
			"two branches without positions",
			business("Joe's Pizza", "12 Main St", "Freehold", "732-555-0100", "joes.com"),
			business("Joe's Pizza", "900 Route 9", "Freehold", "732-555-0199", "joes.com"), Different,
		},
		{
			"two branches in one street",
			business("Subway", "12 Main St", "Freehold", "", ""), business("Subway", "980 Main St", "Freehold", "", ""), Different,
		},
		{"the name alone", business("Joe's Pizza", "", "Freehold", "", ""), business("Joe's Pizza", "", "Freehold", "", ""), Different},
		{"one address missing", joes, business("Joe's Pizza", "", "", "", ""), Different},
		{
			"two on one shared host",
			business("Anna's Nails", "", "Freehold", "", "https://www.facebook.com/annas"),
			business("Joe's Garage", "", "Freehold", "", "https://www.facebook.com/joes"), Different,
		},
		{
			"one page on a shared host",
			business("Anna's Nails", "", "Freehold", "732-555-0100", "https://www.facebook.com/annas"),
			business("Annas Nails", "", "Freehold", "732-555-0100", "https://m.facebook.com/Annas/"), Same,
		},
		{
			"a hotel and its restaurant",
			business("Molly Pitcher Inn", "88 Riverside Ave", "Red Bank", "732-555-0100", "molly.com"),
			business("The Dining Room", "88 Riverside Ave", "Red Bank", "732-555-0100", "molly.com"), Different,
		},
		{
			"two doors of a plaza",
			business("Anna's Nails", "12 Main St", "Freehold", "", ""), business("Joe's Pizza", "12 Main St", "Freehold", "", ""), Different,
		},
		{
			"two departments of a hospital",
			business("Mercy Hospital Radiology", "1 Hospital Way", "Brick", "732-555-0101", "mercy.org"),
			business("Mercy Hospital Cardiology", "1 Hospital Way", "Brick", "732-555-0102", "mercy.org"), Doubtful,
		},
		{
			"north and south",
			business("Shore Dental North", "12 Main St", "Brick", "732-555-0101", "shore.com"),
			business("Shore Dental South", "12 Main St", "Brick", "732-555-0101", "shore.com"), Doubtful,
		},
		{
			"two suites",
			business("Smith Law", "12 Main St, Suite 100", "Brick", "", "smith.com"),
			business("Smith Law", "12 Main St, Suite 200", "Brick", "", "smith.com"), Doubtful,
		},
		{
			"a number of all branches",
			business("Roto-Rooter", "", "Brick", "800-555-0123", ""), business("Roto-Rooter", "", "Freehold", "800-555-0123", ""), Doubtful,
		},
		{
			"doing business as",
			business("JP Holdings Inc. d/b/a Joe's Pizza", "12 Main St", "Brick", "732-555-0100", ""),
			business("Joe's Pizza", "12 Main St", "Brick", "732-555-0100", ""), Same,
		},
		{
			"the next door of one shop",
			business("Joe's Pizza", "12 Main St", "Brick", "", ""), business("Joe's Pizza", "14 Main St", "Brick", "", ""), Doubtful,
		},
		{
			"moved with its phone",
			business("Joe's Pizza", "12 Main St", "Brick", "732-555-0100", ""), business("Joe's Pizza", "7 Elm St", "Brick", "732-555-0100", ""), Doubtful,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a, b := RecordOf(&tt.a), RecordOf(&tt.b)
			if v := Compare(a, b); v.Outcome != tt.want {
				t.Errorf("%s with %.3f for %v, want %s", v.Outcome, v.Confidence, v.Reasons, tt.want)
			}
			if tt.want == Same && !slices.ContainsFunc(a.Probes(), func(k Key) bool { return slices.Contains(b.Keys(), k) }) {
				t.Errorf("no key brings them together: %v and %v", a.Keys(), b.Keys())
			}
		})
	}
}

// anyBusiness is one that shares something with many others.
func anyBusiness(t *rapid.T, label string) entity.Business {
	pick := func(what string, of ...string) string { return rapid.SampledFrom(of).Draw(t, label+" "+what) }
	b := business(
		pick("name", "Joe's Pizza", "Joes Pizza LLC", "Joe's Pizza North", "Joe's", "Anna's Nails", "Pizza", "Joe's Pizzeria dba Anna's", "Mercy 12"),
		pick("address", "", "12 Main St", "12 Main Street Suite 4", "14 Main St", "12 Elm Ave", "Main St"),
		pick("city", "", "Freehold", "Brick", "Freehold Twp"),
		pick("phone", "", "732-555-0100", "732-555-0101", "800-555-0100"),
		pick("website", "", "joes.com", "https://facebook.com/joes", "annas.com"))
	b.ZIP, b.State = pick("zip", "", "07728", "08723"), pick("state", "", "NJ", "PA")
	b.Email = pick("email", "", "info@joes.com")
	if rapid.Bool().Draw(t, label+" placed") {
		b = at(b, 40.26+0.001*float64(rapid.IntRange(0, 30).Draw(t, label+" lat")), -74.27)
	}
	return b
}

func TestComparingIsSymmetric(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x, y := anyBusiness(t, "a"), anyBusiness(t, "b")
		a, b := RecordOf(&x), RecordOf(&y)
		ab, ba := Compare(a, b), Compare(b, a)
		if diff := cmp.Diff(ab, ba); diff != "" {
			t.Fatalf("the verdict depends on the order:\n%s", diff)
		}
		if ab.Outcome == Same && (ab.Confidence < SameFrom || ab.Conflict) {
			t.Fatalf("merged by itself at %+v", ab)
		}
		meets := func(a, b Record) bool {
			return slices.ContainsFunc(a.Probes(), func(k Key) bool { return slices.Contains(b.Keys(), k) })
		}
		near := a.Where == nil || b.Where == nil || max(a.Where.Lat-b.Where.Lat, b.Where.Lat-a.Where.Lat) < 0.499*cellSize
		if near && meets(a, b) != meets(b, a) {
			t.Fatal("one finds the other, but is not found by it")
		}
		if ab.Outcome == Same && !meets(a, b) && !meets(b, a) {
			t.Fatalf("no key brings them together:\n%v\n%v", a.Keys(), b.Keys())
		}
	})
}

func TestWhereARecordBelongsDoesNotDependOnTheOrderOfTheKnown(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := anyBusiness(t, "new")
		r := RecordOf(&x)
		var known []Record
		for i := range rapid.IntRange(0, 6).Draw(t, "known") {
			b := anyBusiness(t, fmt.Sprint("known ", i))
			b.ID = entity.BusinessID(i + 1)
			known = append(known, RecordOf(&b))
		}
		ids := func(known []Record, d Decision) (same, doubtful []entity.BusinessID) {
			for _, m := range d.Same {
				same = append(same, known[m.Index].ID)
			}
			for _, m := range d.Doubtful {
				doubtful = append(doubtful, known[m.Index].ID)
			}
			return same, doubtful
		}
		same, doubtful := ids(known, Resolve(r, known))
		shuffled := slices.Clone(known)
		rnd := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		rnd.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		same2, doubtful2 := ids(shuffled, Resolve(r, shuffled))
		if !slices.Equal(same, same2) || !slices.Equal(doubtful, doubtful2) {
			t.Fatalf("same %v and %v, doubtful %v and %v", same, same2, doubtful, doubtful2)
		}
	})
}

func TestANewRecordJoinsWhatDoesNotContradictItself(t *testing.T) {
	record := func(id entity.BusinessID, b entity.Business) Record {
		b.ID = id
		return RecordOf(&b)
	}
	known := []Record{
		record(1, business("Joe's Pizza", "12 Main St", "Brick", "", "")),
		record(2, business("Joe's Pizza", "", "Brick", "732-555-0100", "")),
		record(3, business("Joe's Pizza", "980 Main St", "Brick", "732-555-0100", "")),
	}
	d := Resolve(record(9, business("Joes Pizza", "12 Main Street", "Brick", "732 555 0100", "")), known)
	if len(d.Same) != 1 || known[d.Same[0].Index].ID != 1 {
		t.Errorf("it is %+v, want the one at its address alone: between that and 2 there is nothing but a name", d.Same)
	}
	if len(d.Doubtful) != 2 {
		t.Errorf("it may be %+v, want 2 and 3", d.Doubtful)
	}
}

func BenchmarkCompare(b *testing.B) {
	x, y := business("Joe's Pizza LLC", "12 Main St.", "Freehold", "732-555-0100", "joes.com"), business("JOES PIZZERIA", "12 Main Street", "Freehold", "", "")
	r, s := RecordOf(&x), RecordOf(&y)
	for b.Loop() {
		Compare(r, s)
	}
}

func BenchmarkRecordAndKeys(b *testing.B) {
	x := at(business("Joe's Pizza LLC", "12 Main St.", "Freehold", "732-555-0100", "joes.com"), 40.26, -74.27)
	for b.Loop() {
		r := RecordOf(&x)
		r.Keys()
	}
}

// What is passed over before the names are compared would have been found different.
func TestNothingIsHopelessThatIsNotDifferent(t *testing.T) {
	guides := slices.Concat(guide(t, "fodors.csv"), guide(t, "zagats.csv"))
	skipped := 0
	for i, a := range guides {
		for _, b := range guides[i+1:] {
			if !hopeless(a, b) {
				continue
			}
			skipped++
			if v := Compare(a, b); v.Outcome != Different {
				t.Fatalf("%+v and %+v are passed over, but %+v", a, b, v)
			}
		}
	}
	t.Logf("%d of %d pairs are passed over", skipped, len(guides)*(len(guides)-1)/2)
}
