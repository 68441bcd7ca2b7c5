package store

import (
	"context"
	"errors"
	"strings"

	"github.com/sourcegraph/conc"
	zombie "zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"

	"letip/store/entity"
)

// leadBlock is some leads on their way from the reader to who asked for them.
type leadBlock struct {
	leads  [streamBlock]entity.Business
	values [streamBlock]leadValues
	n      int
}

// streamBlocks is how many blocks are on their way: one is read, one is used, and one waits on either side.
const streamBlocks = 4

// errUnwanted ends a reader whose leads nobody wants any more.
var errUnwanted = errors.New("the rest of the list isn't wanted")

// stream hands over the leads of a list straight from its queries, where an index gives them in order: a third faster than
// by their ids. Where SQLite would have to sort them first, all of each, it leaves the list alone and says so. One goroutine
// reads while fn, on the caller's, works on what was read.
func (db *DB) stream(ctx context.Context, conn *zombie.Conn, l list, extra entity.Extra, fn func(*entity.Business) error) (streamed bool, err error) {
	know, err := db.known.about(conn, l)
	if err != nil {
		return false, err
	}
	if know, _, err = know.settled(conn); err != nil {
		return false, err
	}
	l = know.list
	var queries []statement
	for _, part := range []stretch{l.known(), l.unknown(0)} {
		query, args := l.query(businessColumns, part, -1, 0)
		if sorts, err := sortsFirst(conn, query, args); sorts || err != nil {
			return false, err
		}
		queries = append(queries, statement{query, args})
	}
	// What is read once needs no large cache: a million leads take 12 MB less.
	if err := execute(conn, "PRAGMA cache_size=-4096"); err != nil {
		return false, err
	}
	defer func() {
		interrupt := conn.SetInterrupt(nil) // one that was cancelled has to be as it was, too
		err = errors.Join(err, execute(conn, fastCache))
		conn.SetInterrupt(interrupt)
	}()

	free, full := make(chan *leadBlock, streamBlocks), make(chan *leadBlock, streamBlocks)
	for range streamBlocks {
		free <- &leadBlock{}
	}
	unwanted := make(chan struct{})
	var readErr error // the reader's; whoever has waited for it may look
	var reader conc.WaitGroup
	reader.Go(func() {
		defer close(full)
		readErr = readBlocks(conn, queries, func() *leadBlock {
			select {
			case b := <-free:
				return b
			case <-unwanted:
				return nil
			}
		}, func(b *leadBlock) error {
			if err := fillExtra(conn, b.leads[:b.n], extra); err != nil {
				return err
			}
			full <- b
			return nil
		})
	})
	defer reader.Wait() // the connection is the reader's until then, whatever fn does
	defer close(unwanted)
	for b := range full {
		if err := ctx.Err(); err != nil {
			return true, err
		}
		for i := range b.n {
			if err := fn(&b.leads[i]); err != nil {
				return true, err
			}
		}
		free <- b
	}
	return true, readErr // full is closed: the reader is done with it
}

// readBlocks reads queries one after the other into blocks, until empty gives none.
func readBlocks(conn *zombie.Conn, queries []statement, empty func() *leadBlock, full func(*leadBlock) error) error {
	var r leadReader
	var b *leadBlock
	for _, q := range queries {
		err := each(conn, q.sql, q.args, func(row *zombie.Stmt) error {
			if b == nil {
				if b = empty(); b == nil {
					return errUnwanted
				}
				b.n = 0
			}
			if err := r.read(row, &b.leads[b.n], &b.values[b.n]); err != nil {
				return err
			}
			if b.n++; b.n < len(b.leads) {
				return nil
			}
			whole := b
			b = nil
			return full(whole)
		})
		if err != nil {
			return err
		}
	}
	if b != nil {
		return full(b)
	}
	return nil
}

// sortsFirst reports whether a query's rows have to be sorted before the first of them comes.
func sortsFirst(conn *zombie.Conn, query string, args []any) (sorts bool, err error) {
	err = sqlitex.Execute(conn, "EXPLAIN QUERY PLAN "+query, &sqlitex.ExecOptions{Args: args, ResultFunc: func(row *zombie.Stmt) error {
		sorts = sorts || strings.Contains(row.GetText("detail"), "TEMP B-TREE")
		return nil
	}})
	return sorts, err
}
