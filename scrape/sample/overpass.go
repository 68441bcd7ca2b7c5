package sample

import (
	"cmp"
	"encoding/json"
	"fmt"
	"html"
	"math"
	"net/http"
	"slices"
	"time"

	"letip/store/entity"
)

// earthRadius is in metres: the same sphere as the program's own distances (SPEC section 5, Counting).
const earthRadius = 6371008.8

// extent is how far a building reaches from its center, in metres. As with the real service, around finds a way by any
// part of it; its center may then stand outside the radius.
const extent = 60

// element is one thing of an Overpass answer.
type element struct {
	Type   string            `json:"type"`
	ID     int64             `json:"id"`
	Lat    float64           `json:"lat,omitempty"`
	Lon    float64           `json:"lon,omitempty"`
	Center *entity.Point     `json:"center,omitempty"`
	Nodes  []int64           `json:"nodes,omitempty"`
	Tags   map[string]string `json:"tags,omitempty"`
}

// overpassAnswer is the document of a good answer.
type overpassAnswer struct {
	Version   float64 `json:"version"`
	Generator string  `json:"generator"`
	OSM3S     struct {
		Timestamp string `json:"timestamp_osm_base"`
		Copyright string `json:"copyright"`
	} `json:"osm3s"`
	Elements []element `json:"elements"`
}

// interpreter answers an Overpass query over the town.
func (t *Town) interpreter(w http.ResponseWriter, r *http.Request) {
	text := r.FormValue("data")
	query, err := parseQuery(text)
	if err != nil {
		badQuery(w, err)
		return
	}
	answer := overpassAnswer{Version: 0.6, Generator: "Sample territory", Elements: []element{}}
	answer.OSM3S.Timestamp = "2026-11-01T00:00:00Z"
	answer.OSM3S.Copyright = Attribution + ": an invented town. Nothing in it exists."
	for _, f := range t.Features {
		if query.matches(f) {
			answer.Elements = append(answer.Elements, f.element(query))
		}
	}
	slices.SortFunc(answer.Elements, func(a, b element) int {
		return cmp.Or(cmp.Compare(a.Type, b.Type), cmp.Compare(a.ID, b.ID))
	})
	if query.limit > 0 && len(answer.Elements) > query.limit {
		answer.Elements = answer.Elements[:query.limit]
	}
	w.Header().Set("Content-Type", "application/json")
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	out.SetIndent("", " ")
	_ = out.Encode(answer) // the caller may have hung up: nobody is left to tell
}

func (f *Feature) element(q query) element {
	e := element{Type: "node", ID: f.OSMID, Lat: f.At.Lat, Lon: f.At.Lon}
	if f.Way {
		e = element{Type: "way", ID: f.OSMID}
		if q.center {
			e.Center = &f.At
		}
		if !q.tagsOnly {
			e.Nodes = []int64{f.OSMID + 1, f.OSMID + 2, f.OSMID + 3, f.OSMID + 1}
		}
	}
	e.Tags = f.Tags
	return e
}

// badQuery answers as Overpass does: status 400 and a page for people.
func badQuery(w http.ResponseWriter, err error) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(http.StatusBadRequest)
	fmt.Fprintf(w, "<html><body>\n<p>%s</p>\n<p><strong style=\"color:#FF0000\">Error</strong>: line 1: parse error: %s </p>\n</body></html>\n",
		Attribution, html.EscapeString(err.Error()))
}

// overpassStatus answers the status page: nobody else asks, so there is always a slot.
func overpassStatus(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	fmt.Fprintf(w, "Connected as: 1\nCurrent time: %s\nAnnounced endpoint: none\nRate limit: 0\n2 slots available now.\n"+
		"Currently running queries (pid, space limit, time limit, start time):\n", time.Now().UTC().Format(time.RFC3339))
}

// metres is the way between two points over the sphere.
func metres(a, b entity.Point) float64 {
	const radian = math.Pi / 180
	sinLat := math.Sin((b.Lat - a.Lat) * radian / 2)
	sinLon := math.Sin((b.Lon - a.Lon) * radian / 2)
	h := sinLat*sinLat + math.Cos(a.Lat*radian)*math.Cos(b.Lat*radian)*sinLon*sinLon
	return 2 * earthRadius * math.Asin(math.Sqrt(min(1, h)))
}
