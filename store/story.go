package store

import (
	"maps"
	"slices"

	"letip/store/entity"
)

const (
	unchooseOthers = `
UPDATE provenance SET chosen = 0, picked = 0
WHERE business_id = ? AND field = ? AND chosen = 1 AND value <> '' AND value IS NOT ? AND value IS NOT ?`
	chooseShown = `
UPDATE provenance SET chosen = 1
WHERE id = (
	SELECT id FROM provenance WHERE business_id = ?1 AND field = ?2 AND value IN (?3, ?4)
	ORDER BY confidence DESC, id DESC LIMIT 1
) AND NOT EXISTS (SELECT 1 FROM provenance WHERE business_id = ?1 AND field = ?2 AND chosen = 1)`
	copyShown = `
INSERT INTO provenance (business_id, field, value, source, url, at, method, confidence, chosen, picked)
SELECT ?1, field, value, source, url, at, method, confidence, 1, picked
FROM provenance
WHERE business_id = ?5 AND field = ?2 AND value IN (?3, ?4)
	AND NOT EXISTS (SELECT 1 FROM provenance WHERE business_id = ?1 AND field = ?2 AND chosen = 1)
ORDER BY chosen DESC, confidence DESC, id DESC LIMIT 1`
)

// parted gives every value that two businesses show a story of its own, after one was split off the other: a value that the
// rep picked while they were one may have come with the other. A value that nobody says any longer goes.
func parted(s session, keeps, out entity.BusinessID) error {
	if err := tellShown(s, keeps, out); err != nil {
		return err
	}
	return tellShown(s, out, keeps)
}

func tellShown(s session, id, other entity.BusinessID) error {
	row, err := loadMergeRow(s, id)
	if err != nil {
		return err
	}
	change := map[string]any{}
	for _, field := range slices.Sorted(maps.Keys(factColumns)) {
		if field == "lat" || field == "lon" { // numbers, which a story spells
			continue
		}
		shown, raw := row.columns[field], any(nil)
		if field == "phone" {
			raw = row.columns["phone_raw"]
		}
		if err := s.run(unchooseOthers, id, field, shown, raw); err != nil {
			return err
		}
		if err := s.run(chooseShown, id, field, shown, raw); err != nil {
			return err
		}
		if err := s.run(copyShown, id, field, shown, raw, other); err != nil {
			return err
		}
		told, err := exists(s, "SELECT 1 FROM provenance WHERE business_id = ? AND field = ? AND chosen = 1", id, field)
		if err != nil {
			return err
		}
		if !told && field != "name" && (shown != nil || raw != nil) {
			forget(change, field)
		}
	}
	if err := nextBest(s, id, change); err != nil {
		return err
	}
	return setColumns(s, id, change)
}

// forget empties a field, with the columns that go with it.
func forget(change map[string]any, field string) {
	change[field] = nil
	if fold, ok := folds[field]; ok {
		change[fold] = nil
	}
	if field == "phone" {
		change["phone_raw"] = nil
	}
}
