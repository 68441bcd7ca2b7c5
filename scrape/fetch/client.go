package fetch

import (
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"letip/store/entity"
)

// Config is what a Client is made of. The zero value is a client for public addresses that asks nobody until a contact
// is set.
type Config struct {
	Version      string // the program's, for the User-Agent
	Contact      string // an email or URL for the User-Agent; SetContact changes it
	AllowPrivate bool   // loopback and private addresses, any port: for tests

	Rate    float64 // requests a second to one host; replaces every gap, never a Retry-After. Counts with HasRate only
	HasRate bool    // Rate is given. Rate 0 is no gap, and only counts with AllowPrivate

	Cache      Cache               // nil keeps nothing
	Resolver   *net.Resolver       // nil is the system's
	OnHealth   func(entity.Health) // told of each transition, one at a time; must not wait
	OnExchange func(Exchange)      // told of each request on the wire, from its own goroutine; must not wait
	Log        *slog.Logger        // hears what concerns no caller, as a cache that can't write; nil hears nothing
}

// Client is the program's one way to the network. It is safe for concurrent use.
type Client struct {
	conf      Config
	contact   atomic.Pointer[string]
	guard     guard
	mounts    mounts
	lanes     lanes
	same      keyed // one flight a cache key
	robots    robotsBook
	health    *board
	transport *http.Transport
	wire      http.RoundTripper // the transport; a test's own in synctest bubbles
	chance    func() float64    // in [0, 1), for the jitter
	lastID    atomic.Uint64

	life    context.Context // ends with Close
	end     context.CancelFunc
	closing sync.Mutex // guards closed, and flights while it may still rise
	closed  bool
	flights sync.WaitGroup
}

// errClosed is the cause of what was in flight when the client was closed.
var errClosed = errors.New("the fetch client was closed")

// New makes a Client. Close it.
func New(conf Config) *Client {
	if conf.Log == nil {
		conf.Log = slog.New(slog.DiscardHandler)
	}
	if conf.Version == "" {
		conf.Version = "1"
	}
	c := &Client{
		conf:   conf,
		guard:  newGuard(conf.AllowPrivate),
		health: newBoard(conf.OnHealth, conf.AllowPrivate),
		chance: rand.Float64,
	}
	c.SetContact(conf.Contact)
	// The lifetime of the client is no request's: it ends with Close alone.
	c.life, c.end = context.WithCancel(context.Background())
	c.transport = c.newTransport()
	c.wire = c.transport
	return c
}

// Close ends what is in flight with class cancelled, waits for it, and closes the connections.
func (c *Client) Close() {
	c.closing.Lock()
	c.closed = true
	c.closing.Unlock()
	c.end()
	c.flights.Wait()
	c.transport.CloseIdleConnections()
}

// enter joins a caller's context with the client's life. leave must be called.
func (c *Client) enter(ctx context.Context) (joined context.Context, leave func(), err *Error) {
	c.closing.Lock()
	defer c.closing.Unlock()
	if c.closed {
		return nil, nil, NewError(ClassCancelled, "", "The program is closing.", errClosed)
	}
	c.flights.Add(1)
	joined, cancel := context.WithCancelCause(ctx)
	stop := context.AfterFunc(c.life, func() { cancel(errClosed) })
	return joined, func() {
		stop()
		cancel(nil)
		c.flights.Done()
	}, nil
}

// Health is what real requests and the network interfaces have shown so far.
func (c *Client) Health() entity.Health { return c.health.snapshot() }

// Watch looks at the network interfaces until ctx ends, so that a pulled cable shows without a request. It asks nobody.
func (c *Client) Watch(ctx context.Context) {
	tick := time.NewTicker(interfaceEvery)
	defer tick.Stop()
	for {
		c.health.look()
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// Do asks one question and waits for the whole answer. Its error is always an *Error.
func (c *Client) Do(ctx context.Context, r Request) (*Response, error) {
	res, err := c.do(ctx, r)
	if err != nil {
		return nil, err
	}
	return res, nil
}

func (c *Client) do(ctx context.Context, r Request) (*Response, *Error) {
	p, err := newPlan(r)
	if err != nil {
		return nil, err
	}
	ctx, leave, err := c.enter(ctx)
	if err != nil {
		return nil, err
	}
	defer leave()
	if c.conf.Cache == nil || p.CacheFor <= 0 {
		return c.try(ctx, p)
	}

	// Two equal questions at once make one request: the second waits here and finds the first one's answer.
	unlock, lost := c.same.lock(ctx, p.CacheKey)
	if lost != nil {
		return nil, p.interrupted(ctx)
	}
	defer unlock()
	if !p.Refresh {
		if kept := c.recall(ctx, p); kept != nil {
			return kept, nil
		}
	}
	res, err := c.try(ctx, p)
	if err != nil {
		return nil, err
	}
	if !redirect(res.Status) && (p.Cacheable == nil || p.Cacheable(res)) {
		c.keep(ctx, p, res)
	}
	return res, nil
}
