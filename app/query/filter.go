package query

import (
	"slices"
	"time"
)

// Activity tells entries apart by who watches them.
type Activity uint8

// Active entries have a watcher that is enabled and not paused. None is only for RefetchType.
const (
	Any Activity = iota
	Active
	Inactive
	None
)

// Filter chooses entries. All that is set must hold; the zero Filter matches everything.
type Filter struct {
	Prefix Path // zero = all
	Exact  bool // the Prefix is the whole path
	Type   Activity
	Stale  *bool
	Fetch  *FetchStatus
	Match  func(EntryInfo) bool // evaluated last, outside the cache's lock
}

func (f Filter) holds(e *entry) bool {
	if f.Type != Any && (f.Type == Active) != e.isActive() {
		return false
	}
	if f.Stale != nil && *f.Stale != e.stale() {
		return false
	}
	return f.Fetch == nil || *f.Fetch == e.state.fetch
}

func (e *entry) isActive() bool {
	for _, w := range e.watchers {
		if w.enabled && !w.paused {
			return true
		}
	}
	return false
}

// each calls fn for each entry that matches, Match aside. Call it under the mutex; fn must not add or remove entries.
func (c *Client) each(f Filter, fn func(*entry)) {
	check := func(e *entry) {
		if f.holds(e) {
			fn(e)
		}
	}
	switch {
	case f.Exact:
		if e := c.find(f.Prefix); e != nil {
			check(e)
		}
	default:
		c.root.visit(f.Prefix.enc, check)
	}
}

// match gives the entries of a filter. It returns holding the mutex, which the caller has locked and may find given up
// in between: Match is user code.
func (c *Client) match(f Filter) []*entry {
	var found []*entry
	c.each(f, func(e *entry) { found = append(found, e) })
	if f.Match == nil || len(found) == 0 {
		return found
	}
	infos := make([]EntryInfo, len(found))
	for i, e := range found {
		infos[i] = e.info()
	}
	c.outside(func() {
		keep := found[:0]
		for i, e := range found {
			if f.Match(infos[i]) {
				keep = append(keep, e)
			}
		}
		found = keep
	})
	return slices.DeleteFunc(found, func(e *entry) bool { return e.removed })
}

// outside gives the mutex up for user code, and takes it again even if that panics.
func (c *Client) outside(fn func()) {
	c.unlock()
	defer c.lock()
	fn()
}

// matchAsking is match with Enabled asked anew, for what is about to be refetched.
func (c *Client) matchAsking(f Filter) []*entry {
	var asked []*entry
	c.each(Filter{Prefix: f.Prefix, Exact: f.Exact}, func(e *entry) {
		if e.askers > 0 {
			asked = append(asked, e)
		}
	})
	if len(asked) > 0 {
		c.outside(func() {
			for _, e := range asked {
				c.consult(e)
			}
		})
	}
	return c.match(f)
}

// Entries gives a picture of the cache.
func (c *Client) Entries(f Filter) []EntryInfo {
	c.lock()
	defer c.unlock()
	found := c.match(f)
	infos := make([]EntryInfo, len(found))
	for i, e := range found {
		infos[i] = e.info()
	}
	return infos
}

// Fetching counts the entries that are being fetched; paused ones are not.
func (c *Client) Fetching(f Filter) int {
	c.lock()
	defer c.unlock()
	if f.Prefix.n == 0 && !f.Exact && f.Type == Any && f.Stale == nil && f.Fetch == nil && f.Match == nil {
		return c.running
	}
	n := 0
	for _, e := range c.match(f) {
		if e.state.fetch == Fetching {
			n++
		}
	}
	return n
}

// RefetchOption says what Invalidate and Refetch do beyond their default.
type RefetchOption func(*refetchOpts)

type refetchOpts struct {
	which Activity
	keep  bool
	every time.Duration
	spoil bool
	why
}

// RefetchType says which of the invalidated entries are fetched at once: Active (default), Inactive, Any, None.
func RefetchType(a Activity) RefetchOption { return func(o *refetchOpts) { o.which = a } }

// KeepInFlight is content with a fetch under way, although it may have read before the change.
func KeepInFlight() RefetchOption { return func(o *refetchOpts) { o.keep = true } }

// AfterFlight lets a fetch under way land and then fetches once more, however often it was asked to. It is the default.
func AfterFlight() RefetchOption { return func(o *refetchOpts) { o.keep = false } }

// AtMostEvery lets d pass between two fetches of an entry that are asked for in this way. The first comes at once, the
// rest are merged into one at the end.
func AtMostEvery(d time.Duration) RefetchOption { return func(o *refetchOpts) { o.every = d } }

func because(cause Cause, topic string) RefetchOption {
	return func(o *refetchOpts) { o.why = why{cause, topic} }
}
