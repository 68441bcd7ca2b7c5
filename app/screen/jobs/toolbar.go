package jobs

import (
	"fyne.io/fyne/v2"

	"letip/app/lead"
	"letip/app/screen"
	"letip/app/widget"
)

// toolbar is the line above the list: a chip for each filter at the left, and at the right what helps several at once.
type toolbar struct {
	j      *Jobs
	chips  map[filter]*widget.Chip
	retry  *widget.Button
	object *fyne.Container
}

// filterWords name the filters; emptyWords say that there is nothing of it.
var (
	filterWords = map[filter]string{filterAll: "All", filterRunning: "Running", filterAttention: "Need attention"}
	emptyWords  = map[filter]string{filterRunning: "Nothing runs now", filterAttention: "Nothing needs attention"}
)

func newToolbar(j *Jobs) *toolbar {
	b := &toolbar{j: j, chips: map[filter]*widget.Chip{}}
	row := []fyne.CanvasObject{}
	for _, f := range filters {
		c := widget.NewChip(screen.L(filterWords[f]), false, func() { j.narrow(f) }, nil)
		b.chips[f] = c
		row = append(row, c)
	}
	b.retry = widget.NewButton("", widget.Secondary, j.retryAll)
	row = append(row, screen.Spring(), b.retry)
	b.object = screen.Inset(8, 0, 0, 11, screen.Sized(0, widget.ButtonHeight, screen.Row(8, row...)))
	return b
}

// update writes how many there are of each.
func (b *toolbar) update() {
	running := 0
	for _, r := range b.j.runs {
		if going(r) {
			running++
		}
	}
	counts := map[filter]int{
		filterAll: len(b.j.runs), filterRunning: running, filterAttention: len(screen.NeedAttention(b.j.runs)),
	}
	for _, f := range filters {
		words := screen.L(filterWords[f])
		if counts[f] > 0 {
			words += " " + screen.Number(counts[f])
		}
		b.chips[f].SetLabel(words)
		b.chips[f].SetOn(f == b.j.model.filter)
	}
	n := len(b.j.retryables())
	if n > 1 {
		b.retry.SetLabel(screen.Lf("Try all {{.N}} again", screen.With{"N": screen.Number(n)}))
	}
	show(b.retry, n > 1)
	b.object.Refresh()
}

// retryables are the jobs that need attention and may go better without anybody changing anything.
func (j *Jobs) retryables() []lead.Run {
	var out []lead.Run
	for _, r := range screen.NeedAttention(j.runs) {
		if retryable(r) {
			out = append(out, r)
		}
	}
	return out
}

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

// status is the screen's part of the status bar: how many jobs there are, and the way to older ones.
type status struct {
	j      *Jobs
	words  *widget.Text
	older  *widget.Button
	object *fyne.Container
}

func newStatus(j *Jobs) *status {
	s := &status{j: j, words: widget.NewText("", widget.StyleLabel)}
	s.older = widget.NewButton(screen.L("show older ones"), widget.Quiet, j.older)
	s.object = screen.Row(12, s.words, s.older)
	s.update()
	return s
}

func (s *status) update() {
	j := s.j
	words := ""
	if len(j.runs) > 0 {
		words = screen.Count(len(j.runs), "job")
	}
	more := len(j.runs) >= j.limit
	if more {
		words = screen.Lf("the newest {{.Jobs}}", screen.With{"Jobs": words})
	}
	s.words.SetText(words)
	show(s.older, more)
	s.object.Refresh()
}
