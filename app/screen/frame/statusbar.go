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
	bar    *fyne.Container
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
	tools := screen.Row(0)
	inset := float32(22)
	if f.room.Tools != nil {
		b := widget.NewIconButton("developer", "", widget.Quiet, f.room.Tools).SetTone(widget.RoleMuted)
		tools.Add(b.SetTip(screen.L("Developer tools") + "  F12"))
		inset = 8
	}
	s.bar = container.New(statusLayout{s.job}, s.left, s.job, tools)
	s.object = container.NewStack(screen.Ground(widget.RoleSurface),
		container.NewBorder(screen.Rule(), nil, nil, nil, screen.Inset(24, 0, inset, 0, s.bar)))
	return s
}

// statusLayout gives the screen's words the left. What runs stands at the right and says less where there is less room.
type statusLayout struct{ job *jobStrip }

func (l statusLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	const gap = 10
	left, job, tools := o[0], o[1], o[2]
	t := tools.MinSize()
	tools.Resize(fyne.NewSize(t.Width, size.Height))
	tools.Move(fyne.NewPos(size.Width-t.Width, 0))
	room := size.Width - t.Width
	if t.Width > 0 {
		room -= gap
	}
	left.Resize(fyne.NewSize(room, size.Height))
	left.Move(fyne.Position{})
	if !job.Visible() {
		return
	}
	l.job.fit(room - left.MinSize().Width - 2*gap)
	j := job.MinSize()
	job.Resize(fyne.NewSize(j.Width, size.Height))
	job.Move(fyne.NewPos(room-j.Width, 0))
}

func (statusLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(400, 0) }

// show puts a screen's own words into the bar.
func (s *statusBar) show(o fyne.CanvasObject) {
	s.left.Objects = nil
	if o != nil {
		s.left.Objects = []fyne.CanvasObject{o}
	}
	s.bar.Refresh()
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
		s.job.Hide()
		return
	}
	s.job.set(*at)
	s.job.Show()
	s.bar.Refresh()
}

// jobStrip is one job in a line: its name, its bar, its figures.
type jobStrip struct {
	fynewidget.BaseWidget
	onTap func(lead.Run)
	run   lead.Run
	name  *widget.Text
	bar   *widget.ProgressBar
	words *widget.Text
	track *fyne.Container // holds the bar to its width
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
	j.track = screen.Sized(120, 6, j.bar)
	j.box = screen.Row(12, j.name, j.track, j.words)
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

// fit leaves out what there is no room for: the name first, then the bar.
func (j *jobStrip) fit(width float32) {
	j.name.Show()
	j.track.Show()
	if j.box.MinSize().Width > width {
		j.name.Hide()
	}
	if j.box.MinSize().Width > width {
		j.track.Hide()
	}
}

// Tapped implements fyne.Tappable.
func (j *jobStrip) Tapped(*fyne.PointEvent) { j.onTap(j.run) }

// Cursor implements desktop.Cursorable.
func (j *jobStrip) Cursor() desktop.Cursor { return desktop.PointerCursor }

// CreateRenderer implements fyne.Widget.
func (j *jobStrip) CreateRenderer() fyne.WidgetRenderer { return fynewidget.NewSimpleRenderer(j.box) }
