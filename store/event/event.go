package event

import (
	"strconv"

	"letip/store/entity"
)

// Name is an event's name as the user's document writes it.
type Name string

// Event is a fact that has happened: it is published after its transaction has committed.
type Event interface {
	EventName() Name
}

// Coalescer is an event of which only the newest of a key matters to a late subscriber: progress, never a fact.
type Coalescer interface {
	Event
	CoalesceKey() string
}

// Catalogue lists every event's name; a test checks that each has a publisher and a subscriber.
var Catalogue = []Name{
	NameBusinessCreated, NameBusinessUpdated, NameBusinessDeleted, NameBusinessEnriched,
	NameScrapingProgress, NameScrapingComplete, NameScrapingFailed,
	NameEnrichmentProgress, NameEnrichmentComplete, NameEnrichmentFailed,
	NameStatsUpdated, NameJobChanged, NameSettingsChanged, NameHealthChanged,
	NameImportProgress, NameImportFinished,
}

// The eleven events of the user's document, then those that jobs, settings, health and imports need.
const (
	NameBusinessCreated    Name = "business:created"
	NameBusinessUpdated    Name = "business:updated"
	NameBusinessDeleted    Name = "business:deleted"
	NameBusinessEnriched   Name = "business:enriched"
	NameScrapingProgress   Name = "scraping:progress"
	NameScrapingComplete   Name = "scraping:complete"
	NameScrapingFailed     Name = "scraping:failed"
	NameEnrichmentProgress Name = "enrichment:progress"
	NameEnrichmentComplete Name = "enrichment:complete"
	NameEnrichmentFailed   Name = "enrichment:failed"
	NameStatsUpdated       Name = "stats:updated"
	NameJobChanged         Name = "job:changed"
	NameSettingsChanged    Name = "settings:changed"
	NameHealthChanged      Name = "health:changed"
	NameImportProgress     Name = "import:progress"
	NameImportFinished     Name = "import:finished"
)

// BusinessCreated: these businesses are new, or came back from the trash. One event a transaction.
type BusinessCreated struct {
	IDs []entity.BusinessID
	Job entity.JobID // the job that found them; zero if typed, imported or restored
}

// BusinessUpdated: these businesses changed.
type BusinessUpdated struct {
	IDs []entity.BusinessID
}

// BusinessDeleted: these businesses went to the trash or are gone for good.
type BusinessDeleted struct {
	IDs []entity.BusinessID
}

// BusinessEnriched: a visit to this business's website has been written.
type BusinessEnriched struct {
	Business entity.Business
}

// ScrapingProgress: a scrape job's counted work.
type ScrapingProgress struct{ entity.Progress }

// ScrapingComplete: a scrape job came to its end; Job.Error is set where the answer was partial.
type ScrapingComplete struct{ Job entity.Job }

// ScrapingFailed: a scrape job could not go on.
type ScrapingFailed struct{ Job entity.Job }

// EnrichmentProgress: an enrichment job's counted work.
type EnrichmentProgress struct {
	entity.Progress
	Business entity.BusinessID // the business whose status changed; zero for the job alone
	State    entity.EnrichmentStatus
}

// EnrichmentComplete: an enrichment job came to its end.
type EnrichmentComplete struct{ Job entity.Job }

// EnrichmentFailed: a business's visit went wrong.
type EnrichmentFailed struct{ Failure entity.Failure }

// StatsUpdated: the dashboard's figures changed. It carries nothing: a reader asks for what it shows.
type StatsUpdated struct{}

// JobChanged: a job's status changed (queued, active, paused, cancelled, interrupted, ...).
type JobChanged struct{ Job entity.Job }

// SettingsChanged: a setting was written.
type SettingsChanged struct{ Keys []string }

// HealthChanged: a source went well, rests, refuses or can't be reached, as real requests showed.
type HealthChanged struct{ Health entity.Health }

// ImportProgress: a batch of an import was written.
type ImportProgress struct{ entity.ImportProgress }

// ImportFinished: an import came to its end, or was ended.
type ImportFinished struct{ Report entity.ImportReport }

// EventName implements Event.
func (BusinessCreated) EventName() Name { return NameBusinessCreated }

// EventName implements Event.
func (BusinessUpdated) EventName() Name { return NameBusinessUpdated }

// EventName implements Event.
func (BusinessDeleted) EventName() Name { return NameBusinessDeleted }

// EventName implements Event.
func (BusinessEnriched) EventName() Name { return NameBusinessEnriched }

// EventName implements Event.
func (ScrapingProgress) EventName() Name { return NameScrapingProgress }

// EventName implements Event.
func (ScrapingComplete) EventName() Name { return NameScrapingComplete }

// EventName implements Event.
func (ScrapingFailed) EventName() Name { return NameScrapingFailed }

// EventName implements Event.
func (EnrichmentProgress) EventName() Name { return NameEnrichmentProgress }

// EventName implements Event.
func (EnrichmentComplete) EventName() Name { return NameEnrichmentComplete }

// EventName implements Event.
func (EnrichmentFailed) EventName() Name { return NameEnrichmentFailed }

// EventName implements Event.
func (StatsUpdated) EventName() Name { return NameStatsUpdated }

// EventName implements Event.
func (JobChanged) EventName() Name { return NameJobChanged }

// EventName implements Event.
func (SettingsChanged) EventName() Name { return NameSettingsChanged }

// EventName implements Event.
func (HealthChanged) EventName() Name { return NameHealthChanged }

// EventName implements Event.
func (ImportProgress) EventName() Name { return NameImportProgress }

// EventName implements Event.
func (ImportFinished) EventName() Name { return NameImportFinished }

// CoalesceKey implements Coalescer: one slot an import.
func (p ImportProgress) CoalesceKey() string { return strconv.FormatInt(int64(p.Import), 10) }

// CoalesceKey implements Coalescer: one slot a job.
func (p ScrapingProgress) CoalesceKey() string { return jobKey(p.JobID) }

// CoalesceKey implements Coalescer: one slot a job and business, so that no business's status is lost.
func (p EnrichmentProgress) CoalesceKey() string {
	return jobKey(p.JobID) + "/" + strconv.FormatInt(int64(p.Business), 10)
}

// CoalesceKey implements Coalescer: the figures changed, however often.
func (StatsUpdated) CoalesceKey() string { return "stats" }

// CoalesceKey implements Coalescer: the newest health is all that counts.
func (h HealthChanged) CoalesceKey() string { return "health" }

func jobKey(id entity.JobID) string { return strconv.FormatInt(int64(id), 10) }
