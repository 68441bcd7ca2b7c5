package exchange

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// Partial is what a file's name ends in until it is whole: a word of our own, since what is left of a killed export goes with
// the next one, and leads.csv.part may be a browser's.
const Partial = ".letip-part"

// Export writes the leads to a file that only its owner can read. It is written beside its name and renamed when it is
// whole and on the disk: a crash leaves the file that was there before, or none. On an error nothing is left.
func Export(ctx context.Context, path string, o Options, rows Rows) (Report, error) {
	whole, err := filepath.Abs(path)
	if err != nil {
		return Report{}, fmt.Errorf("export to %s: %w", path, err)
	}
	report := Report{Path: whole}
	err = replace(whole, func(w io.Writer) error {
		written, err := Write(ctx, w, o, rows)
		report = written
		report.Path = whole
		return err
	})
	if err != nil {
		return report, fmt.Errorf("export to %s: %w; nothing was written", whole, plainly(err, toWrite))
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
	if err := ignoreGone(os.Remove(part)); err != nil {
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
	if err = errors.Join(write(&aheadWriter{file: f}), f.Sync(), f.Close()); err != nil {
		return err
	}
	if err = os.Rename(part, path); err != nil {
		return err
	}
	return syncDirectory(filepath.Dir(path))
}

// aheadWriter writes a file and keeps the disk at work behind it.
type aheadWriter struct {
	file           *os.File
	written, begun int64 // bytes
}

// aheadStep is how much is written before the disk hears of it.
const aheadStep = 8 << 20

func (w *aheadWriter) Write(p []byte) (int, error) {
	n, err := w.file.Write(p)
	w.written += int64(n)
	if n := w.written - w.begun; n >= aheadStep {
		writeAhead(w.file, w.begun, n)
		w.begun = w.written
	}
	return n, err
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
	switch {
	case info.IsDir():
		return "", &FileError{"this is a folder", nil}
	case !info.Mode().IsRegular():
		return "", &FileError{"this is no plain file (- writes to standard output)", nil}
	}
	begins := make([]byte, len(databaseHeader))
	if f, err := os.Open(path); err == nil {
		n, _ := io.ReadFull(f, begins) // a shorter file is no database
		if err := f.Close(); err != nil {
			return "", err
		}
		if string(begins[:n]) == databaseHeader {
			return "", &FileError{"this is a database, choose another name", nil}
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

// FileError says why a file can't be read or written where it was asked for; what the system says is below it.
type FileError struct {
	Message string
	Err     error // nil where the system has nothing to say
}

func (e *FileError) Error() string { return e.Message }

func (e *FileError) Unwrap() error { return e.Err }

// fullDisk is why a file can't be written wherever it was asked for.
type fullDisk struct {
	words string
	err   error
}

func (e *fullDisk) Error() string { return e.words }

func (e *fullDisk) Unwrap() error { return e.err }

// plainly says what a person can do something about in a person's words. Deed is what was tried: "write there".
func plainly(err error, deed string) error {
	if errors.As(err, new(*FileError)) {
		return err
	}
	place := "file"
	if deed == toWrite {
		place = "folder"
	}
	for _, known := range []struct {
		is    error
		words string
	}{
		{syscall.EROFS, "the disk can only be read"},
		{syscall.ENAMETOOLONG, "the name is too long"},
		{syscall.ELOOP, "its links lead round in a circle"},
		{fs.ErrPermission, "you may not " + deed + ", or another program has the file open"},
		{fs.ErrNotExist, "there is no such " + place},
		{syscall.ENOTDIR, "there is no such " + place},
	} {
		if errors.Is(err, known.is) {
			return &FileError{known.words, err}
		}
	}
	switch {
	case errors.Is(err, syscall.ENOSPC):
		return &fullDisk{"the disk is full", err}
	case errors.Is(err, syscall.EDQUOT):
		return &fullDisk{"your share of the disk is full", err}
	}
	return err
}

// toWrite is the deed of an export.
const toWrite = "write there"
