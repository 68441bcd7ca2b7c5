package sample

import (
	"context"
	"fmt"
	"html/template"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/sourcegraph/conc"

	"letip/assets"
	"letip/scrape/fetch"
)

// The territory's names. The domain is reserved for tests (RFC 6761): no resolver knows it.
const (
	Domain       = "sample.test"
	NominatimURL = "http://nominatim." + Domain
	OverpassURL  = "http://overpass." + Domain + "/api/interpreter"
	Attribution  = "Sample data"
)

// How long an answer takes, in the Config's Latency.
const (
	slowAPI  = 3  // a search over the map is work
	slowness = 20 // the site that is slow
)

// Config says how the territory behaves. The zero value answers at once, as tests want it.
type Config struct {
	Latency time.Duration // of a page; the map takes longer. So that a person can watch rows arrive
}

// Server is the territory at work. It opens no port: DialContext makes connections inside the process.
type Server struct {
	town    *Town
	site    *site
	hosts   map[string]*Feature
	latency time.Duration

	http    *http.Server
	pipes   *fetch.Listener
	running conc.WaitGroup // serves the listener; Close waits for it
}

// New reads the territory and starts to serve it.
func New(c Config) (*Server, error) {
	town, err := Load(assets.Sample)
	if err != nil {
		return nil, err
	}
	pages, err := template.ParseFS(assets.Sample, "sample/site/*.gohtml")
	if err != nil {
		return nil, fmt.Errorf("read the sample pages: %w", err)
	}
	s := &Server{
		town: town, site: &site{town: town, templates: pages}, hosts: map[string]*Feature{},
		latency: c.Latency, pipes: fetch.NewListener(),
	}
	for _, f := range town.Features {
		if host := f.Host(); host != "" {
			s.hosts[host] = f
		}
	}
	s.http = &http.Server{Handler: s, ReadHeaderTimeout: 10 * time.Second}
	s.running.Go(func() { _ = s.http.Serve(s.pipes) }) // ends with ErrServerClosed when Close is called
	return s, nil
}

// Town is the territory that is served.
func (s *Server) Town() *Town { return s.town }

// Close ends all answers and waits until nothing of the server runs.
func (s *Server) Close() error {
	err := s.http.Close()
	s.running.Wait()
	return err
}

// DialContext connects to the server, whatever address is asked for: the request's host tells which site is meant.
func (s *Server) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	return s.pipes.DialContext(ctx, network, address)
}

// ServeHTTP answers by the host's name.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	host := strings.ToLower(r.Host)
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	switch label := strings.TrimSuffix(host, "."+Domain); label {
	case "nominatim":
		s.nominatim(w, r)
	case "overpass":
		s.overpass(w, r)
	default:
		f := s.hosts[host]
		if f == nil {
			http.Error(w, "The sample territory has no "+host+".", http.StatusNotFound)
			return
		}
		if rest(r.Context(), s.latency) {
			s.site.serve(w, r, f, s.latency)
		}
	}
}

func (s *Server) nominatim(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path != "/search" {
		http.NotFound(w, r)
		return
	}
	if rest(r.Context(), s.latency) {
		s.town.search(w, r)
	}
}

func (s *Server) overpass(w http.ResponseWriter, r *http.Request) {
	switch r.URL.Path {
	case "/api/interpreter":
		r.Body = http.MaxBytesReader(w, r.Body, 1<<20)
		if rest(r.Context(), slowAPI*s.latency) {
			s.town.interpreter(w, r)
		}
	case "/api/status":
		overpassStatus(w, r)
	default:
		http.NotFound(w, r)
	}
}

// rest waits, and reports whether the caller still does.
func rest(ctx context.Context, d time.Duration) bool {
	if d <= 0 {
		return ctx.Err() == nil
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}
