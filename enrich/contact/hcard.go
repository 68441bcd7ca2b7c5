package contact

import (
	"strings"

	"golang.org/x/net/html/atom"
)

// cardProps maps the class names of hCard 1.0 and h-card to the property names of schema.org.
var cardProps = map[string]string{
	"fn": "name", "p-name": "name", "org": "org", "p-org": "org", "organization-name": "org",
	"tel": "telephone", "p-tel": "telephone", "fax": "faxNumber", "email": "email", "u-email": "email",
	"url": "url", "u-url": "url", "title": "jobTitle", "p-job-title": "jobTitle", "role": "role", "p-role": "role",
	"adr": "address", "p-adr": "address", "h-adr": "address",
	"street-address": "streetAddress", "p-street-address": "streetAddress",
	"extended-address": "extendedAddress", "p-extended-address": "extendedAddress",
	"locality": "addressLocality", "p-locality": "addressLocality", "region": "addressRegion", "p-region": "addressRegion",
	"postal-code": "postalCode", "p-postal-code": "postalCode",
	"country-name": "addressCountry", "p-country-name": "addressCountry",
	"given-name": "givenName", "p-given-name": "givenName",
	"family-name": "familyName", "p-family-name": "familyName",
}

func (d *document) currentCard() *item {
	if d.inCard == 0 {
		return nil
	}
	for i := len(d.stack) - 1; i >= 0; i-- {
		if d.stack[i].card != nil {
			return d.stack[i].card
		}
	}
	return nil
}

func (d *document) openCard(f *frame, a *attrs) {
	if d.inCard == 0 && !strings.Contains(a.class, "card") && !strings.Contains(a.class, "adr") {
		return
	}
	inside := d.currentCard()
	var root string
	for word := range strings.FieldsSeq(a.class) {
		switch word {
		case "vcard", "h-card":
			root = "hcard"
		case "adr", "h-adr", "p-adr":
			if root == "" {
				root = "PostalAddress"
			}
		case "value", "type":
			if inside != nil {
				f.part, f.taking = word, true
			}
		}
		if name, ok := cardProps[word]; ok && inside != nil {
			f.cardProps = append(f.cardProps, name)
		}
	}
	if root != "" {
		f.card = &item{types: []string{root}, method: HCard, footer: d.footer > 0, others: strings.Contains(a.class, "author") || d.praise > 0}
		if inside == nil || root == "hcard" && len(f.cardProps) == 0 {
			d.cards = append(d.cards, f.card)
		}
	}
	if len(f.cardProps) == 0 && f.part == "" {
		return
	}
	f.cardOwner = inside
	f.taking = true
	switch f.tag {
	case atom.Abbr:
		f.cardValue = a.title
	case atom.A:
		f.cardValue = a.href
	case atom.Area, atom.Img:
		f.cardValue = a.alt
	case atom.Data, atom.Input:
		f.cardValue = a.value
	case atom.Time:
		f.cardValue = a.datetime
	}
}

func (d *document) closeCard(f *frame, text string) {
	if f.cardOwner == nil {
		return
	}
	text = squeeze(text)
	if f.part != "" {
		d.addPart(f, text)
	}
	for _, name := range f.cardProps {
		v := text
		switch {
		case len(f.values) > 0: // the value class pattern: a property's value is its parts' joined
			v = strings.Join(f.values, "")
		case f.cardValue == "":
		case f.tag == atom.A:
			if name == "email" || name == "url" || strings.HasPrefix(strings.ToLower(f.cardValue), "tel:") {
				v = f.cardValue
			}
		default:
			v = f.cardValue
		}
		switch {
		case name == "telephone" && (f.isFax || strings.HasPrefix(strings.ToLower(text), "fax")):
			name = "faxNumber"
		case f.card != nil && name == "address":
			if len(f.card.props) == 0 {
				f.card.add("streetAddress", text, nil)
			}
			f.cardOwner.add(name, "", f.card)
			continue
		}
		f.cardOwner.add(name, v, nil)
	}
}

// addPart gives the innermost open property a part of its value, or its type.
func (d *document) addPart(f *frame, text string) {
	for i := len(d.stack) - 2; i >= 0; i-- {
		outer := &d.stack[i]
		if len(outer.cardProps) == 0 {
			continue
		}
		if f.part == "type" {
			outer.isFax = outer.isFax || strings.EqualFold(text, "fax")
			return
		}
		if f.tag == atom.Abbr && f.cardValue != "" {
			text = f.cardValue
		}
		outer.values = append(outer.values, text)
		return
	}
}
