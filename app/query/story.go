package query

import "time"

// Line is one line of the cache's story: what a timeline shows of a fetch, an event of the bus or a mutation. It holds
// no state of an entry, so that keeping it costs nothing while nobody looks; see Config.Story.
type Line struct {
	Seq  uint64 // counts from 1
	At   time.Time
	Kind EventKind

	Path      Path // of a fetch
	Observers int
	Cause     Cause
	Topic     string // the bus event, or the mutation behind it
	Took      time.Duration
	Err       error

	Touches  []Touch       // EventBus: what the event did
	Payload  any           // EventBus: what it carried
	Mutation *MutationInfo // EventMutation

	open bool // what the event does is still being done
}

// Touch is what an event of the bus did to the keys under a prefix; the zero Path is everything.
type Touch struct {
	Path Path
	Did  Deed
}

// Deed is what can be done to keys.
type Deed uint8

// The deeds of Actions.
const (
	DidInvalidate Deed = iota
	DidRemove
	DidApply
)

// String is the word the developer tools show.
func (d Deed) String() string { return [...]string{"invalidated", "removed", "patched"}[d] }

// told are the kinds that make a line when they are emitted; EventBus makes one before it begins.
var told = [len(eventWords)]bool{
	EventFetch: true, EventRetry: true, EventSuccess: true, EventFailure: true, EventCanceled: true, EventPaused: true,
	EventResumed: true, EventDropped: true, EventMutation: true,
}

// story is a ring of the newest lines. Guarded by the client's mutex.
type story struct {
	lines []Line
	last  uint64
}

func (s *story) tell(most int, l Line) {
	s.last++
	l.Seq = s.last
	if len(s.lines) < most {
		s.lines = append(s.lines, l)
		return
	}
	s.lines[int((s.last-1)%uint64(most))] = l
}

// tellLine keeps a line, if the client keeps any.
func (c *Client) tellLine(e *entry, ev *Event) {
	if c.cfg.Story <= 0 || !told[ev.Kind] {
		return
	}
	l := Line{
		At: c.wall(c.t), Kind: ev.Kind, Cause: ev.Cause, Topic: ev.Topic, Took: ev.Took,
	}
	if e != nil {
		l.Path, l.Observers = e.path, len(e.watchers)
		if ev.Kind == EventFailure {
			l.Err = e.state.err
		} else {
			l.Err = e.state.reason
		}
	}
	if ev.Kind == EventMutation {
		m := ev.Mutation
		l.Mutation = &m
	}
	c.story.tell(c.cfg.Story, l)
}

// openLine begins the line of an event of the bus, so that it stands before those of the fetches it brings.
func (c *Client) openLine(topic string, payload any) (seq uint64) {
	if c.cfg.Story <= 0 {
		return 0
	}
	c.lock()
	defer c.unlock()
	c.story.tell(c.cfg.Story, Line{At: c.wall(c.t), Kind: EventBus, Topic: topic, Payload: payload, open: true})
	return c.story.last
}

// closeLine ends it with what the event did.
func (c *Client) closeLine(seq uint64, ts []Touch) {
	if seq == 0 {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if l := c.line(seq); l.Seq == seq { // else it has left the ring already
		l.Touches, l.open = ts, false
	}
}

func (c *Client) line(seq uint64) *Line { return &c.story.lines[int((seq-1)%uint64(c.cfg.Story))] }

// Story gives the lines that are kept and came after a number, the oldest first, up to an event that is still at work.
func (c *Client) Story(after uint64) []Line {
	c.mu.Lock()
	defer c.mu.Unlock()
	n := min(uint64(len(c.story.lines)), c.story.last-min(after, c.story.last))
	out := make([]Line, 0, n)
	for seq := c.story.last - n + 1; seq <= c.story.last; seq++ {
		l := c.line(seq)
		if l.open {
			break
		}
		out = append(out, *l)
	}
	return out
}

// Changes counts everything that a subscriber would have heard of: while it stands still, so does what Entries gives,
// but for what age alone does.
func (c *Client) Changes() uint64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.changes
}

// Simulation is what the developer tools have put in the place of an entry's fetches.
type Simulation uint8

// What TriggerLoading and TriggerError put there.
const (
	NotSimulated Simulation = iota
	SimulatedLoading
	SimulatedError
)

func (s *simulation) kind() Simulation {
	switch {
	case s == nil:
		return NotSimulated
	case s.hang:
		return SimulatedLoading
	}
	return SimulatedError
}

// Inspection is all that is known of one entry.
type Inspection struct {
	EntryInfo
	Options   Options // of whoever asked last
	Fetchable bool    // somebody knows how to fetch it
	Data      any     // as readers see it; read only
	Readers   []Reader
}

// Reader is one observer of an entry.
type Reader struct {
	Enabled, Paused bool
	StaleTime       time.Duration
	Poll            time.Duration // 0: does not poll
}

// Inspect looks at one entry. It does not count as reading.
func (c *Client) Inspect(p Path) (Inspection, bool) {
	c.lock()
	defer c.unlock()
	e := c.find(p)
	if e == nil {
		return Inspection{}, false
	}
	i := Inspection{EntryInfo: e.info(), Fetchable: e.fetcher() != nil, Options: c.resolve(p, Options{})}
	if e.plan != nil {
		i.Options = *e.plan.options()
	}
	if e.state.data != nil {
		i.Data = e.state.data.value()
	}
	for _, w := range e.watchers {
		i.Readers = append(i.Readers, Reader{
			Enabled: w.enabled, Paused: w.paused, StaleTime: w.plan.options().StaleTime, Poll: w.poll,
		})
	}
	return i, true
}

// figures are those of one entry: what the meter of its prefix also counts.
type figures struct {
	took                  time.Duration // of the newest fetch, with its retries
	hits, misses, fetches int32
}

func (e *entry) hit()  { e.figures.hits++; e.meter.hits++ }
func (e *entry) miss() { e.figures.misses++; e.meter.misses++ }

// fetched counts a fetch that came to its end.
func (e *entry) fetched(took time.Duration, failed bool) {
	e.figures.took = took
	e.figures.fetches++
	e.meter.add(took, failed)
}

// paths are the touches without what was done.
func paths(ts []Touch) []Path {
	out := make([]Path, len(ts))
	for i, t := range ts {
		out[i] = t.Path
	}
	return out
}
