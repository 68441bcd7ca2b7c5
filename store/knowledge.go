package store

import (
	"cmp"
	"fmt"
	"slices"
	"sync"

	zombie "zombiezen.com/go/sqlite"
)

const (
	knownLists = 64           // so many lists are remembered, the most recently asked for
	stride     = 100          // leads between two waymarks near a page that was read: at most so many are stepped over to reach it
	leap       = 100 * stride // leads between two waymarks where nobody has been: a leap is one long step of SQLite's
	longKey    = 4096         // a filter longer than that (thousands of ids) isn't worth remembering
)

// knowledge remembers, for lists that were asked for, their totals and where their pages begin: waymarks.
// With it a page at any depth costs what the first one does; without, SQLite would count its way there from the beginning
// each time. What is remembered holds for one revision of the data, which triggers count.
type knowledge struct {
	mu    sync.Mutex // guards what follows
	lists map[string]*known
	clock int64 // rises with each use
}

// known is what is remembered of one list.
type known struct {
	revision int64
	used     int64
	total    int // -1 until it was counted
	waymarks []waymark
}

// waymark is the mark behind the first n leads.
type waymark struct {
	n int
	mark
}

// glance is one reader's look at a list, in one state of the data.
type glance struct {
	*knowledge
	list
	key      string
	revision int64
}

const selectRevision = "SELECT n FROM counter WHERE kind = 'revision' AND name = ''"

// about begins a glance at a list, within the reader's transaction.
func (k *knowledge) about(conn *zombie.Conn, l list) (glance, error) {
	g := glance{knowledge: k, list: l, key: fmt.Sprintf("%s %t\n%q\n%s", l.field, l.desc, l.args, l.where(false))}
	_, err := one(conn, selectRevision, nil, func(row *zombie.Stmt) { g.revision = row.ColumnInt64(0) })
	return g, err
}

// total counts the list: from the counters where one knows, else row by row, once a revision.
func (g glance) total(conn *zombie.Conn) (n int, err error) {
	if g.count != nil {
		return readCounter(conn, *g.count)
	}
	g.look(func(k *known) { n = k.total })
	if n >= 0 {
		return n, nil
	}
	sql := "SELECT count(*)\nFROM business b\nWHERE " + g.where(false)
	if _, err := one(conn, sql, g.args, func(row *zombie.Stmt) { n = row.ColumnInt(0) }); err != nil {
		return 0, err
	}
	g.look(func(k *known) { k.total = n })
	return n, nil
}

func readCounter(conn *zombie.Conn, c counterName) (n int, err error) {
	args := []any{c.kind, c.name}
	_, err = one(conn, "SELECT n FROM counter WHERE kind = ? AND name = ?", args, func(row *zombie.Stmt) { n = row.ColumnInt(0) })
	return n, err
}

// settled counts the list and chooses how to read it.
func (g glance) settled(conn *zombie.Conn) (glance, int, error) {
	total, err := g.total(conn)
	if err != nil {
		return g, 0, err
	}
	all, err := readCounter(conn, counterName{"total", ""})
	g.list = g.settle(total, all)
	return g, total, err
}

// reach gives the mark behind the first n leads; there is false when the list is shorter.
func (g glance) reach(conn *zombie.Conn, n int) (at mark, there bool, err error) {
	from := waymark{}
	g.look(func(k *known) {
		i, exact := slices.BinarySearchFunc(k.waymarks, n, func(w waymark, n int) int { return cmp.Compare(w.n, n) })
		if exact {
			from = k.waymarks[i]
		} else if i > 0 {
			from = k.waymarks[i-1]
		}
	})
	for from.n < n {
		step := stride
		if n-from.n >= leap {
			step = leap
		}
		to := min(n, (from.n/step+1)*step)
		at, there, err := g.skip(conn, from.mark, to-from.n)
		if err != nil || !there {
			return mark{}, false, err
		}
		from = waymark{to, at}
		g.remember(from)
	}
	return from.mark, true, nil
}

// remember keeps a waymark: where a page began, or ended, or a step did.
func (g glance) remember(w waymark) {
	g.look(func(k *known) {
		i, exact := slices.BinarySearchFunc(k.waymarks, w.n, func(w waymark, n int) int { return cmp.Compare(w.n, n) })
		if !exact && w.n > 0 {
			k.waymarks = slices.Insert(k.waymarks, i, w)
		}
	})
}

// look hands fn what is remembered of this list in this state of the data. A reader of an older state than the newest that
// was seen gets a blank to write on.
func (g glance) look(fn func(*known)) {
	g.mu.Lock()
	defer g.mu.Unlock()
	k, ok := g.lists[g.key]
	switch {
	case ok && k.revision > g.revision:
		fn(&known{total: -1})
		return
	case !ok && len(g.key) > longKey:
		fn(&known{total: -1})
		return
	case !ok || k.revision < g.revision:
		k = &known{revision: g.revision, total: -1}
		if g.lists == nil {
			g.lists = map[string]*known{}
		}
		g.lists[g.key] = k
		g.forgetOldest()
	}
	g.clock++
	k.used = g.clock
	fn(k)
}

// forgetOldest keeps the number of lists within bounds. The caller holds mu.
func (k *knowledge) forgetOldest() {
	if len(k.lists) <= knownLists {
		return
	}
	oldest, used := "", int64(-1)
	for key, l := range k.lists {
		if l.used != 0 && (used < 0 || l.used < used) {
			oldest, used = key, l.used
		}
	}
	delete(k.lists, oldest)
}
