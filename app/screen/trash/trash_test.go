package trash

import (
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"letip/app/screen"
	"letip/store/entity"
)

// deleted types leads in and deletes them, a day apart, the first name first.
func (d *desk) deleted(names ...string) {
	d.t.Helper()
	for _, n := range names {
		b := must(d.db.Create(d.t.Context(), entity.Draft{Name: n, City: "Freehold"}))(d.t)
		must(d.db.Delete(d.t.Context(), b.ID))(d.t)
		<-time.After(24 * time.Hour)
	}
}

func (d *desk) living() (names []string) {
	d.t.Helper()
	for _, b := range must(d.db.Businesses(d.t.Context(), entity.Filter{}, entity.Sort{Field: "name"}, entity.Page{}))(d.t).Data {
		names = append(names, b.Name)
	}
	return names
}

func TestAnEmptyTrashSaysHowLongLeadsRest(t *testing.T) {
	open(t, nil, func(d *desk) { d.want("The trash is empty", "30 days") })
}

func TestDeletedLeadsAreListedWithTheirDaysLeft(t *testing.T) {
	open(t, func(d *desk) { d.deleted("Old", "New") }, func(d *desk) {
		d.want("2 deleted leads", "Old", "New", "in 28 days", "in 29 days", "1 d ago", "2 d ago")
	})
}

func TestALeadIsRestoredByEnter(t *testing.T) {
	open(t, func(d *desk) { d.deleted("Old", "New") }, func(d *desk) {
		d.press(fyne.KeyDown, fyne.KeyReturn)
		if got := d.living(); !slices.Equal(got, []string{"New"}) {
			t.Errorf("after Enter on the first row %q live, want the one deleted last", got)
		}
		d.want("1 deleted lead")
		if toast := d.shell.last(); toast.Title != "New restored" || toast.Action != "Undo" {
			t.Errorf("the toast is %+v", toast)
		}
	})
}

func TestSeveralAreRestoredAtOnce(t *testing.T) {
	open(t, func(d *desk) { d.deleted("A", "B", "C") }, func(d *desk) {
		d.do(d.screen.grid.SelectAll)
		d.pass(time.Second)
		d.want("3 selected")
		d.tap("Restore")
		if got := d.living(); len(got) != 3 {
			t.Errorf("%q live, want all three", got)
		}
		d.want("The trash is empty")
	})
}

func TestDeletingForGoodAsksOnce(t *testing.T) {
	open(t, func(d *desk) { d.deleted("A", "B") }, func(d *desk) {
		d.press(fyne.KeyDown, fyne.KeyDelete)
		if !d.room.SheetOpen() {
			t.Fatal("nothing was asked")
		}
		d.want("2 deleted leads")
		d.tap("Delete for good")
		d.want("1 deleted lead")
		if d.shell.last().Title != "1 lead deleted for good" {
			t.Errorf("the toast is %+v", d.shell.last())
		}
		d.tap("Empty the trash")
		d.tap("Empty the trash")
		d.want("The trash is empty")
		if got := d.living(); len(got) != 0 {
			t.Errorf("%q live, want none", got)
		}
	})
}

func TestWhatIsDeletedElsewhereArrives(t *testing.T) {
	open(t, nil, func(d *desk) {
		d.deleted("Late")
		d.want("1 deleted lead", "Late")
		d.do(d.screen.leave)
		if !slices.Equal(d.shell.went, []screen.ID{screen.Leads}) {
			t.Errorf("Esc leads to %v", d.shell.went)
		}
	})
}
