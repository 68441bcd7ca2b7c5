package store

import (
	"context"
	"fmt"

	zombie "zombiezen.com/go/sqlite"
)

const countPairs = `
SELECT count(*)
FROM identity_pair p
JOIN business a ON a.id = p.a
JOIN business b ON b.id = p.b
WHERE p.decided = 0 AND a.deleted_at IS NULL AND b.deleted_at IS NULL`

// CountDuplicates says how many pairs wait for a person's decision: as many as Duplicates lists.
func (db *DB) CountDuplicates(ctx context.Context) (n int, err error) {
	err = db.fastRead(ctx, func(conn *zombie.Conn) error {
		_, err := one(conn, countPairs, nil, func(row *zombie.Stmt) { n = row.ColumnInt(0) })
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("count the possible duplicates: %w", err)
	}
	return n, nil
}
