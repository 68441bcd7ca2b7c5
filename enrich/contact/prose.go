package contact

import "strings"

// inProse finds "Dr. Jane Doe" and "owner Jane Doe" within a sentence.
func (d *document) inProse(s string, add func(name, title string, confidence float64)) {
	f := strings.Fields(s)
	for i := range f {
		lw := word(f[i])
		honored := honorifics[lw] && f[i][0] < 'a' && lw != "miss" && lw != "hon" && lw != "sir"
		if !honored && !titleWords[lw] || i+2 >= len(f) {
			continue
		}
		if !honored && (strings.HasSuffix(f[i], ".") || f[i] == "President" && (i == 0 || !titleFellows[word(f[i-1])] && word(f[i-1]) != "our")) {
			continue // of a country, most often
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
			title := f[i]
			if lw != "dr" && lw != "prof" && lw != "rev" {
				title = "" // Mr says nothing of what he does
			}
			add(best, title, 0.7)
		} else {
			add(best, f[i], 0.6)
		}
	}
}

// mentioned finds full names within a sentence: a first name and a surname between words in lower case. Somebody whose
// title the same sentence tells works there: "Hannah Briar leads the house as Owner".
func (d *document) mentioned(s string, titled bool, add func(name, title string, confidence float64)) {
	f := strings.Fields(s)
	for i := 0; i+1 < len(f); i++ {
		if !properNoun(f[i]) || !properNoun(f[i+1]) || i > 0 && properNoun(f[i-1]) && !commonWords()[word(f[i-1])] {
			continue
		}
		first := word(f[i])
		if !givenNames()[strings.Trim(first, "\"“'")] || endsClause(f[i]) {
			continue
		}
		n := 2
		if i+2 < len(f) && len(strings.Trim(f[i+1], ".")) == 1 {
			n = 3
		}
		after := i + n // behind the name and its degree
		if after < len(f) && credentials[bareDegree(f[after])] && upperish(f[after]) {
			after++
		}
		if after < len(f) && properNoun(f[after]) && !endsClause(f[after-1]) {
			continue
		}
		text := strings.TrimSuffix(strings.TrimSuffix(strings.Trim(strings.Join(f[i:i+n], " "), ",.;:()\"“”!?"), "'s"), "’s")
		name, _, ok := personName(text)
		if !ok || d.lowerWord(name[strings.LastIndexByte(name, ' ')+1:]) {
			continue
		}
		title := ""
		if titled {
			title = titleAfter(f, after)
		}
		switch {
		case title != "":
			add(name, title, 0.6)
		case !plainName(name):
			continue
		case foundedBy(f, after):
			add(name, "Founder", 0.6)
		case i > 0 && asks[word(f[i-1])] && !d.business(name) || works(f, after) || d.namesake(name) && !d.business(name):
			add(name, "", 0.6)
		default:
			add(name, "", 0.4)
		}
		i += n - 1
	}
}

// asks are the words with which a page sends its reader to somebody who works there.
var asks = set("contact call email phone ask see")

// foundedBy reports "founded" behind the name before word i, or behind another that "and" joins to it.
func foundedBy(f []string, i int) bool {
	if i+3 < len(f) && f[i] == "and" && properNoun(f[i+1]) && properNoun(f[i+2]) {
		i += 3
	}
	return i < len(f) && (f[i] == "founded" || f[i] == "co-founded" || f[i] == "cofounded")
}

// works reports that the words from i on say what somebody does in the business: "is responsible for", "specializes in".
func works(f []string, i int) bool {
	if i+1 >= len(f) {
		return false
	}
	switch f[i] {
	case "specializes", "oversees", "graduated", "joined":
		return true
	case "is":
		return f[i+1] == "responsible" || f[i+1] == "licensed" || f[i+1] == "certified"
	}
	return false
}

// titleAfter finds the title that the sentence gives to the name before word i: ", owner", "is our chef", "runs it as Owner".
func titleAfter(f []string, i int) string {
	said := i > 0 && strings.HasSuffix(f[i-1], ",")
	for j := i; j < len(f) && j < i+10; j++ {
		w := word(f[j])
		if said && titleWords[w] {
			from := j
			for from > i && titleFellows[word(f[from-1])] && word(f[from-1]) != "the" && word(f[from-1]) != "a" && word(f[from-1]) != "an" {
				from--
			}
			to := j + 1
			if w == "head" && to < len(f) && !endsClause(f[j]) && word(f[to]) != "of" { // Head Brewer
				to++
			}
			return strings.TrimRight(strings.Join(f[from:to], " "), ",.;:!?)")
		}
		switch w {
		case "is", "as", "our":
			said = true
		}
		if strings.ContainsRune(".;:!?", rune(f[j][len(f[j])-1])) {
			return ""
		}
	}
	return ""
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
