package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"letip/store/entity"
	"letip/store/event"
	"letip/store/identity"
)

// settleBlock is how many businesses are settled at a time.
const settleBlock = 500

// selectStale are the businesses whose comparable values were changed in this transaction.
const selectStale = `SELECT business_id FROM identity_stale ORDER BY business_id LIMIT ?`

// settleMode says what may follow from a change.
type settleMode int

const (
	settleQuiet   settleMode = iota // nothing
	settleHeld                      // whom nobody may contact is held back: what is put back was matched before
	settleTyped                     // like ones wait in the list of pairs
	settleScraped                   // what is the same is merged, since nobody typed it
)

// settle ends a transaction that changed what businesses are known by: it makes their keys new, holds back whom nobody may
// contact, and looks for their like. It gives what there is to tell.
func settle(s session, now int64, mode settleMode) ([]event.Event, error) {
	t := settling{session: s, now: now, mode: mode}
	for {
		var ids []entity.BusinessID
		err := s.rows(selectStale, []any{settleBlock}, func(row scanner) error {
			var id entity.BusinessID
			err := row.Scan(&id)
			ids = append(ids, id)
			return err
		})
		if err != nil || len(ids) == 0 {
			return t.events(), err
		}
		if err := t.block(ids); err != nil {
			return nil, fmt.Errorf("find out who is who: %w", err)
		}
	}
}

// settled settles a transaction of write before it commits. What follows from a step that was opened in it is part of that
// step.
func (db *DB) settled(ctx context.Context, tx *sql.Tx, d durability, stepBefore int64) (events []event.Event, err error) {
	s, now := &sqlSession{ctx: ctx, tx: tx}, db.millis()
	defer func() { err = errors.Join(err, s.close()) }()
	stale, err := exists(s, "SELECT 1 FROM identity_stale LIMIT 1")
	if err != nil || !stale {
		return nil, err
	}
	if db.unmatched {
		return settle(s, now, settleQuiet)
	}
	if d == scraped {
		return settle(s, now, settleScraped)
	}
	step, err := newestStep(ctx, tx)
	if err != nil {
		return nil, err
	}
	if step == stepBefore {
		return settle(s, now, settleTyped)
	}
	err = record(s, step, everything, func() error {
		events, err = settle(s, now, settleTyped)
		return err
	})
	return events, err
}

func newestStep(ctx context.Context, tx *sql.Tx) (step int64, err error) {
	err = tx.QueryRowContext(ctx, "SELECT coalesce(max(id), 0) FROM undo_step").Scan(&step)
	return step, err
}

func exists(s session, query string, args ...any) (found bool, err error) {
	err = s.rows(query, args, func(scanner) error {
		found = true
		return nil
	})
	return found, err
}

// settling is what a transaction settles.
type settling struct {
	session
	now     int64
	mode    settleMode
	updated []entity.BusinessID
	gone    []entity.BusinessID
}

func (t *settling) events() []event.Event {
	var events []event.Event
	if len(t.updated) > 0 {
		slices.Sort(t.updated)
		events = append(events, event.BusinessUpdated{IDs: slices.Compact(t.updated)})
	}
	if len(t.gone) > 0 {
		events = append(events, event.BusinessDeleted{IDs: t.gone})
	}
	if len(events) > 0 {
		events = append(events, event.StatsUpdated{})
	}
	return events
}

func (t *settling) block(ids []entity.BusinessID) error {
	changed, err := loadRecords(t, ids)
	if err != nil {
		return err
	}
	if err := rekey(t, ids, changed); err != nil {
		return err
	}
	if err := t.run("DELETE FROM identity_stale WHERE business_id IN (SELECT value FROM json_each(?))", idList(ids)); err != nil {
		return err
	}
	if t.mode == settleQuiet {
		return nil
	}
	held, err := holdBack(t, changed, t.now)
	if err != nil {
		return err
	}
	t.updated = append(t.updated, held...)
	if t.mode == settleHeld {
		return nil
	}
	return t.match(changed)
}

// rekey makes the keys of businesses what their records say; those without a record were merged into others and have none.
func rekey(s session, ids []entity.BusinessID, records []*member) error {
	had := make(map[entity.BusinessID][]int64, len(ids))
	err := s.rows(`SELECT business_id, key FROM identity_key WHERE business_id IN (SELECT value FROM json_each(?))`,
		[]any{idList(ids)}, func(row scanner) error {
			var id entity.BusinessID
			var key int64
			err := row.Scan(&id, &key)
			had[id] = append(had[id], key)
			return err
		})
	if err != nil {
		return err
	}
	wants := make(map[entity.BusinessID][]int64, len(records))
	for _, r := range records {
		wants[r.ID] = identity.Hashes(r.Keys())
	}
	for _, id := range ids {
		for _, key := range had[id] {
			if _, keep := slices.BinarySearch(wants[id], key); !keep {
				if err := s.run("DELETE FROM identity_key WHERE key = ? AND business_id = ?", key, id); err != nil {
					return err
				}
			}
		}
		if err := addKeys(s, id, wants[id], had[id]); err != nil {
			return err
		}
	}
	return nil
}

const insertKey = `INSERT INTO identity_key (key, business_id) VALUES (?, ?)`

// addKeys writes the keys that a business hasn't got yet.
func addKeys(s session, id entity.BusinessID, wants, had []int64) error {
	for _, key := range wants {
		if slices.Contains(had, key) {
			continue
		}
		if err := s.run(insertKey, key, id); err != nil {
			return err
		}
	}
	return nil
}

// match looks for the like of businesses that were changed.
func (t *settling) match(changed []*member) error {
	live := slices.DeleteFunc(slices.Clone(changed), func(c *member) bool { return c.trashed })
	if len(live) == 0 {
		return nil
	}
	m := newMatcher(t)
	strangers := make([]*stranger, len(live))
	for i, c := range live {
		strangers[i] = strangerOf(c.Record)
	}
	if err := m.prepare(strangers); err != nil {
		return err
	}
	open, err := m.decisions(live)
	if err != nil {
		return err
	}
	for i, c := range live {
		if now := m.members[c.ID]; c.trashed || now != nil && now.trashed {
			continue // merged meanwhile
		}
		same, doubtful, _ := m.resolve(strangers[i])
		if t.mode == settleScraped && len(same) > 0 {
			if err := t.join(m, c, same[0]); err != nil {
				return err
			}
			continue
		}
		if err := t.pairUp(m, c, slices.Concat(same, doubtful), open[c.ID]); err != nil {
			return err
		}
	}
	return nil
}

// join merges a business and what it is the same as. Others that are the same are found when the survivor is settled.
func (t *settling) join(m *matcher, c *member, v verdict) error {
	survivor, loser, err := chooseSurvivor(t, c.ID, v.ID)
	if err != nil {
		return err
	}
	if err := mergeInto(t, survivor, loser, v.Verdict, t.now); err != nil {
		return err
	}
	for _, gone := range []*member{m.members[loser], c} {
		if gone != nil && gone.ID == loser {
			gone.trashed = true
		}
	}
	t.updated, t.gone = append(t.updated, survivor), append(t.gone, loser)
	return nil
}

// pairUp brings the open pairs of a business up to date: those that are no longer doubtful go, and the likeliest comes.
func (t *settling) pairUp(m *matcher, c *member, like []verdict, open []pair) error {
	for _, p := range open {
		other := p.a + p.b - c.ID
		i := slices.IndexFunc(like, func(v verdict) bool { return v.ID == other })
		if i < 0 {
			if still := m.members[other]; still != nil && !still.trashed {
				if v := identity.Compare(c.Record, still.Record); v.Outcome != identity.Different {
					continue
				}
			}
			if err := t.run("DELETE FROM identity_pair WHERE a = ? AND b = ? AND decided = 0", p.a, p.b); err != nil {
				return err
			}
			continue
		}
		if err := openPair(t, c.ID, like[i]); err != nil {
			return err
		}
	}
	if len(like) == 0 {
		return nil
	}
	return openPair(t, c.ID, like[0])
}

// makeKeys makes the keys of businesses that a migration found without any, before anything else is written. Pairs among
// them are not looked for: each is matched when it is next changed or seen.
func (db *DB) makeKeys(ctx context.Context) error {
	for more := true; more; {
		err := db.write(ctx, scraped, func(tx *sql.Tx) (_ []event.Event, err error) {
			s := &sqlSession{ctx: ctx, tx: tx}
			defer func() { err = errors.Join(err, s.close()) }()
			var ids []entity.BusinessID
			err = s.rows(selectStale, []any{10 * settleBlock}, func(row scanner) error {
				var id entity.BusinessID
				err := row.Scan(&id)
				ids = append(ids, id)
				return err
			})
			if more = len(ids) > 0; err != nil || !more {
				return nil, err
			}
			for part := range slices.Chunk(ids, settleBlock) {
				t := settling{session: s, mode: settleQuiet}
				if err := t.block(part); err != nil {
					return nil, err
				}
			}
			return nil, nil
		})
		if err != nil {
			return fmt.Errorf("make the keys of leads: %w", err)
		}
	}
	return nil
}
