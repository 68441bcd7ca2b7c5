package normal

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// plain spells letters that have no decomposition of their own, and the typographer's marks, with ASCII.
var plain = strings.NewReplacer(
	"ø", "o", "ł", "l", "đ", "d", "ð", "d", "þ", "th", "æ", "ae", "œ", "oe", "ħ", "h", "ı", "i", "ŧ", "t",
	"’", "'", "‘", "'", "ʼ", "'", "ʻ", "'", "`", "'", "´", "'", "′", "'", "“", `"`, "”", `"`,
	"‐", "-", "‑", "-", "‒", "-", "–", "-", "—", "-", "―", "-", "−", "-",
)

// Fold makes the form under which two spellings of one word are equal: compatibility forms resolved, accents
// stripped, case folded, runs of space made one, ends trimmed. "Café  MÜLLER" is "cafe muller".
func Fold(s string) string {
	if isASCII(s) {
		return squeeze(strings.ToLower(s))
	}
	s = strings.ToValidUTF8(s, "")
	for range 4 { // a few letters unfold in two steps; then nothing moves any more
		next := foldOnce(s)
		if next == s {
			break
		}
		s = next
	}
	return squeeze(s)
}

func foldOnce(s string) string {
	s = cases.Fold().String(norm.NFKD.String(s))
	s = strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, s)
	return plain.Replace(s)
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// squeeze makes each run of white space one blank and trims the ends. It returns s itself where there is nothing to do.
func squeeze(s string) string {
	clean, blank := true, true
	for _, r := range s {
		space := unicode.IsSpace(r)
		if space && (blank || r != ' ') {
			clean = false
			break
		}
		blank = space
	}
	if clean && (s == "" || !blank) {
		return s
	}
	return strings.Join(strings.Fields(s), " ")
}
