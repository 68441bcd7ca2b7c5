package query

import (
	"context"
	"fmt"
	"runtime/debug"
	"time"
)

// why is the occasion of a fetch.
type why struct {
	cause Cause
	topic string // of the bus event behind it, if any
}

// flight is one fetch of an entry, with all its attempts. It belongs to the entry: whoever wants the same data joins.
type flight struct {
	e      *entry
	plan   planner
	ctx    context.Context
	cancel context.CancelFunc
	why

	seq    uint64        // of the attempt; younger ones have seen more mutations settle
	began  time.Duration // for the latency
	writes uint64        // e.writes when the attempt began: of two, the younger wins
	prev   *state        // what cancelling goes back to; nil after a write

	callers  int  // who wait for the answer, beside the watchers
	late     int  // of these, who came after it had become dirty: they wait for the next one
	keep     bool // is finished though nobody waits
	unset    int  // how often to retry if no option says
	failures int
	dirty    bool // invalidated since the attempt began: the answer is stale when it lands
	next     bool // one more fetch is to follow
	forced   bool // even without an active watcher
	because  why  // of the fetch to follow

	out    int  // attempts that have not returned
	paused bool // waits for the network
	held   bool // the next attempt is due, but nobody waits for it

	simulated *simulation

	retryAt, graceAt time.Duration
	alarm            alarm

	pendings []*Pending
	after    *flight       // the one that followed for those who came late
	done     chan struct{} // closed when it settled; made when the first caller joins
	idle     chan struct{} // closed when a cancelled attempt has returned; made by Cancel
	result   boxed
	err      error
}

// start begins a fetch for an entry that has none. The caller has checked that the plan fetches.
func (c *Client) start(e *entry, p planner, because why) *flight {
	f := &flight{
		e: e, plan: p, why: because, because: because, began: c.t, prev: e.state,
		keep: len(e.watchers) == 0 || p.options().KeepGoing, unset: 3, retryAt: never, graceAt: never,
	}
	f.ctx, f.cancel = context.WithCancel(c.values)
	if c.cfg.Base.Err() != nil {
		f.cancel()
	}
	f.alarm.owner = f
	f.pendings, e.waiting = e.waiting, nil
	e.flight = f
	e.refetchAt = never
	s := *e.state
	if e.base == nil && !s.hidden {
		s.status, s.err = StatusPending, nil
	}
	s.failures, s.reason = 0, nil
	if c.online || p.options().Network != ModeOnline {
		s.fetch = Fetching
		c.fire(f)
		c.set(e, s, Event{Kind: EventFetch, Cause: because.cause, Topic: because.topic})
	} else {
		s.fetch = Paused
		f.paused = true
		c.set(e, s, Event{Kind: EventPaused, Cause: because.cause, Topic: because.topic})
		c.release(f)
	}
	return f
}

// join starts a fetch or joins the one under way. If that has been invalidated before it landed, one more follows.
func (c *Client) join(e *entry, p planner, because why) {
	if e.flight == nil {
		c.start(e, p, because)
	} else if e.flight.dirty {
		e.flight.next = true
	}
}

// fire lets an attempt out as soon as the mutex is free. It sees all that happened before it, however long it waited.
func (c *Client) fire(f *flight) {
	e := f.e
	c.seq++
	f.seq, f.writes, f.dirty, f.next, f.forced = c.seq, e.writes, false, false, false
	f.pendings = append(f.pendings, e.waiting...)
	e.waiting, e.refetchAt = nil, never
	f.simulated = e.simulated
	f.out++
	c.launch = append(c.launch, f)
}

// attempt runs the fetch once, outside the lock.
func (c *Client) attempt(f *flight) {
	v, err := f.fetch()
	if err == nil {
		err = c.land(f, v)
	}
	if err != nil {
		c.fail(f, err)
	}
}

func (f *flight) fetch() (boxed, error) {
	switch s := f.simulated; {
	case f.ctx.Err() != nil:
		return nil, f.ctx.Err()
	case s != nil && s.err != nil:
		return nil, s.err
	case s != nil && s.hang:
		<-f.ctx.Done()
		return nil, f.ctx.Err()
	}
	fc := FetchContext{Path: f.e.path, Meta: f.plan.options().Meta, Attempt: f.failures, Cause: f.cause}
	return f.plan.run(f.ctx, fc)
}

// returned notes that the attempt is over, for those who wait for a cancelled one.
func (c *Client) returned(f *flight) {
	f.out--
	if f.out == 0 && f.idle != nil {
		close(f.idle)
		f.idle = nil
	}
}

// fail counts a failed attempt, and repeats it or gives up.
func (c *Client) fail(f *flight, err error) {
	wait, again := time.Duration(0), false
	if f.simulated == nil {
		wait, again = c.again(f.plan.options().Retry, f.unset, f.failures, err)
	}
	c.lock()
	defer c.unlock()
	c.returned(f)
	e := f.e
	if e.flight != f {
		return
	}
	f.failures++
	s := *e.state
	s.failures, s.reason = int32(f.failures), err
	if again {
		f.retryAt = c.t + wait
		c.setAlarm(&f.alarm, min(f.retryAt, f.graceAt))
		c.set(e, s, Event{Kind: EventRetry, Cause: f.cause, Topic: f.topic})
		return
	}
	s.status, s.err, s.fetch = StatusFailure, err, Idle
	s.errors++
	s.errAt = c.t
	s.invalidated = true
	took := c.t - f.began
	e.fetched(took, true)
	c.finish(f, s, Event{Kind: EventFailure, Cause: f.cause, Topic: f.topic, Took: took}, err)
	if c.cfg.OnError != nil || c.cfg.OnSettled != nil {
		info := e.info()
		c.tell(func() {
			if c.cfg.OnError != nil {
				c.cfg.OnError(info, err)
			}
			if c.cfg.OnSettled != nil {
				c.cfg.OnSettled(info, err)
			}
		})
	}
}

// again asks the retry policy, which is user code.
func (c *Client) again(r RetryPolicy, unset, failures int, err error) (wait time.Duration, again bool) {
	defer func() {
		if v := recover(); v != nil {
			c.report(fmt.Errorf("retry policy: %w", &PanicError{v, debug.Stack()}))
			wait, again = 0, false
		}
	}()
	return r.again(unset, failures, err)
}

// finish settles a flight with the entry's next state, and starts the fetch that follows a dirty one.
func (c *Client) finish(f *flight, s state, ev Event, err error) {
	e := f.e
	e.flight = nil
	e.settledAt = c.t
	f.cancel()
	c.dropAlarm(&f.alarm)
	c.set(e, s, ev)
	f.result, f.err = s.data, err
	if err == nil && s.data == nil {
		f.err = ErrGone
	}
	for _, p := range f.pendings {
		p.settle(err)
	}
	f.pendings = nil
	if f.next {
		c.follow(f)
	} else if e.refetchAt == never {
		c.settleWaiting(e, nil)
	}
	if f.done != nil {
		close(f.done)
	}
	c.askFold(e)
}

// follow starts the fetch after one that landed dirty, now or when the window allows.
func (c *Client) follow(f *flight) {
	e := f.e
	p := e.fetcher()
	if p == nil || !f.forced && f.late == 0 && !e.watched() {
		c.settleWaiting(e, nil)
		return
	}
	if f.late == 0 && e.refetchAt != never && e.refetchAt > c.t {
		e.putOff = f.because
		e.arm()
		return
	}
	next := c.start(e, p, f.because)
	next.keep = f.forced || next.plan.options().KeepGoing
	if f.late > 0 {
		f.after, next.callers, next.done = next, f.late, make(chan struct{})
	}
}

// watched reports whether some watcher would have an invalidated entry fetched.
func (e *entry) watched() bool {
	if e.state.hidden {
		return false
	}
	for _, w := range e.watchers {
		if w.enabled && !w.paused && w.plan.fetches() {
			return true
		}
	}
	return false
}

// ring wakes a flight for its next attempt, or ends it when nobody came back within the grace.
func (f *flight) ring() {
	c := f.e.c
	if f.e.flight != f {
		return
	}
	if f.graceAt <= c.t {
		c.revert(f)
		return
	}
	if f.retryAt <= c.t {
		f.retryAt = never
		switch {
		case !f.wanted():
			f.held = true
		case !c.online && f.plan.options().Network != ModeAlways:
			c.pauseFlight(f)
		default:
			c.fire(f)
		}
	}
	c.setAlarm(&f.alarm, min(f.retryAt, f.graceAt))
}

func (f *flight) wanted() bool { return f.keep || f.callers > 0 || len(f.e.watchers) > 0 }

// joined tells a flight that somebody waits for it again.
func (c *Client) joined(f *flight) {
	if f.graceAt == never && !f.held {
		return
	}
	f.graceAt = never
	if f.held {
		f.held = false
		c.fire(f)
	}
	c.setAlarm(&f.alarm, f.retryAt)
}

// left tells a flight that somebody went. The last one leaves it a grace: a tab that comes straight back finds it.
func (c *Client) left(f *flight) {
	if f.wanted() {
		return
	}
	if f.paused || c.cfg.Grace < 0 {
		c.revert(f)
		return
	}
	f.graceAt = c.t + c.cfg.Grace
	c.setAlarm(&f.alarm, min(f.retryAt, f.graceAt))
}
