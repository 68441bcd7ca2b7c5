package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	fynewidget "fyne.io/fyne/v2/widget"
)

// TextStyle is how a text of one line looks. Zero is a value: text 13.
type TextStyle struct {
	Role  Role
	Size  float32 // 0 = TextSize
	Bold  bool
	Align fyne.TextAlign
	// Cut lets the text be narrower than itself, with an ellipsis, and then shows it whole on hover.
	Cut bool
}

// The styles that screens use.
var (
	StyleValue   = TextStyle{}
	StyleStrong  = TextStyle{Bold: true}
	StyleLabel   = TextStyle{Role: RoleMuted, Size: LabelSize}
	StyleHint    = TextStyle{Role: RoleMuted, Size: HintSize}
	StyleTitle   = TextStyle{Bold: true, Size: TitleSize}
	StyleHeading = TextStyle{Bold: true, Size: HeadingSize}
	StyleFigure  = TextStyle{Bold: true, Size: FigureSize}
)

// With gives the style in another role.
func (s TextStyle) With(role Role) TextStyle { s.Role = role; return s }

// Cutting gives the style with Cut.
func (s TextStyle) Cutting() TextStyle { s.Cut = true; return s }

// Aligned gives the style with another alignment.
func (s TextStyle) Aligned(a fyne.TextAlign) TextStyle { s.Align = a; return s }

func (s TextStyle) size() float32 {
	if s.Size == 0 {
		return TextSize
	}
	return s.Size
}

// Text is one line of text that follows the theme. Not for cells of a table.
type Text struct {
	fynewidget.BaseWidget
	text  string
	style TextStyle
	tip   string
	cut   bool // what is drawn is shorter than text
}

var _ desktop.Hoverable = (*Text)(nil)

// NewText makes a text.
func NewText(text string, style TextStyle) *Text {
	t := &Text{text: text, style: style}
	t.ExtendBaseWidget(t)
	return t
}

// Text is the whole text.
func (t *Text) Text() string { return t.text }

// SetText changes the words; it does nothing if they are the same.
func (t *Text) SetText(text string) {
	if t.text != text {
		t.text = text
		t.Refresh()
	}
}

// SetStyle changes the look.
func (t *Text) SetStyle(style TextStyle) {
	if t.style != style {
		t.style = style
		t.Refresh()
	}
}

// Set changes words and role at once.
func (t *Text) Set(text string, role Role) {
	if t.text != text || t.style.Role != role {
		t.text, t.style.Role = text, role
		t.Refresh()
	}
}

// SetTip gives what hovering shows, as the time behind "3 min ago".
func (t *Text) SetTip(tip string) { t.tip = tip }

// MouseIn implements desktop.Hoverable.
func (t *Text) MouseIn(e *desktop.MouseEvent) {
	switch {
	case t.tip != "":
		showTip(t, t.tip, e.AbsolutePosition)
	case t.cut:
		showTip(t, t.text, e.AbsolutePosition)
	}
}

// MouseMoved implements desktop.Hoverable.
func (t *Text) MouseMoved(e *desktop.MouseEvent) { moveTip(t, e.AbsolutePosition) }

// MouseOut implements desktop.Hoverable.
func (t *Text) MouseOut() { hideTip(t) }

// CreateRenderer implements fyne.Widget.
func (t *Text) CreateRenderer() fyne.WidgetRenderer {
	line := &canvas.Text{}
	return newRenderer(&renderer{
		owner: t, objects: []fyne.CanvasObject{line},
		restyle: func() {
			line.TextSize, line.TextStyle.Bold = t.style.size(), t.style.Bold
			line.Alignment = t.style.Align
			line.Color = Color(t.style.Role)
		},
		layout: func(size fyne.Size) {
			if t.style.Cut {
				line.Text, t.cut = rulerFor(line.TextSize, t.style.Bold).fit(t.text, size.Width)
			} else {
				line.Text, t.cut = clean(t.text), false
			}
			middle(line, 0, 0, size.Width, size.Height)
		},
		minSize: func() fyne.Size {
			height := lineHeight(t.style.size())
			if t.style.Cut {
				return fyne.NewSize(t.style.size(), height)
			}
			return fyne.NewSize(rulerFor(t.style.size(), t.style.Bold).width(clean(t.text))+1, height)
		},
	})
}
