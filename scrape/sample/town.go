package sample

import (
	"encoding/json"
	"fmt"
	"hash/fnv"
	"io/fs"
	"math"
	"strconv"
	"strings"

	"letip/store/entity"
	"letip/store/normal"
)

// Town is the territory: its streets and all that stands in them.
type Town struct {
	Place
	Streets   []Street   `json:"streets"`
	Elsewhere []Place    `json:"elsewhere"` // towns of a like name in other states, so that a name can be ambiguous
	Features  []*Feature `json:"-"`
}

// Place is a town as the geocoder knows it.
type Place struct {
	Name        string  `json:"name"`
	State       string  `json:"state"`
	StateCode   string  `json:"state_code"`
	County      string  `json:"county"`
	Country     string  `json:"country"`
	CountryCode string  `json:"country_code"`
	ZIP         string  `json:"zip"`
	Lat         float64 `json:"lat"`
	Lon         float64 `json:"lon"`
	OSMID       int64   `json:"osm_id"`
}

// Street is a straight line: it begins some metres east and north of the centre and runs by the compass, with a
// number every so many metres.
type Street struct {
	Name    string  `json:"name"`
	East    float64 `json:"east"`
	North   float64 `json:"north"`
	Bearing float64 `json:"bearing"`
	Spacing float64 `json:"spacing"`
	City    string  `json:"city"` // empty is the town itself
}

// Feature is one thing on the map; a business has a Slug and perhaps a site.
type Feature struct {
	OSMID    int64
	Way      bool // a building: it counts by its center
	At       entity.Point
	Tags     map[string]string
	Name     string
	Slug     string
	Number   int
	Street   string
	City     string
	Phones   []string // as published, the first is the main one
	Make     string   // how its site is made; empty is none
	Pages    int
	People   []Person
	Business bool
}

// Person works at a business.
type Person struct{ Name, Title string }

// Host is where the feature's own site lives; empty is none.
func (f *Feature) Host() string {
	if f.Make == "" || f.Make == sameSite {
		return ""
	}
	return f.Slug + "." + Domain
}

// Email is the address the business gives on its site.
func (f *Feature) Email() string {
	return mailboxes[f.seed()%uint32(len(mailboxes))] + "@" + f.Slug + "." + Domain
}

// seed is a number that belongs to the feature: the same on every run, another for each.
func (f *Feature) seed() uint32 {
	h := fnv.New32a()
	h.Write([]byte(f.Slug))
	return h.Sum32()
}

var mailboxes = []string{"info", "hello", "office", "contact"}

// firstID lies far above every id of the real map, so that no link leads to a real place.
const firstID = 900_000_000_000_000

// sameSite is the make of a branch that shares the site of the business of its name.
const sameSite = "same"

// Load reads the territory from the files of assets.
func Load(files fs.FS) (*Town, error) {
	raw, err := fs.ReadFile(files, "sample/town.json")
	if err != nil {
		return nil, fmt.Errorf("read the sample town: %w", err)
	}
	town := &Town{}
	if err := json.Unmarshal(raw, town); err != nil {
		return nil, fmt.Errorf("read the sample town: %w", err)
	}
	raw, err = fs.ReadFile(files, "sample/businesses.txt")
	if err != nil {
		return nil, fmt.Errorf("read the sample businesses: %w", err)
	}
	slugs := map[string]bool{}
	for i, line := range strings.Split(string(raw), "\n") {
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		f, err := town.feature(line)
		if err != nil {
			return nil, fmt.Errorf("sample businesses, line %d: %w", i+1, err)
		}
		if slugs[f.Slug] {
			f.Slug += "-" + slug(f.Street)
		}
		slugs[f.Slug] = true
		town.finish(f)
		town.Features = append(town.Features, f)
	}
	return town, nil
}

// feature reads one line; the heading of the file says what stands where.
func (t *Town) feature(line string) (*Feature, error) {
	columns := strings.Split(line, " | ")
	if len(columns) != 7 {
		return nil, fmt.Errorf("%d columns instead of 7", len(columns))
	}
	for i, c := range columns {
		columns[i] = strings.TrimSpace(c)
		if columns[i] == "-" {
			columns[i] = ""
		}
	}
	f := &Feature{Name: columns[0], Tags: map[string]string{}, Business: columns[3] != ""}
	bare := false
	for _, list := range []string{columns[1], columns[6]} {
		for part := range strings.SplitSeq(list, ";") {
			key, value, pair := strings.Cut(part, "=")
			switch {
			case part == "":
			case part == "way":
				f.Way = true
			case part == "bare":
				bare = true
			case pair && key == "opening_hours":
				f.Tags[key] = strings.ReplaceAll(value, ", ", "; ")
			case pair:
				f.Tags[key] = strings.ReplaceAll(value, ",", ";")
			default:
				return nil, fmt.Errorf("%q is no tag", part)
			}
		}
	}
	number, street, _ := strings.Cut(columns[2], " ")
	var err error
	if f.Number, err = strconv.Atoi(number); err != nil {
		return nil, fmt.Errorf("%q is no number and street", columns[2])
	}
	f.Street = street
	if err := t.settle(f); err != nil {
		return nil, err
	}
	if f.Name != "" {
		f.Tags["name"] = f.Name
	}
	f.Slug = slug(f.Name)
	if english := f.Tags["name:en"]; english != "" {
		f.Slug = slug(english)
	}
	if f.Slug == "" {
		f.Slug = slug(columns[2])
	}
	if columns[4] != "" {
		var pages string
		f.Make, pages, _ = strings.Cut(columns[4], "/")
		if f.Pages, err = strconv.Atoi(pages); err != nil {
			return nil, fmt.Errorf("%q is no make and number of pages", columns[4])
		}
	}
	for part := range strings.SplitSeq(columns[5], ";") {
		if name, title, ok := strings.Cut(part, " = "); ok {
			f.People = append(f.People, Person{strings.TrimSpace(name), strings.TrimSpace(title)})
		}
	}
	if digits := columns[3]; digits != "" {
		f.Phones = []string{phone(digits, f.seed())}
	}
	if !bare && f.Business {
		f.Tags["addr:housenumber"], f.Tags["addr:street"] = number, street
	}
	return f, nil
}

// settle finds the place of a house number; the even ones stand on the right.
func (t *Town) settle(f *Feature) error {
	for _, s := range t.Streets {
		if s.Name != f.Street {
			continue
		}
		along, side := float64(f.Number)*s.Spacing, 14.0
		if f.Number%2 == 1 {
			side = -side
		}
		sin, cos := math.Sincos(s.Bearing * math.Pi / 180)
		f.City = s.City
		if f.City == "" {
			f.City = t.Name
		}
		f.At = t.point(s.East+along*sin+side*cos, s.North+along*cos-side*sin)
		return nil
	}
	return fmt.Errorf("the town has no %q", f.Street)
}

// point is so many metres east and north of the town's centre, to the seven digits a map has.
func (t *Town) point(east, north float64) entity.Point {
	const metresPerDegree = earthRadius * math.Pi / 180
	round := func(x float64) float64 { return math.Round(x*1e7) / 1e7 }
	return entity.Point{
		Lat: round(t.Lat + north/metresPerDegree),
		Lon: round(t.Lon + east/(metresPerDegree*math.Cos(t.Lat*math.Pi/180))),
	}
}

// finish gives a feature its id and the tags by which the map knows it. Like the real map's, they differ: a fifth of
// the businesses lack a city, some websites have no scheme, some numbers stand under contact:phone.
func (t *Town) finish(f *Feature) {
	seed := f.seed()
	f.OSMID = firstID + int64(seed)
	if !f.Business {
		return
	}
	if f.Tags["addr:street"] != "" && seed%5 != 0 {
		f.Tags["addr:city"], f.Tags["addr:state"], f.Tags["addr:postcode"] = f.City, t.StateCode, t.ZIP
	}
	key := "phone"
	if seed%5 == 1 {
		key = "contact:phone"
	}
	f.Tags[key] = strings.Join(f.Phones, "; ")
	host := f.Host()
	if f.Make == sameSite {
		host = slug(f.Name) + "." + Domain
	}
	if host == "" {
		return
	}
	switch seed % 7 {
	case 0:
		f.Tags["website"] = host
	case 1:
		f.Tags["contact:website"] = "http://" + host
	case 2:
		f.Tags["url"] = "http://" + host + "/"
	default:
		f.Tags["website"] = "http://" + host
	}
	if seed%12 == 3 {
		f.Tags["email"] = f.Email()
	}
	if seed%9 == 4 {
		f.Tags["contact:facebook"] = "https://www.facebook.com/" + f.Slug + ".sample"
	}
}

// phone writes a number of the 555-01xx in one of the shapes that the map's own writers use.
func phone(digits string, seed uint32) string {
	area := "732"
	if rest, overlay := strings.CutPrefix(digits, "b"); overlay {
		area, digits = "848", rest
	}
	line := "01" + digits
	switch seed % 8 {
	case 0:
		return area + "-555-" + line
	case 1:
		return "(" + area + ") 555-" + line
	case 2:
		return "+1 " + area + " 555 " + line
	case 3:
		return area + ".555." + line
	case 4:
		return "(" + area + "-555-" + line // the bracket that is never closed: 8 of 155 in the real extract
	case 5:
		return "+1 " + area + "-555-" + line
	default:
		return "+1-" + area + "-555-" + line
	}
}

// slug makes a host's label of a name: "Café Añejo" is "cafe-anejo".
func slug(name string) string {
	name = strings.ReplaceAll(normal.Fold(name), "'", "")
	words := strings.FieldsFunc(name, func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') })
	label := strings.Join(words, "-")
	if len(label) > 50 {
		label = strings.TrimRight(label[:50], "-") // a label has at most 63 octets
	}
	return label
}
