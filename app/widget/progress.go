package widget

import (
	"fyne.io/fyne/v2"
	fynewidget "fyne.io/fyne/v2/widget"
)

// ProgressBar shows a part of a whole. It never animates: a bar that moves by itself has the window painted sixty times
// a second.
type ProgressBar struct {
	fynewidget.BaseWidget
	value float64
	thick float32
	role  Role
}

// NewProgressBar makes a bar: 6 thick for a status bar, 10 for a panel.
func NewProgressBar(thick float32) *ProgressBar {
	b := &ProgressBar{thick: thick, role: RoleAccent}
	b.ExtendBaseWidget(b)
	return b
}

// SetValue shows a part, 0 to 1.
func (b *ProgressBar) SetValue(v float64) {
	v = min(max(v, 0), 1)
	if b.value != v {
		b.value = v
		b.Refresh()
	}
}

// Value is the part that is shown.
func (b *ProgressBar) Value() float64 { return b.value }

// SetRole colours the bar, as RoleWarn for a job that rests.
func (b *ProgressBar) SetRole(r Role) {
	if b.role != r {
		b.role = r
		b.Refresh()
	}
}

// CreateRenderer implements fyne.Widget.
func (b *ProgressBar) CreateRenderer() fyne.WidgetRenderer {
	track, bar := newBox(b.thick/2), newBox(b.thick/2)
	return newRenderer(&renderer{
		owner: b, objects: []fyne.CanvasObject{track, bar},
		restyle: func() {
			track.FillColor, bar.FillColor = Color(RoleRaised), Color(b.role)
			setVisible(bar, b.value > 0)
		},
		layout: func(size fyne.Size) {
			y := (size.Height - b.thick) / 2
			place(track, 0, y, size.Width, b.thick)
			place(bar, 0, y, max(b.thick, size.Width*float32(b.value)), b.thick)
		},
		minSize: func() fyne.Size { return fyne.NewSize(60, b.thick) },
	})
}
