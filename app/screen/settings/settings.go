package settings

import (
	"net/mail"
	"net/url"
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"letip/app/query"
	"letip/app/screen"
	"letip/app/widget"
	"letip/store/entity"
)

// columnWidth is as wide as lines are good to read.
const columnWidth = 620

// Settings is the screen. All its methods belong to the goroutine that draws.
type Settings struct {
	room  *screen.Room
	s     entity.Settings
	known bool
	watch query.Group

	theme     *widget.Select
	confirm   *widget.Checkbox
	sources   map[string]*widget.Checkbox
	sourceErr *widget.Text
	contact   *line
	nominatim *line
	overpass  *line
	body      fyne.CanvasObject
}

var _ screen.Screen = (*Settings)(nil)

// themes are the choices, by the words that are kept.
var themes = []struct{ id, word string }{{"system", "As the system"}, {"light", "Light"}, {"dark", "Dark"}}

// New makes the screen.
func New(room *screen.Room) screen.Screen {
	x := &Settings{room: room, s: entity.DefaultSettings(), sources: map[string]*widget.Checkbox{}}
	var words []string
	for _, t := range themes {
		words = append(words, screen.L(t.word))
	}
	x.theme = widget.NewSelect(words, words[0], func(word string) {
		x.change(func(s *entity.Settings) { s.Theme = themes[slices.Index(words, word)].id })
	})
	x.confirm = widget.NewCheckbox(screen.L("Ask before leads are deleted"), true, func(on bool) {
		x.change(func(s *entity.Settings) { s.ConfirmDelete = on })
	})
	x.sourceErr = widget.NewText("", widget.StyleHint.With(widget.RoleError))
	var boxes []fyne.CanvasObject
	for _, name := range room.Facts.Sources {
		b := widget.NewCheckbox(screen.SourceWord(name), false, func(on bool) { x.source(name, on) })
		x.sources[name] = b
		boxes = append(boxes, b)
	}
	boxes = append(boxes, x.sourceErr)
	defaults := entity.DefaultSettings()
	x.contact = newLine(x, lineOptions{
		label: "Contact address", hint: "An email or a web page. OpenStreetMap asks every program to say who is calling; it is sent only there.",
		placeholder: "you@example.com", of: func(s *entity.Settings) *string { return &s.Contact }, check: checkContact,
	})
	x.nominatim = newLine(x, lineOptions{
		label: "Nominatim, which finds places", hint: "The address of the service; /search is appended.",
		of: func(s *entity.Settings) *string { return &s.NominatimURL }, check: checkURL, reset: defaults.NominatimURL,
	})
	x.overpass = newLine(x, lineOptions{
		label: "Overpass, which finds businesses", hint: "The whole address of the interpreter.",
		of: func(s *entity.Settings) *string { return &s.OverpassURL }, check: checkURL, reset: defaults.OverpassURL,
	})
	folder := widget.NewButton(screen.L("Open folder"), widget.Secondary, func() { room.Shell.Browse("file://" + room.Facts.DataDir) })
	copyPath := widget.NewButton(screen.L("Copy"), widget.Secondary, func() { room.Shell.Copy(room.Facts.DataDir) })

	cards := []fyne.CanvasObject{
		card("Looks", screen.Column(12, screen.Row(0, screen.Sized(220, 0, widget.NewField(screen.L("Theme"), x.theme))), x.confirm)),
		card("Sources", screen.Column(9, boxes...)),
		card("Network", screen.Column(14, x.contact.object, x.nominatim.object, x.overpass.object)),
		card("Your data", screen.Column(10,
			widget.NewParagraph(room.Facts.DataDir, widget.StyleValue),
			widget.NewParagraph(screen.L("Everything is in this folder, on this computer. Nothing is sent anywhere."), widget.StyleHint),
			screen.Row(8, folder, copyPath))),
	}
	if len(room.Facts.Warnings) > 0 {
		cards = append(cards, card("To look at", widget.NewParagraph(strings.Join(room.Facts.Warnings, "\n"), widget.StyleValue.With(widget.RoleWarn))))
	}
	cards = append(cards, screen.Row(0, widget.NewText(screen.Lf("LeTip Lead System {{.Version}}", screen.With{"Version": room.Facts.Version}), widget.StyleHint)))
	x.body = screen.Scrolled(screen.Inset(16, 15, 16, 15, screen.Row(0, screen.Sized(columnWidth, 0, screen.Column(widget.Gap, cards...)))))
	return x
}

func card(title string, o fyne.CanvasObject) fyne.CanvasObject {
	return widget.NewTitledCard(screen.L(title), nil, o)
}

// Content implements screen.Screen.
func (x *Settings) Content() fyne.CanvasObject { return x.body }

// Show implements screen.Screen.
func (x *Settings) Show() {
	x.watch.Add(query.Observe(x.room.Desk.Cache(), x.room.Desk.Settings(), func(r query.Result[entity.Settings]) {
		if r.HasData {
			x.take(r.Data)
		}
	}))
}

// Hide implements screen.Screen. What stands in a field is kept, as with Enter.
func (x *Settings) Hide() {
	for _, l := range []*line{x.contact, x.nominatim, x.overpass} {
		l.keep()
	}
	x.watch.Close()
}

// Close implements screen.Screen.
func (x *Settings) Close() {}

// take shows what is kept.
func (x *Settings) take(s entity.Settings) {
	x.s, x.known = s, true
	for _, t := range themes {
		if t.id == s.Theme {
			x.theme.SetChosen(screen.L(t.word))
		}
	}
	x.confirm.SetOn(s.ConfirmDelete)
	for name, b := range x.sources {
		b.SetOn(slices.Contains(s.Sources, name))
	}
	for _, l := range []*line{x.contact, x.nominatim, x.overpass} {
		l.take(s)
	}
}

// change keeps a setting at once; where that fails the control goes back and a toast says why.
func (x *Settings) change(fn func(*entity.Settings)) {
	if !x.known {
		return
	}
	s := x.s
	s.Sources = slices.Clone(s.Sources)
	fn(&s)
	x.s = s // a second change in the same moment builds on the first
	x.room.Desk.SaveSettings.Go(s, func(_ struct{}, err error) {
		x.room.Report(screen.L("The setting was not kept"), err)
	})
}

// source switches a source on or off. One has to stay.
func (x *Settings) source(name string, on bool) {
	rest := slices.DeleteFunc(slices.Clone(x.s.Sources), func(n string) bool { return n == name })
	if on {
		rest = append(rest, name)
	}
	if len(rest) == 0 {
		x.sources[name].SetOn(true)
		x.sourceErr.SetText(screen.L("One source has to stay on."))
		return
	}
	x.sourceErr.SetText("")
	slices.Sort(rest)
	x.change(func(s *entity.Settings) { s.Sources = rest })
}

// checkContact accepts an email address, a web page, or nothing.
func checkContact(text string) string {
	if text == "" {
		return ""
	}
	if a, err := mail.ParseAddress(text); err == nil && a.Address == text {
		return ""
	}
	if checkURL(text) == "" {
		return ""
	}
	return screen.L("Write an email address or a web page")
}

// checkURL accepts a whole web address.
func checkURL(text string) string {
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return screen.L("Write a whole address, as https://example.org/path")
	}
	return ""
}
