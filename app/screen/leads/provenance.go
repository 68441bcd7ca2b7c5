package leads

import (
	"strings"

	"fyne.io/fyne/v2"

	"letip/app/screen"
	"letip/app/widget"
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

// otherValues are what else was said of a lead's fields: older values, and those that were not taken.
func otherValues(b *entity.Business, story []entity.Provenance) []value {
	shown := map[string]bool{}
	for _, p := range story {
		if p.Chosen {
			shown[p.Field+"\x00"+p.Value] = true
		}
	}
	var out []value
	for _, p := range story {
		name, ok := fieldNames[p.Field]
		key := p.Field + "\x00" + p.Value
		if !ok || p.Value == "" || shown[key] {
			continue
		}
		shown[key] = true
		v := value{
			name: name, text: p.Value, url: p.URL, when: p.At,
			source: screen.Joined(" · ", sourceOf(p.Source, p.URL, p.Method), sureWord(p.Source, p.Confidence)),
		}
		switch p.Field {
		case "phone", "fax":
			v.text = screen.Phone(p.Value, p.Value)
		case "website":
			v.text, v.open = screen.Host(p.Value), p.Value
		}
		out = append(out, v)
	}
	return out
}

// more offers the other values of a lead, and lists them once asked for.
func (v *view) more(b *entity.Business, story []entity.Provenance) []fyne.CanvasObject {
	others := otherValues(b, story)
	if len(others) == 0 {
		return nil
	}
	label := screen.Lf("Show {{.Values}}", screen.With{"Values": screen.Count(len(others), "other value")})
	if v.open == b.ID {
		label = screen.Lf("Hide {{.Values}}", screen.With{"Values": screen.Count(len(others), "other value")})
	}
	toggle := widget.NewButton(label, widget.Quiet, func() {
		if v.open == b.ID {
			v.open = 0
		} else {
			v.open = b.ID
		}
		v.s.draw()
	})
	out := []fyne.CanvasObject{screen.Inset(-10, 0, 0, 0, screen.Row(0, toggle))}
	if v.open == b.ID {
		for _, val := range others {
			out = append(out, v.value(val))
		}
	}
	return out
}
