package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"letip/store/entity"
	"letip/store/event"
)

// trashKeeps is how long a deleted lead can be had back.
const trashKeeps = 30 * 24 * time.Hour

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

// Restore takes leads out of the trash. Those that aren't in it are left out.
func (db *DB) Restore(ctx context.Context, ids ...entity.BusinessID) error {
	err := db.write(ctx, typed, func(tx *sql.Tx) ([]event.Event, error) {
		back, err := queryIDs(ctx, tx, `SELECT id FROM business
			WHERE id IN (SELECT value FROM json_each(?)) AND deleted_at IS NOT NULL
			AND NOT EXISTS (SELECT 1 FROM merge WHERE loser = id) ORDER BY id`, idList(ids))
		if err != nil || len(back) == 0 {
			return nil, err
		}
		list := idList(back)
		err = runAll(ctx, tx,
			statement{"UPDATE business SET deleted_at = NULL WHERE id IN (SELECT value FROM json_each(?))", []any{list}},
			statement{`INSERT INTO timeline (business_id, at, kind, text)
				SELECT value, ?, 'restored', 'Taken out of the trash' FROM json_each(?)`, []any{db.millis(), list}},
		)
		return []event.Event{event.BusinessCreated{IDs: back}, event.StatsUpdated{}}, err
	})
	if err != nil {
		return fmt.Errorf("restore %s: %w", leads(len(ids)), err)
	}
	return nil
}

// selectGone are those that have lain in the trash for their time, with all that was merged into them. What was merged into
// a living one rests as long as that.
const selectGone = `
WITH RECURSIVE gone (id) AS (
	SELECT id FROM business WHERE deleted_at <= ? AND NOT EXISTS (SELECT 1 FROM merge WHERE loser = id)
	UNION SELECT m.loser FROM gone JOIN merge m ON m.survivor = gone.id)
SELECT id FROM gone ORDER BY id`

// emptyTrash removes for good what has lain in the trash for its time, with all that hangs on it.
func (db *DB) emptyTrash(ctx context.Context) error {
	before := db.now().Add(-trashKeeps).UnixMilli()
	err := db.write(ctx, typed, func(tx *sql.Tx) ([]event.Event, error) {
		gone, err := queryIDs(ctx, tx, selectGone, before)
		if err != nil || len(gone) == 0 {
			return nil, err
		}
		if err := remember(ctx, tx, gone, db.millis()); err != nil {
			return nil, err
		}
		err = runAll(ctx, tx,
			statement{"DELETE FROM business WHERE id IN (SELECT value FROM json_each(?))", []any{idList(gone)}},
			statement{"DELETE FROM undo_step WHERE id NOT IN (SELECT step FROM undo_row)", nil},
		)
		return []event.Event{event.BusinessDeleted{IDs: gone}}, err
	})
	if err != nil {
		return fmt.Errorf("empty the trash: %w", err)
	}
	return nil
}

// remember puts those of the leads that nobody may contact on the list, before they are gone for good.
func remember(ctx context.Context, tx *sql.Tx, gone []entity.BusinessID, now int64) (err error) {
	held, err := queryIDs(ctx, tx, `SELECT id FROM business
		WHERE id IN (SELECT value FROM json_each(?)) AND (do_not_contact = 1 OR stage = 'Do not contact') ORDER BY id`, idList(gone))
	if err != nil || len(held) == 0 {
		return err
	}
	s := &sqlSession{ctx: ctx, tx: tx}
	defer func() { err = errors.Join(err, s.close()) }()
	return suppressGone(s, held, "", now)
}
