package contact

import (
	"bytes"
	"strings"
	"sync"
)

// textPeople looks for a name with a title beside it: in one line, or in the line after or before.
func (d *document) textPeople() []Person {
	var out []Person
	var alone []string // names in a line of their own, nothing beside them
	add := func(name, title string, confidence float64) {
		out = append(out, Person{Name: name, Title: strings.Trim(squeeze(title), " ,.-–—:|"), Method: Text, Confidence: confidence})
	}
	for i := range d.lines {
		l := d.lines[i]
		if size := l.end - l.start; size < 5 || size > 400 {
			continue
		}
		hint := hintsOf(d.lower[l.start:l.end])
		if hint&(givenHint|honorHint|degreeHint) == 0 {
			continue
		}
		s := string(d.text[l.start:l.end])
		if len(s) <= 120 && hint&(titleHint|degreeHint) != 0 {
			if name, title, ok := nameAndTitle(s); ok {
				add(name, title, 0.8)
				continue
			}
		}
		name, credential, ok := personName(s)
		switch {
		case !ok:
			if len(s) > 60 {
				if hint&(titleHint|honorHint) != 0 {
					d.inProse(s, add)
				}
				d.mentioned(s, add)
			}
		case i+1 < len(d.lines) && jobTitle(d.lineText(i+1)):
			add(name, d.lineText(i+1), 0.8)
		case i > 0 && jobTitle(d.lineText(i-1)) && !(i > 1 && isName(d.lineText(i-2))):
			add(name, d.lineText(i-1), 0.7)
		case credential != "":
			add(name, credential, 0.75)
		case (l.heading || l.bold || l.named) && d.peoplePage():
			add(name, "", 0.6)
		case plainName(name):
			alone = append(alone, name)
		}
	}
	for _, name := range d.unbranded(alone) {
		add(name, "", 0.45)
	}
	return out
}

// unbranded keeps names that stand alone in a line and are hardly goods: "Mira Showers" beside "Mira Spares" is a
// brand, and a last word that the page also writes in lower case is no surname.
func (d *document) unbranded(names []string) []string {
	firsts := map[string]map[string]bool{}
	for _, n := range names {
		first, rest, _ := strings.Cut(n, " ")
		if firsts[first] == nil {
			firsts[first] = map[string]bool{}
		}
		firsts[first][rest] = true
	}
	var out []string
	for _, n := range names {
		f := strings.Fields(n)
		if len(firsts[f[0]]) > 2 || len(f) == 3 && len(strings.Trim(f[1], ".")) > 1 && !givenNames()[strings.ToLower(f[1])] || len(f) > 3 {
			continue
		}
		if !d.lowerWord(f[len(f)-1]) {
			out = append(out, n)
		}
	}
	return out
}

// lowerWord reports whether the page writes a word in lower case somewhere.
func (d *document) lowerWord(w string) bool {
	w = strings.ToLower(strings.Trim(w, ".,"))
	for from := 0; ; {
		i := bytes.Index(d.text[from:], []byte(w))
		if i < 0 {
			return false
		}
		i += from
		end := i + len(w)
		if (i == 0 || !isWord(d.text[i-1])) && (end == len(d.text) || !isWord(d.text[end])) {
			return true
		}
		from = end
	}
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

// hintsOf looks each word of a lower-case line up, without allocating. Points within a word don't count: M.D. is md.
func hintsOf(line []byte) hint {
	var h hint
	words := hintWords()
	var buf [16]byte
	n := 0
	for i := 0; i <= len(line); i++ {
		c := byte(' ')
		if i < len(line) {
			c = line[i]
		}
		switch {
		case c >= 'a' && c <= 'z':
			if n < len(buf) {
				buf[n] = c
			}
			n++
		case c == '.' || c == '\'' || c >= 0x80:
		default:
			if n > 1 && n <= len(buf) {
				h |= words[string(buf[:n])]
			}
			n = 0
		}
	}
	return h
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

// jobTitle reports a short text with a word of a title, e.g. "Sales Manager".
func jobTitle(s string) bool {
	f := strings.Fields(s)
	if len(f) == 0 || len(f) > 9 || len(s) > 80 || strings.ContainsAny(s, "?!@") || strings.HasSuffix(s, ".") && len(f) > 4 {
		return false
	}
	for _, w := range f {
		for part := range strings.FieldsFuncSeq(word(w), func(r rune) bool { return r == '/' || r == '-' || r == ':' || r == '&' }) {
			if titleWords[part] {
				return f[0][0] < 'a' || len(f) <= 4
			}
		}
		if titleWords[word(w)] {
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
			if n, c, ok := personName(left); ok && jobTitle(right) {
				if c != "" && !honorifics[word(c)] {
					right = c + ", " + right
				}
				return n, right, true
			}
			if n, _, ok := personName(right); ok && jobTitle(left) {
				return n, left, true
			}
			from = i + len(sep)
		}
	}
	return "", "", false
}

// inProse finds "Dr. Jane Doe" and "owner Jane Doe" within a sentence.
func (d *document) inProse(s string, add func(name, title string, confidence float64)) {
	f := strings.Fields(s)
	for i := range f {
		lw := word(f[i])
		honored := honorifics[lw] && f[i][0] < 'a' && lw != "miss" && lw != "hon" && lw != "sir"
		if !honored && !titleWords[lw] || i+2 >= len(f) {
			continue
		}
		if !honored && strings.HasSuffix(f[i], ".") {
			continue
		}
		from := i + 1
		if honored {
			from = i
		}
		best := ""
		for n := 4; n >= 2; n-- {
			if from+n > len(f) {
				continue
			}
			if inner := f[from : from+n-1]; anyEnds(inner, honored) {
				continue
			}
			if name, _, ok := personName(strings.TrimRight(strings.Join(f[from:from+n], " "), ",.;:)’'s")); ok && strings.Count(name, " ") >= 1 {
				best, _, _ = personName(strings.Trim(strings.Join(f[from:from+n], " "), ",.;:)"))
				if best == "" {
					best = name
				}
				break
			}
		}
		if best == "" {
			continue
		}
		if honored {
			add(best, f[i], 0.7)
		} else {
			add(best, f[i], 0.6)
		}
	}
}

// mentioned finds full names within a sentence: a first name and a surname between words in lower case.
func (d *document) mentioned(s string, add func(name, title string, confidence float64)) {
	f := strings.Fields(s)
	for i := 0; i+1 < len(f); i++ {
		if !properNoun(f[i]) || !properNoun(f[i+1]) || i > 0 && properNoun(f[i-1]) {
			continue
		}
		if first := word(f[i]); !givenNames()[strings.Trim(first, "\"“'")] || ambiguousNames[first] {
			continue
		}
		n := 2
		if i+2 < len(f) && len(strings.Trim(f[i+1], ".")) == 1 {
			n = 3
		}
		if i+n < len(f) && properNoun(f[i+n]) && !endsClause(f[i+n-1]) || endsClause(f[i]) {
			continue
		}
		text := strings.TrimSuffix(strings.TrimSuffix(strings.Trim(strings.Join(f[i:i+n], " "), ",.;:()\"“”!?"), "'s"), "’s")
		name, _, ok := personName(text)
		if ok && plainName(name) && !d.lowerWord(name[strings.LastIndexByte(name, ' ')+1:]) {
			add(name, "", 0.4)
			i += n - 1
		}
	}
}

func properNoun(w string) bool {
	w = strings.TrimLeft(w, "(\"“")
	return w != "" && w[0] >= 'A' && w[0] <= 'Z'
}

func endsClause(w string) bool { return strings.ContainsRune(",;:.!?)", rune(w[len(w)-1])) }

// anyEnds reports a word that ends a clause, so that a name can't go on past it.
func anyEnds(words []string, honored bool) bool {
	for i, w := range words {
		if i == 0 && honored {
			continue
		}
		if c := w[len(w)-1]; c == ',' || c == ';' || c == ':' || c == ')' || c == '.' && len(w) > 2 {
			return true
		}
	}
	return false
}
