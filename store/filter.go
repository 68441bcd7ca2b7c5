package store

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"letip/store/entity"
	"letip/store/normal"
)

// conditions is a filter as SQL: terms over business b, joined by AND, and their arguments in order.
type conditions struct {
	terms []string
	args  []any
	// count names the counter that knows how many match, where one does.
	count *counterName
}

type counterName struct{ kind, name string }

func (c *conditions) add(term string, args ...any) {
	c.terms = append(c.terms, term)
	c.args = append(c.args, args...)
}

func (c *conditions) where() string { return strings.Join(c.terms, "\n\tAND ") }

// compile makes SQL of a filter. Its errors are *RequestError.
func compile(f entity.Filter) (conditions, error) {
	var c conditions
	var counters []counterName
	only := func(kind, name string) { counters = append(counters, counterName{kind, name}) }

	if f.Trash {
		c.add("b.deleted_at IS NOT NULL")
	} else {
		c.add("b.deleted_at IS NULL")
	}
	if f.City != "" {
		fold := normal.Fold(f.City)
		c.add("b.city_fold = ?", fold)
		only("city", fold)
	}
	if f.Category != "" {
		fold := normal.Fold(f.Category)
		c.add("b.category_fold = ?", fold)
		only("category", fold)
	}
	if err := c.addStatus(f, only); err != nil {
		return c, err
	}
	if f.Stage != "" {
		stage, ok := stageNamed(string(f.Stage))
		if !ok {
			return c, badRequest("stage", "There is no stage %q.", f.Stage)
		}
		c.add("b.stage = ?", string(stage))
		only("stage", string(stage))
	}
	if f.Tag != "" {
		c.add("b.id IN (SELECT business_id FROM business_tag WHERE tag = ?)", strings.TrimSpace(f.Tag))
		counters = append(counters, counterName{}) // spellings that differ in case are counted apart
	}
	if f.Source != "" {
		c.add("b.id IN (SELECT business_id FROM business_source WHERE source = ?)", f.Source)
		only("source", f.Source)
	}
	for _, has := range []struct {
		wanted bool
		column string
	}{{f.HasEmail, "email"}, {f.HasPhone, "phone"}, {f.HasWebsite, "website"}} {
		if has.wanted {
			c.add("b." + has.column + " IS NOT NULL")
			only("has", has.column)
		}
	}
	uncounted := len(c.terms)
	if f.Within < 0 {
		return c, badRequest("within", "A distance can't be less than 0 miles.")
	}
	if f.Within > 0 {
		c.add("b.distance_mi <= ?", float64(f.Within))
	}
	if !f.Since.IsZero() {
		c.add("b.created_at >= ?", f.Since.UnixMilli())
	}
	if f.Job != 0 {
		c.add("b.id IN (SELECT business_id FROM job_business WHERE job_id = ?)", int64(f.Job))
	}
	if f.IDs != nil {
		c.add("b.id IN (SELECT value FROM json_each(?))", idList(f.IDs))
	}
	c.addSearch(f.Search)

	switch {
	case f.Trash || len(c.terms) > uncounted || len(counters) > 1:
	case len(counters) == 1 && counters[0].kind != "":
		c.count = &counters[0]
	case len(counters) == 0:
		c.count = &counterName{"total", ""}
	}
	return c, nil
}

// addStatus takes the user's three words as groups, and the other statuses as themselves.
func (c *conditions) addStatus(f entity.Filter, only func(kind, name string)) error {
	if f.Status != "" {
		if _, ok := entity.StatusGroups[f.Status]; ok {
			c.add("b.status_group = ?", string(f.Status))
			only("status group", string(f.Status))
		} else if err := c.addExactStatus(f.Status, only); err != nil {
			return err
		}
	}
	if f.ExactStatus != "" {
		return c.addExactStatus(f.ExactStatus, only)
	}
	return nil
}

func (c *conditions) addExactStatus(status entity.EnrichmentStatus, only func(kind, name string)) error {
	for group, members := range entity.StatusGroups {
		for _, member := range members {
			if member == status {
				c.add("b.status_group = ? AND b.enrichment_status = ?", string(group), string(status)) // the group has the index
				only("status", string(status))
				return nil
			}
		}
	}
	return badRequest("status", "There is no status %q.", status)
}

// addSearch looks for a piece of text as typed. From three characters on the trigram index finds it anywhere in what a
// person may know of a business; shorter ones, which the index can't see, are looked for in name, category and city. A
// piece of a phone number is found however it is written.
func (c *conditions) addSearch(typed string) {
	needle := norm.NFC.String(cleanLine(typed))
	if needle == "" {
		return
	}
	if utf8.RuneCountInString(needle) < 3 {
		pattern := "%" + likeEscaper.Replace(normal.Fold(needle)) + "%"
		c.add(`(b.name_fold LIKE ? ESCAPE '\' OR b.category_fold LIKE ? ESCAPE '\' OR b.city_fold LIKE ? ESCAPE '\')`,
			pattern, pattern, pattern)
		return
	}
	match := quoteFTS(needle)
	if digits := phoneDigits(needle); digits != "" && digits != needle {
		match += " OR " + quoteFTS(digits)
	}
	c.add("b.id IN (SELECT rowid FROM business_search WHERE business_search MATCH ?)", match)
}

var likeEscaper = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)

// quoteFTS makes a string of the query language: nothing in it means anything but itself.
func quoteFTS(s string) string { return `"` + strings.ReplaceAll(s, `"`, `""`) + `"` }

// phoneDigits gives the digits of what looks like a piece of a phone number, at least three of them.
func phoneDigits(s string) string {
	var digits strings.Builder
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9':
			digits.WriteRune(r)
		case !strings.ContainsRune(" ()+-./", r):
			return ""
		}
	}
	if digits.Len() < 3 {
		return ""
	}
	return digits.String()
}

// cleanLine makes one line of s: control characters, which no field holds, become blanks, and blanks never stand in rows.
func cleanLine(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, ""))
	return strings.Join(strings.Fields(s), " ")
}

func stageNamed(name string) (entity.Stage, bool) {
	for _, stage := range entity.Stages {
		if strings.EqualFold(string(stage), strings.TrimSpace(name)) {
			return stage, true
		}
	}
	return "", false
}
