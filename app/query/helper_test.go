package query

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

const ms = time.Millisecond

// bubble runs a test on a fake clock with a client of its own, and closes it.
func bubble(t *testing.T, cfg Config, fn func(t *testing.T, c *Client)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		c := New(cfg)
		defer c.Close()
		fn(t, c)
	})
}

// pass lets the fake clock run for d and all that comes of it happen.
func pass(d time.Duration) {
	if d > 0 {
		<-time.After(d)
	}
	synctest.Wait()
}

// source is a fetch that counts. Its answers come after takes, the last one again and again; fail says which calls
// fail (from 1) and how.
type source[T any] struct {
	takes   time.Duration
	answers []T
	fail    func(n int) error
	deaf    bool // does not look at its ctx

	mu      sync.Mutex
	born    time.Time
	at      []time.Duration // when it was called, since it was made
	aborted int
	seen    []FetchContext
}

func answers[T any](takes time.Duration, all ...T) *source[T] {
	return &source[T]{takes: takes, answers: all, born: time.Now()}
}

var errOops = errors.New("oops")

func failing[T any](takes time.Duration, times int) *source[T] {
	s := answers[T](takes)
	s.fail = func(n int) error {
		if n <= times {
			return errOops
		}
		return nil
	}
	return s
}

func (s *source[T]) fetch(ctx context.Context, fc FetchContext) (v T, err error) {
	s.mu.Lock()
	s.at = append(s.at, time.Since(s.born).Round(time.Microsecond))
	s.seen = append(s.seen, fc)
	n := len(s.at)
	s.mu.Unlock()
	if s.takes > 0 {
		stop := ctx.Done()
		if s.deaf {
			stop = nil
		}
		select {
		case <-time.After(s.takes):
		case <-stop:
			s.mu.Lock()
			s.aborted++
			s.mu.Unlock()
			return v, ctx.Err()
		}
	}
	if s.fail != nil {
		if err := s.fail(n); err != nil {
			return v, err
		}
	}
	if len(s.answers) == 0 {
		return v, nil
	}
	return s.answers[min(n, len(s.answers))-1], nil
}

func (s *source[T]) calls() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.at)
}

func (s *source[T]) times() []time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]time.Duration(nil), s.at...)
}

func (s *source[T]) query(o Options, key ...any) Query[T] {
	return Query[T]{Key: K[T](key...), Fetch: s.fetch, Options: o}
}

// tape records what an observer is told.
type tape[R any] struct {
	mu      sync.Mutex
	born    time.Time
	results []Result[R]
	at      []time.Duration
}

func (l *tape[R]) take(r Result[R]) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.results = append(l.results, r)
	l.at = append(l.at, time.Since(l.born))
}

func (l *tape[R]) n() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.results)
}

func (l *tape[R]) last() Result[R] {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.results[len(l.results)-1]
}

// brief is every result in a few words: "success/idle 1 stale".
func (l *tape[R]) brief() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	var out []string
	for _, r := range l.results {
		out = append(out, brief(r))
	}
	return out
}

func brief[R any](r Result[R]) string {
	s := fmt.Sprintf("%s/%s", r.Status, r.Fetch)
	if r.HasData {
		s += fmt.Sprintf(" %v", r.Data)
	}
	if r.Placeholder {
		s += " placeholder"
	}
	if r.Err != nil {
		s += " (" + r.Err.Error() + ")"
	}
	return s
}

func newTape[R any]() *tape[R] { return &tape[R]{born: time.Now()} }

// watch observes a query and records.
func watch[T any](c *Client, q Query[T]) (*Observer[T, T], *tape[T]) {
	l := newTape[T]()
	return Observe(c, q, l.take), l
}

// kinds records the kinds of a client's events.
func kinds(c *Client) func() []string {
	var mu sync.Mutex
	var all []string
	c.Subscribe(func(e Event) {
		mu.Lock()
		defer mu.Unlock()
		all = append(all, e.Kind.String())
	})
	return func() []string {
		mu.Lock()
		defer mu.Unlock()
		return append([]string(nil), all...)
	}
}

func equal[T any](t *testing.T, what string, got, want T) {
	t.Helper()
	if d := cmp.Diff(want, got, cmp.AllowUnexported(Path{}), cmpopts.EquateErrors()); d != "" {
		t.Errorf("%s (-want +got):\n%s", what, d)
	}
}

// info gives the entry of a path.
func info(t *testing.T, c *Client, p Path) EntryInfo {
	t.Helper()
	all := c.Entries(Filter{Prefix: p, Exact: true})
	if len(all) != 1 {
		t.Fatalf("%d entries at %s", len(all), p)
	}
	return all[0]
}

func has(c *Client, p Path) bool { return len(c.Entries(Filter{Prefix: p, Exact: true})) == 1 }

// in runs fn in the background and gives its outcome.
func in[T any](fn func() (T, error)) func() (T, error) {
	type outcome struct {
		v   T
		err error
	}
	ch := make(chan outcome, 1)
	go func() { // owner: the test, which asks for the outcome
		v, err := fn()
		ch <- outcome{v, err}
	}()
	return func() (T, error) {
		o := <-ch
		return o.v, o.err
	}
}

func mustSet[T any](t *testing.T, c *Client, k Key[T], v T, opts ...WriteOption) {
	t.Helper()
	if err := Set(c, k, v, opts...); err != nil {
		t.Fatal(err)
	}
}

func secs(at ...float64) []time.Duration {
	out := make([]time.Duration, len(at))
	for i, s := range at {
		out[i] = time.Duration(s * float64(time.Second))
	}
	return out
}

// doze waits on the fake clock without waiting for the others.
func doze(d time.Duration) { <-time.After(d) }

// notes are lines written from any goroutine.
type notes struct {
	mu  sync.Mutex
	all []string
}

func (n *notes) add(line ...any) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.all = append(n.all, fmt.Sprint(line...))
}

func (n *notes) lines() []string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return append([]string(nil), n.all...)
}

// alarms counts the deadlines in the client's heap.
func alarms(c *Client) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.alarms)
}
