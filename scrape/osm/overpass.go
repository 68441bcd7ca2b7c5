package osm

import (
	"context"
	"net/http"
	"net/url"
	"path"
	"time"

	"letip/scrape/fetch"
)

// afterLimit is the least that Overpass's operators ask for after a 429.
const afterLimit = 30 * time.Second

// interpret asks Overpass. After a 429 it waits at least 30 s, and longer if the status page says so, then asks once
// more.
func (s *Source) interpret(ctx context.Context, query string, refresh bool) (*fetch.Response, document, *fetch.Error) {
	address := s.servers.Load().overpass
	if _, err := endpoint(address); err != nil {
		return nil, document{}, err
	}
	var answer reading
	r := fetch.Request{
		URL: address, Method: http.MethodPost, Body: []byte("data=" + url.QueryEscape(query)),
		Header: map[string]string{"Content-Type": "application/x-www-form-urlencoded"},
		Kind:   fetch.API, Source: s.name,
		Retry:    fetch.Retry{Times429: fetch.NoRetry, Wait429: afterLimit},
		CacheFor: keep, Refresh: refresh, Check: answer.check, Cacheable: answer.whole,
	}
	res, err := s.client.Do(ctx, r)
	if e := fetch.AsError(err); e != nil && e.Class == fetch.ClassRateLimited && e.RetryAfter <= longestWait {
		if e := s.awaitSlot(ctx, address); e != nil {
			return nil, document{}, e
		}
		res, err = s.client.Do(ctx, r)
	}
	if err != nil {
		return nil, document{}, explain(fetch.AsError(err))
	}
	doc, err := answer.of(res)
	if err != nil {
		return nil, document{}, fetch.NewError(fetch.ClassParse, address, "", err)
	}
	return res, doc, nil
}

// longestWait is how long a job waits by itself; beyond it it is paused (SPEC section 5, Retries).
const longestWait = 10 * time.Minute

// awaitSlot waits as long as the status page says. The page itself is asked after the silence that the 429 began, so
// what it says comes on top of the 30 s; if it says nothing, they are all.
func (s *Source) awaitSlot(ctx context.Context, address string) *fetch.Error {
	u, e := endpoint(address)
	if e != nil {
		return e
	}
	u.Path, u.RawPath, u.RawQuery = path.Join(path.Dir("/"+u.Path), "status"), "", ""
	res, err := s.client.Do(ctx, fetch.Request{
		URL: u.String(), Kind: fetch.API, MaxBytes: 64 << 10, Timeout: 10 * time.Second,
		Retry: fetch.Retry{Times: fetch.NoRetry, Times429: fetch.NoRetry}, // a second 429 here does not begin the 30 s anew
	})
	if e := fetch.AsError(err); e != nil {
		if e.Class == fetch.ClassCancelled || ctx.Err() != nil {
			return e
		}
		return nil
	}
	wait, ok := slotWait(string(res.Body))
	if !ok || wait <= 0 {
		return nil
	}
	timer := time.NewTimer(min(wait, longestWait))
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return fetch.AsError(ctx.Err())
	}
}

// explain puts what Overpass said into the error's sentence.
func explain(e *fetch.Error) *fetch.Error {
	if e.Response == nil || e.Response.Status == http.StatusOK {
		return e
	}
	better := pageError(e.URL, e.Status, e.Response.Body)
	if better == nil || better.Class != e.Class {
		return e
	}
	explained := *e
	explained.Message = better.Message
	if e.RetryAfter > 0 {
		explained.Message += " It may be asked again at " + time.Now().Add(e.RetryAfter).Local().Format("15:04:05") + "."
	}
	return &explained
}
