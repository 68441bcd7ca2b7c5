package identity

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// generic are words of names that say what a business does rather than who it is; they weigh less.
var generic = func() map[string]float64 {
	m := map[string]float64{}
	for w := range strings.FieldsSeq(`and the of on in at for a de la le el du des by with to n`) {
		m[w] = 0.1
	}
	for w := range strings.FieldsSeq(`restaurant restaurants cafe caffe bar grill grille pizza pizzeria diner deli delicatessen bistro kitchen house
		room bakery coffee shop store market service services center centre group company hotel inn salon spa studio auto repair care
		dental dentistry dentist medical law office offices associates insurance agency realty plumbing heating electric construction
		new york city county international american national inc llc ristorante trattoria steakhouse steak tavern club lounge nyc
		hospital clinic pharmacy radiology cardiology pediatrics oncology surgery imaging laboratory emergency urgent rehab therapy
		department dept division parking garage atm fuel gas carwash cleaners laundry florist jewelers optical vision veterinary
		school church bank school realty mortgage travel fitness gym`) {
		m[w] = 0.4
	}
	return m
}()

// synonyms are words for one kind of place.
var synonyms = map[string]string{
	"pizzeria": "pizza", "restaurants": "restaurant", "ristorante": "restaurant", "caffe": "cafe", "grille": "grill", "delicatessen": "deli",
	"steakhouse": "steak", "store": "shop", "stores": "shop", "shoppe": "shop", "centre": "center", "ctr": "center", "services": "service",
	"svc": "service", "dentistry": "dental", "dentist": "dental", "dentists": "dental", "offices": "office", "assoc": "associates",
	"assocs": "associates", "hosp": "hospital", "dept": "department", "vet": "veterinary", "intl": "international", "bros": "brothers",
	"automotive": "auto", "motors": "motor", "barbershop": "barber", "drugs": "drug", "laundromat": "laundry", "jewelry": "jewelers",
}

func weight(w string) float64 {
	if g, ok := generic[w]; ok {
		return g
	}
	return 1
}

// nameSimilarity is 0 to 1 and symmetric: the weighted share of words that two names have in common, or how alike they are
// letter by letter with the blanks out, whichever is more; of all the names that the two go by, the likest. parts reports
// that those may be two parts of one house.
func nameSimilarity(a, b Record) (most float64, parts bool) {
	for _, x := range a.Names {
		for _, y := range b.Names {
			s := oneName(x, y)
			if two := otherPart(x.Words, y.Words); s > most || s == most && !two {
				most, parts = s, two
			}
		}
	}
	return most, parts
}

func oneName(a, b Name) float64 {
	if a.Text == b.Text {
		return 1
	}
	return max(wordSimilarity(a.Words, b.Words), letterSimilarity(strings.Join(a.Words, ""), strings.Join(b.Words, "")))
}

func wordSimilarity(a, b []string) float64 {
	common, total := 0.0, 0.0
	used := make([]bool, len(b))
	for _, w := range a {
		total += weight(w)
	}
	for _, w := range b {
		total += weight(w)
	}
	for _, x := range a {
		best, at := 0.0, -1
		for j, y := range b {
			if used[j] {
				continue
			}
			if s := sameWord(x, y); s > best {
				best, at = s, j
			}
		}
		if at >= 0 {
			used[at] = true
			common += best * (weight(x) + weight(b[at]))
		}
	}
	if total == 0 {
		return 0
	}
	dice := common / total
	// One name wholly within the other, "fenix" and "fenix at the argyle", is more than its share of words.
	if inner, outer := shorter(a, b); within(inner, outer) {
		own := 0.0
		for _, w := range inner {
			own += weight(w)
		}
		if own >= 1 {
			return max(dice, 0.8)
		}
	}
	return dice
}

func shorter(a, b []string) ([]string, []string) {
	if len(a) > len(b) || len(a) == len(b) && strings.Join(a, " ") > strings.Join(b, " ") {
		return b, a
	}
	return a, b
}

func within(inner, outer []string) bool {
	for _, w := range inner {
		if weight(w) >= 0.4 && !slices.ContainsFunc(outer, func(o string) bool { return sameWord(w, o) >= 0.85 }) {
			return false
		}
	}
	return len(inner) > 0
}

// otherPart reports names that each say another kind of place, the cafe and the dining room of one hotel, or another number
// or side: "Store 12" and "Store 14", "Dental North" and "Dental South".
func otherPart(a, b []string) bool {
	return kindApart(a, b) && kindApart(b, a) || markApart(a, b) && markApart(b, a)
}

// marks tell one of several that share a name.
var marks = map[string]bool{
	"north": true, "south": true, "east": true, "west": true, "northeast": true, "northwest": true, "southeast": true, "southwest": true,
	"upper": true, "lower": true, "uptown": true, "downtown": true, "midtown": true, "i": true, "ii": true, "iii": true, "iv": true,
}

// markApart reports a number or a mark of a that b doesn't have.
func markApart(a, b []string) bool {
	for _, w := range a {
		if (marks[w] || w[0] >= '0' && w[0] <= '9') && !slices.Contains(b, w) {
			return true
		}
	}
	return false
}

// kindApart reports a word of a that says a kind of place and that b doesn't have.
func kindApart(a, b []string) bool {
	for _, w := range a {
		if weight(w) == 0.4 && !slices.ContainsFunc(b, func(o string) bool { return sameWord(w, o) >= 0.85 }) {
			return true
		}
	}
	return false
}

// sameWord is 1 for equal words, a little less for a plural or an abbreviation, and else how alike long words are.
func sameWord(a, b string) float64 {
	if a == b {
		return 1
	}
	if len(a) > len(b) {
		a, b = b, a
	}
	if b == a+"s" || b == a+"es" {
		return 0.95
	}
	if len(a) >= 3 && strings.HasPrefix(b, a) {
		return 0.85
	}
	if len(a) >= 5 {
		if s := letterSimilarity(a, b); s >= 0.8 {
			return s
		}
	}
	return 0
}

// letterSimilarity is 1 less the edit distance (with swapped neighbours as one edit) over the longer length.
func letterSimilarity(a, b string) float64 {
	if a == b {
		return 1
	}
	x, y := []rune(a), []rune(b)
	longest := max(len(x), len(y))
	if longest == 0 || longest > 120 || min(len(x), len(y))*2 < longest {
		return 0
	}
	return 1 - float64(distance(x, y))/float64(longest)
}

func distance(a, b []rune) int {
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i, x := range a {
		row[0] = i + 1
		for j, y := range b {
			cost := 1
			if x == y {
				cost = 0
			}
			row[j+1] = min(last[j+1]+1, row[j]+1, last[j]+cost)
			if i > 0 && j > 0 && x == b[j-1] && a[i-1] == y {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}

// nearStreet reports whether two streets are one under other spellings.
func nearStreet(a, b string) bool {
	if a == b {
		return true
	}
	x, y := strongWords(a), strongWords(b)
	if len(x) == 0 || len(y) == 0 {
		return false
	}
	x, y = shorter(x, y)
	for _, w := range x {
		if !slices.ContainsFunc(y, func(o string) bool { return sameWord(w, o) >= 0.8 || digitsEqual(w, o) }) {
			return letterSimilarity(strings.Join(x, ""), strings.Join(y, "")) >= 0.85
		}
	}
	return true
}

// digitsEqual reports 3 and 3rd.
func digitsEqual(a, b string) bool {
	a, b = strings.TrimRight(a, "stndrh"), strings.TrimRight(b, "stndrh")
	return a == b && a != "" && a[0] >= '0' && a[0] <= '9' && utf8.RuneCountInString(a) < 5
}
