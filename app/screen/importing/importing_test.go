package importing_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"github.com/google/go-cmp/cmp"

	"letip/app/screen"
	"letip/app/widget"
	"letip/store/entity"
)

// bakeries are rows of a file under its headings: name, phone, email and town.
func bakeries(n int) []string {
	rows := []string{"Business Name,Tel.,E-Mail,Town"}
	for i := range n {
		rows = append(rows, fmt.Sprintf("Bakery %d,(732) 555-%04d,info@bakery%d.example,Howell", i, 100+i, i))
	}
	return rows
}

func (d *desk) leads() int {
	d.t.Helper()
	return must(d.db.Count(d.t.Context(), entity.Filter{}))(d.t)
}

func TestBeforeAFileThereIsTheWayToOne(t *testing.T) {
	open(t, nil, func(d *desk) {
		d.want("Import leads from a file", "Choose a file…", "Nothing is written before you say so")
	})
}

func TestAFileThatIsNoneSaysWhy(t *testing.T) {
	open(t, nil, func(d *desk) {
		d.open(filepath.Join(d.dir, "nowhere.csv"))
		d.want("nowhere.csv", "Choose a file…")
	})
}

func TestAFileIsTriedBeforeItIsImported(t *testing.T) {
	open(t, nil, func(d *desk) {
		d.file("people.csv", bakeries(12)...)
		d.want("people.csv", "this is what an import would do", "divided by commas", "Bakery 3", "12 rows were tried", "Import 12 rows")
		if n := d.leads(); n != 0 {
			t.Fatalf("a trial wrote %d leads", n)
		}
		want := map[string]string{"New": "12", "Updated": "0", "Known": "0", "To decide": "0", "Skipped": "0", "Refused": "0"}
		if diff := cmp.Diff(want, d.figures()); diff != "" {
			t.Errorf("the trial's figures (-want +got):\n%s", diff)
		}
		d.tap("Import 12 rows")
		d.want("Imported: people.csv", "Undo takes all of it back")
		if n := d.leads(); n != 12 {
			t.Errorf("%d leads are there, want 12", n)
		}
		if diff := cmp.Diff(want, d.figures()); diff != "" {
			t.Errorf("the import's figures (-want +got):\n%s", diff)
		}
		d.tap("Show new leads")
		if len(d.shell.leads) != 1 || d.shell.leads[0].Since.IsZero() {
			t.Errorf("the button shows %+v, want what came since the import began", d.shell.leads)
		}
		d.tap("Undo")
		if n := d.leads(); n != 0 {
			t.Errorf("after undo %d leads are there", n)
		}
	})
}

func TestAColumnIsSaidToBeAnother(t *testing.T) {
	open(t, nil, func(d *desk) {
		d.file("odd.csv", "A,B", "Bakery,732-555-0100", "Florist,732-555-0101")
		d.want("No column is taken for the name")
		selects := all[*widget.Select](d)
		if len(selects) != 2 {
			t.Fatalf("%d columns can be chosen, want 2", len(selects))
		}
		d.do(func() { selects[0].OnChanged("Name") })
		d.pass(time.Second)
		d.do(func() { selects[1].OnChanged("Phone") })
		d.pass(time.Second)
		if d.shows("No column is taken for the name") {
			t.Error("the name's column was said, and is still missed")
		}
		d.tap("Import")
		p := must(d.db.Businesses(d.t.Context(), entity.Filter{}, entity.Sort{Field: "name"}, entity.Page{}))(d.t)
		got := map[string]string{}
		for _, b := range p.Data {
			got[b.Name] = b.Phone
		}
		if diff := cmp.Diff(map[string]string{"Bakery": "+17325550100", "Florist": "+17325550101"}, got); diff != "" {
			t.Errorf("-want +got:\n%s", diff)
		}
	})
}

func TestABadCellIsMendedInPlace(t *testing.T) {
	open(t, nil, func(d *desk) {
		d.file("bad.csv", "Name,Email", "Bakery,not an email", ",info@florist.example")
		if f := d.figures(); f["Refused"] != "1" {
			t.Errorf("the trial's figures are %v, want one that is refused", f)
		}
		tabs := all[*widget.Tabs](d)
		d.do(func() { tabs[0].Choose(1) })
		d.want("To mend 2", "Row 1 · Bakery", "Row 2", "refused", "part of it is left out")
		mend := func(text string) {
			entries := all[*widget.Entry](d)
			d.do(func() {
				entries[0].SetText(text)
				entries[0].OnSubmitted(text)
			})
			d.pass(2 * time.Second)
		}
		mend("info@bakery.example")
		d.want("To mend 1")
		mend("Florist")
		d.want("Nothing to mend", "Import 2 rows")
		d.tap("Import 2 rows")
		p := must(d.db.Businesses(d.t.Context(), entity.Filter{}, entity.Sort{Field: "name"}, entity.Page{}))(d.t)
		var got []string
		for _, b := range p.Data {
			got = append(got, b.Name+" "+b.Email)
		}
		if want := []string{"Bakery info@bakery.example", "Florist info@florist.example"}; !slices.Equal(got, want) {
			t.Errorf("%q were imported, want %q", got, want)
		}
	})
}

func TestRefusedRowsAreKeptAndPairsLeadToTheReview(t *testing.T) {
	open(t, func(d *desk) {
		must(d.db.SaveFound(d.t.Context(), 0, "", []entity.Found{{
			Source: "osm", SourceID: "node/1", Method: "osm", Name: "Kowalski Plumbing", Phone: "+17325550100", Address: "100 Throckmorton St",
			City: "Freehold", State: "NJ", Country: "US",
		}}))(d.t)
	}, func(d *desk) {
		d.file("mixed.csv", "Name,Phone,Address,City,State", "Kowalski & Sons Plumbing,732-555-0100,88 South Street,Freehold,NJ", ",732-555-0199,,,", "Florist,732-555-0123,,,")
		d.want("Import 2 rows")
		d.tap("Import 2 rows")
		d.want("Refused rows are kept in mixed-", "Open refused rows", "Decide 1 pair")
		d.tap("Decide 1 pair")
		if !slices.Equal(d.shell.went, []screen.ID{screen.Review}) {
			t.Errorf("the button leads to %v, want the review", d.shell.went)
		}
	})
}

func TestCardsNeedNoColumns(t *testing.T) {
	open(t, nil, func(d *desk) {
		d.file("people.vcf", "BEGIN:VCARD", "VERSION:3.0", "FN:Bakery", "ORG:Bakery", "TEL:732-555-0100", "END:VCARD")
		d.want("people.vcf", "vCard", "Import 1 row")
		if d.shows("what each is taken for") {
			t.Error("a vCard has columns to choose")
		}
		d.tap("Import 1 row")
		if n := d.leads(); n != 1 {
			t.Errorf("%d leads are there, want 1", n)
		}
	})
}

func TestACancelledImportKeepsWhatWasWritten(t *testing.T) {
	open(t, nil, func(d *desk) {
		d.file("many.csv", bakeries(3000)...)
		d.do(func() {
			for _, b := range buttonsOf(d) {
				if b.Label() == "Import 3,000 rows" {
					b.OnTap()
				}
			}
			for _, b := range buttonsOf(d) {
				if b.Label() == "Cancel" {
					b.OnTap()
				}
			}
		})
		d.pass(time.Second)
		d.want("Cancelled: many.csv", "Another file")
		n := d.leads()
		if f := d.figures(); f["New"] != screen.Number(n) {
			t.Errorf("%d leads are there, the figures say %v", n, f)
		}
	})
}

// buttonsOf are the buttons that are seen. It is called on the goroutine that draws.
func buttonsOf(d *desk) (out []*widget.Button) {
	walk(d.screen.Content(), func(o fyne.CanvasObject) {
		if b, ok := o.(*widget.Button); ok {
			out = append(out, b)
		}
	})
	return out
}
