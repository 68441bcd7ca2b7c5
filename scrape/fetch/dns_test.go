package fetch

import (
	"context"
	"net"
	"net/netip"
	"strings"
	"sync"
	"testing"

	"github.com/sourcegraph/conc"
	"golang.org/x/net/dns/dnsmessage"
)

// zone is a DNS server on loopback.
type zone struct {
	mu      sync.Mutex // guards what follows
	addrs   map[string][]netip.Addr
	mail    map[string][]dnsmessage.MXResource
	silent  bool // answers nothing
	broken  bool // answers SERVFAIL
	walled  bool // knows no top level domain
	lookups int
}

// resolver starts the server and gives a resolver that asks it alone.
func (z *zone) resolver(t *testing.T) *net.Resolver {
	t.Helper()
	conn, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var wg conc.WaitGroup
	wg.Go(func() {
		buf := make([]byte, 1500)
		for {
			n, from, err := conn.ReadFrom(buf)
			if err != nil {
				return
			}
			if answer := z.answer(buf[:n]); answer != nil {
				_, _ = conn.WriteTo(answer, from)
			}
		}
	})
	var asking []net.Conn // guarded by z.mu
	t.Cleanup(func() {
		_ = conn.Close()
		wg.Wait()
		z.mu.Lock()
		defer z.mu.Unlock()
		for _, conn := range asking {
			_ = conn.Close() // a question that nobody waits for any more would stay for 5 s
		}
	})
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		client, err := new(net.Dialer).DialContext(ctx, "udp", conn.LocalAddr().String())
		if err != nil {
			return nil, err
		}
		z.mu.Lock()
		defer z.mu.Unlock()
		asking = append(asking, client)
		return client, nil
	}}
}

func (z *zone) answer(query []byte) []byte {
	z.mu.Lock()
	defer z.mu.Unlock()
	var m dnsmessage.Message
	if z.silent || m.Unpack(query) != nil || len(m.Questions) == 0 {
		return nil
	}
	z.lookups++
	q := m.Questions[0]
	name := q.Name.String()
	m.Header = dnsmessage.Header{ID: m.ID, Response: true, RecursionAvailable: true, RecursionDesired: true}
	m.Additionals = nil
	addrs, known := z.addrs[name]
	mail, knownMail := z.mail[name]
	top := q.Type == dnsmessage.TypeNS && strings.Count(name, ".") == 1 && !z.walled
	switch {
	case z.broken:
		m.RCode = dnsmessage.RCodeServerFailure
	case top:
		m.Answers = append(m.Answers, dnsmessage.Resource{
			Header: dnsmessage.ResourceHeader{Name: q.Name, Class: dnsmessage.ClassINET},
			Body:   &dnsmessage.NSResource{NS: dnsmessage.MustNewName("a.root.")},
		})
	case !known && !knownMail:
		m.RCode = dnsmessage.RCodeNameError
	}
	add := func(body dnsmessage.ResourceBody) {
		m.Answers = append(m.Answers, dnsmessage.Resource{
			Header: dnsmessage.ResourceHeader{Name: q.Name, Class: dnsmessage.ClassINET}, Body: body,
		})
	}
	for _, addr := range addrs {
		switch {
		case q.Type == dnsmessage.TypeA && addr.Is4():
			add(&dnsmessage.AResource{A: addr.As4()})
		case q.Type == dnsmessage.TypeAAAA && addr.Is6():
			add(&dnsmessage.AAAAResource{AAAA: addr.As16()})
		}
	}
	for _, mx := range mail {
		if q.Type == dnsmessage.TypeMX {
			add(&mx)
		}
	}
	out, err := m.Pack()
	if err != nil {
		return nil
	}
	return out
}

// set makes a name resolve to addresses.
func (z *zone) set(name string, addrs ...string) {
	z.mu.Lock()
	defer z.mu.Unlock()
	if z.addrs == nil {
		z.addrs = map[string][]netip.Addr{}
	}
	z.addrs[name+"."] = nil
	for _, a := range addrs {
		z.addrs[name+"."] = append(z.addrs[name+"."], netip.MustParseAddr(a))
	}
}
