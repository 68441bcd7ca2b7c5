package exchange

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"
)

// sampleSize is how much of a file is looked at before it is read.
const sampleSize = 64 << 10

// Dialect is how a delimited text is written.
type Dialect struct {
	Encoding  Encoding
	Delimiter byte // , ; tab or |
}

// delimiters are those that are told apart, the likeliest first.
var delimiters = []byte{',', ';', '\t', '|'}

// sniff tells the dialect of a file by its beginning. The delimiter is the one that gives most headings we know, then the
// one whose rows are most alike. whole says that the sample is the whole file.
func sniff(sample []byte, enc Encoding, whole bool) Dialect {
	d := Dialect{Encoding: enc}
	text := bytes.TrimPrefix(decoded(sample, enc), markUTF8)
	if c, _, ok := separatorLine(text); ok {
		d.Delimiter = c
		return d
	}
	if !whole {
		if i := bytes.LastIndexAny(text, "\r\n"); i > 0 {
			text = text[:i+1]
		}
	}
	best := -1.0
	for _, c := range delimiters {
		if score := judge(text, c, d.Encoding); score > best {
			best, d.Delimiter = score, c
		}
	}
	return d
}

// decoded gives a sample's text as plain gives a stream's.
func decoded(sample []byte, enc Encoding) []byte {
	if dec := enc.decoder(); dec != nil {
		if text, err := dec.Bytes(sample[:len(sample)&^1]); err == nil {
			return text
		}
	}
	return sample
}

// separatorLine reads the line "sep=;" that Excel writes before the headings.
func separatorLine(text []byte) (comma byte, size int, ok bool) {
	line, _, _ := bytes.Cut(text, []byte{'\n'})
	word := strings.ToLower(string(bytes.TrimRight(line, "\r")))
	if len(word) != 5 || !strings.HasPrefix(word, "sep=") || !slices.Contains(delimiters, word[4]) {
		return 0, 0, false
	}
	return word[4], min(len(line)+1, len(text)), true
}

// judge says how well a delimiter fits.
func judge(text []byte, comma byte, enc Encoding) float64 {
	rows := newRecords(bytes.NewReader(text), comma, enc)
	known, width, alike, n := 0, 0, 0, 0
	for n < 50 {
		cells, _, err := rows.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			n++
			continue
		}
		if n == 0 {
			width = len(cells)
			for _, c := range cells {
				if knownHeading(c) {
					known++
				}
			}
		}
		if len(cells) == width {
			alike++
		}
		n++
	}
	if n == 0 || width < 2 {
		return float64(known)
	}
	return 10*float64(known) + float64(alike)/float64(n)*5 + min(float64(width), 50)/100
}
