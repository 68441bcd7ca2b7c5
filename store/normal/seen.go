package normal

import (
	"strings"
	"unicode"
)

// blankLetters are letters and marks by their class that nobody sees: Hangul's fillers and the empty sign of Braille.
const blankLetters = "\u115f\u1160\u2800\u3164\uffa0"

// CanBeSeen reports whether a text has anything that a person sees: more than blanks, control characters, marks that stand
// on nothing, and signs of no width as U+200B.
func CanBeSeen(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool {
		return (unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsPunct(r) || unicode.IsSymbol(r)) && !strings.ContainsRune(blankLetters, r)
	})
}
