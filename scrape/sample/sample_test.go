package sample

import (
	"bufio"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"letip/store/entity"
	"letip/store/normal"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func newServer(t *testing.T) *Server {
	t.Helper()
	s, err := New(Config{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func get(t *testing.T, s *Server, address string) *http.Response {
	t.Helper()
	w := httptest.NewRecorder()
	s.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, address, nil))
	return w.Result()
}

func text(t *testing.T, r *http.Response) string {
	t.Helper()
	var b strings.Builder
	if _, err := bufio.NewReader(r.Body).WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func ask(t *testing.T, s *Server, query string) (int, overpassAnswer) {
	t.Helper()
	w := httptest.NewRecorder()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, OverpassURL, strings.NewReader(url.Values{"data": {query}}.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	s.ServeHTTP(w, r)
	var answer overpassAnswer
	if w.Code == http.StatusOK {
		if err := json.Unmarshal(w.Body.Bytes(), &answer); err != nil {
			t.Fatalf("answer of %q: %v", query, err)
		}
	}
	return w.Code, answer
}

func names(a overpassAnswer) []string {
	var list []string
	for _, e := range a.Elements {
		list = append(list, e.Tags["name"])
	}
	slices.Sort(list)
	return list
}

func TestTheTownHasBusinessesAndSitesEnoughToShowTheProgram(t *testing.T) {
	town := newServer(t).Town()
	businesses, sites, near := 0, 0, 0
	slugs, ids, makes := map[string]bool{}, map[int64]bool{}, map[string]bool{}
	for _, f := range town.Features {
		if slugs[f.Slug] || ids[f.OSMID] {
			t.Errorf("%s (%s) shares its slug or its id with another", f.Name, f.Slug)
		}
		slugs[f.Slug], ids[f.OSMID] = true, true
		if !f.Business {
			continue
		}
		businesses++
		if metres(f.At, entity.Point{Lat: town.Lat, Lon: town.Lon}) <= 1609 {
			near++
		}
		if f.Host() != "" {
			sites++
			makes[f.Make] = true
			if f.Pages < 1 || f.Pages > 6 {
				t.Errorf("%s has a site of %d pages, want 1 to 6", f.Name, f.Pages)
			}
		}
		for _, p := range f.Phones {
			if e164, _, ok := normal.Phone(p, "US"); !ok || !normal.Fictional(e164) {
				t.Errorf("%s: phone %q reads as %q, want one of the 555-01xx", f.Name, p, e164)
			}
		}
	}
	if businesses < 120 || sites < 80 || near < 90 || len(makes) < 15 {
		t.Errorf("%d businesses (%d within a mile), %d sites of %d makes; want at least 120 (90), 80 and 15", businesses, near, sites, len(makes))
	}
	if !strings.Contains(town.Name, "Sample") || !strings.Contains(Attribution, "Sample") {
		t.Errorf("town %q and attribution %q must say that they are a sample", town.Name, Attribution)
	}
}

func TestOverpassFindsWhatTheQueryAsksFor(t *testing.T) {
	s := newServer(t)
	centre := strconv.FormatFloat(s.Town().Lat, 'f', 4, 64) + "," + strconv.FormatFloat(s.Town().Lon, 'f', 4, 64)
	florist := []string{"Sweet Briar Florist"}
	tests := []struct {
		name, query string
		want        []string
	}{
		{"a key and its value", `[out:json][timeout:25];(nwr["name"]["shop"="florist"](around:1609,` + centre + `););out tags center;`, florist},
		{"a regular expression", `[out:json];nwr["shop"~"^(florist|florists)$"]["name"](around:1609,` + centre + `);out center;`, florist},
		{"a key by expression", `[out:json];nwr["name"][~"^(shop|office)$"~"^florist$"](around:1609,` + centre + `);out tags center;`, florist},
		{"case ignored", `[out:json];node["name"~"^sweet BRIAR",i](around:1609,` + centre + `);out;`, florist},
		{"a union of two", "[out:json];\n(\n  nwr[shop=florist](around:1609," + centre + ");\n  nwr[\"shop\"=\"books\"](around:1609," + centre + ");\n);\nout tags center;", []string{"Second Story Books", "Sweet Briar Florist"}},
		{"a key that must be missing", `[out:json];nwr["shop"="optician"][!"healthcare"](around:1609,` + centre + `);out;`, []string{"Nguyen Family Optical"}},
		{"a value that must differ", `[out:json];nwr["tourism"]["tourism"!="hotel"]["tourism"!~"gallery|museum"](around:1609,` + centre + `);out;`, nil},
		{"ways alone", `[out:json];way["shop"="hardware"](around:1609,` + centre + `);out tags center;`, []string{"Sample Mills Hardware"}},
		{"nodes alone", `[out:json];node["shop"="hardware"](around:1609,` + centre + `);out tags center;`, nil},
		{"far away", `[out:json];nwr["shop"="florist"](around:1609,39.6837,-75.7497);out tags center;`, nil},
		{"an around that is none", `[out:json];nwr["shop"="florist"](around:abc);out tags center;`, nil},
		{"a semicolon and quotes in a value", `[out:json];nwr["name"="a;b\"c"](around:1609,` + centre + `);out;`, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			status, answer := ask(t, s, tt.query)
			if diff := cmp.Diff(tt.want, names(answer)); status != http.StatusOK || diff != "" {
				t.Errorf("status %d, names differ (-want +got):\n%s", status, diff)
			}
		})
	}
}

func TestOverpassKeepsTheRadiusAndCountsABuildingByAnyPartOfIt(t *testing.T) {
	s := newServer(t)
	centre := entity.Point{Lat: s.Town().Lat, Lon: s.Town().Lon}
	last, outside := 0, 0
	for _, radius := range []int{400, 800, 1609, 8047} {
		_, answer := ask(t, s, `[out:json];nwr["name"](around:`+strconv.Itoa(radius)+`,40.221,-74.213);out tags center;`)
		for _, e := range answer.Elements {
			at := entity.Point{Lat: e.Lat, Lon: e.Lon}
			reach := float64(radius)
			if e.Type == "way" {
				at = *e.Center
				reach += extent
			}
			if d := metres(centre, at); d > reach {
				t.Errorf("%s is %.0f m away, outside %d m", e.Tags["name"], d, radius)
			} else if d > float64(radius) && radius == 1609 {
				outside++
			}
		}
		if len(answer.Elements) <= last {
			t.Errorf("%d elements within %d m, want more than the %d of the smaller ring", len(answer.Elements), radius, last)
		}
		last = len(answer.Elements)
	}
	if outside == 0 {
		t.Error("no building has its center outside a mile: the count of outside would show nothing")
	}
}

func TestOverpassRefusesWhatItCannotRead(t *testing.T) {
	s := newServer(t)
	for _, query := range []string{"", "hello", `nwr["shop"`, `nwr["shop"](around:1,2,3);`, `[out:json];nwr["shop"~"("](around:1,2,3);out;`, `[out:json];nwr[shop](around:1,2,3);out sideways;`} {
		if status, _ := ask(t, s, query); status != http.StatusBadRequest {
			t.Errorf("%q is answered with %d, want 400", query, status)
		}
	}
}

func TestNominatimFindsTownStreetAndHouseAndTellsTwoTownsApart(t *testing.T) {
	s := newServer(t)
	tests := []struct {
		q    string
		want []string
	}{
		{"Sample Mills, NJ", []string{"Sample Mills"}},
		{"sample mills, new jersey 07000", []string{"Sample Mills"}},
		{"07000", []string{"Sample Mills"}},
		{"Sample", []string{"Sample Mills", "Sample Ridge"}},
		{"Sample Ridge, PA", []string{"Sample Ridge"}},
		{"Main Street, Sample Mills, NJ", []string{"Main Street"}},
		{"12 Main Street, Sample Mills", []string{""}},
		{"Sample Mills, PA", nil},
		{"Freehold, NJ", nil},
		{"", nil},
	}
	for _, tt := range tests {
		response := get(t, s, NominatimURL+"/search?format=jsonv2&addressdetails=1&limit=5&countrycodes=us&q="+url.QueryEscape(tt.q))
		var hits []hit
		if err := json.NewDecoder(response.Body).Decode(&hits); err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, h := range hits {
			got = append(got, h.Name)
			if h.Address["state"] == "" || h.Address["country_code"] != "us" || h.Licence != Attribution {
				t.Errorf("%q: the candidate lacks its state, country or attribution: %+v", tt.q, h)
			}
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%q: candidates differ (-want +got):\n%s", tt.q, diff)
		}
	}
}

var (
	menuLink  = regexp.MustCompile(`href="(/[^"#]*)"`)
	stylePath = regexp.MustCompile(`^/(css|wp-|cdn-cgi)`)
)

func TestEveryPageAnswersSaysItIsASampleAndLinksToPagesThatExist(t *testing.T) {
	s := newServer(t)
	for _, f := range s.Town().Features {
		host := f.Host()
		if host == "" || slices.Contains([]string{"missing", "forbidden"}, f.Make) {
			continue
		}
		for _, p := range f.pages() {
			response := get(t, s, "http://"+host+p.Path)
			body := text(t, response)
			if response.StatusCode != http.StatusOK || !strings.Contains(body, "sample territory") {
				t.Errorf("%s%s: status %d, says that it is a sample: %v", host, p.Path, response.StatusCode, strings.Contains(body, "sample territory"))
			}
			for _, link := range menuLink.FindAllStringSubmatch(body, -1) {
				known := slices.ContainsFunc(f.pages(), func(p page) bool { return p.Path == link[1] })
				if !known && link[1] != "/" && !stylePath.MatchString(link[1]) {
					t.Errorf("%s%s links to %s, which does not exist", host, p.Path, link[1])
				}
			}
			if strings.Contains(body, "ZgotmplZ") || strings.Contains(body, "<no value>") {
				t.Errorf("%s%s has a hole in its template", host, p.Path)
			}
		}
	}
}

func TestEachMakeHidesItsAddressInItsOwnWay(t *testing.T) {
	s := newServer(t)
	want := map[string]func(f *Feature) string{
		"plain":     func(f *Feature) string { return `href="mailto:` + f.Email() },
		"jsonld":    func(f *Feature) string { return `"email": "mailto:` + f.Email() },
		"microdata": func(f *Feature) string { return `itemprop="email">` + f.Email() },
		"hcard":     func(f *Feature) string { return `class="email"` },
		"cfemail":   func(f *Feature) string { return `data-cfemail="` + cloudflare(f.Email(), byte(f.seed())) },
		"entities":  func(*Feature) string { return "&#109;ailto:&#" },
		"notice":    func(*Feature) string { return "will not give, sell, or otherwise transfer" },
		"noindex":   func(*Feature) string { return `content="noindex` },
		"rtl":       func(*Feature) string { return `dir="rtl"` },
	}
	hidden := []string{"words", "cfemail", "entities", "script", "nocontact", "tel", "jsonld"}
	for _, f := range s.Town().Features {
		var all strings.Builder
		for _, p := range f.pages() {
			if f.Host() != "" {
				all.WriteString(text(t, get(t, s, "http://"+f.Host()+p.Path)))
			}
		}
		if shows := want[f.Make]; shows != nil && !strings.Contains(all.String(), shows(f)) {
			t.Errorf("%s (%s) does not show %q", f.Name, f.Make, shows(f))
		}
		if slices.Contains(hidden, f.Make) && strings.Contains(all.String(), `mailto:`+f.Email()+`"`) != (f.Make == "jsonld") {
			t.Errorf("%s (%s) shows its address openly", f.Name, f.Make)
		}
	}
}

func TestOddSitesAnswerOddly(t *testing.T) {
	s := newServer(t)
	tests := []struct {
		address string
		status  int
		part    string
	}{
		{"http://tranquil-hands-massage.sample.test/", http.StatusNotFound, ""},
		{"http://northfield-gutters.sample.test/", http.StatusForbidden, ""},
		{"http://sample-signal-wireless.sample.test/robots.txt", http.StatusOK, "Disallow: /\n"},
		{"http://quarry-road-collision.sample.test/", http.StatusMovedPermanently, "/home.html"},
		{"http://nobody.sample.test/", http.StatusNotFound, "no nobody.sample.test"},
		{"http://overpass.sample.test/api/status", http.StatusOK, "slots available now"},
	}
	for _, tt := range tests {
		response := get(t, s, tt.address)
		if body := text(t, response); response.StatusCode != tt.status || !strings.Contains(body, tt.part) {
			t.Errorf("%s: status %d with %.60q, want %d with %q", tt.address, response.StatusCode, body, tt.status, tt.part)
		}
	}
	if got := len(text(t, get(t, s, "http://maple-main-interiors.sample.test"+contactOf(s, "maple-main-interiors")))); got <= 2<<20 {
		t.Errorf("the large page has %d bytes, want more than 2 MiB", got)
	}
}

func contactOf(s *Server, slug string) string { return s.hosts[slug+"."+Domain].pages()[1].Path }

func TestTheServerIsReachedThroughItsOwnDialer(t *testing.T) {
	s := newServer(t)
	conn, err := s.DialContext(t.Context(), "tcp", "joes-sample-pizza.sample.test:80")
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	request := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "http://joes-sample-pizza.sample.test/", nil)
	if err := request.Write(conn); err != nil {
		t.Fatal(err)
	}
	response, err := http.ReadResponse(bufio.NewReader(conn), request)
	if err != nil {
		t.Fatal(err)
	}
	if body := text(t, response); !strings.Contains(body, "Joe&#39;s Sample Pizza") {
		t.Errorf("the home page of Joe's Sample Pizza doesn't name him: %.200s", body)
	}
}

func TestAfterCloseNobodyIsConnected(t *testing.T) {
	s, err := New(Config{})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := s.DialContext(t.Context(), "tcp", "x.sample.test:80"); err == nil {
		t.Error("a closed territory still connects")
	}
}

func FuzzQueryNeverPanics(f *testing.F) {
	f.Add(`[out:json];(nwr["name"]["shop"~"^(a|b)$",i](around:1609,40.2,-74.2););out tags center 5;`)
	f.Add(`node[!"a"][~"b"~"c"](around:1,2,3);out;`)
	f.Fuzz(func(t *testing.T, text string) {
		q, err := parseQuery(text)
		if err == nil && len(q.statements) == 0 {
			t.Errorf("%q parses to nothing", text)
		}
		q.matches(&Feature{Tags: map[string]string{"name": "x"}})
	})
}
