package exchange

import (
	"slices"
	"strconv"
	"strings"

	"letip/store/entity"
	"letip/store/normal"
)

// take hands each field's cell to the row. A cell that says nothing isn't handed over.
var take = map[Field]func(r *row, cell string){
	FieldName:        func(r *row, c string) { r.name = firstOf(r.name, c) },
	fieldOtherName:   func(r *row, c string) { r.otherName = firstOf(r.otherName, c) },
	FieldFirstName:   func(r *row, c string) { r.first = firstOf(r.first, c) },
	FieldLastName:    func(r *row, c string) { r.last = firstOf(r.last, c) },
	FieldPerson:      func(r *row, c string) { r.person = firstOf(r.person, c) },
	FieldTitle:       func(r *row, c string) { r.title = firstOf(r.title, c) },
	FieldCategory:    func(r *row, c string) { r.category = firstOf(r.category, c) },
	fieldSubcategory: func(r *row, c string) { r.subcategory = firstOf(r.subcategory, c) },

	FieldPhone:       func(r *row, c string) { r.phones = append(r.phones, r.split(c)...) },
	fieldMobile:      func(r *row, c string) { r.mobiles = append(r.mobiles, r.split(c)...) },
	fieldPhoneRaw:    func(r *row, c string) { r.phoneRaw = c },
	fieldPhoneDigits: func(r *row, c string) { r.phoneDigits = c },
	FieldFax:         func(r *row, c string) { r.faxes = append(r.faxes, c) },
	FieldEmail:       func(r *row, c string) { r.emails = append(r.emails, r.split(c)...) },
	fieldPersonOfMail: func(r *row, c string) {
		r.people = append(r.people, entity.Contact{Kind: entity.ContactPerson, Value: c})
	},
	fieldTitleOfMail: func(r *row, c string) {
		if n := len(r.people); n > 0 && r.people[n-1].Title == "" {
			r.people[n-1].Title = c
		}
	},
	FieldWebsite:   func(r *row, c string) { r.websites = append(r.websites, r.split(c)...) },
	FieldSocials:   func(r *row, c string) { r.profiles(c) },
	fieldFacebook:  func(r *row, c string) { r.profile("facebook", c) },
	fieldInstagram: func(r *row, c string) { r.profile("instagram", c) },
	fieldLinkedIn:  func(r *row, c string) { r.profile("linkedin", c) },
	fieldX:         func(r *row, c string) { r.profile("x", c) },
	fieldYouTube:   func(r *row, c string) { r.profile("youtube", c) },

	FieldAddress:     func(r *row, c string) { r.street = firstOf(r.street, c) },
	FieldHouse:       func(r *row, c string) { r.house = firstOf(r.house, c) },
	FieldUnit:        func(r *row, c string) { r.unit = firstOf(r.unit, c) },
	FieldFullAddress: func(r *row, c string) { r.full = firstOf(r.full, c) },
	fieldPlaceJSON:   func(r *row, c string) { r.addressJSON(c) },
	FieldCity:        func(r *row, c string) { r.in.City = firstOf(r.in.City, c) },
	FieldState:       func(r *row, c string) { r.in.State = shorter(r.in.State, c) },
	FieldZIP:         func(r *row, c string) { r.in.ZIP = firstOf(r.in.ZIP, c) },
	FieldCountry:     func(r *row, c string) { r.in.Country = shorter(r.in.Country, c) },
	FieldLat:         func(r *row, c string) { r.lat = firstOf(r.lat, c) },
	FieldLon:         func(r *row, c string) { r.lon = firstOf(r.lon, c) },
	FieldHours:       func(r *row, c string) { r.in.Hours = c },
	fieldHoursJSON:   func(r *row, c string) { r.in.Hours = hoursJSON(c) },
	fieldOpenState: func(r *row, c string) {
		if strings.Contains(strings.ToLower(c), "permanently") {
			r.remark("it says: %s", c)
		}
	},

	FieldStage:      (*row).stage,
	FieldTags:       func(r *row, c string) { r.tags(c) },
	FieldNotes:      func(r *row, c string) { r.in.Notes = firstOf(r.in.Notes, c) },
	FieldNextAction: func(r *row, c string) { r.in.NextAction = c },
	FieldNextDue:    func(r *row, c string) { r.in.NextActionDue = r.day(c) },
	FieldDNC:        func(r *row, c string) { r.in.DoNotContact = r.in.DoNotContact || yes(c) },

	FieldSourceID:  func(r *row, c string) { r.in.SourceID = firstOf(r.in.SourceID, c) },
	FieldSourceURL: func(r *row, c string) { r.in.URL = firstOf(r.in.URL, c) },
	FieldID:        (*row).ownID,
	fieldDistance:  (*row).distance,
	fieldStatus:    (*row).status,
	fieldSources:   (*row).sources,
	fieldCreated: func(r *row, c string) {
		if r.in.Own != nil {
			r.in.Own.CreatedAt = r.moment(c, "created_at")
		}
	},
	fieldUpdated: func(r *row, c string) {
		if r.in.Own != nil {
			r.in.Own.UpdatedAt = r.moment(c, "updated_at")
		}
	},
	fieldChecked: func(r *row, c string) {
		if r.in.Own != nil {
			r.in.Own.CheckedAt = r.moment(c, "last_checked_at")
		}
	},
}

// split parts the values that Google writes into one cell.
func (r *row) split(cell string) []string {
	if r.own || !strings.Contains(cell, ":::") {
		return []string{cell}
	}
	var parts []string
	for p := range strings.SplitSeq(cell, ":::") {
		if p = strings.TrimSpace(p); p != "" {
			parts = append(parts, p)
		}
	}
	return parts
}

// shorter takes the code where a file has the name beside it.
func shorter(had, cell string) string {
	if had == "" || len(cell) == 2 && len(had) > 2 {
		return cell
	}
	return had
}

// yes reads a switch.
func yes(cell string) bool {
	switch strings.ToLower(cell) {
	case "true", "yes", "y", "1", "x", "ja", "si", "dnc", "do not contact", "opted out":
		return true
	}
	return false
}

func (r *row) profile(network, cell string) {
	for _, c := range r.split(cell) {
		if url, ok := normal.SocialHandle(network, c); ok {
			r.social(entity.Social{Network: network, URL: url})
		}
	}
}

// profiles reads a list of links. Those of our own export stay letter by letter as they are.
func (r *row) profiles(cell string) {
	for _, c := range unjoin(cell) {
		network, url, ok := normal.Social(c)
		switch {
		case r.own && ok:
			r.social(entity.Social{Network: network, URL: c})
		case r.own:
			r.social(entity.Social{Network: normal.Domain(c), URL: c})
		case ok:
			r.social(entity.Social{Network: network, URL: url})
		}
	}
}

func (r *row) social(s entity.Social) {
	if !slices.ContainsFunc(r.socials, func(o entity.Social) bool { return o.URL == s.URL }) {
		r.socials = append(r.socials, s)
	}
}

func (r *row) stage(cell string) {
	for _, s := range entity.Stages {
		if strings.EqualFold(string(s), cell) {
			r.in.Stage = s
			return
		}
	}
	r.remark("there is no stage %q", cell)
}

func (r *row) tags(cell string) {
	for _, c := range r.split(cell) {
		for _, tag := range unjoin(c) {
			if tag = strings.TrimPrefix(tag, "* "); tag != "myContacts" { // Google's own mark for a list of everybody
				r.in.Tags = append(r.in.Tags, tag)
			}
		}
	}
}

func (r *row) ownID(cell string) {
	if r.in.Own == nil {
		return
	}
	id, err := strconv.ParseInt(cell, 10, 64)
	if err != nil || id < 1 {
		r.remark("the letip_id %q is no number of a lead", cell)
		return
	}
	r.in.Own.ID = entity.BusinessID(id)
}

func (r *row) distance(cell string) {
	if miles, err := strconv.ParseFloat(cell, 64); err == nil && miles >= 0 && r.own {
		r.in.Distance = new(entity.Miles(miles))
	}
}

func (r *row) status(cell string) {
	s := entity.EnrichmentStatus(strings.ToLower(cell))
	if r.in.Own != nil && slices.Contains(entity.EnrichmentStatuses, s) && s != entity.Running {
		r.in.Own.Status = s
	}
}

func (r *row) sources(cell string) {
	if r.in.Own == nil {
		return
	}
	for _, s := range unjoin(cell) {
		source, id, _ := strings.Cut(s, " ")
		r.in.Own.Sources = append(r.in.Own.Sources, entity.SourceRef{Source: source, SourceID: id})
	}
}
