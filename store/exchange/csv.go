package exchange

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"unicode/utf8"

	"letip/store/entity"
)

// Rows hands over leads one by one, in order; an error of fn ends it and is returned. The business may be reused for
// the next row. store.DB.Each with its filter and sort bound is one.
type Rows func(fn func(*entity.Business) error) error

// Report says what an export came to.
type Report struct {
	Rows       int    `json:"rows"`       // lines under the heading
	Suppressed int    `json:"suppressed"` // leads left out because nobody may contact them
	Path       string `json:"path"`       // where it is; "-" is standard output
}

// Partial is what a file is called until it is whole.
const Partial = ".part"

// byteOrderMark tells a spreadsheet that the file is UTF-8: without it, Excel reads "CafÃ©".
const byteOrderMark = "\ufeff"

// WriteCSV writes the leads with these columns. It ends within 256 rows of a cancelled context, with its error.
func WriteCSV(ctx context.Context, w io.Writer, columns []Column, rows Rows) (Report, error) {
	out := bufio.NewWriterSize(w, 64<<10)
	line := []byte(byteOrderMark)
	for i, c := range columns {
		line = comma(line, i)
		line = appendText(line, []byte(c.Heading))
	}
	if _, err := out.Write(append(line, "\r\n"...)); err != nil {
		return Report{Path: "-"}, fmt.Errorf("write the heading: %w", err)
	}
	var cell []byte
	report, err := eachRow(ctx, rows, func(b *entity.Business) error {
		line = line[:0]
		for i, c := range columns {
			line = comma(line, i)
			if c.number {
				line = c.write(line, b)
				continue
			}
			cell = c.write(cell[:0], b)
			if !utf8.Valid(cell) {
				cell = bytes.ToValidUTF8(cell, nil)
			}
			line = appendText(line, cell)
		}
		_, err := out.Write(append(line, "\r\n"...))
		return err
	})
	return finish(report, errors.Join(err, out.Flush()))
}

func comma(line []byte, i int) []byte {
	if i > 0 {
		return append(line, ',')
	}
	return line
}

// ExportCSV writes the leads to a file that only its owner can read. It is written beside its name and renamed when it
// is whole and on the disk: a crash leaves the file that was there before, or none. On an error nothing is left.
func ExportCSV(ctx context.Context, path string, columns []Column, rows Rows) (Report, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return Report{}, fmt.Errorf("export to %s: %w", path, err)
	}
	var report Report
	err = replace(path, func(w io.Writer) error {
		report, err = WriteCSV(ctx, w, columns, rows)
		return err
	})
	report.Path = path
	if err != nil {
		return report, fmt.Errorf("export to %s: %w", path, plainly(err))
	}
	return report, nil
}

// replace writes a file whole or not at all.
func replace(path string, write func(io.Writer) error) (err error) {
	path, err = target(path)
	if err != nil {
		return err
	}
	part := path + Partial
	// A part left by a crash may have any mode: it goes, and a new one comes.
	if err := os.Remove(part); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	f, err := os.OpenFile(part, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, ignoreGone(os.Remove(part)))
		}
	}()
	if err = errors.Join(write(f), f.Sync(), f.Close()); err != nil {
		return err
	}
	if err = os.Rename(part, path); err != nil {
		return err
	}
	return syncDirectory(filepath.Dir(path))
}

// target is the file that is really written to, where a link points, and refuses what must not be written over: a
// directory, a device, and a database, the program's own above all.
func target(path string) (string, error) {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return path, nil
	}
	if err != nil {
		return "", err
	}
	refuse := func(why string) (string, error) {
		return "", &fs.PathError{Op: "write", Path: path, Err: errors.New(why)}
	}
	switch {
	case info.IsDir():
		return refuse("this is a directory")
	case !info.Mode().IsRegular():
		return refuse("this is no plain file; - writes to standard output")
	}
	begins := make([]byte, len(databaseHeader))
	if f, err := os.Open(path); err == nil {
		n, _ := io.ReadFull(f, begins) // a shorter file is no database
		if err := f.Close(); err != nil {
			return "", err
		}
		if string(begins[:n]) == databaseHeader {
			return refuse("this is a database, choose another name")
		}
	}
	return filepath.EvalSymlinks(path)
}

// databaseHeader is how every SQLite file begins (SQLite's file format, 1.3).
const databaseHeader = "SQLite format 3\x00"

func ignoreGone(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// syncDirectory makes a rename last through a power cut. Where a directory can't be synced, there is nothing to do.
func syncDirectory(path string) error {
	d, err := os.Open(path)
	if err != nil {
		return nil
	}
	err = d.Sync()
	if errors.Is(err, errors.ErrUnsupported) || errors.Is(err, syscall.EINVAL) || errors.Is(err, fs.ErrPermission) {
		err = nil // Windows and some network disks
	}
	return errors.Join(err, d.Close())
}

// plainly puts what a person can do about it before the system's own words.
func plainly(err error) error {
	switch {
	case errors.Is(err, syscall.ENOSPC):
		return fmt.Errorf("the disk is full, nothing was written: %w", err)
	case errors.Is(err, fs.ErrPermission):
		return fmt.Errorf("you may not write there, or another program has the file open: %w", err)
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("there is no such folder: %w", err)
	}
	return err
}

// plainlyRead is plainly for a file that is read.
func plainlyRead(err error) error {
	switch {
	case errors.Is(err, fs.ErrPermission):
		return fmt.Errorf("you may not read it: %w", err)
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("there is no such file: %w", err)
	}
	return err
}
