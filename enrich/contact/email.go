package contact

import (
	"bytes"
	"cmp"
	"math"
	"net/url"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/idna"
)

// found is one address before it is judged, with where it stands in the text.
type foundEmail struct {
	raw    string
	method Method
	at     int // offset in the text, -1 where it has none
	footer bool
}

// certainty is the confidence of an email by how it was read, before the page's own domain counts.
var certainty = map[Method]float64{
	Mailto: 0.9, JSONLD: 0.9, Microdata: 0.9, HCard: 0.9, CFEmail: 0.85, Text: 0.8, Words: 0.7, Script: 0.6,
}

func (d *document) emails(items []*item) []Email {
	var all []foundEmail
	for i := range d.links {
		if len(all) >= mostFound {
			break
		}
		a := &d.links[i]
		switch a.scheme {
		case mailtoScheme:
			for _, v := range mailtoAddresses(a.href) {
				all = append(all, foundEmail{v, Mailto, a.start, a.footer})
			}
		case secretScheme:
			if v, ok := cloudflareEmail(a.href[strings.Index(a.href, cfPath)+len(cfPath):]); ok {
				all = append(all, foundEmail{v, CFEmail, a.start, a.footer})
			}
		}
	}
	for _, it := range items {
		if it.other {
			continue
		}
		for _, v := range it.get("email") {
			v = trimScheme(v, "mailto:")
			all = append(all, foundEmail{v, it.method, -1, it.footer})
		}
	}
	for _, h := range d.cfs[:min(len(d.cfs), mostFound)] {
		all = append(all, foundEmail{h.value, CFEmail, h.at, false})
	}
	take := func(m Method) func(string, int) bool {
		left := mostFound
		return func(v string, at int) bool {
			all = append(all, foundEmail{v, m, at, false})
			left--
			return left > 0
		}
	}
	scanEmails(d.text, take(Text))
	d.disguised(take(Words))
	script := take(Script)
	for _, code := range d.code {
		foldScript(code, func(v string) { script(v, -1) })
	}

	best := map[string]Email{}
	var order []string
	for _, f := range all {
		v, ok := d.cleanEmail(f.raw)
		if !ok || d.byDesigner(v, f.at) {
			continue
		}
		e := Email{Value: v, Method: f.method, Confidence: d.emailConfidence(v, f)}
		old, seen := best[v]
		if !seen {
			order = append(order, v)
		}
		if !seen || e.Confidence > old.Confidence {
			best[v] = e
		}
	}
	out := make([]Email, 0, len(order))
	for _, v := range order {
		out = append(out, best[v])
	}
	slices.SortStableFunc(out, func(a, b Email) int { return cmp.Compare(b.Confidence, a.Confidence) })
	return out
}

// joined is an address without the blank that a slip left in it.
func joined(v []byte) string { return strings.ReplaceAll(string(v), " ", "") }

func trimScheme(s, scheme string) string {
	s = strings.TrimSpace(s)
	if len(s) >= len(scheme) && strings.EqualFold(s[:len(scheme)], scheme) {
		s = s[len(scheme):]
	}
	s, _, _ = strings.Cut(s, "?")
	return s
}

// mailtoAddresses reads a mailto link by RFC 6068: several addresses, and those of to, cc and bcc.
func mailtoAddresses(href string) []string {
	href = strings.TrimSpace(href)
	body, query, _ := strings.Cut(strings.TrimLeft(href[len("mailto:"):], "/"), "?")
	if at := strings.IndexByte(body, '@'); at >= 0 { // "a@b.com&subject=..." forgot its question mark
		if i := strings.IndexByte(body[at:], '&'); i >= 0 {
			body, query = body[:at+i], body[at+i+1:]
		}
	}
	lists := []string{unescape(body)}
	for pair := range strings.SplitSeq(query, "&") {
		k, v, _ := strings.Cut(pair, "=")
		switch strings.ToLower(strings.TrimPrefix(k, "amp;")) {
		case "to", "cc", "bcc":
			lists = append(lists, unescape(v))
		}
	}
	var out []string
	for _, l := range lists {
		if strings.Contains(l, "%40") {
			l = unescape(l) // somebody encoded it twice
		}
		if !strings.Contains(l, "@") {
			l = spelled.Replace(l)
		}
		for v := range strings.FieldsFuncSeq(l, func(r rune) bool { return r == ',' || r == ';' }) {
			if i, j := strings.IndexByte(v, '<'), strings.IndexByte(v, '>'); i >= 0 && j > i {
				v = v[i+1 : j]
			}
			out = append(out, strings.TrimSpace(v))
		}
	}
	return out
}

// spelled turns what a link was disguised with back: "mailto:joe[at]shop[dot]com".
var spelled = strings.NewReplacer("[at]", "@", "(at)", "@", "[dot]", ".", "(dot)", ".")

func unescape(s string) string {
	if u, err := url.PathUnescape(s); err == nil {
		return u
	}
	return s
}

// scanEmails finds addresses in text by their @ and looks both ways, until yield wants no more.
func scanEmails(text []byte, yield func(v string, at int) (more bool)) {
	for from := 0; ; {
		i := bytes.IndexByte(text[from:], '@')
		if i < 0 {
			return
		}
		i += from
		from = i + 1
		start := i
		for start > 0 && i-start < 65 && localByte(text[start-1]) {
			start--
		}
		end := domainEnd(text, i+1)
		if latinBefore(text, start) { // the rest of a name that no mailbox has: half an address is another's
			continue
		}
		for start < i && (text[start] == '.' || text[start] == '-' || text[start] == '\'') {
			start++
		}
		if start == i || end == i+1 {
			continue
		}
		if end < len(text) && text[end] == '@' || start > 0 && text[start-1] == '@' { // a@b@c is no address
			continue
		}
		if !yield(joined(text[start:end]), start) {
			return
		}
		from = end
	}
}

// domainEnd gives where the domain that begins at i ends. A blank before its last dot is somebody's slip.
func domainEnd(text []byte, i int) int {
	end := i
	for end < len(text) && end-i < 254 {
		if domainByte(text[end]) {
			end++
			continue
		}
		r, size := utf8.DecodeRune(text[end:])
		if text[end] < utf8.RuneSelf || !unicode.IsLetter(r) { // müller-bau.de
			break
		}
		end += size
	}
	if end > i && end+2 < len(text) && text[end] == ' ' && text[end+1] == '.' && bytes.IndexByte(text[i:end], '.') < 0 {
		to := end + 2
		for to < len(text) && text[to] >= 'a' && text[to] <= 'z' {
			to++
		}
		if to-end > 3 {
			return to
		}
	}
	return end
}

// latinBefore reports a letter with an accent right before i.
func latinBefore(text []byte, i int) bool {
	if i == 0 || text[i-1] < utf8.RuneSelf {
		return false
	}
	r, _ := utf8.DecodeLastRune(text[:i])
	return unicode.Is(unicode.Latin, r)
}

func localByte(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' ||
		c == '.' || c == '_' || c == '%' || c == '+' || c == '-' || c == '\'' || c == '&'
}

func domainByte(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '.' || c == '-'
}

// cleanEmail judges one candidate: its shape, its top-level domain, and the traps that are no mailbox.
func (d *document) cleanEmail(raw string) (string, bool) {
	raw = strings.TrimRight(strings.Trim(squeeze(raw), " .,;:<>()[]\"'"), "%")
	if local, domain, ok := strings.Cut(raw, "@"); ok { // "mailto:joe @ shop.net"
		raw = strings.TrimSpace(local) + "@" + strings.TrimSpace(domain)
	}
	for strings.HasPrefix(raw, "%20") {
		raw = raw[len("%20"):]
	}
	if strings.Contains(raw, "NOSPAM") || strings.Contains(raw, "REMOVE") {
		return "", false // what a person is to take out before writing
	}
	v := strings.ToLower(raw)
	local, domain, ok := strings.Cut(v, "@")
	if !ok || strings.Contains(domain, "@") || local == "" || len(v) > 254 || len(local) > 64 {
		return "", false
	}
	for i := range len(local) {
		if !localByte(local[i]) {
			return "", false
		}
	}
	if strings.HasPrefix(local, ".") || strings.HasSuffix(local, ".") || strings.Contains(local, "..") {
		return "", false
	}
	domain, ok = cleanDomain(domain)
	if host, cut := gluedLabel(raw); ok && cut && !registered(domain) && !d.own(domain) {
		domain, ok = cleanDomain(host)
	}
	if !ok || junkLocal(local) {
		return "", false
	}
	if junkDomain(domain) || !registered(domain) && !d.own(domain) && !(reserved(domain) && d.unregistered()) {
		return "", false
	}
	return local + "@" + domain, true
}

// gluedLabel takes off a word in another case that stands right behind a domain: "joe@shop.comPhone".
func gluedLabel(raw string) (host string, cut bool) {
	for i := len(raw) - 1; i > 0 && raw[i] != '.' && raw[i] != '@'; i-- {
		if raw[i] >= 'A' && raw[i] <= 'Z' && raw[i-1] >= 'a' && raw[i-1] <= 'z' {
			return strings.ToLower(raw[strings.IndexByte(raw, '@')+1 : i]), true
		}
	}
	return "", false
}

// cleanDomain holds a host name to RFC 1035.
func cleanDomain(domain string) (string, bool) {
	domain = strings.Trim(domain, ".-")
	if strings.ContainsFunc(domain, func(r rune) bool { return r >= utf8.RuneSelf }) {
		ascii, err := idna.Lookup.ToASCII(domain)
		if err != nil {
			return "", false
		}
		domain = ascii
	}
	labels := strings.Split(domain, ".")
	if len(labels) < 2 {
		return "", false
	}
	for _, l := range labels {
		if l == "" || len(l) > 63 || l[0] == '-' || l[len(l)-1] == '-' {
			return "", false
		}
		for i := range len(l) {
			if !domainByte(l[i]) {
				return "", false
			}
		}
	}
	return domain, !fileEndings[labels[len(labels)-1]]
}

// emailConfidence raises an address of the site's own domain and lowers one that nobody reads.
func (d *document) emailConfidence(v string, f foundEmail) float64 {
	c := certainty[f.method]
	local, domain, _ := strings.Cut(v, "@")
	switch site := host(d.base); {
	case d.own(domain):
		c += 0.09
	case freeMail[domain]:
		c -= 0.02
	case site != "":
		c -= 0.1
	}
	if robotLocals[local] {
		c -= 0.4
	} else if roleLocals[local] {
		c -= 0.01
	}
	if f.footer {
		c -= 0.005
	}
	return thousandths(min(max(c, 0.05), 0.99))
}

// thousandths rounds a confidence: sums of decimal fractions would show their binary tails.
func thousandths(c float64) float64 { return math.Round(c*1000) / 1000 }

// byDesigner reports a credit such as "site by hello@studio.example": an address of another domain after such words.
func (d *document) byDesigner(v string, at int) bool {
	if at < 0 || at > len(d.lower) {
		return false
	}
	_, domain, _ := strings.Cut(v, "@")
	if d.own(domain) {
		return false
	}
	return d.credited(at)
}

// credited reports that the words before an offset say who made the site: what follows in the line is his.
func (d *document) credited(at int) bool {
	before := d.lower[max(0, at-72):at]
	if i := bytes.LastIndexByte(before, '\n'); i >= 0 {
		before = before[i+1:]
	}
	if !bytes.Contains(before, []byte("by")) && !bytes.Contains(before, []byte("web")) {
		return false
	}
	for _, words := range credits {
		if i := bytes.LastIndex(before, []byte(words)); i >= 0 && !bytes.Contains(before[i:], []byte(". ")) {
			return true
		}
	}
	return false
}

var credits = []string{
	"site by", "site design", "design by", "designed by", "developed by", "powered by", "hosted by", "site built by", "theme by",
	"created by", "maintained by", "hosting by", "development by", "seo by", "marketing by", "managed by", "website:", "web design",
	"webdesign",
}
