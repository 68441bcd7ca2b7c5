package find

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"

	"letip/app/lead"
	"letip/app/screen"
	"letip/app/widget"
	"letip/store/entity"
)

// recentShown is how many searches the form offers again.
const recentShown = 6

// form asks where, how far, for what and of whom.
type form struct {
	f *Find

	place       *widget.Entry
	placeField  *widget.Field
	candidates  *fyne.Container
	radius      *widget.Slider
	groups      *fyne.Container
	chips       map[string]*widget.Chip
	listed      []screen.Group // that the chips are
	every       *widget.Chip
	most        *widget.Entry
	mostField   *widget.Field
	sources     *fyne.Container
	sourceField *widget.Text
	contact     *widget.Entry
	contactBox  *widget.Field
	button      *widget.Button
	recent      *fyne.Container
	card        *widget.Card

	chosen   []string // sources
	sampled  bool     // the sample was asked for: it is offered until Settings switches it off
	settings entity.Settings
	health   entity.Health
	at       *entity.Place // what the name in the form turned out to be
	asked    string        // the name that it belongs to
}

func newForm(f *Find) *form {
	x := &form{f: f, chips: map[string]*widget.Chip{}, settings: entity.DefaultSettings()}
	facts := f.room.Facts
	x.place = widget.NewEntry(screen.L("Town, ZIP code or address"))
	x.place.OnSubmitted = func(string) { x.submit() }
	x.place.OnChanged = func(string) { x.placeChanged() }
	x.placeField = widget.NewField(screen.L("Place"), x.place).SetHint(" ")
	x.candidates = screen.Column(2)
	x.radius = widget.NewSlider(widget.SliderOptions{
		Label: screen.L("Radius"), Min: float64(facts.Radius[0]), Max: float64(facts.Radius[1]), Log: true,
		Steps:  []widget.SliderStep{{Below: 5, Step: 0.5}, {Below: 50, Step: 1}},
		Format: func(v float64) string { return screen.Radius(entity.Miles(v)) },
	}, float64(facts.DefaultRadius))
	x.every = widget.NewChip(screen.L("All"), true, func() { x.setCategories(nil) }, nil)
	x.groups = screen.Flow(7)
	x.regroup()
	x.most = widget.NewEntry("")
	x.most.SetText(strconv.Itoa(facts.DefaultMax))
	x.most.OnSubmitted = func(string) { x.submit() }
	x.mostField = widget.NewField(screen.L("At most, the nearest first"), x.most)
	x.most.OnChanged = func(string) { x.mostField.SetError("") }
	x.sources = screen.Column(5)
	x.sourceField = widget.NewText("", widget.StyleHint.With(widget.RoleError).Cutting())
	x.contact = widget.NewEntry("you@example.com")
	x.contact.OnSubmitted = func(string) { x.submit() }
	x.contactBox = widget.NewField(screen.L("Your email, for OpenStreetMap"), x.contact)
	x.contact.OnChanged = func(string) { x.contactBox.SetError("") }
	x.contactBox.SetHint(screen.L("It asks every program to say who is calling. Sent only there."))
	x.contactBox.Hide()
	x.button = widget.NewButton(screen.L("Find businesses"), widget.Primary, x.submit)
	x.recent = screen.Column(3)

	label := func(text string) fyne.CanvasObject { return widget.NewText(text, widget.StyleLabel) }
	body := screen.Column(13,
		screen.Column(2, x.placeField, x.candidates), x.radius,
		screen.Column(6, label(screen.L("Categories")), x.groups), x.mostField,
		screen.Column(6, label(screen.L("Sources")), x.sources, x.sourceField), x.contactBox,
		x.button, x.recent,
		attribution(f.room.Shell),
	)
	scroll := screen.Scrolled(screen.Inset(20, 18, 20, 14, body))
	for _, e := range []*widget.Entry{x.place, x.most, x.contact} {
		e.OnScroll = scroll.Scrolled
	}
	x.card = widget.NewCard(scroll).SetPadding(0)

	last := entity.Search{Radius: facts.DefaultRadius, Max: facts.DefaultMax}
	f.room.Memory.Recall(keyForm, &last)
	x.fill(last)
	return x
}

// fill puts a search into the form.
func (x *form) fill(s entity.Search) {
	x.place.SetText(s.Query)
	x.at, x.asked = s.Place, s.Query
	x.hintPlace()
	x.offer(nil)
	if s.Radius > 0 {
		x.radius.SetValue(float64(s.Radius))
	}
	if s.Max > 0 {
		x.most.SetText(strconv.Itoa(s.Max))
	}
	x.setCategories(s.Categories)
	x.chosen = slices.Clone(s.Sources)
	x.sampled = x.sampled || slices.Contains(s.Sources, screen.SampleSource)
	x.showSources()
	x.show(nil)
}

// regroup offers the groups of the category list as it is now. What was chosen stays chosen, where it still is.
func (x *form) regroup() {
	if groups := x.f.room.Facts.Groups; len(x.groups.Objects) == 0 || !slices.Equal(groups, x.listed) {
		on := x.categories()
		x.listed, x.chips = slices.Clone(groups), map[string]*widget.Chip{}
		chips := []fyne.CanvasObject{x.every}
		for _, g := range groups {
			c := widget.NewChip(g.Name, slices.Contains(on, g.Name), nil, nil)
			c.OnTap = func() { x.toggle(c) }
			x.chips[g.Name] = c
			chips = append(chips, c)
		}
		x.every.SetOn(len(x.categories()) == 0)
		x.groups.Objects = chips
		x.groups.Refresh()
		x.relay()
	}
}

func (x *form) setCategories(names []string) {
	for name, c := range x.chips {
		c.SetOn(slices.Contains(names, name))
	}
	x.every.SetOn(len(x.categories()) == 0)
}

func (x *form) toggle(c *widget.Chip) {
	c.SetOn(!c.On())
	x.every.SetOn(len(x.categories()) == 0)
}

// categories are the groups that are on, in their order; none is all.
func (x *form) categories() []string {
	var names []string
	for _, g := range x.listed {
		if x.chips[g.Name].On() {
			names = append(names, g.Name)
		}
	}
	if len(names) == len(x.chips) {
		return nil
	}
	return names
}

// placeChanged forgets what the name turned out to be when another is typed.
func (x *form) placeChanged() {
	if x.place.Text != x.asked {
		x.at = nil
		x.hintPlace()
		x.offer(nil)
	}
	x.placeField.SetError("")
}

// setPlace says what the name in the form turned out to be.
func (x *form) setPlace(s *entity.Search) {
	if s != nil && s.Place != nil && s.Query == x.place.Text && x.at == nil {
		x.at, x.asked = s.Place, s.Query
		x.hintPlace()
	}
}

func (x *form) hintPlace() {
	if x.at == nil {
		x.placeField.SetHint(" ")
		return
	}
	x.placeField.SetHint(screen.PlaceName(*x.at))
}

// offer shows the places that a name may mean; one tap chooses and goes on.
func (x *form) offer(places []entity.Place) {
	var rows []fyne.CanvasObject
	if len(places) > 0 {
		rows = append(rows, widget.NewText(screen.L("Which one?"), widget.StyleLabel))
	}
	var first *widget.Button
	for _, p := range places {
		b := widget.NewIconButton("map", screen.PlaceName(p), widget.Quiet, func() {
			x.at, x.asked = &p, x.place.Text
			x.hintPlace()
			x.offer(nil)
			x.submit()
		})
		if first == nil {
			first = b
		}
		rows = append(rows, screen.Row(0, b))
	}
	if len(places) > 0 {
		rows = append(rows, widget.NewText(screen.L("Not among them? Add the state or country."), widget.StyleHint))
	}
	x.candidates.Objects = rows
	x.relay()
	if first != nil {
		x.f.room.Shell.Focus(first)
	}
}

// relay lays the form out again after something came or went.
func (x *form) relay() {
	x.candidates.Refresh()
	if x.card != nil {
		x.card.Refresh()
	}
}

// search reads the form; what can't be searched for stands beside its field.
func (x *form) search() (entity.Search, entity.FieldErrors) {
	s := entity.Search{
		Query: strings.TrimSpace(x.place.Text), Place: x.at, Radius: entity.Miles(x.radius.Value()),
		Categories: x.categories(), Sources: x.usable(),
	}
	wrong := entity.FieldErrors{}
	if s.Query == "" {
		wrong["place"] = screen.L("Say where to look")
	}
	most, err := strconv.Atoi(strings.TrimSpace(x.most.Text))
	if err != nil || most < 1 || most > x.f.room.Facts.MaxResults {
		wrong["max"] = screen.Lf("1 to {{.N}}", screen.With{"N": x.f.room.Facts.MaxResults})
	}
	s.Max = most
	if len(s.Sources) == 0 {
		wrong["source"] = screen.L("Choose at least one source")
	}
	if x.contactBox.Visible() && strings.TrimSpace(x.contact.Text) == "" {
		wrong["contact"] = screen.L("Needed once")
	}
	if len(wrong) > 0 {
		return s, wrong
	}
	return s, nil
}

// show puts errors beside their fields.
func (x *form) show(wrong entity.FieldErrors) {
	x.placeField.SetError(wrong["place"])
	x.mostField.SetError(wrong["max"])
	x.contactBox.SetError(wrong["contact"])
	x.sourceField.SetText(wrong["source"] + wrong["category"] + wrong["radius"])
	visible(x.sourceField, x.sourceField.Text() != "")
	switch {
	case wrong["place"] != "":
		x.f.room.Shell.Focus(x.place)
	case wrong["max"] != "":
		x.f.room.Shell.Focus(x.most)
	case wrong["contact"] != "":
		x.f.room.Shell.Focus(x.contact)
	}
}

// submit starts the search. The button says what it is doing until the place is known.
func (x *form) submit() {
	if x.button.Busy() {
		return
	}
	s, wrong := x.search()
	x.show(wrong)
	if wrong != nil {
		return
	}
	x.keepContact(func() { x.start(s) })
}

// keepContact writes the address that was typed, before it is needed.
func (x *form) keepContact(then func()) {
	contact := strings.TrimSpace(x.contact.Text)
	if !x.contactBox.Visible() || contact == "" {
		then()
		return
	}
	s := x.settings
	s.Contact = contact
	x.button.SetBusy(screen.L("Starting…"))
	x.f.room.Desk.SaveSettings.Go(s, func(_ struct{}, err error) {
		x.button.SetBusy("")
		if err != nil {
			x.f.room.Report(screen.L("The address was not kept"), err)
			return
		}
		then()
	})
}

func (x *form) start(s entity.Search) {
	x.button.SetBusy(screen.L("Starting…"))
	x.f.room.Desk.Find.Go(s, func(id entity.JobID, err error) {
		x.button.SetBusy("")
		if a, ok := errors.AsType[*lead.AmbiguousError](err); ok {
			x.offer(a.Candidates)
			return
		}
		if wrong, ok := errors.AsType[entity.FieldErrors](err); ok {
			x.show(wrong)
			return
		}
		if err != nil {
			x.f.room.Report(screen.L("The search could not start"), err)
			return
		}
		s.Place = nil // the name is remembered, not what it meant today
		x.f.room.Memory.Keep(keyForm, s)
		x.f.ShowJob(id)
	})
}
