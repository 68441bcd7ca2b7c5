package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	fynewidget "fyne.io/fyne/v2/widget"
)

// Tabs offers pages of which one shows: words in a row, the chosen one on the accent's soft ground.
type Tabs struct {
	fynewidget.BaseWidget
	OnChanged func(i int)

	words   []string
	chosen  int
	hovered int // -1
	focused bool
}

var (
	_ fyne.Tappable      = (*Tabs)(nil)
	_ fyne.Focusable     = (*Tabs)(nil)
	_ desktop.Hoverable  = (*Tabs)(nil)
	_ desktop.Cursorable = (*Tabs)(nil)
)

const (
	tabHeight float32 = 28
	tabPad    float32 = 12
	tabGap    float32 = 4
)

// NewTabs makes them with the first chosen.
func NewTabs(words []string, onChanged func(int)) *Tabs {
	t := &Tabs{words: words, OnChanged: onChanged, hovered: -1}
	t.ExtendBaseWidget(t)
	return t
}

// Chosen is the number of the page that shows.
func (t *Tabs) Chosen() int { return t.chosen }

// Choose shows another page, and says so if it is another.
func (t *Tabs) Choose(i int) {
	if i < 0 || i >= len(t.words) || i == t.chosen {
		return
	}
	t.chosen = i
	t.Refresh()
	if t.OnChanged != nil {
		t.OnChanged(i)
	}
}

// SetWord changes a page's word, as for a count behind it.
func (t *Tabs) SetWord(i int, word string) {
	if i >= 0 && i < len(t.words) && t.words[i] != word {
		t.words[i] = word
		t.Refresh()
	}
}

// boxOf is where a word stands.
func (t *Tabs) boxOf(i int) (x, width float32) {
	r := rulerFor(TextSize, true)
	for n, word := range t.words {
		width = r.width(word) + 2*tabPad
		if n == i {
			return x, width
		}
		x += width + tabGap
	}
	return x, 0
}

func (t *Tabs) at(x float32) int {
	for i := range t.words {
		if left, width := t.boxOf(i); x >= left && x < left+width {
			return i
		}
	}
	return -1
}

// Tapped implements fyne.Tappable.
func (t *Tabs) Tapped(e *fyne.PointEvent) { t.Choose(t.at(e.Position.X)) }

// MouseIn implements desktop.Hoverable.
func (t *Tabs) MouseIn(e *desktop.MouseEvent) { t.MouseMoved(e) }

// MouseMoved implements desktop.Hoverable.
func (t *Tabs) MouseMoved(e *desktop.MouseEvent) {
	if i := t.at(e.Position.X); i != t.hovered {
		t.hovered = i
		t.Refresh()
	}
}

// MouseOut implements desktop.Hoverable.
func (t *Tabs) MouseOut() { t.hovered = -1; t.Refresh() }

// Cursor implements desktop.Cursorable.
func (t *Tabs) Cursor() desktop.Cursor { return desktop.PointerCursor }

// FocusGained implements fyne.Focusable.
func (t *Tabs) FocusGained() { t.focused = true; t.Refresh() }

// FocusLost implements fyne.Focusable.
func (t *Tabs) FocusLost() { t.focused = false; t.Refresh() }

// TypedRune implements fyne.Focusable.
func (t *Tabs) TypedRune(r rune) { forwardRune(t, r) }

// TypedKey implements fyne.Focusable: Left and Right choose.
func (t *Tabs) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyLeft:
		t.Choose(t.chosen - 1)
	case fyne.KeyRight:
		t.Choose(t.chosen + 1)
	default:
		forwardKey(t, e)
	}
}

// CreateRenderer implements fyne.Widget.
func (t *Tabs) CreateRenderer() fyne.WidgetRenderer {
	over, ground := newBox(ButtonRadius), newBox(ButtonRadius)
	texts := make([]*canvas.Text, len(t.words))
	objects := []fyne.CanvasObject{over, ground}
	for i := range t.words {
		texts[i] = newText(TextSize, false)
		texts[i].Alignment = fyne.TextAlignCenter
		objects = append(objects, texts[i])
	}
	return newRenderer(&renderer{
		owner: t, objects: objects,
		restyle: func() {
			p := currentPalette()
			ground.FillColor, ground.StrokeColor, ground.StrokeWidth = p[RoleAccentSoft], p[RoleAccent], 0
			if t.focused {
				ground.StrokeWidth = 2
			}
			over.FillColor = p[RoleHover]
			setVisible(over, t.hovered >= 0 && t.hovered != t.chosen)
			for i, text := range texts {
				text.Text, text.Color, text.TextStyle.Bold = t.words[i], p[RoleMuted], i == t.chosen
				if i == t.chosen {
					text.Color = p[RoleAccent]
				}
			}
		},
		layout: func(size fyne.Size) {
			y := (size.Height - tabHeight) / 2
			for i, text := range texts {
				x, width := t.boxOf(i)
				middle(text, x, y, width, tabHeight)
			}
			x, width := t.boxOf(t.chosen)
			place(ground, x, y, width, tabHeight)
			if t.hovered >= 0 {
				x, width = t.boxOf(t.hovered)
				place(over, x, y, width, tabHeight)
			}
		},
		minSize: func() fyne.Size {
			x, width := t.boxOf(len(t.words) - 1)
			return fyne.NewSize(x+width, tabHeight)
		},
	})
}
