package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"

	zombie "zombiezen.com/go/sqlite"

	"letip/store/entity"
	"letip/store/event"
)

const (
	selectMergedLeads = `
SELECT m.loser, b.name, m.confidence, m.reasons
FROM merge m
JOIN business b ON b.id = m.loser
WHERE m.survivor = ?
ORDER BY m.at, m.loser`
	selectSightings = `
SELECT source, source_id, url, said
FROM business_source
WHERE business_id = ? AND said IS NOT NULL
ORDER BY source, source_id`
)

// MergedParts lists what went into a business: the leads that were merged, and the sightings that were known to be it when
// they came. Each can be split off.
func (db *DB) MergedParts(ctx context.Context, id entity.BusinessID) ([]entity.MergedPart, error) {
	parts := []entity.MergedPart{}
	err := db.about(ctx, id, selectMergedLeads, func(row *zombie.Stmt) error {
		c := columns{row: row}
		p := entity.MergedPart{Lead: entity.BusinessID(c.integer()), Name: c.text()}
		p.Confidence, _ = c.float()
		c.json(&p.Reasons)
		parts = append(parts, p)
		return c.err
	})
	if err == nil {
		err = db.about(ctx, id, selectSightings, func(row *zombie.Stmt) error {
			c := columns{row: row}
			p := entity.MergedPart{Source: entity.SourceRef{Source: c.text(), SourceID: c.text(), URL: c.text()}}
			said, err := fromJSON[sightingSaid](c.text())
			p.Name, p.Confidence, p.Reasons = said.Found.Name, said.Confidence, said.Reasons
			parts = append(parts, p)
			return err
		})
	}
	if err != nil {
		return nil, fmt.Errorf("read what lead %d is made of: %w", id, err)
	}
	return parts, nil
}

// Split takes a part out of a lead again. A lead that was merged comes back as it was, with all that came along; a sighting
// becomes a lead of its own, of what its source said. What was changed since stays where it is. That the two are not the same
// is remembered for good. It gives the lead that came out, and the step that takes it back. Error: ErrNotFound.
func (db *DB) Split(ctx context.Context, id entity.BusinessID, part entity.MergedPart) (out entity.BusinessID, undo int64, err error) {
	err = db.write(ctx, typed, func(tx *sql.Tx) ([]event.Event, error) {
		names, err := liveNames(ctx, tx, id)
		if err != nil {
			return nil, err
		}
		undo, err = db.recorded(ctx, tx, entity.UndoSplit, "Split "+names[id], func(s session) error {
			now := db.millis()
			if part.Lead != 0 {
				out = part.Lead
				err = splitLead(s, id, part.Lead, now)
			} else {
				out, err = splitSighting(ctx, s, id, part.Source, now)
			}
			if err != nil {
				return err
			}
			p := pairOf(id, out)
			return s.run(`INSERT INTO identity_pair (a, b, confidence, reasons, decided) VALUES (?, ?, 0, '[]', 1)
				ON CONFLICT (a, b) DO UPDATE SET decided = 1`, p[0], p[1])
		})
		return []event.Event{
			event.BusinessUpdated{IDs: []entity.BusinessID{id}}, event.BusinessCreated{IDs: []entity.BusinessID{out}}, event.StatsUpdated{},
		}, err
	})
	if err != nil {
		return 0, 0, fmt.Errorf("split lead %d: %w", id, err)
	}
	return out, undo, nil
}

// splitLead is the inverse of mergeInto.
func splitLead(s session, survivor, loser entity.BusinessID, now int64) error {
	var over, was, is string
	found := false
	err := s.rows("SELECT moved, before, after FROM merge WHERE loser = ? AND survivor = ?", []any{loser, survivor}, func(row scanner) error {
		found = true
		return row.Scan(&over, &was, &is)
	})
	if err == nil && !found {
		err = ErrNotFound
	}
	if err != nil {
		return err
	}
	m, err := fromJSON[moved](over)
	if err != nil {
		return err
	}
	before, errBefore := readImage(was)
	after, errAfter := readImage(is)
	if err := errors.Join(errBefore, errAfter); err != nil {
		return err
	}
	// The columns first, then what hangs on them: triggers look at an email's contact.
	if err := restoreColumns(s, survivor, before, after, now); err != nil {
		return err
	}
	if err := s.run("UPDATE business SET deleted_at = NULL WHERE id = ?", loser); err != nil {
		return err
	}
	if err := s.run("DELETE FROM merge WHERE loser = ?", loser); err != nil {
		return err
	}
	if err := m.moveBack(s, loser, survivor); err != nil {
		return err
	}
	return parted(s, survivor, loser)
}

// restoreColumns puts columns back where nobody has changed them since. A row that comes back whole gets its updated_at
// back too.
func restoreColumns(s session, id entity.BusinessID, before, after map[string]any, now int64) error {
	row, err := loadMergeRow(s, id)
	if err != nil {
		return err
	}
	change, whole := map[string]any{}, row.columns["updated_at"] == after["updated_at"]
	for _, column := range slices.Sorted(maps.Keys(before)) {
		if row.columns[column] == after[column] {
			change[column] = before[column]
		}
	}
	if !whole {
		change["updated_at"] = now
	}
	return setColumns(s, id, change)
}

// moveBack is the inverse of move. What was deleted meanwhile stays so.
func (m *moved) moveBack(s session, to, from entity.BusinessID) error {
	for _, part := range []struct {
		query string
		ids   []int64
	}{
		{"UPDATE contact SET business_id = ? WHERE business_id = ? AND id IN (SELECT value FROM json_each(?))", m.Contacts},
		{"UPDATE provenance SET business_id = ? WHERE business_id = ? AND id IN (SELECT value FROM json_each(?))", m.Provenance},
		{"UPDATE timeline SET business_id = ? WHERE business_id = ? AND id IN (SELECT value FROM json_each(?))", m.Timeline},
		{"UPDATE job_business SET business_id = ? WHERE business_id = ? AND job_id IN (SELECT value FROM json_each(?))", m.Jobs},
	} {
		if len(part.ids) == 0 {
			continue
		}
		if err := s.run(part.query, to, from, numberList(part.ids)); err != nil {
			return err
		}
	}
	for _, at := range m.Sources {
		if err := s.run("UPDATE business_source SET business_id = ? WHERE business_id = ? AND source = ? AND source_id = ?", to, from, at[0], at[1]); err != nil {
			return err
		}
	}
	for _, held := range m.Held {
		if err := s.run("DELETE FROM suppressed WHERE business_id = ? AND suppression_id = ?", from, held); err != nil {
			return err
		}
	}
	// What was made of both goes, unless it went into another since.
	if err := s.run("DELETE FROM provenance WHERE id = ? AND chosen = 1", m.Joined); err != nil {
		return err
	}
	// A value is shown again where no other is in its place.
	err := s.run(`UPDATE provenance SET chosen = 1 WHERE id IN (SELECT value FROM json_each(?)) AND NOT EXISTS (
		SELECT 1 FROM provenance o WHERE o.business_id = provenance.business_id AND o.field = provenance.field AND o.chosen = 1)`, numberList(m.Silenced))
	if err != nil {
		return err
	}
	for _, at := range m.Given {
		if err := s.run("DELETE FROM identity_pair WHERE a = ? AND b = ?", at[0], at[1]); err != nil {
			return err
		}
	}
	for _, p := range m.Pairs {
		err := s.run(`INSERT INTO identity_pair (a, b, confidence, reasons, decided)
			SELECT ?1, ?2, ?3, ?4, ?5 WHERE 2 = (SELECT count(*) FROM business WHERE id IN (?1, ?2))
			ON CONFLICT (a, b) DO NOTHING`, p.A, p.B, p.Confidence, p.Reasons, boolean(p.Decided))
		if err != nil {
			return err
		}
	}
	return nil
}
