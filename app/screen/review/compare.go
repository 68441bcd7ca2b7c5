package review

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"letip/app/screen"
	"letip/app/widget"
	"letip/store/entity"
)

// compare shows two leads side by side: which of them stays, what speaks for one or two, and each value, those that
// differ marked.
type compare struct {
	r      *Review
	scroll *container.Scroll
	card   *widget.Card

	of    couple
	sides [2]*entity.Business // nil while it is being read
	keep  entity.BusinessID   // the one that a merge keeps
	chose bool                // the rep said so
	why   string              // a lead could not be read
}

func newCompare(r *Review) *compare {
	c := &compare{r: r}
	c.scroll = screen.Scrolled(screen.Column(0))
	c.card = widget.NewCard(c.scroll).SetPadding(1)
	return c
}

// begin shows another pair.
func (c *compare) begin(of couple) {
	*c = compare{r: c.r, scroll: c.scroll, card: c.card, of: of}
	c.scroll.Offset = fyne.Position{}
	c.draw()
}

// read takes in a lead of the pair.
func (c *compare) read(side int, b *entity.Business) {
	c.sides[side] = b
	if a, b := c.sides[0], c.sides[1]; a != nil && b != nil && !c.chose {
		c.keep = stays(a, b)
	}
	c.draw()
}

// ready reports whether both leads can be seen: nobody decides on what isn't shown.
func (c *compare) ready() bool { return c.sides[0] != nil && c.sides[1] != nil }

// other is the lead that a merge takes into the one that stays.
func (c *compare) other() entity.BusinessID {
	if c.keep == c.of.a {
		return c.of.b
	}
	return c.of.a
}

// choose says which lead a merge keeps.
func (c *compare) choose(id entity.BusinessID) {
	if !c.ready() || id == c.keep {
		return
	}
	c.keep, c.chose = id, true
	c.draw()
}

func (c *compare) draw() {
	var body fyne.CanvasObject
	switch {
	case c.why != "":
		body = screen.Inset(16, 40, 16, 16, widget.NewEmpty("warning", screen.L("This pair can't be shown"), c.why))
	case c.ready():
		body = c.pair()
	default:
		body = screen.Inset(18, 16, 18, 16, widget.NewText(screen.L("Reading…"), widget.StyleLabel))
	}
	c.scroll.Content = body
	c.scroll.Refresh()
	c.r.bar.update()
}

func (c *compare) pair() fyne.CanvasObject {
	a, b := c.sides[0], c.sides[1]
	i := c.r.model.find(c.of)
	objects := []fyne.CanvasObject{}
	if i >= 0 {
		objects = append(objects, verdict(c.r.model.pairs[i].Pair))
	}
	objects = append(objects, threefold(widget.NewText("", widget.StyleLabel), c.head(a), c.head(b)), screen.Rule())
	fields := fieldsOf(a, b, c.r.room.Now())
	for _, f := range fields {
		objects = append(objects, c.line(f))
	}
	return screen.Inset(18, 16, 18, 18, screen.Column(10, objects...))
}

// verdict says how likely the two are one, and why.
func verdict(p entity.Pair) fyne.CanvasObject {
	title := widget.NewParagraph(screen.Lf("{{.Word}} · {{.Percent}}", screen.With{"Word": screen.Title(sureWord(p.Confidence)), "Percent": percent(p.Confidence)}),
		widget.TextStyle{Bold: true, Size: widget.TitleSize})
	var chips []fyne.CanvasObject
	for _, reason := range p.Reasons {
		chips = append(chips, widget.NewChip(screen.L(reason), false, nil, nil).SetDot(reasonRole(reason)))
	}
	return screen.Column(8, title, screen.Flow(6, chips...))
}

// head names one of the two, and says whether it stays.
func (c *compare) head(b *entity.Business) fyne.CanvasObject {
	id := b.ID
	name := screen.NewLongLink(b.Name, widget.TextStyle{Bold: true, Size: 15}, func() { c.r.room.Shell.ShowLead(id) }, nil)
	label := screen.L("Keep this one")
	if c.keep == id {
		label = screen.L("This one stays")
	}
	w := screen.StatusWord(b.Status)
	return screen.Column(6, name,
		screen.Flow(8, widget.NewChip(label, c.keep == id, func() { c.choose(id) }, nil), widget.NewStatus(w.Text, w.Role, w.Hollow)))
}

// line is one value of both; a dot marks what differs, and where only one says anything the other shows that.
func (c *compare) line(f field) fyne.CanvasObject {
	style := widget.StyleValue
	var name fyne.CanvasObject
	switch {
	case f.differs() && !unweighed[f.name]:
		s := widget.NewStatus(screen.L(f.name), widget.RoleWarn, false)
		s.SetTip(screen.L("They differ in this"))
		name, style = s, widget.TextStyle{Bold: true}
	case f.alone():
		name = screen.Inset(markSpace, 0, 0, 0, widget.NewText(screen.L(f.name), widget.StyleLabel))
	default:
		name = screen.Inset(markSpace, 0, 0, 0, widget.NewText(screen.L(f.name), widget.StyleLabel))
		if !f.differs() {
			style = widget.TextStyle{Role: widget.RoleMuted}
		}
	}
	return threefold(name, valueOf(f.a, style), valueOf(f.b, style))
}

func valueOf(text string, style widget.TextStyle) fyne.CanvasObject {
	if text == "" {
		return widget.NewText("—", widget.StyleLabel)
	}
	const most = 8 // lines: hours of a week
	return widget.NewParagraph(text, style).SetMaxLines(most)
}

// markSpace is what the dot of a marked name takes.
const markSpace = 14

// threefold puts a name at the left of two values.
func threefold(name, a, b fyne.CanvasObject) fyne.CanvasObject {
	return container.New(threeLayout{}, name, a, b)
}

// threeLayout has a narrow column for the names; the values share the rest.
type threeLayout struct{}

const (
	nameWidth = 96
	valueGap  = 16
)

func (threeLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	w := (size.Width - nameWidth - valueGap) / 2
	put := func(o fyne.CanvasObject, x, w float32) {
		o.Resize(fyne.NewSize(w, o.MinSize().Height))
		o.Resize(fyne.NewSize(w, o.MinSize().Height)) // text that wraps knows its height by its width
		o.Move(fyne.NewPos(x, 0))
	}
	put(o[0], 0, nameWidth-8)
	put(o[1], nameWidth, w)
	put(o[2], nameWidth+w+valueGap, w)
}

func (threeLayout) MinSize(o []fyne.CanvasObject) fyne.Size {
	h := float32(0)
	for _, x := range o {
		h = max(h, x.MinSize().Height)
	}
	return fyne.NewSize(nameWidth+2*120+valueGap, h)
}
