package devtools

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// rank is how well a text answers what was typed, the lower the better.
type rank uint8

// The ranks.
const (
	exact     rank = iota
	beginning      // the text begins with it
	word           // a word of the text begins with it
	within         // it stands somewhere
	scattered      // its letters stand there, in order
	noMatch
)

// needle is what was typed, ready to be looked for.
type needle string

func newNeedle(s string) needle { return needle(strings.ToLower(strings.TrimSpace(s))) }

// rank looks for it in a text of lower case.
func (n needle) rank(text string) rank {
	if n == "" {
		return exact
	}
	at := strings.Index(text, string(n))
	switch {
	case at == 0 && len(text) == len(n):
		return exact
	case at == 0:
		return beginning
	case at > 0:
		best := within
		for from := at; from >= 0; {
			if before, _ := utf8.DecodeLastRuneInString(text[:from]); !unicode.IsLetter(before) && !unicode.IsDigit(before) {
				return word
			}
			next := strings.Index(text[from+1:], string(n))
			if next < 0 {
				break
			}
			from += 1 + next
		}
		return best
	}
	rest := text
	for _, c := range n {
		if unicode.IsSpace(c) {
			continue
		}
		i := strings.IndexRune(rest, c)
		if i < 0 {
			return noMatch
		}
		rest = rest[i+utf8.RuneLen(c):]
	}
	return scattered
}
