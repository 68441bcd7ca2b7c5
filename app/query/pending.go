package query

import (
	"context"
	"errors"
)

// Pending are the fetches that a call started or asked for. Nobody has to wait for it.
type Pending struct {
	n     int           // how many there were
	left  int           // guarded by the client's mutex, as errs is until ready
	ready chan struct{} // closed when none is left
	errs  []error
}

// newPending starts with one for the call itself, so that it is not done before all are counted.
func newPending() *Pending { return &Pending{left: 1, ready: make(chan struct{})} }

// add expects one more fetch. Call it under the mutex.
func (p *Pending) add() *Pending {
	p.n++
	p.left++
	return p
}

// settle counts one fetch down. Call it under the mutex.
func (p *Pending) settle(err error) {
	if err != nil {
		p.errs = append(p.errs, err)
	}
	if p.left--; p.left == 0 {
		close(p.ready)
	}
}

// Count is how many fetches there are to wait for.
func (p *Pending) Count() int { return p.n }

// Wait returns when all have landed, failed or were cancelled, with the errors of those that failed. Fetches that
// pause for the network are not waited for.
func (p *Pending) Wait(ctx context.Context) error {
	select {
	case <-p.ready:
		return errors.Join(p.errs...)
	case <-ctx.Done():
		return ctx.Err()
	}
}
