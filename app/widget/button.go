package widget

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	fynewidget "fyne.io/fyne/v2/widget"
)

// ButtonKind is how much a button asks for.
type ButtonKind uint8

// The kinds. A screen has one Primary.
const (
	Secondary ButtonKind = iota
	Primary
	Danger
	Quiet // a link: no ground until it is hovered
)

// Button is 30 high with a radius of 6. At work it is disabled and says so.
type Button struct {
	fynewidget.BaseWidget
	OnTap func()

	onHover  func(bool)
	label    string
	icon     string
	kind     ButtonKind
	menu     bool // opens a menu: an arrow behind the words
	tone     Role
	tip      string
	busy     string
	disabled bool
	hovered  bool
	pressed  bool
	focused  bool
}

var (
	_ fyne.Tappable      = (*Button)(nil)
	_ fyne.Focusable     = (*Button)(nil)
	_ fyne.Disableable   = (*Button)(nil)
	_ desktop.Hoverable  = (*Button)(nil)
	_ desktop.Mouseable  = (*Button)(nil)
	_ desktop.Cursorable = (*Button)(nil)
)

// NewButton makes a button; the label is a verb.
func NewButton(label string, kind ButtonKind, onTap func()) *Button {
	b := &Button{label: label, kind: kind, OnTap: onTap}
	b.ExtendBaseWidget(b)
	return b
}

// NewIconButton makes a button with a drawing of assets/glyph before its label, which may be empty; the tip says then
// what it does.
func NewIconButton(icon, label string, kind ButtonKind, onTap func()) *Button {
	b := NewButton(label, kind, onTap)
	b.icon = icon
	return b
}

// SetTone colours the words of a Secondary or Quiet button.
func (b *Button) SetTone(r Role) *Button { b.tone = r; b.Refresh(); return b }

// SetTip gives what hovering shows.
func (b *Button) SetTip(tip string) *Button { b.tip = tip; return b }

// SetLabel changes the words.
func (b *Button) SetLabel(label string) {
	if b.label != label {
		b.label = label
		b.Refresh()
	}
}

// Label is what the button says now: its label, or what it is busy with.
func (b *Button) Label() string {
	if b.busy != "" {
		return b.busy
	}
	return b.label
}

// SetKind changes how much the button asks for.
func (b *Button) SetKind(kind ButtonKind) {
	if b.kind != kind {
		b.kind = kind
		b.Refresh()
	}
}

// SetBusy disables the button and shows what it is doing, as "Creating…"; "" ends it.
func (b *Button) SetBusy(what string) {
	if b.busy != what {
		b.busy = what
		b.Refresh()
	}
}

// Busy tells whether SetBusy is on.
func (b *Button) Busy() bool { return b.busy != "" }

// Enable implements fyne.Disableable.
func (b *Button) Enable() { b.SetDisabled(false) }

// Disable implements fyne.Disableable.
func (b *Button) Disable() { b.SetDisabled(true) }

// SetDisabled switches the button off or on.
func (b *Button) SetDisabled(off bool) {
	if b.disabled != off {
		b.disabled = off
		b.Refresh()
	}
}

// Disabled tells whether a tap does nothing.
func (b *Button) Disabled() bool { return b.disabled || b.busy != "" }

// Tapped implements fyne.Tappable.
func (b *Button) Tapped(*fyne.PointEvent) {
	if !b.Disabled() && b.OnTap != nil {
		hideTip(b)
		b.OnTap()
	}
}

// MouseIn implements desktop.Hoverable.
func (b *Button) MouseIn(e *desktop.MouseEvent) {
	b.hovered = true
	b.Refresh()
	if b.onHover != nil {
		b.onHover(true)
	}
	showTip(b, b.tip, e.AbsolutePosition)
}

// MouseMoved implements desktop.Hoverable.
func (b *Button) MouseMoved(e *desktop.MouseEvent) { moveTip(b, e.AbsolutePosition) }

// MouseOut implements desktop.Hoverable.
func (b *Button) MouseOut() {
	b.hovered, b.pressed = false, false
	b.Refresh()
	if b.onHover != nil {
		b.onHover(false)
	}
	hideTip(b)
}

// MouseDown implements desktop.Mouseable.
func (b *Button) MouseDown(*desktop.MouseEvent) { b.pressed = true; b.Refresh() }

// MouseUp implements desktop.Mouseable.
func (b *Button) MouseUp(*desktop.MouseEvent) { b.pressed = false; b.Refresh() }

// Cursor implements desktop.Cursorable.
func (b *Button) Cursor() desktop.Cursor {
	if b.Disabled() {
		return desktop.DefaultCursor
	}
	return desktop.PointerCursor
}

// FocusGained implements fyne.Focusable.
func (b *Button) FocusGained() { b.focused = true; b.Refresh() }

// FocusLost implements fyne.Focusable.
func (b *Button) FocusLost() { b.focused = false; b.Refresh() }

// TypedKey implements fyne.Focusable: Space and Enter press it, the window gets the rest.
func (b *Button) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeySpace, fyne.KeyReturn, fyne.KeyEnter:
		b.Tapped(nil)
	default:
		forwardKey(b, e)
	}
}

// TypedRune implements fyne.Focusable.
func (b *Button) TypedRune(r rune) {
	if r != ' ' {
		forwardRune(b, r)
	}
}

// colors are ground, border and words.
func (b *Button) colors(p *palette) (ground, border, words color.NRGBA) {
	none := color.NRGBA{}
	tone := b.tone
	if tone == RoleNone {
		tone = RoleText
		if b.kind == Quiet {
			tone = RoleAccent
		}
	}
	if b.Disabled() {
		if b.kind == Quiet {
			return none, none, p[RoleMuted]
		}
		return p[RoleRaised], p[RoleLine], p[RoleMuted]
	}
	switch b.kind {
	case Primary, Danger:
		ground = p[RoleAccent]
		if b.kind == Danger {
			ground = p[RoleError]
		}
		switch { // away from the words' colour, so that the contrast only grows
		case b.pressed:
			ground = blend(ground, p[RoleText], 0.24)
		case b.hovered:
			ground = blend(ground, p[RoleText], 0.12)
		}
		return ground, ground, p[RoleOnAccent]
	case Quiet:
		switch {
		case b.pressed, b.hovered:
			return p[RoleAccentSoft], none, p[tone]
		}
		return none, none, p[tone]
	default:
		switch {
		case b.pressed:
			return p[RoleRaised], p[RoleLine], p[tone]
		case b.hovered:
			return p[RoleHover], p[RoleLine], p[tone]
		}
		return p[RoleSurface], p[RoleLine], p[tone]
	}
}

func (b *Button) bold() bool {
	return b.kind == Primary || b.kind == Danger || b.tone != RoleNone && b.kind == Secondary
}

// CreateRenderer implements fyne.Widget.
func (b *Button) CreateRenderer() fyne.WidgetRenderer {
	const iconSize, between = 16, 6
	ring, ground := newBox(ButtonRadius+2), newBox(ButtonRadius)
	ring.StrokeWidth = 2
	icon, arrow := newImage(), newImage()
	words := newText(TextSize, false)
	// widths are those of the drawing before the words, of the words, and of the arrow behind them.
	widths := func() (before, text, after float32) {
		text = rulerFor(TextSize, b.bold()).width(b.Label())
		if b.icon != "" {
			before = iconSize
			if b.Label() != "" {
				before += between
			}
		}
		if b.menu {
			after = iconSize + 2
		}
		return before, text, after
	}
	return newRenderer(&renderer{
		owner: b, objects: []fyne.CanvasObject{ring, ground, icon, words, arrow},
		restyle: func() {
			p := currentPalette()
			fill, border, tone := b.colors(p)
			ground.FillColor, ground.StrokeColor, ground.StrokeWidth = fill, border, 1
			if border.A == 0 {
				ground.StrokeWidth = 0
			}
			ring.FillColor, ring.StrokeColor = p[RoleSurface], p[RoleAccent]
			setVisible(ring, b.focused && !b.Disabled())
			words.Text, words.Color, words.TextStyle.Bold = b.Label(), tone, b.bold()
			setImage(icon, glyph(b.icon, tone))
			if b.menu {
				setImage(arrow, glyph("down", tone))
			} else {
				setImage(arrow, nil)
			}
		},
		layout: func(size fyne.Size) {
			h := min(size.Height, ButtonHeight)
			y := (size.Height - h) / 2
			place(ground, 0, y, size.Width, h)
			place(ring, -2, y-2, size.Width+4, h+4)
			before, text, after := widths()
			text = min(text, size.Width-before-after-8)
			words.Text, _ = rulerFor(TextSize, b.bold()).fit(b.Label(), text+0.5)
			x := (size.Width - before - text - after) / 2
			place(icon, x, y+(h-iconSize)/2, iconSize, iconSize)
			middle(words, x+before, y, text, h)
			place(arrow, x+before+text+2, y+(h-iconSize)/2+1, iconSize, iconSize)
		},
		minSize: func() fyne.Size {
			before, text, after := widths()
			pad := float32(14)
			switch {
			case b.Label() == "":
				pad = 7
			case b.kind == Quiet:
				pad = 8
			}
			return fyne.NewSize(before+text+after+2*pad, ButtonHeight)
		},
	})
}
