package exchange

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"pgregory.net/rapid"

	"letip/store/entity"
)

func reader(t testing.TB, text string, o ReadOptions) *Reader {
	t.Helper()
	r, err := NewReader(strings.NewReader(text), int64(len(text)), o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func all(t testing.TB, r *Reader) (rows []entity.Incoming) {
	t.Helper()
	for row, err := range r.Rows() {
		if err != nil {
			t.Fatal(err)
		}
		row.Cells = nil // they are the file's own
		rows = append(rows, row)
	}
	return rows
}

const joes = "Name,Street,Note\nJoe's Café,\"12 Main St\",\"one\ntwo; \"\"three\"\"\"\nMüller,9 Elm St,–\n"

func encoded(t *testing.T, enc Encoding, text string) string {
	t.Helper()
	var out string
	var err error
	switch enc {
	case UTF16LE:
		out, err = unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(text)
	case UTF16BE:
		out, err = unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM).NewEncoder().String(text)
	case Windows1252:
		out, err = charmap.Windows1252.NewEncoder().String(text)
	default:
		out = text
	}
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestAFileIsReadHoweverItIsWritten(t *testing.T) {
	for _, enc := range []Encoding{UTF8, UTF16LE, UTF16BE, Windows1252} {
		for _, comma := range delimiters {
			for _, end := range []string{"\n", "\r\n"} {
				for _, before := range []string{"", "sep=" + string(comma) + "\n", byteOrderMark} {
					if before == byteOrderMark && enc != UTF8 {
						continue
					}
					t.Run(fmt.Sprintf("%s %q %q %q", enc, comma, end, before), func(t *testing.T) {
						text := strings.ReplaceAll(joes, ",", string(comma))
						text = before + strings.ReplaceAll(strings.ReplaceAll(text, "one\ntwo", "one\rtwo"), "\n", end)
						text = strings.ReplaceAll(text, "one\rtwo", "one\ntwo")
						r := reader(t, encoded(t, enc, text), ReadOptions{})
						if got := (Dialect{enc, comma}); r.Dialect != got {
							t.Errorf("it is told as %+v, want %+v", r.Dialect, got)
						}
						rows := all(t, r)
						if len(rows) != 2 || rows[0].Name != "Joe's Café" || rows[0].Notes != "one\ntwo; \"three\"" || rows[1].Name != "Müller" || rows[1].Address != "9 Elm St" || rows[1].Notes != "–" {
							t.Errorf("the rows are %+v", rows)
						}
						if rows[0].Row != 1 || rows[1].Row != 2 {
							t.Errorf("they are numbered %d and %d", rows[0].Row, rows[1].Row)
						}
					})
				}
			}
		}
	}
}

func TestLettersOfWindowsAfterAnASCIIBeginningAreRead(t *testing.T) {
	text := "name,city\n" + strings.Repeat("Joe's Pizza,Freehold\n", 5000) + "Caf\xe9 M\xfcller,Brick\n"
	rows := all(t, reader(t, text, ReadOptions{}))
	if got := rows[len(rows)-1].Name; got != "Café Müller" {
		t.Errorf("the last name is %q", got)
	}
}

func TestRowsOfAnyShapeAreRead(t *testing.T) {
	text := "name,phone,city\n" +
		"Short,732-555-0100\n" + // 1: a cell is missing
		"Long,732-555-0101,Freehold,more,and more\n" + // 2
		"\n" + // no row at all
		",,\n" + // 3: blank
		" Spaced , \"732-555-0102\" ,\"Brick\" \n" + // 4
		"He said \"hi\",5' 6\",x\n" + // 5: quotes that quote nothing
		",732-555-0104,Freehold\n" + // 6: no name
		"Old Mac\rBusiness" // 7 and 8: the line ends as it did once
	rows := all(t, reader(t, text, ReadOptions{}))
	if len(rows) != 8 {
		t.Fatalf("%d rows, want 8: %+v", len(rows), rows)
	}
	if rows[0].Phone != "+17325550100" || rows[0].City != "" || len(rows[0].Remarks) != 0 {
		t.Errorf("the short row is %+v", rows[0])
	}
	if rows[1].City != "Freehold" || len(rows[1].Remarks) != 1 || !strings.Contains(rows[1].Remarks[0], "2 cells") {
		t.Errorf("the long row is %+v", rows[1])
	}
	if !rows[2].Blank || rows[2].Err != nil {
		t.Errorf("the blank row is %+v", rows[2])
	}
	if rows[3].Name != "Spaced" || rows[3].Phone != "+17325550102" || rows[3].City != "Brick" {
		t.Errorf("the spaced row is %+v", rows[3])
	}
	if rows[4].Name != `He said "hi"` || rows[4].PhoneRaw != `5' 6"` {
		t.Errorf("the row with quotes is %+v", rows[4])
	}
	if !errors.Is(rows[5].Err, errNameless) || rows[5].Row != 6 || rows[5].Line != 8 {
		t.Errorf("the nameless row is %+v", rows[5])
	}
	if rows[6].Name != "Old Mac" || rows[7].Name != "Business" {
		t.Errorf("the last rows are %+v", rows[6:])
	}
}

func TestAQuoteThatIsNeverClosedCostsOneRow(t *testing.T) {
	lines := strings.Repeat("Joe,Freehold\n", 10)
	for _, text := range []string{
		"name,city\n" + lines + "\"Broken,Brick\n" + lines,
		"name,city\n" + lines + "\"Broken,Brick\n" + strings.Repeat("Joe,Freehold\n", 100_000),
	} {
		rows := all(t, reader(t, text, ReadOptions{}))
		want := strings.Count(text, "\n") - 1
		if len(rows) != want {
			t.Fatalf("%d rows, want %d", len(rows), want)
		}
		for i, row := range rows {
			if (row.Err != nil) != (i == 10) {
				t.Fatalf("row %d has the error %v", i+1, row.Err)
			}
		}
	}
}

func TestAFileThatBreaksOffSaysSo(t *testing.T) {
	broken := errors.New("the disk is gone")
	in := io.MultiReader(strings.NewReader("name\nJoe\n"+strings.Repeat("x\n", sampleSize)), iotest.ErrReader(broken))
	r, err := NewReader(in, 0, ReadOptions{})
	if err != nil {
		t.Fatal(err)
	}
	var last error
	for _, err := range r.Rows() {
		last = err
	}
	if !errors.Is(last, broken) {
		t.Errorf("the end is %v, want %v", last, broken)
	}
}

func TestValuesAreBroughtToTheFormOfALead(t *testing.T) {
	text := `id,name,tel,e-mail,web,address,town,state,zip,country,lat,lng,do not contact,tags,type
7,Joe's Pizza LLC,(732) 555-0100 / 732.555.0101,Info@Joes.com; joe@joes.com,www.joes.com,12 Main St.,Freehold,New Jersey,7728,USA,40.26,"-74,2738",yes,"b, a",Pizza
8,Bare,call us,nobody,none,"4 Elm St, Brick, NJ 08723, United States",,,,,91,0,no,,
`
	rows := all(t, reader(t, text, ReadOptions{Source: "list"}))
	want := entity.Incoming{
		Row: 1, Line: 2, DoNotContact: true, Tags: []string{"b", "a"},
		Found: entity.Found{
			Source: "list", SourceID: "7", Method: "csv", Name: "Joe's Pizza LLC", Category: "Pizza", Phone: "+17325550100",
			PhoneRaw: "(732) 555-0100 / 732.555.0101", Email: "info@joes.com", Website: "http://www.joes.com", Address: "12 Main St.",
			City: "Freehold", State: "NJ", ZIP: "07728", Country: "US", Location: &entity.Point{Lat: 40.26, Lon: -74.2738},
			Contacts: []entity.Contact{
				{Kind: entity.ContactPhone, Value: "+17325550101", Confidence: importConfidence},
				{Kind: entity.ContactEmail, Value: "joe@joes.com", Confidence: importConfidence},
			},
		},
	}
	if diff := cmp.Diff(want, rows[0]); diff != "" {
		t.Errorf("the full row differs (-want +got):\n%s", diff)
	}
	bare := rows[1]
	if bare.PhoneRaw != "call us" || bare.Phone != "" || bare.Email != "" || bare.Website != "" || bare.Location != nil || len(bare.Remarks) != 4 {
		t.Errorf("what can't be read is %+v", bare)
	}
	if bare.Address != "4 Elm St" || bare.City != "Brick" || bare.State != "NJ" || bare.ZIP != "08723" || bare.Country != "US" {
		t.Errorf("the address in one line is %q, %q, %q, %q, %q", bare.Address, bare.City, bare.State, bare.ZIP, bare.Country)
	}
}

func TestARowWithoutAnIDIsNamedByWhatItSays(t *testing.T) {
	rows := all(t, reader(t, "name,city\nJoe,Brick\nJoe,Freehold\nJoe,Brick\n", ReadOptions{}))
	if rows[0].SourceID == rows[1].SourceID || rows[0].SourceID != rows[2].SourceID || rows[0].SourceID == "" {
		t.Errorf("they are named %q, %q, %q", rows[0].SourceID, rows[1].SourceID, rows[2].SourceID)
	}
}

func TestMendedCellsStandInsteadOfTheFilesOwn(t *testing.T) {
	rows := all(t, reader(t, "name,email\n,joe\n", ReadOptions{Mended: map[int]map[int]string{1: {0: "Joe", 1: "joe@x.com", 7: "out"}}}))
	if rows[0].Name != "Joe" || rows[0].Email != "joe@x.com" || rows[0].Err != nil || len(rows[0].Remarks) != 0 {
		t.Errorf("the row is %+v", rows[0])
	}
}

// What our export writes, our import reads back, whatever the text.
func TestTextSurvivesExportAndImport(t *testing.T) {
	columns, err := ColumnsByID("id", "name", "category", "address", "notes", "tags", "zip", "lon", "lat")
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		line := rapid.Custom(func(t *rapid.T) string {
			s := rapid.OneOf(rapid.String(), rapid.StringMatching(`['=+\-@ "\t,;]{0,4}[a-z"';, ]{0,9}`)).Draw(t, "text")
			return strings.Join(strings.Fields(strings.Map(printable, s)), " ")
		})
		b := entity.Business{
			ID: 7, Name: "x" + line.Draw(t, "name"), Category: line.Draw(t, "category"), Address: line.Draw(t, "address"),
			Notes: strings.TrimSpace(line.Draw(t, "notes") + "\n" + line.Draw(t, "more")), ZIP: "07728",
			Location: &entity.Point{Lat: rapid.Float64Range(-90, 90).Draw(t, "lat"), Lon: rapid.Float64Range(-180, 180).Draw(t, "lon")},
		}
		for range rapid.IntRange(0, 3).Draw(t, "tags") {
			if tag := line.Draw(t, "tag"); tag != "" && !strings.HasPrefix(tag, "* ") {
				b.Tags = append(b.Tags, tag)
			}
		}
		var out bytes.Buffer
		if _, err := Write(t.Context(), &out, Options{Columns: columns}, each(b)); err != nil {
			t.Fatal(err)
		}
		r, err := NewReader(&out, 0, ReadOptions{})
		if err != nil {
			t.Fatal(err)
		}
		for row, err := range r.Rows() {
			if err != nil {
				t.Fatal(err)
			}
			got := entity.Business{
				ID: row.Own.ID, Name: row.Name, Category: row.Category, Address: row.Address, Notes: row.Notes,
				ZIP: row.ZIP, Location: row.Location, Tags: row.Tags,
			}
			if diff := cmp.Diff(b, got); diff != "" {
				t.Fatalf("the lead differs (-written +read):\n%s\n%s", diff, out.String())
			}
		}
	})
}

func printable(r rune) rune {
	if r < ' ' || r == 0x7f || r >= 0x80 && r < 0xa0 || r == '\ufeff' {
		return -1
	}
	return r
}

func FuzzReader(f *testing.F) {
	f.Add([]byte(joes))
	f.Add([]byte("\xff\xfen\x00a\x00m\x00e\x00\n\x00x\x00"))
	f.Add([]byte("name;\"x\r\n\"\"\n;;\r\""))
	f.Add([]byte("BEGIN:VCARD\nFN;ENCODING=QUOTED-PRINTABLE:=C3=\n=A9\nADR:;;a\\;b;c\nEND:VCARD\nBEGIN:VCARD"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		r, err := NewReader(bytes.NewReader(raw), int64(len(raw)), ReadOptions{})
		if err != nil {
			return
		}
		rows := 0
		for row, err := range r.Rows() {
			if err != nil {
				t.Fatal(err)
			}
			rows++
			if row.Row != rows {
				t.Fatalf("row %d calls itself %d", rows, row.Row)
			}
			if row.Err == nil && !row.Blank && row.Name == "" {
				t.Fatalf("a lead without a name: %+v", row)
			}
			if rows > len(raw) {
				t.Fatal("more rows than bytes")
			}
		}
	})
}

func BenchmarkReader(b *testing.B) {
	var file bytes.Buffer
	list := pizza()
	if _, err := Write(b.Context(), &file, Options{}, func(fn func(*entity.Business) error) error {
		for i := range 10_000 {
			list.ID = entity.BusinessID(i + 1)
			if err := fn(&list); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(file.Len()))
	b.ReportAllocs()
	for b.Loop() {
		for _, err := range reader(b, file.String(), ReadOptions{}).Rows() {
			if err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/10_000, "us/row")
}

func TestAFileThatIsNoListIsASentence(t *testing.T) {
	for name, tt := range map[string]struct{ text, says string }{
		"empty":             {"", "empty"},
		"nothing but ends":  {"\r\n\n", "empty"},
		"a spreadsheet":     {"PK\x03\x04\x14\x00\x06\x00", "save it as CSV"},
		"an old one":        {"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "save it as CSV"},
		"a database":        {databaseHeader + "\x10\x00", "database"},
		"a picture":         {"\x89PNG\r\n\x1a\n", "picture"},
		"bytes of any kind": {"name,phone\nJoe\x00\x01\x02,\x00\xff", "no text"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := NewReader(strings.NewReader(tt.text), 0, ReadOptions{})
			if _, ok := errors.AsType[*FormatError](err); !ok || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("it says %v, want something of %q", err, tt.says)
			}
		})
	}
	if _, err := Open(t.TempDir(), ReadOptions{}); err == nil || !strings.Contains(err.Error(), "folder") {
		t.Errorf("a folder is %v", err)
	}
	if _, err := Open(t.TempDir()+"/none.csv", ReadOptions{}); err == nil || !strings.Contains(err.Error(), "no such file") {
		t.Errorf("a missing file is %v", err)
	}
}

// What could not be imported is kept with its number and reason, and reads as it did once it is mended.
func TestRefusedRowsAreKeptAndCanBeImportedAgain(t *testing.T) {
	path := filepath.Join(t.TempDir(), "errors", "leads.csv")
	r := reader(t, "name,phone,note\n,7325550100,\"=1+1\ntwo\"\nJoe,7325550101,x\n", ReadOptions{})
	refused := NewRefused(path, []string{"name", "phone", "note"})
	for row, err := range r.Rows() {
		if err != nil {
			t.Fatal(err)
		}
		if row.Err != nil {
			if err := refused.Add(&row, row.Err); err != nil {
				t.Fatal(err)
			}
		}
	}
	kept, err := refused.Close()
	if err != nil || kept != path {
		t.Fatalf("kept as %q, %v", kept, err)
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	want := byteOrderMark + "\"letip_row\",\"letip_error\",\"name\",\"phone\",\"note\"\r\n1,\"it has no name\",\"\",\"7325550100\",\"'=1+1\ntwo\"\r\n"
	if diff := cmp.Diff(want, string(raw)); diff != "" {
		t.Errorf("the file differs (-want +got):\n%s", diff)
	}
	again := all(t, reader(t, string(raw), ReadOptions{Mended: map[int]map[int]string{1: {2: "Joe"}}}))
	if len(again) != 1 || again[0].Name != "Joe" || again[0].Notes != "=1+1\ntwo" || again[0].Err != nil {
		t.Errorf("mended it is %+v", again)
	}
	if none, err := NewRefused(path+"2", nil).Close(); none != "" || err != nil {
		t.Errorf("without a row there is %q, %v", none, err)
	}
}
