package lead

import (
	"context"
	"reflect"
	"sync"
	"time"

	"letip/app/query"
	"letip/store/entity"
)

// The figures of SPEC sections 2 and 4.
const (
	staleLists  = 5 * time.Minute
	staleSingle = 10 * time.Minute
	collect     = 10 * time.Minute
	pollStats   = 30 * time.Second
	pollJob     = 2 * time.Second

	// maxEntries bounds what nobody watches: some sixty blocks of rows, and as many pages and single leads again.
	maxEntries = 256
	// story is how many lines the cache keeps for the developer tools: enough for their last 500 events, of which a fetch
	// or a mutation takes two or three.
	story = 2000
	// coalesce is one frame: however many keys an event touches, what is watched hears of it once.
	coalesce = 17 * time.Millisecond
	// window is the least time between two reads that events ask for: 500 created events in a second are five.
	window = 300 * time.Millisecond
)

// Desk is what the screens hold: the cache over the store, the mutations, and the bridge that keeps both in step with
// the bus. All its methods may be called from any goroutine.
type Desk struct {
	deps   Deps
	cache  *query.Client
	bridge *query.Bridge

	mu     sync.Mutex // guards what is told to whom
	notice []*listener
	local  []*localListener

	Mutations
}

type (
	listener      struct{ fn func(Notice) }
	localListener struct{ fn func() }
)

// Open makes a desk over its parts. The parent of every read is ctx; Close ends them all.
func Open(ctx context.Context, deps Deps) *Desk {
	if deps.Gone == nil {
		deps.Gone = func(error) bool { return false }
	}
	if deps.Undone == nil {
		deps.Undone = func(error) bool { return false }
	}
	if deps.Schedule == nil {
		deps.Schedule = func(fn func()) { fn() }
	}
	d := &Desk{deps: deps}
	d.cache = query.New(query.Config{
		Base: ctx,
		Defaults: query.Options{
			StaleTime: staleLists,
			GCTime:    collect,
			OnFocus:   query.TriggerStale, OnReconnect: query.TriggerStale,
			Retry: query.RetryPolicy{Max: 3, Should: func(_ int, err error) bool { return deps.Busy != nil && deps.Busy(err) }},
		},
		Schedule:   deps.Schedule,
		Coalesce:   coalesce,
		Window:     window,
		MaxEntries: maxEntries,
		Story:      story,
		Report:     deps.OnError,
	})
	d.Mutations = newMutations(d)
	if deps.Bus != nil {
		d.bridge = bridge(d, deps.Bus)
	}
	return d
}

// Cache is the query cache itself, for observers and the developer tools.
func (d *Desk) Cache() *query.Client { return d.cache }

// Close ends the bridge first, then every read, and waits for both.
func (d *Desk) Close() error {
	if d.bridge != nil {
		d.bridge.Close()
	}
	return d.cache.Close()
}

// OnNotice calls fn with each notice, on the goroutine that draws, until cancel.
func (d *Desk) OnNotice(fn func(Notice)) (cancel func()) {
	l := &listener{fn: fn}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.notice = append(d.notice, l)
	return func() {
		d.mu.Lock()
		defer d.mu.Unlock()
		d.notice = without(d.notice, l)
	}
}

// onLocal calls fn when the rep's own change has been patched in, so that a list shows it without waiting.
func (d *Desk) onLocal(fn func()) (cancel func()) {
	l := &localListener{fn: fn}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.local = append(d.local, l)
	return func() {
		d.mu.Lock()
		defer d.mu.Unlock()
		d.local = without(d.local, l)
	}
}

func (d *Desk) tell(n Notice) {
	d.mu.Lock()
	all := append([]*listener(nil), d.notice...)
	d.mu.Unlock()
	d.deps.Schedule(func() {
		for _, l := range all {
			l.fn(n)
		}
	})
}

func (d *Desk) tellLocal() {
	d.mu.Lock()
	all := append([]*localListener(nil), d.local...)
	d.mu.Unlock()
	for _, l := range all {
		l.fn()
	}
}

// without gives a new slice, because a call in flight may still read the old one.
func without[T comparable](in []T, x T) []T {
	out := make([]T, 0, len(in))
	for _, e := range in {
		if e != x {
			out = append(out, e)
		}
	}
	return out
}

// Refresh reads again all that is watched, as F5 does.
func (d *Desk) Refresh() { d.cache.Invalidate(query.Filter{}) }

// Focus tells the cache that the window came to the front or left it: stale queries are read again.
func (d *Desk) Focus(in bool) { d.cache.SetFocused(in) }

// KnownSettings is what the rep may change, as the cache has it; ok is false before it was read.
func (d *Desk) KnownSettings() (s entity.Settings, ok bool) { return query.Get(d.cache, KeySettings()) }

// Gone reports whether an error means that a lead is no longer there.
func (d *Desk) Gone(err error) bool { return err != nil && d.deps.Gone(err) }

// Undone reports whether an error means that there was nothing left to undo.
func (d *Desk) Undone(err error) bool { return err != nil && d.deps.Undone(err) }

// live reports whether a job may add leads by itself now, from what the cache knows of the journal.
func (d *Desk) live() bool {
	for _, runs := range query.All[[]Run](d.cache, query.Filter{Prefix: query.P(wordJobs)}) {
		for _, r := range runs {
			if r.Live() {
				return true
			}
		}
	}
	for _, r := range query.All[Run](d.cache, query.Filter{Prefix: query.P(wordScrapeStatus)}) {
		if r.Live() {
			return true
		}
	}
	return false
}

// Story is what a detail pane shows beside the lead itself.
type Story struct {
	Provenance []entity.Provenance
	Timeline   []entity.TimelineEntry
	Parts      []entity.MergedPart // what was merged into it
}

var (
	typeBusiness = reflect.TypeFor[entity.Business]().String()
	typeStory    = reflect.TypeFor[Story]().String()
)
