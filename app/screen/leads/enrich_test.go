package leads

import (
	"context"
	"fmt"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"github.com/google/go-cmp/cmp"

	"letip/store/entity"
)

// visits is who is asked to visit leads: it keeps what each job was asked for, and visits nobody.
type visits map[entity.JobID][]entity.BusinessID

// Start implements lead.Visitor.
func (v visits) Start(_ context.Context, ids []entity.BusinessID) (entity.JobID, error) {
	id := entity.JobID(len(v) + 1)
	v[id] = ids
	return id, nil
}

// Retryable implements lead.Visitor.
func (visits) Retryable(context.Context) ([]entity.BusinessID, error) { return nil, nil }

func TestTheKeyEEnrichesTheLeadOfTheRowAndAllThatAreSelected(t *testing.T) {
	open(t, func(d *desk) {
		d.found(
			entity.Found{Source: "osm", SourceID: "node/1", Name: "Able Gym", Website: "https://able.example/"},
			entity.Found{Source: "osm", SourceID: "node/2", Name: "Baker's", Website: "https://baker.example/"},
			entity.Found{Source: "osm", SourceID: "node/3", Name: "Cane Dental", Website: "https://cane.example/"},
		)
	}, func(d *desk) {
		page := must(d.db.Businesses(d.t.Context(), entity.Filter{}, entity.Sort{}, entity.Page{}))(t)
		d.press(fyne.KeyHome, fyne.KeyE)
		if diff := cmp.Diff([]entity.BusinessID{page.Data[0].ID}, d.visits[1]); diff != "" {
			t.Errorf("E on the first row asked for (-want +got):\n%s", diff)
		}
		d.do(d.screen.grid.SelectAll)
		d.press(fyne.KeyE)
		if diff := cmp.Diff([]entity.BusinessID{page.Data[0].ID, page.Data[1].ID, page.Data[2].ID}, d.visits[2]); diff != "" {
			t.Errorf("E on all asked for (-want +got):\n%s", diff)
		}
		if toast := d.shell.last(); toast.Title != "Reading the websites of 3 leads" || toast.Action != "Show" {
			t.Errorf("the toast says %+v", toast)
		}
	})
}

func TestTheButtonsStayWhereTheyAreWhileALeadIsEnriched(t *testing.T) {
	open(t, func(d *desk) { d.found(joes()[0]) }, func(d *desk) {
		d.openFirst()
		b := d.lead()
		b.Email = "joe@joes-pizza.net"
		d.do(func() {
			v := &view{s: d.screen.side}
			for width := float32(300); width <= 500; width += 10 {
				places := func(status entity.EnrichmentStatus) (at []fyne.Position) {
					b.Status = status
					buttons := v.buttons(&b)
					buttons.Resize(fyne.NewSize(width, 200))
					for _, o := range buttons.(*fyne.Container).Objects {
						at = append(at, o.Position())
					}
					return at
				}
				if diff := cmp.Diff(places(entity.Pending), places(entity.Running)); diff != "" {
					t.Errorf("%g wide, the buttons move (-before +while):\n%s", width, diff)
				}
				if at := places(entity.Running); width >= 340 && at[len(at)-1].Y > 0 {
					t.Errorf("%g wide, the last button is at %v", width, at[len(at)-1])
				}
			}
		})
	})
}

func TestALeadOpenedFromAnotherScreenIsFoundInTheList(t *testing.T) {
	open(t, func(d *desk) {
		var many []entity.Found
		for i := range 80 {
			many = append(many, entity.Found{Source: "osm", SourceID: fmt.Sprint("node/", i), Name: fmt.Sprintf("Lead %02d", i)})
		}
		d.found(many...)
	}, func(d *desk) {
		ids := must(d.db.IDs(d.t.Context(), entity.Filter{}, entity.Sort{}))(t)
		last := ids[len(ids)-3]
		d.do(func() { // as at the start of the program, when the list was not seen yet
			d.screen.Hide()
			d.screen.Close()
			d.screen = New(d.room).(*Leads)
			d.window.SetContent(d.screen.Content())
			d.screen.ShowLead(last)
			d.screen.Show()
		})
		d.pass(time.Second)
		d.do(func() {
			if id, ok := d.screen.grid.Cursor(); !ok || id != int64(last) || !d.screen.grid.Shows(id) {
				t.Errorf("the cursor is on %d (%v), want the lead that was opened, %d, in sight", id, ok, last)
			}
		})
	})
}
