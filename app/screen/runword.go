package screen

import (
	"strings"

	"letip/app/lead"
	"letip/store/entity"
	"letip/store/normal"
)

// SearchPlace is where a search looks, as short as people say it.
func SearchPlace(s entity.Search) string {
	if s.Place == nil || s.Place.Name == "" {
		return s.Query
	}
	p := *s.Place
	name, ok := strings.CutSuffix(p.Name, ", "+p.State)
	if code, known := normal.StateCode(p.State); ok && known {
		return name + ", " + code
	}
	return p.Name
}

// SearchName is a search in a line: "Freehold, NJ · 1 mi".
func SearchName(s entity.Search) string { return SearchPlace(s) + " · " + Radius(s.Radius) }

// RunName is what a job does, in a few words.
func RunName(r lead.Run) string {
	if r.Kind == entity.KindScrape && r.Search != nil {
		if r.Status == entity.JobPaused {
			return Lf("Paused: {{.Place}}", With{"Place": SearchPlace(*r.Search)})
		}
		return Lf("Searching {{.Place}}", With{"Place": SearchPlace(*r.Search)})
	}
	return L("Visiting websites")
}

// CountsLine is a search's counted work in a line: "50 found: 31 saved, 12 already known, 6 outside, 1 failed".
func CountsLine(c entity.Counts) string {
	var parts []string
	for _, p := range []struct {
		n    int
		text string
	}{
		{c.Saved, "{{.N}} saved"},
		{c.Duplicate, "{{.N}} already known"},
		{c.Outside, "{{.N}} outside"},
		{c.OverLimit, "{{.N}} over the limit"},
		{c.Failed, "{{.N}} failed"},
	} {
		if p.n > 0 {
			parts = append(parts, Lf(p.text, With{"N": Number(p.n)}))
		}
	}
	found := Lf("{{.N}} found", With{"N": Number(c.Found)})
	if len(parts) == 0 {
		return found
	}
	return found + ": " + strings.Join(parts, ", ")
}

// Failure is why a job failed or what made its answer partial, as a sentence.
func Failure(j entity.Job) string {
	if j.Error == nil {
		return ""
	}
	if j.Error.Message != "" {
		return j.Error.Message
	}
	return j.Error.Class
}
