package devtools

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"fyne.io/fyne/v2"

	"letip/app/query"
	"letip/app/screen"
	"letip/app/widget"
)

// report is what an export holds: how everything stands, and nothing of anybody's data, so that it can be sent to whoever
// is to find a fault. What a key holds is told by its type.
type report struct {
	At        time.Time         `json:"at"`
	Version   string            `json:"version"`
	Queries   []queryReport     `json:"queries"`
	Mutations []mutationReport  `json:"mutations"`
	Moments   []momentReport    `json:"timeline"`
	Prefixes  []prefixReport    `json:"prefixes"`
	SlowSQL   []statementReport `json:"slow_sql"`
}

type queryReport struct {
	Key         string     `json:"key"`
	Label       string     `json:"label"`
	Type        string     `json:"type"`
	Status      string     `json:"status"`
	Fetch       string     `json:"fetch"`
	Readers     int        `json:"readers"`
	Version     uint64     `json:"version"`
	UpdatedAt   *time.Time `json:"updated_at"`
	Fetches     int        `json:"fetches"`
	TookMS      float64    `json:"took_ms"`
	Hits        int        `json:"hits"`
	Misses      int        `json:"misses"`
	Stale       bool       `json:"stale"`
	Invalidated bool       `json:"invalidated"`
	Disabled    bool       `json:"disabled"`
	Layers      int        `json:"open_layers"`
	Error       string     `json:"error"`
}

type mutationReport struct {
	ID          uint64    `json:"id"`
	Key         string    `json:"key"`
	Status      string    `json:"status"`
	Paused      bool      `json:"paused"`
	SubmittedAt time.Time `json:"submitted_at"`
	Failures    int       `json:"failures"`
	Layers      []string  `json:"open_layers"`
	Error       string    `json:"error"`
}

type momentReport struct {
	At     time.Time `json:"at"`
	What   string    `json:"what"`
	CameOf string    `json:"came_of_it"`
	Error  string    `json:"error"`
}

type prefixReport struct {
	Prefix   string  `json:"prefix"`
	Queries  int     `json:"queries"`
	Fetches  int     `json:"fetches"`
	Failures int     `json:"failures"`
	Hits     int     `json:"hits"`
	Misses   int     `json:"misses"`
	Ratio    float64 `json:"hit_ratio"`
	P50MS    float64 `json:"p50_ms"`
	P95MS    float64 `json:"p95_ms"`
}

type statementReport struct {
	At     time.Time `json:"at"`
	TookMS float64   `json:"took_ms"`
	SQL    string    `json:"sql"`
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

func errorText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// reportOf writes a picture down.
func reportOf(p *picture, entries []query.EntryInfo, version string) report {
	r := report{
		At: p.at.UTC(), Version: version, Queries: make([]queryReport, 0, len(entries)), Mutations: []mutationReport{},
		Moments: []momentReport{}, Prefixes: []prefixReport{}, SlowSQL: []statementReport{},
	}
	for i := range entries {
		e := &entries[i]
		q := queryReport{
			Key: e.Path.String(), Label: lower[labelOf(e)], Type: e.Type, Status: e.Status.String(), Fetch: e.Fetch.String(),
			Readers: e.Observers, Version: e.Version, Fetches: e.Fetches, TookMS: milliseconds(e.Took), Hits: e.Hits, Misses: e.Misses,
			Stale: e.Stale, Invalidated: e.Invalidated, Disabled: e.Disabled, Layers: e.Patched, Error: errorText(e.Err),
		}
		if !e.DataUpdatedAt.IsZero() {
			at := e.DataUpdatedAt.UTC()
			q.UpdatedAt = &at
		}
		r.Queries = append(r.Queries, q)
	}
	for i := range p.mutations {
		m := &p.mutations[i]
		layers := make([]string, len(m.Layers))
		for n, l := range m.Layers {
			layers[n] = l.String()
		}
		r.Mutations = append(r.Mutations, mutationReport{
			ID: m.ID, Key: m.Key.String(), Status: m.Status.String(), Paused: m.Paused, SubmittedAt: m.SubmittedAt.UTC(),
			Failures: m.Failures, Layers: layers, Error: errorText(m.Err),
		})
	}
	for i := range p.moments {
		m := &p.moments[i]
		r.Moments = append(r.Moments, momentReport{At: m.at.UTC(), What: m.plainWords(), CameOf: m.came(), Error: errorText(m.err)})
	}
	for _, x := range p.prefixes {
		r.Prefixes = append(r.Prefixes, prefixReport{
			Prefix: x.Prefix.String(), Queries: x.n, Fetches: x.Fetches, Failures: x.Failures, Hits: x.Hits, Misses: x.Misses,
			Ratio: x.HitRatio(), P50MS: milliseconds(x.P50), P95MS: milliseconds(x.P95),
		})
	}
	for _, s := range p.slow {
		r.SlowSQL = append(r.SlowSQL, statementReport{At: s.At.UTC(), TookMS: milliseconds(s.Took), SQL: s.SQL})
	}
	return r
}

// export writes the current picture to a file, off the goroutine that draws.
func (t *Tools) export() {
	p := t.picture
	path := filepath.Join(t.deps.ExportDir, "letip-developer-tools-"+t.deps.Now().Format("20060102-150405")+".json")
	t.head.export.SetBusy(screen.L("Exporting…"))
	t.working.Go(func() { // owner: the tools; Close waits
		err := writeReport(path, reportOf(p, p.entries, t.deps.Version))
		t.deps.Dispatch.Post(func() {
			if t.closed {
				return
			}
			t.head.export.SetBusy("")
			if err != nil {
				t.say(widget.ToastError, screen.L("The export was not written"), err.Error())
				return
			}
			t.toasts.Say(widget.Toast{
				Kind: widget.ToastSuccess, Title: screen.L("Exported"), Text: filepath.Base(path),
				Action: screen.L("Copy path"), OnAction: func() { fyne.CurrentApp().Clipboard().SetContent(path) },
			})
		})
	})
}

// writeReport writes beside and renames: there is a whole file or none.
func writeReport(path string, r report) (err error) {
	f, err := os.CreateTemp(filepath.Dir(path), ".letip-*.json")
	if err != nil {
		return fmt.Errorf("make the export: %w", err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(f.Name()))
		}
	}()
	if err := fill(f, r); err != nil {
		return errors.Join(fmt.Errorf("write the export: %w", err), f.Close())
	}
	if err := f.Close(); err != nil {
		return fmt.Errorf("write the export: %w", err)
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return fmt.Errorf("name the export: %w", err)
	}
	return nil
}

func fill(f *os.File, r report) error {
	e := json.NewEncoder(io.Writer(f))
	e.SetEscapeHTML(false)
	e.SetIndent("", "\t")
	if err := e.Encode(r); err != nil {
		return err
	}
	return f.Sync()
}
