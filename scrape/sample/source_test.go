package sample

import (
	"slices"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"

	"letip/scrape/fetch"
	"letip/store/entity"
)

// newSource is the territory as a program has it: mounted into a client that may reach nothing private.
func newSource(t *testing.T) Source {
	t.Helper()
	client := fetch.New(fetch.Config{})
	t.Cleanup(client.Close)
	client.Mount(Domain, newServer(t))
	return NewSource(client, nil)
}

func TestTheTerritoryIsFoundThroughTheSameAdapterAsTheRealMap(t *testing.T) {
	source := newSource(t)
	places, err := source.Geocode(t.Context(), "Sample Mills, NJ", false)
	if err != nil || len(places) != 1 {
		t.Fatalf("the places are %v, %v; want the one town", places, err)
	}
	answer, err := source.Find(t.Context(), entity.Search{Place: &places[0], Radius: 5, Max: 500}, 5)
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]entity.Found{}
	for _, f := range answer.Found {
		found[f.SourceID] = f
		if f.Source != Name || f.Category == "" || f.Location == nil {
			t.Errorf("%s has the source %q, the category %q and the location %v", f.Name, f.Source, f.Category, f.Location)
		}
	}
	sites, phones := 0, 0
	for _, f := range newServer(t).Town().Features {
		kind := "node/"
		if f.Way {
			kind = "way/"
		}
		got, there := found[kind+strconv.FormatInt(f.OSMID, 10)]
		if there != f.Business {
			t.Errorf("%q, a business: %v, was found: %v", f.Name, f.Business, there)
		}
		if f.Host() != "" && got.Website != "" {
			sites++
		}
		if got.Phone != "" {
			phones++
		}
	}
	if sites < 80 || phones < 120 {
		t.Errorf("%d websites and %d phones were read, want at least 80 and 120", sites, phones)
	}
}

func TestASearchOfTheTerritoryComesInStepsThatEndAtItsRadius(t *testing.T) {
	for radius, want := range map[entity.Miles][]entity.Miles{
		1: {0.33, 0.67, 1}, 0.5: {0.17, 0.33, 0.5}, 50: {16.67, 33.33, 50},
	} {
		got := newSource(t).Rings(entity.Search{Radius: radius})
		if diff := cmp.Diff(want, got); diff != "" || !slices.IsSorted(got) {
			t.Errorf("the steps to %g miles differ (-want +got):\n%s", radius, diff)
		}
	}
}

func TestAPageOfTheTerritoryIsFetchedByItsName(t *testing.T) {
	client := fetch.New(fetch.Config{})
	defer client.Close()
	client.Mount(Domain, newServer(t))
	response, err := client.Do(t.Context(), fetch.Request{URL: "http://joes-sample-pizza.sample.test/", Kind: fetch.Page})
	if err != nil || response.Status != 200 {
		t.Errorf("the page of Joe's Sample Pizza: %v, %v", response, err)
	}
	_, err = client.Do(t.Context(), fetch.Request{URL: "http://sample-signal-wireless.sample.test/", Kind: fetch.Page})
	if e := fetch.AsError(err); e == nil || e.Class != fetch.ClassRobots {
		t.Errorf("the page that robots.txt forbids gives %v, want class robots", err)
	}
}
