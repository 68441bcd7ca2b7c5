package exchange

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"
)

// couldRun reports whether a spreadsheet may take a cell for a formula: it begins with = + - @, their full-width forms,
// a tab, a carriage return or a line feed (OWASP, CSV injection), blanks before that not counted. A plain decimal number
// is none, so that a longitude stays a number. Neither is quoting a guard, nor is any exception that looks like a phone:
// +1-732-555-0142 is arithmetic.
//
// Bytes that are no letter don't count, since they are not written.
//
// A cell that begins with the guard itself before such a beginning counts too: then taking one guard off what was
// written always gives what was there.
func couldRun(cell []byte) bool {
	for len(cell) > 0 {
		switch r, size := utf8.DecodeRune(cell); {
		case r == '\t', r == '\r', r == '\n':
			return true
		case r == '=', r == '+', r == '-', r == '@', r == '＝', r == '＋', r == '－', r == '＠':
			return !plainNumber(cell)
		case r == guard, r == utf8.RuneError && size == 1, unicode.IsSpace(r), unicode.IsControl(r), unicode.Is(unicode.Cf, r):
			cell = cell[size:]
		default:
			return false
		}
	}
	return false
}

// guard is what a spreadsheet reads as "this is text".
const guard = '\''

// plainNumber reports whether a cell is digits with at most a minus before and a point within.
func plainNumber(cell []byte) bool {
	cell = bytes.TrimPrefix(cell, []byte("-"))
	whole, fraction, point := bytes.Cut(cell, []byte("."))
	return digits(whole) && (!point || digits(fraction))
}

func digits(s []byte) bool {
	for _, c := range s {
		if c < '0' || c > '9' {
			return false
		}
	}
	return len(s) > 0
}

// appendText writes a text cell: guarded, quoted, quotes doubled.
func appendText(line, cell []byte) []byte {
	line = append(line, '"')
	if couldRun(cell) {
		line = append(line, guard)
	}
	for {
		i := bytes.IndexByte(cell, '"')
		if i < 0 {
			break
		}
		line = append(line, cell[:i+1]...)
		line = append(line, '"')
		cell = cell[i+1:]
	}
	line = append(line, cell...)
	return append(line, '"')
}

// appendWord writes a text cell as appendText does, without a copy where it holds nothing to guard or double.
func appendWord(line []byte, cell string) []byte {
	if cell == "" {
		return append(line, `""`...)
	}
	if first := cell[0]; first|0x20 >= 'a' && first|0x20 <= 'z' || first >= '0' && first <= '9' {
		if strings.IndexByte(cell, '"') < 0 {
			return append(append(append(line, '"'), cell...), '"')
		}
	}
	return appendText(line, []byte(cell))
}

// Unguard takes off the guard that an export put before a cell, and leaves every other cell as it is.
func Unguard(cell string) string {
	if len(cell) > 0 && cell[0] == guard && couldRun([]byte(cell[1:])) {
		return cell[1:]
	}
	return cell
}
