package gazetteer

import (
	"strings"

	"letip/store/normal"
)

// short are words that names are written with and without: both spellings must meet.
var short = map[string]string{
	"st": "saint", "ste": "sainte", "mt": "mount", "ft": "fort", "pt": "point", "hts": "heights", "spgs": "springs",
	"n": "north", "s": "south", "e": "east", "w": "west", "twp": "township", "boro": "borough",
}

// Key is the form under which two spellings of a town's name are equal: folded, without points, apostrophes and
// hyphens, with the usual abbreviations written out. "St. Mary's" and "Saint Marys" meet.
func Key(name string) string {
	words := strings.FieldsFunc(strings.NewReplacer("'", "", ".", " ").Replace(normal.Fold(name)), func(r rune) bool {
		return r == ' ' || r == '-' || r == '/' || r == '(' || r == ')'
	})
	for i, w := range words {
		if full, ok := short[w]; ok && len(words) > 1 {
			words[i] = full
		}
	}
	return strings.Join(words, " ")
}

// kinds are the words that say what a place is, before and behind its name. New Jersey's townships surround the
// boroughs of the same name, and have their middle there.
var (
	kindsBehind = []string{" township", " borough", " city", " town", " village", " charter township"}
	kindsBefore = []string{"city of ", "town of ", "township of ", "borough of ", "village of ", "the "}
)

// bare drops what says the kind of place; ok tells whether anything was dropped.
func bare(key string) (name string, ok bool) {
	name = key
	for _, k := range kindsBefore {
		name = strings.TrimPrefix(name, k)
	}
	for _, k := range kindsBehind {
		if short, found := strings.CutSuffix(name, k); found && short != "" {
			name = short
			break
		}
	}
	return name, name != key
}
