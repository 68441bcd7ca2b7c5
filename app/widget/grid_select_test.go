package widget

import (
	"testing"
	"testing/synctest"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"github.com/google/go-cmp/cmp"
)

const (
	ctrl  = fyne.KeyModifierControl
	shift = fyne.KeyModifierShift
)

func TestMouseSelectsAsOnADesktop(t *testing.T) {
	for _, c := range []struct {
		name string
		do   func(g *Grid)
		want []int64
	}{
		{"a click selects one", func(g *Grid) { g.click(3, 0); g.click(5, 0) }, []int64{6}},
		{"Ctrl adds", func(g *Grid) { g.click(3, 0); g.click(5, ctrl) }, []int64{4, 6}},
		{"Ctrl takes away", func(g *Grid) { g.click(3, 0); g.click(5, ctrl); g.click(3, ctrl) }, []int64{6}},
		{"Shift extends down", func(g *Grid) { g.click(3, 0); g.click(6, shift) }, []int64{4, 5, 6, 7}},
		{"Shift extends up from the same row", func(g *Grid) { g.click(3, 0); g.click(6, shift); g.click(1, shift) }, []int64{2, 3, 4}},
		{"Shift begins where Ctrl was", func(g *Grid) { g.click(0, 0); g.click(3, ctrl); g.click(5, shift) }, []int64{4, 5, 6}},
		{"Ctrl and Shift add a range", func(g *Grid) { g.click(0, 0); g.click(3, ctrl); g.click(5, ctrl|shift) }, []int64{1, 4, 5, 6}},
		{"Shift without a current row selects one", func(g *Grid) { g.click(4, shift) }, []int64{5}},
		{"a checkbox toggles", func(g *Grid) {
			g.click(2, 0)
			g.clickAt(fyne.NewPos(18, g.view.y(4)+5), 0)
			g.clickAt(fyne.NewPos(18, g.view.y(5)+5), 0)
			g.clickAt(fyne.NewPos(18, g.view.y(4)+5), 0)
		}, []int64{3, 6}},
		{"a right click on a row that is not selected selects it", func(g *Grid) { g.click(2, 0); g.rightClick(5) }, []int64{6}},
		{"a right click on one of several keeps them", func(g *Grid) { g.click(2, 0); g.click(4, shift); g.rightClick(3) }, []int64{3, 4, 5}},
		{"a click below the last row does nothing", func(g *Grid) { g.click(2, 0); g.clickAt(fyne.NewPos(100, g.body.Size().Height-2), 0) }, []int64{3}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var told Selection
			g := grid(t, GridOptions{Model: &list{n: 10}, OnSelect: func(s Selection) { told = s }})
			c.do(g)
			if diff := cmp.Diff(c.want, g.Selection().Sorted()); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(g.Selection(), told); diff != "" {
				t.Error("OnSelect was told another: " + diff)
			}
		})
	}
}

func (g *Grid) rightClick(i int) {
	e := &desktop.MouseEvent{Button: desktop.MouseButtonSecondary}
	e.Position, e.AbsolutePosition = g.middleOf(i), g.middleOf(i)
	g.body.MouseDown(e)
}

func TestKeysMoveSelectAndExtend(t *testing.T) {
	for _, c := range []struct {
		name   string
		do     func(g *Grid)
		want   []int64
		cursor int64
	}{
		{"Down begins with the first in sight", func(g *Grid) { g.press(fyne.KeyDown) }, []int64{1}, 1},
		{"Up begins there too", func(g *Grid) { g.ScrollToRow(20); g.press(fyne.KeyUp) }, []int64{21}, 21},
		{"Down Down", func(g *Grid) { g.press(fyne.KeyDown, fyne.KeyDown) }, []int64{2}, 2},
		{"Up at the top stays", func(g *Grid) { g.press(fyne.KeyHome, fyne.KeyUp) }, []int64{1}, 1},
		{"End", func(g *Grid) { g.press(fyne.KeyEnd) }, []int64{100}, 100},
		{"Down at the end stays", func(g *Grid) { g.press(fyne.KeyEnd, fyne.KeyDown) }, []int64{100}, 100},
		{"Space takes away", func(g *Grid) { g.press(fyne.KeyDown, fyne.KeySpace) }, nil, 1},
		{"Space adds", func(g *Grid) { g.press(fyne.KeyDown, fyne.KeySpace, fyne.KeySpace) }, []int64{1}, 1},
		{"Shift extends and shrinks", func(g *Grid) {
			g.click(3, 0)
			g.KeyDown(&fyne.KeyEvent{Name: desktop.KeyShiftLeft})
			g.press(fyne.KeyDown, fyne.KeyDown, fyne.KeyDown, fyne.KeyUp)
		}, []int64{4, 5, 6}, 6},
		{"after Shift is up, Down selects one", func(g *Grid) {
			g.click(3, 0)
			g.KeyDown(&fyne.KeyEvent{Name: desktop.KeyShiftRight})
			g.press(fyne.KeyDown)
			g.KeyUp(&fyne.KeyEvent{Name: desktop.KeyShiftRight})
			g.press(fyne.KeyDown)
		}, []int64{6}, 6},
		{"PageDown goes a page, and the view with it", func(g *Grid) { g.press(fyne.KeyDown, fyne.KeyPageDown) }, []int64{14}, 14},
		{"PageUp at the top", func(g *Grid) { g.press(fyne.KeyDown, fyne.KeyPageUp) }, []int64{1}, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			g := grid(t, GridOptions{Model: &list{n: 100}})
			c.do(g)
			if diff := cmp.Diff(c.want, g.Selection().Sorted()); diff != "" {
				t.Error(diff)
			}
			if id, ok := g.Cursor(); !ok || id != c.cursor {
				t.Errorf("the current row is %d, want %d", id, c.cursor)
			}
			if i := g.o.Model.IndexOf(c.cursor); g.view.y(i) < 0 || g.view.y(i)+RowHeight > g.body.Size().Height {
				t.Errorf("the current row stands at %v, out of sight", g.view.y(i))
			}
		})
	}
}

func TestAllThatMatchExceptSome(t *testing.T) {
	g := grid(t, GridOptions{Model: &list{n: million}})
	g.TypedShortcut(&fyne.ShortcutSelectAll{})
	g.click(3, ctrl)
	s := g.Selection()
	if !s.All || s.Has(4) || !s.Has(5) || s.Count(million) != million-1 || s.Sorted() != nil {
		t.Errorf("all but one is %+v, counting %d", s, s.Count(million))
	}
	g.click(3, ctrl)
	if g.Selection().Count(million) != million {
		t.Error("toggled back, it does not count all")
	}
	g.click(7, 0)
	if diff := cmp.Diff([]int64{8}, g.Selection().Sorted()); diff != "" {
		t.Error("a click after Ctrl+A: " + diff)
	}
}

func TestARangeOverAllRowsIsAll(t *testing.T) {
	g := grid(t, GridOptions{Model: &list{n: million}})
	g.press(fyne.KeyHome)
	g.KeyDown(&fyne.KeyEvent{Name: desktop.KeyShiftLeft})
	g.press(fyne.KeyEnd)
	if s := g.Selection(); !s.All || len(s.IDs) != 0 {
		t.Errorf("Home, Shift+End selects %d ids one by one", len(s.IDs))
	}
}

func TestASelectionThatWasHandedOutDoesNotChange(t *testing.T) {
	var told []Selection
	g := grid(t, GridOptions{Model: &list{n: 10}, OnSelect: func(s Selection) { told = append(told, s) }})
	g.click(1, 0)
	g.click(2, ctrl)
	g.click(3, ctrl)
	counts := []int{}
	for _, s := range told {
		counts = append(counts, s.Count(10))
	}
	if diff := cmp.Diff([]int{1, 2, 3}, counts); diff != "" {
		t.Error(diff)
	}
}

func TestTheHeadersCheckboxSelectsAllOrNone(t *testing.T) {
	g := grid(t, GridOptions{Model: &list{n: 10}})
	g.headerClick(18)
	if !g.Selection().All {
		t.Error("it did not select all")
	}
	g.click(2, ctrl)
	g.headerClick(18)
	if !g.Selection().Empty() {
		t.Error("with some selected it did not clear")
	}
}

func TestSelectionAndCurrentRowFollowTheirRows(t *testing.T) {
	m := &list{ids: countTo(50)}
	g := grid(t, GridOptions{Model: m})
	g.click(3, 0)
	m.ids = append([]int64{700, 701}, m.ids...)
	g.Reload()
	if id, _ := g.Cursor(); id != 4 || !g.Selection().Has(4) || g.Selection().Has(700) {
		t.Errorf("after inserts above, current is %d, selection %v", id, g.Selection().Sorted())
	}
	g.press(fyne.KeyDown)
	if id, _ := g.Cursor(); id != 5 {
		t.Errorf("Down went to row %d, want the one below it, 5", id)
	}
}

func TestADoubleClickOpensAndTwoSlowClicksDoNot(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var opened []int64
		g := grid(t, GridOptions{Model: &list{n: 10}, OnOpen: func(id int64) { opened = append(opened, id) }})
		g.click(2, 0)
		g.click(2, 0) // opens 3
		g.click(2, 0) // the third of three does not open again
		pass(time.Second)
		g.click(4, 0)
		pass(doubleClick + time.Millisecond)
		g.click(4, 0)
		pass(time.Second)
		g.click(5, 0)
		g.click(6, 0)
		pass(time.Second)
		g.click(7, ctrl)
		g.click(7, ctrl)
		g.press(fyne.KeyReturn)
		if diff := cmp.Diff([]int64{3, 8}, opened); diff != "" {
			t.Error(diff)
		}
	})
}

func TestOnCursorTellsEachNewCurrentRowOnce(t *testing.T) {
	var told []int64
	g := grid(t, GridOptions{Model: &list{n: 10}, OnCursor: func(id int64) { told = append(told, id) }})
	g.click(2, 0)
	g.click(2, 0)
	g.press(fyne.KeyDown, fyne.KeyEnd, fyne.KeyEnd)
	g.SetCursor(1)
	if diff := cmp.Diff([]int64{3, 4, 10}, told); diff != "" {
		t.Error(diff)
	}
}

func TestKeysTheGridHasNoUseForReachTheWindow(t *testing.T) {
	var asked, keys, shortcuts []string
	g := grid(t, GridOptions{Model: &list{n: 10}, OnKey: func(e *fyne.KeyEvent) bool {
		asked = append(asked, string(e.Name))
		return e.Name == fyne.KeyDelete
	}})
	c := canvasOf(g)
	c.SetOnTypedKey(func(e *fyne.KeyEvent) { keys = append(keys, string(e.Name)) })
	c.AddShortcut(&desktop.CustomShortcut{KeyName: fyne.KeyK, Modifier: ctrl}, func(fyne.Shortcut) { shortcuts = append(shortcuts, "Ctrl+K") })
	c.AddShortcut(&fyne.ShortcutUndo{}, func(fyne.Shortcut) { shortcuts = append(shortcuts, "Ctrl+Z") })
	g.press(fyne.KeyDelete, fyne.KeyF5, fyne.KeyEscape, fyne.KeyDown)
	g.TypedShortcut(&desktop.CustomShortcut{KeyName: fyne.KeyK, Modifier: ctrl})
	g.TypedShortcut(&fyne.ShortcutUndo{})
	if diff := cmp.Diff([]string{"Delete", "F5", "Escape"}, asked); diff != "" {
		t.Error("OnKey: " + diff)
	}
	if diff := cmp.Diff([]string{"F5", "Escape"}, keys); diff != "" {
		t.Error("the window: " + diff)
	}
	if diff := cmp.Diff([]string{"Ctrl+K", "Ctrl+Z"}, shortcuts); diff != "" {
		t.Error("shortcuts: " + diff)
	}
}

func TestARightClickAsksForAMenuWhereItWas(t *testing.T) {
	var id int64
	var at fyne.Position
	g := grid(t, GridOptions{Model: &list{n: 10}, OnMenu: func(i int64, p fyne.Position) { id, at = i, p }})
	g.rightClick(4)
	if id != 5 || at != g.middleOf(4) {
		t.Errorf("asked for a menu of row %d at %v", id, at)
	}
}
