package scrape

import (
	"fmt"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"letip/store/entity"
)

var center = entity.Point{Lat: 40.26, Lon: -74.27}

// at is a point so many miles north of the centre.
func at(miles float64) *entity.Point {
	return &entity.Point{Lat: center.Lat + miles/earthMiles*180/math.Pi, Lon: center.Lon}
}

func found(id string, miles float64) entity.Found {
	return entity.Found{Source: "fixture", SourceID: id, Name: "Place " + id, Location: at(miles)}
}

func search(radius entity.Miles, limit int) entity.Search {
	return entity.Search{Query: "here", Place: &entity.Place{Name: "here", Point: center}, Radius: radius, Max: limit}
}

func kept(s sorted) []string {
	ids := []string{}
	for _, f := range s.keep {
		ids = append(ids, f.SourceID)
	}
	return ids
}

func TestPlacesAreCountedOnceInTheirOrder(t *testing.T) {
	for name, c := range map[string]struct {
		radius  entity.Miles
		max     int
		found   []entity.Found
		keep    []string
		counted entity.Counts
	}{
		"what lies outside is not kept": {
			1, 50,
			[]entity.Found{found("a", 0.5), found("b", 1.0001), found("c", 1)},
			[]string{"a", "c"},
			entity.Counts{Found: 1, Outside: 1},
		},
		"the nearest stay": {
			1, 2,
			[]entity.Found{found("far", 0.9), found("near", 0.1), found("out", 2), found("mid", 0.5)},
			[]string{"near", "mid"},
			entity.Counts{Found: 2, Outside: 1, OverLimit: 1},
		},
		"a source id counts once": {
			1, 50,
			[]entity.Found{found("a", 0.5), found("a", 0.5), found("out", 3), found("out", 3)},
			[]string{"a"},
			entity.Counts{Found: 1, Outside: 1},
		},
		"a place that is nowhere is outside": {
			1, 50,
			[]entity.Found{{Source: "fixture", SourceID: "a", Name: "A"}},
			[]string{},
			entity.Counts{Found: 1, Outside: 1},
		},
		"ties go by id": {
			1, 1,
			[]entity.Found{found("b", 0.5), found("a", 0.5)},
			[]string{"a"},
			entity.Counts{Found: 1, OverLimit: 1},
		},
	} {
		got := newTally(search(c.radius, c.max)).ring(c.found, c.radius, false)
		if diff := cmp.Diff(c.keep, kept(got)); diff != "" {
			t.Errorf("%s: kept (-want +got):\n%s", name, diff)
		}
		if diff := cmp.Diff(c.counted, got.counted); diff != "" {
			t.Errorf("%s: counted (-want +got):\n%s", name, diff)
		}
	}
}

func TestPlaceBeyondItsRingWaitsForTheNext(t *testing.T) {
	tally := newTally(search(10, 3))
	first := tally.ring([]entity.Found{found("far", 6), found("near", 1)}, 5, false)
	if diff := cmp.Diff([]string{"near"}, kept(first)); diff != "" {
		t.Errorf("the ring of 5 miles (-want +got):\n%s", diff)
	}
	second := tally.ring([]entity.Found{found("near", 1), found("between", 5.5), found("last", 9)}, 10, false)
	if diff := cmp.Diff([]string{"between", "far"}, kept(second)); diff != "" {
		t.Errorf("the ring of 10 miles (-want +got):\n%s", diff)
	}
	if want := (entity.Counts{Found: 1, OverLimit: 1}); second.counted != want || !tally.full() {
		t.Errorf("counted %+v, full %v", second.counted, tally.full())
	}
}

func TestNothingWaitsAfterTheLastAnswer(t *testing.T) {
	tally := newTally(search(10, 50))
	got := tally.ring([]entity.Found{found("far", 6), found("near", 1)}, 5, true)
	if diff := cmp.Diff([]string{"near", "far"}, kept(got)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// Whatever the rings answer, found is the sum of its parts; what is kept is within the radius, is the nearest of all that
// were seen, and is not more than the maximum.
func TestCountingAddsUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		radius := entity.Miles(rapid.Float64Range(0.5, 50).Draw(t, "radius"))
		limit := rapid.IntRange(1, 20).Draw(t, "max")
		world := map[string]float64{}
		for i := range rapid.IntRange(0, 60).Draw(t, "places") {
			world[fmt.Sprint(i)] = rapid.Float64Range(0, 60).Draw(t, "miles")
		}
		tally := newTally(search(radius, limit))
		all, stored := entity.Counts{}, map[string]bool{}
		for _, ring := range Rings(radius) {
			if tally.full() {
				break
			}
			var answer []entity.Found
			for id, miles := range world {
				if miles <= float64(ring)*1.1 { // a way that touches the ring has its centre beyond it
					answer = append(answer, found(id, miles))
				}
			}
			got := tally.ring(answer, ring, false)
			all.Found += got.counted.Found + len(got.keep)
			all.Outside += got.counted.Outside
			all.OverLimit += got.counted.OverLimit
			for i, f := range got.keep {
				all.Saved++
				if stored[f.SourceID] {
					t.Fatalf("%s is kept twice", f.SourceID)
				}
				stored[f.SourceID] = true
				if !within(*f.Distance, radius) || (i > 0 && *f.Distance < *got.keep[i-1].Distance) {
					t.Fatalf("%s at %v miles after %v", f.SourceID, *f.Distance, got.keep)
				}
			}
		}
		if all.Found != all.Saved+all.Outside+all.OverLimit || len(tally.waiting) != 0 {
			t.Fatalf("%+v, %d wait", all, len(tally.waiting))
		}
		inside := 0
		for id, miles := range world {
			if miles > float64(radius) {
				continue
			}
			inside++
			for other := range stored {
				if !stored[id] && miles < world[other]-1e-6 {
					t.Fatalf("%s at %v miles is left out, %s at %v is kept", id, miles, other, world[other])
				}
			}
		}
		if all.Saved != min(inside, limit) {
			t.Fatalf("%d kept of %d within %v, at most %d", all.Saved, inside, radius, limit)
		}
	})
}

func TestDistanceIsHaversine(t *testing.T) {
	newYork, freehold := entity.Point{Lat: 40.7128, Lon: -74.0060}, entity.Point{Lat: 40.2601, Lon: -74.2738}
	for _, c := range []struct {
		a, b entity.Point
		want float64 // by an independent computation with R = 6371.0088 km
	}{
		{newYork, freehold, 34.298550},
		{entity.Point{Lat: 0, Lon: 0}, entity.Point{Lat: 0, Lon: 180}, 12436.815524},
		{freehold, freehold, 0},
	} {
		if got := float64(Distance(c.a, c.b)); math.Abs(got-c.want) > 1e-4 {
			t.Errorf("%v to %v is %.6f miles, want %.6f", c.a, c.b, got, c.want)
		}
	}
}

func TestRingsGoByFiveTenTwentyFifty(t *testing.T) {
	for radius, want := range map[entity.Miles][]entity.Miles{
		0.5: {0.5}, 5: {5}, 5.5: {5, 5.5}, 10: {5, 10}, 30: {5, 10, 20, 30}, 50: {5, 10, 20, 50},
	} {
		if diff := cmp.Diff(want, Rings(radius)); diff != "" {
			t.Errorf("%v miles (-want +got):\n%s", radius, diff)
		}
	}
}
