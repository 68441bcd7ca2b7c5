package exchange

import (
	"bufio"
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"
	"pgregory.net/rapid"

	"letip/store/entity"
)

func TestMain(m *testing.M) {
	if path := os.Getenv("LETIP_TEST_ENDLESS_EXPORT"); path != "" {
		exportForEver(path)
		return
	}
	goleak.VerifyTestMain(m)
}

// each hands over a list.
func each(list ...entity.Business) Rows {
	return func(fn func(*entity.Business) error) error {
		for i := range list {
			if err := fn(&list[i]); err != nil {
				return err
			}
		}
		return nil
	}
}

// parse reads an export as a spreadsheet would and checks its outer shape on the way.
func parse(t *testing.T, raw []byte) [][]string {
	t.Helper()
	text, found := strings.CutPrefix(string(raw), byteOrderMark)
	if !found {
		t.Fatalf("the file begins with %q, want a byte order mark", raw[:min(8, len(raw))])
	}
	if !strings.HasSuffix(text, "\r\n") {
		t.Errorf("the last line ends with %q, want CRLF", text[max(0, len(text)-4):])
	}
	records, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return records
}

func write(t *testing.T, columns []Column, rows Rows) ([]byte, Report) {
	t.Helper()
	var out bytes.Buffer
	report, err := Write(t.Context(), &out, Options{Columns: columns}, rows)
	if err != nil {
		t.Fatal(err)
	}
	return out.Bytes(), report
}

func choose(t *testing.T, ids ...string) []Column {
	t.Helper()
	columns, err := ColumnsByID(ids...)
	if err != nil {
		t.Fatal(err)
	}
	return columns
}

func pizza() entity.Business {
	miles, score := entity.Miles(0.4), 72
	return entity.Business{
		ID: 7, Name: `Joe's "Famous" Pizza, Café`, Category: "restaurant", Phone: "+17325550100", PhoneRaw: "+1 732 555 0100",
		Email: "info@joes.example", Website: "https://joes.example", Address: "12 Main St", City: "Freehold", State: "NJ", ZIP: "07728",
		Country: "US", Location: &entity.Point{Lat: 40.26, Lon: -74.2738}, Distance: &miles, Status: entity.Enriched,
		Stage: entity.StageNew, Tags: []string{"hot", "lunch"}, Notes: "line one\nline two", Score: &score,
		Socials:   []entity.Social{{Network: "x", URL: "https://x.com/joes"}},
		Sources:   []entity.SourceRef{{Source: "osm", SourceID: "node/1"}, {Source: "osm", SourceID: "way/2"}, {Source: "manual"}},
		CreatedAt: time.Date(2026, 11, 20, 9, 30, 0, 0, time.FixedZone("EST", -5*3600)),
	}
}

func TestExportWritesTheChosenColumnsInTheirOrder(t *testing.T) {
	raw, report := write(t, choose(t, "city", "name", "id", "phone", "lon", "score", "tags", "created_at", "attribution"), each(pizza()))
	want := byteOrderMark + `"city","name","letip_id","phone","lon","score","tags","created_at","attribution"` + "\r\n" +
		`"Freehold","Joe's ""Famous"" Pizza, Café",7,"(732) 555-0100",-74.2738,72,"hot; lunch","2026-11-20T14:30:00Z",` +
		`"© OpenStreetMap contributors, ODbL 1.0, https://www.openstreetmap.org/copyright"` + "\r\n"
	if diff := cmp.Diff(want, string(raw)); diff != "" {
		t.Errorf("the export differs (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(Report{Rows: 1, Path: "-"}, report); diff != "" {
		t.Errorf("the report differs (-want +got):\n%s", diff)
	}
}

func TestAWholeExportHasEveryFieldOfALeadAndLeavesUnknownOnesEmpty(t *testing.T) {
	raw, _ := write(t, choose(t), each(pizza(), entity.Business{ID: 8, Name: "Bare", PhoneRaw: "call us"}))
	records := parse(t, raw)
	want := []string{
		"letip_id", "name", "category", "phone", "fax", "email", "website", "socials", "address", "city", "state", "zip", "country",
		"lat", "lon", "distance_mi", "hours", "enrichment_status", "stage", "tags", "notes", "next_action", "next_action_due",
		"do_not_contact", "score", "sources", "created_at", "updated_at", "last_checked_at", "attribution",
	}
	if diff := cmp.Diff(want, records[0]); diff != "" {
		t.Errorf("the headings differ (-want +got):\n%s", diff)
	}
	bare := map[string]string{"letip_id": "8", "name": "Bare", "phone": "call us", "do_not_contact": "false"}
	for i, heading := range records[0] {
		if records[2][i] != bare[heading] {
			t.Errorf("%s of an almost empty lead is %q, want %q", heading, records[2][i], bare[heading])
		}
	}
}

func TestNobodyWhoMustNotBeContactedIsInAnExport(t *testing.T) {
	flagged, staged := pizza(), pizza()
	flagged.DoNotContact, staged.Stage = true, entity.StageDoNotContact
	raw, report := write(t, choose(t, "name"), each(flagged, pizza(), staged))
	if got := len(parse(t, raw)) - 1; got != 1 || report.Rows != 1 || report.Suppressed != 2 {
		t.Errorf("%d lines and report %+v, want 1 line, 1 row and 2 suppressed", got, report)
	}
}

func TestNoCellCanRunAsAFormula(t *testing.T) {
	tests := []struct{ name, cell, want string }{
		{"a formula", "=1+1", "'=1+1"},
		{"a command", `=cmd|'/C calc'!A0`, `'=cmd|'/C calc'!A0`},
		{"an international phone", "+1-732-555-0142", "'+1-732-555-0142"},
		{"digits with a plus", "+17325550142", "'+17325550142"},
		{"what looks like a phone", "+1-1", "'+1-1"},
		{"an at", "@SUM(A1)", "'@SUM(A1)"},
		{"a minus before a word", "-2+3", "'-2+3"},
		{"a tab", "\t=1", "'\t=1"},
		{"a line feed", "\n=1", "'\n=1"},
		{"a blank before", "  =1", "'  =1"},
		{"a full-width sign", "＝1+1", "'＝1+1"},
		{"a zero-width blank before", "\u200b=1", "'\u200b=1"},
		{"a guard before", "'=1", "''=1"},
		{"a lone minus", "-", "'-"},
		{"a minus and a point", "-.5", "'-.5"},
		{"bytes that are no letters before", "\xff\xc3=1", "'=1"},
		{"a number", "-74.2738", "-74.2738"},
		{"a whole number", "42", "42"},
		{"a word", "Freehold", "Freehold"},
		{"an apostrophe", "'Tis the Season", "'Tis the Season"},
		{"a sign within", "A=B", "A=B"},
		{"nothing", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			raw, _ := write(t, choose(t, "name"), each(entity.Business{Name: tt.cell}))
			if got := parse(t, raw)[1][0]; got != tt.want {
				t.Errorf("%q is written as %q, want %q", tt.cell, got, tt.want)
			}
			if got := Unguard(tt.want); got != strings.ToValidUTF8(tt.cell, "") {
				t.Errorf("%q is read back as %q, want %q", tt.want, got, tt.cell)
			}
		})
	}
}

func TestAnyTextComesBackAsItWas(t *testing.T) {
	text := rapid.OneOf(
		rapid.String(),
		rapid.StringOf(rapid.SampledFrom([]rune("=+-@'\t\n\", ;.0123456789aé＝\u00a0\ufeff"))),
	)
	rapid.Check(t, func(rt *rapid.T) {
		name, notes := text.Draw(rt, "name"), text.Draw(rt, "notes")
		var out bytes.Buffer
		columns, err := ColumnsByID("name", "notes")
		if err != nil {
			rt.Fatal(err)
		}
		if _, err := Write(t.Context(), &out, Options{Columns: columns}, each(entity.Business{Name: name, Notes: notes})); err != nil {
			rt.Fatal(err)
		}
		records, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(out.String(), byteOrderMark))).ReadAll()
		if err != nil || len(records) != 2 || len(records[1]) != 2 {
			rt.Fatalf("%q has the wrong shape: %v", out.String(), err)
		}
		for i, want := range []string{name, notes} {
			want = strings.ToValidUTF8(want, "")
			cell := records[1][i]
			if strings.TrimLeft(cell, "=+-@\t\r\n＝＋－＠") != cell && !plainNumber([]byte(cell)) {
				rt.Errorf("the cell %q begins with what runs", cell)
			}
			// encoding/csv reads CRLF within quotes as LF; the file itself has what was there.
			if got := Unguard(cell); got != strings.ReplaceAll(want, "\r\n", "\n") {
				rt.Errorf("%q came back as %q", want, got)
			}
		}
	})
}

func TestAnUnknownColumnIsRefusedWithThoseThatExist(t *testing.T) {
	_, err := ColumnsByID("name", "phones")
	var unknown *UnknownColumnError
	if !errors.As(err, &unknown) || unknown.ID != "phones" || len(unknown.Known) != len(columns) {
		t.Errorf("the error is %v, want one that names phones and all columns", err)
	}
	if columns := choose(t, " Letip_ID ", "name"); columns[0].ID != "id" {
		t.Errorf("the heading letip_id chooses %q, want id", columns[0].ID)
	}
}

func TestTheFileIsPrivateAndReplacesAnOldOne(t *testing.T) {
	path := filepath.Join(t.TempDir(), "leads ü #1.csv")
	if err := os.WriteFile(path, []byte("old"), 0o644); err != nil {
		t.Fatal(err)
	}
	report, err := Export(t.Context(), path, Options{}, each(pizza()))
	if err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != 0o600 || report.Path != path || report.Rows != 1 {
		t.Errorf("mode %v, report %+v; want 0600 and one row in %s", info.Mode().Perm(), report, path)
	}
	if left, _ := filepath.Glob(path + Partial); left != nil {
		t.Errorf("%v is left", left)
	}
}

func TestAFailedExportLeavesTheOldFileAndNoPart(t *testing.T) {
	broken := errors.New("the disk is gone")
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	tests := []struct {
		name string
		ctx  context.Context
		rows Rows
		want error
	}{
		{"rows that fail", t.Context(), func(fn func(*entity.Business) error) error { b := pizza(); return errors.Join(fn(&b), broken) }, broken},
		{"cancelled", cancelled, each(pizza()), context.Canceled},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "leads.csv")
			if err := os.WriteFile(path, []byte("old"), 0o600); err != nil {
				t.Fatal(err)
			}
			if _, err := Export(tt.ctx, path, Options{}, tt.rows); !errors.Is(err, tt.want) {
				t.Errorf("the error is %v, want %v", err, tt.want)
			}
			if raw, _ := os.ReadFile(path); string(raw) != "old" {
				t.Errorf("the old file is now %q", raw)
			}
			if entries, _ := os.ReadDir(filepath.Dir(path)); len(entries) != 1 {
				t.Errorf("%d files are left, want the old one alone", len(entries))
			}
		})
	}
}

func TestAPathThatCannotBeWrittenIsASentence(t *testing.T) {
	dir := t.TempDir()
	for path, want := range map[string]string{dir: "folder", filepath.Join(dir, "none", "x.csv"): "no such folder"} {
		if _, err := Export(t.Context(), path, Options{}, each()); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("export to %s says %v, want something of %q", path, err, want)
		}
	}
}

// exportForEver is the child of the kill test: it exports again and again, and says when it began.
func exportForEver(path string) {
	for round := 0; ; round++ {
		_, err := Export(context.Background(), path, Options{}, func(fn func(*entity.Business) error) error {
			b := pizza()
			for b.ID = 1; b.ID <= 2000; b.ID++ {
				if err := fn(&b); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		if round == 0 {
			fmt.Println("begun")
		}
	}
}

func TestAKillInTheMiddleLeavesNoPartialFileUnderTheFinalName(t *testing.T) {
	for round := range 5 { // the built program is killed oftener, in app/command
		path := filepath.Join(t.TempDir(), "leads.csv")
		child := exec.CommandContext(t.Context(), os.Args[0])
		child.Env = append(os.Environ(), "LETIP_TEST_ENDLESS_EXPORT="+path)
		out, err := child.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := child.Start(); err != nil {
			t.Fatal(err)
		}
		if line, err := bufio.NewReader(out).ReadString('\n'); err != nil || line != "begun\n" {
			t.Fatalf("the child says %q, %v", line, err)
		}
		// A moment that differs from round to round, and lies anywhere in an export of some milliseconds.
		timer := time.NewTimer(time.Duration(round*731) * time.Microsecond)
		<-timer.C
		if err := child.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = child.Wait() // it was killed: that is its error
		raw, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if got := len(parse(t, raw)); got != 2001 {
			t.Fatalf("round %d: %d lines under the final name, want 2001", round, got)
		}
	}
}

func BenchmarkExport100000Rows(b *testing.B) {
	list := pizza()
	rows := func(fn func(*entity.Business) error) error {
		for i := range 100_000 {
			list.ID = entity.BusinessID(i + 1)
			if err := fn(&list); err != nil {
				return err
			}
		}
		return nil
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Write(b.Context(), io.Discard, Options{}, rows); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Milliseconds())/float64(b.N), "ms/export")
}

func TestOurReaderInvertsOurWriterForAnyText(t *testing.T) {
	text := rapid.OneOf(
		rapid.String(),
		rapid.StringOf(rapid.SampledFrom([]rune("=+-@'\t\r\n\x00\", ;|.0123456789aé＝\u00a0\ufeff\u2028😀"))),
	)
	columns := choose(t, "name", "notes", "address")
	rapid.Check(t, func(rt *rapid.T) {
		want := [][]string{{"name", "notes", "address"}}
		var leads []entity.Business
		for range rapid.IntRange(1, 4).Draw(rt, "leads") {
			cells := []string{text.Draw(rt, "name"), text.Draw(rt, "notes"), text.Draw(rt, "address")}
			leads = append(leads, entity.Business{Name: cells[0], Notes: cells[1], Address: cells[2]})
			for i := range cells {
				cells[i] = strings.ToValidUTF8(cells[i], "")
			}
			want = append(want, cells)
		}
		var out bytes.Buffer
		if _, err := Write(t.Context(), &out, Options{Columns: columns}, each(leads...)); err != nil {
			rt.Fatal(err)
		}
		d := sniff(out.Bytes(), UTF8, true)
		if d != (Dialect{UTF8, ','}) {
			rt.Fatalf("our own dialect is taken for %+v", d)
		}
		in := newRecords(bytes.NewReader(bytes.TrimPrefix(out.Bytes(), markUTF8)), d.Delimiter, d.Encoding)
		var got [][]string
		for {
			cells, _, err := in.next()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				rt.Fatal(err)
			}
			row := make([]string, len(cells))
			for i, c := range cells {
				row[i] = Unguard(c)
			}
			got = append(got, row)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			rt.Fatalf("what was written differs from what was read (-want +got):\n%s", diff)
		}
	})
}
