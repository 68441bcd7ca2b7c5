package identity

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"letip/store/entity"
)

// meetBy reports by which keys one record finds another.
func meetBy(a, b Record) (strong, weak bool) {
	keys := b.Keys()
	for _, k := range a.Probes() {
		if slices.Contains(keys, k) {
			strong, weak = strong || !k.Weak(), weak || k.Weak()
		}
	}
	return strong, weak
}

func TestAGlimpsePassesOverNothingThatMayBeOne(t *testing.T) {
	check := func(t rapid.TB, a, b Record) {
		ga, gb := a.Glimpse(), b.Glimpse()
		if ga.MayBe(&gb) != gb.MayBe(&ga) {
			t.Fatalf("a glimpse depends on the order: %+v, %+v", a, b)
		}
		strong, weak := meetBy(a, b)
		if !weak || strong || ga.MayBe(&gb) {
			return
		}
		if v := Compare(a, b); v.Outcome != Different {
			t.Fatalf("passed over, but %+v:\n%+v\n%+v", v, a, b)
		}
	}
	guides := slices.Concat(guide(t, "fodors.csv"), guide(t, "zagats.csv"))
	for i, a := range guides {
		for _, b := range guides[i+1:] {
			check(t, a, b)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		x, y := anyBusiness(t, "a"), anyBusiness(t, "b")
		check(t, RecordOf(&x), RecordOf(&y))
	})
}

func TestOneSlipIsOneEdit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.StringMatching(`[1-3a]{2,6}`)
		a, b := word.Draw(t, "a"), word.Draw(t, "b")
		if a == b {
			return
		}
		if got, want := oneSlip([]byte(a), []byte(b)), distance([]rune(a), []rune(b)) <= 1; got != want {
			t.Fatalf("%s and %s: %v", a, b, got)
		}
	})
}

func TestWhatAGlimpseTells(t *testing.T) {
	at := func(lat float64) *entity.Point { return &entity.Point{Lat: lat, Lon: -74.27} }
	for _, c := range []struct {
		name     string
		a, b     string
		from, to *entity.Point
		mayBeOne bool
	}{
		{"one street, two houses", "12 Main St", "980 Main Street", nil, nil, false},
		{"next door", "12 Main St", "14 Main Street", nil, nil, true},
		{"a slip in the number", "120 Main St", "12 Main Street", nil, nil, true},
		{"no number", "Main St", "12 Main Street", nil, nil, true},
		{"a slip in the street", "12 Wahsington St", "12 Washington St", nil, nil, true},
		{"two streets", "12 Main St", "13 Elm St", nil, nil, false},
		{"two streets at one place", "12 Main St", "13 Elm St", at(40.26), at(40.2606), true},
		{"two streets 100 m apart", "12 Main St", "13 Elm St", at(40.26), at(40.2609), false},
		{"a long number", "123-A-456 Main St", "123456789 Main St", nil, nil, true},
		{"a street of many words", "Dr Martin Luther King Jr Blvd", "17 Martin Luther King Blvd", nil, nil, true},
		{"no address", "", "12 Main St", nil, nil, false},
	} {
		a, b := GlimpseAt(c.a, c.from), GlimpseAt(c.b, c.to)
		if got := a.MayBe(&b); got != c.mayBeOne {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}
