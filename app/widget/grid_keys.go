package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

var (
	_ fyne.Focusable    = (*Grid)(nil)
	_ fyne.Shortcutable = (*Grid)(nil)
	_ desktop.Keyable   = (*Grid)(nil)
)

// FocusGained implements fyne.Focusable.
func (g *Grid) FocusGained() { g.focused = true; g.Refresh() }

// FocusLost implements fyne.Focusable.
func (g *Grid) FocusLost() { g.focused, g.shift = false, false; g.Refresh() }

// KeyDown implements desktop.Keyable: TypedKey does not say whether Shift is down.
func (g *Grid) KeyDown(e *fyne.KeyEvent) {
	if e.Name == desktop.KeyShiftLeft || e.Name == desktop.KeyShiftRight {
		g.shift = true
	}
}

// KeyUp implements desktop.Keyable.
func (g *Grid) KeyUp(e *fyne.KeyEvent) {
	if e.Name == desktop.KeyShiftLeft || e.Name == desktop.KeyShiftRight {
		g.shift = false
	}
}

// shifted tells whether Shift is down. The driver knows also what was pressed before the grid had the focus; the
// driver of tests does not.
func (g *Grid) shifted() bool {
	if d, ok := fyne.CurrentApp().Driver().(desktop.Driver); ok {
		return d.CurrentKeyModifiers()&fyne.KeyModifierShift != 0
	}
	return g.shift
}

// TypedRune implements fyne.Focusable.
func (g *Grid) TypedRune(r rune) {
	if r != ' ' {
		forwardRune(g, r)
	}
}

// TypedShortcut implements fyne.Shortcutable: Ctrl+A is the grid's, the window gets the rest.
func (g *Grid) TypedShortcut(s fyne.Shortcut) {
	if _, ok := s.(*fyne.ShortcutSelectAll); ok {
		if g.o.Model.Len() > 0 {
			g.SelectAll()
		}
		return
	}
	forwardShortcut(g, s)
}

// TypedKey implements fyne.Focusable.
func (g *Grid) TypedKey(e *fyne.KeyEvent) {
	total := g.o.Model.Len()
	at := g.find(&g.cursor)
	switch e.Name {
	case fyne.KeyDown:
		g.step(g.next(at, 1), total)
	case fyne.KeyUp:
		g.step(g.next(at, -1), total)
	case fyne.KeyPageDown:
		g.step(g.next(at, g.view.page()), total)
	case fyne.KeyPageUp:
		g.step(g.next(at, -g.view.page()), total)
	case fyne.KeyHome:
		g.step(0, total)
	case fyne.KeyEnd:
		g.step(total-1, total)
	case fyne.KeyLeft, fyne.KeyRight:
		right := e.Name == fyne.KeyRight
		switch {
		case g.o.OnSideways != nil:
			g.o.OnSideways(right)
		case g.foldKey(right):
		case right:
			g.setScrollX(g.scrollX + 40)
		default:
			g.setScrollX(g.scrollX - 40)
		}
	case fyne.KeySpace:
		if at >= 0 {
			g.anchor = g.cursor
			g.selected(g.selection.toggled(g.cursor.id))
		}
	case fyne.KeyReturn, fyne.KeyEnter:
		if at >= 0 && g.o.OnOpen != nil {
			g.o.OnOpen(g.cursor.id)
		}
	default:
		if g.o.OnKey == nil || !g.o.OnKey(e) {
			forwardKey(g, e)
		}
	}
}

// next is the row by rows from the current one; without one, the first that is whole in sight.
func (g *Grid) next(at, by int) int {
	switch {
	case at >= 0:
		return at + by
	case g.view.offset > 0:
		return g.view.first + 1
	}
	return g.view.first
}

// step makes a row the current one by key, scrolls to it, and selects it, or with Shift all from the anchor to it.
func (g *Grid) step(to, total int) {
	if total == 0 {
		return
	}
	to = max(0, min(to, total-1))
	g.Reveal(to)
	if g.shifted() {
		if !g.anchor.set && g.cursor.set {
			g.anchor = g.cursor
		}
		g.setCursor(to, true)
		g.selectRange(to, false)
		return
	}
	g.setCursor(to, false)
	if g.cursor.set {
		g.selectOnly(g.cursor.id)
	}
	g.restyleRows()
}
