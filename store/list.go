package store

import (
	"iter"
	"slices"

	zombie "zombiezen.com/go/sqlite"

	"letip/store/entity"
)

// list is a filter and a sort, compiled.
//
// Its order is that of the known keys, ascending or descending, then the unknown ones, and by id where keys are equal. It
// is walked in stretches, each of which an index serves from its first row on: what is left of the group of the mark's
// key, then the keys beyond it, then the unknown ones.
type list struct {
	conditions
	order
	many bool // walk it in its order rather than look its leads up and sort them
}

func compileList(f entity.Filter, s entity.Sort) (list, error) {
	o, err := compileSort(s)
	if err != nil {
		return list{}, err
	}
	c, err := compile(f)
	return list{conditions: c, order: o, many: true}, err
}

// A filter is narrow when it lets through few leads, and few of all: then it pays to look those up and sort them, instead
// of walking the whole list for them. SQLite can't know: its statistics tell of columns, not of what is asked.
const (
	narrowest = 4096
	oneIn     = 16
)

// settle chooses how to read the list, from how many leads are in it and how many there are.
func (l list) settle(total, all int) list {
	if total > narrowest || total*oneIn > all || slices.Contains(l.served, l.field) {
		return l
	}
	l.many, l.few = false, false
	l.key = "+" + l.key // hides the key's index
	return l
}

// stretch is a part of a list that one query reads in order.
type stretch struct {
	term string // what is true of the part, beside the filter
	args []any
	by   string // its order
}

func (l list) group(key any, afterID int64) stretch {
	return stretch{term: l.key + " = ? AND b.id > ?", args: []any{key, afterID}, by: "b.id"}
}

func (l list) known() stretch {
	return stretch{term: l.key + " IS NOT NULL", by: l.order.sql()}
}

func (l list) beyondKey(key any) stretch {
	return stretch{term: l.key + " " + l.beyond() + " ?", args: []any{key}, by: l.order.sql()}
}

// after is what follows a mark, in one stretch: the group's rest and what is beyond. An index serves it where keys and ids
// ascend together.
func (l list) after(m mark) stretch {
	return stretch{term: "(" + l.key + ", b.id) > (?, ?)", args: []any{m.Key, m.ID}, by: l.order.sql()}
}

func (l list) unknown(afterID int64) stretch {
	return stretch{term: l.key + " IS NULL AND b.id > ?", args: []any{afterID}, by: "b.id"}
}

// query writes the SQL that reads at most limit rows of a stretch, from the offset on.
func (l list) query(columns string, part stretch, limit, offset int) (string, []any) {
	args := append(append([]any{}, l.args...), part.args...)
	sql := "SELECT " + columns + "\nFROM business b\nWHERE " + l.where(l.many) + "\n\tAND " + part.term +
		"\nORDER BY " + part.by
	switch {
	case offset > 0:
		return sql + "\nLIMIT ? OFFSET ?", append(args, limit, offset)
	case limit >= 0:
		return sql + "\nLIMIT ?", append(args, limit)
	}
	return sql, args
}

// read gives at most limit marks of a stretch.
func (l list) read(conn *zombie.Conn, part stretch, limit, offset int) ([]mark, error) {
	if limit <= 0 {
		return nil, nil
	}
	sql, args := l.query("b.id, "+l.key, part, limit, offset)
	var marks []mark
	err := each(conn, sql, args, func(row *zombie.Stmt) error {
		marks = append(marks, mark{Key: value(row, 1), ID: row.ColumnInt64(0)})
		return nil
	})
	return marks, err
}

// walk gives the n leads that follow a mark.
func (l list) walk(conn *zombie.Conn, from mark, n int) ([]mark, error) {
	var marks []mark
	for part, err := range l.stretches(conn, from) {
		if err != nil {
			return nil, err
		}
		more, err := l.read(conn, part, n-len(marks), 0)
		if err != nil {
			return nil, err
		}
		if marks = append(marks, more...); len(marks) == n {
			break
		}
	}
	return marks, nil
}

// skip gives the mark behind the n leads that follow a mark; there is false when the list ends before.
func (l list) skip(conn *zombie.Conn, from mark, n int) (to mark, there bool, err error) {
	for part, err := range l.stretches(conn, from) {
		if err != nil {
			return mark{}, false, err
		}
		found, err := l.read(conn, part, 1, n-1)
		if err != nil {
			return mark{}, false, err
		}
		if len(found) == 1 {
			return found[0], true, nil
		}
		// The stretch is shorter than n, so counting it takes no longer than skipping it did.
		part.by = "1"
		sql, args := l.query("count(*)", part, -1, 0)
		if _, err := one(conn, sql, args, func(row *zombie.Stmt) { n -= row.ColumnInt(0) }); err != nil {
			return mark{}, false, err
		}
	}
	return mark{}, false, nil
}

// stretches gives the parts of the list that follow a mark, one after the other.
func (l list) stretches(conn *zombie.Conn, from mark) iter.Seq2[stretch, error] {
	return func(yield func(stretch, error) bool) {
		if from.ID != 0 && from.Key == nil {
			yield(l.unknown(from.ID), nil)
			return
		}
		part := l.known()
		switch {
		case from.ID != 0 && !l.desc && !l.few:
			part = l.after(from)
		case from.ID != 0:
			if !yield(l.group(from.Key, from.ID), nil) {
				return
			}
			part = l.beyondKey(from.Key)
		}
		for l.few {
			key, found, err := l.firstKey(conn, part)
			if err != nil {
				yield(stretch{}, err)
				return
			}
			if !found {
				break
			}
			if !yield(l.group(key, 0), nil) {
				return
			}
			part = l.beyondKey(key)
		}
		if !l.few && !yield(part, nil) {
			return
		}
		yield(l.unknown(0), nil)
	}
}

// firstKey is the key with which a stretch of known ones begins.
func (l list) firstKey(conn *zombie.Conn, part stretch) (key any, found bool, err error) {
	part.by = l.key
	if l.desc {
		part.by += " DESC"
	}
	sql, args := l.query(l.key, part, 1, 0)
	found, err = one(conn, sql, args, func(row *zombie.Stmt) { key = value(row, 0) })
	return key, found, err
}

// value is a column as SQLite holds it; nil is NULL.
func value(row *zombie.Stmt, col int) any {
	switch row.ColumnType(col) {
	case zombie.TypeInteger:
		return row.ColumnInt64(col)
	case zombie.TypeFloat:
		return row.ColumnFloat(col)
	case zombie.TypeNull:
		return nil
	default:
		return row.ColumnText(col)
	}
}
