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
	if d.disguisedBy("at", look); left {
		d.disguisedBy("@", look)
	}
}

// disguisedBy finds the addresses whose @ is written as this word.
func (d *document) disguisedBy(word string, yield func(v string, at int) (more bool)) {
	t := d.lower
	for from := 0; ; {
		i := bytes.Index(t[from:], []byte(word))
		if i < 0 {
			return
		}
		i += from
		from = i + len(word)
		start, end, mark := separatorWord(t, i, from)
		if start < 0 || mark == ' ' && word == "@" {
			continue
		}
		local, first := localBefore(t, start)
		if local == "" {
			continue
		}
		if at := first; at > 0 && bytes.IndexByte([]byte("@./:"), t[at-1]) >= 0 {
			continue // a piece of an address that is written out, or of a link
		}
		bracket := mark == '[' || mark == '(' || mark == '{' || mark == '<' // but "joe-at-large.com" is a name
		domain := d.wordDomain(end, bracket)
		if domain == "" || mark == ' ' && string(d.text[i:i+2]) != "AT" && !d.meant(local, domain, first) {
			continue
		}
		if !yield(local+"@"+domain, first) {
			return
		}
	}
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
