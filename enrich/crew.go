package enrich

import (
	"context"
	"sync"
	"time"

	"letip/scrape/fetch"
)

const (
	// places is how many visits move at once: the pool of SPEC F6.
	places = 8
	// patience is how long a visit waits for one page, the host's pause before it and all, before it stands aside for
	// another visit. A host that sends a byte an hour would else keep an eighth of the pool for the 20 s of its visit.
	patience = 2 * time.Second
	// answerPatience is the same from the moment a request is out: what a tarpit may delay the others by.
	answerPatience = 900 * time.Millisecond
	// aside is how many visits may stand aside. Beyond it half the web is slow, and the pool waits with it.
	aside = 8
)

// crew is the places of a pool. A visit holds one while it moves.
type crew struct {
	free     chan struct{} // holds a token for each place taken
	patience time.Duration
}

func newCrew(size int) *crew { return &crew{free: make(chan struct{}, size), patience: patience} }

// place is one visit's hold on its place.
type place struct {
	crew *crew

	mu   sync.Mutex // guards held
	held bool
}

// turn takes a place for the next visit of a job and puts it into the context. It is a job.Grouping's Turn.
func (c *crew) turn(ctx context.Context) (context.Context, func(), error) {
	p := &place{crew: c}
	if err := p.back(ctx); err != nil {
		return nil, nil, err
	}
	return context.WithValue(ctx, placeKey{}, p), p.leave, nil
}

// placeKey is where a visit's place stands in its context.
type placeKey struct{}

// placeOf is the place that turn put into the context.
func placeOf(ctx context.Context) *place {
	p, _ := ctx.Value(placeKey{}).(*place)
	return p
}

// back takes a place again; it does nothing if the visit has one.
func (p *place) back(ctx context.Context) error {
	p.mu.Lock()
	held := p.held
	p.mu.Unlock()
	if held {
		return nil
	}
	select {
	case p.crew.free <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	p.mu.Lock()
	p.held = true
	p.mu.Unlock()
	return nil
}

// leave gives the place up; it does nothing if the visit has none.
func (p *place) leave() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.held {
		p.held = false
		<-p.crew.free
	}
}

// wait is a visit that waits, and stands aside if that takes long.
type wait struct {
	place *place
	late  *time.Timer
	until time.Time
	stood chan struct{}
}

// begin starts to wait; end must be called, by the same goroutine.
func (p *place) begin() *wait {
	w := &wait{place: p, until: time.Now().Add(p.crew.patience), stood: make(chan struct{})}
	w.late = time.AfterFunc(p.crew.patience, func() {
		defer close(w.stood)
		p.leave()
	})
	return w
}

// atMost shortens the wait.
func (w *wait) atMost(d time.Duration) {
	if left := time.Until(w.until); d < left && w.late.Stop() {
		w.until = time.Now().Add(d)
		w.late.Reset(d)
	}
}

// end takes a place again. Its error is that none was free before ctx ended.
func (w *wait) end(ctx context.Context) error {
	if w.late.Stop() {
		return nil
	}
	<-w.stood
	return w.place.back(ctx)
}

// do asks for a page as f does, and stands aside while the answer is long in coming.
func (p *place) do(ctx context.Context, f Fetcher, r fetch.Request) (*fetch.Response, error) {
	w := p.begin()
	r.OnWire = func() { w.atMost(answerPatience) }
	res, err := f.Do(ctx, r)
	if lost := w.end(ctx); lost != nil && err == nil {
		return nil, fetch.AsError(lost)
	}
	return res, err
}

// calm is a Fetcher for one visit: it stands aside where it has to wait long.
type calm struct {
	Fetcher
	place *place
}

// Do implements Fetcher.
func (c calm) Do(ctx context.Context, r fetch.Request) (*fetch.Response, error) {
	return c.place.do(ctx, c.Fetcher, r)
}
