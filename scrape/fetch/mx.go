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

// LookupMX gives the hosts that take a domain's mail, the preferred first. None, without an error, is what DNS itself
// says: no such domain, no MX record, or the record that refuses all mail (RFC 7505). An error is always an *Error and
// means that DNS could not be asked, so that nothing is known.
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
	records, err := resolver.LookupMX(try, strings.TrimSuffix(domain, ".")+".") // rooted: no search list
	if err != nil && len(records) == 0 {
		if ctx.Err() != nil {
			return nil, interrupted(ctx, "")
		}
		if dns, ok := errors.AsType[*net.DNSError](err); ok && dns.IsNotFound {
			return nil, nil
		}
		return nil, NewError(ClassDNS, "", "The mail servers of "+domain+" could not be looked up.", err)
	}
	slices.SortStableFunc(records, func(a, b *net.MX) int { return int(a.Pref) - int(b.Pref) })
	var hosts []string
	for _, mx := range records {
		if host := strings.ToLower(strings.TrimSuffix(mx.Host, ".")); host != "" {
			hosts = append(hosts, host)
		}
	}
	return hosts, nil
}
