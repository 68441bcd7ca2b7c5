package fetch

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"letip/store/entity"
)

// The limits of SPEC section 4.
const (
	defaultGap      = time.Second
	connectTimeout  = 5 * time.Second
	pageTimeout     = 10 * time.Second
	apiTimeout      = 45 * time.Second // Overpass works up to 25 s before its first byte
	maxPageBytes    = 2 << 20
	maxAPIBytes     = 32 << 20
	maxHeaderBytes  = 64 << 10
	maxErrorBytes   = 64 << 10 // of an answer that is not what was asked for
	maxRedirects    = 5
	maxTries        = 3
	maxBackoff      = 30 * time.Second
	maxRetryAfter   = 10 * time.Minute // beyond it the error carries the wait, and the job pauses
	failuresToRest  = 5
	restFor         = 60 * time.Second
	maxCrawlDelay   = 30 * time.Second
	robotsFor       = 24 * time.Hour
	robotsFailedFor = 60 * time.Second
	maxRobotsBytes  = 512 << 10 // RFC 9309 asks for at least 500 KiB
)

// plan is a Request with every default filled in.
type plan struct {
	Request
	url    *url.URL
	old    *entity.CachedResponse // an answer whose time is over, to ask about by its ETag
	robots bool                   // this is a robots.txt: no rules hold for it, and too long a body is cut
}

// newPlan checks a request and fills in its defaults.
func newPlan(r Request) (*plan, *Error) {
	u, err := url.Parse(r.URL)
	if err != nil {
		return nil, NewError(ClassBadQuery, r.URL, "The address can't be read.", err)
	}
	if u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" {
		return nil, NewError(ClassBadQuery, r.URL, "The address must begin with http:// or https:// and name a host.", nil)
	}
	u = tidy(u)
	p := &plan{Request: r, url: u}
	p.Method = strings.ToUpper(orElse(p.Method, http.MethodGet))
	limits := map[Kind]struct {
		timeout time.Duration
		bytes   int64
	}{Page: {pageTimeout, maxPageBytes}, API: {apiTimeout, maxAPIBytes}}[r.Kind]
	p.Timeout = orElse(p.Timeout, limits.timeout)
	p.MaxBytes = orElse(p.MaxBytes, limits.bytes)
	p.Gap = orElse(p.Gap, defaultGap)
	p.Retry.Times = orElse(p.Retry.Times, maxTries)
	p.Retry.Times429 = orElse(p.Retry.Times429, p.Retry.Times)
	p.CacheKey = orElse(p.CacheKey, cacheKey(p.Request))
	return p, nil
}

// orElse is v, or what stands for its zero value.
func orElse[T comparable](v, otherwise T) T {
	var zero T
	if v == zero {
		return otherwise
	}
	return v
}

// tidy gives a copy that can be asked for: no fragment, no name and password (a link must not make us log in), the host
// in lower case without the root's dot.
func tidy(u *url.URL) *url.URL {
	t := *u
	t.Fragment, t.RawFragment, t.User = "", "", nil
	t.Host = strings.ToLower(t.Host)
	if host := t.Hostname(); strings.HasSuffix(host, ".") {
		t.Host = strings.Replace(t.Host, host, strings.TrimRight(host, "."), 1)
	}
	if t.Path == "" {
		t.Path = "/"
	}
	return &t
}

// first is the hop to the address that was asked for.
func (p *plan) first() *hop {
	h := &hop{method: p.Method, url: p.url, body: p.Body, header: http.Header{}}
	for name, value := range p.Header {
		h.header.Set(name, value)
	}
	if len(p.Accept) > 0 {
		h.header.Set("Accept", strings.Join(p.Accept, ", "))
	}
	if p.old != nil {
		h.header.Set("If-None-Match", p.old.ETag)
	}
	return h
}

// accepts reports whether an answer of this media type was asked for.
func (p *plan) accepts(mediaType string) bool {
	return len(p.Accept) == 0 || slices.Contains(p.Accept, mediaType)
}

// interrupted is the error of a wait that ctx ended.
func (p *plan) interrupted(ctx context.Context) *Error {
	return interrupted(ctx, p.url.String())
}

// interrupted tells a cancelled context from one whose time is over.
func interrupted(ctx context.Context, rawURL string) *Error {
	cause := context.Cause(ctx)
	err := NewError(ClassCancelled, rawURL, "", cause)
	if errors.Is(cause, context.DeadlineExceeded) {
		err = NewError(ClassTimeout, rawURL, "There was no time left to ask "+hostOf(rawURL)+".", cause)
	}
	err.ours = true
	return err
}

// hostOf is the host of an address as a sentence names it.
func hostOf(rawURL string) string {
	u, err := url.Parse(rawURL)
	if err != nil {
		return rawURL
	}
	return u.Hostname()
}

// hostKey names the host that has one request in flight. The two default ports are one host, the same site on its two
// doors; any other port is a server of its own.
func hostKey(u *url.URL) string {
	switch u.Port() {
	case "", "80", "443":
		return u.Hostname()
	}
	return u.Host
}
