package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"letip/store/entity"
	"letip/store/event"
)

// Update is Edit for those who take nothing back.
func (db *DB) Update(ctx context.Context, id entity.BusinessID, u entity.Update) (entity.Business, error) {
	b, _, err := db.Edit(ctx, id, u)
	return b, err
}

// Edit changes a lead as a person typed it, and gives the step that takes it back, or 0 where nothing changed. What it
// changes is from then on the rep's: no scrape, import or visit overwrites it. Errors: entity.FieldErrors, ErrNotFound.
func (db *DB) Edit(ctx context.Context, id entity.BusinessID, u entity.Update) (b entity.Business, undo int64, err error) {
	before, err := db.Business(ctx, id)
	if err != nil {
		return entity.Business{}, 0, err
	}
	if !before.DeletedAt.IsZero() {
		return entity.Business{}, 0, fmt.Errorf("change lead %d: %w", id, ErrNotFound)
	}
	f, err := fill(u, before.Country)
	if err != nil {
		return entity.Business{}, 0, err
	}
	if undo, err = db.edit(ctx, []entity.BusinessID{id}, f, "Changed "+before.Name); err != nil {
		return entity.Business{}, 0, fmt.Errorf("change lead %d: %w", id, err)
	}
	b, err = db.Business(ctx, id)
	return b, undo, err
}

// UpdateAll is EditAll for those who take nothing back.
func (db *DB) UpdateAll(ctx context.Context, ids []entity.BusinessID, u entity.Update) error {
	_, err := db.EditAll(ctx, ids, u)
	return err
}

// EditAll changes many leads in one step, and gives that step, or 0 where nothing changed. Those that are gone, or have
// what they would get, are left out. Error: entity.FieldErrors.
func (db *DB) EditAll(ctx context.Context, ids []entity.BusinessID, u entity.Update) (undo int64, err error) {
	f, err := fill(u, "")
	if err != nil {
		return 0, err
	}
	if undo, err = db.edit(ctx, ids, f, ""); err != nil {
		return 0, fmt.Errorf("change %d leads: %w", len(ids), err)
	}
	return undo, nil
}

// edit is one step: what it changes, who says so, what the timeline tells of it and how it is taken back. An empty label
// is made of the number of leads. It asks the database a fixed number of questions, however many leads there are.
func (db *DB) edit(ctx context.Context, ids []entity.BusinessID, f form, label string) (step int64, err error) {
	if len(f.changes) == 0 || len(ids) == 0 {
		return 0, nil
	}
	err = db.write(ctx, typed, func(tx *sql.Tx) ([]event.Event, error) {
		touched, err := f.differing(ctx, tx, ids)
		if err != nil || len(touched) == 0 {
			return nil, err
		}
		if label == "" {
			label = "Changed " + leads(len(touched))
		}
		now := db.millis()
		if step, err = openStep(ctx, tx, now, entity.UndoUpdate, label); err != nil {
			return nil, err
		}
		columns := append(f.columns(), "updated_at")
		set, args := f.assignments()
		list := idList(touched)
		args = append(args, now, list)
		statements := []statement{
			noteBefore(step, columns, list),
			{"UPDATE business SET " + set + ", updated_at = ? WHERE id IN (SELECT value FROM json_each(?))", args},
			noteAfter(step, columns),
		}
		for _, column := range f.columns() {
			statements = append(statements, vouchForStep(step, now, column)...)
		}
		statements = append(statements, tellOfStep(step, now, f.columns())...)
		if err := runAll(ctx, tx, statements...); err != nil {
			return nil, err
		}
		return []event.Event{event.BusinessUpdated{IDs: touched}, event.StatsUpdated{}}, nil
	})
	return step, err
}

// differing gives those of the live leads that the form would change.
func (f form) differing(ctx context.Context, tx *sql.Tx, ids []entity.BusinessID) ([]entity.BusinessID, error) {
	var terms []string
	args := []any{idList(ids)}
	for _, c := range f.changes {
		terms = append(terms, c.column+" IS NOT "+c.expr)
		args = append(args, c.args...)
	}
	return queryIDs(ctx, tx, `SELECT id FROM business
		WHERE id IN (SELECT value FROM json_each(?)) AND deleted_at IS NULL AND (`+strings.Join(terms, " OR ")+`)
		ORDER BY id`, args...)
}

func (f form) columns() []string {
	names := make([]string, len(f.changes))
	for i, c := range f.changes {
		names[i] = c.column
	}
	return names
}

func (f form) assignments() (set string, args []any) {
	parts := make([]string, len(f.changes))
	for i, c := range f.changes {
		parts[i] = c.column + " = " + c.expr
		args = append(args, c.args...)
	}
	return strings.Join(parts, ", "), args
}

// changedIn are the leads whose column a step changed.
func changedIn(column string) string {
	return fmt.Sprintf("step = ? AND before->>'$.%[1]s' IS NOT after->>'$.%[1]s'", column)
}

// vouchForStep writes the provenance of a column and the way to reach the business, for each lead whose column the step
// changed. A phone that can't be read as a number is vouched for as it was typed.
func vouchForStep(step, now int64, column string) []statement {
	if !factColumns[column] {
		return nil
	}
	value, changed := fmt.Sprintf("after->>'$.%s'", column), changedIn(column)
	args := []any{step}
	if column == "phone" {
		value, changed = "coalesce(after->>'$.phone', after->>'$.phone_raw')", "("+changed+" OR "+changedIn("phone_raw")+")"
		args = append(args, step)
	}
	statements := []statement{
		{
			`UPDATE provenance SET chosen = 0, replaced_by = ? WHERE field = ? AND chosen = 1
			AND business_id IN (SELECT business_id FROM undo_row WHERE ` + changed + `)`,
			append([]any{step, column}, args...),
		},
		{
			`INSERT INTO provenance (business_id, field, value, source, at, method, confidence, chosen, step)
			SELECT business_id, ?, coalesce(` + value + `, ''), ?, ?, 'typed', 1, 1, step FROM undo_row WHERE ` + changed,
			append([]any{column, manual, now}, args...),
		},
	}
	if kind, ok := contactColumns[column]; ok {
		statements = append(statements, statement{
			fmt.Sprintf(`INSERT INTO contact (business_id, kind, value, confidence, method, first_seen, last_seen, step)
			SELECT business_id, ?1, after->>'$.%[1]s', 1, 'typed', ?2, ?2, step
			FROM undo_row WHERE step = ?3 AND before->>'$.%[1]s' IS NOT after->>'$.%[1]s' AND after->>'$.%[1]s' IS NOT NULL
			ON CONFLICT (business_id, kind, value) DO NOTHING`, column),
			[]any{string(kind), now, step},
		})
	}
	return statements
}

// tellOfStep writes into the timeline what a step changed: what the rep thinks of a lead in words of its own, the rest as a
// list of fields.
func tellOfStep(step, now int64, columns []string) []statement {
	said := map[string][2]string{ // column: kind, text
		"stage":          {"stage", `'Stage: ' || (before->>'$.stage') || ' → ' || (after->>'$.stage')`},
		"do_not_contact": {"do_not_contact", `iif(after->>'$.do_not_contact', 'Marked "do not contact"', 'May be contacted again')`},
		"notes":          {"note", `iif(after->>'$.notes' IS NULL, 'Removed the notes', 'Wrote notes')`},
		"tags":           {"tags", `iif(after->>'$.tags' IS NULL, 'Removed the tags', 'Tagged ' || (SELECT group_concat(value, ', ') FROM json_each(after->>'$.tags')))`},
		"next_action":    {"next_action", `iif(after->>'$.next_action' IS NULL, 'Nothing to do next', 'Next: ' || (after->>'$.next_action'))`},
	}
	var statements []statement
	var fields []string
	for _, column := range columns {
		if words, ok := said[column]; ok {
			statements = append(statements, statement{
				`INSERT INTO timeline (business_id, at, kind, text, step)
				SELECT business_id, ?, '` + words[0] + `', ` + words[1] + `, step FROM undo_row WHERE ` + changedIn(column),
				[]any{now, step},
			})
		} else if name, ok := fieldNames[column]; ok {
			fields = append(fields, fmt.Sprintf("iif(before->>'$.%[1]s' IS NOT after->>'$.%[1]s', '%[2]s', NULL)", column, name))
		}
	}
	if len(fields) > 0 {
		words := "concat_ws(', ', " + strings.Join(fields, ", ") + ")"
		statements = append(statements, statement{
			`INSERT INTO timeline (business_id, at, kind, text, step)
			SELECT business_id, ?, 'edited', 'Edited ' || ` + words + `, step FROM undo_row WHERE step = ? AND ` + words + ` <> ''`,
			[]any{now, step},
		})
	}
	return statements
}

// fieldNames are the words for the columns that a person edits, where the timeline names them.
var fieldNames = map[string]string{
	"name": "name", "category": "category", "phone_raw": "phone", "fax": "fax", "email": "email", "website": "website",
	"address": "address", "city": "city", "state": "state", "zip": "ZIP", "country": "country", "hours": "hours",
	"next_action_due": "due day",
}

func queryIDs(ctx context.Context, tx *sql.Tx, query string, args ...any) (ids []entity.BusinessID, err error) {
	rows, err := tx.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var id entity.BusinessID
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	return ids, rows.Err()
}

// leads counts in words: "1 lead", "3 leads".
func leads(n int) string {
	if n == 1 {
		return "1 lead"
	}
	return fmt.Sprintf("%d leads", n)
}
