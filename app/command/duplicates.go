package command

import (
	"context"
	"fmt"
	"io"
	"strings"

	"letip/app"
	"letip/store/entity"
)

// duplicates prints the pairs that wait for a person's decision, the likeliest first.
func duplicates(ctx context.Context, c *call) (int, error) {
	from, err := c.decimal("min-confidence", 0, 0, 1)
	if err != nil {
		return exitFailed, err
	}
	core, err := c.open(ctx, true)
	if err != nil {
		return exitFailed, err
	}
	return closing(core, func() (int, error) {
		pairs, err := core.DB.Duplicates(ctx, from)
		if err != nil {
			return exitFailed, err
		}
		if c.json {
			return exitDone, c.print(listOf(pairs, pairForm), nil)
		}
		names, err := namesOf(ctx, core, pairs)
		if err != nil {
			return exitFailed, err
		}
		return exitDone, c.print(nil, func(w io.Writer) error { return printPairs(w, pairs, names) })
	})
}

// namesOf are the names of all the businesses of the pairs.
func namesOf(ctx context.Context, core *app.Core, pairs []entity.Pair) (map[entity.BusinessID]string, error) {
	names := map[entity.BusinessID]string{}
	ids := make([]entity.BusinessID, 0, 2*len(pairs))
	for _, p := range pairs {
		ids = append(ids, p.A, p.B)
	}
	list, err := core.DB.BusinessesByID(ctx, ids)
	for _, b := range list {
		names[b.ID] = b.Name
	}
	return names, err
}

func printPairs(w io.Writer, pairs []entity.Pair, names map[entity.BusinessID]string) error {
	if len(pairs) == 0 {
		_, err := fmt.Fprintln(w, "No two leads wait for a decision.")
		return err
	}
	t := newTable(w, "a", "b", "sure", "name of a", "name of b")
	for _, p := range pairs {
		t.row(fmt.Sprint(p.A), fmt.Sprint(p.B), fmt.Sprintf("%.0f %%", 100*p.Confidence), names[p.A], names[p.B])
		t.write("\t\t\t" + clean(strings.Join(p.Reasons, "; ")) + "\n")
	}
	if err := t.flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintln(w, plural(len(pairs), "pair"))
	return err
}
