package fetch

import (
	"bytes"
	"mime"
	"net/http"
	"net/url"
	"time"
)

// Kind tells whose address it is that is asked, and so which rules hold.
type Kind int

const (
	// Page is an address found in a listing or on a page: hostile input. robots.txt is asked first, and only the ports
	// 80 and 443 are dialled.
	Page Kind = iota
	// API is an endpoint that a flag or a setting names: no robots.txt and any port. Its redirects are guarded like a
	// page's.
	API
)

// Request is one question. Only URL must be set.
type Request struct {
	URL    string
	Method string            // empty is GET
	Body   []byte            // sent again as it is on a retry
	Header map[string]string // not sent on to another host after a redirect
	Kind   Kind
	Source string // whose health the outcome tells: osm, sample, ...; empty counts for none

	Gap      time.Duration // since the end of the host's last request; zero is 1 s. Config.Rate replaces it
	Timeout  time.Duration // of one try, redirect hops each; zero is 10 s for a page, 45 s for an API
	MaxBytes int64         // decompressed; zero is 2 MiB for a page, 32 MiB for an API
	Accept   []string      // media types the answer may have; empty is any
	Retry    Retry

	CacheFor time.Duration // keep the answer so long, and serve it from the cache; zero is neither
	CacheKey string        // empty is method, URL and body
	Refresh  bool          // go past the cache; what comes is kept all the same

	// Check reads an answer of status 2xx and says what is wrong with it: a server may refuse with status 200. Its
	// error counts like any other: it is retried or not by its class, shows in the health, and is never kept.
	Check func(*Response) *Error
	// Stay ends at a redirect to an address for which it gives true: that is not asked, and the answer is the redirect
	// itself, which is never kept. Nil follows all.
	Stay func(to *url.URL) bool
	// Cacheable says of a good answer whether it may be kept; nil is yes. A partial answer may not.
	Cacheable func(*Response) bool
	OnWire    func() // told when a request of it goes out, robots.txt too: all before was waiting; must not wait
}

// SentTo is where a redirect leads at which Stay ended; empty is an answer.
func (r *Response) SentTo() string {
	if !redirect(r.Status) {
		return ""
	}
	from, err := url.Parse(r.URL)
	if err != nil {
		return ""
	}
	to, err := from.Parse(r.Header.Get("Location"))
	if err != nil {
		return ""
	}
	return tidy(to).String()
}

// Retry says how often a question is asked again. The zero value is the rule of SPEC section 4: 3 times, after 1, 2 and
// 4 s with jitter.
type Retry struct {
	Times    int           // further tries; zero is 3, NoRetry none
	Times429 int           // further tries after a 429; zero is as Times, NoRetry none
	Wait429  time.Duration // at least this after a 429, for every request to the host. Overpass: 30 s
}

// NoRetry in a Retry's count means not once.
const NoRetry = -1

// Response is one whole answer.
type Response struct {
	URL       string // after redirects
	Status    int
	Header    http.Header
	Body      []byte // decompressed
	FromCache bool
	FetchedAt time.Time

	lent *bytes.Buffer // holds Body until Release; nil where Body is its own
}

// MediaType is the Content-Type without its parameters, in lower case; what the body looks like where none is given.
func (r *Response) MediaType() string {
	t, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || t == "" {
		t, _, _ = mime.ParseMediaType(http.DetectContentType(r.Body))
	}
	return t
}

// Exchange is one request on the wire, robots.txt and redirect hops too, as Config.OnExchange hears of it: once when it
// starts, and once more when it has ended.
type Exchange struct {
	ID     uint64 // the same at start and end
	Source string
	Host   string // with the port where it isn't 80 or 443: one in flight and one gap for each
	Method string
	URL    string
	Start  time.Time
	End    time.Time // zero while it is in flight
	Status int
	Bytes  int64 // of the decompressed body
	Err    *Error
}
