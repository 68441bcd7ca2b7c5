package entity

import "time"

// HealthState is the badge: what real requests and the network interface showed.
type HealthState string

// The three states of SPEC section 5, Health.
const (
	Online  HealthState = "online"  // the last request went well, or none was made yet
	Limited HealthState = "limited" // a source rests or refuses
	Offline HealthState = "offline" // no interface, or dns or connect failed on every source
)

// Health is the badge with each source's own.
type Health struct {
	State   HealthState
	Sources []SourceHealth
}

// SourceHealth is what the last real request to a source showed.
type SourceHealth struct {
	Source  string
	State   HealthState
	Message string    // a sentence: "rests until 10:42: too many requests"
	Until   time.Time // when it may be asked again; zero is now
	LastOK  time.Time
}
