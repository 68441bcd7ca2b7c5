package store

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"testing"

	"letip/store/entity"
	"letip/store/exchange"
)

// The columns of a whole export as a shell asks for them, in its order.
const shellExport = `SELECT id, name, category, phone, fax, email, website, socials, address, city, state, zip, country, lat, lon,
	distance_mi, hours, enrichment_status, stage, tags, notes, next_action, next_action_due, do_not_contact, score, sources,
	created_at, updated_at, last_checked_at
FROM business WHERE deleted_at IS NULL AND do_not_contact = 0 ORDER BY created_at DESC, id`

// BenchmarkExport writes a million leads, the formula guard on and flushed to the disk, and lets the sqlite3 shell write the
// same rows and columns, in turns. Goals: at most 0.7 of the shell's time, at most 32 MiB more memory than before.
//
//	go test ./store -run '^$' -bench BenchmarkExport -benchtime 3x -timeout 30m
func BenchmarkExport(b *testing.B) {
	shell, err := exec.LookPath("sqlite3")
	if err != nil {
		b.Skip("there is no sqlite3 shell here")
	}
	dir := bulkFile(b, 1_000_000)
	copied := filepath.Join(dir, "copy.db") // never the file itself: the shell may be one that loses writes at the log's reset
	if _, err := os.Stat(copied); os.IsNotExist(err) {
		whole, err := Open(b.Context(), Options{Dir: dir})
		if err != nil {
			b.Fatal(err)
		}
		if err := errors.Join(whole.backup(b.Context(), copied), whole.Close()); err != nil {
			b.Fatal(err)
		}
	}
	db := openWith(b, Options{Dir: dir, ReadOnly: true})
	columns := slices.DeleteFunc(exchange.DefaultColumns(), func(c exchange.Column) bool { return c.ID == "attribution" })
	place, more := b.TempDir(), 0
	ours := &round{name: "ours", do: func() {
		before := forgetPeak()
		report, err := exchange.Export(b.Context(), filepath.Join(place, "leads.csv"), exchange.Options{Columns: columns}, func(fn func(*entity.Business) error) error {
			return db.Each(b.Context(), entity.Filter{}, entity.Sort{}, fn)
		})
		if err != nil || report.Rows != 1_000_000 {
			b.Fatal(report, err)
		}
		more = max(more, memory("VmHWM:")-before)
	}}
	theirs := &round{name: "shell", do: func() {
		out, err := os.Create(filepath.Join(place, "shell.csv"))
		if err != nil {
			b.Fatal(err)
		}
		defer out.Close()
		cmd := exec.CommandContext(b.Context(), shell, "-readonly", "-header", "-csv", copied, shellExport)
		cmd.Stdout = out
		if err := cmd.Run(); err != nil {
			b.Fatal(err)
		}
	}}
	measure(b, []*round{ours, theirs})
	b.ReportMetric(ours.median()/theirs.median(), "ours/shell")
	b.ReportMetric(float64(more)/1024, "MiB-more")
}

// forgetPeak gives what was not used back to the system, lets it forget the most this process has had, and says what it has
// now, in KiB. Elsewhere than on Linux all is zero.
func forgetPeak() int {
	runtime.GC()
	debug.FreeOSMemory()
	_ = os.WriteFile("/proc/self/clear_refs", []byte("5"), 0) // where that isn't allowed, the figure is only larger
	return memory("VmRSS:")
}

// memory reads a figure of this process, in KiB.
func memory(name string) (kib int) {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(status), name)
	if _, err := fmt.Sscan(rest, &kib); err != nil {
		return 0
	}
	return kib
}
