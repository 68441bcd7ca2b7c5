package widget

import (
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/lang"
	fynewidget "fyne.io/fyne/v2/widget"
)

const toastWidth float32 = 324

// ToastLayer shows toasts over a window's content: put it above that in a stack. It takes no place in the layout, and
// taps beside a toast go through.
type ToastLayer struct {
	fynewidget.BaseWidget
	top   float32
	model toasts
	cards []*toastCard
	rest  *Button
}

// NewToastLayer makes a layer whose toasts begin at top, below the toolbar, so that they cover no button.
func NewToastLayer(d Dispatcher, top float32) *ToastLayer {
	l := &ToastLayer{top: top}
	l.model = toasts{d: d, changed: l.rebuild}
	l.rest = NewButton("", Secondary, l.model.closeAll)
	l.ExtendBaseWidget(l)
	return l
}

// Say shows a toast. GUI thread only.
func (l *ToastLayer) Say(t Toast) { l.model.add(t) }

// Withdraw takes away the toasts about something that is no longer so.
func (l *ToastLayer) Withdraw(about string) { l.model.withdraw(about) }

// Dismiss closes the newest toast that is seen; false if there is none. For Esc.
func (l *ToastLayer) Dismiss() bool {
	n := len(l.model.shown)
	if n > 0 {
		l.model.close(l.model.shown[n-1])
	}
	return n > 0
}

// CloseAll takes all toasts away and stops their timers, as before the window closes.
func (l *ToastLayer) CloseAll() { l.model.closeAll() }

// Titles are the toasts that are seen, from the top, a count behind those that were folded.
func (l *ToastLayer) Titles() []string {
	titles := make([]string, 0, len(l.model.shown))
	for _, s := range l.model.shown {
		titles = append(titles, s.heading())
	}
	return titles
}

func (s *shownToast) heading() string {
	if s.count > 1 {
		return fmt.Sprintf("%s  ×%d", s.Title, s.count)
	}
	return s.Title
}

// rebuild keeps the cards of toasts that stay, so that a pointer on one notices nothing.
func (l *ToastLayer) rebuild() {
	old := map[*shownToast]*toastCard{}
	for _, c := range l.cards {
		old[c.s] = c
	}
	l.cards = l.cards[:0]
	for _, s := range l.model.shown {
		c := old[s]
		if c == nil {
			c = newToastCard(l, s)
		}
		delete(old, s)
		l.cards = append(l.cards, c)
	}
	for _, c := range old {
		if c.hovered { // it went with the pointer on it, and will hear of no MouseOut
			l.model.pause(false)
		}
	}
	if n := l.model.more(); n > 0 {
		l.rest.SetLabel(lang.L("{{.N}} more · close all", map[string]any{"N": n}))
	}
	l.Refresh()
}

// CreateRenderer implements fyne.Widget.
func (l *ToastLayer) CreateRenderer() fyne.WidgetRenderer {
	const margin, gap = 24, 8
	r := &renderer{owner: l, minSize: func() fyne.Size { return fyne.Size{} }}
	r.restyle = func() {
		r.objects = r.objects[:0]
		for _, c := range l.cards {
			r.objects = append(r.objects, c)
		}
		if l.model.more() > 0 {
			r.objects = append(r.objects, l.rest)
		}
	}
	r.layout = func(size fyne.Size) {
		width := min(toastWidth, size.Width-2*margin)
		x, y := size.Width-margin-width, l.top
		for _, c := range l.cards {
			c.Refresh()
			height := c.height(width)
			place(c, x, y, width, height)
			y += height + gap
		}
		place(l.rest, x, y, width, ButtonHeight)
	}
	return newRenderer(r)
}

// toastCard draws one toast.
type toastCard struct {
	fynewidget.BaseWidget
	l       *ToastLayer
	s       *shownToast
	title   *Text
	text    *Paragraph
	action  *Button
	close   *Button
	hovered bool
}

var _ desktop.Hoverable = (*toastCard)(nil)

func newToastCard(l *ToastLayer, s *shownToast) *toastCard {
	c := &toastCard{l: l, s: s, title: NewText(s.Title, StyleStrong.Cutting()), text: NewParagraph(s.Text, StyleLabel).SetMaxLines(4)}
	c.action = NewButton(s.Action, Quiet, func() {
		act := s.OnAction
		c.l.model.close(s)
		if act != nil {
			act()
		}
	})
	c.close = NewIconButton("close", "", Quiet, func() { c.l.model.close(s) }).SetTone(RoleMuted)
	c.action.onHover, c.close.onHover = c.hover, c.hover // the pointer leaves the card when it comes onto a button
	c.ExtendBaseWidget(c)
	return c
}

func (c *toastCard) hover(on bool) {
	c.hovered = on
	c.l.model.pause(on)
}

// MouseIn implements desktop.Hoverable.
func (c *toastCard) MouseIn(*desktop.MouseEvent) { c.hover(true) }

// MouseMoved implements desktop.Hoverable.
func (c *toastCard) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (c *toastCard) MouseOut() { c.hover(false) }

func (s *shownToast) role() Role {
	switch s.Kind {
	case ToastError:
		return RoleError
	case ToastWarning:
		return RoleWarn
	case ToastInfo:
		return RoleAccent
	}
	return RoleOK
}

// textWidth is what the buttons leave.
func (c *toastCard) textWidth(width float32) float32 {
	width -= 16 + 34
	if c.s.Action != "" {
		width -= c.action.MinSize().Width
	}
	return width
}

func (c *toastCard) height(width float32) float32 {
	height := 2*10 + lineHeight(TextSize)
	if c.s.Text != "" {
		lines := wrap(rulerFor(LabelSize, false), c.s.Text, c.textWidth(width), 4)
		height += float32(len(lines)) * lineHeight(LabelSize)
	}
	return max(44, float32(int(height+0.5)))
}

// CreateRenderer implements fyne.Widget.
func (c *toastCard) CreateRenderer() fyne.WidgetRenderer {
	panel, bar := newBox(CardRadius), newBox(0)
	panel.StrokeWidth = 1
	bar.TopLeftCornerRadius, bar.BottomLeftCornerRadius = 3, 3
	return newRenderer(&renderer{
		owner: c, objects: []fyne.CanvasObject{panel, bar, c.title, c.text, c.action, c.close},
		restyle: func() {
			panel.FillColor, panel.StrokeColor = Color(RoleSurface), Color(RoleLine)
			panel.Shadow = canvas.Shadow{Color: Color(RoleShadow), BlurRadius: 14, Offset: fyne.NewPos(0, 3)}
			bar.FillColor = Color(c.s.role())
			c.title.SetText(c.s.heading())
			c.text.SetText(c.s.Text)
			c.action.SetLabel(c.s.Action)
			setVisible(c.action, c.s.Action != "")
			setVisible(c.text, c.s.Text != "")
		},
		layout: func(size fyne.Size) {
			place(panel, 0, 0, size.Width, size.Height)
			place(bar, 0, 1, 4, size.Height-2)
			width := c.textWidth(size.Width)
			y := float32(10)
			if c.s.Text == "" {
				y = (size.Height - lineHeight(TextSize)) / 2
			}
			place(c.title, 16, y, width, lineHeight(TextSize))
			place(c.text, 16, y+lineHeight(TextSize), width, size.Height-y-lineHeight(TextSize))
			place(c.close, size.Width-34, (size.Height-ButtonHeight)/2, 28, ButtonHeight)
			aw := c.action.MinSize().Width
			place(c.action, size.Width-36-aw, (size.Height-ButtonHeight)/2, aw, ButtonHeight)
		},
		minSize: func() fyne.Size { return fyne.NewSize(200, 44) },
	})
}
