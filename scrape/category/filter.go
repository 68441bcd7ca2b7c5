package category

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Filter is what a rep looks for: some of the list's categories, or all of them, which is the zero value's meaning too.
type Filter struct {
	list *List
	all  bool
	want map[int]bool // categories
	tags []tag        // asked for by key=value
}

// Selector is one thing to ask OpenStreetMap for: places that have this key, with one of these values.
type Selector struct {
	Key    string
	Values []string // sorted; empty is any value
}

// UnknownError says that a word is no group, no category and no tag.
type UnknownError struct {
	Word    string
	Nearest []string // names that may have been meant, the likeliest first
}

func (e *UnknownError) Error() string {
	s := fmt.Sprintf("There is no category %q.", e.Word)
	if len(e.Nearest) > 0 {
		s += " Did you mean " + strings.Join(e.Nearest, " or ") + "?"
	}
	return s + " A group, a category's name or an OpenStreetMap tag such as shop=florist is known."
}

// DeniedError says that a tag was asked for that the list keeps out.
type DeniedError struct{ Tag string }

func (e *DeniedError) Error() string {
	return fmt.Sprintf("Places with %s are on the deny-list of the category list, so none would be kept. "+
		"Take it off there to find them.", e.Tag)
}

// Resolve turns a rep's words into a Filter: each is a group, a category's name or one of its other words, or an
// OpenStreetMap key=value; several are OR, none is everything. Case, accents and a plural s don't matter. The error is
// an *UnknownError or a *DeniedError.
func (l *List) Resolve(words ...string) (Filter, error) {
	f := Filter{list: l, all: true, want: map[int]bool{}}
	for _, word := range words {
		if strings.TrimSpace(word) == "" {
			continue
		}
		f.all = false
		if err := f.add(word); err != nil {
			return Filter{}, err
		}
	}
	return f, nil
}

func (f *Filter) add(word string) error {
	if strings.Contains(word, "=") {
		return f.addTag(word)
	}
	l, folded, group := f.list, fold(word), false
	for _, g := range l.groups {
		if fold(g.Name) == folded {
			group = true
			for _, c := range g.Categories {
				f.want[l.words[fold(c.Name)]] = true
			}
		}
	}
	if group {
		return nil
	}
	i, ok := l.words[folded]
	if !ok {
		return &UnknownError{Word: word, Nearest: l.nearest(word)}
	}
	f.want[i] = true
	return nil
}

func (f *Filter) addTag(word string) error {
	t, err := parseTag(word)
	if err != nil {
		return &UnknownError{Word: word, Nearest: f.list.nearest(word)}
	}
	if !t.prefix && f.list.denied(t.key, t.value) {
		return &DeniedError{Tag: t.key + "=" + t.value}
	}
	f.tags = append(f.tags, t)
	return nil
}

// All reports whether every category is looked for.
func (f Filter) All() bool { return f.list == nil || f.all }

// Keep reports whether a place that the list names is one of those looked for.
func (f Filter) Keep(tags map[string]string) bool {
	if f.All() {
		return true
	}
	for _, t := range f.tags {
		if slices.ContainsFunc(values(tags, t.key), t.matches) {
			return true
		}
	}
	if i, ok := f.list.match(tags); ok && f.want[i] {
		return true
	}
	// A gas station with a shop is a gas station; who looks for shops finds it all the same.
	for _, key := range f.list.keys {
		for _, v := range values(tags, key) {
			if i, ok := f.list.exact[tag{key: key, value: v}]; ok && f.want[i] && !f.list.denied(key, v) {
				return true
			}
		}
	}
	return false
}

// Selectors are what to ask OpenStreetMap for so that no place of the filter is missing, one a key, in a fixed order.
func (f Filter) Selectors() []Selector {
	if f.list == nil {
		f = Filter{list: Builtin(), all: true}
	}
	wanted := map[string]map[string]bool{}
	add := func(t tag) {
		if wanted[t.key] == nil {
			wanted[t.key] = map[string]bool{}
		}
		wanted[t.key][t.value] = true
		if t.prefix {
			wanted[t.key][""] = true // a pattern asks for the whole key; Keep sorts out the rest
		}
	}
	for _, t := range f.tags {
		add(t)
	}
	for t, i := range f.list.exact {
		if f.all || f.want[i] {
			add(t)
		}
	}
	for _, p := range f.list.loose {
		if f.all || f.want[p.category] {
			add(p.tag)
		}
	}
	var all []Selector
	for _, key := range inOrder(slices.Collect(maps.Keys(wanted))) {
		s := Selector{Key: key}
		if !f.all && !wanted[key][""] {
			s.Values = slices.Sorted(maps.Keys(wanted[key]))
		}
		all = append(all, s)
	}
	return all
}

// usual is the order in which the keys are asked for: that of the recorded queries.
var usual = []string{"shop", "office", "craft", "amenity", "healthcare", "tourism", "leisure"}

func inOrder(keys []string) []string {
	var first []string
	for _, k := range usual {
		if slices.Contains(keys, k) {
			first = append(first, k)
		}
	}
	rest := slices.DeleteFunc(keys, func(k string) bool { return slices.Contains(usual, k) })
	slices.Sort(rest)
	return append(first, rest...)
}

// String is the filter in words, for a progress line: "Plumber, Electrician". It is empty for everything.
func (f Filter) String() string {
	if f.All() {
		return ""
	}
	var names []string
	for i, c := range f.list.flat {
		if f.want[i] {
			names = append(names, c.Name)
		}
	}
	for _, t := range f.tags {
		if t.prefix {
			t.value += "*"
		}
		names = append(names, t.key+"="+t.value)
	}
	return strings.Join(names, ", ")
}
