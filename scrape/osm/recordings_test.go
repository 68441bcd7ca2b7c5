package osm

import (
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"

	"letip/scrape"
	"letip/scrape/fetch"
	"letip/store/entity"
)

// overpassOutcomes has a line for every recorded answer of Overpass: what Find makes of it.
var overpassOutcomes = map[string]struct {
	found int
	class fetch.Class // of the error; empty is none
	says  string      // part of its sentence
}{
	"overpass/delaware/newark_main_st_1mi.json":           {found: 40},
	"overpass/delaware/newark_1mi_out_center_body.json":   {found: 40},
	"overpass/delaware/newark_1mi_out_center_limit5.json": {found: 3},
	"overpass/delaware/newark_3mi.json":                   {found: 58},
	"overpass/delaware/dover_loockerman_1mi.json":         {found: 16},
	"overpass/delaware/smyrna_us13_1mi.json":              {found: 14},
	"overpass/delaware/empty_result.json":                 {},
	"overpass/delaware/remark_timeout.json":               {class: fetch.ClassQuota, says: "took longer than it allows"},
	"overpass/delaware/err_syntax_400.html":               {class: fetch.ClassBadQuery, says: "line 1: parse error: ';' expected - 'out' found."},
	"overpass/delaware/err_429_rate_limited.html":         {class: fetch.ClassRateLimited, says: "asks for a pause"},
	"overpass/delaware/err_504_timeout_too_big.html":      {class: fetch.ClassBusy, says: "too busy"},
	"overpass/delaware/status_busy.txt":                   {class: fetch.ClassNotExpectedType, says: "something else than map data"},
	"overpass/delaware/status_idle.txt":                   {class: fetch.ClassNotExpectedType, says: "something else than map data"},
	"overpass/overpy/area-01.json":                        {},
	"overpass/overpy/node-01.json":                        {},
	"overpass/overpy/relation-01.json":                    {},
	"overpass/overpy/relation-02.json":                    {},
	"overpass/overpy/relation-03.json":                    {},
	"overpass/overpy/relation-04.json":                    {},
	"overpass/overpy/remark-runtime-error-01.json":        {class: fetch.ClassQuota, says: "took longer than it allows"},
	"overpass/overpy/remark-runtime-remark-01.json":       {class: fetch.ClassQuota, says: "runtime remark: Test"},
	"overpass/overpy/remark-unknown-01.json":              {class: fetch.ClassQuota, says: "Test remark"},
	"overpass/overpy/result-expand-01.json":               {},
	"overpass/overpy/result-expand-02.json":               {},
	"overpass/overpy/result-way-01.json":                  {},
	"overpass/overpy/result-way-02.json":                  {},
	"overpass/overpy/result-way-03.json":                  {},
	"overpass/overpy/way-01.json":                         {},
	"overpass/overpy/way-02.json":                         {},
	"overpass/overpy/way-03.json":                         {},
	"overpass/overpy/way-04.json":                         {}, // its center is an empty object, and it has no name
}

func TestEveryRecordedAnswerOfOverpassHasItsOutcome(t *testing.T) {
	for _, path := range recordings(t, "overpass", ".json", ".html", ".txt") {
		t.Run(path, func(t *testing.T) {
			want, ok := overpassOutcomes[path]
			if !ok {
				t.Fatal("nobody says what must become of it")
			}
			answer := recorded(t, path)
			if strings.HasSuffix(path, ".txt") {
				answer.contentType = "text/plain"
			}
			synctest.Test(t, func(t *testing.T) {
				w, stop := inProcess(answer, Config{})
				defer stop()
				got, err := w.Find(t.Context(), around(1), 1)
				e := fetch.AsError(err)
				if want.class == "" && e != nil {
					t.Fatal(e)
				}
				if want.class != "" && (e == nil || e.Class != want.class || !strings.Contains(e.Message, want.says) || !strings.Contains(e.Message, "osm.test")) {
					t.Fatalf("got %v, want class %q and %q", e, want.class, want.says)
				}
				if len(got.Found) != want.found || got.Partial != nil || got.FromCache {
					t.Errorf("found %d, partial %v, from cache %v; want %d", len(got.Found), got.Partial, got.FromCache, want.found)
				}
			})
		})
	}
}

// nominatimOutcomes has a line for every recorded answer of Nominatim: the candidates made of it.
var nominatimOutcomes = map[string]struct {
	places []string // name | state | country
	class  fetch.Class
}{
	"nominatim/newark_main_street.json": {places: []string{"East Main Street, Newark, Delaware | Delaware | United States"}},
	"nominatim/ruby_geocoder/nominatim_madison_square_garden": {places: []string{
		"Madison Square Garden, New York City, New York | New York | United States of America",
	}},
	"nominatim/ruby_geocoder/nominatim_no_results":  {},
	"nominatim/ruby_geocoder/nominatim_over_limit":  {class: fetch.ClassBlocked},
	php("dfdc355642ef34fb9970df028c4ec338ce0ea3f4"): {},
	php("60b19895d3f895334fa01eb3340701e054d05dca"): {places: []string{"Beverly Hills, California | California | United States"}}, // no osm ids
	php("614a4d899e5e7e47380278075f00be15637686c6"): {places: []string{"Italia |  | "}},
	php("237e0bcaa26f36e484a002f8238e2645591e3622"): {places: []string{"Sarue 1-chome, Koto, Japan |  | Japan"}}, // name is null
	php("592b89bc385fdb5a1035c78dbbe53f2140ba2489"): {places: []string{"Starbucks, Paris, Île-de-France, France | Île-de-France | France"}},
	php("e52647a4ee81d8138eb99f6c112982f37b855f91"): {places: []string{
		"United States Chamber of Commerce Building, Washington, District of Columbia | District of Columbia | United States",
	}},
	php("1cebd4c14dbf55f22e57957b884db74b2484dbb8"): {places: []string{
		"17 Jana Pawła Woronicza, Warszawa, województwo mazowieckie, Polska | województwo mazowieckie | Polska",
	}},
	php("210cc3da1b367ae860e6077e1c4af6aae61bdbfb"): {places: []string{"Elbphilharmonie, Hamburg, Deutschland |  | Deutschland"}},
	php("1c28ca51962224c6963619eaf033eb70e34892e8"): {places: []string{
		"Prime Minister’s Office, Westminster, England, United Kingdom | England | United Kingdom",
		"10 Downing Street, Westminster, England, United Kingdom | England | United Kingdom",
	}},
	php("070ffa8534ee86aa47fed7a61965a9b9f71cd27c"): {places: brussels("Palais Royal - Koninklijk Paleis", "Coudenberg",
		"Musée BELvue - BELvue Museum", "1 Place des Palais - Paleizenplein", "Les Filles")},
	php("c0e8467e060bb49217e0966a3893931cbc2fbb8c"): {places: brussels("Palais Royal - Koninklijk Paleis", "Coudenberg",
		"Musée BELvue - BELvue Museum", "1 Place des Palais - Paleizenplein", "Les Filles")},
	php("47454e44068c82013d117cb00cca6231d73f923f"): {places: brussels("Palais Royal - Koninklijk Paleis")}, // twice, with one name
}

func php(sum string) string {
	return "nominatim/geocoder_php/nominatim.openstreetmap.org_" + sum + ".json"
}

func brussels(names ...string) (all []string) {
	const region, land = "Région de Bruxelles-Capitale - Brussels Hoofdstedelijk Gewest", "België / Belgique / Belgien"
	for _, n := range names {
		all = append(all, n+", Ville de Bruxelles - Stad Brussel, "+region+", "+land+" | "+region+" | "+land)
	}
	return all
}

func TestEveryRecordedAnswerOfNominatimHasItsOutcome(t *testing.T) {
	for _, path := range recordings(t, "nominatim", "") {
		t.Run(path, func(t *testing.T) {
			want, ok := nominatimOutcomes[path]
			if !ok {
				t.Fatal("nobody says what must become of it")
			}
			answer := recorded(t, path)
			if want.class != "" {
				answer.contentType = "text/html"
			}
			synctest.Test(t, func(t *testing.T) {
				w, stop := inProcess(answer, Config{})
				defer stop()
				got, err := w.Geocode(t.Context(), "a place", false)
				if e := fetch.AsError(err); want.class == "" && e != nil || want.class != "" && (e == nil || e.Class != want.class) {
					t.Fatalf("got %v, want class %q", e, want.class)
				}
				var names []string
				for _, p := range got {
					names = append(names, p.Name+" | "+p.State+" | "+p.Country)
					if p.Lat == 0 || p.Lon == 0 {
						t.Errorf("%s lies at %v", p.Name, p.Point)
					}
				}
				if diff := cmp.Diff(want.places, names); diff != "" {
					t.Error(diff)
				}
			})
		})
	}
}

// recordings lists the files of a folder with one of the endings; an empty one is every file.
func recordings(t *testing.T, folder string, endings ...string) (paths []string) {
	t.Helper()
	err := filepath.WalkDir(filepath.Join("testdata", folder), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasSuffix(path, ".meta.json") {
			return err
		}
		if slices.ContainsFunc(endings, func(e string) bool { return strings.HasSuffix(path, e) }) {
			rel, err := filepath.Rel("testdata", path)
			paths = append(paths, filepath.ToSlash(rel))
			return err
		}
		return nil
	})
	if err != nil || len(paths) == 0 {
		t.Fatalf("%d recordings, %v", len(paths), err)
	}
	return paths
}

// The acceptance figure: found 40 = 39 inside and 1 outside.
func TestMainStreetNewarkHasFortyLeadsOneOfThemOutside(t *testing.T) {
	w := onLoopback(t, recorded(t, "overpass/delaware/newark_main_st_1mi.json"), Config{})
	got, err := w.Find(t.Context(), around(1), 1)
	if err != nil {
		t.Fatal(err)
	}
	var names, outside []string
	counts := map[string]int{}
	for _, f := range got.Found {
		names = append(names, f.SourceID+" "+f.Name)
		counts[f.Category]++
		if scrape.Distance(newark.Point, *f.Location) > 1 {
			outside = append(outside, f.Name)
		}
		if f.Source != "osm" || f.Method != "osm" || f.URL != "https://www.openstreetmap.org/"+f.SourceID {
			t.Errorf("%+v", f)
		}
	}
	if len(names) != 40 {
		t.Errorf("found %d: %q", len(names), names)
	}
	if diff := cmp.Diff([]string{"Newark Country Club"}, outside); diff != "" {
		t.Errorf("outside: %s", diff)
	}
	if diff := cmp.Diff(map[string]int{
		"Restaurant": 11, "Bank": 3, "Cafe": 1, "Fast food": 1, "Veterinarian": 1, "Optometrist": 1, "Golf course": 1,
		"Liquor store": 1, "Books": 1, "Building materials": 1, "Car dealer": 4, "Car repair": 1, "Convenience store": 2,
		"Laundry and dry cleaning": 1, "Florist": 1, "Hair salon": 2, "Music store": 1, "Sporting goods": 1,
		"Supermarket": 2, "Health food": 1, "Tobacco and vape": 1, "Trade supplies": 1,
	}, counts); diff != "" {
		t.Error(diff)
	}
	at := slices.IndexFunc(got.Found, func(f entity.Found) bool { return f.Name == "Captain Blue Hen Comics" })
	if diff := cmp.Diff(entity.Found{
		Source: "osm", SourceID: "node/2124502671", URL: "https://www.openstreetmap.org/node/2124502671", Method: "osm",
		Name: "Captain Blue Hen Comics", Category: "Books", Phone: "+13027373434", PhoneRaw: "(302) 737-3434",
		Email: "mail@captainbluehen.com", Website: "http://www.captainbluehen.com", Address: "280 East Main St.",
		City: "Newark", State: "DE", ZIP: "19711", Country: "US", Location: got.Found[at].Location,
	}, got.Found[at]); diff != "" {
		t.Error(diff)
	}
}
