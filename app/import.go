package app

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"letip/app/lead"
	"letip/store"
	"letip/store/entity"
	"letip/store/exchange"
)

// previewRows is how many rows of a file a person is shown before it is imported.
const previewRows = 50

// refusedFolder is where rows that could not be imported are kept, within the data directory.
const refusedFolder = "import-errors"

// Import is a file of leads on its way into the database. Its methods are called one after the other.
type Import struct {
	db      *store.DB
	data    string
	path    string
	options exchange.ReadOptions
	preview entity.ImportPreview
}

var (
	_ lead.Importer   = importer{}
	_ lead.ImportFile = (*Import)(nil)
)

// OpenImport looks at a file and finds out how it is written. Its errors are sentences: of the file's system,
// *exchange.FormatError and *exchange.MappingError.
func OpenImport(ctx context.Context, core *Core, path string, o exchange.ReadOptions) (*Import, error) {
	im := &Import{db: core.DB, data: core.Options.Data, path: path}
	if err := im.look(ctx, o); err != nil {
		return nil, err
	}
	return im, nil
}

// importer opens files for the desk.
type importer struct{ core *Core }

// OpenImport implements lead.Importer. A file that has no name among its columns opens all the same: the screen asks.
func (i importer) OpenImport(ctx context.Context, path string) (lead.ImportFile, error) {
	return OpenImport(ctx, i.core, path, exchange.ReadOptions{Lenient: true})
}

// look reads the beginning of the file as the options say, and keeps them where it can be read so.
func (im *Import) look(ctx context.Context, o exchange.ReadOptions) error {
	r, err := exchange.Open(im.path, o)
	if err != nil {
		return err
	}
	p := entity.ImportPreview{File: filepath.Base(im.path), Format: r.Mapping.Format, Notice: r.Notice(), Encoding: string(r.Dialect.Encoding)}
	if r.IsCard {
		p.Format, p.Encoding = "vCard", string(exchange.UTF8)
	} else {
		p.Delimiter = strings.ReplaceAll(string(r.Dialect.Delimiter), "\t", "tab")
		for _, f := range exchange.Fields {
			p.Fields = append(p.Fields, string(f))
		}
	}
	for _, c := range r.Mapping.Columns {
		p.Columns = append(p.Columns, entity.ImportColumn{Heading: c.Heading, Field: string(c.Field)})
	}
	p.Rows, err = choose(ctx, r, p.Columns, func(n int) (take, more bool) { return n <= previewRows, n < previewRows })
	if err := errors.Join(err, r.Close()); err != nil {
		return err
	}
	im.options, im.preview = o, p
	return nil
}

// choose reads the rows that are asked for.
func choose(ctx context.Context, r *exchange.Reader, columns []entity.ImportColumn, which func(row int) (take, more bool)) ([]entity.ImportPreviewRow, error) {
	rows := []entity.ImportPreviewRow{}
	for in, err := range r.Rows() {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return nil, err
		}
		take, more := which(in.Row)
		if take {
			rows = append(rows, previewRow(in, columns))
		}
		if !more {
			break
		}
	}
	return rows, nil
}

func previewRow(in entity.Incoming, columns []entity.ImportColumn) entity.ImportPreviewRow {
	row := entity.ImportPreviewRow{Row: in.Row, Cells: in.Cells, Name: in.Name, Remarks: in.Remarks}
	if in.Err != nil {
		row.Err = in.Err.Error()
	}
	for i, c := range columns {
		cell := ""
		if i < len(in.Cells) {
			cell = strings.TrimSpace(exchange.Unguard(in.Cells[i]))
		}
		about := cell != "" && slices.ContainsFunc(in.Remarks, func(remark string) bool { return strings.Contains(remark, strconv.Quote(cell)) })
		if about || errors.As(in.Err, new(*exchange.NameError)) && c.Field == string(exchange.FieldName) {
			row.BadCell = append(row.BadCell, i)
		}
	}
	return row
}

// Preview implements lead.ImportFile.
func (im *Import) Preview() entity.ImportPreview { return im.preview }

// Rows implements lead.ImportFile.
func (im *Import) Rows(ctx context.Context, numbers []int) ([]entity.ImportPreviewRow, error) {
	if len(numbers) == 0 {
		return nil, nil
	}
	r, err := exchange.Open(im.path, im.options)
	if err != nil {
		return nil, err
	}
	last := slices.Max(numbers)
	rows, err := choose(ctx, r, im.preview.Columns, func(n int) (take, more bool) { return slices.Contains(numbers, n), n < last })
	return rows, errors.Join(err, r.Close())
}

// Map implements lead.ImportFile.
func (im *Import) Map(ctx context.Context, source string, fields map[string]string) error {
	o := im.options
	if err := CheckSource(source); err != nil {
		return err
	}
	o.Source, o.Map = source, make(map[exchange.Field]string, len(fields))
	for field, heading := range fields {
		o.Map[exchange.Field(field)] = heading
	}
	return im.look(ctx, o)
}

// Mend implements lead.ImportFile.
func (im *Import) Mend(ctx context.Context, cells []entity.ImportMending) error {
	o := im.options
	o.Mended = map[int]map[int]string{}
	for _, c := range cells {
		if o.Mended[c.Row] == nil {
			o.Mended[c.Row] = map[int]string{}
		}
		o.Mended[c.Row][c.Column] = c.Text
	}
	return im.look(ctx, o)
}

// CheckSource refuses a name for a source that the rep's own typing goes by: what a file says must never pass for it.
func CheckSource(name string) error {
	if strings.EqualFold(strings.TrimSpace(name), "manual") {
		return entity.FieldErrors{"source": "A file can't be called \"manual\": that is what you type yourself."}
	}
	return nil
}

// Run implements lead.ImportFile.
func (im *Import) Run(ctx context.Context, dry bool, row func(entity.ImportedRow) error) (entity.ImportReport, error) {
	r, err := exchange.Open(im.path, im.options)
	if err != nil {
		return entity.ImportReport{}, err
	}
	headings := make([]string, len(im.preview.Columns))
	for i, c := range im.preview.Columns {
		headings[i] = c.Heading
	}
	refused := exchange.NewRefused(im.refusedPath(time.Now()), headings)
	o := store.ImportOptions{File: im.preview.File, DryRun: dry, Read: r.Progress}
	o.Row = func(in *entity.Incoming, out entity.ImportedRow) error {
		if out.Err != nil && !dry {
			if err := refused.Add(in, out.Err); err != nil {
				return err
			}
		}
		if row == nil {
			return nil
		}
		return row(out)
	}
	o.Kept = refused.Close
	report, err := im.db.Import(ctx, r.Rows(), o)
	return report, errors.Join(err, r.Close())
}

// refusedPath is where the rows that could not be imported are kept.
func (im *Import) refusedPath(now time.Time) string {
	name := strings.TrimSuffix(im.preview.File, filepath.Ext(im.preview.File))
	return filepath.Join(im.data, refusedFolder, fmt.Sprintf("%s-%s.csv", name, now.Format("2006-01-02-150405")))
}
