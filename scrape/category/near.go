package category

import (
	"cmp"
	"slices"
	"strings"
)

// nearest gives up to three names that a mistyped word may mean.
func (l *List) nearest(word string) []string {
	type guess struct {
		name string
		off  int
	}
	folded := fold(word)
	var guesses []guess
	consider := func(name, spelling string) {
		spelling = fold(spelling)
		off := distance(folded, spelling)
		if len(folded) >= 4 && (strings.Contains(spelling, folded) || strings.Contains(folded, spelling)) {
			off = min(off, 1)
		}
		if off <= max(2, len(folded)/3) {
			guesses = append(guesses, guess{name, off})
		}
	}
	for _, g := range l.groups {
		consider(g.Name, g.Name)
	}
	for _, c := range l.flat {
		for _, spelling := range append([]string{c.Name}, c.Also...) {
			consider(c.Name, spelling)
		}
	}
	slices.SortStableFunc(guesses, func(a, b guess) int { return cmp.Compare(a.off, b.off) })
	var names []string
	for _, g := range guesses {
		if !slices.Contains(names, g.name) && len(names) < 3 {
			names = append(names, g.name)
		}
	}
	return names
}

// distance counts the letters to change, drop, add or swap with their neighbour.
func distance(a, b string) int {
	x, y := []rune(a), []rune(b)
	before, last, row := make([]int, len(y)+1), make([]int, len(y)+1), make([]int, len(y)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(x); i++ {
		row[0] = i
		for j := 1; j <= len(y); j++ {
			change := last[j-1]
			if x[i-1] != y[j-1] {
				change++
			}
			row[j] = min(change, last[j]+1, row[j-1]+1)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(y)]
}
