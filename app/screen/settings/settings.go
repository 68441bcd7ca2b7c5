package settings

import (
	"slices"
	"unicode"
	"unicode/utf8"

	"fyne.io/fyne/v2"

	"letip/app/lead"
	"letip/app/query"
	"letip/app/screen"
	"letip/app/widget"
	"letip/store/entity"
)

// Settings is the screen. All its methods belong to the goroutine that draws.
type Settings struct {
	room *screen.Room

	stored entity.Settings // as the cache has them
	want   entity.Settings // as the controls stand: what is on its way to the store is in it
	known  bool            // stored was read
	saving int             // writes that have no answer yet

	servers    *servers
	sources    *sources
	readings   *readings
	looks      *looks
	categories *categories
	silence    *silence
	texts      []*text
	warnings   *fyne.Container
	warned     *widget.Card // around them
	status     *widget.Text
	bar        fyne.CanvasObject
	body       fyne.CanvasObject
	watch      query.Group
}

var (
	_ screen.Screen   = (*Settings)(nil)
	_ screen.Statused = (*Settings)(nil)
)

// New makes the screen.
func New(room *screen.Room) screen.Screen {
	s := &Settings{room: room, want: entity.DefaultSettings(), stored: entity.DefaultSettings()}
	s.status = widget.NewText("", widget.StyleLabel.Cutting())
	s.bar = screen.Column(0, screen.Inset(0, 8, 0, 0, s.status))
	s.servers = newServers(s)
	s.sources = newSources(s)
	s.readings = newReadings(s)
	s.looks = newLooks(s)
	s.warnings = screen.Column(8)
	s.warned = widget.NewTitledCard(screen.L("To look at"), nil, s.warnings)
	s.categories = newCategories(s)
	s.silence = newSilence(s)
	left := screen.Column(widget.Gap, s.servers.card, s.sources.card, s.readings.card, s.looks.card)
	right := screen.Column(widget.Gap, s.warned, s.silence.card, s.categories.card, newPlaces(s), newAbout(s))
	scroll := screen.Scrolled(screen.Page(screen.Shares(widget.Gap, []float32{1.1, 1}, left, right)))
	for _, t := range s.texts { // an entry would keep the wheel to itself
		t.entry.OnScroll = scroll.Scrolled
	}
	s.silence.value.OnScroll, s.silence.note.OnScroll = scroll.Scrolled, scroll.Scrolled
	s.body = scroll
	s.categories.update()
	s.say("")
	return s
}

// Content implements screen.Screen.
func (s *Settings) Content() fyne.CanvasObject { return s.body }

// Status implements screen.Statused.
func (s *Settings) Status() fyne.CanvasObject { return s.bar }

// Show implements screen.Screen.
func (s *Settings) Show() {
	cache, desk := s.room.Desk.Cache(), s.room.Desk
	s.watch.Add(query.Observe(cache, desk.Settings(), func(r query.Result[entity.Settings]) {
		switch {
		case r.HasData:
			s.stored, s.known = r.Data, true
			s.settle()
		case r.Err != nil:
			s.say(screen.Lf("The settings could not be read: {{.Why}}", screen.With{"Why": s.room.Sentence(r.Err)}))
		}
	}))
	s.watch.Add(query.Observe(cache, desk.Health(), func(r query.Result[entity.Health]) {
		if r.HasData {
			s.sources.setHealth(r.Data)
		}
	}))
	s.watch.Add(query.Observe(cache, desk.Suppressions(), s.silence.show))
	s.watch.Add(query.Observe(cache, desk.CategoryList(), func(r query.Result[lead.CategoryList]) {
		s.categories.show(r)
	}))
}

// Hide implements screen.Screen. What was typed last is kept, as if typing had settled.
func (s *Settings) Hide() {
	for _, t := range s.texts {
		t.commit()
	}
	s.watch.Close()
}

// Close implements screen.Screen.
func (s *Settings) Close() {
	for _, t := range s.texts {
		t.stop()
	}
}

// settle shows what is stored, unless a write is on its way: what the rep just did would flicker.
func (s *Settings) settle() {
	if s.saving > 0 || !s.known {
		return
	}
	s.want = s.stored
	s.want.Sources = slices.Clone(s.stored.Sources)
	for _, t := range s.texts {
		t.show(s.want)
	}
	s.servers.update()
	s.sources.update()
	s.readings.update()
	s.looks.update()
}

// change keeps one setting at once. failed says beside the control what went wrong; nil is a toast. A change before the
// settings were read is not taken: it would write defaults over what is kept.
func (s *Settings) change(fn func(*entity.Settings), failed func(sentence string)) {
	if !s.known {
		return
	}
	fn(&s.want)
	next := s.want
	next.Sources = slices.Clone(s.want.Sources)
	s.saving++
	s.say(screen.L("Saving…"))
	s.room.Desk.SaveSettings.Go(next, func(_ struct{}, err error) {
		s.saving--
		if err != nil {
			s.say(screen.L("The last change was not saved."))
			if failed != nil {
				failed(s.room.Sentence(err))
			} else {
				s.room.Report(screen.L("The setting was not saved"), err)
			}
		} else if s.saving == 0 {
			s.say(screen.Lf("Saved at {{.Time}}", screen.With{"Time": s.room.Now().Local().Format("15:04:05")}))
		}
		s.settle()
	})
	s.servers.update()
	s.sources.update()
	s.readings.update()
	s.looks.update()
}

// say writes into the status bar.
func (s *Settings) say(words string) {
	if words == "" {
		words = screen.L("Each change is saved as you make it.")
	}
	s.status.SetText(words)
}

// warn shows what was wrong when the program started and still is, but for what its own card says.
func (s *Settings) warn() {
	var rows []fyne.CanvasObject
	for _, w := range s.room.Facts.Warnings {
		if w != s.categories.list.Problem {
			rows = append(rows, widget.NewParagraph(sentence(w), widget.TextStyle{Role: widget.RoleWarn}))
		}
	}
	s.warnings.Objects = rows
	s.warnings.Refresh()
	visible(s.warned, len(rows) > 0)
}

// sentence begins with a capital letter, as a message that stands alone does.
func sentence(text string) string {
	r, n := utf8.DecodeRuneInString(text)
	if n == 0 {
		return ""
	}
	return string(unicode.ToUpper(r)) + text[n:]
}
