package contact

import (
	"net/url"
	"strings"
)

// opened says what a link opens, and gives it the form that it should have: "http://mailto:joe@shop.net", "joe@shop.net"
// and "wa.me/17325550100" are what people write who mean mailto: and tel:.
func opened(href string) (scheme, string) {
	s := schemeOf(href)
	if s != otherScheme {
		return s, href
	}
	if at := strings.IndexByte(href, '@'); at > 0 {
		if v, ok := mailIn(href, at); ok {
			return mailtoScheme, "mailto:" + v
		}
	}
	if v, ok := whatsApp(href); ok {
		return telScheme, "tel:+" + v
	}
	if i := strings.IndexByte(href, ':'); i == len("javascript") && beginsFold(href, "javascript") {
		return spoken(href)
	}
	return s, href
}

// spoken finds a link's address within what a click runs: "location.href='mailto:joe@shop.net'". It runs nothing.
func spoken(code string) (scheme, string) {
	for _, known := range []struct {
		word   string
		scheme scheme
	}{{"mailto:", mailtoScheme}, {"tel:", telScheme}} {
		i := strings.Index(code, known.word)
		if i < 1 || strings.IndexByte("'\"`", code[i-1]) < 0 {
			continue
		}
		if end := strings.IndexByte(code[i:], code[i-1]); end > len(known.word) {
			return known.scheme, code[i : i+end]
		}
	}
	return otherScheme, code
}

// mailIn finds the address of a link whose scheme is missing or misspelled; at is its first @.
func mailIn(href string, at int) (string, bool) {
	lead := strings.TrimLeft(href[:at], " \t\n")
	if i := strings.LastIndex(lead, "mailto"); i >= 0 { // http://mailto:, /mailto:, mailto;, mailto//
		return strings.TrimLeft(lead[i+len("mailto"):], " :;/") + href[at:], true
	}
	rest := href[at+1:]
	for _, word := range []string{"mail:", "email:", "e-mail:", "mailt:", "malto:", "mailo:", "emailto:"} {
		if beginsFold(lead, word) {
			return lead[len(word):] + href[at:], true
		}
	}
	for _, web := range []string{"http://", "https://", "//"} { // somebody's editor put it before
		if beginsFold(lead, web) {
			lead = lead[len(web):]
			rest = strings.TrimSuffix(rest, "/")
			break
		}
	}
	if lead == "" || strings.ContainsAny(lead, ":/?#=&;, ") || strings.ContainsAny(rest, "/#=&:@") || !strings.Contains(rest, ".") {
		return "", false
	}
	return lead + "@" + rest, true
}

// whatsApp gives the number that a link to WhatsApp opens.
func whatsApp(href string) (string, bool) {
	i := strings.Index(href, "wa.me/")
	if i < 0 && !strings.Contains(href, "whatsapp") {
		return "", false
	}
	u, err := url.Parse(strings.TrimSpace(href))
	if err != nil {
		return "", false
	}
	number := ""
	switch h := host(u); {
	case h == "wa.me":
		number = strings.Trim(u.Path, "/+ ")
	case strings.HasSuffix(h, "whatsapp.com"), u.Scheme == "whatsapp":
		number = strings.Trim(u.Query().Get("phone"), "+ ")
	}
	return number, len(number) >= 8 && len(number) <= 15 && allDigits(number)
}

// apart joins an address that attributes hold in pieces for a script to put together: data-user and data-domain.
func (a *attrs) apart() string {
	switch {
	case a.mail != "":
		return a.mail
	case a.user == "" || a.domain == "":
		return ""
	case a.tld != "":
		return a.user + "@" + a.domain + "." + strings.TrimPrefix(a.tld, ".")
	}
	return a.user + "@" + strings.TrimPrefix(a.domain, "@")
}
