package exchange

import (
	"maps"
	"slices"
	"strings"

	"letip/store/entity"
)

// attributions is what a source's licence asks for wherever its data shows, in a file too. A whole export has a column for
// it, which an import leaves aside, so that a file comes back as it was; a preset says it in the notes; a choice of columns
// stays as it was chosen, and the report says what is to be named.
var attributions = map[string]string{
	"osm":      "© OpenStreetMap contributors, ODbL 1.0, https://www.openstreetmap.org/copyright",
	"overture": "Overture Maps Foundation, https://overturemaps.org",
	"sample":   "Sample data",
}

// attribution names the licences of the sources that a business comes from, each once.
func attribution(c []byte, b *entity.Business) []byte {
	begin := len(c)
	for i, ref := range b.Sources {
		text := attributions[ref.Source]
		seen := slices.ContainsFunc(b.Sources[:i], func(s entity.SourceRef) bool { return s.Source == ref.Source })
		if text == "" || seen {
			continue
		}
		if len(c) > begin {
			c = append(c, "; "...)
		}
		c = append(c, text...)
	}
	return c
}

// licences notes which sources went by that ask to be named.
type licences map[string]bool

func (l licences) noting(rows Rows) Rows {
	return func(fn func(*entity.Business) error) error {
		last := ""
		return rows(func(b *entity.Business) error {
			for _, ref := range b.Sources {
				if ref.Source != last { // most lists are of one
					last = strings.Clone(ref.Source)
					l[last] = true
				}
			}
			return fn(b)
		})
	}
}

func (l licences) all() []string {
	var list []string
	for _, source := range slices.Sorted(maps.Keys(l)) {
		if text := attributions[source]; text != "" && source != "sample" {
			list = append(list, text)
		}
	}
	return list
}

// lines joins what is said, one below the other.
func lines(c []byte, said ...string) []byte {
	said = slices.DeleteFunc(said, func(s string) bool { return s == "" })
	return append(c, strings.Join(said, "\n")...)
}
