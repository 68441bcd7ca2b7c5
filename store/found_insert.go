package store

import (
	"strings"

	"letip/store/entity"
)

// foundColumns are what a source can say of a business. All are written each time, so that one prepared statement does
// for a batch.
var foundColumns = []string{
	"name", "category", "phone", "phone_raw", "fax", "email", "website", "socials",
	"address", "city", "state", "zip", "country", "lat", "lon", "hours",
}

// insertFound is the insert of foundColumns, their folded ones, distance and times.
var insertFound = func() string {
	names := []string{}
	for _, column := range foundColumns {
		columns, _ := withFold(column, nil)
		names = append(names, columns...)
	}
	names = append(names, "distance_mi", "created_at", "updated_at")
	return "INSERT INTO business (" + strings.Join(names, ", ") + ")\nVALUES (?" + strings.Repeat(", ?", len(names)-1) + ")"
}()

// insert writes a business that was not known, with where each of its values came from.
func (s *saver) insert(p place) (entity.BusinessID, error) {
	args := make([]any, 0, len(foundColumns)+6)
	for _, column := range foundColumns {
		value := p.value(column)
		if value == nil {
			args = append(args, nil)
			if folds[column] != "" {
				args = append(args, nil)
			}
			continue
		}
		_, values := withFold(column, value)
		args = append(args, values...)
	}
	key, err := s.road().add(insertFound, append(args, p.distance(), s.now, s.now)...)
	if err != nil {
		return 0, err
	}
	id := entity.BusinessID(key)
	f := p.found
	if err := s.run(insertSource, f.Source, f.SourceID, id, f.URL, s.now, s.now); err != nil {
		return 0, err
	}
	for _, fact := range p.facts {
		if err := s.vouch(id, p, fact, true); err != nil {
			return 0, err
		}
	}
	for _, c := range p.contacts() {
		if err := s.contact(id, c); err != nil {
			return 0, err
		}
	}
	return id, s.run(insertTimeline, id, s.now, "created", "Found by "+sourceName(f.Source), nil)
}

// vouch writes that the source gives a value.
func (s *saver) vouch(id entity.BusinessID, p place, f fact, chosen bool) error {
	if !factColumns[f.column] {
		return nil // phone_raw: its story is phone's
	}
	return s.run(insertProvenance,
		id, f.column, f.text, p.found.Source, p.found.URL, s.now, p.method(), p.trust, boolean(chosen), nil)
}

func (s *saver) contact(id entity.BusinessID, c entity.Contact) error {
	return s.run(insertContact,
		id, string(c.Kind), c.Value, c.Person, c.Title, c.Confidence, c.SourceURL, c.Method, s.now, nil)
}

// sourceName is what a person calls a source.
func sourceName(source string) string {
	switch source {
	case "osm":
		return "OpenStreetMap"
	case "sample":
		return "the sample territory"
	case "csv", "vcard":
		return "an imported file"
	}
	return source
}
