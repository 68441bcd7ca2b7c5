package fetch

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// judge says what an answer's status, type and, by the source's own Check, content mean; nil is a good answer or a
// redirect.
func (p *plan) judge(h *hop, res *Response) *Error {
	err := p.verdict(h, res)
	if err == nil {
		return nil
	}
	err.URL = orElse(err.URL, res.URL)
	err.Message = orElse(err.Message, err.Class.Sentence(h.url.Hostname()))
	err.Status = orElse(err.Status, res.Status)
	if err.Response == nil {
		err.Response = res
	}
	if err.RetryAfter == 0 && (err.Class == ClassRateLimited || res.Status == http.StatusServiceUnavailable) {
		err.RetryAfter = retryAfter(res.Header, res.FetchedAt)
	}
	if err.Class == ClassRateLimited {
		err.RetryAfter = max(err.RetryAfter, p.Retry.Wait429)
	}
	if err.RetryAfter > 0 {
		err.Message = strings.TrimSuffix(err.Message, ".") + "; it may be asked again at " +
			clock(res.FetchedAt.Add(err.RetryAfter)) + "."
	}
	return err
}

func (p *plan) verdict(h *hop, res *Response) *Error {
	host := h.url.Hostname()
	if encoding := res.Header.Get("Content-Encoding"); encoding != "" && encoding != "identity" {
		return NewError(ClassNotExpectedType, "", host+" sent an encoding that was not asked for: "+encoding+".", nil)
	}
	switch {
	case res.Status/100 == 2:
		if kind := res.MediaType(); !p.accepts(kind) {
			return NewError(ClassNotExpectedType, "", fmt.Sprintf("%s answered with %s; asked for was %s.",
				host, kind, strings.Join(p.Accept, " or ")), nil)
		}
		if p.Check != nil {
			return p.Check(res)
		}
		return nil
	case redirect(res.Status), res.Status == http.StatusNotModified && p.old != nil:
		return nil
	}
	class := p.classOf(res)
	if class == ClassRateLimited {
		return &Error{Class: class} // its sentence says what its status says
	}
	if class == ClassHTTP4xx && res.Status != http.StatusNotFound && res.Status != http.StatusGone {
		return NewError(class, "", fmt.Sprintf("%s refused the request (%s).", host, status(res.Status)), nil)
	}
	return NewError(class, "", strings.TrimSuffix(class.Sentence(host), ".")+" ("+status(res.Status)+").", nil)
}

// classOf gives the class of a status that is no success. An API's 400 and 504 have classes of their own: it
// understood who asked, but not what, or was too busy for it.
func (p *plan) classOf(res *Response) Class {
	switch res.Status {
	case http.StatusTooManyRequests:
		return ClassRateLimited
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusProxyAuthRequired, http.StatusUnavailableForLegalReasons:
		return ClassBlocked
	case http.StatusBadRequest:
		if p.Kind == API {
			return ClassBadQuery
		}
	case http.StatusGatewayTimeout:
		if p.Kind == API {
			return ClassBusy
		}
	}
	switch {
	case res.Header.Get("Cf-Mitigated") == "challenge": // a riddle for people, whatever the status
		return ClassBlocked
	case res.Status/100 == 4:
		return ClassHTTP4xx
	case res.Status/100 == 5:
		return ClassHTTP5xx
	}
	return ClassNotExpectedType // 1xx, 304 unasked, 300: nothing to read
}

// status writes a status as a person may search for it: "status 403 Forbidden".
func status(code int) string {
	return strings.TrimSpace("status " + strconv.Itoa(code) + " " + http.StatusText(code))
}

// retryAfter reads the header in both its forms. A date counts from the server's own clock where it tells it.
func retryAfter(h http.Header, now time.Time) time.Duration {
	v := strings.TrimSpace(h.Get("Retry-After"))
	if seconds, err := strconv.ParseUint(v, 10, 32); err == nil {
		return time.Duration(seconds) * time.Second
	}
	until, err := http.ParseTime(v)
	if err != nil {
		return 0
	}
	if date, err := http.ParseTime(h.Get("Date")); err == nil {
		now = date
	}
	return max(0, until.Sub(now))
}

// failure gives the class of a request that brought no whole answer. ctx is the caller's, try the request's own.
func (c *Client) failure(ctx, try context.Context, p *plan, h *hop, err error) *Error {
	if ctx.Err() != nil {
		return interrupted(ctx, h.url.String())
	}
	host := h.url.Hostname()
	switch cause := context.Cause(try); {
	case errors.Is(cause, errTooSlow):
		return NewError(ClassTimeout, h.url.String(), host+" sent less than 1 KiB a second for 10 seconds.", err)
	case errors.Is(cause, errTooLate):
		return NewError(ClassTimeout, h.url.String(), fmt.Sprintf("%s took longer than %.3g seconds to answer.", host, p.Timeout.Seconds()), err)
	}
	if errors.Is(err, errNoContact) {
		return refused(err, h.url)
	}
	if _, ok := errors.AsType[*privateAddress](err); ok {
		return refused(err, h.url)
	}
	if dns, ok := errors.AsType[*net.DNSError](err); ok {
		e := NewError(ClassDNS, h.url.String(), "", err)
		e.final, e.dialled = dns.IsNotFound, true
		return e
	}
	e := NewError(wireClass(err), h.url.String(), "", err)
	if op, ok := errors.AsType[*net.OpError](err); ok && op.Op == "dial" {
		e.dialled = true
	}
	if e.Class == ClassTooLarge {
		e.Message = host + " sent a header of more than " + size(maxHeaderBytes) + "."
	}
	return e
}

// wireClass gives the class of an error of the transport that is neither DNS's nor the guard's. Some of net/http's
// errors have no type, only words.
func wireClass(err error) Class {
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return ClassTLS
	}
	if _, ok := errors.AsType[tls.RecordHeaderError](err); ok {
		return ClassTLS
	}
	if _, ok := errors.AsType[tls.AlertError](err); ok {
		return ClassTLS
	}
	if _, ok := errors.AsType[x509.HostnameError](err); ok {
		return ClassTLS
	}
	text := err.Error()
	for _, known := range wireWords {
		if strings.Contains(text, known.words) {
			return known.class
		}
	}
	return ClassConnect
}

// wireWords are the words of errors without a type, in net/http and crypto/tls.
var wireWords = []struct {
	words string
	class Class
}{
	{"server response headers exceeded", ClassTooLarge},
	{"TLS handshake timeout", ClassTimeout},
	{"server gave HTTP response to HTTPS client", ClassTLS},
	{"tls: ", ClassTLS},
	{"x509: ", ClassTLS},
	{"malformed ", ClassParse}, // HTTP response, status code, version, header
	{"invalid header field", ClassParse},
	{"bad Content-Length", ClassParse},
	{"unsupported transfer encoding", ClassParse},
	{"too many transfer encodings", ClassParse},
	{"invalid byte in chunk length", ClassParse},
	{"gzip: ", ClassParse},
	{"flate: ", ClassParse},
}
