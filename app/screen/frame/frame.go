package frame

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"letip/app/lead"
	"letip/app/query"
	"letip/app/screen"
	"letip/app/widget"
	"letip/store/entity"
)

// Entry is one screen as the rail offers it.
type Entry struct {
	ID    screen.ID
	Icon  string // a drawing of assets/glyph
	Title string
	Label string // the rail's shorter word; empty is the title
	Foot  bool   // at the rail's foot
	// Under is the screen that leads to this one, which has no entry of its own in the rail then; Esc leads back.
	Under screen.ID
	Build func(*screen.Room) screen.Screen
}

// Frame is the content of the window. All its methods belong to the goroutine that draws.
type Frame struct {
	room    *screen.Room
	entries []Entry
	screens map[screen.ID]screen.Screen
	bodies  map[screen.ID]fyne.CanvasObject
	current screen.ID

	rail   *rail
	header *header
	status *statusBar
	body   *fyne.Container
	toasts *widget.ToastLayer
	tips   *widget.TipLayer
	root   *fyne.Container

	watch  query.Group
	cancel []func()
	stats  entity.Stats
	pairs  int // that may be one business and wait for the rep
	jobs   []lead.Run
	bound  []fyne.Shortcut // of the screen that is shown
	asked  bool            // the jobs that were cut short have been offered
}

// remembered is what a frame keeps for the next start.
const (
	keyScreen = "screen"
	keyWindow = "window"
)

// New makes the frame, without a screen yet: Open shows the first. It is the room's Shell from now on.
func New(room *screen.Room, entries []Entry) *Frame {
	f := &Frame{
		room: room, entries: entries, screens: map[screen.ID]screen.Screen{}, bodies: map[screen.ID]fyne.CanvasObject{},
		body:   container.New(frontLayout{}),
		toasts: widget.NewToastLayer(room.Dispatch, toastsBelow),
		tips:   widget.NewTipLayer(room.Dispatch),
	}
	room.Shell = f
	f.rail = newRail(f)
	f.header = newHeader(f)
	f.status = newStatusBar(f)
	content := container.New(&frameLayout{f}, f.rail.object, f.header.object, f.body, f.status.object)
	f.root = container.NewStack(content, f.toasts, f.tips)
	f.cancel = append(f.cancel, room.Desk.OnNotice(f.notice))
	f.observe()
	return f
}

// Content is what the window shows.
func (f *Frame) Content() fyne.CanvasObject { return f.root }

// Open shows the screen that was left, or the first.
func (f *Frame) Open() {
	var id screen.ID
	if f.room.Memory.Recall(keyScreen, &id); f.entry(id) == nil {
		id = f.entries[0].ID
	}
	f.installKeys()
	f.Go(id)
}

// Current is the screen that is shown.
func (f *Frame) Current() screen.ID { return f.current }

// Settled reports whether what the screen shows has been read.
func (f *Frame) Settled() bool {
	s, ok := f.screens[f.current].(screen.Settled)
	return !ok || s.Settled()
}

// Close leaves every screen and every reading.
func (f *Frame) Close() {
	for _, cancel := range f.cancel {
		cancel()
	}
	f.watch.Close()
	for id, s := range f.screens {
		if id == f.current {
			s.Hide()
		}
		s.Close()
	}
	f.toasts.CloseAll()
	f.tips.Close()
}

func (f *Frame) entry(id screen.ID) *Entry {
	for i := range f.entries {
		if f.entries[i].ID == id {
			return &f.entries[i]
		}
	}
	return nil
}

// screen gives a screen, built if it was never shown.
func (f *Frame) screen(id screen.ID) screen.Screen {
	if s, ok := f.screens[id]; ok {
		return s
	}
	e := f.entry(id)
	if e == nil {
		return nil
	}
	s := e.Build(f.room)
	f.screens[id] = s
	f.bodies[id] = s.Content()
	f.bodies[id].Hide()
	f.body.Objects = append(f.body.Objects, f.bodies[id])
	return s
}

// observe reads what the frame itself shows: counts, what runs, health.
func (f *Frame) observe() {
	cache, desk := f.room.Desk.Cache(), f.room.Desk
	f.watch.Add(query.Observe(cache, desk.Stats(), func(r query.Result[entity.Stats]) {
		if r.HasData {
			f.stats = r.Data
			f.rail.count()
		}
	}))
	f.watch.Add(query.Observe(cache, desk.DuplicateCount(), func(r query.Result[int]) {
		if r.HasData && f.pairs != r.Data {
			f.pairs = r.Data
			f.rail.count()
		}
	}))
	f.watch.Add(query.Observe(cache, desk.Jobs(jobsWatched), func(r query.Result[[]lead.Run]) {
		if r.HasData {
			f.jobs = r.Data
			f.rail.count()
			f.status.run()
			f.offerResume()
		}
	}))
	f.watch.Add(query.Observe(cache, desk.Health(), func(r query.Result[entity.Health]) {
		f.header.setHealth(r.Data)
	}))
	f.watch.Add(query.Observe(cache, desk.Searches(1), func(r query.Result[[]entity.RecentSearch]) {
		if r.HasData {
			f.header.setPlace(r.Data)
		}
	}))
}

// toastsBelow is where toasts begin: below the buttons of every screen's first line.
const toastsBelow = widget.HeaderHeight + 64

// jobsWatched is how many jobs the rail counts and the status bar looks through for what runs.
const jobsWatched = 50

// frameLayout has the look's sizes: rail 188, header 56, status bar 34.
type frameLayout struct{ f *Frame }

func (l *frameLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	rail, header, body, status := o[0], o[1], o[2], o[3]
	w := size.Width - widget.RailWidth
	put := func(o fyne.CanvasObject, x, y, w, h float32) {
		o.Resize(fyne.NewSize(w, h))
		o.Move(fyne.NewPos(x, y))
	}
	put(rail, 0, 0, widget.RailWidth, size.Height)
	put(header, widget.RailWidth, 0, w, widget.HeaderHeight)
	put(status, widget.RailWidth, size.Height-widget.StatusBarHeight, w, widget.StatusBarHeight)
	put(body, widget.RailWidth, widget.HeaderHeight, w, size.Height-widget.HeaderHeight-widget.StatusBarHeight)
}

// MinSize lets the window be as small as a netbook's: what doesn't fit is cut or scrolls.
func (l *frameLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(960, 600) }

// frontLayout gives all its room to the screen that is shown; the others get theirs when it is their turn.
type frontLayout struct{}

func (frontLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	for _, body := range o {
		if body.Visible() {
			body.Resize(size)
		}
	}
}

func (frontLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.Size{} }
