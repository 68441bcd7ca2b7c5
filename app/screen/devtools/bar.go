package devtools

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"letip/app/screen"
	"letip/app/widget"
)

// bar is the line above the list of queries: the filter, how it is listed, and the order.
type bar struct {
	q       *queries
	filter  *widget.SearchEntry
	tree    *widget.Chip
	enabled *widget.Chip
	offline *widget.Chip
	sort    *widget.Button
	object  fyne.CanvasObject
}

// sorts are the orders that are offered.
var sorts = []struct {
	by   sortBy
	word string
}{{byStatus, "status"}, {byKey, "key"}, {byUpdated, "last updated"}}

func newBar(q *queries) *bar {
	b := &bar{q: q}
	b.filter = widget.NewSearchEntry(q.t.deps.Dispatch, screen.L("Filter by key"), "Ctrl K", func(text string) {
		q.want.filter = text
		q.ask()
	})
	b.tree = widget.NewChip(screen.L("Tree"), true, func() {
		q.want.Flat = !q.want.Flat
		b.show()
		q.ask()
	}, nil)
	b.enabled = widget.NewChip(screen.L("Hide disabled"), false, func() {
		q.want.HideDisabled = !q.want.HideDisabled
		b.show()
		q.ask()
	}, nil)
	b.offline = widget.NewChip(screen.L("Mock offline"), false, func() { q.t.setMocked(!q.t.mocked) }, nil)
	b.sort = widget.NewMenuButton("", b.menu)
	b.sort.SetKind(widget.Quiet)
	b.sort.SetTone(widget.RoleMuted)
	right := screen.Row(6, b.tree, b.enabled, b.offline, b.sort)
	b.object = screen.Inset(12, 10, 6, 10, container.NewBorder(nil, nil, nil, screen.Inset(8, 0, 0, 0, right), b.filter))
	return b
}

// show shows what is wanted.
func (b *bar) show() {
	w := b.q.want
	b.tree.SetOn(!w.Flat)
	b.enabled.SetOn(w.HideDisabled)
	for _, s := range sorts {
		if s.by == w.Sort || w.Sort == "" && s.by == byStatus {
			word := screen.Lf("sort: {{.By}}", screen.With{"By": screen.L(s.word)})
			if w.Desc {
				word += " ↓"
			}
			b.sort.SetLabel(word)
		}
	}
	b.object.Refresh()
}

// menu offers the orders, and both directions.
func (b *bar) menu() []*fyne.MenuItem {
	w := b.q.want
	var items []*fyne.MenuItem
	for _, s := range sorts {
		it := fyne.NewMenuItem(screen.Title(screen.L(s.word)), func() { b.q.sort(s.by, w.Desc) })
		it.Checked = s.by == w.Sort || w.Sort == "" && s.by == byStatus
		items = append(items, it)
	}
	up := fyne.NewMenuItem(screen.L("Ascending"), func() { b.q.sort(w.Sort, false) })
	down := fyne.NewMenuItem(screen.L("Descending"), func() { b.q.sort(w.Sort, true) })
	up.Checked, down.Checked = !w.Desc, w.Desc
	empty := fyne.NewMenuItem(screen.L("Clear the cache"), func() { b.q.t.deps.Cache.Clear(); b.q.ask() })
	return append(items, fyne.NewMenuItemSeparator(), up, down, fyne.NewMenuItemSeparator(), empty)
}
