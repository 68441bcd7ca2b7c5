package command

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"letip/app"
	"letip/store"
	"letip/store/entity"
	"letip/store/exchange"
	"letip/store/normal"
)

// kindOf tells a file by what is in it.
func kindOf(file []byte) exchange.Format {
	switch {
	case bytes.HasPrefix(file, []byte("PK\x03\x04")):
		return exchange.XLSX
	case bytes.HasPrefix(file, []byte("BEGIN:VCARD\r\n")):
		return exchange.VCard
	case bytes.HasPrefix(file, []byte("\ufeff\"")) || bytes.HasPrefix(file, []byte("\"")):
		return exchange.CSV
	}
	return ""
}

func TestExportTellsTheFormatByTheNameUnlessItIsTold(t *testing.T) {
	dir := someLeads(t)
	for _, tt := range []struct {
		name   string
		flags  []string
		want   exchange.Format
		remark string
	}{
		{"a.csv", nil, exchange.CSV, ""},
		{"a.xlsx", nil, exchange.XLSX, ""},
		{"a.XLSX", nil, exchange.XLSX, ""},
		{"a.vcf", nil, exchange.VCard, ""},
		{"a.txt", nil, exchange.CSV, "written as CSV"},
		{"leads", nil, exchange.CSV, "written as CSV"},
		{"b.csv", []string{"--format", "xlsx"}, exchange.XLSX, ""},
		{"b.txt", []string{"--format", "VCF"}, exchange.VCard, ""},
	} {
		path := filepath.Join(t.TempDir(), tt.name)
		r := run(t.Context(), t, slices.Concat([]string{"export", path, "--data", dir, "--json"}, tt.flags)...)
		var got exchange.Report
		r.document(t, &got)
		if diff := cmp.Diff(exchange.Report{Rows: 3, Suppressed: 1, Path: path}, got); diff != "" || r.exit != exitDone {
			t.Errorf("%s %v: exit %d, the report differs (-want +got):\n%s", tt.name, tt.flags, r.exit, diff)
		}
		file, err := os.ReadFile(path)
		if err != nil || kindOf(file) != tt.want {
			t.Errorf("%s %v begins with %q, %v; want %s", tt.name, tt.flags, file[:min(12, len(file))], err, tt.want)
		}
		if tt.remark == "" && r.err != "" || !strings.Contains(r.err, tt.remark) {
			t.Errorf("%s %v says %q, want %q", tt.name, tt.flags, r.err, tt.remark)
		}
	}
}

func TestExportOfEachFormatToStandardOutput(t *testing.T) {
	dir := someLeads(t)
	for _, f := range exchange.Formats {
		r := run(t.Context(), t, "export", "-", "--format", string(f), "--data", dir, "--json")
		var got exchange.Report
		if err := json.Unmarshal([]byte(r.err), &got); err != nil || got.Rows != 3 || got.Suppressed != 1 || got.Path != "-" || r.exit != exitDone {
			t.Errorf("%s: exit %d, standard error is %q (%v), want the document alone", f, r.exit, r.err, err)
		}
		if kindOf([]byte(r.out)) != f {
			t.Errorf("%s: standard output begins with %q", f, r.out[:min(12, len(r.out))])
		}
	}
}

func TestStandardErrorHasTheDocumentAloneWhateverThereIsToSay(t *testing.T) {
	fresh := filepath.Join(t.TempDir(), "fresh")
	r := run(t.Context(), t, "export", "-", "--json", "--data", fresh)
	var got exchange.Report
	if err := json.Unmarshal([]byte(r.err), &got); err != nil || got.Rows != 0 || r.exit != exitDone {
		t.Errorf("of a new directory standard error is %q (%v, exit %d), want the document", r.err, err, r.exit)
	}
	blocked := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(blocked, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	r = run(t.Context(), t, "export", "-", "--json", "--data", blocked)
	var failed errorDocument
	if err := json.Unmarshal([]byte(r.err), &failed); err != nil || failed.Error.Message == "" || r.out != "" || r.exit != exitFailed {
		t.Errorf("of no directory standard error is %q (%v, exit %d), want the document", r.err, err, r.exit)
	}
}

func TestASpreadsheetHasTheCellsAsTheyAre(t *testing.T) {
	dir := someLeads(t)
	path := filepath.Join(t.TempDir(), "leads.xlsx")
	if r := run(t.Context(), t, "export", path, "--columns", "name,phone,notes", "--sort", "name", "--data", dir); r.exit != exitDone {
		t.Fatal(r)
	}
	book, err := excelize.OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	rows, err := book.GetRows("Leads")
	if err != nil {
		t.Fatal(err)
	}
	want := [][]string{{"name", "phone", "notes"}, {"Café Añejo", "call us", `=HYPERLINK("x")`}, {"Joe's Pizza", "(732) 555-0100"}, {"Kowalski Plumbing"}}
	if diff := cmp.Diff(want, rows); diff != "" {
		t.Errorf("the sheet differs (-want +got):\n%s", diff)
	}
}

func TestExportRefusesWhatCannotBe(t *testing.T) {
	dir := someLeads(t)
	file := filepath.Join(t.TempDir(), "leads.csv")
	for _, tt := range []struct {
		args []string
		want string
	}{
		{[]string{file, "--format", "pdf"}, "csv, vcf or xlsx"},
		{[]string{file, "--columns", "name,phones"}, `no column "phones"`},
		{[]string{file, "--columns", "name,,city"}, "column has no name"},
		{[]string{file, "--columns", "name,city,Name"}, "name is given twice"},
		{[]string{file, "--preset", "salesforce"}, "hubspot, google, outlook"},
		{[]string{file, "--preset", "google", "--columns", "name"}, "not both"},
		{[]string{file, "--preset", "google", "--provenance"}, "not with a preset"},
		{[]string{filepath.Join(dir, "a.vcf"), "--columns", "name"}, "no columns"},
		{[]string{file, "--sort", "height"}, "height"},
		{nil, "FILE"},
		{[]string{file, file}, "FILE"},
	} {
		r := run(t.Context(), t, slices.Concat([]string{"export"}, tt.args, []string{"--data", dir})...)
		if r.exit != exitUsage || !strings.Contains(r.err, tt.want) || strings.Count(r.err, "\n") != 1 {
			t.Errorf("%v: exit %d, %q; want 2 and a sentence of %q", tt.args, r.exit, r.err, tt.want)
		}
	}
	if _, err := os.Stat(file); err == nil {
		t.Error("a refused export wrote a file")
	}
}

func TestExportSaysWhyAFileCannotBeWrittenAndLeavesNothing(t *testing.T) {
	dir := someLeads(t)
	place := t.TempDir()
	sealed := filepath.Join(place, "sealed")
	if err := os.Mkdir(sealed, 0o500); err != nil {
		t.Fatal(err)
	}
	plain := filepath.Join(place, "plain")
	if err := os.WriteFile(plain, []byte("a file"), 0o600); err != nil {
		t.Fatal(err)
	}
	database := filepath.Join(dir, store.FileName)
	before, err := os.ReadFile(database)
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct{ path, want string }{
		{place, "folder"},
		{filepath.Join(place, "none", "x.csv"), "no such folder"},
		{filepath.Join(plain, "x.csv"), "no such folder"},
		{database, "this is a database"},
		{filepath.Join(place, strings.Repeat("x", 300)+".csv"), "too long"},
	}
	if os.Geteuid() != 0 && runtime.GOOS != "windows" { // root may write anywhere
		tests = append(tests, struct{ path, want string }{filepath.Join(sealed, "x.csv"), "may not write"})
	}
	for _, tt := range tests {
		r := run(t.Context(), t, "export", tt.path, "--data", dir)
		if r.exit != exitFailed || !strings.Contains(r.err, tt.want) || r.out != "" {
			t.Errorf("%s: exit %d, %q; want 1 and a sentence of %q", tt.path, r.exit, r.err, tt.want)
		}
	}
	if after, err := os.ReadFile(database); err != nil || !bytes.Equal(before, after) {
		t.Errorf("the database is not as it was (%v)", err)
	}
	for _, dir := range []string{place, sealed, dir} {
		if left, _ := filepath.Glob(filepath.Join(dir, "*"+exchange.Partial)); len(left) > 0 {
			t.Errorf("%v is left", left)
		}
	}
}

func TestExportOfNobodyIsAFileWithItsHeadings(t *testing.T) {
	dir := someLeads(t)
	for _, f := range exchange.Formats {
		path := filepath.Join(t.TempDir(), "none"+f.Extension())
		r := run(t.Context(), t, "export", path, "--city", "Nowhere", "--data", dir)
		info, err := os.Stat(path)
		if err != nil || r.exit != exitDone || !strings.Contains(r.out, "0 leads") || (info.Size() == 0) == f.Table() {
			t.Errorf("%s: exit %d, %q, %v, %v", f, r.exit, r.out, info, err)
		}
	}
}

func TestExportSaysWhomToNameWhereTheFileDoesNot(t *testing.T) {
	dir := t.TempDir()
	saved(t, dir, pizzeria("node/1", "12 Main St"))
	for flags, want := range map[string]bool{"": false, "--columns name": true, "--preset google": false} {
		r := run(t.Context(), t, slices.Concat([]string{"export", filepath.Join(t.TempDir(), "a.csv"), "--data", dir}, strings.Fields(flags))...)
		if got := strings.Contains(r.err, "OpenStreetMap contributors"); got != want || r.exit != exitDone {
			t.Errorf("%q: exit %d, standard error is %q; want the source named: %v", flags, r.exit, r.err, want)
		}
	}
	r := run(t.Context(), t, "export", "-", "--columns", "name", "--provenance", "--data", dir)
	if !strings.Contains(r.out, `"Joe's Pizza","osm; `) {
		t.Errorf("the provenance is not beside the name: %s", r.out)
	}
}

// exporting starts an export of the built program and waits until it has begun the file, or is done with it.
func exporting(t *testing.T, dir, path string) (c *exec.Cmd, out *strings.Builder) {
	t.Helper()
	before := size(path)
	c, out, errs := startProgram(t, builtProgram(t), "export", path, "--data", dir, "--json")
	for deadline := time.Now().Add(time.Minute); size(path+exchange.Partial) < 0 && size(path) == before; {
		if time.Now().After(deadline) {
			t.Fatalf("no export began: %s", errs)
		}
		<-time.After(time.Millisecond)
	}
	return c, out
}

// size is a file's; less than zero where there is none.
func size(path string) int64 {
	info, err := os.Stat(path)
	if err != nil {
		return -1
	}
	return info.Size()
}

// many is a data directory with so many leads that an export of them takes a while.
func many(t *testing.T, n int) (dir string) {
	t.Helper()
	dir = t.TempDir()
	found := make([]entity.Found, n)
	for i := range found {
		found[i] = pizzeria("node/"+strconv.Itoa(i), strconv.Itoa(i)+" Main St")
		found[i].Name, found[i].Phone = "Business "+strconv.Itoa(i), ""
	}
	saved(t, dir, found...)
	return dir
}

func TestAKilledExportLeavesTheFileThatWasThereOrAWholeOne(t *testing.T) {
	const leads = 3000
	dir := many(t, leads)
	rounds := 10
	if os.Getenv("LETIP_LONG") != "" {
		rounds = 50
	}
	before, killed := []byte("what was there before"), 0
	for round := range rounds {
		f := exchange.Formats[round%len(exchange.Formats)]
		path := filepath.Join(t.TempDir(), "leads"+f.Extension())
		if err := os.WriteFile(path, before, 0o600); err != nil {
			t.Fatal(err)
		}
		c, _ := exporting(t, dir, path)
		// A moment that differs from round to round, and lies anywhere in an export of some milliseconds.
		<-time.NewTimer(time.Duration(round%10) * 8 * time.Millisecond).C
		if err := c.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = c.Wait() // it was killed: that is its error
		got, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Equal(got, before) {
			killed++
		} else if !whole(f, got, leads) {
			t.Fatalf("round %d: %d bytes of %s under the final name are not whole", round, len(got), f)
		}
		if r := run(t.Context(), t, "export", path, "--data", dir); r.exit != exitDone {
			t.Fatalf("round %d: the next export exits with %d: %s", round, r.exit, r.err)
		}
		if got, err := os.ReadFile(path); err != nil || !whole(f, got, leads) {
			t.Errorf("round %d: the next export is not whole either (%v)", round, err)
		}
		if entries, err := os.ReadDir(filepath.Dir(path)); err != nil || len(entries) != 1 {
			t.Errorf("round %d: %v are left, %v; want the file alone", round, entries, err)
		}
	}
	t.Logf("%d of %d exports were killed before they were done", killed, rounds)
}

// whole reports whether a file has all leads.
func whole(f exchange.Format, file []byte, leads int) bool {
	switch f {
	case exchange.VCard:
		return bytes.Count(file, []byte("\r\nEND:VCARD\r\n")) == leads
	case exchange.XLSX:
		book, err := excelize.OpenReader(bytes.NewReader(file))
		if err != nil {
			return false
		}
		defer book.Close()
		rows, err := book.GetRows("Leads")
		return err == nil && len(rows) == leads+1
	}
	return bytes.Count(file, []byte("\r\n")) == leads+1 && bytes.HasSuffix(file, []byte("\r\n"))
}

func TestAnInterruptedExportLeavesNothingAndSaysSo(t *testing.T) {
	dir := many(t, 3000)
	path := filepath.Join(t.TempDir(), "leads.xlsx")
	c, out := exporting(t, dir, path)
	_ = c.Process.Signal(os.Interrupt) // where it is done by now, there is nobody to hear
	exit := exitOf(t, c)
	_, there := os.Stat(path)
	var failed errorDocument
	interrupted := exit == exitInterrupted && os.IsNotExist(there) && json.Unmarshal([]byte(out.String()), &failed) == nil && failed.Error.Class == "cancelled"
	if done := exit == exitDone && there == nil; !interrupted && !done {
		t.Errorf("exit %d, file: %v, document: %s", exit, there, out)
	}
	if left, _ := filepath.Glob(path + "*" + exchange.Partial); len(left) > 0 {
		t.Errorf("%v is left", left)
	}
}

// exported are the names and phones of all that an export holds, and what it says.
func exported(t *testing.T, dir string) (names, phones []string, said string) {
	t.Helper()
	r := run(t.Context(), t, "export", "-", "--columns", "name,phone", "--data", dir)
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(r.out, "\ufeff"))).ReadAll()
	if err != nil || r.exit != exitDone {
		t.Fatalf("the export exits with %d, %v: %s", r.exit, err, r.err)
	}
	for _, row := range rows[1:] {
		names, phones = append(names, row[0]), append(phones, row[1])
	}
	return names, phones, r.err
}

// TestWhomNobodyMayContactIsNeverInAnExport suppresses a phone, an address and a domain; deletes their owners; and lets a
// search find them again.
func TestWhomNobodyMayContactIsNeverInAnExport(t *testing.T) {
	dir := t.TempDir()
	find := []string{"find", "--source", "sample", "--place", "Sample Mills, NJ", "--radius", "5", "--max", "500", "--data", dir, "--json"}
	if r := run(t.Context(), t, find...); r.exit != exitDone {
		t.Fatal(r)
	}
	all, _, _ := exported(t, dir)
	core, err := app.OpenCore(t.Context(), app.CoreOptions{Data: dir})
	if err != nil {
		t.Fatal(err)
	}
	suppress := func(kind entity.SuppressionKind, value string) {
		t.Helper()
		if _, err := core.DB.Suppress(t.Context(), kind, value, "they asked"); err != nil {
			t.Fatal(err)
		}
	}
	var byPhone, byEmail, byDomain entity.Business
	err = core.DB.Each(t.Context(), entity.Filter{}, entity.Sort{Field: "id"}, func(b *entity.Business) error {
		switch {
		case byPhone.ID == 0 && b.Phone != "":
			byPhone = *b
		case byEmail.ID == 0 && b.Email != "":
			byEmail = *b
		case byDomain.ID == 0 && b.Website != "":
			byDomain = *b
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	suppress(entity.SuppressPhone, normal.NationalPhone(byPhone.Phone))
	suppress(entity.SuppressEmail, strings.ToUpper(byEmail.Email))
	suppress(entity.SuppressDomain, strings.TrimPrefix(byDomain.Website, "http://"))
	names, phones, said := exported(t, dir)
	gone := func(when string) {
		t.Helper()
		for _, b := range []entity.Business{byPhone, byEmail, byDomain} {
			if slices.Contains(names, b.Name) {
				t.Errorf("%s: %s is in the export", when, b.Name)
			}
		}
		if slices.Contains(phones, normal.NationalPhone(byPhone.Phone)) {
			t.Errorf("%s: the phone is in the export", when)
		}
	}
	gone("suppressed")
	// A phone may be of more than one.
	if left := len(all) - len(names); left < 3 || !strings.Contains(said, fmt.Sprintf("; %d that must not be contacted left out", left)) {
		t.Errorf("%d of %d are in the export, and it says %q", len(names), len(all), said)
	}
	if _, err := core.DB.Delete(t.Context(), byPhone.ID, byEmail.ID, byDomain.ID); err != nil {
		t.Fatal(err)
	}
	if err := core.Close(); err != nil {
		t.Fatal(err)
	}
	if r := run(t.Context(), t, slices.Concat(find, []string{"--refresh"})...); r.exit != exitDone {
		t.Fatal(r)
	}
	names, phones, _ = exported(t, dir)
	gone("searched again")
	file := filepath.Join(t.TempDir(), "bought.csv")
	var text strings.Builder
	text.WriteString("name,phone,email,website\n")
	for _, b := range []entity.Business{byPhone, byEmail, byDomain} {
		fmt.Fprintf(&text, "%q,%s,%s,%s\n", b.Name, b.Phone, b.Email, b.Website)
	}
	if err := os.WriteFile(file, []byte(text.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	if r := run(t.Context(), t, "import", file, "--data", dir); r.exit != exitDone {
		t.Fatal(r)
	}
	names, phones, _ = exported(t, dir)
	gone("imported")
}
