package sample

import (
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"letip/store/entity"
	"letip/store/normal"
)

// hit is one candidate of a Nominatim answer in the format jsonv2.
type hit struct {
	PlaceID     int64             `json:"place_id"`
	Licence     string            `json:"licence"`
	OSMType     string            `json:"osm_type"`
	OSMID       int64             `json:"osm_id"`
	Lat         string            `json:"lat"`
	Lon         string            `json:"lon"`
	Category    string            `json:"category"`
	Type        string            `json:"type"`
	PlaceRank   int               `json:"place_rank"`
	Importance  float64           `json:"importance"`
	AddressType string            `json:"addresstype"`
	Name        string            `json:"name"`
	DisplayName string            `json:"display_name"`
	Address     map[string]string `json:"address,omitempty"`
	Bounds      [4]string         `json:"boundingbox"`

	words map[string]bool // folded, whole: what a part of the question may be
}

// search answers a question for a place: the town, one of its streets or addresses, or a town of a like name.
func (t *Town) search(w http.ResponseWriter, r *http.Request) {
	limit, err := strconv.Atoi(r.FormValue("limit"))
	if err != nil || limit < 1 || limit > 40 {
		limit = 10
	}
	hits := []hit{}
	if countries := r.FormValue("countrycodes"); countries == "" || slices.Contains(strings.Split(countries, ","), t.CountryCode) {
		for _, h := range t.hits(r.FormValue("q")) {
			if r.FormValue("addressdetails") != "1" {
				h.Address = nil
			}
			hits = append(hits, h)
		}
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	_ = json.NewEncoder(w).Encode(hits[:min(limit, len(hits))]) // the caller may have hung up: nobody is left to tell
}

var (
	zipAtEnd    = regexp.MustCompile(`^(.*?)[ ,]*\b(\d{5})(?:-\d{4})?$`)
	numberFirst = regexp.MustCompile(`^(\d{1,5})\s+(.+)$`)
)

// hits finds what each part of the question, between its commas, agrees with; the best first.
func (t *Town) hits(question string) []hit {
	var parts []string
	for part := range strings.SplitSeq(normal.Fold(question), ",") {
		part = strings.TrimSpace(part)
		if m := zipAtEnd.FindStringSubmatch(part); m != nil {
			parts = append(parts, m[1], m[2])
			continue
		}
		parts = append(parts, part)
	}
	parts = slices.DeleteFunc(parts, func(p string) bool { return p == "" })
	if len(parts) == 0 {
		return nil
	}
	var found []hit
	for _, s := range t.Streets {
		if h, ok := t.streetHit(s, parts); ok {
			found = append(found, h)
		}
	}
	if len(found) > 0 {
		return found
	}
	for _, p := range append([]Place{t.Place}, t.Elsewhere...) {
		if h := p.hit(); h.agrees(parts) {
			found = append(found, h)
		}
	}
	return found
}

// agrees reports whether every part is one of the candidate's words. The first may also be the beginning of its name,
// by whole words: "sample" finds each town called Sample something.
func (h hit) agrees(parts []string) bool {
	for i, part := range parts {
		beginning := i == 0 && strings.HasPrefix(normal.Fold(h.Name)+" ", part+" ")
		if !h.words[part] && !beginning {
			return false
		}
	}
	return true
}

func (p Place) hit() hit {
	h := hit{
		PlaceID: p.OSMID, Licence: Attribution, OSMType: "relation", OSMID: p.OSMID,
		Category: "boundary", Type: "administrative", PlaceRank: 16, Importance: 0.4, AddressType: "town",
		Name:        p.Name,
		DisplayName: strings.Join([]string{p.Name, p.County, p.State, p.ZIP, p.country()}, ", "),
		Address: map[string]string{
			"town": p.Name, "county": p.County, "state": p.State, "ISO3166-2-lvl4": "US-" + p.StateCode,
			"postcode": p.ZIP, "country": p.country(), "country_code": "us",
		},
	}
	h.place(entity.Point{Lat: p.Lat, Lon: p.Lon}, 0.02)
	h.words = folded(p.Name, p.County, p.State, p.StateCode, p.ZIP, p.country(), "us", "usa", p.Name+" "+p.StateCode, p.Name+" "+p.State)
	return h
}

func (p Place) country() string {
	if p.Country == "" {
		return "United States"
	}
	return p.Country
}

// streetHit is a street or, with a number before it, the house.
func (t *Town) streetHit(s Street, parts []string) (hit, bool) {
	h := t.Place.hit()
	house, name := "", parts[0]
	if m := numberFirst.FindStringSubmatch(parts[0]); m != nil {
		house, name = m[1], m[2]
	}
	if name != normal.Fold(s.Name) || !h.agrees(append([]string{normal.Fold(t.Name)}, parts[1:]...)) {
		return hit{}, false
	}
	f := &Feature{Street: s.Name, Number: 80}
	if house != "" {
		f.Number, _ = strconv.Atoi(house)
	}
	if err := t.settle(f); err != nil {
		return hit{}, false
	}
	h.OSMType, h.OSMID = "way", h.OSMID+int64(len(s.Name))
	h.PlaceID = h.OSMID
	h.Category, h.Type, h.AddressType, h.PlaceRank, h.Importance = "highway", "residential", "road", 26, 0.1
	h.Name = s.Name
	h.Address["road"] = s.Name
	if house != "" {
		h.Category, h.Type, h.AddressType, h.PlaceRank = "place", "house", "place", 30
		h.Name = ""
		h.Address["house_number"] = house
		h.DisplayName = house + ", " + s.Name + ", " + h.DisplayName
	} else {
		h.DisplayName = s.Name + ", " + h.DisplayName
	}
	h.place(f.At, 0.001)
	return h, true
}

// place writes a point as Nominatim does: in words, with a box around it.
func (h *hit) place(at entity.Point, reach float64) {
	h.Lat, h.Lon = degrees(at.Lat), degrees(at.Lon)
	h.Bounds = [4]string{degrees(at.Lat - reach), degrees(at.Lat + reach), degrees(at.Lon - reach), degrees(at.Lon + reach)}
}

func degrees(x float64) string { return fmt.Sprintf("%.7f", x) }

func folded(words ...string) map[string]bool {
	set := map[string]bool{}
	for _, w := range words {
		set[normal.Fold(w)] = true
	}
	return set
}
