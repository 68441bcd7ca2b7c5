package category

import (
	"slices"
	"strings"

	"letip/store/normal"
)

// List is a category list. It does not change and is safe for use by several goroutines.
type List struct {
	groups []Group
	keys   []string // the keys that categories may have; the earlier names a place that has several
	deny   []tag
	exact  map[tag]int    // a specific tag's category
	loose  []pattern      // those with a *, in the order of the list
	words  map[string]int // a folded name or other word: an index into categories, or of a group
	flat   []Category
}

// Group is a chapter of the list: Food, Trades, Health, ...
type Group struct {
	Name       string
	Categories []Category
}

// Category is what a rep calls a kind of place.
type Category struct {
	Name string
	Tags []string // "key=value", where value may end in *
	Also []string // other words for it
}

type pattern struct {
	tag
	category int
}

// Groups gives the groups with their categories, in the order of the list.
func (l *List) Groups() []Group { return slices.Clone(l.groups) }

// Match names a place by its tags. ok is false for what the list has not, and for what is on the deny-list: such places
// are no leads. Of several names the most exact counts, then the one whose key comes first in the list's order of keys.
func (l *List) Match(tags map[string]string) (name string, ok bool) {
	if i, ok := l.match(tags); ok {
		return l.flat[i].Name, true
	}
	return "", false
}

func (l *List) match(tags map[string]string) (category int, ok bool) {
	for _, key := range l.keys {
		for _, v := range values(tags, key) {
			if i, ok := l.exact[tag{key: key, value: v}]; ok && !l.denied(key, v) {
				return i, true
			}
		}
	}
	for _, key := range l.keys {
		for _, v := range values(tags, key) {
			if l.denied(key, v) {
				continue
			}
			for _, p := range l.loose {
				if p.key == key && p.matches(v) {
					return p.category, true
				}
			}
		}
	}
	return 0, false
}

func (l *List) denied(key, value string) bool {
	return slices.ContainsFunc(l.deny, func(t tag) bool { return t.key == key && t.matches(value) })
}

// fold makes the form under which a rep's word meets a name: folded, in the singular.
func fold(word string) string {
	word = normal.FoldName(word)
	switch {
	case strings.HasSuffix(word, "ies"):
		return strings.TrimSuffix(word, "ies") + "y"
	case strings.HasSuffix(word, "ss"), strings.HasSuffix(word, "us"):
		return word
	}
	return strings.TrimSuffix(word, "s")
}
