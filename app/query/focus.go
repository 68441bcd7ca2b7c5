package query

// SetFocused tells whether the window has the focus. It counts after 100 ms only: between two windows of one program
// the focus leaves and comes back. Coming back fetches what is stale and watched.
func (c *Client) SetFocused(focused bool) {
	c.lock()
	defer c.unlock()
	if c.closed || c.wantFocus == focused {
		return
	}
	c.wantFocus = focused
	c.setAlarm(&c.focusAlarm, c.t+focusDebounce)
}

func (c *Client) refocus() {
	if c.focused == c.wantFocus {
		return
	}
	c.focused = c.wantFocus
	for _, e := range c.index {
		if e.polling || e.askers > 0 {
			c.planPoll(e, false)
		}
	}
	if c.focused {
		c.sweep(CauseFocus, func(o *Options) Trigger { return o.OnFocus })
	}
}

// sweep fetches, once each, the entries of which a watcher wants it on an occasion. It never cancels a fetch.
func (c *Client) sweep(cause Cause, on func(*Options) Trigger) {
	c.root.all(func(e *entry) {
		if e.flight != nil || e.state.hidden {
			return
		}
		for _, w := range e.watchers {
			if w.wants(on(w.plan.options())) {
				c.start(e, w.plan, why{cause: cause})
				return
			}
		}
	})
}

// SetOnline tells whether there is a network. Coming online lets paused mutations go on; when they have settled,
// paused fetches go on and stale watched entries are fetched.
func (c *Client) SetOnline(online bool) {
	c.lock()
	defer c.unlock()
	if c.closed || c.online == online {
		return
	}
	c.online = online
	if online && !c.mutations.resume() {
		c.reconnect()
	}
}

func (c *Client) reconnect() {
	if !c.online {
		return
	}
	c.root.all(func(e *entry) {
		if f := e.flight; f != nil && f.paused {
			c.resumeFlight(f)
		}
	})
	c.sweep(CauseReconnect, func(o *Options) Trigger { return o.OnReconnect })
}
