package widget

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	fynewidget "fyne.io/fyne/v2/widget"
)

// Chip is a filter or a choice: 24 high, round. One that is on has the accent's soft ground; with OnRemove it has an ×.
type Chip struct {
	fynewidget.BaseWidget
	OnTap    func()
	OnRemove func()

	label            string
	on               bool
	dot              Role
	hovered, focused bool
	overX            bool
}

var (
	_ fyne.Tappable      = (*Chip)(nil)
	_ fyne.Focusable     = (*Chip)(nil)
	_ desktop.Hoverable  = (*Chip)(nil)
	_ desktop.Cursorable = (*Chip)(nil)
)

// NewChip makes a chip. Either callback may be nil.
func NewChip(label string, on bool, onTap, onRemove func()) *Chip {
	c := &Chip{label: label, on: on, OnTap: onTap, OnRemove: onRemove}
	c.ExtendBaseWidget(c)
	return c
}

// SetDot puts a coloured dot before the words, on a quiet ground: for counts by state.
func (c *Chip) SetDot(r Role) *Chip { c.dot = r; c.Refresh(); return c }

// Label is the chip's words.
func (c *Chip) Label() string { return c.label }

// SetLabel changes the words.
func (c *Chip) SetLabel(label string) {
	if c.label != label {
		c.label = label
		c.Refresh()
	}
}

// On tells whether the chip is on.
func (c *Chip) On() bool { return c.on }

// SetOn switches the chip.
func (c *Chip) SetOn(on bool) {
	if c.on != on {
		c.on = on
		c.Refresh()
	}
}

const chipX = 24 // the width of the × and what is around it

// Tapped implements fyne.Tappable.
func (c *Chip) Tapped(e *fyne.PointEvent) {
	switch {
	case c.OnRemove != nil && (c.OnTap == nil || e.Position.X > c.Size().Width-chipX):
		c.OnRemove()
	case c.OnTap != nil:
		c.OnTap()
	}
}

// MouseIn implements desktop.Hoverable.
func (c *Chip) MouseIn(e *desktop.MouseEvent) { c.hovered = true; c.MouseMoved(e) }

// MouseMoved implements desktop.Hoverable.
func (c *Chip) MouseMoved(e *desktop.MouseEvent) {
	c.overX = e.Position.X > c.Size().Width-chipX
	c.Refresh()
}

// MouseOut implements desktop.Hoverable.
func (c *Chip) MouseOut() { c.hovered, c.overX = false, false; c.Refresh() }

// Cursor implements desktop.Cursorable.
func (c *Chip) Cursor() desktop.Cursor {
	if c.OnTap == nil && c.OnRemove == nil {
		return desktop.DefaultCursor
	}
	return desktop.PointerCursor
}

// FocusGained implements fyne.Focusable.
func (c *Chip) FocusGained() { c.focused = true; c.Refresh() }

// FocusLost implements fyne.Focusable.
func (c *Chip) FocusLost() { c.focused = false; c.Refresh() }

// TypedRune implements fyne.Focusable.
func (c *Chip) TypedRune(r rune) {
	if r != ' ' {
		forwardRune(c, r)
	}
}

// TypedKey implements fyne.Focusable: Space and Enter tap, Delete and Backspace remove.
func (c *Chip) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeySpace, fyne.KeyReturn, fyne.KeyEnter:
		c.Tapped(&fyne.PointEvent{})
	case fyne.KeyDelete, fyne.KeyBackspace:
		if c.OnRemove != nil {
			c.OnRemove()
			return
		}
		forwardKey(c, e)
	default:
		forwardKey(c, e)
	}
}

// CreateRenderer implements fyne.Widget.
func (c *Chip) CreateRenderer() fyne.WidgetRenderer {
	const pad, dot = 12, 8
	ring, ground, cross, spot := newBox(ChipHeight/2+2), newBox(ChipHeight/2), newImage(), newBox(dot/2)
	ring.StrokeWidth, ground.StrokeWidth = 2, 1
	words := newText(LabelSize, false)
	before := func() float32 {
		if c.dot != RoleNone {
			return pad + dot + 6
		}
		return pad
	}
	after := func() float32 {
		if c.OnRemove != nil {
			return chipX
		}
		return pad
	}
	return newRenderer(&renderer{
		owner: c, objects: []fyne.CanvasObject{ring, ground, spot, words, cross},
		restyle: func() {
			p := currentPalette()
			tone := RoleMuted
			fill, line := p[RoleSurface], p[RoleLine]
			switch {
			case c.dot != RoleNone && !c.on:
				tone = RoleText
				fill, line = p[RoleRaised], p[RoleRaised]
			case c.on:
				tone = RoleAccent
				fill, line = p[RoleAccentSoft], p[RoleAccentSoft]
			}
			if c.hovered && (c.OnTap != nil || c.OnRemove != nil) {
				line = p[tone]
			}
			ring.StrokeColor, ring.FillColor = p[RoleAccent], color.Transparent
			setVisible(ring, c.focused)
			ground.FillColor, ground.StrokeColor = fill, line
			words.Color = p[tone]
			spot.FillColor = p[c.dot]
			setVisible(spot, c.dot != RoleNone)
			if c.OnRemove != nil {
				if c.overX {
					tone = RoleText
				}
				setGlyph(cross, "close", tone)
			} else {
				setVisible(cross, false)
			}
		},
		layout: func(size fyne.Size) {
			y := (size.Height - ChipHeight) / 2
			place(ground, 0, y, size.Width, ChipHeight)
			place(ring, -2, y-2, size.Width+4, ChipHeight+4)
			place(spot, pad, y+(ChipHeight-dot)/2, dot, dot)
			words.Text, _ = rulerFor(LabelSize, false).fit(c.label, size.Width-before()-after()+1)
			middle(words, before(), y-1, size.Width-before()-after()+1, ChipHeight)
			place(cross, size.Width-chipX+4, y+5, 14, 14)
		},
		minSize: func() fyne.Size {
			return fyne.NewSize(rulerFor(LabelSize, false).width(clean(c.label))+before()+after(), ChipHeight)
		},
	})
}
