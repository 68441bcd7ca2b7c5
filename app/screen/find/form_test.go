package find

import (
	"slices"
	"testing"

	"fyne.io/fyne/v2/test"

	"letip/app/screen"
	"letip/app/widget"
)

func TestTheFormOffersTheGroupsOfTheListAsItIsNow(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(widget.NewTheme(widget.ModeLight))
	room := &screen.Room{Facts: screen.Facts{Groups: []screen.Group{{Name: "Food"}, {Name: "Trades"}}}}
	x := &form{f: &Find{room: room}, groups: screen.Flow(7), candidates: screen.Column(2)}
	x.every = widget.NewChip("All", true, nil, nil)
	x.regroup()
	x.setCategories([]string{"Trades"})
	room.Facts.Groups = []screen.Group{{Name: "Trades"}, {Name: "Craft"}, {Name: "Food"}}
	x.regroup()
	if got := x.categories(); !slices.Equal(got, []string{"Trades"}) {
		t.Errorf("%q is chosen, want what was chosen before", got)
	}
	if n := len(x.groups.Objects); n != 4 || x.every.On() {
		t.Errorf("%d chips are offered (all: %v), want three groups and the one for all", n, x.every.On())
	}
	room.Facts.Groups = []screen.Group{{Name: "Craft"}, {Name: "Food"}}
	x.regroup()
	if got := x.categories(); got != nil || !x.every.On() {
		t.Errorf("the chosen group is gone: %q is chosen (all: %v), want all", got, x.every.On())
	}
}
