package widget

import (
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"pgregory.net/rapid"
)

func countTo(n int) []int64 {
	ids := make([]int64, n)
	for i := range ids {
		ids[i] = int64(i + 1)
	}
	return ids
}

func TestRowsInsertedAboveDoNotMoveWhatIsRead(t *testing.T) {
	m := &list{ids: countTo(1000)}
	g := grid(t, GridOptions{Model: m})
	g.scrollTo(500*31 + 11)
	id, y := g.topID()
	for i := range 50 {
		m.ids = slices.Insert(m.ids, i, int64(5000+i))
	}
	g.Reload()
	if nowID, nowY := g.topID(); nowID != id || nowY != y {
		t.Errorf("after 50 inserts above, row %d stands at %v; before it was row %d at %v", nowID, nowY, id, y)
	}
}

func TestRowsInsertedAnywhereDoNotMoveTheRowUnderThePointer(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		m := &list{ids: countTo(400)}
		g := grid(t, GridOptions{Model: m})
		g.scrollTo(float64(rapid.IntRange(31*40, 31*300).Draw(rt, "at")))
		y := float32(rapid.IntRange(0, int(g.body.Size().Height)-1).Draw(rt, "y"))
		over := &desktop.MouseEvent{}
		over.Position = fyne.NewPos(100, y)
		g.body.MouseMoved(over)
		id, _ := m.ID(g.hover)
		stood := g.view.y(g.hover)
		for range rapid.IntRange(1, 60).Draw(rt, "changes") {
			at := rapid.IntRange(0, len(m.ids)-1).Draw(rt, "place")
			if rapid.Bool().Draw(rt, "insert") || m.ids[at] == id {
				m.ids = slices.Insert(m.ids, at, int64(10_000+len(m.ids)*1000+at))
			} else {
				m.ids = slices.Delete(m.ids, at, at+1)
			}
		}
		g.Reload()
		now := m.IndexOf(id)
		if !g.Shows(id) || g.view.y(now) != stood {
			rt.Fatalf("row %d stood at %v under the pointer, and is now at %v", id, stood, g.view.y(now))
		}
		if g.hover != now {
			rt.Fatalf("the pointer is on row %d, the highlight on %d", now, g.hover)
		}
	})
}

func TestWhenTheReadRowIsGoneTheNextOneHolds(t *testing.T) {
	m := &list{ids: countTo(1000)}
	g := grid(t, GridOptions{Model: m})
	g.ScrollToRow(500)
	m.ids = slices.Delete(m.ids, 495, 503) // ids 496 to 503: three in sight
	g.Reload()
	if got, y := g.topID(); !g.Shows(504) || g.view.y(m.IndexOf(504)) != 3*31 {
		t.Errorf("row 504 stands at %v, want where it stood, at 93; at the top is %d at %v", g.view.y(m.IndexOf(504)), got, y)
	}
}

func TestAtTheTopNewRowsWaitAboveUnlessTheGridFollows(t *testing.T) {
	for _, follow := range []bool{false, true} {
		m := &list{ids: countTo(100)}
		g := grid(t, GridOptions{Model: m, FollowTop: follow})
		m.ids = slices.Insert(m.ids, 0, 900, 901)
		g.Reload()
		want := int64(1)
		if follow {
			want = 900
		}
		if got, _ := g.topID(); got != want {
			t.Errorf("FollowTop %v: after two arrived above, the top is row %d, want %d", follow, got, want)
		}
	}
}

func TestAListThatShrinksUnderTheViewEndsOnTheLowerEdge(t *testing.T) {
	m := &list{ids: countTo(1000)}
	g := grid(t, GridOptions{Model: m})
	g.press(fyne.KeyEnd)
	m.ids = m.ids[:30]
	g.Reload()
	_, last := g.VisibleRows()
	if last != 30 || g.view.y(29)+RowHeight != g.body.Size().Height {
		t.Errorf("sees rows to %d, the last at %v", last, g.view.y(29))
	}
	m.ids = m.ids[:0]
	g.Reload()
	if got := g.drawn(); len(got) != 0 {
		t.Errorf("an empty list draws %v", got)
	}
}

func TestStateOutlivesTheRenderer(t *testing.T) {
	m := &list{ids: countTo(1000)}
	g := grid(t, GridOptions{Model: m})
	g.ScrollToRow(400)
	g.click(402, 0)
	g.SetSort("name", true)
	size := g.Size()
	r := g.CreateRenderer() // as Fyne does after a minute unpainted
	r.Layout(size)
	r.Refresh()
	if first, _ := g.VisibleRows(); first != 400 || !g.selection.Has(403) || !g.desc {
		t.Errorf("after a new renderer the grid is at row %d, selection %+v", first, g.selection)
	}
}

func TestAChangedRowsHighlightFadesWithinASecondAndThenNothingRuns(t *testing.T) {
	inBubble(t, func(p *Pump) {
		var g *Grid
		p.Do(func() { g = grid(t, GridOptions{Model: &list{n: 100}, Dispatcher: p}) })
		posts := 0
		p.Do(func() {
			g.o.Dispatcher = countingPost{p, &posts}
			g.Flash(3, 5, 90) // 90 is not seen
		})
		ground := func() (c any) {
			p.Do(func() { c = g.rows[2].ground.StrokeColor })
			return c
		}
		strong := ground()
		pass(500 * time.Millisecond)
		weak := ground()
		pass(600 * time.Millisecond)
		gone := ground()
		if plain := any(lightPalette[RoleSurface]); strong == plain || weak == plain || strong == weak || gone != plain {
			t.Errorf("the highlight went %v, %v, %v; want a strong one, a weaker one, none", strong, weak, gone)
		}
		before := posts
		pass(time.Minute)
		if posts > 11 || posts != before {
			t.Errorf("%d posts for one highlight, %d of them after it was over; want at most 11 and none", posts, posts-before)
		}
	})
}

type countingPost struct {
	d Dispatcher
	n *int
}

func (c countingPost) Post(f func()) { *c.n++; c.d.Post(f) }

func TestPlaceholdersShowOnlyAfter150ms(t *testing.T) {
	inBubble(t, func(p *Pump) {
		m := &list{n: 100, unloaded: map[int]bool{3: true}}
		var g *Grid
		p.Do(func() { g = grid(t, GridOptions{Model: m, Dispatcher: p}) })
		ghost := func() (seen bool) {
			p.Do(func() { c := g.rows[3].cells[0]; seen = c.ghost != nil && c.ghost.Visible() })
			return seen
		}
		pass(100 * time.Millisecond)
		if ghost() {
			t.Error("a placeholder showed after 100 ms")
		}
		pass(60 * time.Millisecond)
		if !ghost() {
			t.Error("no placeholder after 160 ms")
		}
		p.Do(func() {
			m.unloaded = nil
			g.Reload()
		})
		if ghost() {
			t.Error("the placeholder stayed when the row came")
		}
	})
}

func TestALoadingGridShowsPlaceholdersAndNoEmptyState(t *testing.T) {
	inBubble(t, func(p *Pump) {
		var g *Grid
		empty := NewEmpty("leads", "No leads yet", "")
		p.Do(func() {
			g = grid(t, GridOptions{Model: &list{}, Dispatcher: p})
			g.SetEmpty(empty)
		})
		if !empty.Visible() {
			t.Error("no rows, and no empty state")
		}
		p.Do(func() { g.SetLoading(true) })
		pass(200 * time.Millisecond)
		p.Do(func() {
			if empty.Visible() || len(g.drawn()) < 10 || !g.rows[0].cells[0].ghost.Visible() {
				t.Errorf("while loading: empty state %v, %d placeholder rows", empty.Visible(), len(g.drawn()))
			}
			g.SetLoading(false)
			if !empty.Visible() || len(g.drawn()) != 0 {
				t.Error("loaded nothing, and the placeholders stay")
			}
		})
	})
}
