package query

import (
	"context"
	"errors"
	"math/rand/v2"
	"net/http"
	"time"
)

// Durations with a meaning of their own, for StaleTime and GCTime.
const (
	Static  = never             // stale time: never stale, not even when invalidated
	Forever = never - 1         // never by age alone
	AtOnce  = time.Duration(-1) // zero, said aloud: a field left at 0 inherits
	gcTime  = 10 * time.Minute  // unless set
)

// Trigger says when an occasion (mount, focus, reconnect) fetches. The zero Trigger inherits, in the end TriggerStale.
type Trigger uint8

// What an occasion does to an entry that has data; without data a mount always fetches.
const (
	TriggerStale Trigger = iota + 1
	TriggerNever
	TriggerAlways
)

// NetworkMode says what being offline does to a fetch. The zero mode inherits, in the end ModeAlways.
type NetworkMode uint8

// Local data is there with or without a network.
const (
	ModeAlways       NetworkMode = iota + 1
	ModeOnline                   // waits for the network
	ModeOfflineFirst             // tries once, and waits for the network before it tries again
)

// Values of RetryPolicy.Max beside plain counts.
const (
	Unlimited = -1
	NoRetry   = -2
)

// RetryPolicy says whether and when a failed fetch is tried again. Fields left zero inherit.
type RetryPolicy struct {
	Max    int                                         // attempts after the first; in the end 3 for observers, none for Fetch and mutations
	Should func(failures int, err error) bool          // nil = true; failures count from 0
	Delay  func(failures int, err error) time.Duration // nil = min(1s<<failures, 30s)
	Jitter float64                                     // 0..1: up to this share is taken off the delay by chance
}

// HTTPRetry retries network errors, 5xx and 429, never other 4xx; a Retry-After in the error wins over the back-off.
func HTTPRetry(most int) RetryPolicy {
	if most == 0 {
		most = NoRetry
	}
	return RetryPolicy{
		Max: most,
		Should: func(_ int, err error) bool {
			var coded StatusCoder
			if !errors.As(err, &coded) {
				return true
			}
			code := coded.HTTPStatus()
			return code == http.StatusTooManyRequests || code < 400 || code > 499
		},
		Delay: func(failures int, err error) time.Duration {
			var after interface{ RetryAfter() time.Duration }
			if errors.As(err, &after) && after.RetryAfter() > 0 {
				return after.RetryAfter()
			}
			return backOff(failures)
		},
	}
}

// StatusCoder is an error that knows the HTTP status it came from.
type StatusCoder interface{ HTTPStatus() int }

func backOff(failures int) time.Duration {
	return min(time.Second<<min(failures, 10), 30*time.Second)
}

// again reports whether the attempt that failed after `failures` earlier ones is repeated, and after what pause.
func (r RetryPolicy) again(unset, failures int, err error) (time.Duration, bool) {
	most := r.Max
	if most == 0 {
		most = unset
	}
	if most == NoRetry || most >= 0 && failures >= most || errors.Is(err, context.Canceled) {
		return 0, false
	}
	if r.Should != nil && !r.Should(failures, err) {
		return 0, false
	}
	d := backOff(failures)
	if r.Delay != nil {
		d = r.Delay(failures, err)
	}
	if r.Jitter > 0 {
		d -= time.Duration(r.Jitter * rand.Float64() * float64(d)) //nolint:gosec // chance, not a secret
	}
	return max(d, 0), true
}

// Options say how long an answer is good for and what fetches it again. Fields left zero inherit: call before prefix
// defaults (longest registered last) before Config.Defaults before the package's own.
type Options struct {
	StaleTime, GCTime             time.Duration // own defaults: stale at once, collected 10 min after the last reader left
	Retry                         RetryPolicy
	Network                       NetworkMode
	OnMount, OnFocus, OnReconnect Trigger
	PollFocusedOnly               bool  // no polls while the window has no focus
	KeepGoing                     bool  // a fetch that nobody waits for any more is finished and kept
	Notify                        Field // zero = FieldAll
	Meta                          Meta
	Cost                          func(any) int64 // bytes of a value, for the developer tools
}

// under fills what o leaves open from the weaker options d.
func (o Options) under(d Options) Options {
	fallback(&o.StaleTime, d.StaleTime)
	fallback(&o.GCTime, d.GCTime)
	fallback(&o.Retry.Max, d.Retry.Max)
	fallback(&o.Retry.Jitter, d.Retry.Jitter)
	fallback(&o.Network, d.Network)
	fallback(&o.OnMount, d.OnMount)
	fallback(&o.OnFocus, d.OnFocus)
	fallback(&o.OnReconnect, d.OnReconnect)
	fallback(&o.PollFocusedOnly, d.PollFocusedOnly)
	fallback(&o.KeepGoing, d.KeepGoing)
	fallback(&o.Notify, d.Notify)
	if o.Retry.Should == nil {
		o.Retry.Should = d.Retry.Should
	}
	if o.Retry.Delay == nil {
		o.Retry.Delay = d.Retry.Delay
	}
	if o.Meta == nil {
		o.Meta = d.Meta
	}
	if o.Cost == nil {
		o.Cost = d.Cost
	}
	return o
}

func fallback[T comparable](v *T, d T) {
	var zero T
	if *v == zero {
		*v = d
	}
}

// builtin is the weakest layer. Reconnect refetches what is stale also for local data: set here, in the open.
var builtin = Options{
	StaleTime: AtOnce, GCTime: gcTime, Network: ModeAlways,
	OnMount: TriggerStale, OnFocus: TriggerStale, OnReconnect: TriggerStale, Notify: FieldAll,
}

type prefixDefaults struct {
	prefix Path
	o      Options
}

// SetDefaults gives options to all keys under a prefix. The same prefix again replaces; of several that apply, those
// registered later win.
func (c *Client) SetDefaults(prefix Path, o Options) {
	c.lock()
	defer c.unlock()
	for i := range c.defaults {
		if c.defaults[i].prefix == prefix {
			c.defaults[i].o = o
			return
		}
	}
	c.defaults = append(c.defaults, prefixDefaults{prefix, o})
}

// resolve gives the options that hold for one path. Call it under the mutex.
func (c *Client) resolve(p Path, o Options) Options {
	for i := len(c.defaults) - 1; i >= 0; i-- {
		if p.HasPrefix(c.defaults[i].prefix) {
			o = o.under(c.defaults[i].o)
		}
	}
	return o.under(c.cfg.Defaults)
}
