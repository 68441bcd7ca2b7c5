package osm

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sourcegraph/conc"
	"go.uber.org/goleak"

	"letip/scrape/fetch"
	"letip/store/entity"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// The circle of the Newark recordings.
var newark = entity.Place{Name: "East Main Street, Newark, Delaware", Point: entity.Point{Lat: 39.6837, Lon: -75.7497}}

func around(radius entity.Miles, categories ...string) entity.Search {
	place := newark
	return entity.Search{Place: &place, Radius: radius, Max: 500, Categories: categories}
}

// recording is an answer as a server sent it.
type recording struct {
	status      int
	contentType string
	body        []byte
	header      map[string]string
}

func (r recording) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", r.contentType)
	for name, value := range r.header {
		w.Header().Set(name, value)
	}
	w.WriteHeader(r.status)
	_, _ = w.Write(r.body)
}

// recorded reads a recording: the .meta.json beside it has status and type, else it was JSON under status 200.
func recorded(t testing.TB, path string) recording {
	t.Helper()
	body, err := os.ReadFile(filepath.Join("testdata", path))
	if err != nil {
		t.Fatal(err)
	}
	r := recording{status: 200, contentType: "application/json", body: body}
	about, err := os.ReadFile(filepath.Join("testdata", strings.TrimSuffix(path, filepath.Ext(path))+".meta.json"))
	if err != nil {
		return r
	}
	var meta struct {
		Status      int    `json:"status"`
		ContentType string `json:"content_type"`
	}
	if err := json.Unmarshal(about, &meta); err != nil {
		t.Fatal(err)
	}
	r.status, r.contentType = meta.Status, meta.ContentType
	return r
}

// request is what a server was asked.
type request struct {
	at     time.Time
	method string
	url    string
	form   string
	agent  string
}

// world is both servers, and a Source that asks them.
type world struct {
	*Source
	client *fetch.Client

	mu    sync.Mutex // guards asked
	asked []request
}

func (w *world) requests() []request {
	w.mu.Lock()
	defer w.mu.Unlock()
	return append([]request(nil), w.asked...)
}

// record notes a request and passes it on.
func (w *world) record(next http.Handler) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		_ = r.ParseForm()
		w.mu.Lock()
		w.asked = append(w.asked, request{
			at: time.Now(), method: r.Method, url: r.URL.String(), form: r.PostForm.Get("data"), agent: r.UserAgent(),
		})
		w.mu.Unlock()
		next.ServeHTTP(rw, r)
	})
}

// onLoopback serves a handler on a port of this machine, for the real clock.
func onLoopback(t *testing.T, h http.Handler, conf Config) *world {
	t.Helper()
	w := &world{}
	server := httptest.NewServer(w.record(h))
	t.Cleanup(server.Close)
	w.client = fetch.New(fetch.Config{AllowPrivate: true, HasRate: true, Cache: newMemory()})
	t.Cleanup(w.client.Close)
	conf.Client, conf.NominatimURL, conf.OverpassURL = w.client, server.URL, server.URL+"/api/interpreter"
	w.Source = New(conf)
	return w
}

// inProcess serves a handler inside the process, for the fake clock of a synctest bubble. stop must be called in it.
func inProcess(h http.Handler, conf Config) (w *world, stop func()) {
	w = &world{}
	pipes := fetch.NewListener()
	server := &http.Server{Handler: w.record(h), ReadHeaderTimeout: time.Minute}
	var running conc.WaitGroup
	running.Go(func() { _ = server.Serve(pipes) })
	w.client = fetch.New(fetch.Config{Cache: newMemory()})
	w.client.Mount("osm.test", pipes)
	conf.Client = w.client
	if conf.NominatimURL == "" {
		conf.NominatimURL = "http://osm.test"
	}
	conf.OverpassURL = "http://osm.test/api/interpreter"
	w.Source = New(conf)
	return w, func() {
		w.client.Close()
		_ = server.Close()
		running.Wait()
	}
}

// inTurn answers each question with the next handler, and the last with the last for ever.
func inTurn(handlers ...http.Handler) http.Handler {
	var mu sync.Mutex // guards n
	n := 0
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		h := handlers[min(n, len(handlers)-1)]
		n++
		mu.Unlock()
		h.ServeHTTP(w, r)
	})
}

// memory is a cache for a test.
type memory struct {
	mu sync.Mutex // guards m
	m  map[string]entity.CachedResponse
}

func newMemory() *memory { return &memory{m: map[string]entity.CachedResponse{}} }

func (m *memory) CacheGet(_ context.Context, key string) (entity.CachedResponse, bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	r, ok := m.m[key]
	return r, ok, nil
}

func (m *memory) CachePut(_ context.Context, key string, r entity.CachedResponse) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.m[key] = r
	return nil
}
