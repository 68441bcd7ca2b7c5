package store

import (
	"context"
	"database/sql"
	"fmt"

	"letip/store/entity"
	"letip/store/event"
)

// Delete moves leads to the trash, and gives the step that brings them back. Those that are gone already are left out;
// where none is left to delete, the error is ErrNotFound.
func (db *DB) Delete(ctx context.Context, ids ...entity.BusinessID) (undo int64, err error) {
	err = db.write(ctx, typed, func(tx *sql.Tx) ([]event.Event, error) {
		live, label, err := liveAmong(ctx, tx, ids)
		if err != nil {
			return nil, err
		}
		if len(live) == 0 {
			return nil, ErrNotFound
		}
		now := db.millis()
		if undo, err = openStep(ctx, tx, now, entity.UndoDelete, "Deleted "+label); err != nil {
			return nil, err
		}
		list := idList(live)
		columns := []string{"deleted_at"}
		err = runAll(ctx, tx,
			noteBefore(undo, columns, list),
			statement{"UPDATE business SET deleted_at = ? WHERE id IN (SELECT value FROM json_each(?))", []any{now, list}},
			noteAfter(undo, columns),
			statement{`INSERT INTO timeline (business_id, at, kind, text, step)
				SELECT business_id, ?, 'deleted', 'Moved to the trash', step FROM undo_row WHERE step = ?`, []any{now, undo}},
		)
		return []event.Event{event.BusinessDeleted{IDs: live}, event.StatsUpdated{}}, err
	})
	if err != nil {
		return 0, fmt.Errorf("delete %s: %w", leads(len(ids)), err)
	}
	return undo, nil
}

// liveAmong gives those that are not in the trash, and what to call them: by name where it is one.
func liveAmong(ctx context.Context, tx *sql.Tx, ids []entity.BusinessID) (live []entity.BusinessID, label string, err error) {
	live, err = queryIDs(ctx, tx, `SELECT id FROM business
		WHERE id IN (SELECT value FROM json_each(?)) AND deleted_at IS NULL ORDER BY id`, idList(ids))
	if err != nil || len(live) != 1 {
		return live, leads(len(live)), err
	}
	err = tx.QueryRowContext(ctx, "SELECT name FROM business WHERE id = ?", live[0]).Scan(&label)
	return live, label, err
}
