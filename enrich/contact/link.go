package contact

import (
	"cmp"
	"net/url"
	"path"
	"slices"
	"strings"
)

// Link is a page of the same site that may hold contacts.
type Link struct {
	URL   string
	Topic Topic
}

// Topic says what a link promises, by its text and its path.
type Topic uint8

// The topics, the most promising first.
const (
	ContactPage Topic = iota + 1
	AboutPage
	TeamPage
	PlacePage
	HoursPage
)

var topics = []struct {
	topic Topic
	words []string
}{
	{ContactPage, []string{"contact", "get in touch", "reach us", "get-in-touch", "reach-us", "kontakt", "contacto", "impressum"}},
	{AboutPage, []string{"about", "who we are", "who-we-are", "our story", "our-story", "our company", "profile"}},
	{TeamPage, []string{"team", "our team", "ourteam", "our-team", "our staff", "ourstaff", "staff", "people", "attorney", "lawyers", "doctor", "providers", "meet", "agents", "our dentist", "our-dentist", "dentists", "leadership", "management", "bios"}},
	{PlacePage, []string{"location", "directions", "find us", "find-us", "visit", "offices", "map"}},
	{HoursPage, []string{"hours", "opening"}},
}

// siteLinks lists same-site links worth a visit: contact, then about, team, places, hours; each page once.
func (d *document) siteLinks() []Link {
	site := registrable(host(d.base))
	seen := map[string]bool{stripFragment(d.base): true}
	tried := map[string]bool{} // menus come twice and three times
	var out []Link
	for i := range d.links {
		a := &d.links[i]
		if a.href == "" || a.href[0] == '#' || a.scheme != otherScheme {
			continue
		}
		t := topicOf(d.lower[a.start:max(a.start, min(a.end, a.start+60))], a.title, a.href)
		if t == 0 || tried[a.href] {
			continue
		}
		tried[a.href] = true
		u, err := d.base.Parse(strings.TrimSpace(a.href))
		if err != nil || !sameSite(u, d.base, site) || notHTML[strings.ToLower(path.Ext(u.Path))] {
			continue
		}
		key := stripFragment(u)
		if seen[key] {
			continue
		}
		seen[key] = true
		out = append(out, Link{URL: key, Topic: t})
	}
	slices.SortStableFunc(out, func(a, b Link) int { return cmp.Compare(a.Topic, b.Topic) })
	return out
}

var notHTML = set(".pdf .jpg .jpeg .png .gif .zip .doc .docx .xls .xlsx .mp4 .mp3 .webp .svg .ics .vcf")

// sameSite reports whether u is of the page's own registrable domain.
func sameSite(u, base *url.URL, site string) bool {
	if u.Scheme != "http" && u.Scheme != "https" && (u.Scheme != "" || base.Scheme != "") {
		return false
	}
	return u.Host == base.Host || registrable(host(u)) == site && !numbers(site)
}

// topicOf goes by a link's text first, then by its address without host: "contact-us" counts, "contactlens.com" doesn't.
func topicOf(text []byte, title, href string) Topic {
	if i := strings.Index(href, "://"); i >= 0 {
		if j := strings.IndexByte(href[i+3:], '/'); j >= 0 {
			href = href[i+3+j:]
		} else {
			href = ""
		}
	}
	best := topicIn(text)
	if t := topicIn(title); t != 0 && (best == 0 || t < best) {
		best = t
	}
	if best == 0 {
		best = topicIn(href)
	}
	return best
}

// topicIn finds the best topic whose word begins where a word begins.
func topicIn[T string | []byte](s T) Topic {
	var best Topic
	for i := range len(s) {
		c := s[i] | 0x20
		if c < 'a' || c > 'z' || i > 0 && isWord(s[i-1]) {
			continue
		}
		for _, w := range topicsByLetter[c-'a'] {
			if (best == 0 || w.topic < best) && beginsFold(s[i:], w.word) {
				best = w.topic
			}
		}
	}
	return best
}

// beginsFold reports whether s begins with a word in lower case, whatever its own case.
func beginsFold[T string | []byte](s T, word string) bool {
	if len(s) < len(word) {
		return false
	}
	for i := range len(word) {
		c := s[i]
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		if c != word[i] {
			return false
		}
	}
	return true
}

type topicWord struct {
	word  string
	topic Topic
}

// topicsByLetter holds the words of topics under their first letter.
var topicsByLetter = func() (by [26][]topicWord) {
	for _, t := range topics {
		for _, w := range t.words {
			by[w[0]-'a'] = append(by[w[0]-'a'], topicWord{w, t.topic})
		}
	}
	return by
}()

func stripFragment(u *url.URL) string {
	v := *u
	v.Fragment, v.RawFragment = "", ""
	if v.Path == "" {
		v.Path = "/"
	}
	return v.String()
}
