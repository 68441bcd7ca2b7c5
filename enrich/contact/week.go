package contact

import (
	"fmt"
	"slices"
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

// ParseWeek reads opening hours in the syntax of OpenStreetMap and schema.org ("Mo-Fr 09:00-17:00") or as people write
// them ("Mon - Fri: 8:30am to 5pm, Sat by appointment, Sunday closed", "9-5 Mon-Fri"). It is nil where no day has a
// time.
func ParseWeek(s string) *Week {
	w, _, _ := parseWeek(s)
	return w
}

// parseWeek also says where in the text the hours begin and end.
func parseWeek(s string) (_ *Week, start, end int) {
	b := weekBuilder{start: -1}
	for _, part := range segments(hourTokens(s)) {
		b.segment(part)
	}
	for i := range b.week {
		if b.except[i] {
			b.week[i] = nil
		}
	}
	if empty(b.week) {
		return nil, 0, 0
	}
	return &b.week, b.start, b.end
}

// segments cuts tokens where a line or a semicolon ends what belongs together.
func segments(tokens []hourToken) [][]hourToken {
	var out [][]hourToken
	from := 0
	for i, t := range tokens {
		if t.kind == tokenStop {
			out = append(out, tokens[from:i])
			from = i + 1
		}
	}
	return append(out, tokens[from:])
}

// weekBuilder fills a week segment by segment.
type weekBuilder struct {
	week       Week
	except     [7]bool
	held       clause // days of a segment without times: they wait for the next one's
	start, end int
}

// clause is some days, or some times; a segment is clauses in turn.
type clause struct {
	days       []int
	spans      []Span // none in a clause of times is closed
	timed      bool
	bare       bool // all its times are numbers without am, pm or minutes, as anything can be
	closed     bool // it ends with "closed", which the days behind it may belong to
	start, end int
}

func (b *weekBuilder) segment(tokens []hourToken) {
	clauses := b.clauses(tokens)
	if len(clauses) == 0 {
		return
	}
	timesFirst := clauses[0].timed && !clauses[len(clauses)-1].timed // "9-5 Mon-Fri, 10-2 Sat"
	var spans *clause
	days := b.held
	if !clauses[0].timed || timesFirst {
		days = clause{}
	}
	for i := range clauses {
		c := &clauses[i]
		switch {
		case timesFirst && c.timed:
			spans = c
		case timesFirst && spans.bare && c.start-spans.end > 3: // "1-3 working days, Monday to Friday"
		case timesFirst:
			b.give(c.days, spans, c)
		case c.timed && len(days.days) > 0:
			b.reach(days.start, c.end)
			b.give(days.days, c, c)
			days = clause{}
		case !c.timed:
			days = *c
		}
	}
	b.held = clause{}
	if n := len(clauses); n > 1 && b.start >= 0 && !clauses[n-1].timed && clauses[n-2].closed {
		b.reach(b.start, clauses[n-1].end) // "closed Sunday"
	} else if !timesFirst {
		b.held = days
	}
}

// give opens days at times, and notes how far the text that says so reaches.
func (b *weekBuilder) give(days []int, times, last *clause) {
	if times == nil {
		return
	}
	for _, day := range days {
		for _, s := range times.spans {
			if !slices.Contains(b.week[day], s) {
				b.week[day] = append(b.week[day], s)
			}
		}
	}
	b.reach(times.start, last.end)
}

func (b *weekBuilder) reach(start, end int) {
	if b.start < 0 || start < b.start {
		b.start = start
	}
	b.end = max(b.end, end)
}

// clauses groups a segment's tokens into days and times.
func (b *weekBuilder) clauses(tokens []hourToken) []clause {
	var out []clause
	last := func(timed bool, t hourToken) *clause {
		if n := len(out); n == 0 || out[n-1].timed != timed {
			out = append(out, clause{timed: timed, bare: timed, start: t.start})
		}
		c := &out[len(out)-1]
		c.end = t.end
		return c
	}
	closed, except := false, false
	days := func(t hourToken, list ...int) {
		if except {
			for _, d := range list {
				b.except[d] = true
			}
			return
		}
		closed = false
		c := last(false, t)
		c.days = append(c.days, list...)
	}
	for i := 0; i < len(tokens); i++ {
		t := tokens[i]
		switch t.kind {
		case tokenDay:
			switch {
			case i+2 < len(tokens) && tokens[i+1].kind == tokenDash && tokens[i+2].kind == tokenDay:
				t.end = tokens[i+2].end
				days(t, dayRange(t.day, tokens[i+2].day)...)
				i += 2
			case len(t.text) > 1 || beside(tokens, i):
				days(t, t.day)
			}
		case tokenDays:
			days(t, daysOf(t.day)...)
		case tokenNone:
			last(true, t).closed = true
			closed = true // "closed 12-1" is no opening time
		case tokenAllDay:
			if t.day != 0 && !slices.ContainsFunc(out, func(c clause) bool { return !c.timed }) {
				days(t, daysOf(t.day)...)
			}
			c := last(true, t)
			c.bare = false
			c.spans = append(c.spans, Span{"00:00", "24:00"})
		case tokenTime:
			if i+2 < len(tokens) && tokens[i+1].kind == tokenDash && tokens[i+2].kind == tokenTime {
				next := tokens[i+2]
				sp, ok := spanOf(t, next)
				t.end = next.end
				i += 2
				if ok {
					c := last(true, t)
					c.bare = c.bare && t.bare() && next.bare()
					if !closed {
						c.spans = append(c.spans, sp)
					}
				}
			}
		case tokenExcept:
			except = true
		case tokenDash, tokenAnd, tokenStop:
		}
	}
	return out
}

// bare reports a number that only stands where a time might.
func (t hourToken) bare() bool { return t.half == 0 && !t.exact && t.min%60 == 0 }

// beside reports a single letter that stands for a day because another day follows or stands before it: M, W, F.
func beside(tokens []hourToken, i int) bool {
	next := i+2 < len(tokens) && tokens[i+1].kind == tokenAnd && tokens[i+2].kind == tokenDay
	before := i >= 2 && tokens[i-1].kind == tokenAnd && tokens[i-2].kind == tokenDay
	return next || before
}

func dayRange(from, to int) []int {
	list := []int{from}
	for d := from; d != to; {
		d = (d + 1) % 7
		list = append(list, d)
	}
	return list
}

func daysOf(bits int) []int {
	var list []int
	for d := range 7 {
		if bits&(1<<d) != 0 {
			list = append(list, d)
		}
	}
	return list
}

func empty(w Week) bool {
	for _, day := range w {
		if len(day) > 0 {
			return false
		}
	}
	return true
}

const (
	noon    = 12 * 60
	allDay  = 24 * 60
	atNight = 6 * 60 // nobody opens before it whose page doesn't say am
)

// spanOf gives both ends their half of the day: "8-5" is 08:00 to 17:00, "9-5pm" too, "1-5" is the afternoon and
// "6pm-2" ends at night.
func spanOf(from, to hourToken) (Span, bool) {
	a, b := from.min, to.min
	if from.half == 'p' && a < noon {
		a += noon
	}
	if to.half == 'p' && b < noon {
		b += noon
	}
	vague := !from.exact && !to.exact
	switch {
	case from.half == 0 && to.half == 'p' && vague && a < atNight && a+noon < b:
		a += noon // 1-5pm
	case from.half == 0 && to.half == 0 && vague && a < atNight && b < noon && a < b:
		a, b = a+noon, b+noon // 1-5
	case to.half == 0 && !to.exact && b <= a && b < noon && b+noon > a:
		b += noon // 8-5, 10am-6
	}
	if a == allDay {
		a = 0
	}
	if b == 0 {
		b = allDay
	}
	if a == b || a > allDay || b > allDay {
		return Span{}, false
	}
	return Span{clock(a), clock(b)}, true
}

func clock(m int) string { return fmt.Sprintf("%02d:%02d", m/60, m%60) }
