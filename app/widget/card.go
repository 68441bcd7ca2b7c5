package widget

import (
	"fyne.io/fyne/v2"
	fynewidget "fyne.io/fyne/v2/widget"
)

// Card is a panel with a radius of 8 and a border of 1. Its title and what stands beside that are optional.
type Card struct {
	fynewidget.BaseWidget
	content fyne.CanvasObject
	title   *Text
	aside   fyne.CanvasObject
	pad     float32
}

// NewCard makes a panel around content.
func NewCard(content fyne.CanvasObject) *Card {
	c := &Card{content: content, pad: 16}
	c.ExtendBaseWidget(c)
	return c
}

// NewTitledCard makes a panel with a title and, at its right end, aside, which may be nil.
func NewTitledCard(title string, aside, content fyne.CanvasObject) *Card {
	c := &Card{content: content, aside: aside, pad: 16, title: NewText(title, StyleStrong.Cutting())}
	c.ExtendBaseWidget(c)
	return c
}

// SetPadding changes the space within; 0 lets a table reach the border.
func (c *Card) SetPadding(pad float32) *Card { c.pad = pad; c.Refresh(); return c }

// SetTitle changes the title of a titled card.
func (c *Card) SetTitle(title string) { c.title.SetText(title) }

// SetContent changes what is within.
func (c *Card) SetContent(o fyne.CanvasObject) {
	c.content = o
	c.Refresh()
}

// CreateRenderer implements fyne.Widget.
func (c *Card) CreateRenderer() fyne.WidgetRenderer {
	const titlePad = 16
	panel := newPanel()
	r := &renderer{owner: c}
	row := func() float32 { // of the title and what is beside it
		if c.aside == nil {
			return 20
		}
		return max(20, c.aside.MinSize().Height)
	}
	head := func() float32 {
		if c.title == nil {
			return c.pad
		}
		return 12 + row() + 8
	}
	r.restyle = func() {
		panel.style(Color(RoleSurface), Color(RoleLine))
		r.objects = panel.objects()
		for _, o := range []fyne.CanvasObject{c.content, c.aside} {
			if o != nil {
				r.objects = append(r.objects, o)
			}
		}
		if c.title != nil {
			r.objects = append(r.objects, c.title)
		}
	}
	r.layout = func(size fyne.Size) {
		panel.lay(size.Width, size.Height)
		if c.title != nil {
			width := size.Width - 2*titlePad
			if c.aside != nil {
				aside := c.aside.MinSize()
				place(c.aside, size.Width-titlePad-aside.Width, 12, aside.Width, row())
				width -= aside.Width + 8
			}
			place(c.title, titlePad, 12, width, row())
		}
		if c.content != nil {
			place(c.content, c.pad, head(), size.Width-2*c.pad, size.Height-head()-c.pad)
		}
	}
	r.minSize = func() fyne.Size {
		size := fyne.Size{}
		if c.content != nil {
			size = c.content.MinSize()
		}
		return size.AddWidthHeight(2*c.pad, head()+c.pad)
	}
	return newRenderer(r)
}
