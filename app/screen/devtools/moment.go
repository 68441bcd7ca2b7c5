package devtools

import (
	"slices"
	"time"

	"letip/app/query"
)

// keptMoments is how many moments the timeline shows.
const keptMoments = 500

// kind is what a moment is of.
type kind uint8

// The kinds in the order of their chips.
const (
	anyKind kind = iota
	ofEvent
	ofRead
	ofChange
)

// moment is one line of the timeline: an event of the bus with what it did and the reads it brought, a read with its
// cause and outcome, or a mutation from its beginning to its end.
type moment struct {
	id   uint64
	kind kind
	at   time.Time

	topic   string
	payload any
	touches []query.Touch
	reads   int // that an event or a mutation brought
	shared  int // readers beyond the first, whom those reads also served
	ids     []uint64

	path      query.Path
	cause     query.Cause
	outcome   query.EventKind
	took      time.Duration
	observers int
	err       error

	mutation query.MutationInfo
	layers   int // the most that were open
	ended    time.Time
}

// timeline folds the cache's story into moments. It belongs to the goroutine that takes the pictures.
type timeline struct {
	seen    uint64
	all     []*moment              // the oldest first
	reading map[query.Path]*moment // fetches that have not ended
	event   map[string]*moment     // the newest of each topic
	change  map[string]*moment     // the newest of each mutation's key
	changes map[uint64]*moment     // by the mutation's number
}

func newTimeline() *timeline {
	return &timeline{
		reading: map[query.Path]*moment{}, event: map[string]*moment{}, change: map[string]*moment{}, changes: map[uint64]*moment{},
	}
}

// read takes new lines and reports whether there were any.
func (t *timeline) read(lines []query.Line) bool {
	for i := range lines {
		l := &lines[i]
		t.seen = l.Seq
		switch l.Kind {
		case query.EventBus:
			m := t.add(l, ofEvent)
			m.payload, m.touches = l.Payload, l.Touches
			t.event[l.Topic] = m
		case query.EventMutation:
			t.mutate(l)
		default:
			t.fetch(l)
		}
	}
	if len(t.all) > keptMoments {
		t.forget(t.all[:len(t.all)-keptMoments])
		t.all = slices.Clone(t.all[len(t.all)-keptMoments:])
	}
	return len(lines) > 0
}

func (t *timeline) add(l *query.Line, k kind) *moment {
	m := &moment{id: l.Seq, kind: k, at: l.At, topic: l.Topic}
	t.all = append(t.all, m)
	return m
}

// fetch is a step of a read.
func (t *timeline) fetch(l *query.Line) {
	m := t.reading[l.Path]
	if l.Kind == query.EventFetch || m == nil {
		m = t.add(l, ofRead)
		m.path, m.cause = l.Path, l.Cause
		t.reading[l.Path] = m
		t.blame(m)
	}
	m.outcome, m.observers = l.Kind, max(m.observers, l.Observers)
	if l.Took > 0 {
		m.took = l.Took
	}
	if l.Err != nil {
		m.err = l.Err
	}
	switch l.Kind {
	case query.EventSuccess, query.EventFailure, query.EventCanceled, query.EventDropped:
		delete(t.reading, l.Path)
		if by := t.behind(m); by != nil && m.observers > 1 {
			by.shared += m.observers - 1
		}
	}
}

// blame counts a read with the event or the mutation that brought it.
func (t *timeline) blame(m *moment) {
	if by := t.behind(m); by != nil {
		by.reads++
		by.ids = append(by.ids, m.id)
	}
}

// behind is the event or the mutation that a read is due to, nil if it is due to neither.
func (t *timeline) behind(m *moment) *moment {
	if m.topic == "" {
		return nil
	}
	if by := t.event[m.topic]; by != nil {
		return by
	}
	return t.change[m.topic]
}

// mutate is a step of a mutation.
func (t *timeline) mutate(l *query.Line) {
	info := *l.Mutation
	m := t.changes[info.ID]
	if m == nil {
		m = t.add(l, ofChange)
		t.changes[info.ID] = m
		t.change[info.Key.String()] = m
	}
	m.mutation = info
	m.layers = max(m.layers, len(info.Layers))
	if info.Status == query.MutSuccess || info.Status == query.MutError {
		m.ended = l.At
		m.err = info.Err
	}
}

// forget lets go of moments that are no longer shown.
func (t *timeline) forget(old []*moment) {
	for _, m := range old {
		if t.reading[m.path] == m {
			delete(t.reading, m.path)
		}
		if t.event[m.topic] == m {
			delete(t.event, m.topic)
		}
		if m.kind == ofChange {
			delete(t.changes, m.mutation.ID)
			if key := m.mutation.Key.String(); t.change[key] == m {
				delete(t.change, key)
			}
		}
	}
}

// newest gives copies of the moments, the newest first: the picture must not change while it is looked at.
func (t *timeline) newest() []moment {
	out := make([]moment, 0, len(t.all))
	for _, m := range slices.Backward(t.all) {
		c := *m
		c.ids = slices.Clone(m.ids)
		out = append(out, c)
	}
	return out
}

// totals sums up the reads of the timeline.
type totals struct {
	p50, p95 time.Duration
	reads    int
	saved    int // fetches that sharing made needless in the last minute
}

func (t *timeline) totals(now time.Time) totals {
	var sum totals
	var took []time.Duration
	for _, m := range t.all {
		if m.kind != ofRead || m.outcome != query.EventSuccess && m.outcome != query.EventFailure {
			continue
		}
		took = append(took, m.took)
		if m.observers > 1 && now.Sub(m.at) <= time.Minute {
			sum.saved += m.observers - 1
		}
	}
	slices.Sort(took)
	if n := len(took); n > 0 {
		sum.reads, sum.p50, sum.p95 = n, took[n/2], took[min(n-1, n*95/100)]
	}
	return sum
}
