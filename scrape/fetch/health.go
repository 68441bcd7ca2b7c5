package fetch

import (
	"net"
	"slices"
	"sync"
	"time"

	"letip/store/entity"
)

const (
	interfaceEvery = 5 * time.Second
	// hostsToOffline is how many different websites in a row must be out of reach before it is the network's fault and
	// not theirs. An API is one host, and believed at once.
	hostsToOffline = 3
)

// board keeps what real requests have shown of each source.
type board struct {
	notify     func(entity.Health)
	interfaces func() bool // whether this machine has any way out

	telling sync.Mutex // held from a change to the end of its notify, so that they are told in order

	mu      sync.Mutex // guards what follows
	sources []*sourceState
	up      bool // what interfaces said last
	told    entity.Health
}

type sourceState struct {
	entity.SourceHealth
	local bool                // mounted: says nothing of the network
	lost  map[string]struct{} // websites out of reach since the last that was not
}

func newBoard(notify func(entity.Health), allowPrivate bool) *board {
	b := &board{notify: notify, interfaces: hasInterface, up: true, told: entity.Health{State: entity.Online}}
	if allowPrivate {
		b.interfaces = func() bool { return true } // loopback will do
	}
	return b
}

// tell counts how a request of a source went.
func (b *board) tell(p *plan, err *Error, local bool) {
	if p.Source == "" || p.robots || err != nil && err.ours {
		return
	}
	b.change(func(now time.Time) {
		s := b.of(p.Source)
		s.local = local
		switch {
		case err == nil:
			b.up = b.up || !local
			s.LastOK = now
			s.set(entity.Online, "", time.Time{})
		case p.Kind == Page:
			s.pageFailed(p.url.Hostname(), err)
		default:
			s.apiFailed(err, now)
		}
		if err != nil && err.dialled {
			b.up = b.interfaces()
		}
	})
}

// look asks the machine for its network interfaces.
func (b *board) look() {
	up := b.interfaces()
	b.change(func(time.Time) { b.up = up })
}

// change makes a change and tells of it if it is a transition.
func (b *board) change(apply func(now time.Time)) {
	b.telling.Lock()
	defer b.telling.Unlock()
	b.mu.Lock()
	apply(time.Now())
	health := b.health(b.up)
	moved := transition(b.told, health)
	b.told = health
	b.mu.Unlock()
	if moved && b.notify != nil {
		b.notify(health)
	}
}

// snapshot is the badge as it is now.
func (b *board) snapshot() entity.Health {
	up := b.interfaces()
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.health(up)
}

// of gives a source's state. The caller holds mu.
func (b *board) of(name string) *sourceState {
	for _, s := range b.sources {
		if s.Source == name {
			return s
		}
	}
	s := &sourceState{SourceHealth: entity.SourceHealth{Source: name, State: entity.Online}}
	b.sources = append(b.sources, s)
	return s
}

// health is SPEC section 5's rule. The caller holds mu.
func (b *board) health(up bool) entity.Health {
	h := entity.Health{State: entity.Online}
	away, remote := 0, 0
	for _, s := range b.sources {
		h.Sources = append(h.Sources, s.SourceHealth)
		if s.State != entity.Online {
			h.State = entity.Limited
		}
		if s.local {
			continue
		}
		remote++
		if s.State == entity.Offline {
			away++
		}
	}
	if !up || remote > 0 && away == remote {
		h.State = entity.Offline
	}
	return h
}

// transition reports whether a person should hear of a change; that a source went well once more is none.
func transition(was, is entity.Health) bool {
	return was.State != is.State || !slices.EqualFunc(was.Sources, is.Sources, func(a, b entity.SourceHealth) bool {
		return a.Source == b.Source && a.State == b.State && a.Message == b.Message && a.Until.Equal(b.Until)
	})
}

func (s *sourceState) set(state entity.HealthState, message string, until time.Time) {
	s.State, s.Message, s.Until, s.lost = state, message, until, nil
}

// apiFailed reads an API's failure by its class.
func (s *sourceState) apiFailed(err *Error, now time.Time) {
	state := traits[err.Class].health
	switch {
	case state == "":
		return
	case state == entity.Offline && !err.dialled:
		state = entity.Limited // it was reached, and then broke off
	case state == entity.Online:
		s.set(state, "", time.Time{})
		return
	}
	until := time.Time{}
	if err.RetryAfter > 0 {
		until = now.Add(err.RetryAfter)
	}
	s.set(state, err.Message, until)
}

// pageFailed reads a website's failure: its own affair, unless others are out of reach too.
func (s *sourceState) pageFailed(host string, err *Error) {
	switch {
	case err.dialled:
		if s.lost == nil {
			s.lost = map[string]struct{}{}
		}
		if s.lost[host] = struct{}{}; len(s.lost) >= hostsToOffline {
			s.State, s.Message = entity.Offline, "No website could be reached lately."
		}
	case err.Status != 0:
		s.set(entity.Online, "", time.Time{}) // it said no, over a network that works
	}
}

// hasInterface reports whether this machine has a way to others.
func hasInterface() bool {
	all, err := net.Interfaces()
	if err != nil {
		return true // not known is no reason to cry
	}
	return slices.ContainsFunc(all, func(i net.Interface) bool {
		addrs, err := i.Addrs()
		return err == nil && leadsOut(i.Flags, addrs)
	})
}

// leadsOut reports whether an interface is up and has an address that other machines can be reached from.
func leadsOut(flags net.Flags, addrs []net.Addr) bool {
	return flags&net.FlagRunning != 0 && flags&net.FlagLoopback == 0 && slices.ContainsFunc(addrs, func(a net.Addr) bool {
		ip, ok := a.(*net.IPNet)
		return ok && ip.IP.IsGlobalUnicast()
	})
}
