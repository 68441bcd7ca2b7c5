package fetch

import (
	"context"
	"errors"
	"net"
	"slices"
	"strings"
	"time"
)

const mxTimeout = 5 * time.Second

// LookupMX gives the hosts that take a domain's mail, the preferred first; a domain that names none takes it itself
// where it has an address (RFC 5321, 5.1). None, without an error, is what DNS itself says: no such domain, nothing there,
// or the record that refuses all mail (RFC 7505). An error is always an *Error and means that nothing is known: DNS could
// not be asked, or doesn't even know the top level domain, as one that is walled off and denies whatever it is asked.
func (c *Client) LookupMX(ctx context.Context, domain string) ([]string, error) {
	ctx, leave, lost := c.enter(ctx)
	if lost != nil {
		return nil, lost
	}
	defer leave()
	try, cancel := context.WithTimeout(ctx, mxTimeout)
	defer cancel()
	resolver := c.conf.Resolver
	if resolver == nil {
		resolver = net.DefaultResolver
	}
	domain = strings.ToLower(strings.TrimSuffix(domain, "."))
	hosts, err := mailHosts(try, resolver, domain)
	switch {
	case err == nil:
		return hosts, nil
	case ctx.Err() != nil:
		return nil, interrupted(ctx, "")
	}
	return nil, NewError(ClassDNS, "", "The mail servers of "+domain+" could not be looked up.", err)
}

// mailHosts asks up to three questions; names are rooted, so that no search list is tried.
func mailHosts(ctx context.Context, resolver *net.Resolver, domain string) ([]string, error) {
	records, err := resolver.LookupMX(ctx, domain+".")
	if len(records) > 0 {
		slices.SortStableFunc(records, func(a, b *net.MX) int { return int(a.Pref) - int(b.Pref) })
		var hosts []string
		for _, mx := range records {
			if host := strings.ToLower(strings.TrimSuffix(mx.Host, ".")); host != "" {
				hosts = append(hosts, host)
			}
		}
		return hosts, nil
	}
	if err != nil && !unknownName(err) {
		return nil, err
	}
	addresses, err := resolver.LookupNetIP(ctx, "ip", domain+".")
	if len(addresses) > 0 {
		return []string{domain}, nil
	}
	if err != nil && !unknownName(err) {
		return nil, err
	}
	_, err = resolver.LookupNS(ctx, domain[strings.LastIndexByte(domain, '.')+1:]+".")
	return nil, err
}

// unknownName reports that DNS answered, and knows nothing by this name.
func unknownName(err error) bool {
	dns, ok := errors.AsType[*net.DNSError](err)
	return ok && dns.IsNotFound
}
