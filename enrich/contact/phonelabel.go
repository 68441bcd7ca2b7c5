package contact

import "bytes"

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
	if i := bytes.LastIndexByte(w, '\n'); i >= 0 {
		if j := bytes.LastIndexByte(w[:i], '\n'); j >= 0 {
			w = w[j+1:] // a label may stand in the cell before, no further
		}
	}
	best, kind := -1, PhoneKind("")
	for _, l := range phoneLabels {
		i := bytes.LastIndex(w, []byte(l.word))
		if i < 0 || i > 0 && isWord(w[i-1]) && l.kind != Phone {
			continue
		}
		if len(l.word) <= 3 && i > 0 && isWord(w[i-1]) {
			continue
		}
		if end := i + len(l.word); end > best {
			best, kind = end, l.kind
		}
	}
	switch {
	case kind == Fax && alsoPhone(w):
		return Phone
	case kind == "" && from > 0 && at > 0:
		return letterLabel(w)
	}
	return kind
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

// faxAfter reports "555-0100 (fax)" and "555-0100 fax" at a line's end.
func (d *document) faxAfter(end int) bool {
	rest := d.lower[end:min(end+8, len(d.lower))]
	if bytes.HasPrefix(rest, []byte(" (fax)")) || bytes.HasPrefix(rest, []byte("(fax)")) {
		return true
	}
	for _, p := range []string{" fax\n", " - fax\n", " fax,", "fax\n"} {
		if bytes.HasPrefix(rest, []byte(p)) {
			return true
		}
	}
	return false
}
