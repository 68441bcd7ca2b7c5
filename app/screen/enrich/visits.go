package enrich

import (
	"reflect"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"letip/app/lead"
	"letip/app/screen"
	"letip/app/widget"
	"letip/store/entity"
)

// failuresShown is how many failures are drawn: what nobody scrolls past. Try all again is about more.
const failuresShown = 50

// visits lists what the visits brought, the newest on top, and those that failed.
type visits struct {
	e      *Enrich
	ended  []entity.JobVisit
	failed []entity.JobVisit

	results *widget.Chip
	wrong   *widget.Chip
	retry   *widget.Button
	grid    *widget.Grid
	none    *widget.Empty
	list    *fyne.Container
	scroll  *container.Scroll
	pages   *fyne.Container
	head    *fyne.Container
	card    *widget.Card
	onWrong bool
}

func newVisits(e *Enrich) *visits {
	v := &visits{e: e, list: screen.Column(12)}
	v.grid = widget.NewGrid(widget.GridOptions{
		Columns: []widget.Column{
			{ID: "name", Title: screen.L("Name"), Width: 210, MinWidth: 120, Grow: true},
			{ID: "website", Title: screen.L("Website"), Width: 160, MinWidth: 80},
			{ID: "found", Title: screen.L("Found there"), Width: 190, MinWidth: 100},
			{ID: "status", Title: screen.L("Status"), Width: 106, MinWidth: 80},
		},
		Model: v, Dispatcher: e.room.Dispatch, NoCheckboxes: true, Plain: true, FollowTop: true,
		OnOpen: func(id int64) { e.room.Shell.ShowLead(entity.BusinessID(id)) },
	})
	v.none = widget.NewEmpty("enrich", screen.L("Nothing has arrived yet"), "")
	v.grid.SetEmpty(v.none)
	v.results = widget.NewChip(screen.L("Results"), true, func() { v.turn(false) }, nil)
	v.wrong = widget.NewChip(screen.L("Failed"), false, func() { v.turn(true) }, nil)
	v.retry = widget.NewButton("", widget.Secondary, func() { v.again(v.retry, v.retryable()) })
	v.retry.Hide()
	v.head = screen.Inset(18, 12, 14, 8, screen.Sized(0, widget.ButtonHeight, screen.Row(8, v.results, v.wrong, screen.Spring(), v.retry)))
	v.scroll = screen.Scrolled(screen.Inset(20, 4, 20, 16, v.list))
	v.scroll.Hide()
	v.pages = container.NewStack(v.grid, v.scroll)
	v.card = widget.NewCard(container.NewBorder(v.head, nil, nil, nil, v.pages)).SetPadding(0)
	return v
}

// begin forgets what another job brought.
func (v *visits) begin() {
	v.ended, v.failed = nil, nil
	v.list.Objects = nil
	v.turn(false)
	v.grid.Reset()
}

// turn shows the results, or what failed.
func (v *visits) turn(wrong bool) {
	v.onWrong = wrong
	v.results.SetOn(!wrong)
	v.wrong.SetOn(wrong)
	show(v.grid, !wrong)
	show(v.scroll, wrong)
	v.count()
	v.pages.Refresh()
}

// show draws what the visits have brought by now.
func (v *visits) show() {
	seen := v.e.seen
	if !reflect.DeepEqual(v.ended, seen.Ended) {
		came := newer(v.ended, seen.Ended)
		v.ended = seen.Ended
		v.grid.Reload()
		for _, id := range came {
			v.grid.Flash(int64(id))
		}
	}
	if !reflect.DeepEqual(v.failed, seen.Failed) {
		v.failed = seen.Failed
		v.drawFailures()
	}
}

// newer are the visits that were not there before.
func newer(old, now []entity.JobVisit) (ids []entity.BusinessID) {
	for _, n := range now {
		if !slices.ContainsFunc(old, func(o entity.JobVisit) bool { return o.Business == n.Business && o.At.Equal(n.At) }) {
			ids = append(ids, n.Business)
		}
	}
	return ids
}

// count writes how many there are of each, and what can be tried again.
func (v *visits) count() {
	c := v.e.run.Counts
	none := screen.L("Nothing has arrived yet")
	if v.e.run.Status.Ended() {
		none = screen.L("No website was read")
	}
	if v.none.Title() != none {
		v.none.Set("enrich", none, "")
	}
	v.results.SetLabel(numbered("Results", c.Enriched+c.Partial+c.NoWebsite+c.Blocked))
	v.wrong.SetLabel(numbered("Failed", max(c.Failed, len(v.failed))))
	n := len(v.retryable())
	v.retry.SetLabel(screen.Lf("Try all {{.N}} again", screen.With{"N": screen.Number(n)}))
	v.retry.SetDisabled(v.e.live)
	show(v.retry, v.onWrong && n > 1)
	v.head.Refresh()
}

func numbered(word string, n int) string {
	if n == 0 {
		return screen.L(word)
	}
	return screen.L(word) + " " + screen.Number(n)
}

// retryable are the failed leads whose visit may go better another time, and that were not visited well since.
func (v *visits) retryable() (ids []entity.BusinessID) {
	for _, f := range v.failed {
		if mayHelp(f) {
			ids = append(ids, f.Business)
		}
	}
	return ids
}

func mayHelp(f entity.JobVisit) bool {
	return f.Error != nil && screen.Class(f.Error.Class).Again && f.Status == entity.Failed
}

func (v *visits) again(button *widget.Button, ids []entity.BusinessID) {
	if len(ids) > 0 {
		v.e.begin(lead.Batch{IDs: ids}, button)
	}
}

// drawFailures lists what went wrong, the newest first.
func (v *visits) drawFailures() {
	var rows []fyne.CanvasObject
	for i, f := range v.failed[:min(len(v.failed), failuresShown)] {
		if i > 0 {
			rows = append(rows, screen.Rule())
		}
		rows = append(rows, v.failure(f))
	}
	if n := len(v.failed); n > failuresShown {
		rows = append(rows, screen.Rule(), widget.NewText(screen.Lf("{{.N}} older ones are not shown", screen.With{"N": screen.Number(n - failuresShown)}), widget.StyleLabel))
	}
	if len(rows) == 0 {
		rows = append(rows, widget.NewText(screen.L("No visit has failed"), widget.StyleLabel))
	}
	v.list.Objects = rows
	v.list.Refresh()
	v.scroll.Refresh()
}

// failure is one visit that went wrong: whose, why in plain words, the address, which attempt, and what can be done.
func (v *visits) failure(f entity.JobVisit) fyne.CanvasObject {
	shell, why := v.e.room.Shell, entity.JobError{}
	if f.Error != nil {
		why = *f.Error
	}
	class := widget.NewStatus(screen.ClassWord(why.Class), widget.RoleError, false)
	class.SetTip(why.Class)
	at := widget.NewText(screen.Joined(" · ", screen.Lf("attempt {{.N}}", screen.With{"N": screen.Number(f.Attempt)}),
		screen.Clock(f.At, v.e.room.Now())), widget.StyleLabel)
	at.SetTip(screen.Moment(f.At))
	head := []fyne.CanvasObject{widget.NewText(f.Name, widget.StyleStrong), class, screen.Spring(), at}
	if f.Status != entity.Failed {
		w := screen.StatusWord(f.Status)
		head = slices.Insert(head, 2, fyne.CanvasObject(widget.NewStatus(screen.Lf("now {{.Status}}", screen.With{"Status": w.Text}), w.Role, w.Hollow)))
	}
	rows := []fyne.CanvasObject{screen.Row(12, head...)}
	if why.Message != "" {
		rows = append(rows, widget.NewParagraph(why.Message, widget.TextStyle{Size: widget.LabelSize}))
	}
	if why.URL != "" {
		rows = append(rows, widget.NewParagraph(why.URL, widget.StyleHint).SetMaxLines(2))
	}
	var buttons []fyne.CanvasObject
	if mayHelp(f) {
		retry := widget.NewButton(screen.L("Try again"), widget.Quiet, nil)
		retry.OnTap = func() { v.again(retry, []entity.BusinessID{f.Business}) }
		buttons = append(buttons, retry)
	}
	buttons = append(buttons, widget.NewButton(screen.L("Show lead"), widget.Quiet, func() { shell.ShowLead(f.Business) }))
	if why.URL != "" {
		buttons = append(buttons, widget.NewButton(screen.L("Copy address"), widget.Quiet, func() { shell.Copy(why.URL) }))
	}
	return screen.Column(3, append(rows, screen.Inset(-10, 0, 0, 0, screen.Row(4, buttons...)))...)
}

// found is what a visit saw, in short: "2 emails, 1 phone, 3 people".
func found(v entity.JobVisit) string {
	var parts []string
	for _, p := range []struct {
		n    int
		noun string
	}{{v.Emails, "email"}, {v.Phones, "phone"}, {v.People, "person"}} {
		if p.n > 0 {
			parts = append(parts, screen.Count(p.n, p.noun))
		}
	}
	return screen.Joined(", ", parts...)
}

var _ widget.GridModel = (*visits)(nil)

// Len implements widget.GridModel.
func (v *visits) Len() int { return len(v.ended) }

// Row implements widget.GridModel.
func (v *visits) Row(i int) (widget.RowView, bool) {
	if i < 0 || i >= len(v.ended) {
		return widget.RowView{}, false
	}
	x := v.ended[i]
	w, what := screen.StatusWord(x.Status), found(x)
	text := widget.Cell{Text: what}
	if what == "" {
		text = widget.Cell{Text: "—", Role: widget.RoleMuted}
	}
	return widget.RowView{ID: int64(x.Business), Cells: []widget.Cell{
		{Text: x.Name},
		{Text: screen.Host(x.Website), Role: widget.RoleMuted},
		text,
		{Text: w.Text, Dot: w.Role, Hollow: w.Hollow},
	}}, true
}

// ID implements widget.GridModel.
func (v *visits) ID(i int) (int64, bool) {
	if i < 0 || i >= len(v.ended) {
		return 0, false
	}
	return int64(v.ended[i].Business), true
}

// IndexOf implements widget.GridModel.
func (v *visits) IndexOf(id int64) int {
	return slices.IndexFunc(v.ended, func(x entity.JobVisit) bool { return int64(x.Business) == id })
}

// Prefetch implements widget.GridModel: all that there is has been read.
func (v *visits) Prefetch(int, int) {}
