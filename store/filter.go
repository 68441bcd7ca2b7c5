package store

import (
	"reflect"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"letip/store/entity"
	"letip/store/normal"
)

// conditions is a filter as SQL: terms over business b, joined by AND, and their arguments in order.
type conditions struct {
	terms []condition
	args  []any
	// count names the counter that knows how many match, where one does.
	count *counterName
	// served are the fields by which an index gives just these leads in order.
	served []string
}

// condition is one term. Where leads are found by another table, few of them are best looked up one by one, while of many
// the list is walked in its order and each asked whether it belongs.
type condition struct{ few, many string }

type counterName struct{ kind, name string }

func (c *conditions) add(term string, args ...any) { c.addEither(term, term, args...) }

func (c *conditions) addEither(few, many string, args ...any) {
	c.terms = append(c.terms, condition{few, many})
	c.args = append(c.args, args...)
}

// where writes the terms, for a list that few leads are in or many.
func (c *conditions) where(many bool) string {
	terms := make([]string, len(c.terms))
	for i, t := range c.terms {
		terms[i] = t.few
		if many {
			terms[i] = t.many
		}
	}
	return strings.Join(terms, "\n\tAND ")
}

// compile makes SQL of a filter. Its errors are *RequestError.
func compile(f entity.Filter) (conditions, error) {
	var c conditions
	var counters []counterName
	only := func(kind, name string) { counters = append(counters, counterName{kind, name}) }

	if f.Trash {
		c.add("b.deleted_at IS NOT NULL")
		c.add("NOT EXISTS (SELECT 1 FROM merge WHERE loser = b.id)") // it rests in another lead, not in the trash
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
		c.addEither("b.id IN (SELECT business_id FROM business_tag WHERE tag = ?)",
			"EXISTS (SELECT 1 FROM business_tag WHERE tag = ? AND business_id = b.id)", cleanLine(f.Tag))
		counters = append(counters, counterName{}) // spellings that differ in case are counted apart
	}
	if f.Source != "" {
		c.addEither("b.id IN (SELECT business_id FROM business_source WHERE source = ?)",
			"EXISTS (SELECT 1 FROM business_source WHERE source = ? AND business_id = b.id)", f.Source)
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
		c.addEither("b.id IN (SELECT business_id FROM job_business WHERE job_id = ?)",
			"EXISTS (SELECT 1 FROM job_business WHERE job_id = ? AND business_id = b.id)", int64(f.Job))
	}
	if f.IDs != nil {
		c.addEither("b.id IN (SELECT value FROM json_each(?))", "+b.id IN (SELECT value FROM json_each(?))", idList(f.IDs))
	}
	c.addSearch(f.Search, f.Trash)

	c.served = servedBy(f)
	switch {
	case f.Trash || len(c.terms) > uncounted || len(counters) > 1:
	case len(counters) == 1 && counters[0].kind != "":
		c.count = &counters[0]
	case len(counters) == 0:
		c.count = &counterName{"total", ""}
	}
	return c, nil
}

// servedBy gives the orders for which the schema has an index that begins with just this filter.
func servedBy(f entity.Filter) []string {
	_, group := entity.StatusGroups[f.Status]
	for _, index := range []struct {
		begins bool
		filter entity.Filter
		orders []string
	}{
		{true, entity.Filter{City: f.City}, []string{"name", "created_at", "id"}},
		{true, entity.Filter{Category: f.Category}, []string{"name", "created_at", "id"}},
		{true, entity.Filter{Stage: f.Stage}, []string{"created_at", "id"}},
		{group, entity.Filter{Status: f.Status}, []string{"name", "created_at"}},
		{group, entity.Filter{City: f.City, Status: f.Status}, []string{"name"}},
	} {
		if index.begins && reflect.DeepEqual(f, index.filter) {
			return index.orders
		}
	}
	return nil
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
				c.add("b.enrichment_status = ?", string(status))
				if status == group { // most of its group, which has indexes for every order
					c.add("b.status_group = ?", string(group))
				}
				only("status", string(status))
				return nil
			}
		}
	}
	return badRequest("status", "There is no status %q.", status)
}

// addSearch looks for a piece of text as typed. From three characters on the trigram index finds it anywhere in what a
// person may know of a business; shorter ones, which that index can't see, are looked for in the names, which have an index
// of their own. A piece of a phone number is found however it is written.
func (c *conditions) addSearch(typed string, trash bool) {
	needle := norm.NFC.String(cleanLine(typed))
	if needle == "" {
		return
	}
	if utf8.RuneCountInString(needle) < 3 {
		const named = `b.name_fold LIKE ? ESCAPE '\'`
		pattern := "%" + likeEscaper.Replace(normal.Fold(needle)) + "%"
		if trash {
			c.add(named, pattern)
			return
		}
		c.addEither("b.id IN (SELECT b.id FROM business b WHERE b.deleted_at IS NULL AND "+named+")", named, pattern)
		return
	}
	match := quoteFTS(needle)
	if digits := phoneDigits(needle); digits != "" && digits != needle {
		match += " OR " + quoteFTS(digits)
	}
	const found = "b.id IN (SELECT rowid FROM business_search WHERE business_search MATCH ?)"
	c.addEither(found, "+"+found, match)
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
