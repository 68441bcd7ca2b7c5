package query

// drop takes a flight off its entry and tells all who wait; the entry's state is the caller's.
func (c *Client) drop(f *flight, err error) {
	e := f.e
	e.flight = nil
	f.cancel()
	c.dropAlarm(&f.alarm)
	f.err = err
	if f.done != nil {
		close(f.done)
	}
	var settled error
	if err == ErrClosed { //nolint:errorlint // our own value, not wrapped
		settled = err
	}
	for _, p := range f.pendings {
		p.settle(settled)
	}
	f.pendings = nil
}

// revert cancels a flight as if it had never begun. Whoever waits gets the older data, if there is any.
func (c *Client) revert(f *flight) {
	e, s := f.e, *f.e.state
	s.fetch, s.failures, s.reason = Idle, 0, nil
	if f.prev != nil {
		s.status, s.err, s.failures, s.reason = f.prev.status, f.prev.err, f.prev.failures, f.prev.reason
	}
	err := ErrCanceled
	if s.data != nil {
		f.result, err = s.data, nil
	}
	c.drop(f, err)
	c.set(e, s, Event{Kind: EventCanceled, Cause: f.cause, Topic: f.topic})
	c.settleWaiting(e, nil)
	c.askFold(e)
}

// abort cancels a flight and leaves the entry failed.
func (c *Client) abort(f *flight) {
	e, s := f.e, *f.e.state
	s.fetch, s.status, s.err = Idle, StatusFailure, ErrCanceled
	s.errors++
	s.errAt = c.t
	c.drop(f, ErrCanceled)
	c.set(e, s, Event{Kind: EventCanceled, Cause: f.cause, Topic: f.topic})
	c.settleWaiting(e, nil)
	c.askFold(e)
}

// settleWaiting tells those who wait for a fetch that is not going to be made.
func (c *Client) settleWaiting(e *entry, err error) {
	for _, p := range e.waiting {
		p.settle(err)
	}
	e.waiting = nil
}

// pauseFlight makes a flight wait for the network. Nobody waits for a paused flight: who knows when it ends?
func (c *Client) pauseFlight(f *flight) {
	f.paused = true
	s := *f.e.state
	s.fetch = Paused
	c.set(f.e, s, Event{Kind: EventPaused, Cause: f.cause, Topic: f.topic})
	c.release(f)
}

// release lets those go who wait for a refetch that paused; callers of Fetch go on waiting.
func (c *Client) release(f *flight) {
	for _, p := range f.pendings {
		p.settle(nil)
	}
	f.pendings = nil
}

// resumeFlight lets a paused flight make its next attempt.
func (c *Client) resumeFlight(f *flight) {
	f.paused = false
	s := *f.e.state
	s.fetch = Fetching
	c.set(f.e, s, Event{Kind: EventResumed, Cause: f.cause, Topic: f.topic})
	c.fire(f)
}
