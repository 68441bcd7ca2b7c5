package query

import (
	"fmt"
	"runtime/debug"
	"time"
)

// watcher is the part of an observer that needs no type: its place at an entry.
type watcher struct {
	c    *Client
	e    *entry
	self deliverer
	plan planner
	poll time.Duration // what Poll said last

	at                      int   // in e.watchers
	before                  int32 // updates of the entry before this watcher came
	enabled, paused, closed bool
	queued                  bool // waits for a flush
	live                    bool // has had its first result: until then, and while paused, news is only noted
	again                   bool // news was noted
}

// mark queues the watcher for the next flush. However often it is marked, the flush brings the newest result once.
func (w *watcher) mark() {
	switch {
	case w.queued || w.closed || w.c.closed:
	case w.paused || !w.live:
		w.again = true
	default:
		w.queued = true
		w.c.queue = append(w.c.queue, w.self)
	}
}

// attach puts the watcher at an entry. The first fetch is another step.
func (w *watcher) attach(e *entry) {
	w.e, w.at = e, len(e.watchers)
	e.watchers = append(e.watchers, w)
	w.before = e.state.dataUpdates + e.state.errors
	if w.plan.dynamic() {
		e.askers++
		w.c.ask(e)
	}
	if w.plan.fetches() || e.plan == nil || !e.plan.fetches() {
		e.plan = w.plan
	}
	if f := e.flight; f != nil {
		w.c.joined(f)
	}
	w.c.emit(e, Event{Kind: EventObserverAdded})
	e.touch()
	e.planStale()
	e.arm()
}

// detach takes it away again. A fetch that nobody waits for any more ends after a grace.
func (w *watcher) detach() {
	e := w.e
	last := len(e.watchers) - 1
	e.watchers[w.at] = e.watchers[last]
	e.watchers[w.at].at = w.at
	e.watchers[last] = nil
	e.watchers = e.watchers[:last]
	if w.plan.dynamic() {
		e.askers--
	}
	w.poll = 0
	w.c.emit(e, Event{Kind: EventObserverRemoved})
	if f := e.flight; f != nil {
		w.c.left(f)
	}
	w.c.planPoll(e, false)
	e.planStale()
	e.touch()
}

// stale is the staleness this watcher sees: what is switched off is never stale.
func (w *watcher) stale() bool {
	return w.enabled && w.e.staleFor(w.plan.options().StaleTime)
}

// wants reports whether an occasion makes this watcher fetch. Missing data is fetched on every mount but one: where
// OnMount is TriggerNever, what failed before is not tried again.
func (w *watcher) wants(t Trigger) bool {
	if !w.enabled || w.paused || !w.plan.fetches() {
		return false
	}
	if w.e.base != nil && w.plan.options().StaleTime == Static {
		return false
	}
	return t == TriggerAlways || t == TriggerStale && w.stale()
}

func (w *watcher) wantsOnMount() bool {
	t := w.plan.options().OnMount
	if w.e.base == nil && (t != TriggerNever || w.e.state.status != StatusFailure) {
		t = TriggerAlways
	}
	return w.wants(t)
}

// mount fetches if the watcher wants to, and counts whether the cache had what was asked for.
func (w *watcher) mount(cause Cause) {
	if w.e.state.hidden {
		return
	}
	if w.wantsOnMount() {
		w.e.miss()
		w.c.join(w.e, w.plan, why{cause: cause})
	} else if w.e.base != nil {
		w.e.hit()
	}
}

// ask notes that the dynamic options of an entry's watchers must be asked again, outside the lock.
func (c *Client) ask(e *entry) {
	if !e.choring {
		e.choring = true
		c.chores = append(c.chores, e)
	}
}

// chore lays open patches over a new beginning, asks Enabled and Poll of an entry's watchers, and folds what settled mutations left. It runs user code.
func (c *Client) chore(e *entry) {
	c.lock()
	bare := e.bare
	e.choring, e.bare = false, false
	c.unlock()
	if bare {
		c.reproject(e)
	}
	c.consult(e)
	c.fold(e)
}

type answer struct {
	w       *watcher
	plan    planner
	enabled bool
	poll    time.Duration
}

// fill asks the two functions. One that panics has switched its watcher off.
func (a *answer) fill(info EntryInfo, data boxed) {
	defer func() {
		if v := recover(); v != nil {
			a.enabled, a.poll = false, 0
			a.w.c.report(fmt.Errorf("options of %s: %w", info.Path, &PanicError{v, debug.Stack()}))
		}
	}()
	a.enabled = a.plan.enabled(info, data)
	a.poll = a.plan.poll(info, data)
}

// consult asks the dynamic options of one entry outside the lock and takes the answers.
func (c *Client) consult(e *entry) {
	c.lock()
	if e.askers == 0 || e.removed {
		c.unlock()
		return
	}
	var asked []answer
	for _, w := range e.watchers {
		if w.plan.dynamic() {
			asked = append(asked, answer{w: w, plan: w.plan})
		}
	}
	info, data := e.info(), e.state.data
	c.unlock()
	for i := range asked {
		asked[i].fill(info, data)
	}
	c.lock()
	defer c.unlock()
	for _, a := range asked {
		if a.w.closed || a.w.e != e || a.w.plan != a.plan {
			continue
		}
		a.w.poll = a.poll
		if a.w.enabled != a.enabled {
			a.w.enabled = a.enabled
			a.w.mark()
		}
	}
	e.planStale()
	e.arm()
	c.planPoll(e, true)
}
