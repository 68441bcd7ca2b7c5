package enrich

import (
	"context"
	"net/http"
	"net/url"
	"runtime"
	"slices"
	"strings"
	"time"

	"letip/enrich/contact"
	"letip/scrape/fetch"
	"letip/store/entity"
	"letip/store/normal"
)

// The limits of SPEC section 4.
const (
	maxPages     = 6
	visitTimeout = 20 * time.Second
	keepPages    = 7 * 24 * time.Hour
)

// parsing bounds the pages that are taken apart at once: the worst page of 2 MiB takes half a second of a processor and
// 160 MB, and more of them than processors would only take longer.
var parsing = make(chan struct{}, runtime.GOMAXPROCS(0))

// Fetcher asks for a page; *fetch.Client is one.
type Fetcher interface {
	Do(ctx context.Context, r fetch.Request) (*fetch.Response, error)
}

// Visitor reads websites.
type Visitor struct {
	Fetch   Fetcher
	Scripts bool // also join the string constants of scripts
	Now     func() time.Time
}

// page is one page that was read.
type page struct {
	url      string
	topic    contact.Topic // zero is the home page
	contacts contact.Contacts
	away     string // where it redirects to, if that was not asked
}

// guesses are tried once each where the home page links no contact page.
var guesses = []string{"/contact", "/contact-us", "/about"}

// Visit reads the website of a business: the home page, then the likeliest others of the same site. Its error is what
// ctx ended with; whatever the site does wrong is in the Visit.
func (v *Visitor) Visit(ctx context.Context, b entity.Business) (entity.Visit, error) {
	visit := entity.Visit{Business: b.ID, At: v.now()}
	if b.Website == "" {
		visit.Status = entity.NoWebsite
		return visit, nil
	}
	if normal.SharedHost(b.Website) { // somebody's page on facebook.com is a profile, not a website of its own
		visit.Status = entity.NoWebsite
		if network, profile, ok := normal.Social(b.Website); ok {
			visit.Socials = []entity.Social{{Network: network, URL: profile}}
		}
		return visit, nil
	}
	limited, cancel := context.WithTimeout(ctx, visitTimeout)
	defer cancel()
	pages, trouble := v.read(limited, b)
	if err := ctx.Err(); err != nil {
		return visit, err
	}
	if len(pages) > 0 {
		if to := pages[0].leadsOff(b); to != "" {
			leftOff(&visit, b, &pages[0], to)
			return visit, nil
		}
	}
	merge(&visit, b, pages)
	visit.Status = status(pages, trouble)
	if trouble != nil {
		visit.Error = &entity.JobError{Class: string(trouble.Class), Message: trouble.Message, URL: trouble.URL}
	}
	return visit, nil
}

func (v *Visitor) now() time.Time {
	if v.Now != nil {
		return v.Now()
	}
	return time.Now()
}

// status of a visit: failed only if nothing could be read.
func status(pages []page, trouble *fetch.Error) entity.EnrichmentStatus {
	switch {
	case trouble == nil:
		return entity.Enriched
	case len(pages) > 0:
		return entity.Partial
	}
	switch trouble.Class {
	case fetch.ClassRobots, fetch.ClassBlocked, fetch.ClassPrivateAddress:
		return entity.Blocked
	}
	return entity.Failed
}

// read fetches the pages, one after the other as the host's lane asks. Trouble is what kept it from the home page, or
// from a page that the site links.
func (v *Visitor) read(ctx context.Context, b entity.Business) (pages []page, trouble *fetch.Error) {
	home, err := v.page(ctx, b.Website, 0, toPlatform)
	if err != nil {
		return nil, err
	}
	pages = append(pages, home)
	if home.leadsOff(b) != "" {
		return pages, nil
	}
	off := func(to *url.URL) bool { return toPlatform(to) || !sameSite(to.String(), home.url) }
	for _, next := range slices.Concat(home.contacts.Frames, []string{home.contacts.Refresh}) { // followed once
		if len(pages) >= 3 || next == "" || !sameSite(next, home.url) {
			continue
		}
		if inner, err := v.page(ctx, next, 0, off); err == nil && inner.away == "" && sameSite(inner.url, home.url) {
			pages = append(pages, inner)
		}
	}
	seen := map[string]bool{}
	for _, p := range pages {
		seen[p.url] = true
	}
	links := candidates(pages)
	for _, l := range links {
		if len(pages) >= maxPages {
			break
		}
		if seen[l.URL] {
			continue
		}
		seen[l.URL] = true
		p, err := v.page(ctx, l.URL, l.Topic, off)
		switch {
		case err == nil && p.away == "" && sameSite(p.url, home.url):
			pages = append(pages, p)
		case err == nil:
			// it leads away, to a booking service or a profile: what stands there is not this business's own
		case l.guessed, err.Class == fetch.ClassHTTP4xx, err.Class == fetch.ClassNotExpectedType, err.Class == fetch.ClassRobots:
			// a dead link, or a page that wants to be left alone, makes no visit partial
		default:
			trouble = err
		}
		if ctx.Err() != nil {
			break
		}
	}
	return pages, trouble
}

type candidate struct {
	contact.Link
	guessed bool
}

// candidates are the links of the pages read so far, best first, and guesses where no contact page is linked.
func candidates(pages []page) []candidate {
	var out []candidate
	known := false
	for _, p := range pages {
		for _, l := range p.contacts.Links {
			out = append(out, candidate{Link: l})
			known = known || l.Topic == contact.ContactPage
		}
	}
	slices.SortStableFunc(out, func(a, b candidate) int { return int(a.Topic) - int(b.Topic) })
	if known {
		return out
	}
	base, err := url.Parse(pages[0].url)
	if err != nil {
		return out
	}
	var tries []candidate
	for _, path := range guesses {
		u := *base
		u.Path, u.RawQuery, u.Fragment = path, "", ""
		tries = append(tries, candidate{contact.Link{URL: u.String(), Topic: contact.ContactPage}, true})
	}
	return append(out, tries...)
}

// sameSite reports whether two addresses are of one registrable domain, or of one host that has none.
func sameSite(a, b string) bool {
	if normal.Host(a) == normal.Host(b) {
		return true
	}
	return normal.Domain(a) != "" && normal.Domain(a) == normal.Domain(b)
}

var htmlTypes = []string{"text/html", "application/xhtml+xml", "text/plain"}

// page reads one page; where it redirects to an address that is off, that is not asked.
func (v *Visitor) page(ctx context.Context, address string, topic contact.Topic, off func(*url.URL) bool) (page, *fetch.Error) {
	resp, err := v.Fetch.Do(ctx, fetch.Request{
		URL: address, Kind: fetch.Page, Source: "website", Accept: htmlTypes, CacheFor: keepPages, Stay: off,
	})
	if err != nil {
		return page{}, fetch.AsError(err)
	}
	defer resp.Release() // what is extracted is its own
	p := page{url: resp.URL, topic: topic, away: resp.SentTo()}
	if p.away != "" {
		return p, nil
	}
	select {
	case parsing <- struct{}{}:
		defer func() { <-parsing }()
	case <-ctx.Done():
		return page{}, fetch.AsError(ctx.Err())
	}
	p.contacts = contact.Extract(contact.Page{URL: resp.URL, ContentType: resp.Header.Get("Content-Type"), Body: resp.Body}, contact.Options{Scripts: v.Scripts})
	if p.contacts.NoIndex || tagged(resp.Header) {
		links := p.contacts.Links
		p.contacts = contact.Contacts{Links: links, NoIndex: true, Refresh: p.contacts.Refresh, Frames: p.contacts.Frames}
	}
	return p, nil
}

// tagged reports an X-Robots-Tag that asks not to be stored.
func tagged(h http.Header) bool {
	for _, v := range h.Values("X-Robots-Tag") {
		v = strings.ToLower(v)
		if strings.Contains(v, "noindex") || strings.Contains(v, "none") {
			return true
		}
	}
	return false
}
