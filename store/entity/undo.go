package entity

import "time"

// Undone is a step that was taken back, or done again.
type Undone struct {
	Step  int64
	Kind  UndoKind
	Label string // what was done: "Deleted 3 leads"
	IDs   []BusinessID

	// Remark is a sentence for a person where not all is as it was: what was changed since stays, and what was too much to
	// be kept can't be done again. Empty most often.
	Remark string
}

// UndoStep is a step that can be taken back, or done again.
type UndoStep struct {
	Step  int64
	At    time.Time
	Kind  UndoKind
	Label string // what was done: "Deleted 3 leads"
	Leads int    // how many it touched
}

// UndoKind tells what a step did.
type UndoKind string

// The kinds of step.
const (
	UndoCreate  UndoKind = "create"
	UndoUpdate  UndoKind = "update"
	UndoDelete  UndoKind = "delete"
	UndoRestore UndoKind = "restore"
	// Those that do more than change the columns of leads.
	UndoImport      UndoKind = "import"
	UndoFind        UndoKind = "find"   // what one search found
	UndoEnrich      UndoKind = "enrich" // what the visits of one enrichment brought
	UndoMerge       UndoKind = "merge"
	UndoSplit       UndoKind = "split"
	UndoDecision    UndoKind = "decision" // two leads are not the same
	UndoSuppression UndoKind = "suppression"
	UndoChoice      UndoKind = "choice" // another of the values that sources gave
)

// TrashPage is one page of the trash, the newest deletion first.
type TrashPage struct {
	Total int
	Data  []TrashedLead
}

// TrashedLead is a lead in the trash.
type TrashedLead struct {
	Business     // DeletedAt tells when it went there
	DaysLeft int // whole days until it is gone for good; 0 is less than one
}
