package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"

	"letip/store/event"
)

const putUIState = `
INSERT INTO ui_state (key, value)
VALUES (?, ?)
ON CONFLICT (key) DO UPDATE SET value = excluded.value`

// UIState reads how a screen was left into what into points to; false leaves it as it is, for nothing was kept. What can't
// be read as into any more counts as nothing: it was of an older screen.
func (db *DB) UIState(ctx context.Context, key string, into any) (bool, error) {
	var value []byte
	err := db.reader().QueryRowContext(ctx, "SELECT value FROM ui_state WHERE key = ?", key).Scan(&value)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("read how %q was left: %w", key, err)
	}
	read := reflect.New(reflect.TypeOf(into).Elem())
	if json.Unmarshal(value, read.Interface()) != nil {
		return false, nil
	}
	reflect.ValueOf(into).Elem().Set(read.Elem())
	return true, nil
}

// SaveUIState keeps how a screen was left. It publishes nothing.
func (db *DB) SaveUIState(ctx context.Context, key string, v any) error {
	value, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("keep how %q was left: %w", key, err)
	}
	return db.write(ctx, scraped, func(tx *sql.Tx) ([]event.Event, error) {
		if _, err := tx.ExecContext(ctx, putUIState, key, string(value)); err != nil {
			return nil, fmt.Errorf("keep how %q was left: %w", key, err)
		}
		return nil, nil
	})
}
