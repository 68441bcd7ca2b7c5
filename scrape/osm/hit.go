package osm

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"letip/store/entity"
	"letip/store/normal"
)

// hit is one candidate of the geocoder. Of its many fields only these are the same in all its versions and relatives.
type hit struct {
	Lat         degree  `json:"lat"`
	Lon         degree  `json:"lon"`
	Name        string  `json:"name"` // null for a street without one
	DisplayName string  `json:"display_name"`
	Address     address `json:"address"`
}

// address has a field for each level, and which there are differs from place to place.
type address map[string]string

// UnmarshalJSON takes what is text and leaves out what isn't.
func (a *address) UnmarshalJSON(data []byte) error {
	var parts map[string]any
	if err := json.Unmarshal(data, &parts); err != nil {
		return err
	}
	*a = make(address, len(parts))
	for key, value := range parts {
		if text, ok := value.(string); ok {
			(*a)[key] = clean(text)
		}
	}
	return nil
}

// first is the first level that has a name.
func (a address) first(levels ...string) string {
	for _, l := range levels {
		if a[l] != "" {
			return a[l]
		}
	}
	return ""
}

// degree is a coordinate: a string in Nominatim's answers, a number in some of its relatives'.
type degree float64

// UnmarshalJSON reads both.
func (d *degree) UnmarshalJSON(data []byte) error {
	x, err := strconv.ParseFloat(strings.Trim(string(data), `"`), 64)
	if err != nil || math.IsNaN(x) || math.Abs(x) > 180 {
		return fmt.Errorf("%s is not a coordinate", data)
	}
	*d = degree(x)
	return nil
}

// readHits reads a list of candidates; a single one, as /reverse gives it, is a list of one, and an error document none.
func readHits(body []byte) ([]hit, error) {
	body = trimStart(body)
	if bytes.HasPrefix(body, []byte("{")) {
		if _, refused := refusal(body); refused {
			return nil, nil
		}
		var one hit
		if err := json.Unmarshal(body, &one); err != nil {
			return nil, fmt.Errorf("read a place: %w", err)
		}
		if one.Lat == 0 && one.Lon == 0 && one.DisplayName == "" {
			return nil, errors.New("read a place: it has no coordinates")
		}
		return []hit{one}, nil
	}
	var hits []hit
	if err := json.Unmarshal(body, &hits); err != nil {
		return nil, fmt.Errorf("read the places: %w", err)
	}
	return hits, nil
}

// places makes candidates of hits: in their order, each once.
func places(hits []hit) []entity.Place {
	var all []entity.Place
	for _, h := range hits {
		p := h.place()
		if math.Abs(p.Lat) > 90 || p.Lat == 0 && p.Lon == 0 || slices.ContainsFunc(all, func(q entity.Place) bool {
			return q.Name == p.Name && q.State == p.State && q.Country == p.Country
		}) {
			continue
		}
		all = append(all, p)
	}
	return all
}

// place names a hit as a person would: "East Main Street, Newark, Delaware".
func (h hit) place() entity.Place {
	a := h.Address
	p := entity.Place{
		State: a.first("state", "province", "region"), Country: a["country"],
		Point: entity.Point{Lat: float64(h.Lat), Lon: float64(h.Lon)},
	}
	if p.State == "" {
		code, _ := normal.StateCode(a["ISO3166-2-lvl4"])
		p.State = normal.StateName(code)
	}
	if p.Country == "" {
		p.Country = strings.ToUpper(a["country_code"])
	}
	what := clean(h.Name)
	if what == "" { // old versions give it in the long name alone
		what, _, _ = strings.Cut(clean(h.DisplayName), ", ")
	}
	if what == a["house_number"] {
		what = strings.TrimSpace(what + " " + a["road"])
	}
	parts := []string{what}
	for _, part := range []string{a.first("city", "town", "village", "hamlet", "municipality"), p.State} {
		if part != "" && !slices.Contains(parts, part) {
			parts = append(parts, part)
		}
	}
	if code, ok := normal.Country(p.Country); p.Country != "" && (!ok || code != "US") && !slices.Contains(parts, p.Country) {
		parts = append(parts, p.Country)
	}
	parts = slices.DeleteFunc(parts, func(s string) bool { return s == "" })
	p.Name = strings.Join(parts, ", ")
	return p
}
