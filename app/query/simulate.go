package query

// simulation replaces the fetches of an entry, for the developer tools.
type simulation struct {
	hang bool
	err  error
}

// TriggerLoading makes the keys of a filter look as if their first fetch went on for ever, until Restore.
func (c *Client) TriggerLoading(f Filter) { c.simulate(f, &simulation{hang: true}) }

// TriggerError makes the fetches of a filter's keys fail with err, until Restore.
func (c *Client) TriggerError(f Filter, err error) { c.simulate(f, &simulation{err: err}) }

// Restore ends TriggerLoading and TriggerError, and fetches the keys for real.
func (c *Client) Restore(f Filter) { c.simulate(f, nil) }

func (c *Client) simulate(f Filter, s *simulation) {
	c.lock()
	defer c.unlock()
	if c.closed {
		return
	}
	for _, e := range c.match(f) {
		if s == e.simulated {
			continue
		}
		e.simulated = s
		if e.flight != nil {
			c.revert(e.flight)
		}
		if p := e.fetcher(); p != nil {
			if s != nil && s.hang {
				e.base = nil
				e.rev++
				st := *e.state
				st.data, st.status, st.err = nil, StatusPending, nil
				c.set(e, st, Event{Kind: EventReset})
			}
			c.start(e, p, why{}).keep = true
		}
	}
}

// Value gives the data of a key as readers see it, for the developer tools. It does not count as reading.
func (c *Client) Value(p Path) (any, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if e := c.find(p); e != nil && e.state.data != nil {
		return e.state.data.value(), true
	}
	return nil, false
}

// Cost is what the query's Options.Cost says of the key's data, in bytes.
func (c *Client) Cost(p Path) (int64, bool) {
	c.mu.Lock()
	e := c.find(p)
	if e == nil || e.state.data == nil || e.plan == nil || e.plan.options().Cost == nil {
		c.mu.Unlock()
		return 0, false
	}
	cost, data := e.plan.options().Cost, e.state.data
	c.mu.Unlock()
	return cost(data.value()), true
}
