package app

import (
	"context"
	"errors"

	"letip/app/lead"
	"letip/scrape"
	"letip/store"
	"letip/store/entity"
	"letip/store/exchange"
)

// The store itself is what the desk reads and writes.
var (
	_ lead.Store   = (*store.DB)(nil)
	_ lead.Records = (*store.DB)(nil)
)

// jobsOf lets the desk start and steer the scrape service's jobs.
type jobsOf struct{ *scrape.Service }

var _ lead.Jobs = jobsOf{}

// Start implements lead.Jobs: a screen knows the desk's kind of ambiguity.
func (j jobsOf) Start(ctx context.Context, s entity.Search) (entity.JobID, error) {
	id, err := j.Service.Start(ctx, s)
	if a, ok := errors.AsType[*scrape.AmbiguousError](err); ok {
		return 0, &lead.AmbiguousError{Query: a.Query, Candidates: a.Candidates}
	}
	if u, ok := errors.AsType[*scrape.UsageError](err); ok {
		return 0, entity.FieldErrors{u.Field: u.Message}
	}
	if p, ok := errors.AsType[*scrape.NoPlaceError](err); ok {
		return 0, entity.FieldErrors{"place": p.Error()}
	}
	return id, err
}

// exporter writes files for the desk.
type exporter struct{ db *store.DB }

// Export implements lead.Exporter.
func (e exporter) Export(ctx context.Context, x lead.Export) (lead.Exported, error) {
	o := exchange.Options{Provenance: x.Provenance, EveryEmail: x.EveryEmail}
	var err error
	if o.Format, err = exchange.ParseFormat(x.Format); x.Format != "" && err != nil {
		return lead.Exported{}, err
	}
	switch {
	case x.Preset != "":
		preset, err := exchange.PresetByID(x.Preset)
		if err != nil {
			return lead.Exported{}, err
		}
		o.Columns, o.Plain = preset.Columns, true
	case len(x.Columns) > 0:
		if o.Columns, err = exchange.ColumnsByID(x.Columns...); err != nil {
			return lead.Exported{}, err
		}
	}
	f := x.View.Filter
	if x.IDs != nil {
		f = entity.Filter{IDs: x.IDs, Trash: f.Trash}
	}
	report, err := exchange.Export(ctx, x.Path, o, func(fn func(*entity.Business) error) error {
		return e.db.EachWith(ctx, f, x.View.Sort, o.Extra(), fn)
	})
	if err != nil {
		return lead.Exported{}, err
	}
	return lead.Exported{
		Rows: report.Rows, Suppressed: report.Suppressed, Path: report.Path, Cut: report.Cut, Attributions: report.Attributions,
	}, nil
}

// LeftOut implements lead.Exporter.
func (e exporter) LeftOut(ctx context.Context, f entity.Filter) (int, error) {
	return e.db.CountSuppressed(ctx, f)
}

// exportChoices are what the form offers.
func exportChoices() lead.ExportChoices {
	c := lead.ExportChoices{Whole: len(exchange.DefaultColumns())}
	for _, column := range exchange.Columns() {
		c.Columns = append(c.Columns, column.ID)
	}
	for _, p := range exchange.Presets() {
		c.Presets = append(c.Presets, lead.ExportPreset{ID: p.ID, Name: p.Name, Hint: p.Hint})
	}
	return c
}

func gone(err error) bool { return errors.Is(err, store.ErrNotFound) }

func undone(err error) bool {
	return errors.Is(err, store.ErrNothingToUndo) || errors.Is(err, store.ErrNothingToRedo)
}
