package contact

import (
	"bytes"
	"strings"

	"golang.org/x/net/html/atom"
)

// loneName is a name in a line of its own with nothing beside it. It is of somebody who works there where a page about
// people lists several, under a heading such as "Our team", where the lines below say how to reach them, or where the page
// bears their name; else it is as likely a customer's, a star's or a brand's.
type loneName struct {
	name  string
	line  int
	most  float64
	staff bool
}

// business reports a name that is the business's own: Marigold Bridal above its street.
func (d *document) business(name string) bool {
	own := compact(name)
	for _, part := range titleParts(d.title) {
		if p := compact(part); p == own || p == own+"s" {
			return true
		}
	}
	return false
}

// namesake reports whose last name the page's title or the site's name holds: of Roger Pressman on pressman.com.
func (d *document) namesake(name string) bool {
	last := strings.ToLower(name[strings.LastIndexByte(name, ' ')+1:])
	if len(last) < 4 {
		return false
	}
	label, _, _ := strings.Cut(registrable(host(d.base)), ".")
	if strings.Contains(label, last) {
		return true
	}
	parts := titleParts(d.title)
	if len(parts) == 0 || strings.Count(parts[0], " ") > 4 { // an article's title is longer, and names whom it is about
		return false
	}
	for w := range strings.FieldsSeq(parts[0]) {
		if word(w) == last {
			return true
		}
	}
	return false
}

// fewNames is from how many names on a page make a list.
const fewNames = 3

// reachable reports that a street, a telephone number or an address for mail stands in one of the three lines below a name.
func (d *document) reachable(i int) bool {
	for _, l := range d.lines[i+1 : min(i+4, len(d.lines))] {
		s := d.text[l.start:l.end]
		if len(s) > 80 {
			return false
		}
		if bytes.IndexByte(s, '@') > 0 || l.digits && (len(digits(string(s))) >= 10 || d.streetLine(l)) {
			return true
		}
	}
	return false
}

// streetLine reports a line that begins with a house's number and holds the word of a street.
func (d *document) streetLine(l line) bool {
	f := strings.Fields(string(d.text[l.start:l.end]))
	if len(f) < 3 || !allDigits(f[0]) {
		return false
	}
	for _, w := range f[1:] {
		if streetTypes[strings.Trim(word(w), ".,")] {
			return true
		}
	}
	return false
}

// titlesAbove tells for a name between two titles, or below one, whether the one above is its own: where names and titles
// come by turns, the last of them is a name.
func (d *document) titlesAbove(i int) bool {
	if i+1 == len(d.lines) || !jobTitle(d.lineText(i+1)) {
		return true
	}
	for at := i + 2; at < len(d.lines) && at < i+2*mostCards; at += 2 {
		if !d.nameLine(at) {
			return false
		}
		if at+1 == len(d.lines) || !jobTitle(d.lineText(at+1)) {
			return true
		}
	}
	return false
}

// mostCards bounds how many names and titles are looked at to tell which belong together.
const mostCards = 24

// nameLine reports a line that is written as a name is.
func (d *document) nameLine(i int) bool {
	l := &d.lines[i]
	if l.end-l.start > 64 {
		return false
	}
	_, _, why := readName(d.lineText(i))
	return why > shapeOnly || why == shapeOnly && (l.heading || l.bold || l.named)
}

// titleBeside reports a line that is the title of who stands in the line beside it, and names nobody itself.
func titleBeside(s string) bool {
	if !jobTitle(s) || strings.EqualFold(s, "sales") || beginsFold(s, "by ") {
		return false
	}
	_, _, named := nameAndTitle(s)
	return !named && !holdsName(s)
}

// section says under which headings a walk over the lines is, as far as they tell who works there and who praises whom.
type section struct {
	praise atom.Atom // the heading over what customers say; 0 elsewhere
	staff  atom.Atom // the heading over those who work there; 0 elsewhere
}

// praised takes the next line and reports whether it stands under a heading such as "Testimonials".
func (s *section) praised(d *document, l *line) bool {
	if l.heading {
		s.praise = d.under(s.praise, l, praises)
		s.staff = d.under(s.staff, l, staffs)
	}
	return s.praise != 0
}

// under gives the heading that holds at a new one: the new one where it has one of the words, the old one where the new
// is a part of what stands below it.
func (d *document) under(old atom.Atom, l *line, words [][]byte) atom.Atom {
	if old != 0 && rank(l.tag) > rank(old) {
		return old
	}
	if l.end-l.start > 60 {
		return 0
	}
	for _, w := range words {
		if bytes.Contains(d.lower[l.start:l.end], w) {
			return l.tag
		}
	}
	return 0
}

var (
	praises = [][]byte{
		[]byte("testimonial"), []byte("reviews"), []byte("customers say"), []byte("clients say"), []byte("patients say"),
		[]byte("people say"), []byte("are saying"), []byte("kind words"), []byte("recent comments"),
	}
	staffs = [][]byte{
		[]byte("team"), []byte("staff"), []byte("attorneys"), []byte("lawyers"), []byte("doctors"), []byte("dentists"),
		[]byte("our agents"), []byte("our people"), []byte("meet the"), []byte("management"), []byte("leadership"), []byte("partners"),
	}
)

// rank is the level of a heading: an h3 under an h2 is part of what stands below it.
func rank(tag atom.Atom) int {
	switch tag {
	case atom.H1:
		return 1
	case atom.H2:
		return 2
	case atom.H3:
		return 3
	case atom.H4:
		return 4
	case atom.H5:
		return 5
	}
	return 6
}
