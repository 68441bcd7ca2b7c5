package store

import (
	"context"
	"database/sql"
	"slices"

	"letip/store/entity"
	"letip/store/event"
	"letip/store/identity"
)

// checkKeys holds the keys that are kept against those that the leads have.
func checkKeys(t interface{ Fatal(...any) }, db *DB) {
	err := db.write(context.Background(), scraped, func(tx *sql.Tx) (_ []event.Event, err error) {
		s := &sqlSession{ctx: context.Background(), tx: tx}
		defer s.close()
		ids, err := queryIDs(context.Background(), tx, "SELECT id FROM business ORDER BY id")
		if err != nil {
			return nil, err
		}
		members, err := loadRecords(s, ids)
		if err != nil {
			return nil, err
		}
		wants := map[entity.BusinessID][]int64{}
		for _, m := range members {
			wants[m.ID] = identity.Hashes(m.Keys())
		}
		kept := map[entity.BusinessID][]int64{}
		err = s.rows("SELECT business_id, key FROM identity_key ORDER BY business_id, key", nil, func(row scanner) error {
			var id entity.BusinessID
			var key int64
			err := row.Scan(&id, &key)
			kept[id] = append(kept[id], key)
			return err
		})
		for _, id := range ids {
			if err == nil && !slices.Equal(wants[id], kept[id]) {
				t.Fatal("lead ", id, " has the keys ", kept[id], ", want ", wants[id])
			}
		}
		return nil, err
	})
	if err != nil {
		t.Fatal(err)
	}
}
