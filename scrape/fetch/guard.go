package fetch

import (
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"strings"
	"syscall"

	"code.dny.dev/ssrf"
)

// guard says which addresses may be dialled. It stands behind DNS, in Dialer.Control, where no name, redirect or
// rebinding resolver can get round it; what can be refused by the address alone is refused before.
type guard struct {
	allowPrivate bool
	registry     *ssrf.Guardian // the IANA special-purpose registries
}

func newGuard(allowPrivate bool) guard {
	return guard{allowPrivate: allowPrivate, registry: ssrf.New(ssrf.WithAnyPort())}
}

// privateAddress is the cause of a refused dial.
type privateAddress struct{ addr netip.Addr }

func (e *privateAddress) Error() string { return e.addr.String() + " is not a public address" }

// errNoContact is the cause of a refused request to a public address.
var errNoContact = errors.New("no contact address is set")

// public reports whether an address is of the public internet.
func (g guard) public(addr netip.Addr) bool {
	addr = addr.Unmap()
	if ssrf.IPv6NAT64Prefix.Contains(addr) {
		// On a network without IPv4 every old address looks like this; what counts is the one inside.
		b := addr.As16()
		addr = netip.AddrFrom4([4]byte(b[12:]))
	}
	return g.registry.SafeAddr(addr) == nil
}

// private reports whether an address is one that AllowPrivate lets in: a test's server, not a broadcast.
func private(addr netip.Addr) bool {
	addr = addr.Unmap()
	return addr.IsLoopback() || addr.IsPrivate() || addr.IsLinkLocalUnicast()
}

// local reports whether a name is this machine's own (RFC 6761, 6.3).
func local(host string) bool { return host == "localhost" || strings.HasSuffix(host, ".localhost") }

// check says whether an address may be dialled, with the contact set or not.
func (g guard) check(addr netip.Addr, contact bool) error {
	switch {
	case g.public(addr):
		if !contact {
			return errNoContact
		}
		return nil
	case g.allowPrivate && private(addr):
		return nil
	}
	return &privateAddress{addr}
}

// control is Dialer.Control: it sees the address that is about to be connected to.
func (c *Client) control(network, address string, _ syscall.RawConn) error {
	if network != "tcp4" && network != "tcp6" {
		return fmt.Errorf("dial over %s is not allowed", network)
	}
	to, err := netip.ParseAddrPort(address)
	if err != nil {
		return fmt.Errorf("address to dial: %w", err)
	}
	return c.guard.check(to.Addr().WithZone(""), c.Contact() != "")
}

// admit says whether an address may be asked for at all, by what it says of itself. The rest is for control.
func (c *Client) admit(p *plan, u *url.URL) *Error {
	if u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" {
		return NewError(ClassBlocked, u.String(), "The address leads away from the web: "+u.Scheme+".", nil)
	}
	if c.mounts.of(u.Hostname()) != nil {
		return nil
	}
	addr, noAddr := netip.ParseAddr(u.Hostname())
	// With AllowPrivate a name may be a test's: whether it is public is known after DNS.
	if noAddr != nil && c.Contact() == "" && !c.conf.AllowPrivate && !local(u.Hostname()) {
		return refused(errNoContact, u)
	}
	if noAddr == nil {
		if err := c.guard.check(addr.WithZone(""), c.Contact() != ""); err != nil {
			return refused(err, u)
		}
	}
	port := u.Port()
	if p.Kind == Page && !c.conf.AllowPrivate && port != "" && port != "80" && port != "443" {
		return NewError(ClassBlocked, u.String(), "Only the ports 80 and 443 of a website are visited, not "+port+".", nil)
	}
	if p.Kind == API && !c.conf.AllowPrivate && u.Host != p.url.Host && port != "" && port != "80" && port != "443" {
		return NewError(ClassBlocked, u.String(), p.url.Hostname()+" sends us on to port "+port+" of another server.", nil)
	}
	return nil
}

// refused is the error of a request that the guard turned down.
func refused(err error, u *url.URL) *Error {
	if errors.Is(err, errNoContact) {
		return NewError(ClassBlocked, u.String(),
			"Public servers are asked only after a contact address is set, in Settings or with --user-agent-contact: they want to know whom to write to.", err)
	}
	message := ""
	if p, ok := errors.AsType[*privateAddress](err); ok {
		message = fmt.Sprintf("%s leads to %s, which is not a public address; only public ones are visited.",
			u.Hostname(), p.addr)
	}
	return NewError(ClassPrivateAddress, u.String(), message, err)
}
