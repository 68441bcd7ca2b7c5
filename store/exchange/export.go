package exchange

import (
	"context"
	"fmt"
	"io"
	"slices"

	"letip/store/entity"
)

// Rows hands over leads one by one, in order, with what Options.Extra asks for; an error of fn ends it and is returned.
// The business may be reused for the next row. store.DB.EachWith with its filter and sort bound is one.
type Rows func(fn func(*entity.Business) error) error

// Options say what a file holds. The zero value is a whole export as CSV.
type Options struct {
	Format     Format
	Columns    []Column // of a table, in order; none is every column of a whole export. vCards have no columns
	Provenance bool     // beside each column one that says where its value is from
	EveryEmail bool     // addresses too whose site says that they are not for unasked mail
	Plain      bool     // CSV without a byte order mark: for programs that would take it for a part of the first heading
}

// Extra is what the rows must bring beside the lead itself.
func (o Options) Extra() entity.Extra {
	if !o.Format.Table() {
		return entity.Extra{Contacts: true}
	}
	extra := entity.Extra{Provenance: o.Provenance}
	for _, c := range o.Columns {
		extra.Contacts = extra.Contacts || c.contacts
	}
	return extra
}

func (o Options) columns() []Column {
	columns := o.Columns
	if len(columns) == 0 {
		columns = DefaultColumns()
	}
	if o.EveryEmail {
		columns = everyEmail(columns)
	}
	if o.Provenance {
		columns = withProvenance(columns)
	}
	return columns
}

// Report says what an export came to.
type Report struct {
	Rows       int    `json:"rows"`       // leads in the file
	Suppressed int    `json:"suppressed"` // leads left out because nobody may contact them
	Path       string `json:"path"`       // where it is; "-" is standard output

	Cut          int      `json:"-"` // cells that were longer than a spreadsheet's may be, and were cut
	Attributions []string `json:"-"` // what the licences of the sources ask to be said, where the file itself doesn't say it
}

// Write writes the leads to a stream. It ends within 256 rows of a cancelled context, with its error.
func Write(ctx context.Context, w io.Writer, o Options, rows Rows) (Report, error) {
	var report Report
	var err error
	named := licences{}
	rows = named.noting(rows)
	switch o.Format {
	case "", CSV:
		report, err = writeCSV(ctx, w, o.columns(), o.Plain, rows)
	case VCard:
		report, err = writeCards(ctx, w, o.EveryEmail, rows)
	case XLSX:
		report, err = writeXLSX(ctx, w, o.columns(), rows)
	default:
		return Report{}, &UnknownFormatError{string(o.Format)}
	}
	if o.Format.Table() && !slices.ContainsFunc(o.columns(), func(c Column) bool { return c.attributes }) {
		report.Attributions = named.all()
	}
	return report, plainly(err, toWrite)
}

// eachRow hands over the leads that may be contacted, and counts.
func eachRow(ctx context.Context, rows Rows, fn func(*entity.Business) error) (Report, error) {
	report := Report{Path: "-"}
	err := rows(func(b *entity.Business) error {
		if (report.Rows+report.Suppressed)%256 == 0 && ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if b.DoNotContact || b.Stage == entity.StageDoNotContact {
			report.Suppressed++
			return nil
		}
		report.Rows++
		return fn(b)
	})
	return report, err
}

// finish says where it stopped, if it did.
func finish(report Report, errs ...error) (Report, error) {
	for _, err := range errs {
		if err != nil {
			return report, fmt.Errorf("write row %d: %w", report.Rows, err)
		}
	}
	return report, nil
}
