package fetch

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/sourcegraph/conc"
)

const s = time.Second

// mustParse is for addresses that a test writes itself.
func mustParse(t testing.TB, raw string) *url.URL {
	t.Helper()
	u, err := url.Parse(raw)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func TestAHostIsAskedAgainASecondAfterTheEndOfTheLastAnswer(t *testing.T) {
	tests := []struct {
		name string
		conf Config
		req  Request
		want []time.Duration
	}{
		{"a page after its robots.txt, then page by page", Config{}, Request{URL: "http://a.example/"}, []time.Duration{0, 3 * s, 6 * s, 9 * s}},
		{"an API needs no robots.txt", Config{}, Request{URL: "http://a.example/", Kind: API}, []time.Duration{0, 3 * s, 6 * s}},
		{"a source may want a longer gap", Config{}, Request{URL: "http://a.example/", Kind: API, Gap: 5 * s}, []time.Duration{0, 7 * s, 14 * s}},
		{"Rate replaces every gap", Config{Rate: 4, HasRate: true}, Request{URL: "http://a.example/", Kind: API, Gap: 5 * s}, []time.Duration{0, 2250 * time.Millisecond, 4500 * time.Millisecond}},
		{"Rate 0 is no gap on private addresses", Config{HasRate: true, AllowPrivate: true}, Request{URL: "http://127.0.0.1/", Kind: API}, []time.Duration{0, 2 * s, 4 * s}},
		{"Rate 0 without AllowPrivate counts for nothing", Config{HasRate: true}, Request{URL: "http://a.example/", Kind: API}, []time.Duration{0, 3 * s, 6 * s}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := &wire{answer: func(*http.Request) *http.Response {
					time.Sleep(2 * s) // the bubble's clock: a server that needs two seconds
					return reply(200, "")
				}}
				c := bubble(t, test.conf, w)
				var wg conc.WaitGroup
				for range 3 {
					wg.Go(func() {
						if _, err := c.Do(t.Context(), test.req); err != nil {
							t.Error(err)
						}
					})
				}
				wg.Wait()
				if diff := cmp.Diff(test.want, w.times()); diff != "" {
					t.Errorf("requests started (-want +got):\n%s", diff)
				}
			})
		})
	}
}

func TestTheTwoDefaultPortsAreOneHostAndOtherPortsAreOthers(t *testing.T) {
	for url, want := range map[string]string{
		"http://a.example/": "a.example", "https://a.example/": "a.example", "http://a.example:80/": "a.example",
		"https://a.example:443/x": "a.example", "http://a.example:8080/": "a.example:8080", "http://[::1]:81/": "[::1]:81",
		"https://[2606:4700::1]/": "2606:4700::1", "http://A.Example./": "a.example",
	} {
		if got := hostKey(tidy(mustParse(t, url))); got != want {
			t.Errorf("host of %s is %s; want %s", url, got, want)
		}
	}
}

func TestHostsDoNotWaitForEachOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &wire{answer: func(r *http.Request) *http.Response {
			if r.URL.Host == "tarpit.example" {
				return nil
			}
			return reply(200, "")
		}}
		c := bubble(t, Config{}, w)
		begin := time.Now()
		var wg conc.WaitGroup
		wg.Go(func() {
			_, err := c.Do(t.Context(), Request{URL: "http://tarpit.example/", Kind: API, Timeout: 9 * s, Retry: Retry{Times: NoRetry}})
			if AsError(err).Class != ClassTimeout || time.Since(begin) != 9*s {
				t.Errorf("the tarpit ended after %v with %v; want a timeout after 9 s", time.Since(begin), err)
			}
		})
		for i := range 50 {
			wg.Go(func() {
				if _, err := c.Do(t.Context(), Request{URL: fmt.Sprintf("http://h%d.example/", i), Kind: API}); err != nil {
					t.Error(err)
				}
				if took := time.Since(begin); took != 0 {
					t.Errorf("host %d was kept for %v by another", i, took)
				}
			})
		}
		wg.Wait()
	})
}

func TestAHostRestsAMinuteAfterFiveFailuresInARow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ill := true
		w := &wire{answer: func(*http.Request) *http.Response {
			if ill {
				return reply(500, "")
			}
			return reply(200, "")
		}}
		c := bubble(t, Config{}, w)
		ask := func() *Error {
			_, err := c.Do(t.Context(), Request{URL: "http://a.example/", Kind: API, Retry: Retry{Times: NoRetry}})
			return AsError(err)
		}
		var last *Error
		for range 5 {
			last = ask()
		}
		rested := time.Now()
		if last.Class != ClassHTTP5xx || last.RetryAfter != restFor {
			t.Errorf("the fifth failure is %v, again after %v; want http-5xx and 1m", last, last.RetryAfter)
		}
		time.Sleep(20 * s)
		if err := ask(); err == nil || err.Class != ClassHTTP5xx || err.RetryAfter != 40*s || len(w.seen()) != 5 {
			t.Errorf("a request to a resting host: %v after %d requests; want http-5xx, 40 s to go, no request", err, len(w.seen()))
		}
		if time.Since(rested) != 20*s {
			t.Error("a request to a resting host waited")
		}
		time.Sleep(40 * s)
		if err := ask(); err == nil || err.RetryAfter != restFor || len(w.seen()) != 6 {
			t.Errorf("after the rest: %v, %d requests; want one more request and one more rest", err, len(w.seen()))
		}
		time.Sleep(restFor)
		ill = false
		if err := ask(); err != nil {
			t.Errorf("a host that is well again: %v", err)
		}
		ill = true
		for i := range 4 {
			if err := ask(); err.resting {
				t.Errorf("the host rests after %d failures; want the count to begin anew after a success", i+1)
			}
		}
	})
}

func TestWhatTheCallerEndedIsNoFailureOfTheHost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &wire{answer: func(*http.Request) *http.Response { return nil }}
		c := bubble(t, Config{}, w)
		for i := range 8 {
			ctx, cancel := context.WithTimeout(t.Context(), 3*s)
			_, err := c.Do(ctx, Request{URL: "http://a.example/", Kind: API})
			cancel()
			if e := AsError(err); e.Class != ClassTimeout || e.RetryAfter != 0 {
				t.Fatalf("request %d: %v, again after %v; want a plain timeout", i, e, e.RetryAfter)
			}
		}
	})
}

func TestAPauseLongerThanTheTimeLeftIsNotWaitedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &wire{answer: func(r *http.Request) *http.Response {
			if r.URL.Path == "/robots.txt" {
				return reply(200, "User-agent: *\nCrawl-delay: 25\n")
			}
			return reply(200, "")
		}}
		c := bubble(t, Config{}, w)
		ctx, cancel := context.WithTimeout(t.Context(), 20*s)
		defer cancel()
		begin := time.Now()
		_, err := c.Do(ctx, Request{URL: "http://a.example/"})
		if e := AsError(err); e.Class != ClassTimeout || e.RetryAfter != 25*s || time.Since(begin) != 0 {
			t.Errorf("got %v after %v; want a timeout at once that says 25 s", err, time.Since(begin))
		}
		if _, err := c.Do(t.Context(), Request{URL: "http://a.example/"}); err != nil || time.Since(begin) != 25*s {
			t.Errorf("with time enough: %v after %v; want an answer after the Crawl-delay", err, time.Since(begin))
		}
	})
}

func TestLanesOfLongAgoAreForgottenAndThoseInUseAreNot(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var ls lanes
		used, done := ls.of("used")
		var wg sync.WaitGroup
		for i := range maxLanes {
			_, done := ls.of(fmt.Sprint(i))
			done()
		}
		quiet, doneQuiet := ls.of("quiet")
		quiet.quiet = time.Now().Add(time.Hour)
		doneQuiet()
		wg.Wait()
		time.Sleep(forgetAfter + s)
		for i := range maxLanes {
			_, done := ls.of(fmt.Sprint("new", i))
			done()
		}
		time.Sleep(forgetAfter + s)
		for i := range 2 * maxLanes {
			_, done := ls.of(fmt.Sprint("newer", i))
			done()
		}
		again, doneAgain := ls.of("used")
		if again != used || ls.m["quiet"] != quiet {
			t.Error("a lane in use, or one that owes silence, was forgotten")
		}
		if len(ls.m) > 3*maxLanes {
			t.Errorf("%d lanes are kept", len(ls.m))
		}
		doneAgain()
		done()
	})
}

func TestBackoffDoublesToItsCapWithAQuarterOfChance(t *testing.T) {
	var without, with []time.Duration
	for n := range 7 {
		without = append(without, backoff(n, 0))
		with = append(with, backoff(n, 1))
	}
	if diff := cmp.Diff([]time.Duration{1 * s, 2 * s, 4 * s, 8 * s, 16 * s, 30 * s, 30 * s}, without); diff != "" {
		t.Errorf("backoff without chance (-want +got):\n%s", diff)
	}
	if !slices.IsSorted(with) || with[0] != 1250*time.Millisecond || with[6] != 30*s {
		t.Errorf("backoff with all the chance is %v", with)
	}
}

func TestThoseWhoWaitForAHostHearThatItRests(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &wire{answer: func(*http.Request) *http.Response { return reply(500, "") }}
		c := bubble(t, Config{}, w)
		var mu sync.Mutex
		refused := 0
		var wg conc.WaitGroup
		for range 12 {
			wg.Go(func() {
				_, err := c.Do(t.Context(), Request{URL: "http://a.example/", Kind: API, Retry: Retry{Times: NoRetry}})
				mu.Lock()
				defer mu.Unlock()
				if e := AsError(err); e.Class == ClassHTTP5xx && e.Status == 0 && e.RetryAfter == restFor {
					refused++
				}
			})
		}
		wg.Wait()
		if n := len(w.seen()); n != 5 || refused != 7 {
			t.Errorf("%d requests, %d told that the host rests; want 5 and 7", n, refused)
		}
	})
}

func TestOnWireHearsOfARequestWhenItGoesOutAndNotWhileItWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &wire{}
		w.answer = func(*http.Request) *http.Response { return reply(200, "") }
		c := bubble(t, Config{}, w)
		began := time.Now()
		var out []time.Duration
		for range 2 {
			r := Request{URL: "https://o.example/x", Kind: Page, OnWire: func() { out = append(out, time.Since(began)) }}
			if _, err := c.Do(t.Context(), r); err != nil {
				t.Fatal(err)
			}
		}
		if diff := cmp.Diff([]time.Duration{0, 1 * s, 2 * s}, out); diff != "" { // robots.txt, the page, the page again
			t.Errorf("told (-want +got):\n%s", diff)
		}
	})
}
