package lead

import "letip/store/event"

// Target is a family of keys as the table names it.
type Target string

// What an event can touch.
const (
	Businesses Target = "businesses"        // every list of leads and every single lead
	Lists      Target = "businesses lists"  // pages, the grid's ids and rows; no single lead
	Business   Target = "businesses id"     // the single leads that the event names, with their story
	Stats      Target = "stats"             // every query of figures
	Recent     Target = "recent-businesses" // the leads that came last
	Scrape     Target = "scrape-status job" // the search that the event names
	Enrichment Target = "job-status job"    // the enrichment that the event names
	Visits     Target = "job-status visits" // the visits of the enrichment that the event names
	FailedJobs Target = "failed-jobs"       // failures
	Journal    Target = "jobs"              // the list of jobs
	Searches   Target = "recent-searches"   // searches that can be run again
	Settings   Target = "settings"          // what the rep may change
	Health     Target = "health"            // the badge
	Import     Target = "import"            // how far an import has come, and what it came to
	Everything Target = "everything"        // all there is

	Duplicates   Target = "duplicates"   // the pairs that wait for a person
	Suppressions Target = "suppressions" // whom nobody may contact
	Trash        Target = "trash"        // what was deleted
)

// Rule is what one event does to the cache: what it patches at once without a read, what it removes, and what it
// marks stale (what is watched is then read again, once). Notify says which notice a person gets, if any.
type Rule struct {
	Event      event.Name
	Patch      []Target
	Remove     []Target
	Invalidate []Target
	Notify     NoticeKind
}

// Table is the user's table of events, SPEC section 2, one row an event, with those that jobs, settings and health
// need below, and what the lists of duplicates and suppressions need of each. The bridge reads it; nothing else decides
// what an event touches.
var Table = []Rule{
	{Event: event.NameBusinessCreated, Invalidate: []Target{Businesses, Stats, Recent, Duplicates, Trash}},
	{Event: event.NameBusinessUpdated, Invalidate: []Target{Business, Lists, Recent, Duplicates}},
	{Event: event.NameBusinessDeleted, Remove: []Target{Business}, Invalidate: []Target{Lists, Stats, Recent, Duplicates, Trash}},
	{Event: event.NameBusinessEnriched, Patch: []Target{Business}, Invalidate: []Target{Lists, Stats, Recent, Duplicates}},

	{Event: event.NameScrapingProgress, Patch: []Target{Scrape, Journal}},
	{Event: event.NameScrapingComplete, Patch: []Target{Scrape, Journal}, Invalidate: []Target{Everything}, Notify: NoticeFound},
	{
		Event: event.NameScrapingFailed, Patch: []Target{Scrape, Journal},
		Invalidate: []Target{FailedJobs, Searches}, Notify: NoticeFindFailed,
	},

	{
		Event: event.NameEnrichmentProgress, Patch: []Target{Business, Lists, Enrichment, Journal},
		Invalidate: []Target{Visits},
	},
	{
		Event: event.NameEnrichmentComplete, Patch: []Target{Enrichment, Journal},
		Invalidate: []Target{Businesses, Stats, Visits, FailedJobs}, Notify: NoticeEnriched,
	},
	{
		Event: event.NameEnrichmentFailed, Invalidate: []Target{Business, Lists, Stats, Visits, FailedJobs},
		Notify: NoticeEnrichFailed,
	},

	{Event: event.NameStatsUpdated, Invalidate: []Target{Stats, Suppressions}},

	{
		Event: event.NameJobChanged, Patch: []Target{Scrape, Enrichment, Journal},
		Invalidate: []Target{Journal, Visits, FailedJobs, Searches},
	},
	{Event: event.NameSettingsChanged, Invalidate: []Target{Settings}},
	{Event: event.NameHealthChanged, Patch: []Target{Health}},

	{Event: event.NameImportProgress, Patch: []Target{Import}},
	{Event: event.NameImportFinished, Patch: []Target{Import}, Invalidate: []Target{Businesses, Stats, Recent, Duplicates}},
}
