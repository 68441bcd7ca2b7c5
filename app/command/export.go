package command

import (
	"context"
	"fmt"
	"io"
	"strings"

	"letip/store/entity"
	"letip/store/exchange"
)

// export writes all leads that match to a file, or to standard output; then the document goes to standard error.
func export(ctx context.Context, c *call) (int, error) {
	if format := strings.ToLower(c.text("format")); format != "" && format != "csv" {
		return exitFailed, misuse("--format takes csv, not %q.", c.text("format"))
	}
	filter, err := c.filter()
	if err != nil {
		return exitFailed, err
	}
	var ids []string
	if c.has("columns") {
		ids = strings.Split(c.text("columns"), ",")
	}
	columns, err := exchange.ColumnsByID(ids...)
	if err != nil {
		return exitFailed, err
	}
	path, leads := c.words[0], c.out
	if path == "-" {
		c.out = c.err // the leads have standard output to themselves
	}
	core, err := c.open(ctx, true)
	if err != nil {
		return exitFailed, err
	}
	return closing(core, func() (int, error) {
		rows := func(fn func(*entity.Business) error) error { return core.DB.Each(ctx, filter, c.sort(), fn) }
		var report exchange.Report
		if path == "-" {
			report, err = exchange.WriteCSV(ctx, leads, columns, rows)
		} else {
			report, err = exchange.ExportCSV(ctx, path, columns, rows)
		}
		if err != nil {
			return exitFailed, err
		}
		return exitDone, c.print(report, func(w io.Writer) error {
			noun := "leads"
			if report.Rows == 1 {
				noun = "lead"
			}
			fmt.Fprintf(w, "%d %s written to %s", report.Rows, noun, report.Path)
			if report.Suppressed > 0 {
				fmt.Fprintf(w, "; %d that must not be contacted were left out", report.Suppressed)
			}
			_, err := fmt.Fprintln(w)
			return err
		})
	})
}
