package exchange

import (
	"bytes"
	"io"
	"strings"
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

// sniffEncoding tells how a file is written by its beginning, and whether that settles it: a beginning in plain ASCII may be
// followed by UTF-8 or by Windows-1252.
func sniffEncoding(sample []byte) (enc Encoding, sure bool) {
	switch {
	case bytes.HasPrefix(sample, markUTF8):
		return UTF8, true
	case bytes.HasPrefix(sample, markUTF16LE):
		return UTF16LE, true
	case bytes.HasPrefix(sample, markUTF16BE):
		return UTF16BE, true
	}
	if enc, ok := sniffWide(sample); ok {
		return enc, true
	}
	var n letterCount
	n.add(sample)
	return n.encoding(), n.whole+n.broken >= enoughLetters
}

// enoughLetters is how many letters beyond ASCII settle which encoding a file has.
const enoughLetters = 32

// letterCount counts what stands beyond ASCII in a file. Hardly ever do two letters of Windows-1252 make one of UTF-8 ("Ã©"),
// so that one broken letter among whole ones is damage, and broken ones alone are Windows-1252.
type letterCount struct {
	whole, broken int // letters of UTF-8, and bytes that are none
	tail          []byte
}

// add counts on. A letter that the end of a piece cuts in two is counted with the next one, or not at all.
func (n *letterCount) add(piece []byte) {
	if len(n.tail) > 0 {
		piece = append(n.tail, piece...)
		n.tail = nil
	}
	for len(piece) > 0 {
		if piece = piece[asciiStart(piece):]; len(piece) == 0 {
			return
		}
		if !utf8.FullRune(piece) {
			n.tail = bytes.Clone(piece)
			return
		}
		r, size := utf8.DecodeRune(piece)
		if r == utf8.RuneError && size == 1 {
			n.broken++
		} else {
			n.whole++
		}
		piece = piece[size:]
	}
}

func asciiStart(text []byte) int {
	for i, c := range text {
		if c >= utf8.RuneSelf {
			return i
		}
	}
	return len(text)
}

func (n *letterCount) encoding() Encoding {
	if n.broken > n.whole {
		return Windows1252
	}
	return UTF8
}

// farthestLook is how far into a file is looked for letters beyond ASCII: a hundred thousand rows, read in milliseconds.
const farthestLook = 32 << 20

// lookOn tells the encoding of a file whose beginning doesn't settle it by what follows.
func lookOn(file io.Reader) (Encoding, error) {
	var n letterCount
	piece := make([]byte, 256<<10)
	for read := 0; read < farthestLook && n.whole+n.broken < enoughLetters; {
		got, err := file.Read(piece)
		n.add(piece[:got])
		read += got
		if err == io.EOF {
			break
		}
		if err != nil {
			return "", err
		}
	}
	return n.encoding(), nil
}

// sniffWide tells UTF-16 without a mark: read so, a text in any script has some ASCII, the commas and line ends at least,
// and nothing that can't stand in a text.
func sniffWide(sample []byte) (Encoding, bool) {
	if len(sample)%2 != 0 || bytes.IndexByte(sample, 0) < 0 {
		return "", false
	}
	little, big := wideASCII(sample, 1), wideASCII(sample, 0)
	switch units := len(sample) / 2; {
	case narrowASCII(sample)*4 > units*3: // a text of single bytes with stray zeros
	case little > 8*big && little*20 >= units:
		return UTF16LE, true
	case big > 8*little && big*20 >= units:
		return UTF16BE, true
	}
	return "", false
}

// wideASCII counts the pairs of bytes that are ASCII where the high one stands first (0) or second (1).
func wideASCII(sample []byte, high int) (n int) {
	for i := 0; i+1 < len(sample); i += 2 {
		if sample[i+high] == 0 && letter(sample[i+1-high]) {
			n++
		}
	}
	return n
}

// narrowASCII counts the pairs of bytes that are two letters of ASCII.
func narrowASCII(sample []byte) (n int) {
	for i := 0; i+1 < len(sample); i += 2 {
		if letter(sample[i]) && letter(sample[i+1]) {
			n++
		}
	}
	return n
}

// letter reports what a text in ASCII has.
func letter(c byte) bool { return c >= ' ' && c < utf8.RuneSelf || c == '\n' || c == '\r' || c == '\t' }

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

// unreadable stands where a letter was that can't be read.
const unreadable = string(utf8.RuneError)

// letters makes a text of a cell's bytes. A byte that is no letter of UTF-8 becomes a mark that stands for one.
func (e Encoding) letters(cell []byte) string {
	if e == Windows1252 {
		return windows(cell)
	}
	return strings.ToValidUTF8(string(cell), unreadable)
}

// anyLetters makes a text of bytes that tell nothing of how they are written: UTF-8, else Windows-1252.
func anyLetters(text []byte) string {
	if utf8.Valid(text) {
		return string(text)
	}
	return windows(text)
}

func windows(cell []byte) string {
	text, err := charmap.Windows1252.NewDecoder().Bytes(cell)
	if err != nil {
		return string(bytes.ToValidUTF8(cell, nil)) // it has a letter for every byte: this can't be
	}
	return string(text)
}
