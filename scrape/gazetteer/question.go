package gazetteer

import (
	"regexp"
	"slices"
	"strings"

	"letip/store/normal"
)

// question is what a rep typed, taken apart: place[, county][, state][ ZIP][, country].
type question struct {
	place  string // a Key
	county string // folded, without the word
	state  string // two letters
	zip    string // five digits
}

var (
	zipBehind  = regexp.MustCompile(`^(.*?)[\s,]*\b(\d{5})(?:-\d{4})?$`)
	zipBefore  = regexp.MustCompile(`^(\d{5})(?:-\d{4})?[\s,]+(.+)$`)
	countyWord = regexp.MustCompile(`\s+(?:county|parish|co)$`)
	country    = regexp.MustCompile(`(?:^|[\s,]+)(?:usa|us|united states|united states of america)$`)
)

// read takes a question apart in every way that makes sense, the likeliest first: "la porte in" may be La Porte in
// Indiana or a place of three words.
func read(text string) []question {
	text = strings.ReplaceAll(normal.Fold(text), ".", "")
	text = strings.Trim(text, " ,")
	if short := country.ReplaceAllString(text, ""); short != text {
		text = strings.Trim(short, " ,")
	}
	var q question
	if m := zipBehind.FindStringSubmatch(text); m != nil {
		text, q.zip = m[1], m[2]
	} else if m := zipBefore.FindStringSubmatch(text); m != nil {
		q.zip, text = m[1], m[2]
	}
	var parts []string
	for part := range strings.SplitSeq(text, ",") {
		if part = strings.TrimSpace(part); part != "" {
			parts = append(parts, part)
		}
	}
	var ways []question
	for _, split := range states(parts) {
		way := q
		way.state = split.state
		switch len(split.rest) {
		case 0:
			if way.zip == "" {
				continue // a state by itself is no place to search around
			}
		case 2:
			way.county = countyWord.ReplaceAllString(split.rest[1], "")
			fallthrough
		case 1:
			way.place = Key(split.rest[0])
		default:
			continue
		}
		ways = append(ways, way)
	}
	return ways
}

// split is one way to find the state at the end of a question.
type split struct {
	rest  []string
	state string
}

func states(parts []string) []split {
	if len(parts) == 0 {
		return []split{{}}
	}
	var ways []split
	head, last := parts[:len(parts)-1], strings.Fields(parts[len(parts)-1])
	for n := min(3, len(last)); n > 0; n-- { // longest first: West Virginia is not Virginia
		code, ok := normal.StateCode(strings.Join(last[len(last)-n:], " "))
		if !ok {
			continue
		}
		rest := slices.Clone(head)
		if n < len(last) {
			rest = append(rest, strings.Join(last[:len(last)-n], " "))
		}
		ways = append(ways, split{rest: rest, state: code})
	}
	return append(ways, split{rest: parts})
}
