package entity

import "time"

// BusinessID names one business for as long as the database lives; ids are never used again. Zero is no business.
type BusinessID int64

// Miles is a distance in statute miles.
type Miles float64

// Point is a place on the earth in WGS 84 degrees.
type Point struct {
	Lat float64 `json:"lat"`
	Lon float64 `json:"lon"`
}

// Business is one place of trade: the lead. A chain's two branches are two businesses.
type Business struct {
	ID       BusinessID
	Name     string
	Category string // a category's name of the category list, or what the rep typed
	Phone    string // E.164; empty when PhoneRaw can't be read as a number
	PhoneRaw string // as it was found or typed
	Fax      string // E.164
	Email    string
	Website  string // absolute URL with its scheme
	Socials  []Social
	Address  string // house number and street
	City     string
	State    string // two letters in the US
	ZIP      string
	Country  string // ISO 3166-1 alpha-2
	Location *Point
	Distance *Miles // from the place of the last search that saw it; nil if typed or imported
	Hours    string // as published
	Status   EnrichmentStatus
	Stage    Stage
	Tags     []string // sorted, unique
	Notes    string   // the rep's own free text

	NextAction    string    // what to do next; empty is nothing
	NextActionDue time.Time // the local day it is due, at midnight; zero is no day

	DoNotContact bool
	DoNotEmail   bool // Email stands where the site says that its addresses are not for unasked mail
	Score        *int // 0 to 100
	Sources      []SourceRef
	CreatedAt    time.Time
	UpdatedAt    time.Time
	CheckedAt    time.Time // the last visit to its website
	DeletedAt    time.Time // when it went to the trash; zero is not deleted
	Contacts     []Contact // only filled where a single business or a page of `list` is read

	Provenance []Provenance // of the values that it shows; only filled where an export asks for it
}

// OpenEmail is the address that may be handed on to others: none where the site that it stands on asks for no unasked
// mail (15 U.S.C. 7704(b)(1)(A) weighs such a notice).
func (b *Business) OpenEmail() string {
	if b.DoNotEmail {
		return ""
	}
	return b.Email
}

// Social is a profile of the business on a network.
type Social struct {
	Network string `json:"network"` // facebook, instagram, x, linkedin, youtube, ...
	URL     string `json:"url"`
}

// SourceRef says where a business was seen, by the source's own id.
type SourceRef struct {
	Source   string `json:"source"` // osm, sample, directory, overture, csv, manual
	SourceID string `json:"source_id"`
	URL      string `json:"url"`
}

// EnrichmentStatus says how far the visit to a business's own website has come.
type EnrichmentStatus string

// The seven enrichment statuses of SPEC section 1.
const (
	Pending   EnrichmentStatus = "pending"
	Running   EnrichmentStatus = "running"
	Enriched  EnrichmentStatus = "enriched"
	Partial   EnrichmentStatus = "partial"
	NoWebsite EnrichmentStatus = "no_website"
	Blocked   EnrichmentStatus = "blocked"
	Failed    EnrichmentStatus = "failed"
)

// EnrichmentStatuses lists all statuses in the order a screen shows them.
var EnrichmentStatuses = []EnrichmentStatus{Pending, Running, Enriched, Partial, NoWebsite, Blocked, Failed}

// StatusGroups maps the user's three words to the statuses they stand for (SPEC section 5, Status groups).
var StatusGroups = map[EnrichmentStatus][]EnrichmentStatus{
	Enriched: {Enriched, Partial},
	Pending:  {Pending, Running},
	Failed:   {Failed, NoWebsite, Blocked},
}

// Stage says how far the rep has come with a lead.
type Stage string

// The ten stages of SPEC section 1, in the order of the funnel.
const (
	StageNew           Stage = "New"
	StageResearched    Stage = "Researched"
	StageContacted     Stage = "Contacted"
	StageReplied       Stage = "Replied"
	StageInvited       Stage = "Invited"
	StageVisited       Stage = "Visited"
	StageApplied       Stage = "Applied"
	StageMember        Stage = "Member"
	StageNotInterested Stage = "Not interested"
	StageDoNotContact  Stage = "Do not contact"
)

// Stages lists all stages in the order of the funnel.
var Stages = []Stage{
	StageNew, StageResearched, StageContacted, StageReplied, StageInvited,
	StageVisited, StageApplied, StageMember, StageNotInterested, StageDoNotContact,
}
