package osm

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"letip/scrape"
	"letip/scrape/category"
	"letip/scrape/fetch"
	"letip/scrape/gazetteer"
	"letip/store/entity"
)

// The public servers. They are a rep's to change, never constants in use: see entity.Settings.
const (
	PublicNominatim = "https://nominatim.openstreetmap.org"
	PublicOverpass  = "https://overpass-api.de/api/interpreter"
)

// Attribution and its link stand wherever the data shows (ODbL 1.0, 4.3).
const (
	Attribution    = "© OpenStreetMap contributors"
	AttributionURL = "https://www.openstreetmap.org/copyright"
)

// keep is how long answers are served from the cache (SPEC F19).
const keep = 30 * 24 * time.Hour

// Config is what a Source is made of. Only Client is required.
type Config struct {
	Client       *fetch.Client
	Name         string               // the source's word; empty is osm. The sample territory has its own
	NominatimURL string               // base URL, /search is appended; empty is PublicNominatim
	OverpassURL  string               // the whole interpreter URL; empty is PublicOverpass
	PageURL      string               // where a person sees an element, "node/1" is appended; empty is openstreetmap.org
	Gazetteer    *gazetteer.Gazetteer // asked first; nil asks Nominatim for everything
	Categories   *category.List       // nil is the built-in list
	Countries    string               // Nominatim's countrycodes for a question that names no country; empty is us
}

// Source is OpenStreetMap as a source of businesses. It is safe for concurrent use.
type Source struct {
	client     *fetch.Client
	name       string
	page       string
	countries  string
	gazetteer  *gazetteer.Gazetteer
	servers    atomic.Pointer[servers]
	categories atomic.Pointer[category.List]
	blocked    atomic.Pointer[block]
}

var _ scrape.Source = (*Source)(nil)

// servers are the two addresses in use.
type servers struct{ nominatim, overpass string }

// New makes a Source.
func New(c Config) *Source {
	s := &Source{
		client: c.Client, name: or(c.Name, "osm"), page: or(c.PageURL, "https://www.openstreetmap.org/"),
		countries: or(c.Countries, "us"), gazetteer: c.Gazetteer,
	}
	s.SetServers(c.NominatimURL, c.OverpassURL)
	s.SetCategories(c.Categories)
	return s
}

// SetServers changes the two addresses; an empty one is the public server's.
func (s *Source) SetServers(nominatim, overpass string) {
	s.servers.Store(&servers{nominatim: or(nominatim, PublicNominatim), overpass: or(overpass, PublicOverpass)})
}

// SetCategories changes the category list; nil is the built-in one.
func (s *Source) SetCategories(l *category.List) {
	if l == nil {
		l = category.Builtin()
	}
	s.categories.Store(l)
}

// Name implements scrape.Source.
func (s *Source) Name() string { return s.name }

// Rings implements scrape.Source.
func (s *Source) Rings(search entity.Search) []entity.Miles { return scrape.Rings(search.Radius) }

// Geocode implements scrape.Source: the gazetteer where it knows the answer, else Nominatim.
func (s *Source) Geocode(ctx context.Context, query string, refresh bool) ([]entity.Place, error) {
	places, err := s.gazetteer.Find(query)
	if err != nil {
		return nil, fetch.NewError(fetch.ClassInternal, "", "The list of towns in this program is damaged.", err)
	}
	if len(places) > 0 {
		return places, nil
	}
	return s.search(ctx, query, refresh)
}

// Find implements scrape.Source: one question to Overpass.
func (s *Source) Find(ctx context.Context, search entity.Search, ring entity.Miles) (scrape.Answer, error) {
	if search.Place == nil {
		return scrape.Answer{}, fetch.NewError(fetch.ClassInternal, "", "The search has no place.", nil)
	}
	filter, err := s.filter(search)
	if err != nil {
		return scrape.Answer{}, err
	}
	text, err := overpassQuery(search.Place.Point, ring, filter.Selectors())
	if err != nil {
		return scrape.Answer{}, fetch.NewError(fetch.ClassBadQuery, "", "", err)
	}
	res, doc, failed := s.interpret(ctx, text, search.Refresh)
	if failed != nil {
		return scrape.Answer{}, failed
	}
	answer := s.answer(doc, filter)
	answer.Raw, answer.FromCache = res.Body, res.FromCache
	return answer, nil
}

// Parse implements scrape.Source: it reads what Overpass answered.
func (s *Source) Parse(search entity.Search, raw []byte) (scrape.Answer, error) {
	filter, err := s.filter(search)
	if err != nil {
		return scrape.Answer{}, err
	}
	doc, err := readAnswer(raw)
	if err != nil {
		return scrape.Answer{}, fetch.NewError(fetch.ClassParse, s.servers.Load().overpass, "", err)
	}
	answer := s.answer(doc, filter)
	answer.Raw = raw
	return answer, nil
}

// answer makes businesses of the elements, each id once.
func (s *Source) answer(doc document, filter categories) (a scrape.Answer) {
	if doc.Remark != "" {
		a.Partial = remarkError(s.servers.Load().overpass, doc)
	}
	seen := make(map[string]bool, len(doc.Elements))
	for _, e := range doc.Elements {
		if id := e.sourceID(); id != "" && !seen[id] {
			if f, ok := s.found(e, filter); ok {
				seen[id] = true
				a.Found = append(a.Found, f)
			}
		}
	}
	return a
}

func (s *Source) filter(search entity.Search) (categories, error) {
	list := s.categories.Load()
	filter, err := list.Resolve(search.Categories...)
	if err != nil {
		return categories{}, fetch.NewError(fetch.ClassBadQuery, "", err.Error(), err)
	}
	return categories{filter, list}, nil
}

// categories is what is looked for, and the list that names it.
type categories struct {
	category.Filter
	list *category.List
}

func or(s, otherwise string) string {
	if s = strings.TrimSpace(s); s == "" {
		return otherwise
	}
	return s
}

// hostOf names a server in a sentence.
func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Hostname() == "" {
		return "the server"
	}
	return u.Hostname()
}

// endpoint reads a server's address.
func endpoint(address string) (*url.URL, *fetch.Error) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return nil, fetch.NewError(fetch.ClassBadQuery, address,
			fmt.Sprintf("%q is not the address of a server: it must begin with http:// or https://. Change it in Settings.", address), err)
	}
	return u, nil
}
