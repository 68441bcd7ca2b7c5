package devtools

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"letip/app/query"
	"letip/app/screen"
	"letip/store/entity"
	"letip/store/event"
)

// words is what a moment is, in a line.
func (m *moment) words() string {
	switch m.kind {
	case ofEvent:
		return strings.TrimSpace(m.topic + " " + payloadWords(m.payload))
	case ofChange:
		return strings.TrimSpace(screen.L("mutation") + " " + keyName(m.mutation.Key) + " " + variableWords(m.mutation.Variables))
	}
	return screen.L("read") + " " + keyName(m.path)
}

// plainWords are words without anything that somebody typed or that was found, for an export.
func (m *moment) plainWords() string {
	if m.kind == ofChange {
		return "mutation " + keyName(m.mutation.Key)
	}
	return m.words()
}

// aside is what it did, or why it was done; sum is what that came to.
func (m *moment) aside() string {
	switch m.kind {
	case ofEvent:
		return touchWords(m.touches)
	case ofChange:
		return screen.Joined(" · ", m.layerWords(), m.stateWords())
	}
	return m.causeWords()
}

func (m *moment) sum() string {
	if m.kind == ofRead {
		return m.outcomeWords()
	}
	return m.readWords()
}

// came is both in a line.
func (m *moment) came() string { return screen.Joined(" · ", m.aside(), m.sum()) }

// readWords counts the reads that an event or a mutation brought.
func (m *moment) readWords() string {
	patched := len(m.touches) > 0
	for _, t := range m.touches {
		patched = patched && t.Did == query.DidApply
	}
	switch {
	case m.reads == 0 && patched:
		return screen.L("0 (patched)")
	case m.reads == 0 && m.kind == ofChange:
		return ""
	case m.shared > 0:
		return screen.Lf("{{.N}} for {{.M}}", screen.With{"N": m.reads, "M": m.reads + m.shared})
	}
	return strconv.Itoa(m.reads)
}

func (m *moment) layerWords() string {
	if m.layers == 0 {
		return ""
	}
	return screen.Count(m.layers, "layer")
}

func (m *moment) stateWords() string {
	took := took(m.ended.Sub(m.at))
	switch {
	case m.ended.IsZero() && m.mutation.Paused:
		return screen.L("paused")
	case m.ended.IsZero():
		return screen.L("pending")
	case m.mutation.Status == query.MutError:
		return screen.Lf("undone after {{.Time}}", screen.With{"Time": took})
	}
	return screen.Lf("landed {{.Time}}", screen.With{"Time": took})
}

// causeWords say why a read began.
func (m *moment) causeWords() string {
	if m.topic == "" {
		return screen.L(m.cause.String())
	}
	topic := strings.TrimSuffix(strings.TrimPrefix(m.topic, `["`), `"]`) // a mutation's key of one word
	return screen.Lf("by {{.What}}", screen.With{"What": topic})
}

func (m *moment) outcomeWords() string {
	switch m.outcome {
	case query.EventSuccess:
		return took(m.took)
	case query.EventFailure:
		return screen.Lf("failed after {{.Time}}", screen.With{"Time": took(m.took)})
	case query.EventDropped:
		return screen.L("older than a write: dropped")
	}
	return screen.L(m.outcome.String())
}

// touchWords are the keys that an event touched: businesses*, stats.
func touchWords(touches []query.Touch) string {
	var parts []string
	for _, t := range touches {
		if slices.ContainsFunc(touches, func(by query.Touch) bool { return covers(by, t) }) {
			continue
		}
		name := strings.ReplaceAll(keyName(t.Path), " / ", "/")
		switch t.Did {
		case query.DidInvalidate:
			if t.Path.Len() == 1 {
				name += "*"
			}
		case query.DidRemove:
			name += " " + screen.L("removed")
		case query.DidApply:
		}
		if len(parts) == 0 || parts[len(parts)-1] != name {
			parts = append(parts, name)
		}
	}
	const most = 4
	if len(parts) > most {
		parts = append(parts[:most-1], fmt.Sprintf("+%d", len(parts)-most+1))
	}
	return strings.Join(parts, ", ")
}

// covers reports whether what was done under one prefix was done under another with it.
func covers(by, t query.Touch) bool {
	return by.Did == t.Did && by.Path.Len() < t.Path.Len() && t.Path.HasPrefix(by.Path)
}

// payloadWords say what an event was about: the lead, the job and how far it is.
func payloadWords(payload any) string {
	switch p := payload.(type) {
	case []event.Event:
		if len(p) == 0 {
			return ""
		}
		words := eventWords(p[len(p)-1])
		if len(p) > 1 {
			words = screen.Joined(" ", words, "×"+strconv.Itoa(len(p)))
		}
		return words
	case event.Event:
		return eventWords(p)
	}
	return ""
}

func eventWords(e event.Event) string {
	switch e := e.(type) {
	case event.BusinessCreated:
		return idWords(e.IDs)
	case event.BusinessUpdated:
		return idWords(e.IDs)
	case event.BusinessDeleted:
		return idWords(e.IDs)
	case event.BusinessEnriched:
		return idWords([]entity.BusinessID{e.Business.ID})
	case event.ScrapingProgress:
		return progressWords(e.Progress)
	case event.EnrichmentProgress:
		words := progressWords(e.Progress)
		if e.Business != 0 {
			words += fmt.Sprintf(" #%d", e.Business)
		}
		return words
	case event.ScrapingComplete:
		return jobWords(e.Job)
	case event.ScrapingFailed:
		return jobWords(e.Job)
	case event.EnrichmentComplete:
		return jobWords(e.Job)
	case event.JobChanged:
		return jobWords(e.Job) + " " + string(e.Job.Status)
	case event.EnrichmentFailed:
		return fmt.Sprintf("#%d %s", e.Failure.BusinessID, e.Failure.Class)
	case event.SettingsChanged:
		return strings.Join(e.Keys, ", ")
	case event.HealthChanged:
		return string(e.Health.State)
	case event.ImportProgress:
		return fmt.Sprintf("import %d %.0f %%", e.Import, e.Percent())
	case event.ImportFinished:
		return fmt.Sprintf("import %d, %d rows", e.Report.Import, e.Report.Counts.Rows())
	}
	return ""
}

func idWords(ids []entity.BusinessID) string {
	switch len(ids) {
	case 0:
		return ""
	case 1:
		return fmt.Sprintf("#%d", ids[0])
	}
	return fmt.Sprintf("#%d +%d", ids[0], len(ids)-1)
}

func progressWords(p entity.Progress) string {
	return fmt.Sprintf("%s %s", jobName(p.JobID), screen.Percent(p.Percent))
}

func jobWords(j entity.Job) string { return jobName(j.ID) }

func jobName(id entity.JobID) string {
	return screen.Lf("job {{.N}}", screen.With{"N": strconv.FormatInt(int64(id), 10)})
}

// variableWords name what a mutation is about, if that is a lead, a job or a step.
func variableWords(v any) string {
	r := reflect.ValueOf(v)
	if r.Kind() == reflect.Struct {
		for _, name := range []string{"ID", "IDs"} {
			if f := r.FieldByName(name); f.IsValid() {
				r = f
				break
			}
		}
	}
	switch {
	case !r.IsValid():
	case r.CanInt() && r.Int() != 0:
		return fmt.Sprintf("#%d", r.Int())
	case r.Kind() == reflect.Slice && r.Len() > 0 && r.Index(0).CanInt():
		if r.Len() == 1 {
			return fmt.Sprintf("#%d", r.Index(0).Int())
		}
		return fmt.Sprintf("#%d +%d", r.Index(0).Int(), r.Len()-1)
	case r.Kind() == reflect.Struct:
		for _, name := range titles {
			if f := r.FieldByName(name); f.IsValid() && f.Kind() == reflect.String && f.String() != "" {
				return clipped(f.String())
			}
		}
	}
	return ""
}

// took is a duration as short as it can be told: 0.2 ms, 8 ms, 1.4 s.
func took(d time.Duration) string {
	ms := float64(d) / float64(time.Millisecond)
	switch {
	case d <= 0:
		return "0 ms"
	case ms < 0.1:
		return "<0.1 ms"
	case ms < 10:
		return strings.TrimSuffix(strconv.FormatFloat(ms, 'f', 1, 64), ".0") + " ms"
	case ms < 1000:
		return strconv.FormatFloat(ms, 'f', 0, 64) + " ms"
	case d < time.Minute:
		return strings.TrimSuffix(strconv.FormatFloat(d.Seconds(), 'f', 1, 64), ".0") + " s"
	}
	return d.Round(time.Second).String()
}

// age is how long ago something was, in the shortest way.
func age(d time.Duration) string {
	switch {
	case d < time.Second:
		return screen.L("now")
	case d < time.Minute:
		return strconv.Itoa(int(d.Seconds())) + " s"
	case d < time.Hour:
		return strconv.Itoa(int(d.Minutes())) + " min"
	case d < 48*time.Hour:
		return strconv.Itoa(int(d.Hours())) + " h"
	}
	return strconv.Itoa(int(d.Hours()/24)) + " d"
}

// bytesWords is a size: 312 B, 4.1 kB, 12 MB.
func bytesWords(n int64) string {
	switch {
	case n < 1000:
		return strconv.FormatInt(n, 10) + " B"
	case n < 1_000_000:
		return strings.TrimSuffix(strconv.FormatFloat(float64(n)/1e3, 'f', 1, 64), ".0") + " kB"
	}
	return strings.TrimSuffix(strconv.FormatFloat(float64(n)/1e6, 'f', 1, 64), ".0") + " MB"
}
