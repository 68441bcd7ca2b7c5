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

// textHours joins lines that stand together and hold days and times.
func (d *document) textHours() *Hours {
	var best *Hours
	for i := 0; i < len(d.lines); i++ {
		if !d.hoursLine(i) {
			continue
		}
		var parts []string
		j := i
		for ; j < len(d.lines) && len(parts) < 16; j++ {
			s := string(d.text[d.lines[j].start:d.lines[j].end])
			if j > i && !d.hoursLine(j) && !timesOnly(s) && !dayOnly(s) {
				break
			}
			parts = append(parts, s)
		}
		raw := strings.Join(parts, "; ")
		if len(raw) > 400 {
			continue
		}
		if w := ParseWeek(strings.Join(parts, " ")); w != nil && (best == nil || days(w) > days(best.Week)) {
			best = &Hours{Raw: raw, Week: w}
		}
		i = max(i, j-1)
	}
	return best
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
	timed := l.digits || bytes.Contains(low, []byte("closed"))
	if !timed && l.end-l.start >= 30 || !hasDay(low) {
		return false
	}
	if timed {
		return true
	}
	return i+1 < len(d.lines) && l.end-l.start < 30 && timesOnly(string(d.text[d.lines[i+1].start:d.lines[i+1].end]))
}

// hasDay reports a weekday's name, in full or short, or a range such as m-f.
func hasDay(low []byte) bool {
	for i := 0; i+1 < len(low); i++ {
		if i > 0 && isWord(low[i-1]) {
			continue
		}
		switch low[i] {
		case 'm', 't', 'w', 'f', 's', 'd', 'e':
		default:
			continue
		}
		j := i
		for j < len(low) && low[j] >= 'a' && low[j] <= 'z' {
			j++
		}
		w := string(low[i:j])
		if _, ok := dayWords[w]; ok && len(w) > 2 {
			return true
		}
		if w == "m" && j+1 < len(low) && (low[j] == '-' || low[j] == ' ') && strings.Contains(string(low[j:min(j+5, len(low))]), "f") {
			return true
		}
		if w == "daily" || w == "weekdays" || w == "everyday" || w == "mo" && j < len(low) && low[j] == '-' {
			return true
		}
	}
	return false
}

func timesOnly(s string) bool {
	if len(s) > 40 || !hasDigit(s) && !strings.EqualFold(strings.TrimSpace(s), "closed") {
		return false
	}
	for _, t := range hourTokens(s) {
		if t.kind == tokenDay && len(t.text) > 1 {
			return false
		}
	}
	letters := 0
	for i := range len(s) {
		if c := s[i] | 0x20; c >= 'a' && c <= 'z' {
			letters++
		}
	}
	return letters <= 8
}

func dayOnly(s string) bool {
	_, ok := dayWords[strings.ToLower(strings.Trim(s, " :"))]
	return ok
}
