package contact

import (
	"slices"
	"strings"
	"unicode/utf8"

	"letip/store/normal"
)

// businessTypes are schema.org types that name a kind of trade; their supertypes say nothing a rep wants to know.
var plainTypes = set(`LocalBusiness Organization Corporation Store ProfessionalService WebSite WebPage Place Thing PostalAddress Person
	hcard ImageObject BreadcrumbList ListItem SearchAction GeoCoordinates OpeningHoursSpecification ContactPoint Offer Product
	AggregateRating Review Rating Event Article BlogPosting Service Brand Country City State AdministrativeArea ItemList
	ReadAction EntryPoint PropertyValueSpecification VideoObject FAQPage Question Answer CollectionPage AboutPage ContactPage
	SiteNavigationElement WPHeader WPFooter WPSideBar Blog NewsArticle QuantitativeValue PropertyValue Reservation tel Comment
	CreativeWork Movie MusicGroup Recipe UserComments AggregateOffer JobPosting Action Map MediaObject Language Audience`)

// organization reports an item that is the business, rather than something it writes about.
func (it *item) organization() bool {
	if it.other || it.is("Person", "WebSite", "WebPage", "PostalAddress", "Review", "Event", "Article", "BlogPosting", "NewsArticle", "ContactPoint", "Product", "tel") {
		return false
	}
	if it.is("hcard") {
		return it.first("org") != "" || it.child("address") != nil || it.first("jobTitle") == "" && it.first("telephone") != ""
	}
	if it.is("LocalBusiness", "Organization", "Corporation", "Store", "ProfessionalService") {
		return true
	}
	return it.child("address") != nil || it.first("telephone") != "" && it.first("jobTitle") == ""
}

// name gives the business's name and its kinds.
func (d *document) name(items []*item) (string, []string) {
	var categories []string
	best := ""
	for _, it := range items {
		if !it.organization() {
			continue
		}
		for _, t := range it.types {
			if !plainTypes[strings.ToLower(t)] && !plainTypes[t] && !slices.Contains(categories, t) {
				categories = append(categories, t)
			}
		}
		n := it.first("name")
		if it.is("hcard") && it.first("org") != "" {
			n = it.first("org")
		}
		if best == "" && n != "" && len(n) <= 100 {
			best = n
		}
	}
	if best == "" {
		best = d.likelyName()
	}
	return best, categories
}

// likelyName weighs the title's parts, the site's name, headings and the logo against the site's own domain.
func (d *document) likelyName() string {
	if n := squeeze(d.meta["og:site_name"]); n != "" && len(n) <= 80 {
		return n
	}
	label, _, _ := strings.Cut(registrable(host(d.base)), ".")
	label = compact(label)
	var candidates []string
	candidates = append(candidates, titleParts(d.title)...)
	for _, alt := range d.images {
		candidates = append(candidates, strings.TrimSuffix(strings.TrimSuffix(squeeze(alt), " logo"), " Logo"))
	}
	for i, l := range d.lines {
		if l.heading && l.end-l.start <= 60 && i < 40 && len(candidates) < 16 {
			candidates = append(candidates, string(d.text[l.start:l.end]))
		}
	}
	best, score := "", 0
	for i, c := range candidates {
		c = withoutPage(c)
		if notNames[strings.ToLower(strings.Trim(c, " ./…"))] || strings.Contains(c, "@") {
			continue
		}
		s := nameScore(c, label) - min(i, 3)
		if s > score {
			best, score = c, s
		}
	}
	return best
}

// notNames are titles and pictures that name no business: what a server says, and the logos of others.
var notNames = map[string]bool{
	"404 not found": true, "not found": true, "page not found": true, "index of": true, "just a moment": true, "our website": true,
	"403 forbidden": true, "facebook": true, "twitter": true, "instagram": true, "view now": true, "access denied": true,
}

// withoutPage takes off the words that say which page it is: "About Joe's Pizza", "Welcome to Joe's Pizza".
func withoutPage(c string) string {
	for _, lead := range []string{"welcome to ", "contact us by ", "contact us ", "contact ", "about us ", "about ", "home of "} {
		if len(c) > len(lead)+2 && strings.EqualFold(c[:len(lead)], lead) {
			return strings.TrimLeft(c[len(lead):], " -–|:")
		}
	}
	return c
}

func titleParts(title string) []string {
	var out []string
	for _, sep := range []string{" | ", " - ", " – ", " — ", " : ", ": ", " :: ", " • ", " » ", " · "} {
		if strings.Contains(title, sep) {
			for p := range strings.SplitSeq(title, sep) {
				if p = squeeze(p); p != "" {
					out = append(out, titleParts(p)...)
				}
			}
			return out
		}
	}
	if t := squeeze(title); t != "" {
		out = append(out, t)
	}
	return out
}

func compact(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	i := 0
	for ; i < len(s) && s[i] < utf8.RuneSelf; i++ {
		switch c := s[i]; {
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9':
			b.WriteByte(c)
		case c >= 'A' && c <= 'Z':
			b.WriteByte(c + ('a' - 'A'))
		}
	}
	if i == len(s) {
		return b.String()
	}
	b.Reset()
	for _, r := range normal.Fold(s) {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			b.WriteRune(r)
		}
	}
	return b.String()
}

var pageWords = set(`home homepage welcome contact about us our team services menu index untitled page blog news gallery reviews
	location locations directions hours staff people faq careers login default`)

func nameScore(c, label string) int {
	words := strings.Fields(strings.ToLower(c))
	if len(words) == 0 || len(words) > 9 || len(c) > 80 {
		return 0
	}
	own := false
	for _, w := range words {
		own = own || !pageWords[strings.Trim(w, ".,!?&")]
	}
	if !own {
		return 0
	}
	folded := compact(c)
	switch {
	case label != "" && folded == label:
		return 20
	case label != "" && len(folded) > 3 && (strings.Contains(label, folded) || strings.Contains(folded, label)):
		return 15
	case label != "" && len(words) > 1 && initials(words) == label:
		return 12
	case len(words) <= 5:
		return 6
	}
	return 4
}

func initials(words []string) string {
	var b strings.Builder
	for _, w := range words {
		if r := w[0]; r >= 'a' && r <= 'z' {
			b.WriteByte(r)
		}
	}
	return b.String()
}
