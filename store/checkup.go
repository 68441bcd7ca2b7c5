package store

import (
	"context"
	"errors"
	"fmt"

	"letip/store/entity"
)

// Checkup is what Check found. Each error is a sentence about what is wrong, nil is sound.
type Checkup struct {
	Integrity error // of the file, its indexes and what refers to what
	Schema    error // of the format, against what this program knows
	Search    error // of the search and the counters, against the leads
	Version   int   // of the format
	Leads     int   // not in the trash
}

// checked is how many leads the search must find by their own names.
const checked = 20

const spreadLeads = `
SELECT id, name
FROM business
WHERE deleted_at IS NULL
AND length(name) >= 3
AND id % (SELECT 1 + max(id) / ? FROM business) = 0
ORDER BY id
LIMIT ?`

// Check looks at the whole database and changes nothing. A million leads take half a minute; ctx ends it.
func (db *DB) Check(ctx context.Context) (Checkup, error) {
	var c Checkup
	var err error
	if c.Integrity, err = db.checkIntegrity(ctx); err != nil {
		return c, err
	}
	known, err := schemaVersion()
	if err != nil {
		return c, err
	}
	if err := db.reader().QueryRowContext(ctx, "PRAGMA user_version").Scan(&c.Version); err != nil {
		return c, fmt.Errorf("read the format: %w", err)
	}
	if c.Version != known {
		c.Schema = fmt.Errorf("the format is %d, this program knows %d", c.Version, known)
	}
	c.Search, err = db.checkSearch(ctx, &c.Leads)
	return c, err
}

// checkIntegrity gives what is wrong, and an error where that couldn't be found out. It asks on a connection of its own: one
// that has looked into the search index before the last writes takes it for damaged, since FTS5's own check (SQLite 3.54.1)
// doesn't look whether what it remembers of the index is still so.
func (db *DB) checkIntegrity(ctx context.Context) (wrong, err error) {
	fresh, err := openReaders(db.path, 1)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, fresh.Close()) }()
	var verdict string
	err = fresh.QueryRowContext(ctx, "PRAGMA integrity_check(1)").Scan(&verdict)
	switch {
	case err != nil && isDamage(err):
		return err, nil
	case err != nil:
		return nil, fmt.Errorf("check the integrity: %w", err)
	case verdict != "ok":
		return errors.New(verdict), nil
	}
	rows, err := fresh.QueryContext(ctx, "PRAGMA foreign_key_check")
	if err != nil {
		return nil, fmt.Errorf("check what refers to what: %w", err)
	}
	defer rows.Close()
	if rows.Next() {
		wrong = errors.New("something refers to a lead or a job that is not there")
	}
	return wrong, rows.Err()
}

// checkSearch asks for leads from all over the table by their names, and holds the counter of all leads against them.
func (db *DB) checkSearch(ctx context.Context, leads *int) (wrong, err error) {
	if err := db.reader().QueryRowContext(ctx, "SELECT count(*) FROM business WHERE deleted_at IS NULL").Scan(leads); err != nil {
		return nil, fmt.Errorf("count the leads: %w", err)
	}
	s, err := db.Stats(ctx)
	if err != nil {
		return nil, err
	}
	if s.Total != *leads {
		return fmt.Errorf("the figures say %d leads, there are %d", s.Total, *leads), nil
	}
	rows, err := db.reader().QueryContext(ctx, spreadLeads, checked, checked)
	if err != nil {
		return nil, fmt.Errorf("choose leads to search for: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var id entity.BusinessID
		var name string
		if err := rows.Scan(&id, &name); err != nil {
			return nil, fmt.Errorf("choose leads to search for: %w", err)
		}
		n, err := db.Count(ctx, entity.Filter{Search: name, IDs: []entity.BusinessID{id}})
		if err != nil {
			return nil, err
		}
		if n != 1 {
			return fmt.Errorf("lead %d is not found by its own name", id), nil
		}
	}
	return nil, rows.Err()
}
