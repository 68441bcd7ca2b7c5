package exchange

import (
	"encoding/json"
	"regexp"
	"strings"

	"letip/store/normal"
)

// addressParts are those of an address that was written in one line.
type addressParts struct{ street, city, state, zip, country string }

// stateAndZIP is the part of an American address behind the town: "NJ 07728", "New Jersey 07728-1234", "NJ".
var stateAndZIP = regexp.MustCompile(`^([A-Za-z][A-Za-z. ]+?)\s*(\d{5}(?:-\d{4})?)?$`)

// wholeAddress takes "12 Main St, Freehold, NJ 07728, United States" apart. One that doesn't end like that is not ok.
func wholeAddress(line string) (addressParts, bool) {
	var a addressParts
	var parts []string
	for p := range strings.SplitSeq(strings.ReplaceAll(line, "\n", ","), ",") {
		if p = strings.TrimSpace(p); p != "" {
			parts = append(parts, p)
		}
	}
	if n := len(parts); n > 2 {
		if code, ok := normal.Country(parts[n-1]); ok {
			if _, isState := normal.StateCode(parts[n-1]); !isState || len(parts[n-1]) > 2 {
				a.country, parts = code, parts[:n-1]
			}
		}
	}
	n := len(parts)
	if n < 2 {
		return a, false
	}
	last := parts[n-1]
	if zip, ok := normal.ZIP(last); ok && n > 2 && !strings.ContainsAny(last, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") {
		a.zip, parts = zip, parts[:n-1] // "Freehold, NJ, 07728"
		n, last = n-1, parts[n-2]
	}
	m := stateAndZIP.FindStringSubmatch(last)
	if m == nil {
		return a, false
	}
	code, ok := normal.StateCode(m[1])
	if !ok {
		return a, false
	}
	a.state, a.city = code, parts[n-2]
	if m[2] != "" {
		a.zip = m[2]
	}
	a.street = strings.Join(parts[:n-2], ", ")
	return a, true
}

// placeJSON is google-maps-scraper's complete_address.
type placeJSON struct {
	Borough    string `json:"borough"`
	Street     string `json:"street"`
	City       string `json:"city"`
	PostalCode string `json:"postal_code"`
	State      string `json:"state"`
	Country    string `json:"country"`
}

func (r *row) addressJSON(cell string) {
	var p placeJSON
	if json.Unmarshal([]byte(cell), &p) != nil {
		return // the line that stands beside it says the same
	}
	in := &r.in
	r.street = firstOf(r.street, strings.TrimSpace(p.Street))
	in.City, in.State = firstOf(in.City, strings.TrimSpace(p.City)), firstOf(in.State, strings.TrimSpace(p.State))
	in.ZIP, in.Country = firstOf(in.ZIP, strings.TrimSpace(p.PostalCode)), firstOf(in.Country, strings.TrimSpace(p.Country))
}

// weekdays in the order that people read them.
var weekdays = []string{"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"}

// hoursJSON reads opening hours that are a JSON object of days, each with a text or a list of them.
func hoursJSON(cell string) string {
	var days map[string]any
	if json.Unmarshal([]byte(cell), &days) != nil {
		if strings.HasPrefix(cell, "{") {
			return ""
		}
		return cell
	}
	var parts []string
	for _, day := range weekdays {
		var times []string
		switch v := days[day].(type) {
		case string:
			times = append(times, v)
		case []any:
			for _, t := range v {
				if s, ok := t.(string); ok {
					times = append(times, s)
				}
			}
		}
		if len(times) > 0 {
			parts = append(parts, day+" "+strings.Join(times, ", "))
		}
	}
	return strings.Join(parts, "; ")
}
