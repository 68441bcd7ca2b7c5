package lead

import (
	"context"
	"slices"

	"letip/app/query"
	"letip/store/entity"
)

// KeyJobFailures is what went wrong in one job: `failed-jobs {job, limit}`, so that whatever reaches the failures
// reaches it.
func KeyJobFailures(id entity.JobID, limit int) query.Key[[]entity.Failure] {
	return query.K[[]entity.Failure](wordFailedJobs, query.Params{"job": int64(id), "limit": limit})
}

// JobFailures is the query of what went wrong in one job, the newest first.
func (d *Desk) JobFailures(id entity.JobID, limit int) query.Query[[]entity.Failure] {
	return query.Query[[]entity.Failure]{
		Key: KeyJobFailures(id, limit),
		Fetch: func(ctx context.Context, _ query.FetchContext) ([]entity.Failure, error) {
			return d.deps.Journal.Failures(ctx, limit, id)
		},
		Options: query.Options{StaleTime: staleLists, GCTime: collect},
		Equal:   slices.Equal[[]entity.Failure],
	}
}
