package fetch

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"
)

// hop is one request on the wire: the address that was asked for, or one it sent us on to.
type hop struct {
	method string
	url    *url.URL
	body   []byte
	header http.Header
}

// once makes one request when its host's turn has come, and reads the answer. A status that says no is still an
// answer here, with its error beside it.
func (c *Client) once(ctx context.Context, p *plan, h *hop, gap time.Duration) (res *Response, err *Error) {
	host := hostKey(h.url)
	l, done := c.lanes.of(host)
	defer done()
	if err := l.enter(ctx, h.url, gap); err != nil {
		return nil, err
	}
	log := Exchange{
		ID: c.lastID.Add(1), Source: p.Source, Host: host, Method: h.method, URL: h.url.String(), Start: time.Now(),
	}
	defer func() {
		l.count(err) // before err is shown to anybody
		c.ended(log, res, err)
		l.leave()
	}()
	if c.conf.OnExchange != nil {
		c.conf.OnExchange(log)
	}
	if p.OnWire != nil {
		p.OnWire()
	}
	res, err = c.exchange(ctx, p, h)
	if err == nil {
		err = p.judge(h, res)
	}
	return res, err
}

// ended tells of the end of a request, before the next one to the host may start.
func (c *Client) ended(log Exchange, res *Response, err *Error) {
	if c.conf.OnExchange == nil {
		return
	}
	log.End, log.Err = time.Now(), err
	if res != nil {
		log.Status, log.Bytes = res.Status, int64(len(res.Body))
	}
	c.conf.OnExchange(log)
}

// exchange sends a request and reads what comes, within the plan's limits.
func (c *Client) exchange(ctx context.Context, p *plan, h *hop) (*Response, *Error) {
	// The try's own time ends its own context, so that it can be told from the caller's.
	try, giveUp := context.WithCancelCause(ctx)
	defer giveUp(nil)
	late := time.AfterFunc(p.Timeout, func() { giveUp(errTooLate) })
	defer late.Stop()

	var body io.Reader
	if len(h.body) > 0 {
		body = bytes.NewReader(h.body)
	}
	req, err := http.NewRequestWithContext(try, h.method, h.url.String(), body)
	if err != nil {
		return nil, NewError(ClassBadQuery, h.url.String(), "", err)
	}
	req.Header = h.header.Clone()
	req.Header.Set("User-Agent", c.UserAgent())
	if req.Header.Get("Accept-Language") == "" {
		req.Header.Set("Accept-Language", "en-US,en;q=0.8")
	}
	if req.Header.Get("Accept") == "" {
		req.Header.Set("Accept", "*/*")
	}
	answer, err := c.wire.RoundTrip(req)
	if err != nil {
		return nil, c.failure(ctx, try, p, h, err)
	}
	defer func() { _ = answer.Body.Close() }() // what was read counts; an early close ends the connection
	res := &Response{URL: h.url.String(), Status: answer.StatusCode, Header: answer.Header, FetchedAt: time.Now()}
	wanted := res.Status/100 == 2 && (p.accepts(res.MediaType()) || res.Header.Get("Content-Type") == "")
	limit := p.MaxBytes
	if !wanted {
		limit = min(limit, maxErrorBytes)
	}
	if wanted && !p.robots && answer.ContentLength > limit {
		return nil, tooLarge(h, limit) // by its own word
	}
	buf, whole, err := read(answer, limit, giveUp)
	if err == nil && !whole && wanted && !p.robots {
		putBack(buf)
		return nil, tooLarge(h, limit)
	}
	if p.Kind == Page && wanted && err == nil {
		res.Body, res.lent = buf.Bytes(), buf
	} else { // what is kept long is kept at its own size
		res.Body = bytes.Clone(buf.Bytes())
		putBack(buf)
	}
	if err != nil && (wanted || ctx.Err() != nil) {
		return nil, c.failure(ctx, try, p, h, err)
	}
	return res, nil
}

func tooLarge(h *hop, limit int64) *Error {
	return NewError(ClassTooLarge, h.url.String(), fmt.Sprintf("%s sent more than %s, which is more than this program accepts.",
		h.url.Hostname(), size(limit)), nil)
}
