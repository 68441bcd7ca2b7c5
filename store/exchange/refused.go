package exchange

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"

	"letip/store/entity"
)

// The two columns that stand before a file's own where its refused rows are kept.
const (
	headingRow    = "letip_row"
	headingReason = "letip_error"
)

// Refused keeps the rows of a file that could not be imported, each with its number and the reason, so that they can be
// mended there and imported again. It holds none of them in memory, and makes no file where there is none. Its zero value is
// not usable: make it with NewRefused.
type Refused struct {
	path     string
	headings []string
	file     *os.File
	out      *bufio.Writer
	line     []byte
}

// NewRefused prepares a file for the rows of one whose columns have these headings.
func NewRefused(path string, headings []string) *Refused {
	return &Refused{path: path, headings: headings}
}

// Add keeps a row.
func (r *Refused) Add(in *entity.Incoming, reason error) error {
	if r.file == nil {
		if err := r.begin(); err != nil {
			return fmt.Errorf("keep the rows that could not be imported: %w", plainly(err, toWrite))
		}
	}
	r.line = strconv.AppendInt(r.line[:0], int64(in.Row), 10)
	r.line = appendText(append(r.line, ','), []byte(reason.Error()))
	for _, cell := range in.Cells {
		r.line = appendText(append(r.line, ','), []byte(Unguard(cell)))
	}
	_, err := r.out.Write(append(r.line, "\r\n"...))
	return err
}

func (r *Refused) begin() (err error) {
	if err := os.MkdirAll(filepath.Dir(r.path), 0o700); err != nil {
		return err
	}
	if r.file, err = os.OpenFile(r.path+Partial, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600); err != nil {
		return err
	}
	r.out = bufio.NewWriter(r.file)
	line := appendText([]byte(byteOrderMark), []byte(headingRow))
	line = appendText(append(line, ','), []byte(headingReason))
	for _, h := range r.headings {
		line = appendText(append(line, ','), []byte(h))
	}
	_, err = r.out.Write(append(line, "\r\n"...))
	return err
}

// Close makes the file whole and gives its path; empty where no row was refused.
func (r *Refused) Close() (path string, err error) {
	if r.file == nil {
		return "", nil
	}
	err = errors.Join(r.out.Flush(), r.file.Sync(), r.file.Close())
	if err == nil {
		err = os.Rename(r.path+Partial, r.path)
	}
	if err != nil {
		return "", errors.Join(fmt.Errorf("keep the rows that could not be imported: %w", plainly(err, toWrite)), ignoreGone(os.Remove(r.path+Partial)))
	}
	return r.path, syncDirectory(filepath.Dir(r.path))
}
