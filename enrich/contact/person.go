package contact

import (
	"cmp"
	"slices"
	"strings"

	"letip/store/normal"
)

// people reads who works there: structured data, then names beside a title in the text.
func (d *document) people(items []*item) []Person {
	var all []Person
	for _, it := range items {
		if it.others || len(all) >= mostFound {
			continue
		}
		if p, ok := d.personOf(it); ok {
			all = append(all, p)
		}
		for _, p := range it.props {
			if role, ok := personRole[p.name]; ok && p.child == nil {
				if name, _, ok := personName(p.text); ok {
					all = append(all, Person{Name: name, Title: role, Method: it.method, Confidence: 0.9})
				}
			}
		}
	}
	all = append(all, d.textPeople()...)
	slices.SortStableFunc(all, func(a, b Person) int { return cmp.Compare(b.Confidence, a.Confidence) })
	all = once(all)
	return slices.DeleteFunc(all, func(p Person) bool { return p.Confidence < staffFrom })
}

// staffFrom is the confidence from which a name is given: below stands who praises the business, or wrote of it. Whom a
// business's page merely names most often works there, and is given as unsure.
const staffFrom = 0.4

// personRole names the properties whose text is somebody who works there.
var personRole = map[string]string{
	"founder": "Founder", "founders": "Founder", "owner": "Owner", "employee": "", "employees": "", "member": "",
}

// once leaves each person once, the surest, with what the others know: "Brian Harris" and "Brian A. Harris, MD" are
// one, and "Dr. Harris" is him where nobody else has his name.
func once(all []Person) []Person {
	var out []Person
	at := map[string][]int{} // by last name
	for _, p := range all {
		name := strings.Fields(normal.Fold(p.Name))
		if len(name) == 0 {
			continue
		}
		last := name[len(name)-1]
		i := slices.IndexFunc(at[last], func(i int) bool { return samePerson(p.Name, out[i].Name) })
		if i < 0 {
			at[last] = append(at[last], len(out))
			out = append(out, p)
			continue
		}
		q := &out[at[last][i]]
		if len(p.Name) > len(q.Name) && !honored(p.Name) || honored(q.Name) && !honored(p.Name) {
			q.Name = p.Name
		}
		q.Title, q.Email, q.Phone = cmp.Or(q.Title, p.Title), cmp.Or(q.Email, p.Email), cmp.Or(q.Phone, p.Phone)
	}
	return out
}

func honored(name string) bool {
	first, _, ok := strings.Cut(name, " ")
	return ok && honorifics[word(first)]
}

// samePerson compares the first names of two who share the last; an honorific alone stands for either.
func samePerson(a, b string) bool {
	if honored(a) && strings.Count(a, " ") == 1 || honored(b) && strings.Count(b, " ") == 1 {
		return true
	}
	first, _, _ := strings.Cut(normal.Fold(a), " ")
	other, _, _ := strings.Cut(normal.Fold(b), " ")
	return first == other
}

// personOf reads a Person or an hCard of one. The author of an article is not somebody a rep can call.
func (d *document) personOf(it *item) (Person, bool) {
	if !it.is("Person", "hcard", "Physician", "Dentist", "Attorney") {
		return Person{}, false
	}
	raw := it.first("name")
	if raw == "" {
		raw = squeeze(it.first("givenName") + " " + it.first("familyName"))
	}
	if it.is("hcard") && strings.EqualFold(raw, it.first("org")) {
		return Person{}, false
	}
	name, credential, why := readName(raw)
	title := cmp.Or(it.first("jobTitle"), it.first("role"), credential)
	if why == noName || why == shapeOnly && (it.is("hcard") && title == "" || it.first("org") != "" && title == "") {
		return Person{}, false
	}
	p := Person{Name: name, Title: title, Method: it.method, Confidence: 0.9}
	if v, ok := d.cleanEmail(trimScheme(it.first("email"), "mailto:")); ok {
		p.Email = v
	}
	if v, _, ok := normal.Phone(trimScheme(it.first("telephone"), "tel:"), "US"); ok {
		p.Phone = v
	}
	switch {
	case p.Title != "" || p.Email != "" || p.Phone != "":
	case it.method == JSONLD && !it.staff:
		p.Confidence = 0.3 // most often who wrote the page
	default:
		p.Confidence = 0.6
	}
	return p, true
}
