package settings

import (
	"errors"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"letip/app/lead"
	"letip/app/query"
	"letip/app/screen"
	"letip/app/widget"
	"letip/store/entity"
)

// silenceShown is how many entries are listed before the rep asks for all.
const silenceShown = 6

// silenceKinds are what can be put on the list by hand, in the order of the menu.
var silenceKinds = []struct {
	kind        entity.SuppressionKind
	word        string
	placeholder string
}{
	{entity.SuppressEmail, "Email", "info@example.com"},
	{entity.SuppressDomain, "Domain", "example.com"},
	{entity.SuppressPhone, "Phone", "(732) 555-0100"},
}

// silence is the card of whom nobody may contact: entries can be added, each with a note, and taken off.
type silence struct {
	s     *Settings
	list  []entity.Suppression
	all   bool // the rep asked for all of them
	err   error
	kind  *widget.Select
	value *widget.Entry
	field *widget.Field
	note  *widget.Entry
	add   *widget.Button
	rows  *fyne.Container
	count *widget.Text
	card  *widget.Card
}

func newSilence(s *Settings) *silence {
	v := &silence{s: s, rows: screen.Column(8), count: widget.NewText("", widget.StyleLabel)}
	var words []string
	for _, k := range silenceKinds {
		words = append(words, screen.L(k.word))
	}
	v.value = widget.NewEntry(silenceKinds[0].placeholder)
	v.kind = widget.NewSelect(words, words[0], func(string) {
		v.value.SetPlaceHolder(silenceKinds[v.chosen()].placeholder)
		v.field.SetError("")
	})
	v.note = widget.NewEntry(screen.L("Note"))
	v.value.OnSubmitted, v.note.OnSubmitted = func(string) { v.put() }, func(string) { v.put() }
	v.value.OnChanged = func(string) { v.field.SetError("") }
	v.add = widget.NewButton(screen.L("Add"), widget.Secondary, v.put)
	v.field = widget.NewField(screen.L("Nobody may contact whoever has this"), container.NewBorder(nil, nil, screen.Inset(0, 0, 8, 0, screen.Sized(104, 0, v.kind)), nil, v.value))
	about := widget.NewParagraph(screen.L("They are marked in the list and left out of exports. No search, import or visit takes the mark away."), widget.StyleLabel)
	form := screen.Column(8, v.field, container.NewBorder(nil, nil, nil, screen.Inset(8, 0, 0, 0, v.add), v.note))
	v.card = widget.NewTitledCard(screen.L("Do not contact"), v.count, screen.Column(10, about, form, screen.Rule(), v.rows))
	v.update()
	return v
}

// chosen is the kind in the menu.
func (v *silence) chosen() int {
	for i, k := range silenceKinds {
		if screen.L(k.word) == v.kind.Chosen() {
			return i
		}
	}
	return 0
}

// show takes the list as it is now.
func (v *silence) show(r query.Result[[]entity.Suppression]) {
	v.err = r.Err
	if r.HasData {
		v.list, v.err = r.Data, nil
	}
	v.update()
}

func (v *silence) update() {
	v.count.SetText("")
	if len(v.list) > 0 {
		v.count.SetText(screen.Count(len(v.list), "entry"))
	}
	v.rows.Objects = nil
	shown := v.list
	if !v.all {
		shown = shown[:min(len(shown), silenceShown)]
	}
	for _, e := range shown {
		v.rows.Objects = append(v.rows.Objects, v.row(e))
	}
	switch {
	case v.err != nil:
		v.rows.Objects = []fyne.CanvasObject{widget.NewParagraph(v.s.room.Sentence(v.err), widget.TextStyle{Role: widget.RoleError})}
	case len(v.list) == 0:
		v.rows.Objects = []fyne.CanvasObject{widget.NewText(screen.L("Nobody is on the list."), widget.StyleHint)}
	case len(shown) < len(v.list):
		more := widget.NewButton(screen.Lf("Show all {{.N}}", screen.With{"N": screen.Number(len(v.list))}), widget.Quiet, func() {
			v.all = true
			v.update()
		})
		v.rows.Objects = append(v.rows.Objects, screen.Inset(-10, 0, 0, 0, screen.Row(0, more)))
	}
	v.rows.Refresh()
	v.card.Refresh()
	if v.s.body != nil {
		v.s.body.Refresh()
	}
}

// row is one entry: what it is, how many leads it holds back, its note, and the way off the list.
func (v *silence) row(e entity.Suppression) fyne.CanvasObject {
	remove := widget.NewButton(screen.L("Remove"), widget.Quiet, func() { v.remove(e) })
	text := e.Value
	if e.Kind == entity.SuppressPhone {
		text = screen.Phone(e.Value, e.Value)
	}
	holds := screen.L("holds back nobody now")
	if e.Leads > 0 {
		holds = screen.Lf("holds back {{.Leads}}", screen.With{"Leads": screen.Count(e.Leads, "lead")})
	}
	hint := widget.NewText(screen.Joined(" · ", screen.L(kindWord(e.Kind)), holds, e.Note, screen.Ago(e.At, v.s.room.Now())), widget.StyleHint.Cutting())
	words := screen.Column(0, widget.NewText(text, widget.TextStyle{Cut: true}), hint)
	return container.NewBorder(nil, nil, nil, container.NewVBox(remove), words)
}

func kindWord(kind entity.SuppressionKind) string {
	for _, k := range silenceKinds {
		if k.kind == kind {
			return k.word
		}
	}
	return "Business"
}

// put adds what was typed to the list. What is wrong with it stands beside it.
func (v *silence) put() {
	value := strings.TrimSpace(v.value.Text)
	if v.add.Busy() {
		return
	}
	if value == "" {
		v.field.SetError(screen.L("Write whom."))
		return
	}
	v.add.SetBusy(screen.L("Adding…"))
	entry := lead.Suppression{Kind: silenceKinds[v.chosen()].kind, Value: value, Note: strings.TrimSpace(v.note.Text)}
	v.s.room.Desk.Suppress.Go(entry, func(step int64, err error) {
		v.add.SetBusy("")
		if wrong, ok := errors.AsType[entity.FieldErrors](err); ok {
			v.field.SetError(wrong.Error())
			return
		}
		if err != nil {
			v.s.room.Report(screen.L("That was not kept"), err)
			return
		}
		v.value.SetText("")
		v.note.SetText("")
		if step == 0 {
			v.s.room.Done(screen.L("Was on the list already"), entry.Value, 0)
			return
		}
		v.s.room.Done(screen.L("On the list of whom nobody may contact"), entry.Value, step)
	})
}

// remove takes an entry off the list.
func (v *silence) remove(e entity.Suppression) {
	v.s.room.Desk.Unsuppress.Go(e.ID, func(step int64, err error) {
		if err != nil {
			v.s.room.Report(screen.L("The entry is still on the list"), err)
			return
		}
		v.s.room.Done(screen.L("Taken off the list"), e.Value, step)
	})
}
