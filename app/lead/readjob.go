package lead

import (
	"context"
	"slices"
	"time"

	"letip/app/query"
	"letip/store/entity"
)

// Scrape is the query of how a search stands: each 2 s while it runs, then never again.
func (d *Desk) Scrape(id entity.JobID) query.Query[Run] { return d.run(KeyScrapeStatus(id), id) }

// Enrichment is the query of how an enrichment stands: each 2 s while it runs, then never again.
func (d *Desk) Enrichment(id entity.JobID) query.Query[Run] { return d.run(KeyJobStatus(id), id) }

func (d *Desk) run(key query.Key[Run], id entity.JobID) query.Query[Run] {
	return query.Query[Run]{
		Key: key,
		Fetch: func(ctx context.Context, _ query.FetchContext) (Run, error) {
			j, err := d.deps.Journal.Job(ctx, id)
			if err != nil {
				return Run{}, err
			}
			known, _ := query.Get(d.cache, key)
			run := known.withJob(j)
			run.Log, err = d.deps.Journal.JobLog(ctx, id, logLines)
			return run, err
		},
		Options: query.Options{StaleTime: staleSingle, GCTime: collect},
		Equal:   deepEqual[Run],
		Poll: func(s query.State[Run]) time.Duration {
			if s.HasData && s.Data.Status.Ended() {
				return 0
			}
			return pollJob
		},
	}
}

// Jobs is the query of the journal, newest first.
func (d *Desk) Jobs(limit int) query.Query[[]Run] {
	key := KeyJobs(limit)
	return query.Query[[]Run]{
		Key: key,
		Fetch: func(ctx context.Context, _ query.FetchContext) ([]Run, error) {
			jobs, err := d.deps.Journal.Jobs(ctx, entity.JobFilter{Limit: limit})
			if err != nil {
				return nil, err
			}
			known, _ := query.Get(d.cache, key)
			runs := make([]Run, len(jobs))
			for i, j := range jobs {
				if at := slices.IndexFunc(known, func(r Run) bool { return r.ID == j.ID }); at >= 0 {
					runs[i] = known[at].withJob(j)
				} else {
					runs[i] = Run{}.withJob(j)
				}
			}
			return runs, nil
		},
		Equal: deepEqual[[]Run],
		Poll: func(s query.State[[]Run]) time.Duration {
			if slices.ContainsFunc(s.Data, Run.Live) {
				return pollJob
			}
			return 0
		},
		Options: query.Options{StaleTime: staleLists, GCTime: collect},
	}
}

// FailedJobs is the query of the newest failures.
func (d *Desk) FailedJobs(limit int) query.Query[[]entity.Failure] {
	return query.Query[[]entity.Failure]{
		Key: KeyFailedJobs(limit),
		Fetch: func(ctx context.Context, _ query.FetchContext) ([]entity.Failure, error) {
			return d.deps.Journal.Failures(ctx, limit)
		},
		Equal: slices.Equal[[]entity.Failure],
	}
}

// Searches is the query of the searches that can be run again.
func (d *Desk) Searches(limit int) query.Query[[]entity.RecentSearch] {
	return query.Query[[]entity.RecentSearch]{
		Key: KeySearches(limit),
		Fetch: func(ctx context.Context, _ query.FetchContext) ([]entity.RecentSearch, error) {
			return d.deps.Journal.RecentSearches(ctx, limit)
		},
		Equal: deepEqual[[]entity.RecentSearch],
	}
}
