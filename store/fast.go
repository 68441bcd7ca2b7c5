package store

import (
	"context"
	"fmt"

	zombie "zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"
)

// fastRead runs fn within one read transaction of the fast road: all it asks sees one state of the data. The connection
// stops when ctx is done, and then ctx's own error comes back.
func (db *DB) fastRead(ctx context.Context, fn func(conn *zombie.Conn) error) (err error) {
	defer func() {
		if err != nil && ctx.Err() != nil {
			err = context.Cause(ctx)
		}
		err = db.explained(err)
	}()
	conn, err := db.fast.Take(ctx)
	if err != nil {
		return fmt.Errorf("wait for a reader: %w", err)
	}
	defer db.fast.Put(conn)
	if err := execute(conn, "BEGIN"); err != nil {
		return err
	}
	err = fn(conn)
	conn.SetInterrupt(nil) // a cancelled read has to end its transaction all the same
	if e := execute(conn, "COMMIT"); err == nil {
		err = e
	}
	return err
}

// each runs a query and hands its rows to fn, which must keep nothing of the statement.
func each(conn *zombie.Conn, query string, args []any, fn func(*zombie.Stmt) error) error {
	defer timed(conn, query)()
	return sqlitex.Execute(conn, query, &sqlitex.ExecOptions{Args: args, ResultFunc: fn})
}

// one runs a query that has one row or none, and says which.
func one(conn *zombie.Conn, query string, args []any, fn func(*zombie.Stmt)) (found bool, err error) {
	err = each(conn, query, args, func(row *zombie.Stmt) error {
		found = true
		fn(row)
		return nil
	})
	return found, err
}

func execute(conn *zombie.Conn, statement string) error {
	return sqlitex.Execute(conn, statement, nil)
}
