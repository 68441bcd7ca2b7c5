package query

import (
	"slices"
	"time"
)

// deliverer is one thing that a flush brings to user code: a watcher with something new, an event, a task.
type deliverer interface{ deliver(c *Client) }

type task func()

func (t task) deliver(*Client) { t() }

// Batch runs fn and holds all deliveries back until it returns, or panics. Batches nest; the outermost flushes once.
func (c *Client) Batch(fn func()) {
	c.mu.Lock()
	c.depth++
	c.mu.Unlock()
	defer func() {
		c.lock()
		c.depth--
		c.unlock()
	}()
	fn()
}

// wantsFlush reports whether the caller is to schedule a flush: something waits, no flush is under way or scheduled,
// and the last one is far enough away. The first change after a quiet time is flushed at once.
func (c *Client) wantsFlush() bool {
	if len(c.queue) == 0 || c.depth > 0 || c.flushing || c.scheduled || c.closed {
		return false
	}
	if c.cfg.Coalesce > 0 && c.t < c.nextFlush {
		if c.flushAlarm.pos == 0 {
			c.setAlarm(&c.flushAlarm, c.nextFlush)
		}
		return false
	}
	c.scheduled = true
	c.nextFlush = c.t + c.cfg.Coalesce
	return true
}

// flush delivers what was queued when it began, in the order of commits. Only one runs at a time: what is queued
// meanwhile is the next one's.
func (c *Client) flush() {
	c.lock()
	c.scheduled = false
	if c.flushing || c.closed {
		c.mu.Unlock()
		return
	}
	c.flushing = true
	batch := c.queue
	c.queue = c.spare
	c.mu.Unlock()
	done := 0
	defer func() { // also when a callback panics: the others still get theirs
		c.lock()
		c.flushing = false
		if done < len(batch) {
			c.queue = append(slices.Clone(batch[done:]), c.queue...)
		}
		clear(batch)
		c.spare = batch[:0]
		c.unlock()
	}()
	for _, d := range batch {
		done++
		d.deliver(c)
	}
}

// EventKind says what happened.
type EventKind uint8

// What a subscriber hears of, in the order it happened.
const (
	EventAdded EventKind = iota
	EventRemoved
	EventFetch    // a fetch begins; Cause and Topic say why
	EventRetry    // an attempt failed and will be repeated
	EventSuccess  // a fetch landed; Took says how long it was away
	EventFailure  // a fetch failed for good
	EventCanceled // a fetch was cancelled
	EventPaused   // a fetch waits for the network
	EventResumed  // and goes on
	EventDropped  // a fetch landed older than a write, and was not taken
	EventWritten  // Set, Update, Apply
	EventPatched  // a mutation's layer was laid over the data, or lifted
	EventInvalidated
	EventReset
	EventStale // data became stale by age
	EventObserverAdded
	EventObserverRemoved
	EventDelivered // an observer was called
	EventBus       // the bus spoke; Topic and Touched say of what
	EventMutation  // a mutation changed its state
)

var eventWords = [...]string{
	"added", "removed", "fetch", "retry", "success", "failure", "canceled", "paused", "resumed",
	"dropped", "written", "patched", "invalidated", "reset", "stale", "observer added", "observer removed", "delivered",
	"bus", "mutation",
}

// String is the word the developer tools show.
func (k EventKind) String() string { return eventWords[k] }

// Event is one line of the cache's story.
type Event struct {
	Kind     EventKind
	Entry    EntryInfo // as it was then; empty for EventBus and EventMutation
	Cause    Cause     // of a fetch
	Topic    string    // of the bus event behind it, if any
	Took     time.Duration
	Touched  []Path // EventBus: the prefixes it invalidated, removed or wrote
	Mutation MutationInfo
	At       time.Time
}

type subscription struct{ fn func(Event) }

// Subscribe calls fn with every event from now on, by Schedule, in order and between the results they belong to.
// Subscribers watch nothing: they keep no entry alive and start no fetch.
func (c *Client) Subscribe(fn func(Event)) (cancel func()) {
	s := &subscription{fn}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.subs = append(slices.Clip(c.subs), s) // a copy: a flush may be reading the old one
	return func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.subs = slices.DeleteFunc(slices.Clone(c.subs), func(x *subscription) bool { return x == s })
	}
}

type eventDelivery struct{ ev Event }

func (d *eventDelivery) deliver(c *Client) {
	c.mu.Lock()
	subs := c.subs
	c.mu.Unlock()
	for _, s := range subs {
		s.fn(d.ev)
	}
}

// emit queues an event, if anybody listens, and keeps what the story tells.
func (c *Client) emit(e *entry, ev Event) {
	c.changes++
	c.tellLine(e, &ev)
	if len(c.subs) == 0 {
		return
	}
	if e != nil {
		ev.Entry = e.info()
	}
	ev.At = c.wall(c.t)
	c.queue = append(c.queue, &eventDelivery{ev})
}
