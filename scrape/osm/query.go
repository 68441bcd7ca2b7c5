package osm

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"

	"letip/scrape/category"
	"letip/store/entity"
)

const (
	metresAMile = 1609.344
	// serverSeconds is what a question may cost the server; it lets the smaller question in first (SPEC section 4).
	serverSeconds = 25
	serverBytes   = 64 << 20
)

// overpassQuery writes the question for all named places with one of the tags within a ring. The numbers are checked and
// written here: Overpass takes "around:abc" without a word and answers that there is nothing.
func overpassQuery(center entity.Point, ring entity.Miles, selectors []category.Selector) (string, error) {
	if !(math.Abs(center.Lat) <= 90 && math.Abs(center.Lon) <= 180) {
		return "", fmt.Errorf("%v, %v is not on the earth", center.Lat, center.Lon)
	}
	if !(ring > 0 && ring <= 100) {
		return "", fmt.Errorf("a radius of %v miles", float64(ring))
	}
	if len(selectors) == 0 {
		return "", fmt.Errorf("nothing to look for")
	}
	// Up to the next metre: the exact line is drawn afterwards, and a place on it must have been asked for.
	around := fmt.Sprintf("(around:%d,%s,%s)", int(math.Ceil(float64(ring)*metresAMile)), degrees(center.Lat), degrees(center.Lon))
	var b strings.Builder
	fmt.Fprintf(&b, "[out:json][timeout:%d][maxsize:%d];\n(\n", serverSeconds, serverBytes)
	for _, s := range selectors {
		b.WriteString(`  nwr["name"][` + quote(s.Key))
		if len(s.Values) > 0 {
			b.WriteString("~" + quote(oneOf(s.Values)))
		}
		b.WriteString("]" + around + ";\n")
	}
	b.WriteString(");\nout tags center;\n")
	return b.String(), nil
}

// degrees writes a coordinate with a dot and without an exponent, to 1 cm.
func degrees(x float64) string {
	s := strconv.FormatFloat(x, 'f', 7, 64)
	s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	if s == "-0" {
		return "0"
	}
	return s
}

// oneOf is the expression for a value that is one of these, or a ;-list with one of them in it.
func oneOf(values []string) string {
	escaped := make([]string, len(values))
	for i, v := range values {
		escaped[i] = regexp.QuoteMeta(v)
	}
	return "(^|;) *(" + strings.Join(escaped, "|") + ") *(;|$)"
}

// quote writes a string of Overpass's language.
func quote(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\t", `\t`).Replace(s) + `"`
}
