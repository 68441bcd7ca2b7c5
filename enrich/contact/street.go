package contact

import (
	"bytes"
	"slices"
	"strings"

	"letip/store/normal"
)

// textAddress reads the address that stands before a postal code: the fullest one, of equals the first.
func (d *document) textAddress() *Address {
	var best *Address
	bestScore := -1
	for i, p := range d.postcodes() {
		if i >= maxPostcodes {
			break
		}
		a := d.addressBefore(p)
		score := 0
		if a.Street != "" {
			score += 4
		}
		if a.City != "" {
			score++
		}
		if score > bestScore {
			best, bestScore = a, score
		}
	}
	if best == nil || best.Street == "" {
		if a := d.addressWithoutZIP(); a != nil {
			return a
		}
	}
	if best == nil || best.Street == "" && best.City == "" {
		return nil
	}
	return best
}

// addressWithoutZIP reads the first line that ends as "Freehold, NJ" with a street before it.
func (d *document) addressWithoutZIP() *Address {
	tries := 0
	for _, l := range d.lines {
		if tries >= maxPostcodes {
			break
		}
		end := l.end
		for end > l.start && (d.text[end-1] == ' ' || d.text[end-1] == '.') {
			end--
		}
		at := end - 2
		if at <= l.start+3 || l.end-l.start > 120 || !upper(string(d.text[at:end])) || isWord(d.text[at-1]) {
			continue
		}
		state, ok := normal.StateCode(string(d.text[at:end]))
		if comma := bytes.TrimRight(d.text[l.start:at], " "); !ok || !bytes.HasSuffix(comma, []byte(",")) {
			continue
		}
		tries++
		if a := d.addressBefore(postcode{state: state, country: "US", stateStart: at, end: end}); a.Street != "" && a.City != "" {
			return a
		}
	}
	return nil
}

// maxPostcodes bounds the work on a page that lists every branch of a chain.
const maxPostcodes = 40

// addressBefore reads back from a postal code over at most five parts: city, suite, street.
func (d *document) addressBefore(p postcode) *Address {
	a := &Address{State: p.state, ZIP: p.code, Country: p.country}
	from := max(0, p.stateStart-160)
	parts := splitParts(string(d.text[from:p.stateStart]), from > 0)
	if len(parts) == 0 {
		return a
	}
	last := len(parts) - 1
	a.City, parts[last] = cityOf(parts[last])
	if parts[last] == "" {
		parts = parts[:last]
	}
	var suites []string
	for back := 0; back < 5 && len(parts) > 0; back++ {
		part := parts[len(parts)-1]
		parts = parts[:len(parts)-1]
		street, ok := streetIn(part, back == 0 || len(suites) > 0)
		if !ok && p.country == "GB" && numberless(part, parts) {
			street, ok = part, true
		}
		if ok {
			if n := len(parts); n > 0 && (unitWord(parts[n-1]) || p.country == "GB" && building(parts[n-1])) {
				street = parts[n-1] + " " + street
			}
			a.Street = strings.Join(append([]string{street}, suites...), " ")
			break
		}
		switch {
		case unitWord(part) || directions[word(part)]:
			suites = append([]string{part}, suites...)
		case a.City == "" && capitalised(part):
			a.City = part
		case back >= 3:
			return a
		}
	}
	return a
}

// splitParts cuts the text before a code where an address has its commas and lines.
func splitParts(s string, cut bool) []string {
	raw := strings.FieldsFunc(s, func(r rune) bool {
		switch r {
		case '\n', ',', '|', '•', '·', ';', '●':
			return true
		}
		return false
	})
	if cut && len(raw) > 1 {
		raw = raw[1:] // half a part
	}
	var out []string
	for _, p := range raw {
		if p = strings.Trim(p, " -–—:\t"); p != "" {
			out = append(out, p)
		}
	}
	if len(out) > 7 {
		out = out[len(out)-7:]
	}
	return out
}

var streetTypes = set(`st street ave avenue av rd road dr drive ln lane blvd boulevard hwy highway ct court pl place plaza way
	pkwy parkway pike route rt rte cir circle ter terrace trl trail sq square turnpike tpke expressway expy loop crescent cres row alley
	broadway freeway fwy center centre close gardens grove mews walk walkway quay wharf hill park causeway concourse mall crossing xing
	commons point pt ridge run bypass esplanade promenade parade mill bend cove path view drives`)

var directions = set(`n s e w ne nw se sw north south east west northeast northwest southeast southwest`)

var unitWords = set(`suite ste unit apt apartment floor fl # room rm building bldg bld level lower upper suites box dept p.o po mailstop lot
	space penthouse ph`)

func word(s string) string { return strings.Trim(strings.ToLower(s), ".,()") }

// unitWord reports a part that names a unit: it begins with such a word, or has one beside a number.
func unitWord(part string) bool {
	f := strings.Fields(part)
	if len(f) == 0 || len(f) > 6 {
		return false
	}
	for i, w := range f {
		if unitWords[word(w)] && (i == 0 || hasDigit(part) || ordinal(f[i-1])) || strings.HasPrefix(w, "#") {
			return true
		}
	}
	return false
}

// ordinal reports "Second" and "2nd", which stand before a floor.
func ordinal(w string) bool {
	switch word(w) {
	case "first", "second", "third", "fourth", "fifth", "ground", "main", "top", "lower", "upper":
		return true
	}
	return hasDigit(w)
}

// building reports the name of a house, which a British address puts before its street.
func building(part string) bool {
	f := strings.Fields(part)
	if len(f) < 2 || len(f) > 5 || !capitalised(part) {
		return false
	}
	switch word(f[len(f)-1]) {
	case "house", "court", "building", "plaza", "centre", "floor", "park", "mill", "works", "chambers":
		return true
	}
	return false
}

// numberless reports a street without a number behind a house that has a name or a unit: "Pentland House, Village Way".
func numberless(part string, before []string) bool {
	f := strings.Fields(part)
	if len(f) < 2 || len(f) > 4 || !capitalised(part) || !streetTypes[word(f[len(f)-1])] || len(before) == 0 {
		return false
	}
	last := before[len(before)-1]
	return building(last) || unitWord(last)
}

// cityOf splits "12 Main St Freehold" into the city at its end and what stands before it.
func cityOf(part string) (city, rest string) {
	f := strings.Fields(part)
	cut := 0
	for i, w := range f {
		lw := word(w)
		switch {
		case i > 0 && streetTypes[lw] && (i+1 < len(f) || i > 1) && houseBefore(f[:i]):
			cut = i + 1
			if cut < len(f) && directions[word(f[cut])] && cut+1 < len(f) {
				cut++
			}
		case hasDigit(w):
			cut = max(cut, i+1)
		case unitWords[lw] && i+1 < len(f) && i > 0:
			cut = max(cut, i+1)
		}
	}
	if cut == len(f) && len(f) > 0 && !hasDigit(part) {
		cut = 0
	}
	city = strings.Join(f[cut:], " ")
	if !capitalised(city) || len(f)-cut > 4 {
		if i := lastCapitalised(f[cut:]); i >= 0 {
			city, cut = strings.Join(f[cut+i:], " "), cut+i
		} else {
			city = ""
		}
	}
	return strings.Trim(city, " .-:"), strings.Join(f[:cut], " ")
}

func houseBefore(f []string) bool { return slices.ContainsFunc(f, house) }

// lastCapitalised is where the run of at most three capitalised words at the end begins.
func lastCapitalised(f []string) int {
	at := -1
	for i := len(f) - 1; i >= 0 && len(f)-i <= 3; i-- {
		if !capitalised(f[i]) {
			break
		}
		at = i
	}
	return at
}

func capitalised(s string) bool {
	f := strings.Fields(s)
	if len(f) == 0 {
		return false
	}
	for _, w := range f {
		r := []rune(w)[0]
		if !(r >= 'A' && r <= 'Z' || r >= 0xC0) && !slices.Contains([]string{"of", "the", "upon", "on", "de", "la", "le"}, w) {
			return false
		}
	}
	return true
}

// house reports a house number: 12, 12A, 12-14, N112, One. 3rd is none.
func house(w string) bool {
	w = strings.Trim(w, ".,#()")
	if w == "" || len(w) > 8 {
		return false
	}
	switch strings.ToLower(w) {
	case "one", "two", "three", "four", "five", "ten":
		return w[0] <= 'Z'
	}
	digits, letters := 0, 0
	for i := range len(w) {
		switch c := w[i]; {
		case c >= '0' && c <= '9':
			digits++
		case isWord(c):
			letters++
		case c != '-' && c != '/':
			return false
		}
	}
	return digits > 0 && letters <= 1
}

// streetIn finds a street within a part: from its house number or box to the end, words behind the type kept only
// where they tell a direction or a unit.
func streetIn(part string, near bool) (string, bool) {
	f := strings.Fields(part)
	for i := range f { // a box
		lw := strings.ReplaceAll(word(f[i]), ".", "")
		if (lw == "po" || lw == "pobox") && i+1 < len(f) || lw == "box" && i+1 < len(f) && hasDigit(f[i+1]) {
			if i > 0 && house(f[0]) {
				break
			}
			if i >= 1 && strings.EqualFold(f[i-1], "p.o.") {
				i--
			}
			return strings.Join(f[i:min(len(f), i+4)], " "), true
		}
	}
	for j := len(f) - 1; j >= 1; j-- {
		lw := word(f[j])
		if !streetTypes[lw] && !(hasDigit(f[j]) && slices.Contains([]string{"route", "rt", "highway", "hwy", "rte", "road", "us"}, word(f[j-1]))) {
			continue
		}
		for i := max(0, j-7); i < j; i++ {
			if !house(f[i]) || !properBetween(f[i+1:j]) {
				continue
			}
			for i > 0 && (directionHouse(f[i-1]) || unitWords[word(f[i-1])]) {
				i-- // N112 W16700 Mequon Road, Unit 12 Admiral Court
			}
			end := j + 1
			if end+1 < len(f) && f[end] == "of" { // Avenue of the Americas
				for end < len(f) && !hasDigit(f[end]) && capitalised(f[end]) {
					end++
				}
			}
			for end < len(f) && (directions[word(f[end])] || unitTail(f, end)) {
				end++
			}
			return strings.Join(f[i:end], " "), true
		}
	}
	if near {
		if i, ok := numbered(f); ok {
			return strings.Join(f[i:], " "), true
		}
		for i := max(0, len(f)-5); i+1 < len(f); i++ {
			if house(f[i]) && capitalised(strings.Join(f[i+1:], " ")) { // 1 Broadway
				return strings.Join(f[i:], " "), true
			}
		}
	}
	return "", false
}

// numbered reports a road that has a number for its name and no house: "Route 9", "U.S. Highway 9 North".
func numbered(f []string) (from int, ok bool) {
	for i := 0; i+1 < len(f); i++ {
		switch word(f[i]) {
		case "route", "rt", "rte", "highway", "hwy":
		default:
			continue
		}
		n := word(f[i+1])
		if !allDigits(n) || len(n) > 3 || i+3 < len(f) || i+2 < len(f) && !directions[word(f[i+2])] {
			return 0, false
		}
		if i > 0 && slices.Contains([]string{"us", "u.s", "state", "county", "nj", "ny", "pa"}, word(f[i-1])) {
			i--
		}
		return i, true
	}
	return 0, false
}

// properBetween reports whether the words between a house number and a street's type may be its name.
func properBetween(f []string) bool {
	for _, w := range f {
		if !hasDigit(w) && !capitalised(w) {
			return false
		}
	}
	return true
}

func directionHouse(w string) bool {
	return len(w) >= 2 && len(w) <= 6 && strings.ContainsRune("NSEW", rune(w[0])) && allDigits(w[1:])
}

// unitTail reports whether word i of a street still belongs to its unit: Suite 7080, Suite # D-410, 2nd Floor.
func unitTail(f []string, i int) bool {
	lw := word(f[i])
	if unitWords[lw] || strings.HasPrefix(f[i], "#") {
		return true
	}
	prev := word(f[i-1])
	if unitWords[prev] || strings.HasPrefix(f[i-1], "#") {
		return hasDigit(f[i]) || len(lw) <= 2
	}
	if i+1 < len(f) && (word(f[i+1]) == "floor" || word(f[i+1]) == "fl") {
		return true
	}
	return i >= 2 && hasDigit(f[i-1]) && unitWords[word(f[i-2])] && directions[lw]
}
