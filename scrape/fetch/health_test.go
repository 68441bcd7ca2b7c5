package fetch

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/sourcegraph/conc"

	"letip/store/entity"
)

// badge is what a person sees of the health.
func badge(h entity.Health) string {
	text := string(h.State)
	for _, s := range h.Sources {
		text += fmt.Sprintf(" %s:%s", s.Source, s.State)
	}
	return text
}

func TestTheBadgeFollowsRealRequests(t *testing.T) {
	noDNS := &net.DNSError{Err: "server misbehaving", IsTemporary: true}
	noPath := &net.OpError{Op: "dial", Err: io.EOF}
	brokeOff := io.ErrUnexpectedEOF
	type step struct {
		source string
		status int
		fail   error
		want   string
	}
	tests := []struct {
		name  string
		steps []step
	}{
		{"all is well", []step{{"osm", 200, nil, "online osm:online"}}},
		{"a refusal is limited, the next success reconnects", []step{
			{"osm", 429, nil, "limited osm:limited"}, {"osm", 200, nil, "online osm:online"},
		}},
		{"a fault and a riddle are limited", []step{
			{"osm", 500, nil, "limited osm:limited"},
			{"osm", 504, nil, "limited osm:limited"},
			{"osm", 403, nil, "limited osm:limited"},
			{"osm", 406, nil, "limited osm:limited"},
		}},
		{"our own bad question says nothing", []step{{"osm", 400, nil, "online osm:online"}}},
		{"no DNS on every source is offline", []step{
			{"osm", 200, nil, "online osm:online"},
			{"overture", 200, nil, "online osm:online overture:online"},
			{"osm", 0, noDNS, "limited osm:offline overture:online"},
			{"overture", 0, noPath, "offline osm:offline overture:offline"},
			{"overture", 200, nil, "limited osm:offline overture:online"},
			{"osm", 200, nil, "online osm:online overture:online"},
		}},
		{"one source that can't be reached is all there are", []step{{"osm", 0, noPath, "offline osm:offline"}, {"osm", 200, nil, "online osm:online"}}},
		{"what broke off was reached", []step{{"osm", 0, brokeOff, "limited osm:limited"}}},
		{"a bad question proves the way", []step{{"osm", 0, noPath, "offline osm:offline"}, {"osm", 400, nil, "online osm:online"}}},
		{"a request of no source counts for none", []step{{"", 500, nil, "online"}}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var now step
				w := &wire{
					answer: func(*http.Request) *http.Response { return reply(now.status, "") },
					fail:   func(*http.Request) error { return now.fail },
				}
				var told []entity.Health
				c := bubble(t, Config{OnHealth: func(h entity.Health) { told = append(told, h) }}, w)
				last := badge(c.Health())
				for i, step := range test.steps {
					now = step
					ask := func() int {
						before := len(told)
						_, _ = c.Do(t.Context(), Request{
							URL: "http://" + step.source + "x.example/", Kind: API, Source: step.source, Retry: Retry{Times: NoRetry},
						})
						return len(told) - before
					}
					n := ask()
					if got := badge(c.Health()); got != step.want {
						t.Fatalf("step %d: the badge is %q; want %q", i, got, step.want)
					}
					if n > 1 || n == 0 && step.want != last {
						t.Errorf("step %d: told %d times of the way from %q to %q; want once", i, n, last, step.want)
					}
					if again := ask(); again != 0 {
						t.Errorf("step %d: told of the same once more", i)
					}
					if len(told) > 0 && badge(told[len(told)-1]) != step.want {
						t.Errorf("step %d: last told of %q; want %q", i, badge(told[len(told)-1]), step.want)
					}
					last = step.want
				}
			})
		})
	}
}

func TestALimitedSourceSaysWhyAndUntilWhen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		status := 200
		w := &wire{answer: func(*http.Request) *http.Response { return reply(status, "", "Retry-After", "700") }}
		c := bubble(t, Config{}, w)
		ask := func() { _, _ = c.Do(t.Context(), Request{URL: "http://o.example/", Kind: API, Source: "osm"}) }
		ask()
		wentWell := time.Now()
		time.Sleep(5 * s)
		status = 429
		ask()
		want := entity.Health{State: entity.Limited, Sources: []entity.SourceHealth{{
			Source: "osm", State: entity.Limited, Until: time.Now().Add(700 * s), LastOK: wentWell,
			Message: "o.example asks for a pause: too many requests; it may be asked again at " + clock(time.Now().Add(700*s)) + ".",
		}}}
		if diff := cmp.Diff(want, c.Health(), cmpopts.EquateApproxTime(s)); diff != "" {
			t.Errorf("health (-want +got):\n%s", diff)
		}
	})
}

func TestWebsitesOutOfReachAreTheNetworksFaultOnlyTogether(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dead := true
		w := &wire{
			answer: func(*http.Request) *http.Response { return reply(404, "") },
			fail: func(*http.Request) error {
				if dead {
					return &net.DNSError{Err: "no such host", IsNotFound: true}
				}
				return nil
			},
		}
		c := bubble(t, Config{}, w)
		visit := func(host string) string {
			_, _ = c.Do(t.Context(), Request{URL: "http://" + host + ".example/", Source: "website", Retry: Retry{Times: NoRetry}})
			return badge(c.Health())
		}
		for i, want := range []string{"online website:online", "online website:online", "offline website:offline"} {
			if got := visit(fmt.Sprint("dead", i)); got != want {
				t.Errorf("after %d dead websites: %q; want %q", i+1, got, want)
			}
			if got := visit(fmt.Sprint("dead", i)); got != want {
				t.Errorf("after the same once more: %q; want %q", got, want)
			}
		}
		dead = false
		if got := visit("alive"); got != "online website:online" {
			t.Errorf("after a website that answers, even with 404: %q", got)
		}
	})
}

func TestWithoutAnInterfaceTheProgramIsOffline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var up atomic.Bool
		up.Store(true)
		w := &wire{answer: func(*http.Request) *http.Response { return reply(200, "") }}
		var told []string
		c := bubble(t, Config{OnHealth: func(h entity.Health) { told = append(told, badge(h)) }}, w)
		c.health.interfaces = up.Load
		c.Mount("sample.test", NewListener())
		ctx, stop := context.WithCancel(t.Context())
		var wg conc.WaitGroup
		defer wg.Wait()
		defer stop()
		wg.Go(func() { c.Watch(ctx) })
		ask := func(host, source string) {
			if _, err := c.Do(t.Context(), Request{URL: "http://" + host, Kind: API, Source: source}); err != nil {
				t.Error(err)
			}
		}
		ask("o.example", "osm")
		time.Sleep(time.Minute)
		up.Store(false)
		time.Sleep(interfaceEvery)
		synctest.Wait()
		ask("api.sample.test", "sample")
		if got := badge(c.Health()); got != "offline osm:online sample:online" {
			t.Errorf("with the cable pulled, and the sample asked: %q", got)
		}
		up.Store(true)
		time.Sleep(interfaceEvery)
		synctest.Wait()
		want := []string{"online osm:online", "offline osm:online", "offline osm:online sample:online", "online osm:online sample:online"}
		if diff := cmp.Diff(want, told); diff != "" {
			t.Errorf("told (-want +got):\n%s", diff)
		}
	})
}

func TestASampleThatWorksDoesNotHideALostNetwork(t *testing.T) {
	b := newBoard(nil, true)
	api := &plan{Request: Request{Kind: API, Source: "sample"}}
	b.tell(api, nil, true)
	api.Source = "osm"
	lost := NewError(ClassDNS, "", "", nil)
	lost.dialled = true
	b.tell(api, lost, false)
	if got := badge(b.snapshot()); got != "offline sample:online osm:offline" {
		t.Errorf("the badge is %q", got)
	}
}

func TestAnInterfaceLeadsOutIfItRunsAndHasAnAddress(t *testing.T) {
	const up = net.FlagUp | net.FlagRunning
	tests := []struct {
		name  string
		flags net.Flags
		addr  string
		want  bool
	}{
		{"a cable with a home address", up, "192.168.1.7/24", true},
		{"a cable with IPv6", up, "2606:4700::7/64", true},
		{"a cable without an address", up, "", false},
		{"a cable with an address of its own making", up, "169.254.3.4/16", false},
		{"a pulled cable", net.FlagUp, "192.168.1.7/24", false},
		{"loopback", up | net.FlagLoopback, "127.0.0.1/8", false},
	}
	for _, test := range tests {
		var addrs []net.Addr
		if ip, network, err := net.ParseCIDR(test.addr); err == nil {
			addrs = append(addrs, &net.IPNet{IP: ip, Mask: network.Mask})
		}
		if got := leadsOut(test.flags, addrs); got != test.want {
			t.Errorf("%s leads out: %t; want %t", test.name, got, test.want)
		}
	}
	t.Logf("this machine has a way out: %t", hasInterface())
}

func TestAHostAtRestAfterALostNetworkStaysOffline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &wire{fail: func(*http.Request) error { return &net.DNSError{Err: "server misbehaving", IsTemporary: true} }}
		c := bubble(t, Config{}, w)
		for i := range 8 { // the fifth makes it rest
			_, _ = c.Do(t.Context(), Request{URL: "http://o.example/", Kind: API, Source: "osm", Retry: Retry{Times: NoRetry}})
			if got := badge(c.Health()); got != "offline osm:offline" {
				t.Errorf("after failure %d: %q", i+1, got)
			}
		}
	})
}
