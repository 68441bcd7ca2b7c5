package store

import (
	"context"
	"fmt"
	"strings"

	"letip/store/entity"
)

// Failed gives the leads whose last visit failed, the oldest lead first, without those that failed in one of these classes.
func (db *DB) Failed(ctx context.Context, without ...string) ([]entity.BusinessID, error) {
	query := `
WITH last AS (SELECT business_id, class, max(id) FROM job_failure WHERE business_id IS NOT NULL GROUP BY business_id)
SELECT b.id
FROM business b
LEFT JOIN last ON last.business_id = b.id
WHERE b.deleted_at IS NULL AND b.enrichment_status = 'failed'`
	args := make([]any, 0, len(without))
	if len(without) > 0 {
		query += ` AND coalesce(last.class, '') NOT IN (?` + strings.Repeat(", ?", len(without)-1) + `)`
		for _, class := range without {
			args = append(args, class)
		}
	}
	rows, err := db.reader().QueryContext(ctx, query+"\nORDER BY b.created_at, b.id", args...)
	if err != nil {
		return nil, fmt.Errorf("list the leads that failed: %w", err)
	}
	defer rows.Close()
	var ids []entity.BusinessID
	for rows.Next() {
		var id entity.BusinessID
		if err := rows.Scan(&id); err != nil {
			return nil, fmt.Errorf("list the leads that failed: %w", err)
		}
		ids = append(ids, id)
	}
	return ids, rows.Err()
}
