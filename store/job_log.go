package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"time"

	"letip/store/entity"
	"letip/store/event"
)

const insertFailure = `
INSERT INTO job_failure (job_id, business_id, class, message, url, attempt, at)
VALUES (?, ?, ?, ?, ?, ?, ?)`

const insertLog = `INSERT INTO job_log (job_id, at, text) VALUES (?, ?, ?)`

// Failures lists what went wrong in these jobs, in all jobs where none is named: the newest first, at most limit.
func (db *DB) Failures(ctx context.Context, limit int, jobs ...entity.JobID) ([]entity.Failure, error) {
	where, args := "1", []any{}
	if len(jobs) > 0 {
		where = "job_id IN (?" + strings.Repeat(", ?", len(jobs)-1) + ")"
		for _, id := range jobs {
			args = append(args, id)
		}
	}
	rows, err := db.reader().QueryContext(ctx,
		"SELECT job_id, business_id, class, message, url, attempt, at\nFROM job_failure\nWHERE "+where+
			"\nORDER BY id DESC\nLIMIT ?", append(args, limit)...)
	if err != nil {
		return nil, fmt.Errorf("list failures: %w", err)
	}
	defer rows.Close()
	failures := []entity.Failure{}
	for rows.Next() {
		var f entity.Failure
		var business sql.NullInt64
		var at int64
		if err := rows.Scan(&f.JobID, &business, &f.Class, &f.Message, &f.URL, &f.Attempt, &at); err != nil {
			return nil, fmt.Errorf("list failures: %w", err)
		}
		f.BusinessID, f.At = entity.BusinessID(business.Int64), time.UnixMilli(at).UTC()
		failures = append(failures, f)
	}
	return failures, rows.Err()
}

// noteFailure writes a failure within a transaction and gives the event for it, if it has one of its own.
func (db *DB) noteFailure(ctx context.Context, tx *sql.Tx, f entity.Failure) ([]event.Event, error) {
	at := db.millis()
	business := sql.NullInt64{Int64: int64(f.BusinessID), Valid: f.BusinessID != 0}
	if _, err := tx.ExecContext(ctx, insertFailure, f.JobID, business, f.Class, f.Message, f.URL, f.Attempt, at); err != nil {
		return nil, fmt.Errorf("note a failure of job %d: %w", f.JobID, err)
	}
	if err := logJob(ctx, tx, f.JobID, at, f.Message); err != nil {
		return nil, err
	}
	if f.BusinessID == 0 {
		return nil, nil
	}
	f.At = time.UnixMilli(at).UTC()
	return []event.Event{event.EnrichmentFailed{Failure: f}}, nil
}

// LogJob appends a line to what a person reads beside a job.
func (db *DB) LogJob(ctx context.Context, id entity.JobID, text string) error {
	return db.write(ctx, scraped, func(tx *sql.Tx) ([]event.Event, error) {
		return nil, logJob(ctx, tx, id, db.millis(), text)
	})
}

func logJob(ctx context.Context, tx *sql.Tx, id entity.JobID, at int64, text string) error {
	if _, err := tx.ExecContext(ctx, insertLog, id, at, text); err != nil {
		return fmt.Errorf("write the log of job %d: %w", id, err)
	}
	return nil
}

// JobLog reads the last lines of a job's log, the oldest of them first.
func (db *DB) JobLog(ctx context.Context, id entity.JobID, limit int) ([]entity.LogLine, error) {
	rows, err := db.reader().QueryContext(ctx,
		"SELECT at, text\nFROM job_log\nWHERE job_id = ?\nORDER BY id DESC\nLIMIT ?", id, limit)
	if err != nil {
		return nil, fmt.Errorf("read the log of job %d: %w", id, err)
	}
	defer rows.Close()
	lines := []entity.LogLine{}
	for rows.Next() {
		var line entity.LogLine
		var at int64
		if err := rows.Scan(&at, &line.Text); err != nil {
			return nil, fmt.Errorf("read the log of job %d: %w", id, err)
		}
		line.At = time.UnixMilli(at).UTC()
		lines = append(lines, line)
	}
	slices.Reverse(lines)
	return lines, rows.Err()
}

// statusLine says a job's new status in its log.
func statusLine(job entity.Job) string {
	line := map[entity.JobStatus]string{
		entity.JobQueued: "Waiting for its turn", entity.JobActive: "Started", entity.JobPaused: "Paused",
		entity.JobCompleted: "Completed", entity.JobFailed: "Failed", entity.JobCancelled: "Cancelled",
		entity.JobInterrupted: "Interrupted",
	}[job.Status]
	if job.Error != nil && job.Status != entity.JobCancelled {
		line += ": " + job.Error.Message
	}
	return line
}
