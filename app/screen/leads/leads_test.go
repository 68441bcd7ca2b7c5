package leads

import (
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"letip/app/screen"
	"letip/store/entity"
)

// joes is a business as two sources name it: one phone, one door, two categories.
func joes() []entity.Found {
	return []entity.Found{
		{Source: "osm", SourceID: "node/1", URL: "https://www.openstreetmap.org/node/1", Method: "osm", Name: "Joe's Pizza", Category: "Restaurant", Phone: "+17325550100", Address: "12 Main St", City: "Freehold", State: "NJ", ZIP: "07728", Country: "US"},
		{Source: "csv", SourceID: "7", Method: "csv", Name: "Joes Pizza LLC", Category: "Pizza", Phone: "+17325550100", Address: "12 Main Street", City: "Freehold", State: "NJ", ZIP: "07728", Country: "US"},
	}
}

// lead is the only lead there is.
func (d *desk) lead() entity.Business {
	d.t.Helper()
	p := must(d.db.Businesses(d.t.Context(), entity.Filter{}, entity.Sort{}, entity.Page{}))(d.t)
	if len(p.Data) != 1 {
		d.t.Fatalf("there are %d leads, want one", len(p.Data))
	}
	return p.Data[0]
}

// openFirst opens the first row beside the table.
func (d *desk) openFirst() {
	d.t.Helper()
	d.press(fyne.KeyHome, fyne.KeyReturn)
}

// undoLast taps Undo in the newest toast.
func (d *desk) undoLast() {
	d.t.Helper()
	toast := d.shell.last()
	if toast.Action != "Undo" {
		d.t.Fatalf("the newest toast is %+v, want one that offers to undo", toast)
	}
	d.do(toast.OnAction)
	d.pass(time.Second)
}

// item gives the menu item with a label.
func item(t *testing.T, items []*fyne.MenuItem, label string) *fyne.MenuItem {
	t.Helper()
	i := slices.IndexFunc(items, func(m *fyne.MenuItem) bool { return m.Label == label })
	if i < 0 {
		t.Fatalf("the menu has no %q", label)
	}
	return items[i]
}

func TestALeadTellsWhereItsValuesComeFromAndTakesAnother(t *testing.T) {
	open(t, func(d *desk) { d.found(joes()...) }, func(d *desk) {
		d.openFirst()
		d.tap("Where each value comes from")
		d.want("Restaurant", "Pizza", "shown", "CSV file", "https://www.openstreetmap.org/node/1")
		var choose said
		d.do(func() {
			for _, s := range storyOf(d.screen.side.story.Provenance, "category") {
				if s.Value == "Pizza" {
					choose = s
				}
			}
			d.screen.useInstead(d.screen.side.id, choose)
		})
		d.pass(time.Second)
		if b := d.lead(); b.Category != "Pizza" {
			t.Errorf("the category is %q, want the one that was chosen", b.Category)
		}
		d.want("You chose this value.")
		d.found(joes()[0]) // the search again
		d.pass(time.Second)
		if b := d.lead(); b.Category != "Pizza" {
			t.Errorf("after the search again the category is %q", b.Category)
		}
		d.undoLast()
		if b := d.lead(); b.Category != "Restaurant" {
			t.Errorf("after undo the category is %q", b.Category)
		}
	})
}

func TestWhatWasMergedIsSplitOffAgain(t *testing.T) {
	open(t, func(d *desk) { d.found(joes()...) }, func(d *desk) {
		d.openFirst()
		d.want("Merged into this lead", "Joes Pizza LLC")
		d.tap("Split off")
		if n := must(d.db.Count(d.t.Context(), entity.Filter{}))(d.t); n != 2 {
			t.Errorf("after the split there are %d leads, want 2", n)
		}
		d.undoLast()
		d.lead()
	})
}

func TestABusinessIsMarkedAsNotToBeContacted(t *testing.T) {
	open(t, func(d *desk) { d.found(joes()[0]) }, func(d *desk) {
		d.openFirst()
		d.do(func() { item(t, d.screen.silenceMenu(&d.screen.side.b), "This business").Action() })
		d.pass(time.Second)
		if !d.lead().DoNotContact {
			t.Error("the lead may still be contacted")
		}
		d.want("do not contact")
		d.undoLast()
		if d.lead().DoNotContact {
			t.Error("after undo the lead is still marked")
		}
	})
}

func TestWhoeverHasANumberIsNotContacted(t *testing.T) {
	open(t, func(d *desk) { d.found(joes()[0]) }, func(d *desk) {
		d.openFirst()
		d.do(func() {
			item(t, d.screen.silenceMenu(&d.screen.side.b), "Whoever has the number (732) 555-0100").Action()
		})
		d.pass(time.Second)
		list := must(d.db.Suppressions(d.t.Context()))(d.t)
		if len(list) != 1 || list[0].Value != "+17325550100" || !d.lead().DoNotContact {
			t.Errorf("the list is %+v and the lead %v, want its number and its mark", list, d.lead().DoNotContact)
		}
		d.undoLast()
		if d.lead().DoNotContact {
			t.Error("after undo the lead is still marked")
		}
	})
}

func TestEachChangeOffersItsUndo(t *testing.T) {
	open(t, func(d *desk) { d.found(joes()[0]) }, func(d *desk) {
		one := []entity.BusinessID{d.lead().ID}
		for name, c := range map[string]struct {
			change  func()
			changed func(entity.Business) bool
		}{
			"stage": {func() { d.screen.setStage(one, entity.StageInvited) }, func(b entity.Business) bool { return b.Stage == entity.StageInvited }},
			"tag":   {func() { d.screen.addTag(one, "guest") }, func(b entity.Business) bool { return slices.Contains(b.Tags, "guest") }},
		} {
			d.do(c.change)
			d.pass(time.Second)
			if !c.changed(d.lead()) {
				t.Errorf("%s: nothing was changed", name)
			}
			d.undoLast()
			if c.changed(d.lead()) {
				t.Errorf("%s: undo left the change", name)
			}
		}
		d.do(func() { d.screen.removeNow(one) })
		d.pass(time.Second)
		d.undoLast()
		d.lead()
	})
}

func TestTheToolbarLeadsToImportAndTrash(t *testing.T) {
	open(t, nil, func(d *desk) {
		d.tap("Import")
		d.tap("Trash")
		if want := []screen.ID{screen.Import, screen.Trash}; !slices.Equal(d.shell.went, want) {
			t.Errorf("the buttons lead to %v, want %v", d.shell.went, want)
		}
	})
}

func TestALeadThatIsMergedAwayIsFollowedIntoTheOther(t *testing.T) {
	open(t, func(d *desk) {
		other := joes()[1]
		other.Phone, other.Address = "+17325550111", "99 South St"
		d.found(joes()[0], other)
	}, func(d *desk) {
		p := must(d.db.Businesses(d.t.Context(), entity.Filter{}, entity.Sort{Field: "id"}, entity.Page{}))(d.t)
		if len(p.Data) != 2 {
			t.Fatalf("there are %d leads, want two", len(p.Data))
		}
		d.do(func() { d.screen.openLead(int64(p.Data[1].ID)) })
		d.pass(time.Second)
		must(d.db.Merge(d.t.Context(), p.Data[0].ID, p.Data[1].ID))(d.t)
		d.pass(time.Second)
		d.want("Merged into this lead")
		d.do(func() {
			if d.screen.side.id != p.Data[0].ID {
				t.Errorf("lead %d is shown, want %d, which the other was merged into", d.screen.side.id, p.Data[0].ID)
			}
		})
	})
}
