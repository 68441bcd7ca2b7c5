package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	zombie "zombiezen.com/go/sqlite"

	"letip/store/entity"
)

const (
	slotLength = 15 * time.Minute // of created_at; every time zone's days are made of quarters of an hour
	statsDays  = 30
	topCities  = 10
	separator  = "\x1f" // between a folded name and its spelling
)

const selectCounters = `
SELECT kind, name, n
FROM counter
WHERE kind IN ('total', 'status', 'stage', 'source', 'has', 'city', 'city spelling', 'category', 'category spelling') AND n > 0`

const selectSlots = `
SELECT CAST(name AS INTEGER), n
FROM counter
WHERE kind = 'slot' AND name >= ? AND n > 0`

const countDue = `
SELECT count(*)
FROM business
WHERE deleted_at IS NULL AND next_action_due <= ? AND next_action_due IS NOT NULL`

// Stats gives the dashboard's figures, from counters that triggers keep: each equals the GROUP BY over the leads that are
// not in the trash. Due today is what is due on this local day or was before it.
func (db *DB) Stats(ctx context.Context) (entity.Stats, error) {
	var s entity.Stats
	today := db.now().In(time.Local)
	err := db.fastRead(ctx, func(conn *zombie.Conn) error {
		figures, err := readFigures(conn, selectCounters)
		if err != nil {
			return err
		}
		s = figures.stats()
		if _, err := one(conn, countDue, []any{today.Format(dayForm)}, func(row *zombie.Stmt) { s.DueToday = row.ColumnInt(0) }); err != nil {
			return err
		}
		s.AddedPerDay, err = addedPerDay(conn, today)
		return err
	})
	if err != nil {
		return entity.Stats{}, fmt.Errorf("read the figures: %w", err)
	}
	return s, nil
}

// Cities gives each city that has leads, by count and then name.
func (db *DB) Cities(ctx context.Context) ([]entity.NameCount, error) { return db.names(ctx, "city") }

// Categories gives each category that has leads, by count and then name.
func (db *DB) Categories(ctx context.Context) ([]entity.NameCount, error) {
	return db.names(ctx, "category")
}

// Sources gives each source that leads are from, by count and then name.
func (db *DB) Sources(ctx context.Context) ([]entity.NameCount, error) {
	return db.names(ctx, "source")
}

// Tags gives each tag that leads bear, by count and then name.
func (db *DB) Tags(ctx context.Context) ([]entity.NameCount, error) { return db.names(ctx, "tag") }

func (db *DB) names(ctx context.Context, kind string) ([]entity.NameCount, error) {
	var f figures
	err := db.fastRead(ctx, func(conn *zombie.Conn) (err error) {
		f, err = readFigures(conn, "SELECT kind, name, n FROM counter WHERE kind IN (?, ?) AND n > 0", kind, kind+" spelling")
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read the names of each %s: %w", kind, err)
	}
	return f.spelled(kind), nil
}

// figures are counters by kind and name.
type figures map[string]map[string]int

func readFigures(conn *zombie.Conn, query string, args ...any) (figures, error) {
	f := figures{}
	err := each(conn, query, args, func(row *zombie.Stmt) error {
		kind := row.ColumnText(0)
		if f[kind] == nil {
			f[kind] = map[string]int{}
		}
		f[kind][row.ColumnText(1)] = row.ColumnInt(2)
		return nil
	})
	return f, err
}

func (f figures) stats() entity.Stats {
	s := entity.Stats{
		Total:      f["total"][""],
		WithEmail:  f["has"]["email"],
		WithPhone:  f["has"]["phone"],
		BySource:   f.spelled("source"),
		ByCategory: f.spelled("category"),
		ByCity:     f.spelled("city"),
	}
	s.ByCity = s.ByCity[:min(topCities, len(s.ByCity))]
	for _, status := range entity.EnrichmentStatuses {
		s.ByStatus = append(s.ByStatus, entity.NameCount{Name: string(status), Count: f["status"][string(status)]})
	}
	sortBars(s.ByStatus)
	for _, stage := range entity.Stages {
		if n := f["stage"][string(stage)]; n > 0 {
			s.ByStage = append(s.ByStage, entity.NameCount{Name: string(stage), Count: n})
		}
	}
	sortBars(s.ByStage)
	for group, into := range map[entity.EnrichmentStatus]*int{
		entity.Enriched: &s.Enriched, entity.Pending: &s.Pending, entity.Failed: &s.Failed,
	} {
		for _, status := range entity.StatusGroups[group] {
			*into += f["status"][string(status)]
		}
	}
	return s
}

// spelled gives the bars of a kind. Where names were counted folded, each bears its commonest spelling.
func (f figures) spelled(kind string) []entity.NameCount {
	type spelling struct {
		name string
		n    int
	}
	best := map[string]spelling{}
	for folded, n := range f[kind+" spelling"] {
		fold, name, _ := strings.Cut(folded, separator)
		if b := best[fold]; n > b.n || (n == b.n && name < b.name) {
			best[fold] = spelling{name, n}
		}
	}
	bars := make([]entity.NameCount, 0, len(f[kind]))
	for name, n := range f[kind] {
		if b, ok := best[name]; ok {
			name = b.name
		}
		bars = append(bars, entity.NameCount{Name: name, Count: n})
	}
	sortBars(bars)
	return bars
}

func sortBars(bars []entity.NameCount) {
	slices.SortFunc(bars, func(a, b entity.NameCount) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Name, b.Name))
	})
}

// addedPerDay puts the slots into the last local days, today's last.
func addedPerDay(conn *zombie.Conn, today time.Time) ([]entity.DateCount, error) {
	days := make([]entity.DateCount, statsDays)
	at := make(map[string]int, statsDays)
	year, month, day := today.Date()
	for i := range days {
		date := time.Date(year, month, day-statsDays+1+i, 12, 0, 0, 0, time.Local).Format(dayForm)
		days[i].Date, at[date] = date, i
	}
	first := time.Date(year, month, day-statsDays+1, 0, 0, 0, 0, time.Local)
	from := fmt.Sprintf("%010d", first.Unix()/int64(slotLength/time.Second))
	err := each(conn, selectSlots, []any{from}, func(row *zombie.Stmt) error {
		slot := time.Unix(row.ColumnInt64(0)*int64(slotLength/time.Second), 0)
		if i, ok := at[slot.In(time.Local).Format(dayForm)]; ok {
			days[i].Count += row.ColumnInt(1)
		}
		return nil
	})
	return days, err
}
