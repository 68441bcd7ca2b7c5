package fetch

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"testing"
	"time"

	"github.com/sourcegraph/conc"
)

// mountSite serves a host and all below it inside this process. It has no robots.txt.
func mountSite(t *testing.T, c *Client, suffix string, h http.HandlerFunc) {
	t.Helper()
	l := NewListener()
	server := &http.Server{ReadHeaderTimeout: time.Minute, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" {
			http.NotFound(w, r)
			return
		}
		h(w, r)
	})}
	var wg conc.WaitGroup
	wg.Go(func() { _ = server.Serve(l) })
	t.Cleanup(func() {
		_ = server.Close()
		wg.Wait()
	})
	c.Mount(suffix, l)
}

func TestAMountedHostNeedsNoNetworkNoContactAndNoFlag(t *testing.T) {
	z := &zone{}
	c := New(Config{Rate: 1000, HasRate: true, Resolver: z.resolver(t)})
	defer c.Close()
	mountSite(t, c, "*.sample.test", func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, r.Host) })
	for url, want := range map[string]string{
		"http://joes-pizza.sample.test/":     "joes-pizza.sample.test",
		"http://sample.test/":                "sample.test",
		"http://A.B.Sample.TEST:80/x":        "a.b.sample.test:80",
		"http://nominatim.sample.test:8080/": "nominatim.sample.test:8080",
	} {
		res, err := c.Do(t.Context(), Request{URL: url, Kind: API})
		if err != nil || string(res.Body) != want {
			t.Errorf("%s: %v, %v; want %s", url, res, err, want)
		}
	}
	if res, err := c.Do(t.Context(), Request{URL: "http://joes-pizza.sample.test/menu"}); err != nil || res.Status != 200 {
		t.Errorf("a page: %v, %v", res, err)
	}
	if z.lookups != 0 {
		t.Errorf("%d names of mounted hosts were looked up", z.lookups)
	}
	for _, url := range []string{"http://notsample.test/", "http://sample.test.example/"} {
		failed(t, c, Request{URL: url, Kind: API}, ClassBlocked)
	}
}

func TestAClosedListenerLetsNobodyIn(t *testing.T) {
	l := NewListener()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := l.DialContext(ctx, "", ""); !errors.Is(err, context.Canceled) {
		t.Errorf("dial with a cancelled context: %v", err)
	}
	_ = l.Close()
	_ = l.Close()
	if _, err := l.Accept(); !errors.Is(err, net.ErrClosed) {
		t.Errorf("Accept after Close: %v", err)
	}
	if _, err := l.DialContext(t.Context(), "", ""); !errors.Is(err, net.ErrClosed) {
		t.Errorf("dial after Close: %v", err)
	}
}
