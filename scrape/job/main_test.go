package job

import (
	"bytes"
	"context"
	"log/slog"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"letip/store"
	"letip/store/entity"
	"letip/store/event"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// house is a runner over a real journal, with what it publishes and logs.
type house struct {
	*Runner
	db     *store.DB
	events *record
	log    *bytes.Buffer
}

// record keeps what is published, in order.
type record struct {
	mu     sync.Mutex // guards events
	events []event.Event
}

func (r *record) Publish(events ...event.Event) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.events = append(r.events, events...)
}

func (r *record) progress() []entity.Progress {
	r.mu.Lock()
	defer r.mu.Unlock()
	var all []entity.Progress
	for _, e := range r.events {
		switch e := e.(type) {
		case event.ScrapingProgress:
			all = append(all, e.Progress)
		case event.EnrichmentProgress:
			all = append(all, e.Progress)
		}
	}
	return all
}

// settle is called before the end of a test's bubble: the runner first, then what it writes to.
func (h *house) settle() {
	h.Close()
	h.db.Close()
}

func newHouse(t *testing.T, works map[entity.JobKind]Work) *house {
	t.Helper()
	return newHouseIn(t, t.TempDir(), works)
}

func newHouseIn(t *testing.T, dir string, works map[entity.JobKind]Work) *house {
	t.Helper()
	db, err := store.Open(t.Context(), store.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	h := &house{db: db, events: &record{}, log: &bytes.Buffer{}}
	h.Runner = NewRunner(Options{
		Journal: db, Bus: h.events, Log: slog.New(slog.NewJSONHandler(h.log, nil)),
	})
	for kind, work := range works {
		h.Handle(kind, work)
	}
	return h
}

// workFunc is a Work of one function.
type workFunc func(ctx context.Context, r *Run) error

func (f workFunc) Run(ctx context.Context, r *Run) error { return f(ctx, r) }

// each is a Work that does every item in the same way.
func each(fn func(ctx context.Context, it *Item) error) Work {
	return workFunc(func(ctx context.Context, r *Run) error { return r.Each(ctx, fn) })
}

func keys(names ...string) []entity.JobItem {
	items := make([]entity.JobItem, 0, len(names))
	for _, name := range names {
		items = append(items, entity.JobItem{Key: name})
	}
	return items
}

func numbered(n int) []entity.JobItem {
	items := make([]entity.JobItem, n)
	for i := range items {
		items[i].Key = time.Duration(i).String()
	}
	return items
}

func (h *house) start(t *testing.T, kind entity.JobKind, items []entity.JobItem) entity.JobID {
	t.Helper()
	search := &entity.Search{Query: "Freehold", Place: &entity.Place{}, Radius: 1, Max: 1}
	if kind == entity.KindEnrich {
		search = nil
	}
	id, err := h.Start(t.Context(), kind, search, items)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func (h *house) end(t *testing.T, id entity.JobID) entity.Job {
	t.Helper()
	job, err := h.Wait(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return job
}

func (h *house) statuses(t *testing.T, id entity.JobID) map[string]entity.ItemStatus {
	t.Helper()
	all := map[string]entity.ItemStatus{}
	for item, err := range h.db.JobItems(t.Context(), id) {
		if err != nil {
			t.Fatal(err)
		}
		all[item.Key] = item.Status
	}
	return all
}
