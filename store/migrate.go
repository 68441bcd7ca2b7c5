package store

import (
	"context"
	"database/sql"
	"fmt"

	"letip/store/event"
	"letip/store/migration"
)

// schemaVersion is the newest schema this program knows.
func schemaVersion() (int, error) {
	steps, err := migration.Steps()
	if err != nil {
		return 0, err
	}
	return len(steps), nil
}

// migrate brings the database from the version in its header to ours. Each step is a transaction of its own, so that a
// process that dies leaves one version or the next, and never something between. An older file with data in it is backed
// up first.
func (db *DB) migrate(ctx context.Context, h header) error {
	steps, err := migration.Steps()
	if err != nil {
		return err
	}
	if h.version >= len(steps) {
		return nil
	}
	if h.tables > 0 {
		if _, err := db.backupBeside(ctx, fmt.Sprintf("before-format-%d", len(steps))); err != nil {
			return fmt.Errorf("back up before migrating: %w", err)
		}
	}
	for _, step := range steps[h.version:] {
		err := db.write(ctx, typed, func(tx *sql.Tx) ([]event.Event, error) {
			if _, err := tx.ExecContext(ctx, step.SQL); err != nil {
				return nil, err
			}
			mark := fmt.Sprintf("PRAGMA application_id=%d; PRAGMA user_version=%d", applicationID, step.Version)
			_, err := tx.ExecContext(ctx, mark)
			return nil, err
		})
		if err != nil {
			return fmt.Errorf("migrate to %s: %w", step.Name, err)
		}
	}
	return nil
}
