package store

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"
	"strings"

	"letip/store/entity"
	"letip/store/event"
)

// manual is the source of what a person typed. No scrape overwrites it.
const manual = "manual"

// factColumns are the columns that sources have a say in: each has its provenance. What only the rep says of a lead (stage,
// notes, tags) has none.
var factColumns = map[string]bool{
	"name": true, "category": true, "phone": true, "fax": true, "email": true, "website": true, "socials": true,
	"address": true, "city": true, "state": true, "zip": true, "country": true, "lat": true, "lon": true, "hours": true,
}

const (
	insertSource = `
INSERT INTO business_source (source, source_id, business_id, url, first_seen, last_seen)
VALUES (?, ?, ?, ?, ?, ?)`
	insertProvenance = `
INSERT INTO provenance (business_id, field, value, source, url, at, method, confidence, chosen, step)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
	insertContact = `
INSERT INTO contact (business_id, kind, value, person, title, confidence, source_url, method, first_seen, last_seen, step)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?9, ?10)
ON CONFLICT (business_id, kind, value) DO UPDATE SET last_seen = excluded.last_seen`
	insertTimeline = `
INSERT INTO timeline (business_id, at, kind, text, step)
VALUES (?, ?, ?, ?, ?)`
)

// Create is Add for those who take nothing back.
func (db *DB) Create(ctx context.Context, d entity.Draft) (entity.Business, error) {
	b, _, err := db.Add(ctx, d)
	return b, err
}

// Add writes a lead as a person typed it, and gives the step that takes it back. Error: entity.FieldErrors.
func (db *DB) Add(ctx context.Context, d entity.Draft) (b entity.Business, undo int64, err error) {
	f, err := fill(asUpdate(d), "")
	if err != nil {
		return entity.Business{}, 0, err
	}
	var id entity.BusinessID
	err = db.write(ctx, typed, func(tx *sql.Tx) ([]event.Event, error) {
		now := db.millis()
		if id, err = insertBusiness(ctx, tx, f, now); err != nil {
			return nil, err
		}
		if undo, err = openStep(ctx, tx, now, entity.UndoCreate, fmt.Sprintf("Added %s", f.text("name"))); err != nil {
			return nil, err
		}
		for _, s := range []statement{
			{"INSERT INTO undo_row (step, business_id, before, after) VALUES (?, ?, '{}', '{}')", []any{undo, id}},
			{insertSource, []any{manual, strconv.FormatInt(int64(id), 10), id, "", now, now}},
			{insertTimeline, []any{id, now, "created", "Added by hand", undo}},
		} {
			if err := s.run(ctx, tx); err != nil {
				return nil, err
			}
		}
		if err := f.vouch(ctx, tx, id, undo, now); err != nil {
			return nil, err
		}
		return []event.Event{event.BusinessCreated{IDs: []entity.BusinessID{id}}, event.StatsUpdated{}}, nil
	})
	if err != nil {
		return entity.Business{}, 0, fmt.Errorf("add a lead: %w", err)
	}
	b, err = db.Business(ctx, id)
	return b, undo, err
}

// insertBusiness writes the row. What the form doesn't set is unknown, or as the schema begins with.
func insertBusiness(ctx context.Context, tx *sql.Tx, f form, now int64) (entity.BusinessID, error) {
	names, marks, args := []string{"created_at", "updated_at"}, []string{"?", "?"}, []any{now, now}
	for _, c := range f.changes {
		names, marks, args = append(names, c.column), append(marks, c.expr), append(args, c.args...)
	}
	result, err := tx.ExecContext(ctx,
		"INSERT INTO business ("+strings.Join(names, ", ")+") VALUES ("+strings.Join(marks, ", ")+")", args...)
	if err != nil {
		return 0, err
	}
	id, err := result.LastInsertId()
	return entity.BusinessID(id), err
}

// vouch writes that a person said so: the provenance of each fact, and each way to reach the business.
func (f form) vouch(ctx context.Context, tx *sql.Tx, id entity.BusinessID, step, now int64) error {
	for _, c := range f.changes {
		value, _ := c.args[0].(string)
		if c.column == "phone" && value == "" {
			value = f.text("phone_raw") // it can't be read as a number, but it is what the rep knows
		}
		if !factColumns[c.column] || value == "" {
			continue
		}
		s := statement{insertProvenance, []any{id, c.column, value, manual, "", now, "typed", 1.0, 1, step}}
		if err := s.run(ctx, tx); err != nil {
			return err
		}
		if kind, ok := contactColumns[c.column]; ok && c.args[0] != nil {
			s := statement{insertContact, []any{id, string(kind), value, "", "", 1.0, "", "typed", now, step}}
			if err := s.run(ctx, tx); err != nil {
				return err
			}
		}
	}
	return nil
}

// contactColumns are the columns whose value is a way to reach the business.
var contactColumns = map[string]entity.ContactKind{
	"phone": entity.ContactPhone, "fax": entity.ContactFax, "email": entity.ContactEmail,
}

// text is what the form sets a column to.
func (f form) text(column string) string {
	for _, c := range f.changes {
		if c.column == column {
			s, _ := c.args[0].(string)
			return s
		}
	}
	return ""
}

// statement is SQL with its arguments.
type statement struct {
	sql  string
	args []any
}

func (s statement) run(ctx context.Context, tx *sql.Tx) error {
	_, err := tx.ExecContext(ctx, s.sql, s.args...)
	return err
}

func runAll(ctx context.Context, tx *sql.Tx, statements ...statement) error {
	for _, s := range statements {
		if err := s.run(ctx, tx); err != nil {
			return err
		}
	}
	return nil
}
