package widget

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	fynewidget "fyne.io/fyne/v2/widget"
)

const (
	doubleClick = 400 * time.Millisecond
	// Fyne says 25 for a notch of the wheel; three rows is what desktops do.
	wheelFactor = 3.7
)

// gridBody is where the rows are: it takes the mouse for all of them. Being scrollable it also clips them.
type gridBody struct {
	fynewidget.BaseWidget
	g      *Grid
	boxes  []fyne.CanvasObject
	marker *canvas.Rectangle // of no size: refreshing it has the window painted, without a walk over the rows
}

var (
	_ fyne.Scrollable   = (*gridBody)(nil)
	_ desktop.Mouseable = (*gridBody)(nil)
	_ desktop.Hoverable = (*gridBody)(nil)
)

func newGridBody(g *Grid) *gridBody {
	b := &gridBody{g: g, marker: newBox(0)}
	b.boxes = []fyne.CanvasObject{b.marker} // Fyne finds the window of what is in its tree alone
	b.ExtendBaseWidget(b)
	return b
}

// CreateRenderer implements fyne.Widget.
func (b *gridBody) CreateRenderer() fyne.WidgetRenderer { return bodyRenderer{b} }

type bodyRenderer struct{ b *gridBody }

func (r bodyRenderer) Layout(fyne.Size)             {}
func (r bodyRenderer) MinSize() fyne.Size           { return fyne.Size{} }
func (r bodyRenderer) Refresh()                     { canvas.Refresh(r.b.marker) }
func (r bodyRenderer) Objects() []fyne.CanvasObject { return r.b.boxes }
func (r bodyRenderer) Destroy()                     {}

// Scrolled implements fyne.Scrollable. With Shift the wheel goes sideways.
func (b *gridBody) Scrolled(e *fyne.ScrollEvent) {
	dx, dy := e.Scrolled.DX*wheelFactor, e.Scrolled.DY*wheelFactor
	if b.g.shifted() && dx == 0 {
		dx, dy = dy, 0
	}
	if dx != 0 {
		b.g.setScrollX(b.g.scrollX - dx)
	}
	if dy != 0 {
		b.g.scrollTo(b.g.view.position() - float64(dy))
	}
}

// MouseDown implements desktop.Mouseable. It selects; it never scrolls, not even for a row that is half in sight.
func (b *gridBody) MouseDown(e *desktop.MouseEvent) {
	g := b.g
	focus(g)
	hideTip(g)
	i := g.view.at(e.Position.Y)
	if i < 0 {
		return
	}
	id, ok := g.o.Model.ID(i)
	if !ok {
		return
	}
	if e.Button == desktop.MouseButtonSecondary {
		if !g.selection.Has(id) {
			g.selectOnly(id)
		}
		g.setCursor(i, true)
		g.restyleRows()
		if g.o.OnMenu != nil {
			g.o.OnMenu(id, e.AbsolutePosition)
		}
		return
	}
	if e.Button != desktop.MouseButtonPrimary {
		return
	}
	toggles := e.Modifier&(fyne.KeyModifierControl|fyne.KeyModifierSuper) != 0
	extends := e.Modifier&fyne.KeyModifierShift != 0
	onCheck := !g.o.NoCheckboxes && e.Position.X+g.scrollX < checkColumn
	if fold, hit := g.foldAt(i, e.Position.X); hit && !toggles && !extends {
		if g.o.FoldRows {
			g.setCursor(i, false)
			g.selectOnly(id)
		}
		g.o.OnFold(id, fold == FoldClosed)
		return
	}
	switch {
	case extends:
		g.selectRange(i, toggles)
		g.setCursor(i, true)
	case toggles, onCheck:
		g.setCursor(i, false)
		g.selected(g.selection.toggled(id))
	default:
		g.setCursor(i, false)
		g.selectOnly(id)
	}
	g.restyleRows()
	b.click(id, !toggles && !extends && !onCheck)
}

// click counts clicks: Fyne's DoubleTapped would hold back each single one for 300 ms.
func (b *gridBody) click(id int64, plain bool) {
	g := b.g
	now := time.Now()
	if plain && g.lastClicked == id && now.Sub(g.lastClick) <= doubleClick {
		g.lastClick = time.Time{}
		if g.o.OnOpen != nil {
			g.o.OnOpen(id)
		}
		return
	}
	g.lastClicked, g.lastClick = id, now
	if !plain {
		g.lastClick = time.Time{}
	}
}

// selectOnly selects one row, and says so only if that is another selection.
func (g *Grid) selectOnly(id int64) {
	if !g.selection.All && len(g.selection.IDs) == 1 && g.selection.Has(id) {
		return
	}
	g.selected(Selection{IDs: map[int64]struct{}{id: {}}})
}

// MouseUp implements desktop.Mouseable.
func (b *gridBody) MouseUp(*desktop.MouseEvent) {}

// MouseIn implements desktop.Hoverable.
func (b *gridBody) MouseIn(e *desktop.MouseEvent) { b.MouseMoved(e) }

// MouseMoved implements desktop.Hoverable.
func (b *gridBody) MouseMoved(e *desktop.MouseEvent) {
	g := b.g
	g.pointerX, g.pointerY = e.Position.X, e.Position.Y
	g.setHover(g.view.at(e.Position.Y))
	text := g.tipAt(g.hover, e.Position.X)
	switch l := tipLayerOf(g); {
	case text == "":
		hideTip(g)
	case l != nil && l.owner == fyne.CanvasObject(g) && l.text == text:
		moveTip(g, e.AbsolutePosition)
	default:
		showTip(g, text, e.AbsolutePosition)
	}
}

// MouseOut implements desktop.Hoverable.
func (b *gridBody) MouseOut() {
	b.g.setHover(-1)
	hideTip(b.g)
}

func (g *Grid) setHover(i int) {
	if g.hover == i {
		return
	}
	before := g.hover
	g.hover = i
	p := currentPalette()
	for _, r := range g.rows {
		if r.index >= 0 && (r.index == before || r.index == i) {
			r.style(p)
		}
	}
	canvas.Refresh(g.body.marker)
}

// tipAt is the hover text of a cell: its own, or the whole of a text that is cut.
func (g *Grid) tipAt(i int, x float32) string {
	if i < 0 || len(g.rows) == 0 {
		return ""
	}
	r := g.rows[i%len(g.rows)]
	if r.index != i || !r.loaded {
		return ""
	}
	x += g.scrollX
	for _, c := range g.columns {
		if c.Hidden || x < c.x || x >= c.x+c.shown {
			continue
		}
		cell := r.cells[c.cell]
		if cell.raw.Tip != "" {
			return cell.raw.Tip
		}
		if text := cell.whole(); text != "" {
			return text
		}
	}
	return ""
}
