package leads

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	fynewidget "fyne.io/fyne/v2/widget"

	"letip/app/screen"
	"letip/app/widget"
)

// link is a value that does something when it is clicked: it opens what it names, or is copied. A right click always
// copies.
type link struct {
	fynewidget.BaseWidget
	text *widget.Paragraph
	tap  func()
	copy func()
}

var (
	_ fyne.Tappable          = (*link)(nil)
	_ fyne.SecondaryTappable = (*link)(nil)
	_ desktop.Cursorable     = (*link)(nil)
)

func newLink(shell screen.Shell, v value) *link {
	l := &link{copy: func() { shell.Copy(v.text) }}
	l.tap = l.copy
	style := widget.StyleValue
	if v.open != "" {
		style.Role = widget.RoleAccent
		l.tap = func() { shell.Browse(v.open) }
	}
	l.text = widget.NewParagraph(v.text, style).SetMaxLines(8)
	l.ExtendBaseWidget(l)
	return l
}

// Tapped implements fyne.Tappable.
func (l *link) Tapped(*fyne.PointEvent) { l.tap() }

// TappedSecondary implements fyne.SecondaryTappable.
func (l *link) TappedSecondary(*fyne.PointEvent) { l.copy() }

// Cursor implements desktop.Cursorable.
func (l *link) Cursor() desktop.Cursor { return desktop.PointerCursor }

// CreateRenderer implements fyne.Widget.
func (l *link) CreateRenderer() fyne.WidgetRenderer { return fynewidget.NewSimpleRenderer(l.text) }

// newSource is the small line below a value: where it came from, and on hover the page and the time.
func newSource(v value) fyne.CanvasObject {
	t := widget.NewText(v.source, widget.StyleHint.Cutting())
	if !v.when.IsZero() {
		t.SetTip(screen.Joined(" · ", v.url, screen.Moment(v.when)))
	}
	return t
}
