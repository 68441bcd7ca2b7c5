package jobs

import (
	"slices"

	"fyne.io/fyne/v2"

	"letip/app/screen"
	"letip/app/widget"
	"letip/store/entity"
)

// drawFailures lists what went wrong in the job, the newest first: class, time and attempt, the sentence, the address.
func (s *side) drawFailures() {
	if slices.Equal(s.drawn.wrong, s.wrong) {
		return
	}
	s.drawn.wrong = s.wrong
	var rows []fyne.CanvasObject
	if n := len(s.wrong); n > 0 {
		title := screen.Count(n, "failure")
		if n == failuresShown {
			title = screen.Lf("The newest {{.Failures}}", screen.With{"Failures": title})
		}
		rows = append(rows, screen.Rule(), widget.NewText(title, widget.StyleStrong))
	}
	for _, f := range s.wrong {
		rows = append(rows, s.failure(f))
	}
	s.failed.Objects = rows
	s.failed.Refresh()
	s.relay()
}

func (s *side) failure(f entity.Failure) fyne.CanvasObject {
	class := widget.NewStatus(classWord(f.Class), widget.RoleError, false).SetStyle(widget.StyleStrong)
	class.SetTip(f.Class)
	attempt := ""
	if f.Attempt > 1 {
		attempt = screen.Lf("attempt {{.N}}", screen.With{"N": screen.Number(f.Attempt)})
	}
	at := widget.NewText(screen.Joined(" · ", attempt, screen.Clock(f.At, s.j.room.Now())), widget.StyleLabel)
	at.SetTip(screen.Moment(f.At))
	rows := []fyne.CanvasObject{screen.Row(8, class, screen.Spring(), at)}
	if f.Message != "" {
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
