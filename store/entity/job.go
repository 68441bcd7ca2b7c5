package entity

import "time"

// JobID names one job. Zero is no job.
type JobID int64

// JobKind tells what a job does.
type JobKind string

// The kinds of job.
const (
	KindScrape JobKind = "scrape"
	KindEnrich JobKind = "enrich"
)

// JobStatus says where a job stands.
type JobStatus string

// The job statuses of SPEC section 1. Interrupted is what the journal calls an active job while nobody runs it.
const (
	JobQueued      JobStatus = "queued"
	JobActive      JobStatus = "active"
	JobPaused      JobStatus = "paused"
	JobCompleted   JobStatus = "completed"
	JobFailed      JobStatus = "failed"
	JobCancelled   JobStatus = "cancelled"
	JobInterrupted JobStatus = "interrupted"
)

// Ended reports whether nothing more happens to a job of this status unless somebody asks. Polling ends here.
func (s JobStatus) Ended() bool {
	return s == JobCompleted || s == JobFailed || s == JobCancelled || s == JobInterrupted
}

// Job is one run over the network: a scrape or an enrichment.
type Job struct {
	ID        JobID
	Kind      JobKind
	Status    JobStatus
	Search    *Search // what a scrape looks for; nil for an enrichment
	Counts    Counts
	Percent   float64   // of the counted work, as last written: live figures are in Progress; 100 only once completed
	Error     *JobError // why it failed, or what made its answer partial
	CreatedAt time.Time
	StartedAt time.Time
	EndedAt   time.Time
}

// Search is what a rep asks for: a place, a radius and what to look for there.
type Search struct {
	Query      string   `json:"query"` // as typed: a place's name, a ZIP code or "LAT,LON"
	Place      *Place   `json:"place"` // where it is; nil until geocoded or chosen
	Radius     Miles    `json:"radius_mi"`
	Max        int      `json:"max"` // at most so many results, the nearest first
	Categories []string `json:"categories"`
	Sources    []string `json:"sources"`
	Refresh    bool     `json:"refresh"` // go past the cache
}

// Counts is the counted work of a job. Of a scrape: Found = Saved + Duplicate + Outside + OverLimit + Failed once it
// has ended. Of an enrichment: Total = Enriched + Partial + NoWebsite + Blocked + Failed once it has ended.
type Counts struct {
	Found     int `json:"found"`
	Saved     int `json:"saved"`
	Duplicate int `json:"duplicate"`
	Outside   int `json:"outside"`
	OverLimit int `json:"over_limit"`
	Failed    int `json:"failed"`
	Total     int `json:"total"`
	Enriched  int `json:"enriched"`
	Partial   int `json:"partial"`
	NoWebsite int `json:"no_website"`
	Blocked   int `json:"blocked"`
}

// JobError is what a journal keeps of an error: its class (SPEC section 5) and a sentence for a person.
type JobError struct {
	Class   string `json:"class"`
	Message string `json:"message"`
	URL     string `json:"url"`
}

// Failure is one item of a job that went wrong.
type Failure struct {
	JobID      JobID
	BusinessID BusinessID // zero where no business is concerned
	Class      string
	Message    string
	URL        string
	Attempt    int // from 1
	At         time.Time
}

// Progress is a job's counted work at one moment, for screens. Percent never falls, and is 100 only in the last one.
type Progress struct {
	JobID   JobID
	Kind    JobKind
	Seq     uint64 // rises with each progress of a job, so that an old one can be told
	Status  JobStatus
	Percent float64 // 0 to 100
	Counts  Counts
	Phase   string        // one short sentence for a person: "Asking OpenStreetMap within 5 miles"
	ETA     time.Duration // zero is unknown
	At      time.Time
}
