package devtools

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"letip/app/screen"
	"letip/app/widget"
)

const headHeight float32 = 49

// head is the top edge: how many queries stand how, the pages, and the export.
type head struct {
	t      *Tools
	chips  [labels]*widget.Chip
	counts [labels]int
	export *widget.Button
	object fyne.CanvasObject
}

func newHead(t *Tools) *head {
	h := &head{t: t}
	left := []fyne.CanvasObject{widget.NewText(screen.L("Developer tools"), widget.TextStyle{Bold: true, Size: 15}), screen.Sized(8, 0, screen.Spring())}
	for l := range h.chips {
		h.counts[l] = -1
		h.chips[l] = widget.NewChip("", false, func() { t.queries.narrow(label(l)) }, nil).SetDot(labelWords[l].Role)
		left = append(left, h.chips[l])
	}
	h.export = widget.NewButton(screen.L("Export"), widget.Secondary, t.export)
	h.export.SetTip(screen.L("Writes keys, states and figures as JSON, without the data"))
	right := []fyne.CanvasObject{screen.Spring(), t.tabs, screen.Sized(4, 0, screen.Spring()), h.export}
	bar := screen.Inset(18, 0, 16, 0, screen.Row(8, append(left, right...)...))
	h.object = screen.Sized(0, headHeight, container.NewStack(
		screen.Ground(widget.RoleSurface), container.NewBorder(nil, screen.Rule(), nil, nil, bar)))
	h.draw(t.picture)
	return h
}

// draw writes the counts.
func (h *head) draw(p *picture) {
	only := h.t.queries.want.only
	relay := false
	for l, c := range h.chips {
		c.SetOn(only == label(l))
		if n := p.list.counts[l]; n != h.counts[l] {
			h.counts[l] = n
			c.SetLabel(screen.L(labelWords[l].Text) + " " + screen.Number(n))
			relay = true
		}
	}
	if relay {
		h.object.Refresh()
	}
}
