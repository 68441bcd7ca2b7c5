package query

import "time"

// pollCeiling bounds how long pushes may put a poll off: a bus that died must not go unnoticed. In intervals, counted
// from the last fetch that landed.
const pollCeiling = 5

// pollEvery is the shortest interval that a watcher asks for, and whose.
func (e *entry) pollEvery() (every time.Duration, whose *watcher) {
	for _, w := range e.watchers {
		if w.poll <= 0 || w.poll >= Forever || !w.enabled || w.paused || w.plan.options().PollFocusedOnly && !e.c.focused {
			continue
		}
		if whose == nil || w.poll < every {
			every, whose = w.poll, w
		}
	}
	return every, whose
}

// planPoll sets the entry's one poll timer. A restart counts the interval from now, as every change of the entry does,
// but no further than the ceiling.
func (c *Client) planPoll(e *entry, restart bool) {
	every, whose := e.pollEvery()
	switch {
	case whose == nil:
		e.pollAt = never
		e.polling = false
		return
	case !e.polling:
		e.polling = true
		e.settledAt = c.t
	case !restart && e.pollAt != never:
		return
	}
	e.pollAt = min(c.t+every, max(c.t, e.settledAt+pollCeiling*every))
	e.arm()
}

// pollNow fetches for the poll that is due. A fetch under way is as good: its landing sets the next poll.
func (c *Client) pollNow(e *entry) {
	_, whose := e.pollEvery()
	if whose == nil || e.flight != nil {
		return
	}
	if e.state.hidden {
		c.planPoll(e, true)
		return
	}
	c.start(e, whose.plan, why{cause: CausePoll})
}
