package find

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"

	"letip/app/lead"
	"letip/app/query"
	"letip/app/screen"
	"letip/app/widget"
	"letip/store/entity"
)

// keyForm is where the form is remembered.
const keyForm = "find.form"

// formWidth is the left card's.
const formWidth = 380

// Find is the screen. All its methods belong to the goroutine that draws.
type Find struct {
	room     *screen.Room
	form     *form
	monitor  *monitor
	arriving *arriving
	right    *fyne.Container
	none     *widget.Empty
	body     fyne.CanvasObject

	job   entity.JobID // whose work is shown; zero is none
	watch query.Group
	run   *query.Observer[lead.Run, lead.Run]
	shown bool
}

var (
	_ screen.Screen = (*Find)(nil)
	_ screen.Keyed  = (*Find)(nil)
)

// New makes the screen as it was left.
func New(room *screen.Room) screen.Screen {
	f := &Find{room: room}
	f.form = newForm(f)
	f.monitor = newMonitor(f)
	f.arriving = newArriving(f)
	f.none = widget.NewEmpty("find", screen.L("Nothing is being searched for"),
		screen.L("Choose a place and how far around it. What is found appears here as it arrives, and nearest first once the search is over."),
		widget.NewButton(screen.L("Try the sample territory"), widget.Secondary, room.TrySample))
	f.right = container.NewStack(widget.NewCard(f.none))
	left := screen.Sized(formWidth, 0, f.form.card)
	f.body = screen.Page(container.New(&columns{}, left, f.right))
	return f
}

// Content implements screen.Screen.
func (f *Find) Content() fyne.CanvasObject { return f.body }

// Show implements screen.Screen.
func (f *Find) Show() {
	f.shown = true
	cache, desk := f.room.Desk.Cache(), f.room.Desk
	f.watch = query.Group{}
	f.watch.Add(query.Observe(cache, desk.Searches(recentShown), func(r query.Result[[]entity.RecentSearch]) {
		if r.HasData {
			f.form.setRecent(r.Data)
		}
	}))
	f.watch.Add(query.Observe(cache, desk.Settings(), func(r query.Result[entity.Settings]) {
		if r.HasData {
			f.form.setSettings(r.Data)
		}
	}))
	f.watch.Add(query.Observe(cache, desk.Health(), func(r query.Result[entity.Health]) {
		if r.HasData {
			f.form.setHealth(r.Data)
			f.monitor.setHealth(r.Data)
		}
	}))
	f.form.regroup()
	f.watch.Add(query.Observe(cache, desk.CategoryList(), func(query.Result[lead.CategoryList]) { f.form.regroup() }))
	if f.job == 0 {
		f.takeUp()
	}
	f.follow()
	f.arriving.resume()
	f.room.Shell.Focus(f.form.place)
}

// takeUp shows the search that runs, rests or was cut short, if there is one.
func (f *Find) takeUp() {
	f.watch.Add(query.Observe(f.room.Desk.Cache(), f.room.Desk.Jobs(jobsLooked), func(r query.Result[[]lead.Run]) {
		if f.job != 0 {
			return
		}
		for _, j := range r.Data {
			if j.Kind == entity.KindScrape && (j.Live() || j.Status == entity.JobPaused || j.Status == entity.JobInterrupted) {
				f.ShowJob(j.ID)
				return
			}
		}
	}))
}

// jobsLooked is how far back a search that rests is looked for.
const jobsLooked = 50

// Hide implements screen.Screen.
func (f *Find) Hide() {
	f.shown = false
	f.watch.Close()
	f.unfollow()
	f.arriving.pause()
}

// Close implements screen.Screen.
func (f *Find) Close() { f.arriving.close() }

// Keys implements screen.Keyed.
func (f *Find) Keys() []screen.Key {
	return []screen.Key{
		{Name: "Enter", Does: screen.L("find businesses, from the form")},
		{
			Name: "Ctrl+Enter", Does: screen.L("find businesses, from anywhere"), Do: f.form.submit,
			Shortcut: &desktop.CustomShortcut{KeyName: fyne.KeyReturn, Modifier: fyne.KeyModifierShortcutDefault},
		},
	}
}

// ShowJob shows the work of a search.
func (f *Find) ShowJob(id entity.JobID) {
	if id == f.job {
		return
	}
	f.job = id
	f.arriving.show(id)
	f.right.Objects = []fyne.CanvasObject{container.NewBorder(
		screen.Inset(0, 0, 0, widget.Gap, f.monitor.card), nil, nil, nil, f.arriving.card)}
	f.right.Refresh()
	if f.shown {
		f.follow()
	}
}

// Fill puts a search into the form and, with run, starts it.
func (f *Find) Fill(s entity.Search, run bool) {
	f.form.fill(s)
	if run {
		f.form.submit()
		return
	}
	f.room.Shell.Focus(f.form.button)
}

// follow reads how the search stands, while the screen is seen.
func (f *Find) follow() {
	f.unfollow()
	if f.job == 0 {
		return
	}
	id := f.job
	f.run = query.Observe(f.room.Desk.Cache(), f.room.Desk.Scrape(id), func(r query.Result[lead.Run]) {
		if r.HasData && f.job == id {
			f.monitor.show(r.Data)
			f.form.setPlace(r.Data.Search)
		}
	})
}

func (f *Find) unfollow() {
	if f.run != nil {
		f.run.Close()
		f.run = nil
	}
}

// columns is the form at the left with its own width, and the rest.
type columns struct{}

func (*columns) Layout(o []fyne.CanvasObject, size fyne.Size) {
	w := min(float32(formWidth), size.Width/2)
	o[0].Resize(fyne.NewSize(w, size.Height))
	o[0].Move(fyne.Position{})
	o[1].Resize(fyne.NewSize(size.Width-w-widget.Gap, size.Height))
	o[1].Move(fyne.NewPos(w+widget.Gap, 0))
}

func (*columns) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(700, 300) }
