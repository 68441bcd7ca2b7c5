package identity

import (
	"slices"
	"strings"

	"letip/store/entity"
	"letip/store/normal"
)

// Record is a business in comparable forms; the zero value of a field is unknown.
type Record struct {
	ID     entity.BusinessID
	Names  []Name   // the name, and the one behind "dba"
	Phones []string // E.164, the business's own first
	Emails []string
	Sites  []string // registrable domains; none on a host that many share
	Pages  []string // profiles and pages on such hosts
	House  string   // house number
	Street string   // folded, types and directions abbreviated, without unit
	Unit   string
	City   string // folded
	State  string
	ZIP    string // five digits, or another country's code
	Where  *entity.Point
}

// Name is a name in comparable form.
type Name struct {
	Text  string // normal.FoldName, with one word for each kind of place
	Words []string
}

// most is how many phones, emails and pages of one business are looked at.
const most = 8

// RecordOf makes the record of a business with its contacts.
func RecordOf(b *entity.Business) Record {
	r := Record{
		ID:     b.ID,
		Names:  names(b.Name),
		Phones: set(b.Phone),
		Emails: set(strings.ToLower(b.Email)),
		City:   city(b.City),
		State:  strings.ToUpper(b.State),
		Where:  b.Location,
	}
	if code, ok := normal.StateCode(b.State); ok {
		r.State = code
	}
	// In the order of their values: whatever order they were read in, a long list ends at the same one.
	for _, c := range slices.SortedFunc(slices.Values(b.Contacts), func(x, y entity.Contact) int { return strings.Compare(x.Value, y.Value) }) {
		switch c.Kind {
		case entity.ContactPhone:
			r.Phones = join(r.Phones, c.Value)
		case entity.ContactEmail:
			r.Emails = join(r.Emails, strings.ToLower(c.Value))
		}
	}
	r.site(b.Website)
	for _, s := range b.Socials {
		r.site(s.URL)
	}
	r.House, r.Street, r.Unit = street(b.Address)
	r.ZIP, _, _ = strings.Cut(strings.TrimSpace(b.ZIP), "-")
	return r
}

// Absorb adds what another record of the same business knows.
func (r *Record) Absorb(o Record) {
	for _, p := range o.Phones {
		r.Phones = join(r.Phones, p)
	}
	for _, e := range o.Emails {
		r.Emails = join(r.Emails, e)
	}
	if len(r.Sites) == 0 {
		r.Sites = o.Sites
	}
	for _, p := range o.Pages {
		r.Pages = join(r.Pages, p)
	}
	if r.Street == "" {
		r.House, r.Street, r.Unit = o.House, o.Street, o.Unit
	}
	r.City, r.State, r.ZIP = firstOf(r.City, o.City), firstOf(r.State, o.State), firstOf(r.ZIP, o.ZIP)
	if r.Where == nil {
		r.Where = o.Where
	}
}

// site sorts an address on the web: a domain of the business's own, or its page on somebody else's.
func (r *Record) site(url string) {
	if url == "" {
		return
	}
	if domain := normal.Domain(url); domain != "" && strings.HasPrefix(url, "http") && !normal.SharedDomain(domain) {
		r.Sites = join(r.Sites, domain) // nearly all are, and no profile is
		return
	}
	if _, profile, ok := normal.Social(url); ok {
		r.Pages = join(r.Pages, strings.ToLower(profile))
		return
	}
	if !normal.SharedHost(url) {
		r.Sites = join(r.Sites, normal.Domain(url))
		return
	}
	if page := page(url); page != "" {
		r.Pages = join(r.Pages, page)
	}
}

// page is a page on a shared host, without what doesn't tell one from another; empty is the host itself.
func page(url string) string {
	_, rest, found := strings.Cut(url, "://")
	if !found {
		rest = url
	}
	rest, _, _ = strings.Cut(strings.ToLower(rest), "#")
	path, query, _ := strings.Cut(rest, "?")
	path = strings.TrimRight(path, "/")
	if strings.Contains(path, "/") {
		return path
	}
	if query != "" {
		return path + "?" + query
	}
	return ""
}

func set(s string) []string { return join(nil, s) }

func join(list []string, s string) []string {
	if s == "" || len(list) >= most || slices.Contains(list, s) {
		return list
	}
	return append(list, s)
}

// names takes "Pizza Holding LLC dba Joe's" apart.
func names(s string) []Name {
	var list []Name
	add := func(text string) {
		words := strings.Fields(normal.FoldName(text))
		for i, w := range words {
			if same, ok := synonyms[w]; ok {
				words[i] = same
			}
		}
		if len(words) > 0 {
			list = append(list, Name{strings.Join(words, " "), words})
		}
	}
	add(s)
	low := " " + strings.ToLower(s) + " "
	for _, mark := range []string{" dba ", " d/b/a ", " d.b.a. ", " t/a ", " doing business as "} {
		if i := strings.Index(low, mark); i > 0 && len(low) == len(s)+2 {
			list = list[:0]
			add(s[:i])
			add(s[min(len(s), i+len(mark)-1):])
			break
		}
	}
	return list
}

var cityMarks = strings.NewReplacer(".", " ", "-", " ")

func city(s string) string {
	f := strings.Fields(cityMarks.Replace(normal.Fold(s)))
	for i, w := range f {
		if a, ok := cityWords[w]; ok {
			f[i] = a
		}
	}
	return strings.Join(f, " ")
}

var cityWords = map[string]string{"saint": "st", "fort": "ft", "mount": "mt", "twp": "township", "north": "n", "south": "s", "east": "e", "west": "w"}
