package dashboard

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"letip/app/query"
	"letip/app/screen"
	"letip/app/widget"
	"letip/store/entity"
)

// recentShown is how many of the newest leads are named.
const recentShown = 8

// part names what a flush redraws.
type part uint8

const (
	figures part = iota
	newest
)

// Dashboard is the screen. All its methods belong to the goroutine that draws.
type Dashboard struct {
	room   *screen.Room
	stats  entity.Stats
	known  bool
	drawn  bool // the figures, or why there are none
	recent []entity.Business
	err    error

	tiles  []tile
	days   *widget.DayChart
	top    *top
	donut  *widget.Donut
	shown  []entity.EnrichmentStatus // the donut's slices
	stages *widget.BarChart
	staged []entity.Stage // the bars
	rows   []*recentRow
	empty  *widget.Empty
	full   fyne.CanvasObject
	body   *fyne.Container
	words  *widget.Text

	gate  *widget.Gate[part]
	watch query.Group
}

var (
	_ screen.Screen   = (*Dashboard)(nil)
	_ screen.Statused = (*Dashboard)(nil)
	_ screen.Settled  = (*Dashboard)(nil)
)

// New makes the screen.
func New(room *screen.Room) screen.Screen {
	d := &Dashboard{room: room}
	d.words = widget.NewText("", widget.StyleLabel)
	d.tiles = newTiles(room.Shell)
	d.days = widget.NewDayChart(screen.ShortNumber, nil)
	d.top = newTop(room.Shell)
	d.donut = widget.NewDonut(func(i int) {
		if i < len(d.shown) {
			room.Shell.ShowLeads(entity.Filter{ExactStatus: d.shown[i]})
		}
	})
	d.stages = widget.NewBarChart(len(entity.Stages), func(i int) {
		if i < len(d.staged) {
			room.Shell.ShowLeads(entity.Filter{Stage: d.staged[i]})
		}
	})
	var recent []fyne.CanvasObject
	for range recentShown {
		r := newRecentRow(room.Shell)
		d.rows = append(d.rows, r)
		recent = append(recent, r)
	}
	d.full = container.New(page{},
		tileObjects(d.tiles),
		screen.Shares(widget.Gap, []float32{1, 1},
			widget.NewTitledCard(screen.L("Added per day"), widget.NewText(screen.L("last 30 days"), widget.StyleLabel), d.days),
			d.top.card),
		screen.Shares(widget.Gap, []float32{356, 332, 347},
			widget.NewTitledCard(screen.L("Status"), nil, d.donut),
			widget.NewTitledCard(screen.L("Stage"), nil, d.stages),
			widget.NewTitledCard(screen.L("Recently added"), nil, container.New(rowsLayout{}, recent...))),
	)
	d.empty = widget.NewEmpty("dashboard", "", "")
	d.body = container.NewStack(widget.NewGhosts(6))
	d.gate = widget.NewGate(room.Dispatch, d.flush)
	d.gate.SetEvery(widget.EveryStats)
	d.gate.Hide()
	return d
}

// Content implements screen.Screen.
func (d *Dashboard) Content() fyne.CanvasObject { return screen.Page(d.body) }

// Status implements screen.Statused.
func (d *Dashboard) Status() fyne.CanvasObject { return screen.Row(0, d.words) }

// Settled implements screen.Settled.
func (d *Dashboard) Settled() bool { return d.drawn }

// Show implements screen.Screen.
func (d *Dashboard) Show() {
	cache, desk := d.room.Desk.Cache(), d.room.Desk
	d.watch.Add(query.Observe(cache, desk.Stats(), func(r query.Result[entity.Stats]) {
		d.err = r.Err
		if r.HasData {
			d.stats, d.known = r.Data, true
		}
		d.gate.Mark(figures)
	}))
	d.watch.Add(query.Observe(cache, desk.Recent(recentShown), func(r query.Result[[]entity.Business]) {
		if r.HasData {
			d.recent = r.Data
			d.gate.Mark(newest)
		}
	}))
	d.gate.Mark(newest) // how long ago something was goes on while nobody looks
	d.gate.Show()
}

// Hide implements screen.Screen.
func (d *Dashboard) Hide() {
	d.gate.Hide()
	d.watch.Close()
}

// Close implements screen.Screen.
func (d *Dashboard) Close() { d.gate.Close() }

// flush redraws what has changed.
func (d *Dashboard) flush(marked map[part]struct{}) {
	if _, ok := marked[figures]; ok {
		d.drawFigures()
	}
	d.drawRecent()
}

func (d *Dashboard) drawFigures() {
	switch {
	case !d.known && d.err != nil:
		d.empty.Set("warning", screen.L("The figures could not be read"), d.err.Error(),
			widget.NewButton(screen.L("Try again"), widget.Primary, d.room.Desk.Refresh))
		d.put(d.empty)
		return
	case !d.known:
		return
	case d.stats.Total == 0:
		d.empty.Set("leads", screen.L("Welcome. There are no leads yet"),
			screen.L("Find the businesses around a place, or look around in the sample territory first: an invented town inside the program that needs no network."),
			d.room.FirstSteps()...)
		d.words.SetText("")
		d.put(d.empty)
		return
	}
	s := d.stats
	for _, t := range d.tiles {
		figure, note, role := t.of(s)
		t.tile.Set(figure, note, role)
	}
	d.days.SetDays(dayBars(s.AddedPerDay))
	d.top.set(s)
	d.drawStatus(s)
	d.drawStages(s)
	d.words.SetText(screen.Lf("All figures from {{.Leads}}", screen.With{"Leads": screen.Count(s.Total, "lead")}))
	d.put(d.full)
}

func (d *Dashboard) put(o fyne.CanvasObject) {
	d.drawn = true
	if len(d.body.Objects) == 1 && d.body.Objects[0] == o {
		return
	}
	d.body.Objects = []fyne.CanvasObject{o}
	d.body.Refresh()
}

// drawStatus shows every status that some lead has, in the order of the work.
func (d *Dashboard) drawStatus(s entity.Stats) {
	counts := map[string]int{}
	for _, n := range s.ByStatus {
		counts[n.Name] = n.Count
	}
	d.shown = d.shown[:0]
	var slices []widget.Slice
	for _, st := range []entity.EnrichmentStatus{
		entity.Enriched, entity.Partial, entity.Running, entity.Pending, entity.NoWebsite, entity.Blocked, entity.Failed,
	} {
		n := counts[string(st)]
		if n == 0 {
			continue
		}
		w := screen.StatusWord(st)
		d.shown = append(d.shown, st)
		slices = append(slices, widget.Slice{Label: screen.Title(w.Text), Value: n, Text: screen.Number(n), Role: w.Role})
	}
	d.donut.SetSlices(slices, screen.Number(s.Total), screen.CountNoun(s.Total, "lead"))
}

// drawStages is the funnel: every stage in its order.
func (d *Dashboard) drawStages(s entity.Stats) {
	counts := map[string]int{}
	for _, n := range s.ByStage {
		counts[n.Name] = n.Count
	}
	d.staged = d.staged[:0]
	var bars []widget.Bar
	for _, st := range entity.Stages {
		n := counts[string(st)]
		d.staged = append(d.staged, st)
		bars = append(bars, widget.Bar{Label: screen.StageWord(st), Value: n, Text: screen.Number(n)})
	}
	d.stages.SetBars(bars)
}

func (d *Dashboard) drawRecent() {
	for i, r := range d.rows {
		if i < len(d.recent) {
			r.set(&d.recent[i], d.room.Now())
		} else {
			r.set(nil, d.room.Now())
		}
	}
}
