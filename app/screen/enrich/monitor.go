package enrich

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"letip/app/lead"
	"letip/app/screen"
	"letip/app/widget"
	"letip/store/entity"
)

// figures are the counted work of an enrichment: after the first, they add up to it once it has ended.
var figures = []struct {
	name string
	role widget.Role
	of   func(entity.Counts) int
}{
	{"Leads", widget.RoleNone, func(c entity.Counts) int { return c.Total }},
	{"Enriched", widget.RoleOK, func(c entity.Counts) int { return c.Enriched }},
	{"Partial", widget.RoleWarn, func(c entity.Counts) int { return c.Partial }},
	{"No website", widget.RoleMuted, func(c entity.Counts) int { return c.NoWebsite }},
	{"Blocked", widget.RoleWarn, func(c entity.Counts) int { return c.Blocked }},
	{"Failed", widget.RoleError, func(c entity.Counts) int { return c.Failed }},
}

// monitor shows an enrichment at work: how far it is, what it counted, whose websites are read now, and what can be
// done about it.
type monitor struct {
	e       *Enrich
	title   *widget.Text
	buttons *fyne.Container
	bar     *widget.ProgressBar
	line    *widget.Text
	tiles   []*widget.StatTile
	problem *widget.Paragraph
	lines   []*hostLine
	hosts   *fyne.Container
	card    *widget.Card

	of    entity.JobID // that the buttons are for
	state entity.JobStatus
}

func newMonitor(e *Enrich) *monitor {
	m := &monitor{e: e, buttons: screen.Row(8), bar: widget.NewProgressBar(10)}
	m.title = widget.NewText("", widget.StyleTitle.Cutting())
	m.line = widget.NewText("", widget.StyleLabel.Cutting())
	m.problem = widget.NewParagraph("", widget.TextStyle{Role: widget.RoleError, Size: widget.LabelSize}).SetMaxLines(3)
	m.problem.Hide()
	var tiles []fyne.CanvasObject
	for _, f := range figures {
		t := widget.NewFigure(screen.L(f.name), f.role)
		m.tiles = append(m.tiles, t)
		tiles = append(tiles, t)
	}
	var left, right []fyne.CanvasObject
	for i := range hostLines {
		l := newHostLine()
		m.lines = append(m.lines, l)
		if i%2 == 0 {
			left = append(left, l.object)
		} else {
			right = append(right, l.object)
		}
	}
	m.hosts = screen.Column(7, screen.Rule(), widget.NewText(screen.L("Reading now"), widget.StyleLabel),
		screen.Shares(20, nil, screen.Column(4, left...), screen.Column(4, right...)))
	m.hosts.Hide()
	head := container.NewBorder(nil, nil, nil, m.buttons, m.title)
	m.card = widget.NewCard(screen.Column(10, screen.Sized(0, widget.ButtonHeight, head), m.bar, m.line,
		screen.Figures(8, tiles...), m.problem, m.hosts))
	return m
}

// show draws how the enrichment stands.
func (m *monitor) show(r lead.Run) {
	m.title.SetText(heading(r))
	m.bar.SetValue(r.Percent / 100)
	m.bar.SetRole(barRole(r.Status))
	m.line.SetText(m.words(r))
	for i, f := range figures {
		n, role := f.of(r.Counts), f.role
		if n == 0 {
			role = widget.RoleMuted
		}
		m.tiles[i].SetFigure(screen.Number(n), role)
	}
	problem := ""
	if r.Status == entity.JobFailed || r.Status == entity.JobPaused {
		problem = screen.Failure(r.Job)
	}
	if m.problem.Text() != problem {
		m.problem.Set(problem, widget.RoleError)
		show(m.problem, problem != "")
		m.relay()
	}
	if m.of != r.ID || m.state != r.Status {
		m.of, m.state = r.ID, r.Status
		m.offer(r)
	}
}

// relay lays the card out again after something in it came or went, and what stands below it.
func (m *monitor) relay() {
	m.card.Refresh()
	m.e.right.Refresh()
}

func heading(r lead.Run) string {
	with := screen.With{"Websites": screen.Count(r.Counts.Total, "website")}
	switch r.Status {
	case entity.JobQueued, entity.JobActive:
		return screen.Lf("Reading {{.Websites}}", with)
	case entity.JobPaused:
		return screen.Lf("Paused: {{.Websites}}", with)
	case entity.JobInterrupted:
		return screen.Lf("Cut short: {{.Websites}}", with)
	case entity.JobCancelled:
		return screen.Lf("Cancelled: {{.Websites}}", with)
	case entity.JobFailed:
		return screen.Lf("Failed: {{.Websites}}", with)
	}
	return screen.Lf("{{.Websites}} visited", with)
}

// words is the line under the bar.
func (m *monitor) words(r lead.Run) string {
	switch {
	case r.Status == entity.JobQueued:
		return screen.L("Waiting for the visits before it")
	case r.Live():
		return screen.Joined(" · ", screen.Percent(r.Percent), screen.Left(r.ETA))
	case r.Status == entity.JobInterrupted:
		return screen.L("The program ended before it was done. What was found is kept; Resume goes on from there.")
	case r.Status == entity.JobPaused:
		return screen.Joined(" · ", screen.Percent(r.Percent), screen.L("what was found is kept"))
	}
	words := screen.JobWord(r.Status).Text
	if r.Status == entity.JobCancelled {
		words = screen.Joined(" · ", words, screen.Percent(r.Percent), screen.L("what was found is kept"))
	}
	if !r.EndedAt.IsZero() {
		words += " · " + screen.Ago(r.EndedAt, m.e.room.Now())
	}
	return words
}

// barRoles colour the bar of an enrichment that does not run.
var barRoles = map[entity.JobStatus]widget.Role{
	entity.JobCompleted: widget.RoleOK, entity.JobFailed: widget.RoleError, entity.JobPaused: widget.RoleWarn,
	entity.JobInterrupted: widget.RoleWarn, entity.JobCancelled: widget.RoleIdle,
}

func barRole(s entity.JobStatus) widget.Role {
	if role, ok := barRoles[s]; ok {
		return role
	}
	return widget.RoleAccent
}

// steer is a button that pauses, cancels or goes on: what it says, says at work, and says when it was refused.
type steer struct {
	word, busy, sorry string
	with              func(*lead.Desk) *lead.Mutator[entity.JobID, struct{}]
}

var (
	pause = steer{"Pause", "Pausing…", "The visits were not paused", func(d *lead.Desk) *lead.Mutator[entity.JobID, struct{}] { return d.Pause }}
	stop  = steer{"Cancel", "Cancelling…", "The visits were not cancelled", func(d *lead.Desk) *lead.Mutator[entity.JobID, struct{}] { return d.Cancel }}
	goOn  = steer{"Resume", "Resuming…", "The visits were not resumed", func(d *lead.Desk) *lead.Mutator[entity.JobID, struct{}] { return d.Resume }}
	again = steer{"Try again", "Resuming…", "The visits were not resumed", func(d *lead.Desk) *lead.Mutator[entity.JobID, struct{}] { return d.Resume }}
)

// steers are the buttons that make sense by how the enrichment stands.
var steers = map[entity.JobStatus][]steer{
	entity.JobActive: {pause, stop}, entity.JobQueued: {stop}, entity.JobPaused: {goOn, stop},
	entity.JobInterrupted: {goOn, stop}, entity.JobFailed: {again},
}

// offer shows the buttons that make sense now.
func (m *monitor) offer(r lead.Run) {
	var buttons []fyne.CanvasObject
	for _, s := range steers[r.Status] {
		b := widget.NewButton(screen.L(s.word), widget.Secondary, nil)
		b.OnTap = func() {
			b.SetBusy(screen.L(s.busy))
			s.with(m.e.room.Desk).Go(r.ID, func(_ struct{}, err error) {
				b.SetBusy("")
				m.e.room.Report(screen.L(s.sorry), err)
			})
		}
		buttons = append(buttons, b)
	}
	m.buttons.Objects = buttons
	m.buttons.Refresh()
	m.relay()
}

// hostLines is how many websites are read at a time: the pool's eight.
const hostLines = 8

// hostLine says whose website is being read: its host and the lead's name.
type hostLine struct {
	of     entity.BusinessID
	host   *widget.Status
	name   *widget.Text
	object *fyne.Container
}

func newHostLine() *hostLine {
	l := &hostLine{host: widget.NewStatus("", widget.RoleIdle, true), name: widget.NewText("", widget.StyleHint.Cutting())}
	l.object = container.New(lineLayout{}, l.host, l.name)
	l.set(entity.JobVisit{})
	return l
}

func (l *hostLine) set(v entity.JobVisit) {
	l.of = v.Business
	if v.Business == 0 {
		l.host.Hide() // the line keeps its place
		l.name.SetText("")
		return
	}
	host := screen.Host(v.Website)
	if host == "" {
		host = screen.L("no website")
	}
	l.host.Set(shorten(host), widget.RoleAccent, false)
	l.host.SetTip(v.Website)
	l.host.Show()
	l.name.SetText(v.Name)
	l.object.Refresh()
}

// longestHost is how much of a website's address a line has room for.
const longestHost = 34

func shorten(s string) string {
	if r := []rune(s); len(r) > longestHost {
		return string(r[:longestHost-1]) + "…"
	}
	return s
}

// reading shows whose websites are read now. A website keeps its line until it is done, so that nothing jumps.
func (m *monitor) reading(now []entity.JobVisit, live bool) {
	if m.hosts.Visible() != live {
		show(m.hosts, live)
		m.relay()
	}
	for _, l := range m.lines {
		if !slices.ContainsFunc(now, func(v entity.JobVisit) bool { return v.Business == l.of }) && l.of != 0 {
			l.set(entity.JobVisit{})
		}
	}
	for _, v := range now {
		if slices.ContainsFunc(m.lines, func(l *hostLine) bool { return l.of == v.Business }) {
			continue
		}
		if free := slices.IndexFunc(m.lines, func(l *hostLine) bool { return l.of == 0 }); free >= 0 {
			m.lines[free].set(v)
		}
	}
}

// lineLayout gives the host its width and the name the rest.
type lineLayout struct{}

func (lineLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	const gap = 10
	w := min(o[0].MinSize().Width, size.Width)
	o[0].Resize(fyne.NewSize(w, size.Height))
	o[0].Move(fyne.Position{})
	o[1].Resize(fyne.NewSize(max(0, size.Width-w-gap), o[1].MinSize().Height))
	o[1].Move(fyne.NewPos(w+gap, (size.Height-o[1].MinSize().Height)/2))
}

func (lineLayout) MinSize(o []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(120, max(o[0].MinSize().Height, o[1].MinSize().Height))
}
