package command

import (
	"context"
	"fmt"
	"math"

	"letip/enrich"
	"letip/store/entity"
)

// maxWords is how many words a command that takes a list may have.
const maxWords = math.MaxInt

// enrichLeads runs one enrichment job to its end.
func enrichLeads(ctx context.Context, c *call) (int, error) {
	batch, err := c.batch()
	if err != nil {
		return exitFailed, err
	}
	core, err := c.open(ctx, false)
	if err != nil {
		return exitFailed, err
	}
	return closing(core, func() (int, error) {
		ids, err := core.Enrich.Choose(ctx, batch)
		if err != nil {
			return exitFailed, err
		}
		if len(ids) == 0 {
			fmt.Fprintln(c.err, "There is no lead to enrich: all that match have been visited.")
			return exitDone, c.printRun(entity.Job{Kind: entity.KindEnrich, Status: entity.JobCompleted})
		}
		fmt.Fprintf(c.err, "Reading the websites of %s\n", plural(len(ids), "lead"))
		id, err := core.Enrich.Start(ctx, ids)
		if err != nil {
			return exitFailed, err
		}
		return c.follow(ctx, core, id)
	})
}

// batch reads enrich's words and flags.
func (c *call) batch() (enrich.Batch, error) {
	b := enrich.Batch{Failed: c.on("retry-failed")}
	all := c.on("all")
	for _, w := range c.words {
		id, err := id[entity.BusinessID](w, "lead")
		if err != nil {
			return b, err
		}
		b.IDs = append(b.IDs, id)
	}
	if len(b.IDs) > 0 && (c.has("batch") || all || b.Failed) {
		return b, misuse("Name the leads, or say how many of the oldest: not both.")
	}
	if c.has("batch") && all {
		return b, misuse("--batch and --all can't stand together.")
	}
	most := enrich.DefaultBatch
	if all || b.Failed { // a retry is of all that failed
		most = 0
	}
	b.Pending = !b.Failed || all
	var err error
	b.Most, err = c.count("batch", most, 1, enrich.MaxBatch)
	return b, err
}

func plural(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return fmt.Sprintf("%d %ss", n, word)
}
