package identity

import (
	"strings"

	"letip/store/normal"
)

// abbreviations bring the words of a street to one form, those of USPS Publication 28 first.
var abbreviations = map[string]string{
	"street": "st", "str": "st", "avenue": "ave", "av": "ave", "aven": "ave", "road": "rd", "drive": "dr", "drv": "dr", "lane": "ln",
	"boulevard": "blvd", "blv": "blvd", "boul": "blvd", "highway": "hwy", "hiway": "hwy", "court": "ct", "crt": "ct", "place": "pl", "plaza": "plz", "parkway": "pkwy",
	"pky": "pkwy", "route": "rte", "rt": "rte", "circle": "cir", "terrace": "ter", "trail": "trl", "square": "sq", "turnpike": "tpke", "pike": "pike",
	"expressway": "expy", "freeway": "fwy", "alley": "aly", "center": "ctr", "centre": "ctr", "crossing": "xing", "mount": "mt", "saint": "st",
	"north": "n", "south": "s", "east": "e", "west": "w", "northeast": "ne", "northwest": "nw", "southeast": "se", "southwest": "sw",
	"first": "1st", "second": "2nd", "third": "3rd", "fourth": "4th", "fifth": "5th", "sixth": "6th", "seventh": "7th", "eighth": "8th", "ninth": "9th", "tenth": "10th",
	"one": "1", "two": "2", "three": "3",
}

var unitWords = map[string]bool{
	"suite": true, "ste": true, "unit": true, "apt": true, "apartment": true, "floor": true, "fl": true, "room": true, "rm": true, "building": true, "bldg": true, "space": true, "lot": true,
}

var weakStreet = map[string]bool{
	"st": true, "ave": true, "rd": true, "dr": true, "ln": true, "blvd": true, "hwy": true, "ct": true, "pl": true, "plz": true, "pkwy": true, "rte": true, "cir": true, "ter": true,
	"trl": true, "sq": true, "tpke": true, "expy": true, "fwy": true, "aly": true, "way": true, "n": true, "s": true, "e": true, "w": true, "ne": true, "nw": true, "se": true, "sw": true,
	"us": true, "state": true,
}

// streetMarks parts the words of an address line; a replacer takes longer to build than to run.
var streetMarks = strings.NewReplacer(".", " ", ",", " , ", "#", " # ", "/", " ", "(", " ( ", ")", " ")

// street takes an address line apart.
func street(line string) (house, name, unit string) {
	f := strings.Fields(streetMarks.Replace(normal.Fold(line)))
	var words []string
	for i := 0; i < len(f); i++ {
		w := f[i]
		if w == "," || w == "(" {
			if w == "(" || len(words) > 1 && house != "" {
				for j := i + 1; j < len(f); j++ { // a unit may stand behind the comma
					if (unitWords[f[j]] || f[j] == "#") && j+1 < len(f) {
						unit = f[j+1]
						break
					}
				}
				break
			}
			continue
		}
		if unitWords[w] || w == "#" {
			if i+1 < len(f) {
				unit = f[i+1]
			}
			if house != "" {
				break
			}
			i++
			continue
		}
		if house == "" && w[0] >= '0' && w[0] <= '9' && !ordinal(w) {
			house, _, _ = strings.Cut(w, "-")
			words = words[:0] // what stands before a house number is the building's name
			continue
		}
		if a, ok := abbreviations[w]; ok {
			w = a
		}
		words = append(words, w)
	}
	return house, strings.Join(words, " "), unit
}

func ordinal(w string) bool {
	return len(w) > 2 && (strings.HasSuffix(w, "st") || strings.HasSuffix(w, "nd") || strings.HasSuffix(w, "rd") || strings.HasSuffix(w, "th"))
}

// strongWords are the words of a street that name it.
func strongWords(street string) []string {
	var out []string
	for w := range strings.FieldsSeq(street) {
		if !weakStreet[w] {
			out = append(out, w)
		}
	}
	return out
}
