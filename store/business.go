package store

import (
	"context"
	"encoding/json"
	"fmt"

	zombie "zombiezen.com/go/sqlite"

	"letip/store/entity"
)

const selectBusiness = `SELECT ` + businessColumns + ` FROM business b WHERE b.id = ?`

const selectContacts = `
SELECT business_id, id, kind, value, person, title, confidence, source_url, method, first_seen, last_seen,
	do_not_email, verdict, verdict_reasons, verdict_at
FROM contact
WHERE business_id IN (SELECT value FROM json_each(?))
ORDER BY business_id, kind, confidence DESC, id`

const selectTimeline = `
SELECT at, kind, text
FROM timeline
WHERE business_id = ?
ORDER BY at DESC, id DESC`

// selectByID reads businesses in the order of a list of ids. CROSS JOIN keeps the list outside: without it the planner, once
// it has statistics of a small table, scans that instead and the order is lost.
const selectByID = `SELECT ` + businessColumns + ` FROM json_each(?) wanted CROSS JOIN business b ON b.id = wanted.value`

// Business gives one business with its contacts, from the trash too: DeletedAt tells. Error: ErrNotFound.
func (db *DB) Business(ctx context.Context, id entity.BusinessID) (entity.Business, error) {
	var b entity.Business
	err := db.fastRead(ctx, func(conn *zombie.Conn) error {
		var inner error
		found, err := one(conn, selectBusiness, []any{id}, func(row *zombie.Stmt) { b, inner = readBusiness(row) })
		switch {
		case err != nil:
			return err
		case inner != nil:
			return inner
		case !found:
			return ErrNotFound
		}
		list := []entity.Business{b}
		err = fillContacts(conn, list)
		b = list[0]
		return err
	})
	if err != nil {
		return entity.Business{}, fmt.Errorf("read lead %d: %w", id, err)
	}
	return b, nil
}

// BusinessesByID gives the businesses in the order asked, without their contacts. Those that are gone for good are left
// out; those in the trash are there, with DeletedAt.
func (db *DB) BusinessesByID(ctx context.Context, ids []entity.BusinessID) ([]entity.Business, error) {
	var list []entity.Business
	err := db.fastRead(ctx, func(conn *zombie.Conn) (err error) {
		list, err = byID(conn, ids)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read %d leads: %w", len(ids), err)
	}
	return list, nil
}

func byID(conn *zombie.Conn, ids []entity.BusinessID) ([]entity.Business, error) {
	list := make([]entity.Business, 0, len(ids))
	if len(ids) == 0 {
		return list, nil
	}
	// json_each hands out its elements in order, and the join looks each up by its key.
	err := each(conn, selectByID, []any{idList(ids)}, func(row *zombie.Stmt) error {
		b, err := readBusiness(row)
		list = append(list, b)
		return err
	})
	return list, err
}

// fillContacts reads the contacts of all the businesses at once.
func fillContacts(conn *zombie.Conn, list []entity.Business) error {
	if len(list) == 0 {
		return nil
	}
	at := make(map[entity.BusinessID]int, len(list))
	ids := make([]entity.BusinessID, len(list))
	for i, b := range list {
		at[b.ID], ids[i] = i, b.ID
	}
	return each(conn, selectContacts, []any{idList(ids)}, func(row *zombie.Stmt) error {
		c := columns{row: row}
		b := &list[at[entity.BusinessID(c.integer())]]
		contact := entity.Contact{
			ID: c.integer(), Kind: entity.ContactKind(c.text()), Value: c.text(), Person: c.text(), Title: c.text(),
		}
		contact.Confidence, _ = c.float()
		contact.SourceURL, contact.Method = c.text(), c.text()
		contact.FirstSeen, contact.LastSeen = c.time(), c.time()
		contact.DoNotEmail, contact.Verdict = c.integer() == 1, entity.Verdict(c.text())
		c.json(&contact.Reasons)
		contact.VerdictAt = c.time()
		b.Contacts = append(b.Contacts, contact)
		return c.err
	})
}

// Timeline tells what happened to a business, newest first. Error: ErrNotFound.
func (db *DB) Timeline(ctx context.Context, id entity.BusinessID) ([]entity.TimelineEntry, error) {
	var entries []entity.TimelineEntry
	err := db.about(ctx, id, selectTimeline, func(row *zombie.Stmt) error {
		c := columns{row: row}
		entries = append(entries, entity.TimelineEntry{At: c.time(), Kind: c.text(), Text: c.text()})
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read the timeline of lead %d: %w", id, err)
	}
	return entries, nil
}

// about runs a query about one business that has to be there.
func (db *DB) about(ctx context.Context, id entity.BusinessID, query string, fn func(*zombie.Stmt) error) error {
	return db.fastRead(ctx, func(conn *zombie.Conn) error {
		found, err := one(conn, "SELECT 1 FROM business WHERE id = ?", []any{id}, func(*zombie.Stmt) {})
		if err != nil {
			return err
		}
		if !found {
			return ErrNotFound
		}
		return each(conn, query, []any{id}, fn)
	})
}

// idList hands a list of ids to a statement as one argument: SQLite's json_each reads it.
func idList(ids []entity.BusinessID) string {
	if len(ids) == 0 {
		return "[]" // null would be a row
	}
	list, err := json.Marshal(ids)
	if err != nil {
		panic(err) // integers can always be written
	}
	return string(list)
}
