package exchange

import (
	"slices"
	"strings"
	"unicode"
)

// plainWords are the words that say by themselves what a column is, whatever stands before them: hq_city, Hotel Address.
var plainWords = []string{
	"name", "address", "addr", "street", "city", "town", "state", "zip", "zipcode", "postcode", "country", "phone", "telephone", "tel",
	"fax", "email", "website", "url", "lat", "latitude", "lon", "lng", "longitude", "category", "hours", "notes",
}

// notOurs are words that make such a column somebody else's, or something else's.
var notOurs = []string{
	"first", "last", "middle", "maiden", "user", "file", "host", "owner", "contact", "person", "manager", "parent", "review", "reviews",
	"image", "images", "photo", "photos", "logo", "menu", "map", "maps", "profile", "billing", "shipping", "home", "ip", "mac", "brand",
	"sheet", "table", "column", "field", "time", "price", "license", "booking", "reservation",
}

// guess says what a heading means that no table has: by its last word, or by its first where only a number follows. Empty is
// nobody knows.
func guess(h string) Field {
	if at := strings.IndexByte(h, '('); at > 0 { // "Business Name (DBA)"
		h = h[:at]
		if field := usual[heading(h)]; field != "" {
			return field
		}
	}
	tokens := strings.FieldsFunc(strings.ToLower(apart(h)), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	for len(tokens) > 1 && strings.Trim(tokens[len(tokens)-1], "0123456789") == "" {
		tokens = tokens[:len(tokens)-1]
	}
	if len(tokens) == 0 || slices.ContainsFunc(tokens, func(w string) bool { return slices.Contains(notOurs, w) }) {
		return ""
	}
	last := tokens[len(tokens)-1]
	if last == "name" { // the name of a city is a city
		for _, w := range tokens[:len(tokens)-1] {
			if slices.Contains(plainWords, w) {
				return usual[w]
			}
		}
	}
	if slices.Contains(plainWords, last) {
		return usual[last]
	}
	if tokens[0] == "name" && len(tokens) > 1 && tokens[1] == "of" { // "Name of business"
		return FieldName
	}
	return ""
}

// apart puts a space between the words of hotelName.
func apart(h string) string {
	var b strings.Builder
	lower := false
	for _, r := range h {
		if lower && unicode.IsUpper(r) {
			b.WriteByte(' ')
		}
		lower = unicode.IsLower(r)
		b.WriteRune(r)
	}
	return b.String()
}

// guessRest gives columns that no table knows to fields that no column has yet.
func (m *Mapping) guessRest() {
	free := map[Field]bool{}
	for i := range m.Columns {
		if m.Columns[i].Field != "" {
			continue
		}
		field := guess(m.Columns[i].Heading)
		if _, asked := free[field]; !asked {
			free[field] = !m.has(field) && (field != FieldName || !m.has(fieldOtherName, FieldFirstName, FieldLastName))
		}
		if field != "" && free[field] {
			m.Columns[i].Field = field
		}
	}
}
