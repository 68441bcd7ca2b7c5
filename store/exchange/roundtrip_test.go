package exchange_test

import (
	"bytes"
	"context"
	"flag"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"letip/store"
	"letip/store/entity"
	"letip/store/exchange"
)

type fatal interface {
	Fatal(args ...any)
}

func openStore(t fatal, dir string, now func() time.Time) *store.DB {
	db, err := store.Open(context.Background(), store.Options{Dir: dir, Now: now})
	if err != nil {
		t.Fatal(err)
	}
	return db
}

func exported(t fatal, db *store.DB) []byte {
	var out bytes.Buffer
	_, err := exchange.Write(context.Background(), &out, exchange.Options{Format: exchange.CSV}, func(fn func(*entity.Business) error) error {
		return db.Each(context.Background(), entity.Filter{}, entity.Sort{Field: "id"}, fn)
	})
	if err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func importText(t fatal, db *store.DB, text []byte) entity.ImportReport {
	r, err := exchange.NewReader(bytes.NewReader(text), int64(len(text)), exchange.ReadOptions{})
	if err != nil {
		t.Fatal(err)
	}
	report, err := db.Import(context.Background(), r.Rows(), store.ImportOptions{File: "export.csv"})
	if err != nil {
		t.Fatal(err)
	}
	return report
}

// What was exported, imported into an empty database and exported again is the same file, byte by byte, whatever text the
// leads hold; and imported where it comes from it changes nothing.
func TestExportImportExportGivesTheSameBytes(t *testing.T) {
	hostile := rapid.SampledFrom([]string{
		`=HYPERLINK("http://x","y")`, "+1 732 555 0100", "@SUM(1)", "-2+3", "-2", "1.50", "'=1", "''", "'", "\tx", "a\nb", "a\r\nb", `"`, `""`, ";", "a;b, c",
		"Café", "مطعم", "🍕 pizza", "＝1", "07728", "7728", "\ufeff", "NULL", "true", "a:::b", "\u00a0x\u00a0", "x\x00y", "1e5", "#REF!",
	})
	word := rapid.OneOf(hostile, rapid.String(), rapid.StringMatching(`[A-Za-z' .,&-]{1,20}`))
	fewer(t, "12") // each opens two databases
	rapid.Check(t, func(rt *rapid.T) {
		now := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
		clock := func() time.Time { return now }
		a := openStore(rt, t.TempDir(), clock)
		defer func() {
			if err := a.Close(); err != nil {
				rt.Fatal(err)
			}
		}()
		for range rapid.IntRange(1, 12).Draw(rt, "leads") {
			w := func(name string) string { return word.Draw(rt, name) }
			d := entity.Draft{
				Name: w("name"), Category: w("category"), Phone: w("phone"), Address: w("address"), City: w("city"), State: w("state"), ZIP: w("zip"),
				Hours: w("hours"), Notes: w("notes"), Tags: rapid.SliceOfN(word, 0, 3).Draw(rt, "tags"),
				Country: rapid.SampledFrom([]string{"", "US", "CA", "DE"}).Draw(rt, "country"),
				Website: rapid.SampledFrom([]string{"", "joes.com", "https://www.joes.com/a?b=c;d", "http://x.org/,"}).Draw(rt, "website"),
				Email:   rapid.SampledFrom([]string{"", "info@joes.com", "a+b@joes.com"}).Draw(rt, "email"),
				Fax:     rapid.SampledFrom([]string{"", "732 555 0199"}).Draw(rt, "fax"),
				Stage:   rapid.SampledFrom([]entity.Stage{"", entity.StageContacted}).Draw(rt, "stage"),
			}
			now = now.Add(time.Duration(rapid.IntRange(0, 100_000).Draw(rt, "later")) * time.Millisecond)
			if _, err := a.Create(context.Background(), d); err != nil {
				continue // this text can't be that field
			}
		}
		if rapid.Bool().Draw(rt, "found") {
			at := &entity.Point{Lat: rapid.Float64Range(-90, 90).Draw(rt, "lat"), Lon: rapid.Float64Range(-180, 180).Draw(rt, "lon")}
			miles := entity.Miles(rapid.Float64Range(0, 50).Draw(rt, "miles"))
			if _, err := a.SaveFound(context.Background(), 0, "", []entity.Found{{
				Source: "osm", SourceID: "node/1", Name: "Found " + word.Draw(rt, "name"), Location: at, Distance: &miles,
				Socials: []entity.Social{{Network: "facebook", URL: "https://www.facebook.com/joes"}, {Network: "x", URL: "https://x.com/a;b"}},
			}}); err != nil {
				rt.Fatal(err)
			}
		}
		if n, _ := a.Count(context.Background(), entity.Filter{}); n > 1 && rapid.Bool().Draw(rt, "gap") {
			if _, err := a.Delete(context.Background(), 1); err != nil {
				rt.Fatal(err)
			}
		}
		first := exported(rt, a)
		b := openStore(rt, t.TempDir(), clock)
		defer func() {
			if err := b.Close(); err != nil {
				rt.Fatal(err)
			}
		}()
		report := importText(rt, b, first)
		if report.Counts.Errors > 0 {
			rt.Fatal("rows could not be imported: ", report.Counts)
		}
		if diff := cmp.Diff(lines(first), lines(exported(rt, b))); diff != "" {
			rt.Fatal("the second export differs (-first +second):\n", diff)
		}
		now = now.Add(time.Hour)
		if again := importText(rt, a, first); again.Counts.Duplicate != again.Counts.Rows() {
			rt.Fatal("imported where it comes from it is ", again.Counts)
		}
		if diff := cmp.Diff(lines(first), lines(exported(rt, a))); diff != "" {
			rt.Fatal("importing it where it comes from changed it (-before +after):\n", diff)
		}
	})
}

// fewer checks than rapid's 100 are made of a property that takes long, unless more were asked for.
func fewer(t *testing.T, n string) {
	t.Helper()
	checks := flag.Lookup("rapid.checks")
	if checks.Value.String() != checks.DefValue || os.Getenv("LETIP_LONG") != "" {
		return
	}
	if err := checks.Value.Set(n); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = checks.Value.Set(checks.DefValue) })
}

func lines(text []byte) []string { return strings.SplitAfter(string(text), "\r\n") }
