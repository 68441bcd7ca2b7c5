package normal

import (
	"net/netip"
	"net/url"
	"strings"

	"golang.org/x/net/publicsuffix"
)

// SampleSuffix is where the sample territory's websites live: http://<slug>.sample.test. Each name below it is a site
// of its own, as below a public suffix.
const SampleSuffix = "sample.test"

// Host gives the host of a URL or of a bare host name: lower case, ASCII, without port and without a leading "www.".
// It is empty where there is none.
func Host(website string) string {
	website = strings.TrimSpace(website)
	if !strings.Contains(website, "://") {
		website = "//" + strings.TrimPrefix(website, "//")
	}
	u, err := url.Parse(website)
	if err != nil {
		return ""
	}
	host := u.Hostname()
	if addr, ok := address(host); ok {
		return addr.String()
	}
	host, ok := asciiHost(host)
	if !ok {
		return ""
	}
	if rest := strings.TrimPrefix(host, "www."); strings.Contains(rest, ".") {
		return rest
	}
	return host
}

// Domain gives the registrable domain of a URL, a host or an email address by the public suffix list:
// "http://shop.joes.co.uk/x" is "joes.co.uk". Builders' suffixes count as public, so joes.wixsite.com is a domain of
// its own. An IP address is its own domain; a name without one is empty.
func Domain(website string) string {
	if at := strings.LastIndexByte(website, '@'); at >= 0 && !strings.ContainsAny(website, "/:") {
		website = website[at+1:]
	}
	host := Host(website)
	if _, ok := address(host); ok {
		return host
	}
	if slug, found := strings.CutSuffix(host, "."+SampleSuffix); found {
		return slug[strings.LastIndexByte(slug, '.')+1:] + "." + SampleSuffix
	}
	domain, err := publicsuffix.EffectiveTLDPlusOne(host)
	if err != nil {
		return ""
	}
	return domain
}

// address reads an IP address. What ends in a letter and has no colon is none: an error takes longer to make than to foresee.
func address(host string) (addr netip.Addr, ok bool) {
	if host == "" || hasLetter(host[len(host)-1:]) && !strings.Contains(host, ":") {
		return netip.Addr{}, false
	}
	addr, err := netip.ParseAddr(host)
	return addr, err == nil
}

// shared are the domains where many businesses have their page: two leads there are not one.
var shared = map[string]bool{
	"facebook.com": true, "fb.com": true, "fb.me": true, "instagram.com": true, "twitter.com": true, "x.com": true,
	"linkedin.com": true, "youtube.com": true, "youtu.be": true, "tiktok.com": true, "pinterest.com": true,
	"threads.net": true, "nextdoor.com": true, "yelp.com": true, "yelp.to": true, "tripadvisor.com": true,
	"foursquare.com": true, "google.com": true, "goo.gl": true, "g.page": true, "g.co": true, "bing.com": true,
	"apple.com": true, "yellowpages.com": true, "superpages.com": true, "manta.com": true, "mapquest.com": true,
	"bbb.org": true, "angi.com": true, "angieslist.com": true, "homeadvisor.com": true, "thumbtack.com": true,
	"houzz.com": true, "porch.com": true, "zillow.com": true, "realtor.com": true, "healthgrades.com": true,
	"zocdoc.com": true, "vitals.com": true, "webmd.com": true, "avvo.com": true, "findlaw.com": true,
	"justia.com": true, "martindale.com": true, "opentable.com": true, "resy.com": true, "exploretock.com": true,
	"toasttab.com": true, "doordash.com": true, "ubereats.com": true, "grubhub.com": true, "seamless.com": true,
	"postmates.com": true, "slicelife.com": true, "menufy.com": true, "chownow.com": true, "clover.com": true,
	"allmenus.com": true, "beyondmenu.com": true, "menupages.com": true, "zmenu.com": true, "booking.com": true,
	"hotels.com": true, "expedia.com": true, "airbnb.com": true, "vrbo.com": true, "vagaro.com": true,
	"styleseat.com": true, "booksy.com": true, "schedulicity.com": true, "mindbodyonline.com": true,
	"fresha.com": true, "setmore.com": true, "genbook.com": true, "linktr.ee": true, "bit.ly": true,
	"tinyurl.com": true, "etsy.com": true, "ebay.com": true, "amazon.com": true, "craigslist.org": true,
	"wikipedia.org": true, "wikidata.org": true, "openstreetmap.org": true, "archive.org": true, "patch.com": true,
	"eventbrite.com": true, "meetup.com": true, "letip.com": true, "bni.com": true, "usps.com": true,
}

// SharedHost reports whether a website stands on a host that belongs to a platform, so that the domain says nothing
// about whose page it is.
func SharedHost(website string) bool { return SharedDomain(Domain(website)) }

// SharedDomain is SharedHost for a registrable domain. Those of the social networks are among them.
func SharedDomain(domain string) bool { return shared[domain] }
