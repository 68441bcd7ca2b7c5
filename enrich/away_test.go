package enrich

import (
	"slices"
	"strings"
	"testing"

	"letip/store/entity"
)

// TestAWebsiteThatLeadsToAPlatformIsNoneAndItsProfileIsKept has home pages that send on to Facebook, where nothing may
// be asked: a request there would leave this machine.
func TestAWebsiteThatLeadsToAPlatformIsNoneAndItsProfileIsKept(t *testing.T) {
	for name, home := range map[string]string{
		"redirect":     "302 https://www.facebook.com/joes",
		"two hops":     "302 /home",
		"meta refresh": `<meta http-equiv="refresh" content="0; url=https://www.facebook.com/joes"><p>Call (732) 555-0100</p>`,
	} {
		t.Run(name, func(t *testing.T) {
			s := &site{pages: map[string]string{"/": home, "/home": "302 https://www.facebook.com/joes"}}
			d := open(t, map[string]*site{"joes.sample.test": s})
			id := d.add(t, "Joe's", "http://joes.sample.test/")
			j := d.run(t, id)
			if j.Counts != (entity.Counts{Total: 1, NoWebsite: 1}) {
				t.Errorf("counts %+v, %v", j.Counts, j.Error)
			}
			b, err := d.db.Business(t.Context(), id)
			if err != nil {
				t.Fatal(err)
			}
			want := []entity.Social{{Network: "facebook", URL: "https://www.facebook.com/joes"}}
			if b.Status != entity.NoWebsite || !slices.Equal(b.Socials, want) {
				t.Errorf("the lead is %s with %v", b.Status, b.Socials)
			}
			if strings.Contains(home, "Call") != (b.Phone != "") {
				t.Errorf("its phone is %q", b.Phone)
			}
		})
	}
}

// TestAnotherDomainIsTheLeadsOwnOnlyIfItSaysSo redirects home pages to a website of another name.
func TestAnotherDomainIsTheLeadsOwnOnlyIfItSaysSo(t *testing.T) {
	for name, tt := range map[string]struct {
		page string
		own  bool
	}{
		"somebody else's":        {`<title>Casino</title><p>win@casino-shop.net, (212) 555-0199</p>`, false},
		"shows the lead's phone": {`<title>Brand New</title><p>win@casino-shop.net, (732) 555-0100</p>`, true},
		"shows the lead's name":  {`<title>Joe's Pizza</title><h1>Joe's Pizza of Freehold</h1><p>win@casino-shop.net</p>`, true},
	} {
		t.Run(name, func(t *testing.T) {
			old := &site{pages: map[string]string{"/": "302 http://new.sample.test/"}}
			d := open(t, map[string]*site{"joes.sample.test": old, "new.sample.test": {pages: map[string]string{"/": tt.page}}})
			lead, err := d.db.Create(t.Context(), entity.Draft{Name: "Joe's Pizza", Phone: "(732) 555-0100", Website: "http://joes.sample.test/"})
			if err != nil {
				t.Fatal(err)
			}
			d.run(t, lead.ID)
			b, err := d.db.Business(t.Context(), lead.ID)
			if err != nil {
				t.Fatal(err)
			}
			if taken := b.Email != ""; taken != tt.own || taken != (b.Status == entity.Enriched) || !taken && b.Status != entity.NoWebsite {
				t.Errorf("the lead is %s with the email %q", b.Status, b.Email)
			}
			story, err := d.db.Timeline(t.Context(), lead.ID)
			if err != nil {
				t.Fatal(err)
			}
			told := slices.ContainsFunc(story, func(e entity.TimelineEntry) bool { return strings.Contains(e.Text, "leads to new.sample.test") })
			if told == tt.own {
				t.Errorf("the timeline says %+v", story)
			}
		})
	}
}

func TestDomainsThatDifferInTheirEndingAreTwins(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		want bool
	}{
		{"http://joes.com/", "https://www.joes.net/home", true},
		{"http://joes.co.uk", "http://joes.com", true},
		{"http://joes.com", "http://joespizza.com", false},
		{"http://127.0.0.1:80/", "http://127.0.0.2/", false},
	} {
		if got := twins(tt.a, tt.b); got != tt.want {
			t.Errorf("%s and %s: %v", tt.a, tt.b, got)
		}
	}
}
