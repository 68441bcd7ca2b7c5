package contact

import (
	"bytes"
	"strings"
)

// hours gives the opening hours: of structured data first, else of lines that hold days with times.
func (d *document) hours(items []*item) *Hours {
	for _, it := range items {
		var raw []string
		for _, p := range it.props {
			switch {
			case p.name == "openingHours" && p.child == nil:
				raw = append(raw, squeeze(p.text))
			case (p.name == "openingHoursSpecification" || p.name == "openingHours" || p.name == "hoursAvailable") && p.child != nil:
				if s := specification(p.child); s != "" {
					raw = append(raw, s)
				}
			}
		}
		if len(raw) > 0 {
			s := strings.Join(raw, "; ")
			return &Hours{Raw: s, Week: ParseWeek(s)}
		}
	}
	return d.textHours()
}

// specification writes an OpeningHoursSpecification in the short syntax. Days that only hold for a season are left out.
func specification(it *item) string {
	if it.first("validFrom") != "" && it.first("validThrough") != "" {
		return ""
	}
	var days []string
	for _, v := range it.get("dayOfWeek") {
		for w := range strings.FieldsSeq(strings.ReplaceAll(v, ",", " ")) {
			if n, ok := dayWords[strings.ToLower(typeName(w))]; ok {
				days = append(days, strings.ToUpper(dayNames[n][:1])+dayNames[n][1:])
			}
		}
	}
	opens, closes := it.first("opens"), it.first("closes")
	if len(days) == 0 || opens == "" || closes == "" {
		return ""
	}
	if opens == closes {
		return strings.Join(days, ",") + " closed"
	}
	return strings.Join(days, ",") + " " + opens + "-" + closes
}

// textHours joins lines that stand together and hold days and times, and takes the fullest week, of equals the first.
func (d *document) textHours() *Hours {
	var best *Hours
	blocks := 0
	for i := 0; i < len(d.lines) && blocks < mostBlocks; i++ {
		if !d.hoursLine(i) {
			continue
		}
		blocks++
		first := i
		block, next := d.hoursBlock(i)
		i = max(i, next-1)
		w, start, end := parseWeek(block)
		if w == nil || end-start > maxHours || best != nil && days(w) <= days(best.Week) {
			continue
		}
		if raw := block[start:end]; end < len(block) && block[end] == ')' && strings.Count(raw, "(") > strings.Count(raw, ")") {
			end++
		}
		if aroundTheClock(d.lower[d.lines[first].start:d.lines[first].end]) {
			start, end = 0, len(d.lineText(first))
		}
		best = &Hours{Raw: strings.ReplaceAll(strings.Trim(block[start:end], " \n"), "\n", "; "), Week: w}
	}
	return best
}

// mostBlocks bounds the tables of hours that are looked at: a page with more lists events.
const mostBlocks = 64

// maxHours bounds what is still a text of opening hours and no story.
const maxHours = 400

// hoursBlock joins line i with those below it that go on with it: other days, times alone, days alone. It ends where
// another table of hours begins: a line that names a day again under words of its own ("Office hours: Mon-Fri ...").
func (d *document) hoursBlock(i int) (block string, next int) {
	var seen [7]bool
	var b strings.Builder
	for j := i; j < len(d.lines) && j < i+16; j++ {
		l := d.lines[j]
		if j > i && l.end-l.start > 300 {
			return b.String(), j
		}
		s := d.lineText(j)
		if j > i && !d.hoursLine(j) && !timesOnly(s) && !dayOnly(s) {
			return b.String(), j
		}
		tokens := hourTokens(s)
		again, words := false, len(s)
		for _, t := range tokens {
			if t.kind == tokenDay && len(t.text) > 1 {
				again = again || seen[t.day]
			}
			words -= t.end - t.start
		}
		if again && words > 8 {
			return b.String(), j
		}
		for k, t := range tokens {
			if t.kind == tokenDay && len(t.text) > 1 {
				seen[t.day] = true
				if k+2 < len(tokens) && tokens[k+1].kind == tokenDash && tokens[k+2].kind == tokenDay {
					for _, day := range dayRange(t.day, tokens[k+2].day) {
						seen[day] = true
					}
				}
			}
		}
		if b.Len() > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(s)
		next = j + 1
	}
	return b.String(), next
}

func days(w *Week) int {
	n := 0
	for _, d := range w {
		if len(d) > 0 {
			n++
		}
	}
	return n
}

// hoursLine reports whether a line names a day, and it or the next one a time.
func (d *document) hoursLine(i int) bool {
	l := d.lines[i]
	if l.end-l.start > 300 || l.end-l.start < 3 {
		return false
	}
	low := d.lower[l.start:l.end]
	if l.digits && aroundTheClock(low) {
		return true
	}
	timed := l.digits || bytes.Contains(low, []byte("closed"))
	if !timed && l.end-l.start >= 30 || !hasDay(low) {
		return false
	}
	if timed {
		return true
	}
	return i+1 < len(d.lines) && l.end-l.start < 30 && timesOnly(string(d.text[d.lines[i+1].start:d.lines[i+1].end]))
}

// aroundTheClock reports "Open 24 hours" and "Hours: 24/7"; a "24/7 hotline" is no opening.
func aroundTheClock(low []byte) bool {
	low = bytes.TrimLeft(low, " ")
	return (bytes.HasPrefix(low, []byte("open")) || bytes.HasPrefix(low, []byte("hours"))) && len(low) < 60 &&
		(bytes.Contains(low, []byte("24/7")) || bytes.Contains(low, []byte("24 h")) && bytes.Contains(low, []byte("7 days")))
}

// hasDay reports a weekday's name, in full or short, or a range such as m-f.
func hasDay(low []byte) bool {
	for i := 0; i+1 < len(low); i++ {
		switch low[i] {
		case 'm', 't', 'w', 'f', 's', 'd', 'e':
		default:
			continue
		}
		if i > 0 && isWord(low[i-1]) {
			continue
		}
		switch string(low[i:min(i+3, len(low))]) {
		case "mon", "tue", "wed", "thu", "fri", "sat", "sun", "dai", "wee", "eve", "mo-", "m-f", "m -", "m \xe2", "m\xe2\x80":
		default:
			continue
		}
		j := i
		for j < len(low) && low[j] >= 'a' && low[j] <= 'z' {
			j++
		}
		w := string(low[i:j])
		if _, ok := dayWords[w]; ok && len(w) > 2 || daysWords[w] != 0 || w == "mo" {
			return true
		}
		if w == "m" && bytes.IndexByte(low[j:min(j+6, len(low))], 'f') >= 0 {
			return true
		}
	}
	return false
}

// timesOnly reports a line that holds opening times, or that there are none, and nothing else.
func timesOnly(s string) bool {
	if len(s) > 40 {
		return false
	}
	timed := false
	tokens := hourTokens(s)
	for i, t := range tokens {
		switch {
		case t.kind == tokenDay && len(t.text) > 1:
			return false
		case t.kind == tokenNone, t.kind == tokenAllDay:
			timed = true
		case t.kind == tokenTime && i+2 < len(tokens) && tokens[i+1].kind == tokenDash && tokens[i+2].kind == tokenTime:
			timed = true
		}
	}
	letters := 0
	for i := range len(s) {
		if c := s[i] | 0x20; c >= 'a' && c <= 'z' {
			letters++
		}
	}
	return timed && letters <= 14
}

func dayOnly(s string) bool {
	_, ok := dayWords[strings.ToLower(strings.Trim(s, " :"))]
	return ok
}
