package enrich

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"letip/scrape/fetch"
	"letip/store/entity"
)

func TestAVisitTakesNoMoreThanTwentySecondsAndKeepsWhatItHas(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWeb(func(string) time.Duration { return 9 * time.Second })
		w.answer = func(url string) (*fetch.Response, error) {
			body := `<a href="/contact">Contact</a><a href="/about">About</a><a href="/team">Team</a><a href="mailto:info@slow-shop.net">x</a>`
			return &fetch.Response{URL: url, Status: 200, Header: http.Header{}, Body: []byte(body)}, nil
		}
		began := time.Now()
		visit, err := (&Visitor{Fetch: w}).Visit(t.Context(), entity.Business{ID: 1, Website: "http://slow-shop.net/"})
		if took := time.Since(began); err != nil || took != visitTimeout {
			t.Errorf("the visit took %v and ended with %v", took, err)
		}
		if visit.Status != entity.Partial || len(visit.Pages) != 2 || len(visit.Contacts) != 1 {
			t.Errorf("visit %+v", visit)
		}
	})
}

func TestFramesAndARefreshAreFollowedOnceAndOnTheSameSiteAlone(t *testing.T) {
	s := &site{pages: map[string]string{
		"/": `<frameset><frame src="/menu"><frame src="/main"></frameset>
			<noframes><a href="/contact">Contact</a></noframes>`,
		"/menu":    `<a href="/contact">Contact</a>`,
		"/main":    `<meta http-equiv="refresh" content="0; url=/loop"><a href="mailto:info@framed-shop.net">mail</a>`,
		"/loop":    `<meta http-equiv="refresh" content="0; url=/main">`,
		"/contact": `<p>Fax: (732) 555-0101</p>`,
	}}
	away := &site{pages: map[string]string{"/": `<a href="mailto:info@other-shop.net">x</a>`}}
	moved := &site{pages: map[string]string{
		"/":     `<meta http-equiv="refresh" content="0; url=/home"><p>moved</p>`,
		"/home": `<meta http-equiv="refresh" content="0; url=/third"><a href="mailto:info@moved-shop.net">mail</a>`,
	}}
	gone := &site{pages: map[string]string{"/": `<meta http-equiv="refresh" content="0; url=http://away.sample.test/">`}}
	v := visitor(t, map[string]*site{
		"framed.sample.test": s, "away.sample.test": away, "moved.sample.test": moved, "gone.sample.test": gone,
	})
	for _, tt := range []struct {
		host   string
		site   *site
		asked  []string
		emails []string
	}{
		{"framed", s, []string{"/robots.txt", "/", "/menu", "/main", "/contact"}, []string{"info@framed-shop.net"}},
		{"moved", moved, []string{"/robots.txt", "/", "/home", "/contact", "/contact-us", "/about"}, []string{"info@moved-shop.net"}},
		{"gone", gone, []string{"/robots.txt", "/", "/contact", "/contact-us", "/about"}, nil},
	} {
		visit, err := v.Visit(t.Context(), entity.Business{ID: 1, Website: "http://" + tt.host + ".sample.test/"})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(tt.asked, tt.site.asked); diff != "" {
			t.Errorf("%s was asked (-want +got):\n%s", tt.host, diff)
		}
		if got := values(visit.Contacts, entity.ContactEmail); !slices.Equal(got, tt.emails) {
			t.Errorf("%s gave the emails %v, want %v", tt.host, got, tt.emails)
		}
	}
	if len(away.asked) > 0 {
		t.Errorf("another site was asked for %v", away.asked)
	}
}

func TestAPageThatLeadsToAnotherSiteIsNotTheBusinesssOwn(t *testing.T) {
	w := newWeb(func(string) time.Duration { return 0 })
	w.answer = func(url string) (*fetch.Response, error) {
		body := `<a href="/contact">Contact</a><a href="/about">About</a>`
		switch url {
		case "http://shop.net/contact":
			url, body = "https://booking-service.com/shop", `<a href="mailto:help@booking-service.com">x</a><p>(212) 555-0199</p>`
		case "http://shop.net/about":
			url, body = "https://www.shop.net/about-us", `<a href="mailto:joe@shop.net">x</a>`
		}
		return &fetch.Response{URL: url, Status: 200, Header: http.Header{}, Body: []byte(body)}, nil
	}
	visit, err := (&Visitor{Fetch: w}).Visit(t.Context(), entity.Business{ID: 1, Website: "http://shop.net/"})
	if err != nil {
		t.Fatal(err)
	}
	if got := values(visit.Contacts, entity.ContactEmail); !slices.Equal(got, []string{"joe@shop.net"}) || len(values(visit.Contacts, entity.ContactPhone)) > 0 {
		t.Errorf("contacts %+v", visit.Contacts)
	}
	if visit.Status != entity.Enriched {
		t.Errorf("status %s", visit.Status)
	}
}

// TestAHostileWebsiteEndsWithinItsLimits visits a site whose every link is a trap of another kind.
func TestAHostileWebsiteEndsWithinItsLimits(t *testing.T) {
	var links strings.Builder
	for i := range 1000 {
		fmt.Fprintf(&links, `<a href="/contact/%d">Contact</a>`, i)
	}
	s := &site{pages: map[string]string{
		"/":          strings.Repeat("<div>", 100_000) + `<a href="mailto:info@deep-shop.net">x</a>` + links.String(),
		"/contact/0": strings.Repeat("x", 3<<20),
		"/contact/1": strings.Repeat("<b><i>", 200_000) + "(732) 555-0100",
		"/contact/2": "503",
	}}
	for i := 3; i < 1000; i++ {
		s.pages[fmt.Sprintf("/contact/%d", i)] = links.String()
	}
	v := visitor(t, map[string]*site{"trap.sample.test": s})
	v.Fetch = hasty{v.Fetch}
	visit, err := v.Visit(t.Context(), entity.Business{ID: 1, Website: "http://trap.sample.test/"})
	if err != nil {
		t.Fatal(err)
	}
	if len(visit.Pages) > maxPages || visit.Status != entity.Partial {
		t.Errorf("%d pages, status %s with %+v", len(visit.Pages), visit.Status, visit.Error)
	}
	if got := values(visit.Contacts, entity.ContactEmail); !slices.Equal(got, []string{"info@deep-shop.net"}) {
		t.Errorf("emails %v", got)
	}
	if got := values(visit.Contacts, entity.ContactPhone); !slices.Equal(got, []string{"+17325550100"}) {
		t.Errorf("phones %v", got)
	}
}

// hasty asks once: a test has no time for retries.
type hasty struct{ Fetcher }

// Do implements Fetcher.
func (h hasty) Do(ctx context.Context, r fetch.Request) (*fetch.Response, error) {
	r.Retry.Times = fetch.NoRetry
	return h.Fetcher.Do(ctx, r)
}
