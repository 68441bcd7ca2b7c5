package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"reflect"

	zombie "zombiezen.com/go/sqlite"
)

// scanner hands out the columns of a row.
type scanner interface{ Scan(into ...any) error }

// session is a write transaction, by whichever road it goes to SQLite: database/sql, or for imports the fast one. A
// statement is prepared once a session: compiling the triggers of an insert takes longer than running them.
type session interface {
	run(query string, args ...any) error
	// once runs a statement that won't come again in this session.
	once(query string, args ...any) error
	// add runs an insert and gives the new row's id.
	add(query string, args ...any) (int64, error)
	rows(query string, args []any, scan func(scanner) error) error
}

// sqlSession goes by database/sql. Close it before the transaction ends.
type sqlSession struct {
	ctx        context.Context
	tx         *sql.Tx
	statements map[string]*sql.Stmt
}

func (s *sqlSession) run(query string, args ...any) error {
	_, err := s.result(query, args...)
	return err
}

func (s *sqlSession) once(query string, args ...any) error {
	_, err := s.tx.ExecContext(s.ctx, query, args...)
	return err
}

func (s *sqlSession) add(query string, args ...any) (int64, error) {
	result, err := s.result(query, args...)
	if err != nil {
		return 0, err
	}
	return result.LastInsertId()
}

func (s *sqlSession) result(query string, args ...any) (sql.Result, error) {
	st, ok := s.statements[query]
	if !ok {
		var err error
		if st, err = s.tx.PrepareContext(s.ctx, query); err != nil {
			return nil, err
		}
		if s.statements == nil {
			s.statements = map[string]*sql.Stmt{}
		}
		s.statements[query] = st
	}
	return st.ExecContext(s.ctx, args...)
}

func (s *sqlSession) rows(query string, args []any, scan func(scanner) error) (err error) {
	rows, err := s.tx.QueryContext(s.ctx, query, args...)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

func (s *sqlSession) close() error {
	var errs []error
	for _, st := range s.statements {
		errs = append(errs, st.Close())
	}
	return errors.Join(errs...)
}

// fastSession goes to SQLite without database/sql: half the time a row (facts of the store's benchmarks).
type fastSession struct{ conn *zombie.Conn }

func (s *fastSession) run(query string, args ...any) error {
	st, err := s.conn.Prepare(query)
	if err != nil {
		return err
	}
	return step(st, args, nil)
}

func (s *fastSession) once(query string, args ...any) (err error) {
	st, rest, err := s.conn.PrepareTransient(query)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, st.Finalize()) }()
	if rest > 0 {
		return fmt.Errorf("more than one statement in %.40q", query)
	}
	return step(st, args, nil)
}

func (s *fastSession) add(query string, args ...any) (int64, error) {
	if err := s.run(query, args...); err != nil {
		return 0, err
	}
	return s.conn.LastInsertRowID(), nil
}

func (s *fastSession) rows(query string, args []any, scan func(scanner) error) error {
	st, err := s.conn.Prepare(query)
	if err != nil {
		return err
	}
	return step(st, args, scan)
}

// step runs a statement to its end.
func step(st *zombie.Stmt, args []any, scan func(scanner) error) (err error) {
	defer func() {
		if e := errors.Join(st.Reset(), st.ClearBindings()); err == nil {
			err = e
		}
	}()
	for i, arg := range args {
		if err := bind(st, i+1, arg); err != nil {
			return err
		}
	}
	row := fastRow{st}
	for {
		more, err := st.Step()
		if err != nil || !more {
			return err
		}
		if scan == nil {
			continue
		}
		if err := scan(row); err != nil {
			return err
		}
	}
}

func bind(st *zombie.Stmt, i int, arg any) error {
	switch v := arg.(type) {
	case nil:
		st.BindNull(i)
	case string:
		st.BindText(i, v)
	case int64:
		st.BindInt64(i, v)
	case int:
		st.BindInt64(i, int64(v))
	case float64:
		st.BindFloat(i, v)
	case bool:
		st.BindBool(i, v)
	default:
		switch r := reflect.ValueOf(arg); r.Kind() {
		case reflect.Int64, reflect.Int:
			st.BindInt64(i, r.Int())
		case reflect.String:
			st.BindText(i, r.String())
		case reflect.Float64:
			st.BindFloat(i, r.Float())
		default:
			return fmt.Errorf("argument %d is a %T, which SQLite has not", i, arg)
		}
	}
	return nil
}

// fastRow is a row of a fast session.
type fastRow struct{ st *zombie.Stmt }

// Scan implements scanner, as database/sql would.
func (r fastRow) Scan(into ...any) error {
	for i, to := range into {
		switch p := to.(type) {
		case *string:
			*p = r.st.ColumnText(i)
		case *int64:
			*p = r.st.ColumnInt64(i)
		case *int:
			*p = r.st.ColumnInt(i)
		case *bool:
			*p = r.st.ColumnBool(i)
		case *float64:
			*p = r.st.ColumnFloat(i)
		case *any:
			*p = value(r.st, i)
		case sql.Scanner:
			if err := p.Scan(value(r.st, i)); err != nil {
				return err
			}
		default:
			v := reflect.ValueOf(to).Elem()
			switch v.Kind() {
			case reflect.Int64:
				v.SetInt(r.st.ColumnInt64(i))
			case reflect.String:
				v.SetString(r.st.ColumnText(i))
			default:
				return fmt.Errorf("column %d can't be read into a %T", i, to)
			}
		}
	}
	return nil
}
