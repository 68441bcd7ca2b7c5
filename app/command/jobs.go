package command

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"letip/store/entity"
)

// mostFailures bounds what is read for a list of jobs; nobody reads more.
const mostFailures = 10_000

// jobs lists the journal, resumes a job or cancels one.
func jobs(ctx context.Context, c *call) (int, error) {
	switch {
	case len(c.words) == 0:
		return listJobs(ctx, c)
	case len(c.words) == 2 && (c.words[0] == "resume" || c.words[0] == "cancel"):
		if c.has("failed") || c.has("limit") {
			return exitFailed, misuse("jobs %s takes no flags of the list.", c.words[0])
		}
		id, err := id[entity.JobID](c.words[1], "job")
		if err != nil {
			return exitFailed, err
		}
		return steerJob(ctx, c, id)
	}
	return exitFailed, misuse("Use it as: jobs, jobs resume ID or jobs cancel ID")
}

func steerJob(ctx context.Context, c *call, id entity.JobID) (int, error) {
	core, err := c.open(ctx, false)
	if err != nil {
		return exitFailed, err
	}
	return closing(core, func() (int, error) {
		if c.words[0] == "resume" {
			if err := core.Scrape.Resume(ctx, id); err != nil {
				return exitFailed, err
			}
			return c.follow(ctx, core, id)
		}
		if err := core.Scrape.Cancel(ctx, id); err != nil {
			return exitFailed, err
		}
		job, err := core.DB.Job(ctx, id)
		if err != nil {
			return exitFailed, err
		}
		return exitDone, c.printRun(job)
	})
}

func listJobs(ctx context.Context, c *call) (int, error) {
	limit, err := c.count("limit", 20, 1, 500)
	if err != nil {
		return exitFailed, err
	}
	core, err := c.open(ctx, true)
	if err != nil {
		return exitFailed, err
	}
	return closing(core, func() (int, error) {
		all, err := core.DB.Jobs(ctx, entity.JobFilter{FailedOnly: c.on("failed"), Limit: limit})
		if err != nil {
			return exitFailed, err
		}
		failures, err := failuresOf(ctx, core.DB, all)
		if err != nil {
			return exitFailed, err
		}
		documents := listOf(all, func(j entity.Job) jobDocument {
			return jobDocument{
				ID: j.ID, Kind: j.Kind, Status: j.Status, Counts: j.Counts, CreatedAt: stamp(j.CreatedAt), FinishedAt: stamp(j.EndedAt),
				Failures: listOf(failures[j.ID], failureForm),
			}
		})
		return exitDone, c.print(documents, func(w io.Writer) error {
			if len(all) == 0 && c.on("failed") {
				_, err := fmt.Fprintln(w, "No job has failed.")
				return err
			}
			return printJobs(w, all, failures)
		})
	})
}

// journal is where failures are read.
type journal interface {
	Failures(ctx context.Context, limit int, jobs ...entity.JobID) ([]entity.Failure, error)
}

// failuresOf reads what went wrong in these jobs, by job.
func failuresOf(ctx context.Context, db journal, all []entity.Job) (map[entity.JobID][]entity.Failure, error) {
	byJob := map[entity.JobID][]entity.Failure{}
	if len(all) == 0 {
		return byJob, nil
	}
	ids := make([]entity.JobID, 0, len(all))
	for _, j := range all {
		ids = append(ids, j.ID)
	}
	failures, err := db.Failures(ctx, mostFailures, ids...)
	if err != nil {
		return nil, err
	}
	for _, f := range failures {
		byJob[f.JobID] = append(byJob[f.JobID], f)
	}
	return byJob, nil
}

func printJobs(w io.Writer, all []entity.Job, failures map[entity.JobID][]entity.Failure) error {
	if len(all) == 0 {
		_, err := fmt.Fprintln(w, "Nothing was searched for or enriched yet.")
		return err
	}
	var notes []string // below the table: a line over all columns would part it
	t := newTable(w, "id", "kind", "status", "started", "found", "saved", "known", "failed", "where")
	for _, j := range all {
		where := ""
		if j.Search != nil {
			where = fmt.Sprintf("%s, %g mi", j.Search.Query, j.Search.Radius)
		}
		n := j.Counts
		found, saved, known := fmt.Sprint(n.Found), fmt.Sprint(n.Saved), fmt.Sprint(n.Duplicate)
		if j.Kind == entity.KindEnrich { // it finds nobody: it reads
			found, saved, known = "", "", ""
			where = fmt.Sprintf("%d of %s read", n.Enriched+n.Partial+n.NoWebsite+n.Blocked, plural(n.Total, "website"))
		}
		t.row(fmt.Sprint(j.ID), string(j.Kind), string(j.Status), local(j.CreatedAt), found, saved, known, fmt.Sprint(n.Failed), where)
		notes = append(notes, notesOf(j, failures[j.ID])...)
	}
	if err := t.flush(); err != nil || len(notes) == 0 {
		return err
	}
	_, err := fmt.Fprintln(w, "\n"+strings.Join(notes, "\n"))
	return err
}

// notesOf says what went wrong in a job. Its own error is most often a failure of one of its items as well.
func notesOf(j entity.Job, failures []entity.Failure) []string {
	var notes []string
	told := false
	for _, f := range failures {
		told = told || j.Error != nil && f.Class == j.Error.Class && f.Message == j.Error.Message
		notes = append(notes, fmt.Sprintf("job %d, %s, attempt %d: %s: %s", j.ID, local(f.At), f.Attempt, f.Class, clean(f.Message)))
	}
	if j.Error != nil && !told {
		notes = append(notes, fmt.Sprintf("job %d: %s: %s", j.ID, j.Error.Class, clean(j.Error.Message)))
	}
	return notes
}

// local is a moment as a person at this place reads it.
func local(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Local().Format("2006-01-02 15:04")
}
