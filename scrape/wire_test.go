package scrape

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"letip/scrape/fetch"
	"letip/store/entity"
)

// wire is a fixture that asks a server through the program's client, as real sources do. The server answers with the
// fixture's own raw answer.
type wire struct {
	*fixture
	client *fetch.Client
	server *httptest.Server

	mu       sync.Mutex // guards requests
	requests []entity.Miles
	hold     chan struct{} // while not nil, requests wait for it
	arrived  chan struct{} // told of each request
}

func newWire(t *testing.T, f *fixture) *wire {
	w := &wire{fixture: f, arrived: make(chan struct{}, 100)}
	w.server = httptest.NewServer(w)
	t.Cleanup(w.server.Close)
	return w
}

// dial gives the wire a client with this cache.
func (w *wire) dial(t *testing.T, cache fetch.Cache) {
	w.client = fetch.New(fetch.Config{AllowPrivate: true, HasRate: true, Cache: cache})
	t.Cleanup(w.client.Close)
}

func (w *wire) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	ring, _ := strconv.ParseFloat(r.FormValue("ring"), 64)
	w.mu.Lock()
	w.requests = append(w.requests, entity.Miles(ring))
	hold := w.hold
	w.mu.Unlock()
	w.arrived <- struct{}{}
	if hold != nil {
		select {
		case <-hold:
		case <-r.Context().Done():
			return
		}
	}
	answer, err := w.fixture.Find(r.Context(), search(50, 500), entity.Miles(ring))
	if err != nil {
		http.Error(rw, err.Error(), http.StatusInternalServerError)
		return
	}
	rw.Header().Set("Content-Type", "application/json")
	rw.Write(answer.Raw)
}

func (w *wire) Find(ctx context.Context, s entity.Search, ring entity.Miles) (Answer, error) {
	res, err := w.client.Do(ctx, fetch.Request{
		URL: fmt.Sprintf("%s/?ring=%v", w.server.URL, ring), Kind: fetch.API, Source: w.Name(),
		CacheFor: 30 * 24 * time.Hour, Refresh: s.Refresh,
	})
	if err != nil {
		return Answer{}, err
	}
	answer, err := w.Parse(s, res.Body)
	answer.FromCache = res.FromCache
	return answer, err
}

func (w *wire) count() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.requests)
}

func TestSameSearchComesFromTheCacheWithoutARequest(t *testing.T) {
	w := newWire(t, forty())
	h := newTown(t, w)
	w.dial(t, h.db)
	first := h.run(t, search(1, 50))
	if first.Counts.Saved != 25 || w.count() != 1 {
		t.Errorf("the first counts %+v with %d requests", first.Counts, w.count())
	}
	again := h.run(t, search(1, 50))
	if want := (entity.Counts{Found: 40, Duplicate: 25, Outside: 15}); again.Counts != want || w.count() != 1 {
		t.Errorf("the second counts %+v, %d requests in all", again.Counts, w.count())
	}
	fresh := search(1, 50)
	fresh.Refresh = true
	if job := h.run(t, fresh); job.Counts.Duplicate != 25 || w.count() != 2 {
		t.Errorf("the refresh counts %+v, %d requests in all", job.Counts, w.count())
	}
}

// A request that hangs is given up while it hangs, and nothing is asked for afterwards. How long our own waiting may be is
// TestCancelIsFeltWithinTheLimit's, on a clock that load does not bend.
func TestCancelGivesUpAHangingRequest(t *testing.T) {
	w := newWire(t, &fixture{places: around(100, 0.4)})
	w.hold = make(chan struct{})
	h := newTown(t, w)
	w.dial(t, h.db)
	id, err := h.Start(t.Context(), search(50, 500))
	if err != nil {
		t.Fatal(err)
	}
	<-w.arrived
	next, err := h.Start(t.Context(), search(5, 500)) // waits behind it: Overpass admits one at a time
	if err != nil {
		t.Fatal(err)
	}
	if err := h.Cancel(t.Context(), next); err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	if err := h.Cancel(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	t.Logf("the cancel of a hanging request took %v", time.Since(began).Round(time.Millisecond))
	if job := h.end(t, id); job.Status != entity.JobCancelled || job.Percent == 100 {
		t.Errorf("the job is %s at %v %%", job.Status, job.Percent)
	}
	close(w.hold)
	h.Close()
	w.server.Close()
	if n := w.count(); n != 1 {
		t.Errorf("%d requests, 1 before the cancel", n)
	}
}

// Two rings are answered and stored; the third hangs when the job is cancelled.
func TestCancelKeepsWhatWasSaved(t *testing.T) {
	w := newWire(t, &fixture{places: around(100, 0.4)})
	h := newTown(t, w)
	w.dial(t, h.db)
	w.before = func(ctx context.Context, ring entity.Miles) error {
		if ring > 10 {
			<-ctx.Done()
			return ctx.Err()
		}
		return nil
	}
	id, err := h.Start(t.Context(), search(50, 500))
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		<-w.arrived
	}
	if err := h.Cancel(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	job := h.end(t, id)
	if want := (entity.Counts{Found: 25, Saved: 25}); job.Counts != want || job.Error.Class != "cancelled" {
		t.Errorf("the cancelled job counts %+v, %+v", job.Counts, job.Error)
	}
	if n := len(h.names(t)); n != 25 {
		t.Errorf("%d businesses are stored", n)
	}
	if failures, err := h.db.Failures(t.Context(), 10, id); err != nil || len(failures) != 1 ||
		failures[0].Class != "cancelled" || failures[0].URL != w.server.URL+"/?ring=20" {
		t.Errorf("failures: %+v, %v", failures, err)
	}
}

func TestCancelIsFeltWithinTheLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		source := &fixture{places: around(100, 0.4)}
		source.before = func(ctx context.Context, ring entity.Miles) error {
			if ring < 20 {
				return nil
			}
			<-ctx.Done()
			return ctx.Err()
		}
		h := newTown(t, source)
		defer h.leave() // within the bubble
		id, err := h.Start(t.Context(), search(50, 500))
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Second)
		began := time.Now()
		if err := h.Cancel(t.Context(), id); err != nil {
			t.Fatal(err)
		}
		if took := time.Since(began); took > 200*time.Millisecond {
			t.Errorf("the cancel was felt after %v", took)
		}
		time.Sleep(time.Hour)
		if diff := cmp.Diff([]entity.Miles{5, 10, 20}, source.rings()); diff != "" {
			t.Errorf("asked for (-want +got):\n%s", diff)
		}
		if job := h.end(t, id); job.Status != entity.JobCancelled || job.Counts.Saved != 25 {
			t.Errorf("the job is %s with %+v", job.Status, job.Counts)
		}
	})
}
