package store

import (
	"context"
	"database/sql"
	"errors"
	"maps"
	"slices"

	"letip/store/entity"
	"letip/store/event"
)

// takeBackStep takes back what a step did, the last first: it removes the leads that it brought, puts back the rows of which
// there are images, and then the columns. It forgets the step, and says what there is to tell of the images.
func (db *DB) takeBackStep(ctx context.Context, tx *sql.Tx, u *entity.Undone) (events []event.Event, err error) {
	s := &sqlSession{ctx: ctx, tx: tx}
	defer func() { err = errors.Join(err, s.close()) }()
	now := db.millis()
	gone, err := removeBrought(s, u.Step, now)
	if err != nil {
		return nil, err
	}
	touched, err := takeBackImages(s, u.Step, now)
	if err != nil {
		return nil, err
	}
	if _, columns := columnKinds[u.Kind]; columns {
		if err := db.restore(ctx, tx, *u); err != nil {
			return nil, err
		}
	}
	if err := s.run("DELETE FROM undo_step WHERE id = ?", u.Step); err != nil {
		return nil, err
	}
	// What is put back was settled before: it needs its keys, and nothing else follows from it.
	if _, err := settle(s, now, settleQuiet); err != nil {
		return nil, err
	}
	for _, id := range u.IDs {
		delete(touched, id)
	}
	ids := slices.Sorted(maps.Keys(touched))
	live, err := liveOnes(s, ids)
	if err != nil {
		return nil, err
	}
	dead := slices.DeleteFunc(slices.Clone(ids), func(id entity.BusinessID) bool { _, found := slices.BinarySearch(live, id); return found })
	dead = append(dead, gone...)
	u.IDs = slices.Sorted(slices.Values(slices.Concat(u.IDs, live, gone)))
	if len(live) > 0 {
		// Some of them came back from where a merge had put them, so lists have to hear of them as of new ones.
		events = append(events, event.BusinessCreated{IDs: live}, event.BusinessUpdated{IDs: live})
	}
	if len(dead) > 0 {
		events = append(events, event.BusinessDeleted{IDs: dead})
	}
	if len(events) > 0 {
		events = append(events, event.StatsUpdated{})
	}
	return events, nil
}

func liveOnes(s session, ids []entity.BusinessID) (live []entity.BusinessID, err error) {
	err = s.rows("SELECT id FROM business WHERE id IN (SELECT value FROM json_each(?)) AND deleted_at IS NULL ORDER BY id", []any{idList(ids)}, func(row scanner) error {
		var id entity.BusinessID
		err := row.Scan(&id)
		live = append(live, id)
		return err
	})
	return live, err
}

// removeBlock is how many leads are removed at a time.
const removeBlock = 5_000

// removeBrought removes the leads that a step brought, for good, as if it had never been. Those that the rep has worked on
// since rest in the trash, and those that others were merged into, or that were merged, are taken apart first.
func removeBrought(s session, step, now int64) (gone []entity.BusinessID, err error) {
	type span struct{ first, last int64 }
	var spans []span
	err = s.rows("SELECT first_id, last_id FROM undo_brought WHERE step = ? ORDER BY first_id", []any{step}, func(row scanner) error {
		var r span
		err := row.Scan(&r.first, &r.last)
		spans = append(spans, r)
		return err
	})
	if err != nil {
		return nil, err
	}
	for _, r := range spans {
		for first := r.first; first <= r.last; first += removeBlock {
			last := min(r.last, first+removeBlock-1)
			ids, err := removeSpan(s, step, first, last, now)
			if err != nil {
				return nil, err
			}
			gone = append(gone, ids...)
		}
	}
	return gone, nil
}

func removeSpan(s session, step, first, last, now int64) (ids []entity.BusinessID, err error) {
	err = s.rows(`SELECT m.survivor, m.loser FROM merge m
		WHERE m.loser BETWEEN ?1 AND ?2 OR m.survivor BETWEEN ?1 AND ?2
		ORDER BY m.at DESC, m.loser DESC`, []any{first, last}, func(row scanner) error {
		var survivor, loser entity.BusinessID
		err := row.Scan(&survivor, &loser)
		ids = append(ids, survivor, loser)
		return err
	})
	for i := 0; i < len(ids) && err == nil; i += 2 {
		err = splitLead(s, ids[i], ids[i+1], now)
	}
	if err != nil {
		return nil, err
	}
	ids = nil
	err = s.rows("SELECT id FROM business WHERE id BETWEEN ? AND ? ORDER BY id", []any{first, last}, func(row scanner) error {
		var id entity.BusinessID
		err := row.Scan(&id)
		ids = append(ids, id)
		return err
	})
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	// One that somebody has worked on since.
	const worked = `(EXISTS (SELECT 1 FROM undo_row WHERE business_id = business.id AND step > ?3)
		OR EXISTS (SELECT 1 FROM provenance WHERE business_id = business.id AND source = 'manual'))`
	if err := s.run("UPDATE business SET deleted_at = ?4 WHERE id BETWEEN ?1 AND ?2 AND deleted_at IS NULL AND "+worked, first, last, step, now); err != nil {
		return nil, err
	}
	return ids, s.run("DELETE FROM business WHERE id BETWEEN ?1 AND ?2 AND NOT "+worked, first, last, step)
}
