package contact

import (
	"bytes"
	"slices"
	"strings"

	"golang.org/x/net/html/atom"
)

// attrs are the attributes that matter, looked at once an element.
type attrs struct {
	href, src, content, class, style, itemtype, itemref, itemprop, cfemail  string
	name, property, lang, alt, title, typ, datetime, value, httpEquiv, data string
	id, dataHref, mail, user, domain, tld, onclick, dir                     string
	itemscope, hidden, hasItemprop                                          bool
}

// set takes one attribute; those that don't matter cost nothing but the look at their name.
func (a *attrs) set(key, val []byte) {
	var to *string
	switch string(key) {
	case "href":
		to = &a.href
	case "src":
		to = &a.src
	case "id":
		to = &a.id
	case "data-href":
		to = &a.dataHref
	case "content":
		to = &a.content
	case "class":
		to = &a.class
	case "style":
		to = &a.style
	case "itemtype":
		to = &a.itemtype
	case "itemref":
		to = &a.itemref
	case "itemprop":
		a.hasItemprop = true
		to = &a.itemprop
	case "itemscope":
		a.itemscope = true
		return
	case "data-cfemail":
		to = &a.cfemail
	case "name":
		to = &a.name
	case "property":
		to = &a.property
	case "alt":
		to = &a.alt
	case "title", "aria-label":
		to = &a.title
	case "type":
		to = &a.typ
	case "datetime":
		to = &a.datetime
	case "value":
		to = &a.value
	case "http-equiv":
		to = &a.httpEquiv
	case "data":
		to = &a.data
	case "data-email", "data-mail", "data-mailto":
		to = &a.mail
	case "data-user", "data-local", "data-localpart", "data-mailbox":
		to = &a.user
	case "data-name":
		if a.user != "" {
			return
		}
		to = &a.user
	case "data-domain", "data-host":
		to = &a.domain
	case "data-tld":
		to = &a.tld
	case "onclick", "action":
		if !bytes.Contains(val, []byte("mailto:")) && !bytes.Contains(val, []byte("tel:")) {
			return
		}
		to = &a.onclick
	case "dir":
		to = &a.dir
	case "hidden":
		a.hidden = true
		return
	case "lang":
		to = &a.lang
	default:
		return
	}
	if *to == "" { // of two with one name the first counts
		*to = string(val)
	}
}

// open begins an element. Its name is only needed where it has no atom.
func (d *document) open(tag atom.Atom, name string, a *attrs) {
	block := !inline(tag)
	if block {
		d.breakLine()
		d.lineTag = tag
	}
	f := d.push()
	f.tag, f.name, f.block = tag, name, block
	d.enter(f, a)
}

// maxHref bounds what is still an address: longer ones are data, or made to cost.
const maxHref = 8 << 10

// push makes room for one more open element in the stack itself: frames are large, and there is one for each element.
func (d *document) push() *frame {
	d.stack = append(d.stack, frame{})
	return &d.stack[len(d.stack)-1]
}

// enter notes what an element means; it stands on the stack already.
func (d *document) enter(f *frame, a *attrs) {
	tag := f.tag
	switch tag {
	case atom.Svg, atom.Math:
		f.skip, f.picture = true, true
	case atom.Script, atom.Style, atom.Template, atom.Textarea, atom.Select, atom.Head:
		f.skip = tag != atom.Head
		if tag == atom.Script && strings.Contains(strings.ToLower(a.typ), "ld+json") {
			f.ld = true
		}
	case atom.Html:
		d.lang = a.lang
	case atom.Base:
		if u, err := d.base.Parse(a.href); err == nil && a.href != "" {
			d.base = u
		}
	case atom.Meta:
		d.addMeta(a)
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Dt, atom.Figcaption:
		f.heading = true
	case atom.B, atom.Strong:
		f.bold = true
	case atom.Footer:
		f.footer = true
	case atom.A, atom.Area:
		if a.href != "" && len(a.href) <= maxHref {
			if n := len(d.links); n > 0 && d.links[n-1].end == len(d.text) {
				d.space = true // two links side by side are two words, whatever their style parts them with
			}
			scheme, href := opened(a.href)
			d.links = append(d.links, anchor{href: href, scheme: scheme, start: len(d.text), footer: d.footer > 0, title: a.title})
			f.link = len(d.links)
		}
	case atom.Img:
		if beginsFold(a.alt, "fax") && len(d.faxes) < mostFound {
			d.faxes = append(d.faxes, len(d.text))
		}
		if a.alt != "" && len(d.images) < 8 {
			d.images = append(d.images, a.alt)
		}
	case atom.Frame, atom.Iframe:
		if tag == atom.Frame && a.src != "" {
			d.frames = append(d.frames, d.abs(a.src))
		}
		f.skip = tag == atom.Iframe
		if f.skip && strings.Contains(a.src, "facebook.com/plugins/page") && len(d.plugins) < mostValues {
			d.plugins = append(d.plugins, a.src)
		}
	case atom.Tr:
		d.cell = 0
	case atom.Td, atom.Th:
		d.space = true
		d.cell++
	}
	if a.dataHref != "" && strings.Contains(a.class, "fb-page") && len(d.plugins) < mostValues {
		d.plugins = append(d.plugins, a.dataHref)
	}
	if a.cfemail != "" {
		d.addCloudflare(a.cfemail)
	}
	if a.onclick != "" || a.mail != "" || a.domain != "" {
		d.unlinked(f, a)
	}
	if a.style != "" && declares(a.style, "unicode-bidi", "bidi-override") && declares(a.style, "direction", "rtl") || tag == atom.Bdo && a.dir == "rtl" {
		f.mirror = len(d.text) + 1
	}
	if a.hidden || concealed(a.style) {
		f.hidden = !f.block || a.hidden // a hidden block is most often a menu or a tab that a click shows
	}
	if a.class != "" {
		f.readClass(a.class)
		if f.fax && len(d.faxes) < mostFound {
			d.faxes = append(d.faxes, len(d.text))
		}
	}
	if strings.HasPrefix(a.id, "testimonial") || strings.HasPrefix(a.id, "review") {
		f.praise = true
	}
	if a.itemscope || a.hasItemprop {
		d.openItem(f, a)
	}
	if d.inCard > 0 {
		if card := d.currentCard(); card != nil {
			card.pictures(f.tag, a)
		}
	}
	if a.class != "" {
		d.openCard(f, a)
	}
	d.count(f, 1)
	f.started(d)
}

// unlinked takes the address of an element that a script makes a link of: what a click opens, or what its data hold.
func (d *document) unlinked(f *frame, a *attrs) {
	if f.link > 0 && d.links[f.link-1].scheme != otherScheme || len(d.links) > mostFound {
		return
	}
	scheme, href := otherScheme, ""
	if a.onclick != "" {
		if scheme = schemeOf(a.onclick); scheme != otherScheme { // a form's action
			href = a.onclick
		} else {
			scheme, href = spoken(a.onclick)
		}
	} else if v := a.apart(); v != "" {
		scheme, href = mailtoScheme, "mailto:"+v
	}
	if scheme == otherScheme {
		return
	}
	if f.link > 0 {
		d.links[f.link-1].scheme, d.links[f.link-1].href = scheme, href
		return
	}
	d.links = append(d.links, anchor{href: href, scheme: scheme, start: len(d.text), end: len(d.text), footer: d.footer > 0})
}

func (f *frame) started(d *document) {
	if f.data != nil && f.data.taking {
		d.taking++
		f.data.rawStart = len(d.raw)
	}
}

func (d *document) count(f *frame, by int) {
	if f.skip {
		d.skip += by
	}
	if f.hidden {
		d.hidden += by
	}
	if f.footer {
		d.footer += by
	}
	if f.praise {
		d.praise += by
	}
	if f.picture {
		d.pictures += by
	}
	if f.heading {
		d.heading += by
	}
	if f.bold {
		d.bold += by
	}
	if f.data == nil {
		return
	}
	if f.data.item != nil {
		d.inItem += by
	}
	if f.data.card != nil {
		d.inCard += by
	}
}

// close ends the innermost open element.
func (d *document) close() {
	last := len(d.stack) - 1
	f := &d.stack[last]
	if f.block {
		d.breakLine()
	}
	block := f.block
	d.leave(f)
	d.stack = d.stack[:last]
	if block && last > 0 {
		d.lineTag = d.stack[last-1].tag
	}
}

// leave takes back what an element means to those within it.
func (d *document) leave(f *frame) {
	if f.mirror > 0 {
		d.turn(f.mirror - 1)
	}
	if f.link > 0 {
		d.links[f.link-1].end = len(d.text)
	}
	if f.data != nil {
		var text string
		if f.data.taking {
			text = string(d.raw[min(f.data.rawStart, len(d.raw)):])
			d.taking--
		}
		d.closeItem(f.data, text)
		d.closeCard(f, text)
	}
	if d.taking == 0 {
		d.raw = d.raw[:0]
	} else if f.block {
		d.raw = append(d.raw, ' ')
	}
	d.count(f, -1)
}

// turn writes the line from an offset on backwards, as a style that overrides the direction of writing shows it.
func (d *document) turn(from int) {
	from = max(from, d.started)
	if from >= len(d.text) {
		return
	}
	back := []rune(string(d.text[from:]))
	slices.Reverse(back)
	d.text = append(d.text[:from], string(back)...)
}

// concealed reports a style that hides an inline span, the trap set for harvesters.
func concealed(style string) bool {
	return declares(style, "display", "none") || declares(style, "visibility", "hidden")
}

// declares reports "property: value" in a style, in any case and with any blanks.
func declares(style, property, value string) bool {
	for i := 0; i+len(property) < len(style); i++ {
		if style[i]|0x20 != property[0] || !beginsFold(style[i:], property) {
			continue
		}
		rest := strings.TrimLeft(style[i+len(property):], " \t\n")
		if rest != "" && rest[0] == ':' && beginsFold(strings.TrimLeft(rest[1:], " \t\n"), value) {
			return true
		}
	}
	return false
}

// readClass looks for the few words in class names that say what an element is: "team-member__name", "job_title".
func (f *frame) readClass(class string) {
	start, piece := 0, 0
	for i := 0; i <= len(class); i++ {
		c := byte(' ')
		if i < len(class) {
			c = class[i]
		}
		switch {
		case c == '-' || c == '_':
			f.readPiece(class[piece:i])
			piece = i + 1
		case c <= ' ':
			f.readPiece(class[piece:i])
			f.readLast(class[start:i], class[piece:i])
			start, piece = i+1, i+1
		}
	}
}

// readPiece reads a word of a class name, wherever it stands in it.
func (f *frame) readPiece(w string) {
	switch w {
	case "testimonial", "testimonials", "review", "reviews", "reviewer", "comment", "comments", "commentlist", "quote", "blockquote", "customer", "hreview":
		f.praise = true
	case "fax":
		f.fax = true
	}
}

// readLast reads the word that ends a class name.
func (f *frame) readLast(name, last string) {
	switch last {
	case "author", "byline":
		f.praise = f.praise || name == last
	case "name":
		f.named = true
	case "title", "position", "role", "job", "designation":
		f.titled = true
	case "footer":
		f.footer = f.footer || f.block && (name == "footer" || name == "site-footer")
	}
}

func (d *document) addMeta(a *attrs) {
	key := strings.ToLower(a.name)
	if key == "" {
		key = strings.ToLower(a.property)
	}
	switch {
	case key != "":
		if _, ok := d.meta[key]; !ok {
			d.meta[key] = a.content
		}
		if key == "robots" || key == "letipleads" {
			rules := strings.ToLower(a.content)
			d.noIndex = d.noIndex || strings.Contains(rules, "noindex") || strings.Contains(rules, "none")
		}
	case strings.EqualFold(a.httpEquiv, "refresh"):
		if _, to, ok := strings.Cut(a.content, ";"); ok {
			to = strings.TrimSpace(to)
			if i := strings.IndexByte(to, '='); i >= 0 && strings.EqualFold(strings.TrimSpace(to[:i]), "url") {
				to = strings.Trim(strings.TrimSpace(to[i+1:]), `'"`)
			}
			if to != "" && d.refresh == "" {
				d.refresh = d.abs(to)
			}
		}
	}
}

// abs resolves an address of the page; what can't be resolved is returned as it is.
func (d *document) abs(ref string) string {
	u, err := d.base.Parse(strings.TrimSpace(ref))
	if err != nil || d.base.Host == "" {
		return ref
	}
	return u.String()
}

func (d *document) addScript(top *frame, s []byte) {
	switch {
	case top.ld:
		d.ld = append(d.ld, string(s))
	case d.scripts:
		d.code = append(d.code, string(s))
	}
}
