package entity

import "time"

// ContactKind tells what a contact's value is.
type ContactKind string

// The kinds of contact.
const (
	ContactEmail  ContactKind = "email"
	ContactPhone  ContactKind = "phone"
	ContactFax    ContactKind = "fax"
	ContactPerson ContactKind = "person"
)

// Contact is one way to reach a business, with where it was seen.
type Contact struct {
	ID         int64
	Kind       ContactKind
	Value      string // the address, the E.164 number, or the person's name
	Person     string // whose it is, where the page says so
	Title      string
	Confidence float64 // 0 to 1
	SourceURL  string
	Method     string // mailto, tel, text, jsonld, microdata, hcard, cfemail, words, script, osm, typed, ...
	FirstSeen  time.Time
	LastSeen   time.Time

	DoNotEmail bool    // where it was read the site says that its addresses are not for unasked mail
	Verdict    Verdict // of an email; empty is not looked at
	Reasons    []string
	VerdictAt  time.Time
}

// Verdict is what a rep needs to know of an email address before writing to it.
type Verdict string

// The verdicts of SPEC F7.
const (
	VerdictGood    Verdict = "good"    // an address whose domain takes mail
	VerdictRisky   Verdict = "risky"   // it will arrive, but hardly at a person: nobody reads it, or it is thrown away
	VerdictInvalid Verdict = "invalid" // no address, or a domain that takes no mail
	VerdictUnknown Verdict = "unknown" // DNS could not be asked
)

// Provenance is the story of one value of one field.
type Provenance struct {
	ID         int64
	Field      string // the JSON name of the field, e.g. "phone"
	Value      string
	Source     string // osm, sample, website, csv, manual, ...
	URL        string
	At         time.Time
	Method     string
	Confidence float64 // 0 to 1
	Chosen     bool    // whether the business shows this value
	Picked     bool    // the rep chose it among those that sources gave: it stays, as one that the rep typed
	Why        string  // of one that is not shown: why, as a sentence for a person
}

// Extra says what is read beside businesses, for all of a list at once.
type Extra struct {
	Contacts   bool
	Provenance bool // of the values that are shown
}

// TimelineEntry is one thing that happened to a business.
type TimelineEntry struct {
	At   time.Time
	Kind string // created, updated, enriched, stage, note, ...
	Text string
}
