package app

import (
	"context"
	"errors"

	"letip/app/instance"
	"letip/store"
)

// ErrNoDisplay says that no window can be opened here, and what works without one.
var ErrNoDisplay = errors.New("there is no display to open a window on; without one, use the commands " +
	"find, enrich, jobs, list, show, stats, import, export, duplicates, extract and doctor (\"help\" lists them)")

// OpenOrRaise opens the data directory for a window. Where another window has it already, that one comes forward and the
// Core is nil: there is nothing left to do.
func OpenOrRaise(ctx context.Context, o CoreOptions) (*Core, error) {
	core, err := OpenCore(ctx, o)
	locked, other := errors.AsType[*store.LockedError](err)
	if !other {
		return core, err
	}
	if instance.Raise(ctx, locked.Dir) == nil {
		return nil, nil
	}
	return nil, err // a command is at work there: its sentence names it
}
