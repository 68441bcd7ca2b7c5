package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"time"

	"github.com/sourcegraph/conc"

	"letip/store/entity"
	"letip/store/event"
)

// How many rows an import works in at once. The first batches are small, so that the first rows are seen at once.
const (
	firstImportBatch = 100
	importBatch      = 500

	// A transaction takes several batches: so many rows, or as many as come in so long, for others wait to write.
	importGroupRows = 5_000
	importGroupTime = time.Second
)

// ImportOptions say what an import is called and who hears of it.
type ImportOptions struct {
	File   string // its name, for a person
	DryRun bool   // nothing is written: the transaction is rolled back
	// Row hears of each row in order, once it is in the database for good. Its error ends the import.
	Row func(*entity.Incoming, entity.ImportedRow) error
	// Kept ends what Row kept of refused rows and says where it is; nil is nothing.
	Kept func() (path string, err error)
	// Read says how much of the file was read; nil is unknown. It may be called from any goroutine.
	Read func() (read, size int64)
}

// Import takes in the rows of a file, batch by batch: a row that is surely a known lead tells it what it lacks, one that may
// be one becomes a lead of its own whose pair waits for a person, and one of whom nobody may contact, or that lies in the
// trash, stays out. Values that the rep wrote are never touched. All of it is one step that can be taken back.
//
// The rows are read on a goroutine of their own, one batch ahead; an error beside a row ends the import. Once ctx ends, the
// batch at work is given up within 200 ms; what was written before stays, the report says Cancelled, and the error is ctx's.
// A process that dies leaves nothing: the next start takes back what it had written.
func (db *DB) Import(ctx context.Context, rows iter.Seq2[entity.Incoming, error], o ImportOptions) (entity.ImportReport, error) {
	im := &importing{db: db, options: o, report: entity.ImportReport{File: o.File, DryRun: o.DryRun}}
	err := im.open(ctx)
	if err == nil {
		err = im.run(ctx, rows)
		im.report.Cancelled = err != nil && ctx.Err() != nil
		if o.Kept != nil {
			var kept error
			im.report.ErrorFile, kept = o.Kept()
			err = errors.Join(err, kept)
		}
		err = errors.Join(err, im.finish(context.WithoutCancel(ctx)))
	}
	err = db.explained(errors.Join(err, im.close()))
	if err != nil {
		if im.report.Cancelled {
			err = context.Cause(ctx)
		}
		err = fmt.Errorf("import %s: %w", o.File, err)
	}
	return im.report, err
}

// importing is one import at work.
type importing struct {
	db      *DB
	options ImportOptions
	report  entity.ImportReport
	*bulkWriter

	highest int64 // the highest id that was ever given to a lead when it began
	thin    map[string]int
	told    int // leads that came or were told something
	group   importGroup

	glimpses *glimpses
	version  int64 // of the data: another means that somebody else wrote
}

// open makes the step and the entry in the journal, by which the next start knows what was cut short.
func (im *importing) open(ctx context.Context) error {
	db := im.db
	if db.writer == nil {
		return ErrReadOnly
	}
	im.thin, im.glimpses = map[string]int{}, newGlimpses()
	if !im.options.DryRun {
		err := db.write(ctx, typed, func(tx *sql.Tx) ([]event.Event, error) {
			step, err := openDeed(ctx, tx, db.millis(), entity.UndoImport, "Imported "+im.options.File)
			if err != nil {
				return nil, err
			}
			result, err := tx.ExecContext(ctx, "INSERT INTO import (source, file, status, step, began_at) VALUES ('', ?, 'active', ?, ?)",
				im.options.File, step, db.millis())
			if err != nil {
				return nil, err
			}
			id, err := result.LastInsertId()
			im.report.Import, im.report.Step = entity.ImportID(id), step
			return nil, err
		})
		if err != nil {
			return err
		}
	}
	var err error
	if im.bulkWriter, err = openBulkWriter(ctx, db); err != nil {
		return err
	}
	return nil
}

func (im *importing) close() error {
	if im.bulkWriter == nil {
		return nil
	}
	return im.bulkWriter.close()
}

// portion is a batch of rows that was read, or why there is no more.
type portion struct {
	rows []*arrival
	err  error
}

func (im *importing) run(ctx context.Context, rows iter.Seq2[entity.Incoming, error]) (err error) {
	defer func() { err = errors.Join(err, im.rollback()) }() // a dry run, and what an error left open
	batches, stop := make(chan portion, 1), make(chan struct{})
	var reader conc.WaitGroup // run waits for it, and ends it by stop
	defer reader.Wait()
	defer close(stop)
	reader.Go(func() {
		defer close(batches)
		im.readBatches(rows, func(r portion) bool {
			select {
			case batches <- r:
				return true
			case <-stop:
				return false
			}
		})
	})
	for {
		var next portion
		var more bool
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case next, more = <-batches:
		}
		if !more {
			return im.last()
		}
		if err := im.take(ctx, next.rows); err != nil {
			return err
		}
		if next.err != nil {
			return errors.Join(next.err, im.last())
		}
	}
}

// last ends the transaction that is open, if one is.
func (im *importing) last() error {
	if len(im.group.rows) == 0 {
		return nil
	}
	return im.end()
}

// readBatches makes batches of rows until there are none or yield says that no more are wanted.
func (im *importing) readBatches(rows iter.Seq2[entity.Incoming, error], yield func(portion) bool) {
	size := firstImportBatch
	var batch []*arrival
	for in, err := range rows {
		if err != nil {
			yield(portion{batch, err})
			return
		}
		batch = append(batch, im.arrive(in))
		if len(batch) < size {
			continue
		}
		if !yield(portion{rows: batch}) {
			return
		}
		batch, size = nil, min(importBatch, 3*size)
	}
	if len(batch) > 0 {
		yield(portion{rows: batch})
	}
}

// take works a batch in, and ends its transaction where that is due.
func (im *importing) take(ctx context.Context, batch []*arrival) error {
	if len(batch) == 0 {
		return nil
	}
	if im.turn == nil {
		if err := im.begin(ctx); err != nil {
			return err
		}
		if err := im.refresh(); err != nil {
			return err
		}
		im.group = importGroup{began: im.db.now(), counts: im.report.Counts}
	}
	b := importedBatch{importing: im, now: im.db.millis()}
	err := b.write(ctx, batch)
	if err == nil {
		err = context.Cause(ctx)
	}
	if err != nil {
		return err
	}
	im.group.add(&b, batch)
	small := im.report.Counts.Rows() < importBatch // the first rows are to be seen at once
	if small || im.options.DryRun || len(im.group.rows) >= importGroupRows || im.db.now().Sub(im.group.began) >= importGroupTime {
		return im.end()
	}
	return nil
}

// refresh forgets what is remembered of businesses where somebody else wrote since the last transaction.
func (im *importing) refresh() error {
	return im.fast.rows("PRAGMA data_version", nil, func(row scanner) error {
		var version int64
		err := row.Scan(&version)
		if version != im.version {
			im.glimpses.forgetAll()
		}
		im.version = version
		return err
	})
}

// importGroup is what a transaction holds: several batches, since each page that many of them touch is then written once.
type importGroup struct {
	began  time.Time
	rows   []*arrival
	counts entity.ImportCounts
	events []event.Event
	told   int // leads that came or were told something
}

func (g *importGroup) add(b *importedBatch, batch []*arrival) {
	for _, a := range batch {
		g.counts.Add(a.out.Action)
		a.done()
	}
	g.rows = append(g.rows, batch...)
	g.events = append(g.events, b.events...)
	g.told += len(b.created) + b.told
}

// end ends the transaction, but for that of a dry run, and tells of its rows.
func (im *importing) end() error {
	g := im.group
	progress := entity.ImportProgress{Import: im.report.Import, File: im.options.File, DryRun: im.options.DryRun, Counts: g.counts}
	if im.options.Read != nil {
		progress.Read, progress.Size = im.options.Read()
	}
	events := append(g.events, event.ImportProgress{ImportProgress: progress})
	if !im.options.DryRun {
		if err := im.commit(events); err != nil {
			return err
		}
	} else if im.db.bus != nil {
		im.db.bus.Publish(events[len(g.events)])
	}
	im.report.Counts, im.told = g.counts, im.told+g.told
	im.group = importGroup{began: im.db.now(), counts: g.counts}
	for _, a := range g.rows {
		if im.options.Row == nil {
			break
		}
		if err := im.options.Row(&a.in, a.out); err != nil {
			return err
		}
	}
	return nil
}

// finish writes what came of it. An import that wrote nothing leaves no step.
func (im *importing) finish(ctx context.Context) error {
	r := &im.report
	if !im.options.DryRun {
		err := im.db.write(ctx, typed, func(tx *sql.Tx) ([]event.Event, error) {
			status := "completed"
			if r.Cancelled {
				status = "cancelled"
			}
			counts, err := json.Marshal(r.Counts)
			if err != nil {
				return nil, err
			}
			if err := runAll(ctx, tx, statement{
				"UPDATE import SET status = ?, counts = ?, ended_at = ? WHERE id = ?",
				[]any{status, string(counts), im.db.millis(), r.Import},
			}); err != nil {
				return nil, err
			}
			if im.told == 0 {
				r.Step, err = 0, runAll(ctx, tx, statement{"DELETE FROM undo_step WHERE id = ?", []any{r.Step}})
				return nil, err
			}
			return nil, runAll(ctx, tx, statement{"UPDATE undo_step SET label = ? WHERE id = ?", []any{im.label(), r.Step}})
		})
		if err != nil {
			return err
		}
	}
	if im.db.bus != nil {
		im.db.bus.Publish(event.ImportFinished{Report: *r})
	}
	return nil
}

// label is what a person is told that can be taken back.
func (im *importing) label() string {
	c := im.report.Counts
	switch brought := c.New + c.Review; {
	case brought > 0 && c.Updated > 0:
		return fmt.Sprintf("Imported %s from %s, and changed %d", leads(brought), im.options.File, c.Updated)
	case brought > 0:
		return fmt.Sprintf("Imported %s from %s", leads(brought), im.options.File)
	}
	return fmt.Sprintf("Changed %s by %s", leads(c.Updated), im.options.File)
}

// takeBackImports takes back the imports that a dead process had begun.
func (db *DB) takeBackImports(ctx context.Context) error {
	steps, err := db.activeImports(ctx, db.writer)
	for _, step := range steps {
		if err != nil {
			break
		}
		err = db.write(ctx, typed, func(tx *sql.Tx) ([]event.Event, error) {
			events, err := db.undoForGood(ctx, tx, &entity.Undone{Step: step, Kind: entity.UndoImport})
			if err != nil {
				return nil, err
			}
			return events, runAll(ctx, tx, statement{"DELETE FROM import WHERE step = ?", []any{step}})
		})
	}
	if err != nil {
		return fmt.Errorf("take back an import that was cut short: %w", err)
	}
	return nil
}

// cutShort reports an import that is at work, or was when its process died, of a database that isn't open yet.
func (db *DB) cutShort(ctx context.Context) (cut bool, err error) {
	readers, err := openReaders(db.path, 1)
	if err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, readers.Close()) }()
	steps, err := db.activeImports(ctx, readers)
	return len(steps) > 0, err
}

// activeImports gives the steps of imports that are at work, or were when their process died.
func (db *DB) activeImports(ctx context.Context, from *sql.DB) (steps []int64, err error) {
	rows, err := from.QueryContext(ctx, "SELECT step FROM import WHERE status = 'active' ORDER BY id DESC")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var step int64
		if err := rows.Scan(&step); err != nil {
			return nil, err
		}
		steps = append(steps, step)
	}
	return steps, rows.Err()
}
