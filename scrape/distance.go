package scrape

import (
	"math"

	"letip/store/entity"
)

const (
	earthKilometres  = 6371.0088 // the mean radius, as SPEC section 5 has it
	kilometresAMile  = 1.609344
	earthMiles       = earthKilometres / kilometresAMile
	distanceRounding = 1e-6 // miles, 1.6 mm: a place on the line is within it, whatever its last bit says
)

// Distance is the way over the earth's surface by haversine.
func Distance(a, b entity.Point) entity.Miles {
	rad := func(degrees float64) float64 { return degrees * math.Pi / 180 }
	lat, lon := math.Sin(rad(b.Lat-a.Lat)/2), math.Sin(rad(b.Lon-a.Lon)/2)
	h := lat*lat + math.Cos(rad(a.Lat))*math.Cos(rad(b.Lat))*lon*lon
	return entity.Miles(2 * earthMiles * math.Asin(math.Sqrt(min(h, 1))))
}

// within reports whether a distance is no longer than a radius.
func within(distance, radius entity.Miles) bool { return distance <= radius+distanceRounding }
