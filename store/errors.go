package store

import (
	"errors"
	"fmt"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
	zombie "zombiezen.com/go/sqlite"
)

// What errors.Is can tell apart. The sentence for a person is in the error itself.
var (
	ErrLocked        = errors.New("the data directory is in use")
	ErrNewer         = errors.New("the database is of a newer program")
	ErrForeign       = errors.New("the file is not a LeTip database")
	ErrDamaged       = errors.New("the database is damaged")
	ErrFull          = errors.New("the disk is full")
	ErrReadOnly      = errors.New("the database was opened for reading only")
	ErrNotFound      = errors.New("not found")
	ErrNothingToUndo = errors.New("there is nothing left to undo")
	ErrNothingToRedo = errors.New("there is nothing to do again")
	ErrAtWork        = errors.New("it is still at work: stop it first")
	ErrBadRequest    = errors.New("the request can't be answered")
)

// LockedError says that another program holds the data directory.
type LockedError struct {
	Dir    string
	Holder string // "process 4711", or empty where it didn't say
}

func (e *LockedError) Error() string {
	holder := ""
	if e.Holder != "" {
		holder = " (" + e.Holder + ")"
	}
	return fmt.Sprintf("The LeTip Lead System is already running%s and uses %q. Close it and try again.", holder, e.Dir)
}

// Is makes errors.Is(err, ErrLocked) true.
func (e *LockedError) Is(target error) bool { return target == ErrLocked }

// NewerError says that the database was written by a newer version of the program. The file was not touched.
type NewerError struct {
	Path           string
	Version, Known int
}

func (e *NewerError) Error() string {
	return fmt.Sprintf("%q was written by a newer version of this program (its format is %d, this program knows up to %d). "+
		"Nothing was changed. Please update the program.", e.Path, e.Version, e.Known)
}

// Is makes errors.Is(err, ErrNewer) true.
func (e *NewerError) Is(target error) bool { return target == ErrNewer }

// ForeignError says that the file is a database of another program. The file was not touched.
type ForeignError struct{ Path string }

func (e *ForeignError) Error() string {
	return fmt.Sprintf("%q is a database of another program. Nothing was changed. Please choose another folder.", e.Path)
}

// Is makes errors.Is(err, ErrForeign) true.
func (e *ForeignError) Is(target error) bool { return target == ErrForeign }

// DamagedError says that the database can't be read, and which backup is the newest.
type DamagedError struct {
	Path   string
	Backup string // empty: there is none
	Err    error
}

func (e *DamagedError) Error() string {
	s := fmt.Sprintf("The database %q is damaged: %v.", e.Path, e.Err)
	if e.Backup != "" {
		s += fmt.Sprintf(" The last backup is %q.", e.Backup)
	}
	return s
}

// Is makes errors.Is(err, ErrDamaged) true.
func (e *DamagedError) Is(target error) bool { return target == ErrDamaged }

func (e *DamagedError) Unwrap() error { return e.Err }

// RequestError says what is wrong with a question: a page that can't be, a field that can't be sorted by.
type RequestError struct {
	Field   string // what it is about: limit, page, after, sort, ...
	Message string
}

func (e *RequestError) Error() string { return e.Message }

// Is makes errors.Is(err, ErrBadRequest) true.
func (e *RequestError) Is(target error) bool { return target == ErrBadRequest }

func badRequest(field, format string, args ...any) error {
	return &RequestError{Field: field, Message: fmt.Sprintf(format, args...)}
}

// StepGoneError says that a step can't be taken back any more.
type StepGoneError struct{}

func (e *StepGoneError) Error() string {
	return "This can't be undone any more: it is not among the last 20 changes, or was undone already."
}

// Is makes errors.Is(err, ErrNothingToUndo) true.
func (e *StepGoneError) Is(target error) bool { return target == ErrNothingToUndo }

// FullError says that nothing more can be written.
type FullError struct{ Path string }

func (e *FullError) Error() string {
	return fmt.Sprintf("The disk that holds %q is full. What was saved before is safe; please make room and try again.", e.Path)
}

// Is makes errors.Is(err, ErrFull) true.
func (e *FullError) Is(target error) bool { return target == ErrFull }

// resultOf is SQLite's primary result code of an error, by either road; ok is false for what isn't SQLite's.
func resultOf(err error) (code int, ok bool) {
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		return e.Code() & 0xff, true // the rest is the extended code
	}
	if code := zombie.ErrCode(err).ToPrimary(); code != zombie.ResultOK && code != zombie.ResultError {
		return int(code), true
	}
	return 0, false
}

// isDamage reports whether SQLite says that the file is no sound database.
func isDamage(err error) bool {
	code, ok := resultOf(err)
	return ok && (code == sqlite3.SQLITE_CORRUPT || code == sqlite3.SQLITE_NOTADB)
}

// explained gives an error of SQLite's that a person must hear of its sentence.
func (db *DB) explained(err error) error {
	if err == nil {
		return nil
	}
	if isDamage(err) && !errors.Is(err, ErrDamaged) {
		return &DamagedError{Path: db.path, Backup: lastBackup(db.dir), Err: err}
	}
	if code, ok := resultOf(err); ok && code == sqlite3.SQLITE_FULL {
		return &FullError{Path: db.path}
	}
	return err
}

// IsBusy reports whether another connection held what was asked for: another try may get past it.
func IsBusy(err error) bool {
	code, ok := resultOf(err)
	return ok && (code == sqlite3.SQLITE_BUSY || code == sqlite3.SQLITE_LOCKED)
}
