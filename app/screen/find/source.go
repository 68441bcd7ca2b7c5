package find

import (
	"slices"

	"fyne.io/fyne/v2"

	"letip/app/screen"
	"letip/app/widget"
	"letip/store/entity"
)

// setSettings offers the sources that are switched on, and asks for the contact address while there is none.
func (x *form) setSettings(s entity.Settings) {
	if slices.Contains(x.settings.Sources, screen.SampleSource) && !slices.Contains(s.Sources, screen.SampleSource) {
		x.sampled = false // switched off in Settings
	}
	x.settings = s
	x.showSources()
}

// setHealth shows beside each source how it is.
func (x *form) setHealth(h entity.Health) {
	x.health = h
	x.showSources()
}

// offered are the sources to choose from: those switched on, and the sample where it was asked for.
func (x *form) offered() []string {
	var names []string
	for _, name := range x.f.room.Facts.Sources {
		if slices.Contains(x.settings.Sources, name) || x.sampled && name == screen.SampleSource {
			names = append(names, name)
		}
	}
	return names
}

// usable are the sources that are chosen and offered; what was never chosen begins with all but the sample.
func (x *form) usable() []string {
	var names []string
	for _, name := range x.offered() {
		if slices.Contains(x.chosen, name) {
			names = append(names, name)
		}
	}
	return names
}

func (x *form) showSources() {
	offered := x.offered()
	if len(x.usable()) == 0 {
		x.chosen = slices.DeleteFunc(slices.Clone(offered), func(n string) bool { return n == screen.SampleSource })
		if len(x.chosen) == 0 {
			x.chosen = slices.Clone(offered)
		}
	}
	var rows []fyne.CanvasObject
	for _, name := range offered {
		box := widget.NewCheckbox(screen.SourceWord(name), slices.Contains(x.chosen, name), func(on bool) { x.choose(name, on) })
		rows = append(rows, screen.Row(10, box, screen.Spring(), x.condition(name)))
	}
	x.sources.Objects = rows
	x.sources.Refresh()
	x.askContact()
	x.relay()
}

func (x *form) choose(name string, on bool) {
	x.chosen = slices.DeleteFunc(slices.Clone(x.chosen), func(n string) bool { return n == name })
	if on {
		x.chosen = append(x.chosen, name)
	}
	x.sourceField.SetText("")
	x.sourceField.Hide()
	x.askContact()
	x.relay()
}

// askContact shows the field for the address only while a public source needs one.
func (x *form) askContact() {
	needed := x.f.room.Facts.NeedsContact && x.settings.Contact == "" && slices.Contains(x.usable(), "osm")
	if needed != x.contactBox.Visible() {
		visible(x.contactBox, needed)
	}
}

// condition is how a source is: ready, or why not.
func (x *form) condition(name string) fyne.CanvasObject {
	if name == screen.SampleSource {
		return widget.NewStatus(screen.L("invented, needs no network"), widget.RoleOK, false).SetStyle(widget.StyleHint)
	}
	for _, s := range x.health.Sources {
		if s.Source == name && s.State != entity.Online {
			text := s.Message
			if text == "" {
				text = screen.HealthWord(s.State).Text
			}
			w := widget.NewStatus(short(text), screen.HealthWord(s.State).Role, false).SetStyle(widget.StyleHint)
			w.SetTip(text)
			return w
		}
	}
	return widget.NewStatus(screen.L("ready"), widget.RoleOK, false).SetStyle(widget.StyleHint)
}

// short is what fits beside a source.
func short(s string) string {
	const most = 28
	r := []rune(s)
	if len(r) <= most {
		return s
	}
	return string(r[:most-1]) + "…"
}

// setRecent lists the searches that can be run again.
func (x *form) setRecent(recent []entity.RecentSearch) {
	var rows []fyne.CanvasObject
	if len(recent) > 0 {
		rows = append(rows, widget.NewText(screen.L("Recent"), widget.StyleStrong))
	}
	for _, r := range recent {
		name := screen.SearchName(r.Search) + " · " + screen.Count(r.Leads, "lead")
		open := screen.NewLink(name, widget.StyleValue.With(widget.RoleAccent), func() { x.fill(r.Search); x.f.ShowJob(r.Job) })
		again := widget.NewButton(screen.L("run again"), widget.Quiet, func() {
			s := r.Search
			s.Refresh = true
			x.fill(s)
			x.start(s)
		})
		again.SetTone(widget.RoleMuted)
		rows = append(rows, newRecentRow(open, again))
	}
	x.recent.Objects = rows
	x.relay()
}

// recentRow gives the second button its width and the first the rest.
type recentRow struct{}

func newRecentRow(open, again fyne.CanvasObject) fyne.CanvasObject {
	return &fyne.Container{Layout: recentRow{}, Objects: []fyne.CanvasObject{open, again}}
}

func (recentRow) Layout(o []fyne.CanvasObject, size fyne.Size) {
	again := o[1].MinSize()
	o[1].Resize(again)
	o[1].Move(fyne.NewPos(size.Width-again.Width+8, (size.Height-again.Height)/2)) // the words end where the card's content ends
	o[0].Resize(fyne.NewSize(size.Width-again.Width, size.Height))
	o[0].Move(fyne.Position{})
}

func (recentRow) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(200, 26) }

// attribution names whose data it is, as OpenStreetMap's licence asks where its data shows.
func attribution(shell screen.Shell) fyne.CanvasObject {
	return screen.NewLink(screen.Attribution, widget.StyleHint, func() { shell.Browse(screen.AttributionURL) })
}

func visible(o fyne.CanvasObject, on bool) {
	if on {
		o.Show()
	} else {
		o.Hide()
	}
}
