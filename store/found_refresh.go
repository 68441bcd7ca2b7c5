package store

import (
	"strings"

	"letip/store/entity"
)

// former is a business as it was before this batch saw it again.
type former struct {
	id         entity.BusinessID
	trashed    bool
	savedByJob bool // this same job saved it, before it was interrupted
	columns    map[string]any
	chosen     map[string]string // column: the source whose value is shown
	from       map[string]string // column: the address that the shown value was read from
	several    map[string]bool   // sources that name this business by more than one id
}

// gave reports whether the value that is shown is this place's own: what it says now takes its place. Where a source names a
// business twice, as a point and as a building, the two would else replace each other for ever.
func (f *former) gave(p place, column string) bool {
	return f.chosen[column] == p.found.Source && !p.further && (!f.several[p.found.Source] || p.found.URL != "" && f.from[column] == p.found.URL)
}

const selectSavedByJob = `
SELECT business_id
FROM job_business
WHERE job_id = ? AND outcome = 'saved' AND business_id IN (SELECT value FROM json_each(?))`

const selectChosen = `
SELECT business_id, field, iif(picked = 1, 'manual', source), url
FROM provenance
WHERE business_id IN (SELECT value FROM json_each(?)) AND chosen = 1`

const selectSeveral = `
SELECT business_id, source
FROM business_source
WHERE business_id IN (SELECT value FROM json_each(?))
GROUP BY business_id, source
HAVING count(*) > 1`

// current reads the businesses that are known already: four questions, however many they are.
func (s *saver) current(ids []entity.BusinessID) (map[entity.BusinessID]*former, error) {
	before := make(map[entity.BusinessID]*former, len(ids))
	if len(ids) == 0 {
		return before, nil
	}
	list := idList(ids)
	names := append([]string{"distance_mi"}, foundColumns...)
	query := "SELECT id, deleted_at IS NOT NULL, " + strings.Join(names, ", ") +
		" FROM business WHERE id IN (SELECT value FROM json_each(?))"
	err := s.rows(query, []any{list}, func(row scanner) error {
		f := former{columns: map[string]any{}, chosen: map[string]string{}, from: map[string]string{}, several: map[string]bool{}}
		values := make([]any, len(names))
		into := []any{&f.id, &f.trashed}
		for i := range values {
			into = append(into, &values[i])
		}
		if err := row.Scan(into...); err != nil {
			return err
		}
		for i, name := range names {
			f.columns[name] = values[i]
		}
		before[f.id] = &f
		return nil
	})
	if err != nil {
		return nil, err
	}
	err = s.rows(selectChosen, []any{list}, func(row scanner) error {
		var id entity.BusinessID
		var field, source, url string
		err := row.Scan(&id, &field, &source, &url)
		before[id].chosen[field], before[id].from[field] = source, url
		return err
	})
	if err != nil {
		return nil, err
	}
	err = s.rows(selectSeveral, []any{list}, func(row scanner) error {
		var id entity.BusinessID
		var source string
		err := row.Scan(&id, &source)
		before[id].several[source] = true
		return err
	})
	if err != nil || s.job == 0 {
		return before, err
	}
	return before, s.rows(selectSavedByJob, []any{s.job, list}, func(row scanner) error {
		var id entity.BusinessID
		err := row.Scan(&id)
		before[id].savedByJob = true
		return err
	})
}

const (
	touchSource = `
UPDATE business_source SET last_seen = ?, url = ?
WHERE source = ? AND source_id = ?`
	replaceChosen = `
UPDATE provenance SET chosen = 0
WHERE business_id = ? AND field = ? AND chosen = 1`
	// A value that was turned down before isn't told again.
	turnDown = `
INSERT INTO provenance (business_id, field, value, source, url, at, method, confidence, chosen)
SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 0
WHERE NOT EXISTS (SELECT 1 FROM provenance WHERE business_id = ?1 AND field = ?2 AND source = ?4 AND value = ?3)`
	setDistance = `UPDATE business SET distance_mi = ? WHERE id = ?`
)

// refresh takes over what is new about a known business.
func (s *saver) refresh(p place, was *former) error {
	f := p.found
	if err := s.run(touchSource, s.now, f.URL, f.Source, f.SourceID); err != nil || was.trashed {
		return err
	}
	_, err := s.takeOver(p, was)
	return err
}

// takeOver gives a business what a place says and it hasn't got, and tells whether it looks otherwise then.
func (s *saver) takeOver(p place, was *former) (changed bool, err error) {
	taken, err := s.weigh(p, was)
	if err != nil {
		return false, err
	}
	changed = len(taken) > 0
	if changed {
		if err := s.take(was, taken); err != nil {
			return false, err
		}
		if err := s.tell(was.id, p.found.Source, taken); err != nil {
			return false, err
		}
	}
	if d := p.distance(); d != nil && d != was.columns["distance_mi"] {
		changed = true
		if err := s.run(setDistance, d, was.id); err != nil {
			return false, err
		}
	}
	for _, c := range p.contacts() {
		if err := s.contact(was.id, c); err != nil {
			return false, err
		}
	}
	if changed {
		s.changed = append(s.changed, was.id)
	}
	return changed, nil
}

// weigh decides fact by fact, keeps the word of the source in the provenance, and gives what is to be shown from now on.
func (s *saver) weigh(p place, was *former) (taken []fact, err error) {
	for _, f := range p.facts {
		if f.column == "phone_raw" || (f.column == "phone" && samePhone(p, was)) ||
			(f.column != "phone" && f.value == was.columns[f.column]) {
			continue
		}
		shown := was.chosen[f.column]
		empty := was.columns[f.column] == nil && (f.column != "phone" || was.columns["phone_raw"] == nil)
		if shown != manual && (empty || was.gave(p, f.column)) {
			if err := s.run(replaceChosen, was.id, f.column); err != nil {
				return nil, err
			}
			if err := s.vouch(was.id, p, f, true); err != nil {
				return nil, err
			}
			taken = append(taken, f)
			was.chosen[f.column], was.from[f.column] = p.found.Source, p.found.URL
			continue
		}
		src := p.found
		if err := s.run(turnDown, was.id, f.column, f.text, src.Source, src.URL, s.now, p.method(), p.trust); err != nil {
			return nil, err
		}
	}
	if i := indexOf(taken, "phone"); i >= 0 {
		taken = append(taken, fact{"phone_raw", p.value("phone_raw"), ""})
	}
	return taken, nil
}

// samePhone compares numbers where both are read, else what was written.
func samePhone(p place, was *former) bool {
	if number := p.value("phone"); number != nil || was.columns["phone"] != nil {
		return number == was.columns["phone"]
	}
	return p.value("phone_raw") == was.columns["phone_raw"]
}

// take writes the new values into the business.
func (s *saver) take(was *former, taken []fact) error {
	var set []string
	var args []any
	for _, f := range taken {
		columns, values := withFold(f.column, f.value)
		for i, column := range columns {
			set = append(set, column+" = ?")
			args = append(args, values[i])
		}
		was.columns[f.column] = f.value
	}
	return s.road().once("UPDATE business SET "+strings.Join(set, ", ")+", updated_at = ? WHERE id = ?",
		append(args, s.now, was.id)...)
}

func (s *saver) tell(id entity.BusinessID, source string, taken []fact) error {
	var names []string
	for _, f := range taken {
		if f.column != "phone_raw" && f.column != "lon" {
			names = append(names, changedNames[f.column])
		}
	}
	text := "Changed by " + sourceName(source) + ": " + strings.Join(names, ", ")
	return s.run(insertTimeline, id, s.now, "updated", text, nil)
}

// changedNames are the words for what a source may change, where the timeline names them.
var changedNames = map[string]string{
	"name": "name", "category": "category", "phone": "phone", "fax": "fax", "email": "email", "website": "website",
	"socials": "profiles", "address": "address", "city": "city", "state": "state", "zip": "ZIP", "country": "country",
	"lat": "position", "hours": "hours",
}

func indexOf(facts []fact, column string) int {
	for i, f := range facts {
		if f.column == column {
			return i
		}
	}
	return -1
}
