package exchange

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"letip/store/entity"
	"letip/store/normal"
)

// NameError says why no lead can be made of a row: it lacks a name that can be used.
type NameError struct{ Message string }

func (e *NameError) Error() string { return e.Message }

var (
	errNameless  = &NameError{"it has no name"}
	errUnseen    = &NameError{"its name has nothing that can be seen"}
	errLongNamed = &NameError{fmt.Sprintf("its name is longer than %s letters", thousands(longestLine))}
)

// How long a text may be, in bytes: as a person may type it, and as the database takes it.
const (
	longestLine = 2_000
	longestText = 100_000
)

// row is one row of a file on its way to a lead: what its cells say, field by field.
type row struct {
	in  entity.Incoming
	own bool // of our own export: its values are in their final form

	name, otherName, first, last, person, title string
	category, subcategory                       string
	phones, mobiles, faxes, emails              []string
	phoneRaw, phoneDigits                       string
	websites                                    []string
	socials                                     []entity.Social
	street, house, unit, full                   string
	lat, lon                                    string
	people                                      []entity.Contact // whose email is whose
}

func (r *row) remark(format string, args ...any) {
	r.in.Remarks = append(r.in.Remarks, fmt.Sprintf(format, args...))
}

// finish makes the lead of what the cells say.
func (r *row) finish() entity.Incoming {
	in := &r.in
	r.names()
	r.place()
	in.Found.Category = firstOf(r.category, r.subcategory)
	r.reach()
	r.sites()
	r.contacts()
	r.lengths()
	if in.Err == nil {
		switch {
		case in.Name == "":
			in.Err = errNameless
		case !normal.CanBeSeen(in.Name):
			in.Err = errUnseen
		case len(in.Name) > longestLine:
			in.Err = errLongNamed
		}
	}
	return *in
}

// lengths tells of the texts that the database cuts.
func (r *row) lengths() {
	in := &r.in
	for _, f := range []struct {
		name, text string
		longest    int
	}{
		{"category", in.Found.Category, longestLine},
		{"street", in.Address, longestLine},
		{"city", in.City, longestLine},
		{"state", in.State, longestLine},
		{"ZIP", in.ZIP, longestLine},
		{"hours", in.Hours, longestLine},
		{"website", in.Website, longestLine},
		{"next action", in.NextAction, longestLine},
		{"notes", in.Notes, longestText},
	} {
		if len(f.text) > f.longest {
			r.remark("its %s is longer than %s letters and is cut there", f.name, thousands(f.longest))
		}
	}
}

// thousands writes a number as a person reads it.
func thousands(n int) string {
	if n < 1000 {
		return strconv.Itoa(n)
	}
	return fmt.Sprintf("%s,%03d", thousands(n/1000), n%1000)
}

// names finds the business's name, else its person's.
func (r *row) names() {
	person := firstOf(r.person, strings.TrimSpace(r.first+" "+r.last))
	r.in.Name = firstOf(r.name, r.otherName, person)
	if person != "" && person != r.in.Name {
		r.people = append([]entity.Contact{{Kind: entity.ContactPerson, Value: person, Title: r.title}}, r.people...)
	}
}

// place brings the address to its parts.
func (r *row) place() {
	in := &r.in
	if code, ok := normal.Country(in.Country); ok {
		in.Country = code
	} else if in.Country != "" {
		r.remark("the country %q is not known", in.Country)
		in.Country = ""
	}
	street := r.street
	if r.house != "" && !strings.HasPrefix(street, r.house) {
		street = strings.TrimSpace(r.house + " " + street)
	}
	// A whole address in the column of the street, with nothing else told, is taken apart too.
	whole := r.full
	if whole == "" && in.City == "" && in.ZIP == "" && strings.Count(street, ",") >= 2 {
		whole = street
	}
	if parts, ok := wholeAddress(whole); ok {
		if street == "" || street == whole {
			street = parts.street
		}
		in.City, in.State, in.ZIP, in.Country = firstOf(in.City, parts.city), firstOf(in.State, parts.state), firstOf(in.ZIP, parts.zip), firstOf(in.Country, parts.country)
	} else if street == "" {
		street = whole
	}
	if r.unit != "" && street != "" && !strings.Contains(strings.ToLower(street), strings.ToLower(r.unit)) {
		street += ", " + r.unit
	}
	in.Address = street
	american := in.Country == "" || in.Country == "US"
	if code, ok := normal.StateCode(in.State); ok && american {
		in.State = code
	}
	if american {
		in.ZIP, _ = normal.ZIP(in.ZIP)
	}
	r.locate()
}

func (r *row) locate() {
	if r.lat == "" && r.lon == "" {
		return
	}
	lat, err := strconv.ParseFloat(decimalPoint(r.lat), 64)
	lon, err2 := strconv.ParseFloat(decimalPoint(r.lon), 64)
	bad := err != nil || err2 != nil || math.IsNaN(lat+lon) || math.Abs(lat) > 90 || math.Abs(lon) > 180
	if bad || lat == 0 && lon == 0 && !r.own {
		r.remark("the position %q, %q is none on the earth", r.lat, r.lon)
		return
	}
	r.in.Location = &entity.Point{Lat: lat, Lon: lon}
}

// decimalPoint reads the decimal comma of other countries.
func decimalPoint(s string) string {
	if strings.Count(s, ",") == 1 && !strings.Contains(s, ".") {
		return strings.Replace(s, ",", ".", 1)
	}
	return s
}

// reach reads phones and emails: the first of each is the lead's own, the others are further ways to reach it.
func (r *row) reach() {
	in := &r.in
	seen := map[string]bool{}
	for i, raw := range slices.Concat(r.phones, r.mobiles) {
		numbers := normal.Phones(raw, r.dialledIn(raw))
		if rounded.MatchString(raw) {
			numbers = r.unrounded(raw)
		} else if len(numbers) == 0 && !r.own {
			r.remark("the phone %q can't be read as a number", raw)
		}
		if len(numbers) == 0 && in.PhoneRaw == "" && i < len(r.phones) {
			in.PhoneRaw = raw // kept as it is: nobody else can read it, but the rep
		}
		for _, n := range numbers {
			switch {
			case seen[n.E164]:
			case n.Kind == normal.PhoneFax && in.Fax == "":
				in.Fax = n.E164
			case in.Phone == "":
				in.Phone, in.PhoneRaw = n.E164, raw
			default:
				in.Contacts = append(in.Contacts, entity.Contact{Kind: entity.ContactPhone, Value: n.E164})
			}
			seen[n.E164] = true
		}
	}
	if r.phoneDigits != "" && in.Phone == "" {
		if e164, _, ok := normal.Phone("+"+strings.TrimPrefix(r.phoneDigits, "+"), in.Country); ok {
			in.Phone = e164
			in.PhoneRaw = firstOf(in.PhoneRaw, normal.NationalPhone(e164))
		}
	}
	if r.phoneRaw != "" {
		in.PhoneRaw = r.phoneRaw
		if in.Phone == "" {
			in.Phone, _, _ = normal.Phone(r.phoneRaw, in.Country)
		}
	}
	for _, raw := range r.faxes {
		if e164, _, ok := normal.Phone(raw, r.dialledIn(raw)); ok {
			in.Fax = firstOf(in.Fax, e164)
		} else {
			r.remark("the fax number %q can't be read", raw)
		}
	}
	for _, raw := range r.emails {
		r.mail(raw)
	}
}

// rounded is how programs write a phone number that they took for a number: 7.32555E+09 where the column was narrow, or
// 7325550142.0.
var rounded = regexp.MustCompile(`^\+?(?:\d[.,]?\d*[eE]\+?\d{1,2}|\d{7,15}[.,]0+)$`)

// unrounded reads a phone number that was taken for a number. Of 7.32555E+09 the last digits are lost: any number that it
// might be is somebody else's.
func (r *row) unrounded(raw string) []normal.Number {
	mantissa, exponent, power := strings.Cut(strings.ToLower(strings.TrimPrefix(raw, "+")), "e")
	whole, fraction, _ := strings.Cut(strings.ReplaceAll(mantissa, ",", "."), ".")
	digits := whole
	if power {
		digits += fraction
	}
	if n, err := strconv.Atoi(strings.TrimPrefix(exponent, "+")); !power || err == nil && len(digits) == n+1 {
		if numbers := normal.Phones(digits, r.in.Country); len(numbers) > 0 {
			return numbers
		}
	}
	if !r.own {
		r.remark("the phone %q was rounded by a spreadsheet: its last digits are lost", raw)
	}
	return nil
}

// dialledIn is the country whose national form a number has. Our own export writes an American number so wherever its lead
// is, and any other with its country's code.
func (r *row) dialledIn(raw string) string {
	if r.own && nationalForm.MatchString(raw) {
		return "US"
	}
	return r.in.Country
}

// nationalForm is how normal.NationalPhone writes American numbers.
var nationalForm = regexp.MustCompile(`^\(\d{3}\) \d{3}-\d{4}$`)

// mail reads one cell of emails.
func (r *row) mail(raw string) {
	in, found := &r.in, false
	for _, part := range strings.FieldsFunc(raw, func(c rune) bool { return strings.ContainsRune(";,|[]\n\t", c) }) {
		email, ok := normal.Email(part)
		if !ok {
			continue
		}
		found = true
		switch {
		case in.Email == "":
			in.Email = email
		case in.Email != email:
			in.Contacts = append(in.Contacts, entity.Contact{Kind: entity.ContactEmail, Value: email})
		}
	}
	switch {
	case found:
	case r.own && in.Email == "":
		in.Email = raw
	default:
		r.remark("the email %q can't be read", raw)
	}
}

// sites reads websites and profiles.
func (r *row) sites() {
	in := &r.in
	for _, raw := range r.websites {
		site, ok := normal.Website(raw)
		switch {
		case r.own:
			in.Website = firstOf(in.Website, raw)
		case ok:
			in.Website = firstOf(in.Website, site)
		default:
			r.remark("the website %q can't be read", raw)
		}
	}
	in.Socials = r.socials
}

// contacts are the people, and whose the emails are.
func (r *row) contacts() {
	for _, p := range r.people {
		if p.Kind == entity.ContactPerson && p.Value != "" {
			r.in.Contacts = append(r.in.Contacts, p)
		}
	}
	for i := range r.in.Contacts {
		c := &r.in.Contacts[i]
		c.Confidence = importConfidence
	}
}

// importConfidence is how far a file of somebody is trusted, from 0 to 1.
const importConfidence = 0.7

func (r *row) moment(cell, what string) time.Time {
	t, err := time.Parse(time.RFC3339, cell)
	if err != nil {
		r.remark("%s %q is no moment", what, cell)
	}
	return t
}

// day reads a day as people and programs write it.
func (r *row) day(cell string) time.Time {
	for _, form := range []string{time.DateOnly, "1/2/2006", "1/2/06", "2.1.2006", "Jan 2, 2006", time.RFC3339} {
		if t, err := time.ParseInLocation(form, cell, time.Local); err == nil {
			return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.Local)
		}
	}
	r.remark("the day %q can't be read", cell)
	return time.Time{}
}

func firstOf(all ...string) string {
	for _, s := range all {
		if s != "" {
			return s
		}
	}
	return ""
}
