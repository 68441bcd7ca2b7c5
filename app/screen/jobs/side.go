package jobs

import (
	"slices"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"letip/app/lead"
	"letip/app/screen"
	"letip/app/widget"
	"letip/store/entity"
)

// side is the pane beside the list: one job in full. What changes while the job runs changes in place; what is a list
// is made anew when it is another.
type side struct {
	j     *Jobs
	run   lead.Run
	wrong []entity.Failure
	whole bool // the rep wants to see every failure

	title   *widget.Paragraph
	state   *widget.Status
	when    *widget.Text
	buttons *fyne.Container
	bar     *widget.ProgressBar
	work    *widget.Text    // the line under the bar
	under   *fyne.Container // both
	tiles   *tiles
	problem *widget.Paragraph
	advice  *widget.Paragraph
	why     *fyne.Container // both
	facts   *fyne.Container
	failed  *fyne.Container
	log     *fyne.Container
	body    *fyne.Container
	scroll  *container.Scroll
	card    *widget.Card

	drawn struct { // what the lists were made of
		job     entity.JobID
		status  entity.JobStatus
		busy    string
		leads   bool
		lines   int
		last    entity.LogLine
		wrong   []entity.Failure
		whole   bool // all failures, not only the newest
		started bool
	}
}

func newSide(j *Jobs) *side {
	s := &side{
		j: j, title: widget.NewParagraph("", widget.TextStyle{Bold: true, Size: 16}).SetMaxLines(3),
		state: widget.NewStatus("", widget.RoleIdle, true), when: widget.NewText("", widget.StyleLabel.Cutting()),
		buttons: screen.Flow(8), bar: widget.NewProgressBar(10), work: widget.NewText("", widget.StyleLabel.Cutting()),
		tiles:   newTiles(),
		problem: widget.NewParagraph("", widget.TextStyle{Role: widget.RoleError}),
		advice:  widget.NewParagraph("", widget.StyleLabel),
		facts:   screen.Column(7), failed: screen.Column(10), log: screen.Column(4),
	}
	closer := widget.NewIconButton("close", "", widget.Quiet, func() { j.closeSide() }).SetTip("Esc")
	closer.SetTone(widget.RoleMuted)
	head := screen.Column(6,
		container.NewBorder(nil, nil, nil, container.NewVBox(closer), s.title),
		container.New(beside{}, s.state, s.when))
	s.under = screen.Column(7, s.bar, s.work)
	s.why = screen.Column(4, s.problem, s.advice)
	s.body = screen.Column(13, head, s.buttons,
		s.under, s.tiles.object, s.why, s.failed, s.facts, s.log)
	s.scroll = screen.Scrolled(screen.Inset(18, 16, 18, 18, s.body))
	s.failed.Hide()
	s.card = widget.NewCard(s.scroll).SetPadding(0)
	return s
}

// begin shows another job: what is known of it, until it has been read.
func (s *side) begin() {
	s.run, _ = s.j.find(s.j.chosen)
	s.wrong, s.whole = nil, false
	s.drawFailures()
	s.scroll.Offset = fyne.Position{}
}

// draw shows the job as it now is.
func (s *side) draw() {
	r := s.run
	if r.ID == 0 || r.ID != s.j.chosen {
		return
	}
	fresh := s.drawn.job != r.ID || s.drawn.status != r.Status
	before := s.body.MinSize().Height

	w := state(r)
	s.title.SetText(what(r))
	s.state.Set(w.Text, w.Role, w.Hollow)
	s.when.SetText(s.times())
	s.when.SetTip(screen.Moment(r.CreatedAt))
	s.bar.SetValue(r.Percent / 100)
	s.bar.SetRole(barRole(r.Status))
	s.work.SetText(workWords(r))
	s.tiles.show(r)
	s.explain()
	s.offer()
	if fresh || s.drawn.started != !r.StartedAt.IsZero() {
		s.drawn.started = !r.StartedAt.IsZero()
		s.facts.Objects = s.factRows()
		s.facts.Refresh()
	}
	s.drawLog()
	s.drawn.job, s.drawn.status = r.ID, r.Status
	if fresh || before != s.body.MinSize().Height {
		s.relay()
	}
}

// relay lays the pane out again after something came, went or wrapped.
func (s *side) relay() {
	s.body.Refresh()
	s.scroll.Refresh()
}

// times says when the job began and how long it took.
func (s *side) times() string {
	now := s.j.room.Now()
	words := screen.Ago(s.run.CreatedAt, now)
	if t := took(s.run, now); t != "" {
		text := "took {{.Time}}"
		if s.run.Live() {
			text = "for {{.Time}}"
		}
		words = screen.Joined(" · ", words, screen.Lf(text, screen.With{"Time": t}))
	}
	return words
}

// workWords is the line under the bar: how far, how long still, what it does now.
func workWords(r lead.Run) string {
	switch {
	case r.Status == entity.JobQueued:
		return screen.L("Waits for the job before it")
	case r.Live():
		return screen.Joined(" · ", screen.Percent(r.Percent), screen.Left(r.ETA), r.Phase)
	case r.Status == entity.JobCancelled:
		return screen.Lf("{{.Percent}} done, then cancelled; what was saved is kept", screen.With{"Percent": screen.Percent(r.Percent)})
	}
	return screen.Lf("{{.Percent}} done; what was saved is kept", screen.With{"Percent": screen.Percent(r.Percent)})
}

// barRoles colour the bar of a job that does not run.
var barRoles = map[entity.JobStatus]widget.Role{
	entity.JobPaused: widget.RoleWarn, entity.JobInterrupted: widget.RoleWarn, entity.JobCancelled: widget.RoleIdle,
}

func barRole(s entity.JobStatus) widget.Role {
	if role, ok := barRoles[s]; ok {
		return role
	}
	return widget.RoleAccent
}

// explain says why a job failed or what made its answer partial, and what helps.
func (s *side) explain() {
	r := s.run
	show(s.under, r.Status != entity.JobCompleted && r.Status != entity.JobFailed)
	text, advice := "", ""
	if r.Error != nil && r.Status != entity.JobCancelled {
		text = screen.Failure(r.Job)
		role := widget.RoleError
		switch {
		case r.Status == entity.JobCompleted:
			role = widget.RoleWarn
			advice = screen.L("The answer was cut short. What came is kept; Run again asks anew.")
		case r.Status == entity.JobFailed && !retryable(r):
			advice = screen.L("Trying again alone will hardly help: change the search, or look into Settings.")
		case r.Status == entity.JobFailed:
			advice = screen.L("Try again goes on where it stopped: what was saved is kept, and what was answered is not asked again.")
		}
		s.problem.Set(text, role)
	}
	s.advice.SetText(advice)
	show(s.advice, advice != "")
	show(s.why, text != "")
}

// offer shows the buttons that make sense now.
func (s *side) offer() {
	r, busy := s.run, s.j.busy[s.run.ID]
	leadsToo := leads.can(r)
	d := &s.drawn
	if d.job == r.ID && d.status == r.Status && d.busy == busy && d.leads == leadsToo {
		return
	}
	d.busy, d.leads = busy, leadsToo
	var buttons []fyne.CanvasObject
	for _, a := range actionsOf(r) {
		kind := a.kind
		if r.Status == entity.JobInterrupted {
			kind = widget.Secondary // the offer on top is the one to take
		}
		b := widget.NewButton(screen.L(a.word), kind, func() { s.j.do(a, s.run) })
		if a.busy != "" {
			b.SetDisabled(busy != "")
			if screen.L(a.busy) == busy {
				b.SetBusy(busy)
			}
		}
		buttons = append(buttons, b)
	}
	s.buttons.Objects = buttons
	s.buttons.Refresh()
}

// factRows are what was asked for.
func (s *side) factRows() []fyne.CanvasObject {
	r := s.run
	var rows []fyne.CanvasObject
	add := func(name, text string) {
		if text != "" {
			rows = append(rows, labelled(screen.L(name), widget.NewParagraph(text, widget.StyleValue)))
		}
	}
	if q := r.Search; q != nil {
		if q.Place != nil {
			add("Place", screen.PlaceName(*q.Place))
		} else {
			add("Place", q.Query)
		}
		add("Radius", screen.Radius(q.Radius))
		add("At most", screen.Lf("the nearest {{.N}}", screen.With{"N": screen.Number(q.Max)}))
		wanted := screen.L("all categories")
		if len(q.Categories) > 0 {
			wanted = screen.Joined(", ", q.Categories...)
		}
		add("Looked for", wanted)
		var sources []string
		for _, id := range q.Sources {
			sources = append(sources, screen.SourceWord(id))
		}
		add("Sources", screen.Joined(", ", sources...))
	}
	if !r.StartedAt.IsZero() {
		add("Started", screen.Moment(r.StartedAt))
	}
	if !r.EndedAt.IsZero() && r.Status != entity.JobInterrupted {
		add("Ended", screen.Moment(r.EndedAt))
	}
	add("Number", strconv.FormatInt(int64(r.ID), 10))
	return slices.Concat([]fyne.CanvasObject{screen.Rule()}, rows)
}

// logShown is how many lines of a log are drawn, the newest.
const logShown = 100

// drawLog shows what the job did, the newest on top.
func (s *side) drawLog() {
	lines, d := s.run.Log, &s.drawn
	var last entity.LogLine
	if len(lines) > 0 {
		last = lines[len(lines)-1]
	}
	if d.job == s.run.ID && d.lines == len(lines) && d.last == last {
		return
	}
	d.lines, d.last = len(lines), last
	var rows []fyne.CanvasObject
	if len(lines) > 0 {
		rows = append(rows, screen.Rule(), screen.Inset(0, 8, 0, 2, widget.NewText(screen.L("Log"), widget.StyleStrong)))
	}
	for _, l := range slices.Backward(lines[max(0, len(lines)-logShown):]) {
		at := widget.NewText(l.At.Local().Format("15:04:05"), widget.StyleLabel)
		at.SetTip(screen.Moment(l.At))
		rows = append(rows, container.New(labelLayout{}, at, widget.NewParagraph(l.Text, widget.TextStyle{Size: widget.LabelSize})))
	}
	s.log.Objects = rows
	show(s.log, len(rows) > 0)
	s.log.Refresh()
}
