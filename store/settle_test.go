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
		if err != nil {
			return nil, err
		}
		return nil, checkHeld(t, s, members)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// checkHeld holds all leads against the list of whom nobody may contact: each that is on it is noted to be held back by it.
func checkHeld(t interface{ Fatal(...any) }, s session, members []*member) error {
	hits, err := valuesHeld(s, members)
	if err != nil {
		return err
	}
	more, err := businessesHeld(s, members)
	if err != nil {
		return err
	}
	for _, h := range append(hits, more...) {
		known, err := exists(s, "SELECT 1 FROM suppressed WHERE business_id = ? AND suppression_id = ?", h.id, h.entry)
		if err != nil {
			return err
		}
		if !known {
			t.Fatal("lead ", h.id, " is not held back though ", h.why, " is on the list")
		}
	}
	return nil
}
