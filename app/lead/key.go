package lead

import (
	"letip/app/query"
	"letip/store/entity"
)

// The first words of all keys, as the user's document names them; menus, searches, settings and health are ours. A key's further words are parameters.
const (
	wordBusinesses   = "businesses"        // businesses · businesses {page, limit, filters} · businesses id
	wordStats        = "stats"             // stats · stats menus
	wordRecent       = "recent-businesses" // recent-businesses limit
	wordScrapeStatus = "scrape-status"     // scrape-status job
	wordJobStatus    = "job-status"        // job-status job
	wordFailedJobs   = "failed-jobs"       // failed-jobs limit
	wordJobs         = "jobs"              // jobs limit
	wordSearches     = "recent-searches"   // recent-searches limit
	wordSettings     = "settings"
	wordHealth       = "health"
	wordImport       = "import"

	// The grid's own entries live under `businesses`, so that whatever reaches the lists reaches them.
	wordIDs  = "ids"  // businesses ids {filters}
	wordRows = "rows" // businesses rows {filters} block
	wordAll  = "all"  // businesses id all: what a detail pane shows beside the lead itself
)

// KeyBusinesses is the prefix of every list of leads and of every single lead.
func KeyBusinesses() query.Path { return query.P(wordBusinesses) }

// KeyPage is `businesses {page, limit, filters}`.
func KeyPage(v View, p entity.Page) query.Key[entity.BusinessPage] {
	params := query.ParamsOf(p)
	params["page"], params["filters"], params["sort"] = max(p.Number, 1), v.filters(), v.sort()
	return query.K[entity.BusinessPage](wordBusinesses, params)
}

// KeyBusiness is `businesses id`: one lead with its contacts.
func KeyBusiness(id entity.BusinessID) query.Key[entity.Business] {
	return query.K[entity.Business](wordBusinesses, int64(id))
}

// KeyStory is the provenance and the timeline of one lead, beneath `businesses id`.
func KeyStory(id entity.BusinessID) query.Key[Story] {
	return query.K[Story](wordBusinesses, int64(id), wordAll)
}

// KeyIDs is the ordered snapshot of all leads of a view, which the grid counts its rows by.
func KeyIDs(v View) query.Key[Ordered] {
	return query.K[Ordered](wordBusinesses, wordIDs, v.params())
}

// KeyBlock is the n-th block of rows of a view, as the gen-th snapshot of its ids cuts it.
func KeyBlock(v View, gen uint64, n int) query.Key[Block] {
	return query.K[Block](wordBusinesses, wordRows, v.params(), gen, n)
}

// rowsOf is the prefix of all blocks of a view.
func rowsOf(v View) query.Path { return query.P(wordBusinesses, wordRows, v.params()) }

// KeyStats is the dashboard's figures; beneath it stand the filter menus' own.
func KeyStats() query.Key[entity.Stats] { return query.K[entity.Stats](wordStats) }

// KeyMenus is what the filter menus offer.
func KeyMenus() query.Key[Menus] { return query.K[Menus](wordStats, "menus") }

// KeyRecent is the leads that came last.
func KeyRecent(limit int) query.Key[[]entity.Business] {
	return query.K[[]entity.Business](wordRecent, limit)
}

// KeyScrapeStatus is how a search for businesses stands.
func KeyScrapeStatus(id entity.JobID) query.Key[Run] {
	return query.K[Run](wordScrapeStatus, int64(id))
}

// KeyJobStatus is how an enrichment stands.
func KeyJobStatus(id entity.JobID) query.Key[Run] {
	return query.K[Run](wordJobStatus, int64(id))
}

// KeyFailedJobs is the newest failures.
func KeyFailedJobs(limit int) query.Key[[]entity.Failure] {
	return query.K[[]entity.Failure](wordFailedJobs, limit)
}

// KeyJobs is the journal, newest first.
func KeyJobs(limit int) query.Key[[]Run] { return query.K[[]Run](wordJobs, limit) }

// KeySearches is the searches that can be run again.
func KeySearches(limit int) query.Key[[]entity.RecentSearch] {
	return query.K[[]entity.RecentSearch](wordSearches, limit)
}

// KeySettings is what the rep may change.
func KeySettings() query.Key[entity.Settings] { return query.K[entity.Settings](wordSettings) }

// KeyHealth is the badge.
func KeyHealth() query.Key[entity.Health] { return query.K[entity.Health](wordHealth) }

// KeyImport is how far the import has come that runs, or what the last one came to.
func KeyImport() query.Key[ImportState] { return query.K[ImportState](wordImport) }

// View is a list as a rep looks at it: what is in it, and in which order.
type View struct {
	Filter entity.Filter
	Sort   entity.Sort
}

func (v View) params() query.Params {
	return query.Params{"filters": v.filters(), "sort": v.sort()}
}

// filters and sort spell out only what is set, so that {} and {city: ""} are one key, and a key reads as what it asks.
func (v View) filters() query.Params { return some(query.ParamsOf(v.Filter)) }

func (v View) sort() query.Params { return some(query.ParamsOf(v.Sort)) }

// some is nil for nothing: a field that is nil is as if it were not there.
func some(p query.Params) query.Params {
	if len(p) == 0 {
		return nil
	}
	return p
}
