package store

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"letip/store/entity"
)

// slowList notes what OnSlow hears.
type slowList struct {
	mu  sync.Mutex
	all []string
}

func (l *slowList) add(query string, _ time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.all = append(l.all, query)
}

func (l *slowList) has(words string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.ContainsFunc(l.all, func(q string) bool { return strings.Contains(q, words) })
}

func TestSlowStatementsAreToldOfOnEveryRoad(t *testing.T) {
	var heard slowList
	db := openWith(t, Options{Dir: t.TempDir(), OnSlow: heard.add, SlowAfter: time.Nanosecond})
	b, err := db.Create(t.Context(), entity.Draft{Name: "Joe's Pizza"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Businesses(t.Context(), entity.Filter{}, entity.Sort{}, entity.Page{Number: 1, Limit: 20}); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Settings(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Business(t.Context(), b.ID); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"INSERT INTO business", "BEGIN", "COMMIT", selectBusiness, "FROM setting"} {
		if !heard.has(want) {
			t.Errorf("nobody told of %q", want)
		}
	}
	if heard.has("Joe's Pizza") {
		t.Error("what was told of holds a value")
	}
}

func TestQuickStatementsAreNotToldOf(t *testing.T) {
	var heard slowList
	db := openWith(t, Options{Dir: t.TempDir(), OnSlow: heard.add, SlowAfter: time.Hour})
	if _, err := db.Create(t.Context(), entity.Draft{Name: "Joe's Pizza"}); err != nil {
		t.Fatal(err)
	}
	if heard.has("") {
		t.Errorf("told of %q", heard.all)
	}
}

func TestAClosedDatabaseLeavesNoTimedConnection(t *testing.T) {
	db, err := Open(t.Context(), Options{Dir: blankDir(t), OnSlow: func(string, time.Duration) {}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Count(t.Context(), entity.Filter{}); err != nil {
		t.Fatal(err)
	}
	conns := slices.Clone(db.slow.conns)
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	for _, conn := range conns {
		if _, ok := fastConns.Load(conn); ok {
			t.Error("a closed connection is still known")
		}
	}
	if len(conns) == 0 {
		t.Error("no connection was timed")
	}
}

// BenchmarkTimed is the price of timing statements: one lead read on the fast road and one setting on the other, with a
// hook that hears nothing and without.
func BenchmarkTimed(b *testing.B) {
	for _, with := range []bool{false, true} {
		name, o := "without", Options{Dir: b.TempDir()}
		if with {
			name, o.OnSlow, o.SlowAfter = "with", func(string, time.Duration) {}, time.Hour
		}
		db := openWith(b, o)
		lead, err := db.Create(b.Context(), entity.Draft{Name: "Joe's Pizza"})
		if err != nil {
			b.Fatal(err)
		}
		b.Run("fast/"+name, func(b *testing.B) {
			for b.Loop() {
				if _, err := db.Business(b.Context(), lead.ID); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run("sql/"+name, func(b *testing.B) {
			for b.Loop() {
				if _, err := db.Settings(b.Context()); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
