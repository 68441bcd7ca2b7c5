package exchange

import (
	"errors"
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

// errNameless is a row that no lead can be made of.
var errNameless = errors.New("it has no name")

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
	if in.Name == "" && in.Err == nil {
		in.Err = errNameless
	}
	return *in
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
