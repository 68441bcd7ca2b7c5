package screen

import (
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"

	"fyne.io/fyne/v2/lang"

	"letip/app/widget"
	"letip/store/entity"
	"letip/store/normal"
)

// Word is a status as it is shown everywhere: a coloured dot and a word, never colour alone.
type Word struct {
	Text   string
	Role   widget.Role
	Hollow bool
}

// statusWords and jobWords are the table status -> word and colour. A word is translated when it is first shown.
var (
	statusWords = map[entity.EnrichmentStatus]Word{
		entity.Pending:   {Text: "pending", Role: widget.RoleIdle, Hollow: true},
		entity.Running:   {Text: "running", Role: widget.RoleAccent},
		entity.Enriched:  {Text: "enriched", Role: widget.RoleOK},
		entity.Partial:   {Text: "partial", Role: widget.RoleWarn},
		entity.NoWebsite: {Text: "no website", Role: widget.RoleIdle, Hollow: true},
		entity.Blocked:   {Text: "blocked", Role: widget.RoleWarn},
		entity.Failed:    {Text: "failed", Role: widget.RoleError},
	}
	jobWords = map[entity.JobStatus]Word{
		entity.JobQueued:      {Text: "waiting", Role: widget.RoleIdle, Hollow: true},
		entity.JobActive:      {Text: "running", Role: widget.RoleAccent},
		entity.JobPaused:      {Text: "paused", Role: widget.RoleWarn, Hollow: true},
		entity.JobCompleted:   {Text: "complete", Role: widget.RoleOK},
		entity.JobFailed:      {Text: "failed", Role: widget.RoleError},
		entity.JobCancelled:   {Text: "cancelled", Role: widget.RoleIdle},
		entity.JobInterrupted: {Text: "interrupted", Role: widget.RoleWarn},
	}
	healthWords = map[entity.HealthState]Word{
		entity.Online:  {Text: "Online", Role: widget.RoleOK},
		entity.Limited: {Text: "Limited", Role: widget.RoleWarn},
		entity.Offline: {Text: "Offline", Role: widget.RoleIdle},
	}
	sourceWords = map[string]string{
		"osm": "OpenStreetMap", "sample": "Sample territory", "manual": "typed in", "csv": "CSV file",
		"website": "website", "directory": "Directory page", "overture": "Overture Maps",
	}
)

// methodWords name how a value was read, where that says more than its source.
var methodWords = map[string]string{
	"mailto": "mail link", "tel": "phone link", "text": "in the text", "jsonld": "JSON-LD", "microdata": "microdata",
	"hcard": "hCard", "cfemail": "protected address", "words": "written in words", "script": "in a script", "typed": "typed in",
}

// MethodWord is how a value was read, in words; empty where there is nothing to say.
func MethodWord(method string) string {
	if w, ok := methodWords[method]; ok {
		return L(w)
	}
	return ""
}

// StatusWord is how far the visit to a lead's website is.
func StatusWord(s entity.EnrichmentStatus) Word { return translated(statusWords[s], string(s)) }

// JobWord is how a job stands.
func JobWord(s entity.JobStatus) Word { return translated(jobWords[s], string(s)) }

// HealthWord is the badge's word.
func HealthWord(s entity.HealthState) Word { return translated(healthWords[s], string(s)) }

// StageWord is a stage by its translated name.
func StageWord(s entity.Stage) string {
	if s == "" {
		s = entity.StageNew
	}
	return L(string(s))
}

// SourceWord is a source by the name a person knows it by.
func SourceWord(source string) string {
	if w, ok := sourceWords[source]; ok {
		return L(w)
	}
	return source
}

func translated(w Word, id string) Word {
	if w.Text == "" {
		return Word{Text: id, Role: widget.RoleIdle}
	}
	w.Text = L(w.Text)
	return w
}

// words keeps translations of plain words: a table asks for them row by row, and Fyne's look-up builds a template each
// time. Languages do not change while the program runs.
var words sync.Map

// L translates a plain word or sentence without parameters.
func L(text string) string {
	if w, ok := words.Load(text); ok {
		return w.(string)
	}
	w := lang.L(text)
	words.Store(text, w)
	return w
}

// With is the data of a sentence with parameters, as Lf("{{.Name}} was saved", With{"Name": name}).
type With map[string]any

// Lf translates a sentence with parameters.
func Lf(text string, with With) string { return lang.L(text, with) }

// Count is a number with its noun in the right form, "1,214 leads". The forms stand in the translations, under noun.
func Count(n int, noun string) string {
	return lang.XN("count "+noun, "{{.N}} "+noun, n, With{"N": Number(n)})
}

// CountNoun is a noun in the form that a number asks for, without the number.
func CountNoun(n int, noun string) string { return lang.XN("noun "+noun, noun, n) }

// Number is a whole number as people read it: 1,214.
func Number(n int) string {
	s := strconv.Itoa(n)
	if n < 0 {
		return "-" + Number(-n)
	}
	if len(s) <= 3 {
		return s
	}
	var b strings.Builder
	head := len(s) % 3
	b.WriteString(s[:head])
	for i := head; i < len(s); i += 3 {
		if b.Len() > 0 {
			b.WriteByte(',')
		}
		b.WriteString(s[i : i+3])
	}
	return b.String()
}

// ShortNumber is a number for an axis, where there is room for five signs: 9,999, 120k, 3M.
func ShortNumber(n int) string {
	switch {
	case n >= 1_000_000 && n%1_000_000 == 0:
		return strconv.Itoa(n/1_000_000) + "M"
	case n >= 10_000:
		return strconv.FormatFloat(float64(n)/1000, 'f', -1, 64) + "k"
	}
	return Number(n)
}

// Title is a word with a capital, for where it stands alone.
func Title(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[n:]
}

// Share is a part of a whole in percent with one decimal, "61.6 %"; nothing of nothing is empty.
func Share(part, whole int) string {
	if whole == 0 {
		return ""
	}
	return strconv.FormatFloat(100*float64(part)/float64(whole), 'f', 1, 64) + " %"
}

// Percent is a job's counted work, "62 %": whole, rounded down, so that 100 is only what is complete.
func Percent(p float64) string { return strconv.Itoa(int(p)) + " %" }

// Miles is a distance with its unit, "0.4 mi"; unknown is empty.
func Miles(m *entity.Miles) string {
	if m == nil {
		return ""
	}
	return Lf("{{.N}} mi", With{"N": milesNumber(*m)})
}

// Radius is a distance that somebody chose, "1 mi" or "2.5 mi".
func Radius(m entity.Miles) string {
	return Lf("{{.N}} mi", With{"N": strconv.FormatFloat(float64(m), 'f', -1, 64)})
}

// MilesCell is a distance without its unit, for a column that names it.
func MilesCell(m *entity.Miles) string {
	if m == nil {
		return ""
	}
	return milesNumber(*m)
}

func milesNumber(m entity.Miles) string { return strconv.FormatFloat(float64(m), 'f', 1, 64) }

// Phone is a lead's number as people here dial it, or as it was typed where it can't be read as a number.
func Phone(e164, raw string) string {
	if e164 == "" {
		return raw
	}
	return normal.NationalPhone(e164)
}

// Host is a website without its scheme, as people say it.
func Host(website string) string {
	s := strings.TrimPrefix(strings.TrimPrefix(website, "https://"), "http://")
	return strings.TrimSuffix(strings.TrimPrefix(s, "www."), "/")
}

// Address is the whole postal address on one line.
func Address(b *entity.Business) string {
	town := strings.TrimSpace(strings.TrimSpace(b.State) + " " + strings.TrimSpace(b.ZIP))
	return Joined(", ", b.Address, b.City, town)
}

// PlaceName is a place as a chooser names it: its name with what tells it from its namesakes.
func PlaceName(p entity.Place) string {
	name := p.Name
	for _, more := range []string{p.State, p.Country} {
		if more != "" && !strings.Contains(name, more) {
			name += ", " + more
		}
	}
	return name
}

// Joined puts what is not empty into one line.
func Joined(sep string, parts ...string) string {
	out := parts[:0:0]
	for _, p := range parts {
		if p = strings.TrimSpace(p); p != "" {
			out = append(out, p)
		}
	}
	return strings.Join(out, sep)
}

// Ago is how long ago something was, "3 min ago"; what is older than a week is a date.
func Ago(t, now time.Time) string {
	if t.IsZero() {
		return ""
	}
	d := now.Sub(t)
	switch {
	case d < time.Minute:
		return L("just now")
	case d < time.Hour:
		return Lf("{{.N}} min ago", With{"N": int(d.Minutes())})
	case d < 24*time.Hour:
		return Lf("{{.N}} h ago", With{"N": int(d.Hours())})
	case d < 7*24*time.Hour:
		return Lf("{{.N}} d ago", With{"N": int(d.Hours() / 24)})
	}
	return Day(t)
}

// Day is a date, "23 Nov 2026".
func Day(t time.Time) string { return t.Local().Format("2 Jan 2006") }

// Date is a day with its weekday, "Tue 24 Nov".
func Date(t time.Time) string { return t.Local().Format("Mon 2 Jan") }

// Moment is a date with its time, for a hover text.
func Moment(t time.Time) string { return t.Local().Format("Mon 2 Jan 2006, 15:04:05") }

// Clock is the time of day, with the date where it is not today's.
func Clock(t, now time.Time) string {
	t, now = t.Local(), now.Local()
	if t.YearDay() == now.YearDay() && t.Year() == now.Year() {
		return t.Format("15:04")
	}
	return t.Format("2 Jan")
}

// Left is how long something will still take, "about 20 s left"; unknown is empty.
func Left(d time.Duration) string {
	switch {
	case d <= 0:
		return ""
	case d < time.Minute:
		return Lf("about {{.N}} s left", With{"N": max(1, int(d.Round(time.Second).Seconds()))})
	case d < time.Hour:
		return Lf("about {{.N}} min left", With{"N": int((d + 30*time.Second).Minutes())})
	}
	return Lf("about {{.N}} h left", With{"N": int((d + 30*time.Minute).Hours())})
}
