package normal

import (
	"net/url"
	"regexp"
	"strings"
	"unicode"
)

// networks are the domains on which a profile is a social one; twitter.com is x by its new name.
var networks = map[string]string{
	"facebook.com": "facebook", "fb.com": "facebook", "fb.me": "facebook", "instagram.com": "instagram",
	"twitter.com": "x", "x.com": "x", "linkedin.com": "linkedin", "youtube.com": "youtube", "tiktok.com": "tiktok",
	"pinterest.com": "pinterest", "threads.net": "threads", "yelp.com": "yelp", "nextdoor.com": "nextdoor",
}

// profiles say where a network keeps its profiles, and what stands before a name alone.
var profiles = map[string]struct{ host, path string }{
	"facebook": {"www.facebook.com", "/"}, "instagram": {"www.instagram.com", "/"}, "x": {"x.com", "/"},
	"linkedin": {"www.linkedin.com", "/company/"}, "youtube": {"www.youtube.com", "/@"},
	"tiktok": {"www.tiktok.com", "/@"}, "pinterest": {"www.pinterest.com", "/"}, "threads": {"www.threads.net", "/@"},
	"yelp": {"www.yelp.com", "/biz/"}, "nextdoor": {"nextdoor.com", "/pages/"},
}

var (
	// sharing marks links that pass a page on instead of showing who one is (facts/sources.md 3.3).
	sharing = regexp.MustCompile(`(?i)/(?:sharer?|sharer\.php|share\.php|intent|sharearticle|pin/create|plugins|dialog|tr|widgets|embed|hashtag|search|home|login|signup|help|policies|privacy|watch|i/flow)(?:/|$|\.php$)`)
	// builders' own profiles stand in the footers of pages made with them.
	builders = regexp.MustCompile(`(?i)^/(?:wix|squarespace|godaddy|weebly|wordpress|wordpressdotcom|shopify|facebook|instagram|twitter|linkedin|youtube)/?$`)
)

// Social reads a link to a profile: which network, and the profile's URL without query and tracking. Links that share
// a page, bare hosts and the profiles of site builders are not ok.
func Social(raw string) (network, profile string, ok bool) {
	website, ok := Website(raw)
	if !ok {
		return "", "", false
	}
	u, err := url.Parse(website)
	if err != nil {
		return "", "", false
	}
	if Host(website) == "l.facebook.com" {
		return Social(u.Query().Get("u"))
	}
	network = networks[Domain(website)]
	at := strings.TrimRight(u.EscapedPath(), "/")
	if network == "" || at == "" || sharing.MatchString(at) || builders.MatchString(at) {
		return "", "", false
	}
	query := ""
	if network == "facebook" && strings.EqualFold(at, "/profile.php") {
		id := u.Query().Get("id")
		if id == "" || digitCount(id) != len(id) {
			return "", "", false
		}
		query = "?id=" + id
	}
	return network, "https://" + profiles[network].host + at + query, true
}

// SocialHandle reads what stands for a profile on a network one knows: a link, or the name alone.
func SocialHandle(network, raw string) (profile string, ok bool) {
	network = strings.ToLower(strings.TrimSpace(network))
	if network == "twitter" {
		network = "x"
	}
	if got, profile, ok := Social(raw); ok {
		return profile, got == network
	}
	raw = strings.TrimSpace(raw)
	base, known := profiles[network]
	if !known || !isHandle(raw) || strings.Contains(raw, ".") && knownSuffix(strings.ToLower(raw)) {
		return "", false
	}
	name := strings.TrimPrefix(raw, "@")
	return "https://" + base.host + base.path + url.PathEscape(name), true
}

// isHandle reports whether a text is one word that a network takes for a name.
func isHandle(s string) bool {
	s = strings.TrimPrefix(s, "@")
	if s == "" || len(s) > 100 || strings.ContainsRune("._-", rune(s[0])) {
		return false
	}
	return !strings.ContainsFunc(s, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsNumber(r) && !strings.ContainsRune("._-", r)
	})
}
