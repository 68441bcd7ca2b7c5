package mail

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"sync"
	"time"

	"letip/store/entity"
	"letip/store/normal"
)

// Verdict is what a rep needs to know before writing.
type Verdict = entity.Verdict

// The verdicts of SPEC F7.
const (
	Good    = entity.VerdictGood
	Risky   = entity.VerdictRisky
	Invalid = entity.VerdictInvalid
	Unknown = entity.VerdictUnknown
)

// Report is what is known of one address.
type Report struct {
	Verdict    Verdict
	Syntax     bool
	Role       bool // info@, sales@: nobody's own
	Robot      bool // noreply@ and its like
	Free       bool // a mailbox anybody can have
	Disposable bool
	SameDomain bool  // it is of the business's own domain
	TakesMail  *bool // whether the domain has mail servers; nil if DNS could not be asked
	Reasons    []string
}

// Resolver finds the hosts that take a domain's mail: none without an error is DNS's own word; *fetch.Client is one.
type Resolver interface {
	LookupMX(ctx context.Context, domain string) ([]string, error)
}

// Cache keeps what DNS said between runs; *store.DB is one.
type Cache interface {
	CacheGet(ctx context.Context, key string) (entity.CachedResponse, bool, error)
	CachePut(ctx context.Context, key string, r entity.CachedResponse) error
}

// keepMX is how long an answer of DNS is believed.
const keepMX = 7 * 24 * time.Hour

// Checker checks addresses. Resolver is required; without a Cache each domain is asked each time.
//
// It may be used from any goroutine.
type Checker struct {
	Resolver Resolver
	Cache    Cache
	Now      func() time.Time

	mu    sync.Mutex // guards quiet
	quiet time.Time  // DNS was down: it is left alone until then
}

// restDNS is how long DNS is not asked after it was down: each question would cost a visit its timeout.
const restDNS = 30 * time.Second

// Check looks at an address of a business with the given website, which may be empty. It fails only as ctx does.
func (c *Checker) Check(ctx context.Context, address, website string) (Report, error) {
	r := Describe(address, website)
	if !r.Syntax {
		return r, nil
	}
	_, domain, _ := strings.Cut(address, "@")
	takes, known := c.takesMail(ctx, strings.ToLower(domain))
	if err := ctx.Err(); err != nil {
		return r, err
	}
	switch {
	case !known:
		r.Verdict = Unknown
		r.Reasons = append(r.Reasons, "the domain's mail servers could not be looked up")
	case !takes:
		r.TakesMail, r.Verdict = &takes, Invalid
		r.Reasons = append(r.Reasons, "the domain takes no mail")
	default:
		r.TakesMail = &takes
	}
	return r, nil
}

// Describe says what an address itself tells, without asking DNS.
func Describe(address, website string) Report {
	address = strings.TrimSpace(address)
	r := Report{Syntax: Valid(address) && !strings.Contains(address, "[") && strings.Contains(address[strings.LastIndexByte(address, '@')+1:], ".")}
	if !r.Syntax {
		r.Verdict, r.Reasons = Invalid, []string{"this is not an email address"}
		return r
	}
	local, domain, _ := strings.Cut(strings.ToLower(address), "@")
	r.Role, r.Robot = roles[local], robots[local]
	r.Free = listed(free(), domain)
	r.Disposable = listed(disposable(), domain) || below(wildcards(), domain)
	site := normal.Domain(website)
	r.SameDomain = site != "" && site == normal.Domain("http://"+domain)
	r.Verdict = Good
	if r.Robot {
		r.Verdict, r.Reasons = Risky, append(r.Reasons, "nobody reads this address")
	}
	if r.Disposable {
		r.Verdict, r.Reasons = Risky, append(r.Reasons, "a mailbox that is thrown away")
	}
	if r.Role {
		r.Reasons = append(r.Reasons, "an address of the business, not of a person")
	}
	if r.Free {
		r.Reasons = append(r.Reasons, "a free mailbox")
	}
	if r.SameDomain {
		r.Reasons = append(r.Reasons, "of the business's own domain")
	}
	return r
}

func (c *Checker) now() time.Time {
	if c.Now != nil {
		return c.Now()
	}
	return time.Now()
}

// takesMail asks the cache, then DNS; known is false where DNS could not be asked, and that is never kept.
func (c *Checker) takesMail(ctx context.Context, domain string) (takes, known bool) {
	key := "mx " + domain
	if c.Cache != nil {
		if kept, ok, err := c.Cache.CacheGet(ctx, key); err == nil && ok && c.now().Before(kept.ExpiresAt) {
			var hosts []string
			if json.Unmarshal(kept.Body, &hosts) == nil {
				return len(hosts) > 0, true
			}
		}
	}
	c.mu.Lock()
	rests := c.now().Before(c.quiet)
	c.mu.Unlock()
	if rests {
		return false, false
	}
	hosts, err := c.Resolver.LookupMX(ctx, domain)
	if err != nil {
		if ctx.Err() == nil || errors.Is(ctx.Err(), context.DeadlineExceeded) {
			c.mu.Lock()
			c.quiet = c.now().Add(restDNS)
			c.mu.Unlock()
		}
		return false, false
	}
	if body, err := json.Marshal(slices.Clip(hosts)); err == nil && c.Cache != nil {
		// A cache that can't write costs one more question next time, nothing else.
		_ = c.Cache.CachePut(ctx, key, entity.CachedResponse{URL: key, Body: body, FetchedAt: c.now(), ExpiresAt: c.now().Add(keepMX)})
	}
	return len(hosts) > 0, true
}
