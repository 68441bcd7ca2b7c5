package query

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/sourcegraph/conc"
)

// Errors a caller may meet.
var (
	// ErrCanceled is what a caller gets whose fetch was cancelled, removed or reset, and that has no older data.
	ErrCanceled = fmt.Errorf("query cancelled: %w", context.Canceled)
	// ErrClosed is the answer of a closed client.
	ErrClosed = errors.New("query client closed")
	// ErrType says that a key holds data of another type.
	ErrType = errors.New("query holds another type")
	// ErrNoFetch says that nothing is known that could fetch a key.
	ErrNoFetch = errors.New("missing fetch")
	// ErrGone is the Err of a key that an open mutation hides.
	ErrGone = errors.New("gone")
)

// Scheduler runs a flush where results are wanted: fyne.Do in the app, a direct call in tests.
type Scheduler func(func())

// Config is what a client is made of; the zero Config works.
type Config struct {
	Base       context.Context // parent of every fetch; nil: context.Background()
	Defaults   Options
	Schedule   Scheduler     // nil: called directly, by whoever changed something
	Coalesce   time.Duration // least time between two flushes; 0 = one flush per batch
	Window     time.Duration // least time between two refetches of a key by the bus or by Affects; 0 = 300 ms, less = none
	Grace      time.Duration // how long a fetch that nobody waits for goes on; 0 = 250 ms, less = not at all
	MaxEntries int           // how many unwatched entries are kept, the longest unused leave first; 0 = no limit
	Story      int           // how many lines Story keeps; 0 = none

	// Each is called once a fetch has settled (cancelled ones have not), in the order of the results, by Schedule.
	OnError   func(EntryInfo, error)
	OnSuccess func(EntryInfo)
	OnSettled func(EntryInfo, error)
	// OnMutation is called at each stage of every mutation, before the mutation's own function.
	OnMutation func(MutationStage, MutationInfo)
	// Report hears of what no caller waits for: panics and errors of callbacks, payloads of a wrong type.
	Report func(error)

	Now func() time.Time // nil: time.Now (and testing/synctest)
}

const (
	defaultWindow = 300 * time.Millisecond
	defaultGrace  = 250 * time.Millisecond
	focusDebounce = 100 * time.Millisecond
)

// Client is the cache. All its methods may be called from any goroutine and from any callback; Close from none.
type Client struct {
	cfg    Config
	epoch  time.Time
	base   context.Context // of mutations: ends with Close
	values context.Context // of fetches: each is cancelled by itself, which spares a registration at the base
	stop   context.CancelFunc
	unhook func() bool
	work   conc.WaitGroup // fetches and mutations: Close waits for them
	calls  sync.WaitGroup // calls of ours that may still start work: Close waits for them first
	meters meters

	// mu guards all that follows, and every entry, flight, watcher, layer and mutation. No user code runs under it:
	// what a critical section has to call is left in launch, chores and queue, and done after unlock.
	mu     sync.Mutex
	t      time.Duration // the time of this critical section, since epoch
	closed bool

	index    map[string]*entry // by Path.enc
	root     node
	defaults []prefixDefaults
	running  int    // entries being fetched, not paused
	seq      uint64 // orders flights and settled mutations
	idle     lru

	alarms  []*alarm
	timer   *time.Timer
	timerAt time.Duration

	launch              []*flight   // attempts to start
	chores              []*entry    // whose dynamic options must be asked again
	queue, spare        []deliverer // what the next flush delivers; room for it
	depth               int         // open batches
	flushing, scheduled bool
	nextFlush           time.Duration
	flushAlarm          alarm
	subs                []*subscription
	story               story
	changes             uint64

	focused, wantFocus, online bool
	focusAlarm                 alarm

	layers    []*layer
	layerRev  uint64
	mutations mutations
}

// New makes a client, focused and online.
func New(cfg Config) *Client {
	if cfg.Base == nil {
		cfg.Base = context.Background()
	}
	if cfg.Schedule == nil {
		cfg.Schedule = func(fn func()) { fn() }
	}
	fallback(&cfg.Window, defaultWindow)
	fallback(&cfg.Grace, defaultGrace)
	cfg.Defaults = cfg.Defaults.under(builtin)
	c := &Client{cfg: cfg, index: map[string]*entry{}, timerAt: never, focused: true, wantFocus: true, online: true}
	c.epoch = c.clock()
	c.base, c.stop = context.WithCancel(cfg.Base)
	c.values = context.WithoutCancel(cfg.Base)
	c.unhook = context.AfterFunc(cfg.Base, c.abandon)
	c.flushAlarm.owner = ringFunc(func() {})
	c.focusAlarm.owner = ringFunc(c.refocus)
	c.mutations.init()
	c.idle.init()
	return c
}

func (c *Client) clock() time.Time {
	if c.cfg.Now != nil {
		return c.cfg.Now()
	}
	return time.Now()
}

// now is the time since the epoch: one read of the monotonic clock.
func (c *Client) now() time.Duration {
	if c.cfg.Now != nil {
		return c.cfg.Now().Sub(c.epoch)
	}
	return time.Since(c.epoch)
}

// wall turns a moment of ours into a time.
func (c *Client) wall(at time.Duration) time.Time { return c.epoch.Add(at) }

// moment turns a time into ours. Ages are computed from it, so it stays clear of the ends of the range.
func (c *Client) moment(t time.Time) time.Duration { return max(t.Sub(c.epoch), -never/2) }

func (c *Client) lock() {
	c.mu.Lock()
	c.t = c.now()
}

// locked runs one critical section, also to its end when user code in it panics.
func (c *Client) locked(fn func()) {
	c.lock()
	defer c.unlock()
	fn()
}

// unlock ends a critical section and does what it left to do outside: ask dynamic options, flush, start fetches. The
// flush comes first, so that with a direct Schedule even an immediate answer is seen to pass through fetching.
func (c *Client) unlock() {
	launch, chores := c.launch, c.chores
	c.launch, c.chores = nil, nil
	flush := c.wantsFlush()
	c.wind()
	if c.closed {
		launch, chores = nil, nil
	}
	if len(launch) > 0 {
		c.calls.Add(1) // under the mutex: Close either sees these fetches or they never start
		defer c.calls.Done()
	}
	c.mu.Unlock()
	for _, e := range chores {
		c.chore(e)
	}
	if flush {
		c.cfg.Schedule(c.flush)
	}
	for _, f := range launch {
		c.work.Go(func() { c.attempt(f) }) // owner: the client; Close cancels it and waits
	}
}

// Close cancels every fetch and mutation, stops the timer and waits for what is still running. Whoever waits gets
// ErrClosed; observers hear nothing more. It must not be called from a callback or from a fetch.
func (c *Client) Close() error {
	c.lock()
	if !c.closed {
		c.closed = true
		for _, e := range c.index {
			if e.flight != nil {
				c.drop(e.flight, ErrClosed)
			}
			c.settleWaiting(e, ErrClosed)
		}
		c.mutations.wakeAll()
		for len(c.alarms) > 0 {
			c.dropAlarm(c.alarms[len(c.alarms)-1])
		}
		c.queue, c.subs = nil, nil
		if c.timer != nil {
			c.timer.Stop()
		}
	}
	c.mu.Unlock()
	c.unhook()
	c.stop()
	c.calls.Wait()
	c.work.Wait()
	return nil
}

// abandon cancels every fetch when the base ends; they fail, and so do those begun later.
func (c *Client) abandon() {
	c.lock()
	defer c.unlock()
	for _, e := range c.index {
		if e.flight != nil {
			e.flight.cancel()
		}
	}
}

// tell queues a call of user code, in the order of commits.
func (c *Client) tell(fn func()) { c.queue = append(c.queue, task(fn)) }

// report hands what nobody waits for to Config.Report.
func (c *Client) report(err error) {
	if c.cfg.Report != nil {
		c.cfg.Report(err)
	}
}
