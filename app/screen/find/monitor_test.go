package find

import (
	"strings"
	"testing"
	"time"

	"letip/app/lead"
	"letip/app/screen"
	"letip/store/entity"
)

func TestASourceThatAsksForAPauseIsSaidToAndUntilWhen(t *testing.T) {
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.Local)
	m := &monitor{f: &Find{room: &screen.Room{Now: func() time.Time { return now }}}}
	run := lead.Run{Job: entity.Job{
		ID: 1, Status: entity.JobActive, Percent: 12, Search: &entity.Search{Query: "Freehold, NJ", Sources: []string{"osm"}},
	}, Phase: "Asking OpenStreetMap"}
	m.health = entity.Health{Sources: []entity.SourceHealth{{Source: "osm", State: entity.Limited, Until: now.Add(30 * time.Second)}}}
	if got, want := m.words(run), "12 % · OpenStreetMap asks for a pause; the search goes on at 09:00:30"; got != want {
		t.Errorf("the line says %q, want %q", got, want)
	}
	now = now.Add(31 * time.Second)
	if got := m.words(run); !strings.Contains(got, "Asking OpenStreetMap") {
		t.Errorf("after the pause the line says %q", got)
	}
	m.health.Sources[0].Until = now.Add(time.Minute)
	run.Search.Sources = []string{"sample"}
	if got := m.words(run); strings.Contains(got, "pause") {
		t.Errorf("another source's pause is said of this search: %q", got)
	}
}
