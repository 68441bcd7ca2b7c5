package store

import (
	"context"
	"errors"
	"fmt"

	zombie "zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"

	"letip/store/event"
)

// errUndone ends a fast write that was only a rehearsal: all of it is rolled back.
var errUndone = errors.New("only a rehearsal")

// writeFast is write by the fast road, for imports: fn runs in one transaction, and what it returns is published after the
// commit. It holds the one writer's place meanwhile, so that nobody else writes. The connection stops when ctx is done. An
// error of fn, errUndone too, leaves nothing behind.
func (db *DB) writeFast(ctx context.Context, d durability, fn func(s *fastSession) ([]event.Event, error)) (err error) {
	if db.writer == nil {
		return ErrReadOnly
	}
	defer func() { err = db.explained(err) }()
	place, err := db.writer.Conn(ctx)
	if err != nil {
		return fmt.Errorf("wait for the writer: %w", err)
	}
	defer place.Close()
	if db.bulk == nil { // guarded by the place
		if db.bulk, err = openBulk(db.path); err != nil {
			return err
		}
	}
	conn := db.bulk
	defer func() {
		if err != nil && ctx.Err() != nil {
			err = context.Cause(ctx)
		}
	}()
	conn.SetInterrupt(ctx.Done())
	defer conn.SetInterrupt(nil)
	for _, statement := range []string{string(d), "BEGIN IMMEDIATE"} {
		if err := execute(conn, statement); err != nil {
			return fmt.Errorf("begin: %w", err)
		}
	}
	ended := false
	defer func() {
		if !ended { // an error, or a panic that flies by
			conn.SetInterrupt(nil)
			if e := execute(conn, "ROLLBACK"); e != nil && !conn.AutocommitEnabled() {
				err = errors.Join(err, e)
			}
		}
	}()
	events, err := fn(&fastSession{conn})
	if err != nil {
		return err
	}
	if err := execute(conn, "COMMIT"); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	ended = true
	if db.bus != nil && len(events) > 0 {
		db.bus.Publish(events...) // the writer's place is still ours: no later commit overtakes
	}
	return nil
}

// bulkPragmas are the writer's for the connection of imports, whose cache stays small: an import's memory is bounded.
var bulkPragmas = []string{
	"PRAGMA busy_timeout=5000", "PRAGMA foreign_keys=1", "PRAGMA cache_size=-24576", "PRAGMA temp_store=2",
	"PRAGMA journal_size_limit=67108864", "PRAGMA trusted_schema=0", "PRAGMA cell_size_check=1", "PRAGMA mmap_size=0",
}

func openBulk(path string) (*zombie.Conn, error) {
	conn, err := zombie.OpenConn(fileURI(path), zombie.OpenReadWrite, zombie.OpenURI)
	if err != nil {
		return nil, fmt.Errorf("open the fast writer of %s: %w", path, err)
	}
	err = conn.SetDefensive(true)
	for _, pragma := range bulkPragmas {
		if err == nil {
			err = sqlitex.ExecuteTransient(conn, pragma, nil)
		}
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open the fast writer of %s: %w", path, err), conn.Close())
	}
	return conn, nil
}
