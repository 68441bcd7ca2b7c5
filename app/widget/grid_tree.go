package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// Fold makes a cell part of a tree.
type Fold uint8

// The states. A leaf leaves the room for the mark that its neighbours have.
const (
	FoldNone Fold = iota // no tree
	FoldLeaf
	FoldOpen
	FoldClosed
)

const (
	foldSpace  float32 = 15 // the mark and the gap behind it
	markSize   float32 = 14
	indentStep float32 = 16
	badgeWidth float32 = 22 // at least
	tailGap    float32 = 8
)

// adorned is what few cells have: a fold mark, a badge behind the words, a tail after them. Made when it is needed.
type adorned struct {
	mark      *canvas.Image
	tail      *canvas.Text
	badge     *canvas.Rectangle
	tailRaw   string
	tailAt    float32
	tailWidth float32
	tailCut   bool
}

// before is the room that a tree takes before a cell's words.
func (c *Cell) before() float32 {
	x := float32(c.Indent) * indentStep
	if c.Fold != FoldNone {
		x += foldSpace
	}
	return x
}

// adorn draws what the cell has beyond its words, whose box begins at x.
func (c *gridCell) adorn(r *gridRow, x, width float32, p *palette) {
	plain := c.raw.Fold <= FoldLeaf && c.raw.Badge == RoleNone && c.raw.Tail == ""
	if plain && c.more == nil {
		return
	}
	if c.more == nil {
		c.more = &adorned{}
	}
	height := float32(r.g.view.rowHeight) - 1
	c.showMark(r, x, height, p)
	c.showBadge(r, x, width, height, p)
	c.showTail(r, x, width, height, p)
}

func (c *gridCell) showMark(r *gridRow, x, height float32, p *palette) {
	m := c.more
	if c.raw.Fold <= FoldLeaf {
		if m.mark != nil {
			setVisible(m.mark, false)
		}
		return
	}
	if m.mark == nil {
		m.mark = newImage()
		r.box.Objects = append(r.box.Objects, m.mark)
	}
	name := "right"
	if c.raw.Fold == FoldOpen {
		name = "down"
	}
	setImage(m.mark, glyph(name, p[RoleMuted]))
	place(m.mark, x-foldSpace-3, (height-markSize)/2, markSize, markSize)
}

// showBadge puts a ground under the words, which stand in its middle.
func (c *gridCell) showBadge(r *gridRow, x, width, height float32, p *palette) {
	m := c.more
	if c.raw.Badge == RoleNone {
		if m.badge != nil {
			setVisible(m.badge, false)
		}
		return
	}
	if m.badge == nil {
		m.badge = newBox(4)
		at := 0 // under the words
		for i, o := range r.box.Objects {
			if o == fyne.CanvasObject(c.text) {
				at = i
			}
		}
		r.box.Objects = append(r.box.Objects[:at:at], append([]fyne.CanvasObject{m.badge}, r.box.Objects[at:]...)...)
	}
	m.badge.FillColor = p[c.raw.Badge]
	c.text.Color = p[RoleOnAccent]
	c.text.Alignment = fyne.TextAlignCenter
	words := rulerFor(LabelSize, true).width(c.text.Text)
	w := min(max(badgeWidth, words+10), width)
	place(m.badge, x, (height-19)/2, w, 19)
	c.text.TextSize, c.text.TextStyle.Bold = LabelSize, true
	middle(c.text, x, -0.5, w, height)
	setVisible(m.badge, true)
}

// showTail writes muted words behind the cell's own, as far as there is room.
func (c *gridCell) showTail(r *gridRow, x, width, height float32, p *palette) {
	m := c.more
	if c.raw.Tail == "" {
		if m.tail != nil {
			setVisible(m.tail, false)
		}
		return
	}
	if m.tail == nil {
		m.tail = newText(TextSize, false)
		r.box.Objects = append(r.box.Objects, m.tail)
	}
	at := x
	if c.text.Text != "" {
		at += rulerFor(TextSize, c.bold).width(c.text.Text) + tailGap
	}
	left := max(0, x+width-at)
	if m.tailRaw != c.raw.Tail || m.tailAt != at || m.tailWidth != left {
		m.tailRaw, m.tailAt, m.tailWidth = c.raw.Tail, at, left
		m.tail.Text, m.tailCut = rulerFor(TextSize, false).fit(c.raw.Tail, left)
	}
	m.tail.Color = p[RoleMuted]
	middle(m.tail, at, 0, left, height)
	setVisible(m.tail, left > 0)
}

// whole is the cell's text with its tail, if either is cut; else nothing.
func (c *gridCell) whole() string {
	tail := c.more != nil && c.raw.Tail != ""
	switch {
	case tail && (c.cut || c.more.tailCut):
		return clean(c.raw.Text + " " + c.raw.Tail)
	case c.cut:
		return clean(c.raw.Text)
	}
	return ""
}

// bare hides what the cell has beyond its words.
func (c *gridCell) bare() {
	if c.more == nil {
		return
	}
	if c.more.mark != nil {
		setVisible(c.more.mark, false)
	}
	if c.more.tail != nil {
		setVisible(c.more.tail, false)
	}
	if c.more.badge != nil {
		setVisible(c.more.badge, false)
	}
}

// foldAt finds a fold mark in a row at x of the body; with FoldRows the whole row is one.
func (g *Grid) foldAt(i int, x float32) (Fold, bool) {
	if g.o.OnFold == nil || len(g.rows) == 0 {
		return FoldNone, false
	}
	r := g.rows[i%len(g.rows)]
	if r.index != i || !r.loaded {
		return FoldNone, false
	}
	for k := range g.columns {
		c := &g.columns[k]
		if raw := &r.cells[c.cell].raw; !c.Hidden && raw.Fold > FoldLeaf {
			from := c.x - g.scrollX + float32(raw.Indent)*indentStep
			return raw.Fold, g.o.FoldRows || x >= from && x < from+cellPad+foldSpace
		}
	}
	return FoldNone, false
}

// foldKey opens or closes the current row by the keys Right and Left; false if the row has nothing to do that with.
func (g *Grid) foldKey(open bool) bool {
	at := g.find(&g.cursor)
	if g.o.OnFold == nil || at < 0 {
		return false
	}
	row, ok := g.o.Model.Row(at)
	if !ok {
		return false
	}
	for _, c := range row.Cells {
		if open && c.Fold == FoldClosed || !open && c.Fold == FoldOpen {
			g.o.OnFold(g.cursor.id, open)
			return true
		}
	}
	return false
}
