package lead

import (
	"slices"

	"letip/app/query"
	"letip/store/entity"
	"letip/store/event"
)

// subject is what an event is about: the leads and the job that its keys are named by.
type subject struct {
	ids []entity.BusinessID
	job entity.JobID
}

func subjectOf(e event.Event) subject {
	switch e := e.(type) {
	case event.BusinessCreated:
		return subject{ids: e.IDs, job: e.Job}
	case event.BusinessUpdated:
		return subject{ids: e.IDs}
	case event.BusinessDeleted:
		return subject{ids: e.IDs}
	case event.BusinessEnriched:
		return subject{ids: []entity.BusinessID{e.Business.ID}}
	case event.EnrichmentProgress:
		if e.Business == 0 {
			return subject{job: e.JobID}
		}
		return subject{job: e.JobID, ids: []entity.BusinessID{e.Business}}
	case event.EnrichmentFailed:
		return subject{job: e.Failure.JobID, ids: []entity.BusinessID{e.Failure.BusinessID}}
	case event.ScrapingProgress:
		return subject{job: e.JobID}
	case event.ScrapingComplete:
		return subject{job: e.Job.ID}
	case event.ScrapingFailed:
		return subject{job: e.Job.ID}
	case event.EnrichmentComplete:
		return subject{job: e.Job.ID}
	case event.JobChanged:
		return subject{job: e.Job.ID}
	}
	return subject{}
}

// targets are what several events touch together, each once.
type targets struct {
	all  []Target
	ids  []entity.BusinessID // of those that are named by a lead
	jobs []entity.JobID      // of those that are named by a job
}

func (m *targets) add(ts []Target, s subject) {
	for _, t := range ts {
		switch t {
		case Business:
			m.ids = append(m.ids, s.ids...)
		case Scrape, Enrichment, Visits:
			if !slices.Contains(m.jobs, s.job) {
				m.jobs = append(m.jobs, s.job)
			}
		}
		if !slices.Contains(m.all, t) {
			m.all = append(m.all, t)
		}
	}
}

// filters are the fewest that cover the targets: everything covers all, `businesses` its lists and single leads.
func (m *targets) filters() []query.Filter {
	if slices.Contains(m.all, Everything) {
		return []query.Filter{{}}
	}
	whole := slices.Contains(m.all, Businesses)
	var out []query.Filter
	for _, t := range m.all {
		if whole && (t == Lists || t == Business) {
			continue
		}
		out = append(out, m.of(t)...)
	}
	return out
}

// of turns one target into what the cache is asked for.
func (m *targets) of(t Target) (out []query.Filter) {
	switch t {
	case Lists:
		return []query.Filter{{Prefix: KeyBusinesses(), Match: isList}}
	case Business:
		slices.Sort(m.ids)
		m.ids = slices.Compact(m.ids)
		if len(m.ids) > maxEntries { // more than the cache can hold: one look at all is less
			return []query.Filter{{Prefix: KeyBusinesses(), Match: func(e query.EntryInfo) bool { return !isList(e) }}}
		}
		for _, id := range m.ids {
			out = append(out, query.Filter{Prefix: KeyBusiness(id).Path})
		}
		return out
	case Scrape:
		for _, id := range m.jobs {
			out = append(out, query.Filter{Prefix: KeyScrapeStatus(id).Path})
		}
		return out
	case Enrichment:
		for _, id := range m.jobs {
			out = append(out, query.Filter{Prefix: KeyJobStatus(id).Path})
		}
		return out
	case Visits:
		for _, id := range m.jobs {
			out = append(out, query.Filter{Prefix: KeyVisits(id).Path})
		}
		return out
	}
	return []query.Filter{{Prefix: query.P(prefixes[t])}}
}

// prefixes are the first words of the targets that are whole families.
var prefixes = map[Target]string{
	Businesses: wordBusinesses, Stats: wordStats, Recent: wordRecent, FailedJobs: wordFailedJobs, Journal: wordJobs,
	Searches: wordSearches, Settings: wordSettings, Health: wordHealth,
	Import:     wordImport,
	Duplicates: wordDuplicates, Suppressions: wordSuppressions, Trash: wordTrash,
}

// isList tells lists from single leads by what they hold, since both are named `businesses`.
func isList(e query.EntryInfo) bool { return e.Type != typeBusiness && e.Type != typeStory }
