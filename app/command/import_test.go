package command

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"letip/app"
	"letip/store/entity"
	"letip/store/event"
)

// listFile writes a file to import.
func listFile(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

const joes = `id,name,address,city,state,zip,phone
7,"Joe's Pizza LLC",12 Main St.,Freehold,NJ,7728,(732) 555-0100
8,JOES PIZZA,12 Main Street,Freehold,NJ,07728,+1 732-555-0100
9,Joe's Pizza,900 Elm St,Howell,NJ,07731,(732) 555-0177
10,,1 Oak St,Howell,NJ,07731,(732) 555-0178
,,,,,,
11,Joe's Pizza,,,,,
`

func TestImportSaysWhatBecameOfEachRow(t *testing.T) {
	dir, file := t.TempDir(), listFile(t, "joes.csv", joes)
	dry := run(t.Context(), t, "import", file, "--data", dir, "--json", "--dry-run")
	var tried, done importDocument
	dry.document(t, &tried)
	wet := run(t.Context(), t, "import", file, "--data", dir, "--json")
	wet.document(t, &done)
	if dry.exit != exitSomeFailed || wet.exit != exitSomeFailed {
		t.Errorf("the exits are %d and %d, want 3 for the row without a name", dry.exit, wet.exit)
	}
	if diff := cmp.Diff(tried, done); diff != "" {
		t.Errorf("the dry run says other than the import (-dry +wet):\n%s", diff)
	}
	if want := (entity.ImportCounts{New: 3, Duplicate: 1, Skipped: 1, Errors: 1}); done.ImportCounts != want {
		t.Errorf("the counts are %+v, want %+v", done.ImportCounts, want)
	}
	var got []string
	for _, r := range done.Rows {
		got = append(got, fmt.Sprint(r.Row, " ", r.Action, " ", r.BusinessID != nil, " ", r.Error != nil))
	}
	want := []string{"1 new true false", "2 duplicate true false", "3 new true false", "4 error false true", "5 skipped false false", "6 new true false"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the rows are (-want +got):\n%s", diff)
	}
	if r := done.Rows[1]; *r.BusinessID != *done.Rows[0].BusinessID || r.Confidence == nil || *r.Confidence < 0.98 || len(r.Reasons) == 0 {
		t.Errorf("the second row is %+v, want the first one's lead with the reasons", r)
	}
	// Every field is there, and lists are never null.
	var raw map[string]any
	if err := json.Unmarshal([]byte(wet.out), &raw); err != nil {
		t.Fatal(err)
	}
	first := raw["rows"].([]any)[0].(map[string]any)
	for _, field := range []string{"row", "action", "business_id", "match_id", "confidence", "reasons", "error"} {
		if _, there := first[field]; !there {
			t.Errorf("the field %s is missing", field)
		}
	}
	if first["reasons"] == nil {
		t.Error("no reasons are null")
	}
	if !strings.Contains(wet.err, "import-errors") || strings.Contains(dry.err, "import-errors") {
		t.Errorf("of the rows that could not be imported it says %q, in a dry run %q", wet.err, dry.err)
	}
	var lead leadDocument
	run(t.Context(), t, "show", fmt.Sprint(*done.Rows[0].BusinessID), "--data", dir, "--json").document(t, &lead)
	if *lead.ZIP != "07728" || *lead.Phone != "+17325550100" || len(lead.Sources) != 2 || *lead.Sources[0].SourceID != "7" || lead.Distance != nil {
		t.Errorf("the lead is %+v", lead)
	}
	for _, p := range lead.Provenance {
		if *p.Source != "csv" || *p.Method != "csv" || p.At == nil || p.Confidence <= 0 {
			t.Errorf("the story of a value is %+v", p)
		}
	}
	// The same file again adds nothing.
	var again importDocument
	run(t.Context(), t, "import", file, "--data", dir, "--json").document(t, &again)
	if again.New != 0 || again.Updated != 0 || again.Duplicate != 4 {
		t.Errorf("the same file again is %+v", again.ImportCounts)
	}
}

func TestADryRunWritesNothing(t *testing.T) {
	dir, file := t.TempDir(), listFile(t, "joes.csv", joes)
	run(t.Context(), t, "import", file, "--data", dir, "--dry-run")
	var list listDocument
	run(t.Context(), t, "list", "--data", dir, "--json").document(t, &list)
	if list.Total != 0 {
		t.Errorf("%d leads are there after a dry run", list.Total)
	}
	if kept, _ := filepath.Glob(filepath.Join(dir, "import-errors", "*")); len(kept) > 0 {
		t.Errorf("a dry run kept %v", kept)
	}
}

func TestImportByAPersonsMapping(t *testing.T) {
	dir, file := t.TempDir(), listFile(t, "odd.csv", "a;b;c\nJoe's;Freehold;732-555-0100\n")
	var doc importDocument
	r := run(t.Context(), t, "import", file, "--data", dir, "--json", "--map", "name=a", "--map=city=2", "--map", "phone=C", "--source-name", "chamber")
	if r.document(t, &doc); r.exit != exitDone || doc.New != 1 {
		t.Fatalf("exit %d with %+v: %s", r.exit, doc, r.err)
	}
	var lead leadDocument
	run(t.Context(), t, "show", "1", "--data", dir, "--json").document(t, &lead)
	if lead.Name != "Joe's" || *lead.City != "Freehold" || *lead.Phone != "+17325550100" || lead.Sources[0].Source != "chamber" {
		t.Errorf("the lead is %+v", lead)
	}
}

func TestWhatCannotBeImportedIsOneSentence(t *testing.T) {
	good := listFile(t, "good.csv", "name,city\nJoe,Brick\n")
	for name, tt := range map[string]struct {
		args []string
		exit int
		says string
	}{
		"a missing file":       {[]string{filepath.Join(t.TempDir(), "none.csv")}, exitFailed, "no such file"},
		"a folder":             {[]string{t.TempDir()}, exitFailed, "folder"},
		"an empty file":        {[]string{listFile(t, "e.csv", "")}, exitFailed, "empty"},
		"a spreadsheet":        {[]string{listFile(t, "s.xlsx", "PK\x03\x04rest")}, exitFailed, "save it as CSV"},
		"bytes":                {[]string{listFile(t, "b.csv", "a,b\x00\x01\x02\n")}, exitFailed, "no text"},
		"no name column":       {[]string{listFile(t, "n.csv", "x,y\n1,2\n")}, exitFailed, "--map name="},
		"an unknown field":     {[]string{good, "--map", "nome=name"}, exitUsage, "no field"},
		"an unknown column":    {[]string{good, "--map", "city=town"}, exitUsage, "no column"},
		"a field mapped twice": {[]string{good, "--map", "city=city", "--map", "city=name"}, exitUsage, "twice"},
		"a column twice":       {[]string{good, "--map", "city=name", "--map", "name=name"}, exitUsage, "both"},
		"half a mapping":       {[]string{good, "--map", "city"}, exitUsage, "field=column"},
		"the rep's own name":   {[]string{good, "--source-name", "manual"}, exitUsage, "manual"},
		"no file":              {nil, exitUsage, "import FILE"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "data")
			r := run(t.Context(), t, slices.Concat([]string{"import", "--data", dir, "--json"}, tt.args)...)
			var doc errorDocument
			r.document(t, &doc)
			if r.exit != tt.exit || !strings.Contains(doc.Error.Message, tt.says) || strings.Contains(r.err, "panic") {
				t.Errorf("exit %d with %q, want %d and something of %q", r.exit, doc.Error.Message, tt.exit, tt.says)
			}
			if _, err := os.Stat(dir); err == nil {
				t.Error("a database was made for it")
			}
		})
	}
}

// A signal ends an import: what was written stays, its document says what, and the step takes it back.
func TestAnInterruptedImportPrintsWhatItDid(t *testing.T) {
	var text strings.Builder
	text.WriteString("name,phone,city\n")
	for i := range 20_000 {
		fmt.Fprintf(&text, "Firm %d,732-555-%04d,City %d\n", i, i%10_000, i%100)
	}
	dir, file := t.TempDir(), listFile(t, "many.csv", text.String())
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	r := runOpened(ctx, t, func(core *app.Core) {
		event.Subscribe(core.Bus, func(event.ImportProgress) { cancel() })
	}, "import", file, "--data", dir, "--json")
	var doc importDocument
	r.document(t, &doc)
	if r.exit != exitInterrupted || doc.ImportCounts.Rows() == 0 || doc.ImportCounts.Rows() != len(doc.Rows) {
		t.Fatalf("exit %d with %d rows of %+v: %s", r.exit, len(doc.Rows), doc.ImportCounts, r.err)
	}
	var list listDocument
	run(t.Context(), t, "list", "--data", dir, "--json").document(t, &list)
	if list.Total != doc.New+doc.Review || list.Total == 20_000 {
		t.Errorf("%d leads are there, the document says %+v", list.Total, doc.ImportCounts)
	}
}

func TestVCardsAreImported(t *testing.T) {
	card := "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Joe Doe\r\nORG:Joe's Pizza\r\nTEL;TYPE=WORK:(732) 555-0100\r\nADR:;;12 Main St;Freehold;NJ;07728;USA\r\nEND:VCARD\r\n"
	dir, file := t.TempDir(), listFile(t, "joe.vcf", card+card)
	var doc importDocument
	run(t.Context(), t, "import", file, "--data", dir, "--json").document(t, &doc)
	if doc.New != 1 || doc.Duplicate != 1 {
		t.Errorf("two equal cards are %+v", doc.ImportCounts)
	}
}
