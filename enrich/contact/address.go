package contact

import (
	"bytes"
	"cmp"
	"net/url"
	"strings"

	"letip/store/normal"
)

// address gives the postal address: from structured data if that has a street, else from the text.
func (d *document) address(items []*item) *Address {
	var partial *Address
	for _, it := range items {
		if it.other || it.is("Person", "Review", "Event", "Place") && !it.is("LocalBusiness") && it.child("geo") == nil {
			continue
		}
		for _, p := range it.props {
			if p.name != "address" && p.name != "location" || p.child != nil && p.child.other {
				continue
			}
			a := addressOf(p)
			if a == nil {
				continue
			}
			if a.Street != "" && (a.City != "" || a.ZIP != "") {
				return a
			}
			if partial == nil {
				partial = a
			}
		}
	}
	for _, it := range items {
		if it.is("PostalAddress") && !it.other {
			if a := postal(it); a != nil && a.Street != "" {
				return a
			}
		}
	}
	if a := d.textAddress(); a != nil {
		return a
	}
	return partial
}

func addressOf(p property) *Address {
	if p.child == nil {
		if p.name != "address" {
			return nil
		}
		return plainAddress(p.text)
	}
	if p.name == "location" {
		for _, q := range p.child.props {
			if q.name == "address" {
				return addressOf(q)
			}
		}
	}
	return postal(p.child)
}

// postal reads schema.org's PostalAddress and its cousins of hCard.
func postal(it *item) *Address {
	street := strings.Join(nonEmpty(it.first("streetAddress"), it.first("extendedAddress")), ", ")
	a := &Address{
		Street: strings.Trim(street, " ,"),
		City:   strings.Trim(it.first("addressLocality"), " ,"),
		State:  strings.Trim(it.first("addressRegion"), " ,"),
		ZIP:    strings.Trim(it.first("postalCode"), " ,"),
	}
	country := it.first("addressCountry")
	if country == "" {
		if c := it.child("addressCountry"); c != nil {
			country = c.first("name")
		}
	}
	if code, ok := normal.Country(country); ok {
		a.Country = code
	}
	if code, ok := normal.Country(a.State); ok && a.Country == "" && len(a.State) != 2 || strings.EqualFold(a.State, "US") {
		a.State = "" // some pages write the country where the state belongs
		if ok {
			a.Country = code
		}
	}
	if code, ok := normal.StateCode(a.State); ok && (a.Country == "" || a.Country == "US") {
		a.State = code
		if len(a.ZIP) == 4 && allDigits(a.ZIP) { // written as a number, which begins with no zero
			a.ZIP = "0" + a.ZIP
		}
	}
	if *a == (Address{}) {
		return nil
	}
	if a.Street != "" && (a.City == "" || a.ZIP == "") {
		switch t := plainAddress(a.Street); {
		case t == nil || a.City != "" && !strings.EqualFold(a.City, t.City):
		case t.Street != "":
			return t
		default: // its parts are there, its street has no number to know it by
			a.City, a.State, a.ZIP, a.Country = cmp.Or(a.City, t.City), cmp.Or(a.State, t.State), cmp.Or(a.ZIP, t.ZIP), cmp.Or(a.Country, t.Country)
		}
	}
	a.Street = withoutRest(a.Street, a)
	if a.Country == "" && len(a.ZIP) >= 5 && allDigits(a.ZIP[:5]) {
		if _, ok := normal.StateCode(a.State); ok {
			a.Country = "US"
		}
	}
	return a
}

// withoutRest cuts off a street's end what the address says again in its own fields: "12 Main St, Freehold, NJ 07728".
func withoutRest(street string, a *Address) string {
	rest := map[string]bool{}
	for _, s := range []string{a.City, a.State, a.ZIP, a.State + " " + a.ZIP, a.City + " " + a.State + " " + a.ZIP} {
		rest[strings.ToLower(strings.TrimSpace(s))] = true
	}
	for {
		i := strings.LastIndexByte(street, ',')
		if i < 0 || !rest[strings.ToLower(strings.TrimSpace(street[i+1:]))] {
			return street
		}
		street = strings.TrimSpace(street[:i])
	}
}

// plainAddress reads an address written in one string, its parts behind commas.
func plainAddress(s string) *Address {
	d := newDocument(&url.URL{}, false)
	for part := range strings.SplitSeq(s, ", ") {
		d.appendVisible([]byte(part))
		d.breakLine()
	}
	d.finish()
	return d.textAddress()
}

func nonEmpty(list ...string) []string {
	out := list[:0]
	for _, s := range list {
		if s != "" {
			out = append(out, s)
		}
	}
	return out
}

var countryWords = []struct {
	word []byte
	code string
}{
	{[]byte("+44"), "GB"},
	{[]byte("united kingdom"), "GB"},
	{[]byte("+61"), "AU"},
	{[]byte("australia"), "AU"},
	{[]byte("ireland"), "IE"},
	{[]byte("+353"), "IE"},
	{[]byte("new zealand"), "NZ"},
	{[]byte("+49"), "DE"},
	{[]byte("deutschland"), "DE"},
	{[]byte("+33"), "FR"},
	{[]byte("+34"), "ES"},
	{[]byte("españa"), "ES"},
	{[]byte("+52"), "MX"},
	{[]byte("+39"), "IT"},
	{[]byte("+31"), "NL"},
}

// domainCountries are the countries of top-level domains and of the regions of a language's tag.
var domainCountries = map[string]string{
	"uk": "GB", "gb": "GB", "au": "AU", "ie": "IE", "nz": "NZ", "ca": "CA", "in": "IN", "za": "ZA", "de": "DE", "at": "AT", "ch": "CH", "fr": "FR",
	"be": "BE", "es": "ES", "it": "IT", "nl": "NL", "mx": "MX", "pt": "PT", "lu": "LU", "dk": "DK", "se": "SE", "no": "NO", "fi": "FI", "pl": "PL",
}

// languageCountries are the countries of languages that hardly any American's page is written in.
var languageCountries = map[string]string{"de": "DE", "fr": "FR", "it": "IT", "nl": "NL"}

// country is the page's own country as far as it shows: its address, its top-level domain, its language.
func (d *document) country(items []*item) string {
	for _, it := range items {
		if c, ok := normal.Country(it.first("addressCountry")); ok {
			return c
		}
	}
	h := d.base.Hostname()
	if last := strings.LastIndexByte(h, '.'); last >= 0 && domainCountries[h[last+1:]] != "" {
		return domainCountries[h[last+1:]]
	}
	lang, region, _ := strings.Cut(strings.ToLower(strings.ReplaceAll(d.lang, "_", "-")), "-")
	if code := domainCountries[region]; code != "" && region != "us" {
		return code
	}
	votes := map[string]int{"US": 1}
	for _, p := range d.postcodes() {
		votes[p.country] += 2
	}
	if len(votes) == 1 && votes["US"] > 1 {
		return "US"
	}
	for _, w := range countryWords {
		votes[w.code] += d.upToTwo(w.word)
	}
	if code := languageCountries[lang]; code != "" && votes["US"] < 3 { // a Spanish page is as often an American's
		votes[code] += 2
	} else if lang == "es" {
		votes["ES"]++
	}
	best := "US"
	for _, code := range []string{"GB", "AU", "CA", "IE", "NZ", "DE", "FR", "IT", "NL", "ES", "MX"} {
		if votes[code] > votes[best] {
			best = code
		}
	}
	return best
}

// upToTwo counts how often the page has a word, and stops at two.
func (d *document) upToTwo(word []byte) int {
	n := 0
	for from := 0; n < 2; n++ {
		i := bytes.Index(d.lower[from:], word)
		if i < 0 {
			break
		}
		from += i + len(word)
	}
	return n
}
