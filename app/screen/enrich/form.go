package enrich

import (
	"strconv"
	"strings"

	"fyne.io/fyne/v2"

	"letip/app/lead"
	"letip/app/screen"
	"letip/app/widget"
	"letip/store/entity"
)

// keyForm is where the form is remembered.
const keyForm = "enrich.form"

// choice is what is remembered of the form.
type choice struct {
	Most  int  `json:"most"`
	Match bool `json:"match"` // all that match the list's filter, instead of the oldest
}

// form asks which leads to visit.
type form struct {
	e *Enrich

	pending   *widget.StatTile
	failed    *widget.StatTile
	oldest    *widget.Chip
	match     *widget.Chip
	most      *widget.Entry
	mostField *widget.Field
	filter    *widget.Paragraph
	button    *widget.Button
	note      *widget.Paragraph
	retry     *widget.Button
	body      *fyne.Container
	card      *widget.Card

	choice choice
}

func newForm(e *Enrich) *form {
	x := &form{e: e, choice: choice{Most: lead.DefaultBatch}}
	e.room.Memory.Recall(keyForm, &x.choice)
	x.pending = widget.NewFigure(screen.L("Not visited yet"), widget.RoleNone)
	x.failed = widget.NewFigure(screen.L("Failed last time"), widget.RoleMuted)
	x.oldest = widget.NewChip(screen.L("The oldest"), true, func() { x.choose(false) }, nil)
	x.match = widget.NewChip(screen.L("All that match in Leads"), false, func() { x.choose(true) }, nil)
	x.most = widget.NewEntry("")
	x.most.SetText(strconv.Itoa(x.choice.Most))
	x.most.OnChanged = func(string) { x.update() }
	x.most.OnSubmitted = func(string) { x.submit() }
	x.mostField = widget.NewField(screen.L("How many"), x.most)
	x.mostField.SetHint(screen.Lf("The oldest first, 1 to {{.N}}", screen.With{"N": lead.MaxBatch}))
	x.filter = widget.NewParagraph("", widget.StyleLabel)
	x.button = widget.NewButton(screen.L("Enrich"), widget.Primary, x.submit)
	x.button.SetTip("Ctrl+Enter")
	x.note = widget.NewParagraph("", widget.StyleLabel)
	x.retry = widget.NewButton("", widget.Secondary, func() {
		x.e.begin(lead.Batch{Failed: true}, x.retry)
	})
	about := widget.NewParagraph(screen.L("At most 6 pages of each lead's own website are read, one at a time and a second apart. What a website's robots.txt forbids is left alone. Values you typed yourself always stay."), widget.StyleHint)
	x.body = screen.Column(14,
		screen.Shares(8, nil, x.pending, x.failed),
		screen.Column(6, widget.NewText(screen.L("Which leads"), widget.StyleLabel), screen.Flow(7, x.oldest, x.match)),
		x.mostField, x.filter, x.button, x.note, x.retry, screen.Rule(), about,
	)
	x.card = widget.NewCard(screen.Scrolled(screen.Inset(20, 18, 20, 14, x.body))).SetPadding(0)
	x.update()
	return x
}

// choose takes the oldest leads, or all that match.
func (x *form) choose(match bool) {
	x.choice.Match = match
	x.update()
}

// number is the batch size in the field; false is none that can be taken.
func (x *form) number() (int, bool) {
	n, err := strconv.Atoi(strings.TrimSpace(x.most.Text))
	return n, err == nil && n >= 1 && n <= lead.MaxBatch
}

// waiting is how many leads were never visited.
func (x *form) waiting() int { return screen.StatusCount(x.e.stats, entity.Pending) }

// count is how many leads the button would visit.
func (x *form) count() int {
	if x.choice.Match {
		return x.e.matches
	}
	n, ok := x.number()
	if !ok {
		return 0
	}
	return min(n, x.waiting())
}

// update writes what there is to do.
func (x *form) update() {
	if x.card == nil {
		return // while it is being made
	}
	e, before := x.e, x.body.MinSize().Height
	x.pending.SetFigure(screen.Number(x.waiting()), widget.RoleNone)
	failed, role := screen.StatusCount(e.stats, entity.Failed), widget.RoleError
	if failed == 0 {
		role = widget.RoleMuted
	}
	x.failed.SetFigure(screen.Number(failed), role)
	x.oldest.SetOn(!x.choice.Match)
	x.match.SetOn(x.choice.Match)
	show(x.mostField, !x.choice.Match)
	show(x.filter, x.choice.Match)
	x.filter.SetText(x.describe())
	if _, ok := x.number(); ok || x.choice.Match {
		x.mostField.SetError("")
	}
	n := x.count()
	if n > 0 {
		x.button.SetLabel(screen.Lf("Enrich {{.Leads}}", screen.With{"Leads": screen.Count(n, "lead")}))
	} else {
		x.button.SetLabel(screen.L("Enrich"))
	}
	_, valid := x.number()
	x.button.SetDisabled(n == 0 && (x.choice.Match || valid))
	busy := ""
	if e.live {
		busy = screen.L("Enriching…")
	}
	x.button.SetBusy(busy)
	x.note.SetText(x.why(n))
	show(x.note, x.note.Text() != "")
	x.retry.SetLabel(screen.Lf("Try {{.N}} failed again", screen.With{"N": screen.Number(e.retryable)}))
	x.retry.SetDisabled(e.live)
	show(x.retry, e.retryable > 0)
	if before != x.body.MinSize().Height {
		x.card.Refresh()
	}
	x.body.Refresh()
}

// describe says what "all that match" means now.
func (x *form) describe() string {
	words := x.e.room.Listed.Words
	if len(words) == 0 {
		words = []string{screen.L("All leads")}
	}
	return screen.Lf("{{.Filter}}: {{.Leads}} to visit", screen.With{
		"Filter": screen.Joined(" · ", words...), "Leads": screen.Count(x.e.matches, "lead"),
	})
}

// why says why there is nothing to do.
func (x *form) why(n int) string {
	switch {
	case !x.e.known || n > 0 || x.e.live:
		return ""
	case x.e.stats.Total == 0:
		return screen.L("There are no leads yet.")
	case x.choice.Match:
		return screen.L("All that match have been visited. Choose another filter in Leads, or the oldest.")
	case x.waiting() == 0:
		return screen.L("All leads have been visited. One lead is visited again from its own page.")
	}
	return ""
}

// submit starts the visits.
func (x *form) submit() {
	if x.button.Busy() || x.e.live {
		return
	}
	n, ok := x.number()
	if !ok && !x.choice.Match {
		x.mostField.SetError(screen.Lf("A whole number from 1 to {{.N}}", screen.With{"N": lead.MaxBatch}))
		x.e.room.Shell.Focus(x.most)
		return
	}
	if x.count() == 0 {
		return
	}
	b := lead.Batch{Most: n}
	if x.choice.Match {
		b = lead.Batch{Filter: x.e.room.Listed.Filter}
	} else {
		x.choice.Most = n
	}
	x.e.room.Memory.Keep(keyForm, x.choice)
	x.e.begin(b, x.button)
}
