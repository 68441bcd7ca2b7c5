package contact

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// item is one thing that a page describes in data: a microdata item, an hCard or a JSON-LD object.
type item struct {
	types  []string // names without their vocabulary: LocalBusiness, Person, hcard
	id     string
	props  []property
	method Method
	footer bool
	others bool   // it is part of what others wrote, or of what the page writes about: a review, an article
	other  bool   // it is another's: a chamber's that the business is a member of, an author's, an event's place
	staff  bool   // it is whom a business's item names as its owner or employee
	nests  bool   // another card is within it
	alt    string // what its first picture shows
	long   string // what its first abbreviation stands for
}

// property is one value of an item: text, or another item.
type property struct {
	name  string
	text  string
	child *item
}

func (it *item) add(name, text string, child *item) {
	if child == nil && text == "" {
		return
	}
	it.props = append(it.props, property{name, text, child})
}

// get gives the texts of a property, those of a named child included.
func (it *item) get(name string) []string {
	var out []string
	for _, p := range it.props {
		if p.name != name {
			continue
		}
		if p.child != nil {
			if s := p.child.first("name"); s != "" {
				out = append(out, s)
			}
			continue
		}
		out = append(out, p.text)
	}
	return out
}

func (it *item) first(name string) string {
	for _, p := range it.props {
		if p.name == name && p.child == nil && strings.TrimSpace(p.text) != "" {
			return squeeze(p.text)
		}
	}
	return ""
}

func (it *item) child(name string) *item {
	for _, p := range it.props {
		if p.name == name && p.child != nil {
			return p.child
		}
	}
	return nil
}

func (it *item) is(types ...string) bool {
	for _, t := range it.types {
		for _, want := range types {
			if strings.EqualFold(t, want) {
				return true
			}
		}
	}
	return false
}

// typeName cuts the vocabulary off: https://schema.org/Dentist is Dentist.
func typeName(t string) string {
	t = strings.TrimRight(strings.TrimSpace(t), "/#")
	if i := strings.LastIndexAny(t, "/#:"); i >= 0 {
		t = t[i+1:]
	}
	return t
}

// currentItem is the innermost open microdata item.
func (d *document) currentItem() *item {
	if d.inItem == 0 {
		return nil
	}
	for i := len(d.stack) - 1; i >= 0; i-- {
		if m := d.stack[i].data; m != nil && m.item != nil {
			return m.item
		}
	}
	return nil
}

func (d *document) openItem(f *frame, a *attrs) {
	m := f.more()
	m.owner = d.currentItem()
	if a.hasItemprop && m.owner != nil {
		m.props = strings.Fields(a.itemprop)
	}
	f.praise = f.praise || a.itemprop == "review" || a.itemprop == "reviews"
	if a.itemscope {
		m.item = &item{method: Microdata, footer: d.footer > 0, others: d.praise > 0 || f.praise || authors[a.itemprop]}
		for t := range strings.FieldsSeq(a.itemtype) {
			m.item.types = append(m.item.types, typeName(t))
		}
		if m.owner == nil || len(m.props) == 0 {
			d.items = append(d.items, m.item)
		}
		if a.itemref != "" && (d.whole != nil || d.ids != nil) {
			d.follow(m.item, a.itemref)
		}
		return
	}
	if len(m.props) == 0 {
		return
	}
	m.value, m.hasValue = d.attributeValue(f.tag, a)
	m.taking = m.taking || !m.hasValue
}

// attributeValue is the value of a property by the HTML Standard, Microdata, 5.2.4: of some elements an attribute.
func (d *document) attributeValue(tag atom.Atom, a *attrs) (string, bool) {
	switch tag {
	case atom.Meta:
		return a.content, true
	case atom.Audio, atom.Embed, atom.Iframe, atom.Img, atom.Source, atom.Track, atom.Video:
		return d.abs(a.src), true
	case atom.A, atom.Area, atom.Link:
		return d.abs(a.href), true
	case atom.Object:
		return d.abs(a.data), true
	case atom.Data, atom.Meter:
		return a.value, true
	case atom.Time:
		if a.datetime != "" {
			return a.datetime, true
		}
	}
	if a.content != "" { // RDFa's attribute, which many pages put on a microdata span
		return a.content, true
	}
	return "", false
}

func (d *document) closeItem(m *data, text string) {
	if m.owner == nil || len(m.props) == 0 {
		return
	}
	for _, name := range m.props {
		switch {
		case m.item != nil:
			m.owner.add(name, "", m.item)
		case m.hasValue:
			m.owner.add(name, strings.TrimSpace(m.value), nil)
		default:
			m.owner.add(name, squeeze(text), nil)
		}
	}
}

// follow adds the properties of the elements that itemref names, wherever they stand.
func (d *document) follow(it *item, refs string) {
	if d.ids == nil {
		d.ids = map[string]*html.Node{}
		for _, s := range d.whole.Find("[id]").EachIter() {
			if id := s.AttrOr("id", ""); d.ids[id] == nil {
				d.ids[id] = s.Get(0)
			}
		}
	}
	if d.visits == nil {
		d.visits = new(maxVisits)
	}
	for ref := range strings.FieldsSeq(refs) {
		n := d.ids[ref]
		if n == nil || d.inRef >= maxRefs || *d.visits <= 0 {
			continue
		}
		side := newDocument(d.base, false)
		side.ids, side.inRef, side.visits, side.limited = d.ids, d.inRef+1, d.visits, true
		side.stack, side.inItem = []frame{{data: &data{item: it}}}, 1
		side.walk(n)
	}
}

const (
	maxRefs   = 8      // references that name each other
	maxVisits = 20_000 // elements that all references of a page visit
)

// allItems lists every item of the page, nested ones after those that hold them: JSON-LD, microdata, hCards.
func (d *document) allItems() []*item {
	var all []*item
	var visit func(it *item, others, other bool, depth int)
	visit = func(it *item, others, other bool, depth int) {
		if depth > maxNested || len(all) > maxItems {
			return
		}
		event := slices.ContainsFunc(it.types, func(t string) bool { return strings.HasSuffix(t, "Event") })
		it.other = it.other || other
		it.others = it.others || others || event || other || it.is(writings...)
		all = append(all, it)
		for _, p := range it.props {
			if p.child != nil {
				_, p.child.staff = personRole[p.name]
				foreign := it.other || authors[p.name] || strangers[p.name] || event && p.name == "location"
				visit(p.child, it.others || authors[p.name], foreign, depth+1)
			}
		}
	}
	for _, roots := range [][]*item{d.linkedData(), d.items, d.cards, d.metaItem()} {
		for _, it := range roots {
			visit(it, false, false, 0)
		}
	}
	return all
}

// writings are what people on a page write or are written about in; authors are those who did, and others who don't work there.
var (
	writings = []string{
		"Review", "UserReview", "CriticReview", "Comment", "UserComments", "Article", "BlogPosting", "NewsArticle", "Event", "MusicEvent", "Product",
		"VideoObject", "ImageObject", "Recipe", "Question", "Answer", "SocialMediaPosting", "Book", "Movie", "MusicGroup", "CreativeWork", "Course",
	}
	authors = set("author creator contributor reviewedBy performer editor review reviews customer actor director translator copyrightHolder alumni")
	// strangers are the properties that hold another organization.
	strangers = set("memberOf parentOrganization affiliation sponsor sponsors funder organizer alumniOf partner")
)

// metaItem is the business as Open Graph's contact data describe it in meta elements.
func (d *document) metaItem() []*item {
	it, adr := &item{types: []string{"LocalBusiness"}, method: Microdata}, &item{types: []string{"PostalAddress"}, method: Microdata}
	for _, lead := range []string{"og:", "business:contact_data:"} {
		it.add("email", d.meta[lead+"email"], nil)
		it.add("telephone", d.meta[lead+"phone_number"], nil)
		it.add("faxNumber", d.meta[lead+"fax_number"], nil)
		for _, p := range [][2]string{
			{"street-address", "streetAddress"},
			{"street_address", "streetAddress"},
			{"locality", "addressLocality"},
			{"region", "addressRegion"},
			{"postal-code", "postalCode"},
			{"postal_code", "postalCode"},
			{"country-name", "addressCountry"},
			{"country_name", "addressCountry"},
		} {
			adr.add(p[1], d.meta[lead+p[0]], nil)
		}
	}
	if adr.first("streetAddress") != "" {
		it.add("address", "", adr)
	}
	if len(it.props) == 0 {
		return nil
	}
	return []*item{it}
}

const (
	maxNested = 12
	maxItems  = 4000
)
