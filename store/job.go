package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"letip/store/entity"
	"letip/store/event"
)

// NoJobError says that the journal has no such job.
type NoJobError struct{ ID entity.JobID }

func (e *NoJobError) Error() string { return fmt.Sprintf("There is no job %d.", e.ID) }

// Is makes errors.Is(err, ErrNotFound) true.
func (e *NoJobError) Is(target error) bool { return target == ErrNotFound }

// JobStateError says that a job stands where it can't go to the status asked for.
type JobStateError struct {
	ID       entity.JobID
	From, To entity.JobStatus
}

// asked says in a person's word what was wanted of a job.
var asked = map[entity.JobStatus]string{
	entity.JobQueued: "resumed", entity.JobActive: "started", entity.JobPaused: "paused",
	entity.JobCancelled: "cancelled", entity.JobInterrupted: "interrupted",
}

func (e *JobStateError) Error() string {
	word, ok := asked[e.To]
	if !ok {
		word = string(e.To)
	}
	return fmt.Sprintf("Job %d is %s and can't be %s.", e.ID, e.From, word)
}

// jobSteps says where a job can go from where it stands. A completed and a cancelled job stay what they are.
var jobSteps = map[entity.JobStatus][]entity.JobStatus{
	entity.JobQueued: {entity.JobActive, entity.JobPaused, entity.JobCancelled, entity.JobInterrupted},
	entity.JobActive: {
		entity.JobCompleted, entity.JobFailed, entity.JobCancelled, entity.JobPaused, entity.JobInterrupted,
	},
	entity.JobPaused:      {entity.JobQueued, entity.JobCancelled},
	entity.JobInterrupted: {entity.JobQueued, entity.JobCancelled},
	entity.JobFailed:      {entity.JobQueued},
}

// jobColumns are a job's, in the order in which scanJob reads them.
const jobColumns = `id, kind, status, search, percent,
	found, saved, duplicate, outside, over_limit, failed, total, enriched, partial, no_website, blocked,
	error_class, error_message, error_url, created_at, started_at, ended_at`

const insertJob = `
INSERT INTO job (kind, status, search, total, created_at)
VALUES (?, 'queued', ?, ?, ?)
RETURNING ` + jobColumns

const selectJob = `SELECT ` + jobColumns + ` FROM job WHERE id = ?`

// writeJob writes where a job stands; what was known when it was made stays.
const writeJob = `
UPDATE job
SET status = ?, percent = ?,
	found = ?, saved = ?, duplicate = ?, outside = ?, over_limit = ?, failed = ?,
	total = ?, enriched = ?, partial = ?, no_website = ?, blocked = ?,
	error_class = ?, error_message = ?, error_url = ?, started_at = ?, ended_at = ?
WHERE id = ?`

const writeProgress = `
UPDATE job
SET percent = ?,
	found = ?, saved = ?, duplicate = ?, outside = ?, over_limit = ?, failed = ?,
	total = ?, enriched = ?, partial = ?, no_website = ?, blocked = ?
WHERE id = ?`

// CreateJob writes a queued job with its items. A search is remembered among the recent ones.
func (db *DB) CreateJob(
	ctx context.Context, kind entity.JobKind, search *entity.Search, items []entity.JobItem,
) (entity.Job, error) {
	var text sql.NullString
	if search != nil {
		b, err := json.Marshal(search)
		if err != nil {
			return entity.Job{}, fmt.Errorf("write the search: %w", err)
		}
		text = sql.NullString{String: string(b), Valid: true}
	}
	total := 0
	if kind == entity.KindEnrich {
		total = len(items)
	}
	var job entity.Job
	err := db.write(ctx, typed, func(tx *sql.Tx) ([]event.Event, error) {
		var err error
		if job, err = scanJob(tx.QueryRowContext(ctx, insertJob, kind, text, total, db.millis())); err != nil {
			return nil, err
		}
		if err := insertItems(ctx, tx, job.ID, items); err != nil {
			return nil, err
		}
		if search != nil {
			if err := rememberSearch(ctx, tx, job); err != nil {
				return nil, err
			}
		}
		return []event.Event{event.JobChanged{Job: job}}, nil
	})
	return job, err
}

// Job reads a job. A *NoJobError where there is none.
func (db *DB) Job(ctx context.Context, id entity.JobID) (entity.Job, error) {
	job, err := readJob(ctx, db.reader(), id)
	if err != nil {
		return job, err
	}
	return db.asRun(job), nil
}

// Jobs lists jobs, the newest first.
func (db *DB) Jobs(ctx context.Context, f entity.JobFilter) ([]entity.Job, error) {
	where, args := []string{"1"}, []any{}
	if f.Kind != "" {
		where, args = append(where, "kind = ?"), append(args, f.Kind)
	}
	if f.FailedOnly {
		where = append(where, "(status = 'failed' OR error_class <> '' OR failed > 0 OR blocked > 0)")
	}
	if len(f.Statuses) > 0 {
		where = append(where, "status IN (?"+strings.Repeat(", ?", len(f.Statuses)-1)+")")
		for _, s := range f.Statuses {
			args = append(args, s)
		}
	}
	if f.Limit <= 0 {
		f.Limit = 20
	}
	rows, err := db.reader().QueryContext(ctx,
		"SELECT "+jobColumns+"\nFROM job\nWHERE "+strings.Join(where, "\n\tAND ")+"\nORDER BY id DESC\nLIMIT ?",
		append(args, f.Limit)...)
	if err != nil {
		return nil, fmt.Errorf("list jobs: %w", err)
	}
	defer rows.Close()
	jobs := []entity.Job{}
	for rows.Next() {
		job, err := scanJob(rows)
		if err != nil {
			return nil, fmt.Errorf("list jobs: %w", err)
		}
		jobs = append(jobs, db.asRun(job))
	}
	return jobs, rows.Err()
}

// SetJobStatus moves a job to a status that its present one allows, with why, and gives what it is now. A
// *JobStateError says that it can't. Going back to queued clears the error and makes unfinished items pending, of a
// search its failed ones too.
func (db *DB) SetJobStatus(
	ctx context.Context, id entity.JobID, to entity.JobStatus, why *entity.JobError,
) (entity.Job, error) {
	var job entity.Job
	err := db.write(ctx, typed, func(tx *sql.Tx) ([]event.Event, error) {
		var err error
		if job, err = readJob(ctx, tx, id); err != nil {
			return nil, err
		}
		job.Error = why
		return db.step(ctx, tx, &job, to)
	})
	return job, err
}

// EndJob writes how a run ended: the status, counts, percent and error of ended. The last progress is published with it.
func (db *DB) EndJob(ctx context.Context, ended entity.Job, last entity.Progress) (entity.Job, error) {
	var job entity.Job
	err := db.write(ctx, typed, func(tx *sql.Tx) ([]event.Event, error) {
		var err error
		if job, err = readJob(ctx, tx, ended.ID); err != nil {
			return nil, err
		}
		job.Counts, job.Percent, job.Error = ended.Counts, ended.Percent, ended.Error
		changed, err := db.step(ctx, tx, &job, ended.Status)
		if err != nil {
			return nil, err
		}
		return slices.Concat(lastProgress(last), changed, endEvents(job)), nil
	})
	return job, err
}

// SaveProgress writes how far a job is. It publishes nothing: the one who runs the job does.
func (db *DB) SaveProgress(ctx context.Context, id entity.JobID, counts entity.Counts, percent float64) error {
	return db.write(ctx, scraped, func(tx *sql.Tx) ([]event.Event, error) {
		_, err := tx.ExecContext(ctx, writeProgress, slices.Concat([]any{percent}, countArgs(counts), []any{id})...)
		return nil, err
	})
}

// interruptJobs marks the jobs that a process left behind when it died. It is called once, while this process holds the
// lock and runs no job yet.
func (db *DB) interruptJobs(ctx context.Context) error {
	return db.write(ctx, typed, func(tx *sql.Tx) ([]event.Event, error) {
		rows, err := tx.QueryContext(ctx, "SELECT "+jobColumns+" FROM job WHERE status IN ('active', 'queued') ORDER BY id")
		if err != nil {
			return nil, err
		}
		defer rows.Close()
		var left []entity.Job
		for rows.Next() {
			job, err := scanJob(rows)
			if err != nil {
				return nil, err
			}
			left = append(left, job)
		}
		if err := rows.Err(); err != nil {
			return nil, err
		}
		var events []event.Event
		for _, job := range left {
			changed, err := db.step(ctx, tx, &job, entity.JobInterrupted)
			if err != nil {
				return nil, err
			}
			events = append(events, changed...)
		}
		return events, nil
	})
}

// step moves a job within a transaction, writes all of it, and gives the event that says so.
func (db *DB) step(ctx context.Context, tx *sql.Tx, job *entity.Job, to entity.JobStatus) ([]event.Event, error) {
	if !slices.Contains(jobSteps[job.Status], to) {
		return nil, &JobStateError{ID: job.ID, From: job.Status, To: to}
	}
	now := time.UnixMilli(db.millis()).UTC()
	job.Status = to
	switch {
	case to == entity.JobActive:
		job.StartedAt = now
	case to == entity.JobQueued:
		job.Error, job.EndedAt = nil, time.Time{}
		if err := reopenItems(ctx, tx, job); err != nil {
			return nil, err
		}
	case to.Ended():
		job.EndedAt = now
	}
	if to == entity.JobCompleted || to == entity.JobCancelled {
		if err := dropAnswers(ctx, tx, job.ID); err != nil {
			return nil, err
		}
	}
	if err := logJob(ctx, tx, job.ID, now.UnixMilli(), statusLine(*job)); err != nil {
		return nil, err
	}
	problem := entity.JobError{}
	if job.Error != nil {
		problem = *job.Error
	}
	_, err := tx.ExecContext(ctx, writeJob, slices.Concat(
		[]any{job.Status, job.Percent}, countArgs(job.Counts),
		[]any{problem.Class, problem.Message, problem.URL, nullTime(job.StartedAt), nullTime(job.EndedAt), job.ID},
	)...)
	if err != nil {
		return nil, fmt.Errorf("write job %d: %w", job.ID, err)
	}
	return []event.Event{event.JobChanged{Job: *job}}, nil
}

// lastProgress is the event that takes a screen to the end of the counted work.
func lastProgress(p entity.Progress) []event.Event {
	if p.Kind == entity.KindEnrich {
		return []event.Event{event.EnrichmentProgress{Progress: p}}
	}
	return []event.Event{event.ScrapingProgress{Progress: p}}
}

// endEvents are what the end of a job means beyond its changed status.
func endEvents(job entity.Job) []event.Event {
	switch {
	case job.Kind == entity.KindScrape && job.Status == entity.JobCompleted:
		return []event.Event{event.ScrapingComplete{Job: job}}
	case job.Kind == entity.KindScrape && job.Status == entity.JobFailed:
		return []event.Event{event.ScrapingFailed{Job: job}}
	case job.Kind == entity.KindEnrich && job.Status == entity.JobCompleted:
		return []event.Event{event.EnrichmentComplete{Job: job}}
	}
	return nil
}

// querier is what a read needs: a pool or a transaction.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

func readJob(ctx context.Context, q querier, id entity.JobID) (entity.Job, error) {
	job, err := scanJob(q.QueryRowContext(ctx, selectJob, id))
	if errors.Is(err, sql.ErrNoRows) {
		return job, &NoJobError{ID: id}
	}
	if err != nil {
		return job, fmt.Errorf("read job %d: %w", id, err)
	}
	return job, nil
}

func scanJob(row interface{ Scan(...any) error }) (entity.Job, error) {
	var j entity.Job
	var search sql.NullString
	var problem entity.JobError
	var created int64
	var started, ended sql.NullInt64
	c := &j.Counts
	err := row.Scan(&j.ID, &j.Kind, &j.Status, &search, &j.Percent,
		&c.Found, &c.Saved, &c.Duplicate, &c.Outside, &c.OverLimit, &c.Failed,
		&c.Total, &c.Enriched, &c.Partial, &c.NoWebsite, &c.Blocked,
		&problem.Class, &problem.Message, &problem.URL, &created, &started, &ended)
	if err != nil {
		return j, err
	}
	j.CreatedAt, j.StartedAt, j.EndedAt = time.UnixMilli(created).UTC(), timeOrZero(started), timeOrZero(ended)
	if problem.Class != "" {
		j.Error = &problem
	}
	if search.Valid {
		j.Search = new(entity.Search)
		if err := json.Unmarshal([]byte(search.String), j.Search); err != nil {
			return j, fmt.Errorf("read the search of job %d: %w", j.ID, err)
		}
	}
	return j, nil
}

func countArgs(c entity.Counts) []any {
	return []any{
		c.Found, c.Saved, c.Duplicate, c.Outside, c.OverLimit, c.Failed,
		c.Total, c.Enriched, c.Partial, c.NoWebsite, c.Blocked,
	}
}

func (db *DB) millis() int64 { return db.now().UnixMilli() }

func nullTime(t time.Time) sql.NullInt64 {
	return sql.NullInt64{Int64: t.UnixMilli(), Valid: !t.IsZero()}
}

func timeOrZero(ms sql.NullInt64) time.Time {
	if !ms.Valid {
		return time.Time{}
	}
	return time.UnixMilli(ms.Int64).UTC()
}

// asRun corrects what a reader beside the writing program sees: while nobody holds the lock, nobody runs the job.
func (db *DB) asRun(job entity.Job) entity.Job {
	unfinished := job.Status == entity.JobActive || job.Status == entity.JobQueued
	if unfinished && db.lock == nil && !dirLocked(db.dir) {
		job.Status = entity.JobInterrupted
	}
	return job
}
