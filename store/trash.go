package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	zombie "zombiezen.com/go/sqlite"

	"letip/store/entity"
	"letip/store/event"
)

// trashKeeps is how long a deleted lead can be had back.
const trashKeeps = 30 * 24 * time.Hour

// In the trash are those that were deleted, but for those that rest in another lead since they were merged into it.
const inTrash = `b.deleted_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM merge WHERE loser = b.id)`

const (
	countTrash  = `SELECT count(*) FROM business b WHERE ` + inTrash
	selectTrash = `SELECT ` + businessColumns + ` FROM business b
WHERE ` + inTrash + `
ORDER BY b.deleted_at DESC, b.id
LIMIT ? OFFSET ?`
)

// Trash gives one page of the deleted leads, the newest deletion first, without their contacts. Error: *RequestError.
func (db *DB) Trash(ctx context.Context, p entity.Page) (entity.TrashPage, error) {
	if p.Limit == 0 {
		p.Limit = defaultLimit
	}
	switch {
	case p.Limit < 1 || p.Limit > maxLimit:
		return entity.TrashPage{}, badRequest("limit", "A page holds 1 to %d leads, not %d.", maxLimit, p.Limit)
	case p.Number < 0:
		return entity.TrashPage{}, badRequest("page", "Pages are counted from 1.")
	}
	page, now := entity.TrashPage{Data: []entity.TrashedLead{}}, db.now()
	err := db.fastRead(ctx, func(conn *zombie.Conn) error {
		_, err := one(conn, countTrash, nil, func(row *zombie.Stmt) { page.Total = row.ColumnInt(0) })
		if err != nil {
			return err
		}
		args := []any{p.Limit, max(p.Number-1, 0) * p.Limit}
		return each(conn, selectTrash, args, func(row *zombie.Stmt) error {
			b, err := readBusiness(row)
			left := b.DeletedAt.Add(trashKeeps).Sub(now)
			page.Data = append(page.Data, entity.TrashedLead{Business: b, DaysLeft: int(max(left, 0) / (24 * time.Hour))})
			return err
		})
	})
	if err != nil {
		return entity.TrashPage{}, fmt.Errorf("read the trash: %w", err)
	}
	return page, nil
}

// Restore is PutBack for those who take nothing back.
func (db *DB) Restore(ctx context.Context, ids ...entity.BusinessID) error {
	_, err := db.PutBack(ctx, ids...)
	return err
}

// PutBack takes leads out of the trash, and gives the step that takes that back, or 0 where none was in it. Those that aren't
// are left out.
func (db *DB) PutBack(ctx context.Context, ids ...entity.BusinessID) (step int64, err error) {
	err = db.write(ctx, typed, func(tx *sql.Tx) ([]event.Event, error) {
		back, err := queryIDs(ctx, tx, "SELECT b.id FROM business b WHERE b.id IN (SELECT value FROM json_each(?)) AND "+inTrash+" ORDER BY b.id", idList(ids))
		if err != nil || len(back) == 0 {
			return nil, err
		}
		label := leads(len(back))
		if len(back) == 1 {
			if err := tx.QueryRowContext(ctx, "SELECT name FROM business WHERE id = ?", back[0]).Scan(&label); err != nil {
				return nil, err
			}
		}
		now := db.millis()
		if step, err = openDeed(ctx, tx, now, entity.UndoRestore, "Took "+label+" out of the trash"); err != nil {
			return nil, err
		}
		list, columns := idList(back), []string{"deleted_at"}
		err = runAll(ctx, tx,
			noteBefore(step, columns, list),
			statement{"UPDATE business SET deleted_at = NULL WHERE id IN (SELECT value FROM json_each(?))", []any{list}},
			noteAfter(step, columns),
			statement{`INSERT INTO timeline (business_id, at, kind, text, step)
				SELECT value, ?, 'restored', 'Taken out of the trash', ? FROM json_each(?)`, []any{now, step, list}},
		)
		return []event.Event{event.BusinessCreated{IDs: back}, event.StatsUpdated{}}, err
	})
	if err != nil {
		return 0, fmt.Errorf("restore %s: %w", leads(len(ids)), err)
	}
	return step, nil
}

// selectGone are leads of the trash, each with all that was merged into it. What was merged into a living one rests as long
// as that.
const selectGone = `
WITH RECURSIVE gone (id) AS (
	SELECT b.id FROM business b WHERE ` + inTrash + ` AND %s
	UNION SELECT m.loser FROM gone JOIN merge m ON m.survivor = gone.id)
SELECT id FROM gone ORDER BY id`

// EmptyTrash removes for good all that is in the trash, and says how many leads that were. It can't be taken back.
func (db *DB) EmptyTrash(ctx context.Context) (int, error) {
	return db.purge(ctx, fmt.Sprintf(selectGone, "true"))
}

// Purge removes leads of the trash for good, and says how many that were; those that aren't in it are left out. It can't be
// taken back.
func (db *DB) Purge(ctx context.Context, ids ...entity.BusinessID) (int, error) {
	return db.purge(ctx, fmt.Sprintf(selectGone, "b.id IN (SELECT value FROM json_each(?))"), idList(ids))
}

// purgeOld removes for good what has lain in the trash for its time.
func (db *DB) purgeOld(ctx context.Context) error {
	_, err := db.purge(ctx, fmt.Sprintf(selectGone, "b.deleted_at <= ?"), db.now().Add(-trashKeeps).UnixMilli())
	return err
}

// purge removes leads with all that hangs on them: what is kept of them for undo, too. Whom nobody may contact is known
// again when it is found once more.
func (db *DB) purge(ctx context.Context, which string, args ...any) (n int, err error) {
	err = db.write(ctx, typed, func(tx *sql.Tx) ([]event.Event, error) {
		gone, err := queryIDs(ctx, tx, which, args...)
		if err != nil || len(gone) == 0 {
			return nil, err
		}
		if err := remember(ctx, tx, gone, db.millis()); err != nil {
			return nil, err
		}
		list := idList(gone)
		err = tx.QueryRowContext(ctx, `SELECT count(*) FROM json_each(?) WHERE value NOT IN (SELECT loser FROM merge)`, list).Scan(&n)
		if err != nil {
			return nil, err
		}
		err = runAll(ctx, tx,
			statement{"DELETE FROM undo_row WHERE business_id IN (SELECT value FROM json_each(?))", []any{list}},
			statement{forgetImages, []any{list}},
			statement{"DELETE FROM business WHERE id IN (SELECT value FROM json_each(?))", []any{list}},
			statement{forgetEmptySteps, nil},
		)
		return []event.Event{event.BusinessDeleted{IDs: gone}, event.StatsUpdated{}}, err
	})
	if err != nil {
		return 0, fmt.Errorf("empty the trash: %w", err)
	}
	return n, nil
}

const (
	// forgetImages removes what undo keeps of leads.
	forgetImages = `
DELETE FROM undo_image WHERE seq IN (
	SELECT i.seq FROM undo_image i JOIN (SELECT value AS id FROM json_each(?)) gone
	ON gone.id IN (
		iif(i.tbl = 'business', i.key ->> '$.id', NULL),
		coalesce(i.after, i.before) ->> '$.business_id',
		i.key ->> '$.a', i.key ->> '$.b', i.key ->> '$.loser', coalesce(i.after, i.before) ->> '$.survivor'))`
	// forgetEmptySteps removes the steps of which nothing is left to take back.
	forgetEmptySteps = `
DELETE FROM undo_step WHERE NOT EXISTS (SELECT 1 FROM undo_row WHERE step = undo_step.id)
	AND NOT EXISTS (SELECT 1 FROM undo_image WHERE step = undo_step.id)
	AND NOT EXISTS (SELECT 1 FROM undo_brought t JOIN business b ON b.id BETWEEN t.first_id AND t.last_id WHERE t.step = undo_step.id)
	AND id NOT IN (SELECT step FROM import WHERE status = 'active')`
)

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
