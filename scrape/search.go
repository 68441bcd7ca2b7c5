package scrape

import (
	"context"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"letip/store/entity"
	"letip/store/normal"
)

// What a search may ask for (F1).
const (
	MinRadius     entity.Miles = 0.5
	MaxRadius     entity.Miles = 50
	DefaultRadius entity.Miles = 1
	MinResults                 = 1
	MaxResults                 = 500
	DefaultMax                 = 50
)

// UsageError says that a search can't be done as it was asked for. Nothing was asked of the network.
type UsageError struct {
	Field   string // place, radius, max, category or source
	Message string // a sentence for a person
}

func (e *UsageError) Error() string { return e.Message }

func usage(field, format string, args ...any) error {
	return &UsageError{Field: field, Message: fmt.Sprintf(format, args...)}
}

// AmbiguousError says that a place's name fits several places in different states or countries. Nothing was searched for;
// the same search with one of the candidates as its Place is.
type AmbiguousError struct {
	Query      string
	Candidates []entity.Place
}

func (e *AmbiguousError) Error() string {
	return fmt.Sprintf("%q may be any of several places. Choose one of these, or add the state or country to find others.", e.Query)
}

// NoPlaceError says that a geocoder knows no such place.
type NoPlaceError struct{ Query string }

func (e *NoPlaceError) Error() string {
	return fmt.Sprintf("No place called %q was found. Check the spelling, or add the town and state.", e.Query)
}

// check refuses what can't be searched for.
func (s *Service) check(search entity.Search) error {
	switch {
	case search.Place == nil && strings.TrimSpace(search.Query) == "":
		return usage("place", "Say where to look: a town, a ZIP code, an address, or a latitude and a longitude.")
	case !(search.Radius >= MinRadius && search.Radius <= MaxRadius): // so that NaN is refused too
		return usage("radius", "The radius must be between %g and %g miles; it was %g.", MinRadius, MaxRadius, search.Radius)
	case search.Max < MinResults || search.Max > MaxResults:
		return usage("max", "The number of results must be between %d and %d; it was %d.", MinResults, MaxResults, search.Max)
	}
	if search.Place != nil {
		if err := checkPoint(search.Place.Point); err != nil {
			return err
		}
	}
	for _, name := range search.Sources {
		if s.source(name) == nil {
			return usage("source", "There is no source called %q. Use one of: %s.", name, strings.Join(s.names(), ", "))
		}
	}
	for _, word := range search.Categories {
		if err := s.checkCategory(word); err != nil {
			return usage("category", "%v", err)
		}
	}
	return nil
}

func checkPoint(p entity.Point) error {
	if !(math.Abs(p.Lat) <= 90 && math.Abs(p.Lon) <= 180) {
		return usage("place", "%g, %g is not on the earth: the latitude goes from -90 to 90, the longitude from -180 to 180.",
			p.Lat, p.Lon)
	}
	return nil
}

var coordinates = regexp.MustCompile(`^([-+]?\d+(?:\.\d*)?)\s*,\s*([-+]?\d+(?:\.\d*)?)$`)

// parsePoint reads "LAT,LON"; ok is false for what is no such thing.
func parsePoint(query string) (p entity.Point, ok bool) {
	m := coordinates.FindStringSubmatch(strings.TrimSpace(query))
	if m == nil {
		return p, false
	}
	var errs [2]error
	p.Lat, errs[0] = strconv.ParseFloat(m[1], 64)
	p.Lon, errs[1] = strconv.ParseFloat(m[2], 64)
	return p, errs[0] == nil && errs[1] == nil
}

// locate finds out where a search is.
func (s *Service) locate(ctx context.Context, search entity.Search) (entity.Place, error) {
	if search.Place != nil {
		return *search.Place, nil
	}
	query := strings.TrimSpace(search.Query)
	if p, ok := parsePoint(query); ok {
		return entity.Place{Name: fmt.Sprintf("%.4f, %.4f", p.Lat, p.Lon), Point: p}, checkPoint(p)
	}
	for _, name := range search.Sources {
		places, err := s.source(name).Geocode(ctx, query, search.Refresh)
		if err != nil {
			return entity.Place{}, fmt.Errorf("geocode %q: %w", query, err)
		}
		if ambiguous(places) {
			return entity.Place{}, &AmbiguousError{Query: query, Candidates: places}
		}
		if len(places) > 0 {
			return places[0], nil
		}
	}
	return entity.Place{}, &NoPlaceError{Query: query}
}

// ambiguous reports whether places differ in state or country. What a geocoder does not say differs from nothing.
func ambiguous(places []entity.Place) bool {
	differ := func(of func(entity.Place) string) bool {
		var words []string
		for _, p := range places {
			if w := of(p); w != "" {
				words = append(words, w)
			}
		}
		slices.Sort(words)
		return len(slices.Compact(words)) > 1
	}
	return differ(func(p entity.Place) string {
		if code, ok := normal.StateCode(p.State); ok {
			return code
		}
		return normal.Fold(p.State)
	}) || differ(func(p entity.Place) string {
		if code, ok := normal.Country(p.Country); ok {
			return code
		}
		return normal.Fold(p.Country)
	})
}
