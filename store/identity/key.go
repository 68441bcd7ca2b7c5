package identity

import (
	"slices"
	"strings"
)

// Key brings records together that are worth comparing.
type Key string

// Keys gives a record's blocking keys: few enough that comparing all that share one stays near linear.
func (r Record) Keys() []Key {
	var keys []Key
	add := func(kind string, parts ...string) {
		if !slices.Contains(parts, "") {
			keys = append(keys, Key(kind+":"+strings.Join(parts, "|")))
		}
	}
	add("phone", r.Phone)
	add("email", r.Email)
	add("site", r.Domain)
	town := r.ZIP
	if words := strongWords(r.Street); len(words) > 0 {
		add("street", r.House, prefix(words[0], 4), town)
		if town != "" {
			add("street", r.House, prefix(words[0], 4), r.City)
		}
		if town == "" {
			add("street", r.House, prefix(words[0], 4), "-"+r.State)
		}
	}
	for _, w := range nameKeys(r.Words) {
		add("name", w, cmpOr(town, r.City, "-"))
		if town != "" {
			add("name", w, r.City)
		}
	}
	return keys
}

func cmpOr(a, b, c string) string {
	switch {
	case a != "":
		return a
	case b != "":
		return b
	}
	return c
}

func prefix(s string, n int) string { return s[:min(n, len(s))] }

// nameKeys are the two longest words of a name that say who it is.
func nameKeys(words []string) []string {
	var own []string
	for _, w := range words {
		if weight(w) == 1 && len(w) > 2 {
			own = append(own, prefix(w, 6))
		}
	}
	if len(own) == 0 && len(words) > 0 {
		own = []string{strings.Join(words, " ")}
	}
	slices.SortStableFunc(own, func(a, b string) int { return len(b) - len(a) })
	return own[:min(2, len(own))]
}
