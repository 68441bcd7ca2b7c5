package command

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"go.uber.org/goleak"

	"letip/app"
)

func TestMain(m *testing.M) {
	// The toolkit, linked with package app, starts a goroutine of its own.
	goleak.VerifyTestMain(m, goleak.IgnoreCurrent(), goleak.Cleanup(func(exit int) {
		if built.path != "" {
			_ = os.RemoveAll(filepath.Dir(built.path))
		}
		os.Exit(exit)
	}))
}

// result is what one run of the program came to.
type result struct {
	exit     int
	out, err string
}

// document reads the one JSON document of standard output.
func (r result) document(t *testing.T, into any) {
	t.Helper()
	d := json.NewDecoder(strings.NewReader(r.out))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		t.Fatalf("standard output is no such document: %v\n%s", err, r.out)
	}
	if d.More() {
		t.Errorf("standard output has more than one document: %s", r.out)
	}
}

// locked is a buffer that several goroutines write to.
type locked struct {
	mu     sync.Mutex // guards buffer
	buffer bytes.Buffer
}

func (b *locked) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buffer.Write(p)
}

func (b *locked) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buffer.String()
}

// run runs the program as main does.
func run(ctx context.Context, t *testing.T, args ...string) result {
	t.Helper()
	return runOpened(ctx, t, nil, args...)
}

func runOpened(ctx context.Context, t *testing.T, opened func(*app.Core), args ...string) result {
	t.Helper()
	var out, err locked
	p := Program{Stdout: &out, Stderr: &err, opened: opened, Desktop: func(context.Context, app.CoreOptions) error { return app.ErrNoDisplay }}
	exit := p.Main(ctx, args)
	return result{exit, out.String(), err.String()}
}

// reply is a recorded answer.
type reply struct {
	status int
	kind   string
	body   string
}

const recordings = "../../scrape/osm/testdata"

// recorded reads a recording and, where it has one, the status and content type beside it.
func recorded(t *testing.T, name string) reply {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(recordings, name))
	if err != nil {
		t.Fatal(err)
	}
	r := reply{http.StatusOK, "application/json", string(raw)}
	meta, err := os.ReadFile(filepath.Join(recordings, strings.TrimSuffix(name, filepath.Ext(name))+".meta.json"))
	if err == nil {
		var m struct {
			Status int    `json:"status"`
			Kind   string `json:"content_type"`
		}
		if err := json.Unmarshal(meta, &m); err != nil {
			t.Fatal(err)
		}
		r.status, r.kind = m.Status, m.Kind
	}
	return r
}

// services plays a geocoder and an interpreter.
type services struct {
	geocoder, interpreter reply
	retryAfter            string
	geocoded, interpreted atomic.Int64
	hold, asked           chan struct{} // where not nil, the interpreter says that it was asked and waits for hold
}

func (s *services) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	answer := s.geocoder
	if r.URL.Path == "/api/interpreter" {
		s.interpreted.Add(1)
		answer = s.interpreter
		if s.hold != nil {
			s.asked <- struct{}{}
			select {
			case <-s.hold:
			case <-r.Context().Done():
				return
			}
		}
	} else {
		s.geocoded.Add(1)
	}
	w.Header().Set("Content-Type", answer.kind)
	if s.retryAfter != "" {
		w.Header().Set("Retry-After", s.retryAfter)
	}
	w.WriteHeader(answer.status)
	_, _ = w.Write([]byte(answer.body))
}

// flags are those with which a command asks these services, on loopback and without gaps.
func (s *services) flags(t *testing.T, dir string) []string {
	t.Helper()
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	return []string{
		"--data", dir, "--json", "--allow-private", "--rate", "0",
		"--nominatim", server.URL, "--overpass", server.URL + "/api/interpreter",
	}
}

// newark is the recorded search around Main Street in Newark.
func newark(t *testing.T) *services {
	t.Helper()
	return &services{
		geocoder:    recorded(t, "nominatim/newark_main_street.json"),
		interpreter: recorded(t, "overpass/delaware/newark_main_st_1mi.json"),
	}
}

var findNewark = []string{"find", "--place", "Main Street, Newark, DE", "--radius", "1", "--max", "500"}
