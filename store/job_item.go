package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"iter"

	"letip/store/entity"
	"letip/store/event"
)

const insertItem = `
INSERT INTO job_item (job_id, seq, key, business_id, payload)
VALUES (?, ?, ?, ?, ?)`

const selectItems = `
SELECT seq, key, business_id, payload, status, attempt, counts, error_class, error_message, error_url,
	EXISTS (SELECT 1 FROM job_answer a WHERE a.job_id = i.job_id AND a.key = i.key)
FROM job_item i
WHERE job_id = ? AND seq > ?
ORDER BY seq
LIMIT ?`

const startItem = `
UPDATE job_item
SET status = 'active', attempt = attempt + 1, counts = '{}', error_class = '', error_message = '', error_url = ''
WHERE job_id = ? AND key = ?
RETURNING attempt`

const endItem = `
UPDATE job_item
SET status = ?, counts = ?, error_class = ?, error_message = ?, error_url = ?
WHERE job_id = ? AND key = ?`

// A search can't end without each of its steps. A visit that failed has come to its end: trying it again is a job of its own.
const reopen = `
UPDATE job_item
SET status = 'pending'
WHERE job_id = ? AND (status = 'active' OR status = 'failed' AND ? <> 'enrich')`

const saveAnswer = `
INSERT INTO job_answer (job_id, key, body)
VALUES (?, ?, ?)
ON CONFLICT (job_id, key) DO UPDATE SET body = excluded.body`

// itemPage is how many items are read at once: no read stays open while they are worked on.
const itemPage = 256

func insertItems(ctx context.Context, tx *sql.Tx, id entity.JobID, items []entity.JobItem) error {
	stmt, err := tx.PrepareContext(ctx, insertItem)
	if err != nil {
		return fmt.Errorf("write a job's items: %w", err)
	}
	defer stmt.Close()
	for i, item := range items {
		payload := item.Payload
		if payload == nil {
			payload = []byte{}
		}
		business := sql.NullInt64{Int64: int64(item.Business), Valid: item.Business != 0}
		if _, err := stmt.ExecContext(ctx, id, i+1, item.Key, business, payload); err != nil {
			return fmt.Errorf("write item %q: %w", item.Key, err)
		}
	}
	return nil
}

// JobItems yields a job's items in their order, as they stand when they are reached.
func (db *DB) JobItems(ctx context.Context, id entity.JobID) iter.Seq2[entity.JobItem, error] {
	return func(yield func(entity.JobItem, error) bool) {
		after := 0
		for {
			page, err := db.itemsAfter(ctx, id, after)
			if err != nil {
				yield(entity.JobItem{}, err)
				return
			}
			for _, item := range page {
				if !yield(item, nil) {
					return
				}
				after = item.Seq
			}
			if len(page) < itemPage {
				return
			}
		}
	}
}

func (db *DB) itemsAfter(ctx context.Context, id entity.JobID, after int) ([]entity.JobItem, error) {
	rows, err := db.reader().QueryContext(ctx, selectItems, id, after, itemPage)
	if err != nil {
		return nil, fmt.Errorf("read the items of job %d: %w", id, err)
	}
	defer rows.Close()
	var page []entity.JobItem
	for rows.Next() {
		var it entity.JobItem
		var business sql.NullInt64
		var counts string
		var problem entity.JobError
		err := rows.Scan(&it.Seq, &it.Key, &business, &it.Payload, &it.Status, &it.Attempt, &counts,
			&problem.Class, &problem.Message, &problem.URL, &it.Answered)
		if err != nil {
			return nil, fmt.Errorf("read the items of job %d: %w", id, err)
		}
		if err := json.Unmarshal([]byte(counts), &it.Counts); err != nil {
			return nil, fmt.Errorf("read the counts of item %q: %w", it.Key, err)
		}
		it.Business = entity.BusinessID(business.Int64)
		if problem.Class != "" {
			it.Error = &problem
		}
		page = append(page, it)
	}
	return page, rows.Err()
}

// StartItem marks an item active and gives the number of this attempt, from 1.
func (db *DB) StartItem(ctx context.Context, id entity.JobID, key string) (attempt int, err error) {
	err = db.write(ctx, scraped, func(tx *sql.Tx) ([]event.Event, error) {
		if err := tx.QueryRowContext(ctx, startItem, id, key).Scan(&attempt); err != nil {
			return nil, fmt.Errorf("start item %q of job %d: %w", key, id, err)
		}
		return nil, nil
	})
	return attempt, err
}

// SaveAnswer keeps what the network answered to an item, until the job is completed or cancelled.
func (db *DB) SaveAnswer(ctx context.Context, id entity.JobID, key string, body []byte) error {
	packed, err := pack(body)
	if err != nil {
		return fmt.Errorf("pack the answer to %q: %w", key, err)
	}
	return db.write(ctx, scraped, func(tx *sql.Tx) ([]event.Event, error) {
		if _, err := tx.ExecContext(ctx, saveAnswer, id, key, packed); err != nil {
			return nil, fmt.Errorf("keep the answer to %q: %w", key, err)
		}
		return nil, nil
	})
}

// Answer reads what SaveAnswer kept; false is nothing.
func (db *DB) Answer(ctx context.Context, id entity.JobID, key string) ([]byte, bool, error) {
	var packed []byte
	err := db.reader().QueryRowContext(ctx, "SELECT body FROM job_answer WHERE job_id = ? AND key = ?", id, key).Scan(&packed)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, fmt.Errorf("read the answer to %q: %w", key, err)
	}
	body, err := unpack(packed)
	if err != nil {
		return nil, false, fmt.Errorf("unpack the answer to %q: %w", key, err)
	}
	return body, true, nil
}

// EndItem writes in one transaction how an item ended, the failure where there is one, and the job's counts with it.
func (db *DB) EndItem(ctx context.Context, end entity.ItemEnd) error {
	counts, err := json.Marshal(end.Item.Counts)
	if err != nil {
		return fmt.Errorf("write the counts of item %q: %w", end.Item.Key, err)
	}
	problem := entity.JobError{}
	if end.Item.Error != nil {
		problem = *end.Item.Error
	}
	return db.write(ctx, scraped, func(tx *sql.Tx) ([]event.Event, error) {
		_, err := tx.ExecContext(ctx, endItem,
			end.Item.Status, string(counts), problem.Class, problem.Message, problem.URL, end.Job, end.Item.Key)
		if err != nil {
			return nil, fmt.Errorf("end item %q of job %d: %w", end.Item.Key, end.Job, err)
		}
		if _, err := tx.ExecContext(ctx, writeProgress,
			append(append([]any{end.Percent}, countArgs(end.Counts)...), end.Job)...); err != nil {
			return nil, fmt.Errorf("count item %q of job %d: %w", end.Item.Key, end.Job, err)
		}
		if end.Failure == nil {
			return nil, nil
		}
		failure := *end.Failure
		failure.JobID, failure.BusinessID = end.Job, end.Item.Business
		return db.noteFailure(ctx, tx, failure)
	})
}

func reopenItems(ctx context.Context, tx *sql.Tx, job *entity.Job) error {
	if _, err := tx.ExecContext(ctx, reopen, job.ID, string(job.Kind)); err != nil {
		return fmt.Errorf("reopen the items of job %d: %w", job.ID, err)
	}
	return nil
}

func dropAnswers(ctx context.Context, tx *sql.Tx, id entity.JobID) error {
	if _, err := tx.ExecContext(ctx, "DELETE FROM job_answer WHERE job_id = ?", id); err != nil {
		return fmt.Errorf("drop the answers of job %d: %w", id, err)
	}
	return nil
}
