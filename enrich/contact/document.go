package contact

import (
	"net/url"
	"strings"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// document is what one walk over a page leaves behind: the visible text and where things stand in it.
type document struct {
	base    *url.URL
	scripts bool // keep the text of scripts

	text     []byte // visible text: spaces squeezed, inline tags joined, a line feed between blocks
	lower    []byte // text with A to Z lowered, same offsets; set by finish
	lines    []line
	codes    []postcode      // what postcodes found
	labelled int             // where the label ends that stands behind the last number
	reads    int             // how many numbers were read more closely
	looks    int             // how often lowerWord has read the text
	small    map[string]bool // the words that the text writes in lower case, once lowerWord is asked often

	links   []anchor
	images  []string // alt texts of the header's pictures: a logo names the business
	ld      []string // bodies of application/ld+json
	code    []string // bodies of other scripts, if asked for
	from    *scratch
	items   []*item // top-level microdata items
	cards   []*item // top-level hCards
	cfs     []cfHit
	plugins []string // addresses that boxes of a network show
	seams   []int    // where the digits of two elements meet
	faxes   []int    // where elements of the class fax begin
	title   string
	meta    map[string]string
	lang    string
	frames  []string
	refresh string
	noIndex bool

	// State of the walk.
	stack  []frame
	hidden int // depth of elements that a reader doesn't see
	footer int
	praise int // testimonials, reviews and comments

	pictures int // svg and math
	heading  int
	bold     int
	cell     int    // of the table's row that is open
	inBold   int    // bytes of the current line that are bold
	digits   bool   // the current line holds one
	skip     int    // inside script, style and the like
	raw      []byte // all text inside items and cards, hidden too
	taking   int    // how many open elements want raw
	space    bool   // a space is owed before the next word
	started  int    // where the current line began
	lineTag  atom.Atom
	ids      map[string]*html.Node // by itemref only
	inRef    int
	visits   *int              // elements that references may still visit
	limited  bool              // this is a reference's walk
	inItem   int               // open microdata items
	inCard   int               // open hCards
	whole    *goquery.Document // nil for tokens
}

// line is one block of visible text.
type line struct {
	start, end int
	tag        atom.Atom // the block element that holds it
	digits     bool
	heading    bool
	bold       bool // nearly all of it is strong or b
	footer     bool
	named      bool // a class such as "name" or "team-member"
	titled     bool // a class such as "title", "position", "role"
	praise     bool // within a testimonial, a review or a comment
	cell       int  // which cell of a table's row it begins in, from 1; 0 elsewhere
}

// anchor is one link with its visible text.
type anchor struct {
	href       string
	scheme     scheme
	start, end int // of its text
	footer     bool
	title      string
}

// scheme is what a link opens, as far as it matters here.
type scheme uint8

const (
	otherScheme scheme = iota
	mailtoScheme
	telScheme // tel and callto
	faxScheme
	secretScheme // what Cloudflare puts in a mailto's place
)

// schemeOf looks at the first letters of a link; most are told from their first.
func schemeOf(href string) scheme {
	i := 0
	for i < len(href) && href[i] <= ' ' {
		i++
	}
	if i == len(href) {
		return otherScheme
	}
	switch href[i] | 0x20 {
	case 'm', 't', 'f', 'c', 's':
		for _, known := range schemes {
			if w := known.word; len(href)-i > len(w) && strings.EqualFold(href[i:i+len(w)], w) {
				return known.scheme
			}
		}
	}
	if strings.Contains(href, cfPath) {
		return secretScheme
	}
	return otherScheme
}

var schemes = []struct {
	word   string
	scheme scheme
}{{"mailto:", mailtoScheme}, {"tel:", telScheme}, {"callto:", telScheme}, {"sms:", telScheme}, {"fax:", faxScheme}}

// cfHit is an address that Cloudflare's script would show.
type cfHit struct {
	value string
	at    int
}

// frame is one open element. There is one for each element of the page, so it is small: what structured data need is
// apart.
type frame struct {
	tag     atom.Atom
	name    string // of an element that has no atom
	link    int    // index into links + 1
	hidden  bool
	footer  bool
	praise  bool
	heading bool
	bold    bool
	skip    bool
	block   bool
	named   bool
	titled  bool
	fax     bool
	mirror  int   // where its text began that is shown backwards, + 1
	ld      bool  // a script of JSON-LD
	picture bool  // svg or math
	data    *data // nil for most
}

// data is what an open element has to do with microdata and hCards.
type data struct {
	item      *item
	card      *item
	props     []string // microdata properties that its text or attribute fills
	cardProps []string
	value     string // the attribute's value of the property, if hasValue
	hasValue  bool
	rawStart  int
	taking    bool
	owner     *item // the item its props belong to
	cardOwner *item
	part      string   // value or type: a part of an hCard property
	values    []string // the parts of its value
	isFax     bool
	implies   bool   // an h-card, whose name may be all of its text
	cardValue string // what an attribute of the card's element says
}

// more gives the frame room for structured data.
func (f *frame) more() *data {
	if f.data == nil {
		f.data = &data{}
	}
	return f.data
}

func newDocument(base *url.URL, scripts bool) *document {
	return &document{base: base, scripts: scripts, meta: map[string]string{}}
}

// inline reports an element that breaks no line; one of the page's own making, a web component, doesn't either.
func inline(tag atom.Atom) bool {
	switch tag {
	case 0, atom.A, atom.Abbr, atom.B, atom.Bdi, atom.Bdo, atom.Big, atom.Cite, atom.Code, atom.Data, atom.Del, atom.Dfn, atom.Em, atom.Font,
		atom.I, atom.Ins, atom.Kbd, atom.Label, atom.Mark, atom.Q, atom.S, atom.Samp, atom.Small, atom.Span, atom.Strike, atom.Strong,
		atom.Sub, atom.Sup, atom.Time, atom.Tt, atom.U, atom.Var, atom.Wbr, atom.Meta, atom.Link, atom.Img, atom.Input, atom.Script,
		atom.Style, atom.Noscript, atom.Nobr, atom.Acronym:
		return true
	}
	return false
}

// addText takes a piece of text as it stands between two tags.
func (d *document) addText(s []byte) {
	if len(d.stack) > 0 {
		top := &d.stack[len(d.stack)-1]
		switch {
		case top.tag == atom.Script:
			d.addScript(top, s)
			return
		case top.tag == atom.Title && d.title == "" && d.skip == 0:
			d.title = squeeze(string(s[:min(len(s), 1024)]))
			return
		}
	}
	if d.skip > 0 {
		return
	}
	if d.taking > 0 {
		d.raw = append(d.raw, s...)
	}
	if d.hidden > 0 {
		return
	}
	if len(s) > 0 && isDigit(s[0]) && !d.space && len(d.text) > d.started && isDigit(d.text[len(d.text)-1]) && len(d.seams) < mostFound {
		d.seams = append(d.seams, len(d.text))
	}
	d.appendVisible(s)
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// appendVisible squeezes white space as a browser does, no-break and zero-width spaces too.
func (d *document) appendVisible(s []byte) {
	for i := 0; i < len(s); {
		run := i // plain letters, taken as they are
		for i < len(s) && plainByte[s[i]] != 0 {
			if plainByte[s[i]] == 2 {
				d.digits = true
			}
			i++
		}
		if i == run {
			if size := blank(s, i); size > 0 {
				d.space = true
				i += size
				continue
			}
			if size := nothing(s, i); size > 0 {
				i += size
				continue
			}
			if c := wide(s, i); c != 0 {
				d.appendByte(c)
				i += 3
				continue
			}
			i++ // any other byte of a longer letter
		}
		if d.space && len(d.text) > d.started {
			d.text = append(d.text, ' ')
		}
		d.space = false
		d.text = append(d.text, s[run:i]...)
		if d.bold > 0 {
			d.inBold += i - run
		}
	}
}

// appendByte appends a letter of ASCII that the page writes otherwise.
func (d *document) appendByte(c byte) {
	if d.space && len(d.text) > d.started {
		d.text = append(d.text, ' ')
	}
	d.space = false
	d.digits = d.digits || isDigit(c)
	d.text = append(d.text, c)
}

// wide gives the ASCII letter, digit or sign that stands at i in full width, as East Asian keyboards write it; 0 if none.
func wide(s []byte, i int) byte {
	if s[i] != 0xEF || i+2 >= len(s) {
		return 0
	}
	switch b, c := s[i+1], s[i+2]; {
	case b == 0xBC && c >= 0x81 && c <= 0xBF: // U+FF01 to U+FF3F
		return c - 0x60
	case b == 0xBD && c >= 0x80 && c <= 0x9E: // U+FF40 to U+FF5E
		return c - 0x20
	}
	return 0
}

// plainByte tells the bytes that are letters by themselves: 1, and of them the digits: 2.
var plainByte = func() (t [256]uint8) {
	for c := '!'; c < 0x7f; c++ {
		t[c] = 1
	}
	for c := '0'; c <= '9'; c++ {
		t[c] = 2
	}
	for c := 0x80; c < 0x100; c++ {
		if c != 0xC2 && c != 0xE2 && c != 0xEF {
			t[c] = 1
		}
	}
	return t
}()

// blank gives the size of the white space at i: ASCII's, U+00A0 and the typographic ones; 0 if there is none.
func blank(s []byte, i int) int {
	switch c := s[i]; {
	case c <= ' ' && c != 0 || c == 0x7f:
		return 1
	case c == 0xC2 && i+1 < len(s) && s[i+1] == 0xA0:
		return 2
	case c == 0xE2 && i+2 < len(s) && s[i+1] == 0x80 && (s[i+2] <= 0x8A || s[i+2] == 0xAF):
		return 3
	}
	return 0
}

// nothing gives the size of what is not seen at i: a soft hyphen, zero-width and direction marks, a byte order mark.
func nothing(s []byte, i int) int {
	switch c := s[i]; {
	case c == 0:
		return 1
	case c == 0xC2 && i+1 < len(s) && s[i+1] == 0xAD:
		return 2
	case c == 0xE2 && i+2 < len(s) && s[i+1] == 0x80 && s[i+2] >= 0x8B && s[i+2] <= 0x8F:
		return 3
	case c == 0xEF && i+2 < len(s) && s[i+1] == 0xBB && s[i+2] == 0xBF:
		return 3
	}
	return 0
}

// breakLine ends the block of text before it.
func (d *document) breakLine() {
	d.space = false
	if len(d.text) == d.started {
		return
	}
	l := line{start: d.started, end: len(d.text), digits: d.digits, tag: d.lineTag, heading: d.heading > 0, bold: d.inBold*10 >= (len(d.text)-d.started)*8, footer: d.footer > 0, praise: d.praise > 0}
	if d.lineTag == atom.Td || d.lineTag == atom.Th {
		l.cell = d.cell
	}
	for i := len(d.stack) - 1; i >= 0 && i >= len(d.stack)-4; i-- {
		l.named = l.named || d.stack[i].named
		l.titled = l.titled || d.stack[i].titled
	}
	d.lines = append(d.lines, l)
	d.text = append(d.text, '\n')
	d.started, d.inBold, d.digits = len(d.text), 0, false
}

func (d *document) finish() {
	d.breakLine()
	d.lower = appendLower(d.lower[:0], d.text)
}
