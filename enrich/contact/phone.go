package contact

import (
	"bytes"
	"cmp"
	"slices"
	"strings"

	"letip/store/normal"
)

// phones reads the numbers of tel links, of structured data and of the text, in that order of trust.
func (d *document) phones(items []*item, country string) []Number {
	var all []Number
	for i := range d.links {
		a := &d.links[i]
		if a.scheme != telScheme && a.scheme != faxScheme || len(all) >= mostFound {
			continue
		}
		raw := squeeze(unescape(a.href[strings.IndexByte(a.href, ':')+1:]))
		n, ok := numberOf(raw, country, Tel, 0.95)
		if !ok {
			continue
		}
		if shown := squeeze(string(d.text[a.start:max(a.start, a.end)])); shown != "" && len(shown) < 40 && hasDigit(shown) {
			n.Raw = shown
		}
		own := kindIn(d.lower[a.start:max(a.start, min(a.end, a.start+24))]) // <a href="tel:...">Fax: 732-...</a>
		switch kind := cmp.Or(own, d.labelBefore(a.start, 0)); {
		case a.scheme == faxScheme || kind == Fax || beginsFold(strings.TrimSpace(a.title), "fax"):
			n.Kind = Fax
		case kind == Mobile:
			n.Kind = Mobile
		}
		all = append(all, n)
	}
	for _, it := range items {
		if it.other || it.is("Review", "Article", "BlogPosting", "NewsArticle") {
			continue
		}
		for _, v := range it.get("telephone") {
			if n, ok := numberOf(trimScheme(v, "tel:"), country, it.method, 0.93); ok {
				all = append(all, n)
			}
		}
		for _, v := range it.get("faxNumber") {
			if n, ok := numberOf(trimScheme(v, "tel:"), country, it.method, 0.93); ok {
				n.Kind = Fax
				all = append(all, n)
			}
		}
	}
	all = append(all, d.textNumbers(country)...)
	slices.SortStableFunc(all, func(a, b Number) int { return cmp.Compare(b.Confidence, a.Confidence) })

	calls := map[string]bool{} // numbers that the text names as a phone
	for _, n := range all {
		calls[n.Value] = calls[n.Value] || n.Method == Text && n.Kind != Fax
	}
	seen := map[string]int{}
	out := all[:0]
	for _, n := range all {
		key := n.Value
		if key == "" {
			key = digits(n.Raw)
		}
		if at, ok := seen[key]; ok {
			o := &out[at]
			said := n.Method != Text || n.Kind == Fax && !calls[key] && (o.Method == HCard || o.Method == Microdata) // Fax <i class="tel">
			if n.Kind != Phone && o.Kind == Phone && said {
				o.Kind = n.Kind
			}
			continue
		}
		seen[key] = len(out)
		out = append(out, n)
	}
	return out
}

// numberOf reads one number that the page names as one. What can't be read as E.164 is kept as it is written.
func numberOf(raw, country string, m Method, confidence float64) (Number, bool) {
	raw = squeeze(raw)
	count := len(digits(raw))
	if n := keys(raw); n > count && count > 0 && n >= 10 && n <= 12 { // tel:1-800-PLUMBER
		count = n
	}
	if raw == "" || len(raw) > 60 || count < 5 {
		return Number{}, false
	}
	n := Number{Raw: raw, Kind: Phone, Method: m, Confidence: confidence}
	if plainNumber(raw, count) && (country == "US" || country == "CA") {
		if e164, ok := normal.American(digits(raw)); ok {
			n.Value = e164
			return n, !placeholderNumber(e164)
		}
	}
	e164, kind, ok := normal.Phone(raw, country)
	if !ok && country != "US" {
		e164, kind, ok = normal.Phone(raw, "US")
	}
	if ok {
		n.Value = e164
		switch kind {
		case normal.PhoneFax:
			n.Kind = Fax
		case normal.PhoneMobile:
			n.Kind = Mobile
		}
	} else {
		n.Confidence = thousandths(n.Confidence - 0.3)
	}
	return n, !placeholderNumber(n.Value) && (ok || count >= 7 && count <= 15)
}

// plainNumber reports ten digits, or eleven with a leading 1, with nothing but the usual marks between them: what needs
// no closer reading.
func plainNumber(raw string, count int) bool {
	for i := range len(raw) {
		if c := raw[i]; !(c >= '0' && c <= '9' || c == ' ' || c == '-' || c == '.' || c == '(' || c == ')' || c == '/' || c == '+' && i == 0) {
			return false
		}
	}
	if count == 11 {
		return raw[0] == '1' || raw[0] == '+' && raw[1] == '1'
	}
	return count == 10 && raw[0] != '+'
}

// placeholderNumber reports what themes show instead of a number.
func placeholderNumber(e164 string) bool {
	switch e164 {
	case "+12345678910", "+12345678901", "+15555555555", "+15551234567", "+12342342345", "+12345678900", "+10123456789":
		return true
	}
	return false
}

func digits(s string) string {
	b := make([]byte, 0, len(s))
	for i := range len(s) {
		if s[i] >= '0' && s[i] <= '9' {
			b = append(b, s[i])
		}
	}
	return string(b)
}

// keys counts what is dialled of a number: its digits and capitals.
func keys(s string) int {
	n := 0
	for i := range len(s) {
		if c := s[i]; c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' {
			n++
		}
	}
	return n
}

func hasDigit(s string) bool { return strings.ContainsAny(s, "0123456789") }

// group is a run of digits, or of a vanity word's letters, with what stands before it.
type group struct {
	start, end int
	letters    bool
}

// textNumbers goes over the visible text once and looks closer where groups of digits stand together.
func (d *document) textNumbers(country string) []Number {
	var out []Number
	t := d.text
	last := 0 // end of the number before: a label before it isn't this one's
	for _, l := range d.lines {
		if !l.digits {
			continue
		}
		if len(out) >= mostFound {
			break
		}
		for i := l.start; i < l.end; i++ {
			if t[i] < '0' || t[i] > '9' {
				continue
			}
			run, end := d.run(i)
			for g := 0; g < len(run); {
				n, used, ok := d.match(run[g:], country, last)
				if !ok {
					g++
					continue
				}
				last = max(run[g+used-1].end, d.labelled)
				out = append(out, n)
				g += used
			}
			i = max(i, end-1)
		}
	}
	return out
}

// mostGroups bounds a run: a number with every digit on its own has 15.
const mostGroups = 24

// run collects groups of digits from i on that are parted by at most three marks of a number's writing.
func (d *document) run(i int) ([]group, int) {
	t := d.text
	var groups []group
	for i < len(t) {
		start := i
		for i < len(t) && t[i] >= '0' && t[i] <= '9' && !(i-start == 4 && len(groups) > 1 && d.seam(i)) {
			i++
		}
		if i == start {
			break
		}
		groups = append(groups, group{start: start, end: i})
		if d.seam(i) { // another element's number begins
			return groups, i
		}
		if len(groups) == mostGroups {
			return groups, i
		}
		gap := i
		for i < len(t) && i-gap < 5 && separator(t[i]) {
			i++
		}
		if i < len(t) && t[i] == '+' { // another number begins
			return groups, gap
		}
		if i < len(t) && len(groups) >= 1 && i > gap && t[i] >= 'A' && t[i] <= 'Z' {
			w := i
			for w < len(t) && (t[w] >= 'A' && t[w] <= 'Z' || t[w] >= '0' && t[w] <= '9' || t[w] == '-' && w+1 < len(t) && t[w+1] >= 'A' && t[w+1] <= 'Z') {
				w++
			}
			if w-i >= 4 && w-i <= 9 {
				groups = append(groups, group{start: i, end: w, letters: true})
				return groups, w
			}
			return groups, gap
		}
		if i >= len(t) || t[i] < '0' || t[i] > '9' {
			return groups, gap
		}
	}
	return groups, i
}

func separator(c byte) bool {
	return c == ' ' || c == '-' || c == '.' || c == '(' || c == ')' || c == ']' || c == '/' || c >= 0x80 // dashes and dots of other scripts
}

// match reads a number from the first of the groups, and says how many it took.
func (d *document) match(g []group, country string, last int) (Number, int, bool) {
	before := byte(' ')
	if g[0].start > 0 {
		before = d.text[g[0].start-1]
	}
	if isWord(before) && !d.seam(g[0].start) || before == '$' || before == '#' || before == '@' || before == '=' || before == '_' {
		return Number{}, 0, false
	}
	for _, used := range d.shapes(g, before, country) {
		start, end := g[0].start, g[used-1].end
		for start > 0 && (d.text[start-1] == '(' || d.text[start-1] == '+') {
			start--
		}
		if spelled := g[used-1]; spelled.letters && notSpelled(string(d.lower[spelled.start:spelled.end]), g[:used]) {
			continue
		}
		if end < len(d.text) && isWord(d.text[end]) && !follows(d.lower[end:]) && !d.linkEnds(end) && !d.seam(end) {
			continue
		}
		raw := string(d.text[start:end])
		e164, ok := d.readNumber(raw, country)
		if !ok || placeholderNumber(e164) {
			continue
		}
		kind := d.labelBefore(start, last)
		n := Number{Value: e164, Raw: raw, Kind: Phone, Method: Text, Confidence: 0.75}
		if kind != "" {
			n.Kind, n.Confidence = kind, 0.85
		}
		if after, size := d.labelAfter(end); after != "" && (kind == "" || kind != Fax && size > len(" (f)")) {
			kind, n.Kind, n.Confidence = after, after, 0.85
			d.labelled = end + size
		}
		if kind == "" && d.noPhone(g[:used], start, end, last) {
			continue
		}
		if kind == "" && used == 1 && !strings.HasPrefix(raw, "+") {
			continue // ten bare digits are an id unless a word says otherwise
		}
		if d.decimals(start, end) || d.credited(start) {
			continue
		}
		return n, used, true
	}
	return Number{}, 0, false
}

// seam reports that the digits of two elements meet at i: "<span>...0100</span><span>732...</span>".
func (d *document) seam(i int) bool {
	if len(d.seams) == 0 {
		return false
	}
	_, found := slices.BinarySearch(d.seams, i)
	return found
}

// follows reports what may stand right behind a number: an extension, or the next label of a line that lost its blanks.
func follows(rest []byte) bool {
	for _, word := range []string{"x", "ext", "fax", "facsimile", "email", "e-mail", "phone", "tel", "toll", "cell", "mobile", "office", "direct", "main"} {
		if bytes.HasPrefix(rest, []byte(word)) {
			return true
		}
	}
	return false
}

// mostReads bounds the closer readings of a page's numbers: each takes as long as a hundred plain ones, and no business
// has as many abroad.
const mostReads = 400

// readNumber makes E.164 of a number found in text, by the short way where ten plain digits stand there.
func (d *document) readNumber(raw, country string) (string, bool) {
	if n := digits(raw); (len(n) == 10 || len(n) == 11 && n[0] == '1') && n[0] != '0' && raw[0] != '+' {
		return normal.American(n)
	}
	if d.reads++; d.reads > mostReads {
		return "", false
	}
	e164, _, ok := normal.Phone(strings.NewReplacer("(0)", "", "/", " ").Replace(raw), country) // +49 (0)30 / 123 456
	return e164, ok
}

// linkEnds reports that a link's text ends at i: what stands behind it without a blank is another thing.
func (d *document) linkEnds(i int) bool {
	n, _ := slices.BinarySearchFunc(d.links, i, func(a anchor, i int) int { return cmp.Compare(a.start, i) })
	return n > 0 && d.links[n-1].end == i // links stand in the order in which they begin, none within another
}

func isWord(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
}

// shapes lists how many groups may be a number together, the likeliest first.
func (d *document) shapes(g []group, before byte, country string) []int {
	size := func(i int) int {
		if i >= len(g) {
			return 0
		}
		return g[i].end - g[i].start
	}
	word := func(i int) bool { return i < len(g) && g[i].letters }
	if before == '+' || before == '(' && g[0].start > 1 && d.text[g[0].start-2] == '+' {
		return d.upTo(g, 7, 15)
	}
	lead := 0
	if size(0) == 1 && d.text[g[0].start] == '1' {
		lead = 1
	}
	a, b, c := size(lead), size(lead+1), size(lead+2)
	switch {
	case word(lead+1) && a == 3 && (b == 7 || lead == 1 && b >= 6 && b <= 9):
		return []int{lead + 2}
	case word(lead+2) && a == 3 && b == 3 && c == 4:
		return []int{lead + 3}
	case a == 3 && b == 3 && c == 4 && !word(lead+1):
		return []int{lead + 3}
	case a == 3 && b == 7 && !word(lead+1):
		return []int{lead + 2}
	case (a == 10 && d.text[g[lead].start] != '0') || (lead == 0 && a == 11 && d.text[g[0].start] == '1'):
		return []int{lead + 1}
	}
	if country == "US" || country == "CA" {
		return nil
	}
	if d.text[g[0].start] == '0' || country == "AU" && (size(0) == 4 && d.text[g[0].start] == '1') {
		return d.upTo(g, 9, 12)
	}
	if c := d.text[g[0].start]; country == "ES" && c >= '6' || country == "MX" && c >= '2' {
		return d.upTo(g, 9, 10)
	}
	return nil
}

// upTo lists the group counts whose digits are between least and most, the longest first.
func (d *document) upTo(g []group, least, most int) []int {
	var out []int
	sum := 0
	for i := range g {
		if g[i].letters {
			break
		}
		sum += g[i].end - g[i].start
		if sum > most {
			break
		}
		if sum >= least {
			out = append([]int{i + 1}, out...)
		}
	}
	return out
}
