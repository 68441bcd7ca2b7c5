package fetch

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"sync"
	"time"
)

// maxBook bounds the memory of a long crawl: beyond it, half of the entries go.
const maxBook = 2048

// robotsBook keeps what each robots.txt said, for at most a day. The zero value is ready.
type robotsBook struct {
	fetching keyed // one flight a file

	mu    sync.Mutex // guards pages
	pages map[string]robotsPage
}

// robotsPage is one file's answer: its rules, or why nothing may be read.
type robotsPage struct {
	rules robots
	no    *Error
	until time.Time
}

// mayRead asks a host's robots.txt, if need be over the network, whether a page may be read, and what pause it wants
// between two requests.
func (c *Client) mayRead(ctx context.Context, p *plan, u *url.URL) (delay time.Duration, err *Error) {
	if p.Kind == API || p.robots {
		return 0, nil
	}
	site := u.Scheme + "://" + u.Host // RFC 9309, 2.3: a file holds for its scheme, host and port
	unlock, lost := c.robots.fetching.lock(ctx, site)
	if lost != nil {
		return 0, p.interrupted(ctx)
	}
	defer unlock()
	page, ok := c.robots.get(site)
	if !ok {
		page = c.askRobots(ctx, p, site)
		c.robots.put(site, page)
	}
	switch {
	case page.no != nil:
		no := *page.no // each caller's own: RetryAfter shrinks
		if no.RetryAfter > 0 && !page.until.IsZero() {
			no.RetryAfter = max(0, time.Until(page.until))
		}
		no.final = true // the file has been asked for as often as a page would be
		return 0, &no
	case !page.rules.allowed(u):
		return 0, NewError(ClassRobots, u.String(), "", nil)
	}
	return page.rules.delay, nil
}

// askRobots fetches a robots.txt and reads what its status means (RFC 9309, 2.3.1).
func (c *Client) askRobots(ctx context.Context, p *plan, site string) robotsPage {
	q, err := newPlan(Request{
		URL: site + "/robots.txt", Kind: Page, Source: p.Source,
		Gap: p.Gap, Timeout: p.Timeout, MaxBytes: maxRobotsBytes, Retry: p.Retry, OnWire: p.OnWire,
	})
	if err != nil {
		return robotsPage{no: err}
	}
	q.robots = true
	res, err := c.try(ctx, q)
	now := time.Now()
	if err == nil {
		defer res.Release()
		cut := int64(len(res.Body)) >= maxRobotsBytes
		return robotsPage{rules: parseRobots(res.Body, cut), until: now.Add(robotsFor)}
	}
	switch {
	case err.ours, err.resting:
		return robotsPage{no: err} // the next one asks anew
	case err.Class == ClassRateLimited:
		// No rules by the letter of the RFC, which counts 429 among the 4xx; but the host wants quiet, not visitors.
		no := *err
		no.RetryAfter = max(err.RetryAfter, robotsFailedFor)
		return robotsPage{no: &no, until: now.Add(no.RetryAfter)}
	case err.Status/100 == 4, errors.Is(err, errRedirects):
		return robotsPage{until: now.Add(robotsFor)} // no such file, no rules
	case err.Status/100 == 5:
		no := NewError(ClassRobots, site, fmt.Sprintf(
			"The robots.txt of %s can't be read (%s), so nothing there is.", hostOf(site), status(err.Status)), err)
		no.Status, no.RetryAfter = err.Status, max(err.RetryAfter, robotsFailedFor)
		return robotsPage{no: no, until: now.Add(no.RetryAfter)}
	}
	// Unreachable, which forbids everything. The class says why: the page would have met the same.
	return robotsPage{no: err, until: now.Add(robotsFailedFor)}
}

func (b *robotsBook) get(site string) (robotsPage, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	page, ok := b.pages[site]
	return page, ok && time.Now().Before(page.until)
}

func (b *robotsBook) put(site string, page robotsPage) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if page.until.IsZero() {
		return
	}
	if b.pages == nil {
		b.pages = map[string]robotsPage{}
	}
	if len(b.pages) >= maxBook {
		for site := range b.pages { // in no order: what goes is asked for again, once
			delete(b.pages, site)
			if len(b.pages) <= maxBook/2 {
				break
			}
		}
	}
	b.pages[site] = page
}
