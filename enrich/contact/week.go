package contact

import (
	"fmt"
	"slices"
	"strings"
)

// Hours is when the business is open: as the page writes it, and as a week where that could be read.
type Hours struct {
	Raw  string
	Week *Week
}

// Week holds the opening times of each day, Monday first. A day without a span is closed.
type Week [7][]Span

// Span is one opening time of a day, "09:00" to "17:00" on the 24-hour clock; it may end at "24:00" or past
// midnight, at a time before its start.
type Span struct{ Open, Close string }

var dayNames = []string{"mo", "tu", "we", "th", "fr", "sa", "su"}

// dayWords are the spellings of a day; single letters count only in a range such as M-F.
var dayWords = map[string]int{
	"monday": 0, "mon": 0, "mo": 0, "mondays": 0, "m": 0,
	"tuesday": 1, "tue": 1, "tues": 1, "tu": 1, "tuesdays": 1, "t": 1,
	"wednesday": 2, "wed": 2, "we": 2, "weds": 2, "wednesdays": 2, "w": 2,
	"thursday": 3, "thu": 3, "thur": 3, "thurs": 3, "th": 3, "thursdays": 3, "r": 3,
	"friday": 4, "fri": 4, "fr": 4, "fridays": 4, "f": 4,
	"saturday": 5, "sat": 5, "sa": 5, "saturdays": 5, "s": 5,
	"sunday": 6, "sun": 6, "su": 6, "sundays": 6,
}

// hourToken is one thing that an opening time is written with.
type hourToken struct {
	kind hourKind
	day  int
	min  int  // minutes since midnight
	half byte // 'a', 'p' or 0
	text string
}

type hourKind uint8

const (
	tokenDay hourKind = iota
	tokenTime
	tokenDash
	tokenAnd
	tokenClosed
	tokenAllDay
	tokenDaily
	tokenWeekdays
	tokenWeekend
	tokenStop
)

// ParseWeek reads opening hours in the syntax of OpenStreetMap and schema.org ("Mo-Fr 09:00-17:00") or as people
// write them ("Mon - Fri: 8:30am to 5pm, Sat by appointment, Sunday closed"). It is nil where no day has a time.
func ParseWeek(s string) *Week {
	if strings.EqualFold(strings.TrimSpace(s), "24/7") {
		s = "Mo-Su 00:00-24:00"
	}
	tokens := hourTokens(s)
	var week Week
	var days []int
	open := false // the days have their times already; the next day begins anew
	any := false
	give := func(spans ...Span) {
		if len(days) == 0 {
			return
		}
		for _, day := range days {
			for _, sp := range spans {
				if !slices.Contains(week[day], sp) {
					week[day] = append(week[day], sp)
				}
			}
		}
		open, any = true, true
	}
	for i := 0; i < len(tokens); i++ {
		t := tokens[i]
		if t.kind <= tokenDay || t.kind == tokenDaily || t.kind == tokenWeekdays || t.kind == tokenWeekend {
			if open {
				days, open = nil, false
			}
		}
		switch t.kind {
		case tokenDay:
			if i+2 < len(tokens) && tokens[i+1].kind == tokenDash && tokens[i+2].kind == tokenDay {
				for d := t.day; ; d = (d + 1) % 7 {
					days = append(days, d)
					if d == tokens[i+2].day {
						break
					}
				}
				i += 2
			} else if len(t.text) > 1 || len(days) > 0 {
				days = append(days, t.day)
			}
		case tokenDaily:
			days = []int{0, 1, 2, 3, 4, 5, 6}
		case tokenWeekdays:
			days = append(days, 0, 1, 2, 3, 4)
		case tokenWeekend:
			days = append(days, 5, 6)
		case tokenClosed:
			give()
		case tokenAllDay:
			give(Span{"00:00", "24:00"})
		case tokenTime:
			if i+2 < len(tokens) && tokens[i+1].kind == tokenDash && tokens[i+2].kind == tokenTime {
				if sp, ok := spanOf(t, tokens[i+2]); ok {
					give(sp)
				}
				i += 2
			}
		case tokenDash, tokenAnd, tokenStop:
		}
	}
	if !any || empty(week) {
		return nil
	}
	return &week
}

func empty(w Week) bool {
	for _, day := range w {
		if len(day) > 0 {
			return false
		}
	}
	return true
}

// spanOf gives both ends their half of the day: "8-5" is 08:00 to 17:00, "9-5pm" too.
func spanOf(from, to hourToken) (Span, bool) {
	a, b := from.min, to.min
	if to.half == 'p' && b < 12*60 {
		b += 12 * 60
	}
	if to.half == 'a' && b >= 12*60 {
		b -= 12 * 60
	}
	switch {
	case from.half == 'p' && a < 12*60:
		a += 12 * 60
	case from.half == 'a' && a >= 12*60:
		a -= 12 * 60
	case from.half == 0 && to.half == 'p' && a+12*60 < b && a < 6*60:
		a += 12 * 60 // 1-5pm
	}
	if from.half == 0 && to.half == 0 && b <= a && b < 12*60 {
		b += 12 * 60 // 8-5
	}
	if b == 0 {
		b = 24 * 60
	}
	if a == b || a > 24*60 || b > 28*60 {
		return Span{}, false
	}
	return Span{clock(a), clock(b)}, true
}

func clock(m int) string {
	if m > 24*60 {
		m -= 24 * 60
	}
	return fmt.Sprintf("%02d:%02d", m/60, m%60)
}

// hourTokens reads a text for days, times and the words between them; other words are dropped.
func hourTokens(s string) []hourToken {
	var out []hourToken
	low := strings.ToLower(s)
	low = strings.NewReplacer("–", "-", "—", "-", "a.m.", "am", "p.m.", "pm", "a.m", "am", "p.m", "pm", "noon", "12:00pm", "midnight", "24:00").Replace(low)
	for i := 0; i < len(low); {
		c := low[i]
		switch {
		case c >= '0' && c <= '9':
			t, next, ok := timeAt(low, i)
			if ok {
				out = append(out, t)
			}
			i = next
		case c >= 'a' && c <= 'z':
			j := i
			for j < len(low) && low[j] >= 'a' && low[j] <= 'z' {
				j++
			}
			out = append(out, wordTokens(low[i:j])...)
			i = j
		case c == '-':
			out = append(out, hourToken{kind: tokenDash})
			i++
		case c == ',' || c == '&' || c == '/':
			out = append(out, hourToken{kind: tokenAnd})
			i++
		default:
			i++
		}
	}
	return out
}

func wordTokens(w string) []hourToken {
	if d, ok := dayWords[w]; ok {
		return []hourToken{{kind: tokenDay, day: d, text: w}}
	}
	switch w {
	case "to", "until", "till", "through", "thru", "til":
		return []hourToken{{kind: tokenDash}}
	case "and":
		return []hourToken{{kind: tokenAnd}}
	case "closed", "off":
		return []hourToken{{kind: tokenClosed}}
	case "daily", "everyday":
		return []hourToken{{kind: tokenDaily}}
	case "weekdays":
		return []hourToken{{kind: tokenWeekdays}}
	case "weekends", "weekend":
		return []hourToken{{kind: tokenWeekend}}
	}
	for _, name := range []string{"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"} { // "closedsunday", "fridayclosed"
		if rest, ok := strings.CutPrefix(w, name); ok && rest == "closed" {
			return []hourToken{{kind: tokenDay, day: dayWords[name], text: name}, {kind: tokenClosed}}
		}
		if rest, ok := strings.CutSuffix(w, name); ok && (rest == "closed" || rest == "am" || rest == "pm") {
			t := hourToken{kind: tokenDay, day: dayWords[name], text: name}
			if rest == "closed" {
				return []hourToken{{kind: tokenClosed}, t}
			}
			return []hourToken{t}
		}
	}
	return nil
}

// timeAt reads 8, 8:30, 0830, 8.30 with am or pm behind it.
func timeAt(s string, i int) (hourToken, int, bool) {
	j := i
	for j < len(s) && s[j] >= '0' && s[j] <= '9' {
		j++
	}
	h, m := 0, 0
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
	default:
		return hourToken{}, j, false
	}
	t := hourToken{kind: tokenTime, min: h*60 + m}
	k := j
	for k < len(s) && s[k] == ' ' {
		k++
	}
	if k < len(s) && (s[k] == 'a' || s[k] == 'p') && (k+1 < len(s) && s[k+1] == 'm' || k+1 == len(s) || !isWord(s[k+1])) {
		t.half = s[k]
		j = k + 1
		if j < len(s) && s[j] == 'm' {
			j++
		}
		if h == 12 {
			t.min -= 12 * 60
			if t.half == 'p' {
				t.min += 12 * 60
			}
		}
	}
	return t, j, h <= 24 && m < 60 && (t.half == 0 || h <= 12)
}

func atoi(s string) int {
	n := 0
	for i := range len(s) {
		n = n*10 + int(s[i]-'0')
	}
	return n
}
