package category

import (
	"fmt"
	"slices"
	"strings"

	"letip/store/normal"
)

// tag is a key with a value, or with a pattern: "shop=*" is any value, "amenity=parking*" those that begin so.
type tag struct {
	key, value string
	prefix     bool // value is only how it begins
}

// parseTag reads "key=value".
func parseTag(s string) (tag, error) {
	key, value, found := strings.Cut(s, "=")
	key, value = strings.TrimSpace(key), strings.TrimSpace(value)
	if !found || key == "" || value == "" || len(s) > 255 || strings.ContainsAny(key, " *\"") || strings.ContainsFunc(s, isControl) {
		return tag{}, fmt.Errorf("%q is not a tag: write key=value, as in shop=florist", s)
	}
	t := tag{key: key, value: value}
	if short, found := strings.CutSuffix(value, "*"); found {
		t.value, t.prefix = short, true
	}
	if strings.Contains(t.value, "*") {
		return tag{}, fmt.Errorf("%q is not a tag: a * may only stand at the end", s)
	}
	return t, nil
}

func isControl(r rune) bool { return r < ' ' || r == 0x7f }

// matches reports whether one value of the key is this tag's.
func (t tag) matches(value string) bool {
	if t.prefix {
		return strings.HasPrefix(value, t.value)
	}
	return value == t.value
}

// values are those of a key, a list taken apart, without what says that there is none.
func values(tags map[string]string, key string) []string {
	return slices.DeleteFunc(normal.SplitList(tags[key]), func(v string) bool { return v == "no" || v == "none" })
}
