package entity

import "time"

// SuppressionKind tells by what somebody is known who must not be contacted.
type SuppressionKind string

// The kinds of SPEC F23.
const (
	SuppressEmail    SuppressionKind = "email"
	SuppressDomain   SuppressionKind = "domain" // of a website or of an email
	SuppressPhone    SuppressionKind = "phone"
	SuppressBusiness SuppressionKind = "business" // whatever it is called next, as long as it is the same
)

// Suppression is one entry of the list of whom nobody may contact.
type Suppression struct {
	ID    int64
	Kind  SuppressionKind
	Value string // as it is compared; of a business its name and address
	Note  string
	At    time.Time
	Leads int // how many it holds back
}
