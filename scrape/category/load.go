package category

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"letip/assets"
)

// FileName is the rep's own list in the data directory.
const FileName = "categories.json"

// maxFile bounds what is read: the built-in list has 26 kB.
const maxFile = 4 << 20

// Load gives the list to use: the rep's own where the data directory has one, else the built-in. Where the rep's own
// can't be used, the built-in list comes with an error that names file, line and what to do.
func Load(dir string) (*List, error) {
	path := filepath.Join(dir, FileName)
	data, err := read(path)
	if errors.Is(err, fs.ErrNotExist) {
		return Builtin(), nil
	}
	if err != nil {
		return Builtin(), fmt.Errorf("your category list %s could not be read, so the built-in one is used: %w", path, err)
	}
	l, err := Parse(data)
	if err != nil {
		return Builtin(), fmt.Errorf("your category list %s has a mistake, so the built-in one is used: %w", path, err)
	}
	return l, nil
}

func read(path string) ([]byte, error) {
	about, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if about.Size() > maxFile || !about.Mode().IsRegular() {
		return nil, errors.New("it is no file of a sensible size")
	}
	return os.ReadFile(path)
}

// Write puts the built-in list into the data directory for the rep to edit, and gives its path. A list that is there
// already stays as it is.
func Write(dir string) (path string, err error) {
	path = filepath.Join(dir, FileName)
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return path, nil
	}
	if err != nil {
		return path, fmt.Errorf("write the category list: %w", err)
	}
	_, err = f.Write(assets.Categories)
	if err = errors.Join(err, f.Close()); err != nil {
		return path, fmt.Errorf("write the category list: %w", err)
	}
	return path, nil
}
