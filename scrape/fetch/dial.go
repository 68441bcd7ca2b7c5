package fetch

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"
	"unicode"
)

// Dialer makes connections to a server inside this process. Listener is one.
type Dialer interface {
	DialContext(ctx context.Context, network, address string) (net.Conn, error)
}

// mounts maps host suffixes to servers inside this process. The zero value is ready.
type mounts struct {
	mu sync.RWMutex // guards m
	m  map[string]Dialer
}

// of gives the server of a host, nil if it is the network's.
func (ms *mounts) of(host string) Dialer {
	ms.mu.RLock()
	defer ms.mu.RUnlock()
	for host != "" && len(ms.m) > 0 {
		if d, ok := ms.m[host]; ok {
			return d
		}
		_, host, _ = strings.Cut(host, ".")
	}
	return nil
}

// Mount gives a host and all below it to a server inside this process, as sample.test to the sample territory: no DNS,
// no guard, no contact and no flag. robots.txt, gaps and limits hold as for any host.
func (c *Client) Mount(hostSuffix string, d Dialer) {
	c.mounts.mu.Lock()
	defer c.mounts.mu.Unlock()
	if c.mounts.m == nil {
		c.mounts.m = map[string]Dialer{}
	}
	c.mounts.m[strings.ToLower(strings.TrimLeft(hostSuffix, "*."))] = d
}

// newTransport makes the transport under the client. HTTP/1.1 alone: with one request in flight a host, HTTP/2 could
// give nothing, and would take the header limit and the connection count out of our hands.
func (c *Client) newTransport() *http.Transport {
	dialer := &net.Dialer{Timeout: connectTimeout, Resolver: c.conf.Resolver, Control: c.control}
	return &http.Transport{
		Proxy: nil, // a proxy would hide the address from the guard
		DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			host, _, err := net.SplitHostPort(address)
			if err != nil {
				return nil, err
			}
			if d := c.mounts.of(host); d != nil {
				return d.DialContext(ctx, network, address)
			}
			return dialer.DialContext(ctx, network, address)
		},
		TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12},
		TLSNextProto:           map[string]func(string, *tls.Conn) http.RoundTripper{},
		TLSHandshakeTimeout:    connectTimeout,
		MaxConnsPerHost:        1,
		MaxIdleConnsPerHost:    1,
		MaxIdleConns:           256,
		IdleConnTimeout:        20 * time.Second, // longer than a gap, shorter than a visit to forget
		MaxResponseHeaderBytes: maxHeaderBytes,
	}
}

// SetContact sets the address in the User-Agent: an email or a URL. Empty refuses public addresses.
func (c *Client) SetContact(contact string) {
	contact = strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r > unicode.MaxASCII {
			return -1 // a header can't carry it
		}
		return r
	}, contact))
	c.contact.Store(&contact)
}

// Contact is the address in the User-Agent; empty if none is set.
func (c *Client) Contact() string { return *c.contact.Load() }

// UserAgent is how the program names itself. It begins with the token that robots.txt knows it by (RFC 9309, 2.2.1).
func (c *Client) UserAgent() string {
	about := "looks for local businesses"
	if contact := c.Contact(); contact != "" {
		about += "; contact: " + contact
	}
	return productToken + "/" + c.conf.Version + " (" + about + ")"
}
