package store

import (
	"bytes"
	"compress/gzip"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"letip/store/entity"
	"letip/store/event"
)

const (
	// cacheRoom is how many packed bytes of answers are kept; the ones that expire first go first.
	cacheRoom = 256 << 20
	// cacheGrace is how long an answer with a validator outlives its expiry: the server may say that it still holds.
	cacheGrace = 30 * 24 * time.Hour
)

const selectCached = `
SELECT url, status, header, etag, body, fetched_at, expires_at
FROM fetch_cache
WHERE key = ?`

const putCached = `
INSERT INTO fetch_cache (key, url, status, header, etag, body, size, fetched_at, expires_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (key) DO UPDATE
SET url = excluded.url, status = excluded.status, header = excluded.header, etag = excluded.etag,
	body = excluded.body, size = excluded.size, fetched_at = excluded.fetched_at, expires_at = excluded.expires_at`

const pruneExpired = `
DELETE FROM fetch_cache
WHERE expires_at <= ?
	AND (etag = '' OR expires_at <= ?)`

// pruneOver deletes what does not fit when answers are laid down from the one that expires last.
const pruneOver = `
DELETE FROM fetch_cache
WHERE key IN (
	SELECT key
	FROM (SELECT key, sum(size) OVER (ORDER BY expires_at DESC, key) AS laid FROM fetch_cache)
	WHERE laid > ?)`

// CacheGet reads an answer of the network, expired ones too: its ExpiresAt says so. False is none.
func (db *DB) CacheGet(ctx context.Context, key string) (entity.CachedResponse, bool, error) {
	var r entity.CachedResponse
	var header, body []byte
	var fetched, expires int64
	err := db.reader().QueryRowContext(ctx, selectCached, key).
		Scan(&r.URL, &r.Status, &header, &r.ETag, &body, &fetched, &expires)
	if errors.Is(err, sql.ErrNoRows) {
		return r, false, nil
	}
	if err != nil {
		return r, false, fmt.Errorf("read the fetch cache: %w", err)
	}
	if err := json.Unmarshal(header, &r.Header); err != nil {
		return r, false, fmt.Errorf("read a cached header: %w", err)
	}
	if r.Body, err = unpack(body); err != nil {
		return r, false, fmt.Errorf("unpack a cached answer: %w", err)
	}
	r.FetchedAt, r.ExpiresAt = time.UnixMilli(fetched).UTC(), time.UnixMilli(expires).UTC()
	return r, true, nil
}

// CachePut keeps an answer until it expires and room is needed. Beside a running program it keeps nothing. It publishes
// nothing.
func (db *DB) CachePut(ctx context.Context, key string, r entity.CachedResponse) error {
	header, err := json.Marshal(r.Header)
	if err != nil {
		return fmt.Errorf("write a cached header: %w", err)
	}
	body, err := pack(r.Body)
	if err != nil {
		return fmt.Errorf("pack a cached answer: %w", err)
	}
	err = db.write(ctx, scraped, func(tx *sql.Tx) ([]event.Event, error) {
		_, err := tx.ExecContext(ctx, putCached, key, r.URL, r.Status, string(header), r.ETag, body, len(body),
			r.FetchedAt.UnixMilli(), r.ExpiresAt.UnixMilli())
		if err != nil {
			return nil, fmt.Errorf("write the fetch cache: %w", err)
		}
		return nil, pruneCache(ctx, tx, db.now(), cacheRoom)
	})
	if errors.Is(err, ErrReadOnly) {
		return nil
	}
	return err
}

// pruneCache forgets what has expired and what finds no room.
func pruneCache(ctx context.Context, tx *sql.Tx, now time.Time, room int64) error {
	if _, err := tx.ExecContext(ctx, pruneExpired, now.UnixMilli(), now.Add(-cacheGrace).UnixMilli()); err != nil {
		return fmt.Errorf("prune the fetch cache: %w", err)
	}
	var size int64
	if err := tx.QueryRowContext(ctx, "SELECT coalesce(sum(size), 0) FROM fetch_cache").Scan(&size); err != nil {
		return fmt.Errorf("measure the fetch cache: %w", err)
	}
	if size <= room {
		return nil
	}
	if _, err := tx.ExecContext(ctx, pruneOver, room); err != nil {
		return fmt.Errorf("prune the fetch cache: %w", err)
	}
	return nil
}

// pack makes an answer small: Overpass's JSON shrinks to a tenth.
func pack(body []byte) ([]byte, error) {
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestSpeed)
	if err != nil {
		return nil, err
	}
	if _, err := z.Write(body); err != nil {
		return nil, err
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// unpack undoes pack. What it reads was packed by this program, and was within the fetcher's limits then.
func unpack(packed []byte) ([]byte, error) {
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(z)
}
