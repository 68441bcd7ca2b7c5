package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"letip/store/entity"
)

// How to run these: every figure in one go, on files that are made once (a million leads take about two minutes):
//
//	go test ./store -run '^$' -bench . -benchtime 200x -timeout 30m
//
// Figures of one run may be compared with each other, those of two runs may not: other programs are in between.

// The lists that a rep looks at most, each with the SQL that a shell would ask.
var benchLists = []struct {
	name string
	f    entity.Filter
	s    entity.Sort
}{
	{"all by name", entity.Filter{}, entity.Sort{Field: "name"}},
	{"all, newest first", entity.Filter{}, entity.Sort{}},
	{"one city of 12 percent, pending, by name", entity.Filter{City: "Freehold", Status: entity.Pending}, entity.Sort{Field: "name"}},
	{"all by city, descending", entity.Filter{}, entity.Sort{Field: "city", Desc: true}},
}

// BenchmarkPage reads a page of 50 at the beginning, the middle and the end of a million leads, by number, by cursor and as
// the grid does it, and at the beginning of 10,000; in turns, so that the ratios hold whatever else runs. Goals: a page at any
// depth at most 1.3 times the first, which is at most 1.5 times that of 10,000.
func BenchmarkPage(b *testing.B) {
	small := openWith(b, Options{Dir: bulkFile(b, 10_000), ReadOnly: true})
	large := openWith(b, Options{Dir: bulkFile(b, 1_000_000), ReadOnly: true})
	for _, list := range benchLists {
		b.Run(list.name, func(b *testing.B) {
			ctx := b.Context()
			total, err := large.Count(ctx, list.f)
			if err != nil {
				b.Fatal(err)
			}
			last := (total + 49) / 50
			ids, err := large.IDs(ctx, list.f, list.s)
			if err != nil {
				b.Fatal(err)
			}
			page := func(db *DB, p entity.Page) func() {
				return func() {
					p.Limit = 50
					got, err := db.Businesses(ctx, list.f, list.s, p)
					if err != nil || len(got.Data) == 0 {
						b.Fatal(len(got.Data), err)
					}
				}
			}
			grid := func(at int) func() {
				return func() {
					if got, err := large.BusinessesByID(ctx, ids[at:at+50]); err != nil || len(got) != 50 {
						b.Fatal(len(got), err)
					}
				}
			}
			rounds := []*round{
				{name: "first-of-10k", do: page(small, entity.Page{})},
				{name: "first", do: page(large, entity.Page{})},
				{name: "middle", do: page(large, entity.Page{Number: last / 2})},
				{name: "last", do: page(large, entity.Page{Number: last})},
				{name: "cursor-middle", do: page(large, entity.Page{After: cursorAt(b, large, list.f, list.s, last/2)})},
				{name: "cursor-last", do: page(large, entity.Page{After: cursorAt(b, large, list.f, list.s, last-1)})},
				{name: "grid-first", do: grid(0)},
				{name: "grid-middle", do: grid(len(ids) / 2)},
				{name: "grid-last", do: grid(len(ids) - 50)},
			}
			measure(b, rounds)
			first, ofSmall := rounds[1].median(), rounds[0].median()
			b.ReportMetric(first/ofSmall, "first/10k")
			for _, r := range rounds[2:6] {
				b.ReportMetric(r.median()/first, r.name+"/first")
			}
			b.ReportMetric(rounds[7].median()/rounds[6].median(), "grid-middle/first")
			b.ReportMetric(rounds[8].median()/rounds[6].median(), "grid-last/first")
		})
	}
}

func cursorAt(b *testing.B, db *DB, f entity.Filter, s entity.Sort, number int) string {
	b.Helper()
	page, err := db.Businesses(b.Context(), f, s, entity.Page{Number: number, Limit: 50})
	if err != nil {
		b.Fatal(err)
	}
	return page.Next
}

// round is one thing that is measured in turn with others.
type round struct {
	name  string
	do    func()
	times []float64 // ns
}

func (r *round) median() float64 {
	slices.Sort(r.times)
	return r.times[len(r.times)/2]
}

// measure runs the rounds in turn, b.N times each, and reports the median of each.
func measure(b *testing.B, rounds []*round) {
	b.Helper()
	for _, r := range rounds {
		r.do() // warm
	}
	b.ResetTimer()
	for range b.N {
		for _, r := range rounds {
			start := time.Now()
			r.do()
			r.times = append(r.times, float64(time.Since(start)))
		}
	}
	b.StopTimer()
	for _, r := range rounds {
		b.ReportMetric(r.median()/1000, r.name+"-us")
	}
	b.ReportMetric(0, "ns/op") // the sum of all rounds says nothing
}

// BenchmarkPageBesideShell compares the first page and one of the middle with the sqlite3 shell of the system, which reads a
// copy of the same file with the same SQL: CPU time against CPU time. The shell prepares the statement each time and writes
// the rows out; we make leads of them.
func BenchmarkPageBesideShell(b *testing.B) {
	shell, err := exec.LookPath("sqlite3")
	if err != nil {
		b.Skip("there is no sqlite3 shell here")
	}
	dir := bulkFile(b, 1_000_000)
	db := openIn(b, dir)
	copied := filepath.Join(dir, "copy.db") // never the file itself: the shell may be one that loses writes at the log's reset
	if _, err := os.Stat(copied); errors.Is(err, fs.ErrNotExist) {
		if err := db.backup(b.Context(), copied); err != nil {
			b.Fatal(err)
		}
	}
	columns := strings.ReplaceAll(businessColumns, "\n", " ")
	for _, list := range benchLists[:3] {
		for _, depth := range []string{"first", "middle"} {
			b.Run(list.name+", "+depth, func(b *testing.B) {
				p, part := entity.Page{Limit: 50}, ""
				l, err := compileList(list.f, list.s)
				if err != nil {
					b.Fatal(err)
				}
				total, err := db.Count(b.Context(), list.f)
				if err != nil {
					b.Fatal(err)
				}
				if depth == "middle" {
					p.After = cursorAt(b, db, list.f, list.s, total/100)
					from, err := l.decode(p.After)
					if err != nil {
						b.Fatal(err)
					}
					part = fmt.Sprintf(" AND %[1]s %[2]s= %[3]s AND (%[1]s %[2]s %[3]s OR b.id > %[4]d)", l.key, l.beyond(), literal(from.Key), from.ID)
				}
				where := strings.ReplaceAll(l.where(true), "\n", " ")
				for _, arg := range l.args {
					where = strings.Replace(where, "?", literal(arg), 1)
				}
				query := "SELECT " + columns + " FROM business b WHERE " + where + part + " ORDER BY " + l.order.sql() + " LIMIT 50;\n"
				read := func() {
					if page, err := db.Businesses(b.Context(), list.f, list.s, p); err != nil || len(page.Data) != 50 {
						b.Fatal(err)
					}
				}
				read()
				const batch = 200
				var ours, theirs []float64
				base := shellCPU(b, shell, copied, query, 1)
				for range max(b.N/batch, 3) {
					start := processCPU(b)
					for range batch {
						read()
					}
					ours = append(ours, float64(processCPU(b)-start)/batch)
					theirs = append(theirs, float64(shellCPU(b, shell, copied, query, batch+1)-base)/batch)
				}
				slices.Sort(ours)
				slices.Sort(theirs)
				our, their := ours[len(ours)/2], theirs[len(theirs)/2]
				b.ReportMetric(our/1000, "us-CPU")
				b.ReportMetric(their/1000, "shell-us-CPU")
				b.ReportMetric(our/their, "x-shell")
				b.ReportMetric(0, "ns/op")
			})
		}
	}
}

func literal(v any) string {
	if s, ok := v.(string); ok {
		return "'" + strings.ReplaceAll(s, "'", "''") + "'"
	}
	return fmt.Sprint(v)
}

func processCPU(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func shellCPU(b *testing.B, shell, file, query string, times int) time.Duration {
	b.Helper()
	cmd := exec.CommandContext(b.Context(), shell, "-readonly", file)
	cmd.Stdin = strings.NewReader("PRAGMA cache_size=-16384;\n" + strings.Repeat(query, times))
	if out, err := cmd.Output(); err != nil || len(out) == 0 {
		b.Fatal(err, len(out))
	}
	return cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
}

// BenchmarkIDs reads the snapshot that the grid scrolls over.
func BenchmarkIDs(b *testing.B) {
	db := openWith(b, Options{Dir: bulkFile(b, 1_000_000), ReadOnly: true})
	for _, list := range benchLists {
		b.Run(list.name, func(b *testing.B) {
			n := 0
			for b.Loop() {
				ids, err := db.IDs(b.Context(), list.f, list.s)
				if err != nil {
					b.Fatal(err)
				}
				n = len(ids)
			}
			b.ReportMetric(float64(n), "leads")
		})
	}
}

// BenchmarkEach streams 100,000 leads as an export reads them.
func BenchmarkEach(b *testing.B) {
	db := openWith(b, Options{Dir: bulkFile(b, 100_000), ReadOnly: true})
	b.ReportAllocs()
	for b.Loop() {
		n := 0
		err := db.Each(b.Context(), entity.Filter{}, entity.Sort{Field: "name"}, func(*entity.Business) error { n++; return nil })
		if err != nil || n != 100_000 {
			b.Fatal(n, err)
		}
	}
}

// BenchmarkSaveFound keeps scraped batches: new places, with all that hangs on them, and places that are known.
func BenchmarkSaveFound(b *testing.B) {
	for _, size := range []int{50, 250} {
		for _, known := range []bool{false, true} {
			name := fmt.Sprintf("%d new", size)
			if known {
				name = fmt.Sprintf("%d known", size)
			}
			b.Run(name, func(b *testing.B) {
				db := open(b)
				found := make([]entity.Found, size)
				next := 0
				for b.Loop() {
					for i := range found {
						found[i] = pizza(next + i)
					}
					if !known || next == 0 {
						next += size
					}
					save(b, db, 1, found...)
					if known {
						next = 0
					}
				}
				b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/float64(size), "us/place")
			})
		}
	}
}

// BenchmarkSearch reads the first page of a search and its total, as each key that is typed asks for it.
func BenchmarkSearch(b *testing.B) {
	db := openWith(b, Options{Dir: bulkFile(b, 1_000_000), ReadOnly: true})
	for name, needle := range map[string]string{"rare": "4711", "common": "plumbing", "two letters": "jo"} {
		b.Run(name, func(b *testing.B) {
			found := 0
			for b.Loop() {
				db.known.forget() // what a first look costs
				page, err := db.Businesses(b.Context(), entity.Filter{Search: needle}, entity.Sort{Field: "name"}, entity.Page{Limit: 50})
				if err != nil {
					b.Fatal(err)
				}
				found = page.Total
			}
			b.ReportMetric(float64(found), "found")
		})
	}
}

func (k *knowledge) forget() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.lists = nil
}

// BenchmarkStats reads the dashboard's figures of a million leads.
func BenchmarkStats(b *testing.B) {
	db := openWith(b, Options{Dir: bulkFile(b, 1_000_000), ReadOnly: true})
	for b.Loop() {
		if s, err := db.Stats(b.Context()); err != nil || s.Total != 1_000_000 {
			b.Fatal(s.Total, err)
		}
	}
}

// BenchmarkOpen opens a million leads and reads the first page.
func BenchmarkOpen(b *testing.B) {
	dir := bulkFile(b, 1_000_000)
	for b.Loop() {
		db, err := Open(b.Context(), Options{Dir: dir, ReadOnly: true})
		if err != nil {
			b.Fatal(err)
		}
		if page, err := db.Businesses(b.Context(), entity.Filter{}, entity.Sort{}, entity.Page{Limit: 50}); err != nil || len(page.Data) != 50 {
			b.Fatal(err)
		}
		closeNow(b, db)
	}
}
