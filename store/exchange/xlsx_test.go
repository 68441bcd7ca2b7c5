package exchange

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"letip/store/entity"
)

// sheet reads a sheet as another program does.
func sheet(t testing.TB, file []byte, name string) [][]string {
	t.Helper()
	book, err := excelize.OpenReader(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	rows, err := book.GetRows(name, excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestASpreadsheetShowsEachCellExactly(t *testing.T) {
	cells := []string{
		`=HYPERLINK("http://x","y")`, "+1 732 555 0100", "@SUM(1)", "-2+3", "\tcell", "a\rb", "a\r\nb", "line one\nline two", "07728", "-74.27380001",
		"0.1", "1e5", "1/2", "2026-11-23", "TRUE", "'quoted", "😀 café ＝1", "مرحبا بالعالم", "<b>&amp;</b>", " blanks ", "_x0041_", "_x005F_", "000123456789012345678",
		"\"", "#N/A", strings.Repeat("é", 32767),
	}
	columns := choose(t, "name", "notes")
	leads := make([]entity.Business, len(cells))
	for i, c := range cells {
		leads[i] = entity.Business{Name: c, Notes: c}
	}
	var out bytes.Buffer
	report, err := Write(t.Context(), &out, Options{Format: XLSX, Columns: columns}, each(leads...))
	if err != nil {
		t.Fatal(err)
	}
	rows := sheet(t, out.Bytes(), "Leads")
	if diff := cmp.Diff([]string{"name", "notes"}, rows[0]); diff != "" {
		t.Errorf("the headings differ (-want +got):\n%s", diff)
	}
	for i, want := range cells {
		if diff := cmp.Diff([]string{want, want}, rows[i+1]); diff != "" {
			t.Errorf("the row of %q differs (-want +got):\n%s", want, diff)
		}
	}
	if diff := cmp.Diff(Report{Rows: len(cells), Path: "-"}, report); diff != "" {
		t.Errorf("the report differs (-want +got):\n%s", diff)
	}
}

func TestEachCellOfASpreadsheetIsText(t *testing.T) {
	var out bytes.Buffer
	if _, err := Write(t.Context(), &out, Options{Format: XLSX}, each(pizza())); err != nil {
		t.Fatal(err)
	}
	book, err := excelize.OpenReader(&out)
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	rows, err := book.GetRows("Leads")
	if err != nil || len(rows) != 2 {
		t.Fatal(rows, err)
	}
	for i := range rows[1] {
		cell := columnLetters(i) + "2"
		kind, err := book.GetCellType("Leads", cell)
		if err != nil {
			t.Fatal(err)
		}
		if rows[1][i] != "" && kind != excelize.CellTypeInlineString {
			t.Errorf("%s (%s) is of type %v, want a text", cell, rows[0][i], kind)
		}
		style, err := book.GetCellStyle("Leads", cell)
		if err != nil {
			t.Fatal(err)
		}
		if format, err := book.GetStyle(style); rows[1][i] != "" && (err != nil || format.NumFmt != 49) {
			t.Errorf("%s keeps the format %+v, %v, want text", cell, format, err)
		}
	}
}

func TestAnyTextComesBackFromASpreadsheet(t *testing.T) {
	text := rapid.OneOf(rapid.String(), rapid.StringOf(rapid.SampledFrom([]rune("=+-@'\t\r\n\"<>&_x0041F é😀"))))
	rapid.Check(t, func(rt *rapid.T) {
		name := rt.Name() // one that is never empty stands beside, so that no row is left out
		want := text.Filter(func(s string) bool {
			return !strings.ContainsFunc(s, func(r rune) bool {
				return r < ' ' && r != '\t' && r != '\r' && r != '\n' || r == '\ufffe' || r == '\uffff'
			})
		}).Draw(rt, "notes")
		var out bytes.Buffer
		if _, err := Write(t.Context(), &out, Options{Format: XLSX, Columns: choose(t, "notes", "name")}, each(entity.Business{Name: name, Notes: want})); err != nil {
			rt.Fatal(err)
		}
		rows := sheet(t, out.Bytes(), "Leads")
		if want = strings.ToValidUTF8(want, ""); len(rows) != 2 || rows[1][0] != want {
			rt.Fatalf("%q came back as %q", want, rows)
		}
	})
}

func TestATextTooLongForACellIsCutBetweenLettersAndCounted(t *testing.T) {
	long := strings.Repeat("é", 32766) + "😀!" // the last two units of the limit's would halve it
	var out bytes.Buffer
	report, err := Write(t.Context(), &out, Options{Format: XLSX, Columns: choose(t, "name", "notes")}, each(entity.Business{Name: "A", Notes: long}))
	if err != nil || report.Cut != 1 {
		t.Fatalf("%+v, %v, want one cut", report, err)
	}
	if got := sheet(t, out.Bytes(), "Leads")[1][1]; got != strings.Repeat("é", 32766) {
		t.Errorf("%d bytes came back, ending in %q", len(got), got[max(0, len(got)-8):])
	}
}

func TestMoreLeadsThanASheetHoldsGoOnOnTheNext(t *testing.T) {
	var out bytes.Buffer
	book := newWorkbook(&out, choose(t, "name"))
	book.most = 3
	leads := make([]entity.Business, 5)
	for i := range leads {
		leads[i].Name = fmt.Sprint("Lead ", i+1)
	}
	if _, err := book.write(t.Context(), each(leads...)); err != nil {
		t.Fatal(err)
	}
	got := [][][]string{sheet(t, out.Bytes(), "Leads"), sheet(t, out.Bytes(), "Leads 2"), sheet(t, out.Bytes(), "Leads 3")}
	want := [][][]string{{{"name"}, {"Lead 1"}, {"Lead 2"}}, {{"name"}, {"Lead 3"}, {"Lead 4"}}, {{"name"}, {"Lead 5"}}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the sheets differ (-want +got):\n%s", diff)
	}
}

func TestASpreadsheetOfNobodyHasItsHeadings(t *testing.T) {
	var out bytes.Buffer
	if _, err := Write(t.Context(), &out, Options{Format: XLSX, Columns: choose(t, "name", "city")}, each()); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([][]string{{"name", "city"}}, sheet(t, out.Bytes(), "Leads")); diff != "" {
		t.Errorf("the sheet differs (-want +got):\n%s", diff)
	}
}

func TestColumnsOfASheetAreNamedByLetters(t *testing.T) {
	for i, want := range map[int]string{0: "A", 25: "Z", 26: "AA", 51: "AZ", 52: "BA", 701: "ZZ", 702: "AAA"} {
		if got := columnLetters(i); got != want {
			t.Errorf("column %d is %s, want %s", i, got, want)
		}
	}
}

// TestEveryFormatTakesTheSameMemoryForAnyNumberOfLeads compares what lives after some leads with what lives after many.
func TestEveryFormatTakesTheSameMemoryForAnyNumberOfLeads(t *testing.T) {
	for _, f := range Formats {
		t.Run(string(f), func(t *testing.T) {
			var few, many uint64
			lead := pizza()
			_, err := Write(t.Context(), io.Discard, Options{Format: f}, func(fn func(*entity.Business) error) error {
				for i := range 20_000 {
					if err := fn(&lead); err != nil {
						return err
					}
					switch i {
					case 1000:
						few = live()
					case 19_999:
						many = live()
					}
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			if many > few+4<<20 {
				t.Errorf("%d bytes live after 1,000 leads, %d after 20,000", few, many)
			}
		})
	}
}

func live() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

func BenchmarkSpreadsheet(b *testing.B) {
	lead := pizza()
	for b.Loop() {
		_, err := Write(context.Background(), io.Discard, Options{Format: XLSX}, func(fn func(*entity.Business) error) error {
			for range 100_000 {
				if err := fn(&lead); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}
