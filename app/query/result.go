package query

import "time"

// glimpse is what an observer's result is made of, read in one critical section.
type glimpse[T, R any] struct {
	plan                    *plan[T]
	sel                     func(T) (R, error)
	st                      *state
	stale, enabled, fetched bool
	memo                    *selection[R]
	prev, ph                boxed
	prevPath                Path
	prevAt                  time.Duration
	asked                   bool
	traced                  bool
}

// look reads it. Call it under the mutex.
func (o *Observer[T, R]) look() glimpse[T, R] {
	e := o.e
	g := glimpse[T, R]{
		sel: o.sel, st: e.state, stale: o.stale(), enabled: o.enabled,
		fetched: e.state.dataUpdates+e.state.errors > o.before,
		memo:    o.memo, traced: len(o.c.subs) > 0,
	}
	if e.state.data == nil && e.state.status == StatusPending {
		g.plan, _ = o.plan.(*plan[T])
		g.prev, g.prevPath, g.prevAt, g.ph, g.asked = o.prev, o.prevPath, o.prevAt, o.ph, o.asked
	}
	return g
}

// build makes the result. It runs user code: Placeholder and select.
func (o *Observer[T, R]) build(g glimpse[T, R]) (Result[R], seen[R]) {
	c, st := o.c, g.st
	s := seen[R]{st: st, status: st.status, stale: g.stale, enabled: g.enabled, fetched: g.fetched}
	data := st.data
	if g.plan != nil && g.plan.q.Placeholder != nil {
		data = o.placeholder(g)
		s.placeholder = data != nil
	}
	if data != nil {
		s.out, s.failed = o.choose(g, data)
	}
	switch {
	case s.placeholder && s.failed != nil:
		s.placeholder, s.out, s.failed = false, nil, nil
	case s.placeholder:
		s.status = StatusSuccess
	case s.failed != nil, st.hidden:
		s.status = StatusFailure
	}
	r := Result[R]{
		HasData: s.out != nil, Status: s.status, Fetch: st.fetch, Err: st.err,
		FailureCount: int(st.failures), FailureReason: st.reason,
		Stale: g.stale, Placeholder: s.placeholder, Enabled: g.enabled, FetchedAfterMount: g.fetched,
	}
	if s.out != nil {
		r.Data = s.out.v
	}
	if st.data != nil {
		r.DataUpdatedAt = c.wall(st.updatedAt)
	}
	if st.errors > 0 {
		r.ErrUpdatedAt = c.wall(st.errAt)
	}
	if s.failed != nil {
		r.Err = s.failed.err
	} else if st.hidden {
		r.Err = ErrGone
	}
	return r, s
}

// choose runs select, unless it has run on this data.
func (o *Observer[T, R]) choose(g glimpse[T, R], data boxed) (out *box[R], failed *selection[R]) {
	if g.sel == nil {
		b, _ := data.(*box[R])
		return b, nil
	}
	if g.memo != nil && g.memo.in == data {
		return g.memo.result()
	}
	next := &selection[R]{in: data}
	if b, ok := data.(*box[T]); ok {
		next.out, next.err = trySelect(g.sel, b.v)
	}
	if g.memo != nil && g.memo.out != nil && (next.err != nil || sameValue(&g.memo.out.v, &next.out.v)) {
		next.out = g.memo.out
	}
	o.c.mu.Lock()
	if o.memo == g.memo {
		o.memo = next
	}
	o.c.mu.Unlock()
	return next.result()
}

func (s *selection[R]) result() (out *box[R], failed *selection[R]) {
	if s.err != nil {
		return s.out, s
	}
	return s.out, nil
}

func trySelect[T, R any](sel func(T) (R, error), v T) (b *box[R], err error) {
	defer guard(&err)
	r, err := sel(v)
	if err != nil {
		return nil, err
	}
	return &box[R]{r}, nil
}

// placeholder asks the query once per key what to show meanwhile.
func (o *Observer[T, R]) placeholder(g glimpse[T, R]) boxed {
	if g.asked {
		return g.ph
	}
	var ph boxed
	info := EntryInfo{Path: g.prevPath, HasData: g.prev != nil}
	if info.HasData {
		info.DataUpdatedAt = o.c.wall(g.prevAt)
	}
	if v, ok := g.plan.q.Placeholder(stateOf[T](info, g.prev)); ok {
		ph = &box[T]{v}
		if b, same := g.prev.(*box[T]); same && sameValue(&b.v, &v) {
			ph = b
		}
	}
	o.c.mu.Lock()
	defer o.c.mu.Unlock()
	if p, ok := o.plan.(*plan[T]); ok && p == g.plan {
		o.ph, o.asked = ph, true
	}
	return ph
}

// deliver brings the newest result, if it differs from the last one in what the observer cares for.
func (o *Observer[T, R]) deliver(c *Client) {
	c.mu.Lock()
	o.queued = false
	if o.closed || o.paused || c.closed {
		o.again = true
		c.mu.Unlock()
		return
	}
	g := o.look()
	notify := o.plan.options().Notify
	c.mu.Unlock()
	r, now := o.build(g)
	r.Changed = now.differs(o.last)
	if r.Changed&notify == 0 {
		return
	}
	o.bring(r, now, g.traced)
}

// show delivers the first result.
func (o *Observer[T, R]) show(g glimpse[T, R]) {
	r, now := o.build(g)
	r.Changed = FieldAll
	o.bring(r, now, g.traced)
}

func (o *Observer[T, R]) bring(r Result[R], now seen[R], traced bool) {
	o.last = now
	o.fn(r)
	if traced {
		o.c.lock()
		o.c.emit(o.e, Event{Kind: EventDelivered})
		o.c.unlock()
	}
}

// differs gives the parts in which a result differs from an older one. Errors are told apart by when they came: two
// of them may not be comparable.
func (s seen[R]) differs(old seen[R]) (f Field) {
	set := func(differs bool, part Field) {
		if differs {
			f |= part
		}
	}
	set(s.out != old.out, FieldData)
	set(s.status != old.status, FieldStatus)
	set(s.st.fetch != old.st.fetch, FieldFetch)
	set(s.st.errors != old.st.errors || (s.st.err == nil) != (old.st.err == nil) || s.st.hidden != old.st.hidden || s.failed != old.failed, FieldErr)
	set(s.st.failures != old.st.failures, FieldFailure)
	set(s.st.updatedAt != old.st.updatedAt || s.st.errAt != old.st.errAt, FieldTime)
	set(s.stale != old.stale, FieldStale)
	set(s.enabled != old.enabled, FieldEnabled)
	set(s.placeholder != old.placeholder, FieldPlaceholder)
	set(s.fetched != old.fetched, FieldFetched)
	return f
}
