package command

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"letip/store"
	"letip/store/entity"
	"letip/store/exchange"
)

// export writes all leads that match to a file, or to standard output; then the document goes to standard error.
func export(ctx context.Context, c *call) (int, error) {
	filter, err := c.filter()
	if err != nil {
		return exitFailed, err
	}
	if by := c.sort().Field; by != "" && !slices.Contains(store.SortFields(), by) { // before the first line is out
		return exitFailed, misuse("Leads can't be sorted by %q; there are %s.", by, strings.Join(store.SortFields(), ", "))
	}
	path := c.words[0]
	o, word, err := c.exportOptions(path)
	if err != nil {
		return exitFailed, err
	}
	leads := c.out
	if path == "-" {
		c.out = c.err // the leads have standard output to themselves
		if c.json {
			c.err = io.Discard // and the document standard error
		}
	}
	core, err := c.open(ctx, true)
	if err != nil {
		return exitFailed, err
	}
	return closing(core, func() (int, error) {
		rows := func(fn func(*entity.Business) error) error {
			return core.DB.EachWith(ctx, filter, c.sort(), o.Extra(), fn)
		}
		var report exchange.Report
		if path == "-" {
			report, err = exchange.Write(ctx, leads, o, rows)
		} else {
			report, err = exchange.Export(ctx, path, o, rows)
		}
		if err != nil {
			return exitFailed, err
		}
		c.remark(word, report)
		return exitDone, c.print(report, func(w io.Writer) error {
			_, err := fmt.Fprintf(w, "%s written to %s", plural(report.Rows, "lead"), report.Path)
			if err == nil && report.Suppressed > 0 {
				_, err = fmt.Fprintf(w, "; %d that must not be contacted left out", report.Suppressed)
			}
			if err == nil {
				_, err = fmt.Fprintln(w)
			}
			return err
		})
	})
}

// exportOptions reads what the file shall be. The word is what a person should know of the choice.
func (c *call) exportOptions(path string) (o exchange.Options, word string, err error) {
	o = exchange.Options{Provenance: c.on("provenance"), EveryEmail: c.on("every-email")}
	known := true
	if path != "-" {
		o.Format, known = exchange.FormatOf(path)
	}
	switch {
	case c.has("format"):
		if o.Format, err = exchange.ParseFormat(c.text("format")); err != nil {
			return o, "", misuse("--format takes csv, vcf or xlsx, not %q.", c.text("format"))
		}
	case !known:
		word = "The name says neither .csv, .vcf nor .xlsx: it is written as CSV."
	}
	switch {
	case c.has("columns") && c.has("preset"):
		return o, "", misuse("Give --columns or --preset, not both.")
	case !o.Format.Table() && (c.has("columns") || c.has("preset") || o.Provenance):
		return o, "", misuse("vCards have no columns: --columns, --preset and --provenance are for csv and xlsx.")
	case c.has("preset") && o.Provenance:
		return o, "", misuse("--provenance goes with the program's own columns, not with a preset.")
	case c.has("preset"):
		preset, err := exchange.PresetByID(c.text("preset"))
		if err != nil {
			return o, "", err
		}
		o.Columns, o.Plain = preset.Columns, true
	case c.has("columns"):
		o.Columns, err = exchange.ColumnsByID(strings.Split(c.text("columns"), ",")...)
	}
	return o, word, err
}

// remark says on standard error what a person should know of a file that was written.
func (c *call) remark(word string, report exchange.Report) {
	if word != "" {
		fmt.Fprintln(c.err, word)
	}
	if report.Cut > 0 {
		fmt.Fprintf(c.err, "%s longer than a spreadsheet's cell can be, and cut after 32,767 characters; a CSV file has them whole.\n",
			were(report.Cut, "text"))
	}
	for _, a := range report.Attributions {
		fmt.Fprintf(c.err, "Where you pass the list on, name the source: %s\n", a)
	}
}

func were(n int, noun string) string {
	if n == 1 {
		return "1 " + noun + " was"
	}
	return plural(n, noun) + " were"
}

// columnHelp names the columns for --columns, and what the presets are for.
func columnHelp() string {
	var ids []string
	for _, c := range exchange.Columns() {
		ids = append(ids, c.ID)
	}
	const width = 100
	text, line := "Columns:", "Columns:"
	for i, id := range ids {
		if i < len(ids)-1 {
			id += ","
		}
		if len(line)+1+len(id) > width {
			text, line = text+"\n ", " "
		}
		text, line = text+" "+id, line+" "+id
	}
	text += "\nPresets:"
	for _, p := range exchange.Presets() {
		text += "\n  " + p.ID + ": " + p.Name + ". " + p.Hint
	}
	return text
}
