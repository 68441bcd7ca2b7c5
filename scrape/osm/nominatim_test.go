package osm

import (
	"bytes"
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"letip/assets"
	"letip/scrape/fetch"
	"letip/scrape/gazetteer"
	"letip/store/entity"
)

const oneHit = "nominatim/newark_main_street.json"

// asked reads what the geocoder was asked.
func asked(t *testing.T, r request) (path string, q url.Values) {
	t.Helper()
	u, err := url.Parse(r.url)
	if err != nil {
		t.Fatal(err)
	}
	return u.Path, u.Query()
}

func TestTheQuestionToNominatim(t *testing.T) {
	w := onLoopback(t, recorded(t, oneHit), Config{})
	got, err := w.Geocode(t.Context(), "  East Main Street,  Newark, DE ", false)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]entity.Place{{
		Name: "East Main Street, Newark, Delaware", State: "Delaware", Country: "United States",
		Point: entity.Point{Lat: 39.6837, Lon: -75.7497},
	}}, got); diff != "" {
		t.Error(diff)
	}
	path, q := asked(t, w.requests()[0])
	if diff := cmp.Diff(url.Values{
		"q": {"East Main Street, Newark, DE"}, "format": {"jsonv2"}, "limit": {"5"}, "addressdetails": {"1"}, "countrycodes": {"us"},
	}, q); diff != "" || path != "/search" || w.requests()[0].method != http.MethodGet {
		t.Errorf("%s %s", path, diff)
	}
}

func TestACountryThatIsNamedIsLookedIn(t *testing.T) {
	w := onLoopback(t, document200(`[]`), Config{})
	for query, want := range map[string]string{
		"Windsor, Canada": "ca", "Main St, Windsor, U.S.A.": "us", "Newark, DE": "us", "Venice, CA": "us", "Köln, Germany": "de",
		"Route 9, Nowhereland": "us", "Canada": "us",
	} {
		if _, err := w.Geocode(t.Context(), query, false); err != nil {
			t.Fatal(err)
		}
		_, q := asked(t, w.requests()[len(w.requests())-1])
		if got := q.Get("countrycodes"); got != want {
			t.Errorf("%q is looked for in %q, want %q", query, got, want)
		}
	}
}

func TestABaseURLKeepsItsPathAndItsKey(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, stop := inProcess(document200(`[]`), Config{NominatimURL: "http://osm.test/v1/?key=abc"})
		defer stop()
		if _, err := w.Geocode(t.Context(), "Route 9", false); err != nil {
			t.Fatal(err)
		}
		path, q := asked(t, w.requests()[0])
		if path != "/v1/search" || q.Get("key") != "abc" || q.Get("q") != "Route 9" {
			t.Errorf("asked %s", w.requests()[0].url)
		}
	})
}

func TestTheGeocoderIsAskedOnceASecondAndOnceInThirtyDays(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, stop := inProcess(recorded(t, oneHit), Config{})
		defer stop()
		for _, query := range []string{"Route 9, Freehold", "route 9,  FREEHOLD", "Route 33, Freehold", "Route 9, Freehold"} {
			if _, err := w.Geocode(t.Context(), query, false); err != nil {
				t.Fatal(err)
			}
		}
		asked := w.requests()
		if len(asked) != 2 {
			t.Fatalf("%d requests", len(asked))
		}
		if gap := asked[1].at.Sub(asked[0].at); gap < time.Second {
			t.Errorf("the second came after %v", gap)
		}
		time.Sleep(keep)
		if _, err := w.Geocode(t.Context(), "Route 9, Freehold", false); err != nil || len(w.requests()) != 3 {
			t.Errorf("after 30 days: %d requests, %v", len(w.requests()), err)
		}
		if _, err := w.Geocode(t.Context(), "Route 9, Freehold", true); err != nil || len(w.requests()) != 4 {
			t.Errorf("a refresh: %d requests, %v", len(w.requests()), err)
		}
	})
}

func TestTheGazetteerIsAskedFirst(t *testing.T) {
	w := onLoopback(t, recorded(t, oneHit), Config{Gazetteer: gazetteer.New(assets.Gazetteer)})
	for query, want := range map[string]int{
		"Freehold, NJ": 1, "freehold nj": 1, "07728": 1, "Freehold Township, New Jersey": 1, "Freehold": 2, "Springfield": 10,
	} {
		got, err := w.Geocode(t.Context(), query, false)
		if err != nil || len(got) != want {
			t.Errorf("Geocode(%q) = %v, %v", query, got, err)
		}
	}
	if n := len(w.requests()); n != 0 {
		t.Errorf("%d requests", n)
	}
	for n, query := range []string{"Route 9, Freehold, NJ", "12 Main St, Freehold NJ"} {
		if got, err := w.Geocode(t.Context(), query, false); err != nil || len(got) != 1 || len(w.requests()) != n+1 {
			t.Errorf("Geocode(%q) = %v, %v after %d requests", query, got, err, len(w.requests()))
		}
	}
	if places, err := w.Geocode(t.Context(), " ", false); err != nil || len(places) != 0 || len(w.requests()) != 2 {
		t.Errorf("an empty question: %v, %v", places, err)
	}
}

func TestADamagedGazetteerIsNamed(t *testing.T) {
	w := onLoopback(t, recorded(t, oneHit), Config{Gazetteer: gazetteer.New([]byte("x"))})
	if _, err := w.Geocode(t.Context(), "07728", false); fetch.AsError(err) == nil || fetch.AsError(err).Class != fetch.ClassInternal {
		t.Errorf("got %v", err)
	}
}

func TestWhatNominatimSaysUnderEachStatus(t *testing.T) {
	overLimit := recorded(t, "nominatim/ruby_geocoder/nominatim_over_limit").body
	for name, c := range map[string]struct {
		status   int
		body     string
		class    fetch.Class // empty: no hit and no error
		says     string
		requests int
	}{
		"over the limit, 403":      {403, string(overLimit), fetch.ClassBlocked, "has blocked this program", 1},
		"over the limit, 200":      {200, string(overLimit), fetch.ClassBlocked, "has blocked this program", 1},
		"over the limit, 429":      {429, string(overLimit), fetch.ClassRateLimited, "", 4},
		"over the limit, 509":      {509, string(overLimit), fetch.ClassBlocked, "has blocked this program", 4},
		"forbidden":                {403, "Forbidden", fetch.ClassBlocked, "has blocked this program", 1},
		"unable to geocode":        {200, `{"error":"Unable to geocode"}`, "", "", 1},
		"unable to geocode, 404":   {404, `{"error":"Unable to geocode"}`, "", "", 1},
		"not found":                {404, `<html>`, fetch.ClassHTTP4xx, "", 1},
		"a bad parameter":          {400, `{"error":{"code":400,"message":"Parameter 'limit' must be a number."}}`, fetch.ClassBadQuery, "Parameter 'limit' must be a number.", 1},
		"another error under 200":  {200, `{"error":"Invalid key"}`, fetch.ClassBadQuery, "Invalid key.", 1},
		"an error without a word":  {200, `{"error":[]}`, fetch.ClassBadQuery, "no reason given", 1},
		"unavailable":              {503, "Search temporarily unavailable", fetch.ClassHTTP5xx, "", 4},
		"a page":                   {200, "<html>Sign in</html>", fetch.ClassNotExpectedType, "something else than a list of places", 1},
		"cut short":                {200, `[{"lat":"39`, fetch.ClassParse, "broke off", 1},
		"no coordinate":            {200, `[{"lat":"north","lon":"1"}]`, fetch.ClassParse, "broke off", 1},
		"off the earth":            {200, `[{"lat":"91","lon":"1","display_name":"x"}]`, "", "", 1},
		"no place in the document": {200, `{"type":"FeatureCollection"}`, fetch.ClassParse, "broke off", 1},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w, stop := inProcess(recording{status: c.status, contentType: "text/html", body: []byte(c.body)}, Config{})
				defer stop()
				got, err := w.Geocode(t.Context(), "Route 9, Freehold, NJ", false)
				e := fetch.AsError(err)
				if c.class == "" && e != nil || c.class != "" && (e == nil || e.Class != c.class || !strings.Contains(e.Message, c.says)) {
					t.Errorf("got %v, want %q and %q", e, c.class, c.says)
				}
				if len(got) > 0 || len(w.requests()) != c.requests {
					t.Errorf("%v after %d requests, want %d", got, len(w.requests()), c.requests)
				}
			})
		})
	}
}

func TestWhoIsBlockedStopsAskingForTheSession(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		blocked := recording{status: 403, contentType: "text/html", body: recorded(t, "nominatim/ruby_geocoder/nominatim_over_limit").body}
		w, stop := inProcess(inTurn(blocked, recorded(t, oneHit)), Config{})
		defer stop()
		for range 3 {
			_, err := w.Geocode(t.Context(), "Route 9", false)
			if e := fetch.AsError(err); e == nil || e.Class != fetch.ClassBlocked {
				t.Fatalf("got %v", err)
			}
		}
		if n := len(w.requests()); n != 1 {
			t.Errorf("%d requests after a block", n)
		}
		w.client.SetContact("rep@chapter.example") // another name may be welcome
		if got, err := w.Geocode(t.Context(), "Route 9", false); err != nil || len(got) != 1 {
			t.Errorf("under another name: %v, %v", got, err)
		}
	})
}

func TestACancelledQuestionEndsAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		w, stop := inProcess(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-release }), Config{})
		defer stop()
		defer close(release)
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, cancel)
		start := time.Now()
		_, err := w.Geocode(ctx, "Route 9", false)
		if e := fetch.AsError(err); e == nil || e.Class != fetch.ClassCancelled || time.Since(start) > 1200*time.Millisecond {
			t.Errorf("%v after %v", err, time.Since(start))
		}
	})
}

func TestCandidatesKeepStateAndCountryApart(t *testing.T) {
	hits, err := readHits([]byte(`[
		{"lat":"40.26","lon":"-74.27","name":"Freehold","display_name":"Freehold, Monmouth County, New Jersey, United States","address":{"town":"Freehold","state":"New Jersey","country":"United States","country_code":"us"}},
		{"lat":"40.27","lon":"-74.28","name":"Freehold","display_name":"Freehold, Monmouth County, New Jersey, United States","address":{"town":"Freehold","state":"New Jersey","country":"United States","country_code":"us"}},
		{"lat":42.38,"lon":-74.06,"name":"Freehold","address":{"hamlet":"Freehold","ISO3166-2-lvl4":"US-NY","country_code":"us","postcode":12431}},
		{"lat":"0","lon":"0","name":"Null Island","address":null}
	]`))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]entity.Place{
		{Name: "Freehold, New Jersey", State: "New Jersey", Country: "United States", Point: entity.Point{Lat: 40.26, Lon: -74.27}},
		{Name: "Freehold, New York", State: "New York", Country: "US", Point: entity.Point{Lat: 42.38, Lon: -74.06}},
	}, places(hits)); diff != "" {
		t.Error(diff)
	}
}

func FuzzHits(f *testing.F) {
	f.Add([]byte(`[{"lat":"1","lon":"2","name":null,"display_name":"17, Road","address":{"house_number":"17","road":"Road"}}]`))
	f.Add([]byte(`{"error":{"message":"x"}}`))
	f.Add(bytes.TrimSpace([]byte(`{"lat":"1","lon":"2"}`)))
	f.Fuzz(func(t *testing.T, body []byte) {
		checkHits(&fetch.Response{URL: "http://x.test", Status: 200, Body: body, Header: http.Header{}})
		hits, err := readHits(body)
		if err != nil {
			return
		}
		for _, p := range places(hits) {
			if !(p.Lat >= -90 && p.Lat <= 90 && p.Lon >= -180 && p.Lon <= 180) {
				t.Fatalf("%+v", p)
			}
		}
	})
}
