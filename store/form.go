package store

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"letip/store/entity"
	"letip/store/normal"
)

const (
	longestLine = 2_000
	longestText = 100_000
)

// form is what a person typed, checked and brought into the columns' own shape.
type form struct {
	changes []change
	errs    entity.FieldErrors
}

// change sets one column to an SQL expression, most often "?".
type change struct {
	column, expr string
	args         []any
}

func (f *form) set(column string, value any) {
	f.changes = append(f.changes, change{column, "?", []any{value}})
}

func (f *form) wrong(field, format string, args ...any) {
	if f.errs == nil {
		f.errs = entity.FieldErrors{}
	}
	f.errs[field] = fmt.Sprintf(format, args...)
}

// fill checks an update. The country tells what a phone number without a prefix means. Its error is entity.FieldErrors.
func fill(u entity.Update, country string) (form, error) {
	var f form
	f.place(u, &country)
	f.folded("name", u.Name, true)
	f.folded("category", u.Category, false)
	f.folded("city", u.City, false)
	f.reach(u, country)
	f.line("address", u.Address)
	f.line("hours", u.Hours)
	f.line("next_action", u.NextAction)
	if u.Notes != nil {
		f.set("notes", unknownIfEmpty(f.short("notes", cleanText(*u.Notes), longestText)))
	}
	if u.NextActionDue != nil {
		f.set("next_action_due", dayOrNull(*u.NextActionDue))
	}
	f.standing(u)
	f.tags(u)
	if f.errs != nil {
		return form{}, f.errs
	}
	return f, nil
}

func (f *form) line(column string, typed *string) {
	if typed != nil {
		f.set(column, unknownIfEmpty(f.short(column, cleanLine(*typed), longestLine)))
	}
}

// folded sets a column that lists compare without regard to case and accents.
func (f *form) folded(column string, typed *string, needed bool) {
	if typed == nil {
		return
	}
	value := f.short(column, cleanLine(*typed), longestLine)
	if needed && !normal.CanBeSeen(value) {
		f.wrong(column, "A lead needs a %s.", column)
		return
	}
	f.set(column, unknownIfEmpty(value))
	f.set(column+"_fold", foldOrNull(value))
}

func (f *form) reach(u entity.Update, country string) {
	if u.Phone != nil {
		raw := f.short("phone", cleanLine(*u.Phone), longestLine)
		e164, _, _ := normal.Phone(raw, country) // one that can't be read is kept as it was typed
		f.set("phone_raw", unknownIfEmpty(raw))
		f.set("phone", unknownIfEmpty(e164))
	}
	f.read("fax", u.Fax, "This fax number can't be read: %q.", func(s string) (string, bool) {
		e164, _, ok := normal.Phone(s, country)
		return e164, ok
	})
	f.read("email", u.Email, "%q is no email address.", normal.Email)
	f.read("website", u.Website, "%q is no web address.", typedWebsite)
}

// read sets a column that only holds what could be read.
func (f *form) read(column string, typed *string, complaint string, reader func(string) (string, bool)) {
	if typed == nil {
		return
	}
	raw := cleanLine(*typed)
	if raw == "" {
		f.set(column, nil)
		return
	}
	value, ok := reader(raw)
	if !ok {
		f.wrong(column, complaint, raw)
		return
	}
	f.set(column, value)
}

func (f *form) place(u entity.Update, country *string) {
	if u.Country != nil {
		*country = ""
		f.read("country", u.Country, "There is no country %q: give its name or its two letters.", func(s string) (string, bool) {
			code, ok := normal.Country(s)
			*country = code
			return code, ok
		})
	}
	if u.State != nil {
		state := cleanLine(*u.State)
		if code, ok := normal.StateCode(state); ok && (*country == "" || *country == "US") {
			state = code
		}
		f.set("state", unknownIfEmpty(f.short("state", state, longestLine)))
	}
	if u.ZIP != nil {
		zip := cleanLine(*u.ZIP)
		if *country == "" || *country == "US" {
			zip, _ = normal.ZIP(zip) // one that is none is kept as it was typed
		}
		f.set("zip", unknownIfEmpty(f.short("zip", zip, longestLine)))
	}
}

// standing sets how the rep stands with a lead. Whoever is moved to "Do not contact" is not contacted.
func (f *form) standing(u entity.Update) {
	dnc := u.DoNotContact
	if u.Stage != nil {
		stage, ok := stageNamed(string(*u.Stage))
		if !ok {
			f.wrong("stage", "There is no stage %q.", *u.Stage)
			return
		}
		f.set("stage", string(stage))
		if stage == entity.StageDoNotContact && dnc == nil {
			dnc = new(true)
		}
	}
	if dnc != nil {
		f.set("do_not_contact", boolean(*dnc))
	}
}

// withTags merges tags in SQL, since many leads bear different ones.
const withTags = `(
	SELECT CASE WHEN count(*) > 0 THEN json_group_array(tag) END FROM (
		SELECT min(value) AS tag FROM (
			SELECT value FROM json_each(coalesce(tags, '[]')) UNION ALL SELECT value FROM json_each(?))
		WHERE value COLLATE NOCASE NOT IN (SELECT value FROM json_each(?))
		GROUP BY value COLLATE NOCASE ORDER BY 1))`

func (f *form) tags(u entity.Update) {
	if u.Tags != nil {
		f.set("tags", toJSON(f.tagList(*u.Tags)))
		return
	}
	if len(u.AddTags)+len(u.RemoveTags) == 0 {
		return
	}
	add, remove := toJSON(f.tagList(u.AddTags)), toJSON(f.tagList(u.RemoveTags))
	if add == nil {
		add = "[]"
	}
	if remove == nil {
		remove = "[]"
	}
	f.changes = append(f.changes, change{"tags", withTags, []any{add, remove}})
}

// tagList makes tags sorted and unique, whatever their case.
func (f *form) tagList(typed []string) []string {
	var tags []string
	for _, tag := range typed {
		tag = f.short("tags", cleanLine(tag), 100)
		if tag != "" && !slices.ContainsFunc(tags, func(t string) bool { return strings.EqualFold(t, tag) }) {
			tags = append(tags, tag)
		}
	}
	slices.Sort(tags)
	return tags
}

func (f *form) short(field, s string, longest int) string {
	if len(s) > longest {
		f.wrong(field, "This is too long: %d characters at most.", longest)
	}
	return s
}

// cleanText keeps the lines of a longer text and nothing else that can't be seen.
func cleanText(s string) string {
	s = strings.ReplaceAll(strings.ToValidUTF8(s, ""), "\r\n", "\n")
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return -1
		}
		return r
	}, s))
}

func unknownIfEmpty(s string) any {
	if s == "" {
		return nil
	}
	return s
}

func foldOrNull(s string) any {
	if s == "" {
		return nil
	}
	return normal.Fold(s)
}

func dayOrNull(day time.Time) any {
	if day.IsZero() {
		return nil
	}
	return day.Format(dayForm)
}

func boolean(b bool) int {
	if b {
		return 1
	}
	return 0
}

// asUpdate gives a draft as the update that makes it of nothing.
func asUpdate(d entity.Draft) entity.Update {
	u := entity.Update{
		Name: &d.Name, Category: &d.Category, Phone: &d.Phone, Fax: &d.Fax, Email: &d.Email, Website: &d.Website,
		Address: &d.Address, City: &d.City, State: &d.State, ZIP: &d.ZIP, Country: &d.Country, Hours: &d.Hours,
		Notes: &d.Notes, Tags: &d.Tags,
	}
	if d.Stage != "" {
		u.Stage = &d.Stage
	}
	return u
}

// typedWebsite reads one web address. A source's field may be a list with remarks; what a person types with a blank
// within it is a slip, and half of it would be another website.
func typedWebsite(raw string) (string, bool) {
	if strings.ContainsAny(strings.TrimSpace(raw), " \t;,|") {
		return "", false
	}
	return normal.Website(raw)
}
