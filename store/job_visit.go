package store

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"

	"letip/store/entity"
)

// selectVisits reads the last items of one status by the index over it: it costs what it gives, however long the job is.
// A visit writes its time to what it saw, so the contacts of that time are those that it found there.
const selectVisits = `
SELECT b.id, b.name, coalesce(b.website, ''), b.enrichment_status, coalesce(b.last_checked_at, 0),
	i.status, i.attempt, i.error_class, i.error_message, i.error_url,
	count(c.id) FILTER (WHERE c.kind = 'email'),
	count(c.id) FILTER (WHERE c.kind IN ('phone', 'fax')),
	count(c.id) FILTER (WHERE c.kind = 'person')
FROM (
	SELECT seq, business_id, status, attempt, error_class, error_message, error_url
	FROM job_item
	WHERE job_id = ?1 AND status = ?2
	ORDER BY seq DESC
	LIMIT ?3) i
JOIN business b ON b.id = i.business_id
LEFT JOIN contact c ON c.business_id = b.id AND c.last_seen >= b.last_checked_at
GROUP BY i.seq
ORDER BY i.seq`

// JobVisits gives the visits of an enrichment: those at work, and the newest limit of those that went well and of those
// that failed.
func (db *DB) JobVisits(ctx context.Context, id entity.JobID, limit int) (entity.JobVisits, error) {
	var v entity.JobVisits
	for _, part := range []struct {
		into   *[]entity.JobVisit
		status entity.ItemStatus
	}{{&v.Now, entity.ItemActive}, {&v.Ended, entity.ItemDone}, {&v.Failed, entity.ItemFailed}} {
		visits, err := db.visitsOf(ctx, id, part.status, limit)
		if err != nil {
			return v, fmt.Errorf("read the visits of job %d: %w", id, err)
		}
		*part.into = visits
	}
	// An item that waits for its turn is active in the journal already.
	v.Now = slices.DeleteFunc(v.Now, func(j entity.JobVisit) bool { return j.Status != entity.Running })
	for _, ended := range [][]entity.JobVisit{v.Ended, v.Failed} {
		slices.SortStableFunc(ended, func(a, b entity.JobVisit) int {
			return cmp.Or(b.At.Compare(a.At), cmp.Compare(b.Business, a.Business))
		})
	}
	return v, nil
}

func (db *DB) visitsOf(ctx context.Context, id entity.JobID, status entity.ItemStatus, limit int) ([]entity.JobVisit, error) {
	rows, err := db.reader().QueryContext(ctx, selectVisits, int64(id), string(status), limit)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []entity.JobVisit
	for rows.Next() {
		var v entity.JobVisit
		var at sql.NullInt64
		var problem entity.JobError
		if err := rows.Scan(&v.Business, &v.Name, &v.Website, &v.Status, &at, &v.Item, &v.Attempt,
			&problem.Class, &problem.Message, &problem.URL, &v.Emails, &v.Phones, &v.People); err != nil {
			return nil, err
		}
		if at.Int64 > 0 {
			v.At = fromMillis(at.Int64)
		}
		if problem.Class != "" {
			v.Error = &problem
		}
		out = append(out, v)
	}
	return out, rows.Err()
}
