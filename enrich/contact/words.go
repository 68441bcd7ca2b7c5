package contact

import (
	"bytes"
	"strings"
)

// disguised finds addresses written in words, until yield wants no more: "name [at] site [dot] com", "name AT site DOT com",
// "name(@)site(.)com".
func (d *document) disguised(yield func(v string, at int) (more bool)) {
	left := true
	look := func(v string, at int) bool {
		left = yield(v, at)
		return left
	}
	for _, sign := range signs {
		if left {
			d.disguisedBy(sign, look)
		}
	}
	if left {
		d.spacedOut(look)
	}
}

// sign is what stands for an @, and what it is looked for by.
type sign struct {
	word, within string
}

var signs = []sign{{"at", "at"}, {"@", "@"}, {"a", "(a)"}, {"a", "[a]"}, {"a", "{a}"}}

// spacedOut finds the addresses with a blank or a line's end about their @: "info @ shop.com". Anything can stand so, and
// only what is meant is given.
func (d *document) spacedOut(yield func(v string, at int) (more bool)) {
	t := d.lower
	for from := 0; ; {
		i := bytes.IndexByte(t[from:], '@')
		if i < 0 {
			return
		}
		i += from
		from = i + 1
		if from+1 >= len(t) || t[from] != ' ' && t[from] != '\n' || !domainByte(t[from+1]) {
			continue
		}
		end := i
		if end > 0 && t[end-1] == ' ' {
			end--
		}
		local := wordBefore(t, end)
		to := domainEnd(t, from+1)
		domain := strings.Trim(string(t[from+1:to]), ".-")
		first := end - len(local)
		if local == "" || latinBefore(t, first) || !strings.Contains(domain, ".") || commonWords()[local] && !roleLocals[local] || !d.meant(local, domain, first) {
			continue
		}
		if !yield(local+"@"+domain, first) {
			return
		}
	}
}

// disguisedBy finds the addresses whose @ is written as this sign.
func (d *document) disguisedBy(s sign, yield func(v string, at int) (more bool)) {
	t, word := d.lower, s.word
	skip := strings.Index(s.within, word)
	for from := 0; ; {
		i := bytes.Index(t[from:], []byte(s.within))
		if i < 0 {
			return
		}
		i += from + skip
		from = i + len(word)
		start, end, mark := separatorWord(t, i, from)
		if start < 0 || mark == ' ' && word != "at" {
			continue
		}
		local, first := localBefore(t, start)
		if mark == '-' {
			local = strings.ReplaceAll(local, "-dot-", ".")
		}
		if local == "" {
			continue
		}
		if at := first; at > 0 && bytes.IndexByte([]byte("@./:"), t[at-1]) >= 0 {
			continue // a piece of an address that is written out, or of a link
		}
		bracket := mark == '[' || mark == '(' || mark == '{' || mark == '<' // but "joe-at-large.com" is a name
		domain := d.wordDomain(end, bracket)
		if mark == '-' { // joe-at-shop-dot-com
			domain = dashedDomain(t, end)
		}
		if domain == "" || word == "a" && !d.meant(local, domain, first) || mark == ' ' && string(d.text[i:i+2]) != "AT" && !d.meant(local, domain, first) {
			continue
		}
		if !yield(local+"@"+domain, first) {
			return
		}
	}
}

// dashedDomain reads "shop-dot-com" from i on, whose own names may hold dashes too.
func dashedDomain(t []byte, i int) string {
	end := i
	for end < len(t) && domainByte(t[end]) && t[end] != '.' {
		end++
	}
	s := string(t[i:end])
	if !strings.Contains(s, "-dot-") {
		return ""
	}
	return strings.ReplaceAll(s, "-dot-", ".")
}

// meant reports whether "joe at shop dot com" in small letters is an address and no sentence: it is the site's own, a
// role's, or a word before it says so.
func (d *document) meant(local, domain string, at int) bool {
	return d.own(domain) || roleLocals[local] || bytes.Contains(d.lower[max(0, at-12):max(0, at)], []byte("mail"))
}

// separatorWord widens the word at [i,j) over its brackets or blanks, and gives the mark that opens it, a blank if none
// does. Start is -1 where it isn't set apart.
func separatorWord(t []byte, i, j int) (start, end int, mark byte) {
	s, e := i, j
	for s > 0 && t[s-1] == ' ' {
		s--
	}
	for e < len(t) && t[e] == ' ' {
		e++
	}
	if s > 0 && e < len(t) && closes(t[s-1], t[e]) {
		mark = t[s-1]
		s--
		e++
		for s > 0 && t[s-1] == ' ' {
			s--
		}
		for e < len(t) && t[e] == ' ' {
			e++
		}
		return s, e, mark
	}
	if s < i && e > j {
		return s, e, ' '
	}
	return -1, -1, 0
}

func closes(open, closer byte) bool {
	switch open {
	case '[':
		return closer == ']'
	case '(':
		return closer == ')'
	case '{':
		return closer == '}'
	case '<':
		return closer == '>'
	case '_', '-', '*':
		return closer == open
	}
	return false
}

// localBefore reads "joe" or "joe [dot] smith" before end, and where it begins. Only a dot in brackets counts: in capitals
// or small it may be a word of the sentence.
func localBefore(t []byte, end int) (local string, first int) {
	local = wordBefore(t, end)
	first = end - len(local)
	for range 4 {
		i := first
		for i > 0 && t[i-1] == ' ' {
			i--
		}
		size := len("[dot]")
		if local == "" || i < size || !bytes.Equal(t[i-size+1:i-1], []byte("dot")) || !closes(t[i-size], t[i-1]) {
			return local, first
		}
		i -= size
		for i > 0 && t[i-1] == ' ' {
			i--
		}
		word := wordBefore(t, i)
		if word == "" {
			return "", first // the rest of it can't be read: half an address is another's
		}
		local, first = word+"."+local, i-len(word)
	}
	return local, first
}

func wordBefore(t []byte, end int) string {
	s := end
	for s > 0 && end-s < 64 && localByte(t[s-1]) {
		s--
	}
	return strings.Trim(string(t[s:end]), ".-'&%")
}

// wordDomain reads "site [dot] co [dot] uk" or "site.com" from i on. Without brackets each dot must be a word.
func (d *document) wordDomain(i int, bracket bool) string {
	t := d.lower
	var b strings.Builder
	words := 0
	for i < len(t) {
		s := i
		for i < len(t) && i-s < 63 && (domainByte(t[i]) && (t[i] != '.' || bracket && i > s && i+1 < len(t) && domainByte(t[i+1]) && t[i+1] != '.')) {
			i++
		}
		if i == s {
			break
		}
		b.Write(t[s:i])
		j := i
		for j < len(t) && t[j] == ' ' {
			j++
		}
		k := j
		if k < len(t) && bytes.IndexByte([]byte("[({<_-*"), t[k]) >= 0 {
			k++
			for k < len(t) && t[k] == ' ' {
				k++
			}
		}
		size := 3
		switch {
		case bytes.HasPrefix(t[k:], []byte("dot")):
		case k > j && k < len(t) && t[k] == '.':
			size = 1
		default:
			size = 0
		}
		if size == 0 {
			break
		}
		start, end, mark := separatorWord(t, k, k+size)
		if start < 0 || mark == ' ' && string(d.text[k:k+size]) != "DOT" && bracket && words == 0 && j == i {
			break
		}
		b.WriteByte('.')
		words++
		i = end
	}
	domain := b.String()
	if !bracket && words == 0 || !strings.Contains(domain, ".") {
		return ""
	}
	return domain
}
