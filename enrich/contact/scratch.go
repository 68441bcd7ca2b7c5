package contact

import (
	"encoding/binary"
	"sync"
)

// scratch is what a document is read into. It goes from page to page, for a page's text and lines are as large as all
// else that reading it needs; what Extract gives is copied out of it.
type scratch struct {
	text, lower, raw []byte
	lines            []line
	links            []anchor
	stack            []frame
}

var scratches = sync.Pool{New: func() any {
	return &scratch{
		text: make([]byte, 0, 32<<10), lower: make([]byte, 0, 32<<10), lines: make([]line, 0, 1024),
		links: make([]anchor, 0, 256), stack: make([]frame, 0, 64),
	}
}}

// mostKept bounds what stays behind a page of hostile size.
const mostKept = 256 << 10

func (d *document) borrow() {
	s, _ := scratches.Get().(*scratch)
	d.text, d.lower, d.raw, d.lines, d.links, d.stack = s.text[:0], s.lower[:0], s.raw[:0], s.lines[:0], s.links[:0], s.stack[:0]
	d.from = s
}

// giveBack must be the last thing that is done with a document that borrowed.
func (d *document) giveBack() {
	s := d.from
	clear(d.links[:cap(d.links)]) // they hold the page's strings
	clear(d.stack[:cap(d.stack)])
	s.text, s.lower, s.raw, s.lines, s.links, s.stack = d.text, d.lower, d.raw, d.lines, d.links, d.stack
	if cap(s.text) <= mostKept && cap(s.lines) <= mostKept/16 && cap(s.links) <= mostKept/64 {
		scratches.Put(s)
	}
	*d = document{}
}

// appendLower appends text with A to Z lowered, and nothing else, so that offsets stay those of the text. It takes eight
// bytes at a time.
func appendLower(to, text []byte) []byte {
	const (
		ones = 0x0101010101010101
		high = 0x80 * ones
	)
	to = append(to, text...)
	i := 0
	for ; i+8 <= len(to); i += 8 {
		w := binary.LittleEndian.Uint64(to[i:])
		low := w &^ high // the sums below then stay within their bytes
		isUpper := (low + (0x80-'A')*ones) &^ (low + (0x80-'Z'-1)*ones) &^ w & high
		binary.LittleEndian.PutUint64(to[i:], w|isUpper>>2)
	}
	for ; i < len(to); i++ {
		if c := to[i]; 'A' <= c && c <= 'Z' {
			to[i] = c + ('a' - 'A')
		}
	}
	return to
}
