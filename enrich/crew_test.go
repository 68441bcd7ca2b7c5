package enrich

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"letip/scrape/fetch"
	"letip/scrape/job"
	"letip/store"
	"letip/store/entity"
	"letip/store/event"
)

// web is websites without a network: each answers after its own time.
type web struct {
	latency func(host string) time.Duration
	answer  func(url string) (*fetch.Response, error) // nil is an empty page

	mu       sync.Mutex // guards what follows
	inFlight map[string]int
	all      int
	most     int // requests in flight at once, over all hosts
	ended    map[string]time.Time
}

func newWeb(latency func(string) time.Duration) *web {
	return &web{latency: latency, inFlight: map[string]int{}, ended: map[string]time.Time{}}
}

// Do implements Fetcher.
func (w *web) Do(ctx context.Context, r fetch.Request) (*fetch.Response, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, r.URL, nil)
	if err != nil {
		return nil, err
	}
	host := req.URL.Host
	w.mu.Lock()
	w.inFlight[host]++
	w.all++
	w.most = max(w.most, w.all)
	if w.inFlight[host] > 1 {
		w.mu.Unlock()
		return nil, fetch.NewError(fetch.ClassInternal, r.URL, "two at once", nil)
	}
	w.mu.Unlock()
	defer func() {
		w.mu.Lock()
		w.inFlight[host]--
		w.all--
		w.ended[host] = time.Now()
		w.mu.Unlock()
	}()
	if r.OnWire != nil {
		r.OnWire()
	}
	select {
	case <-time.After(w.latency(host)):
	case <-time.After(10 * time.Second):
		return nil, fetch.NewError(fetch.ClassTimeout, r.URL, "", nil)
	case <-ctx.Done():
		return nil, fetch.AsError(ctx.Err())
	}
	if w.answer != nil {
		return w.answer(r.URL)
	}
	return &fetch.Response{URL: r.URL, Status: 200, Header: http.Header{}, Body: []byte("<p>hello")}, nil
}

// deskOn is a service on a real database with this web behind it. settle must be called before the bubble's end.
func deskOn(t *testing.T, w Fetcher) (d desk, settle func()) {
	t.Helper()
	bus := event.NewBus()
	db, err := store.Open(t.Context(), store.Options{Dir: t.TempDir(), Bus: bus})
	if err != nil {
		t.Fatal(err)
	}
	quiet := slog.New(slog.DiscardHandler)
	runner := job.NewRunner(job.Options{Journal: db, Bus: bus, Log: quiet})
	return desk{db, runner, bus, New(Deps{DB: db, Runner: runner, Fetch: w, Bus: bus, Log: quiet})}, func() {
		runner.Close()
		_ = db.Close()
		bus.Close()
	}
}

// visitAll gives how long each host took from the start of a job of so many businesses, one a host, with these first.
func visitAll(t *testing.T, w *web, n int, first ...string) (job entity.Job, took time.Duration, ended map[string]time.Duration) {
	t.Helper()
	d, settle := deskOn(t, w)
	defer settle()
	hosts := first
	for i := range n {
		hosts = append(hosts, fmt.Sprintf("shop%d.sample.test", i))
	}
	ids := d.find(t, hosts)
	began := time.Now()
	j := d.run(t, ids...)
	ended = map[string]time.Duration{}
	for host, at := range w.ended {
		ended[host] = at.Sub(began)
	}
	return j, time.Since(began), ended
}

// TestATarpitDelaysTheOthersByUnderASecond holds a job with a host that takes a minute for an answer against one without.
func TestATarpitDelaysTheOthersByUnderASecond(t *testing.T) {
	latency := func(host string) time.Duration {
		if host == "tar.sample.test" {
			return time.Minute
		}
		return 700 * time.Millisecond // a page and the gap before it
	}
	last := func(ended map[string]time.Duration) (at time.Duration) {
		for host, d := range ended {
			if host != "tar.sample.test" {
				at = max(at, d)
			}
		}
		return at
	}
	var undisturbed time.Duration
	synctest.Test(t, func(t *testing.T) {
		w := newWeb(latency)
		_, _, ended := visitAll(t, w, 48)
		undisturbed = last(ended)
		if w.most != places {
			t.Errorf("%d requests were in flight at once, want the pool's %d", w.most, places)
		}
	})
	synctest.Test(t, func(t *testing.T) {
		w := newWeb(latency)
		j, took, ended := visitAll(t, w, 48, "tar.sample.test")
		if delay := last(ended) - undisturbed; delay > time.Second {
			t.Errorf("the others took %v instead of %v, %v longer", last(ended), undisturbed, delay)
		}
		if j.Counts.Enriched != 48 || j.Counts.Failed != 1 || took < 10*time.Second {
			t.Errorf("after %v the job counts %+v", took, j.Counts)
		}
		if w.most > places+1 {
			t.Errorf("%d requests were in flight at once", w.most)
		}
	})
}

func TestManyTarpitsFillWhatStandsAsideAndNoMore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWeb(func(string) time.Duration { return time.Minute })
		j, took, _ := visitAll(t, w, 32)
		if w.most != places+aside || j.Counts.Failed != 32 {
			t.Errorf("%d in flight at once, counts %+v", w.most, j.Counts)
		}
		if took > 25*time.Second { // two rounds of ten seconds
			t.Errorf("it took %v", took)
		}
	})
}

// TestBranchesOfAChainTakeNoPlacesFromOthers has 20 businesses with one website before 7 others.
func TestBranchesOfAChainTakeNoPlacesFromOthers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWeb(func(string) time.Duration { return time.Second })
		d, settle := deskOn(t, w)
		defer settle()
		var ids []entity.BusinessID
		for i := range 20 {
			ids = append(ids, d.add(t, fmt.Sprint("Branch ", i), fmt.Sprintf("http://chain.sample.test/%d", i)))
		}
		for i := range 7 {
			ids = append(ids, d.add(t, fmt.Sprint("Shop ", i), fmt.Sprintf("http://shop%d.sample.test", i)))
		}
		began := time.Now()
		if j := d.run(t, ids...); j.Counts.Enriched != 27 {
			t.Errorf("counts %+v", j.Counts)
		}
		for host, at := range w.ended {
			if host != "chain.sample.test" && at.Sub(began) > 5*time.Second {
				t.Errorf("%s was done after %v: it waited for the chain", host, at.Sub(began))
			}
		}
	})
}

func TestABusinessIsRunningWhileItIsVisitedAndWhatItWasWhenCutShort(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWeb(func(string) time.Duration { return 5 * time.Second })
		d, settle := deskOn(t, w)
		defer settle()
		var mu sync.Mutex
		states := map[entity.BusinessID][]entity.EnrichmentStatus{}
		event.Subscribe(d.bus, func(p event.EnrichmentProgress) {
			mu.Lock()
			defer mu.Unlock()
			if p.Business == 0 {
				return
			}
			if p.Seq == 0 || p.Counts.Total != 9 || p.Status != entity.JobActive {
				t.Errorf("progress %+v", p)
			}
			states[p.Business] = append(states[p.Business], p.State)
		})
		var ids []entity.BusinessID
		for i := range 9 {
			ids = append(ids, d.add(t, fmt.Sprint("Shop ", i), fmt.Sprintf("http://shop%d.sample.test", i)))
		}
		id, err := d.Start(t.Context(), ids)
		if err != nil {
			t.Fatal(err)
		}
		<-time.After(500 * time.Millisecond)
		if n, err := d.db.Count(t.Context(), entity.Filter{ExactStatus: entity.Running}); err != nil || n != places {
			t.Errorf("%d are running (%v), want %d", n, err, places)
		}
		if err := d.runner.Interrupt(t.Context(), id); err != nil {
			t.Fatal(err)
		}
		if n, err := d.db.Count(t.Context(), entity.Filter{ExactStatus: entity.Pending}); err != nil || n != 9 {
			t.Errorf("%d are pending after the interrupt (%v), want all 9", n, err)
		}
		synctest.Wait()
		mu.Lock()
		defer mu.Unlock()
		for _, id := range ids[:places] {
			if got := fmt.Sprint(states[id]); got != "[running pending]" {
				t.Errorf("lead %d was told as %s", id, got)
			}
		}
	})
}

func TestAPanicInAVisitFailsThatBusinessAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWeb(func(string) time.Duration { return time.Millisecond })
		w.answer = func(url string) (*fetch.Response, error) {
			if url == "http://bad.sample.test" {
				panic("a page nobody thought of")
			}
			return &fetch.Response{URL: url, Status: 200, Header: http.Header{}, Body: []byte("<p>hello")}, nil
		}
		d, settle := deskOn(t, w)
		defer settle()
		bad := d.add(t, "Bad", "http://bad.sample.test")
		j := d.run(t, bad, d.add(t, "Good", "http://good.sample.test"), d.add(t, "Too", "http://too.sample.test"))
		if j.Status != entity.JobCompleted || j.Counts.Failed != 1 || j.Counts.Enriched != 2 {
			t.Errorf("the job is %s with %+v", j.Status, j.Counts)
		}
		failures, err := d.db.Failures(t.Context(), 10, j.ID)
		if err != nil || len(failures) != 1 || failures[0].Class != "internal" || failures[0].BusinessID != bad {
			t.Errorf("failures %+v, %v", failures, err)
		}
		if b, err := d.db.Business(t.Context(), bad); err != nil || b.Status != entity.Pending {
			t.Errorf("the business is %s, want it to be pending as before (%v)", b.Status, err)
		}
	})
}

func TestALeadDeletedWhileItWaitsOrIsVisitedFailsWithASentence(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWeb(func(string) time.Duration { return 3 * time.Second })
		d, settle := deskOn(t, w)
		defer settle()
		var ids []entity.BusinessID
		for i := range 9 {
			ids = append(ids, d.add(t, fmt.Sprint("Shop ", i), fmt.Sprintf("http://shop%d.sample.test", i)))
		}
		id, err := d.Start(t.Context(), ids)
		if err != nil {
			t.Fatal(err)
		}
		<-time.After(time.Second)
		if _, err := d.db.Delete(t.Context(), ids[0], ids[8]); err != nil {
			t.Fatal(err)
		}
		j, err := d.runner.Wait(t.Context(), id)
		if err != nil || j.Counts.Failed != 2 || j.Counts.Enriched != 7 {
			t.Errorf("counts %+v, %v", j.Counts, err)
		}
		for _, id := range []entity.BusinessID{ids[0], ids[8]} {
			if b, err := d.db.Business(t.Context(), id); err != nil || b.Status != entity.Pending {
				t.Errorf("the deleted lead is %s (%v)", b.Status, err)
			}
		}
	})
}

func TestWhoWaitsForAPlaceFeelsACancel(t *testing.T) {
	c := newCrew(places)
	for range places {
		if _, _, err := c.turn(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, _, err := c.turn(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}
