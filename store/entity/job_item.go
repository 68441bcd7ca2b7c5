package entity

import "time"

// ItemStatus says where one item of a job stands.
type ItemStatus string

// The item statuses. Active ones are pending again for whoever resumes the job.
const (
	ItemPending ItemStatus = "pending"
	ItemActive  ItemStatus = "active"
	ItemDone    ItemStatus = "done"
	ItemFailed  ItemStatus = "failed"
	ItemSkipped ItemStatus = "skipped" // the job came to its end without it
)

// Ended reports whether the job is done with the item, however it went.
func (s ItemStatus) Ended() bool { return s == ItemDone || s == ItemFailed || s == ItemSkipped }

// JobItem is the unit of a job that is done once: a ring of a scrape, a business of an enrichment.
type JobItem struct {
	Seq      int        // the order in which items are taken, from 1; set by the journal
	Key      string     // names it within its job
	Business BusinessID // the business it is about; zero for a ring
	Payload  []byte     // what the kind of job needs to do it
	Status   ItemStatus
	Attempt  int       // how often it was started
	Answered bool      // whether the journal holds what the network answered
	Counts   Counts    // what it brought, once done
	Error    *JobError // why it failed, or what made its answer partial
}

// ItemEnd is what the journal writes at once when an item ends.
type ItemEnd struct {
	Job     JobID
	Item    JobItem  // its Key, Status, Counts and Error are written
	Failure *Failure // what went wrong, if anything; its JobID, BusinessID and At are the journal's to fill
	Counts  Counts   // of the whole job, with this item's
	Percent float64  // of the whole job
}

// JobFilter narrows the list of jobs; the zero value is the newest 20.
type JobFilter struct {
	Kind     JobKind     // empty is both
	Statuses []JobStatus // none is all
	// FailedOnly leaves the jobs that did not go entirely well: failed, cancelled, partial, or with items that
	// failed or were refused.
	FailedOnly bool
	Limit      int // zero is 20
}

// LogLine is one line of what a job did, for a person.
type LogLine struct {
	At   time.Time
	Text string
}

// RecentSearch is one thing that was searched for, with its last run.
type RecentSearch struct {
	Search  Search
	Job     JobID // the last run
	Status  JobStatus
	LastRun time.Time
	Runs    int
	Leads   int // of the last run: saved, and known already
}
