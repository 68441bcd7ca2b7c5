package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"strings"

	"modernc.org/sqlite"
	zombie "zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"
)

// How many connections read beside the writer: those of database/sql, and those of the fast road that pages, exports and
// snapshots of ids take.
const (
	readers     = 4
	fastReaders = 3
)

// What a connection is set to. A cache is in KiB when negative; temp_store(2) is memory; a mapped file would turn a disk
// error into the death of the process.
const (
	writerPragmas = "?_pragma=busy_timeout(5000)&_pragma=journal_mode(WAL)&_pragma=synchronous(NORMAL)&_pragma=foreign_keys(1)" +
		"&_pragma=cache_size(-65536)&_pragma=temp_store(2)&_pragma=journal_size_limit(67108864)&_pragma=trusted_schema(0)" +
		"&_pragma=cell_size_check(1)&_pragma=mmap_size(0)&_defensive=1&_dqs=0&_txlock=immediate"
	readerPragmas = "?mode=ro&_pragma=busy_timeout(5000)&_pragma=cache_size(-16384)&_pragma=temp_store(2)" +
		"&_pragma=trusted_schema(0)&_pragma=cell_size_check(1)&_pragma=mmap_size(0)&_dqs=0&_query_only=1"
)

// fastPragmas are the readers' for the connections that know no DSN.
var fastPragmas = []string{
	"PRAGMA busy_timeout=5000", fastCache, "PRAGMA temp_store=2", "PRAGMA trusted_schema=0",
	"PRAGMA cell_size_check=1", "PRAGMA mmap_size=0", "PRAGMA query_only=1",
}

const fastCache = "PRAGMA cache_size=-16384"

// fileURI names a database file so that a path may hold any character: a plain path ends at its first '?'.
func fileURI(path string) string {
	path = filepath.ToSlash(path)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path // a Windows drive
	}
	return "file:" + (&url.URL{Path: path}).EscapedPath()
}

func openWriter(path string) (*sql.DB, error) { return (*slow)(nil).openWriter(path) }

func (s *slow) openWriter(path string) (*sql.DB, error) {
	db, err := s.open(fileURI(path) + writerPragmas)
	if err != nil {
		return nil, fmt.Errorf("open the writer of %s: %w", path, err)
	}
	db.SetMaxOpenConns(1)
	db.SetMaxIdleConns(1)
	return db, nil
}

func openReaders(path string, n int) (*sql.DB, error) { return (*slow)(nil).openReaders(path, n) }

func (s *slow) openReaders(path string, n int) (*sql.DB, error) {
	db, err := s.open(fileURI(path) + readerPragmas)
	if err != nil {
		return nil, fmt.Errorf("open the readers of %s: %w", path, err)
	}
	db.SetMaxOpenConns(n)
	db.SetMaxIdleConns(n) // the default of 2 throws warm caches away
	return db, nil
}

func (s *slow) openFast(path string) (*sqlitex.Pool, error) {
	pool, err := sqlitex.NewPool(fileURI(path)+"?mode=ro", sqlitex.PoolOptions{
		Flags:    zombie.OpenReadOnly | zombie.OpenURI,
		PoolSize: fastReaders,
		PrepareConn: func(conn *zombie.Conn) error {
			for _, pragma := range fastPragmas {
				if err := sqlitex.ExecuteTransient(conn, pragma, nil); err != nil {
					return err
				}
			}
			s.watch(conn)
			return nil
		},
	})
	if err != nil {
		return nil, fmt.Errorf("open the fast readers of %s: %w", path, err)
	}
	return pool, nil
}

// useOFDLocks asks for locks that survive the closing of another descriptor of the file, before the first one is opened.
// Where the system has none, SQLite's usual ones have to do.
func useOFDLocks() error {
	_, err := sqlite.OFDLocking(true)
	if errors.Is(err, sqlite.ErrOFDLockingUnavailable) {
		return nil
	}
	return err
}

// header is what a database file says about itself.
type header struct {
	application, version, tables int
}

// readHeader looks at a file without changing a byte of it.
func readHeader(ctx context.Context, path string) (header, error) {
	db, err := openReaders(path, 1)
	if err != nil {
		return header{}, err
	}
	defer db.Close()
	var h header
	for pragma, into := range map[string]*int{
		"PRAGMA application_id": &h.application, "PRAGMA user_version": &h.version,
		"SELECT count(*) FROM sqlite_schema": &h.tables,
	} {
		if err := db.QueryRowContext(ctx, pragma).Scan(into); err != nil {
			return header{}, fmt.Errorf("read the header of %s: %w", path, err)
		}
	}
	return h, nil
}
