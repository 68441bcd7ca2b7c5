package frame

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	fynewidget "fyne.io/fyne/v2/widget"

	"letip/app/lead"
	"letip/app/screen"
	"letip/app/widget"
	"letip/store/entity"
)

// statusBar is the bottom edge: the screen's own words at the left, and at the right what runs. A click on that opens it.
type statusBar struct {
	f      *Frame
	left   *fyne.Container
	job    *jobStrip
	object fyne.CanvasObject
}

func newStatusBar(f *Frame) *statusBar {
	s := &statusBar{f: f, left: container.NewStack()}
	s.job = newJobStrip(func(r lead.Run) {
		if r.Kind == entity.KindScrape {
			f.ShowSearch(r.ID)
			return
		}
		if e, ok := f.screen(screen.Enrich).(interface{ ShowJob(entity.JobID) }); ok {
			e.ShowJob(r.ID)
			f.Go(screen.Enrich)
		}
	})
	s.job.Hide()
	var right fyne.CanvasObject = s.job
	inset := float32(22)
	if f.room.Tools != nil {
		tools := widget.NewIconButton("developer", "", widget.Quiet, f.room.Tools).SetTone(widget.RoleMuted)
		right, inset = screen.Row(10, s.job, tools.SetTip(screen.L("Developer tools")+"  F12")), 8
	}
	bar := screen.Inset(24, 0, inset, 0, container.NewBorder(nil, nil, nil, right, s.left))
	s.object = container.NewStack(screen.Ground(widget.RoleSurface), container.NewBorder(screen.Rule(), nil, nil, nil, bar))
	return s
}

// show puts a screen's own words into the bar.
func (s *statusBar) show(o fyne.CanvasObject) {
	s.left.Objects = nil
	if o != nil {
		s.left.Objects = []fyne.CanvasObject{o}
	}
	s.left.Refresh()
}

// run shows what runs now: the newest live job, or one that is paused.
func (s *statusBar) run() {
	var at *lead.Run
	for i, r := range s.f.jobs {
		if r.Live() || at == nil && r.Status == entity.JobPaused {
			at = &s.f.jobs[i]
			if r.Status == entity.JobActive {
				break
			}
		}
	}
	if at == nil {
		if s.job.Visible() {
			s.job.Hide()
			s.object.Refresh()
		}
		return
	}
	s.job.set(*at)
	if !s.job.Visible() {
		s.job.Show()
		s.object.Refresh()
	}
}

// jobStrip is one job in a line: its name, its bar, its figures.
type jobStrip struct {
	fynewidget.BaseWidget
	onTap func(lead.Run)
	run   lead.Run
	name  *widget.Text
	bar   *widget.ProgressBar
	words *widget.Text
	box   *fyne.Container
}

var (
	_ fyne.Tappable      = (*jobStrip)(nil)
	_ desktop.Cursorable = (*jobStrip)(nil)
)

func newJobStrip(onTap func(lead.Run)) *jobStrip {
	j := &jobStrip{
		onTap: onTap, name: widget.NewText("", widget.StyleLabel), bar: widget.NewProgressBar(6),
		words: widget.NewText("", widget.TextStyle{Size: widget.LabelSize}),
	}
	j.box = screen.Row(12, j.name, screen.Sized(120, 6, j.bar), j.words)
	j.ExtendBaseWidget(j)
	return j
}

func (j *jobStrip) set(r lead.Run) {
	j.run = r
	j.name.SetText(screen.RunName(r))
	j.bar.SetValue(r.Percent / 100)
	words := screen.Percent(r.Percent)
	if r.Status == entity.JobPaused {
		words = screen.JobWord(r.Status).Text
	}
	if r.Kind == entity.KindScrape {
		words += screen.Lf(" · {{.N}} found", screen.With{"N": screen.Number(r.Counts.Saved + r.Counts.Duplicate)})
	}
	j.words.SetText(words)
	j.box.Refresh()
}

// Tapped implements fyne.Tappable.
func (j *jobStrip) Tapped(*fyne.PointEvent) { j.onTap(j.run) }

// Cursor implements desktop.Cursorable.
func (j *jobStrip) Cursor() desktop.Cursor { return desktop.PointerCursor }

// CreateRenderer implements fyne.Widget.
func (j *jobStrip) CreateRenderer() fyne.WidgetRenderer { return fynewidget.NewSimpleRenderer(j.box) }
