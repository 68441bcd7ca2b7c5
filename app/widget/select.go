package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	fynewidget "fyne.io/fyne/v2/widget"
)

// Select offers one of several choices: a field with a menu.
type Select struct {
	fynewidget.BaseWidget
	OnChanged func(choice string)

	choices          []string
	chosen           string
	placeholder      string
	off              bool
	hovered, focused bool
}

var (
	_ fyne.Tappable      = (*Select)(nil)
	_ fyne.Focusable     = (*Select)(nil)
	_ desktop.Hoverable  = (*Select)(nil)
	_ desktop.Cursorable = (*Select)(nil)
)

// NewSelect makes a field; chosen may be "", which shows the placeholder.
func NewSelect(choices []string, chosen string, onChanged func(string)) *Select {
	s := &Select{choices: choices, chosen: chosen, OnChanged: onChanged}
	s.ExtendBaseWidget(s)
	return s
}

// SetPlaceholder is shown while nothing is chosen.
func (s *Select) SetPlaceholder(text string) *Select { s.placeholder = text; s.Refresh(); return s }

// SetChoices changes what is offered; what is chosen stays.
func (s *Select) SetChoices(choices []string) { s.choices = choices }

// Chosen is the choice, "" for none.
func (s *Select) Chosen() string { return s.chosen }

// SetChosen chooses without calling OnChanged.
func (s *Select) SetChosen(choice string) {
	if s.chosen != choice {
		s.chosen = choice
		s.Refresh()
	}
}

// SetDisabled switches the field off or on.
func (s *Select) SetDisabled(off bool) {
	if s.off != off {
		s.off = off
		s.Refresh()
	}
}

func (s *Select) choose(choice string) {
	if s.chosen == choice {
		return
	}
	s.SetChosen(choice)
	if s.OnChanged != nil {
		s.OnChanged(choice)
	}
}

// Tapped implements fyne.Tappable.
func (s *Select) Tapped(*fyne.PointEvent) {
	if s.off || len(s.choices) == 0 {
		return
	}
	items := make([]*fyne.MenuItem, 0, len(s.choices))
	for _, c := range s.choices {
		item := fyne.NewMenuItem(clean(c), func() { s.choose(c) })
		item.Checked = c == s.chosen
		items = append(items, item)
	}
	ShowMenu(s, items)
}

// MouseIn implements desktop.Hoverable.
func (s *Select) MouseIn(*desktop.MouseEvent) { s.hovered = true; s.Refresh() }

// MouseMoved implements desktop.Hoverable.
func (s *Select) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (s *Select) MouseOut() { s.hovered = false; s.Refresh() }

// Cursor implements desktop.Cursorable.
func (s *Select) Cursor() desktop.Cursor { return desktop.PointerCursor }

// FocusGained implements fyne.Focusable.
func (s *Select) FocusGained() { s.focused = true; s.Refresh() }

// FocusLost implements fyne.Focusable.
func (s *Select) FocusLost() { s.focused = false; s.Refresh() }

// TypedRune implements fyne.Focusable.
func (s *Select) TypedRune(r rune) {
	if r != ' ' {
		forwardRune(s, r)
	}
}

// TypedKey implements fyne.Focusable: Space opens the menu, Up and Down go through the choices.
func (s *Select) TypedKey(e *fyne.KeyEvent) {
	at := -1
	for i, c := range s.choices {
		if c == s.chosen {
			at = i
		}
	}
	switch e.Name {
	case fyne.KeySpace, fyne.KeyReturn, fyne.KeyEnter:
		s.Tapped(nil)
	case fyne.KeyDown:
		if at+1 < len(s.choices) && !s.off {
			s.choose(s.choices[at+1])
		}
	case fyne.KeyUp:
		if at > 0 && !s.off {
			s.choose(s.choices[at-1])
		}
	default:
		forwardKey(s, e)
	}
}

// CreateRenderer implements fyne.Widget.
func (s *Select) CreateRenderer() fyne.WidgetRenderer {
	const pad, arrow = 10, 26
	box, words, mark := newBox(ButtonRadius), newText(TextSize, false), newImage()
	box.StrokeWidth = 1
	return newRenderer(&renderer{
		owner: s, objects: []fyne.CanvasObject{box, words, mark},
		restyle: func() {
			p := currentPalette()
			box.FillColor, box.StrokeColor = p[RoleBackground], p[RoleLine]
			switch {
			case s.focused:
				box.StrokeColor = p[RoleAccent]
			case s.hovered && !s.off:
				box.StrokeColor = p[RoleIdle]
			}
			words.Color = p[RoleText]
			setGlyph(mark, "down", RoleMuted)
			if s.chosen == "" || s.off {
				words.Color = p[RoleMuted]
			}
		},
		layout: func(size fyne.Size) {
			h := min(size.Height, InputHeight)
			y := (size.Height - h) / 2
			place(box, 0, y, size.Width, h)
			text := s.chosen
			if text == "" {
				text = s.placeholder
			}
			words.Text, _ = rulerFor(TextSize, false).fit(text, size.Width-pad-arrow)
			middle(words, pad, y, size.Width-pad-arrow, h)
			place(mark, size.Width-arrow, y+(h-16)/2, 16, 16)
		},
		minSize: func() fyne.Size { return fyne.NewSize(120, InputHeight) },
	})
}

// NewMenuButton makes a secondary button that opens a menu; items is asked each time.
func NewMenuButton(label string, items func() []*fyne.MenuItem) *Button {
	b := NewButton(label, Secondary, nil)
	b.menu = true
	b.OnTap = func() { ShowMenu(b, items()) }
	return b
}

// ShowMenu opens a menu below a widget, at least as wide as that.
func ShowMenu(below fyne.CanvasObject, items []*fyne.MenuItem) {
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(below)
	showMenu(below, at.AddXY(0, below.Size().Height+2), below.Size().Width, items)
}

// ShowMenuAt opens a menu at a place on the canvas of a widget, as for a right click.
func ShowMenuAt(of fyne.CanvasObject, at fyne.Position, items []*fyne.MenuItem) {
	showMenu(of, at, 0, items)
}

func showMenu(of fyne.CanvasObject, at fyne.Position, width float32, items []*fyne.MenuItem) {
	c := canvasOf(of)
	if c == nil || len(items) == 0 {
		return
	}
	menu := fynewidget.NewPopUpMenu(fyne.NewMenu("", items...), c)
	size := menu.MinSize()
	size.Height = min(size.Height, max(120, c.Size().Height-at.Y-8))
	menu.Resize(size.Max(fyne.NewSize(max(width, 150), 0)))
	menu.ShowAtPosition(at)
}
