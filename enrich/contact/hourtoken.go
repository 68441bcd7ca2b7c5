package contact

import "strings"

// hourToken is one thing that opening times are written with.
type hourToken struct {
	kind       hourKind
	start, end int // in the text
	day        int
	min        int    // minutes since midnight
	half       byte   // 'a', 'p' or 0
	exact      bool   // written on the 24-hour clock beyond doubt: 08:00, 17:30
	text       string // of a day
}

type hourKind uint8

const (
	tokenDay hourKind = iota
	tokenDays
	tokenTime
	tokenDash
	tokenAnd
	tokenNone // closed, by appointment
	tokenAllDay
	tokenExcept
	tokenStop
)

// dayWords are the spellings of a day; single letters count only beside another day, as in M-F.
var dayWords = map[string]int{
	"monday": 0, "mon": 0, "mo": 0, "mondays": 0, "m": 0,
	"tuesday": 1, "tue": 1, "tues": 1, "tu": 1, "tuesdays": 1, "t": 1,
	"wednesday": 2, "wed": 2, "we": 2, "weds": 2, "wednesdays": 2, "w": 2, "wednes": 2,
	"thursday": 3, "thu": 3, "thur": 3, "thurs": 3, "th": 3, "thursdays": 3, "r": 3,
	"friday": 4, "fri": 4, "fr": 4, "fridays": 4, "f": 4,
	"saturday": 5, "sat": 5, "sa": 5, "saturdays": 5, "s": 5,
	"sunday": 6, "sun": 6, "su": 6, "sundays": 6,
}

// daysWords stand for several days: bits of a week, Monday lowest.
var daysWords = map[string]int{
	"daily": 0b1111111, "everyday": 0b1111111, "weekdays": 0b0011111, "weekday": 0b0011111, "weekend": 0b1100000, "weekends": 0b1100000,
}

// hourTokens reads a text for days, times and the words between them; other words are dropped.
func hourTokens(s string) []hourToken {
	var out []hourToken
	low := string(appendLower(nil, []byte(s)))
	for i := 0; i < len(low); {
		c := low[i]
		t := hourToken{start: i}
		switch {
		case c >= '0' && c <= '9':
			var ok bool
			if t, ok = numberToken(low, i); ok {
				out = append(out, t)
			}
			i = t.end
		case c >= 'a' && c <= 'z':
			t.end = i
			for t.end < len(low) && low[t.end] >= 'a' && low[t.end] <= 'z' {
				t.end++
			}
			i = t.end
			out = append(out, wordTokens(low[t.start:t.end], t, out)...)
		default:
			size := 1
			if c >= 0x80 {
				for i+size < len(low) && low[i+size]&0xC0 == 0x80 {
					size++
				}
			}
			t.kind = mark(low[i : i+size])
			if c == '.' && sentenceEnds(s, i) && (len(out) == 0 || out[len(out)-1].kind != tokenDay || out[len(out)-1].end < i) {
				t.kind = tokenStop
			}
			if t.kind != tokenDay {
				t.end = i + size
				out = append(out, t)
			}
			i += size
		}
	}
	return out
}

// sentenceEnds reports a full stop before another sentence.
func sentenceEnds(s string, i int) bool {
	return i+2 < len(s) && s[i+1] == ' ' && s[i+2] >= 'A' && s[i+2] <= 'Z'
}

// mark is what a sign says between days and times; tokenDay is nothing.
func mark(s string) hourKind {
	switch s {
	case "-", "–", "—", "‐", "‑", "−", "~":
		return tokenDash
	case ",", "&", "/", "+":
		return tokenAnd
	case ";", "\n", "|", "•", "·":
		return tokenStop
	}
	return tokenDay
}

// wordTokens reads a word; before are the tokens that stand before it.
func wordTokens(w string, t hourToken, before []hourToken) []hourToken {
	one := func(k hourKind) []hourToken {
		t.kind = k
		return []hourToken{t}
	}
	if d, ok := dayWords[w]; ok {
		t.day, t.text = d, w
		return one(tokenDay)
	}
	if d, ok := daysWords[w]; ok {
		t.day = d
		return one(tokenDays)
	}
	switch w {
	case "to", "until", "till", "through", "thru", "til":
		return one(tokenDash)
	case "and":
		return one(tokenAnd)
	case "closed", "off", "appointment", "appt", "appts", "appointments":
		return one(tokenNone)
	case "except", "excluding":
		return one(tokenExcept)
	case "noon":
		t.min, t.half = 12*60, 'p'
		return one(tokenTime)
	case "midnight":
		t.half = 'a'
		return one(tokenTime)
	case "days": // "7 days"
		if n := len(before); n > 0 && before[n-1].kind == tokenTime && before[n-1].min == 7*60 && before[n-1].half == 0 {
			before[n-1].kind, before[n-1].day = tokenDays, 0b1111111
		}
		return nil
	}
	for _, name := range []string{"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"} { // "closedsunday", "fridayclosed"
		t.day, t.text = dayWords[name], name
		closed := hourToken{kind: tokenNone, start: t.start, end: t.end}
		switch w {
		case name + "closed":
			return append(one(tokenDay), closed)
		case "closed" + name:
			return append([]hourToken{closed}, one(tokenDay)...)
		case "am" + name, "pm" + name:
			return one(tokenDay)
		}
	}
	return nil
}

// numberToken reads a time, "24 hours" and "24/7". Its end is set in any case.
func numberToken(s string, i int) (hourToken, bool) {
	if strings.HasPrefix(s[i:], "24") && (i == 0 || !isWord(s[i-1])) {
		rest := strings.TrimLeft(s[i+2:], " -")
		for _, w := range []string{"hours", "hour", "hrs", "hr", "h", "/7", "x7"} {
			if strings.HasPrefix(rest, w) && (len(rest) == len(w) || !isWord(rest[len(w)])) {
				t := hourToken{kind: tokenAllDay, start: i, end: len(s) - len(rest) + len(w)}
				if w == "/7" || w == "x7" {
					t.day = 0b1111111
				}
				return t, true
			}
		}
	}
	return timeAt(s, i)
}

// timeAt reads 8, 8:30, 0830, 8.30 with am or pm behind it.
func timeAt(s string, i int) (hourToken, bool) {
	j := i
	for j < len(s) && s[j] >= '0' && s[j] <= '9' {
		j++
	}
	t := hourToken{kind: tokenTime, start: i, exact: s[i] == '0' && j-i > 1}
	var h, m int
	switch j - i {
	case 1, 2:
		h = atoi(s[i:j])
		if j+2 < len(s) && (s[j] == ':' || s[j] == '.') && s[j+1] >= '0' && s[j+1] <= '5' && s[j+2] >= '0' && s[j+2] <= '9' {
			m = atoi(s[j+1 : j+3])
			j += 3
			if j+2 < len(s) && s[j] == ':' && s[j+1] >= '0' && s[j+1] <= '5' { // seconds
				j += 3
			}
		}
	case 3, 4:
		h, m = atoi(s[i:j-2]), atoi(s[j-2:j])
		if m%5 != 0 { // a piece of a number
			t.end = j
			return t, false
		}
	default:
		t.end = j
		return t, false
	}
	t.exact = t.exact || h > 12
	t.min = h*60 + m
	k := j
	for k < len(s) && s[k] == ' ' {
		k++
	}
	if k < len(s) && (s[k] == 'a' || s[k] == 'p') {
		e := k + 1
		dotted := e < len(s) && s[e] == '.'
		if dotted {
			e++
		}
		if e < len(s) && s[e] == 'm' {
			e++
			if dotted && e < len(s) && s[e] == '.' {
				e++
			}
		} else {
			e = k + 1
		}
		// "9 a.m." and "9a", but not "9 and"; "9amMonday" has no blank
		if e == len(s) || !isWord(s[e]) || e > k+1 {
			t.half, j = s[k], e
			if h == 12 {
				t.min -= 12 * 60
				if t.half == 'p' {
					t.min += 12 * 60
				}
			}
		}
	}
	t.end = j
	return t, h <= 24 && m < 60 && (t.half == 0 || h <= 12 && h > 0)
}

func atoi(s string) int {
	n := 0
	for i := range len(s) {
		n = n*10 + int(s[i]-'0')
	}
	return n
}
