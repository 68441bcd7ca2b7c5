package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	fynewidget "fyne.io/fyne/v2/widget"
)

// RailItem is an entry of the rail at the left: a drawing, a word, and a count at the right end.
type RailItem struct {
	fynewidget.BaseWidget
	OnTap func()

	icon, label string
	count       string
	countRole   Role
	active      bool
	hovered     bool
	tip         string
}

var (
	_ fyne.Tappable      = (*RailItem)(nil)
	_ desktop.Hoverable  = (*RailItem)(nil)
	_ desktop.Cursorable = (*RailItem)(nil)
)

// NewRailItem makes an entry; icon names a drawing of assets/glyph.
func NewRailItem(icon, label string, onTap func()) *RailItem {
	i := &RailItem{icon: icon, label: label, OnTap: onTap}
	i.ExtendBaseWidget(i)
	return i
}

// SetActive marks the screen that is shown.
func (i *RailItem) SetActive(on bool) {
	if i.active != on {
		i.active = on
		i.Refresh()
	}
}

// Active tells whether the entry's screen is shown.
func (i *RailItem) Active() bool { return i.active }

// SetCount shows a count, "" for none; RoleError for what has failed, RoleNone else.
func (i *RailItem) SetCount(count string, role Role) {
	if i.count != count || i.countRole != role {
		i.count, i.countRole = count, role
		i.Refresh()
	}
}

// SetTip gives what hovering shows, as the key that goes there.
func (i *RailItem) SetTip(tip string) *RailItem { i.tip = tip; return i }

// Tapped implements fyne.Tappable.
func (i *RailItem) Tapped(*fyne.PointEvent) {
	if i.OnTap != nil {
		i.OnTap()
	}
}

// MouseIn implements desktop.Hoverable.
func (i *RailItem) MouseIn(e *desktop.MouseEvent) {
	i.hovered = true
	i.Refresh()
	showTip(i, i.tip, e.AbsolutePosition)
}

// MouseMoved implements desktop.Hoverable.
func (i *RailItem) MouseMoved(e *desktop.MouseEvent) { moveTip(i, e.AbsolutePosition) }

// MouseOut implements desktop.Hoverable.
func (i *RailItem) MouseOut() {
	i.hovered = false
	i.Refresh()
	hideTip(i)
}

// Cursor implements desktop.Cursorable.
func (i *RailItem) Cursor() desktop.Cursor { return desktop.PointerCursor }

// CreateRenderer implements fyne.Widget.
func (i *RailItem) CreateRenderer() fyne.WidgetRenderer {
	ground, bar, icon := newBox(ButtonRadius), newBox(1.5), newImage()
	word, count := newText(TextSize, false), newText(LabelSize, false)
	return newRenderer(&renderer{
		owner: i, objects: []fyne.CanvasObject{ground, bar, icon, word, count},
		restyle: func() {
			p := currentPalette()
			tone, countRole := RoleText, RoleMuted
			ground.FillColor = p[RoleHover]
			if i.active {
				tone = RoleAccent
				ground.FillColor = p[RoleAccentSoft]
			}
			if i.countRole != RoleNone {
				countRole = i.countRole
			}
			bar.FillColor = p[RoleAccent]
			word.Color, word.TextStyle.Bold = p[tone], i.active
			count.Text, count.Color = i.count, p[countRole]
			iconTone := RoleMuted
			if i.active {
				iconTone = RoleAccent
			}
			setGlyph(icon, i.icon, iconTone)
			setVisible(ground, i.active || i.hovered)
			setVisible(bar, i.active)
		},
		layout: func(size fyne.Size) {
			const side = 10
			place(ground, side, 0, size.Width-2*side, size.Height)
			place(bar, side, 7, 3, size.Height-14)
			place(icon, 23, (size.Height-16)/2, 16, 16)
			cw := rulerFor(LabelSize, false).width(i.count)
			middle(count, size.Width-2*side-cw, 0, cw+1, size.Height)
			width := size.Width - 50 - 2*side - cw - 6
			word.Text, _ = rulerFor(TextSize, i.active).fit(i.label, width)
			middle(word, 50, 0, width, size.Height)
		},
		minSize: func() fyne.Size { return fyne.NewSize(RailWidth, 34) },
	})
}
