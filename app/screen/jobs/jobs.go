package jobs

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"letip/app/lead"
	"letip/app/query"
	"letip/app/screen"
	"letip/app/widget"
	"letip/store/entity"
)

// What is remembered of the screen.
const (
	keyColumns = "jobs.columns"
	keyFilter  = "jobs.filter"
	keySide    = "jobs.side"
)

const (
	// sideWidth is the detail pane's until the rep drags it.
	sideWidth = 384
	// pageLength is how many jobs are read at first, and by how many more when the rep asks for older ones.
	pageLength = 200
	// failuresRead is how many failures of a job are read: what nobody scrolls past.
	failuresRead = 50
	// retell is how often "3 min ago" is written anew while nothing else happens.
	retell = 30 * time.Second
)

// view names what a redraw is about.
type view uint8

const (
	theList view = iota
	theDetail
	theFailures
)

// Jobs is the screen. All its methods belong to the goroutine that draws.
type Jobs struct {
	room *screen.Room

	runs   []lead.Run // the newest first
	known  bool       // runs were read
	err    error      // why they could not be
	limit  int
	chosen entity.JobID
	begun  entity.JobID // started here, and shown as soon as the journal has it
	closed bool         // the rep has closed the detail pane
	busy   map[entity.JobID]string

	model  *model
	grid   *widget.Grid
	bar    *toolbar
	cut    *cutShort
	side   *side
	split  *widget.Split
	empty  *widget.Empty
	status *status
	top    *fyne.Container
	body   *fyne.Container

	gate     *widget.Gate[view]
	list     *query.Observer[[]lead.Run, []lead.Run]
	run      *query.Observer[lead.Run, lead.Run]
	failures *query.Observer[[]entity.Failure, []entity.Failure]
	clock    *time.Timer // while the screen is seen
	shown    bool
}

var (
	_ screen.Screen   = (*Jobs)(nil)
	_ screen.Statused = (*Jobs)(nil)
	_ screen.Keyed    = (*Jobs)(nil)
)

// New makes the screen as it was left.
func New(room *screen.Room) screen.Screen {
	j := &Jobs{room: room, limit: pageLength, busy: map[entity.JobID]string{}}
	j.model = &model{j: j, rows: map[entity.JobID]formatted{}}
	room.Memory.Recall(keyFilter, &j.model.filter)
	j.grid = widget.NewGrid(widget.GridOptions{
		Columns: columns(), Model: j.model, Dispatcher: room.Dispatch, NoCheckboxes: true, FollowTop: true,
		OnCursor: func(id int64) { j.choose(entity.JobID(id)) }, OnOpen: func(id int64) { j.choose(entity.JobID(id)) },
		OnColumns: func(c []widget.ColumnState) { room.Memory.Keep(keyColumns, c) },
		OnMenu:    j.menuOf,
	})
	var states []widget.ColumnState
	if room.Memory.Recall(keyColumns, &states) {
		j.grid.SetColumns(states)
	}
	j.empty = widget.NewEmpty("jobs", "", "")
	j.grid.SetEmpty(j.empty)
	j.grid.SetLoading(true)
	j.layOut()
	width := float32(sideWidth)
	if room.Memory.Recall(keySide, &width) {
		j.split.SetSideWidth(width)
	}
	j.split.OnResized = func(w float32) { room.Memory.Keep(keySide, w) }
	j.gate = widget.NewGate(room.Dispatch, j.draw)
	j.gate.Hide()
	return j
}

// layOut makes what stands around the list.
func (j *Jobs) layOut() {
	j.bar = newToolbar(j)
	j.cut = newCutShort(j)
	j.side = newSide(j)
	j.split = widget.NewSplit(j.grid, j.side.card, sideWidth, 420, 340)
	j.split.SetOpen(false)
	j.status = newStatus(j)
	j.top = screen.Column(0, j.cut.object, j.bar.object)
	j.body = screen.Inset(16, 8, 16, 0, container.NewBorder(j.top, nil, nil, nil, j.split))
}

// Content implements screen.Screen.
func (j *Jobs) Content() fyne.CanvasObject { return j.body }

// Status implements screen.Statused.
func (j *Jobs) Status() fyne.CanvasObject { return j.status.object }

// Keys implements screen.Keyed.
func (j *Jobs) Keys() []screen.Key {
	return []screen.Key{
		{Name: "↑ ↓ PgUp PgDn", Does: screen.L("move in the list")},
		{Name: "Enter", Does: screen.L("show the job")},
		{Name: "Esc", Does: screen.L("close the job"), Press: fyne.KeyEscape, Do: j.closeSide},
	}
}

// Show implements screen.Screen.
func (j *Jobs) Show() {
	j.shown = true
	j.read()
	j.follow()
	j.tick()
	j.gate.Mark(theList, theDetail) // what is known is drawn at once, and times are told anew
	j.gate.Show()
	j.room.Shell.Focus(j.grid)
}

// Hide implements screen.Screen.
func (j *Jobs) Hide() {
	j.shown = false
	j.gate.Hide()
	j.list = stop(j.list)
	j.unfollow()
	if j.clock != nil {
		j.clock.Stop()
		j.clock = nil
	}
}

// Close implements screen.Screen.
func (j *Jobs) Close() { j.gate.Close() }

// read observes the journal.
func (j *Jobs) read() {
	j.list = stop(j.list)
	desk := j.room.Desk
	j.list = query.Observe(desk.Cache(), desk.Jobs(j.limit), func(r query.Result[[]lead.Run]) {
		j.err = r.Err
		if r.HasData {
			j.runs, j.known, j.err = r.Data, true, nil
		}
		j.gate.SetEvery(pace(j.runs))
		j.gate.Mark(theList, theDetail)
	})
}

// pace is how often the screen is redrawn: as a running job is seen as live, or at once.
func pace(runs []lead.Run) time.Duration {
	for _, r := range runs {
		if r.Status == entity.JobActive {
			return widget.EveryJob
		}
	}
	return widget.EveryInput
}

// follow observes the job beside the list, and what went wrong in it.
func (j *Jobs) follow() {
	j.unfollow()
	r, ok := j.find(j.chosen)
	if !ok || !j.shown {
		return
	}
	id, cache, desk := r.ID, j.room.Desk.Cache(), j.room.Desk
	q := desk.Scrape(id)
	if r.Kind == entity.KindEnrich {
		q = desk.Enrichment(id)
	}
	j.run = query.Observe(cache, q, func(r query.Result[lead.Run]) {
		if r.HasData && j.chosen == id {
			j.side.run = r.Data
			j.gate.Mark(theDetail)
		}
	})
	j.failures = query.Observe(cache, desk.JobFailures(id, failuresRead), func(r query.Result[[]entity.Failure]) {
		if r.HasData && j.chosen == id {
			j.side.wrong = r.Data
			j.gate.Mark(theFailures)
		}
	})
}

func (j *Jobs) unfollow() {
	j.run = stop(j.run)
	j.failures = stop(j.failures)
}

// stop ends an observer and gives none.
func stop[T any](o *query.Observer[T, T]) *query.Observer[T, T] {
	if o != nil {
		o.Close()
	}
	return nil
}

// tick has the times told anew now and then. The timer's owner is the screen: Hide stops it.
func (j *Jobs) tick() {
	var timer *time.Timer
	timer = time.AfterFunc(retell, func() {
		j.room.Dispatch.Post(func() {
			if j.clock == timer && j.shown {
				j.gate.Mark(theList, theDetail)
				j.tick()
			}
		})
	})
	j.clock = timer
}

// draw is the gate's flush.
func (j *Jobs) draw(marked map[view]struct{}) {
	if _, ok := marked[theList]; ok {
		j.drawList()
	}
	if _, ok := marked[theFailures]; ok {
		j.side.drawFailures()
	}
	if _, ok := marked[theDetail]; ok {
		j.side.draw()
	}
}

func (j *Jobs) drawList() {
	j.model.update()
	j.grid.SetLoading(!j.known && j.err == nil)
	j.explain()
	j.grid.Reload()
	j.bar.update()
	j.cut.update()
	j.status.update()
	j.chooseFirst()
}

// relay lays the screen out again after something above the list came or went.
func (j *Jobs) relay() {
	j.top.Refresh()
	j.body.Refresh()
}

// explain says why there are no rows.
func (j *Jobs) explain() {
	switch {
	case j.model.Len() > 0:
	case j.err != nil:
		j.empty.Set("warning", screen.L("The jobs could not be read"), j.room.Sentence(j.err),
			widget.NewButton(screen.L("Try again"), widget.Primary, j.read))
	case len(j.runs) == 0:
		j.empty.Set("jobs", screen.L("Nothing has run yet"),
			screen.L("Each search for businesses is listed here: what it found, what went wrong, and how to go on with it."),
			j.room.FirstSteps()...)
	default:
		j.empty.Set("jobs", emptyWords[j.model.filter], "",
			widget.NewButton(screen.L("Show all jobs"), widget.Secondary, func() { j.narrow(filterAll) }))
	}
}

// narrow lists only the jobs of a filter.
func (j *Jobs) narrow(f filter) {
	j.model.filter = f
	j.room.Memory.Keep(keyFilter, f)
	j.drawList()
}

// older reads further back.
func (j *Jobs) older() {
	j.limit += pageLength
	j.read()
}

func (j *Jobs) find(id entity.JobID) (lead.Run, bool) {
	for _, r := range j.runs {
		if r.ID == id {
			return r, true
		}
	}
	return lead.Run{}, false
}

// chooseFirst shows a job that was started here, and the newest while the rep has chosen none.
func (j *Jobs) chooseFirst() {
	if _, ok := j.find(j.begun); ok {
		id := j.begun
		j.begun = 0
		j.grid.SetCursor(int64(id))
		j.choose(id)
		return
	}
	if _, ok := j.find(j.chosen); ok || j.closed || j.model.Len() == 0 {
		return
	}
	id, _ := j.model.ID(0)
	j.grid.SetCursor(id)
	j.choose(entity.JobID(id))
}

// choose shows a job beside the list.
func (j *Jobs) choose(id entity.JobID) {
	j.closed = false
	if id == j.chosen && j.split.Open() {
		return
	}
	j.chosen = id
	j.side.begin()
	j.follow()
	j.side.draw()
	j.split.SetOpen(true)
}

// closeSide leaves the list alone in the window.
func (j *Jobs) closeSide() {
	j.closed, j.chosen = true, 0
	j.unfollow()
	j.split.SetOpen(false)
	j.room.Shell.Focus(j.grid)
}
