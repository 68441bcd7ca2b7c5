package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"time"

	"letip/store/entity"
	"letip/store/normal"
)

// searchesKept is how many different searches are remembered.
const searchesKept = 50

const insertSearch = `
INSERT INTO search (asked, search, job_id, last_run)
VALUES (?, ?, ?, ?)
ON CONFLICT (asked) DO UPDATE
SET search = excluded.search, job_id = excluded.job_id, last_run = excluded.last_run, runs = runs + 1`

const forgetSearches = `
DELETE FROM search
WHERE id IN (SELECT id FROM search ORDER BY last_run DESC, id DESC LIMIT -1 OFFSET ?)`

const recentSearches = `
SELECT s.search, s.job_id, j.status, s.last_run, s.runs, j.saved + j.duplicate
FROM search s
JOIN job j ON j.id = s.job_id
ORDER BY s.last_run DESC, s.id DESC
LIMIT ?`

// rememberSearch notes a scrape's search as the most recent one.
func rememberSearch(ctx context.Context, tx *sql.Tx, job entity.Job) error {
	asked, err := json.Marshal(searchKey(*job.Search))
	if err != nil {
		return fmt.Errorf("remember the search: %w", err)
	}
	search, err := json.Marshal(job.Search)
	if err != nil {
		return fmt.Errorf("remember the search: %w", err)
	}
	_, err = tx.ExecContext(ctx, insertSearch, string(asked), string(search), job.ID, job.CreatedAt.UnixMilli())
	if err != nil {
		return fmt.Errorf("remember the search: %w", err)
	}
	if _, err := tx.ExecContext(ctx, forgetSearches, searchesKept); err != nil {
		return fmt.Errorf("forget old searches: %w", err)
	}
	return nil
}

// searchKey makes the form under which two searches are the same thing searched for again: how many results are
// wanted and whether the cache may answer don't tell them apart.
func searchKey(s entity.Search) entity.Search {
	same := entity.Search{
		Query: normal.Fold(s.Query), Radius: s.Radius,
		Categories: slices.Sorted(slices.Values(s.Categories)), Sources: slices.Sorted(slices.Values(s.Sources)),
	}
	if s.Place != nil {
		round := func(degrees float64) float64 { return math.Round(degrees*1e4) / 1e4 } // 11 m
		same.Place = &entity.Place{Point: entity.Point{Lat: round(s.Place.Lat), Lon: round(s.Place.Lon)}}
	}
	return same
}

// RecentSearches lists what was searched for, the latest first.
func (db *DB) RecentSearches(ctx context.Context, limit int) ([]entity.RecentSearch, error) {
	rows, err := db.reader().QueryContext(ctx, recentSearches, limit)
	if err != nil {
		return nil, fmt.Errorf("list recent searches: %w", err)
	}
	defer rows.Close()
	recent := []entity.RecentSearch{}
	for rows.Next() {
		var r entity.RecentSearch
		var search []byte
		var at int64
		if err := rows.Scan(&search, &r.Job, &r.Status, &at, &r.Runs, &r.Leads); err != nil {
			return nil, fmt.Errorf("list recent searches: %w", err)
		}
		if err := json.Unmarshal(search, &r.Search); err != nil {
			return nil, fmt.Errorf("read a recent search: %w", err)
		}
		r.LastRun = time.UnixMilli(at).UTC()
		recent = append(recent, r)
	}
	return recent, rows.Err()
}
