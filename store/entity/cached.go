package entity

import "time"

// CachedResponse is one answer of the network as the fetch cache keeps it: whole, good, and with the day it ends.
type CachedResponse struct {
	URL       string              // where the answer came from in the end, after redirects
	Status    int                 // of HTTP
	Header    map[string][]string // canonical names, as net/http writes them
	Body      []byte              // decompressed
	FetchedAt time.Time
	ExpiresAt time.Time // not to be served from here on; ETag may still serve to ask whether it changed
	ETag      string    // the validator the server gave; empty is none
}
