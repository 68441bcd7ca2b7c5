package store

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	zombie "zombiezen.com/go/sqlite"

	"letip/store/entity"
	"letip/store/event"
)

const selectProvenance = `
SELECT id, field, value, source, url, at, method, confidence, chosen, picked
FROM provenance
WHERE business_id = ?
ORDER BY field, chosen DESC, at DESC, id DESC`

// Provenance tells the story of each value of a business: the shown one first, then the newest; of those that are not shown,
// why. Error: ErrNotFound.
func (db *DB) Provenance(ctx context.Context, id entity.BusinessID) ([]entity.Provenance, error) {
	var story []entity.Provenance
	err := db.about(ctx, id, selectProvenance, func(row *zombie.Stmt) error {
		c := columns{row: row}
		p := entity.Provenance{ID: c.integer(), Field: c.text(), Value: c.text(), Source: c.text(), URL: c.text(), At: c.time(), Method: c.text()}
		p.Confidence, _ = c.float()
		p.Chosen, p.Picked = c.integer() == 1, c.integer() == 1
		story = append(story, p)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read where lead %d is from: %w", id, err)
	}
	var shown *entity.Provenance
	for i := range story {
		p := &story[i]
		switch {
		case p.Chosen:
			shown = p
		case shown == nil || shown.Field != p.Field:
			p.Why = "It was removed."
		default:
			p.Why = whyNot(*p, *shown)
		}
	}
	return story, nil
}

// whyNot says why a value is not the shown one.
func whyNot(p, shown entity.Provenance) string {
	switch {
	case p.Value == shown.Value:
		return "It says the same as the shown value."
	case shown.Picked:
		return "You chose the shown value."
	case shown.Source == manual && shown.Value == "":
		return "You removed it: what you write stays."
	case shown.Source == manual && p.Source == manual:
		return "You have written another one since."
	case shown.Source == manual:
		return "What you write stays."
	case p.Source == manual:
		return "You wrote it before the shown value was chosen."
	case p.Source == shown.Source && p.At.Before(shown.At):
		return "The same source says otherwise by now."
	case shown.Source == joined:
		return "The shown value has this one in it."
	case p.Confidence < shown.Confidence:
		return "The shown value is surer."
	case p.At.Before(shown.At):
		return "A surer value came since."
	}
	return "The shown value was there first, and this one is no surer."
}

// ChooseValue shows another of the values that are known of a field. It stays, as what the rep writes: no scrape, import or
// visit replaces it. It gives the step that takes it back, or 0 where the value was chosen before. The position of a business
// is one value: its two numbers go together. Errors: ErrNotFound, ErrBadRequest.
func (db *DB) ChooseValue(ctx context.Context, id entity.BusinessID, provenance int64) (undo int64, err error) {
	err = db.write(ctx, typed, func(tx *sql.Tx) ([]event.Event, error) {
		names, err := liveNames(ctx, tx, id)
		if err != nil {
			return nil, err
		}
		s := &sqlSession{ctx: ctx, tx: tx}
		defer s.close()
		picks, err := picked(s, id, provenance)
		if err != nil || picks == nil {
			return nil, err
		}
		label := "Chose another " + changedNames[picks[0].field] + " for " + names[id]
		undo, err = db.recorded(ctx, tx, entity.UndoChoice, label, func(s session) error {
			for _, p := range picks {
				if err := p.choose(s, id, db.millis()); err != nil {
					return err
				}
			}
			text := "Chose another " + changedNames[picks[0].field] + ", by " + sourceName(picks[0].source)
			return s.run(insertTimeline, id, db.millis(), "edited", text, nil)
		})
		return []event.Event{event.BusinessUpdated{IDs: []entity.BusinessID{id}}, event.StatsUpdated{}}, err
	})
	if err != nil {
		return 0, fmt.Errorf("choose a value of lead %d: %w", id, err)
	}
	return undo, nil
}

// pick is a value that a rep chooses.
type pick struct {
	id                                int64
	field, value, source, url, method string
	at                                int64
	confidence                        float64
	done                              bool // it is the chosen one already
}

// picked reads the value to choose, and what goes with it; none where it is chosen already.
func picked(s session, id entity.BusinessID, provenance int64) (picks []pick, err error) {
	const query = `SELECT p.id, p.field, p.value, p.source, p.url, p.method, p.at, p.confidence, p.chosen = 1 AND (p.picked = 1 OR p.source = 'manual')
		FROM provenance p JOIN provenance w ON w.business_id = p.business_id
		WHERE p.business_id = ?1 AND w.id = ?2 AND (p.id = w.id
			OR w.field IN ('lat', 'lon') AND p.field IN ('lat', 'lon') AND p.field <> w.field AND p.source = w.source AND p.at = w.at)
		ORDER BY p.id <> w.id, p.id DESC LIMIT 2`
	err = s.rows(query, []any{id, provenance}, func(row scanner) error {
		var p pick
		err := row.Scan(&p.id, &p.field, &p.value, &p.source, &p.url, &p.method, &p.at, &p.confidence, &p.done)
		picks = append(picks, p)
		return err
	})
	switch {
	case err != nil:
		return nil, err
	case len(picks) == 0:
		return nil, ErrNotFound
	case !factColumns[picks[0].field]:
		return nil, badRequest("provenance", "There is no choice of a %s.", picks[0].field)
	case picks[0].value == "" && picks[0].field == "name":
		return nil, badRequest("name", "A lead needs a name.")
	case (picks[0].field == "lat" || picks[0].field == "lon") && len(picks) < 2:
		return nil, badRequest("lat", "Half of a position can't be chosen.")
	case picks[0].done:
		return nil, nil
	}
	return picks, nil
}

// choose shows a value, and notes that the rep has picked it.
func (p pick) choose(s session, id entity.BusinessID, now int64) error {
	for _, st := range []statement{
		{"UPDATE provenance SET chosen = 0 WHERE business_id = ? AND field = ? AND chosen = 1 AND id <> ?", []any{id, p.field, p.id}},
		{"UPDATE provenance SET chosen = 1, picked = 1, replaced_by = NULL WHERE id = ?", []any{p.id}},
	} {
		if err := s.run(st.sql, st.args...); err != nil {
			return err
		}
	}
	if err := p.show(s, id, now); err != nil {
		return err
	}
	kind, reaches := contactColumns[p.field]
	if !reaches || p.value == "" || p.field == "phone" && !strings.HasPrefix(p.value, "+") {
		return nil
	}
	return s.run(`INSERT INTO contact (business_id, kind, value, confidence, source_url, method, first_seen, last_seen)
		VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7) ON CONFLICT (business_id, kind, value) DO NOTHING`,
		id, string(kind), p.value, p.confidence, p.url, p.method, p.at)
}

// show writes a value into the business.
func (p pick) show(s session, id entity.BusinessID, now int64) error {
	value, err := p.column()
	if err != nil {
		return err
	}
	columns, values := withFold(p.field, value)
	if value == nil && folds[p.field] != "" {
		values[1] = nil
	}
	if p.field == "phone" {
		columns, values = append(columns, "phone_raw"), append(values, unknownIfEmpty(p.value))
		if !strings.HasPrefix(p.value, "+") {
			values[0] = nil // it can't be read as a number
		}
	}
	set := make([]string, len(columns))
	for i, c := range columns {
		set[i] = c + " = ?"
	}
	return s.once("UPDATE business SET "+strings.Join(set, ", ")+", updated_at = ? WHERE id = ?", append(values, now, id)...)
}

// column is the value as its column holds it.
func (p pick) column() (any, error) {
	if p.field != "lat" && p.field != "lon" || p.value == "" {
		return unknownIfEmpty(p.value), nil
	}
	return strconv.ParseFloat(p.value, 64)
}

// selectAtOdds are the fields of leads that show another value than the one that is chosen, or show one and none is chosen.
var selectAtOdds = func() string {
	var fields []string
	for _, c := range slices.Sorted(maps.Keys(factColumns)) {
		column := c
		if c == "phone" {
			column = "coalesce(phone, phone_raw)"
		}
		fields = append(fields, "'"+c+"', "+column)
	}
	return `
SELECT b.id, j.key, j.value, p.id, p.value
FROM json_each(?) w
CROSS JOIN business b ON b.id = w.value
CROSS JOIN json_each(json_object(` + strings.Join(fields, ", ") + `)) j
LEFT JOIN provenance p ON p.business_id = b.id AND p.field = j.key AND p.chosen = 1
WHERE NOT EXISTS (SELECT 1 FROM merge WHERE loser = b.id)
	AND iif(p.id IS NULL, j.value IS NOT NULL, CASE
		WHEN j.value IS NULL THEN p.value <> ''
		WHEN j.key IN ('lat', 'lon') THEN CAST(p.value AS REAL) <> j.value
		ELSE p.value <> j.value AND NOT (j.key = 'phone' AND p.value IS b.phone_raw) END)`
}()

// agree lets leads show the values that are chosen, after a step was taken back or done again though later ones stand: what
// the rep wrote or picked since stays shown.
func agree(s session, ids []entity.BusinessID, now int64) error {
	type odd struct {
		id    entity.BusinessID
		shown any
		pick
	}
	var odds []odd
	err := s.rows(selectAtOdds, []any{idList(ids)}, func(row scanner) error {
		var o odd
		var chosen sql.NullInt64
		err := row.Scan(&o.id, &o.field, &o.shown, &chosen, orEmpty(&o.pick.value))
		o.pick.id = chosen.Int64
		odds = append(odds, o)
		return err
	})
	for _, o := range odds {
		if err != nil {
			break
		}
		if o.field == "socials" && o.pick.id != 0 && joinSocials(o.shown, socialsOf(o.pick.value)) == "" {
			continue // a merge of an older version shows the profiles of both without a story of their own
		}
		if o.pick.id != 0 {
			err = o.show(s, o.id, now)
			continue
		}
		err = s.run(`UPDATE provenance SET chosen = 1 WHERE id = (
			SELECT id FROM provenance WHERE business_id = ? AND field = ? AND value = ? ORDER BY at DESC, id DESC LIMIT 1)`, o.id, o.field, fmt.Sprint(o.shown))
	}
	return err
}
