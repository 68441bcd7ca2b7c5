package entity

import "time"

// Incoming is one row of a file that is imported, before the store has seen it.
type Incoming struct {
	Row  int // data rows count from 1
	Line int // of the file, from 1; zero where there are no lines

	Found // Source and SourceID say what the row is called where it comes from

	// What only the rep says of a lead. It fills what is empty and never overwrites.
	Stage         Stage
	Tags          []string
	Notes         string
	NextAction    string
	NextActionDue time.Time
	DoNotContact  bool

	Own *OwnRow // set where the row is of our own export

	Remarks []string // what of the row could not be used: a person reads it
	Blank   bool     // nothing stands in it
	Err     error    // why it can't be a lead
}

// OwnRow is what a row of our own export tells beyond what any file does.
type OwnRow struct {
	ID        BusinessID // letip_id; zero is unknown
	Status    EnrichmentStatus
	Score     *int
	Sources   []SourceRef
	CreatedAt time.Time
	UpdatedAt time.Time
	CheckedAt time.Time
}

// ImportAction says what became of a row.
type ImportAction string

// The six actions of SPEC section 5.
const (
	ImportNew       ImportAction = "new"
	ImportUpdated   ImportAction = "updated"   // known, and the row said something new
	ImportDuplicate ImportAction = "duplicate" // known, and the row said nothing new
	ImportReview    ImportAction = "review"    // a lead of its own, and a pair that waits for a decision
	ImportSkipped   ImportAction = "skipped"   // blank, or of a lead in the trash
	ImportError     ImportAction = "error"
)

// ImportedRow is what became of one row.
type ImportedRow struct {
	Row        int
	Action     ImportAction
	ID         BusinessID // where the row ended; zero where it did nowhere
	Match      BusinessID // the known lead that it is, or may be
	Confidence float64    // 0 to 1 that it is that one
	Reasons    []string
	Err        error // of action error
}

// ImportReport counts what became of the rows.
type ImportReport struct {
	New, Updated, Duplicate, Review, Skipped, Errors int
	Step                                             int64 // the undo step of it all; zero where nothing was written
}

// Rows is how many there were.
func (r ImportReport) Rows() int {
	return r.New + r.Updated + r.Duplicate + r.Review + r.Skipped + r.Errors
}

// Add counts one row.
func (r *ImportReport) Add(a ImportAction) {
	switch a {
	case ImportNew:
		r.New++
	case ImportUpdated:
		r.Updated++
	case ImportDuplicate:
		r.Duplicate++
	case ImportReview:
		r.Review++
	case ImportSkipped:
		r.Skipped++
	case ImportError:
		r.Errors++
	}
}
