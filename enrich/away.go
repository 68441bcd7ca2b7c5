package enrich

import (
	"fmt"
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"letip/enrich/contact"
	"letip/scrape/fetch"
	"letip/store/entity"
	"letip/store/normal"
)

// toPlatform tells a redirect to a host where many have their page: it says which profile is the business's, and reading
// it there is neither needed nor welcome.
func toPlatform(to *url.URL) bool { return normal.SharedHost(to.String()) }

// leadsOff gives the address to which a home page leads away from the business's own; empty is none. That is a platform,
// by a redirect or a meta refresh, or another registrable domain by a redirect: domains expire and are sold, and what
// stands there then is somebody else's. A new domain is the business's own if it differs in the ending alone (joes.com
// and joes.net), or if the page it leads to shows the business's own phone or name.
func (p *page) leadsOff(b entity.Business) string {
	switch {
	case p.away != "":
		return p.away
	case normal.SharedHost(p.url):
		return p.url
	case p.contacts.Refresh != "" && normal.SharedHost(p.contacts.Refresh):
		return p.contacts.Refresh
	case sameSite(p.url, b.Website), twins(p.url, b.Website), p.shows(b):
		return ""
	}
	return p.url
}

// twins reports whether two addresses are of domains that differ in their ending alone.
func twins(a, b string) bool {
	name := func(address string) string {
		domain := normal.Domain(address)
		if _, err := netip.ParseAddr(domain); err == nil {
			return ""
		}
		label, _, _ := strings.Cut(domain, ".")
		return label
	}
	return name(a) != "" && name(a) == name(b)
}

// shows reports whether a page has the business's own phone, or a name that is its own or begins or ends with it.
func (p *page) shows(b entity.Business) bool {
	if b.Phone != "" && slices.ContainsFunc(p.contacts.Phones, func(n contact.Number) bool { return n.Value == b.Phone }) {
		return true
	}
	own := normal.FoldName(b.Name)
	return own != "" && strings.Contains(" "+normal.FoldName(p.contacts.Name)+" ", " "+own+" ")
}

// leftOff is a visit whose home page leads off: the business has no website of its own there. A profile is kept, and what
// a page of its own says beside a refresh to it; of another's website nothing.
func leftOff(v *entity.Visit, b entity.Business, home *page, to string) {
	v.Status = entity.NoWebsite
	if sameSite(home.url, b.Website) {
		merge(v, b, []page{*home})
	} else {
		v.Pages = []string{home.url}
	}
	if !normal.SharedHost(to) {
		v.Error = &entity.JobError{Class: string(fetch.ClassNotExpectedType), URL: to, Message: fmt.Sprintf(
			"%s leads to %s, which shows neither the lead's phone nor its name.", normal.Host(b.Website), normal.Host(to))}
		return
	}
	if network, profile, ok := normal.Social(to); ok {
		if s := (entity.Social{Network: network, URL: profile}); !slices.Contains(v.Socials, s) {
			v.Socials = append(v.Socials, s)
		}
	}
}
