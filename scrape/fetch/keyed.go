package fetch

import (
	"context"
	"sync"
)

// keyed lets one holder at a time into each key. The zero value is ready.
type keyed struct {
	mu    sync.Mutex // guards slots and their counts
	slots map[string]*keyedSlot
}

type keyedSlot struct {
	turn  chan struct{} // full while somebody holds the key
	users int           // holders and waiters; the slot goes with the last
}

// lock waits for the key or for ctx, whose error it returns then.
func (k *keyed) lock(ctx context.Context, key string) (unlock func(), err error) {
	k.mu.Lock()
	if k.slots == nil {
		k.slots = map[string]*keyedSlot{}
	}
	s := k.slots[key]
	if s == nil {
		s = &keyedSlot{turn: make(chan struct{}, 1)}
		k.slots[key] = s
	}
	s.users++
	k.mu.Unlock()

	leave := func() {
		k.mu.Lock()
		defer k.mu.Unlock()
		if s.users--; s.users == 0 {
			delete(k.slots, key)
		}
	}
	select {
	case s.turn <- struct{}{}:
		return func() { <-s.turn; leave() }, nil
	case <-ctx.Done():
		leave()
		return nil, ctx.Err()
	}
}
