package entity

// ImportAction says what became of a row.
type ImportAction string

// The six actions of SPEC section 5.
const (
	ImportNew       ImportAction = "new"
	ImportUpdated   ImportAction = "updated"   // known, and the row said something new
	ImportDuplicate ImportAction = "duplicate" // known, and the row said nothing new
	ImportReview    ImportAction = "review"    // a lead of its own, and a pair that waits for a decision
	ImportSkipped   ImportAction = "skipped"   // blank, in the trash, or nobody may contact it
	ImportError     ImportAction = "error"
)

// ImportedRow is what became of one row.
type ImportedRow struct {
	Row        int
	Action     ImportAction
	ID         BusinessID // where the row ended; zero where it did nowhere
	Match      BusinessID // review: the lead that it may be; skipped: the one that keeps it out
	Confidence *float64   // 0 to 1 that it is that one; nil where it is like none
	Reasons    []string   // for a person, the weightiest first
	Err        error      // of action error
}

// ImportID names one import. Zero is a dry run.
type ImportID int64

// ImportCounts counts what became of the rows.
type ImportCounts struct {
	New       int `json:"new"`
	Updated   int `json:"updated"`
	Duplicate int `json:"duplicate"`
	Review    int `json:"review"`
	Skipped   int `json:"skipped"`
	Errors    int `json:"errors"`
}

// Rows is how many there were.
func (c ImportCounts) Rows() int {
	return c.New + c.Updated + c.Duplicate + c.Review + c.Skipped + c.Errors
}

// Add counts one row.
func (c *ImportCounts) Add(a ImportAction) {
	switch a {
	case ImportNew:
		c.New++
	case ImportUpdated:
		c.Updated++
	case ImportDuplicate:
		c.Duplicate++
	case ImportReview:
		c.Review++
	case ImportSkipped:
		c.Skipped++
	case ImportError:
		c.Errors++
	}
}

// ImportProgress is how far an import has come: what it counts is in the database for good, but for a dry run.
type ImportProgress struct {
	Import     ImportID
	File       string // its name, without its folder
	DryRun     bool
	Counts     ImportCounts
	Read, Size int64 // bytes of the file; size zero is unknown
}

// Percent is how much of the file was read, 0 to 100.
func (p ImportProgress) Percent() float64 {
	if p.Size <= 0 {
		return 0
	}
	return min(100, 100*float64(p.Read)/float64(p.Size))
}

// ImportReport is what an import came to.
type ImportReport struct {
	Import ImportID
	File   string // its name, without its folder
	DryRun bool
	Counts ImportCounts
	// Step takes all of it back; zero where nothing was written.
	Step int64
	// Cancelled says that it was ended before the file's end: what was written until then stays.
	Cancelled bool
	// ErrorFile is where the rows that could not be imported are kept, with their numbers and reasons; empty is none.
	ErrorFile string
}

// ImportColumn is one column of a file that is imported.
type ImportColumn struct {
	Heading string
	Field   string // what it is taken for; empty: it is not used
}

// ImportPreview is what a file looks like before it is imported.
type ImportPreview struct {
	File      string // its name, without its folder
	Format    string // the program that wrote it; empty is none we know
	Notice    string // what a person should know before it is imported; most often empty
	Encoding  string
	Delimiter string   // ",", ";", "tab" or "|"; empty for vCards
	Fields    []string // what a column can be, in the order of a menu; none for vCards
	Columns   []ImportColumn
	Rows      []ImportPreviewRow // the first of them
}

// ImportPreviewRow is one row of a preview.
type ImportPreviewRow struct {
	Row     int
	Cells   []string // one for each column; none for vCards
	Name    string   // of the lead that it makes
	Remarks []string // what of it can't be used
	Err     string   // why it can't be a lead; empty is that it can
	BadCell []int    // the columns that remarks or the error are about, as far as that can be told
}

// ImportMending puts right what stands in one cell of a file, without touching the file.
type ImportMending struct {
	Row, Column int // the data row from 1, the column from 0
	Text        string
}
