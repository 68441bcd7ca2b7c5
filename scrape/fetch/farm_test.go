package fetch

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/sourcegraph/conc"
	"github.com/sourcegraph/conc/pool"
)

// farm is many hosts on loopback with one latency, which count what a client does to them.
type farm struct {
	latency time.Duration
	page    []byte
	hosts   []string // with their ports

	mu    sync.Mutex // guards visits
	visit map[string]*visits
}

// visits is what one host saw.
type visits struct {
	pages, inFlight, mostInFlight, connections int
	ended                                      time.Time
	shortestGap                                time.Duration
}

// plant opens n hosts, 127.0.1.1 and on, until stop is called. Loopback is a /8 on Linux alone, so elsewhere all hosts
// are 127.0.0.1 with a port of their own.
func plant(tb testing.TB, n int, latency time.Duration, size int) (f *farm, stop func()) {
	tb.Helper()
	f = &farm{latency: latency, page: bytes.Repeat([]byte("<p>lead</p>\n"), size/12), visit: map[string]*visits{}}
	server := &http.Server{
		Handler: f, ReadHeaderTimeout: time.Minute,
		ConnState: func(c net.Conn, s http.ConnState) {
			if s == http.StateNew {
				f.at(c.LocalAddr().String(), func(v *visits) { v.connections++ })
			}
		},
	}
	var wg conc.WaitGroup
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
	return f, func() {
		_ = server.Close()
		wg.Wait()
	}
}

func (f *farm) at(host string, fn func(*visits)) {
	f.mu.Lock()
	defer f.mu.Unlock()
	v := f.visit[host]
	if v == nil {
		v = &visits{shortestGap: time.Hour}
		f.visit[host] = v
	}
	fn(v)
}

func (f *farm) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch r.URL.Path {
	case "/robots.txt":
		http.NotFound(w, r)
		return
	case "/sum": // for who watches the farm from another process
		all := f.sum()
		_, _ = fmt.Fprint(w, all.connections, all.mostInFlight)
		return
	}
	f.at(r.Host, func(v *visits) {
		v.pages++
		v.inFlight++
		v.mostInFlight = max(v.mostInFlight, v.inFlight)
		if !v.ended.IsZero() {
			v.shortestGap = min(v.shortestGap, time.Since(v.ended))
		}
	})
	wait := time.NewTimer(f.latency)
	defer wait.Stop()
	select {
	case <-wait.C:
	case <-r.Context().Done():
	}
	f.at(r.Host, func(v *visits) { // before the answer is out: the client may ask again as soon as it has it
		v.inFlight--
		v.ended = time.Now()
	})
	w.Header().Set("Content-Type", "text/html")
	_, _ = w.Write(f.page)
}

// sum adds up what all hosts saw.
func (f *farm) sum() visits {
	f.mu.Lock()
	defer f.mu.Unlock()
	all := visits{shortestGap: time.Hour}
	for _, v := range f.visit {
		all.pages += v.pages
		all.connections += v.connections
		all.mostInFlight = max(all.mostInFlight, v.mostInFlight)
		all.shortestGap = min(all.shortestGap, v.shortestGap)
	}
	return all
}

// crawl reads every host's pages, page by page over all hosts, so that many workers meet at each host.
func crawl(ctx context.Context, c *Client, hosts []string, pages, workers int, kind Kind) {
	p := pool.New().WithMaxGoroutines(workers)
	for page := range pages {
		for _, host := range hosts {
			p.Go(func() {
				_, _ = c.Do(ctx, Request{URL: fmt.Sprintf("http://%s/%d", host, page), Kind: kind})
			})
		}
	}
	p.Wait()
}

func TestEachHostOfAFarmHasOneRequestInFlightOneConnectionAndItsGap(t *testing.T) {
	f, stop := plant(t, 20, 2*time.Millisecond, 10_000)
	defer stop()
	const rate = 100
	c := New(Config{AllowPrivate: true, Rate: rate, HasRate: true})
	defer c.Close()
	crawl(t.Context(), c, f.hosts, 6, 64, Page)
	got := f.sum()
	if got.pages != 120 || got.mostInFlight != 1 || got.connections != 20 {
		t.Errorf("%d pages, at most %d in flight a host, %d connections; want 120, 1 and 20", got.pages, got.mostInFlight, got.connections)
	}
	if got.shortestGap < time.Second/rate {
		t.Errorf("the shortest gap was %v; want at least %v", got.shortestGap, time.Second/rate)
	}
}

func TestWithoutAGapThereIsStillOneInFlight(t *testing.T) {
	f, stop := plant(t, 3, time.Millisecond, 100)
	defer stop()
	c := fast(t, Config{})
	crawl(t.Context(), c, f.hosts, 40, 32, API)
	if got := f.sum(); got.pages != 120 || got.mostInFlight != 1 || got.connections != 3 {
		t.Errorf("%d pages, at most %d in flight a host, %d connections; want 120, 1 and 3", got.pages, got.mostInFlight, got.connections)
	}
}

func TestNoRequestStartsAfterACancel(t *testing.T) {
	f, stop := plant(t, 10, 5*time.Millisecond, 100)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var mu sync.Mutex
	var cancelled time.Time
	started := 0
	c := fast(t, Config{OnExchange: func(e Exchange) {
		mu.Lock()
		defer mu.Unlock()
		if !e.End.IsZero() {
			return
		}
		started++
		if started == 50 {
			cancelled = time.Now()
			cancel()
		}
		if late := e.Start.Sub(cancelled); started > 50 && late > 200*time.Millisecond {
			t.Errorf("a request started %v after the cancel", late)
		}
	}})
	crawl(ctx, c, f.hosts, 100, 64, API)
	mu.Lock()
	before := started
	mu.Unlock()
	stop()
	c.Close()
	if started != before || before >= 1000 {
		t.Errorf("%d requests started until all ended, and %d in all; want no more after the end, of 1,000", before, started)
	}
}
