package lead

import (
	"slices"
	"sync"

	"letip/app/query"
	"letip/store/event"
)

// Bus is where events come from: batches in the order they happened.
type Bus interface {
	SubscribeAll(fn func([]event.Event)) (cancel func())
}

// topics gives the bus's one stream out by the events' names. Neighbours of one name travel together, so that a flood
// of them costs the cache one look.
type topics struct {
	bus Bus

	mu     sync.Mutex // guards what follows
	fns    map[event.Name]func(any)
	cancel func() // of the stream; nil while nobody listens
}

// Subscribe implements query.Bus: fn gets a []event.Event of that name.
func (t *topics) Subscribe(topic string, fn func(any)) (cancel func()) {
	name := event.Name(topic)
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.fns == nil {
		t.fns = map[event.Name]func(any){}
	}
	t.fns[name] = fn
	if t.cancel == nil {
		t.cancel = t.bus.SubscribeAll(t.take)
	}
	return func() { t.leave(name) }
}

func (t *topics) leave(name event.Name) {
	t.mu.Lock()
	delete(t.fns, name)
	var cancel func()
	if len(t.fns) == 0 {
		cancel, t.cancel = t.cancel, nil
	}
	t.mu.Unlock()
	if cancel != nil {
		cancel()
	}
}

// take runs on the bus's goroutine for this stream, one batch after the other.
func (t *topics) take(batch []event.Event) {
	for len(batch) > 0 {
		name := batch[0].EventName()
		n := slices.IndexFunc(batch, func(e event.Event) bool { return e.EventName() != name })
		if n < 0 {
			n = len(batch)
		}
		t.mu.Lock()
		fn := t.fns[name]
		t.mu.Unlock()
		if fn != nil {
			fn(batch[:n])
		}
		batch = batch[n:]
	}
}

// bridge carries every event of the table from the bus to the cache.
func bridge(d *Desk, bus Bus) *query.Bridge {
	b := query.NewBridge(d.cache, &topics{bus: bus})
	for _, r := range Table {
		query.On(b, string(r.Event), func(a *query.Actions, es []event.Event) { d.follow(a, r, es) })
	}
	return b
}

// follow does to the cache what the table says of events of one name.
func (d *Desk) follow(a *query.Actions, r Rule, es []event.Event) {
	var stale, gone targets
	for _, e := range es {
		s := subjectOf(e)
		if patch := patches[r.Event]; patch != nil {
			patch(d, a, e)
		}
		gone.add(r.Remove, s)
		stale.add(r.Invalidate, s)
		if n, ok := noticeOf(r, e); ok {
			d.tell(n)
		}
	}
	for _, id := range gone.ids {
		a.Remove(KeyStory(id).Path, KeyBusiness(id).Path)
	}
	a.Invalidate(stale.filters()...)
}

// noticeOf is what a person is told of an event.
func noticeOf(r Rule, e event.Event) (n Notice, ok bool) {
	if r.Notify == "" {
		return n, false
	}
	n.Kind = r.Notify
	switch e := e.(type) {
	case event.ScrapingComplete:
		n.Job = e.Job
	case event.ScrapingFailed:
		n.Job = e.Job
	case event.EnrichmentComplete:
		n.Job = e.Job
	case event.EnrichmentFailed:
		n.Failure = e.Failure
	}
	return n, true
}
