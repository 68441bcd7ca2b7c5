package exchange

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"

	"golang.org/x/text/transform"

	"letip/store/entity"
)

// ReadOptions say how a file is to be read. The zero value finds everything out by itself.
type ReadOptions struct {
	Source    string           // what the leads' source is called; empty is "csv" or "vcard"
	Map       map[Field]string // field: heading, or a column's number from 1; stands over what was recognised
	Delimiter byte             // zero is found out
	Encoding  Encoding         // empty is found out
	Lenient   bool             // a file without a column for the name opens too: its rows are errors
	// Mended are cells that a person put right: data row, then column from 0, to the text that stands there instead.
	Mended map[int]map[int]string
}

// Reader reads the rows of a file that is imported, one after the other, in constant memory.
type Reader struct {
	Dialect Dialect
	Mapping Mapping
	IsCard  bool // a vCard file, which has no columns

	options ReadOptions
	rows    *records
	cards   *cards
	files   []io.Closer
	read    atomic.Int64 // bytes
	size    int64
	number  int // of the last row
	headed  []string
}

// byteCount counts what goes by.
type byteCount struct {
	r io.Reader
	n *atomic.Int64
}

func (c byteCount) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n.Add(int64(n))
	return n, err
}

// Open opens a file of leads. Close it. Errors: those of the file, *FormatError and *MappingError.
func Open(path string, o ReadOptions) (*Reader, error) {
	fail := func(err error) error { return fmt.Errorf("import %s: %w", path, err) }
	info, err := os.Stat(path) // a pipe would be waited for when it is opened, and it is read more than once
	switch {
	case err != nil:
		return nil, fail(plainly(err, "read it"))
	case info.IsDir():
		return nil, fail(&FileError{"this is a folder, not a file", nil})
	case !info.Mode().IsRegular():
		return nil, fail(&FileError{"this is no plain file: save what it gives in one", nil})
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, fail(plainly(err, "read it"))
	}
	r, err := open(f, info.Size(), o)
	if err != nil {
		return nil, errors.Join(fail(err), f.Close())
	}
	r.files = append(r.files, f)
	return r, nil
}

// open reads a file whose encoding, where its beginning doesn't tell, is looked for further on.
func open(f *os.File, size int64, o ReadOptions) (*Reader, error) {
	sample := make([]byte, sampleSize)
	n, err := io.ReadFull(f, sample)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("read the file: %w", err)
	}
	enc, sure := sniffEncoding(sample[:n])
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return nil, fmt.Errorf("read the file: %w", err)
	}
	if !sure && n == sampleSize {
		if enc, err = lookOn(f); err != nil {
			return nil, fmt.Errorf("read the file: %w", err)
		}
		if _, err := f.Seek(0, io.SeekStart); err != nil {
			return nil, fmt.Errorf("read the file: %w", err)
		}
	}
	if o.Encoding == "" {
		o.Encoding = enc
	}
	return NewReader(f, size, o)
}

// NewReader reads leads from a stream. Size is what Progress measures by; zero is unknown. Errors:
// *FormatError and *MappingError.
func NewReader(in io.Reader, size int64, o ReadOptions) (*Reader, error) {
	r := &Reader{options: o, size: size}
	buffered := bufio.NewReaderSize(byteCount{in, &r.read}, sampleSize)
	sample, err := buffered.Peek(sampleSize)
	whole := errors.Is(err, io.EOF)
	if err != nil && !whole {
		return nil, fmt.Errorf("read the file: %w", err)
	}
	if err := checkNature(sample); err != nil {
		return nil, err
	}
	enc, sure := sniffEncoding(sample)
	if o.Encoding != "" {
		enc, sure = o.Encoding, true
	}
	if text := decoded(sample, enc); isCard(text) {
		r.IsCard, r.cards = true, newCards(plain(buffered, enc))
		r.Dialect.Encoding = enc
		if r.options.Source == "" {
			r.options.Source = "vcard"
		}
		return r, nil
	}
	if r.options.Source == "" {
		r.options.Source = "csv"
	}
	r.Dialect = sniff(sample, enc, whole)
	if o.Delimiter != 0 {
		r.Dialect.Delimiter = o.Delimiter
	}
	inner := bufio.NewReader(plain(buffered, enc))
	if err := skipPreface(inner); err != nil {
		return nil, err
	}
	r.rows = newRecords(inner, r.Dialect.Delimiter, enc)
	r.rows.unsettled = !sure && asciiStart(sample) == len(sample)
	return r, r.headings()
}

// plain gives a stream's text: as UTF-8 where every letter has two bytes, else byte by byte as it is.
func plain(in io.Reader, enc Encoding) io.Reader {
	if dec := enc.decoder(); dec != nil {
		return transform.NewReader(in, dec)
	}
	return in
}

// skipPreface drops the mark and the line "sep=;" that may stand before the headings.
func skipPreface(r *bufio.Reader) error {
	start, err := r.Peek(16)
	if err != nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("read the file: %w", err)
	}
	n := 0
	if bytes.HasPrefix(start, markUTF8) {
		n = len(markUTF8)
	}
	if _, size, ok := separatorLine(start[n:]); ok {
		n += size
	}
	_, err = r.Discard(n)
	return err
}

func (r *Reader) headings() error {
	cells, _, err := r.rows.next()
	if errors.Is(err, io.EOF) {
		return &FormatError{"The file is empty."}
	}
	if err != nil {
		return &MappingError{Message: fmt.Sprintf("The file's first line can't be read: %v.", err)}
	}
	headings := make([]string, len(cells))
	for i, c := range cells {
		headings[i] = strings.TrimSpace(strings.ReplaceAll(Unguard(c), "\x00", ""))
	}
	r.headed = headings
	r.Mapping, err = recognise(headings, r.options.Map)
	if e, ok := errors.AsType[*MappingError](err); ok && e.Nameless && r.options.Lenient {
		return nil
	}
	return err
}

// Notice is what a person should know before the file is imported; most often empty.
func (r *Reader) Notice() string { return r.Mapping.Notice }

// Progress says how many bytes of how many were read. It may be called from any goroutine.
func (r *Reader) Progress() (read, size int64) { return r.read.Load(), r.size }

// Close closes the file.
func (r *Reader) Close() error {
	var errs []error
	for _, f := range r.files {
		errs = append(errs, f.Close())
	}
	return errors.Join(errs...)
}

// Rows gives each row. One that can't be a lead has its Err; an error beside a row is the end: the file itself can't be read
// on.
func (r *Reader) Rows() iter.Seq2[entity.Incoming, error] {
	return func(yield func(entity.Incoming, error) bool) {
		for {
			row, err := r.next()
			if errors.Is(err, io.EOF) {
				return
			}
			if !yield(row, err) || err != nil {
				return
			}
		}
	}
}

func (r *Reader) next() (entity.Incoming, error) {
	if r.cards != nil {
		return r.nextCard()
	}
	cells, line, err := r.rows.next()
	if errors.Is(err, io.EOF) {
		return entity.Incoming{}, io.EOF
	}
	r.number++
	if bad, ok := errors.AsType[*rowError](err); ok {
		return entity.Incoming{Row: r.number, Cells: bad.cells, Line: line, Err: bad.reason}, nil
	}
	if err != nil {
		return entity.Incoming{}, fmt.Errorf("read row %d: %w", r.number, err)
	}
	cells = slices.Clone(cells)
	if mended := r.options.Mended[r.number]; len(mended) > 0 {
		for column, text := range mended {
			if column >= 0 && column < len(cells) {
				cells[column] = text
			}
		}
	}
	return r.incoming(cells, line), nil
}

// incoming makes a lead of the cells of a row.
func (r *Reader) incoming(cells []string, line int) entity.Incoming {
	ro := row{own: r.Mapping.Format == ownFormat}
	in := &ro.in
	in.Row, in.Line, in.Cells, in.Source, in.Method = r.number, line, cells, r.options.Source, "csv"
	if ro.own {
		in.Own = &entity.OwnRow{}
	}
	if r.isHeadings(cells) {
		in.Err = &FormatError{"it is the line of headings again"}
		return *in
	}
	extra, said := 0, false
	for i, cell := range cells {
		cell = strings.TrimSpace(Unguard(cell))
		if strings.IndexByte(cell, 0) >= 0 { // some programs leave them behind
			ro.remark("%q has characters that stand for nothing, which are left out", cell)
			cell = strings.TrimSpace(strings.ReplaceAll(cell, "\x00", ""))
		}
		if r.rows.spoilt && strings.Contains(cell, unreadable) {
			ro.remark("%q has letters that can't be read", cell)
		}
		if cell == "" {
			continue
		}
		said = true
		if i >= len(r.Mapping.Columns) {
			extra++
			continue
		}
		if f := take[r.Mapping.Columns[i].Field]; f != nil {
			f(&ro, cell)
		}
	}
	if !said {
		in.Blank = true
		return *in
	}
	if extra > 0 {
		ro.remark("it has %s more than there are headings, which were left out", plural(extra, "cell"))
	}
	if in.SourceID == "" {
		in.SourceID, in.Unnamed = rowID(cells), true
	}
	return ro.finish()
}

// isHeadings reports a row that says what the headings say, as where files were put one behind the other.
func (r *Reader) isHeadings(cells []string) bool {
	return len(cells) > 1 && slices.EqualFunc(cells, r.headed, func(cell, heading string) bool { return strings.TrimSpace(Unguard(cell)) == heading })
}

// rowID names a row that brings no id of its own by what it says, so that the same row is known again. FNV-1a: a hash that
// stays the same from release to release.
func rowID(cells []string) string {
	h := uint64(14695981039346656037)
	mix := func(c byte) { h = (h ^ uint64(c)) * 1099511628211 }
	for _, c := range cells {
		c = strings.TrimSpace(c)
		for i := range len(c) {
			mix(c[i])
		}
		mix(0x1f)
	}
	return "row-" + strconv.FormatUint(h, 36)
}

func plural(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}
