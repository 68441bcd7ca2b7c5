package leads

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"letip/app/lead"
	"letip/app/screen"
	"letip/app/widget"
	"letip/store/entity"
)

// view shows one lead: its name and state, what can be done, every value with its source, tags, what is next, notes and
// the timeline.
type view struct {
	s      *side
	scroll *container.Scroll
	object *fyne.Container
	of     entity.BusinessID
	open   entity.BusinessID // of which all values' stories are told
	told   map[string]bool   // the fields whose stories are told
}

func newView(s *side) *view {
	v := &view{s: s}
	v.scroll = screen.Scrolled(screen.Column(0))
	v.object = container.NewStack(v.scroll)
	return v
}

// show draws a lead. Its place in the pane stays while it is the same lead.
func (v *view) show(b *entity.Business, story lead.Story) {
	room := v.s.l.room
	if v.of != b.ID {
		v.of, v.told = b.ID, map[string]bool{}
		v.scroll.Offset = fyne.Position{}
	}
	parts := []fyne.CanvasObject{v.head(b), v.buttons(b), gap(4)}
	for _, val := range valuesOf(b, story.Provenance, room.Now()) {
		parts = append(parts, v.value(val))
	}
	parts = append(parts, v.everything(b, story.Provenance)...)
	parts = append(parts, screen.Rule(), v.score(b), v.tags(b))
	if next := v.next(b); next != nil {
		parts = append(parts, next)
	}
	if b.Notes != "" {
		parts = append(parts, labelled(screen.L("Notes"), widget.NewParagraph(b.Notes, widget.StyleValue)))
	}
	parts = append(parts, v.parts(b, story.Parts)...)
	if len(story.Timeline) > 0 {
		parts = append(parts, screen.Rule(), widget.NewText(screen.L("Timeline"), widget.StyleStrong))
		for _, e := range story.Timeline[:min(len(story.Timeline), timelineShown)] {
			parts = append(parts, v.event(e))
		}
	}
	v.scroll.Content = screen.Inset(18, 16, 18, 18, screen.Column(10, parts...))
	v.scroll.Refresh()
}

// timelineShown is how much of a timeline is drawn: what nobody scrolls past.
const timelineShown = 50

// fail says that the lead can't be shown.
func (v *view) fail(sentence string) {
	v.of = 0
	closer := widget.NewButton(screen.L("Close"), widget.Secondary, v.s.l.closeSide)
	v.scroll.Content = screen.Inset(18, 40, 18, 18, widget.NewEmpty("warning", screen.L("This lead can't be shown"), sentence, closer))
	v.scroll.Offset = fyne.Position{}
	v.scroll.Refresh()
	v.s.put(v.object)
}

func (v *view) head(b *entity.Business) fyne.CanvasObject {
	closer := widget.NewIconButton("close", "", widget.Quiet, func() { v.s.l.closeSide() }).SetTip("Esc")
	closer.SetTone(widget.RoleMuted)
	aside := []fyne.CanvasObject{closer}
	if b.DeletedAt.IsZero() {
		one := []entity.BusinessID{b.ID}
		remove := widget.NewIconButton("delete", "", widget.Quiet, func() { v.s.l.remove(one) }).SetTip(screen.L("Delete"))
		more := widget.NewIconButton("more", "", widget.Quiet, nil).SetTip(screen.L("Do not contact"))
		more.OnTap = func() { widget.ShowMenu(more, v.s.l.silenceMenu(b)) }
		aside = []fyne.CanvasObject{more.SetTone(widget.RoleMuted), remove.SetTone(widget.RoleMuted), closer}
	}
	name := widget.NewParagraph(b.Name, widget.TextStyle{Bold: true, Size: 16}).SetMaxLines(3)
	w := screen.StatusWord(b.Status)
	state := []fyne.CanvasObject{widget.NewStatus(w.Text, w.Role, w.Hollow)}
	if b.DoNotContact {
		state = append(state, widget.NewStatus(screen.L("do not contact"), widget.RoleError, false))
	}
	if line := screen.Joined(" · ", b.Category, screen.Miles(b.Distance)); line != "" {
		state = append(state, widget.NewText(line, widget.StyleLabel))
	}
	return screen.Column(6, container.NewBorder(nil, nil, nil, container.NewVBox(screen.Row(0, aside...)), name), screen.Flow(12, state...))
}

func (v *view) buttons(b *entity.Business) fyne.CanvasObject {
	l, id := v.s.l, b.ID
	one := []entity.BusinessID{id}
	if !b.DeletedAt.IsZero() {
		return screen.Row(8, widget.NewButton(screen.L("Restore"), widget.Primary, func() { l.restore(one) }))
	}
	buttons := []fyne.CanvasObject{
		l.enrichButton(b),
		widget.NewIconButton("edit", "", widget.Secondary, v.s.edit).SetTip(screen.L("Edit")),
		widget.NewMenuButton(screen.StageWord(b.Stage), func() []*fyne.MenuItem { return l.stageMenu(one) }),
	}
	if b.Phone != "" && !b.DoNotContact {
		buttons = append(buttons, widget.NewButton(screen.L("Call"), widget.Secondary, func() { l.room.Shell.Browse("tel:" + b.Phone) }))
	}
	if b.Email != "" && !b.DoNotContact {
		buttons = append(buttons, widget.NewButton(screen.L("Email"), widget.Secondary, func() { l.room.Shell.Browse("mailto:" + b.Email) }))
	}
	return screen.Flow(6, buttons...)
}

// value is one line: its name, the value, and below that where it came from.
func (v *view) value(val value) fyne.CanvasObject {
	body := []fyne.CanvasObject{newValue(v.s.l.room.Shell, val)}
	switch {
	case val.source != "" && val.field != "":
		body = append(body, screen.NewTappable(newSource(val), func() {
			v.told[val.field] = !v.told[val.field]
			v.s.draw()
		}))
		if v.told[val.field] {
			body = append(body, screen.Inset(0, 5, 0, 5, v.story(val.field)))
		}
	case val.source != "":
		body = append(body, newSource(val))
	}
	return labelled(screen.L(val.name), screen.Column(1, body...))
}

func (v *view) tags(b *entity.Business) fyne.CanvasObject {
	l, id := v.s.l, b.ID
	one := []entity.BusinessID{id}
	var chips []fyne.CanvasObject
	for _, t := range b.Tags {
		chips = append(chips, widget.NewChip(t, true,
			func() { l.change(func(f *entity.Filter) { *f = entity.Filter{Tag: t} }) },
			func() { l.dropTag(one, t) }))
	}
	chips = append(chips, widget.NewIconButton("add", screen.L("Tag"), widget.Quiet, func() { l.tagMany(one) }))
	return labelled(screen.L("Tags"), screen.Inset(-8, -7, 0, -5, screen.Flow(6, chips...)))
}

// next is what to do next, amber once it is due.
func (v *view) next(b *entity.Business) fyne.CanvasObject {
	if b.NextAction == "" && b.NextActionDue.IsZero() {
		return nil
	}
	words := b.NextAction
	role := widget.RoleNone
	if !b.NextActionDue.IsZero() {
		words = screen.Joined(" · ", words, screen.Date(b.NextActionDue))
		if !b.NextActionDue.After(v.s.l.room.Now()) {
			role = widget.RoleWarn
		}
	}
	return labelled(screen.L("Next"), widget.NewParagraph(words, widget.TextStyle{Bold: true, Role: role}))
}

func (v *view) event(e entity.TimelineEntry) fyne.CanvasObject {
	at := widget.NewText(screen.Clock(e.At, v.s.l.room.Now()), widget.StyleLabel)
	at.SetTip(screen.Moment(e.At))
	return screen.Labelled(at, widget.NewParagraph(e.Text, widget.TextStyle{Size: widget.LabelSize}))
}

// labelled puts a name at the left of something.
func labelled(name string, o fyne.CanvasObject) fyne.CanvasObject {
	return screen.Labelled(widget.NewText(name, widget.StyleLabel), o)
}

func gap(h float32) fyne.CanvasObject { return screen.Sized(1, h, screen.Spring()) }

// newValue is a value that opens what it names, or is copied. A right click always copies.
func newValue(shell screen.Shell, v value) fyne.CanvasObject {
	copyIt := func() { shell.Copy(v.text) }
	if v.open == "" {
		return screen.NewLongLink(v.text, widget.StyleValue, copyIt, copyIt)
	}
	return screen.NewLongLink(v.text, widget.StyleValue.With(widget.RoleAccent), func() { shell.Browse(v.open) }, copyIt)
}

// newSource is the small line below a value: where it came from, and on hover the page and the time.
func newSource(v value) fyne.CanvasObject {
	t := widget.NewText(v.source, widget.StyleHint.Cutting())
	if !v.when.IsZero() {
		t.SetTip(screen.Joined(" · ", v.url, screen.Moment(v.when)))
	}
	return t
}
