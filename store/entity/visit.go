package entity

import "time"

// Visit is what reading a business's own website brought.
type Visit struct {
	Business   BusinessID
	Job        JobID            // the enrichment that it is part of; zero is none
	Status     EnrichmentStatus // enriched, partial, no_website, blocked or failed
	At         time.Time
	Pages      []string // addresses of the pages that were read
	Fields     []FieldValue
	Contacts   []Contact
	Socials    []Social
	DoNotEmail bool // a page says that its addresses are not for unasked mail: each email of the visit is marked
	Checked    []EmailCheck
	Error      *JobError // why it failed, or what was left out of a partial one
}

// FieldValue is a value that a page holds for one of a business's own fields, best first of each field.
type FieldValue struct {
	Field      string // the field's JSON name
	Value      string
	URL        string // of the page
	Method     string
	Confidence float64 // 0 to 1
}

// EmailCheck is what was found out about one of a business's addresses without sending anything.
type EmailCheck struct {
	Address string
	Verdict Verdict
	Reasons []string // sentences for a person
}
