package lead

import (
	"context"

	"letip/store/entity"
)

// Importer opens files of leads. It may be nil where nothing is imported.
type Importer interface {
	// OpenImport looks at a file and finds out by itself how it is written and what its columns are. Its error is a
	// sentence for a person.
	OpenImport(ctx context.Context, path string) (ImportFile, error)
}

// ImportFile is a file that is being imported: looked at, mapped, tried and then taken in. Its methods are called one
// after the other, never on the goroutine that draws: all but Preview read the file.
type ImportFile interface {
	// Preview is what the file looks like now.
	Preview() entity.ImportPreview
	// Rows reads rows by their numbers, as many of them as there are.
	Rows(ctx context.Context, numbers []int) ([]entity.ImportPreviewRow, error)
	// Map says what the columns are: field to heading, or to a column's number from 1. What isn't named stays as it is
	// recognised; a field with "" has no column. Source is what the leads' source is called; empty is csv or vcard.
	Map(ctx context.Context, source string, fields map[string]string) error
	// Mend puts single cells right, all of them at once: what was mended before and isn't named is as in the file again.
	Mend(ctx context.Context, cells []entity.ImportMending) error
	// Run imports the file, or tries it: a dry run writes nothing. Row, where given, hears of each row in order, on Run's
	// goroutine; its error ends the run. Progress and the end come as events, of a dry run too. Once ctx ends, whole batches
	// that were written stay, and the report says Cancelled beside ctx's error.
	Run(ctx context.Context, dry bool, row func(entity.ImportedRow) error) (entity.ImportReport, error)
}

// ImportState is how far an import has come, and once it is over, what it came to.
type ImportState struct {
	Progress entity.ImportProgress
	Report   *entity.ImportReport // nil while it runs
}
