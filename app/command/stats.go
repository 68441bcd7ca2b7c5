package command

import (
	"context"
	"fmt"
	"io"

	"letip/store/entity"
)

// stats prints the dashboard's figures.
func stats(ctx context.Context, c *call) (int, error) {
	core, err := c.open(ctx, true)
	if err != nil {
		return exitFailed, err
	}
	return closing(core, func() (int, error) {
		s, err := core.DB.Stats(ctx)
		if err != nil {
			return exitFailed, err
		}
		return exitDone, c.print(statsForm(s), func(w io.Writer) error { return printStats(w, s) })
	})
}

func printStats(w io.Writer, s entity.Stats) error {
	fmt.Fprintf(w, "%d leads: %d enriched, %d pending, %d failed\n", s.Total, s.Enriched, s.Pending, s.Failed)
	for _, group := range []struct {
		heading string
		bars    []entity.NameCount
	}{
		{"status", s.ByStatus},
		{"city", s.ByCity},
		{"category", s.ByCategory},
		{"source", s.BySource},
		{"stage", s.ByStage},
	} {
		if len(group.bars) == 0 {
			continue
		}
		fmt.Fprintln(w)
		t := newTable(w, "by "+group.heading)
		for _, bar := range group.bars {
			t.row(bar.Name, fmt.Sprint(bar.Count))
		}
		if err := t.flush(); err != nil {
			return err
		}
	}
	return nil
}
