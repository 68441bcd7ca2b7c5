package entity

import "time"

// JobVisit is one visit of an enrichment job, as a list of them shows it.
type JobVisit struct {
	Business BusinessID
	Name     string
	Website  string
	Item     ItemStatus       // active while the website is being read
	Status   EnrichmentStatus // of the business as it is now
	At       time.Time        // the last visit to the business, by whichever job
	Attempt  int
	Error    *JobError // why it failed
	// What the last visit saw there, known before or new.
	Emails, Phones, People int
}

// JobVisits are the visits of a job that a screen has room for.
type JobVisits struct {
	Now    []JobVisit // whose websites are being read, in the order they began
	Ended  []JobVisit // the newest first, without the failed ones
	Failed []JobVisit // the newest first
}
