package query

import (
	"slices"
	"time"
)

// meterSize is how many of the newest fetches the percentiles are made of.
const meterSize = 256

// Meter is how the keys under one first segment have fared since the client began.
type Meter struct {
	Prefix       Path
	Hits, Misses int // mounts and fetches that found fresh data, and that did not
	Fetches      int
	Failures     int
	P50, P95     time.Duration // of the newest fetches, with their retries
}

// HitRatio is the share of hits, 0 without any.
func (m Meter) HitRatio() float64 {
	if m.Hits+m.Misses == 0 {
		return 0
	}
	return float64(m.Hits) / float64(m.Hits+m.Misses)
}

// meter is guarded by the client's mutex.
type meter struct {
	prefix                          Path
	hits, misses, fetches, failures int
	took                            []time.Duration
}

func (m *meter) add(took time.Duration, failed bool) {
	if len(m.took) < meterSize {
		m.took = append(m.took, took)
	} else {
		m.took[m.fetches%meterSize] = took
	}
	m.fetches++
	if failed {
		m.failures++
	}
}

type meters struct {
	all map[string]*meter
}

func (m *meters) of(p Path) *meter {
	head := p.Head(1)
	if m.all[head.enc] == nil {
		if m.all == nil {
			m.all = map[string]*meter{}
		}
		m.all[head.enc] = &meter{prefix: head}
	}
	return m.all[head.enc]
}

// Meters gives the figures of each first segment, by name.
func (c *Client) Meters() []Meter {
	c.mu.Lock()
	defer c.mu.Unlock()
	out := make([]Meter, 0, len(c.meters.all))
	for _, m := range c.meters.all {
		took := slices.Sorted(slices.Values(m.took))
		one := Meter{Prefix: m.prefix, Hits: m.hits, Misses: m.misses, Fetches: m.fetches, Failures: m.failures}
		if n := len(took); n > 0 {
			one.P50, one.P95 = took[n/2], took[min(n-1, n*95/100)]
		}
		out = append(out, one)
	}
	slices.SortFunc(out, func(a, b Meter) int {
		if a.Prefix.String() < b.Prefix.String() {
			return -1
		}
		return 1
	})
	return out
}
