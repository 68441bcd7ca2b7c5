package query

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"
)

// A state machine against a model that is too simple to be wrong: a server with a count per key, which only grows, and
// bits that mutations set. Operations, failures, cancels and jumps of the clock come at random; after
// each of them, and at the end, the cache must keep its promises:
//
//   - the count of a key that anybody reads never goes back, and is never one the server has not had;
//   - the bit of an open patch is set in whatever is read, that of a settled one stays set, that of a failed one is not;
//   - once all is quiet, every watched key that was invalidated shows what the server has;
//   - an observer's last result is the entry's state; counters agree with what is there.
type machine struct {
	c *Client

	mu     sync.Mutex
	server map[int]int
	broken map[int]bool

	watchers map[int][]*Observer[int, int]
	told     map[*Observer[int, int]]*Result[int]
	open     []*openPatch
	patches  int
	excused  map[int]bool // a refetch may have been cancelled
	settled  map[int]int  // by key, the bits that must be set
	failed   map[int]int  // and those that must not
	seen     map[int]int  // the greatest count that was read
}

type openPatch struct {
	key    int
	bit    int
	decide chan error
}

const modelKeys = 4

func (m *machine) query(k int) Query[int] {
	return Query[int]{
		Key: K[int]("n", k%2, k),
		Options: Options{
			StaleTime: 10 * time.Second, GCTime: 20 * time.Second,
			Retry: RetryPolicy{Max: 2, Delay: func(n int, _ error) time.Duration { return time.Duration(n+1) * 50 * ms }},
		},
		Fetch: func(ctx context.Context, _ FetchContext) (int, error) {
			m.mu.Lock()
			v, bad := m.server[k], m.broken[k]
			m.mu.Unlock()
			select {
			case <-time.After(time.Duration(k+1) * 7 * ms):
			case <-ctx.Done():
				return 0, ctx.Err()
			}
			if bad {
				return 0, errOops
			}
			return v, nil
		},
	}
}

// counts are below this bit, patches above.
const firstBit = 10

// patched are the bits of a key's open patches.
func (m *machine) patched(k int) int {
	n := 0
	for _, p := range m.open {
		if p.key == k {
			n |= p.bit
		}
	}
	return n
}

func TestCacheAgreesWithAModel(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		var failed any
		synctest.Test(t, func(t *testing.T) {
			// rapid wants failures on its own goroutine, and the client must be closed before.
			defer func() { failed = recover() }()
			m := &machine{
				c:      New(Config{Coalesce: rapid.SampledFrom([]time.Duration{0, 16 * ms}).Draw(rt, "coalesce")}),
				server: map[int]int{}, broken: map[int]bool{}, watchers: map[int][]*Observer[int, int]{},
				told: map[*Observer[int, int]]*Result[int]{}, settled: map[int]int{}, failed: map[int]int{}, seen: map[int]int{}, excused: map[int]bool{},
			}
			defer m.c.Close()
			actions := m.actions()
			names := make([]string, 0, len(actions))
			for name := range actions {
				names = append(names, name)
			}
			slices.Sort(names)
			for range rapid.IntRange(1, 60).Draw(rt, "steps") {
				actions[rapid.SampledFrom(names).Draw(rt, "action")](rt)
				pass(0)
				m.check(rt)
			}
			m.finish(rt)
		})
		switch failed := failed.(type) {
		case nil:
		case broken:
			rt.Fatal(failed)
		default:
			panic(failed)
		}
	})
}

func (m *machine) actions() map[string]func(*rapid.T) {
	key := func(t *rapid.T) int { return rapid.IntRange(0, modelKeys-1).Draw(t, "key") }
	filter := func(t *rapid.T) Filter {
		switch n := rapid.IntRange(0, 3).Draw(t, "filter"); n {
		case 0:
			return Filter{}
		case 1:
			return Filter{Prefix: P("n", 1)}
		default:
			k := key(t)
			return Filter{Prefix: m.query(k).Key.Path, Exact: true}
		}
	}
	change := func(t *rapid.T) { // the world moves on and says so
		k := key(t)
		m.mu.Lock()
		m.server[k]++
		m.mu.Unlock()
		opts := [][]RefetchOption{nil, {AtMostEvery(300 * ms)}}[rapid.IntRange(0, 1).Draw(t, "how")]
		m.c.Invalidate(Filter{Prefix: m.query(k).Key.Path}, opts...)
		m.excused[k] = false
	}
	return map[string]func(*rapid.T){
		"change": change, "change again": change,
		"push": func(t *rapid.T) { // or brings the new count along
			k := key(t)
			m.mu.Lock()
			m.server[k]++
			v := m.server[k]
			m.mu.Unlock()
			if err := Set(m.c, m.query(k).Key, v); err != nil {
				fail("set: %v", err)
			}
		},
		"clock": func(t *rapid.T) {
			pass(rapid.SampledFrom([]time.Duration{ms, 10 * ms, 30 * ms, 300 * ms, 11 * time.Second, 25 * time.Second}).Draw(t, "d"))
		},
		"watch": func(t *rapid.T) {
			k := key(t)
			last := &Result[int]{}
			o := Observe(m.c, m.query(k), func(r Result[int]) { *last = r })
			m.watchers[k] = append(m.watchers[k], o)
			m.told[o] = last
		},
		"leave": func(t *rapid.T) {
			if k := key(t); len(m.watchers[k]) > 0 {
				o := m.watchers[k][0]
				m.watchers[k] = m.watchers[k][1:]
				o.Close()
				delete(m.told, o)
			}
		},
		"refetch":  func(t *rapid.T) { m.c.Refetch(filter(t)) },
		"reset":    func(t *rapid.T) { m.c.Reset(filter(t)) },
		"remove":   func(t *rapid.T) { m.c.Remove(filter(t)) },
		"prefetch": func(t *rapid.T) { Prefetch(m.c, m.query(key(t))) },
		"cancel": func(t *rapid.T) {
			f := filter(t)
			_ = m.c.Cancel(context.Background(), f, true)
			for k := range modelKeys {
				if m.query(k).Key.HasPrefix(f.Prefix) {
					m.excused[k] = true
				}
			}
		},
		"blink": func(t *rapid.T) { m.c.SetFocused(false); m.c.SetFocused(rapid.Bool().Draw(t, "focused")) },
		"break": func(t *rapid.T) {
			k := key(t)
			m.mu.Lock()
			defer m.mu.Unlock()
			m.broken[k] = !m.broken[k]
		},
		"fetch": func(t *rapid.T) {
			k := key(t)
			ctx, cancel := context.WithTimeout(context.Background(), rapid.SampledFrom([]time.Duration{5 * ms, time.Minute}).Draw(t, "patience"))
			defer cancel()
			v, err := Fetch(ctx, m.c, m.query(k))
			if err == nil {
				m.plausible(t, k, v)
			} else if !errors.Is(err, errOops) && !errors.Is(err, context.DeadlineExceeded) && !errors.Is(err, ErrCanceled) {
				fail("fetch: %v", err)
			}
		},
		"patch": func(t *rapid.T) {
			if m.patches == 50 {
				return
			}
			k := key(t)
			p := &openPatch{key: k, bit: 1 << (firstBit + m.patches), decide: make(chan error)}
			m.patches++
			NewMutator(m.c, Mutation[int, int, int]{
				OnMutate: func(_ context.Context, tx *Tx, _ int) (int, error) {
					Patch(tx, m.query(k).Key, func(old int) int { return old | p.bit })
					return 0, nil
				},
				Run: func(ctx context.Context, _ int) (int, error) {
					select {
					case err := <-p.decide:
						if err == nil {
							m.mu.Lock()
							defer m.mu.Unlock()
							m.server[k] |= p.bit
						}
						return 0, err
					case <-ctx.Done():
						return 0, ctx.Err()
					}
				},
				Affects: func(int) []Filter { return []Filter{{Prefix: m.query(k).Key.Path}} },
			}).Go(0, nil)
			m.open = append(m.open, p)
		},
		"succeed": func(t *rapid.T) { m.decide(t, nil) },
		"fail":    func(t *rapid.T) { m.decide(t, errOops) },
	}
}

// decide ends one open mutation.
func (m *machine) decide(t *rapid.T, err error) {
	if len(m.open) == 0 {
		return
	}
	i := rapid.IntRange(0, len(m.open)-1).Draw(t, "patch")
	p := m.open[i]
	m.open = slices.Delete(m.open, i, i+1)
	if err == nil {
		m.settled[p.key] |= p.bit
	} else {
		m.failed[p.key] |= p.bit
	}
	p.decide <- err
	synctest.Wait()
}

// plausible checks a number that was read.
func (m *machine) plausible(t *rapid.T, k, v int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	count, low := v&(1<<firstBit-1), m.server[k]&(1<<firstBit-1)
	if count > low || count < m.seen[k] {
		fail("key %d counts %d: the server has %d, %d was read before", k, count, low, m.seen[k])
	}
	m.seen[k] = count
	if want := m.patched(k) | m.settled[k]; v&want != want || v&m.failed[k] != 0 {
		fail("key %d shows %b: open %b, settled %b, failed %b", k, v, m.patched(k), m.settled[k], m.failed[k])
	}
}

func (m *machine) check(t *rapid.T) {
	for k := range modelKeys {
		key := m.query(k).Key
		if v, ok := Get(m.c, key); ok {
			m.plausible(t, k, v)
		}
		st, ok := GetState(m.c, key)
		if ok && st.Observers != len(m.watchers[k]) {
			fail("key %d has %d observers, not %d", k, st.Observers, len(m.watchers[k]))
		}
		if !ok && len(m.watchers[k]) > 0 {
			fail("key %d is watched and gone", k)
		}
	}
	fetching := 0
	for _, e := range m.c.Entries(Filter{}) {
		if e.Fetch == Fetching {
			fetching++
		}
	}
	if n := m.c.Fetching(Filter{}); n != fetching {
		fail("counts %d fetches, there are %d", n, fetching)
	}
}

// finish lets everything come to rest with a healthy server and looks whether watched keys show what it has.
func (m *machine) finish(t *rapid.T) {
	for len(m.open) > 0 {
		m.decide(t, errOops)
	}
	m.mu.Lock()
	clear(m.broken)
	m.mu.Unlock()
	pass(10 * time.Second) // what was under way
	m.check(t)
	for k, all := range m.watchers {
		if len(all) == 0 {
			continue
		}
		st, _ := GetState(m.c, m.query(k).Key)
		if st.Fetch != Idle {
			fail("key %d is still %s", k, st.Fetch)
		}
		if st.Invalidated && st.Status == StatusSuccess && !m.excused[k] {
			fail("key %d was invalidated and never read again", k)
		}
		if st.Status == StatusSuccess && !st.Invalidated && st.Data != m.server[k] {
			fail("key %d passes for fresh at %d, the server has %d", k, st.Data, m.server[k])
		}
		for _, o := range all {
			if shown(*m.told[o]) != shown(o.Result()) {
				pass(16 * ms) // it became stale this moment, and the flush is to come
			}
			if got, want := shown(*m.told[o]), shown(o.Result()); got != want {
				fail("key %d: told %s, is %s", k, got, want)
			}
		}
	}
	_ = m.c.Invalidate(Filter{}).Wait(context.Background())
	pass(time.Second)
	for k, all := range m.watchers {
		for _, o := range all {
			if r := *m.told[o]; r.Data != m.server[k] || r.Status != StatusSuccess || r.Stale {
				fail("key %d ends as %s, the server has %d", k, shown(r), m.server[k])
			}
		}
	}
	if n := len(m.c.layers); n != 0 {
		fail("%d layers are left", n)
	}
}

func shown(r Result[int]) string {
	r.Changed = 0
	return fmt.Sprintf("%+v", r)
}

// broken is a promise that the cache did not keep.
type broken string

func fail(format string, args ...any) { panic(broken(fmt.Sprintf(format, args...))) }
