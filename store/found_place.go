package store

import (
	"errors"
	"math"
	"strconv"
	"strings"

	"letip/store/entity"
	"letip/store/normal"
)

// place is what a source found, in the columns' own shape.
type place struct {
	found entity.Found
	err   error // why it can't be stored
	facts []fact
	trust float64 // how far the source is trusted, from 0 to 1
	// further says that another sighting brought the lead: what this one says fills what is empty and replaces nothing, else
	// two spellings of one source would take turns.
	further bool
}

// fact is one value that a source gives.
type fact struct {
	column string
	value  any    // as the column holds it; nil is unknown
	text   string // as the provenance holds it
}

// Why a place can't be stored.
var (
	errNameless = errors.New("the source gives no name")
	errNoSource = errors.New("the source gives no id for it")
	errNowhere  = errors.New("its position is not on the earth")
)

// readPlace takes over what a source says. Sources have brought their values to normal form; here only what would harm
// the database is kept out.
func readPlace(f entity.Found) place {
	f.Source, f.SourceID, f.URL = cleanLine(f.Source), cleanLine(f.SourceID), cleanLine(f.URL)
	p := place{found: f, trust: foundConfidence}
	name := cut(cleanLine(f.Name))
	switch {
	case !normal.CanBeSeen(name):
		p.err = errNameless
	case f.Source == "" || f.SourceID == "":
		p.err = errNoSource
	case f.Location != nil && !onEarth(*f.Location):
		p.err = errNowhere
	}
	if p.err != nil {
		return p
	}
	p.line("name", name)
	p.line("category", f.Category)
	raw := cut(cleanLine(f.PhoneRaw))
	if raw == "" {
		raw = f.Phone
	}
	p.line("phone_raw", raw)
	p.fact("phone", unknownIfEmpty(cut(cleanLine(f.Phone))), firstKnown(f.Phone, raw))
	p.line("fax", f.Fax)
	p.line("email", f.Email)
	p.line("website", f.Website)
	if socials, ok := toJSON(f.Socials).(string); ok {
		p.fact("socials", socials, socials)
	}
	p.line("address", f.Address)
	p.line("city", f.City)
	p.line("state", f.State)
	p.line("zip", f.ZIP)
	p.line("country", f.Country)
	p.line("hours", f.Hours)
	if f.Location != nil {
		p.number("lat", f.Location.Lat)
		p.number("lon", f.Location.Lon)
	}
	return p
}

func (p *place) fact(column string, value any, text string) {
	if text != "" {
		p.facts = append(p.facts, fact{column, value, text})
	}
}

func (p *place) line(column, s string) {
	s = cut(cleanLine(s))
	p.fact(column, s, s)
}

func (p *place) number(column string, v float64) {
	p.fact(column, v, strconv.FormatFloat(v, 'f', -1, 64))
}

// value is what the place says of a column; nil is nothing.
func (p *place) value(column string) any {
	for _, f := range p.facts {
		if f.column == column {
			return f.value
		}
	}
	return nil
}

func (p *place) distance() any {
	if p.found.Distance == nil || math.IsNaN(float64(*p.found.Distance)) {
		return nil
	}
	return float64(*p.found.Distance)
}

// contacts are all the ways to reach the place: those of its own columns first.
func (p *place) contacts() []entity.Contact {
	var all []entity.Contact
	for _, f := range p.facts {
		value, _ := f.value.(string)
		if kind, ok := contactColumns[f.column]; ok && value != "" {
			all = append(all, entity.Contact{
				Kind: kind, Value: value, Confidence: p.trust, SourceURL: p.found.URL, Method: p.method(),
			})
		}
	}
	for _, c := range p.found.Contacts {
		c.Value, c.Person, c.Title = cut(cleanLine(c.Value)), cut(cleanLine(c.Person)), cut(cleanLine(c.Title))
		c.SourceURL = firstKnown(cleanLine(c.SourceURL), p.found.URL)
		c.Method = firstKnown(c.Method, p.method())
		if !(c.Confidence > 0) { // unknown, or no number
			c.Confidence = p.trust
		}
		c.Confidence = min(c.Confidence, 1)
		if c.Value != "" && contactKinds[c.Kind] {
			all = append(all, c)
		}
	}
	return all
}

var contactKinds = map[entity.ContactKind]bool{
	entity.ContactEmail: true, entity.ContactPhone: true, entity.ContactFax: true, entity.ContactPerson: true,
}

// method is how its values were read.
func (p *place) method() string { return firstKnown(p.found.Method, p.found.Source) }

func onEarth(at entity.Point) bool {
	return math.Abs(at.Lat) <= 90 && math.Abs(at.Lon) <= 180 // false for what is no number, too
}

func firstKnown(values ...string) string {
	for _, v := range values {
		if v != "" {
			return v
		}
	}
	return ""
}

// cut keeps a value within the length of a line, whole letters only.
func cut(s string) string {
	if len(s) > longestLine {
		s = strings.ToValidUTF8(s[:longestLine], "")
	}
	return s
}

// folds are the columns that have a folded one beside them.
var folds = map[string]string{"name": "name_fold", "category": "category_fold", "city": "city_fold"}

// withFold gives the columns that a value is written to.
func withFold(column string, value any) (columns []string, values []any) {
	columns, values = []string{column}, []any{value}
	if folded, ok := folds[column]; ok {
		s, _ := value.(string)
		columns, values = append(columns, folded), append(values, normal.Fold(s))
	}
	return columns, values
}
