package devtools

import (
	"encoding/json"
	"strconv"
	"strings"

	"letip/app/query"
)

// keyText is a key as people read it: businesses / rows {city: Freehold} / 3.
type keyText struct {
	segs  []string // pretty, one a segment
	lower string   // the whole, for the filter
}

// keyTexts remembers them: a key is worded once. The oldest are not kept for ever, see trim.
type keyTexts map[query.Path]*keyText

func (k keyTexts) of(p query.Path) *keyText {
	if t, ok := k[p]; ok {
		return t
	}
	t := &keyText{segs: p.Segments()}
	for i, s := range t.segs {
		t.segs[i] = pretty(s)
	}
	t.lower = strings.ToLower(t.String())
	k[p] = t
	return t
}

// trim forgets all when there are many more than there are keys to word.
func (k keyTexts) trim(n int) {
	if len(k) > 2*n+1000 {
		clear(k)
	}
}

// from is the key from a segment on, in two parts: the names, and behind them what they are asked with.
func (t *keyText) from(n int) (name, tail string) {
	segs := t.segs[min(n, len(t.segs)):]
	cut := len(segs)
	for i, s := range segs {
		if strings.HasPrefix(s, "{") && i+n > 0 {
			cut = i
			break
		}
	}
	return strings.Join(segs[:cut], " / "), strings.Join(segs[cut:], " / ")
}

// String is the whole key in one line.
func (t *keyText) String() string {
	name, tail := t.from(0)
	if tail == "" {
		return name
	}
	return name + " " + tail
}

// keyName words one key that is not listed.
func keyName(p query.Path) string {
	if p.Len() == 0 {
		return "*"
	}
	t := &keyText{segs: p.Segments()}
	for i, s := range t.segs {
		t.segs[i] = pretty(s)
	}
	return t.String()
}

// pretty takes the quotes off JSON where nobody needs them, and lets it breathe: {city: Freehold, page: 1}.
func pretty(s string) string {
	var b strings.Builder
	for s != "" {
		switch s[0] {
		case '"':
			end := quoted(s)
			b.WriteString(unquoted(s[:end]))
			s = s[end:]
			continue
		case ',', ':':
			b.WriteByte(s[0])
			b.WriteByte(' ')
		default:
			b.WriteByte(s[0])
		}
		s = s[1:]
	}
	return b.String()
}

// quoted is the length of the string literal that s begins with.
func quoted(s string) int {
	for i := 1; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(s)
}

// unquoted is a string literal without quotes, unless it could be taken for something else.
func unquoted(lit string) string {
	var s string
	if json.Unmarshal([]byte(lit), &s) != nil {
		return lit
	}
	if _, err := strconv.ParseFloat(s, 64); err == nil || s == "" || s == "null" || s == "true" || s == "false" ||
		strings.ContainsAny(s, ",:{}[]\"\n") || strings.TrimSpace(s) != s {
		return lit
	}
	return s
}
