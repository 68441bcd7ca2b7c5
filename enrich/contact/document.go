package contact

import (
	"net/url"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// document is what one walk over a page leaves behind: the visible text and where things stand in it.
type document struct {
	base    *url.URL
	scripts bool // keep the text of scripts

	text  []byte // visible text: spaces squeezed, inline tags joined, a line feed between blocks
	lower []byte // text with A to Z lowered, same offsets; set by finish
	lines []line
	codes []postcode // what postcodes found

	links   []anchor
	images  []string // alt texts of the header's pictures: a logo names the business
	ld      []string // bodies of application/ld+json
	code    []string // bodies of other scripts, if asked for
	items   []*item  // top-level microdata items
	cards   []*item  // top-level hCards
	cfs     []cfHit
	title   string
	meta    map[string]string
	lang    string
	frames  []string
	refresh string
	noIndex bool

	// State of the walk.
	stack   []frame
	hidden  int // depth of elements that a reader doesn't see
	footer  int
	praise  int // testimonials, reviews and comments
	heading int
	bold    int
	inBold  int    // bytes of the current line that are bold
	digits  bool   // the current line holds one
	skip    int    // inside script, style and the like
	raw     []byte // all text inside items and cards, hidden too
	taking  int    // how many open elements want raw
	space   bool   // a space is owed before the next word
	started int    // where the current line began
	lineTag atom.Atom
	ids     map[string]*html.Node // by itemref only
	inRef   int
	inItem  int        // open microdata items
	inCard  int        // open hCards
	node    *html.Node // the element being opened, nil for tokens
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
}

// anchor is one link with its visible text.
type anchor struct {
	href       string
	start, end int // of its text
	footer     bool
	title      string
}

// cfHit is an address that Cloudflare's script would show.
type cfHit struct {
	value string
	at    int
}

// frame is one open element.
type frame struct {
	tag       atom.Atom
	name      string
	hidden    bool
	footer    bool
	praise    bool
	heading   bool
	bold      bool
	skip      bool
	block     bool
	link      int // index into links + 1
	item      *item
	card      *item
	props     []string // microdata properties that its text or attribute fills
	cardProps []string
	value     string // the attribute's value of the property, if hasValue
	hasValue  bool
	rawStart  int
	taking    bool
	named     bool
	titled    bool
	owner     *item // the item its props belong to
	cardOwner *item
	part      string   // value or type: a part of an hCard property
	values    []string // the parts of its value
	isFax     bool
	cardValue string // what an attribute of the card's element says
}

func newDocument(base *url.URL, scripts bool) *document {
	return &document{base: base, scripts: scripts, meta: map[string]string{}, stack: make([]frame, 0, 48)}
}

// walk goes over the tree once; depth is bounded by the parser's 512.
func (d *document) walk(n *html.Node) {
	switch n.Type {
	case html.TextNode:
		d.addText(n.Data)
		return
	case html.ElementNode:
		d.node = n
		d.open(n.DataAtom, n.Data, n.Attr)
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			d.walk(c)
		}
		d.close()
		return
	case html.CommentNode, html.DoctypeNode, html.ErrorNode, html.RawNode:
		return
	case html.DocumentNode:
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		d.walk(c)
	}
}

// tokens reads the page without building a tree: end tags close the nearest open element of their name.
func (d *document) tokens(body []byte) error {
	z := html.NewTokenizer(strings.NewReader(string(body)))
	for {
		switch z.Next() {
		case html.ErrorToken:
			for len(d.stack) > 0 {
				d.close()
			}
			return nil // the end, whatever cut it
		case html.TextToken:
			d.addText(string(z.Text()))
		case html.StartTagToken, html.SelfClosingTagToken:
			t := z.Token()
			if len(d.stack) >= maxOpen {
				d.close()
			}
			d.open(t.DataAtom, t.Data, t.Attr)
			if t.Type == html.SelfClosingTagToken || voidElements[t.DataAtom] {
				d.close()
			}
		case html.EndTagToken:
			t := z.Token()
			for i := len(d.stack) - 1; i >= 0 && i >= len(d.stack)-maxUnwind; i-- {
				if d.stack[i].name != t.Data {
					continue
				}
				for len(d.stack) > i {
					d.close()
				}
				break
			}
		case html.CommentToken, html.DoctypeToken:
		}
	}
}

const (
	maxOpen   = 512 // open elements that the token pass remembers
	maxUnwind = 32  // how far up an end tag looks for its start
)

var voidElements = map[atom.Atom]bool{
	atom.Area: true, atom.Base: true, atom.Br: true, atom.Col: true, atom.Embed: true, atom.Hr: true, atom.Img: true,
	atom.Input: true, atom.Link: true, atom.Meta: true, atom.Source: true, atom.Track: true, atom.Wbr: true,
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

func (d *document) addText(s string) {
	if len(d.stack) > 0 {
		top := &d.stack[len(d.stack)-1]
		switch {
		case top.tag == atom.Script:
			d.addScript(top, s)
			return
		case top.tag == atom.Title && d.title == "":
			d.title = squeeze(s)
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
	d.appendVisible(s)
}

// appendVisible squeezes white space as a browser does, no-break and zero-width spaces too.
func (d *document) appendVisible(s string) {
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f' || c < ' ':
			d.space = true
			continue
		case c == 0xC2 && i+1 < len(s) && s[i+1] == 0xA0: // U+00A0
			d.space = true
			i++
			continue
		case c == 0xC2 && i+1 < len(s) && s[i+1] == 0xAD: // U+00AD, a soft hyphen
			i++
			continue
		case c == 0xE2 && i+2 < len(s) && s[i+1] == 0x80 && s[i+2] >= 0x8B && s[i+2] <= 0x8F: // zero-width and direction marks
			i += 2
			continue
		case c == 0xE2 && i+2 < len(s) && s[i+1] == 0x80 && (s[i+2] <= 0x8A || s[i+2] == 0xAF): // typographic spaces
			d.space = true
			i += 2
			continue
		case c == 0xEF && i+2 < len(s) && s[i+1] == 0xBB && s[i+2] == 0xBF: // U+FEFF
			i += 2
			continue
		}
		if d.space && len(d.text) > d.started {
			d.text = append(d.text, ' ')
		}
		d.space = false
		d.text = append(d.text, c)
		if d.bold > 0 {
			d.inBold++
		}
		if c <= '9' && c >= '0' {
			d.digits = true
		}
	}
}

// breakLine ends the block of text before it.
func (d *document) breakLine() {
	d.space = false
	if len(d.text) == d.started {
		return
	}
	l := line{start: d.started, end: len(d.text), digits: d.digits, tag: d.lineTag, heading: d.heading > 0, bold: d.inBold*10 >= (len(d.text)-d.started)*8, footer: d.footer > 0, praise: d.praise > 0}
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
	d.lower = lowerASCII(d.text)
}
