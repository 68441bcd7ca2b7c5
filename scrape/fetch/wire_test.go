package fetch

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"
)

// wire answers inside a synctest bubble, where there is a clock but no network. A nil answer is a robots.txt that isn't
// there, or an endless wait.
type wire struct {
	answer func(*http.Request) *http.Response // called alone
	fail   func(*http.Request) error          // before answer, if set

	mu    sync.Mutex // guards what follows
	calls []call
}

// call is one request that a wire saw.
type call struct {
	At  time.Duration // since the wire was made
	URL string
}

// bubble is a client inside a synctest bubble, over a wire.
func bubble(t *testing.T, conf Config, w *wire) *Client {
	t.Helper()
	if conf.Contact == "" {
		conf.Contact = "rep@chapter.example"
	}
	c := New(conf)
	c.wire = w.start()
	c.chance = func() float64 { return 0 }
	c.health.interfaces = func() bool { return true }
	t.Cleanup(c.Close)
	return c
}

type startedWire struct {
	*wire
	began time.Time
}

func (w *wire) start() startedWire { return startedWire{w, time.Now()} }

func (w startedWire) RoundTrip(r *http.Request) (*http.Response, error) {
	w.mu.Lock()
	w.calls = append(w.calls, call{time.Since(w.began), r.URL.String()})
	w.mu.Unlock()
	if w.fail != nil {
		if err := w.fail(r); err != nil {
			return nil, err
		}
	}
	res := w.answer(r)
	switch {
	case res != nil:
		return res, nil
	case r.URL.Path == "/robots.txt":
		return reply(404, ""), nil
	}
	<-r.Context().Done()
	return nil, context.Cause(r.Context())
}

// seen gives the requests so far.
func (w *wire) seen() []call {
	w.mu.Lock()
	defer w.mu.Unlock()
	return append([]call(nil), w.calls...)
}

// times gives when the requests came.
func (w *wire) times() (at []time.Duration) {
	for _, c := range w.seen() {
		at = append(at, c.At)
	}
	return at
}

// reply makes an answer; headers are pairs of name and value.
func reply(status int, body string, header ...string) *http.Response {
	h := http.Header{}
	for i := 0; i+1 < len(header); i += 2 {
		h.Set(header[i], header[i+1])
	}
	return &http.Response{
		StatusCode: status, Header: h, ContentLength: int64(len(body)), Body: io.NopCloser(strings.NewReader(body)),
	}
}

// slow is an answer whose body comes in pieces, one after each pause, as long as ctx lasts.
func slow(ctx context.Context, pieces, size int, pause time.Duration) *http.Response {
	return &http.Response{
		StatusCode: 200, Header: http.Header{}, ContentLength: -1,
		Body: io.NopCloser(&slowBody{ctx: ctx, left: pieces, size: size, pause: pause}),
	}
}

type slowBody struct {
	ctx        context.Context
	left, size int
	pause      time.Duration
	rest       []byte // of the piece that has come
}

func (b *slowBody) Read(p []byte) (int, error) {
	if len(b.rest) == 0 {
		if b.left == 0 {
			return 0, io.EOF
		}
		if err := sleep(b.ctx, b.pause); err != nil {
			return 0, context.Cause(b.ctx)
		}
		b.left--
		b.rest = bytes.Repeat([]byte("x"), b.size)
	}
	n := copy(p, b.rest)
	b.rest = b.rest[n:]
	return n, nil
}
