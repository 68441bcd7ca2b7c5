package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	zombie "zombiezen.com/go/sqlite"

	"letip/store/entity"
	"letip/store/event"
)

// undoSteps is how many steps can be taken back.
const undoSteps = 20

// undoable are the columns that a step may change, each with those that follow it: a follower goes back with its leader.
// Names come from here and not from the file, which may be anybody's.
var undoable = map[string][]string{
	"name": {"name_fold"}, "category": {"category_fold"}, "city": {"city_fold"}, "phone_raw": {"phone"},
	"fax": nil, "email": nil, "website": nil, "address": nil, "state": nil, "zip": nil, "country": nil, "hours": nil,
	"notes": nil, "next_action": nil, "next_action_due": nil, "stage": nil, "tags": nil, "do_not_contact": nil,
	"deleted_at": nil,
}

// openStep begins a step and forgets the oldest beyond those that can be taken back.
func openStep(ctx context.Context, tx *sql.Tx, now int64, kind entity.UndoKind, label string) (int64, error) {
	result, err := tx.ExecContext(ctx, "INSERT INTO undo_step (at, kind, label) VALUES (?, ?, ?)", now, string(kind), label)
	if err != nil {
		return 0, err
	}
	step, err := result.LastInsertId()
	if err != nil {
		return 0, err
	}
	_, err = tx.ExecContext(ctx, `DELETE FROM undo_step
		WHERE id <= (SELECT id FROM undo_step ORDER BY id DESC LIMIT 1 OFFSET ?)
		AND id NOT IN (SELECT step FROM import WHERE status = 'active')`, undoSteps)
	return step, err
}

// noteBefore keeps how the columns are before a step changes them.
func noteBefore(step int64, columns []string, ids string) statement {
	return statement{
		`INSERT INTO undo_row (step, business_id, before, after)
		SELECT ?, id, ` + asJSON(columns) + `, '{}' FROM business WHERE id IN (SELECT value FROM json_each(?))`,
		[]any{step, ids},
	}
}

// noteAfter keeps how a step left them.
func noteAfter(step int64, columns []string) statement {
	return statement{
		`UPDATE undo_row SET after = (SELECT ` + asJSON(columns) + ` FROM business WHERE id = business_id) WHERE step = ?`,
		[]any{step},
	}
}

func asJSON(columns []string) string {
	parts := make([]string, len(columns))
	for i, c := range columns {
		parts[i] = "'" + c + "', " + c
	}
	return "json_object(" + strings.Join(parts, ", ") + ")"
}

// Undo takes back the newest step. Error: ErrNothingToUndo.
func (db *DB) Undo(ctx context.Context) (entity.Undone, error) {
	return db.takeBack(ctx, "SELECT id, coalesce(deed, kind), label FROM undo_step ORDER BY id DESC LIMIT 1")
}

// UndoStep takes back one step, whatever came after it: what later steps or scrapes have changed again stays as it is.
// Error: ErrNothingToUndo where the step is not among the last 20 or was taken back.
func (db *DB) UndoStep(ctx context.Context, step int64) (entity.Undone, error) {
	return db.takeBack(ctx, "SELECT id, coalesce(deed, kind), label FROM undo_step WHERE id = ?", step)
}

// UndoSteps gives the steps that can be taken back, newest first.
func (db *DB) UndoSteps(ctx context.Context) ([]entity.UndoStep, error) {
	steps := []entity.UndoStep{}
	err := db.fastRead(ctx, func(conn *zombie.Conn) error {
		const query = `
SELECT id, at, coalesce(deed, kind), label,
	(SELECT count(*) FROM undo_row WHERE step = s.id)
	+ (SELECT count(DISTINCT key) FROM undo_image WHERE step = s.id AND tbl = 'business')
	+ (SELECT coalesce(sum(last_id - first_id + 1), 0) FROM undo_brought WHERE step = s.id)
FROM undo_step s
ORDER BY id DESC`
		return each(conn, query, nil, func(row *zombie.Stmt) error {
			c := columns{row: row}
			steps = append(steps, entity.UndoStep{
				Step: c.integer(), At: c.time(), Kind: entity.UndoKind(c.text()), Label: c.text(), Leads: int(c.integer()),
			})
			return nil
		})
	})
	if err != nil {
		return nil, fmt.Errorf("read the undo steps: %w", err)
	}
	return steps, nil
}

func (db *DB) takeBack(ctx context.Context, which string, args ...any) (entity.Undone, error) {
	var u entity.Undone
	err := db.write(ctx, typed, func(tx *sql.Tx) ([]event.Event, error) {
		err := tx.QueryRowContext(ctx, which, args...).Scan(&u.Step, &u.Kind, &u.Label)
		if errors.Is(err, sql.ErrNoRows) {
			return nil, ErrNothingToUndo
		}
		if err != nil {
			return nil, err
		}
		if u.IDs, err = queryIDs(ctx, tx, "SELECT business_id FROM undo_row WHERE step = ? ORDER BY business_id", u.Step); err != nil {
			return nil, err
		}
		events, err := db.takeBackStep(ctx, tx, &u)
		return append(undoEvents(u), events...), err
	})
	if err != nil {
		return entity.Undone{}, fmt.Errorf("undo: %w", err)
	}
	return u, nil
}

// columnKinds are the kinds of step that change columns of leads and nothing else.
var columnKinds = map[entity.UndoKind]struct{}{entity.UndoCreate: {}, entity.UndoUpdate: {}, entity.UndoDelete: {}}

func undoEvents(u entity.Undone) []event.Event {
	_, columns := columnKinds[u.Kind]
	switch {
	case !columns:
		return nil
	case len(u.IDs) == 0:
		return nil
	case u.Kind == entity.UndoCreate:
		return []event.Event{event.BusinessDeleted{IDs: u.IDs}, event.StatsUpdated{}}
	case u.Kind == entity.UndoDelete:
		return []event.Event{event.BusinessCreated{IDs: u.IDs}, event.StatsUpdated{}}
	}
	return []event.Event{event.BusinessUpdated{IDs: u.IDs}, event.StatsUpdated{}}
}

// restore writes the inverse of a step and forgets it.
func (db *DB) restore(ctx context.Context, tx *sql.Tx, u entity.Undone) error {
	now := db.millis()
	var statements []statement
	if u.Kind == entity.UndoCreate {
		statements = append(statements, statement{
			`UPDATE business SET deleted_at = ? WHERE deleted_at IS NULL
			AND id IN (SELECT business_id FROM undo_row WHERE step = ?)`, []any{now, u.Step},
		})
	} else {
		columns, err := stepColumns(ctx, tx, u.Step)
		if err != nil {
			return err
		}
		statements = restoring(u.Step, now, columns)
		statements = append(statements,
			statement{"DELETE FROM contact WHERE step = ?", []any{u.Step}},
			statement{"DELETE FROM timeline WHERE step = ?", []any{u.Step}},
		)
	}
	return runAll(ctx, tx, statements...)
}

// stepColumns gives the leading columns that a step changed; all its rows have the same.
func stepColumns(ctx context.Context, tx *sql.Tx, step int64) (leaders []string, err error) {
	rows, err := tx.QueryContext(ctx, `SELECT key FROM json_each(
		(SELECT before FROM undo_row WHERE step = ? LIMIT 1)) ORDER BY key`, step)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var column string
		if err := rows.Scan(&column); err != nil {
			return nil, err
		}
		if _, ok := undoable[column]; ok {
			leaders = append(leaders, column)
		}
	}
	return leaders, rows.Err()
}

// restoring writes the statements that put columns back where nobody has changed them since. A row that comes back whole
// gets its updated_at back too; one that doesn't was changed now.
func restoring(step, now int64, leaders []string) []statement {
	var statements []statement
	var terms []string
	for _, leader := range leaders {
		unchanged := fmt.Sprintf("b.%[1]s IS r.after->>'$.%[1]s' AND r.before->>'$.%[1]s' IS NOT r.after->>'$.%[1]s'", leader)
		rows := "SELECT r.business_id FROM undo_row r JOIN business b ON b.id = r.business_id WHERE r.step = ? AND " + unchanged
		for _, column := range append([]string{leader}, undoable[leader]...) {
			if factColumns[column] {
				statements = append(statements,
					statement{"DELETE FROM provenance WHERE step = ? AND field = ? AND business_id IN (" + rows + ")", []any{step, column, step}},
					statement{"UPDATE provenance SET chosen = 1, replaced_by = NULL WHERE replaced_by = ? AND field = ? AND business_id IN (" + rows + ")", []any{step, column, step}},
				)
			}
		}
		terms = append(terms, unchanged)
	}
	// Marks which rows are touched before any column moves.
	touched := "(" + strings.Join(terms, " OR ") + ")"
	statements = append(statements, statement{
		`UPDATE business AS b SET updated_at = iif(b.updated_at IS coalesce(r.after->>'$.updated_at', b.updated_at),
			coalesce(r.before->>'$.updated_at', b.updated_at), ?)
		FROM undo_row r WHERE r.step = ? AND b.id = r.business_id AND ` + touched, []any{now, step},
	})
	for _, leader := range leaders {
		var set []string
		for _, column := range append([]string{leader}, undoable[leader]...) {
			set = append(set, fmt.Sprintf("%[1]s = r.before->>'$.%[1]s'", column))
		}
		statements = append(statements, statement{
			fmt.Sprintf(`UPDATE business AS b SET %[1]s FROM undo_row r WHERE r.step = ? AND b.id = r.business_id
			AND b.%[2]s IS r.after->>'$.%[2]s' AND r.before->>'$.%[2]s' IS NOT r.after->>'$.%[2]s'`, strings.Join(set, ", "), leader),
			[]any{step},
		})
	}
	return statements
}
