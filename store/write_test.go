package store

import (
	"context"
	"database/sql"
	"errors"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"letip/store/entity"
	"letip/store/event"
)

// recorder keeps what was published, and what the database said at that moment.
type recorder struct {
	mu     sync.Mutex
	events []event.Event
	more   chan struct{}
}

// listen gives a database whose events are recorded.
func listen(t *testing.T) (*DB, *recorder) {
	t.Helper()
	bus := event.NewBus()
	t.Cleanup(bus.Close)
	r := &recorder{more: make(chan struct{}, 1000)}
	bus.SubscribeAll(func(batch []event.Event) {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.events = append(r.events, batch...)
		for range batch {
			r.more <- struct{}{}
		}
	})
	return openWith(t, Options{Dir: t.TempDir(), Bus: bus}), r
}

// take waits for n events and forgets them.
func (r *recorder) take(n int) []event.Event {
	for range n {
		<-r.more
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	events := r.events
	r.events = nil
	return events
}

func TestEachWritePublishesWhatItCommitted(t *testing.T) {
	db, r := listen(t)
	ctx := t.Context()
	ids := func(list ...entity.BusinessID) []entity.BusinessID { return list }
	expect := func(what string, want ...event.Event) {
		t.Helper()
		if diff := cmp.Diff(want, r.take(len(want))); diff != "" {
			t.Errorf("%s: %s", what, diff)
		}
	}
	save(t, db, 7, pizza(1), pizza(2))
	expect("found", event.BusinessCreated{IDs: ids(1, 2), Job: 7}, event.StatsUpdated{})

	changed := pizza(1)
	changed.Hours = "24/7"
	save(t, db, 8, changed, pizza(2), pizza(3))
	expect("found again", event.BusinessCreated{IDs: ids(3), Job: 8}, event.BusinessUpdated{IDs: ids(1)}, event.StatsUpdated{})

	save(t, db, 9, changed, pizza(2), pizza(3)) // nothing new: nothing is said
	if _, err := db.Create(ctx, entity.Draft{Name: "Joe"}); err != nil {
		t.Fatal(err)
	}
	expect("created", event.BusinessCreated{IDs: ids(4)}, event.StatsUpdated{})

	if _, err := db.Update(ctx, 4, entity.Update{Notes: new("hello")}); err != nil {
		t.Fatal(err)
	}
	expect("updated", event.BusinessUpdated{IDs: ids(4)}, event.StatsUpdated{})

	if _, err := db.Update(ctx, 4, entity.Update{Notes: new("hello")}); err != nil { // the same again: nothing is said
		t.Fatal(err)
	}
	if err := db.UpdateAll(ctx, ids(4, 2, 99, 1), entity.Update{Stage: new(entity.StageMember)}); err != nil {
		t.Fatal(err)
	}
	expect("updated all", event.BusinessUpdated{IDs: ids(1, 2, 4)}, event.StatsUpdated{})

	if _, err := db.Delete(ctx, 2, 99); err != nil {
		t.Fatal(err)
	}
	expect("deleted", event.BusinessDeleted{IDs: ids(2)}, event.StatsUpdated{})

	for range 2 {
		if _, err := db.Undo(ctx); err != nil {
			t.Fatal(err)
		}
	}
	expect("undone", event.BusinessCreated{IDs: ids(2)}, event.StatsUpdated{}, event.BusinessUpdated{IDs: ids(1, 2, 4)}, event.StatsUpdated{})
}

func TestEventComesAfterItsCommit(t *testing.T) {
	bus := event.NewBus()
	defer bus.Close()
	db := openWith(t, Options{Dir: t.TempDir(), Bus: bus})
	seen := make(chan error, 1)
	event.Subscribe(bus, func(e event.BusinessCreated) {
		_, err := db.Business(context.Background(), e.IDs[0])
		seen <- err
	})
	for i := range 50 {
		save(t, db, 1, pizza(i))
		if err := <-seen; err != nil {
			t.Fatalf("event %d came before its lead: %v", i, err)
		}
	}
}

func TestFailedWriteLeavesNothingBehindAndSaysNothing(t *testing.T) {
	db, r := listen(t)
	boom := errors.New("boom")
	insert := func(tx *sql.Tx) {
		if _, err := tx.Exec("INSERT INTO business (name, name_fold, created_at, updated_at) VALUES ('x', 'x', 1, 1)"); err != nil {
			t.Fatal(err)
		}
	}
	said := []event.Event{event.StatsUpdated{}}
	if err := db.write(t.Context(), typed, func(tx *sql.Tx) ([]event.Event, error) { insert(tx); return said, boom }); !errors.Is(err, boom) {
		t.Errorf("an error became %v", err)
	}
	func() {
		defer func() {
			if recover() != boom {
				t.Error("the panic was swallowed")
			}
		}()
		_ = db.write(t.Context(), typed, func(tx *sql.Tx) ([]event.Event, error) { insert(tx); panic(boom) })
	}()
	ctx, cancel := context.WithCancel(t.Context())
	if err := db.write(ctx, typed, func(tx *sql.Tx) ([]event.Event, error) { insert(tx); cancel(); return said, nil }); err == nil {
		t.Error("a cancelled write was committed")
	}
	if n, err := db.Count(t.Context(), entity.Filter{}); n != 0 || err != nil {
		t.Errorf("%d leads were left behind, %v", n, err)
	}
	save(t, db, 1, pizza(1)) // the writer still writes
	if events := r.take(2); len(events) != 2 {
		t.Errorf("said %v, want only what the last write says", events)
	}
}

func TestTypedIsFlushedAndScrapedIsNot(t *testing.T) {
	db := open(t)
	for d, want := range map[durability]int64{typed: 2, scraped: 1} {
		err := db.write(t.Context(), d, func(tx *sql.Tx) ([]event.Event, error) {
			if got := pragma(t, tx, "synchronous"); got != want {
				t.Errorf("%s: synchronous is %v, want %d", d, got, want)
			}
			return nil, nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// A transaction that reads first and then writes fails at once where another wrote in between, whatever it would wait; here
// it takes its turn instead.
func TestReadThenWriteIsNeverBusy(t *testing.T) {
	db := open(t)
	id := save(t, db, 1, pizza(1))[0].ID
	set(t, db, id, "distance_mi", 0)
	const writers, turns = 4, 25
	var wg sync.WaitGroup
	var busy atomic.Int32
	for range writers {
		wg.Go(func() { // waited for below
			for range turns {
				err := db.write(context.Background(), scraped, func(tx *sql.Tx) ([]event.Event, error) {
					var miles float64
					if err := tx.QueryRow("SELECT distance_mi FROM business WHERE id = ?", id).Scan(&miles); err != nil {
						return nil, err
					}
					_, err := tx.Exec("UPDATE business SET distance_mi = ? WHERE id = ?", miles+1, id)
					return nil, err
				})
				if err != nil {
					busy.Add(1)
				}
			}
		})
	}
	wg.Go(func() { // readers disturb nobody
		for range turns {
			if _, err := db.Businesses(context.Background(), entity.Filter{}, entity.Sort{Field: "distance_mi"}, entity.Page{}); err != nil {
				busy.Add(1)
			}
		}
	})
	wg.Wait()
	if b := read(t, db, id); busy.Load() != 0 || *b.Distance != writers*turns {
		t.Fatalf("%d were busy, %g of %d counted", busy.Load(), *b.Distance, writers*turns)
	}
}

func TestFullDiskKeepsWhatWasThere(t *testing.T) {
	t.Parallel()
	db := open(t)
	kept := 0
	var pages int
	if err := db.writer.QueryRow("PRAGMA page_count").Scan(&pages); err != nil {
		t.Fatal(err)
	}
	if err := db.writer.QueryRow("PRAGMA max_page_count = 260").Scan(&pages); err != nil {
		t.Fatal(err)
	}
	for ; kept < 5000; kept++ {
		if _, err := db.SaveFound(t.Context(), 1, "i", []entity.Found{pizza(kept)}); err != nil {
			if !errors.Is(err, ErrFull) {
				t.Errorf("a full disk is %v", err)
			}
			break
		}
	}
	if kept == 0 || kept == 5000 {
		t.Fatalf("the disk was full after %d leads", kept)
	}
	if n, err := db.Count(t.Context(), entity.Filter{}); n != kept || err != nil {
		t.Errorf("%d of %d leads are there, %v", n, kept, err)
	}
	checkWhole(t, db)
}
