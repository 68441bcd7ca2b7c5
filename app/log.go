package app

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// The log's file and how large it may be when the program starts; then it becomes the old one.
const (
	logName = "letip.log"
	mostLog = 4 << 20
)

// openLog opens the log to append to, readable by its owner alone. A large one is put aside first: one old log is kept.
func openLog(dir string) (io.WriteCloser, error) {
	path := filepath.Join(dir, logName)
	info, err := os.Stat(path)
	switch {
	case err == nil && info.Size() > mostLog:
		if err := os.Rename(path, path+".old"); err != nil {
			return nil, fmt.Errorf("put the old log aside: %w", err)
		}
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("open the log: %w", err)
	}
	f, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open the log: %w", err)
	}
	return f, nil
}
