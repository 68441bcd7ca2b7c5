package fetch

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// try asks a question until it is answered or asking again is pointless.
func (c *Client) try(ctx context.Context, p *plan) (*Response, *Error) {
	limited := 0
	for n := 0; ; n++ {
		res, err := c.follow(ctx, p)
		c.health.tell(p, err, c.mounts.of(p.url.Hostname()) != nil)
		if err == nil {
			return res, nil
		}
		used, limit := n, p.Retry.Times
		if err.Class == ClassRateLimited {
			used, limit = limited, p.Retry.Times429
			limited++
		}
		wait := max(backoff(n, c.chance()), err.RetryAfter)
		if used >= limit || wait > maxRetryAfter || !traits[err.Class].again || err.final || err.resting || err.ours {
			return nil, err
		}
		if sleep(ctx, wait) != nil {
			return nil, p.interrupted(ctx)
		}
	}
}

// backoff is 1, 2, 4 s and so on to the cap, with up to a quarter more by chance, so that what failed together doesn't
// come back together.
func backoff(n int, chance float64) time.Duration {
	d := maxBackoff
	if n < 5 {
		d = time.Second << n
	}
	return min(maxBackoff, d+time.Duration(chance*float64(d)/4))
}

// follow makes one try: the request and the redirects it is sent on, each admitted by the same rules.
func (c *Client) follow(ctx context.Context, p *plan) (*Response, *Error) {
	h := p.first()
	for n := 0; ; n++ {
		if err := c.admit(p, h.url); err != nil {
			return nil, err
		}
		delay, err := c.mayRead(ctx, p, h.url)
		if err != nil {
			return nil, err
		}
		res, err := c.once(ctx, p, h, c.gap(p, delay))
		if err != nil {
			return nil, err
		}
		if res.Status == http.StatusNotModified {
			return renewed(p, res), nil
		}
		if !redirect(res.Status) {
			return res, nil
		}
		if n == maxRedirects {
			err := NewError(ClassHTTP5xx, res.URL, fmt.Sprintf(
				"%s sends us on and on: more than %d redirects.", p.url.Hostname(), maxRedirects), errRedirects)
			err.final = true // a fault of the server, but none that a few seconds mend
			return nil, err
		}
		if h, err = p.next(h, res); err != nil {
			return nil, err
		}
		if p.Stay != nil && p.Stay(h.url) {
			return res, nil
		}
	}
}

// gap is the pause between two requests to a host. Rate replaces it, and robots.txt's wish for more, too.
func (c *Client) gap(p *plan, crawlDelay time.Duration) time.Duration {
	switch {
	case c.conf.HasRate && c.conf.Rate > 0:
		return time.Duration(float64(time.Second) / c.conf.Rate)
	case c.conf.HasRate && c.conf.Rate == 0 && c.conf.AllowPrivate:
		return 0
	}
	return max(p.Gap, crawlDelay)
}

// errRedirects is the cause of a chain of redirects that was not followed to its end.
var errRedirects = errors.New("too many redirects")

// redirect reports whether a status sends on to a Location.
func redirect(status int) bool {
	switch status {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther,
		http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		return true
	}
	return false
}

// next is the hop that a redirect asks for.
func (p *plan) next(h *hop, res *Response) (*hop, *Error) {
	location := res.Header.Get("Location")
	to, err := h.url.Parse(location)
	if location == "" || err != nil {
		return nil, NewError(ClassParse, res.URL, h.url.Hostname()+" sends us on, but not to an address.", err)
	}
	next := &hop{method: h.method, url: tidy(to), body: h.body, header: h.header.Clone()}
	if h.url.Scheme == "https" && next.url.Scheme == "http" && (p.Kind == API || !sameSite(h.url.Hostname(), next.url.Hostname())) {
		// A page of the same site is public either way; a question and another site's page are not to be had for less.
		return nil, NewError(ClassTLS, next.url.String(),
			h.url.Hostname()+" sends us on from an encrypted to an unencrypted address.", nil)
	}
	if res.Status != http.StatusTemporaryRedirect && res.Status != http.StatusPermanentRedirect && h.method != http.MethodHead {
		next.method, next.body = http.MethodGet, nil
		next.header.Del("Content-Type")
	}
	if hostKey(h.url) != hostKey(next.url) {
		for name := range next.header {
			switch name {
			case "Accept", "Accept-Language", "Content-Type":
			default:
				next.header.Del(name) // keys and tags are between the first host and us
			}
		}
	}
	return next, nil
}

// sameSite reports whether two hosts are one but for the www.
func sameSite(a, b string) bool {
	return strings.TrimPrefix(a, "www.") == strings.TrimPrefix(b, "www.")
}

// renewed is the old answer of the cache, which the server says still holds.
func renewed(p *plan, res *Response) *Response {
	old := responseOf(*p.old)
	old.FetchedAt = res.FetchedAt
	return old
}
