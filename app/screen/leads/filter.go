package leads

import (
	"time"

	"letip/app/screen"
	"letip/store/entity"
)

// part is one thing a filter narrows by: what its chip says, and how to take it away. A filter of several parts
// combines them.
type part struct {
	text string // empty where the filter does not use it
	drop func(f *entity.Filter)
}

// parts lists what a filter narrows by, in the order of the chips. The search is not among them: it has its own field.
func parts(f entity.Filter) []part {
	named := func(name, value string, drop func(*entity.Filter)) part {
		if value == "" {
			return part{}
		}
		return part{text: screen.L(name) + ": " + value, drop: drop}
	}
	has := func(on bool, text string, drop func(*entity.Filter)) part {
		if !on {
			return part{}
		}
		return part{text: screen.L(text), drop: drop}
	}
	within, since, job := "", "", ""
	if f.Within > 0 {
		within = screen.Lf("Within {{.N}}", screen.With{"N": screen.Radius(f.Within)})
	}
	if !f.Since.IsZero() {
		since = screen.Lf("Added since {{.Day}}", screen.With{"Day": screen.Day(f.Since)})
	}
	if f.Job != 0 {
		job = screen.Lf("Search {{.N}}", screen.With{"N": int64(f.Job)})
	}
	all := []part{
		named("City", f.City, func(f *entity.Filter) { f.City = "" }),
		named("Category", f.Category, func(f *entity.Filter) { f.Category = "" }),
		named("Status", statusText(f.Status), func(f *entity.Filter) { f.Status = "" }),
		named("Status", statusText(f.ExactStatus), func(f *entity.Filter) { f.ExactStatus = "" }),
		named("Stage", stageText(f.Stage), func(f *entity.Filter) { f.Stage = "" }),
		named("Tag", f.Tag, func(f *entity.Filter) { f.Tag = "" }),
		named("Source", sourceText(f.Source), func(f *entity.Filter) { f.Source = "" }),
		has(f.HasEmail, "Has email", func(f *entity.Filter) { f.HasEmail = false }),
		has(f.HasPhone, "Has phone", func(f *entity.Filter) { f.HasPhone = false }),
		has(f.HasWebsite, "Has website", func(f *entity.Filter) { f.HasWebsite = false }),
		{within, func(f *entity.Filter) { f.Within = 0 }},
		{since, func(f *entity.Filter) { f.Since = time.Time{} }},
		{job, func(f *entity.Filter) { f.Job = 0 }},
		has(len(f.IDs) > 0, "Only some", func(f *entity.Filter) { f.IDs = nil }),
	}
	var used []part
	for _, p := range all {
		if p.text != "" {
			used = append(used, p)
		}
	}
	return used
}

func statusText(s entity.EnrichmentStatus) string {
	if s == "" {
		return ""
	}
	return screen.StatusWord(s).Text
}

func stageText(s entity.Stage) string {
	if s == "" {
		return ""
	}
	return screen.StageWord(s)
}

func sourceText(s string) string {
	if s == "" {
		return ""
	}
	return screen.SourceWord(s)
}
