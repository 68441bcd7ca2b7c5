package leads

import (
	"net/url"
	"strings"
	"time"

	"letip/app/screen"
	"letip/store/entity"
)

// value is one thing known of a lead, ready to be shown: what it is, the value, and where it came from.
type value struct {
	name   string
	field  string // by its JSON name, where it has a story
	text   string
	open   string // what a click opens; empty copies the text
	source string // in a few words
	url    string // where the source can be seen
	when   time.Time
}

// valuesOf lists every value of a lead in the order of the pane. Provenance says where each came from.
func valuesOf(b *entity.Business, story []entity.Provenance, now time.Time) []value {
	chosen := map[string]entity.Provenance{}
	for _, p := range story {
		if _, ok := chosen[p.Field]; p.Chosen && !ok {
			chosen[p.Field] = p
		}
	}
	var out []value
	add := func(name, field, text, open string) {
		if strings.TrimSpace(text) == "" {
			return
		}
		v := value{name: name, text: text, open: open}
		if p, ok := chosen[field]; ok {
			v.field = field
			v.source = screen.Joined(" · ", sourceOf(p.Source, p.URL, p.Method), sureWord(p.Source, p.Confidence), lockWord(p))
			v.url, v.when = p.URL, p.At
			if field == "email" {
				v.source = screen.Joined(" · ", v.source, addressWord(b, text))
			}
		}
		out = append(out, v)
	}
	phone := func(e164 string) string {
		if e164 == "" || b.DoNotContact {
			return ""
		}
		return "tel:" + e164
	}
	add("Phone", "phone", screen.Phone(b.Phone, b.PhoneRaw), phone(b.Phone))
	out = append(out, contactValues(b, story, entity.ContactPhone, "Phone", b.Phone)...)
	mail := ""
	if b.Email != "" && !b.DoNotContact {
		mail = "mailto:" + b.Email
	}
	add("Email", "email", b.Email, mail)
	out = append(out, contactValues(b, story, entity.ContactEmail, "Email", b.Email)...)
	out = append(out, contactValues(b, story, entity.ContactPerson, "Person", "")...)
	add("Website", "website", screen.Host(b.Website), b.Website)
	add("Address", "address", screen.Address(b), "")
	add("Fax", "fax", screen.Phone(b.Fax, ""), "")
	out = append(out, contactValues(b, story, entity.ContactFax, "Fax", b.Fax)...)
	add("Hours", "hours", strings.ReplaceAll(b.Hours, "; ", "\n"), "")
	for _, s := range b.Socials {
		add(networkName(s.Network), "socials", screen.Host(s.URL), s.URL)
	}
	for _, s := range b.Sources {
		if s.Source == "manual" {
			continue
		}
		out = append(out, value{name: "Seen at", text: screen.SourceWord(s.Source), open: s.URL})
	}
	out = append(out, value{name: "Added", text: screen.Ago(b.CreatedAt, now), when: b.CreatedAt})
	if b.UpdatedAt.Sub(b.CreatedAt) > time.Minute {
		out = append(out, value{name: "Changed", text: screen.Ago(b.UpdatedAt, now), when: b.UpdatedAt})
	}
	return out
}

// contactValues are the contacts of a kind, but for the one that the lead itself shows.
func contactValues(b *entity.Business, story []entity.Provenance, kind entity.ContactKind, name, shown string) []value {
	var out []value
	for _, c := range b.Contacts {
		if c.Kind != kind || c.Value == shown {
			continue
		}
		v := value{name: name, text: c.Value, url: c.SourceURL, when: c.LastSeen}
		source := contactSource(b, story, c)
		v.source = screen.Joined(" · ", sourceOf(source, c.SourceURL, c.Method), sureWord(source, c.Confidence))
		switch kind {
		case entity.ContactPhone, entity.ContactFax:
			v.text = screen.Phone(c.Value, c.Value)
			if kind == entity.ContactPhone && !b.DoNotContact {
				v.open = "tel:" + c.Value
			}
		case entity.ContactEmail:
			if !b.DoNotContact {
				v.open = "mailto:" + c.Value
			}
			v.source = screen.Joined(" · ", v.source, verdictWord(c))
		}
		person := c.Person
		if person == c.Value {
			person = "" // a person is named once
		}
		v.text = screen.Joined(", ", v.text, person, c.Title)
		out = append(out, v)
	}
	return out
}

// contactSource is who said a contact: what the story of its field holds of it, or else the source whose page it is.
func contactSource(b *entity.Business, story []entity.Provenance, c entity.Contact) string {
	for _, p := range story {
		if p.Field == string(c.Kind) && p.Value == c.Value && p.Source != "" {
			return p.Source
		}
	}
	for _, s := range b.Sources {
		if s.URL != "" && s.URL == c.SourceURL {
			return s.Source
		}
	}
	return ""
}

// sourceOf says in a few words where a value came from: the source, and of a website its page.
func sourceOf(source, at, method string) string {
	word := ""
	if source != "" {
		word = screen.SourceWord(source)
	}
	page := ""
	if u, err := url.Parse(at); err == nil && source != "osm" && source != "sample" {
		page = u.Path
		if page == "/" {
			page = ""
		}
		if word == "" && u.Host != "" {
			word = screen.SourceWord("website")
		}
	}
	if m := screen.MethodWord(method); m != "" && page == "" && word != m {
		return screen.Joined(" · ", word, m)
	}
	return screen.Joined(" ", word, page)
}

var networks = map[string]string{
	"facebook": "Facebook", "instagram": "Instagram", "x": "X", "linkedin": "LinkedIn", "youtube": "YouTube",
	"tiktok": "TikTok", "yelp": "Yelp", "pinterest": "Pinterest",
}

func networkName(id string) string {
	if n, ok := networks[id]; ok {
		return n
	}
	return id
}

// cleanTag makes a tag of what was typed: one line, no space around.
func cleanTag(s string) string { return strings.Join(strings.Fields(s), " ") }
