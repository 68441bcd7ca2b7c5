package store

import (
	"context"
	"database/sql"
	"fmt"

	"letip/store/event"
)

// durability says what a commit waits for.
type durability string

const (
	// scraped: a commit survives the death of the process; a power cut may take the newest ones, never a hole.
	scraped durability = "PRAGMA synchronous=NORMAL"
	// typed: a commit, and all before it, is on the disk when the call returns.
	typed durability = "PRAGMA synchronous=FULL"
)

// write runs fn in one transaction on the one writer connection, commits, and then publishes what fn returned. Events
// leave in the order of their commits. An error or a panic of fn leaves nothing behind.
func (db *DB) write(ctx context.Context, d durability, fn func(tx *sql.Tx) ([]event.Event, error)) error {
	return db.writeThen(ctx, d, fn, nil)
}

// writeThen is write with events that carry what was written: then reads it after the commit, while the one writer
// connection is still held, so that no later commit can be in it.
func (db *DB) writeThen(
	ctx context.Context, d durability, fn func(tx *sql.Tx) ([]event.Event, error), then func() []event.Event,
) (err error) {
	if db.writer == nil {
		return ErrReadOnly
	}
	defer func() { err = db.explained(err) }()
	conn, err := db.writer.Conn(ctx)
	if err != nil {
		return fmt.Errorf("wait for the writer: %w", err)
	}
	defer conn.Close()
	// Before BEGIN: within a transaction the pragma would be refused. It costs microseconds, and a connection that was
	// replaced in the meantime can't carry a wrong setting.
	if _, err := conn.ExecContext(ctx, string(d)); err != nil {
		return fmt.Errorf("set what a commit waits for: %w", err)
	}
	tx, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	defer tx.Rollback() // after a commit it does nothing
	var stepBefore int64
	if d == typed && db.ready {
		if stepBefore, err = newestStep(ctx, tx); err != nil {
			return fmt.Errorf("begin: %w", err)
		}
	}
	events, err := fn(tx)
	if err != nil {
		return err
	}
	if db.ready {
		follow, err := db.settled(ctx, tx, d, stepBefore)
		if err != nil {
			return err
		}
		events = append(events, follow...)
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	if then != nil {
		events = append(then(), events...)
	}
	if db.bus != nil && len(events) > 0 {
		db.bus.Publish(events...) // the connection is still ours: no later commit overtakes
	}
	return nil
}

// reader is the pool of connections that can't write. Close what you open on it: a reader that stays open keeps the log
// from being reset.
func (db *DB) reader() *sql.DB { return db.readers }
