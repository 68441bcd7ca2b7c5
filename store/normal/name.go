package normal

import (
	"strings"
	"unicode"
)

// legal are the words at a name's end that say what kind of company it is, not who.
var legal = map[string]bool{
	"llc": true, "llp": true, "lp": true, "lllp": true, "pllc": true, "plc": true, "pc": true, "pa": true,
	"inc": true, "incorporated": true, "corp": true, "corporation": true, "co": true, "company": true,
	"ltd": true, "limited": true, "gmbh": true, "dba": true,
}

// spelled are suffixes written with points or blanks between their letters: "L.L.C.", "P. A.".
var spelled = map[string]bool{"l l c": true, "l l p": true, "l p": true, "p c": true, "p a": true, "p l l c": true}

// FoldName makes the form under which two spellings of one business's name are equal: folded, without punctuation,
// with "&" as "and", without a leading "the" and without legal suffixes. "Joe's Pizza, LLC" and "JOES PIZZA" are both
// "joes pizza". A name that is nothing but such words keeps them.
func FoldName(s string) string {
	words := nameWords(s)
	if len(words) > 1 && words[0] == "the" {
		words = words[1:]
	}
	for len(words) > 1 {
		short := dropLegal(words)
		if len(short) == len(words) {
			break
		}
		words = short
	}
	return strings.Join(words, " ")
}

func dropLegal(words []string) []string {
	last := len(words) - 1
	if legal[words[last]] || words[last] == "and" {
		return words[:last]
	}
	for n := 2; n <= 4 && n < len(words); n++ {
		if spelled[strings.Join(words[len(words)-n:], " ")] {
			return words[:len(words)-n]
		}
	}
	return words
}

func nameWords(s string) []string {
	var b strings.Builder
	for _, r := range Fold(s) {
		switch {
		case r == '\'':
		case r == '&' || r == '+':
			b.WriteString(" and ")
		case unicode.IsLetter(r) || unicode.IsNumber(r):
			b.WriteRune(r)
		default:
			b.WriteByte(' ')
		}
	}
	return strings.Fields(b.String())
}
