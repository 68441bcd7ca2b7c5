package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"letip/store/entity"
	"letip/store/event"
)

// columnKinds are the kinds of step that change columns of leads, of which undo_row has both sides.
var columnKinds = map[entity.UndoKind]bool{entity.UndoUpdate: true, entity.UndoDelete: true, entity.UndoRestore: true}

// stepQuery finds a step by its id, kind and label.
type stepQuery struct {
	sql  string
	args []any
	none error // what it is that there is none
}

// takeBack takes back the step that a query finds.
func (db *DB) takeBack(ctx context.Context, which string, args ...any) (entity.Undone, error) {
	u, err := db.turn(ctx, stepQuery{which, args, ErrNothingToUndo}, db.takeBackStep)
	if err != nil {
		return entity.Undone{}, fmt.Errorf("undo: %w", err)
	}
	return u, nil
}

// turn runs a step back or on, and tells of the leads that it touched.
func (db *DB) turn(ctx context.Context, which stepQuery, run func(s session, u *entity.Undone) error) (u entity.Undone, err error) {
	err = db.write(ctx, typed, func(tx *sql.Tx) (events []event.Event, err error) {
		err = tx.QueryRowContext(ctx, which.sql, which.args...).Scan(&u.Step, &u.Kind, &u.Label)
		if errors.Is(err, sql.ErrNoRows) {
			return nil, which.none
		}
		if err != nil {
			return nil, err
		}
		return db.turned(ctx, tx, &u, run)
	})
	if err != nil {
		return entity.Undone{}, err
	}
	return u, nil
}

func (db *DB) turned(ctx context.Context, tx *sql.Tx, u *entity.Undone, run func(s session, u *entity.Undone) error) (events []event.Event, err error) {
	s := &sqlSession{ctx: ctx, tx: tx}
	defer func() { err = errors.Join(err, s.close()) }()
	if u.IDs, err = touchedBy(s, u.Step); err != nil {
		return nil, err
	}
	before, err := liveOnes(s, u.IDs)
	if err != nil {
		return nil, err
	}
	if err := run(s, u); err != nil {
		return nil, err
	}
	if err := agree(s, u.IDs, db.millis()); err != nil {
		return nil, err
	}
	// What is put back was settled before: it needs its keys, and to be held back where its like was put on the list since.
	if _, err := settle(s, db.millis(), settleHeld); err != nil {
		return nil, err
	}
	after, err := liveOnes(s, u.IDs)
	return turnEvents(before, after), err
}

// undoForGood takes back a step that was cut short, so that nothing is left of it.
func (db *DB) undoForGood(ctx context.Context, tx *sql.Tx, u *entity.Undone) ([]event.Event, error) {
	return db.turned(ctx, tx, u, func(s session, u *entity.Undone) error {
		if err := db.takeBackRows(s, u, db.millis()); err != nil {
			return err
		}
		return s.run("DELETE FROM undo_step WHERE id = ?", u.Step)
	})
}

// takeBackRows removes the leads that a step brought and puts back the rows of which there are images.
func (db *DB) takeBackRows(s session, u *entity.Undone, now int64) error {
	kept, err := removeBrought(s, u.Step, now)
	if kept > 0 {
		u.Remark = leads(kept) + " that you have worked on since: in the trash now."
	}
	if err != nil {
		return err
	}
	return takeBackImages(s, u.Step, false, now)
}

// turnEvents tells what came, what is otherwise, and what went.
func turnEvents(before, after []entity.BusinessID) (events []event.Event) {
	var came, stayed []entity.BusinessID
	for _, id := range after {
		if _, was := slices.BinarySearch(before, id); was {
			stayed = append(stayed, id)
		} else {
			came = append(came, id)
		}
	}
	went := slices.DeleteFunc(before, func(id entity.BusinessID) bool { _, is := slices.BinarySearch(after, id); return is })
	if len(came) > 0 {
		events = append(events, event.BusinessCreated{IDs: came})
	}
	if len(stayed) > 0 {
		events = append(events, event.BusinessUpdated{IDs: stayed})
	}
	if len(went) > 0 {
		events = append(events, event.BusinessDeleted{IDs: went})
	}
	if len(events) > 0 {
		events = append(events, event.StatsUpdated{})
	}
	return events
}

// selectTouched are the leads that a step is about: those whose columns it changed, those it brought, and those to which the
// rows belong of which there are images.
const selectTouched = `
SELECT business_id FROM undo_row WHERE step = ?1
UNION SELECT b.id FROM undo_brought t JOIN business b ON b.id BETWEEN t.first_id AND t.last_id WHERE t.step = ?1
UNION SELECT key ->> '$.id' FROM undo_image WHERE step = ?1 AND tbl = 'business'
UNION SELECT after ->> '$.business_id' FROM undo_image WHERE step = ?1 AND after ->> '$.business_id' IS NOT NULL
UNION SELECT before ->> '$.business_id' FROM undo_image WHERE step = ?1 AND before ->> '$.business_id' IS NOT NULL
UNION SELECT key ->> '$.a' FROM undo_image WHERE step = ?1 AND tbl = 'identity_pair'
UNION SELECT key ->> '$.b' FROM undo_image WHERE step = ?1 AND tbl = 'identity_pair'
ORDER BY 1`

func touchedBy(s session, step int64) ([]entity.BusinessID, error) {
	return idsOfRows(s, selectTouched, step)
}

func liveOnes(s session, ids []entity.BusinessID) ([]entity.BusinessID, error) {
	return idsOfRows(s, "SELECT id FROM business WHERE id IN (SELECT value FROM json_each(?)) AND deleted_at IS NULL ORDER BY id", idList(ids))
}

func idsOfRows(s session, query string, args ...any) (ids []entity.BusinessID, err error) {
	err = s.rows(query, args, func(row scanner) error {
		var id entity.BusinessID
		err := row.Scan(&id)
		ids = append(ids, id)
		return err
	})
	return ids, err
}

// takeBackStep takes back what a step did, the last first: it removes the leads that it brought, puts back the rows of which
// there are images, and then the columns. It keeps how to do it again, where that is not too much.
func (db *DB) takeBackStep(s session, u *entity.Undone) error {
	if busy, err := exists(s, "SELECT 1 WHERE ? IN ("+atWork+")", u.Step); err != nil || busy {
		if err == nil {
			err = ErrAtWork
		}
		return err
	}
	now, brought := db.millis(), int64(0)
	err := s.rows("SELECT coalesce(sum(last_id - first_id + 1), 0) FROM undo_brought WHERE step = ?", []any{u.Step}, func(row scanner) error {
		return row.Scan(&brought)
	})
	if err != nil {
		return err
	}
	again := brought <= redoable
	keep := recording{step: u.Step, bound: everything, back: true}
	rows := func() error { return db.takeBackRows(s, u, now) }
	if again {
		err = keep.of(s, rows)
	} else {
		err = rows()
	}
	if err == nil && columnKinds[u.Kind] {
		keep.rows = true
		err = keep.of(s, func() error { return takeBackColumns(s, u, now) })
	}
	if err != nil {
		return err
	}
	if !again {
		u.Remark = strings.TrimSpace(u.Remark + " That was too much to be kept: it can't be done again.")
		return s.run("DELETE FROM undo_step WHERE id = ? OR undone IS NOT NULL", u.Step)
	}
	return s.run("UPDATE undo_step SET undone = (SELECT coalesce(max(undone), 0) + 1 FROM undo_step) WHERE id = ?", u.Step)
}

// takeBackColumns writes the inverse of a step that changed columns.
func takeBackColumns(s session, u *entity.Undone, now int64) error {
	leaders, err := stepColumns(s, u.Step)
	if err != nil {
		return err
	}
	if u.Remark, err = changedSince(s, u.Step, backward, leaders); err != nil {
		return err
	}
	statements := slices.Concat(stories(u.Step, leaders), backward.columns(u.Step, now, leaders), []statement{
		// One that was seen again since is known by that.
		{"DELETE FROM contact WHERE step = ? AND last_seen = first_seen", []any{u.Step}},
		{"DELETE FROM timeline WHERE step = ?", []any{u.Step}},
	})
	for _, st := range statements {
		if err := s.once(st.sql, st.args...); err != nil {
			return err
		}
	}
	return nil
}

// stepColumns gives the leading columns that a step changed; all its rows have the same.
func stepColumns(s session, step int64) (leaders []string, err error) {
	err = s.rows(`SELECT key FROM json_each((SELECT before FROM undo_row WHERE step = ? LIMIT 1)) ORDER BY key`, []any{step}, func(row scanner) error {
		var column string
		err := row.Scan(&column)
		if _, ok := undoable[column]; ok {
			leaders = append(leaders, column)
		}
		return err
	})
	return leaders, err
}

// changedSince is a sentence about the leads that stay, at least in part, as they are, since they were changed after the step.
func changedSince(s session, step int64, w way, leaders []string) (string, error) {
	if len(leaders) == 0 {
		return "", nil
	}
	terms := make([]string, len(leaders))
	for i, leader := range leaders {
		terms[i] = w.passed(leader)
	}
	n := 0
	err := s.rows("SELECT count(*) FROM undo_row r JOIN business b ON b.id = r.business_id WHERE r.step = ? AND ("+strings.Join(terms, " OR ")+")", []any{step}, func(row scanner) error {
		return row.Scan(&n)
	})
	if err != nil || n == 0 {
		return "", err
	}
	return leads(n) + " changed again since: what is newer stays.", nil
}

// removeBlock is how many leads are removed at a time.
const removeBlock = 5_000

const selectBrought = `
SELECT first_id, last_id FROM undo_brought WHERE step = ?1
UNION SELECT r.business_id, r.business_id FROM undo_row r JOIN undo_step u ON u.id = r.step
	WHERE r.step = ?1 AND u.kind = 'create' AND u.deed IS NULL
ORDER BY 1`

// removeBrought removes the leads that a step brought, for good, as if it had never been. Those that the rep has worked on
// since rest in the trash, and are counted; those that others were merged into, or that were merged, are taken apart first.
func removeBrought(s session, step, now int64) (kept int, err error) {
	type span struct{ first, last int64 }
	var spans []span
	err = s.rows(selectBrought, []any{step}, func(row scanner) error {
		var r span
		err := row.Scan(&r.first, &r.last)
		spans = append(spans, r)
		return err
	})
	if err != nil {
		return 0, err
	}
	for _, r := range spans {
		for first := r.first; first <= r.last; first += removeBlock {
			n, err := removeSpan(s, step, first, min(r.last, first+removeBlock-1), now)
			if err != nil {
				return kept, err
			}
			kept += n
		}
	}
	return kept, nil
}

// workedOn is true of a lead that somebody has worked on since the step that brought it.
const workedOn = `(
	EXISTS (SELECT 1 FROM undo_row r JOIN undo_step u ON u.id = r.step
		WHERE r.business_id = business.id AND r.step > ?3 AND u.undone IS NULL)
	OR EXISTS (SELECT 1 FROM provenance
		WHERE business_id = business.id AND (source = 'manual' OR picked = 1) AND step IS NOT ?3))`

func removeSpan(s session, step, first, last, now int64) (kept int, err error) {
	var parts []entity.BusinessID
	err = s.rows(`SELECT m.survivor, m.loser FROM merge m
		WHERE m.loser BETWEEN ?1 AND ?2 OR m.survivor BETWEEN ?1 AND ?2
		ORDER BY m.at DESC, m.loser DESC`, []any{first, last}, func(row scanner) error {
		var survivor, loser entity.BusinessID
		err := row.Scan(&survivor, &loser)
		parts = append(parts, survivor, loser)
		return err
	})
	for i := 0; i < len(parts) && err == nil; i += 2 {
		err = splitLead(s, parts[i], parts[i+1], now)
	}
	if err != nil {
		return 0, err
	}
	if err := s.run("DELETE FROM business WHERE id BETWEEN ?1 AND ?2 AND NOT "+workedOn, first, last, step); err != nil {
		return 0, err
	}
	err = s.rows("SELECT count(*) FROM business WHERE id BETWEEN ? AND ?", []any{first, last}, func(row scanner) error { return row.Scan(&kept) })
	if err != nil || kept == 0 {
		return 0, err
	}
	return kept, s.run("UPDATE business SET deleted_at = ? WHERE id BETWEEN ? AND ? AND deleted_at IS NULL", now, first, last)
}
