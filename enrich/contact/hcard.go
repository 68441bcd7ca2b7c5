package contact

import (
	"cmp"
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
		if m := d.stack[i].data; m != nil && m.card != nil {
			return m.card
		}
	}
	return nil
}

func (d *document) openCard(f *frame, a *attrs) {
	if d.inCard == 0 && !strings.Contains(a.class, "card") && !strings.Contains(a.class, "adr") {
		return
	}
	inside := d.currentCard()
	m := f.data
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
				m = f.more()
				m.part, m.taking = word, true
			}
		}
		if name, ok := cardProps[word]; ok && inside != nil {
			m = f.more()
			m.cardProps = append(m.cardProps, name)
		}
	}
	if root != "" {
		m = f.more()
		m.card = &item{types: []string{root}, method: HCard, footer: d.footer > 0, others: strings.Contains(a.class, "author") || d.praise > 0 || f.praise}
		if inside == nil || root == "hcard" && len(m.cardProps) == 0 {
			d.cards = append(d.cards, m.card)
		}
		if inside != nil {
			inside.nests = true
		}
		if strings.Contains(a.class, "h-card") {
			m.implies, m.taking = true, true
			m.card.pictures(f.tag, a)
		}
	}
	if m == nil || len(m.cardProps) == 0 && m.part == "" {
		return
	}
	m.cardOwner = inside
	m.taking = true
	switch f.tag {
	case atom.Abbr:
		m.cardValue = a.title
	case atom.A:
		m.cardValue = a.href
	case atom.Area, atom.Img:
		m.cardValue = a.alt
	case atom.Data, atom.Input:
		m.cardValue = a.value
	case atom.Time:
		m.cardValue = a.datetime
	}
}

// pictures notes what the first picture or abbreviation of a card stands for.
func (it *item) pictures(tag atom.Atom, a *attrs) {
	switch tag {
	case atom.Img, atom.Area:
		it.alt = cmp.Or(it.alt, a.alt)
	case atom.Abbr:
		it.long = cmp.Or(it.long, a.title)
	}
}

func (d *document) closeCard(f *frame, text string) {
	m := f.data
	if m.implies && !m.card.nests && len(m.card.props) == 0 { // an h-card of one name: <a class="h-card">Jane Doe</a>
		if name := cmp.Or(squeeze(m.card.long), squeeze(text), squeeze(m.card.alt)); name != "" {
			m.card.add("name", name, nil)
		}
	}
	if m.cardOwner == nil {
		return
	}
	text = squeeze(text)
	if m.part != "" {
		d.addPart(f.tag, m, text)
	}
	for _, name := range m.cardProps {
		v := text
		switch {
		case len(m.values) > 0: // the value class pattern: a property's value is its parts' joined
			v = strings.Join(m.values, "")
		case m.cardValue == "":
		case f.tag == atom.A:
			if name == "email" || name == "url" || strings.HasPrefix(strings.ToLower(m.cardValue), "tel:") {
				v = m.cardValue
			}
		default:
			v = m.cardValue
		}
		switch {
		case name == "telephone" && (m.isFax || strings.HasPrefix(strings.ToLower(text), "fax")):
			name = "faxNumber"
		case m.card != nil && name == "address":
			if len(m.card.props) == 0 {
				m.card.add("streetAddress", text, nil)
			}
			m.cardOwner.add(name, "", m.card)
			continue
		}
		m.cardOwner.add(name, v, nil)
	}
}

// addPart gives the innermost open property a part of its value, or its type.
func (d *document) addPart(tag atom.Atom, m *data, text string) {
	for i := len(d.stack) - 2; i >= 0; i-- {
		outer := d.stack[i].data
		if outer == nil || len(outer.cardProps) == 0 {
			continue
		}
		if m.part == "type" {
			outer.isFax = outer.isFax || strings.EqualFold(text, "fax")
			return
		}
		if tag == atom.Abbr && m.cardValue != "" {
			text = m.cardValue
		}
		outer.values = append(outer.values, text)
		return
	}
}
