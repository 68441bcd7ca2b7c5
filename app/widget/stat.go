package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	fynewidget "fyne.io/fyne/v2/widget"
)

// StatTile is a figure with its name above and a note below.
type StatTile struct {
	fynewidget.BaseWidget
	OnTap func()

	label, figure, note string
	figureRole, role    Role
	bare                bool
	hovered             bool
}

var (
	_ fyne.Tappable      = (*StatTile)(nil)
	_ desktop.Hoverable  = (*StatTile)(nil)
	_ desktop.Cursorable = (*StatTile)(nil)
)

// NewStatTile makes a tile on a panel; onTap opens what it counts and may be nil.
func NewStatTile(label string, onTap func()) *StatTile {
	s := &StatTile{label: label, OnTap: onTap}
	s.ExtendBaseWidget(s)
	return s
}

// NewFigure makes a figure without a panel, its name below: for a row of them within a card.
func NewFigure(label string, role Role) *StatTile {
	s := &StatTile{label: label, figureRole: role, bare: true}
	s.ExtendBaseWidget(s)
	return s
}

// Set changes figure and note; the note's role may be RoleNone.
func (s *StatTile) Set(figure, note string, role Role) {
	if s.figure != figure || s.note != note || s.role != role {
		s.figure, s.note, s.role = figure, note, role
		s.Refresh()
	}
}

// SetFigure changes figure and its role.
func (s *StatTile) SetFigure(figure string, role Role) {
	if s.figure != figure || s.figureRole != role {
		s.figure, s.figureRole = figure, role
		s.Refresh()
	}
}

// Figure is what the tile shows.
func (s *StatTile) Figure() string { return s.figure }

// Label is the figure's name.
func (s *StatTile) Label() string { return s.label }

// Tapped implements fyne.Tappable.
func (s *StatTile) Tapped(*fyne.PointEvent) {
	if s.OnTap != nil {
		s.OnTap()
	}
}

// MouseIn implements desktop.Hoverable.
func (s *StatTile) MouseIn(*desktop.MouseEvent) { s.hovered = true; s.Refresh() }

// MouseMoved implements desktop.Hoverable.
func (s *StatTile) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (s *StatTile) MouseOut() { s.hovered = false; s.Refresh() }

// Cursor implements desktop.Cursorable.
func (s *StatTile) Cursor() desktop.Cursor {
	if s.OnTap == nil {
		return desktop.DefaultCursor
	}
	return desktop.PointerCursor
}

// CreateRenderer implements fyne.Widget.
func (s *StatTile) CreateRenderer() fyne.WidgetRenderer {
	panel := newPanel()
	label, figure, note := newText(LabelSize, false), newText(FigureSize, true), newText(LabelSize, false)
	if s.bare {
		figure.TextSize = FigureSize - 2
	}
	return newRenderer(&renderer{
		owner: s, objects: append(panel.objects(), label, figure, note),
		restyle: func() {
			p := currentPalette()
			line := p[RoleLine]
			if s.hovered && s.OnTap != nil {
				line = p[RoleAccent]
			}
			panel.style(p[RoleSurface], line)
			panel.show(!s.bare)
			setVisible(note, !s.bare)
			label.Color, figure.Color = p[RoleMuted], p[s.figureRole]
			note.Color = p[RoleMuted]
			if s.role != RoleNone {
				note.Color = p[s.role]
			}
		},
		layout: func(size fyne.Size) {
			panel.lay(size.Width, size.Height)
			pad := float32(14)
			if s.bare {
				pad = 0
			}
			width := size.Width - 2*pad
			label.Text, _ = rulerFor(LabelSize, false).fit(s.label, width)
			figure.Text, _ = rulerFor(figure.TextSize, true).fit(s.figure, width)
			note.Text, _ = rulerFor(LabelSize, false).fit(s.note, width)
			if s.bare {
				middle(figure, 0, 0, width, 30)
				middle(label, 0, 30, width, 16)
				return
			}
			middle(label, pad, 12, width, 16)
			middle(figure, pad, 32, width, 32)
			middle(note, pad, 64, width, 16)
		},
		minSize: func() fyne.Size {
			r := rulerFor(LabelSize, false)
			if s.bare {
				return fyne.NewSize(max(48, r.width(s.label)), 48)
			}
			return fyne.NewSize(110, 89)
		},
	})
}
