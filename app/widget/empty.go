package widget

import (
	"fyne.io/fyne/v2"
	fynewidget "fyne.io/fyne/v2/widget"
)

// Empty stands where there is nothing: what that means, and what to do. Never blank, never stuck.
type Empty struct {
	fynewidget.BaseWidget
	icon    *Icon
	title   *Text
	text    *Paragraph
	buttons []*Button
}

// NewEmpty makes one; icon names a drawing of assets/glyph.
func NewEmpty(icon, title, text string, buttons ...*Button) *Empty {
	center := fyne.TextAlignCenter
	e := &Empty{
		icon: NewIcon(icon, RoleMuted, 24), buttons: buttons,
		title: NewText(title, StyleTitle.Aligned(center).Cutting()),
		text:  NewParagraph(text, TextStyle{Role: RoleMuted, Align: center}),
	}
	e.ExtendBaseWidget(e)
	return e
}

// Set changes the words and, where any are given, the buttons.
func (e *Empty) Set(icon, title, text string, buttons ...*Button) {
	e.icon.Set(icon, RoleMuted)
	e.title.SetText(title)
	e.text.SetText(text)
	e.buttons = buttons
	e.Refresh()
}

// Title is what it says.
func (e *Empty) Title() string { return e.title.Text() }

// CreateRenderer implements fyne.Widget.
func (e *Empty) CreateRenderer() fyne.WidgetRenderer {
	const widest, round = 420, 56
	ground := newBox(round / 2)
	r := &renderer{owner: e}
	r.restyle = func() {
		ground.FillColor = Color(RoleRaised)
		r.objects = append(r.objects[:0], ground, e.icon, e.title, e.text)
		for _, b := range e.buttons {
			r.objects = append(r.objects, b)
		}
	}
	height := func(width float32) (text, all float32) {
		lines := wrap(rulerFor(TextSize, false), e.text.Text(), width, 0)
		text = float32(len(lines)) * lineHeight(TextSize)
		all = round + 16 + 20 + 8 + text
		if len(e.buttons) > 0 {
			all += 18 + ButtonHeight
		}
		return text, all
	}
	r.layout = func(size fyne.Size) {
		width := max(40, min(widest, size.Width-32))
		x := (size.Width - width) / 2
		text, all := height(width)
		y := max(0, (size.Height-all)*0.42)
		place(ground, (size.Width-round)/2, y, round, round)
		place(e.icon, (size.Width-24)/2, y+(round-24)/2, 24, 24)
		y += round + 16
		place(e.title, x, y, width, 20)
		y += 28
		place(e.text, x, y, width, text)
		y += text + 18
		var row float32
		for i, b := range e.buttons {
			row += b.MinSize().Width
			if i > 0 {
				row += 8
			}
		}
		x = (size.Width - row) / 2
		for _, b := range e.buttons {
			w := b.MinSize().Width
			place(b, x, y, w, ButtonHeight)
			x += w + 8
		}
	}
	r.minSize = func() fyne.Size { return fyne.NewSize(200, 180) }
	return newRenderer(r)
}
