package store

import (
	"letip/store/entity"
	"letip/store/identity"
)

// welcoming is a batch of places that no source has named before, on their way to what they are.
type welcoming struct {
	matcher *matcher
	fresh   []*member                  // those that became businesses
	changed map[entity.BusinessID]bool // those of them that were told more of since
}

// meet reads what the places that are new by their source may be the same as.
func (s *saver) meet(places []place, known sightings) (*welcoming, error) {
	w := &welcoming{matcher: newMatcher(s.road()), changed: map[entity.BusinessID]bool{}}
	if s.unmatched {
		return w, nil
	}
	var records []*stranger
	for _, p := range places {
		if _, isKnown := known[sighting{p.found.Source, p.found.SourceID}]; p.err == nil && !isKnown {
			records = append(records, strangerOf(recordOf(p)))
		}
	}
	if len(records) == 0 {
		return w, nil
	}
	return w, w.matcher.prepare(records)
}

// recordOf is what a place is compared by: what the database will hold of it.
func recordOf(p place) identity.Record {
	text := func(column string) string { s, _ := p.value(column).(string); return s }
	return identity.RecordOf(&entity.Business{
		Name: text("name"), Phone: text("phone"), Email: text("email"), Website: text("website"), Socials: p.found.Socials,
		Address: text("address"), City: text("city"), State: text("state"), ZIP: text("zip"), Location: p.found.Location,
		Contacts: p.contacts(),
	})
}

// welcome makes a place that no source has named before a sighting of the business that it surely is, or a business of its
// own; one that may be another waits with it for a person.
func (s *saver) welcome(p place, w *welcoming, before map[entity.BusinessID]*former) (entity.BusinessID, OutcomeKind, error) {
	if s.unmatched {
		id, err := s.insert(p)
		s.created = append(s.created, id)
		return id, OutcomeSaved, err
	}
	r := recordOf(p)
	same, doubtful, trashed := w.matcher.resolve(strangerOf(r))
	if trashed != nil {
		same = append(same, *trashed)
	}
	if len(same) > 0 {
		return same[0].ID, OutcomeDuplicate, s.recognise(p, r, same, w, before)
	}
	id, err := s.insert(p)
	if err != nil {
		return 0, "", err
	}
	s.created = append(s.created, id)
	r.ID = id
	keys := identity.Hashes(r.Keys())
	w.matcher.add(r, keys, p.found.Name)
	w.fresh = append(w.fresh, w.matcher.members[id])
	if err := addKeys(s.road(), id, keys, nil); err != nil {
		return 0, "", err
	}
	if len(doubtful) > 0 {
		err = openPair(s.road(), id, doubtful[0])
	}
	return id, OutcomeSaved, err
}

// recognise makes a place a sighting of the first business that it is the same as.
func (s *saver) recognise(p place, r identity.Record, same []verdict, w *welcoming, before map[entity.BusinessID]*former) error {
	id := same[0].ID
	if before[id] == nil {
		more, err := s.current([]entity.BusinessID{id})
		if err != nil {
			return err
		}
		before[id] = more[id]
	}
	if _, err := s.attach(p, before[id], same[0].Verdict); err != nil {
		return err
	}
	w.matcher.absorb(id, r)
	w.changed[id] = true
	if len(same) > 1 { // the place shows that they are one, too: the end of the transaction looks at them again
		return s.run("INSERT INTO identity_stale (business_id) VALUES (?) ON CONFLICT DO NOTHING", id)
	}
	return nil
}

// end settles what the batch brought.
func (w *welcoming) end(s *saver) error {
	if len(w.fresh) == 0 {
		return nil
	}
	var ids []entity.BusinessID
	for _, m := range w.fresh {
		if !w.changed[m.ID] {
			ids = append(ids, m.ID)
		}
	}
	if err := s.run("DELETE FROM identity_stale WHERE business_id IN (SELECT value FROM json_each(?))", idList(ids)); err != nil {
		return err
	}
	_, err := holdBack(s.road(), w.fresh, s.now)
	return err
}
