package store

import (
	"context"
	"fmt"
	"slices"

	"letip/store/entity"
	"letip/store/event"
)

// importedBatch is one batch of rows, in its transaction. First it is found out what each row is, and those that are leads of
// their own are written, with what triggers would do row by row done at once; then the known leads are told what is new.
type importedBatch struct {
	*importing
	now     int64
	highest int64 // the highest id that was ever given when the batch began

	matcher *matcher
	known   map[sighting]entity.BusinessID
	further map[sighting]bool          // sightings of leads that others brought
	own     map[entity.BusinessID]bool // ids of our own export that are leads here
	held    map[*arrival]string        // why nobody may contact a row
	ours    map[entity.BusinessID]bool // leads that rows of our own export brought in this batch

	created []entity.BusinessID
	keys    []foundBy // of those
	told    int       // known leads that were told something
	tally   tally
	events  []event.Event
}

func (b *importedBatch) write(ctx context.Context, batch []*arrival) error {
	open := slices.DeleteFunc(slices.Clone(batch), (*arrival).decided)
	if err := b.prepare(open); err != nil {
		return fmt.Errorf("find out who is who: %w", err)
	}
	b.tally = tally{}
	if err := b.fast.run("INSERT INTO deferral (id) VALUES (1)"); err != nil {
		return err
	}
	for _, a := range open {
		if err := b.decide(a); err != nil {
			return fmt.Errorf("row %d: %w", a.in.Row, err)
		}
	}
	if err := b.settleNew(); err != nil {
		return err
	}
	if err := b.fast.run("DELETE FROM deferral"); err != nil {
		return err
	}
	tells := slices.DeleteFunc(open, func(a *arrival) bool { return a.target == 0 })
	if err := b.update(ctx, tells); err != nil {
		return err
	}
	if len(b.created) > 0 {
		b.events = append([]event.Event{event.BusinessCreated{IDs: b.created}}, b.events...)
	}
	if len(b.events) > 0 {
		b.events = append(b.events, event.StatsUpdated{})
	}
	return nil
}

// prepare reads all that the rows may have to do with: a fixed number of questions, however many rows there are.
func (b *importedBatch) prepare(open []*arrival) error {
	s := b.fast
	err := s.rows("SELECT seq FROM sqlite_sequence WHERE name = 'business'", nil, func(row scanner) error { return row.Scan(&b.highest) })
	if err != nil {
		return err
	}
	if b.group.counts.Rows() == 0 {
		b.importing.highest = b.highest
	}
	b.ours = map[entity.BusinessID]bool{}
	b.matcher = newMatcher(s)
	b.matcher.kept = b.glimpses
	if err := b.seen(open); err != nil {
		return err
	}
	var ids []entity.BusinessID
	for _, id := range b.known {
		ids = append(ids, id)
	}
	for id := range b.own {
		ids = append(ids, id)
	}
	if err := b.matcher.load(ids); err != nil {
		return err
	}
	var strangers []*stranger
	for _, a := range open {
		if b.named(a) == 0 {
			strangers = append(strangers, a.record)
		}
	}
	if b.db.unmatched {
		strangers = nil
	}
	if len(strangers) > 0 {
		if err := b.matcher.prepare(strangers); err != nil {
			return err
		}
	}
	b.held, err = b.holdOut(open)
	return err
}

// named gives the lead that goes by what the row's source calls it, 0 where there is none.
func (b *importedBatch) named(a *arrival) entity.BusinessID {
	is := func(id entity.BusinessID, by sighting) bool {
		m := b.matcher.members[id]
		return m != nil && a.isNamed(m.Record, by)
	}
	if own := a.in.Own; own != nil && b.own[own.ID] {
		m := b.matcher.members[own.ID]
		if m != nil && m.name == a.place.value("name") || is(own.ID, sighting{id: "1"}) {
			return own.ID
		}
	}
	for _, ref := range append(slices.Clone(a.refs), a.other) {
		if ref.source == manual && a.in.Own != nil {
			continue // a number of another database
		}
		if id := b.known[ref]; id != 0 && is(id, ref) {
			return id
		}
	}
	return 0
}

// decide finds out what a row is, and writes it where it is a lead of its own.
func (b *importedBatch) decide(a *arrival) error {
	if id := b.named(a); id != 0 {
		a.tells(id, a.sameName())
		if m := b.matcher.members[id]; m.trashed {
			a.keeps(0, id, "it lies in the trash")
		} else {
			b.matcher.absorb(id, a.record.Record)
		}
		return b.keepOut(a)
	}
	a.fresh = true
	var same, doubtful []verdict
	if !b.db.unmatched {
		var trashed *verdict
		same, doubtful, trashed = b.matcher.resolve(a.record)
		if a.in.Own != nil && a.in.Own.ID != 0 {
			// The file knows them as two.
			apart := func(v verdict) bool { return b.ours[v.ID] || int64(v.ID) > b.importing.highest }
			for _, v := range same {
				if apart(v) {
					doubtful = append(doubtful, v)
				}
			}
			same = slices.DeleteFunc(same, apart)
		}
		if len(same) == 0 && trashed != nil {
			a.keeps(0, trashed.ID, "it lies in the trash")
			return b.keepOut(a)
		}
	}
	if len(same) > 0 {
		a.tells(same[0].ID, same[0].Verdict)
		for _, v := range same[1:] {
			a.more = append(a.more, v.ID)
		}
		b.matcher.absorb(a.target, a.record.Record)
		return b.keepOut(a)
	}
	if err := b.keepOut(a); err != nil || a.decided() {
		return err
	}
	if err := b.insert(a); err != nil {
		return err
	}
	a.out.Action = entity.ImportNew
	if len(doubtful) > 0 {
		a.out.Action, a.out.Match = entity.ImportReview, doubtful[0].ID
		a.out.Confidence, a.out.Reasons = new(doubtful[0].Confidence), doubtful[0].Reasons
		return openPair(b.fast, a.out.ID, doubtful[0])
	}
	return nil
}

// keepOut keeps out a row of somebody whom nobody may contact.
func (b *importedBatch) keepOut(a *arrival) error {
	if why, ok := b.held[a]; ok && !a.decided() {
		a.keeps(a.target, a.target, why+" is on the list of whom nobody may contact")
	}
	return nil
}

// holdOut finds the rows that are on the list of whom nobody may contact.
func (b *importedBatch) holdOut(open []*arrival) (map[*arrival]string, error) {
	some, err := exists(b.fast, "SELECT 1 FROM suppression LIMIT 1")
	if err != nil || !some {
		return nil, err
	}
	members := make([]*member, len(open))
	refs := make([][]entity.SourceRef, len(open))
	for i, a := range open {
		r := a.record.Record
		r.ID = entity.BusinessID(-1 - i) // no lead's
		members[i] = &member{Record: r}
		for _, ref := range a.refs {
			refs[i] = append(refs[i], entity.SourceRef{Source: ref.source, SourceID: ref.id})
		}
	}
	hits, err := valuesHeld(b.fast, members)
	if err != nil {
		return nil, err
	}
	more, err := recordsHeld(b.fast, members, refs)
	if err != nil {
		return nil, err
	}
	held := map[*arrival]string{}
	for _, h := range append(hits, more...) {
		held[open[-1-h.id]] = h.why
	}
	return held, nil
}

// seen reads which leads go by the names of the rows.
func (b *importedBatch) seen(open []*arrival) error {
	ids := map[string][]string{}
	var own []entity.BusinessID
	for _, a := range open {
		for _, ref := range append(slices.Clone(a.refs), a.other) {
			if ref.source != "" {
				ids[ref.source] = append(ids[ref.source], ref.id)
			}
		}
		if a.in.Own != nil && a.in.Own.ID > 0 {
			own = append(own, a.in.Own.ID)
		}
	}
	b.known, b.further, b.own = map[sighting]entity.BusinessID{}, map[sighting]bool{}, map[entity.BusinessID]bool{}
	for source, list := range ids { // most often there is one
		err := b.fast.rows("SELECT source_id, business_id, said IS NOT NULL FROM business_source WHERE source = ? AND source_id IN (SELECT value FROM json_each(?))",
			[]any{source, orEmptyList(toJSON(list))}, func(row scanner) error {
				at, id, further := sighting{source: source}, entity.BusinessID(0), false
				err := row.Scan(&at.id, &id, &further)
				b.known[at], b.further[at] = id, further
				return err
			})
		if err != nil {
			return err
		}
	}
	if len(own) == 0 {
		return nil
	}
	return b.fast.rows("SELECT id FROM business WHERE id IN (SELECT value FROM json_each(?))", []any{idList(own)}, func(row scanner) error {
		var id entity.BusinessID
		err := row.Scan(&id)
		b.own[id] = true
		return err
	})
}
