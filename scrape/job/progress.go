package job

import (
	"math"
	"time"

	"letip/store/entity"
	"letip/store/event"
)

// almost is the most a running job shows: 100 comes with its last event alone.
const almost = 99

// meter turns counted work into what a screen shows. It is pure: the run that owns it guards it and gives it the time.
type meter struct {
	items    int             // planned
	ended    int             // done, failed or skipped
	shares   map[int]float64 // by Seq: how far the items in work are, 0 to 1
	counts   entity.Counts   // of the ended items and of those in work
	floor    entity.Counts   // what an earlier run had shown: shown until counts have come so far again
	shown    float64         // the highest percent so far
	started  time.Time
	startsAt float64 // the fraction that earlier runs had done
}

func (m *meter) fraction() float64 {
	if m.items == 0 {
		return 0
	}
	sum := float64(m.ended)
	for _, s := range m.shares {
		sum += s
	}
	return min(sum/float64(m.items), 1)
}

// percent never falls, and stays below 100.
func (m *meter) percent() float64 {
	m.shown = max(m.shown, min(m.fraction()*100, almost))
	return m.shown
}

// shownCounts never fall: a resumed item is counted afresh from its stored answer, and that takes a moment.
func (m *meter) shownCounts() entity.Counts {
	if m.counts.Found < m.floor.Found {
		return m.floor
	}
	return m.counts
}

// eta is the time left at the pace of this run; zero is unknown.
func (m *meter) eta(now time.Time) time.Duration {
	done := m.fraction()
	gained := done - m.startsAt
	if gained <= 0 {
		return 0
	}
	left := float64(now.Sub(m.started)) * (1 - done) / gained
	if left >= math.MaxInt64 {
		return 0
	}
	return time.Duration(left).Round(time.Millisecond)
}

func plus(a, b entity.Counts) entity.Counts {
	a.Found += b.Found
	a.Saved += b.Saved
	a.Duplicate += b.Duplicate
	a.Outside += b.Outside
	a.OverLimit += b.OverLimit
	a.Failed += b.Failed
	a.Total += b.Total
	a.Enriched += b.Enriched
	a.Partial += b.Partial
	a.NoWebsite += b.NoWebsite
	a.Blocked += b.Blocked
	return a
}

// progressEvent wraps a progress in the event of its kind.
func progressEvent(p entity.Progress) event.Event {
	if p.Kind == entity.KindEnrich {
		return event.EnrichmentProgress{Progress: p}
	}
	return event.ScrapingProgress{Progress: p}
}
