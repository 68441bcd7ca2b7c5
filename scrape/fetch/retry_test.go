package fetch

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strconv"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/sourcegraph/conc"
)

func TestWhatIsAskedAgainAndWhen(t *testing.T) {
	refusedDial := &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}
	tests := []struct {
		name   string
		status int
		header []string
		fail   error
		retry  Retry
		class  Class
		want   []time.Duration // when the requests started
		after  time.Duration   // what the error says
	}{
		{name: "500: after 1, 2 and 4 s", status: 500, class: ClassHTTP5xx, want: []time.Duration{0, 1 * s, 3 * s, 7 * s}},
		{name: "503 with a wish", status: 503, header: []string{"Retry-After", "9"}, class: ClassHTTP5xx, want: []time.Duration{0, 9 * s, 18 * s, 27 * s}, after: 9 * s},
		{name: "504 of an API is busy", status: 504, class: ClassBusy, want: []time.Duration{0, 1 * s, 3 * s, 7 * s}},
		{name: "404: never", status: 404, class: ClassHTTP4xx, want: []time.Duration{0}},
		{name: "406: never", status: 406, class: ClassHTTP4xx, want: []time.Duration{0}},
		{name: "400 of an API is a bad query: never", status: 400, class: ClassBadQuery, want: []time.Duration{0}},
		{name: "403: never", status: 403, class: ClassBlocked, want: []time.Duration{0}},
		{name: "429: as often as others", status: 429, class: ClassRateLimited, want: []time.Duration{0, 1 * s, 3 * s, 7 * s}},
		{name: "429 with a wish", status: 429, header: []string{"Retry-After", "60"}, class: ClassRateLimited, want: []time.Duration{0, 60 * s, 120 * s, 180 * s}, after: 60 * s},
		{name: "429 with a wish for a date", status: 429, header: []string{"Retry-After", "Sat, 01 Jan 2000 00:02:00 GMT", "Date", "Sat, 01 Jan 2000 00:01:20 GMT"}, class: ClassRateLimited, want: []time.Duration{0, 40 * s, 80 * s, 120 * s}, after: 40 * s},
		{name: "429 of Overpass: 30 s, once", status: 429, retry: Retry{Times429: 1, Wait429: 30 * s}, class: ClassRateLimited, want: []time.Duration{0, 30 * s}, after: 30 * s},
		{name: "429 of Overpass with a longer wish", status: 429, header: []string{"Retry-After", "45"}, retry: Retry{Times429: 1, Wait429: 30 * s}, class: ClassRateLimited, want: []time.Duration{0, 45 * s}, after: 45 * s},
		{name: "429 with a wish of ten minutes is granted", status: 429, header: []string{"Retry-After", "600"}, retry: Retry{Times: 1}, class: ClassRateLimited, want: []time.Duration{0, 600 * s}, after: 600 * s},
		{name: "429 with a longer wish is the job's to wait for", status: 429, header: []string{"Retry-After", "601"}, class: ClassRateLimited, want: []time.Duration{0}, after: 601 * s},
		{name: "429 with a wish nobody can read", status: 429, header: []string{"Retry-After", "-5 parsecs"}, class: ClassRateLimited, want: []time.Duration{0, 1 * s, 3 * s, 7 * s}},
		{name: "a refused connection", fail: refusedDial, class: ClassConnect, want: []time.Duration{0, 1 * s, 3 * s, 7 * s}},
		{name: "a name that is not there: never", fail: &net.DNSError{Err: "no such host", IsNotFound: true}, class: ClassDNS, want: []time.Duration{0}},
		{name: "a resolver that is not there", fail: &net.DNSError{Err: "server misbehaving", IsTemporary: true}, class: ClassDNS, want: []time.Duration{0, 1 * s, 3 * s, 7 * s}},
		{name: "NoRetry", status: 500, retry: Retry{Times: NoRetry}, class: ClassHTTP5xx, want: []time.Duration{0}},
		{name: "NoRetry for 429 alone", status: 429, retry: Retry{Times429: NoRetry}, class: ClassRateLimited, want: []time.Duration{0}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := &wire{
					answer: func(*http.Request) *http.Response { return reply(test.status, "no", test.header...) },
					fail:   func(*http.Request) error { return test.fail },
				}
				c := bubble(t, Config{}, w)
				e := failed(t, c, Request{URL: "http://a.example/", Kind: API, Retry: test.retry}, test.class)
				if diff := cmp.Diff(test.want, w.times()); diff != "" {
					t.Errorf("requests started (-want +got):\n%s", diff)
				}
				if e.RetryAfter != test.after || e.Status != test.status {
					t.Errorf("status %d, again after %v; want %d, %v", e.Status, e.RetryAfter, test.status, test.after)
				}
				if test.status != 0 && string(e.Response.Body) != "no" {
					t.Errorf("the error's body is %q; want what came", e.Response.Body)
				}
			})
		})
	}
}

func TestASecondTryIsSentWholeAndItsAnswerCounts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var bodies []string
		w := &wire{answer: func(r *http.Request) *http.Response {
			body, err := io.ReadAll(r.Body)
			if err != nil {
				t.Error(err)
			}
			bodies = append(bodies, r.Method+" "+string(body))
			if len(bodies) < 3 {
				return reply(504, "")
			}
			return reply(200, "here")
		}}
		c := bubble(t, Config{}, w)
		res, err := c.Do(t.Context(), Request{URL: "http://a.example/", Method: "post", Body: []byte("data=q"), Kind: API})
		if err != nil || string(res.Body) != "here" {
			t.Fatalf("got %v, %v", res, err)
		}
		if diff := cmp.Diff([]string{"POST data=q", "POST data=q", "POST data=q"}, bodies); diff != "" {
			t.Errorf("what was sent (-want +got):\n%s", diff)
		}
	})
}

func TestNobodyElseDisturbsTheSilenceAServerAskedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		first := true
		w := &wire{answer: func(*http.Request) *http.Response {
			if first {
				first = false
				return reply(429, "", "Retry-After", "40")
			}
			return reply(200, "")
		}}
		c := bubble(t, Config{Rate: 1000, HasRate: true}, w)
		var wg conc.WaitGroup
		for range 3 {
			wg.Go(func() {
				if _, err := c.Do(t.Context(), Request{URL: "http://a.example/", Kind: API}); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		ms := time.Millisecond
		if diff := cmp.Diff([]time.Duration{0, 40 * s, 40*s + ms, 40*s + 2*ms}, w.times()); diff != "" {
			t.Errorf("requests started (-want +got):\n%s", diff)
		}
	})
}

func TestALongSilenceFailsTheOthersAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &wire{answer: func(*http.Request) *http.Response { return reply(429, "", "Retry-After", "3600") }}
		c := bubble(t, Config{}, w)
		failed(t, c, Request{URL: "http://a.example/", Kind: API}, ClassRateLimited)
		time.Sleep(60 * s)
		e := failed(t, c, Request{URL: "http://a.example/", Kind: API}, ClassRateLimited)
		if e.RetryAfter != 59*time.Minute || len(w.seen()) != 1 {
			t.Errorf("again after %v, %d requests; want 59m and 1", e.RetryAfter, len(w.seen()))
		}
	})
}

func TestASourcesCheckIsRetriedByItsClass(t *testing.T) {
	tests := []struct {
		class Class
		want  int
	}{{ClassDuplicateQuery, 4}, {ClassQuota, 1}, {ClassParse, 1}}
	for _, test := range tests {
		synctest.Test(t, func(t *testing.T) {
			w := &wire{answer: func(*http.Request) *http.Response { return reply(200, "remark") }}
			c := bubble(t, Config{}, w)
			e := failed(t, c, Request{URL: "http://a.example/", Kind: API, Check: func(r *Response) *Error {
				return NewError(test.class, r.URL, "", errors.New(string(r.Body)))
			}}, test.class)
			if len(w.seen()) != test.want || e.Status != 200 || string(e.Response.Body) != "remark" {
				t.Errorf("class %s: %d requests, status %d, body %q; want %d, 200, remark", test.class, len(w.seen()), e.Status, e.Response.Body, test.want)
			}
		})
	}
}

func TestCancelEndsEveryWait(t *testing.T) {
	tests := []struct {
		name   string
		answer func(n int) *http.Response // of the nth request
	}{
		{"for an answer", func(int) *http.Response { return nil }},
		{"for the next try", func(int) *http.Response { return reply(500, "") }},
		{"for the end of a silence", func(int) *http.Response { return reply(429, "", "Retry-After", "300") }},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := &wire{}
				w.answer = func(*http.Request) *http.Response { return test.answer(len(w.seen())) }
				c := bubble(t, Config{}, w)
				ctx, cancel := context.WithCancel(t.Context())
				begin := time.Now()
				var wg conc.WaitGroup
				for i := range 4 { // the others wait for the host
					wg.Go(func() {
						_, err := c.Do(ctx, Request{URL: "http://a.example/" + strconv.Itoa(i), Kind: API})
						if AsError(err).Class != ClassCancelled || time.Since(begin) != 500*time.Millisecond {
							t.Errorf("ended after %v with %v; want cancelled after 500 ms", time.Since(begin), err)
						}
					})
				}
				time.Sleep(500 * time.Millisecond)
				before := len(w.seen())
				cancel()
				wg.Wait()
				time.Sleep(time.Hour)
				if n := len(w.seen()); n != before {
					t.Errorf("%d requests after the cancel", n-before)
				}
			})
		})
	}
}

func TestATryThatTakesTooLongIsATimeout(t *testing.T) {
	tests := []struct {
		name string
		req  Request
		res  func(context.Context) *http.Response
		want time.Duration
	}{
		{"no answer, page", Request{URL: "http://a.example/"}, nil, 10 * s},
		{"no answer, API", Request{URL: "http://a.example/", Kind: API}, nil, 45 * s},
		{"no answer, own time", Request{URL: "http://a.example/", Kind: API, Timeout: 3 * s}, nil, 3 * s},
		{"a body that doesn't end", Request{URL: "http://a.example/", Kind: API, Timeout: 3 * s}, func(ctx context.Context) *http.Response {
			return slow(ctx, 1000, 4096, 100*time.Millisecond)
		}, 3 * s},
		{"a drip of 1,000 bytes a second ends after ten seconds", Request{URL: "http://a.example/", Kind: API}, func(ctx context.Context) *http.Response {
			return slow(ctx, 1000, 100, 100*time.Millisecond)
		}, 10 * s},
		{"a body that stops in the middle ends ten seconds later", Request{URL: "http://a.example/", Kind: API}, func(ctx context.Context) *http.Response {
			return slow(ctx, 100, 100<<10, 15*s)
		}, 10 * s},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := &wire{answer: func(r *http.Request) *http.Response {
					if test.res == nil || r.URL.Path == "/robots.txt" {
						return nil
					}
					return test.res(r.Context())
				}}
				c := bubble(t, Config{Rate: 1e9, HasRate: true}, w)
				if test.req.Kind == Page { // its robots.txt first, which isn't there
					w.answer = func(r *http.Request) *http.Response {
						if r.URL.Path == "/robots.txt" {
							return reply(404, "")
						}
						return nil
					}
				}
				test.req.Retry.Times = NoRetry
				begin := time.Now()
				failed(t, c, test.req, ClassTimeout)
				if took := time.Since(begin).Round(time.Millisecond); took != test.want {
					t.Errorf("ended after %v; want %v", took, test.want)
				}
			})
		})
	}
}

func TestASlowBodyAboveTheFloorComesWhole(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &wire{answer: func(r *http.Request) *http.Response { return slow(r.Context(), 80, 600, s/2) }}
		c := bubble(t, Config{}, w)
		res, err := c.Do(t.Context(), Request{URL: "http://a.example/", Kind: API, Retry: Retry{Times: NoRetry}})
		if err != nil || len(res.Body) != 48_000 {
			t.Fatalf("got %v, %v; want 48,000 bytes after 40 s", res, err)
		}
	})
}
