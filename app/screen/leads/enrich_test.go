package leads

import (
	"context"
	"testing"

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
