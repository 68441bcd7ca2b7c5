package store

import (
	"context"
	"fmt"

	"letip/store/entity"
	"letip/store/identity"
)

// sightingSaid is what a source said of a business that was known from elsewhere, and why the two were taken for one.
type sightingSaid struct {
	Found      entity.Found `json:"found"`
	Confidence float64      `json:"confidence"`
	Reasons    []string     `json:"reasons"`
}

const insertSighting = `
INSERT INTO business_source (source, source_id, business_id, url, first_seen, last_seen, said)
VALUES (?1, ?2, ?3, ?4, ?5, ?5, ?6)
ON CONFLICT (source, source_id) DO NOTHING`

// attach makes a place a further sighting of a business that is known from elsewhere. What the source says that the
// business hasn't got is taken over; all else is kept beside it.
func (s *saver) attach(p place, was *former, v identity.Verdict) (changed bool, err error) {
	f := p.found
	f.Distance = nil // it is of one search, not of the place
	said := mustJSON(sightingSaid{f, v.Confidence, v.Reasons})
	if err := s.run(insertSighting, f.Source, f.SourceID, was.id, f.URL, s.now, said); err != nil || was.trashed {
		return false, err
	}
	was.several[f.Source] = true // this one is new: what the source has given is of another
	return s.takeOver(p, was)
}

// splitSighting makes a lead of its own of a sighting, and takes back what the business had from it alone.
func splitSighting(ctx context.Context, s session, id entity.BusinessID, at entity.SourceRef, now int64) (entity.BusinessID, error) {
	var text string
	found := false
	err := s.rows("SELECT said FROM business_source WHERE source = ? AND source_id = ? AND business_id = ? AND said IS NOT NULL",
		[]any{at.Source, at.SourceID, id}, func(row scanner) error {
			found = true
			return row.Scan(&text)
		})
	if err == nil && !found {
		err = ErrNotFound
	}
	if err != nil {
		return 0, err
	}
	said, err := fromJSON[sightingSaid](text)
	if err != nil {
		return 0, err
	}
	p := readPlace(said.Found)
	if p.err != nil {
		return 0, p.err
	}
	if err := s.run("DELETE FROM business_source WHERE source = ? AND source_id = ?", at.Source, at.SourceID); err != nil {
		return 0, err
	}
	if err := takeBackSighting(s, id, p, now); err != nil {
		return 0, err
	}
	sv := &saver{ctx: ctx, session: s, now: now}
	out, err := sv.insert(p)
	if err != nil {
		return 0, err
	}
	name, _ := p.value("name").(string)
	return out, s.run(insertTimeline, id, now, "split", "Split off "+name, nil)
}

// takeBackSighting takes from a business the values that it shows by this source's word, where no other sighting of that
// source is left, and the ways to reach it that only this one gave.
func takeBackSighting(s session, id entity.BusinessID, p place, now int64) error {
	other, err := exists(s, "SELECT 1 FROM business_source WHERE business_id = ? AND source = ?", id, p.found.Source)
	if err != nil || other {
		return err
	}
	row, err := loadMergeRow(s, id)
	if err != nil {
		return err
	}
	change := map[string]any{}
	for column, source := range row.chosen { // the source may have said something else since
		if source != p.found.Source || !factColumns[column] || column == "name" {
			continue
		}
		forget(change, column)
	}
	err = s.run(`DELETE FROM provenance WHERE business_id = ? AND source = ?
		AND NOT (chosen = 1 AND (picked = 1 OR field = 'name'))`, id, p.found.Source)
	if err != nil {
		return err
	}
	for _, c := range p.contacts() {
		err := s.run(`DELETE FROM contact WHERE business_id = ?1 AND kind = ?2 AND value = ?3 AND method = ?4
			AND NOT EXISTS (SELECT 1 FROM provenance WHERE business_id = ?1 AND field = ?2 AND value = ?3)`,
			id, string(c.Kind), c.Value, c.Method)
		if err != nil {
			return err
		}
	}
	if err := nextBest(s, id, change); err != nil {
		return fmt.Errorf("choose other values: %w", err)
	}
	if len(change) > 0 {
		change["updated_at"] = now
	}
	return setColumns(s, id, change)
}

// nextBest fills the fields that lost their value with the surest of what other sources said.
func nextBest(s session, id entity.BusinessID, change map[string]any) error {
	for column := range change {
		if !factColumns[column] || change[column] != nil || column == "lat" || column == "lon" || column == "socials" {
			continue
		}
		var key int64
		var value string
		err := s.rows(`SELECT id, value FROM provenance WHERE business_id = ? AND field = ? AND value <> ''
			ORDER BY confidence DESC, at DESC, id DESC LIMIT 1`, []any{id, column}, func(row scanner) error {
			return row.Scan(&key, &value)
		})
		if err != nil {
			return err
		}
		if key == 0 {
			continue
		}
		if err := s.run("UPDATE provenance SET chosen = 1 WHERE id = ?", key); err != nil {
			return err
		}
		columns, values := withFold(column, value)
		for i, c := range columns {
			change[c] = values[i]
		}
		if column == "phone" {
			change["phone_raw"] = value
			if value[0] != '+' {
				change["phone"] = nil
			}
		}
	}
	return nil
}
