package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	zombie "zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"

	"letip/store/event"
)

// bulkPragmas are the writer's for the connection of the fast road. Its cache is smaller: it is there besides the others. What
// refers to a lead is written right behind it, so that nothing has to be looked up for that, and no lead is deleted here.
var bulkPragmas = []string{
	"PRAGMA busy_timeout=5000", "PRAGMA synchronous=NORMAL", "PRAGMA cache_size=-12288",
	"PRAGMA temp_store=2", "PRAGMA journal_size_limit=67108864", "PRAGMA trusted_schema=0", "PRAGMA cell_size_check=1",
	"PRAGMA mmap_size=0", "PRAGMA wal_autocheckpoint=4000",
}

// bulkWriter writes without database/sql, which costs half as much a row. While it is in a transaction it holds the one
// writer connection as well, so that nobody else begins one, and events leave in the order of commits.
type bulkWriter struct {
	db   *DB
	conn *zombie.Conn
	fast *fastSession
	turn *sql.Conn // held while a transaction is open
}

func openBulkWriter(ctx context.Context, db *DB) (*bulkWriter, error) {
	conn, err := zombie.OpenConn(fileURI(db.path), zombie.OpenReadWrite|zombie.OpenURI)
	if err != nil {
		return nil, fmt.Errorf("open another writer of %s: %w", db.path, err)
	}
	for _, pragma := range bulkPragmas {
		if err := sqlitex.ExecuteTransient(conn, pragma, nil); err != nil {
			return nil, errors.Join(fmt.Errorf("set up another writer of %s: %w", db.path, err), conn.Close())
		}
	}
	return &bulkWriter{db: db, conn: conn, fast: &fastSession{conn}}, nil
}

// begin opens a transaction. It and what follows stop when ctx is done.
func (w *bulkWriter) begin(ctx context.Context) error {
	turn, err := w.db.writer.Conn(ctx)
	if err != nil {
		return fmt.Errorf("wait for the writer: %w", err)
	}
	w.conn.SetInterrupt(ctx.Done())
	if err := execute(w.conn, "BEGIN IMMEDIATE"); err != nil {
		w.conn.SetInterrupt(nil)
		return errors.Join(fmt.Errorf("begin: %w", err), turn.Close())
	}
	w.turn = turn
	return nil
}

// commit ends the transaction and publishes what it did. It can't be stopped any more.
func (w *bulkWriter) commit(events []event.Event) error {
	w.conn.SetInterrupt(nil)
	if err := execute(w.conn, "COMMIT"); err != nil {
		return errors.Join(fmt.Errorf("commit: %w", err), w.rollback())
	}
	if w.db.bus != nil && len(events) > 0 {
		w.db.bus.Publish(events...)
	}
	return w.done()
}

// rollback gives the transaction up, if one is open.
func (w *bulkWriter) rollback() error {
	if w.turn == nil {
		return nil
	}
	w.conn.SetInterrupt(nil)
	var err error
	if !w.conn.AutocommitEnabled() { // some errors have rolled back already
		// An interrupt lasts until no statement runs any more, and the map's index keeps one running to the transaction's end:
		// then this is interrupted too, and only closing gives the transaction up.
		if execute(w.conn, "ROLLBACK") != nil {
			err = w.shut()
		}
	}
	return errors.Join(err, w.done())
}

func (w *bulkWriter) shut() error {
	if w.conn == nil {
		return nil
	}
	conn := w.conn
	w.conn = nil
	return conn.Close()
}

func (w *bulkWriter) done() error {
	turn := w.turn
	w.turn = nil
	return turn.Close()
}

func (w *bulkWriter) close() error {
	return errors.Join(w.rollback(), w.shut())
}
