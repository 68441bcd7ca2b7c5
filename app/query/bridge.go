package query

import (
	"fmt"
	"sync"
)

// Bus is where events come from. fn may be called from any goroutine, one call after the other per topic.
type Bus interface {
	Subscribe(topic string, fn func(payload any)) (cancel func())
}

// Bridge carries events from a bus into the cache.
type Bridge struct {
	c   *Client
	bus Bus

	mu      sync.Mutex // guards what follows
	cancels []func()
	wrong   int
}

// NewBridge makes a bridge without any traffic; see On.
func NewBridge(c *Client, b Bus) *Bridge { return &Bridge{c: c, bus: b} }

// Close ends all subscriptions.
func (b *Bridge) Close() {
	b.mu.Lock()
	cancels := b.cancels
	b.cancels = nil
	b.mu.Unlock()
	for _, cancel := range cancels {
		cancel()
	}
}

// Wrong counts the payloads that were not of the type their topic was bound to.
func (b *Bridge) Wrong() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.wrong
}

// PayloadError reports a payload of a wrong type.
type PayloadError struct {
	Topic   string
	Payload any
}

func (e *PayloadError) Error() string {
	return fmt.Sprintf("event %s carries a %T", e.Topic, e.Payload)
}

// On runs fn for every event of the topic, inside one Batch. A payload that is not an E is counted and reported.
func On[E any](b *Bridge, topic string, fn func(a *Actions, e E)) {
	cancel := b.bus.Subscribe(topic, func(payload any) {
		e, ok := payload.(E)
		if !ok {
			b.mu.Lock()
			b.wrong++
			b.mu.Unlock()
			b.c.report(&PayloadError{topic, payload})
			return
		}
		b.c.Batch(func() {
			a := &Actions{c: b.c, topic: topic}
			seq := b.c.openLine(topic, payload)
			defer func() { b.c.closeLine(seq, a.touches) }() // also when fn panics: the lines after it wait
			fn(a, e)
			a.done()
		})
	})
	b.mu.Lock()
	defer b.mu.Unlock()
	b.cancels = append(b.cancels, cancel)
}

// Actions is what an event does to the cache.
type Actions struct {
	c       *Client
	topic   string
	touches []Touch
}

// Invalidate marks at once, and refetches what is watched no more often than Config.Window: of 500 events in a second
// a list hears a handful of times.
func (a *Actions) Invalidate(fs ...Filter) {
	for _, f := range fs {
		a.touches = append(a.touches, Touch{f.Prefix, DidInvalidate})
		a.c.Invalidate(f, AtMostEvery(a.c.cfg.Window), because(CauseInvalidate, a.topic))
	}
}

// Remove takes single keys out of the cache; see Client.Remove.
func (a *Actions) Remove(ps ...Path) {
	for _, p := range ps {
		a.touches = append(a.touches, Touch{p, DidRemove})
		a.c.Remove(Filter{Prefix: p, Exact: true})
	}
}

// Apply changes one key without reading: fn gets what is there (ok tells whether), and gives what is to be, or false.
func Apply[T any](a *Actions, k Key[T], fn func(old T, ok bool) (T, bool), opts ...WriteOption) {
	a.touches = append(a.touches, Touch{k.Path, DidApply})
	if _, err := upsert(a.c, k, fn, opts); err != nil {
		a.c.report(fmt.Errorf("event %s at %s: %w", a.topic, k, err))
	}
}

// done tells the developer tools.
func (a *Actions) done() {
	a.c.lock()
	defer a.c.unlock()
	a.c.emit(nil, Event{Kind: EventBus, Topic: a.topic, Touched: paths(a.touches)})
}
