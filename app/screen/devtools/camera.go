package devtools

import (
	"cmp"
	"slices"
	"sync"
	"time"

	"github.com/sourcegraph/conc"

	"letip/app/query"
)

// pictureEvery is the least time between two looks at the whole cache: over 10,000 queries one holds its lock for a few
// milliseconds.
const pictureEvery = 250 * time.Millisecond

// Statement is an SQL statement that was slow.
type Statement struct {
	At   time.Time
	SQL  string
	Took time.Duration
}

// picture is all that the window shows of one moment. It is never changed once it is made.
type picture struct {
	at        time.Time
	entries   []query.EntryInfo
	list      *listing
	moments   []moment // the newest first
	mutations []query.MutationInfo
	meters    []query.Meter
	prefixes  []prefix
	slow      []Statement // the newest first
	totals    totals
	hits      int
	misses    int

	seen    query.Inspection // of the chosen query
	isSeen  bool
	bytes   int64 // what its data takes
	atLeast bool  // and more: not all was counted
	fetches []moment
}

// prefix is a meter with what is under its first segment now.
type prefix struct {
	query.Meter
	counts [labels]int
	n      int
}

// camera takes pictures of the cache on a goroutine of its own while it is on.
type camera struct {
	cache *query.Client
	slow  func() []Statement
	now   func() time.Time
	ready func(*picture) // from the camera's goroutine; must not wait

	owner conc.WaitGroup
	stop  chan struct{} // nil while it is off
	kick  chan struct{}

	mu     sync.Mutex // guards what follows
	want   wish
	chosen query.Path
	asked  uint64 // counts changes of want and chosen

	// What follows belongs to the camera's goroutine while it is on.
	lister  *lister
	story   *timeline
	entries []query.EntryInfo
	last    picture
	changes uint64
	looked  time.Time // when the cache was last looked at
	known   bool
	served  uint64
	second  int64
	weighed struct { // what bytes was counted for
		path    query.Path
		version uint64
	}
	looks, lists int // counted for tests
}

func newCamera(cache *query.Client, slow func() []Statement, now func() time.Time, ready func(*picture)) *camera {
	return &camera{
		cache: cache, slow: slow, now: now, ready: ready, kick: make(chan struct{}, 1),
		want: wish{only: noLabel}, lister: newLister(), story: newTimeline(),
	}
}

// on begins to take pictures. Off ends it and waits; what was remembered stays.
func (c *camera) on() {
	if c.stop != nil {
		return
	}
	stop := make(chan struct{})
	c.stop = stop
	c.owner.Go(func() { c.run(stop) })
}

func (c *camera) off() {
	if c.stop == nil {
		return
	}
	close(c.stop)
	c.stop = nil
	c.owner.Wait()
}

// wish changes what is listed and which query is looked at closely; the picture follows at once.
func (c *camera) wish(w wish, chosen query.Path) {
	c.mu.Lock()
	c.want, c.chosen = w, chosen
	c.asked++
	c.mu.Unlock()
	select {
	case c.kick <- struct{}{}:
	default:
	}
}

func (c *camera) run(stop <-chan struct{}) {
	tick := time.NewTicker(pictureEvery)
	defer tick.Stop()
	c.known = false // what happened while it was off
	for {
		c.take()
		select {
		case <-stop:
			return
		case <-tick.C:
		case <-c.kick:
		}
	}
}

// take makes a picture if there is anything new to see.
func (c *camera) take() {
	c.mu.Lock()
	want, chosen, asked := c.want, c.chosen, c.asked
	c.mu.Unlock()
	now := c.now()
	wished := asked != c.served
	moved := c.look(now)
	if !moved && !wished && c.known && now.Unix() == c.second {
		return
	}
	c.served, c.second, c.known = asked, now.Unix(), true
	p := c.last
	p.at, p.entries = now, c.entries
	if moved || wished {
		c.lists++
		p.list = c.lister.list(c.entries, want)
	}
	p.totals = c.story.totals(now)
	p.slow = nil
	if c.slow != nil {
		p.slow = c.slow()
	}
	c.inspect(&p, chosen)
	c.last = p
	c.ready(&p)
}

// look reads the whole cache, if it has changed and the last look is long enough ago.
func (c *camera) look(now time.Time) bool {
	changes := c.cache.Changes()
	since := now.Sub(c.looked)
	if c.known && (changes == c.changes || since >= 0 && since < pictureEvery) {
		return false
	}
	c.looks++
	c.changes, c.looked = changes, now
	c.entries = c.cache.Entries(query.Filter{})
	c.last.meters = c.cache.Meters()
	c.last.mutations = c.cache.Mutations()
	slices.SortFunc(c.last.mutations, func(a, b query.MutationInfo) int {
		if by := cmp.Compare(mutationRank(&a), mutationRank(&b)); by != 0 {
			return by
		}
		return cmp.Compare(b.ID, a.ID)
	})
	if c.story.read(c.cache.Story(c.story.seen)) || c.last.moments == nil {
		c.last.moments = c.story.newest()
	}
	c.sumPrefixes()
	return true
}

// sumPrefixes counts what is under each first segment.
func (c *camera) sumPrefixes() {
	at := map[query.Path]int{}
	c.last.prefixes = make([]prefix, len(c.last.meters))
	c.last.hits, c.last.misses = 0, 0
	for i, m := range c.last.meters {
		c.last.prefixes[i].Meter = m
		at[m.Prefix] = i
		c.last.hits += m.Hits
		c.last.misses += m.Misses
	}
	for i := range c.entries {
		e := &c.entries[i]
		if n, ok := at[e.Path.Head(1)]; ok {
			c.last.prefixes[n].n++
			c.last.prefixes[n].counts[labelOf(e)]++
		}
	}
}

// fetchesShown is how many of a query's own fetches are told.
const fetchesShown = 20

// inspect looks closely at the chosen query.
func (c *camera) inspect(p *picture, chosen query.Path) {
	p.seen, p.isSeen, p.fetches = query.Inspection{}, false, nil
	if chosen.Len() == 0 {
		return
	}
	if p.seen, p.isSeen = c.cache.Inspect(chosen); !p.isSeen {
		return
	}
	if c.weighed.path != chosen || c.weighed.version != p.seen.Version {
		c.weighed.path, c.weighed.version = chosen, p.seen.Version
		if cost, ok := c.cache.Cost(chosen); ok {
			p.bytes, p.atLeast = cost, false
		} else {
			p.bytes, p.atLeast = sizeOf(p.seen.Data)
		}
	}
	for i := range p.moments {
		if m := &p.moments[i]; m.kind == ofRead && m.path == chosen {
			if p.fetches = append(p.fetches, *m); len(p.fetches) == fetchesShown {
				return
			}
		}
	}
}
