package contact

import (
	"bytes"
	"cmp"
	"slices"
)

var phoneLabels = []struct {
	word string
	kind PhoneKind
}{
	{"fax", Fax},
	{"facsimile", Fax},
	{"telefax", Fax},
	{"efax", Fax},
	{"mobile", Mobile},
	{"cell", Mobile},
	{"phone", Phone},
	{"tel", Phone},
	{"call", Phone},
	{"fx:", Fax},
	{"fx.", Fax},
	{"ph:", Phone},
	{"ph.", Phone},
	{"p:", Phone},
	{"p.", Phone},
	{"t:", Phone},
	{"t.", Phone},
	{"f:", Fax},
	{"f.", Fax},
	{"m:", Mobile},
	{"c:", Mobile},
	{"m.", Mobile},
	{"c.", Mobile},
	{"o:", Phone},
	{"d:", Phone},
	{"direct", Phone},
	{"main", Phone},
	{"home", Phone},
	{"toll", Phone},
	{"voice", Phone},
	{"hotline", Phone},
	{"whatsapp", Mobile},
	{"mobil", Mobile},
	{"handy", Mobile},
	{"celular", Mobile},
	{"móvil", Mobile},
	{"portable", Mobile},
	{"tél", Phone},
	{"\u260e", Phone},
	{"\u2706", Phone},
	{"\U0001f4de", Phone},
	{"\U0001f4f1", Mobile},
	{"\U0001f4e0", Fax},
	{"(p)", Phone},
	{"(t)", Phone},
	{"(o)", Phone},
	{"(f)", Fax},
	{"(c)", Mobile},
	{"(m)", Mobile},
	{"toll free", Phone},
	{"toll-free", Phone},
	{"office", Phone},
	{"local", Phone},
	{"contact", Phone},
	{"dial", Phone},
	{"text", Phone},
	{"p -", Phone},
	{"f -", Fax},
	{"p |", Phone},
	{"f |", Fax},
}

// labelBefore finds the nearest label before at, not before from: the words "Tel", "Fax:" and their like.
func (d *document) labelBefore(at, from int) PhoneKind {
	w := d.lower[max(from, at-28, 0):max(at, 0)]
	line := w // what stands in the number's own line
	if i := bytes.LastIndexByte(w, '\n'); i >= 0 {
		line = w[i+1:]
		if j := bytes.LastIndexByte(w[:i], '\n'); j >= 0 {
			w = w[j+1:] // a label may stand in the cell before, no further
		}
	}
	if kindIn(line) == "" {
		if kind, ok := d.columnLabel(at); ok {
			return kind
		}
	}
	if d.faxIcon(at, from) {
		return Fax
	}
	if kind := letterLabel(line); kind != "" && len(line) < 8 {
		return kind
	}
	kind := kindIn(w)
	switch {
	case kind == Fax && kindIn(line) == "" && !d.labelLine(at):
		return ""
	case kind == Fax && alsoPhone(w):
		return Phone
	case kind == "" && from > 0 && at > 0:
		return letterLabel(w)
	}
	return kind
}

// kindIn is the last label's.
func kindIn(w []byte) PhoneKind {
	best, kind := -1, PhoneKind("")
	for _, l := range phoneLabels {
		i := bytes.LastIndex(w, []byte(l.word))
		if i < 0 || i > 0 && isWord(w[i-1]) && l.word != "phone" && l.word != "tel" { // Telephone, Cellphone, but no invoice
			continue
		}
		if end := i + len(l.word); end > best {
			best, kind = end, l.kind
		}
	}
	return kind
}

// lineAt gives the index of the line that holds an offset.
func (d *document) lineAt(at int) int {
	i, found := slices.BinarySearchFunc(d.lines, at, func(l line, at int) int { return cmp.Compare(l.start, at) })
	if !found {
		i--
	}
	return i
}

// labelLine reports that the line before a number's is no sentence, and no link to another number: "We no longer use
// fax." labels none.
func (d *document) labelLine(at int) bool {
	i := d.lineAt(at) - 1
	if i < 0 {
		return true
	}
	l := &d.lines[i]
	if bytes.Count(d.text[l.start:l.end], []byte(" ")) > 2 {
		return false
	}
	n, _ := slices.BinarySearchFunc(d.links, l.end, func(a anchor, end int) int { return cmp.Compare(a.start, end) })
	if n == 0 {
		return true
	}
	a := &d.links[n-1]
	return a.start < l.start || a.scheme != telScheme && a.scheme != faxScheme
}

// columnLabel finds the label of a number in a table's column or under a line of several labels: the second number is
// what the second label says.
func (d *document) columnLabel(at int) (PhoneKind, bool) {
	i := d.lineAt(at)
	if i < 1 {
		return "", false
	}
	l := &d.lines[i]
	if before := d.lines[i-1]; l.cell > 0 {
		if before.cell == l.cell-1 && kindIn(d.lower[before.start:before.end]) != "" {
			return "", false // a row's own label stands in the cell before
		}
		for j := i - 1; j >= 0 && j > i-mostCells && d.lines[j].cell > 0; j-- {
			if head := &d.lines[j]; head.cell == l.cell && !head.digits && head.end-head.start < 24 {
				kind := kindIn(d.lower[head.start:head.end])
				return kind, kind != ""
			}
		}
		return "", false
	}
	before := &d.lines[i-1]
	if before.digits || before.end-before.start > 40 {
		return "", false
	}
	var kinds []PhoneKind
	for w := range bytes.FieldsSeq(d.lower[before.start:before.end]) {
		if kind := kindIn(w); kind != "" {
			kinds = append(kinds, kind)
		} else if len(w) > 1 {
			return "", false
		}
	}
	if len(kinds) < 2 || len(kinds)*10 != len(digits(string(d.text[l.start:l.end]))) {
		return "", false
	}
	return kinds[min(len(digits(string(d.text[l.start:at])))/10, len(kinds)-1)], true
}

// mostCells bounds how far up a table the head of a column is looked for.
const mostCells = 48

// faxIcon reports an element before a number that is of the class fax, most often a picture of one.
func (d *document) faxIcon(at, from int) bool {
	n, _ := slices.BinarySearch(d.faxes, at+1)
	if n == 0 {
		return false
	}
	icon := d.faxes[n-1]
	return icon >= from && len(bytes.Trim(d.text[icon:at], " (+")) == 0
}

// alsoPhone reports a label of one number for both: "Tel/Fax", "Phone & Fax", "Office or fax".
func alsoPhone(label []byte) bool {
	before := label[:max(0, bytes.LastIndex(label, []byte("fax")))]
	for _, and := range []string{"and", "or"} {
		before = bytes.TrimSuffix(bytes.TrimRight(before, " /&+.-"), []byte(and))
	}
	before = bytes.TrimRight(before, " /&+.-")
	for _, word := range []string{"tel", "telephone", "phone", "ph", "call", "office", "voice"} {
		if bytes.HasSuffix(before, []byte(word)) {
			return true
		}
	}
	return false
}

// letterLabel reads the bare letter between two numbers of a line: "T 555-0100 F 555-0101".
func letterLabel(between []byte) PhoneKind {
	if bytes.IndexByte(between, '\n') >= 0 {
		return ""
	}
	switch string(bytes.Trim(between, " |/,;-(")) {
	case "f":
		return Fax
	case "m", "c":
		return Mobile
	case "t", "p", "o":
		return Phone
	}
	return ""
}

// labelAfter reads "555-0100 (fax)", "555-0100 (o)" and "555-0100 fax" at a line's end, and how far the label reaches.
// A label without brackets may be the next number's: it counts where a comma, a bar or the line's end stands behind it.
func (d *document) labelAfter(end int) (kind PhoneKind, size int) {
	rest := d.lower[end:min(end+14, len(d.lower))]
	i := 0
	for i < len(rest) && (rest[i] == ' ' || rest[i] == '-') {
		i++
	}
	bracket := i < len(rest) && rest[i] == '('
	if bracket {
		i++
	}
	from := i
	for i < len(rest) && rest[i] >= 'a' && rest[i] <= 'z' {
		i++
	}
	kind = afterLabels[string(rest[from:i])]
	switch {
	case kind == "":
		return "", 0
	case bracket && i < len(rest) && rest[i] == ')':
		return kind, i + 1
	case bracket || i-from < 2:
		return "", 0
	case end+i == len(d.lower) || i < len(rest) && bytes.IndexByte([]byte("\n,|;/"), rest[i]) >= 0:
		return kind, i
	}
	return "", 0
}

// afterLabels are the words behind a number that say what it is.
var afterLabels = map[string]PhoneKind{
	"fax": Fax, "f": Fax, "facsimile": Fax, "efax": Fax,
	"cell": Mobile, "mobile": Mobile, "c": Mobile, "m": Mobile,
	"phone": Phone, "tel": Phone, "office": Phone, "o": Phone, "p": Phone, "t": Phone, "main": Phone, "voice": Phone, "home": Phone,
	"direct": Phone, "text": Phone,
}
