package review

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"github.com/google/go-cmp/cmp"

	"letip/store/entity"
)

func (d *desk) waiting() int {
	d.t.Helper()
	return must(d.db.CountDuplicates(d.t.Context()))(d.t)
}

func (d *desk) leads() int {
	d.t.Helper()
	return must(d.db.Count(d.t.Context(), entity.Filter{}))(d.t)
}

func TestWithoutPairsTheScreenSaysSo(t *testing.T) {
	open(t, nil, func(d *desk) { d.want("Nothing to decide", "Show all leads") })
}

func TestAPairStandsSideBySideWithItsReasons(t *testing.T) {
	open(t, func(d *desk) { d.found(alike("1")...) }, func(d *desk) {
		d.want("1 pair to decide", "same phone", "different addresses", "Kowalski & Sons Plumbing",
			"100 Throckmorton St", "18 South Street", "This one stays", "Keep this one", "Mo-Fr 08:00-17:00", "Very likely one business · 81 %")
	})
}

func TestMergingGoesOnToTheNextPairAndUndoBringsItBack(t *testing.T) {
	open(t, func(d *desk) {
		d.found(alike("1")...)
		d.found(alike("2")...)
	}, func(d *desk) {
		d.want("2 pairs to decide")
		d.press(fyne.KeyM)
		d.want("1 pair to decide", "Lopez & Sons Plumbing")
		if n := d.leads(); n != 3 {
			t.Errorf("after a merge there are %d leads, want 3", n)
		}
		toast := d.shell.last()
		if toast.Title != "Merged" || toast.Action != "Undo" {
			t.Fatalf("the toast is %+v, want one that offers to undo the merge", toast)
		}
		d.do(toast.OnAction)
		d.pass(time.Second)
		d.want("2 pairs to decide")
		if n := d.leads(); n != 4 {
			t.Errorf("after undo there are %d leads, want 4", n)
		}
	})
}

func TestTheOneThatIsChosenStays(t *testing.T) {
	open(t, func(d *desk) { d.found(alike("1")...) }, func(d *desk) {
		d.press(fyne.KeyRight)
		d.tap("Merge")
		p := must(d.db.Businesses(d.t.Context(), entity.Filter{}, entity.Sort{}, entity.Page{}))(d.t)
		if len(p.Data) != 1 || p.Data[0].Name != "Kowalski & Sons Plumbing" {
			t.Errorf("what stays is %+v, want the one at the right", p.Data)
		}
		d.want("Nothing to decide")
	})
}

func TestKeptApartIsKeptForGood(t *testing.T) {
	open(t, func(d *desk) { d.found(alike("1")...) }, func(d *desk) {
		d.press(fyne.KeyN)
		d.want("Nothing to decide")
		d.found(alike("1")...) // the same search again
		d.pass(time.Second)
		if n := d.waiting(); n != 0 {
			t.Errorf("%d pairs wait after one was kept apart, want none", n)
		}
		if d.shell.last().Title != "Kept apart" {
			t.Errorf("the toast is %+v", d.shell.last())
		}
	})
}

func TestASkippedPairComesAgainAtTheEnd(t *testing.T) {
	open(t, func(d *desk) {
		d.found(alike("1")...)
		d.found(alike("2")...)
	}, func(d *desk) {
		first := d.screen.compare.of
		d.press(fyne.KeyS)
		if d.screen.compare.of == first {
			t.Error("the skipped pair is still shown")
		}
		d.want("2 pairs to decide", "1 skipped")
		d.press(fyne.KeyM)
		if d.screen.compare.of != first {
			t.Errorf("after the others %v is shown, want the skipped %v", d.screen.compare.of, first)
		}
	})
}

func TestAPairThatArrivesIsShown(t *testing.T) {
	open(t, nil, func(d *desk) {
		d.found(alike("1")...)
		d.pass(time.Second)
		d.want("1 pair to decide", "Kowalski Plumbing")
	})
}

func TestTheLeadSomebodyWorkedOnStays(t *testing.T) {
	day := func(n int) time.Time { return time.Date(2026, 11, n, 9, 0, 0, 0, time.UTC) }
	for name, c := range map[string]struct {
		a, b entity.Business
		want entity.BusinessID
	}{
		"the older":               {entity.Business{ID: 1, CreatedAt: day(1)}, entity.Business{ID: 2, CreatedAt: day(2)}, 1},
		"the older at the right":  {entity.Business{ID: 1, CreatedAt: day(2)}, entity.Business{ID: 2, CreatedAt: day(1)}, 2},
		"the one with notes":      {entity.Business{ID: 1, CreatedAt: day(1)}, entity.Business{ID: 2, CreatedAt: day(2), Notes: "met"}, 2},
		"the one with a stage":    {entity.Business{ID: 1, Stage: entity.StageNew}, entity.Business{ID: 2, Stage: entity.StageInvited}, 2},
		"both worked on: the old": {entity.Business{ID: 1, CreatedAt: day(1), Tags: []string{"x"}}, entity.Business{ID: 2, CreatedAt: day(2), Notes: "met"}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			if got := stays(&c.a, &c.b); got != c.want {
				t.Errorf("%d stays, want %d", got, c.want)
			}
		})
	}
}

func TestOnlyWhatBothSayCanDiffer(t *testing.T) {
	a := &entity.Business{Phone: "+17325550100", Website: "https://www.joes.example/", City: "Freehold", Email: "A@joes.example"}
	b := &entity.Business{Phone: "+17325550100", Website: "https://other.example", Email: "a@joes.example", Hours: "Mo-Fr 9:00-17:00; Sa 10:00-12:00"}
	got := map[string]string{}
	for _, f := range fieldsOf(a, b, time.Now()) {
		switch {
		case f.differs():
			got[f.name] = "differs"
		case f.alone():
			got[f.name] = "alone"
		default:
			got[f.name] = "same"
		}
	}
	want := map[string]string{"Phone": "same", "Email": "same", "Website": "differs", "Address": "alone", "Hours": "alone", "Stage": "same"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}
