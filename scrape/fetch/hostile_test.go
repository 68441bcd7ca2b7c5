package fetch

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"runtime"
	"runtime/debug"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/sourcegraph/conc"
)

// bomb is 1 GiB of nothing in 1 MB: a gzip file may have many members.
func bomb(t testing.TB) []byte {
	t.Helper()
	var member bytes.Buffer
	z := gzip.NewWriter(&member)
	if _, err := z.Write(make([]byte, 1<<20)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return bytes.Repeat(member.Bytes(), 1<<10)
}

// hostile is a server of traps by path. sent counts the bytes of its endless body.
func hostile(t testing.TB, sent *atomic.Int64) http.HandlerFunc {
	big := bomb(t)
	return func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/bomb":
			w.Header().Set("Content-Encoding", "gzip")
			_, _ = w.Write(big)
		case "/endless":
			for chunk := make([]byte, 64<<10); ; {
				n, err := w.Write(chunk)
				sent.Add(int64(n))
				if err != nil {
					return
				}
			}
		case "/headers":
			for i := range 2400 {
				w.Header().Set(fmt.Sprintf("X-Pad-%d", i), strings.Repeat("x", 1000))
			}
		case "/drip":
			drip(w, r, 200*time.Millisecond)
		case "/lying-length":
			w.Header().Set("Content-Length", "1099511627776")
			w.WriteHeader(http.StatusOK)
		case "/loop":
			http.Redirect(w, r, "/loop", http.StatusFound)
		case "/chain":
			http.Redirect(w, r, r.URL.Path+"?"+r.URL.RawQuery+"x", http.StatusMovedPermanently)
		case "/nowhere":
			w.WriteHeader(http.StatusFound)
		case "/mailto":
			http.Redirect(w, r, "mailto:a@b.example", http.StatusFound)
		case "/file":
			w.Header().Set("Location", "file:///etc/passwd")
			w.WriteHeader(http.StatusFound)
		case "/brotli":
			w.Header().Set("Content-Encoding", "br")
			_, _ = io.WriteString(w, "\x0b\x02\x80hello\x03")
		case "/not-gzip":
			w.Header().Set("Content-Encoding", "gzip")
			_, _ = io.WriteString(w, strings.Repeat("plain", 10))
		case "/pdf":
			w.Header().Set("Content-Type", "application/pdf")
			_, _ = w.Write(make([]byte, 10<<20))
		case "/silent-type":
			w.Header()["Content-Type"] = nil
			_, _ = io.WriteString(w, "<!DOCTYPE html><html><p>hello")
		case "/cut":
			w.Header().Set("Content-Length", "100")
			_, _ = io.WriteString(w, "half")
		case "/hang-up":
			panic(http.ErrAbortHandler)
		}
	}
}

// drip writes a byte after each pause until nobody listens.
func drip(w http.ResponseWriter, r *http.Request, pause time.Duration) {
	tick := time.NewTicker(pause)
	defer tick.Stop()
	for {
		_, _ = io.WriteString(w, ".")
		w.(http.Flusher).Flush()
		select {
		case <-tick.C:
		case <-r.Context().Done():
			return
		}
	}
}

func TestTheHostileServerGetsNowhere(t *testing.T) {
	var sent atomic.Int64
	s := serve(t, hostile(t, &sent))
	tests := []struct {
		path  string
		req   Request
		class Class
	}{
		{"/bomb", Request{}, ClassTooLarge},
		{"/endless", Request{}, ClassTooLarge},
		{"/headers", Request{}, ClassTooLarge},
		{"/lying-length", Request{}, ClassTooLarge},
		{"/drip", Request{Timeout: 600 * time.Millisecond}, ClassTimeout},
		{"/loop", Request{}, ClassHTTP5xx},
		{"/chain", Request{}, ClassHTTP5xx},
		{"/nowhere", Request{}, ClassParse},
		{"/mailto", Request{}, ClassBlocked},
		{"/file", Request{}, ClassBlocked},
		{"/brotli", Request{}, ClassNotExpectedType},
		{"/not-gzip", Request{}, ClassParse},
		{"/pdf", Request{Accept: []string{"text/html"}}, ClassNotExpectedType},
		{"/cut", Request{}, ClassConnect},
		{"/hang-up", Request{}, ClassConnect},
	}
	for _, test := range tests {
		t.Run(test.path[1:], func(t *testing.T) {
			c := fast(t, Config{})
			test.req.URL = s.URL + test.path
			test.req.Retry.Times = NoRetry
			failed(t, c, test.req, test.class)
		})
	}
	if n := sent.Load(); n > 32<<20 {
		t.Errorf("the endless body brought %d bytes; want it to stop near 2 MiB and what the system's buffers hold", n)
	}
	c := fast(t, Config{})
	res, err := c.Do(t.Context(), Request{URL: s.URL + "/silent-type", Accept: []string{"text/html"}})
	if err != nil || res.MediaType() != "text/html" {
		t.Errorf("a page without a type: %v, %v; want it to be looked at", res, err)
	}
}

func TestABodyMayBeAsLargeAsTheLimitAndNotOneByteLarger(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		n := maxPageBytes
		if r.URL.Path == "/more" {
			n++
		}
		_, _ = w.Write(bytes.Repeat([]byte("x"), n))
	})
	c := fast(t, Config{})
	res, err := c.Do(t.Context(), Request{URL: s.URL + "/all"})
	if err != nil || len(res.Body) != maxPageBytes {
		t.Errorf("2 MiB: %v", err)
	}
	failed(t, c, Request{URL: s.URL + "/more"}, ClassTooLarge)
	if res, err = c.Do(t.Context(), Request{URL: s.URL + "/more", Kind: API}); err != nil || len(res.Body) != maxPageBytes+1 {
		t.Errorf("an API may send more: %v", err)
	}
	failed(t, c, Request{URL: s.URL + "/all", Kind: API, MaxBytes: 100}, ClassTooLarge)
}

func TestABodyIsReadThroughItsGzip(t *testing.T) {
	text := strings.Repeat("business ", 10_000)
	s := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		z := gzip.NewWriter(w)
		_, _ = io.WriteString(z, text)
		_ = z.Close()
	})
	res, err := fast(t, Config{}).Do(t.Context(), Request{URL: s.URL})
	if err != nil || string(res.Body) != text {
		t.Errorf("got %v; want the text", err)
	}
}

func TestWhatIsNoHTTPHasAClassToo(t *testing.T) {
	for greeting, want := range map[string]Class{
		"SSH-2.0-OpenSSH_9.2\r\n":                             ClassParse,
		"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n":       ClassParse,
		"HTTP/1.1 abc\r\n\r\n":                                ClassParse,
		"HTTP/1.1 200 OK\r\nTransfer-Encoding: x\r\n\r\nbody": ClassParse,
		"HTTP/1.1 200 OK\r\nno colon\r\n\r\n":                 ClassParse,
		"":                                                    ClassConnect,
	} {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		var wg conc.WaitGroup
		wg.Go(func() {
			for {
				conn, err := l.Accept()
				if err != nil {
					return
				}
				buf := make([]byte, 4096)
				_, _ = conn.Read(buf)
				_, _ = io.WriteString(conn, greeting)
				_ = conn.Close()
			}
		})
		c := fast(t, Config{})
		e := failed(t, c, Request{URL: "http://" + l.Addr().String(), Kind: API, Retry: Retry{Times: NoRetry}}, want)
		if e.dialled {
			t.Errorf("%q counts as not reached", greeting)
		}
		_ = l.Close()
		wg.Wait()
		e = failed(t, c, Request{URL: "http://" + l.Addr().String(), Kind: API, Retry: Retry{Times: NoRetry}}, ClassConnect)
		if !e.dialled {
			t.Error("a closed port counts as reached")
		}
	}
}

// TestCancelIsFeltOnTheWire is the real side of TestCancelEndsEveryWait: in DNS, in the dial, before the header and in
// the body.
func TestCancelIsFeltOnTheWire(t *testing.T) {
	began := make(chan string, 16)
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		began <- r.URL.Path
		if r.URL.Path == "/body" {
			drip(w, r, 10*time.Millisecond)
		}
		<-r.Context().Done()
	})
	z := &zone{silent: true}
	c := fast(t, Config{Resolver: z.resolver(t), OnExchange: func(e Exchange) {
		if e.End.IsZero() && !strings.HasPrefix(e.URL, s.URL) {
			began <- e.URL
		}
	}})
	c.Mount("dial.example", NewListener()) // nobody accepts
	for _, url := range []string{"http://silent.example/", "http://dial.example/", s.URL + "/headers", s.URL + "/body"} {
		ctx, cancel := context.WithCancel(t.Context())
		over := make(chan error, 1)
		var wg conc.WaitGroup
		wg.Go(func() {
			_, err := c.Do(ctx, Request{URL: url, Kind: API})
			over <- err
		})
		<-began
		at := time.Now()
		cancel()
		err := <-over
		t.Logf("%s: felt after %v", url, time.Since(at))
		if AsError(err).Class != ClassCancelled {
			t.Errorf("%s: %v; want cancelled", url, err)
		}
		wg.Wait()
	}
}

// TestTrapsCostAWorkerNoMoreThanEightMebibytes springs traps from eight workers at once and looks at the memory in use.
func TestTrapsCostAWorkerNoMoreThanEightMebibytes(t *testing.T) {
	const workers, perWorker = 8, 8 << 20
	var sent atomic.Int64
	s := serve(t, hostile(t, &sent))
	c := fast(t, Config{})
	heap := func() uint64 {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapInuse + m.StackInuse
	}
	defer debug.SetGCPercent(debug.SetGCPercent(10)) // so that what is in use counts, and not what was
	runtime.GC()
	before := heap()
	most := atomic.Uint64{}
	var wg conc.WaitGroup
	for i := range workers {
		path := []string{"/bomb", "/endless", "/headers", "/lying-length"}[i%4]
		host := fmt.Sprintf("http://w%d.hostile.test", i) // a lane of its own
		c.Mount(fmt.Sprintf("w%d.hostile.test", i), dialTo(s.Listener.Addr().String()))
		wg.Go(func() {
			for range 10 {
				if _, err := c.Do(t.Context(), Request{URL: host + path, Kind: Page, Retry: Retry{Times: NoRetry}}); err == nil {
					t.Errorf("%s was not noticed", path)
				}
				most.Store(max(most.Load(), heap())) // a lost update costs a sample
			}
		})
	}
	wg.Wait()
	if grew := int64(most.Load()) - int64(before); grew > workers*perWorker {
		t.Errorf("the heap grew by %d MiB", grew>>20)
	} else {
		t.Logf("the heap grew by %d MiB", grew>>20)
	}
}

// dialTo is a Dialer that leads every address to this one.
type dialTo string

func (d dialTo) DialContext(ctx context.Context, network, _ string) (net.Conn, error) {
	return new(net.Dialer).DialContext(ctx, network, string(d))
}

// BenchmarkHostile is what a trap costs: time and, as far as the allocator shows it, memory.
func BenchmarkHostile(b *testing.B) {
	var sent atomic.Int64
	l := NewListener()
	server := &http.Server{Handler: hostile(b, &sent), ReadHeaderTimeout: time.Minute}
	var wg conc.WaitGroup
	wg.Go(func() { _ = server.Serve(l) })
	defer wg.Wait()
	defer func() { _ = server.Close() }()
	c := New(Config{AllowPrivate: true, HasRate: true})
	defer c.Close()
	c.Mount("hostile.test", l)
	for _, path := range []string{"/bomb", "/endless", "/headers", "/loop"} {
		b.Run(path[1:], func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := c.Do(b.Context(), Request{URL: "http://hostile.test" + path, Kind: API, MaxBytes: maxPageBytes, Retry: Retry{Times: NoRetry}}); err == nil {
					b.Fatal("the trap was not noticed")
				}
			}
		})
	}
}
