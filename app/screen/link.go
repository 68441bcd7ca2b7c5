package screen

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	fynewidget "fyne.io/fyne/v2/widget"

	"letip/app/widget"
)

// Link is a text that does something when it is clicked, as wide as it is given and cut where it is longer. A right
// click does something else, if there is anything.
type Link struct {
	fynewidget.BaseWidget
	text   fyne.CanvasObject
	onTap  func()
	onMenu func()
}

var (
	_ fyne.Tappable          = (*Link)(nil)
	_ fyne.SecondaryTappable = (*Link)(nil)
	_ desktop.Cursorable     = (*Link)(nil)
)

// NewLink makes a link of one line.
func NewLink(text string, style widget.TextStyle, onTap func()) *Link {
	return newLink(widget.NewText(text, style.Cutting()), onTap, nil)
}

// NewLongLink makes a link that wraps; onMenu is the right click and may be nil.
func NewLongLink(text string, style widget.TextStyle, onTap, onMenu func()) *Link {
	const most = 8 // lines: what is longer is no value but a page
	return newLink(widget.NewParagraph(text, style).SetMaxLines(most), onTap, onMenu)
}

// NewTappable lets an object do something when it is clicked; its hover text stays.
func NewTappable(o fyne.CanvasObject, onTap func()) *Link { return newLink(o, onTap, nil) }

func newLink(text fyne.CanvasObject, onTap, onMenu func()) *Link {
	l := &Link{text: text, onTap: onTap, onMenu: onMenu}
	l.ExtendBaseWidget(l)
	return l
}

// Tapped implements fyne.Tappable.
func (l *Link) Tapped(*fyne.PointEvent) { l.onTap() }

// TappedSecondary implements fyne.SecondaryTappable.
func (l *Link) TappedSecondary(*fyne.PointEvent) {
	if l.onMenu != nil {
		l.onMenu()
	}
}

// Cursor implements desktop.Cursorable.
func (l *Link) Cursor() desktop.Cursor { return desktop.PointerCursor }

// CreateRenderer implements fyne.Widget.
func (l *Link) CreateRenderer() fyne.WidgetRenderer { return fynewidget.NewSimpleRenderer(l.text) }
