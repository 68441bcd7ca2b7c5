package jobs

import (
	"time"

	"letip/app/lead"
	"letip/app/screen"
	"letip/app/widget"
	"letip/store/entity"
)

// what says what a job does and with what, in plain words: "Search: Freehold, NJ · 1 mi".
func what(r lead.Run) string {
	switch {
	case r.Kind == entity.KindEnrich && r.Counts.Total > 0:
		return screen.Lf("Visits to {{.Websites}}", screen.With{"Websites": screen.Count(r.Counts.Total, "website")})
	case r.Kind == entity.KindEnrich:
		return screen.L("Visits to websites")
	case r.Search == nil:
		return screen.L("Search")
	}
	return screen.Lf("Search: {{.Where}}", screen.With{"Where": screen.SearchName(*r.Search)})
}

// state is how a job stands, in a word: one that is complete but for what an answer left out says so.
func state(r lead.Run) screen.Word {
	if r.Status == entity.JobCompleted && r.Error != nil {
		return screen.Word{Text: screen.L("partial"), Role: widget.RoleWarn}
	}
	return screen.JobWord(r.Status)
}

// part is one counted figure in words.
type part struct {
	n    int
	text string
}

// result is what came of a job so far, as short as a row has room for: "31 new · 12 known · 1 failed".
func result(r lead.Run) string {
	c := r.Counts
	parts := []part{{c.Saved, "{{.N}} new"}, {c.Duplicate, "{{.N}} known"}, {c.Failed, "{{.N}} failed"}}
	if r.Kind == entity.KindEnrich {
		parts = []part{{c.Enriched + c.Partial, "{{.N}} enriched"}, {c.NoWebsite + c.Blocked, "{{.N}} could not be read"}, {c.Failed, "{{.N}} failed"}}
	}
	var words []string
	if r.Live() && r.Status != entity.JobQueued || r.Status == entity.JobPaused {
		words = append(words, screen.Percent(r.Percent))
	}
	for _, p := range parts {
		if p.n > 0 {
			words = append(words, screen.Lf(p.text, screen.With{"N": screen.Number(p.n)}))
		}
	}
	if r.Error != nil && r.Status != entity.JobCancelled {
		words = append(words, screen.ClassWord(r.Error.Class))
	}
	if len(words) == 0 && r.Status == entity.JobCompleted {
		words = append(words, screen.L("nothing found"))
	}
	return screen.Joined(" · ", words...)
}

// retryable reports whether a failed job may go better another time without anybody changing anything.
func retryable(r lead.Run) bool {
	return r.Status == entity.JobInterrupted || r.Status == entity.JobFailed && (r.Error == nil || screen.Class(r.Error.Class).Again)
}

// took is how long a job has run, or runs. When a job that was cut short stopped is not known: nobody was there to
// write it down.
func took(r lead.Run, now time.Time) string {
	switch {
	case r.StartedAt.IsZero() || r.Status == entity.JobInterrupted || r.Status == entity.JobQueued:
		return ""
	case r.Live():
		return span(now.Sub(r.StartedAt))
	case r.EndedAt.IsZero():
		return ""
	}
	return span(r.EndedAt.Sub(r.StartedAt))
}

// span is a length of time: "0.4 s", "12 s", "3 min 20 s", "1 h 5 min".
func span(d time.Duration) string {
	d = max(d, 0)
	switch {
	case d < 10*time.Second:
		tenths := d.Round(100 * time.Millisecond)
		return screen.Lf("{{.N}} s", screen.With{"N": decimal(int(tenths / (100 * time.Millisecond)))})
	case d < time.Minute:
		return screen.Lf("{{.N}} s", screen.With{"N": int(d.Seconds())})
	case d < time.Hour:
		return screen.Lf("{{.M}} min {{.S}} s", screen.With{"M": int(d.Minutes()), "S": int(d.Seconds()) % 60})
	}
	return screen.Lf("{{.H}} h {{.M}} min", screen.With{"H": int(d.Hours()), "M": int(d.Minutes()) % 60})
}

// decimal writes tenths: 4 is "0.4".
func decimal(tenths int) string {
	return screen.Number(tenths/10) + "." + string(rune('0'+tenths%10))
}
