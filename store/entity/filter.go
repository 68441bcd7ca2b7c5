package entity

import (
	"maps"
	"slices"
	"time"
)

// Filter narrows a list of leads; the zero value lists all that are not in the trash. Filters combine with AND.
type Filter struct {
	City        string           `json:"city,omitempty"`     // the whole name, case folded
	Category    string           `json:"category,omitempty"` // the whole name, case folded
	Status      EnrichmentStatus `json:"status,omitempty"`   // a status group: pending, enriched or failed; other words as ExactStatus
	ExactStatus EnrichmentStatus `json:"exact_status,omitempty"`
	Stage       Stage            `json:"stage,omitempty"`
	Tag         string           `json:"tag,omitempty"`
	Source      string           `json:"source,omitempty"`
	HasEmail    bool             `json:"has_email,omitempty"`
	HasPhone    bool             `json:"has_phone,omitempty"`
	HasWebsite  bool             `json:"has_website,omitempty"`
	Within      Miles            `json:"within_mi,omitempty"` // distance_mi at most this; zero is no limit
	Since       time.Time        `json:"since,omitzero"`      // created at or after
	Search      string           `json:"search,omitempty"`    // substring, as typed
	Job         JobID            `json:"job,omitempty"`       // only what this job saw
	IDs         []BusinessID     `json:"ids,omitempty"`       // only these
	Trash       bool             `json:"trash,omitempty"`     // the deleted ones instead
}

// Sort orders a list by one scalar field, unknown values last and ties by id. The zero value is newest first.
type Sort struct {
	Field string `json:"field,omitempty"` // a JSON name of a business's scalar field; empty is created_at
	Desc  bool   `json:"desc,omitempty"`  // ignored while Field is empty: created_at is newest first
}

// Page asks for a part of a list, by number from 1 or after a cursor.
type Page struct {
	Number int    `json:"page,omitempty"`  // zero is the first
	Limit  int    `json:"limit,omitempty"` // 1 to 500; zero is 20
	After  string `json:"after,omitempty"` // the Next of an earlier page; wins over Number
}

// BusinessPage is one page of a list.
type BusinessPage struct {
	Total int
	Next  string // cursor of the page that follows; empty at the end
	Data  []Business
}

// Draft is a new business as a rep types it.
type Draft struct {
	Name, Category, Phone, Fax, Email, Website       string
	Address, City, State, ZIP, Country, Hours, Notes string
	Tags                                             []string
	Stage                                            Stage // empty is New
}

// Update changes fields of a business; nil leaves a field as it is, a pointer to "" empties it.
type Update struct {
	Name, Category, Phone, Fax, Email, Website       *string
	Address, City, State, ZIP, Country, Hours, Notes *string
	NextAction                                       *string
	NextActionDue                                    *time.Time
	Stage                                            *Stage
	Tags                                             *[]string // all of them, instead of those it has
	AddTags, RemoveTags                              []string  // besides those it keeps; for many leads at once
	DoNotContact                                     *bool
}

// FieldErrors says what is wrong with a Draft or an Update: a sentence for each field's JSON name.
type FieldErrors map[string]string

func (e FieldErrors) Error() string {
	for _, field := range []string{"name", "email", "phone", "website"} {
		if s, ok := e[field]; ok {
			return s
		}
	}
	for _, field := range slices.Sorted(maps.Keys(e)) {
		return e[field]
	}
	return "nothing is wrong"
}
