package identity

import (
	"math"
	"slices"
	"strconv"
	"strings"
)

// Key brings records together that are worth comparing. A database keeps its hash.
type Key string

// Hash is the same for a key in every release: FNV-1a, folded to 40 bits, which a database keeps in six bytes. That two
// keys of ten million share one costs a comparison, no more.
func (k Key) Hash() int64 {
	h := uint64(14695981039346656037)
	for i := range len(k) {
		h = (h ^ uint64(k[i])) * 1099511628211
	}
	return int64((h ^ h>>40) & (1<<40 - 1))
}

// Weak reports a key that brings together what has a word of its name and a neighbourhood in common, and nothing else: most
// of those that share it are different, and a Glimpse tells which can't be one.
func (k Key) Weak() bool {
	return strings.HasPrefix(string(k), "name:") || strings.HasPrefix(string(k), "at:")
}

// Hashes are those of a list of keys, each once.
func Hashes(keys []Key) []int64 {
	list := make([]int64, 0, len(keys))
	for _, k := range keys {
		list = append(list, k.Hash())
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// Keys are those that a record is found by: few enough that comparing all that share one stays near linear.
func (r Record) Keys() []Key {
	k := keys{list: make([]Key, 0, 12)}
	r.common(&k)
	for _, name := range r.Names {
		for _, w := range nameKeys(name.Words) {
			if r.Where != nil {
				k.add("at", w, strconv.Itoa(cell(r.Where.Lat, 0)), strconv.Itoa(cell(r.Where.Lon, 0)))
			}
		}
	}
	return k.list
}

// Probes are the keys to look a record's like up by: those that it is found by itself, and the cells around it.
func (r Record) Probes() []Key {
	k := keys{list: make([]Key, 0, 20)}
	r.common(&k)
	for _, name := range r.Names {
		for _, w := range nameKeys(name.Words) {
			if r.Where == nil {
				continue
			}
			// All within half a cell lie in one of these four.
			for _, north := range []float64{-0.5, 0.5} {
				for _, east := range []float64{-0.5, 0.5} {
					k.add("at", w, strconv.Itoa(cell(r.Where.Lat, north)), strconv.Itoa(cell(r.Where.Lon, east)))
				}
			}
		}
	}
	return k.list
}

// cellSize in degrees is about 1,100 m from north to south, and 850 m from west to east in New Jersey.
const cellSize = 0.01

func cell(degrees, shift float64) int { return int(math.Floor(degrees/cellSize + shift)) }

type keys struct{ list []Key }

func (k *keys) add(kind string, parts ...string) {
	if slices.Contains(parts, "") {
		return
	}
	key := Key(kind + ":" + strings.Join(parts, "|"))
	if !slices.Contains(k.list, key) {
		k.list = append(k.list, key)
	}
}

// common are the keys that records share, whichever was there first.
func (r Record) common(k *keys) {
	for _, p := range r.Phones {
		k.add("phone", p)
	}
	for _, e := range r.Emails {
		k.add("email", e)
	}
	for _, s := range slices.Concat(r.Sites, r.Pages) {
		k.add("site", s)
	}
	road := ""
	if words := strongWords(r.Street); len(words) > 0 {
		road = prefix(words[0], 4)
	}
	k.add("street", r.House, road, firstOf(r.ZIP, r.City))
	for _, name := range r.Names {
		for _, w := range nameKeys(name.Words) {
			k.add("door", r.House, road, prefix(w, 4)) // whatever the town is called
			k.add("name", w, r.ZIP)
			k.add("name", w, r.City)
		}
	}
}

func firstOf(a, b string) string {
	if a != "" {
		return a
	}
	return b
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
