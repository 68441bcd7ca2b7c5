package store

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"testing"
)

// blank is the file of an empty database. Making one costs a hundred times what copying it does: under the race detector
// the schema takes seconds, and nearly every test begins with it.
var blank = sync.OnceValues(func() (file []byte, err error) {
	dir, err := os.MkdirTemp("", "letip-blank-")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	db, err := Open(context.Background(), Options{Dir: dir})
	if err != nil {
		return nil, err
	}
	if err := db.Close(); err != nil {
		return nil, err
	}
	return os.ReadFile(db.Path())
})

// blankDir gives a directory of the test's own with an empty database in it.
func blankDir(t testing.TB) string {
	t.Helper()
	dir := t.TempDir()
	if err := makeBlank(dir); err != nil {
		t.Fatal(err)
	}
	return dir
}

// makeBlank puts an empty database into a directory that is there and has none.
func makeBlank(dir string) error {
	path := filepath.Join(dir, FileName)
	if _, err := os.Stat(dir); err != nil {
		return nil // Open makes it, and the database in it
	}
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	file, err := blank()
	if err != nil {
		return err
	}
	return os.WriteFile(path, file, 0o600)
}

func TestOpenMakesWhatACopyOfABlankOneIs(t *testing.T) {
	schema := func(dir string) (s string) {
		db, err := Open(t.Context(), Options{Dir: dir})
		if err != nil {
			t.Fatal(err)
		}
		defer closeNow(t, db)
		if err := db.reader().QueryRow("SELECT group_concat(sql, char(10)) FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%'").Scan(&s); err != nil {
			t.Fatal(err)
		}
		return s
	}
	if made, copied := schema(t.TempDir()), schema(blankDir(t)); made != copied {
		t.Errorf("made: %s\ncopied: %s", made, copied)
	}
}
