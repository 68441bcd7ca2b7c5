package job

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"letip/store/entity"
)

// Whatever items do in whatever order, what is shown never falls, stays below 100, and its counts add up.
func TestMeterNeverFalls(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		items := rapid.IntRange(1, 20).Draw(t, "items")
		m := meter{items: items, shares: map[int]float64{}, shown: rapid.Float64Range(0, 90).Draw(t, "earlier")}
		m.floor.Found = rapid.IntRange(0, 10).Draw(t, "shown before")
		m.floor.Saved = m.floor.Found
		before, found := m.percent(), m.shownCounts().Found
		for seq := range items {
			for range rapid.IntRange(0, 5).Draw(t, "steps") {
				n := rapid.IntRange(0, 3).Draw(t, "rows")
				m.counts = plus(m.counts, entity.Counts{Found: 2 * n, Saved: n, Outside: n})
				m.shares[seq] = rapid.Float64Range(0, 1).Draw(t, "share")
			}
			if rapid.Bool().Draw(t, "ends") {
				delete(m.shares, seq)
				m.ended++
			}
			p, c := m.percent(), m.shownCounts()
			if p < before || p >= 100 {
				t.Fatalf("%v %% after %v %%", p, before)
			}
			if c.Found < found || c.Found != c.Saved+c.Outside {
				t.Fatalf("%+v after %d found", c, found)
			}
			before, found = p, c.Found
		}
	})
}

func TestTimeLeftFollowsThePaceOfThisRun(t *testing.T) {
	began := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	m := meter{items: 10, ended: 5, shares: map[int]float64{}, started: began, startsAt: 0.5}
	if got := m.eta(began.Add(time.Minute)); got != 0 {
		t.Errorf("before any work of this run: %v", got)
	}
	m.ended = 7
	if got := m.eta(began.Add(time.Minute)); got != 90*time.Second {
		t.Errorf("two items took a minute, three are left: %v", got)
	}
}
