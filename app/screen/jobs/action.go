package jobs

import (
	"errors"

	"fyne.io/fyne/v2"

	"letip/app/lead"
	"letip/app/screen"
	"letip/app/widget"
	"letip/store/entity"
)

// action is something that can be done with a job.
type action struct {
	word, busy, sorry string
	kind              widget.ButtonKind
	does              func(j *Jobs, r lead.Run, done func(error))
	can               func(lead.Run) bool // nil is always
}

var (
	pause = &action{
		word: "Pause", busy: "Pausing…", sorry: "The job was not paused",
		does: func(j *Jobs, r lead.Run, done func(error)) { steer(j.room.Desk.Pause, r, done) },
	}
	resume = &action{
		word: "Resume", busy: "Resuming…", sorry: "The job was not resumed", kind: widget.Primary,
		does: func(j *Jobs, r lead.Run, done func(error)) { steer(j.room.Desk.Resume, r, done) },
	}
	retry = &action{
		word: "Try again", busy: "Trying again…", sorry: "The job was not tried again", kind: widget.Primary,
		does: func(j *Jobs, r lead.Run, done func(error)) { steer(j.room.Desk.Resume, r, done) },
	}
	cancel = &action{
		word: "Cancel", busy: "Cancelling…", sorry: "The job was not cancelled",
		does: func(j *Jobs, r lead.Run, done func(error)) { steer(j.room.Desk.Cancel, r, done) },
	}
	again = &action{
		word: "Run again", busy: "Starting…", sorry: "It was not started",
		does: (*Jobs).runAgain, can: func(r lead.Run) bool { return r.Search != nil || r.Kind == entity.KindEnrich },
	}
	leads = &action{
		word: "Show leads",
		does: func(j *Jobs, r lead.Run, done func(error)) {
			j.room.Shell.ShowLeads(entity.Filter{Job: r.ID})
			done(nil)
		},
		can: func(r lead.Run) bool { return r.Kind == entity.KindScrape && r.Counts.Saved+r.Counts.Duplicate > 0 },
	}
)

// openSettings is offered where Settings holds what may be wrong: the contact address, the servers.
var openSettings = &action{
	word: "Open Settings",
	does: func(j *Jobs, _ lead.Run, done func(error)) {
		j.room.Shell.Go(screen.Settings)
		done(nil)
	},
	can: func(r lead.Run) bool {
		return r.Kind == entity.KindScrape && r.Error != nil && screen.Class(r.Error.Class).Settings
	},
}

// actions says what can be done with a job by how it stands.
var actions = map[entity.JobStatus][]*action{
	entity.JobQueued:      {pause, cancel},
	entity.JobActive:      {pause, cancel, leads},
	entity.JobPaused:      {resume, cancel, leads},
	entity.JobInterrupted: {resume, cancel, leads},
	entity.JobFailed:      {retry, again, openSettings, leads},
	entity.JobCancelled:   {again, leads},
	entity.JobCompleted:   {leads, again},
}

// actionsOf are those that make sense for a job now.
func actionsOf(r lead.Run) []*action {
	var out []*action
	for _, a := range actions[r.Status] {
		if a.can == nil || a.can(r) {
			out = append(out, a)
		}
	}
	return out
}

func steer(with *lead.Mutator[entity.JobID, struct{}], r lead.Run, done func(error)) {
	with.Go(r.ID, func(_ struct{}, err error) { done(err) })
}

// do does something with a job; its buttons are disabled and say so until there is an answer.
func (j *Jobs) do(a *action, r lead.Run) {
	if j.busy[r.ID] != "" {
		return
	}
	if a.busy != "" {
		j.busy[r.ID] = screen.L(a.busy)
	}
	j.gate.Mark(theList, theDetail)
	a.does(j, r, func(err error) {
		delete(j.busy, r.ID)
		j.gate.Mark(theList, theDetail)
		if err != nil {
			j.room.Report(screen.L(a.sorry), err)
			return
		}
		if a == cancel {
			j.cancelled(r)
		}
	})
}

// cancelled says what was kept.
func (j *Jobs) cancelled(r lead.Run) {
	text := screen.L("Nothing was saved.")
	if n := r.Counts.Saved; n > 0 {
		text = screen.Lf("{{.Leads}} stay in the list.", screen.With{"Leads": screen.Count(n, "lead")})
	}
	j.room.Shell.Say(widget.Toast{Kind: widget.ToastSuccess, Title: screen.Lf("Cancelled: {{.What}}", screen.With{"What": what(r)}), Text: text})
}

// runAgain starts the same search anew, past what was kept of its answers, or visits the same leads, and shows it.
func (j *Jobs) runAgain(r lead.Run, done func(error)) {
	if r.Kind == entity.KindEnrich {
		j.room.Desk.Enrich.Go(lead.Batch{Job: r.ID}, func(b lead.Begun, err error) { j.started(b.Job, err, done) })
		return
	}
	s := *r.Search
	s.Refresh = true
	j.room.Desk.Find.Go(s, func(id entity.JobID, err error) {
		if _, several := errors.AsType[*lead.AmbiguousError](err); several {
			done(nil)
			j.room.Shell.Search(s, false) // the form lets the rep choose
			return
		}
		j.started(id, err, done)
	})
}

func (j *Jobs) started(id entity.JobID, err error, done func(error)) {
	done(err)
	if err == nil {
		j.begun = id
		j.gate.Mark(theList)
	}
}

// retryAll takes up every job that may go better another time.
func (j *Jobs) retryAll() {
	for _, r := range j.retryables() {
		a := retry
		if r.Status == entity.JobInterrupted {
			a = resume
		}
		j.do(a, r)
	}
}

// menuOf opens what can be done with a job where the rep has clicked.
func (j *Jobs) menuOf(id int64, at fyne.Position) {
	r, ok := j.find(entity.JobID(id))
	if !ok {
		return
	}
	var items []*fyne.MenuItem
	for _, a := range actionsOf(r) {
		items = append(items, fyne.NewMenuItem(screen.L(a.word), func() { j.do(a, r) }))
	}
	if len(items) > 0 {
		widget.ShowMenuAt(j.grid, at, items)
	}
}
