package store

import (
	"context"
	"slices"

	"letip/store/entity"
	"letip/store/event"
)

// repsOwn is what only the rep says of a lead.
type repsOwn struct {
	stage            string
	tags, notes      bool // there are some
	next, due, quiet bool
}

const (
	selectRepsOwn = `
SELECT b.id, b.stage, b.tags IS NOT NULL, b.notes IS NOT NULL, b.next_action IS NOT NULL, b.next_action_due IS NOT NULL, b.do_not_contact
FROM json_each(?) wanted
CROSS JOIN business b ON b.id = wanted.value`
	selectReached = `
SELECT business_id, kind, value
FROM contact
WHERE business_id IN (SELECT value FROM json_each(?))`
)

// reached names a way to reach a lead.
type reached struct {
	id          entity.BusinessID
	kind, value string
}

// telling is what is known of the leads that the rows of a batch tell.
type telling struct {
	*importedBatch
	saver   saver
	before  map[entity.BusinessID]*former
	rep     map[entity.BusinessID]repsOwn
	reached map[reached]bool
}

// update tells known leads what their rows say, and settles what follows. Images of what it changes make it part of the step.
func (b *importedBatch) update(ctx context.Context, tells []*arrival) error {
	stale, err := exists(b.fast, "SELECT 1 FROM identity_stale LIMIT 1")
	if err != nil || len(tells) == 0 && !stale {
		return err
	}
	if b.options.DryRun {
		return b.tellAll(ctx, tells)
	}
	return record(b.fast, b.report.Step, b.highest, func() error { return b.tellAll(ctx, tells) })
}

func (b *importedBatch) tellAll(ctx context.Context, tells []*arrival) error {
	ids := make([]entity.BusinessID, len(tells))
	for i, a := range tells {
		ids[i] = a.target
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	t := telling{importedBatch: b, saver: saver{ctx: ctx, session: b.fast, now: b.now}}
	if err := t.load(ids); err != nil {
		return err
	}
	for _, a := range tells {
		if err := t.tell(a); err != nil {
			return err
		}
	}
	b.glimpses.forget(ids)
	slices.Sort(t.saver.changed)
	changed := slices.Compact(t.saver.changed)
	b.told = len(changed)
	if len(changed) > 0 {
		b.events = append(b.events, event.BusinessUpdated{IDs: changed})
	}
	// What a file tells of two leads may show that they are one. They wait for a person: no lead goes while rows end in it.
	mode := settleTyped
	if b.db.unmatched {
		mode = settleQuiet
	}
	events, err := settle(b.fast, b.now, mode)
	if err != nil {
		return err
	}
	b.events = append(b.events, events...)
	return nil
}

func (t *telling) load(ids []entity.BusinessID) (err error) {
	if t.before, err = t.saver.current(ids); err != nil {
		return err
	}
	t.rep, t.reached = map[entity.BusinessID]repsOwn{}, map[reached]bool{}
	err = t.fast.rows(selectRepsOwn, []any{idList(ids)}, func(row scanner) error {
		var id entity.BusinessID
		var r repsOwn
		err := row.Scan(&id, &r.stage, &r.tags, &r.notes, &r.next, &r.due, &r.quiet)
		t.rep[id] = r
		return err
	})
	if err != nil {
		return err
	}
	return t.fast.rows(selectReached, []any{idList(ids)}, func(row scanner) error {
		var r reached
		err := row.Scan(&r.id, &r.kind, &r.value)
		t.reached[r] = true
		return err
	})
}

// tell tells one lead what one row says.
func (t *telling) tell(a *arrival) error {
	id, was, rep := a.target, t.before[a.target], t.rep[a.target]
	if rep.quiet {
		a.keeps(id, id, "nobody may contact it")
		return nil
	}
	if err := t.sight(a); err != nil {
		return err
	}
	changed := false
	a.place.further = !slices.ContainsFunc(append(slices.Clone(a.refs), a.other), func(r sighting) bool { return t.known[r] == id && !t.further[r] })
	taken, err := t.saver.weigh(a.place, was)
	if err != nil {
		return err
	}
	if len(taken) > 0 {
		changed = true
		if err := t.saver.take(was, taken); err != nil {
			return err
		}
		if err := t.saver.tell(id, a.place.found.Source, taken); err != nil {
			return err
		}
	}
	for _, c := range a.place.contacts() {
		at := reached{id, string(c.Kind), c.Value}
		if t.reached[at] {
			continue
		}
		t.reached[at], changed = true, true
		if err := t.saver.contact(id, c); err != nil {
			return err
		}
	}
	own, err := t.fill(a, &rep)
	if err != nil {
		return err
	}
	t.rep[id] = rep
	a.out.Action = entity.ImportDuplicate
	if changed || own {
		a.out.Action = entity.ImportUpdated
		t.saver.changed = append(t.saver.changed, id)
	}
	for _, more := range a.more { // the row shows that they are one, too
		if err := t.fast.run("INSERT INTO identity_stale (business_id) VALUES (?) ON CONFLICT DO NOTHING", more); err != nil {
			return err
		}
	}
	return nil
}

// sight notes where the lead was seen once more.
func (t *telling) sight(a *arrival) error {
	f := a.place.found
	f.Distance = nil // it is of one search, not of the place
	for i, ref := range a.refs {
		if ref.source == manual && a.in.Own != nil {
			continue
		}
		switch owner := t.known[ref]; {
		case owner == a.target:
			if err := t.fast.run(touchSource, t.now, f.URL, ref.source, ref.id); err != nil {
				return err
			}
			continue
		case owner != 0: // another lead's
			if i > 0 || a.other.source == "" || t.known[a.other] != 0 {
				continue
			}
			ref = a.other
		case !a.fresh && a.in.Own != nil:
			continue // it is the lead itself, as it was when it was handed on
		}
		f.Source, f.SourceID = ref.source, ref.id
		said := mustJSON(sightingSaid{f, a.known.Confidence, a.known.Reasons})
		if err := t.fast.run(insertSighting, ref.source, ref.id, a.target, f.URL, t.now, said); err != nil {
			return err
		}
		t.known[ref], t.further[ref] = a.target, true
	}
	return nil
}

// fill writes what only the rep says, where the lead has nothing of it.
func (t *telling) fill(a *arrival, rep *repsOwn) (changed bool, err error) {
	var set []string
	var args []any
	put := func(column string, value any) {
		set, args = append(set, column+" = ?"), append(args, value)
	}
	in := &a.in
	l := t.leadOf(a)
	if l.stage != string(entity.StageNew) && rep.stage == string(entity.StageNew) {
		put("stage", l.stage)
		rep.stage = l.stage
	}
	if len(l.tags) > 0 && !rep.tags {
		put("tags", toJSON(l.tags))
		rep.tags = true
	}
	if notes := longText(in.Notes); notes != "" && !rep.notes {
		put("notes", notes)
		rep.notes = true
	}
	if next := cut(cleanLine(in.NextAction)); next != "" && !rep.next {
		put("next_action", next)
		rep.next = true
		if !in.NextActionDue.IsZero() && !rep.due {
			put("next_action_due", in.NextActionDue.Format(dayForm))
			rep.due = true
		}
	}
	if in.DoNotContact || in.Stage == entity.StageDoNotContact {
		put("do_not_contact", 1)
		rep.quiet = true
	}
	if len(set) == 0 {
		return false, nil
	}
	query := "UPDATE business SET updated_at = ?"
	for _, s := range set {
		query += ", " + s
	}
	args = append(append([]any{t.now}, args...), a.target)
	return true, t.fast.once(query+" WHERE id = ?", args...)
}
