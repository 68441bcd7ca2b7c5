package widget

import (
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	fynewidget "fyne.io/fyne/v2/widget"
)

// Status is a coloured dot and a word: never colour alone.
type Status struct {
	fynewidget.BaseWidget
	OnTap func()

	text   string
	role   Role
	hollow bool
	style  TextStyle
	tip    string
}

var (
	_ fyne.Tappable     = (*Status)(nil)
	_ desktop.Hoverable = (*Status)(nil)
)

// NewStatus makes a dot and a word; hollow is a ring, for what is not done.
func NewStatus(text string, role Role, hollow bool) *Status {
	s := &Status{text: text, role: role, hollow: hollow, style: StyleLabel}
	s.ExtendBaseWidget(s)
	return s
}

// SetStyle changes how the word looks, a label at first.
func (s *Status) SetStyle(style TextStyle) *Status { s.style = style; s.Refresh(); return s }

// SetTip gives what hovering shows.
func (s *Status) SetTip(tip string) { s.tip = tip }

// Text is the word.
func (s *Status) Text() string { return s.text }

// Set changes word and dot.
func (s *Status) Set(text string, role Role, hollow bool) {
	if s.text != text || s.role != role || s.hollow != hollow {
		s.text, s.role, s.hollow = text, role, hollow
		s.Refresh()
	}
}

// Tapped implements fyne.Tappable.
func (s *Status) Tapped(*fyne.PointEvent) {
	if s.OnTap != nil {
		s.OnTap()
	}
}

// MouseIn implements desktop.Hoverable.
func (s *Status) MouseIn(e *desktop.MouseEvent) {
	tip := s.tip
	if tip == "" && rulerFor(s.style.size(), s.style.Bold).width(clean(s.text)) > s.Size().Width-dotSpace {
		tip = s.text
	}
	showTip(s, tip, e.AbsolutePosition)
}

// MouseMoved implements desktop.Hoverable.
func (s *Status) MouseMoved(e *desktop.MouseEvent) { moveTip(s, e.AbsolutePosition) }

// MouseOut implements desktop.Hoverable.
func (s *Status) MouseOut() { hideTip(s) }

// CreateRenderer implements fyne.Widget.
func (s *Status) CreateRenderer() fyne.WidgetRenderer {
	dot, word := &canvas.Circle{}, newText(LabelSize, false)
	return newRenderer(&renderer{
		owner: s, objects: []fyne.CanvasObject{dot, word},
		restyle: func() {
			p := currentPalette()
			styleDot(dot, p[s.role], s.hollow)
			word.TextSize, word.TextStyle.Bold, word.Color = s.style.size(), s.style.Bold, p[s.style.Role]
		},
		layout: func(size fyne.Size) {
			place(dot, 0, (size.Height-dotSize)/2, dotSize, dotSize)
			word.Text, _ = rulerFor(word.TextSize, s.style.Bold).fit(s.text, size.Width-dotSpace)
			middle(word, dotSpace, 0, size.Width-dotSpace, size.Height)
		},
		minSize: func() fyne.Size {
			width := float32(24)
			if !s.style.Cut {
				width = rulerFor(s.style.size(), s.style.Bold).width(clean(s.text))
			}
			return fyne.NewSize(dotSpace+width+1, max(18, lineHeight(s.style.size())))
		},
	})
}

// trimmed is a number without needless zeros.
func trimmed(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
