package query

import (
	"context"
	"sync"
	"time"
)

// Observer watches one key at a time and is told when its result changes.
type Observer[T, R any] struct {
	watcher
	fn  func(Result[R])
	sel func(T) (R, error) // nil where R is T

	// Guarded by the client's mutex.
	memo     *selection[R] // what sel made last
	prev     boxed         // what was shown before the key was switched, for Placeholder
	prevPath Path
	prevAt   time.Duration
	ph       boxed // what Placeholder gave
	asked    bool  // Placeholder was asked

	last seen[R] // what was delivered last; used by one delivery at a time
}

// selection is one run of a select function.
type selection[R any] struct {
	in  boxed
	out *box[R] // of the last run that succeeded
	err error
}

// seen is as much of a result as tells whether the next one differs.
type seen[R any] struct {
	st                          *state
	out                         *box[R]
	failed                      *selection[R] // nil: select gave no error
	status                      Status
	stale, enabled, placeholder bool
	fetched                     bool
}

// Observe watches a key. It delivers the first Result before it returns, and later ones through the client's Schedule:
// each flush brings the newest, in the order in which the keys changed.
func Observe[T any](c *Client, q Query[T], fn func(Result[T])) *Observer[T, T] {
	return observe[T, T](c, q, nil, fn)
}

// ObserveSelect derives an R. sel runs, outside the lock, only when the data or sel changed; an error becomes the
// result's and leaves the last R. An R that equals the last one counts as unchanged.
func ObserveSelect[T, R any](c *Client, q Query[T], sel func(T) (R, error), fn func(Result[R])) *Observer[T, R] {
	return observe(c, q, sel, fn)
}

func observe[T, R any](c *Client, q Query[T], sel func(T) (R, error), fn func(Result[R])) *Observer[T, R] {
	p, begin := newPlan(c, q)
	o := &Observer[T, R]{fn: fn, sel: sel}
	o.c, o.self, o.plan = c, o, p
	enabled := o.ask(p, begin)
	c.lock()
	o.enabled = enabled
	o.enter(p, begin, CauseMount)
	g := o.look()
	c.unlock()
	o.show(g)
	c.lock()
	o.live = true
	if o.again {
		o.again = false
		o.mark()
	}
	c.unlock()
	return o
}

// ask finds out whether the query is enabled, on the entry as it is or would begin.
func (o *Observer[T, R]) ask(p *plan[T], begin first) bool {
	if p.q.Enabled == nil {
		return p.fetches()
	}
	c := o.c
	c.lock()
	info, data := EntryInfo{Path: p.q.Key.Path, Type: p.typeName()}, begin.data
	if e := c.find(p.q.Key.Path); e != nil {
		info, data = e.info(), e.state.data
	}
	c.unlock()
	return p.enabled(info, data)
}

// enter puts the observer at its entry and fetches if it wants to. Call it under the mutex.
func (o *Observer[T, R]) enter(p *plan[T], begin first, cause Cause) {
	if o.c.closed {
		o.attach(o.c.orphan(p.q.Key.Path, ErrClosed))
		return
	}
	e := o.c.ensure(p.q.Key.Path, p.q.Options.GCTime)
	if !holds[T](e) {
		o.attach(o.c.orphan(p.q.Key.Path, ErrType))
		return
	}
	begin.into(e)
	o.attach(e)
	o.mount(cause)
}

// orphan is an entry outside the cache, for an observer that cannot have a real one.
func (c *Client) orphan(p Path, err error) *entry {
	return &entry{
		c: c, path: p, removed: true, meter: &meter{}, state: &state{status: StatusFailure, err: err, errors: 1},
		gcAt: never, staleAt: never, pollAt: never, refetchAt: never,
	}
}

// SetQuery switches the observer to another key, or to other options of the same.
func (o *Observer[T, R]) SetQuery(q Query[T]) {
	p, begin := newPlan(o.c, q)
	enabled := o.ask(p, begin)
	c := o.c
	c.lock()
	defer c.unlock()
	if o.closed || c.closed {
		return
	}
	if old := o.e; old.path != q.Key.Path && old.state.data != nil {
		o.prev, o.prevPath, o.prevAt = old.state.data, old.path, old.state.updatedAt
	}
	if o.e.path != q.Key.Path {
		o.memo = nil
	}
	same, was := o.e.path == q.Key.Path, o.enabled
	before := o.before
	o.ph, o.asked = nil, false
	if f := o.e.flight; same && f != nil { // it is not for a moment without anybody who waits
		f.callers++
		defer func() { f.callers-- }()
	}
	o.detach()
	o.plan, o.enabled = p, enabled
	if same {
		o.attach(o.e)
		o.before = before
		if enabled && !was {
			o.mount(CauseMount)
		}
	} else {
		o.enter(p, begin, CauseMount)
	}
	o.mark()
}

// SetSelect replaces the select function.
func (o *Observer[T, R]) SetSelect(sel func(T) (R, error)) {
	o.c.lock()
	defer o.c.unlock()
	o.sel = sel
	if o.memo != nil {
		o.memo = &selection[R]{out: o.memo.out}
	}
	o.mark()
}

// Result is the newest result, delivered or not.
func (o *Observer[T, R]) Result() Result[R] {
	o.c.lock()
	g := o.look()
	o.c.unlock()
	r, _ := o.build(g)
	return r
}

// Refetch fetches also what is fresh or not enabled, and waits for it. A fetch under way is let land first.
func (o *Observer[T, R]) Refetch(ctx context.Context) (Result[R], error) {
	c := o.c
	p := newPending()
	c.lock()
	closed, missing := o.closed || c.closed, !o.plan.fetches()
	if !closed && !missing {
		o.e.plan = o.plan
		c.refetchAnyway(o.e, refetchOpts{which: Any}, p)
	}
	p.settle(nil)
	path := o.e.path
	c.unlock()
	switch {
	case closed:
		return o.Result(), ErrClosed
	case missing:
		return o.Result(), &NoFetchError{path}
	}
	err := p.Wait(ctx)
	return o.Result(), err
}

// Pause is for what is hidden: the observer keeps its entry, but starts nothing, is told nothing and does not poll.
func (o *Observer[T, R]) Pause() {
	o.c.lock()
	defer o.c.unlock()
	if !o.paused {
		o.paused = true
		o.c.planPoll(o.e, false)
	}
}

// Resume tells what was missed, as one result, and fetches as a mount would.
func (o *Observer[T, R]) Resume() {
	o.c.lock()
	defer o.c.unlock()
	if !o.paused || o.closed {
		return
	}
	o.paused = false
	if o.again {
		o.again = false
		o.mark()
	}
	if !o.e.removed && !o.c.closed {
		o.mount(CauseMount)
		o.c.ask(o.e)
	}
}

// Close ends the watching. On the goroutine that Schedule uses, nothing is delivered after it returned.
func (o *Observer[T, R]) Close() {
	o.c.lock()
	defer o.c.unlock()
	if o.closed {
		return
	}
	o.closed = true
	o.detach()
}

// Group closes many observers at once: one per view.
type Group struct {
	mu  sync.Mutex
	all []interface{ Close() }
}

// Add takes an observer, a bridge or another group in.
func (g *Group) Add(c interface{ Close() }) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.all = append(g.all, c)
}

// Close closes all that were added, the last first.
func (g *Group) Close() {
	g.mu.Lock()
	all := g.all
	g.all = nil
	g.mu.Unlock()
	for i := len(all) - 1; i >= 0; i-- {
		all[i].Close()
	}
}

// first is what a query begins with.
type first struct {
	data boxed
	at   time.Time
	ok   bool
}

func firstOf(p planner) (f first) {
	if p != nil {
		f.data, f.at, f.ok = p.initial()
	}
	return f
}

// into gives an entry that has nothing its beginning.
func (f first) into(e *entry) {
	if !f.ok || e.base != nil || e.removed {
		return
	}
	s := *e.state
	f.fill(e, &s)
	e.c.set(e, s, Event{Kind: EventWritten})
}

func (f first) fill(e *entry, s *state) {
	if !f.ok {
		return
	}
	e.base, s.status, s.updatedAt = f.data, StatusSuccess, e.c.moment(f.at)
	e.rev++
	if !s.hidden {
		s.data = f.data
	}
	if len(e.c.layers) > 0 { // they are user code: laid over it before anybody is told
		e.bare = true
		e.c.ask(e)
	}
}

// newPlan resolves a query's options and asks for its beginning.
func newPlan[T any](c *Client, q Query[T]) (*plan[T], first) {
	p := &plan[T]{q}
	c.mu.Lock()
	p.q.Options = c.resolve(q.Key.Path, q.Options)
	e := c.find(q.Key.Path)
	has := e != nil && e.base != nil
	c.mu.Unlock()
	if has {
		return p, first{}
	}
	return p, firstOf(p)
}
