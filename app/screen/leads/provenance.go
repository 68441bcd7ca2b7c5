package leads

import (
	"strings"

	"letip/app/screen"
	"letip/store/entity"
)

// From these on a value is sure, or fairly so: an email of a mail link is 0.9 and more, one spelt in words 0.7, a person
// guessed from the text less.
const (
	highConfidence = 0.8
	fairConfidence = 0.5
)

// sureWord is how sure a value is, in a word. What the rep typed needs none.
func sureWord(source string, confidence float64) string {
	switch {
	case source == "manual" || confidence <= 0:
		return ""
	case confidence >= highConfidence:
		return screen.L("high")
	case confidence >= fairConfidence:
		return screen.L("fair")
	}
	return screen.L("low")
}

// verdictWords say what a rep should know of an address before writing to it; that all is well needs no word.
var verdictWords = map[entity.Verdict]string{
	entity.VerdictRisky: "may not reach a person", entity.VerdictInvalid: "takes no mail", entity.VerdictUnknown: "could not be checked",
}

// verdictWord is what is known of an email address beyond where it was seen.
func verdictWord(c entity.Contact) string {
	var notice, verdict string
	if c.DoNotEmail {
		notice = screen.L("not for unasked mail")
	}
	if w, ok := verdictWords[c.Verdict]; ok {
		verdict = screen.L(w)
	}
	return screen.Joined(" · ", notice, verdict)
}

// addressWord is verdictWord of the address that a lead shows.
func addressWord(b *entity.Business, address string) string {
	for _, c := range b.Contacts {
		if c.Kind == entity.ContactEmail && strings.EqualFold(c.Value, address) {
			return verdictWord(c)
		}
	}
	return ""
}

// fieldNames are the pane's names of the fields that have a story.
var fieldNames = map[string]string{
	"name": "Name", "category": "Category", "phone": "Phone", "fax": "Fax", "email": "Email", "website": "Website",
	"address": "Street", "city": "City", "state": "State", "zip": "ZIP", "country": "Country", "hours": "Hours",
}

// lockWord says that no source replaces a value: the rep wrote or chose it.
func lockWord(p entity.Provenance) string {
	switch {
	case p.Picked:
		return screen.L("your choice, stays")
	case p.Source == "manual":
		return screen.L("stays")
	}
	return ""
}

// fieldOrder is the order in which stories are told.
var fieldOrder = []string{"name", "category", "phone", "fax", "email", "website", "address", "city", "state", "zip", "country", "hours"}

// said is one value of a field's story, ready to be shown.
type said struct {
	entity.Provenance
	text   string
	source string // who said it, how it was read and how sure that is
	same   bool   // it says the same as the shown value
}

// storyOf is all that was said of a field, the shown value first. What says the same as the value before it, by the same
// source, is told once.
func storyOf(story []entity.Provenance, field string) []said {
	var out []said
	told := map[string]bool{}
	for _, p := range story {
		key := p.Value + "\x00" + p.Source
		if p.Field != field || p.Value == "" || told[key] {
			continue
		}
		told[key] = true
		s := said{Provenance: p, text: p.Value, same: len(out) > 0 && out[0].Chosen && out[0].Value == p.Value}
		s.source = screen.Joined(" · ", sourceOf(p.Source, "", p.Method), sureWord(p.Source, p.Confidence))
		if p.Source == "manual" {
			s.source = screen.SourceWord(p.Source)
		}
		switch field {
		case "phone", "fax":
			s.text = screen.Phone(p.Value, p.Value)
		case "website":
			s.text = screen.Host(p.Value)
		}
		out = append(out, s)
	}
	return out
}
