package query

// land takes a fetched value: unless a write that is younger than the attempt stands there, it becomes the base, and
// the open patches go over it. Comparing and patching are user code, so they are done outside the lock and repeated
// when something came between. An error is that of a comparison that panicked.
func (c *Client) land(f *flight, v boxed) error {
	e := f.e
	for {
		c.lock()
		if e.flight != f {
			c.returned(f)
			c.unlock()
			return nil
		}
		if e.writes != f.writes {
			c.returned(f)
			c.landedLate(f)
			c.unlock()
			return nil
		}
		old, rev, layerRev := e.base, e.rev, c.layerRev
		layers := c.layersOver(e.path, e, f.seq)
		same, asks := alike(f.plan, old, v)
		if !asks && len(layers) == 0 {
			c.returned(f)
			c.landed(f, v, v, false, same)
			c.unlock()
			return nil
		}
		c.unlock()
		base := v
		if asks {
			same, err := tryEqual(f.plan, old, v)
			if err != nil {
				return err
			}
			if same {
				base = old
			}
		} else if same {
			base = old
		}
		view, hidden := c.project(e.path, layers, base)
		c.lock()
		if e.flight == f && e.rev == rev && c.layerRev == layerRev && e.writes == f.writes {
			c.returned(f)
			c.landed(f, base, view, hidden, false)
			c.unlock()
			return nil
		}
		c.unlock()
	}
}

// alike compares two values as far as that needs no user code.
func alike(p planner, old, now boxed) (same, asks bool) {
	if old == nil || now == nil || old == now {
		return old == now, false
	}
	if p != nil && p.asksEqual() {
		return false, true
	}
	return now.alike(old)
}

// sameByUser compares by the query's Equal, or by the type's own.
func sameByUser(p planner, old, now boxed) bool {
	if p != nil && p.asksEqual() {
		return p.equal(old, now)
	}
	return now.same(old)
}

func tryEqual(p planner, old, now boxed) (same bool, err error) {
	defer guard(&err)
	return sameByUser(p, old, now), nil
}

// landed commits a fetched value and settles the flight.
func (c *Client) landed(f *flight, base, view boxed, hidden, same bool) {
	e := f.e
	if same {
		base, view = e.base, e.base
	}
	took := c.t - f.began
	e.fetched(took, false)
	s := *e.state
	e.rev++
	e.base = base
	s.data, s.hidden = view, hidden
	s.status, s.err, s.invalidated, s.fetch = StatusSuccess, nil, f.dirty, Idle
	s.failures, s.reason = 0, nil
	s.updatedAt = c.t
	s.dataUpdates++
	c.releaseLayers(e, f.seq)
	c.finish(f, s, Event{Kind: EventSuccess, Cause: f.cause, Topic: f.topic, Took: took}, nil)
	if c.cfg.OnSuccess != nil || c.cfg.OnSettled != nil {
		info := e.info()
		c.tell(func() {
			if c.cfg.OnSuccess != nil {
				c.cfg.OnSuccess(info)
			}
			if c.cfg.OnSettled != nil {
				c.cfg.OnSettled(info, nil)
			}
		})
	}
}

// landedLate drops an answer that is older than what was written meanwhile. What is watched is read once more, so that
// it ends at what the source says, but no more often than the window allows: pushes may be frequent.
func (c *Client) landedLate(f *flight) {
	e := f.e
	e.fetched(c.t-f.began, false)
	s := *e.state
	s.fetch, s.failures, s.reason = Idle, 0, nil
	if e.watched() {
		f.dirty, f.next = true, true
		if c.t < e.quietUntil {
			e.refetchAt = e.quietUntil
		} else {
			e.quietUntil = later(c.t, c.cfg.Window)
		}
	}
	s.invalidated = s.invalidated || f.dirty
	c.finish(f, s, Event{Kind: EventDropped, Cause: f.cause, Topic: f.topic, Took: c.t - f.began}, nil)
}
