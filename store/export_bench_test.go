package store

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"letip/store/entity"
	"letip/store/exchange"
)

// The columns of a whole export as a shell would ask for them, in its order.
const shellExport = `SELECT id, name, category, phone, fax, email, website, socials, address, city, state, zip, country, lat, lon,
	distance_mi, hours, enrichment_status, stage, tags, notes, next_action, next_action_due, do_not_contact, score, sources,
	created_at, updated_at, last_checked_at
FROM business WHERE deleted_at IS NULL AND do_not_contact = 0 ORDER BY created_at DESC, id`

// BenchmarkExport writes a million leads with every column, the formula guard on, and lets the sqlite3 shell write the same
// rows and columns, in turns. Goal: at most 0.7 of the shell's time.
//
//	go test ./store -run '^$' -bench BenchmarkExport -benchtime 3x -timeout 30m
func BenchmarkExport(b *testing.B) {
	dir := bulkFile(b, 1_000_000)
	shell, err := exec.LookPath("sqlite3")
	if err != nil {
		b.Skip("there is no sqlite3 to compare with")
	}
	db := openWith(b, Options{Dir: dir, ReadOnly: true})
	rounds := []*round{
		{name: "ours", do: func() {
			report, err := exchange.Export(b.Context(), filepath.Join(b.TempDir(), "leads.csv"), exchange.Options{}, func(fn func(*entity.Business) error) error {
				return db.Each(b.Context(), entity.Filter{}, entity.Sort{}, fn)
			})
			if err != nil || report.Rows != 1_000_000 {
				b.Fatal(report, err)
			}
		}},
		{name: "shell", do: func() {
			out, err := os.Create(filepath.Join(b.TempDir(), "shell.csv"))
			if err != nil {
				b.Fatal(err)
			}
			defer out.Close()
			cmd := exec.CommandContext(b.Context(), shell, "-readonly", "-header", "-csv", filepath.Join(dir, FileName), shellExport)
			cmd.Stdout = out
			if err := cmd.Run(); err != nil {
				b.Fatal(err)
			}
		}},
	}
	measure(b, rounds)
}
