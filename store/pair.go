package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	zombie "zombiezen.com/go/sqlite"

	"letip/store/entity"
	"letip/store/event"
)

// pair is one row of identity_pair.
type pair struct {
	a, b    entity.BusinessID
	decided bool
}

const (
	upsertPair = `
INSERT INTO identity_pair (a, b, confidence, reasons) VALUES (?, ?, ?, ?)
ON CONFLICT (a, b) DO UPDATE SET confidence = excluded.confidence, reasons = excluded.reasons
WHERE decided = 0 AND (confidence, reasons) IS NOT (excluded.confidence, excluded.reasons)`
	// The trash takes no part: its pairs wait with it.
	selectPairs = `
SELECT p.a, p.b, p.confidence, p.reasons
FROM identity_pair p
JOIN business a ON a.id = p.a
JOIN business b ON b.id = p.b
WHERE p.decided = 0 AND p.confidence >= ? AND a.deleted_at IS NULL AND b.deleted_at IS NULL
ORDER BY p.confidence DESC, p.a, p.b`
	selectPairsOf = `
SELECT a, b, decided FROM identity_pair WHERE a IN (SELECT value FROM json_each(?1))
UNION
SELECT a, b, decided FROM identity_pair WHERE b IN (SELECT value FROM json_each(?1))`
)

// openPair puts two businesses into the list that waits for a person, unless one has decided already.
func openPair(s session, id entity.BusinessID, v verdict) error {
	p := pairOf(id, v.ID)
	return s.run(upsertPair, p[0], p[1], v.Confidence, sentences(v.Reasons))
}

// sentences keeps a list of reasons; an empty one is [].
func sentences(list []string) string {
	if text, ok := toJSON(list).(string); ok {
		return text
	}
	return "[]"
}

// decisions reads what was decided of businesses and what is open; decided pairs are never matched again.
func (m *matcher) decisions(of []*member) (open map[entity.BusinessID][]pair, err error) {
	ids := make([]entity.BusinessID, len(of))
	for i, c := range of {
		ids[i] = c.ID
	}
	open = map[entity.BusinessID][]pair{}
	err = m.s.rows(selectPairsOf, []any{idList(ids)}, func(row scanner) error {
		var p pair
		if err := row.Scan(&p.a, &p.b, &p.decided); err != nil {
			return err
		}
		if p.decided {
			m.apart[pairOf(p.a, p.b)] = true
			return nil
		}
		open[p.a], open[p.b] = append(open[p.a], p), append(open[p.b], p)
		return nil
	})
	return open, err
}

// Duplicates gives the pairs that wait for a person's decision, the likeliest first, from a confidence on.
func (db *DB) Duplicates(ctx context.Context, from float64) ([]entity.Pair, error) {
	list := []entity.Pair{}
	err := db.fastRead(ctx, func(conn *zombie.Conn) error {
		return each(conn, selectPairs, []any{from}, func(row *zombie.Stmt) error {
			c := columns{row: row}
			p := entity.Pair{A: entity.BusinessID(c.integer()), B: entity.BusinessID(c.integer())}
			p.Confidence, _ = c.float()
			c.json(&p.Reasons)
			list = append(list, p)
			return c.err
		})
	})
	if err != nil {
		return nil, fmt.Errorf("read the possible duplicates: %w", err)
	}
	return list, nil
}

// NotTheSame remembers for good that two businesses are two, and gives the step that takes it back, or 0 where it was
// decided before. Error: ErrNotFound.
func (db *DB) NotTheSame(ctx context.Context, a, b entity.BusinessID) (undo int64, err error) {
	if a == b {
		return 0, fmt.Errorf("tell lead %d from itself: %w", a, ErrBadRequest)
	}
	err = db.write(ctx, typed, func(tx *sql.Tx) ([]event.Event, error) {
		names, err := liveNames(ctx, tx, a, b)
		if err != nil {
			return nil, err
		}
		p := pairOf(a, b)
		var decided bool
		err = tx.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM identity_pair WHERE a = ? AND b = ? AND decided = 1)", p[0], p[1]).Scan(&decided)
		if err != nil || decided {
			return nil, err
		}
		label := fmt.Sprintf("Kept %s and %s apart", names[a], names[b])
		undo, err = db.recorded(ctx, tx, entity.UndoDecision, label, func(s session) error {
			return s.run(`INSERT INTO identity_pair (a, b, confidence, reasons, decided) VALUES (?, ?, 0, '[]', 1)
				ON CONFLICT (a, b) DO UPDATE SET decided = 1`, p[0], p[1])
		})
		return []event.Event{event.BusinessUpdated{IDs: []entity.BusinessID{a, b}}}, err
	})
	if err != nil {
		return 0, fmt.Errorf("keep leads %d and %d apart: %w", a, b, err)
	}
	return undo, nil
}

// liveNames gives the names of businesses that have to be there and not in the trash.
func liveNames(ctx context.Context, tx *sql.Tx, ids ...entity.BusinessID) (names map[entity.BusinessID]string, err error) {
	rows, err := tx.QueryContext(ctx, `SELECT id, name FROM business
		WHERE deleted_at IS NULL AND id IN (SELECT value FROM json_each(?))`, idList(ids))
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	names = map[entity.BusinessID]string{}
	for rows.Next() {
		var id entity.BusinessID
		var name string
		if err := rows.Scan(&id, &name); err != nil {
			return nil, err
		}
		names[id] = name
	}
	for _, id := range ids {
		if _, ok := names[id]; !ok {
			return nil, ErrNotFound
		}
	}
	return names, rows.Err()
}

// fromJSON reads what a column keeps as JSON.
func fromJSON[T any](text string) (T, error) {
	var v T
	if text == "" {
		return v, nil
	}
	err := json.Unmarshal([]byte(text), &v)
	return v, err
}
