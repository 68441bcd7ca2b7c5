package settings

import (
	"fyne.io/fyne/v2"

	"letip/app/lead"
	"letip/app/query"
	"letip/app/screen"
	"letip/app/widget"
)

// categories is the card of the category list: what counts as a business, and under which name.
type categories struct {
	s     *Settings
	list  lead.CategoryList
	state *widget.Status
	words *widget.Paragraph
	path  *widget.Paragraph
	write *widget.Button
	open  *widget.Button
	copy  *widget.Button
	card  *widget.Card
}

func newCategories(s *Settings) *categories {
	v := &categories{s: s, state: widget.NewStatus("", widget.RoleIdle, true)}
	v.words = widget.NewParagraph(screen.L("Looking…"), widget.StyleValue)
	v.path = widget.NewParagraph("", widget.StyleHint)
	v.write = widget.NewButton(screen.L("Write it out to edit"), widget.Secondary, v.writeOut)
	v.open = widget.NewButton(screen.L("Open the file"), widget.Secondary, func() { s.room.Shell.Browse(fileURL(v.list.Path)) })
	v.copy = widget.NewButton(screen.L("Copy path"), widget.Secondary, func() { s.room.Shell.Copy(v.list.Path) })
	about := widget.NewParagraph(screen.L("It says which places are businesses, what they are called and into which groups they fall."), widget.StyleLabel)
	v.card = widget.NewTitledCard(screen.L("Category list"), v.state,
		screen.Column(8, about, v.words, v.path, screen.Row(8, v.write, v.open, v.copy)))
	return v
}

// show says which list is used.
func (v *categories) show(r query.Result[lead.CategoryList]) {
	switch {
	case r.HasData:
		v.list = r.Data
	case r.Err != nil:
		v.list = lead.CategoryList{Problem: v.s.room.Sentence(r.Err)}
	default:
		return
	}
	v.update()
}

func (v *categories) update() {
	l := v.list
	size := screen.With{"Categories": screen.Count(l.Categories, "category"), "Groups": l.Groups}
	role := widget.RoleNone
	var words string
	switch {
	case l.Problem != "":
		words, role = sentence(l.Problem), widget.RoleError
		v.state.Set(screen.L("has a mistake"), widget.RoleError, false)
	case l.Own:
		words = screen.Lf("Your own list: {{.Categories}} in {{.Groups}} groups. A change counts from the next search.", size)
		v.state.Set(screen.L("your own"), widget.RoleOK, false)
	case l.Path != "":
		words = screen.Lf("The built-in list: {{.Categories}} in {{.Groups}} groups. Write it out to change it.", size)
		v.state.Set(screen.L("built in"), widget.RoleIdle, true)
	}
	v.words.Set(words, role)
	v.path.SetText("")
	if l.Own {
		v.path.SetText(l.Path)
	}
	visible(v.path, l.Own)
	visible(v.write, !l.Own)
	visible(v.open, l.Own)
	visible(v.copy, l.Own)
	v.s.warn()
	v.card.Refresh()
	if v.s.body != nil {
		v.s.body.Refresh()
	}
}

// writeOut puts the built-in list where the rep can edit it.
func (v *categories) writeOut() {
	v.write.SetBusy(screen.L("Writing…"))
	v.s.room.Desk.WriteCategories(func(err error) {
		v.write.SetBusy("")
		if err != nil {
			v.s.room.Report(screen.L("The category list was not written"), err)
			return
		}
		path := v.list.Path
		v.s.room.Shell.Say(widget.Toast{
			Kind: widget.ToastSuccess, Title: screen.L("The category list was written"), Text: path,
			Action: screen.L("Open"), OnAction: func() { v.s.room.Shell.Browse(fileURL(path)) },
		})
	})
}

func visible(o fyne.CanvasObject, on bool) {
	if on == o.Visible() {
		return
	}
	if on {
		o.Show()
	} else {
		o.Hide()
	}
}
