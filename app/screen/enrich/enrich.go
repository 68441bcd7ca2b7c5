package enrich

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

const (
	// formWidth is the left card's.
	formWidth = 340
	// jobsLooked is how far back the newest enrichment is looked for.
	jobsLooked = 50
)

// part names what a redraw is about.
type part uint8

const (
	theForm part = iota
	theMonitor
	theVisits
)

// Enrich is the screen. All its methods belong to the goroutine that draws.
type Enrich struct {
	room    *screen.Room
	form    *form
	monitor *monitor
	visits  *visits
	none    *widget.Empty
	right   *fyne.Container
	body    fyne.CanvasObject

	stats   entity.Stats
	known   bool // stats were read
	matches int  // leads of the list's filter that would be visited
	live    bool // an enrichment runs or waits

	retryable int // leads that failed and may go better another time

	job   entity.JobID // whose work is shown; zero is none
	run   lead.Run
	seen  entity.JobVisits
	gate  *widget.Gate[part]
	watch query.Group
	work  query.Group // of the job that is shown
	shown bool
}

var (
	_ screen.Screen = (*Enrich)(nil)
	_ screen.Keyed  = (*Enrich)(nil)
)

// New makes the screen as it was left.
func New(room *screen.Room) screen.Screen {
	e := &Enrich{room: room}
	e.gate = widget.NewGate(room.Dispatch, e.draw)
	e.gate.SetEvery(widget.EveryJob)
	e.gate.Hide()
	e.form = newForm(e)
	e.monitor = newMonitor(e)
	e.visits = newVisits(e)
	e.none = widget.NewEmpty("enrich", "", "")
	e.right = container.NewStack(widget.NewCard(e.none))
	e.body = screen.Page(container.New(columns{}, e.form.card, e.right))
	e.explain()
	return e
}

// Content implements screen.Screen.
func (e *Enrich) Content() fyne.CanvasObject { return e.body }

// Show implements screen.Screen.
func (e *Enrich) Show() {
	e.shown = true
	cache, desk := e.room.Desk.Cache(), e.room.Desk
	e.watch = query.Group{}
	e.watch.Add(query.Observe(cache, desk.Stats(), func(r query.Result[entity.Stats]) {
		if r.HasData {
			e.stats, e.known = r.Data, true
			e.gate.Mark(theForm)
		}
	}))
	e.watch.Add(query.Observe(cache, desk.Retryable(), func(r query.Result[int]) {
		if r.HasData {
			e.retryable = r.Data
			e.gate.Mark(theForm)
		}
	}))
	e.watch.Add(query.Observe(cache, desk.Unvisited(e.room.Listed.Filter), func(r query.Result[entity.BusinessPage]) {
		if r.HasData {
			e.matches = r.Data.Total
			e.gate.Mark(theForm)
		}
	}))
	e.watch.Add(query.Observe(cache, desk.Jobs(jobsLooked), func(r query.Result[[]lead.Run]) {
		if r.HasData {
			e.takeUp(r.Data)
		}
	}))
	e.follow()
	e.gate.Mark(theForm, theMonitor, theVisits)
	e.gate.Show()
	e.room.Shell.Focus(e.form.button)
}

// Hide implements screen.Screen.
func (e *Enrich) Hide() {
	e.shown = false
	e.gate.Hide()
	e.watch.Close()
	e.work.Close()
}

// Close implements screen.Screen.
func (e *Enrich) Close() { e.gate.Close() }

// Keys implements screen.Keyed.
func (e *Enrich) Keys() []screen.Key {
	return []screen.Key{
		{
			Name: "Ctrl+Enter", Does: screen.L("enrich the leads of the form"), Do: e.form.submit,
			Shortcut: &desktop.CustomShortcut{KeyName: fyne.KeyReturn, Modifier: fyne.KeyModifierShortcutDefault},
		},
	}
}

// takeUp shows the newest enrichment once what is shown has ended, wherever it was started.
func (e *Enrich) takeUp(jobs []lead.Run) {
	live, newest := false, entity.JobID(0)
	for _, j := range jobs {
		if j.Kind != entity.KindEnrich {
			continue
		}
		newest = max(newest, j.ID)
		live = live || j.Live()
	}
	if e.live != live {
		e.live = live
		e.gate.Mark(theForm)
	}
	if newest > e.job && (e.job == 0 || e.run.Status.Ended()) {
		e.ShowJob(newest)
	}
}

// ShowJob shows the visits of an enrichment.
func (e *Enrich) ShowJob(id entity.JobID) {
	if id == e.job {
		return
	}
	e.job, e.run, e.seen = id, lead.Run{}, entity.JobVisits{}
	e.visits.begin()
	e.right.Objects = []fyne.CanvasObject{container.NewBorder(
		screen.Inset(0, 0, 0, widget.Gap, e.monitor.card), nil, nil, nil, e.visits.card)}
	e.right.Refresh()
	if e.shown {
		e.follow()
	}
}

// follow reads how the enrichment stands and what its visits bring, while the screen is seen.
func (e *Enrich) follow() {
	e.work.Close()
	e.work = query.Group{}
	if e.job == 0 {
		return
	}
	id, cache, desk := e.job, e.room.Desk.Cache(), e.room.Desk
	e.work.Add(query.Observe(cache, desk.Enrichment(id), func(r query.Result[lead.Run]) {
		if r.HasData && e.job == id {
			e.run = r.Data
			e.gate.Mark(theMonitor)
			if e.live && r.Data.Status.Ended() { // it may have ended before the list of jobs told that it began
				e.live = false
				e.gate.Mark(theForm)
			}
		}
	}))
	e.work.Add(query.Observe(cache, desk.Visits(id), func(r query.Result[entity.JobVisits]) {
		if r.HasData && e.job == id {
			e.seen = r.Data
			e.gate.Mark(theVisits)
		}
	}))
}

// draw is the gate's flush.
func (e *Enrich) draw(marked map[part]struct{}) {
	if _, ok := marked[theForm]; ok {
		e.form.update()
		e.explain()
	}
	if _, ok := marked[theMonitor]; ok && e.run.ID != 0 {
		e.monitor.show(e.run)
	}
	if _, ok := marked[theVisits]; ok {
		e.visits.show()
	}
	if len(marked) > 0 {
		e.monitor.reading(e.seen.Now, e.run.Live())
		e.visits.count()
	}
}

// explain says what stands in place of visits while there were none: the first step to take.
func (e *Enrich) explain() {
	switch {
	case e.job != 0:
	case e.known && e.stats.Total == 0:
		e.none.Set("leads", screen.L("No leads yet"),
			screen.L("Find the businesses around a place, or look around in the sample territory first. Then their websites can be read here."),
			e.room.FirstSteps()...)
	default:
		e.none.Set("enrich", screen.L("No website has been read yet"),
			screen.L("Enriching reads the leads' own websites for emails, phones, people and hours. What it finds appears here as it arrives."))
	}
}

// begin starts visits and shows them.
func (e *Enrich) begin(b lead.Batch, button *widget.Button) {
	if button.Busy() {
		return
	}
	button.SetBusy(screen.L("Enriching…"))
	e.room.Desk.Enrich.Go(b, func(begun lead.Begun, err error) {
		button.SetBusy("")
		switch {
		case err != nil:
			e.room.Report(screen.L("The leads could not be enriched"), err)
		case begun.Leads == 0:
			e.room.Shell.Say(widget.Toast{Kind: widget.ToastInfo, Title: screen.L("There is no lead to enrich"), Text: screen.L("All that match have been visited.")})
		default:
			e.ShowJob(begun.Job)
			e.live = !e.run.Status.Ended() // the list of jobs may have shown its end before this word came
		}
		e.gate.Mark(theForm)
	})
}

// columns is the form at the left with its own width, and the rest.
type columns struct{}

func (columns) Layout(o []fyne.CanvasObject, size fyne.Size) {
	w := min(float32(formWidth), size.Width/2)
	o[0].Resize(fyne.NewSize(w, size.Height))
	o[0].Move(fyne.Position{})
	o[1].Resize(fyne.NewSize(size.Width-w-widget.Gap, size.Height))
	o[1].Move(fyne.NewPos(w+widget.Gap, 0))
}

func (columns) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(700, 300) }

// show shows or hides an object.
func show(o fyne.CanvasObject, on bool) {
	if on == o.Visible() {
		return
	}
	if on {
		o.Show()
	} else {
		o.Hide()
	}
}
