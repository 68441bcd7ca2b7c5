package scrape

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"letip/scrape/fetch"
	"letip/scrape/job"
	"letip/store"
	"letip/store/entity"
)

const (
	// batch is how many businesses are stored at once: few enough that they arrive on the screen while the job runs.
	batch = 10
	// longestWait is the longest rest that a source may ask for without the job being paused.
	longestWait = 10 * time.Minute
)

// work is what a scrape job does. It implements job.Work.
type work struct{ service *Service }

// Run takes the rings one after the other until the maximum is reached. The rings of an earlier run are sorted again
// from their stored answers, so that the tally stands where it stood.
func (w *work) Run(ctx context.Context, r *job.Run) error {
	search := r.Search()
	run := ringRun{db: w.service.db, job: r, search: search, tally: newTally(search), partial: map[string]bool{}}
	var items []entity.JobItem
	for item, err := range r.Items(ctx) {
		if err != nil {
			return err
		}
		items = append(items, item)
	}
	for _, item := range items {
		var st step
		if err := json.Unmarshal(item.Payload, &st); err != nil {
			return fmt.Errorf("read item %q of job %d: %w", item.Key, r.JobID(), err)
		}
		source := w.service.source(st.Source)
		if source == nil {
			return fmt.Errorf("the source %q is not there any more", st.Source)
		}
		if err := run.item(ctx, source, st, item); err != nil {
			return err
		}
	}
	return nil
}

// ringRun is one run of one scrape job.
type ringRun struct {
	db      *store.DB
	job     *job.Run
	search  entity.Search
	tally   *tally
	partial map[string]bool // sources whose answer was cut short: a wider ring would be cut sooner
}

func (r *ringRun) item(ctx context.Context, source Source, st step, item entity.JobItem) error {
	switch {
	case item.Status == entity.ItemSkipped:
		return nil
	case item.Status == entity.ItemDone:
		return r.recall(ctx, source, st, item)
	case r.tally.full() || r.partial[st.Source]:
		return r.job.Skip(ctx, item)
	}
	return r.job.Do(ctx, item, func(ctx context.Context, it *job.Item) error { return r.ring(ctx, source, st, it) })
}

// recall sorts the answer of a finished ring again. Its places are stored and counted.
func (r *ringRun) recall(ctx context.Context, source Source, st step, item entity.JobItem) error {
	raw, ok, err := r.job.Answer(ctx, item.Key)
	if err != nil {
		return err
	}
	if !ok {
		return fmt.Errorf("the answer to item %q of job %d is gone", item.Key, r.job.JobID())
	}
	answer, err := source.Parse(r.search, raw)
	if err != nil {
		return err
	}
	r.sort(st, answer)
	return nil
}

// ring does one ring: its answer, the count, the rows.
func (r *ringRun) ring(ctx context.Context, source Source, st step, it *job.Item) error {
	answer, err := r.answer(ctx, source, st, it)
	if err != nil {
		return err
	}
	if answer.Partial != nil {
		it.Partial(job.Describe(answer.Partial))
	}
	got := r.sort(st, answer)
	of := 1 + got.counted.Found + len(got.keep) // the answer is counted work as well
	it.Count(got.counted, 1+got.counted.Found, of)
	stored := 0
	for rows := range slices.Chunk(got.keep, batch) {
		if err := ctx.Err(); err != nil {
			return err
		}
		counts, err := r.store(ctx, it.Key, rows)
		stored += len(rows)
		it.Count(counts, 1+got.counted.Found+stored, of)
		if err != nil {
			return err
		}
	}
	c := it.Counts
	return r.job.Log(ctx, "%s: %d new, %d known already, %d outside, %d over the limit, %d not stored",
		miles(st.Ring), c.Saved, c.Duplicate, c.Outside, c.OverLimit, c.Failed)
}

// sort runs a ring's answer through the tally.
func (r *ringRun) sort(st step, answer Answer) sorted {
	if answer.Partial != nil {
		r.partial[st.Source] = true
	}
	return r.tally.ring(answer.Found, st.Ring, answer.Partial != nil)
}

// answer reads the ring's stored answer, or asks the source and stores what it says.
func (r *ringRun) answer(ctx context.Context, source Source, st step, it *job.Item) (Answer, error) {
	raw, ok, err := it.Answer(ctx)
	if err != nil {
		return Answer{}, err
	}
	if ok {
		return source.Parse(r.search, raw)
	}
	place := r.search.Place.Name
	if err := r.job.Phase(ctx, "Asking %s within %s of %s", title(st.Source), miles(st.Ring), place); err != nil {
		return Answer{}, err
	}
	answer, err := source.Find(ctx, r.search, st.Ring)
	if err != nil {
		if e, ok := errors.AsType[*fetch.Error](err); ok && e.RetryAfter > longestWait {
			return Answer{}, &job.PauseError{Err: err}
		}
		return Answer{}, err
	}
	if err := it.SaveAnswer(ctx, answer.Raw); err != nil {
		return Answer{}, err
	}
	from := ""
	if answer.FromCache {
		from = ", kept from an earlier search"
	}
	return answer, r.job.Phase(ctx, "%s names %s%s", title(st.Source), plural(len(answer.Found), "place"), from)
}

// store keeps one batch. The write is not cut short by a stop: it is a few milliseconds, and what was acknowledged is
// counted.
func (r *ringRun) store(ctx context.Context, item string, rows []entity.Found) (entity.Counts, error) {
	counts := entity.Counts{Found: len(rows)}
	outcomes, err := r.db.SaveFound(context.WithoutCancel(ctx), r.job.JobID(), item, rows)
	if err != nil {
		counts.Failed = len(rows)
		return counts, fetch.NewError(fetch.ClassInternal, "", "The businesses found could not be stored: "+err.Error(), err)
	}
	for _, o := range outcomes {
		switch o.Kind {
		case store.OutcomeSaved:
			counts.Saved++
		case store.OutcomeDuplicate:
			counts.Duplicate++
		default:
			counts.Failed++
			if err := r.job.Log(ctx, "%s could not be stored: %v", rows[o.Index].Name, o.Err); err != nil {
				return counts, err
			}
		}
	}
	return counts, nil
}

// miles says a distance: "1 mile", "2.5 miles".
func miles(m entity.Miles) string {
	if m == 1 {
		return "1 mile"
	}
	return strconv.FormatFloat(float64(m), 'f', -1, 64) + " miles"
}

func plural(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return strconv.Itoa(n) + " " + word + "s"
}
