package lead

import (
	"context"
	"iter"

	"letip/store/entity"
)

// Store is the part of the database that the screens read and write. Every write commits, then publishes.
type Store interface {
	Business(ctx context.Context, id entity.BusinessID) (entity.Business, error)
	Provenance(ctx context.Context, id entity.BusinessID) ([]entity.Provenance, error)
	ChooseValue(ctx context.Context, id entity.BusinessID, provenance int64) (undo int64, err error)
	Timeline(ctx context.Context, id entity.BusinessID) ([]entity.TimelineEntry, error)
	Businesses(ctx context.Context, f entity.Filter, s entity.Sort, p entity.Page) (entity.BusinessPage, error)
	IDs(ctx context.Context, f entity.Filter, s entity.Sort) ([]entity.BusinessID, error)
	BusinessesByID(ctx context.Context, ids []entity.BusinessID) ([]entity.Business, error)
	Stats(ctx context.Context) (entity.Stats, error)
	Cities(ctx context.Context) ([]entity.NameCount, error)
	Categories(ctx context.Context) ([]entity.NameCount, error)
	Sources(ctx context.Context) ([]entity.NameCount, error)
	Tags(ctx context.Context) ([]entity.NameCount, error)

	Identity
	Silence
	Bin

	Add(ctx context.Context, d entity.Draft) (b entity.Business, undo int64, err error)
	Edit(ctx context.Context, id entity.BusinessID, u entity.Update) (b entity.Business, undo int64, err error)
	EditAll(ctx context.Context, ids []entity.BusinessID, u entity.Update) (undo int64, err error)
	Delete(ctx context.Context, ids ...entity.BusinessID) (undo int64, err error)
	Undo(ctx context.Context) (entity.Undone, error)
	UndoStep(ctx context.Context, undo int64) (entity.Undone, error)
	Redo(ctx context.Context) (entity.Undone, error)

	Settings(ctx context.Context) (entity.Settings, error)
	SaveSettings(ctx context.Context, s entity.Settings) error
}

// Records is what the database remembers of jobs and searches.
type Records interface {
	Job(ctx context.Context, id entity.JobID) (entity.Job, error)
	Jobs(ctx context.Context, f entity.JobFilter) ([]entity.Job, error)
	JobLog(ctx context.Context, id entity.JobID, limit int) ([]entity.LogLine, error)
	Failures(ctx context.Context, limit int, jobs ...entity.JobID) ([]entity.Failure, error)
	RecentSearches(ctx context.Context, limit int) ([]entity.RecentSearch, error)
	JobItems(ctx context.Context, id entity.JobID) iter.Seq2[entity.JobItem, error]
	JobVisits(ctx context.Context, id entity.JobID, limit int) (entity.JobVisits, error)
}

// Jobs starts and steers the work over the network.
type Jobs interface {
	// Start begins a search and returns as soon as it stands in the journal. An ambiguous place is an AmbiguousError.
	Start(ctx context.Context, s entity.Search) (entity.JobID, error)
	Cancel(ctx context.Context, id entity.JobID) error
	Pause(ctx context.Context, id entity.JobID) error
	Resume(ctx context.Context, id entity.JobID) error
}

// Exporter writes leads to a file.
type Exporter interface {
	Export(ctx context.Context, x Export) (Exported, error)
	// LeftOut says how many of a filter's leads an export leaves out, since nobody may contact them.
	LeftOut(ctx context.Context, f entity.Filter) (int, error)
}

// ExportPreset is a choice of columns under the headings of another program.
type ExportPreset struct{ ID, Name, Hint string }

// ExportChoices are what an export may have in it.
type ExportChoices struct {
	Columns []string // JSON names, those of a whole export first
	Whole   int      // how many of them a whole export has
	Presets []ExportPreset
}

// Export is a wish for a file of leads.
type Export struct {
	Path       string
	Format     string // csv, vcf or xlsx; empty is csv
	View       View
	IDs        []entity.BusinessID // only these, in this order; nil is all of the view
	Columns    []string            // JSON names in order; nil is all
	Preset     string              // the columns of another program instead
	Provenance bool                // beside each column one that says where its value is from
	EveryEmail bool                // addresses too that are not for unasked mail
}

// Exported says what was written.
type Exported struct {
	Rows         int
	Suppressed   int // do-not-contact, left out
	Path         string
	Cut          int      // cells that a spreadsheet couldn't hold whole
	Attributions []string // whom to name where the list is passed on
}

// AmbiguousError says that a place's name has several meanings, which differ in state or country.
type AmbiguousError struct {
	Query      string
	Candidates []entity.Place
}

func (e *AmbiguousError) Error() string { return "there are several places called " + e.Query }

// Deps is what a Desk needs. Exporter may be nil where nothing is exported.
type Deps struct {
	Store    Store
	Journal  Records
	Jobs     Jobs
	Visitor  Visitor // nil where no website is visited
	Exporter Exporter
	Importer Importer // nil where nothing is imported
	Bus      Bus
	// Categories may be nil where no screen shows the rep's own category list.
	Categories CategoryFile
	// Schedule hops to the goroutine that draws; every answer and every `done` runs there.
	Schedule func(func())
	// Busy tells an error that is worth another try: another process is writing.
	Busy func(error) bool
	// Health is what the badge starts with; events bring the rest. Nil is online.
	Health func() entity.Health
	// Gone tells that a lead or a job is no longer there.
	Gone func(error) bool
	// Undone tells that a step was taken back already, or is too old to be.
	Undone func(error) bool
	// OnError is told of errors nobody else hears of. Nil is nobody.
	OnError func(error)
}
