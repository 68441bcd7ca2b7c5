package lead

import (
	"slices"

	"letip/app/query"
	"letip/store/entity"
	"letip/store/event"
)

// patches are what events write into the cache without a read. The table names for each event what it patches; a test
// holds the two together.
var patches = map[event.Name]func(*Desk, *query.Actions, event.Event){
	event.NameBusinessEnriched: func(d *Desk, a *query.Actions, e event.Event) {
		b := e.(event.BusinessEnriched).Business
		query.Apply(a, KeyBusiness(b.ID), func(old entity.Business, ok bool) (entity.Business, bool) {
			if b.Contacts == nil { // the event carries the row; the contacts follow with the read
				b.Contacts = old.Contacts
			}
			return b, ok
		})
	},
	event.NameScrapingProgress: func(d *Desk, a *query.Actions, e event.Event) {
		d.progress(a, KeyScrapeStatus, e.(event.ScrapingProgress).Progress)
	},
	event.NameScrapingComplete: func(d *Desk, a *query.Actions, e event.Event) {
		d.job(a, KeyScrapeStatus, e.(event.ScrapingComplete).Job)
	},
	event.NameScrapingFailed: func(d *Desk, a *query.Actions, e event.Event) {
		d.job(a, KeyScrapeStatus, e.(event.ScrapingFailed).Job)
	},
	event.NameEnrichmentProgress: func(d *Desk, a *query.Actions, e event.Event) {
		p := e.(event.EnrichmentProgress)
		d.progress(a, KeyJobStatus, p.Progress)
		if p.Business != 0 && p.State != "" {
			d.status(a, p.Business, p.State)
		}
	},
	event.NameEnrichmentComplete: func(d *Desk, a *query.Actions, e event.Event) {
		d.job(a, KeyJobStatus, e.(event.EnrichmentComplete).Job)
	},
	event.NameJobChanged: func(d *Desk, a *query.Actions, e event.Event) {
		j := e.(event.JobChanged).Job
		if j.Kind == entity.KindEnrich {
			d.job(a, KeyJobStatus, j)
		} else {
			d.job(a, KeyScrapeStatus, j)
		}
	},
	event.NameHealthChanged: func(d *Desk, a *query.Actions, e event.Event) {
		h := e.(event.HealthChanged).Health
		query.Apply(a, KeyHealth(), func(entity.Health, bool) (entity.Health, bool) { return h, true })
		d.cache.SetOnline(h.State != entity.Offline) // coming back reads again what went stale
	},
	event.NameImportProgress: func(_ *Desk, a *query.Actions, e event.Event) {
		query.Apply(a, KeyImport(), func(ImportState, bool) (ImportState, bool) {
			return ImportState{Progress: e.(event.ImportProgress).ImportProgress}, true
		})
	},
	event.NameImportFinished: func(_ *Desk, a *query.Actions, e event.Event) {
		report := e.(event.ImportFinished).Report
		query.Apply(a, KeyImport(), func(s ImportState, _ bool) (ImportState, bool) {
			s.Progress.Counts, s.Progress.Read, s.Report = report.Counts, s.Progress.Size, &report
			return s, true
		})
	},
}

// progress moves a job's entry and its line in the journal on. Old news is dropped.
func (d *Desk) progress(a *query.Actions, key func(entity.JobID) query.Key[Run], p entity.Progress) {
	query.Apply(a, key(p.JobID), func(r Run, ok bool) (Run, bool) {
		if !ok {
			return r, false
		}
		return r.withProgress(p)
	})
	query.UpdateAll(d.cache, query.Filter{Prefix: query.P(wordJobs)}, func(_ query.Path, runs []Run) ([]Run, bool) {
		at := slices.IndexFunc(runs, func(r Run) bool { return r.ID == p.JobID })
		if at < 0 {
			return runs, false
		}
		r, ok := runs[at].withProgress(p)
		if !ok {
			return runs, false
		}
		runs = slices.Clone(runs)
		runs[at] = r
		return runs, true
	})
}

// job writes the journal's newest word on a job. An entry is made where there is none, so that the first progress
// has something to move.
func (d *Desk) job(a *query.Actions, key func(entity.JobID) query.Key[Run], j entity.Job) {
	query.Apply(a, key(j.ID), func(r Run, _ bool) (Run, bool) { return r.withJob(j), true })
	query.UpdateAll(d.cache, query.Filter{Prefix: query.P(wordJobs)}, func(_ query.Path, runs []Run) ([]Run, bool) {
		at := slices.IndexFunc(runs, func(r Run) bool { return r.ID == j.ID })
		if at < 0 {
			return runs, false
		}
		runs = slices.Clone(runs)
		runs[at] = runs[at].withJob(j)
		return runs, true
	})
}

// status shows how far the visit to a lead's website has come, in the lead and in each list that shows it.
func (d *Desk) status(a *query.Actions, id entity.BusinessID, s entity.EnrichmentStatus) {
	query.Apply(a, KeyBusiness(id), func(b entity.Business, ok bool) (entity.Business, bool) {
		b.Status = s
		return b, ok
	})
	set := func(rows []entity.Business) ([]entity.Business, bool) {
		return changeRows(rows, []entity.BusinessID{id}, func(b *entity.Business) { b.Status = s })
	}
	lists := query.Filter{Prefix: KeyBusinesses()}
	query.UpdateAll(d.cache, lists, func(_ query.Path, b Block) (Block, bool) {
		rows, ok := set(b.Rows)
		return Block{IDs: b.IDs, Rows: rows}, ok
	})
	query.UpdateAll(d.cache, lists, func(_ query.Path, p entity.BusinessPage) (entity.BusinessPage, bool) {
		rows, ok := set(p.Data)
		p.Data = rows
		return p, ok
	})
}

// changeRows gives a copy of rows with fn applied to those of the ids, and whether there was any.
func changeRows(rows []entity.Business, ids []entity.BusinessID, fn func(*entity.Business)) ([]entity.Business, bool) {
	var out []entity.Business
	in := among(ids)
	for i := range rows {
		if !in(rows[i].ID) {
			continue
		}
		if out == nil {
			out = slices.Clone(rows)
		}
		fn(&out[i])
	}
	if out == nil {
		return rows, false
	}
	return out, true
}

// dropRows gives rows without those of the ids, and how many left.
func dropRows(rows []entity.Business, ids []entity.BusinessID) ([]entity.Business, int) {
	in := among(ids)
	if !slices.ContainsFunc(rows, func(b entity.Business) bool { return in(b.ID) }) {
		return rows, 0
	}
	out := make([]entity.Business, 0, len(rows))
	for _, b := range rows {
		if !in(b.ID) {
			out = append(out, b)
		}
	}
	return out, len(rows) - len(out)
}

// among tells whether an id is one of ids: by looking for a handful, by a set for many.
func among(ids []entity.BusinessID) func(entity.BusinessID) bool {
	if len(ids) <= 8 {
		return func(id entity.BusinessID) bool { return slices.Contains(ids, id) }
	}
	set := make(map[entity.BusinessID]struct{}, len(ids))
	for _, id := range ids {
		set[id] = struct{}{}
	}
	return func(id entity.BusinessID) bool { _, ok := set[id]; return ok }
}
