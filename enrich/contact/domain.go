package contact

import (
	"net/netip"
	"net/url"
	"strings"

	"golang.org/x/net/publicsuffix"

	"letip/store/normal"
)

// host is the page's own host, without www.
func host(u *url.URL) string { return strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.") }

// registrable is the domain that somebody registered; an address of numbers, and each site of the sample territory, is
// one of its own.
func registrable(h string) string {
	h = strings.TrimPrefix(strings.ToLower(h), "www.")
	if slug, ok := strings.CutSuffix(h, "."+normal.SampleSuffix); ok {
		return slug[strings.LastIndexByte(slug, '.')+1:] + "." + normal.SampleSuffix
	}
	if numbers(h) {
		return h
	}
	if d, err := publicsuffix.EffectiveTLDPlusOne(h); err == nil {
		return d
	}
	return h
}

func numbers(h string) bool {
	_, err := netip.ParseAddr(h)
	return err == nil
}

// own reports a domain that is the page's own.
func (d *document) own(domain string) bool {
	h := host(d.base)
	return h != "" && (h == domain || registrable(h) == registrable(domain))
}

// registered reports a domain under a suffix where one can be registered.
func registered(domain string) bool {
	suffix, icann := publicsuffix.PublicSuffix(domain)
	return (icann || strings.Contains(suffix, ".")) && suffix != domain
}

// reserved reports a domain under the names that RFC 2606 sets aside for tests and examples.
func reserved(domain string) bool {
	return strings.HasSuffix(domain, ".test") || strings.HasSuffix(domain, ".example")
}

// unregistered reports a page whose own host nobody has registered: a file, an address of numbers, a test's own host.
// There, and only there, addresses under reserved names may be meant.
func (d *document) unregistered() bool {
	h := host(d.base)
	return !registered(h) || numbers(h)
}
