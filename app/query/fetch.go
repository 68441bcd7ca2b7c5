package query

import "context"

// Fetch gives a key's data: at once if it is there and fresh, else when the fetch has landed that this call starts or
// joins. It ignores Enabled and OnMount, and retries only if an option says how often. When ctx ends it returns
// ctx.Err(), and the fetch goes on only for others.
func Fetch[T any](ctx context.Context, c *Client, q Query[T]) (T, error) {
	return Join(c, q).Wait(ctx)
}

// Ensure gives any data there is, however old, and fetches only if there is none.
func Ensure[T any](ctx context.Context, c *Client, q Query[T]) (T, error) {
	if v, ok := Get(c, q.Key); ok {
		return v, nil
	}
	return Join(c, q).Wait(ctx)
}

// Prefetch has a key fetched, unless it is fresh, for whoever will want it. Errors stay in the entry.
func Prefetch[T any](c *Client, q Query[T]) {
	c.lock()
	if e := c.find(q.Key.Path); e != nil && e.flight != nil {
		e.flight.keep = true
		c.unlock()
		return
	}
	c.unlock()
	call := newCall(c, q, CausePrefetch)
	call.release(true)
}

// Call is one caller's wish for an answer.
type Call[T any] struct {
	c    *Client
	f    *flight // nil: answered at once
	data boxed
	err  error
	late bool // f had been invalidated when the wish came: the answer is the next one's
	over bool // the wish was taken back
}

// Join starts a fetch, or joins the one under way, without waiting: see Fetch. Each Call must be waited for or released.
func Join[T any](c *Client, q Query[T]) *Call[T] {
	c.lock()
	if e := c.index[q.Key.enc]; e != nil && e.flight != nil && holds[T](e) {
		call := &Call[T]{c: c}
		call.enter(e.flight)
		c.unlock()
		return call
	}
	c.unlock()
	return newCall(c, q, CauseManual)
}

func newCall[T any](c *Client, q Query[T], cause Cause) *Call[T] {
	p, begin := newPlan(c, q)
	c.lock()
	defer c.unlock()
	call := &Call[T]{c: c}
	if c.closed {
		call.err = ErrClosed
		return call
	}
	e := c.ensure(q.Key.Path, p.q.Options.GCTime)
	if !holds[T](e) {
		call.err = ErrType
		return call
	}
	begin.into(e)
	e.touch()
	if e.flight == nil && e.base != nil && !e.staleFor(p.q.Options.StaleTime) {
		e.hit()
		call.data = e.state.data
		if e.state.hidden {
			call.err = ErrGone
		}
		return call
	}
	if !p.fetches() {
		call.err = &NoFetchError{q.Key.Path}
		return call
	}
	e.miss()
	f := e.flight
	if f == nil {
		e.plan = p
		f = c.start(e, p, why{cause: cause})
		f.keep, f.unset = p.q.Options.KeepGoing, NoRetry
	}
	call.enter(f)
	return call
}

// NoFetchError is ErrNoFetch with the path.
type NoFetchError struct{ Path Path }

func (e *NoFetchError) Error() string { return "missing fetch: " + e.Path.String() }

// Is makes it an ErrNoFetch.
func (e *NoFetchError) Is(target error) bool { return target == ErrNoFetch }

// enter counts the caller in. Call it under the mutex.
func (call *Call[T]) enter(f *flight) {
	f.callers++
	if f.done == nil {
		f.done = make(chan struct{})
	}
	if f.dirty {
		call.late, f.next = true, true
		f.late++
	}
	call.c.joined(f)
	call.f = f
}

// Wait gives the answer when it is there.
func (call *Call[T]) Wait(ctx context.Context) (v T, err error) {
	if call.f != nil {
		if err := call.await(ctx); err != nil {
			call.release(false)
			return v, err
		}
		call.data, call.err = call.f.result, call.f.err
	}
	if b, ok := call.data.(*box[T]); ok && call.err == nil {
		v = b.v
	}
	return v, call.err
}

// await waits for the flight, and for the one after it if the call came late.
func (call *Call[T]) await(ctx context.Context) error {
	for {
		select {
		case <-call.f.done:
		default:
			select {
			case <-call.f.done:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		if !call.late || call.f.after == nil {
			return nil
		}
		call.f, call.late = call.f.after, false
	}
}

// Release takes the wish back. A fetch that nobody wants any more is cancelled after the grace.
func (call *Call[T]) Release() { call.release(false) }

func (call *Call[T]) release(keep bool) {
	if call.f == nil {
		return
	}
	call.c.lock()
	defer call.c.unlock()
	if call.over {
		return
	}
	call.over = true
	f := call.f
	f.keep = f.keep || keep
	f.callers--
	if call.late {
		f.late--
		if f.after != nil {
			f = f.after
			f.callers--
		}
	}
	if f.e.flight == f {
		call.c.left(f)
	}
}
