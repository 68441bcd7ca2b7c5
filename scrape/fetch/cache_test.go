package fetch

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/sourcegraph/conc"

	"letip/store/entity"
)

// shelf is a Cache in memory. It gives what it has, however old.
type shelf struct {
	mu   sync.Mutex // guards m
	m    map[string]entity.CachedResponse
	fail error
}

func (s *shelf) CacheGet(_ context.Context, key string) (entity.CachedResponse, bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, ok := s.m[key]
	return r, ok, s.fail
}

func (s *shelf) CachePut(_ context.Context, key string, r entity.CachedResponse) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fail == nil {
		if s.m == nil {
			s.m = map[string]entity.CachedResponse{}
		}
		s.m[key] = r
	}
	return s.fail
}

func (s *shelf) keys() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Sorted(maps.Keys(s.m))
}

const days30 = 30 * 24 * time.Hour

func TestTheSameSearchWithin30DaysMakesNoRequest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := 0
		w := &wire{answer: func(r *http.Request) *http.Response {
			n++
			return reply(200, strings.Repeat("x", n), "Content-Type", "application/json")
		}}
		kept := &shelf{}
		c := bubble(t, Config{Cache: kept}, w)
		ask := func(r Request) *Response {
			t.Helper()
			res, err := c.Do(t.Context(), r)
			if err != nil {
				t.Fatal(err)
			}
			return res
		}
		r := Request{URL: "https://o.example/api", Method: "POST", Body: []byte("data=q"), Kind: API, CacheFor: days30}
		first, began := ask(r), time.Now()
		time.Sleep(days30 - s)
		again := ask(r)
		want := *first
		want.FromCache = true
		if diff := cmp.Diff(&want, again, cmpopts.IgnoreUnexported(Response{})); diff != "" || n != 1 || !again.FetchedAt.Equal(began) {
			t.Errorf("the second answer, after %d requests (-want +got):\n%s", n, diff)
		}
		time.Sleep(s)
		if res := ask(r); res.FromCache || n != 2 {
			t.Errorf("after 30 days: from the cache %t, %d requests; want a new one", res.FromCache, n)
		}
		r.Refresh = true
		if res := ask(r); res.FromCache || n != 3 {
			t.Errorf("with Refresh: from the cache %t, %d requests; want a new one", res.FromCache, n)
		}
		r.Refresh = false
		if res := ask(r); !res.FromCache || len(res.Body) != 3 {
			t.Errorf("after Refresh: from the cache %t, %d bytes; want what Refresh brought", res.FromCache, len(res.Body))
		}
		for _, other := range []Request{
			{URL: "https://o2.example/api", Method: "POST", Body: []byte("data=q"), Kind: API, CacheFor: days30},
			{URL: "https://o.example/api", Method: "POST", Body: []byte("data=q2"), Kind: API, CacheFor: days30},
			{URL: "https://o.example/api", Kind: API, CacheFor: days30},
			{URL: "https://o.example/api", Method: "POST", Body: []byte("data=q"), Kind: API}, // asked to keep nothing
		} {
			if ask(other).FromCache {
				t.Errorf("another question had the same answer: %s %s %s", other.Method, other.URL, other.Body)
			}
		}
		if n := len(kept.keys()); n != 4 {
			t.Errorf("%d answers are kept: %q; want 4", n, kept.keys())
		}
	})
}

func TestTwoEqualQuestionsAtOnceMakeOneRequest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &wire{answer: func(r *http.Request) *http.Response {
			time.Sleep(s)
			return reply(200, "x")
		}}
		c := bubble(t, Config{Cache: &shelf{}}, w)
		var wg conc.WaitGroup
		for range 10 {
			wg.Go(func() {
				if res, err := c.Do(t.Context(), Request{URL: "https://o.example/", Kind: API, CacheFor: s * 60, CacheKey: "q"}); err != nil || string(res.Body) != "x" {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if n := len(w.seen()); n != 1 {
			t.Errorf("%d requests; want 1", n)
		}
		if n := len(c.same.slots); n != 0 {
			t.Errorf("%d keys are still held", n)
		}
	})
}

func TestFailuresAndPartialAnswersAreNeverKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &wire{answer: func(r *http.Request) *http.Response {
			if r.URL.Path == "/404" {
				return reply(404, "")
			}
			return reply(200, r.URL.Path, "Content-Type", "text/html")
		}}
		kept := &shelf{}
		c := bubble(t, Config{Cache: kept}, w)
		quota := func(r *Response) *Error { return NewError(ClassQuota, r.URL, "", nil) }
		failed(t, c, Request{URL: "https://o.example/404", Kind: API, CacheFor: days30}, ClassHTTP4xx)
		failed(t, c, Request{URL: "https://o.example/type", Kind: API, CacheFor: days30, Accept: []string{"application/json"}}, ClassNotExpectedType)
		failed(t, c, Request{URL: "https://o.example/remark", Kind: API, CacheFor: days30, Check: quota}, ClassQuota)
		failed(t, c, Request{URL: "https://o.example/big", Kind: API, CacheFor: days30, MaxBytes: 1}, ClassTooLarge)
		res, err := c.Do(t.Context(), Request{URL: "https://o.example/partial", Kind: API, CacheFor: days30, Cacheable: func(*Response) bool { return false }})
		if err != nil || string(res.Body) != "/partial" {
			t.Errorf("a partial answer is given: %v, %v", res, err)
		}
		if keys := kept.keys(); len(keys) != 0 {
			t.Errorf("kept are %q; want nothing", keys)
		}
	})
}

func TestAnOldAnswerIsAskedAboutByItsTag(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var tags []string
		w := &wire{answer: func(r *http.Request) *http.Response {
			tags = append(tags, r.Header.Get("If-None-Match"))
			if r.Header.Get("If-None-Match") == `"v1"` {
				return reply(304, "")
			}
			return reply(200, "body", "Etag", `"v1"`)
		}}
		c := bubble(t, Config{Cache: &shelf{}}, w)
		for i := range 4 {
			res, err := c.Do(t.Context(), Request{URL: "https://o.example/", Kind: API, CacheFor: time.Hour, Refresh: i == 3})
			if err != nil || string(res.Body) != "body" {
				t.Fatalf("answer %d: %v, %v", i, res, err)
			}
			if age := time.Since(res.FetchedAt); age != 0 {
				t.Errorf("answer %d is %v old", i, age)
			}
			time.Sleep(2 * time.Hour)
		}
		if diff := cmp.Diff([]string{"", `"v1"`, `"v1"`, ""}, tags); diff != "" {
			t.Errorf("tags sent (-want +got):\n%s", diff)
		}
	})
}

func TestABrokenCacheCostsARequestAndNoAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &wire{answer: func(*http.Request) *http.Response { return reply(200, "x") }}
		var log bytes.Buffer
		c := bubble(t, Config{Cache: &shelf{fail: errors.New("disk full")}, Log: slog.New(slog.NewTextHandler(&log, nil))}, w)
		if res, err := c.Do(t.Context(), Request{URL: "https://o.example/", Kind: API, CacheFor: time.Hour}); err != nil || string(res.Body) != "x" {
			t.Errorf("got %v, %v", res, err)
		}
		for _, want := range []string{"can't be read", "can't be written", "disk full"} {
			if !strings.Contains(log.String(), want) {
				t.Errorf("the log doesn't say %q:\n%s", want, log.String())
			}
		}
	})
}

func TestWhoWaitsForAnEqualQuestionCanBeCancelled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &wire{answer: func(*http.Request) *http.Response {
			time.Sleep(20 * s)
			return reply(200, "x")
		}}
		c := bubble(t, Config{Cache: &shelf{}}, w)
		r := Request{URL: "https://o.example/", Kind: API, CacheFor: time.Hour}
		var wg conc.WaitGroup
		wg.Go(func() {
			if _, err := c.Do(t.Context(), r); err != nil {
				t.Error(err)
			}
		})
		synctest.Wait()
		ctx, cancel := context.WithTimeout(t.Context(), s)
		defer cancel()
		begin := time.Now()
		if _, err := c.Do(ctx, r); AsError(err).Class != ClassTimeout || time.Since(begin) != s {
			t.Errorf("ended after %v with %v; want a timeout after 1 s", time.Since(begin), err)
		}
		wg.Wait()
	})
}

func TestWhatIsCachedOutlivesAnAnswersRelease(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = io.WriteString(w, strings.Repeat(r.URL.Path, 1000))
	}))
	defer s.Close()
	c := fast(t, Config{Cache: &shelf{}})
	ask := func(path string) *Response {
		res, err := c.Do(t.Context(), Request{URL: s.URL + path, Kind: Page, CacheFor: time.Hour})
		if err != nil {
			t.Fatal(err)
		}
		return res
	}
	for round := range 3 {
		for _, path := range []string{"/a", "/b", "/c"} {
			first, other := ask(path), ask("/other")
			if string(first.Body) != strings.Repeat(path, 1000) || string(other.Body) != strings.Repeat("/other", 1000) || first.FromCache != (round > 0) {
				t.Fatalf("round %d: %s is answered with %.20s... (from the cache %t), beside %.20s...", round, path, first.Body, first.FromCache, other.Body)
			}
			first.Release()
			first.Release() // does nothing more
			other.Release()
			if first.Body != nil {
				t.Error("a released answer still has its body")
			}
		}
	}
}
