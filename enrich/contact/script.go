package contact

import (
	"strconv"
	"strings"
)

// foldScript joins the string constants of a script where + stands between them, and String.fromCharCode of
// numbers, and yields what comes out as an address. It runs nothing.
func foldScript(code string, yield func(v string)) {
	var b strings.Builder
	flush := func() {
		if b.Len() > 5 && b.Len() < 4096 {
			s := b.String()
			if strings.Contains(s, "%40") {
				s = unescape(s)
			}
			s = stripTags(s)
			scanEmails([]byte(s), func(v string, _ int) bool {
				yield(v)
				return true
			})
		}
		b.Reset()
	}
	joined := false
	for i := 0; i < len(code); i++ {
		switch c := code[i]; {
		case c == '"' || c == '\'':
			if !joined {
				flush()
			}
			s, next, ok := stringLiteral(code, i)
			if !ok {
				flush()
				return
			}
			b.WriteString(s)
			i, joined = next-1, false
		case c == '+':
			joined = b.Len() > 0
		case c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '(' || c == ')':
		case strings.HasPrefix(code[i:], "String.fromCharCode("):
			end := strings.IndexByte(code[i:], ')')
			if end < 0 {
				return
			}
			if !joined {
				flush()
			}
			for f := range strings.SplitSeq(code[i+len("String.fromCharCode("):i+end], ",") {
				n, err := strconv.ParseInt(strings.TrimSpace(f), 0, 32)
				if err != nil || n < 32 || n > 126 {
					continue
				}
				b.WriteByte(byte(n))
			}
			i, joined = i+end, false
		default:
			flush()
			joined = false
		}
	}
	flush()
}

// stringLiteral reads the JavaScript string that opens at i.
func stringLiteral(code string, i int) (s string, next int, ok bool) {
	quote := code[i]
	var b strings.Builder
	for i++; i < len(code); i++ {
		switch c := code[i]; c {
		case quote:
			return b.String(), i + 1, true
		case '\n':
			return "", i, false
		case '\\':
			i++
			if i >= len(code) {
				return "", i, false
			}
			digits := map[byte]int{'x': 2, 'u': 4}[code[i]]
			if digits > 0 && i+digits < len(code) {
				if n, err := strconv.ParseUint(code[i+1:i+1+digits], 16, 32); err == nil {
					b.WriteRune(rune(n))
					i += digits
					continue
				}
			}
			b.WriteByte(code[i])
		default:
			b.WriteByte(c)
		}
	}
	return "", i, false
}

// stripTags drops the markup of a string that a script would write.
func stripTags(s string) string {
	var b strings.Builder
	depth := 0
	for i := range len(s) {
		switch {
		case s[i] == '<':
			depth++
			b.WriteByte(' ')
		case s[i] == '>' && depth > 0:
			depth--
		case depth == 0 || strings.Contains(s[:i], "mailto:"):
			b.WriteByte(s[i])
		}
	}
	return strings.ReplaceAll(b.String(), "mailto:", " ")
}
