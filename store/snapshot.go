package store

import (
	"context"
	"fmt"
	"slices"

	zombie "zombiezen.com/go/sqlite"

	"letip/store/entity"
)

// streamBlock is how many leads Each reads at a time.
const streamBlock = 256

// IDs gives the ids of a whole list in its order: what a grid scrolls over. It stops when ctx is done.
// Error: *RequestError.
func (db *DB) IDs(ctx context.Context, f entity.Filter, s entity.Sort) ([]entity.BusinessID, error) {
	l, err := compileList(f, s)
	if err != nil {
		return nil, err
	}
	var ids []entity.BusinessID
	err = db.fastRead(ctx, func(conn *zombie.Conn) (err error) {
		ids, err = db.ids(conn, l)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read the ids of a list: %w", err)
	}
	return ids, nil
}

func (db *DB) ids(conn *zombie.Conn, l list) ([]entity.BusinessID, error) {
	know, err := db.known.about(conn, l)
	if err != nil {
		return nil, err
	}
	know, total, err := know.settled(conn)
	if err != nil {
		return nil, err
	}
	l = know.list
	ids := make([]entity.BusinessID, 0, total)
	for _, part := range []stretch{l.known(), l.unknown(0)} {
		sql, args := l.query("b.id", part, -1, 0)
		err := each(conn, sql, args, func(row *zombie.Stmt) error {
			ids = append(ids, entity.BusinessID(row.ColumnInt64(0)))
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return ids, nil
}

// Count says how many leads a filter lets through. Error: *RequestError.
func (db *DB) Count(ctx context.Context, f entity.Filter) (int, error) {
	l, err := compileList(f, entity.Sort{})
	if err != nil {
		return 0, err
	}
	var n int
	err = db.fastRead(ctx, func(conn *zombie.Conn) error {
		know, err := db.known.about(conn, l)
		if err != nil {
			return err
		}
		n, err = know.total(conn)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("count leads: %w", err)
	}
	return n, nil
}

// CountSuppressed says how many leads that a filter lets through nobody may contact. Error: *RequestError.
func (db *DB) CountSuppressed(ctx context.Context, f entity.Filter) (n int, err error) {
	c, err := compile(f)
	if err != nil {
		return 0, err
	}
	c.add("(b.do_not_contact = 1 OR b.stage = ?)", string(entity.StageDoNotContact))
	err = db.fastRead(ctx, func(conn *zombie.Conn) error {
		_, err := one(conn, "SELECT count(*)\nFROM business b\nWHERE "+c.where(false), c.args, func(row *zombie.Stmt) { n = row.ColumnInt(0) })
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("count whom nobody may contact: %w", err)
	}
	return n, nil
}

// Each calls fn with every lead of a list in its order, without contacts, as the data were when it began. The business is
// fn's during the call only. It holds some blocks of leads, and of a list that no index gives in order the ids. An error of fn ends it and comes back. Error: *RequestError.
func (db *DB) Each(ctx context.Context, f entity.Filter, s entity.Sort, fn func(*entity.Business) error) error {
	return db.EachWith(ctx, f, s, entity.Extra{}, fn)
}

// EachWith is Each with what is asked for beside the leads.
func (db *DB) EachWith(ctx context.Context, f entity.Filter, s entity.Sort, extra entity.Extra, fn func(*entity.Business) error) error {
	l, err := compileList(f, s)
	if err != nil {
		return err
	}
	err = db.fastRead(ctx, func(conn *zombie.Conn) error {
		if streamed, err := db.stream(ctx, conn, l, extra, fn); streamed || err != nil {
			return err
		}
		ids, err := db.ids(conn, l)
		if err != nil {
			return err
		}
		for block := range slices.Chunk(ids, streamBlock) {
			if err := ctx.Err(); err != nil {
				return err
			}
			if err := eachOf(conn, block, extra, fn); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("read all leads: %w", err)
	}
	return nil
}

// eachOf hands over a block of leads.
func eachOf(conn *zombie.Conn, block []entity.BusinessID, extra entity.Extra, fn func(*entity.Business) error) error {
	list, err := byID(conn, block)
	if err == nil {
		err = fillExtra(conn, list, extra)
	}
	for i := range list {
		if err != nil {
			return err
		}
		err = fn(&list[i])
	}
	return err
}

// fillExtra reads what is asked for beside leads, of all of them at once.
func fillExtra(conn *zombie.Conn, list []entity.Business, extra entity.Extra) error {
	if extra.Contacts {
		if err := fillContacts(conn, list); err != nil {
			return err
		}
	}
	if extra.Provenance {
		return fillProvenance(conn, list)
	}
	return nil
}

// selectShown reads where the values that businesses show are from.
const selectShown = `
SELECT p.business_id, p.field, p.value, p.source, p.url, p.at, p.method, p.confidence
FROM json_each(?) wanted CROSS JOIN provenance p ON p.business_id = wanted.value
WHERE p.chosen = 1`

// fillProvenance reads where the shown values of all the businesses are from, at once.
func fillProvenance(conn *zombie.Conn, list []entity.Business) error {
	at := make(map[entity.BusinessID]int, len(list))
	ids := make([]entity.BusinessID, len(list))
	for i, b := range list {
		at[b.ID], ids[i] = i, b.ID
	}
	return each(conn, selectShown, []any{idList(ids)}, func(row *zombie.Stmt) error {
		c := columns{row: row}
		b := &list[at[entity.BusinessID(c.integer())]]
		p := entity.Provenance{Field: c.text(), Value: c.text(), Source: c.text(), URL: c.text(), At: c.time(), Method: c.text(), Chosen: true}
		p.Confidence, _ = c.float()
		b.Provenance = append(b.Provenance, p)
		return nil
	})
}
