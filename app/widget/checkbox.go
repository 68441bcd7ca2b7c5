package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	fynewidget "fyne.io/fyne/v2/widget"
)

// Checkbox is a box with words, on a row of 28; a screen may put a Status beside it.
type Checkbox struct {
	fynewidget.BaseWidget
	OnChanged func(bool)

	label                      string
	on, off, hovered, focusing bool // off: disabled
}

var (
	_ fyne.Tappable      = (*Checkbox)(nil)
	_ fyne.Focusable     = (*Checkbox)(nil)
	_ desktop.Hoverable  = (*Checkbox)(nil)
	_ desktop.Cursorable = (*Checkbox)(nil)
)

// NewCheckbox makes a checkbox.
func NewCheckbox(label string, on bool, onChanged func(bool)) *Checkbox {
	c := &Checkbox{label: label, on: on, OnChanged: onChanged}
	c.ExtendBaseWidget(c)
	return c
}

// On tells whether it is ticked.
func (c *Checkbox) On() bool { return c.on }

// SetOn ticks it without calling OnChanged.
func (c *Checkbox) SetOn(on bool) {
	if c.on != on {
		c.on = on
		c.Refresh()
	}
}

// SetDisabled switches it off or on.
func (c *Checkbox) SetDisabled(off bool) {
	if c.off != off {
		c.off = off
		c.Refresh()
	}
}

// Tapped implements fyne.Tappable.
func (c *Checkbox) Tapped(*fyne.PointEvent) {
	if c.off {
		return
	}
	c.on = !c.on
	c.Refresh()
	if c.OnChanged != nil {
		c.OnChanged(c.on)
	}
}

// MouseIn implements desktop.Hoverable.
func (c *Checkbox) MouseIn(*desktop.MouseEvent) { c.hovered = true; c.Refresh() }

// MouseMoved implements desktop.Hoverable.
func (c *Checkbox) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (c *Checkbox) MouseOut() { c.hovered = false; c.Refresh() }

// Cursor implements desktop.Cursorable.
func (c *Checkbox) Cursor() desktop.Cursor {
	if c.off {
		return desktop.DefaultCursor
	}
	return desktop.PointerCursor
}

// FocusGained implements fyne.Focusable.
func (c *Checkbox) FocusGained() { c.focusing = true; c.Refresh() }

// FocusLost implements fyne.Focusable.
func (c *Checkbox) FocusLost() { c.focusing = false; c.Refresh() }

// TypedRune implements fyne.Focusable.
func (c *Checkbox) TypedRune(r rune) {
	if r != ' ' {
		forwardRune(c, r)
	}
}

// TypedKey implements fyne.Focusable: Space ticks.
func (c *Checkbox) TypedKey(e *fyne.KeyEvent) {
	if e.Name == fyne.KeySpace {
		c.Tapped(nil)
		return
	}
	forwardKey(c, e)
}

// CreateRenderer implements fyne.Widget.
func (c *Checkbox) CreateRenderer() fyne.WidgetRenderer {
	const box = 14
	ring, square, tick, words := newBox(6), newBox(4), newText(10, true), newText(TextSize, false)
	ring.StrokeWidth, square.StrokeWidth = 2, 1
	tick.Text, tick.Alignment = "✓", fyne.TextAlignCenter
	return newRenderer(&renderer{
		owner: c, objects: []fyne.CanvasObject{ring, square, tick, words},
		restyle: func() {
			p := currentPalette()
			square.FillColor, square.StrokeColor = p[RoleSurface], p[RoleIdle]
			switch {
			case c.off:
				square.FillColor, square.StrokeColor = p[RoleRaised], p[RoleLine]
			case c.on:
				square.FillColor, square.StrokeColor = p[RoleAccent], p[RoleAccent]
			case c.hovered:
				square.StrokeColor = p[RoleAccent]
			}
			ring.StrokeColor = p[RoleAccent]
			setVisible(ring, c.focusing)
			tick.Color = p[RoleOnAccent]
			if c.off {
				tick.Color = p[RoleMuted]
			}
			setVisible(tick, c.on)
			words.Color = p[RoleText]
			if c.off {
				words.Color = p[RoleMuted]
			}
		},
		layout: func(size fyne.Size) {
			y := (size.Height - box) / 2
			place(square, 1, y, box, box)
			place(ring, -2, y-3, box+6, box+6)
			middle(tick, 1, 0, box, size.Height)
			words.Text, _ = rulerFor(TextSize, false).fit(c.label, size.Width-24)
			middle(words, 24, 0, size.Width-24, size.Height)
		},
		minSize: func() fyne.Size {
			return fyne.NewSize(25+rulerFor(TextSize, false).width(clean(c.label)), 28)
		},
	})
}
