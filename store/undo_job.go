package store

import (
	"fmt"

	"letip/store/entity"
	"letip/store/event"
)

// deed is what a transaction of a job does: a part of the job's step.
type deed struct {
	job   entity.JobID // zero is none: the transaction is a step of its own
	kind  entity.UndoKind
	label func(brought, told int) string
}

// finding is the step of a search.
func finding(job entity.JobID) deed {
	return deed{job, entity.UndoFind, func(brought, told int) string {
		switch {
		case told == 0:
			return "Found " + leads(brought)
		case brought == 0:
			return "Found news of " + leads(told)
		}
		return fmt.Sprintf("Found %s, and news of %d", leads(brought), told)
	}}
}

// visiting is the step of an enrichment.
func visiting(job entity.JobID, name string) deed {
	return deed{job, entity.UndoEnrich, func(_, told int) string {
		if told == 1 {
			return "Enriched " + name
		}
		return "Enriched " + leads(told)
	}}
}

// wrote is what a part of a step came to.
type wrote struct {
	created []entity.BusinessID // in ascending order
	told    int                 // known leads that are otherwise now
}

const (
	selectJobStep = `
SELECT j.step, j.told, (SELECT coalesce(max(seq), 0) FROM undo_image WHERE step = j.step AND back = 0),
	(SELECT coalesce(sum(last_id - first_id + 1), 0) FROM undo_brought WHERE step = j.step)
FROM undo_job j
JOIN undo_step u ON u.id = j.step
WHERE j.job_id = ? AND u.undone IS NULL`
	highestID = `SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'business'`
	// That something was seen again, or a value turned down, is nothing to take back by itself.
	selectTelling = `
SELECT 1 FROM undo_image
WHERE step = ? AND back = 0 AND seq > ? AND tbl <> 'job_business'
	AND NOT (tbl = 'provenance' AND before IS NULL AND after ->> '$.chosen' = 0)
	AND (before IS NULL OR after IS NULL OR json_remove(before, '$.last_seen') IS NOT json_remove(after, '$.last_seen'))
LIMIT 1`
)

// part runs fn as a part of a step, to the last of what follows from it, so that it can be taken back. Where fn changes
// nothing that anybody would take back, there is no step.
func (db *DB) part(s session, d deed, fn func() (wrote, error)) (events []event.Event, err error) {
	var step, last, told, brought, bound int64
	if err := s.rows(selectJobStep, []any{d.job}, func(row scanner) error { return row.Scan(&step, &told, &last, &brought) }); err != nil {
		return nil, err
	}
	if err := s.rows(highestID, nil, func(row scanner) error { return row.Scan(&bound) }); err != nil {
		return nil, err
	}
	opened := step == 0
	if opened {
		if step, err = s.add(insertStep, db.millis(), string(entity.UndoUpdate), string(d.kind), ""); err != nil {
			return nil, err
		}
	}
	var w wrote
	err = record(s, step, bound, func() error {
		if w, err = fn(); err != nil {
			return err
		}
		mode := settleScraped
		if db.unmatched {
			mode = settleQuiet
		}
		events, err = settle(s, db.millis(), mode)
		return err
	})
	if err != nil {
		return nil, err
	}
	if err := noteBrought(s, step, w.created); err != nil {
		return nil, err
	}
	tells := len(w.created) > 0
	if !tells {
		if tells, err = exists(s, selectTelling, step, last); err != nil {
			return nil, err
		}
	}
	if !tells && !opened {
		return events, nil
	}
	if !tells {
		return events, s.run("DELETE FROM undo_step WHERE id = ?", step)
	}
	if len(w.created) == 0 {
		w.told = max(w.told, 1)
	}
	told += int64(w.told)
	if opened {
		if err := s.run(endRedo); err != nil {
			return nil, err
		}
		if err := s.run(forgetOldest, undoSteps); err != nil {
			return nil, err
		}
	}
	if d.job != 0 {
		err := s.run(`INSERT INTO undo_job (job_id, step, told) VALUES (?, ?, ?)
			ON CONFLICT (job_id) DO UPDATE SET step = excluded.step, told = excluded.told`, d.job, step, told)
		if err != nil {
			return nil, err
		}
	}
	return events, s.run("UPDATE undo_step SET label = ? WHERE id = ?", d.label(int(brought)+len(w.created), int(told)), step)
}

// noteBrought keeps which leads a step brought, from id to id.
func noteBrought(s session, step int64, ids []entity.BusinessID) error {
	for i := 0; i < len(ids); {
		j := i + 1
		for j < len(ids) && ids[j] == ids[j-1]+1 {
			j++
		}
		err := s.run("INSERT INTO undo_brought (step, first_id, last_id) VALUES (?, ?, ?)", step, ids[i], ids[j-1])
		if err != nil {
			return err
		}
		i = j
	}
	return nil
}
