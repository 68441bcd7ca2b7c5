package exchange

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"letip/store/entity"
)

// storyOf is what a heading ends in that tells where the column before it is from.
const storyOf = "_from"

// withProvenance puts behind each column whose values have a story one that tells it.
func withProvenance(columns []Column) []Column {
	with := make([]Column, 0, 2*len(columns))
	for _, c := range columns {
		with = append(with, c)
		if fields := fieldsOf(c); fields != nil {
			with = append(with, Column{ID: c.ID + storyOf, Heading: c.Heading + storyOf, write: story(fields)})
		}
	}
	return with
}

// fieldsOf are the fields whose story a column's values have, the likeliest first.
func fieldsOf(c Column) []string {
	switch c.ID {
	case "phone", "phone_e164":
		return []string{"phone", "phone_raw"}
	case "phone_raw":
		return []string{"phone_raw", "phone"}
	case "name", "category", "fax", "email", "website", "socials", "address", "city", "state", "zip", "country", "lat", "lon", "hours",
		"stage", "tags", "notes", "next_action", "next_action_due":
		return []string{c.ID}
	}
	return nil
}

// story writes where the shown value is from: source; URL; time; method; confidence. What isn't known stays empty, so that
// each has its place.
func story(fields []string) func(c []byte, b *entity.Business) []byte {
	return func(c []byte, b *entity.Business) []byte {
		for _, field := range fields {
			i := slices.IndexFunc(b.Provenance, func(p entity.Provenance) bool { return p.Chosen && p.Field == field })
			if i < 0 {
				continue
			}
			p := b.Provenance[i]
			at := ""
			if !p.At.IsZero() {
				at = p.At.UTC().Format(time.RFC3339)
			}
			told := []string{p.Source, p.URL, at, p.Method, strconv.FormatFloat(p.Confidence, 'f', -1, 64)}
			return join(c, told, func(s string) string { return strings.Join(strings.Fields(s), " ") })
		}
		return c
	}
}
