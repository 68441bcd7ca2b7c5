package review

import (
	"slices"
	"strings"
	"time"

	"letip/app/screen"
	"letip/store/entity"
)

// field is one line of the comparison: what two leads say of the same thing.
type field struct {
	name string
	a, b string
}

// differs reports whether both say something, and not the same: only letter case and spaces don't count.
func (f field) differs() bool {
	return f.a != "" && f.b != "" && !strings.EqualFold(squeezed(f.a), squeezed(f.b))
}

// alone reports whether just one of them says anything.
func (f field) alone() bool { return (f.a == "") != (f.b == "") }

func squeezed(s string) string { return strings.Join(strings.Fields(s), " ") }

// parts are what is compared, in the order of the screen.
var parts = []struct {
	name string
	of   func(*entity.Business, time.Time) string
}{
	{"Phone", func(b *entity.Business, _ time.Time) string {
		return listed(screen.Phone(b.Phone, b.PhoneRaw), contacts(b, entity.ContactPhone))
	}},
	{"Email", func(b *entity.Business, _ time.Time) string { return listed(b.Email, contacts(b, entity.ContactEmail)) }},
	{"Website", func(b *entity.Business, _ time.Time) string { return screen.Host(b.Website) }},
	{"Address", func(b *entity.Business, _ time.Time) string { return screen.Address(b) }},
	{"Category", func(b *entity.Business, _ time.Time) string { return b.Category }},
	{"People", func(b *entity.Business, _ time.Time) string { return listed("", contacts(b, entity.ContactPerson)) }},
	{"Fax", func(b *entity.Business, _ time.Time) string { return screen.Phone(b.Fax, "") }},
	{"Hours", func(b *entity.Business, _ time.Time) string { return strings.ReplaceAll(b.Hours, "; ", "\n") }},
	{"Distance", func(b *entity.Business, _ time.Time) string { return screen.Miles(b.Distance) }},
	{"Stage", func(b *entity.Business, _ time.Time) string { return screen.StageWord(b.Stage) }},
	{"Tags", func(b *entity.Business, _ time.Time) string { return strings.Join(b.Tags, ", ") }},
	{"Next", func(b *entity.Business, _ time.Time) string { return b.NextAction }},
	{"Notes", func(b *entity.Business, _ time.Time) string { return b.Notes }},
	{"Seen at", func(b *entity.Business, _ time.Time) string { return sources(b) }},
	{"Added", func(b *entity.Business, now time.Time) string { return screen.Ago(b.CreatedAt, now) }},
}

// unweighed are the lines in which a difference says nothing of who is who.
var unweighed = map[string]bool{"Stage": true, "Tags": true, "Next": true, "Notes": true, "Seen at": true, "Added": true, "Distance": true, "Category": true}

// fieldsOf compares two leads; what neither knows is left out.
func fieldsOf(a, b *entity.Business, now time.Time) []field {
	var out []field
	for _, p := range parts {
		if f := (field{name: p.name, a: p.of(a, now), b: p.of(b, now)}); f.a != "" || f.b != "" {
			out = append(out, f)
		}
	}
	return out
}

// contacts are the values of one kind beyond the one that the lead itself shows.
func contacts(b *entity.Business, kind entity.ContactKind) (out []string) {
	for _, c := range b.Contacts {
		if c.Kind != kind || kind == entity.ContactEmail && strings.EqualFold(c.Value, b.Email) || kind == entity.ContactPhone && c.Value == b.Phone {
			continue
		}
		switch kind {
		case entity.ContactPhone:
			out = append(out, screen.Phone(c.Value, c.Value))
		case entity.ContactPerson:
			out = append(out, screen.Joined(", ", c.Value, c.Title))
		default:
			out = append(out, c.Value)
		}
	}
	return out
}

// listedMost is how many values of one kind are compared by eye: the rest comes along in a merge as well.
const listedMost = 4

func listed(first string, more []string) string {
	all := slices.DeleteFunc(append([]string{first}, more...), func(s string) bool { return s == "" })
	if extra := len(all) - listedMost; extra > 0 {
		all = append(all[:listedMost], screen.Lf("{{.N}} more", screen.With{"N": screen.Number(extra)}))
	}
	return strings.Join(all, "\n")
}

func sources(b *entity.Business) string {
	var out []string
	for _, s := range b.Sources {
		if w := screen.SourceWord(s.Source); !slices.Contains(out, w) {
			out = append(out, w)
		}
	}
	return strings.Join(out, ", ")
}

// sureness are the words for a confidence, from where each begins.
var sureness = []struct {
	from float64
	word string
}{{0.95, "almost certainly one business"}, {0.8, "very likely one business"}, {0.65, "likely one business"}, {0, "may be one business"}}

// sureWord is how likely two leads are one business, in words.
func sureWord(confidence float64) string {
	for _, s := range sureness {
		if confidence >= s.from {
			return screen.L(s.word)
		}
	}
	return ""
}

// stays is which of the two a merge keeps unless the rep says otherwise: the one that somebody has worked on, else the
// one that came first.
func stays(a, b *entity.Business) entity.BusinessID {
	switch wa, wb := worked(a), worked(b); {
	case wa && !wb:
		return a.ID
	case wb && !wa:
		return b.ID
	case b.CreatedAt.Before(a.CreatedAt):
		return b.ID
	}
	return a.ID
}

func worked(b *entity.Business) bool {
	return b.Notes != "" || len(b.Tags) > 0 || b.NextAction != "" || b.Stage != "" && b.Stage != entity.StageNew
}

// against reports whether a reason speaks for two businesses.
func against(reason string) bool {
	for _, word := range []string{"different", "parts of one house", "another street", "miles apart"} {
		if strings.Contains(reason, word) {
			return true
		}
	}
	return false
}
