package leads

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"letip/app/lead"
	"letip/app/screen"
	"letip/app/widget"
	"letip/store/entity"
)

// story tells where the values of a field came from: each with its source, its page, the time and how sure it is, why the
// others are not shown, and the way to show one of them instead.
func (v *view) story(field string) fyne.CanvasObject {
	var rows []fyne.CanvasObject
	for _, s := range storyOf(v.s.story.Provenance, field) {
		rows = append(rows, v.said(s))
	}
	return container.NewBorder(nil, nil, screen.Inset(0, 3, 10, 3, screen.Upright()), nil, screen.Column(9, rows...))
}

func (v *view) said(s said) fyne.CanvasObject {
	room, id := v.s.l.room, v.of
	text := widget.NewParagraph(s.text, widget.TextStyle{Size: widget.LabelSize, Bold: s.Chosen}).SetMaxLines(4)
	var aside fyne.CanvasObject
	switch {
	case s.Chosen:
		aside = widget.NewStatus(screen.L("shown"), widget.RoleOK, false)
	case s.same || !v.s.b.DeletedAt.IsZero():
		aside = screen.Row(0)
	default:
		aside = screen.Sized(0, 18, widget.NewButton(screen.L("Use this instead"), widget.Quiet, func() { v.s.l.useInstead(id, s) }))
	}
	when := widget.NewText(screen.Joined(" · ", s.source, screen.Ago(s.At, room.Now())), widget.StyleHint.Cutting())
	when.SetTip(screen.Moment(s.At))
	rows := []fyne.CanvasObject{container.NewBorder(nil, nil, nil, container.NewVBox(aside), text), when}
	if s.URL != "" {
		rows = append(rows, screen.NewLink(s.URL, widget.StyleHint.With(widget.RoleAccent), func() { room.Shell.Browse(s.URL) }))
	}
	switch {
	case s.Picked:
		rows = append(rows, widget.NewParagraph(screen.L("You chose this value. No search, import or visit replaces it."), widget.StyleHint))
	case s.Chosen && s.Source == "manual":
		rows = append(rows, widget.NewParagraph(screen.L("You wrote this. No search, import or visit replaces it."), widget.StyleHint))
	case s.Why != "":
		rows = append(rows, widget.NewParagraph(screen.L(s.Why), widget.StyleHint))
	}
	return screen.Column(1, rows...)
}

// useInstead shows another of the values that sources gave, for good.
func (l *Leads) useInstead(id entity.BusinessID, s said) {
	l.room.Desk.Choose.Go(lead.Choice{ID: id, Value: s.ID}, func(step int64, err error) {
		switch {
		case err != nil:
			l.room.Report(screen.L("The value was not changed"), err)
		case step != 0:
			l.room.Done(screen.Lf("{{.Field}} is now {{.Value}}", screen.With{"Field": screen.L(fieldNames[s.Field]), "Value": s.text}), "", step)
		}
	})
}

// everything offers the story of all values, and tells it once asked for.
func (v *view) everything(b *entity.Business, story []entity.Provenance) []fyne.CanvasObject {
	told := 0
	for _, field := range fieldOrder {
		told += len(storyOf(story, field))
	}
	if told == 0 {
		return nil
	}
	open := v.open == b.ID
	label := screen.L("Where each value comes from")
	if open {
		label = screen.L("Hide where the values come from")
	}
	toggle := widget.NewButton(label, widget.Quiet, func() {
		if v.open = b.ID; open {
			v.open = 0
		}
		v.s.draw()
	})
	out := []fyne.CanvasObject{screen.Inset(-10, 0, 0, 0, screen.Row(0, toggle))}
	if open {
		for _, field := range fieldOrder {
			if len(storyOf(story, field)) > 0 {
				out = append(out, labelled(screen.L(fieldNames[field]), v.story(field)))
			}
		}
	}
	return out
}

// parts lists what was merged into the lead, each with the way out again.
func (v *view) parts(b *entity.Business, parts []entity.MergedPart) []fyne.CanvasObject {
	if len(parts) == 0 {
		return nil
	}
	out := []fyne.CanvasObject{screen.Rule(), widget.NewText(screen.L("Merged into this lead"), widget.StyleStrong)}
	for _, p := range parts {
		source := ""
		if p.Source.Source != "" {
			source = screen.SourceWord(p.Source.Source)
		}
		why := widget.NewParagraph(screen.Joined(" · ", append([]string{source}, p.Reasons...)...), widget.StyleHint).SetMaxLines(3)
		name := p.Name
		if name == "" {
			name = b.Name
		}
		words := screen.Column(1, widget.NewParagraph(name, widget.TextStyle{Size: widget.LabelSize, Bold: true}).SetMaxLines(2), why)
		if !b.DeletedAt.IsZero() {
			out = append(out, words)
			continue
		}
		button := widget.NewButton(screen.L("Split off"), widget.Secondary, func() { v.s.l.splitOff(b.ID, p) })
		out = append(out, container.NewBorder(nil, nil, nil, container.NewVBox(button), words))
	}
	return out
}

// splitOff makes a lead of its own of a part again.
func (l *Leads) splitOff(id entity.BusinessID, p entity.MergedPart) {
	l.room.Desk.Split.Go(lead.SplitOff{ID: id, Part: p}, func(done lead.Parted, err error) {
		if err != nil {
			l.room.Report(screen.L("It was not split off"), err)
			return
		}
		l.room.Done(screen.Lf("{{.Name}} is a lead of its own again", screen.With{"Name": p.Name}), "", done.Step)
	})
}
