package query

import (
	"context"
	"slices"
	"time"
)

// Mutation is a value: how to change something, what to show meanwhile, and what to read again afterwards. Its
// functions run in this order: OnMutate at once, on the caller's goroutine; Run when it is its turn; OnSuccess or
// OnError; OnSettled; Affects. By OnError the patches made through tx are gone.
type Mutation[V, R, C any] struct {
	Key       Path
	Scope     func(V) string // same non-empty scope: one after the other, in the order of the calls; "" = at once
	Retry     RetryPolicy    // zero = none
	Network   NetworkMode
	GCTime    time.Duration // how long the settled mutation is remembered; 0 = 10 min
	Run       func(ctx context.Context, v V) (R, error)
	OnMutate  func(ctx context.Context, tx *Tx, v V) (C, error) // an error fails the mutation; Run is not called
	OnSuccess func(ctx context.Context, r R, v V, c C) error    // an error is reported; the mutation stays a success
	OnError   func(ctx context.Context, err error, v V, c C)
	OnSettled func(ctx context.Context, r R, err error, v V, c C)
	Affects   func(v V) []Filter // invalidated after the rest, also after a failure; merged over Config.Window
	Meta      Meta
}

// Mutator runs a mutation, and shows the newest run to those who watch.
type Mutator[V, R, C any] struct {
	c *Client
	m Mutation[V, R, C]

	// Guarded by the client's mutex.
	current   *run[V, R, C] // nil: none yet, or reset
	listeners []*listener[V, R]
}

// MutationState is the newest run of a Mutator.
type MutationState[V, R any] struct {
	MutationInfo
	Vars V
	Data R
}

type run[V, R, C any] struct {
	mutation
	mu   *Mutator[V, R, C]
	v    V
	r    R
	hand C // what OnMutate handed on
	tx   *Tx
	err  error // of OnMutate
}

// NewMutator binds a mutation to a client. It may be used by any number of calls at once.
func NewMutator[V, R, C any](c *Client, m Mutation[V, R, C]) *Mutator[V, R, C] {
	return &Mutator[V, R, C]{c: c, m: m}
}

// Do runs the mutation and returns when all its functions have.
func (m *Mutator[V, R, C]) Do(ctx context.Context, v V) (R, error) {
	c := m.c
	x, ctx, ok := m.begin(ctx, v)
	if !ok {
		var none R
		return none, ErrClosed
	}
	defer c.calls.Done()
	defer x.stop()
	defer context.AfterFunc(c.base, x.stop)()
	x.mutate(ctx)
	err := x.rest(ctx)
	x.end(err, nil)
	return x.r, err
}

// Go runs the mutation in the background. OnMutate has run when it returns; done, which may be nil, is called by
// Schedule when all is over, before those who watch hear of it.
func (m *Mutator[V, R, C]) Go(v V, done func(R, error)) {
	c := m.c
	x, ctx, ok := m.begin(c.base, v)
	if !ok {
		if done != nil {
			var none R
			c.cfg.Schedule(func() { done(none, ErrClosed) })
		}
		return
	}
	defer c.calls.Done()
	x.mutate(ctx)
	c.work.Go(func() { // owner: the client; Close cancels it and waits
		defer x.stop()
		err := x.rest(ctx)
		x.end(err, done)
	})
}

// State is the newest run since the last Reset.
func (m *Mutator[V, R, C]) State() MutationState[V, R] {
	m.c.mu.Lock()
	defer m.c.mu.Unlock()
	return m.state()
}

func (m *Mutator[V, R, C]) state() (s MutationState[V, R]) {
	if x := m.current; x != nil {
		s.MutationInfo, s.Vars, s.Data = m.c.mutationInfo(&x.mutation), x.v, x.r
	}
	return s
}

// Observe calls fn with the state as it is, before it returns, and by Schedule whenever it changes.
func (m *Mutator[V, R, C]) Observe(fn func(MutationState[V, R])) (cancel func()) {
	c := m.c
	l := &listener[V, R]{fn: fn, state: m.state}
	c.lock()
	m.listeners = append(m.listeners, l)
	m.watch(1)
	s := m.state()
	c.unlock()
	fn(s)
	return func() {
		c.lock()
		defer c.unlock()
		if !l.gone {
			l.gone = true
			m.listeners = slices.DeleteFunc(slices.Clone(m.listeners), func(x *listener[V, R]) bool { return x == l })
			m.watch(-1)
		}
	}
}

// watch counts the observers of the run that is shown.
func (m *Mutator[V, R, C]) watch(n int) {
	if m.current != nil {
		m.current.watched += n
		m.c.collectLater(&m.current.mutation)
	}
}

// Reset forgets the newest run; if it is still under way it goes on unseen.
func (m *Mutator[V, R, C]) Reset() {
	m.c.lock()
	defer m.c.unlock()
	m.watch(-len(m.listeners))
	m.current = nil
	m.changed()
}

// changed tells those who watch. Call it under the mutex.
func (m *Mutator[V, R, C]) changed() {
	for _, l := range m.listeners {
		if !l.queued {
			l.queued = true
			m.c.queue = append(m.c.queue, l)
		}
	}
}

type listener[V, R any] struct {
	fn           func(MutationState[V, R])
	state        func() MutationState[V, R]
	queued, gone bool
}

func (l *listener[V, R]) deliver(c *Client) {
	c.mu.Lock()
	l.queued = false
	gone, s := l.gone, l.state()
	c.mu.Unlock()
	if !gone {
		l.fn(s)
	}
}

// begin enters the run and gives the context it runs under; the caller calls Done of c.calls when it has handed it on, and
// the run's stop when all is over.
func (m *Mutator[V, R, C]) begin(ctx context.Context, v V) (*run[V, R, C], context.Context, bool) {
	c := m.c
	x := &run[V, R, C]{mu: m, v: v, tx: &Tx{c: c}}
	ctx, x.stop = context.WithCancel(ctx)
	x.repeat = func() { m.Go(v, nil) }
	x.info = MutationInfo{Key: m.m.Key, Variables: v, Meta: m.m.Meta}
	x.network, x.gcTime = m.m.Network, m.m.GCTime
	fallback(&x.gcTime, gcTime)
	if m.m.Scope != nil {
		x.info.Scope = m.m.Scope(v)
	}
	c.lock()
	if c.closed {
		c.unlock()
		x.stop()
		return nil, nil, false
	}
	c.calls.Add(1)
	c.beginMutation(&x.mutation)
	m.watch(-len(m.listeners))
	m.current = x
	m.watch(len(m.listeners))
	m.changed()
	c.unlock()
	return x, ctx, true
}

// mutate runs OnMutate.
func (x *run[V, R, C]) mutate(ctx context.Context) {
	m, c := x.mu, x.mu.c
	x.hook(StageMutate)
	if m.m.OnMutate == nil {
		return
	}
	func() {
		defer guard(&x.err)
		x.hand, x.err = m.m.OnMutate(ctx, x.tx, x.v)
	}()
	c.lock()
	x.layers = x.tx.layers
	x.info.Context = x.hand
	m.changed()
	c.unlock()
}

// rest runs all that follows OnMutate and gives the mutation's own error.
func (x *run[V, R, C]) rest(ctx context.Context) error {
	m, c := &x.mu.m, x.mu.c
	err := x.err
	if err == nil {
		err = x.attempts(ctx)
	}
	if err == nil {
		c.settle(x.tx.layers)
		x.hook(StageSuccess)
		if m.OnSuccess != nil {
			x.try("OnSuccess", func() error { return m.OnSuccess(ctx, x.r, x.v, x.hand) })
		}
	} else {
		c.lift(x.tx.layers)
		c.lock()
		x.info.Err = err
		c.unlock()
		x.hook(StageError)
		if m.OnError != nil {
			x.try("OnError", func() error { m.OnError(ctx, err, x.v, x.hand); return nil })
		}
	}
	x.hook(StageSettled)
	if m.OnSettled != nil {
		x.try("OnSettled", func() error { m.OnSettled(ctx, x.r, err, x.v, x.hand); return nil })
	}
	if m.Affects != nil {
		x.try("Affects", func() error {
			for _, f := range m.Affects(x.v) {
				c.Invalidate(f, AtMostEvery(c.cfg.Window), because(CauseInvalidate, m.Key.String()))
			}
			return nil
		})
	}
	if err == nil {
		c.foldSettled(x.tx.layers)
	}
	return err
}

// attempts runs Run until it succeeds or the policy gives up.
func (x *run[V, R, C]) attempts(ctx context.Context) error {
	m, c := &x.mu.m, x.mu.c
	for failures := 0; ; failures++ {
		if err := c.awaitTurn(ctx, &x.mutation, failures > 0, x.mu.changed); err != nil {
			return err
		}
		r, err := x.attempt(ctx)
		if err == nil {
			c.lock()
			x.r, x.info.Data, x.info.Failures, x.info.Err = r, r, 0, nil
			c.unlock()
			return nil
		}
		wait, again := c.again(m.Retry, NoRetry, failures, err)
		c.lock()
		x.info.Failures, x.info.Err = failures+1, err
		if again {
			x.mu.changed()
		}
		c.unlock()
		if !again {
			return err
		}
		if err := c.sleep(ctx, wait); err != nil {
			return err
		}
	}
}

func (x *run[V, R, C]) attempt(ctx context.Context) (r R, err error) {
	defer guard(&err)
	return x.mu.m.Run(ctx, x.v)
}

// end shows the outcome, after done has been called.
func (x *run[V, R, C]) end(err error, done func(R, error)) {
	c := x.mu.c
	c.lock()
	defer c.unlock()
	x.info.Status = MutSuccess
	if err != nil {
		x.info.Status = MutError
	}
	if done != nil {
		r := x.r
		c.tell(func() { done(r, err) })
	}
	c.endMutation(&x.mutation)
	if x.mu.current == x {
		x.mu.changed()
	}
}

func (x *run[V, R, C]) hook(stage MutationStage) {
	c := x.mu.c
	if c.cfg.OnMutation == nil {
		return
	}
	c.mu.Lock()
	info := c.mutationInfo(&x.mutation)
	c.mu.Unlock()
	x.try("OnMutation", func() error { c.cfg.OnMutation(stage, info); return nil })
}

// try runs a function whose error decides nothing.
func (x *run[V, R, C]) try(name string, fn func() error) {
	err := func() (err error) {
		defer guard(&err)
		return fn()
	}()
	if err != nil {
		x.mu.c.report(&CallbackError{Key: x.info.Key, Func: name, Err: err})
	}
}
