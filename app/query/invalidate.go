package query

import "context"

// Invalidate marks what matches as stale, whatever its age, and fetches what is watched again (see RefetchType). It
// returns at once.
func (c *Client) Invalidate(f Filter, opts ...RefetchOption) *Pending {
	return c.refetchAll(f, refetchOpts{which: Active, why: why{cause: CauseInvalidate}, spoil: true}, opts)
}

// Refetch fetches what matches, watched or not. Disabled and static entries are left alone.
func (c *Client) Refetch(f Filter, opts ...RefetchOption) *Pending {
	return c.refetchAll(f, refetchOpts{which: Any}, opts)
}

func (c *Client) refetchAll(f Filter, o refetchOpts, opts []RefetchOption) *Pending {
	for _, opt := range opts {
		opt(&o)
	}
	p := newPending()
	c.lock()
	defer c.unlock()
	defer p.settle(nil)
	if c.closed {
		return p
	}
	for _, e := range c.matchAsking(f) {
		if o.spoil {
			c.spoil(e, o.keep)
		}
		if o.which == Any || o.which != None && (o.which == Active) == e.isActive() {
			c.refetch(e, o, p)
		}
	}
	return p
}

// spoil marks one entry. Twice is once. A fetch under way has read too early, unless the caller is content with it.
func (c *Client) spoil(e *entry, content bool) {
	if e.flight != nil && !e.flight.paused && !content {
		e.flight.dirty = true
	}
	if e.state.invalidated || e.base == nil && e.flight == nil && e.state.status == StatusPending {
		return
	}
	s := *e.state
	s.invalidated = true
	c.set(e, s, Event{Kind: EventInvalidated})
}

// refetch has one entry fetched: at once, after the fetch under way, or when AtMostEvery allows.
func (c *Client) refetch(e *entry, o refetchOpts, p *Pending) {
	if e.disabled() || e.static() || e.state.hidden {
		return
	}
	c.refetchAnyway(e, o, p)
}

func (c *Client) refetchAnyway(e *entry, o refetchOpts, p *Pending) {
	plan := e.fetcher()
	if plan == nil || e.removed {
		return
	}
	switch f := e.flight; {
	case f != nil && f.paused:
	case f != nil && o.keep:
		f.pendings = append(f.pendings, p.add())
	case f != nil:
		f.dirty, f.next, f.because = true, true, o.why
		f.forced = f.forced || o.which != Active
		e.waiting = append(e.waiting, p.add())
		switch {
		case o.every <= 0:
			e.refetchAt = never
		case c.t < e.quietUntil:
			e.refetchAt = e.quietUntil
		default:
			e.quietUntil = c.t + o.every
		}
	case o.every > 0 && c.t < e.quietUntil:
		e.refetchAt = e.quietUntil
		e.putOff = o.why
		e.waiting = append(e.waiting, p.add())
		e.arm()
	default:
		e.quietUntil = c.t + max(o.every, 0)
		e.waiting = append(e.waiting, p.add())
		c.start(e, plan, o.why)
	}
}

// refetchNow makes the fetch that was put off, unless it has become needless.
func (c *Client) refetchNow(e *entry) {
	switch {
	case e.flight != nil: // its landing decides
		e.flight.next = true
	case e.state.invalidated && e.watched():
		e.quietUntil = c.t + max(c.cfg.Window, 0)
		c.start(e, e.fetcher(), e.putOff)
	default:
		c.settleWaiting(e, nil)
		c.askFold(e)
	}
}

// Reset takes what matches back to its beginning (nothing, or the query's Initial) and fetches what is watched.
// Fetches under way are cancelled.
func (c *Client) Reset(f Filter) *Pending {
	p := newPending()
	var found []*entry
	var plans []planner
	c.locked(func() {
		for _, e := range c.matchAsking(f) {
			found, plans = append(found, e), append(plans, e.plan)
		}
	})
	firsts := make([]first, len(found))
	for i, plan := range plans {
		firsts[i] = firstOf(plan)
	}
	c.lock()
	defer c.unlock()
	defer p.settle(nil)
	if c.closed {
		return p
	}
	for i, e := range found {
		if e.removed {
			continue
		}
		if e.flight != nil {
			c.drop(e.flight, ErrCanceled)
		}
		c.settleWaiting(e, nil)
		e.base, e.seq, e.written = nil, 0, false
		e.rev++
		e.writes++
		s := state{dataUpdates: e.state.dataUpdates, errors: e.state.errors, hidden: e.state.hidden}
		firsts[i].fill(e, &s)
		c.set(e, s, Event{Kind: EventReset})
		if e.watched() {
			c.refetch(e, refetchOpts{which: Active, why: why{cause: CauseReset}}, p)
		}
		c.askFold(e)
	}
	return p
}

// Remove takes what matches out of the cache and gives their number. Fetches under way are cancelled. Whoever watches
// sees the key pending again and has it fetched.
func (c *Client) Remove(f Filter) int {
	c.lock()
	defer c.unlock()
	if c.closed {
		return 0
	}
	found := c.match(f)
	for _, e := range found {
		c.remove(e)
	}
	return len(found)
}

func (c *Client) remove(e *entry) {
	if e.flight != nil {
		c.drop(e.flight, ErrCanceled)
	}
	c.settleWaiting(e, nil)
	e.unlink()
	if len(e.watchers) == 0 {
		return
	}
	next := c.ensure(e.path, e.gcTime)
	next.plan = e.plan
	for _, w := range e.watchers {
		w.attach(next)
		w.mark()
	}
	e.watchers = nil
	for _, w := range next.watchers {
		w.mount(CauseRemove)
	}
}

// Cancel cancels the fetches of what matches. With revert an entry is as before the fetch, else it has failed with
// ErrCanceled. It waits until the fetch functions have returned, or ctx ends; the cache has forgotten them by then.
func (c *Client) Cancel(ctx context.Context, f Filter, revert bool) error {
	var wait []chan struct{}
	c.locked(func() {
		for _, e := range c.match(f) {
			fl := e.flight
			if fl == nil {
				continue
			}
			if fl.out > 0 {
				fl.idle = make(chan struct{})
				wait = append(wait, fl.idle)
			}
			if revert {
				c.revert(fl)
			} else {
				c.abort(fl)
			}
		}
	})
	for _, idle := range wait {
		select {
		case <-idle:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

// Clear empties the cache, as Remove of everything, and forgets the settled mutations.
func (c *Client) Clear() {
	c.Remove(Filter{})
	c.lock()
	defer c.unlock()
	c.mutations.forget()
}
