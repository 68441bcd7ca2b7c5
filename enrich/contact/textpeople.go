package contact

import (
	"bytes"
	"strings"
	"sync"
	"unicode"
)

// textPeople looks for a name with a title beside it: in one line, or in the line after or before.
func (d *document) textPeople() []Person {
	var out []Person
	var alone []loneName
	titled := -1 // the last line that a name took for its title
	above := -1  // the last name whose title stands above it
	most := 1.0
	var below section
	add := func(name, title string, confidence float64) {
		title = strings.Trim(squeeze(title), " ,-–—:|")
		if strings.Count(title, ".") == 1 { // but M.D. keeps its own
			title = strings.Trim(title, ".")
		}
		out = append(out, Person{Name: name, Title: title, Method: Text, Confidence: min(confidence, most)})
	}
	for i := range d.lines {
		if len(out)+len(alone) >= mostFound {
			break
		}
		l := &d.lines[i]
		most = 1
		if under := below.praised(d, l); under || l.praise {
			most = praised
		}
		size := l.end - l.start
		if size < 5 || size > 400 {
			continue
		}
		hint := d.hintsOf(l.start, l.end)
		if hint&(givenHint|honorHint|degreeHint) == 0 {
			if size <= 60 && (l.heading || l.bold || l.named || hint&titleHint != 0) {
				titled = max(titled, d.unknownName(i, hint, titled, add))
			}
			continue
		}
		s := string(d.text[l.start:l.end])
		if size <= 120 && hint&(titleHint|degreeHint) != 0 {
			if name, title, ok := nameAndTitle(s); ok {
				add(name, title, 0.8)
				continue
			}
		}
		name, credential, why := "", "", noName
		if size <= 64 { // four words and a degree
			name, credential, why = readName(s)
		}
		switch {
		case why == shapeOnly:
			titled = max(titled, d.unknownName(i, hint, titled, add))
		case why == noName:
			if size > 40 {
				if hint&(titleHint|honorHint) != 0 {
					d.inProse(s, add)
				}
				d.mentioned(s, hint&titleHint != 0, add)
			}
		case i > 0 && titled < i-1 && titleBeside(d.lineText(i-1)) && (above == i-2 && i > 1 || d.titlesAbove(i)):
			add(name, d.lineText(i-1), 0.7)
			titled, above = i-1, i
		case i+1 < len(d.lines) && titleBeside(d.lineText(i+1)):
			add(name, d.lineText(i+1), 0.8)
			titled = i + 1
		case credential != "":
			add(name, credential, 0.75)
		case (l.heading || l.bold || l.named) && d.peoplePage():
			add(name, "", 0.6)
		case plainName(name):
			alone = append(alone, loneName{name, i, most, below.staff != 0})
		}
	}
	alone = d.unbranded(alone)
	listed := len(alone) >= fewNames && d.peoplePage()
	for _, n := range alone {
		if most = n.most; d.business(n.name) {
			continue
		}
		if n.staff || listed || d.reachable(n.line) || d.namesake(n.name) {
			add(n.name, "", 0.55)
		} else if !glued(n.name) {
			add(n.name, "", 0.45) // no more than another mention of somebody
		}
	}
	return out
}

// glued reports a word that goes on with another's capital, as in "Dana SmithOwner"; McDonald does not.
func glued(name string) bool {
	for word := range strings.FieldsSeq(name) {
		small := 0
		for _, r := range word {
			switch {
			case unicode.IsLower(r):
				small++
			case unicode.IsUpper(r) && small > 3:
				return true
			default:
				small = 0
			}
		}
	}
	return false
}

// praised is how sure a name is of somebody who works there when it stands in a testimonial, a review or a comment.
const praised = 0.2

// unknownName reads a name whose first word no list has, where the page's own form says that it is one: a heading with a
// job's title beside it, or one line with a title and nothing else: "Ewa Kowalska, Owner". It gives the line of the title.
func (d *document) unknownName(i int, hint hint, titled int, add func(name, title string, confidence float64)) int {
	l := &d.lines[i]
	marked := l.heading || l.bold || l.named
	below := marked && i+1 < len(d.lines) && d.titleLine(i+1) != 0
	above := marked && i > 0 && titled < i-1 && d.titleLine(i-1) != 0
	if hint&titleHint == 0 && !below && !above {
		return -1
	}
	s := d.lineText(i)
	if hint&titleHint != 0 {
		for _, sep := range []string{", ", " - ", " – ", " — ", " | ", " ("} {
			left, right, ok := strings.Cut(s, sep)
			if !ok {
				continue
			}
			if name, ok := d.shapedName(left); ok && pureTitle(strings.TrimRight(right, ")")) {
				add(name, strings.TrimRight(right, ")"), 0.65)
			}
			return -1
		}
		return -1
	}
	at := i + 1
	if above && pureTitle(d.lineText(i-1)) && titleBeside(d.lineText(i-1)) && !d.lines[i-1].heading && d.titlesAbove(i) {
		at = i - 1
	} else if !below {
		return -1
	}
	if title := d.lineText(at); pureTitle(title) {
		if name, ok := d.shapedName(s); ok {
			add(name, title, 0.7)
			return at
		}
	}
	return -1
}

// titleLine hints that a short line holds a word of a title.
func (d *document) titleLine(i int) hint {
	l := &d.lines[i]
	if l.end-l.start > 60 {
		return 0
	}
	return (d.wordHints(l.start, l.end, true) | d.wordHints(l.start, l.end, false)) & titleHint
}

// shapedName reads a name by its form alone. What the page also writes in lower case is no part of one.
func (d *document) shapedName(s string) (string, bool) {
	name, _, why := readName(s)
	if why == noName {
		return "", false
	}
	f := strings.Fields(name)
	for _, w := range f {
		if lw := strings.ToLower(w); len(w) > 2 && (commonWords()[lw] || neverNames[lw] || d.lowerWord(w)) {
			return "", false
		}
	}
	return name, len(f) <= 3 && !strings.HasSuffix(f[len(f)-1], "'s") && !strings.HasSuffix(f[0], "'s")
}

// unbranded keeps names that stand alone in a line and are hardly goods: "Mira Showers" beside "Mira Spares" is a
// brand, and a last word that the page also writes in lower case is no surname.
func (d *document) unbranded(names []loneName) []loneName {
	firsts := map[string]map[string]bool{}
	for _, n := range names {
		first, rest, _ := strings.Cut(n.name, " ")
		if firsts[first] == nil {
			firsts[first] = map[string]bool{}
		}
		firsts[first][rest] = true
	}
	var out []loneName
	for _, n := range names {
		f := strings.Fields(n.name)
		if len(firsts[f[0]]) > 2 || len(f) == 3 && len(strings.Trim(f[1], ".")) > 1 && !givenNames()[strings.ToLower(f[1])] || len(f) > 3 {
			continue
		}
		if !d.lowerWord(f[len(f)-1]) {
			out = append(out, n)
		}
	}
	return out
}

// fewLooks is how many words are looked for in the text before all its words are put into a set: most pages need a
// handful, and one that lists ten thousand names must not read its text ten thousand times.
const fewLooks = 24

// lowerWord reports whether the page writes a word in lower case somewhere.
func (d *document) lowerWord(w string) bool {
	w = strings.ToLower(strings.Trim(w, ".,"))
	if d.small == nil && d.looks >= fewLooks {
		d.small = map[string]bool{}
		for i := 0; i < len(d.text); i++ {
			if c := d.text[i]; c < 'a' || c > 'z' || i > 0 && addressByte(d.text[i-1]) {
				continue
			}
			from := i
			for i < len(d.text) && (d.text[i] >= 'a' && d.text[i] <= 'z' || d.text[i] >= 0x80) {
				i++
			}
			if d.wordEnds(i) && !d.small[string(d.text[from:i])] {
				d.small[string(d.text[from:i])] = true
			}
		}
	}
	if d.small != nil {
		return d.small[w]
	}
	d.looks++
	for from := 0; ; {
		i := bytes.Index(d.text[from:], []byte(w))
		if i < 0 {
			return false
		}
		i += from
		if (i == 0 || !addressByte(d.text[i-1])) && d.wordEnds(i+len(w)) {
			return true
		}
		from = i + len(w)
	}
}

// wordEnds reports whether a word that ends at i is one of its own, and no piece of an address.
func (d *document) wordEnds(i int) bool {
	if i >= len(d.text) || !addressByte(d.text[i]) {
		return true
	}
	return d.text[i] == '.' && (i+1 == len(d.text) || !isWord(d.text[i+1]))
}

// addressByte reports what a word within a host's name or an email address stands beside: "info@smith-law.net" writes
// Smith in lower case and means him.
func addressByte(c byte) bool {
	return isWord(c) || c == '-' || c == '@' || c == '_' || c == '/' || c == '.'
}

// hint says what words a line holds, so that most lines need no closer look.
type hint uint8

const (
	givenHint hint = 1 << iota
	titleHint
	honorHint
	degreeHint
)

// plainDegrees are the credentials that are no other word: "do" and "ma" would make every line worth a look.
var plainDegrees = set("md dds dmd od dvm vmd phd psyd jd esq cpa cfp rn lcsw lmft dpt dpm facs msw mba")

// hintWords is what each word hints at, in one map so that a word is looked up once.
var hintWords = sync.OnceValue(func() map[string]hint {
	m := make(map[string]hint, 10000)
	for w := range givenNames() {
		m[w] |= givenHint
	}
	for w := range titleWords {
		m[w] |= titleHint
	}
	for w := range honorifics {
		m[w] |= honorHint
	}
	for w := range plainDegrees {
		m[w] |= degreeHint
	}
	return m
})

// hintSieve lets through the words that may be in hintWords: most are told from the others here, for a tenth of the time.
var hintSieve = sync.OnceValue(func() *[1 << 11]uint64 {
	var sieve [1 << 11]uint64
	for w := range hintWords() {
		h := sieveOf([]byte(w))
		sieve[h>>6] |= 1 << (h & 63)
	}
	return &sieve
})

func sieveOf(w []byte) uint32 {
	h := uint32(2166136261)
	for _, c := range w {
		h = (h ^ uint32(c)) * 16777619
	}
	return (h ^ h>>15) & (1<<17 - 1)
}

// hintsOf looks the words of a line up, without allocating: those that begin with a capital, and only where one of them
// hints at a name the others too, for a title may be written small. Points within a word don't count: M.D. is md.
func (d *document) hintsOf(start, end int) hint {
	h := d.wordHints(start, end, true)
	if h&(givenHint|honorHint|degreeHint) != 0 && h&titleHint == 0 {
		h |= d.wordHints(start, end, false) & titleHint
	}
	return h
}

func (d *document) wordHints(start, end int, capital bool) hint {
	var h hint
	words, sieve := hintWords(), hintSieve()
	text, lower := d.text[:end], d.lower[:end]
	var buf [16]byte
	for i := start; i < len(text); i++ {
		if c := text[i]; c < 'A' || c > 'z' || c > 'Z' == capital || c > 'Z' && c < 'a' {
			continue
		}
		if i > start && (isWord(text[i-1]) || text[i-1] == '.' || text[i-1] == '\'') {
			continue
		}
		n := 0
		for ; i < len(lower); i++ {
			if c := lower[i]; c >= 'a' && c <= 'z' {
				if n < len(buf) {
					buf[n] = c
				}
				n++
			} else if c != '.' && c != '\'' && c < 0x80 {
				break
			}
		}
		if n > 1 && n <= len(buf) {
			if at := sieveOf(buf[:n]); sieve[at>>6]&(1<<(at&63)) != 0 {
				h |= words[string(buf[:n])]
			}
		}
	}
	return h
}

// holdsName reports a title that is another person's: "Professor Gary Peller".
func holdsName(title string) bool {
	f := strings.Fields(title)
	for i := 1; i+1 < len(f); i++ {
		if titleWords[word(f[i-1])] && plainName(strings.Join(f[i:i+2], " ")) && isName(strings.Join(f[i:i+2], " ")) {
			return true
		}
	}
	return false
}

func isName(s string) bool { _, _, ok := personName(s); return ok }

func (d *document) lineText(i int) string { return string(d.text[d.lines[i].start:d.lines[i].end]) }

// peoplePage reports a page about people, by its address and title.
func (d *document) peoplePage() bool {
	where := strings.ToLower(d.base.Path + " " + d.title)
	for _, w := range []string{"team", "staff", "people", "attorney", "about", "lawyer", "doctor", "provider", "meet", "leadership", "bio", "management", "agents"} {
		if strings.Contains(where, w) {
			return true
		}
	}
	return false
}

// nameAndTitle splits "Jane Doe, Owner", "Owner: Jane Doe", "Jane Doe - Sales Manager", "Jane Doe, DDS".
func nameAndTitle(s string) (name, title string, ok bool) {
	if n, c, ok := personName(s); ok && c != "" && !honorifics[word(c)] {
		return n, c, true
	}
	for _, sep := range []string{", ", " - ", " – ", " — ", ": ", " | ", " (", " / "} {
		for from := 0; ; {
			i := strings.Index(s[from:], sep)
			if i < 0 {
				break
			}
			i += from
			left, right := s[:i], strings.TrimRight(s[i+len(sep):], ")")
			if n, c, ok := personName(left); ok && jobTitle(right) && !holdsName(right) {
				if c != "" && !honorifics[word(c)] {
					right = c + ", " + right
				}
				return n, right, true
			}
			if n, _, ok := personName(right); ok && jobTitle(left) && !holdsName(left) {
				return n, left, true
			}
			from = i + len(sep)
		}
	}
	return "", "", false
}
