package widget

import (
	"math"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

const (
	// A row that is not loaded shows nothing for so long, then placeholders: most come sooner, and would only flicker.
	ghostDelay = 150 * time.Millisecond
	flashTime  = time.Second
	// A fade in steps: an animation would paint the whole window sixty times a second while a job runs.
	flashStep = 100 * time.Millisecond
)

// arrange draws what is seen. Rows that were drawn before are only moved, unless all is set.
func (g *Grid) arrange(all bool) {
	size := g.body.Size()
	if size.Height <= 0 || size.Width <= 0 {
		return
	}
	g.grow(int(math.Ceil(float64(size.Height)/g.view.rowHeight)) + 1)
	p := currentPalette()
	first, last := g.view.visible()
	if g.view.rows == 0 && g.loading {
		first, last = 0, len(g.rows)
	}
	g.rehover()
	ghosts := g.ghosts()
	complete := true
	for i := first; i < last; i++ {
		r := g.rows[i%len(g.rows)]
		if all || r.index != i || r.layout != g.layout || !r.loaded {
			r.show(i, p, ghosts)
		}
		r.box.Move(fyne.NewPos(0, g.view.y(i)))
		setVisible(r.box, true)
		complete = complete && r.loaded
	}
	for _, r := range g.rows {
		if r.index < first || r.index >= last {
			r.index = -1
			setVisible(r.box, false)
		}
	}
	g.awaitRows(complete)
	g.bar.set(g.view.position(), g.view.height, g.view.height+g.view.end())
	g.barX.set(float64(g.scrollX), float64(g.bodyWidth()), float64(g.columnsWidth()))
	if g.empty != nil {
		setVisible(g.empty, g.view.rows == 0 && !g.loading)
	}
	g.header.restyleCheck(p)
	if seen := [2]int{first, last}; g.view.rows > 0 && (all || seen != g.prefetch) {
		g.prefetch = seen
		g.o.Model.Prefetch(first, last)
	}
	canvas.Refresh(g.body.marker)
}

// grow makes the pool large enough. What a row is drawn by depends on the pool's size, so that all are drawn anew.
func (g *Grid) grow(n int) {
	if n <= len(g.rows) {
		return
	}
	for len(g.rows) < n {
		g.rows = append(g.rows, newGridRow(g))
	}
	g.body.boxes = append(g.body.boxes[:0], g.body.marker)
	for _, r := range g.rows {
		r.index = -1
		g.body.boxes = append(g.body.boxes, r.box)
	}
}

// restyleRows draws again what a selection, the current row or the pointer changes.
func (g *Grid) restyleRows() {
	p := currentPalette()
	for _, r := range g.rows {
		switch {
		case r.index < 0:
		case r.bold != r.current():
			r.show(r.index, p, g.ghosts())
		default:
			r.style(p)
		}
	}
	g.header.restyleCheck(p)
	canvas.Refresh(g.body.marker)
}

// rehover finds the row under a pointer that stood still while the rows moved.
func (g *Grid) rehover() {
	if g.hover < 0 {
		return
	}
	before := g.hover
	g.hover = g.view.at(g.pointerY)
	if g.hover == before {
		return
	}
	p := currentPalette()
	for _, r := range g.rows {
		if r.index >= 0 && (r.index == before || r.index == g.hover) {
			r.style(p)
		}
	}
}

// ghosts tells whether rows that are not loaded have been away for so long that they show placeholders.
func (g *Grid) ghosts() bool {
	return !g.missing.IsZero() && time.Since(g.missing) >= ghostDelay
}

// awaitRows has placeholders shown if rows stay away for long.
func (g *Grid) awaitRows(complete bool) {
	if complete {
		g.missing = time.Time{}
		return
	}
	if g.missing.IsZero() {
		g.missing = time.Now()
	}
	if g.waiting || time.Since(g.missing) >= ghostDelay || g.o.Dispatcher == nil {
		return
	}
	g.waiting = true
	time.AfterFunc(ghostDelay, func() {
		g.o.Dispatcher.Post(func() {
			g.waiting = false
			if !g.missing.IsZero() {
				g.arrange(false)
			}
		})
	})
}

// Flash highlights rows that have changed; it fades within a second. Rows that are not seen cost nothing.
func (g *Grid) Flash(ids ...int64) {
	now := time.Now()
	for _, id := range ids {
		if g.Shows(id) {
			g.flashes[id] = now
		}
	}
	g.fade()
}

// flashAge is how much of a row's highlight is over, 0 to 1; false if it has none.
func (g *Grid) flashAge(id int64) (float64, bool) {
	if len(g.flashes) == 0 {
		return 0, false
	}
	since, ok := g.flashes[id]
	if !ok {
		return 0, false
	}
	age := float64(time.Since(since)) / float64(flashTime)
	return age, age < 1
}

// fade draws one step and arms a timer for the next, as long as there is one.
func (g *Grid) fade() {
	for id, since := range g.flashes {
		if time.Since(since) >= flashTime {
			delete(g.flashes, id)
		}
	}
	g.restyleRows()
	if len(g.flashes) == 0 || g.fading || g.o.Dispatcher == nil {
		return
	}
	g.fading = true
	time.AfterFunc(flashStep, func() {
		g.o.Dispatcher.Post(func() {
			g.fading = false
			g.fade()
		})
	})
}
