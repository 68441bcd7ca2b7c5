package event

import "sync"

// slot names the place in a queue where only the newest event waits.
type slot struct {
	name Name
	key  string
}

func slotOf(e Event) (slot, bool) {
	if c, ok := e.(Coalescer); ok {
		return slot{name: e.EventName(), key: c.CoalesceKey()}, true
	}
	return slot{}, false
}

// subscription is one subscriber's queue. The newest event of a slot stands where it was published; the one it replaces
// leaves a hole, and holes are closed before they outnumber what waits, so that a stuck subscriber costs memory for facts
// only.
type subscription struct {
	accept func(Event) bool
	wake   chan struct{} // one token: something waits, or it is over

	mu    sync.Mutex // guards what follows
	queue []Event    // nil is a hole
	at    map[slot]int
	holes int
	done  bool
}

func newSubscription(accept func(Event) bool) *subscription {
	return &subscription{accept: accept, wake: make(chan struct{}, 1), at: map[slot]int{}}
}

func (s *subscription) push(e Event, place slot, coalesces bool) {
	s.mu.Lock()
	if s.done {
		s.mu.Unlock()
		return
	}
	if coalesces {
		if i, waits := s.at[place]; waits {
			s.queue[i] = nil
			s.holes++
		}
		s.at[place] = len(s.queue)
	}
	s.queue = append(s.queue, e)
	if s.holes > 64 && s.holes*2 > len(s.queue) {
		s.closeHoles()
	}
	s.mu.Unlock()
	s.signal()
}

// closeHoles moves what waits together. The caller holds mu.
func (s *subscription) closeHoles() {
	s.queue = withoutHoles(s.queue)
	s.holes = 0
	for i, e := range s.queue {
		if place, ok := slotOf(e); ok {
			s.at[place] = i
		}
	}
}

func withoutHoles(queue []Event) []Event {
	kept := queue[:0]
	for _, e := range queue {
		if e != nil {
			kept = append(kept, e)
		}
	}
	clear(queue[len(kept):])
	return kept
}

// take empties the queue; ok is false when the subscription is over.
func (s *subscription) take() (batch []Event, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.done {
		return nil, false
	}
	batch, s.queue = s.queue, nil
	if s.holes > 0 {
		batch = withoutHoles(batch)
		s.holes = 0
	}
	clear(s.at)
	return batch, true
}

func (s *subscription) run(deliver func(*subscription, []Event)) {
	for range s.wake {
		batch, ok := s.take()
		if !ok {
			return
		}
		if len(batch) > 0 {
			deliver(s, batch)
		}
	}
}

func (s *subscription) signal() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

func (s *subscription) stop() {
	s.mu.Lock()
	s.done = true
	s.queue = nil
	clear(s.at)
	s.mu.Unlock()
	s.signal()
}

func (s *subscription) stopped() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.done
}
