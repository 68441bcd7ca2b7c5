package normal

import (
	"slices"
	"strings"
)

// SplitList takes apart a list of values as OpenStreetMap writes it, "a;b; c": trimmed, without empty ones, each once.
func SplitList(s string) []string {
	var list []string
	for part := range strings.SplitSeq(s, ";") {
		part = strings.TrimSpace(part)
		if part != "" && !slices.Contains(list, part) {
			list = append(list, part)
		}
	}
	return list
}
