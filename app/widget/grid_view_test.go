package widget

import (
	"fmt"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"pgregory.net/rapid"
)

const million = 1_000_000

func TestEveryRowOfAMillionIsReachedExactly(t *testing.T) {
	g := grid(t, GridOptions{Model: &list{n: million}})
	for _, i := range []int{0, 1, 8_999, 9_000, 9_001, 100_000, 829_110, 900_000, 999_000, million - 20} {
		g.ScrollToRow(i)
		if g.view.first != i || g.view.offset != 0 {
			t.Errorf("ScrollToRow(%d) shows row %d at %v, want it at the top", i, g.view.first, g.view.offset)
		}
		if want := fmt.Sprintf("Business number %d & Sons", i+1); g.drawn()[0] != want {
			t.Errorf("row %d draws %q, want %q", i, g.drawn()[0], want)
		}
	}
}

func TestTheLastOfAMillionRowsStandsOnTheLowerEdge(t *testing.T) {
	g := grid(t, GridOptions{Model: &list{n: million}})
	for name, jump := range map[string]func(){
		"End":         func() { g.press(fyne.KeyEnd) },
		"ScrollToRow": func() { g.ScrollToRow(million - 1) },
		"thumb": func() {
			from, length := g.bar.thumb()
			down := &desktop.MouseEvent{Button: desktop.MouseButtonPrimary}
			down.Position = fyne.NewPos(5, from+length/2)
			g.bar.MouseDown(down)
			g.bar.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(5, g.bar.track()+50)}})
			g.bar.DragEnd()
		},
		"wheel": func() { g.body.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.NewDelta(0, -1e9)}) },
	} {
		g.ScrollToRow(0)
		jump()
		_, last := g.VisibleRows()
		bottom := g.view.y(million-1) + RowHeight
		if last != million || bottom != g.body.Size().Height {
			t.Errorf("%s: sees rows to %d, the last ends at %v of %v", name, last, bottom, g.body.Size().Height)
		}
		words := g.drawn()
		if got := words[len(words)-1]; got != "Business number 1000000 & Sons" {
			t.Errorf("%s: the last row draws %q", name, got)
		}
	}
}

func TestTheThumbMapsToRowsAndBack(t *testing.T) {
	for _, n := range []int{20, 50, million} {
		g := grid(t, GridOptions{Model: &list{n: n}})
		_, length := g.bar.thumb()
		free := g.bar.track() - length
		for part := range 101 {
			g.bar.moveThumb(free * float32(part) / 100)
			from, _ := g.bar.thumb()
			if d := from - free*float32(part)/100; d < -1 || d > 1 {
				t.Errorf("%d rows: the thumb put at %d %% stands %v off", n, part, d)
			}
		}
	}
}

func TestTheWheelGoesAsFarAtTheEndAsAtTheBeginning(t *testing.T) {
	g := grid(t, GridOptions{Model: &list{n: million}})
	for _, i := range []int{3, 541_201, 829_111, 990_001} { // odd products beyond 2^24 have no float32
		g.ScrollToRow(i)
		g.body.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.NewDelta(0, -10)})
		if got := g.view.position() - float64(i)*31; got != 37 {
			t.Errorf("at row %d the wheel went %v down, want 37", i, got)
		}
		g.body.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.NewDelta(0, 10)})
		if g.view.first != i || g.view.offset != 0 {
			t.Errorf("and back it is at row %d and %v", g.view.first, g.view.offset)
		}
	}
}

func TestAViewportKeepsItsPromises(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := viewport{
			rows:      rapid.IntRange(0, 2_000_000).Draw(t, "rows"),
			rowHeight: 31, height: float64(rapid.IntRange(1, 2000).Draw(t, "height")),
		}
		for range rapid.IntRange(1, 20).Draw(t, "moves") {
			switch rapid.IntRange(0, 2).Draw(t, "kind") {
			case 0:
				v.moveTo(rapid.Float64Range(-1e5, 7e7).Draw(t, "to"))
			case 1:
				v.moveTo(v.position() + rapid.Float64Range(-5000, 5000).Draw(t, "by"))
			case 2:
				if v.rows > 0 {
					i := rapid.IntRange(0, v.rows-1).Draw(t, "row")
					v.reveal(i)
					if y := float64(v.y(i)); v.height >= v.rowHeight && (y < 0 || y+v.rowHeight > v.height) {
						t.Fatalf("row %d revealed stands at %v of %v", i, y, v.height)
					}
				}
			}
			if v.position() < 0 || v.position() > v.end() || v.offset < 0 || v.offset >= v.rowHeight {
				t.Fatalf("out of bounds: %+v", v)
			}
			first, last := v.visible()
			for i := first; i < last; i++ {
				y := v.y(i)
				if at := v.at(max(0, y)); at != i {
					t.Fatalf("row %d stands at %v, but there is row %d", i, y, at)
				}
			}
		}
	})
}

func TestAClickNeverMovesTheView(t *testing.T) {
	for _, n := range []int{3, 100, million} {
		g := grid(t, GridOptions{Model: &list{n: n}})
		for _, px := range []float64{0, 7, 30, 829_110*31 + 13, 1e9} {
			g.scrollTo(px)
			before := g.view
			height := g.body.Size().Height
			for _, y := range []float32{0, 1, 15, height / 2, height - 16, height - 1} {
				for _, x := range []float32{5, 20, 300, 690} {
					for _, mod := range []fyne.KeyModifier{0, fyne.KeyModifierControl, fyne.KeyModifierShift} {
						g.clickAt(fyne.NewPos(x, y), mod)
						if g.view != before {
							t.Fatalf("%d rows: a click at %v, %v moved the view from %+v to %+v", n, x, y, before, g.view)
						}
					}
				}
			}
			g.Clear()
		}
	}
}

func TestScrollingByOneRowReadsOneRow(t *testing.T) {
	m := &list{n: million}
	g := grid(t, GridOptions{Model: m})
	g.ScrollToRow(5000)
	m.asked = 0
	g.ScrollToRow(5001)
	if m.asked != 1 {
		t.Errorf("scrolling by one row read %d rows, want 1", m.asked)
	}
	if want := [2]int{5001, 5001 + len(g.drawn())}; m.seen != want {
		t.Errorf("told the model that rows %v are seen, want %v", m.seen, want)
	}
}

func TestTheWheelWithShiftGoesSideways(t *testing.T) {
	g := grid(t, GridOptions{Model: &list{n: 100}, Columns: []Column{{ID: "a", Width: 600}, {ID: "b", Width: 600}}})
	g.KeyDown(&fyne.KeyEvent{Name: desktop.KeyShiftLeft})
	g.body.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.NewDelta(0, -25)})
	g.KeyUp(&fyne.KeyEvent{Name: desktop.KeyShiftLeft})
	if g.scrollX == 0 || g.view.position() != 0 {
		t.Errorf("went to %v across and %v down, want only across", g.scrollX, g.view.position())
	}
	g.body.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.NewDelta(-1e6, 0)})
	if want := g.columnsWidth() - g.bodyWidth(); g.scrollX != want {
		t.Errorf("scrolled to %v across, want no further than %v", g.scrollX, want)
	}
}

func TestTheLastRowStandsAboveAScrollBarThatLies(t *testing.T) {
	g := grid(t, GridOptions{Model: &list{n: 100}, Columns: []Column{{ID: "a", Width: 600}, {ID: "b", Width: 600}}})
	g.press(fyne.KeyEnd)
	if bottom, want := g.view.y(99)+RowHeight, g.body.Size().Height-gridBarWidth; bottom != want {
		t.Errorf("the last row ends at %v, want %v", bottom, want)
	}
	g.ShowColumn("b", false)
	g.press(fyne.KeyEnd)
	if bottom, want := g.view.y(99)+RowHeight, g.body.Size().Height; bottom != want {
		t.Errorf("with the bar gone the last row ends at %v, want %v", bottom, want)
	}
}
