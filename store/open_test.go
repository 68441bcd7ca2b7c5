package store

import (
	"testing"
	"time"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// open gives an empty database that is closed with the test.
func open(t testing.TB) *DB {
	t.Helper()
	return openIn(t, t.TempDir())
}

// openAt gives an empty database whose clock stands still.
func openAt(t testing.TB, at time.Time) (db *DB, now func() time.Time) {
	t.Helper()
	now = func() time.Time { return at }
	return openWith(t, Options{Dir: t.TempDir(), Now: now}), now
}

func openIn(t testing.TB, dir string) *DB {
	t.Helper()
	return openWith(t, Options{Dir: dir})
}

func openWith(t testing.TB, o Options) *DB {
	t.Helper()
	db, err := Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return db
}

func TestOpenTwiceWithinOneDirectory(t *testing.T) {
	dir := t.TempDir()
	openIn(t, dir)
	_, err := Open(t.Context(), Options{Dir: dir})
	t.Log(err)
}
