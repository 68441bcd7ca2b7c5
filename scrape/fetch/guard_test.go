package fetch

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"testing"
)

func TestTheGuardKnowsPublicAddresses(t *testing.T) {
	bad := []string{
		"127.0.0.1", "127.8.9.10", "0.0.0.0", "0.1.2.3", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1",
		"169.254.169.254", "100.64.0.1", "198.18.0.1", "224.0.0.1", "255.255.255.255",
		"::1", "::", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "fd00:ec2::254", "fe80::1", "ff02::1",
		"64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "2002:7f00:1::", "2001:db8::1", "2001::1", "192.0.2.1", "203.0.113.7", "240.0.0.1",
	}
	good := []string{"8.8.8.8", "93.184.215.14", "2606:4700:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"}
	closed, open := newGuard(false), newGuard(true)
	for _, a := range bad {
		addr := netip.MustParseAddr(a)
		if err := closed.check(addr, true); err == nil {
			t.Errorf("%s may be dialled", a)
		}
		want := private(addr)
		if err := open.check(addr, false); (err == nil) != want {
			t.Errorf("with AllowPrivate %s: %v; want allowed = %t", a, err, want)
		}
	}
	for _, a := range good {
		addr := netip.MustParseAddr(a)
		if err := closed.check(addr, true); err != nil {
			t.Errorf("%s may not be dialled: %v", a, err)
		}
		if err := open.check(addr, false); err != errNoContact {
			t.Errorf("%s without a contact: %v; want errNoContact", a, err)
		}
	}
}

func TestOnlyLoopbackPrivateAndLinkLocalComeWithAllowPrivate(t *testing.T) {
	for a, want := range map[string]bool{
		"127.0.0.1": true, "127.0.1.200": true, "::1": true, "10.1.2.3": true, "192.168.0.9": true, "fd00::1": true, "169.254.1.1": true,
		"0.0.0.0": false, "::": false, "224.0.0.1": false, "255.255.255.255": false, "203.0.113.7": false, "8.8.8.8": false,
	} {
		if got := private(netip.MustParseAddr(a)); got != want {
			t.Errorf("private(%s) = %t; want %t", a, got, want)
		}
	}
}

// trap is a server on loopback that nothing may reach.
func trap(t *testing.T) (port string) {
	t.Helper()
	s := serve(t, func(_ http.ResponseWriter, r *http.Request) { t.Errorf("the guard let %s %s through", r.Host, r.URL) })
	return s.Listener.Addr().(*net.TCPAddr).AddrPort().String()[len("127.0.0.1:"):]
}

func TestNoNameLeadsToAPrivateAddress(t *testing.T) {
	port := trap(t)
	z := &zone{}
	c := New(Config{Contact: "rep@chapter.example", Resolver: z.resolver(t)})
	defer c.Close()
	for i, addrs := range [][]string{
		{"127.0.0.1"}, {"::1"}, {"::ffff:127.0.0.1"}, {"10.0.0.1"}, {"169.254.169.254"}, {"0.0.0.0"}, {"127.0.0.1", "::1", "192.168.0.1"},
	} {
		host := fmt.Sprintf("h%d.example", i)
		z.set(host, addrs...)
		e := failed(t, c, Request{URL: "http://" + host + ":" + port + "/", Kind: API}, ClassPrivateAddress)
		if !strings.Contains(e.Message, host) {
			t.Errorf("the sentence doesn't name the host: %q", e.Message)
		}
	}
	for _, host := range []string{"127.0.0.1", "[::1]", "[::ffff:7f00:1]", "0.0.0.0", "localhost", "[::]"} {
		failed(t, c, Request{URL: "http://" + host + ":" + port + "/", Kind: API}, ClassPrivateAddress)
	}
	for _, host := range []string{"2130706433", "0x7f.1", "127.1"} { // some resolvers take them for addresses
		_, err := c.Do(t.Context(), Request{URL: "http://" + host + ":" + port + "/", Kind: API, Retry: Retry{Times: NoRetry}})
		if class := AsError(err).Class; class != ClassDNS && class != ClassPrivateAddress {
			t.Errorf("%s: %v; want no way in", host, err)
		}
	}
}

func TestARebindingResolverGetsNowhere(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Connection", "close") // so that the next request dials anew
		_, _ = io.WriteString(w, "in")
	})
	_, port, _ := net.SplitHostPort(s.Listener.Addr().String())
	z := &zone{}
	c := fast(t, Config{Resolver: z.resolver(t)})
	z.set("rebind.example", "127.0.0.1")
	if _, err := c.Do(t.Context(), Request{URL: "http://rebind.example:" + port + "/"}); err != nil {
		t.Fatalf("before the rebinding: %v", err)
	}
	z.set("rebind.example", "0.0.0.0") // reaches the same server, and isn't allowed even to tests
	failed(t, c, Request{URL: "http://rebind.example:" + port + "/"}, ClassPrivateAddress)
}

func TestARedirectToAPrivateAddressIsNotFollowed(t *testing.T) {
	port := trap(t)
	c := New(Config{})
	defer c.Close()
	mountSite(t, c, "evil.example", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, r.URL.Query().Get("to"), http.StatusFound)
	})
	c.conf.HasRate, c.conf.Rate = true, 1000
	for _, kind := range []Kind{Page, API} {
		for _, to := range []string{"http://127.0.0.1:" + port, "http://[::1]:" + port, "http://169.254.169.254/latest/meta-data", "//10.0.0.1/"} {
			failed(t, c, Request{URL: "http://evil.example/?to=" + to, Kind: kind}, ClassPrivateAddress)
		}
	}
	open := fast(t, Config{})
	mountSite(t, open, "evil.example", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "http://0.0.0.0:"+port, http.StatusFound)
	})
	failed(t, open, Request{URL: "http://evil.example/"}, ClassPrivateAddress)
}

func TestPagesAreReadOnTheWebsPortsAlone(t *testing.T) {
	c := New(Config{Contact: "rep@chapter.example"})
	defer c.Close()
	for _, port := range []string{"22", "25", "8080", "6379"} {
		failed(t, c, Request{URL: "http://a.example:" + port + "/"}, ClassBlocked)
	}
	mountSite(t, c, "api.example", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "http://other.example:22/", http.StatusFound)
	})
	failed(t, c, Request{URL: "http://api.example/", Kind: API}, ClassBlocked)
}

func TestPublicServersAreAskedOnlyAfterAContactIsSet(t *testing.T) {
	z := &zone{}
	z.set("public.example", "8.8.8.8")
	z.set("loop.example", "127.0.0.1")
	closed := New(Config{Resolver: z.resolver(t)})
	defer closed.Close()
	for _, kind := range []Kind{Page, API} {
		for _, url := range []string{"http://public.example/", "https://8.8.8.8/", "https://[2606:4700:4700::1111]/"} {
			e := failed(t, closed, Request{URL: url, Kind: kind}, ClassBlocked)
			if !strings.Contains(e.Message, "contact address") {
				t.Errorf("the sentence doesn't say what to do: %q", e.Message)
			}
		}
	}
	if z.lookups != 0 {
		t.Errorf("%d names were looked up without a contact", z.lookups)
	}
	failed(t, closed, Request{URL: "http://localhost:1/", Kind: API}, ClassPrivateAddress)

	s := serve(t, func(http.ResponseWriter, *http.Request) {})
	_, port, _ := net.SplitHostPort(s.Listener.Addr().String())
	open := fast(t, Config{Resolver: z.resolver(t)})
	failed(t, open, Request{URL: "http://public.example/"}, ClassBlocked)
	for _, host := range []string{"loop.example", "127.0.0.1", "localhost"} {
		if _, err := open.Do(t.Context(), Request{URL: "http://" + host + ":" + port + "/"}); err != nil {
			t.Errorf("loopback by the name %s needs no contact: %v", host, err)
		}
	}
	open.SetContact(" rep@chapter.example\r\nX-Evil: 1 ")
	if got := open.UserAgent(); got != "LeTipLeads/1 (looks for local businesses; contact: rep@chapter.exampleX-Evil: 1)" {
		t.Errorf("User-Agent is %q; want one line", got)
	}
}

func TestOnlyTheWebIsAsked(t *testing.T) {
	c := fast(t, Config{})
	for _, url := range []string{"", "ftp://a.example/", "file:///etc/passwd", "a.example", "http://", "http:///x", "http://a b/", "javascript:alert(1)"} {
		failed(t, c, Request{URL: url}, ClassBadQuery)
	}
}
