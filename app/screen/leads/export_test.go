package leads

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"github.com/google/go-cmp/cmp"

	"letip/app/lead"
	"letip/app/widget"
	"letip/store/entity"
)

// exports notes what is to be written, and writes nothing.
type exports struct {
	wishes  []lead.Export
	counted []entity.Filter
	leftOut int
	refusal error
}

func (e *exports) Export(_ context.Context, x lead.Export) (lead.Exported, error) {
	e.wishes = append(e.wishes, x)
	return lead.Exported{Rows: 2, Suppressed: e.leftOut, Path: x.Path}, e.refusal
}

func (e *exports) LeftOut(_ context.Context, f entity.Filter) (int, error) {
	e.counted = append(e.counted, f)
	return e.leftOut, nil
}

// askExport opens the form as the key does.
func (d *desk) askExport() (f *exportForm) {
	d.t.Helper()
	d.do(func() {
		d.room.Facts.Export = lead.ExportChoices{
			Columns: []string{"id", "name", "phone", "city", "phone_raw"}, Whole: 4,
			Presets: []lead.ExportPreset{{ID: "hubspot", Name: "HubSpot", Hint: "By domain."}},
		}
		f = d.screen.openExport(d.screen.scopesOf())
	})
	d.pass(time.Second)
	return f
}

// choose picks from a select of the form.
func (d *desk) choose(label, choice string) {
	d.t.Helper()
	picked := false
	d.do(func() {
		walk(d.window.Canvas().Overlays().Top(), func(o fyne.CanvasObject) {
			if f, ok := o.(*widget.Field); ok && f.Label() == label {
				walk(f, func(o fyne.CanvasObject) {
					if s, ok := o.(*widget.Select); ok {
						s.SetChosen(choice)
						s.OnChanged(choice)
						picked = true
					}
				})
			}
		})
	})
	if !picked {
		d.t.Fatalf("there is no choice of %s", label)
	}
	d.pass(time.Second)
}

func (d *desk) sheetShows() []string {
	var words []string
	d.do(func() { words = textsOf(d.window.Canvas().Overlays().Top()) })
	return words
}

func someFound() []entity.Found {
	return []entity.Found{
		{Source: "osm", SourceID: "1", Name: "Joe's Pizza", City: "Freehold", Category: "Restaurant"},
		{Source: "osm", SourceID: "2", Name: "Anna's Nails", City: "Manalapan", Category: "Beauty salon"},
		{Source: "osm", SourceID: "3", Name: "Zack's Gym", City: "Freehold", Category: "Gym"},
	}
}

func TestExportOffersWhatIsSelectedWhatMatchesAndAll(t *testing.T) {
	open(t, func(d *desk) { d.found(someFound()...); d.leftOut = 1 }, func(d *desk) {
		dir := t.TempDir()
		d.room.Facts.ExportDir = dir
		d.do(func() { d.screen.change(func(f *entity.Filter) { f.City = "Freehold" }) })
		d.pass(time.Second)
		d.do(func() {
			id, _ := d.screen.list.ID(0)
			d.screen.grid.Select(int64(id))
		})
		f := d.askExport()
		names := []string{}
		for _, s := range f.scopes {
			names = append(names, s.name)
		}
		if diff := cmp.Diff([]string{"1 lead selected", "2 leads that match", "All 3 leads"}, names); diff != "" {
			t.Fatalf("the scopes differ (-want +got):\n%s", diff)
		}
		if !slices.Contains(d.sheetShows(), "1 is marked do not contact and is left out.") || len(d.counted) == 0 || len(d.counted[0].IDs) != 1 {
			t.Errorf("the form shows %q after counting %+v", d.sheetShows(), d.counted)
		}
		d.choose("Which leads", "2 leads that match")
		if last := d.counted[len(d.counted)-1]; last.City != "Freehold" || last.IDs != nil {
			t.Errorf("counted are %+v, want those of Freehold", last)
		}
		d.tap("Export")
		want := lead.Export{Path: d.wishes[0].Path, Format: "csv", View: lead.View{Filter: entity.Filter{City: "Freehold"}, Sort: d.screen.sort}}
		if diff := cmp.Diff([]lead.Export{want}, d.wishes); diff != "" || filepath.Dir(want.Path) != dir || filepath.Ext(want.Path) != ".csv" {
			t.Errorf("the wish differs (-want +got):\n%s", diff)
		}
		if toast := d.shell.last(); toast.Title != "2 leads exported" || toast.Kind != widget.ToastSuccess || d.room.SheetOpen() {
			t.Errorf("the toast is %+v, the form open: %v", toast, d.room.SheetOpen())
		}
	})
}

func TestExportRemembersFormatProgramAndColumnsWithTheirOrder(t *testing.T) {
	open(t, func(d *desk) { d.found(someFound()...) }, func(d *desk) {
		d.room.Facts.ExportDir = t.TempDir()
		f := d.askExport()
		d.choose("File type", "Spreadsheet (XLSX)")
		d.do(func() {
			f.columns.move(2, -1) // the phone before the name
			f.columns.list[0].Off = true
			f.columns.draw()
			test.Tap(f.story)
		})
		d.tap("Export")
		got := d.wishes[0]
		if diff := cmp.Diff([]string{"phone", "name", "city"}, got.Columns); diff != "" || got.Format != "xlsx" || !got.Provenance || filepath.Ext(got.Path) != ".xlsx" {
			t.Errorf("the wish is %+v; the columns differ (-want +got):\n%s", got, diff)
		}
		f = d.askExport()
		if diff := cmp.Diff([]exportColumn{{"id", true}, {"phone", false}, {"name", false}, {"city", false}, {"phone_raw", true}}, f.columns.list); diff != "" {
			t.Errorf("the remembered columns differ (-want +got):\n%s", diff)
		}
		d.choose("Made for", "HubSpot")
		if shown := d.sheetShows(); slices.Contains(shown, "As in the table") || !slices.Contains(shown, "By domain.") {
			t.Errorf("for HubSpot the form shows %q, want its hint and no columns", shown)
		}
		d.tap("Export")
		if got := d.wishes[1]; got.Preset != "hubspot" || got.Columns != nil || got.Provenance {
			t.Errorf("the second wish is %+v", got)
		}
		f = d.askExport()
		d.choose("File type", "Address book (vCard)")
		d.tap("Export")
		if got := d.wishes[2]; got.Format != "vcf" || got.Preset != "" || got.Columns != nil || filepath.Ext(got.Path) != ".vcf" {
			t.Errorf("the third wish is %+v", got)
		}
	})
}

func TestAnExportThatFailsSaysWhyAndStaysOpen(t *testing.T) {
	open(t, func(d *desk) { d.found(someFound()...); d.refusal = errors.New("the disk is full") }, func(d *desk) {
		dir := t.TempDir()
		d.room.Facts.ExportDir = dir
		f := d.askExport()
		d.do(func() {
			f.columns.choose(nil)
			f.columns.draw()
		})
		d.tap("Export")
		if len(d.wishes) != 0 || !slices.Contains(d.sheetShows(), "Choose at least one column.") {
			t.Errorf("without a column %d were written; the form shows %q", len(d.wishes), d.sheetShows())
		}
		d.tap("As in the table")
		if got := f.columns.chosen(); len(got) == 0 || got[0] != "name" {
			t.Errorf("as in the table are %q", got)
		}
		if err := os.WriteFile(filepath.Join(dir, "there.csv"), nil, 0o600); err != nil {
			t.Fatal(err)
		}
		d.do(func() { f.name.SetText("there") })
		d.tap("Export")
		if len(d.wishes) != 0 {
			t.Fatal("a file that is there was written without a question")
		}
		d.tap("Replace")
		if len(d.wishes) != 1 || !d.room.SheetOpen() || !slices.Contains(d.sheetShows(), "Not written") {
			t.Errorf("%d were written, the form open: %v, it shows %q", len(d.wishes), d.room.SheetOpen(), d.sheetShows())
		}
	})
}
