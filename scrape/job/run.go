package job

import (
	"context"
	"fmt"
	"iter"
	"log/slog"
	"sync"
	"time"

	"github.com/sourcegraph/conc/pool"

	"letip/store/entity"
)

// Run is one job while it is worked on.
type Run struct {
	id      entity.JobID
	kind    entity.JobKind
	search  *entity.Search
	workers int
	journal Journal
	bus     Publisher
	log     *slog.Logger
	now     func() time.Time
	every   time.Duration
	seq     func() uint64

	mu        sync.Mutex // guards what follows
	meter     meter
	phase     string
	status    entity.JobStatus
	partial   *entity.JobError // the first error of an item that counts as done all the same
	changed   bool             // something to publish since the last progress
	published time.Time
	unsaved   bool // something to write since the last SaveProgress
	saved     time.Time
}

// JobID names the job.
func (r *Run) JobID() entity.JobID { return r.id }

// Search is what a scrape looks for.
func (r *Run) Search() entity.Search { return *r.search }

// Items yields the job's items in their order, finished ones too.
func (r *Run) Items(ctx context.Context) iter.Seq2[entity.JobItem, error] {
	return r.journal.JobItems(ctx, r.id)
}

// Answer reads what the network answered to an item, in this or an earlier run; false is nothing yet.
func (r *Run) Answer(ctx context.Context, item string) ([]byte, bool, error) {
	body, ok, err := r.journal.Answer(ctx, r.id, item)
	return body, ok, journaled(err)
}

// Phase says in a short sentence what the job does now: it is shown, and written to the job's log.
func (r *Run) Phase(ctx context.Context, format string, args ...any) error {
	text := fmt.Sprintf(format, args...)
	r.mu.Lock()
	r.phase = text
	r.changed = true
	r.mu.Unlock()
	r.tick()
	return r.Log(ctx, "%s", text)
}

// Log writes a line that a person reads beside the job.
func (r *Run) Log(ctx context.Context, format string, args ...any) error {
	return journaled(r.journal.LogJob(context.WithoutCancel(ctx), r.id, fmt.Sprintf(format, args...)))
}

// Each does the unfinished items over a pool of workers. An item's own error or panic fails that item alone; Each gives
// an error only if the job was stopped, asked to be paused, or could not write its journal.
func (r *Run) Each(ctx context.Context, fn func(context.Context, *Item) error) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	workers := pool.New().WithMaxGoroutines(r.workers) // owner: Each, which waits below
	var listing error
	for item, err := range r.Items(ctx) {
		if err != nil {
			listing = journaled(err)
			break
		}
		if item.Status.Ended() {
			continue
		}
		if ctx.Err() != nil {
			break
		}
		workers.Go(func() {
			if err := r.Do(ctx, item, fn); endsRun(err) {
				stop(err)
			}
		})
	}
	workers.Wait()
	if ctx.Err() != nil {
		if cause := context.Cause(ctx); endsRun(cause) {
			return cause
		}
		return ctx.Err()
	}
	return listing
}

// open reads how far earlier runs came.
func (r *Run) open(ctx context.Context, job entity.Job) error {
	r.meter = meter{shares: map[int]float64{}, floor: job.Counts, shown: job.Percent, started: r.now()}
	for item, err := range r.Items(ctx) {
		if err != nil {
			return journaled(err)
		}
		r.meter.items++
		if item.Status.Ended() {
			r.meter.ended++
			r.meter.counts = plus(r.meter.counts, item.Counts)
			if item.Error != nil && item.Status == entity.ItemDone && r.partial == nil {
				r.partial = item.Error
			}
		}
	}
	if job.Kind == entity.KindEnrich {
		r.meter.counts.Total = r.meter.items
	}
	r.meter.startsAt = r.meter.fraction()
	r.status = entity.JobActive
	r.changed = true
	return nil
}

// count takes counted work of an item that is done/of through.
func (r *Run) count(seq int, more entity.Counts, done, of int) {
	r.mu.Lock()
	r.meter.counts = plus(r.meter.counts, more)
	if of > 0 {
		r.meter.shares[seq] = max(r.meter.shares[seq], min(float64(done)/float64(of), 1))
	}
	r.changed, r.unsaved = true, true
	r.mu.Unlock()
	r.tick()
}

// ended closes an item's part in the meter.
func (r *Run) ended(it *Item) (entity.Counts, float64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.meter.shares, it.Seq)
	r.meter.ended++
	if it.Error != nil && it.Status == entity.ItemDone && r.partial == nil {
		r.partial = it.Error
	}
	r.changed = true
	return r.meter.counts, r.meter.percent()
}

// drop takes an item that was stopped out of work; what it counted stays, for its rows are stored.
func (r *Run) drop(it *Item) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.meter.percent()
	delete(r.meter.shares, it.Seq)
}

// Progress is how far the run is.
func (r *Run) Progress() entity.Progress {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.progress()
}

// progress is Progress for a caller that holds mu.
func (r *Run) progress() entity.Progress {
	now := r.now()
	return entity.Progress{
		JobID: r.id, Kind: r.kind, Seq: r.seq(), Status: r.status, Percent: r.meter.percent(),
		Counts: r.meter.shownCounts(), Phase: r.phase, ETA: r.meter.eta(now), At: now,
	}
}

// tick publishes what changed, unless the last progress is too young: then the next tick does.
func (r *Run) tick() {
	r.mu.Lock()
	defer r.mu.Unlock()
	now := r.now()
	if !r.changed || now.Sub(r.published) < r.every {
		return
	}
	r.changed, r.published = false, now
	r.bus.Publish(progressEvent(r.progress())) // under mu, so that no older progress overtakes it; Publish never blocks
}

// save writes how far the run is, once a second at most: for those who read the journal beside it.
func (r *Run) save(ctx context.Context) {
	r.mu.Lock()
	now := r.now()
	if !r.unsaved || now.Sub(r.saved) < time.Second {
		r.mu.Unlock()
		return
	}
	r.unsaved, r.saved = false, now
	counts, percent := r.meter.shownCounts(), r.meter.percent()
	r.mu.Unlock()
	if err := r.journal.SaveProgress(ctx, r.id, counts, percent); err != nil && ctx.Err() == nil {
		r.log.WarnContext(ctx, "a job's progress was not written", slog.Int64("job", int64(r.id)), slog.Any("error", err))
	}
}

// watch publishes and saves the latest progress until the run is over, so that the last change of a burst is not lost.
func (r *Run) watch(ctx context.Context) {
	ticker := time.NewTicker(r.every)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			r.tick()
			r.save(ctx)
		}
	}
}

// end gives the job as it ends with this status, and the last progress.
func (r *Run) end(job entity.Job, status entity.JobStatus, why *entity.JobError) (entity.Job, entity.Progress) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.status, r.phase = status, ""
	if status == entity.JobCompleted {
		r.meter.ended = r.meter.items
	}
	last := r.progress()
	last.ETA = 0
	if status == entity.JobCompleted {
		last.Percent, last.Counts = 100, r.meter.counts
	}
	job.Status, job.Counts, job.Percent, job.Error = status, last.Counts, last.Percent, why
	if why == nil && status == entity.JobCompleted {
		job.Error = r.partial
	}
	r.changed = false
	return job, last
}
