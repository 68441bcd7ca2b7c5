package command

import (
	"context"
	"fmt"
	"io"
	"slices"

	"letip/app"
	"letip/scrape"
	"letip/store/entity"
	"letip/store/event"
)

// find runs one scrape job to its end.
func find(ctx context.Context, c *call) (int, error) {
	search, err := c.search()
	if err != nil {
		return exitFailed, err
	}
	core, err := c.open(ctx, false)
	if err != nil {
		return exitFailed, err
	}
	return closing(core, func() (int, error) {
		id, err := core.Scrape.Start(ctx, search)
		if err != nil {
			return exitFailed, err
		}
		fmt.Fprintf(c.err, "Looking for businesses within %g mi of %s\n", search.Radius, search.Query)
		return c.follow(ctx, core, id)
	})
}

// search reads find's flags.
func (c *call) search() (entity.Search, error) {
	if !c.has("place") {
		return entity.Search{}, misuse("Say where to look: --place \"Freehold, NJ\".")
	}
	radius, err := c.decimal("radius", float64(scrape.DefaultRadius), float64(scrape.MinRadius), float64(scrape.MaxRadius))
	if err != nil {
		return entity.Search{}, err
	}
	most, err := c.count("max", scrape.DefaultMax, scrape.MinResults, scrape.MaxResults)
	if err != nil {
		return entity.Search{}, err
	}
	sources := slices.Clone(c.flags["source"])
	slices.Sort(sources)
	return entity.Search{
		Query: c.text("place"), Radius: entity.Miles(radius), Max: most, Categories: c.flags["category"],
		Sources: slices.Compact(sources), Refresh: c.on("refresh"),
	}, nil
}

// closing runs fn and closes the core behind it; an error of closing counts where fn has none.
func closing(core *app.Core, fn func() (int, error)) (int, error) {
	exit, err := fn()
	if e := core.Close(); err == nil && e != nil {
		return exitFailed, e
	}
	return exit, err
}

// follow waits for a job, saying on standard error how far it is, and prints its document. A signal interrupts the job:
// what is saved stays, and "jobs resume" takes it up.
func (c *call) follow(ctx context.Context, core *app.Core, id entity.JobID) (int, error) {
	last := ""
	say := func(p entity.Progress) {
		if p.JobID != id || p.Phase == "" {
			return
		}
		if line := progressLine(p); line != last {
			last = line
			fmt.Fprintln(c.err, line)
		}
	}
	stopScrape := event.Subscribe(core.Bus, func(p event.ScrapingProgress) { say(p.Progress) })
	stopEnrich := event.Subscribe(core.Bus, func(p event.EnrichmentProgress) { say(p.Progress) })
	job, err := core.Scrape.Wait(ctx, id)
	if err != nil && ctx.Err() != nil {
		patient := context.WithoutCancel(ctx)
		if err = core.Scrape.Interrupt(patient, id); err == nil {
			job, err = core.DB.Job(patient, id)
		}
	}
	stopScrape()
	stopEnrich()
	if err != nil {
		return exitFailed, err
	}
	return runExit(job), c.printRun(job)
}

// runExit is a run's exit code.
func runExit(j entity.Job) int {
	switch {
	case j.Status == entity.JobInterrupted:
		return exitInterrupted
	case j.Status != entity.JobCompleted:
		return exitFailed
	case j.Error != nil || j.Counts.Failed > 0:
		return exitSomeFailed
	}
	return exitDone
}

// printRun prints a run's own document whole, with its error in it.
func (c *call) printRun(j entity.Job) error {
	return c.print(runForm(j), func(w io.Writer) error {
		n := j.Counts
		switch {
		case j.Kind == entity.KindEnrich && j.ID == 0:
			fmt.Fprintln(w, "Nothing was to be done.")
		case j.Kind == entity.KindEnrich:
			fmt.Fprintf(w, "Job %d is %s: %s\n", j.ID, j.Status, plural(n.Total, "lead"))
			fmt.Fprintf(w, "%d enriched, %d partial, %d without a website, %d blocked, %d failed\n",
				n.Enriched, n.Partial, n.NoWebsite, n.Blocked, n.Failed)
		default:
			where := ""
			if j.Search != nil && j.Search.Place != nil {
				where = fmt.Sprintf(" within %g mi of %s", j.Search.Radius, j.Search.Place.Name)
			}
			fmt.Fprintf(w, "Job %d is %s: %d found%s\n", j.ID, j.Status, n.Found, where)
			fmt.Fprintf(w, "%d saved, %d already known, %d outside, %d over the limit, %d failed\n",
				n.Saved, n.Duplicate, n.Outside, n.OverLimit, n.Failed)
		}
		if j.Error != nil {
			fmt.Fprintf(w, "%s (%s)\n", j.Error.Message, j.Error.Class)
		}
		if j.Status == entity.JobInterrupted {
			fmt.Fprintf(w, "Go on with: jobs resume %d\n", j.ID)
		}
		return nil
	})
}

// progressLine is a line for a person who watches.
func progressLine(p entity.Progress) string {
	line := fmt.Sprintf("%3.0f %%  %s", p.Percent, p.Phase)
	n := p.Counts
	switch {
	case p.Kind == entity.KindEnrich:
		line += fmt.Sprintf(": %d of %d read, %d failed", n.Enriched+n.Partial+n.NoWebsite+n.Blocked, n.Total, n.Failed)
	case n.Found > 0:
		line += fmt.Sprintf(": %d found, %d saved, %d known", n.Found, n.Saved, n.Duplicate)
	}
	return line
}
