package fetch

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/sourcegraph/conc"
)

func TestWhatAStatusOfRobotsTxtMeans(t *testing.T) {
	const rules = "User-agent: *\nDisallow: /\n" // in every answer, and counting in none but that of 200
	tests := []struct {
		name   string
		status int
		header []string
		fail   error
		class  Class         // of the page; empty is read
		after  time.Duration // what the error says
		again  time.Duration // when the file is asked for again
	}{
		{name: "200 with rules", status: 200, class: ClassRobots, again: robotsFor},
		{name: "204 has no rules", status: 204, again: robotsFor},
		{name: "400", status: 400, again: robotsFor},
		{name: "401", status: 401, again: robotsFor},
		{name: "403", status: 403, again: robotsFor},
		{name: "404", status: 404, again: robotsFor},
		{name: "410", status: 410, again: robotsFor},
		{name: "451", status: 451, again: robotsFor},
		{name: "499", status: 499, again: robotsFor},
		{name: "429 forbids for a minute", status: 429, class: ClassRateLimited, after: 60 * s, again: 60 * s},
		{name: "429 forbids as long as it says", status: 429, header: []string{"Retry-After", "90"}, class: ClassRateLimited, after: 90 * s, again: 90 * s},
		{name: "429 forbids longer than anybody waits", status: 429, header: []string{"Retry-After", "7200"}, class: ClassRateLimited, after: 2 * time.Hour, again: 2 * time.Hour},
		{name: "500 forbids everything", status: 500, class: ClassRobots, after: 60 * s, again: 60 * s},
		{name: "503 forbids everything", status: 503, class: ClassRobots, after: 60 * s, again: 60 * s},
		{name: "503 with a wish", status: 503, header: []string{"Retry-After", "300"}, class: ClassRobots, after: 300 * s, again: 300 * s},
		{name: "599 forbids everything", status: 599, class: ClassRobots, after: 60 * s, again: 60 * s},
		{name: "unreachable by DNS", fail: &net.DNSError{Err: "no such host", IsNotFound: true}, class: ClassDNS, again: 60 * s},
		{name: "unreachable by connection", fail: &net.OpError{Op: "dial", Err: io.EOF}, class: ClassConnect, again: 60 * s},
		{name: "300 is no answer", status: 300, class: ClassNotExpectedType, again: 60 * s},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := &wire{
					answer: func(r *http.Request) *http.Response {
						switch {
						case r.URL.Path != "/robots.txt":
							return reply(200, "page")
						case test.status == 204:
							return reply(204, "")
						}
						return reply(test.status, rules, test.header...)
					},
					fail: func(*http.Request) error { return test.fail },
				}
				c := bubble(t, Config{}, w)
				asked := func() (n int) {
					for _, call := range w.seen() {
						if strings.HasSuffix(call.URL, "/robots.txt") {
							n++
						}
					}
					return n
				}
				r := Request{URL: "http://a.example/page", Retry: Retry{Times: NoRetry}}
				ask := func() {
					t.Helper()
					if test.class == "" {
						if _, err := c.Do(t.Context(), r); err != nil {
							t.Error(err)
						}
						return
					}
					failed(t, c, r, test.class)
				}
				if test.class != "" {
					if e := failed(t, c, r, test.class); e.RetryAfter != test.after {
						t.Errorf("again after %v; want %v", e.RetryAfter, test.after)
					}
				}
				time.Sleep(test.again - 5*s)
				ask()
				if n := asked(); n > 1 {
					t.Errorf("robots.txt was asked for %d times before its time", n)
				}
				before := asked()
				time.Sleep(test.again + s)
				ask()
				if asked() != before+1 {
					t.Errorf("robots.txt was asked for %d times more after its time; want once", asked()-before)
				}
			})
		})
	}
}

func TestARobotsTxtThatIsNotThereAtFirstIsTriedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ill := 2
		w := &wire{answer: func(r *http.Request) *http.Response {
			if r.URL.Path != "/robots.txt" {
				return reply(200, "")
			}
			if ill--; ill >= 0 {
				return reply(503, "")
			}
			return reply(200, "")
		}}
		c := bubble(t, Config{}, w)
		if _, err := c.Do(t.Context(), Request{URL: "http://a.example/"}); err != nil {
			t.Error(err)
		}
		if diff := cmp.Diff([]time.Duration{0, 1 * s, 3 * s, 4 * s}, w.times()); diff != "" {
			t.Errorf("requests started (-want +got):\n%s", diff)
		}
	})
}

func TestARobotsTxtIsAskedForOnceBySchemeHostAndPort(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &wire{answer: func(r *http.Request) *http.Response { return reply(200, "") }}
		c := bubble(t, Config{AllowPrivate: true}, w)
		var wg conc.WaitGroup
		for i := range 20 {
			for _, site := range []string{"http://a.example", "https://a.example", "http://a.example:8080", "http://b.example"} {
				wg.Go(func() {
					if _, err := c.Do(t.Context(), Request{URL: fmt.Sprintf("%s/%d", site, i)}); err != nil {
						t.Error(err)
					}
				})
			}
		}
		wg.Wait()
		n := 0
		for _, call := range w.seen() {
			if strings.HasSuffix(call.URL, "/robots.txt") {
				n++
			}
		}
		if n != 4 {
			t.Errorf("robots.txt was asked for %d times; want once for each of 4", n)
		}
	})
}

func TestRobotsTxtMayBeRedirectedFiveTimesAcrossHosts(t *testing.T) {
	tests := []struct {
		hops  int
		class Class // of the page; empty is read
	}{{1, ClassRobots}, {5, ClassRobots}, {6, ""}}
	for _, test := range tests {
		synctest.Test(t, func(t *testing.T) {
			w := &wire{answer: func(r *http.Request) *http.Response {
				var n int
				_, _ = fmt.Sscanf(r.URL.Host, "r%d.example", &n)
				switch {
				case r.URL.Path == "/page":
					return reply(200, "")
				case n < test.hops:
					return reply(302, "", "Location", fmt.Sprintf("https://r%d.example/robots.txt", n+1))
				}
				return reply(200, "User-agent: *\nDisallow: /page\n")
			}}
			c := bubble(t, Config{}, w)
			_, err := c.Do(t.Context(), Request{URL: "https://r0.example/page"})
			if got := AsError(err); got != nil && got.Class != test.class || got == nil && test.class != "" {
				t.Errorf("after %d redirects: %v; want class %q", test.hops, err, test.class)
			}
		})
	}
}

func TestAHugeRobotsTxtIsReadToItsLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var b bytes.Buffer
		b.WriteString("User-agent: *\n")
		for b.Len() < 499<<10 {
			b.WriteString("Disallow: /other/path/of/no/interest\n")
		}
		b.WriteString("Disallow: /deep\n")
		b.Write(bytes.Repeat([]byte("\x00garbage "), 20<<10))
		w := &wire{answer: func(r *http.Request) *http.Response {
			if r.URL.Path == "/robots.txt" {
				return reply(200, b.String())
			}
			return reply(200, "")
		}}
		c := bubble(t, Config{}, w)
		failed(t, c, Request{URL: "http://a.example/deep"}, ClassRobots)
		if _, err := c.Do(t.Context(), Request{URL: "http://a.example/shallow"}); err != nil {
			t.Error(err)
		}
	})
}

func TestTheBookOfRobotsHasAnEnd(t *testing.T) {
	var b robotsBook
	for i := range 3 * maxBook {
		b.put(fmt.Sprint(i), robotsPage{until: time.Now().Add(time.Hour)})
	}
	if n := len(b.pages); n > maxBook || n < maxBook/2 {
		t.Errorf("%d files are kept; want between %d and %d", n, maxBook/2, maxBook)
	}
	if _, ok := b.get(fmt.Sprint(3*maxBook - 1)); !ok {
		t.Error("the newest file was thrown away")
	}
}
