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
	// patience is how long a visit waits for one answer before it stands aside for another. A host that sends a byte an
	// hour would else keep an eighth of the pool for the 20 s of its visit.
	patience = 2 * time.Second
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

// apart does what may be long in coming, and stands aside while it is. Its error is that no place was free again.
func (p *place) apart(ctx context.Context, long func()) error {
	stood := make(chan struct{})
	late := time.AfterFunc(p.crew.patience, func() {
		defer close(stood)
		p.leave()
	})
	long()
	if late.Stop() {
		return nil
	}
	<-stood
	return p.back(ctx)
}

// do asks for a page as f does, and stands aside while the answer is long in coming.
func (p *place) do(ctx context.Context, f Fetcher, r fetch.Request) (res *fetch.Response, err error) {
	if lost := p.apart(ctx, func() { res, err = f.Do(ctx, r) }); lost != nil && err == nil {
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
