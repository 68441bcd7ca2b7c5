package leads

import (
	"fyne.io/fyne/v2"

	"letip/app/screen"
	"letip/app/widget"
)

// status is the screen's part of the status bar: what can be done with what is selected, and how many leads there are.
type status struct {
	l        *Leads
	selected *widget.Text
	actions  *fyne.Container
	count    *widget.Text
	more     *widget.Button
	object   *fyne.Container
}

func newStatus(l *Leads) *status {
	s := &status{l: l}
	s.selected = widget.NewText("", widget.TextStyle{Bold: true, Size: widget.LabelSize})
	quiet := func(label string, tap func()) *widget.Button { return widget.NewButton(label, widget.Quiet, tap) }
	var stage, tag *widget.Button
	stage = quiet(screen.L("Stage"), func() { widget.ShowMenu(stage, l.stageMenu(l.chosen())) })
	tag = quiet(screen.L("Tag"), func() { l.tagMany(l.chosen()) })
	s.actions = screen.Row(2, quiet(screen.L("Enrich"), func() { l.enrich(l.chosen()) }), stage, tag,
		quiet(screen.L("Export"), l.export),
		quiet(screen.L("Delete"), func() { l.remove(l.chosen()) }),
		quiet(screen.L("Clear"), l.grid.Clear).SetTone(widget.RoleMuted),
	)
	s.count = widget.NewText("", widget.StyleLabel)
	s.more = quiet("", l.list.ShowNew)
	s.object = screen.Row(12, s.selected, s.actions, s.count, s.more)
	s.update()
	return s
}

// update says how many leads there are, how many match, and how many are selected.
func (s *status) update() {
	l := s.l
	n := l.list.Len()
	selection := l.grid.Selection()
	picked := selection.Count(n)
	if picked > 0 {
		s.selected.SetText(screen.Lf("{{.N}} selected", screen.With{"N": screen.Number(picked)}))
	}
	show(s.selected, picked > 0)
	show(s.actions, picked > 0)

	words := screen.Count(l.total, "lead")
	if len(parts(l.filter)) > 0 || l.filter.Search != "" {
		words += screen.Lf(" · {{.N}} match", screen.With{"N": screen.Number(n)})
	}
	s.count.SetText(words)
	waiting := l.list.Waiting()
	if waiting > 0 {
		s.more.SetLabel(screen.Lf("show {{.New}}", screen.With{"New": screen.Count(waiting, "new lead")}))
	}
	show(s.more, waiting > 0)
	s.object.Refresh()
	l.room.RelayStatus()
}

func show(o fyne.CanvasObject, on bool) {
	if on {
		o.Show()
	} else {
		o.Hide()
	}
}
