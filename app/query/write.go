package query

// change is one write from outside: a fixed value, or a function of the old one (nil: none), which is user code.
type change struct {
	fixed  boxed
	fn     func(old boxed) (boxed, bool)
	create bool // the entry if it is missing
}

// change writes a key. What it has to ask of user code it asks outside the lock, and begins again when something was
// committed meanwhile.
func (c *Client) change(path Path, typed func(*entry) bool, ch change, opts []WriteOption) (bool, error) {
	var o writeOpts
	for _, opt := range opts {
		opt(&o)
	}
	for {
		c.lock()
		e := c.find(path)
		if c.closed {
			c.unlock()
			return false, ErrClosed
		}
		if e != nil && !typed(e) {
			c.unlock()
			return false, ErrType
		}
		if e == nil && !ch.create || o.forbids(e) {
			c.unlock()
			return false, nil
		}
		var old boxed
		var plan planner
		var rev uint64
		if e != nil {
			old, plan, rev = e.base, e.plan, e.rev
		}
		settled, layers := c.overWrite(path, e)
		layerRev := c.layerRev
		now := ch.fixed
		if now != nil && len(layers) == 0 {
			if same, asks := alike(plan, old, now); !asks {
				if same {
					now = old
				}
				c.put(path, e, now, now, false, layers, o)
				c.unlock()
				return true, nil
			}
		}
		c.unlock()

		if ch.fn != nil {
			old, _ = c.project(path, settled, old)
			var ok bool
			if now, ok = ch.fn(old); !ok {
				return false, nil
			}
		}
		same, asks := alike(plan, old, now)
		if asks {
			same = sameByUser(plan, old, now)
		}
		if same {
			now = old
		}
		view, hidden := c.project(path, layers, now)

		c.lock()
		if c.find(path) == e && (e == nil || e.rev == rev) && c.layerRev == layerRev && !c.closed {
			c.put(path, e, now, view, hidden, layers, o)
			c.unlock()
			return true, nil
		}
		c.unlock()
	}
}

// forbids reports whether the options rule a write out.
func (o *writeOpts) forbids(e *entry) bool {
	if e == nil {
		return o.compare && o.version != 0
	}
	return o.newer && e.written && o.seq <= e.seq || o.compare && o.version != e.rev
}

// put commits a write: view is base with the layers over it.
func (c *Client) put(path Path, e *entry, base, view boxed, hidden bool, layers []*layer, o writeOpts) {
	if e == nil {
		e = c.ensure(path, c.resolve(path, Options{}).GCTime)
	}
	at := c.t
	if o.dated {
		at = c.moment(o.at)
	}
	if o.newer {
		e.seq, e.written = o.seq, true
	}
	e.base = base
	e.rev++
	e.writes++
	c.outdate(e)
	laid(e, layers)
	if e.flight != nil {
		e.flight.prev = nil // cancelling must not bring back what was there before the write
	}
	s := *e.state
	nothingNew := s.data == view && s.hidden == hidden && s.status == StatusSuccess && !s.invalidated && s.updatedAt == at &&
		(s.failures == 0 || e.flight != nil)
	s.data, s.hidden = view, hidden
	s.status, s.err, s.invalidated = StatusSuccess, nil, false
	if e.flight == nil {
		s.failures, s.reason = 0, nil
	}
	s.updatedAt = at
	s.dataUpdates++
	if nothingNew { // nobody can see a difference
		e.state, e.view = &s, s.data
		c.emit(e, Event{Kind: EventWritten})
		e.touch()
		return
	}
	c.set(e, s, Event{Kind: EventWritten})
}
