package query

import (
	"slices"
	"time"
)

// entry is one key of the cache: its data, who watches it and what is being done for it.
type entry struct {
	// What a read touches, in one line of the processor's cache.
	c            *Client
	view         boxed         // state.data
	state        *state        // what observers see
	gcAt, gcTime time.Duration // deadline, or never; and how long after the last use that is
	read         bool          // since gcAt was set

	path Path
	node *node

	base    boxed   // the data without the patches of open mutations
	plan    planner // of whoever asked last; nil: only written so far
	flight  *flight
	meter   *meter
	figures figures
	waiting []*Pending // for the fetch after the one under way, or the one that is put off

	watchers []*watcher
	askers   int // watchers with options that are functions

	rev     uint64 // grows with every change of base or patches
	writes  uint64 // grows with every write from outside: an older fetch must not hide it
	seq     uint64 // of the newest IfNewer, if there was one
	written bool

	staleAt, pollAt, refetchAt time.Duration // deadlines, or never
	quietUntil                 time.Duration // a refetch with AtMostEvery waits for it
	putOff                     why           // of the fetch at refetchAt
	settledAt                  time.Duration // last landing, for the ceiling of polls
	alarm                      alarm         // the first of the deadlines, or earlier
	older, newer               *entry        // in Client.idle
	removed, choring, polling  bool
	bare                       bool // open patches are still to be laid over its base
	simulated                  *simulation
}

// find gives the entry of a path, or nil.
func (c *Client) find(p Path) *entry { return c.index[p.enc] }

// ensure gives the entry of a path, made if need be.
func (c *Client) ensure(p Path, gc time.Duration) *entry {
	e := c.index[p.enc]
	if e == nil {
		e = &entry{
			c: c, path: p, state: &state{}, meter: c.meters.of(p), gcTime: gc,
			gcAt: never, staleAt: never, pollAt: never, refetchAt: never,
		}
		e.alarm.owner = e
		e.node = c.root.insert(p.enc)
		e.node.entry = e
		c.index[p.enc] = e
		c.hide(e)
		c.emit(e, Event{Kind: EventAdded})
	}
	e.gcTime = max(e.gcTime, gc) // the longest wish wins
	return e
}

// unlink takes an entry out of the index. Its watchers and its flight are the caller's.
func (e *entry) unlink() {
	c := e.c
	e.removed = true
	if e.state.fetch == Fetching {
		c.running--
	}
	if c.index[e.path.enc] == e { // a removed entry must not take its successor away
		delete(c.index, e.path.enc)
		e.node.entry = nil
		e.node.prune()
	}
	c.idle.remove(e)
	c.dropAlarm(&e.alarm)
	c.forgetLayers(e)
	c.emit(e, Event{Kind: EventRemoved})
}

// inUse reports whether an entry may not be collected.
func (e *entry) inUse() bool { return len(e.watchers) > 0 || e.flight != nil || e.patched() > 0 }

// touch starts the time to collection anew, and counts as use for eviction. An entry in use has no such time.
func (e *entry) touch() {
	if e.removed {
		return
	}
	if e.inUse() {
		e.gcAt = never
		e.c.idle.remove(e)
		return
	}
	e.gcAt, e.read = later(e.c.t, e.gcTime), false
	if e.c.cfg.MaxEntries > 0 {
		e.c.idle.use(e)
		e.c.evict(e)
	}
	e.arm()
}

// later adds, with negative waits as none and the endless ones as never.
func later(t, wait time.Duration) time.Duration {
	if wait >= Forever {
		return never
	}
	return t + max(wait, 0)
}

// arm makes sure that the alarm rings no later than the first deadline. One that rings too early sets itself again:
// moving a deadline away costs nothing.
func (e *entry) arm() {
	at := min(e.gcAt, e.staleAt, e.pollAt, e.refetchAt)
	if at != never && (e.alarm.pos == 0 || at < e.alarm.at) {
		e.c.setAlarm(&e.alarm, at)
	}
}

func (e *entry) ring() {
	c := e.c
	if e.gcAt <= c.t {
		e.gcAt = never
		switch {
		case e.inUse():
		case e.read:
			e.touch()
		default:
			c.settleWaiting(e, nil)
			e.unlink()
			return
		}
	}
	if e.refetchAt <= c.t {
		e.refetchAt = never
		c.refetchNow(e)
	}
	if e.pollAt <= c.t {
		e.pollAt = never
		c.pollNow(e)
	}
	if e.staleAt <= c.t {
		e.staleAt = never
		c.emit(e, Event{Kind: EventStale})
		c.mark(e)
		e.planStale()
	}
	e.arm()
}

// planStale finds when the next watcher is to hear that its data became stale.
func (e *entry) planStale() {
	e.staleAt = never
	if e.state.data == nil || e.state.invalidated {
		return
	}
	for _, w := range e.watchers {
		if at := later(e.state.updatedAt, w.plan.options().StaleTime); w.enabled && at > e.c.t {
			e.staleAt = min(e.staleAt, at)
		}
	}
}

// set makes a new state visible: the one place where what observers see changes.
func (c *Client) set(e *entry, s state, ev Event) {
	if was := e.state.fetch == Fetching; was != (s.fetch == Fetching) && !e.removed {
		if was {
			c.running--
		} else {
			c.running++
		}
	}
	e.state, e.view = &s, s.data
	c.emit(e, ev)
	c.mark(e)
	e.planStale()
	if e.askers > 0 {
		c.ask(e)
	}
	e.touch()
	e.arm()
}

// mark queues the watchers of an entry for the next flush, in the order of commits.
func (c *Client) mark(e *entry) {
	for _, w := range e.watchers {
		w.mark()
	}
}

// static reports whether some watcher takes the data for good.
func (e *entry) static() bool {
	if e.base == nil {
		return false
	}
	for _, w := range e.watchers {
		if w.plan.options().StaleTime == Static {
			return true
		}
	}
	return len(e.watchers) == 0 && e.plan != nil && e.plan.options().StaleTime == Static
}

// stale reports what the stale filter means: some watcher finds the data stale; without watchers, that there is none
// or that it was invalidated.
func (e *entry) stale() bool {
	if len(e.watchers) == 0 {
		return e.base == nil || e.state.invalidated && !e.static()
	}
	return slices.ContainsFunc(e.watchers, (*watcher).stale)
}

// staleFor is the rule of staleness for one set of options.
func (e *entry) staleFor(staleTime time.Duration) bool {
	switch {
	case e.base == nil:
		return true
	case staleTime == Static:
		return false
	case e.state.invalidated:
		return true
	}
	return later(e.state.updatedAt, staleTime) <= e.c.t
}

// disabled entries are never fetched by themselves: no watcher is enabled, or nobody ever said how.
func (e *entry) disabled() bool {
	if len(e.watchers) > 0 {
		return !slices.ContainsFunc(e.watchers, func(w *watcher) bool { return w.enabled })
	}
	return e.plan == nil || !e.plan.fetches() || e.state.dataUpdates == 0 && e.state.errors == 0
}

// fetcher is the plan a fetch goes by: of a watcher that is enabled, of any watcher, or of who asked last.
func (e *entry) fetcher() planner {
	var any planner
	for _, w := range e.watchers {
		if w.plan.fetches() {
			if w.enabled {
				return w.plan
			}
			any = w.plan
		}
	}
	if any == nil && e.plan != nil && e.plan.fetches() {
		any = e.plan
	}
	return any
}

func (e *entry) typeName() string {
	switch {
	case e.base != nil:
		return e.base.typeName()
	case e.plan != nil:
		return e.plan.typeName()
	}
	return ""
}

// info is the entry for those outside.
func (e *entry) info() EntryInfo {
	c, s := e.c, e.state
	i := EntryInfo{
		Path: e.path, Type: e.typeName(), Status: s.status, Fetch: s.fetch,
		DataUpdates: int(s.dataUpdates), ErrUpdates: int(s.errors), FailureCount: int(s.failures),
		FailureReason: s.reason, Err: s.err, Invalidated: s.invalidated, Hidden: s.hidden, Patched: e.patched(),
		Stale: e.stale(), Disabled: e.disabled(), Static: e.static(),
		Observers: len(e.watchers), Version: e.rev, HasData: s.data != nil,
		Fetches: int(e.figures.fetches), Hits: int(e.figures.hits), Misses: int(e.figures.misses), Took: e.figures.took,
		Simulated: e.simulated.kind(),
	}
	if s.data != nil {
		i.DataUpdatedAt = c.wall(s.updatedAt)
	}
	if s.errors > 0 {
		i.ErrUpdatedAt = c.wall(s.errAt)
	}
	if e.gcAt != never {
		i.GCAt = c.wall(e.gcAt)
	}
	if e.pollAt != never {
		i.PollAt = c.wall(e.pollAt)
	}
	if e.plan != nil {
		i.Meta = e.plan.options().Meta
	}
	return i
}
