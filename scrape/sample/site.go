package sample

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"html/template"
	"net/http"
	"strings"
	"time"

	"golang.org/x/text/encoding/charmap"

	"letip/store/normal"
)

// page is one page of a business's site.
type page struct{ Path, Title, Kind string }

// view is what a template needs to write a page.
type view struct {
	*Feature
	Town  *Town
	Title string
	Kind  string // home, contact, about, team, services or directions
	Nav   []page

	Alone       bool // the site has this page only
	ContactPath string
	Heading     string
	Greeting    string
	Trade       string
	Since       int
	Address     string
	Hours       string
	Lang        string
	RTL         bool
	Charset     string
	NoIndex     bool

	Phone, E164 string
	User        string // the email before its @
	Mailto      template.URL
	Cloudflare  string
	Spelled     string
	Entities    template.HTML
	JSONLD      template.JS
}

// site is the pages of all businesses, written once and kept: they never change.
type site struct {
	town      *Town
	templates *template.Template
}

// tooLarge is more than the 2 MiB that a page may have.
const tooLarge = 2<<20 + 200<<10

// serve answers a request to a business's own site.
func (s *site) serve(w http.ResponseWriter, r *http.Request, f *Feature, latency time.Duration) {
	switch {
	case r.URL.Path == "/robots.txt":
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		_, _ = w.Write([]byte(robots(f)))
		return
	case f.Make == "missing":
		http.Error(w, "This shop has moved and left no address. "+Attribution+".", http.StatusNotFound)
		return
	case f.Make == "forbidden":
		http.Error(w, "Robots are not served here. "+Attribution+".", http.StatusForbidden)
		return
	case f.Make == "redirect" && r.URL.Path == "/":
		http.Redirect(w, r, "/home.html", http.StatusMovedPermanently)
		return
	case f.Make == "slow" && !rest(r.Context(), slowness*latency):
		return
	}
	for _, p := range f.pages() {
		if p.Path == r.URL.Path {
			s.write(w, f, p)
			return
		}
	}
	http.Error(w, "There is no such page. "+Attribution+".", http.StatusNotFound)
}

// robots says what a site allows; one forbids everything, some ask for a pause.
func robots(f *Feature) string {
	switch {
	case f.Make == "robots":
		return "User-agent: *\nDisallow: /\n"
	case f.seed()%11 == 0:
		return "User-agent: *\nDisallow: /private/\nCrawl-delay: 1\n"
	}
	return "User-agent: *\nDisallow: /wp-admin/\nAllow: /\n"
}

func (s *site) write(w http.ResponseWriter, f *Feature, p page) {
	layout := "classic"
	switch {
	case f.Make == "wordpress", f.Make == "spa":
		layout = f.Make
	case f.seed()%2 == 0:
		layout = "modern"
	}
	var out bytes.Buffer
	if err := s.templates.ExecuteTemplate(&out, layout, s.view(f, p)); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	body, kind := out.Bytes(), "text/html; charset=utf-8"
	if f.Make == "latin1" {
		kind = "text/html" // the page's own meta element has to do
		if narrow, err := charmap.ISO8859_1.NewEncoder().Bytes(body); err == nil {
			body = narrow
		}
	}
	w.Header().Set("Content-Type", kind)
	_, _ = w.Write(body) // the caller may have hung up: nobody is left to tell
	if f.Make == "large" && p.Kind != "home" {
		filler := []byte("<!-- " + strings.Repeat("sample ", 1<<10) + "-->\n")
		for sent := 0; sent < tooLarge; sent += len(filler) {
			if _, err := w.Write(filler); err != nil {
				return
			}
		}
	}
}

// kinds are the pages in the order in which a site of more pages gets them.
var kinds = []struct{ kind, title, file, wordpress string }{
	{"home", "Home", "", ""},
	{"contact", "Contact", "contact", "contact-us"},
	{"about", "About us", "about", "about-us"},
	{"team", "Our team", "team", "our-team"},
	{"services", "Services", "services", "services"},
	{"directions", "Hours and directions", "directions", "location"},
}

// pages lists the site's pages. A site that redirects begins at home.html.
func (f *Feature) pages() []page {
	ending := []string{"", ".html", "/"}[f.seed()%3]
	list := make([]page, 0, f.Pages)
	for i := range min(max(f.Pages, 1), len(kinds)) {
		k := kinds[i]
		path := "/" + k.file + ending
		switch {
		case i == 0 && f.Make == "redirect":
			path = "/home.html"
		case i == 0:
			path = "/"
		case f.Make == "wordpress":
			path = "/" + k.wordpress + "/"
		}
		list = append(list, page{Path: path, Title: k.title, Kind: k.kind})
	}
	return list
}

func (s *site) view(f *Feature, p page) view {
	nav := f.pages()
	v := view{
		Feature: f, Town: s.town, Title: p.Title, Kind: p.Kind, Nav: nav, Alone: len(nav) == 1,
		Heading: p.Title, Greeting: greetings[f.seed()%uint32(len(greetings))], Trade: f.trade(),
		Since: 1948 + int(f.seed()%75), Hours: f.Tags["opening_hours"], Lang: "en", Charset: "utf-8",
		Address: fmt.Sprintf("%d %s", f.Number, f.Street), NoIndex: f.Make == "noindex",
		Mailto: template.URL("mailto:" + f.Email()), Cloudflare: cloudflare(f.Email(), byte(f.seed())),
	}
	if !v.Alone {
		v.ContactPath = nav[1].Path
	}
	if p.Kind == "home" {
		v.Heading = f.Name
	}
	if f.Make == "rtl" {
		v.Lang, v.RTL = "ar", true
	}
	if f.Make == "latin1" {
		v.Charset = "iso-8859-1"
	}
	if len(f.Phones) > 0 {
		v.E164, _, _ = normal.Phone(f.Phones[0], s.town.CountryCode)
		v.Phone = normal.NationalPhone(v.E164)
	}
	v.User, _, _ = strings.Cut(f.Email(), "@")
	v.Spelled = strings.NewReplacer("@", " [at] ", ".", " [dot] ").Replace(f.Email())
	if f.seed()%2 == 0 {
		v.Spelled = strings.NewReplacer("@", " (at) ", ".", " (dot) ").Replace(f.Email())
	}
	v.Entities = entities(f.Email())
	if f.Make == "jsonld" {
		v.JSONLD = s.jsonld(v)
	}
	return v
}

var greetings = []string{
	"Welcome, neighbour.", "Good to see you.", "Honest work at honest prices.",
	"Family owned and glad of it.", "Come in, look around, ask us anything.",
}

// trade is what the business does, in the words of its main tag.
func (f *Feature) trade() string {
	for _, key := range []string{"craft", "shop", "healthcare", "office", "amenity", "leisure", "tourism"} {
		if value := f.Tags[key]; value != "" {
			return strings.ReplaceAll(value, "_", " ")
		}
	}
	return "business"
}

// cloudflare disguises an address as the proxy of that name does: a key, then each byte against it.
func cloudflare(email string, key byte) string {
	out := []byte{key}
	for _, b := range []byte(email) {
		out = append(out, b^key)
	}
	return hex.EncodeToString(out)
}

// entities writes an address in character references, link and text.
func entities(email string) template.HTML {
	var b strings.Builder
	for i, r := range email {
		if i%2 == 0 {
			fmt.Fprintf(&b, "&#%d;", r)
		} else {
			fmt.Fprintf(&b, "&#x%x;", r)
		}
	}
	return template.HTML(`<a href="&#109;ailto:` + b.String() + `">` + b.String() + `</a>`)
}

// jsonld describes the business by schema.org; on the team's page with its people.
func (s *site) jsonld(v view) template.JS {
	doc := map[string]any{
		"@context": "https://schema.org", "@type": "LocalBusiness", "name": v.Name,
		"url": "http://" + v.Host() + "/", "telephone": v.E164, "email": "mailto:" + v.Email(),
		"address": map[string]any{
			"@type": "PostalAddress", "streetAddress": v.Address, "addressLocality": v.City,
			"addressRegion": s.town.StateCode, "postalCode": s.town.ZIP, "addressCountry": "US",
		},
		"geo":    map[string]any{"@type": "GeoCoordinates", "latitude": v.At.Lat, "longitude": v.At.Lon},
		"sameAs": []string{"https://www.facebook.com/" + v.Slug + ".sample"},
	}
	if v.Hours != "" {
		doc["openingHours"] = strings.Split(v.Hours, "; ")
	}
	if v.Kind == "team" || v.Alone {
		var people []any
		for _, p := range v.People {
			people = append(people, map[string]any{"@type": "Person", "name": p.Name, "jobTitle": p.Title})
		}
		if people != nil {
			doc["employee"] = people
		}
	}
	out, err := json.MarshalIndent(doc, "", "  ")
	if err != nil { // maps of words and numbers always encode
		return ""
	}
	return template.JS(out)
}
