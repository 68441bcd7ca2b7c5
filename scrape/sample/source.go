package sample

import (
	"math"

	"letip/scrape/category"
	"letip/scrape/fetch"
	"letip/scrape/osm"
	"letip/store/entity"
)

// Name is the source's word: --source sample.
const Name = "sample"

// Source finds businesses in the territory: the adapter for OpenStreetMap with the territory's endpoints.
type Source struct{ *osm.Source }

// NewSource makes the source. The client must have the territory's Server mounted on Domain.
func NewSource(client *fetch.Client, categories *category.List) Source {
	return Source{osm.New(osm.Config{
		Name: Name, Client: client, Categories: categories,
		NominatimURL: NominatimURL, OverpassURL: OverpassURL, PageURL: "http://map." + Domain + "/",
	})}
}

// steps is in how many questions the territory is asked: a person who tries the program sees leads arrive.
const steps = 3

// Rings asks for a small radius in steps, where a real service is asked once: nobody is burdened here.
func (s Source) Rings(search entity.Search) []entity.Miles {
	rings := make([]entity.Miles, 0, steps)
	for i := range steps - 1 {
		part := float64(search.Radius) * float64(i+1) / steps
		rings = append(rings, entity.Miles(math.Round(part*100)/100))
	}
	return append(rings, search.Radius)
}
