package enrich

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/sourcegraph/conc"

	"letip/scrape/fetch"
	"letip/scrape/job"
	"letip/store"
	"letip/store/entity"
	"letip/store/event"
)

// farm is many websites on loopback, each a host of its own, which keep what is asked of them.
type farm struct {
	latency time.Duration
	page    func(host, path string) string // empty is 404
	again   map[string]time.Duration       // hosts whose first page is refused with this Retry-After

	hosts []string // with their ports

	mu    sync.Mutex // guards what follows
	asked map[string][]asking
	flown map[string]int // in flight
	conns map[string]int
}

// asking is one request as its host saw it.
type asking struct {
	path       string
	start, end time.Time
	others     int // in flight at this host when it came
	status     int
}

// plant opens n websites on 127.0.1.1 and on, until stop is called. Loopback is a /8 on Linux alone, so elsewhere all are
// 127.0.0.1 with a port of their own.
func plant(tb testing.TB, n int, f *farm) (stop func()) {
	tb.Helper()
	f.asked, f.flown, f.conns = map[string][]asking{}, map[string]int{}, map[string]int{}
	server := &http.Server{
		Handler: f, ReadHeaderTimeout: time.Minute,
		ConnState: func(c net.Conn, s http.ConnState) {
			if s == http.StateNew {
				f.mu.Lock()
				defer f.mu.Unlock()
				f.conns[c.LocalAddr().String()]++
			}
		},
	}
	var wg conc.WaitGroup // owner: plant; stop waits
	for i := range n {
		l, err := net.Listen("tcp", fmt.Sprintf("127.0.%d.%d:0", 1+i/250, 1+i%250))
		if err != nil {
			l, err = net.Listen("tcp", "127.0.0.1:0")
		}
		if err != nil {
			tb.Fatal(err)
		}
		f.hosts = append(f.hosts, l.Addr().String())
		wg.Go(func() { _ = server.Serve(l) })
	}
	return func() {
		_ = server.Close()
		wg.Wait()
	}
}

func (f *farm) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	a := asking{path: r.URL.Path, start: time.Now(), others: f.flown[r.Host], status: http.StatusOK}
	f.flown[r.Host]++
	refused := f.again[r.Host] > 0 && r.URL.Path != "/robots.txt"
	for _, before := range f.asked[r.Host] {
		refused = refused && before.status == http.StatusOK
	}
	f.mu.Unlock()

	wait := time.NewTimer(f.latency)
	defer wait.Stop()
	select {
	case <-wait.C:
	case <-r.Context().Done():
	}
	body := ""
	switch {
	case refused:
		a.status = http.StatusServiceUnavailable
	case r.URL.Path == "/robots.txt":
		body = "User-agent: *\nDisallow: /private\n"
	default:
		if body = f.page(r.Host, r.URL.Path); body == "" {
			a.status = http.StatusNotFound
		}
	}
	f.mu.Lock() // before the answer is out: the client may ask again as soon as it has it
	a.end = time.Now()
	f.flown[r.Host]--
	f.asked[r.Host] = append(f.asked[r.Host], a)
	f.mu.Unlock()
	if refused {
		w.Header().Set("Retry-After", fmt.Sprint(int(f.again[r.Host].Seconds())))
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(a.status)
	_, _ = w.Write([]byte(body))
}

// shop is a small website: a home page, and so many that it links.
func shop(pages int) func(host, path string) string {
	return func(host, path string) string {
		name := strings.NewReplacer(".", "-", ":", "-").Replace(host)
		if path == "/" {
			var b strings.Builder
			fmt.Fprintf(&b, "<title>Shop %s</title><p>(732) 555-0100", name)
			for i := range pages {
				fmt.Fprintf(&b, `<a href="/contact%d">Contact %d</a><a href="/private%d">About</a>`, i, i, i)
			}
			return b.String()
		}
		if strings.HasPrefix(path, "/contact") {
			return fmt.Sprintf(`<p>Write to <a href="mailto:info@shop%s.net">us</a><h3>Dana Smith</h3><p>Owner`, name)
		}
		return ""
	}
}

// tend is a service on a real database with the network's own client.
func tend(tb testing.TB, conf fetch.Config, workers int) (d desk, settle func()) {
	tb.Helper()
	bus := event.NewBus()
	db, err := store.Open(tb.Context(), store.Options{Dir: tb.TempDir(), Bus: bus})
	if err != nil {
		tb.Fatal(err)
	}
	client := fetch.New(conf)
	runner := job.NewRunner(job.Options{Journal: db, Bus: bus})
	return desk{db, runner, bus, New(Deps{DB: db, Runner: runner, Fetch: client, Bus: bus, Workers: workers})}, func() {
		runner.Close()
		client.Close()
		_ = db.Close()
		bus.Close()
	}
}

// find adds the businesses of these hosts as a search does.
func (d desk) find(tb testing.TB, hosts []string) []entity.BusinessID {
	tb.Helper()
	var found []entity.Found
	for _, host := range hosts {
		found = append(found, entity.Found{Source: "osm", SourceID: host, Name: "Shop " + host, Website: "http://" + host})
	}
	outcomes, err := d.db.SaveFound(tb.Context(), 0, "", found)
	if err != nil {
		tb.Fatal(err)
	}
	ids := make([]entity.BusinessID, len(outcomes))
	for i, o := range outcomes {
		ids[i] = o.ID
	}
	return ids
}

// many is how many hosts a farm has. With the race detector on, where each write to the database takes ten times as
// long, it is smaller unless LETIP_LONG=1 asks for all.
func many(n int) int {
	if racing && os.Getenv("LETIP_LONG") != "1" {
		return n / 4
	}
	return n
}

// TestAFarmIsVisitedPolitely visits 200 websites and looks at what each of them saw.
func TestAFarmIsVisitedPolitely(t *testing.T) {
	const rate = 50 // requests a second and host: the gap is 20 ms
	f := &farm{latency: 2 * time.Millisecond, page: shop(3)}
	n := many(200)
	stop := plant(t, n, f)
	defer stop()
	f.again = map[string]time.Duration{f.hosts[0]: time.Second, f.hosts[n/2]: time.Second}
	d, settle := tend(t, fetch.Config{AllowPrivate: true, Rate: rate, HasRate: true}, 0)
	defer settle()
	j := d.run(t, d.find(t, f.hosts)...)
	if j.Counts.Enriched != n || j.Counts.Total != n {
		t.Errorf("counts %+v", j.Counts)
	}
	for _, host := range f.hosts {
		asked := f.asked[host]
		if len(asked) == 0 || asked[0].path != "/robots.txt" {
			t.Fatalf("%s saw %v, want robots.txt first", host, asked)
		}
		pages := 0
		for i, a := range asked {
			if a.others > 0 {
				t.Errorf("%s had %d requests at once", host, a.others+1)
			}
			if strings.HasPrefix(a.path, "/private") {
				t.Errorf("%s was asked for %s against its robots.txt", host, a.path)
			}
			if a.path != "/robots.txt" && a.status == http.StatusOK {
				pages++
			}
			if i == 0 {
				continue
			}
			gap := time.Second / rate
			if before := asked[i-1]; before.status != http.StatusOK {
				gap = f.again[host]
			}
			if got := a.start.Sub(asked[i-1].end); got < gap {
				t.Errorf("%s was asked %v after its last answer, want %v", host, got, gap)
			}
		}
		if pages != 4 || f.conns[host] != 1 {
			t.Errorf("%s gave %d pages over %d connections, want 4 over one", host, pages, f.conns[host])
		}
	}
}

// TestNoRequestStartsOnceACancelHasReturned cancels in the middle of a farm, with 64 visits under way.
func TestNoRequestStartsOnceACancelHasReturned(t *testing.T) {
	f := &farm{latency: 5 * time.Millisecond, page: shop(3)}
	stop := plant(t, 100, f)
	defer stop()
	var halted atomic.Bool
	late := make(chan string, 1000)
	d, settle := tend(t, fetch.Config{AllowPrivate: true, HasRate: true, OnExchange: func(e fetch.Exchange) {
		if e.End.IsZero() && halted.Load() {
			late <- e.URL
		}
	}}, 64)
	defer settle()
	ids := d.find(t, f.hosts)
	first := make(chan struct{})
	var once sync.Once
	event.Subscribe(d.bus, func(p event.EnrichmentProgress) {
		if p.State == entity.Enriched {
			once.Do(func() { close(first) })
		}
	})
	id, err := d.Start(t.Context(), ids)
	if err != nil {
		t.Fatal(err)
	}
	<-first
	cancelled := time.Now()
	if err := d.runner.Cancel(context.WithoutCancel(t.Context()), id); err != nil {
		t.Fatal(err)
	}
	halted.Store(true)
	t.Logf("the cancel took %v", time.Since(cancelled)) // on a calm machine well under the 200 ms that SPEC F3 allows
	j, err := d.runner.Wait(t.Context(), id)
	if err != nil || j.Status != entity.JobCancelled || j.Counts.Enriched == 100 {
		t.Errorf("the job is %s with %+v, %v", j.Status, j.Counts, err)
	}
	stop() // what was in flight has ended
	close(late)
	for url := range late {
		t.Errorf("%s was asked for after the cancel had returned", url)
	}
	if n, err := d.db.Count(t.Context(), entity.Filter{ExactStatus: entity.Running}); err != nil || n > 0 {
		t.Errorf("%d leads are still running, %v", n, err)
	}
	if n, err := d.db.Count(t.Context(), entity.Filter{ExactStatus: entity.Enriched}); err != nil || n != j.Counts.Enriched {
		t.Errorf("%d leads are enriched, the job counted %d, %v", n, j.Counts.Enriched, err)
	}
}
