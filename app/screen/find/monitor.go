package find

import (
	"slices"

	"fyne.io/fyne/v2"

	"letip/app/lead"
	"letip/app/screen"
	"letip/app/widget"
	"letip/store/entity"
)

// monitor shows a search at work: how far it is, what it counted, what it says, and what can be done about it.
type monitor struct {
	f       *Find
	health  entity.Health
	run     lead.Run
	title   *widget.Text
	buttons *fyne.Container
	state   entity.JobStatus // that the buttons are for
	bar     *widget.ProgressBar
	line    *widget.Text
	figures []figure
	problem *widget.Paragraph
	log     *fyne.Container
	drawn   []entity.LogLine
	card    *widget.Card
}

// figure is one of the counted numbers.
type figure struct {
	tile *widget.StatTile
	role widget.Role
	of   func(entity.Counts) int
}

// logShown is how much of the log stands under the figures; Jobs has it whole.
const logShown = 3

func newMonitor(f *Find) *monitor {
	m := &monitor{f: f}
	m.title = widget.NewText("", widget.StyleTitle.Cutting())
	m.buttons = screen.Row(8)
	m.bar = widget.NewProgressBar(10)
	m.line = widget.NewText("", widget.StyleLabel.Cutting())
	m.problem = widget.NewParagraph("", widget.TextStyle{Role: widget.RoleError, Size: widget.LabelSize}).SetMaxLines(3)
	m.problem.Hide()
	m.log = screen.Column(2)
	var tiles []fyne.CanvasObject
	for _, d := range []struct {
		name string
		role widget.Role
		of   func(entity.Counts) int
	}{
		{"Found", widget.RoleNone, func(c entity.Counts) int { return c.Found }},
		{"Saved", widget.RoleOK, func(c entity.Counts) int { return c.Saved }},
		{"Already known", widget.RoleMuted, func(c entity.Counts) int { return c.Duplicate }},
		{"Outside", widget.RoleMuted, func(c entity.Counts) int { return c.Outside }},
		{"Over the limit", widget.RoleMuted, func(c entity.Counts) int { return c.OverLimit }},
		{"Failed", widget.RoleError, func(c entity.Counts) int { return c.Failed }},
	} {
		t := widget.NewFigure(screen.L(d.name), d.role)
		m.figures = append(m.figures, figure{t, d.role, d.of})
		tiles = append(tiles, t)
	}
	head := &fyne.Container{Layout: headLayout{}, Objects: []fyne.CanvasObject{m.title, m.buttons}}
	m.card = widget.NewCard(screen.Column(10,
		head, m.bar, m.line, screen.Figures(8, tiles...), m.problem, m.log,
	))
	return m
}

// show draws how the search stands.
func (m *monitor) show(r lead.Run) {
	fresh := m.run.ID != r.ID
	m.run = r
	m.title.SetText(m.heading(r))
	done := r.Percent / 100
	if r.Status == entity.JobFailed {
		done = 0 // a full red bar would say that work was done
	}
	m.bar.SetValue(done)
	m.bar.SetRole(barRole(r))
	m.line.SetText(m.words(r))
	for _, f := range m.figures {
		n := f.of(r.Counts)
		role := f.role
		if n == 0 && f.role == widget.RoleError {
			role = widget.RoleMuted
		}
		f.tile.SetFigure(screen.Number(n), role)
	}
	problem := screen.Failure(r.Job)
	worded := m.problem.Text() != problem
	if worded {
		role := widget.RoleError
		if r.Status == entity.JobCompleted {
			role = widget.RoleWarn // a part came: what is there is kept
		}
		m.problem.Set(problem, role)
		visible(m.problem, problem != "")
		m.card.Refresh()
	}
	if worded || fresh || m.state != r.Status {
		m.state = r.Status
		m.offer(r)
		m.f.arriving.told(r)
	}
	m.logged(r.Log)
}

func (m *monitor) heading(r lead.Run) string {
	place := ""
	if r.Search != nil {
		place = screen.SearchName(*r.Search)
	}
	with := screen.With{"Place": place}
	switch r.Status {
	case entity.JobQueued, entity.JobActive:
		return screen.Lf("Searching around {{.Place}}", with)
	case entity.JobPaused:
		return screen.Lf("Paused: {{.Place}}", with)
	case entity.JobInterrupted:
		return screen.Lf("Cut short: {{.Place}}", with)
	case entity.JobCancelled:
		return screen.Lf("Cancelled: {{.Place}}", with)
	case entity.JobFailed:
		return screen.Lf("Failed: {{.Place}}", with)
	}
	return screen.Lf("Searched around {{.Place}}", with)
}

// words is the line under the bar.
func (m *monitor) words(r lead.Run) string {
	switch {
	case r.Status == entity.JobQueued:
		return screen.L("Waiting for the search before it")
	case r.Live() && m.waiting(r) != "":
		return screen.Joined(" · ", screen.Percent(r.Percent), m.waiting(r))
	case r.Live():
		return screen.Joined(" · ", screen.Percent(r.Percent), screen.Left(r.ETA), r.Phase)
	case r.Status == entity.JobInterrupted:
		return screen.L("The program ended before it was done. What was saved is kept; Resume goes on from there.")
	case r.Status == entity.JobPaused:
		return screen.Joined(" · ", screen.Percent(r.Percent), screen.L("what was saved is kept"))
	}
	words := screen.JobWord(r.Status).Text
	if r.Status == entity.JobCancelled {
		words = screen.Joined(" · ", words, screen.Percent(r.Percent))
	}
	if !r.EndedAt.IsZero() {
		words += " · " + screen.Ago(r.EndedAt, m.f.room.Now())
	}
	return words
}

// waiting says that a source asked to be left alone for a while, and until when: the search goes on by itself then.
func (m *monitor) waiting(r lead.Run) string {
	if r.Search == nil {
		return ""
	}
	for _, s := range m.health.Sources {
		if slices.Contains(r.Search.Sources, s.Source) && s.State != entity.Online && s.Until.After(m.f.room.Now()) {
			return screen.Lf("{{.Source}} asks for a pause; the search goes on at {{.Time}}", screen.With{
				"Source": screen.SourceWord(s.Source), "Time": s.Until.Local().Format("15:04:05"),
			})
		}
	}
	return ""
}

// setHealth takes in how the sources do.
func (m *monitor) setHealth(h entity.Health) {
	m.health = h
	if m.run.ID != 0 {
		m.line.SetText(m.words(m.run))
	}
}

func barRole(r lead.Run) widget.Role {
	switch r.Status {
	case entity.JobCompleted:
		return widget.RoleOK
	case entity.JobFailed:
		return widget.RoleError
	case entity.JobPaused, entity.JobInterrupted:
		return widget.RoleWarn
	case entity.JobCancelled:
		return widget.RoleIdle
	}
	return widget.RoleAccent
}

// offer shows the buttons that make sense now.
func (m *monitor) offer(r lead.Run) {
	desk, room := m.f.room.Desk, m.f.room
	steer := func(label, busy, sorry string, with *lead.Mutator[entity.JobID, struct{}]) fyne.CanvasObject {
		b := widget.NewButton(label, widget.Secondary, nil)
		b.OnTap = func() {
			b.SetBusy(busy)
			with.Go(r.ID, func(_ struct{}, err error) {
				b.SetBusy("")
				room.Report(sorry, err)
			})
		}
		return b
	}
	pause := func() fyne.CanvasObject {
		return steer(screen.L("Pause"), screen.L("Pausing…"), screen.L("The search was not paused"), desk.Pause)
	}
	cancel := func() fyne.CanvasObject {
		return steer(screen.L("Cancel"), screen.L("Cancelling…"), screen.L("The search was not cancelled"), desk.Cancel)
	}
	resume := func(label string) fyne.CanvasObject {
		return steer(label, screen.L("Resuming…"), screen.L("The search was not resumed"), desk.Resume)
	}
	var buttons []fyne.CanvasObject
	switch r.Status {
	case entity.JobActive:
		buttons = []fyne.CanvasObject{pause(), cancel()}
	case entity.JobQueued:
		buttons = []fyne.CanvasObject{cancel()}
	case entity.JobPaused, entity.JobInterrupted:
		buttons = []fyne.CanvasObject{resume(screen.L("Resume")), cancel()}
	case entity.JobFailed:
		buttons = []fyne.CanvasObject{resume(screen.L("Try again"))}
	}
	m.buttons.Objects = buttons
	m.buttons.Refresh()
	m.card.Refresh()
}

// logged shows the end of the log.
func (m *monitor) logged(log []entity.LogLine) {
	log = log[max(0, len(log)-logShown):]
	if len(log) == len(m.drawn) && (len(log) == 0 || log[len(log)-1] == m.drawn[len(m.drawn)-1]) {
		return
	}
	m.drawn = log
	var lines []fyne.CanvasObject
	for _, l := range log {
		lines = append(lines, widget.NewText(l.At.Local().Format("15:04:05")+"   "+l.Text, widget.StyleHint.Cutting()))
	}
	m.log.Objects = lines
	m.log.Refresh()
	m.card.Refresh()
}

// headLayout gives the buttons their width and the title the rest.
type headLayout struct{}

func (headLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	b := o[1].MinSize()
	o[1].Resize(b)
	o[1].Move(fyne.NewPos(size.Width-b.Width, 0))
	o[0].Resize(fyne.NewSize(size.Width-b.Width-12, size.Height))
	o[0].Move(fyne.Position{})
}

func (headLayout) MinSize(o []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(200, max(widget.ButtonHeight, o[1].MinSize().Height))
}
