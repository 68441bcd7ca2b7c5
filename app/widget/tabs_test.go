package widget

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"github.com/google/go-cmp/cmp"
)

func TestTabsChooseByClickAndByKey(t *testing.T) {
	app(t, ModeLight)
	var told []int
	tabs := NewTabs([]string{"Queries", "Mutations", "Events"}, func(i int) { told = append(told, i) })
	window(t, tabs, 400, 40)
	for i := range 3 {
		x, width := tabs.boxOf(i)
		test.TapAt(tabs, fyne.NewPos(x+width/2, 20))
		if tabs.Chosen() != i {
			t.Errorf("a click on word %d chose %d", i, tabs.Chosen())
		}
	}
	x, width := tabs.boxOf(2)
	test.TapAt(tabs, fyne.NewPos(x+width+30, 20))
	for _, key := range []fyne.KeyName{fyne.KeyRight, fyne.KeyLeft, fyne.KeyLeft, fyne.KeyLeft, fyne.KeyRight} {
		tabs.TypedKey(&fyne.KeyEvent{Name: key})
	}
	if diff := cmp.Diff([]int{1, 2, 1, 0, 1}, told); diff != "" {
		t.Errorf("told (-want +got):\n%s", diff)
	}
}
