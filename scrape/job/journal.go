package job

import (
	"context"
	"iter"

	"letip/store/entity"
	"letip/store/event"
)

// Journal is where jobs and their items live; *store.DB is one. Each method is one transaction that has committed when
// it returns nil, and publishes by itself what its transaction changed for others.
type Journal interface {
	// CreateJob writes a queued job with its items.
	CreateJob(ctx context.Context, kind entity.JobKind, search *entity.Search, items []entity.JobItem) (entity.Job, error)
	// Job reads a job.
	Job(ctx context.Context, id entity.JobID) (entity.Job, error)
	// SetJobStatus moves a job to a status that its present one allows, with why, and gives what it is now. Going back
	// to queued makes its unfinished items pending again, of a search its failed ones too.
	SetJobStatus(ctx context.Context, id entity.JobID, to entity.JobStatus, why *entity.JobError) (entity.Job, error)
	// EndJob writes how a job ended: its status, counts, percent and error. The last progress is published with it.
	EndJob(ctx context.Context, ended entity.Job, last entity.Progress) (entity.Job, error)
	// SaveProgress writes how far a job is.
	SaveProgress(ctx context.Context, id entity.JobID, counts entity.Counts, percent float64) error

	// JobItems yields a job's items in their order.
	JobItems(ctx context.Context, id entity.JobID) iter.Seq2[entity.JobItem, error]
	// StartItem marks an item active and gives the number of this attempt, from 1.
	StartItem(ctx context.Context, id entity.JobID, key string) (attempt int, err error)
	// SaveAnswer keeps what the network answered to an item.
	SaveAnswer(ctx context.Context, id entity.JobID, key string, body []byte) error
	// Answer reads what SaveAnswer kept; false is nothing.
	Answer(ctx context.Context, id entity.JobID, key string) ([]byte, bool, error)
	// EndItem writes an item's end with its status, counts and error, and a failure where there is one. Of the job it
	// writes the counts and the percent.
	EndItem(ctx context.Context, end entity.ItemEnd) error
	// LogJob appends a line to what a person reads beside the job.
	LogJob(ctx context.Context, id entity.JobID, text string) error
}

// Publisher takes events; *event.Bus is one.
type Publisher interface {
	Publish(events ...event.Event)
}
