package enrich

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"letip/scrape/fetch"
	"letip/store/entity"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// site is a website on the client's own listener, with a log of what was asked.
type site struct {
	mu    sync.Mutex
	asked []string
	pages map[string]string // path to body; a body that begins with a status is answered with it
}

func (s *site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	s.asked = append(s.asked, r.URL.Path)
	s.mu.Unlock()
	body, ok := s.pages[r.URL.Path]
	switch {
	case r.URL.Path == "/robots.txt" && !ok, !ok:
		http.NotFound(w, r)
	case strings.HasPrefix(body, "X-Robots-Tag: "):
		tag, rest, _ := strings.Cut(body, "\n")
		w.Header().Set("X-Robots-Tag", strings.TrimPrefix(tag, "X-Robots-Tag: "))
		fmt.Fprint(w, rest)
	case strings.HasPrefix(body, "302 "):
		http.Redirect(w, r, strings.TrimPrefix(body, "302 "), http.StatusFound)
	case strings.HasPrefix(body, "503"):
		w.WriteHeader(http.StatusServiceUnavailable)
	case r.URL.Path == "/robots.txt":
		w.Header().Set("Content-Type", "text/plain")
		fmt.Fprint(w, body)
	default:
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, body)
	}
}

// visitor serves the sites under their hosts and gives a visitor that reaches them, without a gap between requests.
func visitor(t *testing.T, sites map[string]*site) *Visitor {
	t.Helper()
	l := fetch.NewListener()
	server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if s := sites[r.Host]; s != nil {
			s.ServeHTTP(w, r)
			return
		}
		http.NotFound(w, r)
	})}
	var done sync.WaitGroup
	done.Go(func() { _ = server.Serve(l) })
	client := fetch.New(fetch.Config{AllowPrivate: true, HasRate: true})
	client.Mount("sample.test", l)
	t.Cleanup(func() {
		client.Close()
		_ = server.Close()
		done.Wait()
	})
	return &Visitor{Fetch: client}
}

func values(list []entity.Contact, kind entity.ContactKind) []string {
	var out []string
	for _, c := range list {
		if c.Kind == kind {
			out = append(out, c.Value)
		}
	}
	return out
}

func TestVisitReadsTheLikeliestPagesFirst(t *testing.T) {
	s := &site{pages: map[string]string{
		"/": `<title>Joe's Pizza</title><p>Call (732) 555-0100</p>
			<a href="/menu">Menu</a> <a href="/our-team">Our team</a> <a href="/about">About</a> <a href="/contact">Contact us</a>
			<a href="http://other.sample.test/contact">Elsewhere</a> <a href="/1">Location 1</a> <a href="/2">Location 2</a> <a href="/3">Location 3</a>`,
		"/contact":  `<a href="mailto:info@joes.example.net">mail</a> <p>12 Main Street<br>Freehold, NJ 07728</p><p>Fax: (732) 555-0101</p>`,
		"/about":    `<p>Since 1975. Write to joe@joes-pizza.net</p>`,
		"/our-team": `<h3>Joe Romano</h3><p>Owner</p>`,
		"/1":        `one`, "/2": `two`, "/3": `three`, "/menu": `pizza`,
	}}
	v := visitor(t, map[string]*site{"joes.sample.test": s})
	visit, err := v.Visit(t.Context(), entity.Business{ID: 7, Name: "Joe's Pizza", Website: "http://joes.sample.test"})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"/robots.txt", "/", "/contact", "/about", "/our-team", "/1", "/2"}, s.asked); diff != "" {
		t.Errorf("asked (-want +got):\n%s", diff)
	}
	if visit.Status != entity.Enriched {
		t.Errorf("status %s, error %v", visit.Status, visit.Error)
	}
	if got := values(visit.Contacts, entity.ContactPhone); !slices.Equal(got, []string{"+17325550100"}) {
		t.Errorf("phones %v", got)
	}
	if got := values(visit.Contacts, entity.ContactFax); !slices.Equal(got, []string{"+17325550101"}) {
		t.Errorf("fax %v", got)
	}
	if got := values(visit.Contacts, entity.ContactPerson); !slices.Equal(got, []string{"Joe Romano"}) {
		t.Errorf("people %v", got)
	}
	for field, want := range map[string]string{"address": "12 Main Street", "zip": "07728", "city": "Freehold", "state": "NJ"} {
		i := slices.IndexFunc(visit.Fields, func(f entity.FieldValue) bool { return f.Field == field })
		if i < 0 || visit.Fields[i].Value != want || visit.Fields[i].URL != "http://joes.sample.test/contact" {
			t.Errorf("field %s: %+v", field, visit.Fields)
		}
	}
}

func TestVisitTriesContactPathsOnceWhereNoneIsLinked(t *testing.T) {
	s := &site{pages: map[string]string{"/": `<p>Welcome</p>`, "/contact-us": `<p>mail us at info@barber-shop.net</p>`}}
	v := visitor(t, map[string]*site{"barber.sample.test": s})
	visit, err := v.Visit(t.Context(), entity.Business{ID: 1, Website: "http://barber.sample.test/"})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"/robots.txt", "/", "/contact", "/contact-us", "/about"}, s.asked); diff != "" {
		t.Errorf("asked (-want +got):\n%s", diff)
	}
	if visit.Status != entity.Enriched || !slices.Equal(values(visit.Contacts, entity.ContactEmail), []string{"info@barber-shop.net"}) {
		t.Errorf("visit %+v", visit)
	}
}

func TestVisitKeepsNothingOfAPageThatAsksNotToBeKept(t *testing.T) {
	s := &site{pages: map[string]string{
		"/":        `<meta name="robots" content="noindex"><p>secret@hidden-salon.net</p><a href="/contact">Contact</a>`,
		"/contact": "X-Robots-Tag: noindex\n<p>also@hidden-salon.net</p>",
	}}
	v := visitor(t, map[string]*site{"salon.sample.test": s})
	visit, err := v.Visit(t.Context(), entity.Business{ID: 1, Website: "http://salon.sample.test/"})
	if err != nil {
		t.Fatal(err)
	}
	if len(visit.Contacts) != 0 || visit.Status != entity.Enriched {
		t.Errorf("visit %+v", visit)
	}
}

func TestVisitOfAWebsiteThatRefusesIsBlocked(t *testing.T) {
	s := &site{pages: map[string]string{"/robots.txt": "User-agent: *\nDisallow: /\n", "/": "info@closed-shop.net"}}
	v := visitor(t, map[string]*site{"closed.sample.test": s})
	visit, err := v.Visit(t.Context(), entity.Business{ID: 1, Website: "http://closed.sample.test/"})
	if err != nil {
		t.Fatal(err)
	}
	if visit.Status != entity.Blocked || visit.Error == nil || visit.Error.Class != string(fetch.ClassRobots) || len(visit.Contacts) != 0 {
		t.Errorf("visit %+v error %+v", visit, visit.Error)
	}
	if slices.Contains(s.asked, "/") {
		t.Error("the page was asked for in spite of robots.txt")
	}
}

func TestNoWebsiteIsNotFailed(t *testing.T) {
	v := &Visitor{}
	visit, err := v.Visit(t.Context(), entity.Business{ID: 1})
	if err != nil || visit.Status != entity.NoWebsite {
		t.Errorf("%v %v", visit.Status, err)
	}
	visit, err = v.Visit(t.Context(), entity.Business{ID: 1, Website: "https://www.facebook.com/joespizza"})
	if err != nil || visit.Status != entity.NoWebsite || len(visit.Socials) != 1 {
		t.Errorf("%+v %v", visit, err)
	}
}
