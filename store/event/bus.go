package event

import (
	"slices"
	"sync"

	"github.com/sourcegraph/conc"
	"github.com/sourcegraph/conc/panics"

	"letip/store/entity"
)

// Bus carries events from those who publish to those who subscribe, in one process.
//
// Publish never waits for a subscriber: each subscription has a queue and a goroutine of its own, which the Bus owns and
// waits for in Close. A subscription sees its events in the order they were published. Facts are never dropped; of a
// Coalescer only the newest of a key waits in a queue. The progress of a job that has ended is not delivered any more.
type Bus struct {
	goroutines conc.WaitGroup // the subscriptions' goroutines; Close waits

	mu      sync.Mutex // guards what follows, and makes the order of events one for all
	subs    []*subscription
	ended   map[entity.JobID]bool // jobs whose end was published and that were not taken up again
	onPanic func(error)
	closed  bool
}

// NewBus gives a bus without subscribers. Close it.
func NewBus() *Bus {
	return &Bus{ended: map[entity.JobID]bool{}}
}

// OnPanic sets what is told of a panic in a subscriber: an error that holds its value and stack. The subscription lives on.
func (b *Bus) OnPanic(fn func(error)) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.onPanic = fn
}

// Subscribe calls fn with each event of type E, one after the other and in order, on a goroutine of its own, until cancel
// or Close. No call starts once cancel has returned; a call that runs is not waited for, so that fn itself may cancel.
func Subscribe[E Event](b *Bus, fn func(E)) (cancel func()) {
	accept := func(e Event) bool {
		_, ok := e.(E)
		return ok
	}
	return b.subscribe(accept, func(s *subscription, batch []Event) {
		for _, e := range batch {
			if s.stopped() {
				return
			}
			b.guard(func() { fn(e.(E)) })
		}
	})
}

// SubscribeAll calls fn with all that was published since its last call, in order. The slice is fn's to keep.
func (b *Bus) SubscribeAll(fn func([]Event)) (cancel func()) {
	accept := func(Event) bool { return true }
	return b.subscribe(accept, func(_ *subscription, batch []Event) {
		b.guard(func() { fn(batch) })
	})
}

// Publish hands events to every subscription's queue and returns. It never waits for a subscriber; after Close it does
// nothing.
func (b *Bus) Publish(events ...Event) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.closed {
		return
	}
	for _, e := range events {
		if b.late(e) {
			continue
		}
		slot, coalesces := slotOf(e)
		for _, s := range b.subs {
			if s.accept(e) {
				s.push(e, slot, coalesces)
			}
		}
	}
}

// Close stops delivery: what is queued goes nowhere, handlers that run are waited for, and no goroutine stays. It must not
// be called from a handler. A second Close does nothing.
func (b *Bus) Close() {
	b.mu.Lock()
	b.closed = true
	for _, s := range b.subs {
		s.stop()
	}
	b.subs = nil
	b.mu.Unlock()
	b.goroutines.Wait()
}

func (b *Bus) subscribe(accept func(Event) bool, deliver func(*subscription, []Event)) func() {
	s := newSubscription(accept)
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.closed {
		return func() {}
	}
	b.subs = append(b.subs, s)
	b.goroutines.Go(func() { s.run(deliver) })
	return func() { b.cancel(s) }
}

func (b *Bus) cancel(s *subscription) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.subs = slices.DeleteFunc(b.subs, func(x *subscription) bool { return x == s })
	s.stop()
}

// late reports whether e is progress of a job whose end is already on its way, and keeps count of the ends.
func (b *Bus) late(e Event) bool {
	switch e := e.(type) {
	case ScrapingProgress:
		return b.ended[e.JobID]
	case EnrichmentProgress:
		return b.ended[e.JobID]
	case ScrapingComplete:
		b.ended[e.Job.ID] = true
	case ScrapingFailed:
		b.ended[e.Job.ID] = true
	case EnrichmentComplete:
		b.ended[e.Job.ID] = true
	case JobChanged:
		if e.Job.Status.Ended() {
			b.ended[e.Job.ID] = true
		} else {
			delete(b.ended, e.Job.ID)
		}
	}
	return false
}

// guard runs a handler, so that its panic ends neither the subscription nor the program.
func (b *Bus) guard(fn func()) {
	recovered := panics.Try(fn)
	if recovered == nil {
		return
	}
	b.mu.Lock()
	report := b.onPanic
	b.mu.Unlock()
	if report != nil {
		report(recovered.AsError())
	}
}
