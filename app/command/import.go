package command

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"

	"letip/app"
	"letip/store/entity"
	"letip/store/event"
	"letip/store/exchange"
)

// importedRow is what became of one row.
type importedRow struct {
	Row        int                 `json:"row"`
	Action     entity.ImportAction `json:"action"`
	BusinessID *entity.BusinessID  `json:"business_id"`
	MatchID    *entity.BusinessID  `json:"match_id"`
	Confidence *float64            `json:"confidence"`
	Reasons    []string            `json:"reasons"`
	Error      *string             `json:"error"`
}

// importFile takes in the leads of a file, or says what it would do.
func importFile(ctx context.Context, c *call) (int, error) {
	o, err := c.readOptions()
	if err != nil {
		return exitFailed, err
	}
	// The file is looked at before a database is made for it.
	r, err := exchange.Open(c.words[0], o)
	if err != nil {
		return exitFailed, err
	}
	if err := r.Close(); err != nil {
		return exitFailed, err
	}
	core, err := c.open(ctx, false)
	if err != nil {
		return exitFailed, err
	}
	return closing(core, func() (int, error) { return c.runImport(ctx, core, o) })
}

// readOptions reads how the file is to be read.
func (c *call) readOptions() (exchange.ReadOptions, error) {
	o := exchange.ReadOptions{Source: strings.TrimSpace(c.text("source-name")), Map: map[exchange.Field]string{}}
	if err := app.CheckSource(o.Source); err != nil {
		return o, err
	}
	for _, pair := range c.flags["map"] {
		field, column, ok := strings.Cut(pair, "=")
		field, column = strings.ToLower(strings.TrimSpace(field)), strings.TrimSpace(column)
		if !ok || field == "" || column == "" {
			return o, misuse("--map takes field=column, like --map name=Company, not %q.", pair)
		}
		if _, twice := o.Map[exchange.Field(field)]; twice {
			return o, misuse("--map says twice which column is %s.", field)
		}
		o.Map[exchange.Field(field)] = column
	}
	return o, nil
}

// runImport imports, saying on standard error how far it is, and prints the document. A signal ends it: what was imported
// until then stays, and the document tells of it.
func (c *call) runImport(ctx context.Context, core *app.Core, o exchange.ReadOptions) (int, error) {
	im, err := app.OpenImport(ctx, core, c.words[0], o)
	if err != nil {
		return exitFailed, err
	}
	preview := im.Preview()
	if preview.Notice != "" {
		fmt.Fprintln(c.err, preview.Notice)
	}
	var unused []string
	for _, column := range preview.Columns {
		if column.Field == "" && column.Heading != "" && preview.Format == "" {
			unused = append(unused, strconv.Quote(column.Heading))
		}
	}
	if more := len(unused) - mostTold; more > 0 {
		unused = append(unused[:mostTold], fmt.Sprintf("and %d more", more))
	}
	if len(unused) > 0 {
		fmt.Fprintf(c.err, "Not used: %s. --map field=column uses one.\n", strings.Join(unused, ", "))
	}
	stop := event.Subscribe(core.Bus, c.importProgress())
	defer stop()
	rows, err := newRowSpool()
	if err != nil {
		return exitFailed, err
	}
	defer rows.close()
	report, err := im.Run(ctx, c.on("dry-run"), rows.add)
	stop()
	exit := exitDone
	switch {
	case err != nil && report.Cancelled:
		exit = exitInterrupted
		fmt.Fprintln(c.err, brokenOff(report))
	case err != nil:
		return exitFailed, err
	case report.Counts.Errors > 0:
		exit = exitSomeFailed
	}
	if report.ErrorFile != "" {
		fmt.Fprintf(c.err, "%s not be imported; with their reasons they are kept in %s\n", could(report.Counts.Errors), report.ErrorFile)
	}
	c.printed = true
	if c.json {
		fmt.Fprintln(c.err, importCounts(report.Counts))
		err = rows.document(c.out, report.Counts)
	} else {
		err = importText(c.out, report, rows.told)
	}
	if err != nil {
		return exit, fmt.Errorf("write the result: %w", err)
	}
	return exit, nil
}

// brokenOff says what stays of an import that was ended before its end.
func brokenOff(report entity.ImportReport) string {
	switch rows := report.Counts.Rows(); {
	case report.DryRun:
		return "Interrupted: nothing was written."
	case rows == 0:
		return "Interrupted: nothing was imported."
	default:
		return fmt.Sprintf("Interrupted: what the first %s brought stays, and Undo in the window takes it back.", plural(rows, "row"))
	}
}

func could(rows int) string {
	if rows == 1 {
		return "1 row could"
	}
	return plural(rows, "row") + " could"
}

// importProgress says how far an import is, now and then.
func (c *call) importProgress() func(event.ImportProgress) {
	var last time.Time
	return func(p event.ImportProgress) {
		if time.Since(last) < time.Second/2 {
			return
		}
		last = time.Now()
		fmt.Fprintf(c.err, "%3.0f %%  %s\n", p.Percent(), importCounts(p.Counts))
	}
}

func importCounts(n entity.ImportCounts) string {
	return fmt.Sprintf("%s: %d new, %d updated, %d known, %d to review, %d skipped, %d with errors",
		plural(n.Rows(), "row"), n.New, n.Updated, n.Duplicate, n.Review, n.Skipped, n.Errors)
}

// importText is the result for a person: the counts, and the first rows that need a look.
func importText(w io.Writer, report entity.ImportReport, told []entity.ImportedRow) error {
	t := newTable(w)
	if report.DryRun {
		t.write("Nothing was written: this would come of it.\n")
	}
	t.write(importCounts(report.Counts) + "\n")
	for _, r := range told {
		why := strings.Join(r.Reasons, ", ")
		if r.Err != nil {
			why = r.Err.Error()
		}
		t.write(fmt.Sprintf("  row %d\t%s\t%s\n", r.Row, r.Action, why))
	}
	if n := report.Counts.Review + report.Counts.Skipped + report.Counts.Errors - len(told); n > 0 {
		t.write(fmt.Sprintf("  and %d more\n", n))
	}
	return t.flush()
}

// mostTold is how many rows a person is told of one by one.
const mostTold = 20

// rowSpool keeps the rows of the document in a file until the counts are known: a million of them need no memory.
type rowSpool struct {
	file *os.File
	out  *bufio.Writer
	n    int
	told []entity.ImportedRow // the first that need a look
}

func newRowSpool() (*rowSpool, error) {
	f, err := os.CreateTemp("", "letip-import-*.json")
	if err != nil {
		return nil, fmt.Errorf("keep what becomes of the rows: %w", err)
	}
	return &rowSpool{file: f, out: bufio.NewWriterSize(f, 64<<10)}, nil
}

func (s *rowSpool) close() {
	_ = s.file.Close() // it was for this run only
	_ = os.Remove(s.file.Name())
}

func (s *rowSpool) add(r entity.ImportedRow) error {
	look := r.Action == entity.ImportReview || r.Action == entity.ImportSkipped || r.Action == entity.ImportError
	if look && len(s.told) < mostTold {
		s.told = append(s.told, r)
	}
	row := importedRow{Row: r.Row, Action: r.Action, BusinessID: known(r.ID), MatchID: known(r.Match), Confidence: r.Confidence, Reasons: orEmpty(r.Reasons)}
	if r.Err != nil {
		row.Error = known(sentence(r.Err))
	}
	text, err := json.Marshal(row)
	if err != nil {
		return err
	}
	before := ",\n    "
	if s.n == 0 {
		before = "\n    "
	}
	s.n++
	if _, err := s.out.WriteString(before); err != nil {
		return err
	}
	_, err = s.out.Write(text)
	return err
}

// document writes the one document: the counts, then the rows.
func (s *rowSpool) document(w io.Writer, n entity.ImportCounts) error {
	if err := s.out.Flush(); err != nil {
		return err
	}
	if _, err := s.file.Seek(0, io.SeekStart); err != nil {
		return err
	}
	counts, err := json.MarshalIndent(n, "", "  ")
	if err != nil {
		return err
	}
	head := strings.TrimSuffix(string(counts), "\n}") + ",\n  \"rows\": ["
	if _, err := io.WriteString(w, head); err != nil {
		return err
	}
	_, err = io.Copy(w, s.file)
	end := "\n  ]\n}\n"
	if s.n == 0 {
		end = "]\n}\n"
	}
	_, e := io.WriteString(w, end)
	return errors.Join(err, e)
}
