package fetch

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// fast is a client for servers on loopback, without a gap.
func fast(t *testing.T, conf Config) *Client {
	t.Helper()
	conf.AllowPrivate, conf.HasRate = true, true
	c := New(conf)
	t.Cleanup(c.Close)
	return c
}

// serve starts a server that says nothing of robots and lets h answer all else.
func serve(t *testing.T, h http.HandlerFunc) *httptest.Server {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" {
			http.NotFound(w, r)
			return
		}
		h(w, r)
	}))
	t.Cleanup(s.Close)
	return s
}

// failed asks and wants an error of a class.
func failed(t *testing.T, c *Client, r Request, class Class) *Error {
	t.Helper()
	res, err := c.Do(t.Context(), r)
	if err == nil {
		t.Fatalf("%s answered with status %d; want an error of class %s", r.URL, res.Status, class)
	}
	e, ok := errors.AsType[*Error](err)
	if !ok {
		t.Fatalf("the error of %s is a %T; want *Error", r.URL, err)
	}
	if e.Class != class {
		t.Fatalf("class of %v is %s; want %s", err, e.Class, class)
	}
	if !strings.HasSuffix(e.Message, ".") || strings.Contains(e.Message, "%!") {
		t.Errorf("message of class %s is no sentence: %q", class, e.Message)
	}
	return e
}

func TestAnAnswerComesWholeWithItsAddress(t *testing.T) {
	var agent, encoding string
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		agent, encoding = r.Header.Get("User-Agent"), r.Header.Get("Accept-Encoding")
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = io.WriteString(w, "<p>hello")
	})
	c := fast(t, Config{Version: "1.2", Contact: "rep@chapter.example"})
	res, err := c.Do(t.Context(), Request{URL: s.URL + "/about#team"})
	if err != nil {
		t.Fatal(err)
	}
	got := []any{res.URL, res.Status, string(res.Body), res.MediaType(), res.FromCache, agent, encoding}
	want := []any{
		s.URL + "/about", 200, "<p>hello", "text/html", false,
		"LeTipLeads/1.2 (looks for local businesses; contact: rep@chapter.example)", "gzip",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("answer (-want +got):\n%s", diff)
	}
	if time.Since(res.FetchedAt) > time.Minute {
		t.Errorf("FetchedAt is %v; want now", res.FetchedAt)
	}
}

func TestAClosedClientAnswersNobodyAndEndsWhatIsInFlight(t *testing.T) {
	in := make(chan struct{})
	s := serve(t, func(_ http.ResponseWriter, r *http.Request) {
		close(in)
		<-r.Context().Done()
	})
	c := fast(t, Config{})
	over := make(chan error, 1)
	go func() { // the test waits for it below
		_, err := c.Do(context.Background(), Request{URL: s.URL, Kind: API})
		over <- err
	}()
	<-in
	c.Close()
	if err := <-over; AsError(err).Class != ClassCancelled {
		t.Errorf("a request in flight at Close ended with %v; want class cancelled", err)
	}
	failed(t, c, Request{URL: s.URL, Kind: API}, ClassCancelled)
}
