package query

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"
)

// MutationStatus says how far a mutation is.
type MutationStatus uint8

// A mutation is pending until all its functions have returned.
const (
	MutIdle MutationStatus = iota
	MutPending
	MutSuccess
	MutError
)

// String is the word the developer tools show.
func (s MutationStatus) String() string { return [...]string{"idle", "pending", "success", "error"}[s] }

// MutationStage is a step of a mutation, for Config.OnMutation.
type MutationStage uint8

// The steps, in their order; either StageSuccess or StageError comes.
const (
	StageMutate MutationStage = iota
	StageSuccess
	StageError
	StageSettled
)

// String is the name of the mutation's function at this stage.
func (s MutationStage) String() string {
	return [...]string{"OnMutate", "OnSuccess", "OnError", "OnSettled"}[s]
}

// MutationInfo is a mutation without its types.
type MutationInfo struct {
	ID          uint64
	Key         Path
	Scope       string
	Status      MutationStatus
	Paused      bool // waits for its turn in the scope, or for the network
	Failures    int
	Err         error
	SubmittedAt time.Time
	Variables   any
	Context     any    // what OnMutate gave
	Data        any    // what Run gave; nil until it has
	Layers      []Path // the prefixes its patches lie over, while they do
	Meta        Meta
}

// CallbackError is the error or panic of a mutation's own function after the mutation was decided. It goes to
// Config.Report and changes nothing.
type CallbackError struct {
	Key  Path
	Func string
	Err  error
}

func (e *CallbackError) Error() string {
	return fmt.Sprintf("%s of mutation %s: %v", e.Func, e.Key, e.Err)
}
func (e *CallbackError) Unwrap() error { return e.Err }

// keptMutations bounds how many settled mutations are remembered for the developer tools.
const keptMutations = 500

// mutation is one run. Guarded by the client's mutex.
type mutation struct {
	info    MutationInfo
	network NetworkMode
	gcTime  time.Duration
	gc      alarm
	wake    chan struct{} // closed to let a waiting one look again
	barrier bool          // the reconnect waits for it
	watched int           // observers of the mutator that shows it
	layers  []*layer
	stop    context.CancelFunc // ends its context
	repeat  func()             // runs the same again, as a mutation of its own
}

type mutations struct {
	all     map[uint64]*mutation
	settled []*mutation            // the oldest first
	scopes  map[string][]*mutation // pending ones; the first may run
	last    uint64
	barrier int
}

func (m *mutations) init() {
	m.all, m.scopes = map[uint64]*mutation{}, map[string][]*mutation{}
}

// forget drops the settled ones.
func (m *mutations) forget() {
	for _, x := range m.settled {
		delete(m.all, x.info.ID)
	}
	m.settled = nil
}

func (m *mutations) wakeAll() {
	for _, x := range m.all {
		x.rouse()
	}
}

func (m *mutation) rouse() {
	if m.wake != nil {
		close(m.wake)
		m.wake = nil
	}
}

// resume lets paused mutations go on, and reports whether there are any to wait for.
func (m *mutations) resume() bool {
	for _, x := range m.all {
		if x.info.Paused && x.info.Status == MutPending {
			if !x.barrier {
				x.barrier = true
				m.barrier++
			}
			x.rouse()
		}
	}
	return m.barrier > 0
}

// Mutations gives those that are pending or not yet forgotten, the oldest first.
func (c *Client) Mutations() []MutationInfo {
	c.mu.Lock()
	defer c.mu.Unlock()
	out := make([]MutationInfo, 0, len(c.mutations.all))
	for _, m := range c.mutations.all {
		out = append(out, c.mutationInfo(m))
	}
	slices.SortFunc(out, func(a, b MutationInfo) int { return cmp.Compare(a.ID, b.ID) })
	return out
}

// CancelMutation ends the context of a pending mutation, and reports whether it was pending. Its patches go when its
// functions have returned.
func (c *Client) CancelMutation(id uint64) bool {
	m := c.mutationIn(id, MutPending)
	if m != nil {
		m.stop()
	}
	return m != nil
}

// RepeatMutation runs a failed mutation once more with the same variables, as a mutation of its own, and reports whether
// there is such a one.
func (c *Client) RepeatMutation(id uint64) bool {
	m := c.mutationIn(id, MutError)
	if m != nil {
		m.repeat()
	}
	return m != nil
}

// mutationIn gives a mutation if it is in this state, or nil.
func (c *Client) mutationIn(id uint64, in MutationStatus) *mutation {
	c.mu.Lock()
	defer c.mu.Unlock()
	if m := c.mutations.all[id]; m != nil && m.info.Status == in {
		return m
	}
	return nil
}

func (c *Client) mutationInfo(m *mutation) MutationInfo {
	i := m.info
	for _, l := range m.layers {
		if slices.Contains(c.layers, l) {
			i.Layers = append(i.Layers, l.filter.Prefix)
		}
	}
	return i
}

// Mutating counts the pending mutations of a scope, or all for "".
func (c *Client) Mutating(scope string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	n := 0
	for _, m := range c.mutations.all {
		if m.info.Status == MutPending && (scope == "" || m.info.Scope == scope) {
			n++
		}
	}
	return n
}

// beginMutation enters a run into the books. Call it under the mutex.
func (c *Client) beginMutation(m *mutation) {
	c.mutations.last++
	m.info.ID, m.info.Status, m.info.SubmittedAt = c.mutations.last, MutPending, c.wall(c.t)
	m.gc.owner = ringFunc(func() { c.collectMutation(m) })
	c.mutations.all[m.info.ID] = m
	if s := m.info.Scope; s != "" {
		c.mutations.scopes[s] = append(c.mutations.scopes[s], m)
	}
	m.info.Paused = !c.mayRun(m, false)
	c.emitMutation(m)
}

// mayRun reports whether it is a mutation's turn, and the network is there if it needs one.
func (c *Client) mayRun(m *mutation, again bool) bool {
	if s := m.info.Scope; s != "" && c.mutations.scopes[s][0] != m {
		return false
	}
	return c.online || m.network <= ModeAlways || m.network == ModeOfflineFirst && !again
}

// awaitTurn waits until a mutation may run.
func (c *Client) awaitTurn(ctx context.Context, m *mutation, again bool, changed func()) error {
	for {
		c.lock()
		if c.closed {
			c.unlock()
			return ErrClosed
		}
		may := c.mayRun(m, again)
		if m.info.Paused == may {
			m.info.Paused = !may
			c.emitMutation(m)
			changed()
		}
		if may {
			c.unlock()
			return nil
		}
		wake := make(chan struct{})
		m.wake = wake
		c.unlock()
		select {
		case <-wake:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// endMutation gives the turn to the next of the scope. Call it under the mutex.
func (c *Client) endMutation(m *mutation) {
	m.info.Paused = false
	if s := m.info.Scope; s != "" {
		rest := slices.DeleteFunc(c.mutations.scopes[s], func(x *mutation) bool { return x == m })
		c.mutations.scopes[s] = rest
		if len(rest) == 0 {
			delete(c.mutations.scopes, s)
		} else {
			rest[0].rouse()
		}
	}
	if m.barrier {
		m.barrier = false
		if c.mutations.barrier--; c.mutations.barrier == 0 {
			c.reconnect()
		}
	}
	c.mutations.settled = append(c.mutations.settled, m)
	if len(c.mutations.settled) > keptMutations {
		delete(c.mutations.all, c.mutations.settled[0].info.ID)
		c.dropAlarm(&c.mutations.settled[0].gc)
		c.mutations.settled = c.mutations.settled[1:]
	}
	c.emitMutation(m)
	c.collectLater(m)
}

// collectLater forgets a settled mutation that nobody watches after its time.
func (c *Client) collectLater(m *mutation) {
	if m.info.Status > MutPending && m.watched == 0 && !c.closed {
		c.setAlarm(&m.gc, later(c.t, m.gcTime))
	}
}

func (c *Client) collectMutation(m *mutation) {
	if m.watched == 0 {
		delete(c.mutations.all, m.info.ID)
		c.mutations.settled = slices.DeleteFunc(c.mutations.settled, func(x *mutation) bool { return x == m })
	}
}

func (c *Client) emitMutation(m *mutation) {
	if len(c.subs) > 0 || c.cfg.Story > 0 {
		c.emit(nil, Event{Kind: EventMutation, Mutation: c.mutationInfo(m)})
	}
}

// sleep waits on the client's timer.
func (c *Client) sleep(ctx context.Context, d time.Duration) error {
	woken := make(chan struct{})
	a := &alarm{owner: ringFunc(func() { close(woken) })}
	c.lock()
	if c.closed {
		c.unlock()
		return ErrClosed
	}
	c.setAlarm(a, later(c.t, d))
	c.unlock()
	select {
	case <-woken:
		return nil
	case <-ctx.Done():
		c.lock()
		c.dropAlarm(a)
		c.unlock()
		return ctx.Err()
	}
}
