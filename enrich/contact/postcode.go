package contact

import (
	"letip/store/normal"
)

// postcode is one ZIP or postal code in the text, with the state before it where its country writes one.
type postcode struct {
	code, state, country string
	stateStart           int // where the state, or else the code, begins
	end                  int
}

// postcodes finds "NJ 07728", "New Jersey 07728-1234", "ON M9B 1P2", "BS1 5QT" and "NSW 2000" in the text.
func (d *document) postcodes() []postcode {
	if d.codes == nil {
		d.codes = d.findPostcodes()
	}
	return d.codes
}

func (d *document) findPostcodes() []postcode {
	out := []postcode{}
	for _, l := range d.lines {
		if !l.digits {
			continue
		}
		for i := l.start; i < l.end; i++ {
			if d.text[i] < '0' || d.text[i] > '9' {
				continue
			}
			start := i
			for i < l.end && d.text[i] >= '0' && d.text[i] <= '9' {
				i++
			}
			if p, ok := d.postcodeAt(start, i); ok {
				out = append(out, p)
				i = max(i, p.end)
			}
		}
	}
	return out
}

// postcodeAt reads the code that the digits from start to end belong to.
func (d *document) postcodeAt(start, end int) (postcode, bool) {
	if p, ok := d.usZIP(start, end); ok {
		return p, true
	}
	if p, ok := d.letterCode(start, end); ok {
		return p, true
	}
	if end-start == 4 {
		if state, at := d.wordBefore(start); auStates[state] {
			return postcode{code: string(d.text[start:end]), state: state, country: "AU", stateStart: at, end: end}, true
		}
	}
	return postcode{}, false
}

var (
	auStates    = set("NSW VIC QLD WA SA TAS ACT NT")
	caProvinces = set("AB BC MB NB NL NS NT NU ON PE QC SK YT")
)

// usZIP reads five digits, or nine, behind a state's code or name.
func (d *document) usZIP(start, end int) (postcode, bool) {
	t := d.text
	if end-start != 5 || start > 0 && isWord(t[start-1]) || end < len(t) && isWord(t[end]) {
		return postcode{}, false
	}
	p := postcode{code: string(t[start:end]), country: "US", end: end}
	if end+5 <= len(t) && t[end] == '-' && allDigits(string(t[end+1:end+5])) && (end+5 == len(t) || !isWord(t[end+5])) {
		p.end = end + 5
		p.code = string(t[start:p.end])
	}
	word, at := d.wordBefore(start)
	if word == "" {
		return postcode{}, false
	}
	if code, ok := normal.StateCode(word); ok && (len(word) > 2 || upper(word)) {
		p.state, p.stateStart = code, at
		return p, true
	}
	if len(word) <= 4 { // N.J.
		if code, ok := normal.StateCode(stripDots(word)); ok {
			p.state, p.stateStart = code, at
			return p, true
		}
	}
	if first, at2 := d.wordBefore(at); first != "" { // New Jersey
		if code, ok := normal.StateCode(first + " " + word); ok {
			p.state, p.stateStart = code, at2
			return p, true
		}
	}
	return postcode{}, false
}

func upper(s string) bool {
	for i := range len(s) {
		if s[i] < 'A' || s[i] > 'Z' {
			return false
		}
	}
	return true
}

func stripDots(s string) string {
	b := make([]byte, 0, len(s))
	for i := range len(s) {
		if s[i] != '.' {
			b = append(b, s[i])
		}
	}
	return string(b)
}

// wordBefore is the word that ends before i, blanks, commas and one line break aside, and where it begins.
func (d *document) wordBefore(i int) (string, int) {
	t := d.text
	breaks := 0
	for i > 0 && (t[i-1] == ' ' || t[i-1] == ',' || t[i-1] == '|' || t[i-1] == '\n' && breaks == 0) {
		if t[i-1] == '\n' {
			breaks++
		}
		i--
	}
	end := i
	for i > 0 && end-i < 20 && (isWord(t[i-1]) || t[i-1] == '.') {
		i--
	}
	for i < end && t[i] == '.' {
		i++
	}
	return string(t[i:end]), i
}

// letterCode reads a Canadian or a British code around a run of digits.
func (d *document) letterCode(start, end int) (postcode, bool) {
	t := d.text
	up := func(i int) bool { return i >= 0 && i < len(t) && t[i] >= 'A' && t[i] <= 'Z' }
	dig := func(i int) bool { return i >= 0 && i < len(t) && t[i] >= '0' && t[i] <= '9' }
	edge := func(i int) bool { return i < 0 || i >= len(t) || !isWord(t[i]) }
	if end-start == 1 && up(start-1) && edge(start-2) && up(end) { // M9B 1P2, M9B1P2
		j := end + 1
		if j < len(t) && t[j] == ' ' {
			j++
		}
		if dig(j) && up(j+1) && dig(j+2) && edge(j+3) {
			p := postcode{code: string(t[start-1:end+1]) + " " + string(t[j:j+3]), country: "CA", stateStart: start - 1, end: j + 3}
			if state, at := d.wordBefore(start - 1); caProvinces[state] {
				p.state, p.stateStart = state, at
			}
			return p, true
		}
	}
	if end-start > 2 || !up(start-1) {
		return postcode{}, false
	}
	first := start - 1
	if up(first - 1) {
		first--
	}
	if !edge(first - 1) {
		return postcode{}, false
	}
	j := end
	if up(j) {
		j++
	}
	if j >= len(t) || t[j] != ' ' {
		return postcode{}, false
	}
	if k := j + 1; dig(k) && up(k+1) && up(k+2) && edge(k+3) { // BS1 5QT
		return postcode{code: string(t[first : k+3]), country: "GB", stateStart: first, end: k + 3}, true
	}
	return postcode{}, false
}
