package widget

// reading is a row and where it stood: rows that come or go elsewhere must not move it.
type reading struct {
	id    int64
	index int
	y     float32
}

// readingAnchor lists the rows to hold on to, best first: the one under the pointer, then those in sight from the top.
func (g *Grid) readingAnchor() []reading {
	if len(g.rows) == 0 || g.o.FollowTop && g.view.position() == 0 {
		return nil
	}
	first, last := g.view.visible()
	found := make([]reading, 0, last-first+1)
	add := func(i int) {
		if r := g.rows[i%len(g.rows)]; r.index == i && r.known {
			found = append(found, reading{id: r.id, index: i, y: g.view.y(i)})
		}
	}
	if g.hover >= first && g.hover < last {
		add(g.hover)
	}
	for i := first; i < last; i++ {
		if g.view.y(i) >= 0 || i == last-1 {
			add(i)
		}
	}
	return found
}

// restoreAnchor moves the view to where the best row that is still there stands as before.
func (g *Grid) restoreAnchor(anchors []reading) {
	for _, a := range anchors {
		now := a.index
		if id, ok := g.o.Model.ID(a.index); !ok || id != a.id {
			now = g.o.Model.IndexOf(a.id)
		}
		if now >= 0 {
			g.view.moveTo(float64(now)*g.view.rowHeight - float64(a.y))
			return
		}
	}
	g.view.moveTo(g.view.position())
}
