package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	zombie "zombiezen.com/go/sqlite"

	"letip/store/entity"
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

// openStep begins a step, makes an end of those that could be done again, and forgets the oldest beyond those that can be
// taken back.
func openStep(ctx context.Context, tx *sql.Tx, now int64, kind entity.UndoKind, label string) (int64, error) {
	result, err := tx.ExecContext(ctx, insertStep, now, string(kind), nil, label)
	if err != nil {
		return 0, err
	}
	step, err := result.LastInsertId()
	if err != nil {
		return 0, err
	}
	return step, runAll(ctx, tx, statement{endRedo, nil}, statement{forgetOldest, []any{undoSteps}})
}

const (
	insertStep   = `INSERT INTO undo_step (at, kind, deed, label) VALUES (?, ?, ?, ?)`
	endRedo      = `DELETE FROM undo_step WHERE undone IS NOT NULL`
	forgetOldest = `
DELETE FROM undo_step
WHERE id <= (SELECT id FROM undo_step ORDER BY id DESC LIMIT 1 OFFSET ?)
	AND id NOT IN (SELECT step FROM import WHERE status = 'active')`
)

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

// atWork are the steps of jobs and imports that have not come to their end.
const atWork = `
SELECT u.step FROM undo_job u JOIN job j ON j.id = u.job_id WHERE j.status = 'active'
UNION SELECT step FROM import WHERE status = 'active'`

const (
	selectNewestStep = `SELECT id, coalesce(deed, kind), label FROM undo_step
WHERE undone IS NULL AND id NOT IN (` + atWork + `)
ORDER BY id DESC LIMIT 1`
	selectStep = `SELECT id, coalesce(deed, kind), label FROM undo_step WHERE undone IS NULL AND id = ?`
	// The leads that a step touched: an import of a million is counted by its range of ids.
	selectSteps = `
SELECT id, at, coalesce(deed, kind), label,
	(SELECT count(*) FROM undo_row WHERE step = s.id)
	+ (SELECT count(DISTINCT key) FROM undo_image WHERE step = s.id AND back = 0 AND tbl = 'business')
	+ (SELECT coalesce(sum(last_id - first_id + 1), 0) FROM undo_brought WHERE step = s.id)
FROM undo_step s`
)

// Undo takes back the newest step. That of a job or an import that is still at work is passed over.
// Error: ErrNothingToUndo.
func (db *DB) Undo(ctx context.Context) (entity.Undone, error) {
	return db.takeBack(ctx, selectNewestStep)
}

// UndoStep takes back one step, whatever came after it: what later steps or scrapes have changed again stays as it is.
// Errors: *StepGoneError, which is ErrNothingToUndo, where the step is not among the last 20 or was taken back, and
// ErrAtWork where its job has not come to its end.
func (db *DB) UndoStep(ctx context.Context, step int64) (entity.Undone, error) {
	u, err := db.takeBack(ctx, selectStep, step)
	if errors.Is(err, ErrNothingToUndo) {
		return u, &StepGoneError{}
	}
	return u, err
}

// UndoSteps gives the steps that can be taken back, newest first.
func (db *DB) UndoSteps(ctx context.Context) ([]entity.UndoStep, error) {
	return db.steps(ctx, selectSteps+"\nWHERE undone IS NULL\nORDER BY id DESC")
}

func (db *DB) steps(ctx context.Context, query string) ([]entity.UndoStep, error) {
	steps := []entity.UndoStep{}
	err := db.fastRead(ctx, func(conn *zombie.Conn) error {
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

// way is a direction through a step's rows: back to what was, or on to what the step made of it.
type way struct{ from, to string } // columns of undo_row

var (
	backward = way{from: "after", to: "before"}
	forward  = way{from: "before", to: "after"}
)

// stands is true of a row r of undo_row and its lead b where a column is as the way begins, and differs where it ends.
func (w way) stands(column string) string {
	return fmt.Sprintf("b.%[1]s IS r.%[2]s->>'$.%[1]s' AND r.%[3]s->>'$.%[1]s' IS NOT r.%[2]s->>'$.%[1]s'", column, w.from, w.to)
}

// passed is true where somebody has changed it since.
func (w way) passed(column string) string {
	return fmt.Sprintf("b.%[1]s IS NOT r.%[2]s->>'$.%[1]s' AND b.%[1]s IS NOT r.%[3]s->>'$.%[1]s' AND r.%[3]s->>'$.%[1]s' IS NOT r.%[2]s->>'$.%[1]s'", column, w.from, w.to)
}

// columns writes the statements that bring columns to the way's end where nobody has changed them since. A row that comes
// there whole gets its updated_at, too; one that doesn't was changed now.
func (w way) columns(step, now int64, leaders []string) []statement {
	terms := make([]string, len(leaders))
	for i, leader := range leaders {
		terms[i] = w.stands(leader)
	}
	// Marks which rows are touched before any column moves.
	touched := "(" + strings.Join(terms, " OR ") + ")"
	statements := []statement{{
		fmt.Sprintf(`UPDATE business AS b SET updated_at = iif(b.updated_at IS coalesce(r.%[1]s->>'$.updated_at', b.updated_at),
			coalesce(r.%[2]s->>'$.updated_at', b.updated_at), ?)
		FROM undo_row r WHERE r.step = ? AND b.id = r.business_id AND %[3]s`, w.from, w.to, touched), []any{now, step},
	}}
	for i, leader := range leaders {
		var set []string
		for _, column := range append([]string{leader}, undoable[leader]...) {
			set = append(set, fmt.Sprintf("%[1]s = r.%[2]s->>'$.%[1]s'", column, w.to))
		}
		statements = append(statements, statement{
			fmt.Sprintf("UPDATE business AS b SET %s FROM undo_row r WHERE r.step = ? AND b.id = r.business_id AND %s", strings.Join(set, ", "), terms[i]),
			[]any{step},
		})
	}
	return statements
}

// stories writes the statements that make the values before a step the shown ones again, where its columns still stand.
func stories(step int64, leaders []string) []statement {
	var statements []statement
	for _, leader := range leaders {
		rows := "SELECT r.business_id FROM undo_row r JOIN business b ON b.id = r.business_id WHERE r.step = ? AND " + backward.stands(leader)
		for _, column := range append([]string{leader}, undoable[leader]...) {
			if factColumns[column] {
				statements = append(statements,
					statement{"DELETE FROM provenance WHERE step = ? AND field = ? AND business_id IN (" + rows + ")", []any{step, column, step}},
					statement{"UPDATE provenance SET chosen = 1, replaced_by = NULL WHERE replaced_by = ? AND field = ? AND business_id IN (" + rows + ")", []any{step, column, step}},
				)
			}
		}
	}
	return statements
}
