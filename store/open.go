package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/gofrs/flock"
	"zombiezen.com/go/sqlite/sqlitex"

	"letip/store/event"
)

// FileName is the database's name within the data directory.
const FileName = "leads.db"

// applicationID marks our files, in the header where file(1) and SQLite look for it: "LeTp".
const applicationID = 0x4c655470

// Options say where the data lives and what it tells.
type Options struct {
	Dir      string           // made with mode 0700 if it isn't there
	Bus      *event.Bus       // told after each commit; nil is nobody
	Now      func() time.Time // nil is time.Now
	ReadOnly bool             // read beside a running program

	// OnSlow hears of each statement that takes SlowAfter or longer, zero being 50 ms, from its start to its last row. It runs
	// on the goroutine that ran the statement, and gets no arguments: they may be a person's. Nil: nothing is timed.
	OnSlow    func(query string, took time.Duration)
	SlowAfter time.Duration
}

// DB is an open database. Its methods may be called from any goroutine.
type DB struct {
	dir, path string
	bus       *event.Bus
	now       func() time.Time
	unclean   bool
	ready     bool // the schema is ours: writes settle who is who
	unmatched bool // a test's own: nothing is taken for the same, and no pairs are looked for

	lock    *flock.Flock
	writer  *sql.DB // one connection; nil when opened for reading only
	readers *sql.DB
	fast    *sqlitex.Pool // the same engine without database/sql, for pages, snapshots and exports

	known knowledge // of lists that were asked for
	slow  *slow     // nil: nothing is timed

	closing sync.Once
	closed  error // what closing said
}

// Open takes the data directory, brings its database to this program's schema, with a backup of an older one first, and
// opens it. It marks jobs that nobody runs any more as interrupted, takes back the imports and visits that a dead process
// had begun, and empties the trash of what has lain there for 30 days. Errors: *LockedError, *NewerError, *ForeignError, *DamagedError.
//
// For reading only it takes no lock and changes nothing; a database that isn't there yet, is older, or holds half an import of
// a dead process is first made whole under the lock.
func Open(ctx context.Context, o Options) (*DB, error) {
	if err := useOFDLocks(); err != nil {
		return nil, fmt.Errorf("choose the file locks: %w", err)
	}
	if o.Dir == "" {
		return nil, errors.New("open the database: no directory was named")
	}
	dir, err := filepath.Abs(o.Dir)
	if err != nil {
		return nil, fmt.Errorf("find the data directory: %w", err)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make the data directory: %w", err)
	}
	db := &DB{dir: dir, path: filepath.Join(dir, FileName), bus: o.Bus, now: o.Now, slow: newSlow(o)}
	if db.now == nil {
		db.now = time.Now
	}
	if o.ReadOnly {
		err = db.openForReading(ctx)
	} else {
		err = db.openForWriting(ctx)
	}
	if err != nil {
		return nil, db.explained(cleanup(err, db.Close))
	}
	return db, nil
}

func (db *DB) openForWriting(ctx context.Context) error {
	var err error
	if db.lock, err = lockDir(ctx, db.dir); err != nil {
		return err
	}
	// Made before SQLite sees it, so that it and the files beside it can be read by nobody else.
	f, err := os.OpenFile(db.path, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	switch {
	case err == nil:
		if err := f.Close(); err != nil {
			return fmt.Errorf("make %s: %w", db.path, err)
		}
	case !errors.Is(err, fs.ErrExist):
		return fmt.Errorf("make %s: %w", db.path, err)
	}
	h, err := db.admit(ctx)
	if err != nil {
		return err
	}
	// A clean end removes the log; what is left of one is from a process that died.
	if wal, err := os.Stat(db.path + "-wal"); err == nil {
		db.unclean = wal.Size() > 0
	}
	if db.writer, err = db.slow.openWriter(db.path); err != nil {
		return err
	}
	if err := db.migrate(ctx, h); err != nil {
		return err
	}
	if err := db.makeKeys(ctx); err != nil {
		return err
	}
	db.ready = true
	if err := db.openPools(); err != nil {
		return err
	}
	return db.afterOpen(ctx)
}

func (db *DB) openForReading(ctx context.Context) error {
	_, err := os.Stat(db.path)
	missing := errors.Is(err, fs.ErrNotExist)
	var h header
	if !missing {
		if h, err = db.admit(ctx); err != nil {
			return err
		}
	}
	known, err := schemaVersion()
	if err != nil {
		return err
	}
	cut := false
	if !missing && h.version == known {
		if cut, err = db.cutShort(ctx); err != nil {
			return err
		}
	}
	if missing || cut || h.version < known {
		first := &DB{dir: db.dir, path: db.path, now: db.now}
		err := first.openForWriting(ctx)
		if cut && errors.Is(err, ErrLocked) {
			return errors.Join(first.Close(), db.openPools()) // the import is at work
		}
		if err != nil {
			return cleanup(err, first.Close)
		}
		if err := first.Close(); err != nil {
			return err
		}
	}
	return db.openPools()
}

// admit looks at the file and refuses one that isn't ours to open.
func (db *DB) admit(ctx context.Context) (header, error) {
	h, err := readHeader(ctx, db.path)
	if err != nil {
		return h, err
	}
	known, err := schemaVersion()
	if err != nil {
		return h, err
	}
	switch {
	case h.tables > 0 && h.application != applicationID:
		return h, &ForeignError{Path: db.path}
	case h.version > known:
		return h, &NewerError{Path: db.path, Version: h.version, Known: known}
	}
	return h, nil
}

func (db *DB) openPools() error {
	var err error
	if db.readers, err = db.slow.openReaders(db.path, readers); err != nil {
		return err
	}
	db.fast, err = db.slow.openFast(db.path)
	return err
}

// afterOpen does what a fresh start owes the data.
func (db *DB) afterOpen(ctx context.Context) error {
	return errors.Join(db.takeBackImports(ctx), db.interruptJobs(ctx), db.abandonVisits(ctx), db.purgeOld(ctx))
}

// Unclean reports whether the last process that wrote here died: a reason to Check in the background.
func (db *DB) Unclean() bool { return db.unclean }

// Dir is the data directory.
func (db *DB) Dir() string { return db.dir }

// Path is the database file. It must not be opened but by SQLite: closing another descriptor of it may drop its locks.
func (db *DB) Path() string { return db.path }

// Close waits for what is running, closes the connections and lets the directory go. The writer goes last among the
// connections, so that the log is written back and removed.
func (db *DB) Close() error {
	db.closing.Do(func() {
		var errs []error
		if db.fast != nil {
			errs = append(errs, db.fast.Close())
			db.slow.release()
		}
		if db.readers != nil {
			errs = append(errs, db.readers.Close())
		}
		if db.writer != nil {
			db.optimize()
			errs = append(errs, db.writer.Close())
		}
		if db.lock != nil {
			errs = append(errs, db.lock.Close())
		}
		db.closed = errors.Join(errs...)
	})
	return db.closed
}

// manyLeads is from how many leads on SQLite is told how its tables are filled. What it learns of a handful makes it read whole
// tables, and holds for a connection's life: an import of 100,000 leads took ten times as long.
const manyLeads = 5_000

// optimize lets SQLite refresh what it knows about the tables, all of them (0x10000), where they have grown much, by a sample
// (0x10). It is bounded in time and memory, and where it fails the statistics stay as they were: no reason to call the end a
// bad one.
func (db *DB) optimize() {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	var leads int
	err := db.writer.QueryRowContext(ctx, "SELECT n FROM counter WHERE kind = 'total' AND name = ''").Scan(&leads)
	if err != nil || leads < manyLeads {
		return
	}
	_, _ = db.writer.ExecContext(ctx, "PRAGMA cache_size=-4096; PRAGMA optimize=0x10012")
}

// cleanup runs closers after an error and adds what they say to it.
func cleanup(err error, closers ...func() error) error {
	for _, c := range closers {
		if e := c(); e != nil {
			err = errors.Join(err, e)
		}
	}
	return err
}
