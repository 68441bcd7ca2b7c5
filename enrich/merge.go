package enrich

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"letip/enrich/contact"
	"letip/store/entity"
)

// located is a value with the page it was read on.
type located[T any] struct {
	value T
	page  *page
}

// merge brings what several pages say to one visit: each value once, with the page where it is surest.
func merge(v *entity.Visit, b entity.Business, pages []page) {
	for i := range pages {
		v.Pages = append(v.Pages, pages[i].url)
		v.DoNotEmail = v.DoNotEmail || pages[i].contacts.DoNotEmail
	}
	v.Contacts = append(v.Contacts, emails(v, pages)...)
	v.Contacts = append(v.Contacts, phones(v, pages)...)
	v.Contacts = append(v.Contacts, people(v, pages)...)
	for i := range pages {
		for _, s := range pages[i].contacts.Socials {
			if !slices.Contains(v.Socials, s) {
				v.Socials = append(v.Socials, s)
			}
		}
	}
	addressFields(v, pages)
	for i := range pages {
		c := &pages[i].contacts
		if c.Hours != nil && c.Hours.Week != nil {
			v.Fields = append(v.Fields, entity.FieldValue{Field: "hours", Value: c.Hours.Raw, URL: pages[i].url, Method: "page", Confidence: 0.8})
			break
		}
	}
	if b.Category == "" {
		category(v, pages)
	}
	if b.Name == "" && len(pages) > 0 && pages[0].contacts.Name != "" {
		v.Fields = append(v.Fields, entity.FieldValue{Field: "name", Value: pages[0].contacts.Name, URL: pages[0].url, Method: "page", Confidence: 0.6})
	}
}

// category takes the first kind of business that the pages' structured data name.
func category(v *entity.Visit, pages []page) {
	for i := range pages {
		if kinds := pages[i].contacts.Categories; len(kinds) > 0 {
			v.Fields = append(v.Fields, entity.FieldValue{Field: "category", Value: kindWords(kinds[0]), URL: pages[i].url, Method: "page", Confidence: 0.6})
			return
		}
	}
}

// kindWords writes the name of a schema.org type as words: "AutoRepair" is "Auto repair".
func kindWords(kind string) string {
	var words strings.Builder
	for i, r := range kind {
		switch {
		case i > 0 && unicode.IsUpper(r):
			words.WriteByte(' ')
			words.WriteRune(unicode.ToLower(r))
		case r == '_' || r == '-':
			words.WriteByte(' ')
		default:
			words.WriteRune(r)
		}
	}
	return words.String()
}

// gather keeps each value once, the surest; of equals the one of the more promising page.
func gather[T any](pages []page, list func(*contact.Contacts) []T, key func(T) string, sure func(T) float64) []located[T] {
	var out []located[T]
	at := map[string]int{}
	for i := range pages {
		for _, v := range list(&pages[i].contacts) {
			k := key(v)
			if j, ok := at[k]; ok {
				if sure(v) > sure(out[j].value) {
					out[j] = located[T]{v, &pages[i]}
				}
				continue
			}
			at[k] = len(out)
			out = append(out, located[T]{v, &pages[i]})
		}
	}
	slices.SortStableFunc(out, func(a, b located[T]) int {
		if c := cmp.Compare(sure(b.value), sure(a.value)); c != 0 {
			return c
		}
		return cmp.Compare(rank(a.page.topic), rank(b.page.topic))
	})
	return out
}

// rank puts a contact page before the home page, and that before the others.
func rank(t contact.Topic) int {
	switch t {
	case contact.ContactPage:
		return 0
	case 0:
		return 1
	}
	return int(t) + 1
}

func emails(v *entity.Visit, pages []page) []entity.Contact {
	found := gather(pages, func(c *contact.Contacts) []contact.Email { return c.Emails },
		func(e contact.Email) string { return e.Value }, func(e contact.Email) float64 { return e.Confidence })
	var out []entity.Contact
	for _, f := range found {
		out = append(out, entity.Contact{
			Kind: entity.ContactEmail, Value: f.value.Value, Confidence: f.value.Confidence, SourceURL: f.page.url,
			Method: string(f.value.Method), FirstSeen: v.At, LastSeen: v.At,
		})
		v.Fields = append(v.Fields, entity.FieldValue{Field: "email", Value: f.value.Value, URL: f.page.url, Method: string(f.value.Method), Confidence: f.value.Confidence})
	}
	return out
}

func phones(v *entity.Visit, pages []page) []entity.Contact {
	found := gather(pages, func(c *contact.Contacts) []contact.Number { return c.Phones },
		func(n contact.Number) string { return cmp.Or(n.Value, n.Raw) }, func(n contact.Number) float64 { return n.Confidence })
	var out []entity.Contact
	for _, f := range found {
		n := f.value
		if n.Value == "" {
			continue // what no one can dial is no contact
		}
		kind, field := entity.ContactPhone, "phone"
		if n.Kind == contact.Fax {
			kind, field = entity.ContactFax, "fax"
		}
		out = append(out, entity.Contact{
			Kind: kind, Value: n.Value, Confidence: n.Confidence, SourceURL: f.page.url, Method: string(n.Method), FirstSeen: v.At, LastSeen: v.At,
		})
		v.Fields = append(v.Fields, entity.FieldValue{Field: field, Value: n.Value, URL: f.page.url, Method: string(n.Method), Confidence: n.Confidence})
	}
	return out
}

// peopleFrom is the confidence from which a name is kept: below stands who a page merely mentions.
const peopleFrom = 0.55

func people(v *entity.Visit, pages []page) []entity.Contact {
	found := gather(pages, func(c *contact.Contacts) []contact.Person { return c.People },
		func(p contact.Person) string { return p.Name }, func(p contact.Person) float64 { return p.Confidence })
	var out []entity.Contact
	for _, f := range found {
		p := f.value
		if p.Confidence < peopleFrom {
			continue
		}
		c := entity.Contact{
			Kind: entity.ContactPerson, Value: p.Name, Person: p.Name, Title: p.Title, Confidence: p.Confidence,
			SourceURL: f.page.url, Method: string(p.Method), FirstSeen: v.At, LastSeen: v.At,
		}
		out = append(out, c)
		if p.Email != "" {
			c.Kind, c.Value = entity.ContactEmail, p.Email
			out = append(out, c)
		}
		if p.Phone != "" {
			c.Kind, c.Value = entity.ContactPhone, p.Phone
			out = append(out, c)
		}
	}
	return out
}

// addressFields takes the fullest address of the pages, all its parts from one page.
func addressFields(v *entity.Visit, pages []page) {
	var best *contact.Address
	var from *page
	for i := range pages {
		a := pages[i].contacts.Address
		if a != nil && a.Street != "" && (best == nil || parts(a) > parts(best)) {
			best, from = a, &pages[i]
		}
	}
	if best == nil {
		return
	}
	for _, f := range []struct{ field, value string }{
		{"address", best.Street}, {"city", best.City}, {"state", best.State}, {"zip", best.ZIP}, {"country", best.Country},
	} {
		if f.value != "" {
			v.Fields = append(v.Fields, entity.FieldValue{Field: f.field, Value: f.value, URL: from.url, Method: "page", Confidence: 0.75})
		}
	}
}

func parts(a *contact.Address) int {
	n := 0
	for _, s := range []string{a.Street, a.City, a.State, a.ZIP} {
		if s != "" {
			n++
		}
	}
	return n
}
