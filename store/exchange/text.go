package exchange

import (
	"bytes"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// Encoding names how a file's letters are written.
type Encoding string

// The encodings that are told apart. Latin-1 is read as Windows-1252, as browsers do: it has the same letters and, where
// Latin-1 has control characters, the quotes and dashes that people type.
const (
	UTF8        Encoding = "UTF-8"
	UTF16LE     Encoding = "UTF-16LE"
	UTF16BE     Encoding = "UTF-16BE"
	Windows1252 Encoding = "Windows-1252"
)

var (
	markUTF8    = []byte(byteOrderMark)
	markUTF16LE = []byte{0xff, 0xfe}
	markUTF16BE = []byte{0xfe, 0xff}
)

// sniffEncoding tells how a file is written by its beginning. Without a mark, every second byte zero is UTF-16, and what
// isn't UTF-8 is Windows-1252. A beginning in plain ASCII may be followed by either, so rows are looked at again.
func sniffEncoding(sample []byte) Encoding {
	switch {
	case bytes.HasPrefix(sample, markUTF8):
		return UTF8
	case bytes.HasPrefix(sample, markUTF16LE):
		return UTF16LE
	case bytes.HasPrefix(sample, markUTF16BE):
		return UTF16BE
	}
	var zeros [2]int
	for i, c := range sample {
		if c == 0 {
			zeros[i%2]++
		}
	}
	switch half := len(sample) / 2; {
	case half > 0 && zeros[1]*10 > half*4 && zeros[0]*10 < half:
		return UTF16LE
	case half > 0 && zeros[0]*10 > half*4 && zeros[1]*10 < half:
		return UTF16BE
	case validStart(sample):
		return UTF8
	}
	return Windows1252
}

// validStart reports whether a sample is UTF-8, but for a letter that its end may cut in two.
func validStart(sample []byte) bool {
	for cut := range min(utf8.UTFMax, len(sample)+1) {
		if utf8.Valid(sample[:len(sample)-cut]) {
			return true
		}
	}
	return false
}

// decoder brings a whole stream to UTF-8; nil is a stream whose bytes are read as they are.
func (e Encoding) decoder() *encoding.Decoder {
	switch e {
	case UTF16LE:
		return unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder()
	case UTF16BE:
		return unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewDecoder()
	default:
		return nil
	}
}

// letters makes a text of a cell's bytes: as UTF-8, or where they aren't that, as Windows-1252.
func (e Encoding) letters(cell []byte) string {
	if e != Windows1252 && utf8.Valid(cell) {
		return string(cell)
	}
	text, err := charmap.Windows1252.NewDecoder().Bytes(cell)
	if err != nil {
		return string(bytes.ToValidUTF8(cell, nil)) // it has a letter for every byte: this can't be
	}
	return string(text)
}
