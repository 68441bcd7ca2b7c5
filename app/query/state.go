package query

import "time"

// Status says what is known of an entry's data.
type Status uint8

// An entry is pending until its first answer; a failed one may still have older data.
const (
	StatusPending Status = iota
	StatusSuccess
	StatusFailure
)

// String is the word the developer tools show.
func (s Status) String() string { return [...]string{"pending", "success", "failure"}[s] }

// FetchStatus says what is being done about the data.
type FetchStatus uint8

// A paused fetch waits for the network.
const (
	Idle FetchStatus = iota
	Fetching
	Paused
)

// String is the word the developer tools show.
func (f FetchStatus) String() string { return [...]string{"idle", "fetching", "paused"}[f] }

// Cause is the occasion of a fetch.
type Cause uint8

// The occasions; a fetch that follows one which landed dirty has the cause of what made it dirty.
const (
	CauseManual Cause = iota
	CauseMount
	CauseInvalidate
	CausePoll
	CauseFocus
	CauseReconnect
	CausePrefetch
	CauseReset
	CauseRemove
)

// String is the word the developer tools show.
func (c Cause) String() string {
	return [...]string{"manual", "mount", "invalidate", "poll", "focus", "reconnect", "prefetch", "reset", "remove"}[c]
}

// Meta is what an owner wants to find again on an entry or a mutation.
type Meta map[string]any

// EntryInfo is the view of an entry without its type: for filters, events and developer tools.
type EntryInfo struct {
	Path                                 Path
	Type                                 string // of the data, as reflect names it
	Status                               Status
	Fetch                                FetchStatus
	DataUpdatedAt, ErrUpdatedAt          time.Time // zero: not yet
	DataUpdates, ErrUpdates              int
	FailureCount                         int // attempts failed in a row, also while it is tried again
	FailureReason, Err                   error
	Invalidated, Stale, Disabled, Static bool
	Hidden                               bool // an open mutation hides it
	Patched                              int  // layers of mutations that lie over the data
	Observers                            int
	Fetches, Hits, Misses                int           // fetches that ended; mounts and calls that found fresh data, or not
	Took                                 time.Duration // of the newest fetch, with its retries
	Simulated                            Simulation
	GCAt, PollAt                         time.Time // zero: not planned
	Version                              uint64    // grows with every change of the data
	Meta                                 Meta
	HasData                              bool
}

// State is an entry with its data. The data is shared: read only.
type State[T any] struct {
	EntryInfo
	Data T
}

// Field is a set of the parts of a Result.
type Field uint16

// The parts that Notify can choose from.
const (
	FieldData Field = 1 << iota
	FieldStatus
	FieldFetch
	FieldErr
	FieldStale
	FieldFailure
	FieldTime
	FieldPlaceholder
	FieldEnabled
	FieldFetched
	FieldAll Field = 1<<16 - 1
)

// Result is what an observer sees. Its Data is shared between all who read the key: read only.
type Result[R any] struct {
	Data                        R
	HasData                     bool
	Status                      Status
	Fetch                       FetchStatus
	Err                         error
	FailureCount                int
	FailureReason               error
	DataUpdatedAt, ErrUpdatedAt time.Time
	Stale, Placeholder, Enabled bool
	FetchedAfterMount           bool
	Changed                     Field // which parts differ from the result delivered before
}

// Loading reports a first fetch under way.
func (r Result[R]) Loading() bool { return r.Status == StatusPending && r.Fetch == Fetching }

// Refetching reports a fetch under way after an answer.
func (r Result[R]) Refetching() bool { return r.Status != StatusPending && r.Fetch == Fetching }

// LoadingError reports a failure that leaves nothing to show.
func (r Result[R]) LoadingError() bool { return r.Status == StatusFailure && !r.HasData }

// RefetchError reports a failure beside older data.
func (r Result[R]) RefetchError() bool { return r.Status == StatusFailure && r.HasData }

// boxed is a value of some type behind a pointer: the pointer is its identity, so that "the same data" costs one
// comparison whatever the type.
type boxed interface {
	value() any
	typeName() string
	alike(other boxed) (same, asks bool)
	same(other boxed) bool
}

// state is what all observers of an entry see. It is never changed: a commit makes the next one.
type state struct {
	data                boxed // with open patches; nil: none, or hidden
	status              Status
	fetch               FetchStatus
	invalidated, hidden bool
	dataUpdates, errors int32
	failures            int32
	updatedAt, errAt    time.Duration // since the client's epoch
	err, reason         error
}
