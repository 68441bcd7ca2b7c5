package job

import (
	"context"
	"errors"
	"fmt"

	"letip/scrape/fetch"
	"letip/store/entity"
)

// Why a running job was stopped from outside: the cause of its context's end.
var (
	errCancel    = errors.New("the job was cancelled")
	errPause     = errors.New("the job was paused")
	errInterrupt = errors.New("the program stopped the job")
)

// ErrClosed is what a closed Runner answers.
var ErrClosed = errors.New("the program is closing and starts no more jobs")

// PauseError ends a run as paused instead of failed: the source asked for a rest longer than the program waits by
// itself, and the job may be resumed after it.
type PauseError struct{ Err error }

func (e *PauseError) Error() string { return "paused: " + e.Err.Error() }

// Unwrap gives what asked for the pause.
func (e *PauseError) Unwrap() error { return e.Err }

// PanicError is a panic inside an item or a job. Its stack is in the log.
type PanicError struct{ Value any }

func (e *PanicError) Error() string { return fmt.Sprintf("panic: %v", e.Value) }

// Describe makes of any error what a journal keeps: its class of SPEC section 5 and a sentence for a person.
func Describe(err error) entity.JobError {
	if _, ok := errors.AsType[*PanicError](err); ok {
		return entity.JobError{
			Class:   string(fetch.ClassInternal),
			Message: "The program made a mistake here and went no further with it; the log file says where.",
		}
	}
	if e, ok := errors.AsType[*fetch.Error](err); ok {
		return entity.JobError{Class: string(e.Class), Message: e.Message, URL: e.URL}
	}
	if errors.Is(err, context.Canceled) {
		return *cancelled()
	}
	return entity.JobError{Class: string(fetch.ClassInternal), Message: "The program could not go on: " + err.Error()}
}

// cancelled is what the journal says of a job that was cancelled.
func cancelled() *entity.JobError {
	return &entity.JobError{Class: string(fetch.ClassCancelled), Message: "Cancelled. What was saved so far stays."}
}

// endsRun reports whether an item's error means that the others can't go on either.
func endsRun(err error) bool {
	if _, ok := errors.AsType[*PauseError](err); ok {
		return true
	}
	_, ok := errors.AsType[*journalError](err)
	return ok
}

// journalError is a read or write of the journal that went wrong: the run can't know any more what it did.
type journalError struct{ err error }

func (e *journalError) Error() string { return "keep the journal: " + e.err.Error() }
func (e *journalError) Unwrap() error { return e.err }

// journaled marks an error as the journal's own; nil stays nil.
func journaled(err error) error {
	if err == nil {
		return nil
	}
	return &journalError{err}
}
