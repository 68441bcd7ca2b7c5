package contact

import (
	_ "embed"
	"slices"
	"strings"
	"sync"

	"letip/store/normal"
)

// givenNames are English first names of the Moby project (public domain), one a line, lower case, sorted.
//
//go:embed givenname.txt
var givenNameList string

var givenNames = sync.OnceValue(func() map[string]bool {
	names := set(givenNameList)
	for w := range neverNames {
		delete(names, w)
	}
	return names
})

// commonWords are the words that pages write in lower case again and again and that are nobody's surname.
//
//go:embed commonword.txt
var commonWordList string

var commonWords = sync.OnceValue(func() map[string]bool { return set(commonWordList) })

// neverNames stand in the list, but on a business's page they are goods, menus, places and articles of other languages.
var neverNames = set(`stainless steel link my job port yankee car granny hi min max case price fan case don eada forester harris fannie freddie red
	mini air site web love media data logo trade sale sales sun sea sky sol fort san santa saint mount point new los las las del
	tax law home star gas ice pet auto cell data golf ski spa tea bar dental eve era ad ads al net com see our all any and are can
	has his how its let may not now one own out she the too two use via was way who why yes you your king queen doc dr
	der die das des dem den el la le il lo les von van und mit bei zum zur dom una uno mal con`)

var credentials = set(`md dds dmd do od dvm vmd phd psyd jd esq cpa cfp rn np pa pt dpt lcsw lmft lpc ma ms mba msw rd cd aia ra pe dc dpm
	lmt cfa ea clu chfc llm mph bsn cma facs faia gri crs abr sres`)

// wordyDegrees are other words and units as well: beside a first name that nobody knows they prove nothing.
var wordyDegrees = set("do od pa pt ma ms rd cd ra pe dc np rn cfa ea mba")

var honorifics = set("dr mr mrs ms miss prof rev hon sir")

// ambiguousNames are first names that are more often another word, a place or a material.
var ambiguousNames = set(`price case steel stainless star storm royal prince major sterling van bay field florence park chase dallas austin
	madison paris london sydney chelsea brooklyn georgia virginia carolina florida dakota savannah orlando houston denver phoenix jersey
	may june april august summer autumn dawn rose lily ivy violet holly ginger olive pearl ruby amber crystal candy cherry art grant
	bill grace hope faith joy mark will dean duke earl king page rich gay rod ray guy miles sage forest ocean sunny happy precious
	treasure star queen princess lake river stone rock cliff glen dale ridge heath brook marina mercedes lexus porsche bentley
	lincoln ford royce harley victor victory justice honor liberty america india china asia europe israel jordan kenya cairo
	lane wood wells lee long young sun moon sky rain wolf bear fox bird merit noble true trinity destiny story winter spring season
	cash penny dollar coral jade gold silver sable ebony scarlet hazel raven robin wren dove angel christian bishop pope abbey temple
	pat drew skip buck bud buddy chip chuck hunter fisher baker cook mason taylor carter parker cooper porter tanner tyler sawyer
	many man son love lucky lover essence unique special golden royalty`)

// plainName reports a full name whose first word is hardly anything else.
func plainName(name string) bool {
	first, rest, ok := strings.Cut(name, " ")
	return ok && len(rest) > 2 && givenNames()[normal.Fold(first)] && !ambiguousNames[strings.ToLower(first)]
}

// notSurnames are capitalised words that follow a first name in places, streets and companies.
var notSurnames = set(`street st avenue ave road rd drive blvd lane county city park hospital university college school church center centre
	inc llc ltd corp company co group associates partners realty homes construction design plumbing heating services service insurance
	agency bank studio salon spa restaurant cafe grill law firm dental clinic care health medical office building estate estates
	policy terms rights reserved privacy menu home contact about us our the and or of for with from this that your you we click here read
	more new free best top all get view learn find shop blog news event events photo photos video gallery testimonials reviews
	monday tuesday wednesday thursday friday saturday sunday january february march april june july august september october
	november december north south east west states kingdom zealand jersey york carolina dakota virginia mexico hampshire island
	california texas florida day team staff family foundation award awards memorial museum theatre theater club hotel inn
	facebook twitter google youtube linkedin instagram map maps directions hours location locations phone fax email mail call
	ii portfolio project projects kitchen bath bathroom kitchens remodel remodeling roofing windows doors floors flooring
	beach lake river hill hills valley heights springs creek ridge woods point bay harbor village town township square plaza`)

// evidence says why words are taken for somebody's name.
type evidence uint8

const (
	noName    evidence = iota
	shapeOnly          // they are written as a name is, and that is all
	byDegree           // a degree stands behind them
	byHonor            // Dr, Mrs and their like stand before them
	byGiven            // the first is a known first name
)

// readName reads two to four capitalised words as a person's name, without what only a company or a place has.
func readName(s string) (name, credential string, why evidence) {
	if len(s) > 100 {
		return "", "", noName
	}
	s = strings.Trim(squeeze(s), " ,.-–—:|•*\"“”")
	if len(s) < 4 || len(s) > 60 || hasDigit(s) || strings.ContainsAny(s, "@/&!?©®%#") {
		return "", "", noName
	}
	head, tail, hasTail := strings.Cut(s, ",")
	fields := strings.Fields(head)
	honored := false
	if len(fields) > 1 && honorifics[word(fields[0])] {
		honored = true
		credential = fields[0]
		fields = fields[1:]
	}
	fields, creds, ok := degrees(fields, tail, hasTail)
	if !ok {
		return "", "", noName
	}
	if len(creds) > 0 {
		credential = strings.Join(creds, ", ")
		if last := creds[len(creds)-1]; strings.Contains(last, ".") && !strings.HasSuffix(last, ".") {
			credential += "." // the line's own full stop was taken off with it
		}
	}
	if len(fields) < 2 && !(honored && len(fields) == 1) || len(fields) > 4 {
		return "", "", noName
	}
	for i, f := range fields {
		if !nameWord(f, i, len(fields)) {
			return "", "", noName
		}
	}
	first := strings.Trim(normal.Fold(fields[0]), ".'\"")
	known := givenNames()[first] || len(first) == 1 && len(fields) > 2 && givenNames()[normal.Fold(fields[1])]
	switch {
	case honored && len(fields) == 1:
		return credential + " " + titleCase(fields[0]), "", byHonor
	case known:
		why = byGiven
	case honored:
		why = byHonor
	case slices.ContainsFunc(creds, func(c string) bool { return !wordyDegrees[bareDegree(c)] }):
		why = byDegree
	default:
		why = shapeOnly
	}
	for i := range fields {
		fields[i] = titleCase(fields[i])
	}
	return strings.Join(fields, " "), credential, why
}

// personName reads a name that is hardly anything else.
func personName(s string) (name, credential string, ok bool) {
	name, credential, why := readName(s)
	return name, credential, why > shapeOnly
}

// degrees takes what follows a name off it: "DDS", "M.D.", and behind a comma "CPA, Esq." or "Jr". Anything else behind a
// comma is no name.
func degrees(fields []string, tail string, hasTail bool) (name, creds []string, ok bool) {
	for len(fields) > 1 && credentials[bareDegree(fields[len(fields)-1])] && upperish(fields[len(fields)-1]) {
		creds = append([]string{strings.Trim(fields[len(fields)-1], ",")}, creds...)
		fields = fields[:len(fields)-1]
	}
	if !hasTail {
		return fields, creds, true
	}
	for f := range strings.FieldsFuncSeq(tail, func(r rune) bool { return r == ' ' || r == ',' }) {
		switch lw := bareDegree(f); {
		case credentials[lw]:
			creds = append(creds, f)
		case lw == "jr", lw == "sr", lw == "ii", lw == "iii":
		default:
			return nil, nil, false
		}
	}
	return fields, creds, true
}

func bareDegree(w string) string { return strings.ReplaceAll(word(w), ".", "") }

// titleCase turns DAN into Dan; mixed case is the owner's own spelling.
func titleCase(w string) string {
	if len(w) < 3 || w != strings.ToUpper(w) || strings.Contains(w, ".") {
		return w
	}
	r := []rune(strings.ToLower(w))
	up := true
	for i, c := range r {
		if up {
			r[i] = []rune(strings.ToUpper(string(c)))[0]
		}
		up = c == '-' || c == '\''
	}
	return string(r)
}

func upperish(w string) bool {
	n := 0
	for i := range len(w) {
		if w[i] >= 'A' && w[i] <= 'Z' {
			n++
		}
	}
	return n >= 2 || strings.Contains(w, ".")
}

func nameWord(w string, i, n int) bool {
	bare := strings.Trim(w, ".,()'\"“”‘’")
	if bare == "" || len(bare) > 20 {
		return false
	}
	lw := strings.ToLower(bare)
	if notSurnames[lw] || i > 0 && commonWords()[lw] || titleWords[lw] || streetTypes[lw] && i > 0 && lw != "lane" && lw != "mills" && lw != "hill" && lw != "park" {
		return false
	}
	if i > 0 && i < n-1 && slices.Contains([]string{"de", "la", "van", "von", "del", "der", "di", "da", "du", "el", "al", "bin"}, lw) {
		return true
	}
	r := []rune(bare)[0]
	if !(r >= 'A' && r <= 'Z' || r >= 0xC0) {
		return false
	}
	if len(bare) == 1 {
		return i > 0 && i < n-1 || i == 0
	}
	for _, c := range bare[1:] {
		if !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '-' || c == '\'' || c == '’' || c >= 0xC0 || c == '.') {
			return false
		}
	}
	return true
}
