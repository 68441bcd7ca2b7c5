package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"
	zombie "zombiezen.com/go/sqlite"

	"letip/store/entity"
	"letip/store/event"
	"letip/store/migration"
)

// longRun asks for the checks that take minutes.
var longRun = os.Getenv("LETIP_LONG") != ""

func TestMain(m *testing.M) {
	if dir := os.Getenv(importDir); dir != "" {
		importUntilKilled(dir)
		return
	}
	if dir := os.Getenv(crashDir); dir != "" {
		if os.Getenv(crashTurns) != "" {
			turnUntilKilled(dir)
		} else {
			saveUntilKilled(dir)
		}
		return
	}
	flag.Parse()
	if err := useOFDLocks(); err != nil { // before the test that runs first, whichever that is, opens a file its own way
		panic(err)
	}
	asked := false
	flag.Visit(func(f *flag.Flag) { asked = asked || strings.HasPrefix(f.Name, "rapid.") })
	if !longRun && !asked { // each property opens real files: 100 rounds of chance are for the long run
		for name, value := range map[string]string{"rapid.checks": "12", "rapid.seed": "20261123"} {
			if err := flag.Set(name, value); err != nil {
				panic(err)
			}
		}
	}
	goleak.VerifyTestMain(m)
}

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
	if !o.ReadOnly {
		if err := makeBlank(o.Dir); err != nil {
			t.Fatal(err)
		}
	}
	db, err := Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { closeNow(t, db) })
	return db
}

func closeNow(t testing.TB, db *DB) {
	t.Helper()
	if err := db.Close(); err != nil {
		t.Errorf("close: %v", err)
	}
}

func TestFilesAreNobodyElsesBusiness(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows keeps no mode bits")
	}
	dir := filepath.Join(t.TempDir(), "new", "data")
	db := openIn(t, dir)
	save(t, db, 0, pizza(1))
	if _, err := db.backupBeside(t.Context(), "test"); err != nil {
		t.Fatal(err)
	}
	seen := 0
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		want := os.FileMode(0o600)
		if d.IsDir() {
			want = 0o700
		}
		if info.Mode().Perm() != want {
			t.Errorf("%s has mode %o, want %o", path, info.Mode().Perm(), want)
		}
		seen++
		return nil
	})
	if err != nil || seen < 7 { // the directory, the database, its log and index, lock, pid, backups, a backup
		t.Fatalf("saw %d files: %v", seen, err)
	}
}

func TestSecondWriterIsRefusedWithTheFirstOnesName(t *testing.T) {
	dir := t.TempDir()
	first := openIn(t, dir)
	_, err := Open(t.Context(), Options{Dir: dir})
	locked, ok := errors.AsType[*LockedError](err)
	if !ok || !errors.Is(err, ErrLocked) {
		t.Fatalf("the second writer got %v", err)
	}
	if want := fmt.Sprintf("process %d", os.Getpid()); locked.Holder != want || locked.Dir != dir {
		t.Errorf("it names %q in %q, want %q in %q", locked.Holder, locked.Dir, want, dir)
	}
	closeNow(t, first)
	openIn(t, dir)
}

func TestReaderReadsBesideTheWriter(t *testing.T) {
	dir := t.TempDir()
	writer := openIn(t, dir)
	reader := openWith(t, Options{Dir: dir, ReadOnly: true})
	id := save(t, writer, 0, pizza(1))[0].ID
	if b := read(t, reader, id); b.Name != "Pizza 001" {
		t.Errorf("the reader sees %q", b.Name)
	}
	if _, err := reader.Create(t.Context(), entity.Draft{Name: "X"}); !errors.Is(err, ErrReadOnly) {
		t.Errorf("writing through the reader: %v", err)
	}
	if _, err := reader.reader().Exec("DELETE FROM business"); err == nil {
		t.Error("a reading connection wrote")
	}
}

func TestReaderOfAnEmptyDirectoryFindsNoLeads(t *testing.T) {
	db := openWith(t, Options{Dir: t.TempDir(), ReadOnly: true})
	if n, err := db.Count(t.Context(), entity.Filter{}); n != 0 || err != nil {
		t.Fatalf("%d leads, %v", n, err)
	}
}

func TestNewerDatabaseIsRefusedUntouched(t *testing.T) {
	dir := t.TempDir()
	db := openIn(t, dir)
	save(t, db, 0, pizza(1))
	if _, err := db.writer.Exec("PRAGMA user_version = 999"); err != nil {
		t.Fatal(err)
	}
	closeNow(t, db)
	before := hashFile(t, filepath.Join(dir, FileName))
	for _, readOnly := range []bool{false, true} {
		_, err := Open(t.Context(), Options{Dir: dir, ReadOnly: readOnly})
		newer, ok := errors.AsType[*NewerError](err)
		if !ok || !errors.Is(err, ErrNewer) || newer.Version != 999 {
			t.Fatalf("read only %t: %v", readOnly, err)
		}
		if after := hashFile(t, filepath.Join(dir, FileName)); after != before {
			t.Errorf("read only %t: the file was changed", readOnly)
		}
	}
}

func TestForeignDatabaseIsRefusedUntouched(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, FileName)
	other, err := sql.Open("sqlite", fileURI(path))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := other.Exec("CREATE TABLE recipe (name TEXT); INSERT INTO recipe VALUES ('soup')"); err != nil {
		t.Fatal(err)
	}
	if err := other.Close(); err != nil {
		t.Fatal(err)
	}
	before := hashFile(t, path)
	if _, err := Open(t.Context(), Options{Dir: dir}); !errors.Is(err, ErrForeign) {
		t.Fatalf("%v", err)
	}
	if hashFile(t, path) != before {
		t.Error("the file was changed")
	}
}

func TestDamagedDatabaseIsNamedWithItsLastBackup(t *testing.T) {
	dir := t.TempDir()
	db := openIn(t, dir)
	save(t, db, 0, pizza(1))
	backup, err := db.backupBeside(t.Context(), "test")
	if err != nil {
		t.Fatal(err)
	}
	closeNow(t, db)
	path := filepath.Join(dir, FileName)
	for name, spoil := range map[string]func([]byte) []byte{
		"no database at all": func(b []byte) []byte {
			return []byte("these are my notes of Monday, and nothing else\n" + strings.Repeat("x", 5000))
		},
		"schema overwritten": func(b []byte) []byte { copy(b[100:], make([]byte, 3000)); return b },
	} {
		t.Run(name, func(t *testing.T) {
			whole, err := os.ReadFile(backup)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, spoil(whole), 0o600); err != nil {
				t.Fatal(err)
			}
			_, err = Open(t.Context(), Options{Dir: dir})
			damaged, ok := errors.AsType[*DamagedError](err)
			if !ok || !errors.Is(err, ErrDamaged) {
				t.Fatalf("%v", err)
			}
			if damaged.Path != path || damaged.Backup != backup {
				t.Errorf("it names %q with backup %q", damaged.Path, damaged.Backup)
			}
		})
	}
}

func TestOlderDatabaseIsBackedUpAndMigratedWhole(t *testing.T) {
	dir := t.TempDir()
	steps, err := migration.Steps()
	if err != nil {
		t.Fatal(err)
	}
	makeVersion(t, dir, steps[:1])
	db := openIn(t, dir)
	if b := read(t, db, 1); b.Name != "Old Mill" {
		t.Errorf("the old lead is %+v", b)
	}
	if got := pragma(t, db.reader(), "user_version"); got != int64(len(steps)) {
		t.Errorf("user_version %v, want %d", got, len(steps))
	}
	backup := lastBackup(dir)
	if !strings.Contains(backup, fmt.Sprintf("before-format-%d", len(steps))) {
		t.Fatalf("the backup is %q", backup)
	}
	h, err := readHeader(t.Context(), backup)
	if err != nil || h.version != 1 || checkFile(t.Context(), backup) != nil {
		t.Errorf("the backup's header is %+v, %v", h, err)
	}
	if entries, _ := filepath.Glob(filepath.Join(dir, backupDir, "*.tmp")); len(entries) != 0 {
		t.Errorf("left over: %v", entries)
	}
}

// makeVersion makes a database of an older program, with one lead in it.
func makeVersion(t *testing.T, dir string, steps []migration.Step) {
	t.Helper()
	w, err := openWriter(filepath.Join(dir, FileName))
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	for _, step := range steps {
		if _, err := w.Exec(step.SQL + fmt.Sprintf("; PRAGMA application_id=%d; PRAGMA user_version=%d", applicationID, step.Version)); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := w.Exec(`INSERT INTO business (name, name_fold, created_at, updated_at) VALUES ('Old Mill', 'old mill', 1, 1);
		INSERT INTO provenance (business_id, field, value, source, at, method, confidence, chosen) VALUES (1, 'name', 'Old Mill', 'osm', 1, 'osm', 0.8, 1)`); err != nil {
		t.Fatal(err)
	}
}

func TestUncleanEndIsTold(t *testing.T) {
	dir := t.TempDir()
	db := openIn(t, dir)
	save(t, db, 0, pizza(1))
	if db.Unclean() {
		t.Error("a new database counts as unclean")
	}
	copied := t.TempDir() // what a process that died leaves: the file with its log
	for _, name := range []string{FileName, FileName + "-wal"} {
		data, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(copied, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	closeNow(t, db)
	if db := openIn(t, dir); db.Unclean() {
		t.Error("a clean end counts as unclean")
	}
	dead := openIn(t, copied)
	if !dead.Unclean() {
		t.Error("a log that was left counts as clean")
	}
	if b := read(t, dead, 1); b.Name != "Pizza 001" {
		t.Errorf("the lead in the log is %+v", b)
	}
	if found, err := dead.Check(t.Context()); err != nil || found.Integrity != nil || found.Search != nil {
		t.Error(found, err)
	}
}

func TestPathMayHoldAnyCharacter(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a b?c#d%20é;&=日本")
	db := openIn(t, dir)
	save(t, db, 0, pizza(1))
	closeNow(t, db)
	if _, err := os.Stat(filepath.Join(dir, FileName)); err != nil {
		t.Fatal(err)
	}
	read(t, openIn(t, dir), 1)
}

func TestEveryConnectionIsSetUpAsMeasured(t *testing.T) {
	db := open(t)
	if err := db.write(t.Context(), scraped, nothing); err != nil {
		t.Fatal(err)
	}
	common := map[string]any{"busy_timeout": int64(5000), "temp_store": int64(2), "trusted_schema": int64(0), "cell_size_check": int64(1), "mmap_size": int64(0)}
	writer := map[string]any{"journal_mode": "wal", "synchronous": int64(1), "foreign_keys": int64(1), "cache_size": int64(-65536), "journal_size_limit": int64(67108864), "application_id": int64(applicationID)}
	reader := map[string]any{"journal_mode": "wal", "query_only": int64(1), "cache_size": int64(-16384)}
	check := func(name string, get func(string) any, wants ...map[string]any) {
		for _, want := range wants {
			for key, value := range want {
				if got := get(key); got != value {
					t.Errorf("%s: %s is %v, want %v", name, key, got, value)
				}
			}
		}
	}
	check("writer", func(key string) any { return pragma(t, db.writer, key) }, common, writer)
	var held []*sql.Conn
	for i := range readers {
		conn, err := db.reader().Conn(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		held = append(held, conn)
		check(fmt.Sprintf("reader %d", i), func(key string) any { return pragma(t, conn, key) }, common, reader)
	}
	for _, conn := range held {
		if err := conn.Close(); err != nil {
			t.Fatal(err)
		}
	}
	fast := make([]*zombie.Conn, fastReaders)
	for i := range fast {
		conn, err := db.fast.Take(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		fast[i] = conn
		check(fmt.Sprintf("fast reader %d", i), func(key string) (v any) {
			if _, err := one(conn, "PRAGMA "+key, nil, func(row *zombie.Stmt) { v = value(row, 0) }); err != nil {
				t.Fatal(err)
			}
			return v
		}, common, reader)
	}
	for _, conn := range fast {
		db.fast.Put(conn)
	}
}

func nothing(*sql.Tx) ([]event.Event, error) { return nil, nil }

func pragma(t testing.TB, q interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}, key string,
) (v any) {
	t.Helper()
	if err := q.QueryRowContext(t.Context(), "PRAGMA "+key).Scan(&v); err != nil {
		t.Fatalf("PRAGMA %s: %v", key, err)
	}
	return v
}

func TestEngineHasTheFixOfTheLogReset(t *testing.T) {
	db := open(t)
	var version string
	if err := db.reader().QueryRow("SELECT sqlite_version()").Scan(&version); err != nil {
		t.Fatal(err)
	}
	var major, minor, patch int
	if _, err := fmt.Sscanf(version, "%d.%d.%d", &major, &minor, &patch); err != nil {
		t.Fatal(err)
	}
	// Before 3.51.3 committed writes could be lost when two connections met at the reset of the log.
	if major*1_000_000+minor*1_000+patch < 3_051_003 {
		t.Errorf("SQLite %s, want at least 3.51.3", version)
	}
}

func TestMigrationsCountFromOne(t *testing.T) {
	steps, err := migration.Steps()
	if err != nil {
		t.Fatal(err)
	}
	var versions []int
	for _, s := range steps {
		versions = append(versions, s.Version)
	}
	if diff := cmp.Diff(1, versions[0]); diff != "" || len(versions) < 2 {
		t.Error(versions)
	}
}

func hashFile(t *testing.T, path string) [32]byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return sha256.Sum256(data)
}
