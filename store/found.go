package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"letip/store/entity"
	"letip/store/event"
)

// Outcome says what became of one place that a source found.
type Outcome struct {
	Index int // into what was handed in
	ID    entity.BusinessID
	Kind  OutcomeKind
	Err   error // why it could not be stored
}

// OutcomeKind is one of three.
type OutcomeKind string

// The kinds of outcome.
const (
	OutcomeSaved     OutcomeKind = "saved"     // new, or saved by this job before it was interrupted
	OutcomeDuplicate OutcomeKind = "duplicate" // known before, in the trash too
	OutcomeFailed    OutcomeKind = "failed"
)

// foundConfidence is how far a listing of somebody else is trusted, from 0 to 1; what the rep typed is 1.
const foundConfidence = 0.8

// SaveFound keeps what a job's item found, in one transaction: a commit that was acknowledged survives the death of the
// process. A place is known by its source and the source's own id, or, where it is surely the same as a business of another
// source or name, as that; one that may be the same is kept apart, and the pair waits for a person. What is known is refreshed: fields that were empty,
// values that this source gave and has changed, distance, contacts; but never a value that the rep wrote, and nothing of
// a lead in the trash. A place that can't be stored fails alone. What a job found is one step that can be taken back; without
// a job (0) each call is, and nothing is noted for a resume.
func (db *DB) SaveFound(ctx context.Context, job entity.JobID, item string, found []entity.Found) ([]Outcome, error) {
	if len(found) == 0 {
		return nil, nil
	}
	var outcomes []Outcome
	err := db.write(ctx, scraped, func(tx *sql.Tx) (events []event.Event, err error) {
		s := saver{
			tx: tx, ctx: ctx, job: job, item: item, now: db.millis(), outcomes: make([]Outcome, len(found)), unmatched: db.unmatched,
		}
		defer func() { err = errors.Join(err, s.close()) }()
		follow, err := db.part(s.road(), finding(job), func() (wrote, error) {
			err := s.save(found)
			slices.Sort(s.changed)
			s.changed = slices.Compact(s.changed)
			return wrote{s.created, len(s.changed)}, err
		})
		if err != nil {
			return nil, err
		}
		outcomes = s.outcomes
		return append(s.events(), follow...), nil
	})
	if err != nil {
		return nil, fmt.Errorf("keep %d places: %w", len(found), err)
	}
	return outcomes, nil
}

// saver is one batch on its way into the database.
type saver struct {
	ctx  context.Context
	tx   *sql.Tx
	job  entity.JobID
	item string
	now  int64

	unmatched bool // who is who isn't asked

	session  session // by database/sql where none is given
	outcomes []Outcome
	created  []entity.BusinessID
	changed  []entity.BusinessID
}

// sighting is a place as a source names it.
type sighting struct{ source, id string }

func (s *saver) save(found []entity.Found) error {
	places := make([]place, len(found))
	for i, f := range found {
		places[i] = readPlace(f)
	}
	known, err := s.seen(found)
	if err != nil {
		return err
	}
	before, err := s.current(known.ids())
	if err != nil {
		return err
	}
	w, err := s.meet(places, known)
	if err != nil {
		return err
	}
	for i, p := range places {
		s.outcomes[i] = Outcome{Index: i}
		if p.err != nil {
			s.outcomes[i].Kind, s.outcomes[i].Err = OutcomeFailed, p.err
			continue
		}
		at := sighting{p.found.Source, p.found.SourceID}
		was, isKnown := known[at]
		id, kind := was.id, OutcomeDuplicate
		switch {
		case !isKnown:
			if id, kind, err = s.welcome(p, w, before); err != nil {
				return err
			}
			known[at] = seenAs{id: id, attached: kind == OutcomeDuplicate}
		case before[id] == nil: // it came twice in one batch
		default:
			if before[id].savedByJob && !was.attached {
				kind = OutcomeSaved
			}
			if err := s.refresh(p, before[id]); err != nil {
				return err
			}
		}
		if err := s.note(id, kind); err != nil {
			return err
		}
		s.outcomes[i].ID, s.outcomes[i].Kind = id, kind
	}
	return w.end(s)
}

// seenAs is the business that a sighting is of.
type seenAs struct {
	id       entity.BusinessID
	attached bool // it was known from elsewhere when the sighting came
}

type sightings map[sighting]seenAs

func (k sightings) ids() []entity.BusinessID {
	ids := make([]entity.BusinessID, 0, len(k))
	for _, was := range k {
		ids = append(ids, was.id)
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// seen gives the businesses that are known by what the sources call them.
func (s *saver) seen(found []entity.Found) (known sightings, err error) {
	ids := map[string][]string{}
	for _, f := range found {
		ids[f.Source] = append(ids[f.Source], f.SourceID)
	}
	known = make(sightings, len(found))
	for source, list := range ids { // most often there is one
		err := s.rows(`SELECT source_id, business_id, said IS NOT NULL FROM business_source
			WHERE source = ? AND source_id IN (SELECT value FROM json_each(?))`,
			[]any{source, orEmptyList(toJSON(list))}, func(row scanner) error {
				at, was := sighting{source: source}, seenAs{}
				err := row.Scan(&at.id, &was.id, &was.attached)
				known[at] = was
				return err
			})
		if err != nil {
			return nil, err
		}
	}
	return known, nil
}

const noteJob = `
INSERT INTO job_business (job_id, business_id, item, outcome)
VALUES (?, ?, ?, ?)
ON CONFLICT (job_id, business_id) DO NOTHING`

// note keeps what this job did to a business; the first word stands.
func (s *saver) note(id entity.BusinessID, kind OutcomeKind) error {
	if s.job == 0 {
		return nil
	}
	return s.run(noteJob, s.job, id, s.item, string(kind))
}

func (s *saver) events() []event.Event {
	var events []event.Event
	if len(s.created) > 0 {
		events = append(events, event.BusinessCreated{IDs: s.created, Job: s.job})
	}
	if len(s.changed) > 0 {
		events = append(events, event.BusinessUpdated{IDs: s.changed})
	}
	if len(events) > 0 {
		events = append(events, event.StatsUpdated{})
	}
	return events
}

// run and those below go by the session.
func (s *saver) run(query string, args ...any) error { return s.road().run(query, args...) }

func (s *saver) rows(query string, args []any, scan func(scanner) error) error {
	return s.road().rows(query, args, scan)
}

func (s *saver) road() session {
	if s.session == nil {
		s.session = &sqlSession{ctx: s.ctx, tx: s.tx}
	}
	return s.session
}

func (s *saver) close() error {
	if own, ok := s.session.(*sqlSession); ok {
		return own.close()
	}
	return nil
}

func orEmptyList(list any) any {
	if list == nil {
		return "[]"
	}
	return list
}
