package exchange

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"
)

// longestRecord is how many bytes a row may have. A quote that is never closed would swallow the rest of the file: here it
// costs one row.
const longestRecord = 1 << 20

// records takes a delimited text apart, row by row, in constant memory. It is as lenient as spreadsheets are: quotes
// within an unquoted cell stand for themselves, blanks may stand before an opening quote, lines end in LF, CRLF or CR, and
// rows may be of any length. Wholly empty lines are none.
type records struct {
	r     io.Reader
	comma byte
	enc   Encoding

	data []byte // what was read and not yet handed out
	pos  int    // where the next row begins in data
	eof  bool
	err  error // of r
	line int   // of the next row, from 1

	// unsettled says that nothing but ASCII came so far, so that the first row with other letters tells the encoding.
	unsettled bool
	spoilt    bool // the row has letters that can't be read

	text  []byte // the row's cells, without their quotes
	ends  []int  // where each ends in text
	cells []string
}

// errNoQuote is a row whose quote is never closed.
var errNoQuote = errors.New("a quote is opened and never closed")

func newRecords(r io.Reader, comma byte, enc Encoding) *records {
	return &records{r: r, comma: comma, enc: enc, line: 1}
}

// next gives the cells of the next row, which are valid until the row after it, and the line that it begins in. A row that
// can't be read is a *rowError, and the one behind it can be asked for. The end is io.EOF.
func (s *records) next() (cells []string, line int, err error) {
	for {
		line = s.line
		used, lines, err := s.scan()
		for errors.Is(err, errMore) {
			s.fill()
			used, lines, err = s.scan()
		}
		if err != nil {
			return nil, line, err
		}
		s.pos += used
		s.line += lines
		if used == 0 {
			if s.err != nil {
				return nil, line, s.err
			}
			return nil, line, io.EOF
		}
		if len(s.ends) == 1 && s.ends[0] == 0 {
			continue // an empty line
		}
		return s.texts(), line, nil
	}
}

// rowError says why a row can't be read, and what stands there.
type rowError struct {
	reason error
	cells  []string
}

func (e *rowError) Error() string { return e.reason.Error() }

func (e *rowError) Unwrap() error { return e.reason }

// errMore asks for more of the file before the row can be told.
var errMore = errors.New("the row goes on")

// scan reads one row from what is in memory: how many bytes and lines it took.
func (s *records) scan() (used, lines int, err error) {
	s.text, s.ends = s.text[:0], s.ends[:0]
	data := s.data[s.pos:]
	i := 0
	for {
		// At the beginning of a cell.
		start := i
		for i < len(data) && (data[i] == ' ' || data[i] == '\t' && s.comma != '\t') {
			i++
		}
		if i < len(data) && data[i] == '"' {
			n, inner, err := s.quoted(data[i+1:])
			if err != nil {
				return s.giveUp(data, err)
			}
			i += 1 + n
			lines += inner
		} else {
			i = start
		}
		n := s.plainEnd(data[i:])
		s.text = append(s.text, data[i:i+n]...)
		i += n
		s.ends = append(s.ends, len(s.text))
		if i == len(data) {
			if !s.eof {
				return s.giveUp(data, errMore)
			}
			if i > 0 {
				lines++
			}
			return i, lines, nil
		}
		c := data[i]
		i++
		switch {
		case c == s.comma:
			continue
		case c == '\r' && i == len(data) && !s.eof:
			return s.giveUp(data, errMore) // a line feed may follow
		case c == '\r' && i < len(data) && data[i] == '\n':
			i++
		}
		return i, lines + 1, nil
	}
}

// plainEnd is the length of what stands before the next comma or line's end.
func (s *records) plainEnd(data []byte) int {
	for i, c := range data {
		if c == s.comma || c == '\n' || c == '\r' {
			return i
		}
	}
	return len(data)
}

// quoted reads what follows an opening quote, up to and with the closing one.
func (s *records) quoted(data []byte) (used, lines int, err error) {
	for {
		i := bytes.IndexByte(data[used:], '"')
		if i < 0 {
			return 0, 0, errMore
		}
		part := data[used : used+i]
		lines += bytes.Count(part, []byte{'\n'})
		s.text = append(s.text, part...)
		used += i + 1
		if used == len(data) && !s.eof {
			return 0, 0, errMore // the second of a doubled quote may follow
		}
		if used == len(data) || data[used] != '"' {
			return used, lines, nil
		}
		s.text = append(s.text, '"')
		used++
	}
}

// giveUp asks for more, or, where there is no more or the row has grown too long, skips the line in which it begins.
func (s *records) giveUp(data []byte, err error) (used, lines int, _ error) {
	if !s.eof && len(data) < longestRecord {
		return 0, 0, err
	}
	reason := errNoQuote
	if !s.eof {
		reason = fmt.Errorf("the row is longer than %d bytes, maybe for a quote that is never closed", longestRecord)
	}
	end := bytes.IndexAny(data, "\r\n")
	cells := []string{s.enc.letters(data[:min(uint(end), uint(len(data)), 2000)])} // no end is a great one
	for end < 0 {                                                                  // one endless line: all of it goes, a piece at a time
		s.pos = len(s.data)
		s.fill()
		if data = s.data; len(data) == 0 {
			break
		}
		end = bytes.IndexAny(data, "\r\n")
	}
	end = max(end, 0)
	if end < len(data) {
		if end++; end == len(data) && !s.eof {
			s.pos += end - 1
			s.fill()
			data, end = s.data, 1
		}
		if data[end-1] == '\r' && end < len(data) && data[end] == '\n' {
			end++
		}
	}
	s.pos += end
	s.line++
	return 0, 0, &rowError{reason, cells}
}

// fill reads on.
func (s *records) fill() {
	s.data = append(s.data[:0], s.data[s.pos:]...)
	s.pos = 0
	s.data = append(s.data, make([]byte, 64<<10)...)
	have := len(s.data) - 64<<10
	n, err := io.ReadFull(s.r, s.data[have:])
	s.data = s.data[:have+n]
	if err != nil {
		s.eof = true
		if !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
			s.err = err
		}
	}
}

// texts makes the cells of the row that was scanned: parts of one text.
func (s *records) texts() []string {
	s.cells = s.cells[:0]
	valid := utf8.Valid(s.text)
	if s.unsettled && asciiStart(s.text) < len(s.text) {
		s.unsettled = false
		if !valid {
			var n letterCount
			n.add(s.text)
			s.enc = n.encoding()
		}
	}
	s.spoilt = s.enc != Windows1252 && (!valid || s.enc != UTF8 && bytes.Contains(s.text, []byte(unreadable)))
	if text := s.text; s.enc == Windows1252 || !valid {
		begin := 0
		for _, end := range s.ends {
			s.cells = append(s.cells, s.enc.letters(text[begin:end]))
			begin = end
		}
		return s.cells
	}
	text, begin := string(s.text), 0
	for _, end := range s.ends {
		s.cells = append(s.cells, text[begin:end])
		begin = end
	}
	return s.cells
}
