package jobs

import (
	"slices"

	"fyne.io/fyne/v2"

	"letip/app/screen"
	"letip/app/widget"
	"letip/store/entity"
)

// failuresAtFirst is how many failures are shown until the rep asks for all: the rest of the pane stays near.
const failuresAtFirst = 4

// drawFailures lists what went wrong in the job, the newest first: class, time and attempt, the sentence, the address.
func (s *side) drawFailures() {
	if slices.Equal(s.drawn.wrong, s.wrong) && s.drawn.whole == s.whole {
		return
	}
	s.drawn.wrong, s.drawn.whole = s.wrong, s.whole
	n := len(s.wrong)
	title := screen.Count(n, "failure")
	if n == failuresRead {
		title = screen.Lf("The newest {{.Failures}}", screen.With{"Failures": title})
	}
	rows := []fyne.CanvasObject{screen.Rule(), widget.NewText(title, widget.StyleStrong)}
	shown := s.wrong
	if !s.whole {
		shown = shown[:min(n, failuresAtFirst)]
	}
	for _, f := range shown {
		rows = append(rows, s.failure(f))
	}
	if len(shown) < n {
		all := widget.NewButton(screen.Lf("Show all {{.N}}", screen.With{"N": screen.Number(n)}), widget.Quiet, func() {
			s.whole = true
			s.drawFailures()
		})
		rows = append(rows, screen.Inset(-10, 0, 0, 0, screen.Row(0, all)))
	}
	s.failed.Objects = rows
	show(s.failed, n > 0)
	s.failed.Refresh()
	s.relay()
}

func (s *side) failure(f entity.Failure) fyne.CanvasObject {
	class := widget.NewStatus(screen.ClassWord(f.Class), widget.RoleError, false).SetStyle(widget.StyleStrong)
	class.SetTip(f.Class)
	attempt := ""
	if f.Attempt > 0 {
		attempt = screen.Lf("attempt {{.N}}", screen.With{"N": screen.Number(f.Attempt)})
	}
	at := widget.NewText(screen.Joined(" · ", attempt, screen.Clock(f.At, s.j.room.Now())), widget.StyleLabel)
	at.SetTip(screen.Moment(f.At))
	rows := []fyne.CanvasObject{screen.Row(8, class, screen.Spring(), at)}
	if e := s.run.Error; f.Message != "" && (e == nil || e.Message != f.Message) { // the job's own stands above already
		rows = append(rows, widget.NewParagraph(f.Message, widget.TextStyle{Size: widget.LabelSize}))
	}
	if f.URL != "" {
		rows = append(rows, widget.NewParagraph(f.URL, widget.StyleHint).SetMaxLines(2))
	}
	var buttons []fyne.CanvasObject
	if f.URL != "" {
		buttons = append(buttons, widget.NewButton(screen.L("Copy address"), widget.Quiet, func() { s.j.room.Shell.Copy(f.URL) }))
	}
	if f.BusinessID != 0 {
		buttons = append(buttons, widget.NewButton(screen.L("Show lead"), widget.Quiet, func() { s.j.room.Shell.ShowLead(f.BusinessID) }))
	}
	if len(buttons) > 0 {
		rows = append(rows, screen.Inset(-10, 0, 0, 0, screen.Row(4, buttons...)))
	}
	return screen.Column(3, rows...)
}
