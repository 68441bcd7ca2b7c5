package identity

import (
	"math"
	"strconv"
	"strings"

	"letip/store/entity"
)

// Glimpse is the little of a record by which two that have a name and a neighbourhood in common, and nothing else, can be
// told to be different: it holds no pointers, so that very many can be kept.
type Glimpse struct {
	lat, lon float32
	placed   bool
	streets  uint8      // how many of its roads are known; tooMany: they say nothing
	roads    [3][3]byte // how the words begin that name its street
	number   int32      // of the house; -1 is none
	house    [8]byte    // as it is written; the first byte is 0 where it is unknown
}

const (
	tooMany = 255
	// tooLong stands for a house number that a glimpse has no room for: it may be like any.
	tooLong = 1
	// seenApart is how many meters two places lie apart that are one to the comparison, with room for coarser numbers.
	seenApart = 80
)

// Glimpse is the record's own.
func (r Record) Glimpse() Glimpse { return glimpse(r.House, r.Street, r.Where) }

// GlimpseAt is that of a business at an address and a position; empty and nil are unknown.
func GlimpseAt(address string, where *entity.Point) Glimpse {
	house, name, _ := street(address)
	return glimpse(house, name, where)
}

func glimpse(house, street string, where *entity.Point) Glimpse {
	g := Glimpse{number: -1}
	if where != nil {
		g.lat, g.lon, g.placed = float32(where.Lat), float32(where.Lon), true
	}
	if street == "" {
		return g // a house number alone is no address
	}
	for w := range strings.FieldsSeq(street) {
		if weakStreet[w] {
			continue
		}
		if int(g.streets) == len(g.roads) {
			g.streets = tooMany
			break
		}
		if w[0] >= '0' && w[0] <= '9' {
			w = strings.TrimRight(w, "stndrh") // 3 and 3rd
		}
		copy(g.roads[g.streets][:], w)
		g.streets++
	}
	switch n, err := strconv.ParseInt(house, 10, 32); {
	case len(house) > len(g.house):
		g.house[0] = tooLong
	default:
		copy(g.house[:], house)
		if house != "" && err == nil {
			g.number = int32(n)
		}
	}
	return g
}

// MayBe reports whether two that share a word of their names, and a town or a corner of it, can be one: they stand at one
// place, in one house, or in one street where no house number parts them. It is symmetric.
func (g *Glimpse) MayBe(o *Glimpse) bool {
	if g.placed && o.placed && g.close(o) {
		return true
	}
	switch {
	case g.house[0] == 0 || o.house[0] == 0:
		return g.sameRoad(o)
	case g.house == o.house:
		return true
	}
	return g.nearHouse(o) && g.sameRoad(o)
}

func (g *Glimpse) close(o *Glimpse) bool {
	const meter = 1 / 111195.0
	dlat := math.Abs(float64(g.lat) - float64(o.lat))
	if dlat > seenApart*meter {
		return false
	}
	dlon := math.Abs(float64(g.lon)-float64(o.lon)) * math.Cos((float64(g.lat)+float64(o.lat))*math.Pi/360)
	return dlat*dlat+dlon*dlon <= seenApart*meter*seenApart*meter
}

// nearHouse is as compareHouses, and true where it isn't known.
func (g *Glimpse) nearHouse(o *Glimpse) bool {
	if g.house[0] == tooLong || o.house[0] == tooLong {
		return true
	}
	if g.number >= 0 && o.number >= 0 && max(g.number-o.number, o.number-g.number) <= nextDoor {
		return true
	}
	a, b := g.written(), o.written()
	return len(a) >= 2 && len(b) >= 2 && oneSlip(a, b)
}

func (g *Glimpse) written() []byte {
	for i, c := range g.house {
		if c == 0 {
			return g.house[:i]
		}
	}
	return g.house[:]
}

// sameRoad reports a word of each street of which one begins as the other does.
func (g *Glimpse) sameRoad(o *Glimpse) bool {
	if g.streets == tooMany || o.streets == tooMany {
		return g.streets > 0 && o.streets > 0
	}
	for _, a := range g.roads[:g.streets] {
		for _, b := range o.roads[:o.streets] {
			if begins(a, b) || begins(b, a) {
				return true
			}
		}
	}
	return false
}

// begins reports whether a word begins with another.
func begins(word, with [3]byte) bool {
	for i, c := range with {
		if c != 0 && c != word[i] {
			return false
		}
	}
	return true
}

// oneSlip reports two different words that are one edit apart: a letter put in, left out, replaced, or swapped with the next.
func oneSlip(a, b []byte) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > 1 {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	if len(a) < len(b) {
		return string(a[i:]) == string(b[i+1:])
	}
	if i == len(a) || string(a[i+1:]) == string(b[i+1:]) {
		return true
	}
	return i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && string(a[i+2:]) == string(b[i+2:])
}
