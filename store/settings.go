package store

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"letip/store/entity"
	"letip/store/event"
)

const putSetting = `
INSERT INTO setting (key, value)
VALUES (?, ?)
ON CONFLICT (key) DO UPDATE SET value = excluded.value`

// Settings reads what the rep chose; what was never set has its default.
func (db *DB) Settings(ctx context.Context) (entity.Settings, error) {
	s := entity.DefaultSettings()
	values, err := readSettings(ctx, db.reader())
	if err != nil {
		return s, err
	}
	// All values as one document: a field that is not in it keeps its default.
	b, err := json.Marshal(values)
	if err != nil {
		return s, fmt.Errorf("read the settings: %w", err)
	}
	if err := json.Unmarshal(b, &s); err != nil {
		return entity.DefaultSettings(), fmt.Errorf("read the settings: %w", err)
	}
	return s, nil
}

// SaveSettings writes what differs from what is kept, and publishes which keys those are.
func (db *DB) SaveSettings(ctx context.Context, s entity.Settings) error {
	b, err := json.Marshal(s)
	if err != nil {
		return fmt.Errorf("write the settings: %w", err)
	}
	var values map[string]json.RawMessage
	if err := json.Unmarshal(b, &values); err != nil {
		return fmt.Errorf("write the settings: %w", err)
	}
	return db.write(ctx, typed, func(tx *sql.Tx) ([]event.Event, error) {
		kept, err := readSettings(ctx, tx)
		if err != nil {
			return nil, err
		}
		var changed []string
		for _, key := range slices.Sorted(maps.Keys(values)) {
			if bytes.Equal(kept[key], values[key]) {
				continue
			}
			if _, err := tx.ExecContext(ctx, putSetting, key, string(values[key])); err != nil {
				return nil, fmt.Errorf("write the setting %q: %w", key, err)
			}
			changed = append(changed, key)
		}
		if len(changed) == 0 {
			return nil, nil
		}
		return []event.Event{event.SettingsChanged{Keys: changed}}, nil
	})
}

func readSettings(ctx context.Context, q querier) (map[string]json.RawMessage, error) {
	rows, err := q.QueryContext(ctx, "SELECT key, value FROM setting")
	if err != nil {
		return nil, fmt.Errorf("read the settings: %w", err)
	}
	defer rows.Close()
	values := map[string]json.RawMessage{}
	for rows.Next() {
		var key string
		var value []byte
		if err := rows.Scan(&key, &value); err != nil {
			return nil, fmt.Errorf("read the settings: %w", err)
		}
		values[key] = value
	}
	return values, rows.Err()
}
