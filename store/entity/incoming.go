package entity

import "time"

// Incoming is one row of a file that is imported, before the store has seen it.
type Incoming struct {
	Row   int      // data rows count from 1
	Cells []string // what stands there, column by column; none of a vCard
	Line  int      // of the file, from 1; zero where there are no lines

	Found // Source and SourceID say what the row is called where it comes from

	// What only the rep says of a lead. It fills what is empty and never overwrites.
	Stage         Stage
	Tags          []string
	Notes         string
	NextAction    string
	NextActionDue time.Time
	DoNotContact  bool

	Own *OwnRow // set where the row is of our own export

	// Unnamed says that the file calls the row nothing: SourceID was made of what stands in it.
	Unnamed bool

	Remarks []string // what of the row could not be used: a person reads it
	Blank   bool     // nothing stands in it
	Err     error    // why it can't be a lead
}

// OwnRow is what a row of our own export tells beyond what any file does.
type OwnRow struct {
	ID        BusinessID // letip_id; zero is unknown
	Status    EnrichmentStatus
	Sources   []SourceRef
	CreatedAt time.Time
	UpdatedAt time.Time
	CheckedAt time.Time
}
