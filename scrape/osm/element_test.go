package osm

import (
	"net/http"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"

	"letip/scrape/category"
	"letip/scrape/fetch"
	"letip/store/entity"
)

var anything = func() categories {
	f, err := category.Builtin().Resolve()
	if err != nil {
		panic(err)
	}
	return categories{f, category.Builtin()}
}()

// tags reads "key=value | key=value".
func tags(s string) map[string]string {
	all := map[string]string{}
	for pair := range strings.SplitSeq(s, " | ") {
		key, value, _ := strings.Cut(pair, "=")
		all[key] = value
	}
	return all
}

func at(lat, lon float64) element { return element{Type: "node", ID: 1, Lat: &lat, Lon: &lon} }

func TestAnElementBecomesABusiness(t *testing.T) {
	lat, lon := 40.26, -74.27
	way := element{Type: "way", ID: 7, Center: &center{&lat, &lon}, Tags: tags(
		"name=Kowalski  Plumbing & Heating | craft=plumber;hvac | addr:housenumber=48;50 | addr:street=Quarry Road | addr:unit=5" +
			" | addr:city=Freehold | addr:state=nj | addr:postcode=7728 | opening_hours=Mo-Fr 07:00-17:00" +
			" | phone=(732-555-0101; +1 732 555 0102 | contact:mobile=732-555-0103 | fax=732.555.0104" +
			" | email=Info@Kowalski.test;ewa@kowalski.test | website=www.kowalski.test;http://other.test" +
			" | contact:facebook=KowalskiPlumbing | contact:twitter=https://twitter.com/kowalski?ref=x | instagram=@kowalski")}
	src := New(Config{Name: "sample", PageURL: "http://sample.test/map/"})
	got, ok := src.found(way, anything)
	if !ok {
		t.Fatal("it is no business")
	}
	further := func(kind entity.ContactKind, value string) entity.Contact {
		return entity.Contact{Kind: kind, Value: value, Confidence: confidence, SourceURL: "http://sample.test/map/way/7", Method: "osm"}
	}
	if diff := cmp.Diff(entity.Found{
		Source: "sample", SourceID: "way/7", URL: "http://sample.test/map/way/7", Method: "osm",
		Name: "Kowalski Plumbing & Heating", Category: "Plumber",
		Phone: "+17325550101", PhoneRaw: "(732-555-0101", Fax: "+17325550104",
		Email: "info@kowalski.test", Website: "http://www.kowalski.test",
		Socials: []entity.Social{
			{Network: "facebook", URL: "https://www.facebook.com/KowalskiPlumbing"},
			{Network: "instagram", URL: "https://www.instagram.com/kowalski"},
			{Network: "x", URL: "https://x.com/kowalski"},
		},
		Address: "48 Quarry Road, Unit 5", City: "Freehold", State: "NJ", ZIP: "07728", Country: "US", Hours: "Mo-Fr 07:00-17:00",
		Location: &entity.Point{Lat: 40.26, Lon: -74.27},
		Contacts: []entity.Contact{
			further(entity.ContactPhone, "+17325550102"), further(entity.ContactPhone, "+17325550103"),
			further(entity.ContactEmail, "ewa@kowalski.test"),
		},
	}, got); diff != "" {
		t.Error(diff)
	}
}

func TestWhatIsNoLead(t *testing.T) {
	src := New(Config{})
	for why, line := range map[string]string{
		"no name":              "shop=books",
		"a blank name":         "name= | shop=books",
		"denied":               "name=St. John | amenity=place_of_worship",
		"not on the list":      "name=Lewis Park | leisure=park",
		"disused":              "name=Books | shop=books | disused=yes",
		"abandoned":            "name=Books | shop=books | abandoned=yes",
		"was a shop":           "name=Books | was:shop=books",
		"a prefix as well":     "name=Books | shop=books | disused:shop=books",
		"a prefix with yes":    "name=Books | shop=books | abandoned:shop=yes",
		"closed":               "name=Books | shop=books | opening_hours=closed",
		"off":                  `name=Books | shop=books | opening_hours=off "for good"`,
		"vacant":               "name=Books | shop=vacant",
		"no shop":              "name=Books | shop=no",
		"disused main tag":     "name=Books | disused:shop=books | building=yes",
		"demolished main tag":  "name=Books | demolished:amenity=cafe",
		"a closed tag of yes ": "name=Books | shop=books | closed=yes",
	} {
		e := at(1, 1)
		e.Tags = tags(line)
		if f, ok := src.found(e, anything); ok {
			t.Errorf("%s: %+v", why, f)
		}
	}
}

func TestWhatIsALeadAllTheSame(t *testing.T) {
	src := New(Config{})
	for why, line := range map[string]string{
		"another use before": "name=Books | shop=books | disused:amenity=cafe | was:shop=toys",
		"closed on Mondays":  "name=Books | shop=books | opening_hours=Mo off; Tu-Su 09:00-17:00",
		"off on Sundays":     "name=Books | shop=books | opening_hours=off; Mo 09:00-17:00",
		"free text":          "name=Books | shop=books | opening_hours=11:00 am - 11:00pm",
		"was called so":      "name=Books | shop=books | was:name=Books",
	} {
		e := at(1, 1)
		e.Tags = tags(line)
		if _, ok := src.found(e, anything); !ok {
			t.Errorf("%s: it is left out", why)
		}
	}
}

func TestAddresses(t *testing.T) {
	for line, want := range map[string]entity.Found{
		"addr:full=1 Main St, Freehold":                              {Address: "1 Main St, Freehold"},
		"addr:street=Main Street":                                    {Address: "Main Street"},
		"addr:housenumber=5 | addr:place=Old Mill":                   {Address: "5 Old Mill"},
		"addr:housename=The Mill":                                    {Address: "The Mill"},
		"addr:housenumber=5 | addr:street=A St | addr:suite=Suite 2": {Address: "5 A St, Suite 2"},
		"addr:unit=2": {},
		"addr:state=Delaware | addr:postcode=19714-8114":                    {State: "DE", Country: "US", ZIP: "19714-8114"},
		"addr:country=DE | addr:state=Bayern | addr:postcode=8040":          {Country: "DE", State: "Bayern", ZIP: "8040"},
		"addr:country=US | addr:postcode=7728":                              {Country: "US", ZIP: "07728"},
		"addr:village=Sample Mills | addr:province=ON | addr:country=ca":    {City: "Sample Mills", State: "ON", Country: "CA"},
		"addr:housenumber=1\u0000 | addr:street=Main\n Street | addr:city=": {Address: "1 Main Street"},
	} {
		var got entity.Found
		fillAddress(&got, tags(line))
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q: %s", line, diff)
		}
	}
}

func TestContacts(t *testing.T) {
	for line, want := range map[string]entity.Found{
		"phone=call us": {PhoneRaw: "call us"},
		"phone=302-737-343-4545 | mobile=302-737-3434":       {Phone: "+13027373434", PhoneRaw: "302-737-3434"},
		"phone=302-737-3434; fax: 302-737-3435":              {Phone: "+13027373434", PhoneRaw: "302-737-3434", Fax: "+13027373435"},
		"phone=302-737-3434 | contact:phone=+1-302-737-3434": {Phone: "+13027373434", PhoneRaw: "302-737-3434"},
		"fax=none":                                                 {},
		"email=none;a@b.test":                                      {Email: "a@b.test"},
		"email=a@b.test, A@B.test":                                 {Email: "a@b.test"},
		"website=none | url=joes.com":                              {Website: "http://joes.com"},
		"website=https://www.facebook.com/joes":                    {Website: "https://www.facebook.com/joes", Socials: []entity.Social{{Network: "facebook", URL: "https://www.facebook.com/joes"}}},
		"website=https://www.facebook.com/joes | url=joes.com":     {Website: "http://joes.com", Socials: []entity.Social{{Network: "facebook", URL: "https://www.facebook.com/joes"}}},
		"website=https://www.yelp.com/biz/joes | url=mailto:a@b.c": {Website: "https://www.yelp.com/biz/joes", Socials: []entity.Social{{Network: "yelp", URL: "https://www.yelp.com/biz/joes"}}},
		"facebook=joes;jims | contact:facebook=joes":               {Socials: []entity.Social{{Network: "facebook", URL: "https://www.facebook.com/joes"}, {Network: "facebook", URL: "https://www.facebook.com/jims"}}},
	} {
		var got entity.Found
		phones(&got, tags(line))
		emails(&got, tags(line))
		websites(&got, tags(line))
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q: %s", line, diff)
		}
	}
}

func TestAPhoneAbroadIsReadByItsCountry(t *testing.T) {
	e := at(50.7, 7.1)
	e.Tags = tags("name=Bäckerei | shop=bakery | addr:country=DE | phone=0221 1411055")
	if f, ok := New(Config{}).found(e, anything); !ok || f.Phone != "+492211411055" {
		t.Errorf("%+v", f)
	}
}

func TestEachPlaceOnceAndOnlyMapElements(t *testing.T) {
	got, err := New(Config{}).Parse(entity.Search{}, []byte(`{"elements": [
		{"type": "node", "id": 1, "lat": 40, "lon": -74, "tags": {"name": "A", "shop": "books"}},
		{"type": "node", "id": 1, "lat": 40, "lon": -74, "tags": {"name": "A", "shop": "books"}},
		{"type": "way", "id": 1, "center": {"lat": 40, "lon": -74}, "tags": {"name": "B", "shop": "books"}},
		{"type": "relation", "id": 1, "center": {}, "tags": {"name": "C", "shop": "books"}},
		{"type": "node", "id": 2, "lat": 95, "lon": -74, "tags": {"name": "D", "shop": "books"}},
		{"type": "area", "id": 1, "tags": {"name": "E", "shop": "books"}},
		{"type": "count", "id": 0, "tags": {"nodes": "1"}},
		{"type": "node", "id": 3}
	]}`))
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, f := range got.Found {
		all = append(all, f.SourceID)
		if placed := f.SourceID == "node/1" || f.SourceID == "way/1"; placed != (f.Location != nil) {
			t.Errorf("%s lies at %v", f.SourceID, f.Location)
		}
	}
	if diff := cmp.Diff([]string{"node/1", "way/1", "relation/1", "node/2"}, all); diff != "" {
		t.Error(diff)
	}
	if _, err := New(Config{}).Parse(entity.Search{}, []byte(`{"elements":`)); fetch.AsError(err).Class != fetch.ClassParse {
		t.Errorf("a damaged stored answer: %v", err)
	}
	if _, err := New(Config{}).Parse(around(1, "Plummer"), []byte(`{"elements":[]}`)); err == nil {
		t.Error("an unknown category is no error")
	}
}

func TestARepsOwnListNamesPlaces(t *testing.T) {
	mine, err := category.Parse([]byte(`{"groups": [{"name": "Mine", "categories": [{"name": "Pizzeria", "tags": ["cuisine=pizza"]}]}]}`))
	if err != nil {
		t.Fatal(err)
	}
	src := New(Config{Categories: mine})
	raw := []byte(`{"elements": [{"type": "node", "id": 1, "tags": {"name": "A", "amenity": "restaurant", "cuisine": "italian;pizza"}}]}`)
	if got, err := src.Parse(entity.Search{}, raw); err != nil || len(got.Found) != 1 || got.Found[0].Category != "Pizzeria" {
		t.Errorf("%+v, %v", got.Found, err)
	}
	src.SetCategories(nil)
	if got, err := src.Parse(entity.Search{}, raw); err != nil || len(got.Found) != 1 || got.Found[0].Category != "Restaurant" {
		t.Errorf("%+v, %v", got.Found, err)
	}
}

func TestRingsOfASearch(t *testing.T) {
	if diff := cmp.Diff([]entity.Miles{5, 10, 20, 50}, New(Config{}).Rings(entity.Search{Radius: 50})); diff != "" {
		t.Error(diff)
	}
}

// FuzzAnswer: whatever Overpass sends, what is taken from it is one line of bounded text, and an error has a sentence.
func FuzzAnswer(f *testing.F) {
	f.Add([]byte(`{"elements": [{"type": "node", "id": 1, "lat": 40, "lon": -74, "tags": {"name": "A", "shop": "books", "phone": "1;2", "website": "x"}}], "remark": "x"}`))
	f.Add([]byte(`<p><strong>Error</strong>: runtime error: duplicate_query </p>`))
	src := New(Config{})
	f.Fuzz(func(t *testing.T, body []byte) {
		var r reading
		if e := r.check(&fetch.Response{URL: "http://x.test", Status: 200, Body: body, Header: http.Header{}}); e != nil && e.Message == "" {
			t.Fatal("an error without a sentence")
		}
		answer, err := src.Parse(entity.Search{}, body)
		if err != nil {
			return
		}
		for _, b := range answer.Found {
			for _, s := range []string{b.Name, b.Address, b.City, b.Website, b.PhoneRaw, b.Hours} {
				if len(s) > 4096 || strings.ContainsFunc(s, unicode.IsControl) {
					t.Fatalf("%q", s)
				}
			}
			if b.Name == "" || b.Category == "" || b.SourceID == "" {
				t.Fatalf("%+v", b)
			}
		}
	})
}
