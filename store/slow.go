package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"sync"
	"time"

	"modernc.org/sqlite"
	zombie "zombiezen.com/go/sqlite"
)

// SlowAfter is how long a statement may take before Options.OnSlow hears of it, where Options.SlowAfter is zero.
const SlowAfter = 50 * time.Millisecond

// slow times statements on both roads to SQLite for Options.OnSlow. Nil times nothing: then no connection is wrapped and
// no clock is read.
type slow struct {
	after time.Duration
	told  func(query string, took time.Duration)

	mu    sync.Mutex // guards conns
	conns []*zombie.Conn
}

func newSlow(o Options) *slow {
	if o.OnSlow == nil {
		return nil
	}
	s := &slow{after: o.SlowAfter, told: o.OnSlow}
	if s.after == 0 {
		s.after = SlowAfter
	}
	return s
}

// note tells of a statement if it was slow.
func (s *slow) note(query string, began time.Time) {
	if took := time.Since(began); took >= s.after {
		s.told(query, took)
	}
}

// fastConns are the connections of the fast road whose statements are timed: what each gets knows no database. Looking one
// up takes some 10 ns beside a statement of 10 µs and more.
var fastConns sync.Map // *zombie.Conn -> *slow

// watch times the statements of a connection of the fast road until release.
func (s *slow) watch(conn *zombie.Conn) {
	if s == nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.conns = append(s.conns, conn)
	fastConns.Store(conn, s)
}

// release forgets the connections of the fast road once they are closed.
func (s *slow) release() {
	if s == nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, conn := range s.conns {
		fastConns.Delete(conn)
	}
	s.conns = nil
}

// timed gives what is to be called when a statement of the fast road is over.
func timed(conn *zombie.Conn, query string) func() {
	s, ok := fastConns.Load(conn)
	if !ok {
		return func() {}
	}
	began := time.Now()
	return func() { s.(*slow).note(query, began) }
}

// open is sql.Open, with the statements timed.
func (s *slow) open(dsn string) (*sql.DB, error) {
	if s == nil {
		return sql.Open("sqlite", dsn)
	}
	c, err := sqlite.NewConnector(dsn)
	if err != nil {
		return nil, err
	}
	return sql.OpenDB(&timedConnector{c, s}), nil
}

// timedConnector wraps the connections that database/sql opens.
type timedConnector struct {
	driver.Connector
	slow *slow
}

// Connect implements driver.Connector.
func (c *timedConnector) Connect(ctx context.Context) (driver.Conn, error) {
	conn, err := c.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	if full, ok := conn.(sqliteConn); ok {
		return &timedConn{full, c.slow}, nil
	}
	return conn, nil // another version of the engine: untimed rather than with half of its abilities
}

// sqliteConn is what the engine's connections can do and database/sql asks for.
type sqliteConn interface {
	driver.Conn
	driver.ConnBeginTx
	driver.ConnPrepareContext
	driver.ExecerContext
	driver.QueryerContext
	driver.Pinger
	driver.SessionResetter
	driver.Validator
}

type timedConn struct {
	sqliteConn
	slow *slow
}

// ExecContext implements driver.ExecerContext.
func (c *timedConn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	defer c.slow.note(query, time.Now())
	return c.sqliteConn.ExecContext(ctx, query, args)
}

// QueryContext implements driver.QueryerContext.
func (c *timedConn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	began := time.Now()
	rows, err := c.sqliteConn.QueryContext(ctx, query, args)
	return c.slow.rows(query, began, rows), err
}

// PrepareContext implements driver.ConnPrepareContext.
func (c *timedConn) PrepareContext(ctx context.Context, query string) (driver.Stmt, error) {
	stmt, err := c.sqliteConn.PrepareContext(ctx, query)
	if full, ok := stmt.(sqliteStmt); ok && err == nil {
		return &timedStmt{full, c.slow, query}, nil
	}
	return stmt, err
}

// BeginTx implements driver.ConnBeginTx. A BEGIN that is slow has waited for another process's lock.
func (c *timedConn) BeginTx(ctx context.Context, o driver.TxOptions) (driver.Tx, error) {
	began := time.Now()
	tx, err := c.sqliteConn.BeginTx(ctx, o)
	c.slow.note("BEGIN", began)
	if err != nil {
		return nil, err
	}
	return &timedTx{tx, c.slow}, nil
}

type timedTx struct {
	driver.Tx
	slow *slow
}

// Commit implements driver.Tx. One that is slow has waited for the disk.
func (t *timedTx) Commit() error {
	defer t.slow.note("COMMIT", time.Now())
	return t.Tx.Commit()
}

type sqliteStmt interface {
	driver.Stmt
	driver.StmtExecContext
	driver.StmtQueryContext
}

type timedStmt struct {
	sqliteStmt
	slow  *slow
	query string
}

// ExecContext implements driver.StmtExecContext.
func (s *timedStmt) ExecContext(ctx context.Context, args []driver.NamedValue) (driver.Result, error) {
	defer s.slow.note(s.query, time.Now())
	return s.sqliteStmt.ExecContext(ctx, args)
}

// QueryContext implements driver.StmtQueryContext.
func (s *timedStmt) QueryContext(ctx context.Context, args []driver.NamedValue) (driver.Rows, error) {
	began := time.Now()
	rows, err := s.sqliteStmt.QueryContext(ctx, args)
	return s.slow.rows(s.query, began, rows), err
}

// timedRows is a query until it is closed: SQLite does its work while rows are read.
type timedRows struct {
	driver.Rows
	slow  *slow
	query string
	began time.Time
}

func (s *slow) rows(query string, began time.Time, rows driver.Rows) driver.Rows {
	if rows == nil {
		return nil
	}
	return &timedRows{rows, s, query, began}
}

// Close implements driver.Rows.
func (r *timedRows) Close() error {
	r.slow.note(r.query, r.began)
	return r.Rows.Close()
}
