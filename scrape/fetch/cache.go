package fetch

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"time"

	"letip/store/entity"
)

// Cache keeps answers between runs. Only whole, good answers are put in; an entry whose time is over may be given or
// not: it is never served as it is, but its ETag saves sending the same answer twice.
type Cache interface {
	CacheGet(ctx context.Context, key string) (entity.CachedResponse, bool, error)
	CachePut(ctx context.Context, key string, r entity.CachedResponse) error
}

// cacheKey is endpoint and request: what SPEC section 5 calls a question.
func cacheKey(r Request) string {
	key := r.Method + " " + r.URL
	if len(r.Body) > 0 {
		sum := sha256.Sum256(r.Body)
		key += " " + hex.EncodeToString(sum[:])
	}
	return key
}

// recall gives what the cache has for a question, nil if it has nothing that may be served. An answer whose time is
// over is left in the plan, to be asked about by its ETag.
func (c *Client) recall(ctx context.Context, p *plan) *Response {
	kept, ok, err := c.conf.Cache.CacheGet(ctx, p.CacheKey)
	if err != nil {
		if ctx.Err() == nil {
			c.conf.Log.Warn("fetch cache can't be read", "url", p.URL, "error", err)
		}
		return nil
	}
	if !ok {
		return nil
	}
	if time.Now().Before(kept.ExpiresAt) {
		return responseOf(kept)
	}
	if kept.ETag != "" && p.Method == "GET" {
		p.old = &kept
	}
	return nil
}

// keep puts an answer into the cache. A cache that can't write costs the next request, not this answer.
func (c *Client) keep(ctx context.Context, p *plan, r *Response) {
	err := c.conf.Cache.CachePut(ctx, p.CacheKey, cachedOf(r, p.CacheFor))
	if err != nil && ctx.Err() == nil {
		c.conf.Log.Warn("fetch cache can't be written", "url", p.URL, "error", err)
	}
}

// cachedOf turns an answer into what the cache keeps.
func cachedOf(r *Response, keep time.Duration) entity.CachedResponse {
	return entity.CachedResponse{
		URL: r.URL, Status: r.Status, Header: r.Header, Body: bytes.Clone(r.Body), // the answer's own may be released
		FetchedAt: r.FetchedAt, ExpiresAt: r.FetchedAt.Add(keep), ETag: r.Header.Get("Etag"),
	}
}

// responseOf turns what the cache kept into an answer.
func responseOf(k entity.CachedResponse) *Response {
	return &Response{
		URL: k.URL, Status: k.Status, Header: k.Header, Body: k.Body,
		FromCache: true, FetchedAt: k.FetchedAt,
	}
}
