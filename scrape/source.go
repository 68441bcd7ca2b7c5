package scrape

import (
	"context"

	"letip/scrape/fetch"
	"letip/store/entity"
)

// Source is where businesses come from. An adapter says what it needs step by step, so that each step is a job item.
// Its errors are *fetch.Error.
type Source interface {
	// Name is the source's word in settings, in --source and beside each value: osm, sample, ...
	Name() string
	// Geocode gives the places that a query may mean, the likeliest first; none is no error. A refresh asks past the cache.
	Geocode(ctx context.Context, query string, refresh bool) ([]entity.Place, error)
	// Rings are the radii to ask for one after the other; the last is the search's own. See Rings.
	Rings(s entity.Search) []entity.Miles
	// Find asks for what lies within ring of s.Place.
	Find(ctx context.Context, s entity.Search, ring entity.Miles) (Answer, error)
	// Parse reads the Raw of an earlier answer to the same search, without a request.
	Parse(s entity.Search, raw []byte) (Answer, error)
}

// Answer is what a source says of one ring.
type Answer struct {
	Raw       []byte         // what Parse reads again
	Found     []entity.Found // named places that pass the category list, each with a SourceID and a Location
	Partial   *fetch.Error   // why the answer is incomplete; nil is complete
	FromCache bool           // no request was made
}

// ringsFrom are the radii at which a wide search stops to see whether it has enough: near places first, and no question
// bigger than needed.
var ringsFrom = []entity.Miles{5, 10, 20}

// Rings are the radii for a source that answers any radius: to 5 miles one, beyond 5, 10, 20 and the radius itself.
func Rings(radius entity.Miles) []entity.Miles {
	var rings []entity.Miles
	for _, r := range ringsFrom {
		if r < radius {
			rings = append(rings, r)
		}
	}
	return append(rings, radius)
}

// titles are the names that a person knows sources by.
var titles = map[string]string{
	"osm": "OpenStreetMap", "sample": "the sample territory", "directory": "the directory", "overture": "Overture Maps",
}

func title(source string) string {
	if t, ok := titles[source]; ok {
		return t
	}
	return source
}
