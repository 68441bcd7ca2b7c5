package osm

import (
	"math"
	"strings"
	"unicode"

	"letip/store/entity"
	"letip/store/normal"
)

// confidence of a value that a mapper wrote: seen on the spot or copied from the business's page, some years ago.
const confidence = 0.8

// found turns an element into a business; ok is false for what has no name, is closed, is no lead by the category list
// or was not asked for.
func (s *Source) found(e element, looked categories) (f entity.Found, ok bool) {
	name := clean(e.Tags["name"])
	if name == "" || closed(e.Tags) {
		return f, false
	}
	category, ok := looked.list.Match(e.Tags)
	if !ok || !looked.Keep(e.Tags) {
		return f, false
	}
	id := e.sourceID()
	f = entity.Found{
		Source: s.name, SourceID: id, URL: strings.TrimSuffix(s.page, "/") + "/" + id, Method: "osm",
		Name: name, Category: category, Location: e.location(), Hours: clean(e.Tags["opening_hours"]),
	}
	fillAddress(&f, e.Tags)
	phones(&f, e.Tags)
	emails(&f, e.Tags)
	websites(&f, e.Tags)
	return f, true
}

// location is the node's place or the center; nil where there is none on the earth.
func (e element) location() *entity.Point {
	lat, lon := e.Lat, e.Lon
	if (lat == nil || lon == nil) && e.Center != nil {
		lat, lon = e.Center.Lat, e.Center.Lon
	}
	if lat == nil || lon == nil || !(math.Abs(*lat) <= 90 && math.Abs(*lon) <= 180) {
		return nil
	}
	return &entity.Point{Lat: *lat, Lon: *lon}
}

// ended are the words by which mappers say that a place is no more.
var ended = []string{"disused", "abandoned", "demolished", "removed", "razed", "closed", "was", "ruined"}

// mainKeys say what a place is.
var mainKeys = []string{"shop", "office", "craft", "amenity", "healthcare", "tourism", "leisure"}

// closed reports whether a place is out of business: marked so as a whole, or by its hours, or because what it is
// stands under a prefix as well ("disused:shop=books" beside "shop=books").
func closed(tags map[string]string) bool {
	hours := strings.ToLower(strings.TrimSpace(tags["opening_hours"]))
	for _, word := range []string{"closed", "off"} {
		if rest, found := strings.CutPrefix(hours, word); found && (rest == "" || strings.HasPrefix(strings.TrimSpace(rest), `"`)) {
			return true
		}
	}
	for _, word := range ended {
		if tags[word] == "yes" {
			return true
		}
		for _, key := range mainKeys {
			then, now := tags[word+":"+key], tags[key]
			if now != "" && (then == now || then == "yes") {
				return true
			}
		}
	}
	return false
}

// fillAddress joins the parts of an address. Where a part is a list, its first value is taken.
func fillAddress(f *entity.Found, tags map[string]string) {
	street := first(tags, "addr:street", "addr:place")
	f.Address = strings.TrimSpace(first(tags, "addr:housenumber") + " " + street)
	if street == "" {
		f.Address = or(first(tags, "addr:full"), strings.TrimSpace(first(tags, "addr:housenumber")+" "+first(tags, "addr:housename")))
	}
	if unit := first(tags, "addr:unit", "addr:suite", "addr:door"); unit != "" && f.Address != "" {
		if !strings.ContainsFunc(unit, unicode.IsSpace) {
			unit = "Unit " + unit
		}
		f.Address += ", " + unit
	}
	f.City = first(tags, "addr:city", "addr:town", "addr:village", "addr:hamlet")
	f.State = first(tags, "addr:state", "addr:province")
	f.Country, _ = normal.Country(first(tags, "addr:country"))
	if f.Country == "" || f.Country == "US" {
		if code, ok := normal.StateCode(f.State); ok {
			f.State, f.Country = code, "US"
		}
	}
	f.ZIP = first(tags, "addr:postcode")
	if zip, ok := normal.ZIP(f.ZIP); ok && (f.Country == "" || f.Country == "US") {
		f.ZIP = zip
	}
}

// first is the first value of the first key that has one.
func first(tags map[string]string, keys ...string) string {
	for _, key := range keys {
		for _, v := range normal.SplitList(tags[key]) {
			if v = clean(v); v != "" {
				return v
			}
		}
	}
	return ""
}

// clean makes one line of a value that anybody may have written: no control characters, single blanks, of bounded
// length.
func clean(s string) string {
	s = strings.Join(strings.FieldsFunc(strings.ToValidUTF8(s, ""), func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r)
	}), " ")
	const most = 255 // OpenStreetMap's own limit, in characters
	if runes := []rune(s); len(runes) > most {
		return string(runes[:most])
	}
	return s
}
