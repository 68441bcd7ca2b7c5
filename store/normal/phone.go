package normal

import (
	"net/url"
	"regexp"
	"strings"

	"github.com/nyaruka/phonenumbers"
	"golang.org/x/text/unicode/norm"
)

// PhoneKind says what answers at a number, as far as its label or its country's plan tells.
type PhoneKind string

// The kinds of phone. American numbers don't tell a mobile from a desk: without a label they are PhoneVoice.
const (
	PhoneVoice  PhoneKind = "phone"
	PhoneFax    PhoneKind = "fax"
	PhoneMobile PhoneKind = "mobile"
)

// Number is one phone number as it was read.
type Number struct {
	E164      string // "+17325550100"
	Extension string // digits behind the number; empty is none
	Kind      PhoneKind
	Raw       string // the part of the text it was read from
}

// Phone reads the first number of a text as E.164: "+17325550100". The country, an ISO code, tells what a number
// without a country prefix means; empty is US. It reads vanity letters, extensions, labels, lists and one-sided
// brackets. What doesn't hold a number that can exist is not ok: too many digits, an N11 area code, one digit ten
// times. The fictional 555-01XX are numbers here: examples and the sample territory use them.
func Phone(raw, country string) (e164 string, kind PhoneKind, ok bool) {
	for _, piece := range phonePieces(raw) {
		if n, ok := parsePhone(piece, country); ok {
			return n.E164, n.Kind, true
		}
	}
	return "", "", false
}

// Phones reads every number of a text, each E.164 once, in the order written.
func Phones(raw, country string) []Number {
	var all []Number
	seen := map[string]bool{}
	for _, piece := range phonePieces(raw) {
		if n, ok := parsePhone(piece, country); ok && !seen[n.E164] {
			seen[n.E164] = true
			all = append(all, n)
		}
	}
	return all
}

// Fictional reports whether an E.164 number is one of the 555-01XX kept free for examples.
func Fictional(e164 string) bool {
	return len(e164) == 12 && strings.HasPrefix(e164, "+1") && e164[5:10] == "55501"
}

// NationalPhone writes an E.164 number as it is dialled within its country: "(732) 555-0100". A text that is no
// E.164 number comes back as it is.
func NationalPhone(e164 string) string {
	if !isE164(e164) {
		return e164
	}
	if len(e164) == 12 && strings.HasPrefix(e164, "+1") {
		return "(" + e164[2:5] + ") " + e164[5:8] + "-" + e164[8:]
	}
	n, err := phonenumbers.Parse(e164, "ZZ")
	if err != nil {
		return e164
	}
	return phonenumbers.Format(n, phonenumbers.NATIONAL)
}

// maxPhoneText bounds what is looked at: no page's number is longer, and the expressions stay cheap.
const maxPhoneText = 500

var (
	// listBreak parts numbers written one after the other. A slash parts them only between blanks, since 302/737-5771
	// is one number.
	listBreak = regexp.MustCompile(`(?i)[;,|\n\r\t]+|\s/\s|\s(?:or|and|&)\s`)
	// extension is what stands behind a number: "ext. 12", "x12", "#12", and ";ext=12" of a tel: link.
	extension = regexp.MustCompile(`(?i)[\s,;.]*(?:;ext=|\bext(?:ension|n)?[.:=\s]*|[\s\d)]x[.:=\s]*|#\s*)(\d{1,7})\s*\)?\s*$`)
	// labels that name the kind; the rest of the words around a number says nothing.
	faxLabel    = regexp.MustCompile(`(?i)\bfax\b|\bf\s*[:.]`)
	mobileLabel = regexp.MustCompile(`(?i)\b(?:mobile|cell|cellular)\b|\bm\s*[:.]`)
	// vanity is a number of which letters are dialled: area code in digits, then seven or more keys.
	vanity = regexp.MustCompile(`^(?:\+?1[ .-]*)?\(?([2-9]\d\d)\)?[ .-]*((?:[A-Za-z\d][ .-]?){7,14})$`)
)

// phonePieces takes a text apart into what may each be one number.
func phonePieces(raw string) []string {
	if len(raw) > maxPhoneText {
		raw = raw[:maxPhoneText]
	}
	raw = unlink(norm.NFKC.String(strings.ToValidUTF8(raw, "")))
	raw = strings.Map(func(r rune) rune {
		switch {
		case r >= '\u2010' && r <= '\u2015', r == '\u2212':
			return '-'
		case r == '\u00ad', r >= '\u200b' && r <= '\u200f', r == '\u2060', r == '\ufeff':
			return -1
		}
		return r
	}, raw)
	raw = strings.ReplaceAll(strings.ReplaceAll(raw, ";EXT=", ";ext="), ";ext=", " ext ")
	var pieces []string
	for _, piece := range listBreak.Split(raw, -1) {
		piece = strings.TrimSpace(piece)
		switch {
		case piece == "":
		case len(pieces) > 0 && extension.MatchString(" "+piece) && digitCount(piece) <= 7:
			pieces[len(pieces)-1] += " " + piece // "302-737-5771, ext. 12"
		default:
			pieces = append(pieces, piece)
		}
	}
	return pieces
}

// unlink makes text of a tel: link.
func unlink(s string) string {
	s = strings.TrimSpace(s)
	scheme, rest, found := strings.Cut(s, ":")
	switch strings.ToLower(scheme) {
	case "tel", "callto", "sms", "fax", "phone":
	default:
		return s
	}
	if !found {
		return s
	}
	rest = strings.TrimLeft(rest, "/ ")
	if plain, err := url.PathUnescape(rest); err == nil {
		rest = plain
	}
	if strings.EqualFold(scheme, "fax") {
		return "fax: " + strings.TrimSpace(rest)
	}
	return strings.TrimSpace(rest)
}

func parsePhone(piece, country string) (Number, bool) {
	n := Number{Raw: piece, Kind: PhoneVoice}
	text := piece
	if m := extension.FindStringSubmatchIndex(text); m != nil && digitCount(text[:m[0]+1]) >= 7 {
		n.Extension = text[m[2]:m[3]]
		cut := m[0]
		for cut < m[2] && (text[cut] >= '0' && text[cut] <= '9' || text[cut] == ')') {
			cut++ // the match may begin with the number's own last digit
		}
		text = text[:cut]
	}
	switch {
	case faxLabel.MatchString(text):
		n.Kind = PhoneFax
	case mobileLabel.MatchString(text):
		n.Kind = PhoneMobile
	}
	country = strings.ToUpper(strings.TrimSpace(country))
	text, bare := trimWords(text)
	abroad := strings.HasPrefix(bare, "+") || strings.HasPrefix(bare, "011") || !nanp[country]
	if national, ok := american(text, bare); ok {
		if !abroad || strings.HasPrefix(bare, "+1") {
			n.E164 = "+1" + national
			return n, true
		}
	}
	if !abroad || strings.HasPrefix(bare, "+1") {
		return Number{}, false
	}
	return foreign(n, bare, country)
}

// foreign reads a number of a country outside the North American plan by that country's own rules.
func foreign(n Number, bare, country string) (Number, bool) {
	if nanp[country] {
		country = "US" // 011 leads abroad
	}
	number, err := phonenumbers.Parse(bare, country)
	if err != nil || !phonenumbers.IsValidNumber(number) {
		return Number{}, false
	}
	n.E164 = phonenumbers.Format(number, phonenumbers.E164)
	if n.Extension == "" {
		n.Extension = number.GetExtension()
	}
	if n.Kind == PhoneVoice && phonenumbers.GetNumberType(number) == phonenumbers.MOBILE {
		n.Kind = PhoneMobile
	}
	if n.E164[:2] == "+1" && !dialable(n.E164[2:]) {
		return Number{}, false
	}
	return n, isE164(n.E164)
}

// trimWords drops the words before a number, and for bare those behind it as well: "Call us: 302-737-5771 (main)".
func trimWords(text string) (head, bare string) {
	first, last := strings.IndexAny(text, "+(0123456789"), strings.LastIndexAny(text, "0123456789")
	if first < 0 || last < first {
		return "", ""
	}
	if open := strings.LastIndexByte(text[:last+1], '('); open > first && !hasLetter(text[first:open]) && hasLetter(text[open:last]) {
		last = open // "(ask for line 2)" behind the number
	}
	return text[first:], strings.TrimSpace(text[first : last+1])
}

func digitCount(s string) int {
	n := 0
	for i := range len(s) {
		if s[i] >= '0' && s[i] <= '9' {
			n++
		}
	}
	return n
}

func isE164(s string) bool {
	return len(s) >= 8 && len(s) <= 16 && s[0] == '+' && s[1] != '0' && digitCount(s) == len(s)-1
}
