package lead

import (
	"context"
	"errors"
	"os"
	"sync"

	"letip/app/query"
	"letip/store/entity"
)

// badRowsRead is how many rows that can't be imported a trial reads for the rep to mend: more is not a slip but a wrong
// column.
const badRowsRead = 100

// Importing is a file that a screen has open. One thing happens to it at a time, in the order it was asked for; a trial
// is ended by whatever is asked next.
type Importing struct {
	file ImportFile

	mu   sync.Mutex // guards what follows
	asks uint64     // counts what was asked: a trial asked for earlier is worth nothing
	stop context.CancelFunc
}

// Stop ends the run that is under way or waits. What it has written stays.
func (i *Importing) Stop() {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.asks++
	if i.stop != nil {
		i.stop()
	}
}

// begin gives a run its context, unless it was ended before it began.
func (i *Importing) begin(ctx context.Context, ask uint64) (context.Context, bool) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if ask != i.asks {
		return nil, false
	}
	ctx, i.stop = context.WithCancel(ctx)
	return ctx, true
}

func (i *Importing) end() {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.stop()
	i.stop = nil
}

// ImportLook is what a file looks like.
type ImportLook struct {
	File    *Importing
	Preview entity.ImportPreview
	Size    int64 // bytes; of an opened file only
}

// ImportChange says what columns are, or puts cells right.
type ImportChange struct {
	File   *Importing
	Fields map[string]string      // as ImportFile.Map takes them; nil leaves the columns
	Cells  []entity.ImportMending // all that are mended; counts with Mend
	Mend   bool
}

// ImportRun imports a file, or tries it.
type ImportRun struct {
	File *Importing
	Dry  bool
	ask  uint64
}

// NewImportRun asks for a run: of a file one at a time, so it ends the one before.
func (i *Importing) NewImportRun(dry bool) ImportRun {
	i.Stop()
	i.mu.Lock()
	defer i.mu.Unlock()
	return ImportRun{File: i, Dry: dry, ask: i.asks}
}

// ImportOutcome is what a run came to.
type ImportOutcome struct {
	Report entity.ImportReport
	Bad    []entity.ImportPreviewRow // the first rows that can't be imported, of a trial
	Over   bool                      // it was ended before it had begun, or while it was tried
}

// Import is the query of how far the import that runs has come, or what the last one came to. Events write it.
func (d *Desk) Import() query.Query[ImportState] {
	return query.Query[ImportState]{
		Key: KeyImport(),
		Fetch: func(context.Context, query.FetchContext) (ImportState, error) {
			known, _ := query.Get(d.cache, KeyImport())
			return known, nil
		},
	}
}

// scopeImport has what is asked of a file happen one after the other.
func scopeImport[V any](V) string { return "import" }

func (d *Desk) openImport() query.Mutation[string, ImportLook, nothing] {
	return query.Mutation[string, ImportLook, nothing]{
		Key: query.P("open-import"),
		Run: func(ctx context.Context, path string) (ImportLook, error) {
			if d.deps.Importer == nil {
				return ImportLook{}, errors.New("files can't be imported here")
			}
			file, err := d.deps.Importer.OpenImport(ctx, path)
			if err != nil {
				return ImportLook{}, err
			}
			look := ImportLook{File: &Importing{file: file}, Preview: file.Preview()}
			if info, err := os.Stat(path); err == nil {
				look.Size = info.Size()
			}
			return look, nil
		},
	}
}

func (d *Desk) changeImport() query.Mutation[ImportChange, ImportLook, nothing] {
	return query.Mutation[ImportChange, ImportLook, nothing]{
		Key: query.P("change-import"), Scope: scopeImport[ImportChange],
		Run: func(ctx context.Context, c ImportChange) (ImportLook, error) {
			file := c.File.file
			if c.Fields != nil {
				if err := file.Map(ctx, "", c.Fields); err != nil {
					return ImportLook{}, err
				}
			}
			if c.Mend {
				if err := file.Mend(ctx, c.Cells); err != nil {
					return ImportLook{}, err
				}
			}
			return ImportLook{File: c.File, Preview: file.Preview()}, nil
		},
	}
}

func (d *Desk) runImport() query.Mutation[ImportRun, ImportOutcome, nothing] {
	return query.Mutation[ImportRun, ImportOutcome, nothing]{
		Key: query.P("import"), Scope: scopeImport[ImportRun],
		Run: func(ctx context.Context, r ImportRun) (ImportOutcome, error) {
			own, ok := r.File.begin(ctx, r.ask)
			if !ok {
				return ImportOutcome{Report: entity.ImportReport{DryRun: r.Dry, Cancelled: true}, Over: true}, nil
			}
			defer r.File.end()
			var bad []int
			report, err := r.File.file.Run(own, r.Dry, func(row entity.ImportedRow) error {
				if row.Action == entity.ImportError && len(bad) < badRowsRead {
					bad = append(bad, row.Row)
				}
				return nil
			})
			if ctx.Err() == nil && own.Err() != nil { // the rep ended it
				report.Cancelled = report.Cancelled || err != nil
				return ImportOutcome{Report: report, Over: r.Dry}, nil
			}
			out := ImportOutcome{Report: report}
			if err == nil && r.Dry {
				out.Bad, err = r.File.file.Rows(own, bad)
			}
			return out, err
		},
		Affects: func(r ImportRun) []query.Filter {
			if r.Dry {
				return nil
			}
			return filtersOf(subject{}, Businesses, Stats, Recent, Duplicates)
		},
	}
}
