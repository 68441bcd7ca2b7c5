package scrape

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"letip/scrape/fetch"
	"letip/store"
	"letip/store/entity"
	"letip/store/event"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// fixture is a source that answers from memory. Its answers are set before the first search.
type fixture struct {
	name   string
	places []entity.Found                            // what a ring of any radius may find, by their own Location
	edge   float64                                   // how far beyond its ring an answer reaches, as a share of it: ways do
	names  []entity.Place                            // what every query may mean
	err    map[entity.Miles]error                    // what Find gives instead of an answer
	cut    map[entity.Miles]*fetch.Error             // what makes an answer partial
	before func(context.Context, entity.Miles) error // called by Find before it answers

	mu       sync.Mutex // guards what follows
	asked    []entity.Miles
	geocoded int
}

// stored is the raw answer of a fixture.
type stored struct {
	Found []entity.Found
	Cut   string
}

func (f *fixture) Name() string {
	if f.name == "" {
		return "fixture"
	}
	return f.name
}

func (f *fixture) Geocode(context.Context, string, bool) ([]entity.Place, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.geocoded++
	return f.names, nil
}

func (f *fixture) Rings(s entity.Search) []entity.Miles { return Rings(s.Radius) }

func (f *fixture) Find(ctx context.Context, s entity.Search, ring entity.Miles) (Answer, error) {
	f.mu.Lock()
	f.asked = append(f.asked, ring)
	f.mu.Unlock()
	if f.before != nil {
		if err := f.before(ctx, ring); err != nil {
			return Answer{}, err
		}
	}
	if err := f.err[ring]; err != nil {
		return Answer{}, err
	}
	var raw stored
	for _, p := range f.places {
		if p.Location == nil || float64(Distance(s.Place.Point, *p.Location)) <= float64(ring)*(1+f.edge) {
			raw.Found = append(raw.Found, p)
		}
	}
	if cut := f.cut[ring]; cut != nil {
		raw.Cut = cut.Message
	}
	b, err := json.Marshal(raw)
	if err != nil {
		return Answer{}, err
	}
	return f.Parse(s, b)
}

func (f *fixture) Parse(_ entity.Search, b []byte) (Answer, error) {
	var raw stored
	if err := json.Unmarshal(b, &raw); err != nil {
		return Answer{}, fetch.NewError(fetch.ClassParse, "", "", err)
	}
	answer := Answer{Raw: b, Found: raw.Found}
	if raw.Cut != "" {
		answer.Partial = fetch.NewError(fetch.ClassQuota, "http://fixture.example/", raw.Cut, nil)
	}
	return answer, nil
}

func (f *fixture) rings() []entity.Miles {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.asked)
}

// around gives n places, the i-th i+1 steps from the centre.
func around(n int, step float64) []entity.Found {
	places := make([]entity.Found, n)
	for i := range places {
		places[i] = found(fmt.Sprintf("node/%03d", i), float64(i+1)*step)
	}
	return places
}

// town is a service over a real database, with what it publishes.
type town struct {
	*Service
	db   *store.DB
	bus  *event.Bus
	mu   sync.Mutex // guards seen
	seen []event.Event
}

func newTown(t testing.TB, sources ...Source) *town { return newTownIn(t, t.TempDir(), sources...) }

func newTownIn(t testing.TB, dir string, sources ...Source) *town {
	t.Helper()
	h := &town{bus: event.NewBus()}
	h.bus.SubscribeAll(func(events []event.Event) {
		h.mu.Lock()
		defer h.mu.Unlock()
		h.seen = append(h.seen, events...)
	})
	db, err := store.Open(t.Context(), store.Options{Dir: dir, Bus: h.bus})
	if err != nil {
		t.Fatal(err)
	}
	h.db = db
	h.Service = New(Deps{
		DB: db, Sources: sources, Bus: h.bus, Log: slog.New(slog.DiscardHandler),
		CheckCategory: func(word string) error {
			if word == "Nonsense" {
				return errors.New("There is no category \"Nonsense\".")
			}
			return nil
		},
	})
	t.Cleanup(h.leave)
	return h
}

// leave may be called more than once.
func (h *town) leave() {
	h.Close()
	h.db.Close()
	h.bus.Close()
}

func (h *town) events() []event.Event {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Clone(h.seen)
}

// until waits for an event that is wanted: the bus delivers on its own goroutine.
func until[E event.Event](t testing.TB, bus *event.Bus) func() E {
	arrived := make(chan E, 1)
	cancel := event.Subscribe(bus, func(e E) {
		select {
		case arrived <- e:
		default:
		}
	})
	return func() E {
		t.Helper()
		defer cancel()
		select {
		case e := <-arrived:
			return e
		case <-time.After(time.Minute):
			var none E
			t.Fatalf("no %s came", none.EventName())
			return none
		}
	}
}

// run takes a search to its end.
func (h *town) run(t testing.TB, s entity.Search) entity.Job {
	t.Helper()
	id, err := h.Start(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	return h.end(t, id)
}

func (h *town) end(t testing.TB, id entity.JobID) entity.Job {
	t.Helper()
	job, err := h.Wait(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return job
}
