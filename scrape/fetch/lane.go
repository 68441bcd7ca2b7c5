package fetch

import (
	"context"
	"fmt"
	"net/url"
	"sync"
	"time"
)

// maxLanes bounds the memory of a long crawl: beyond it, lanes unused for forgetAfter are forgotten.
const (
	maxLanes    = 4096
	forgetAfter = 10 * time.Minute
)

// lanes has a lane for each host. The zero value is ready.
type lanes struct {
	mu    sync.Mutex // guards m, limit and each lane's users
	m     map[string]*lane
	limit int // of m, before the next look for what can be forgotten
}

// lane lets one request at a time through to a host, and knows when the next may start.
type lane struct {
	turn  chan struct{} // full while a request is in flight or about to be
	users int           // those inside or waiting

	mu       sync.Mutex // guards what follows
	ended    time.Time  // when the last request ended
	quiet    time.Time  // the server asked for silence until then
	rest     time.Time  // after failuresToRest failures nobody is let in until then
	failures int        // in a row
	last     Class      // of the last failure
	dialled  bool       // the last failure's own
}

// of gives the lane of a host; done must be called when it is no longer used.
func (ls *lanes) of(host string) (l *lane, done func()) {
	ls.mu.Lock()
	defer ls.mu.Unlock()
	if ls.m == nil {
		ls.m, ls.limit = map[string]*lane{}, maxLanes
	}
	if len(ls.m) >= ls.limit {
		ls.forget(time.Now())
		ls.limit = max(maxLanes, 2*len(ls.m))
	}
	l = ls.m[host]
	if l == nil {
		l = &lane{turn: make(chan struct{}, 1)}
		ls.m[host] = l
	}
	l.users++
	return l, func() {
		ls.mu.Lock()
		defer ls.mu.Unlock()
		l.users--
	}
}

// forget drops the lanes that nobody has used for a while and that owe no silence. The caller holds mu.
func (ls *lanes) forget(now time.Time) {
	for host, l := range ls.m {
		l.mu.Lock()
		idle := l.users == 0 && now.After(l.quiet) && now.Sub(l.ended) > forgetAfter
		l.mu.Unlock()
		if idle {
			delete(ls.m, host)
		}
	}
}

// enter waits until a request may start: alone, gap after the end of the last one, and not in a silence the server
// asked for. The gap counts from the end and not from the start, because a server that needs two seconds for an answer
// should have its second of peace after it. count and leave must be called if enter returned nil.
func (l *lane) enter(ctx context.Context, u *url.URL, gap time.Duration) *Error {
	if err := l.refusal(u, time.Now()); err != nil {
		return err
	}
	select {
	case l.turn <- struct{}{}:
	case <-ctx.Done():
		return interrupted(ctx, u.String())
	}
	err := l.await(ctx, u, gap)
	if err != nil {
		<-l.turn
	}
	return err
}

// await waits with the turn in hand.
func (l *lane) await(ctx context.Context, u *url.URL, gap time.Duration) *Error {
	now := time.Now()
	if err := l.refusal(u, now); err != nil {
		return err
	}
	l.mu.Lock()
	start := l.quiet
	if !l.ended.IsZero() && l.ended.Add(gap).After(start) {
		start = l.ended.Add(gap)
	}
	l.mu.Unlock()
	wait := start.Sub(now)
	if deadline, ok := ctx.Deadline(); ok && wait > deadline.Sub(now) {
		// Waiting for what can't come would only keep a worker busy.
		err := NewError(ClassTimeout, u.String(), fmt.Sprintf(
			"%s asks for a longer pause between requests than there was time left.", u.Hostname()), context.DeadlineExceeded)
		err.RetryAfter, err.ours = wait, true
		return err
	}
	if sleep(ctx, wait) != nil {
		return interrupted(ctx, u.String())
	}
	return nil
}

// refusal is the error of a request that is not worth waiting for: the host rests, or wants more silence than anybody
// waits for. It says when to come back.
func (l *lane) refusal(u *url.URL, now time.Time) *Error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if wait := l.rest.Sub(now); wait > 0 {
		err := NewError(l.last, u.String(), fmt.Sprintf("%s rests until %s after %d failures in a row (%s).",
			u.Hostname(), clock(l.rest), l.failures, l.last), nil)
		err.RetryAfter, err.resting, err.dialled = wait, true, l.dialled
		return err
	}
	if wait := l.quiet.Sub(now); wait > maxRetryAfter {
		err := NewError(l.last, u.String(), fmt.Sprintf("%s asked for silence until %s.",
			u.Hostname(), clock(l.quiet)), nil)
		err.RetryAfter, err.resting = wait, true
		return err
	}
	return nil
}

// count notes the end of a request and how it went. A host that rests from now on is told in err.
func (l *lane) count(err *Error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := time.Now()
	l.ended = now
	switch {
	case err == nil:
		l.failures = 0
	case err.ours:
		// Whoever asked gave up: that says nothing about the host.
	case !traits[err.Class].hostIll:
		l.failures = 0
	default:
		l.last, l.dialled = err.Class, err.dialled
		if err.RetryAfter > 0 {
			l.quiet = now.Add(err.RetryAfter)
		}
		if l.failures++; l.failures >= failuresToRest {
			l.rest = now.Add(restFor)
			err.resting = true
			err.RetryAfter = max(err.RetryAfter, restFor)
		}
	}
}

// leave lets the next one in.
func (l *lane) leave() { <-l.turn }

// clock writes a moment as a person reads it off the wall, and off the calendar where that is needed.
func clock(t time.Time) string {
	if time.Until(t) > 12*time.Hour {
		return t.Local().Format("15:04 on January 2, 2006")
	}
	return t.Local().Format("15:04:05")
}

// sleep waits for d or for ctx, whose error it returns then; also if ctx was over before.
func sleep(ctx context.Context, d time.Duration) error {
	if err := ctx.Err(); err != nil || d <= 0 {
		return err
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return ctx.Err()
	case <-ctx.Done():
		return ctx.Err()
	}
}
