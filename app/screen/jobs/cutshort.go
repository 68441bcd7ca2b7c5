package jobs

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"letip/app/lead"
	"letip/app/screen"
	"letip/app/widget"
	"letip/store/entity"
)

// cutShort stands on top of the screen while there are jobs that the end of the program cut short: it offers to go on.
type cutShort struct {
	j       *Jobs
	title   *widget.Text
	text    *widget.Paragraph
	resume  *widget.Button
	cancel  *widget.Button
	showAll *widget.Button
	jobs    []lead.Run
	object  *fyne.Container
}

func newCutShort(j *Jobs) *cutShort {
	c := &cutShort{j: j, title: widget.NewText("", widget.StyleStrong.Cutting()), text: widget.NewParagraph("", widget.StyleLabel)}
	c.resume = widget.NewButton("", widget.Primary, c.resumeAll)
	c.cancel = widget.NewButton(screen.L(cancel.word), widget.Secondary, func() {
		if len(c.jobs) == 1 {
			j.do(cancel, c.jobs[0])
		}
	})
	c.showAll = widget.NewButton(screen.L("Show them"), widget.Secondary, func() { j.narrow(filterAttention) })
	icon := container.NewCenter(widget.NewIcon("warning", widget.RoleWarn, 18))
	line := container.NewBorder(nil, nil, icon, screen.Row(8, c.showAll, c.cancel, c.resume),
		screen.Inset(12, 0, 16, 0, screen.Column(2, c.title, c.text)))
	c.object = screen.Inset(0, 6, 0, 12, widget.NewCard(line).SetPadding(12))
	c.object.Hide()
	return c
}

// update offers the jobs that were cut short and not run again since.
func (c *cutShort) update() {
	c.jobs = c.jobs[:0]
	for _, r := range screen.NeedAttention(c.j.runs) {
		if r.Status == entity.JobInterrupted {
			c.jobs = append(c.jobs, r)
		}
	}
	n := len(c.jobs)
	came := c.object.Visible() != (n > 0)
	show(c.object, n > 0)
	if came {
		defer c.j.relay()
	}
	if n == 0 {
		return
	}
	kept := screen.L("What was saved is kept; nothing that has been answered is asked again.")
	busy := ""
	for _, r := range c.jobs {
		busy = c.j.busy[r.ID]
	}
	if n == 1 {
		r := c.jobs[0]
		c.title.SetText(screen.Lf("Cut short when the program ended: {{.What}}", screen.With{"What": name(r)}))
		c.text.SetText(screen.Joined(" · ", screen.Lf("{{.Percent}} done", screen.With{"Percent": screen.Percent(r.Percent)}), kept))
		c.resume.SetLabel(screen.L(resume.word))
	} else {
		c.title.SetText(screen.Lf("{{.Jobs}} were cut short when the program ended", screen.With{"Jobs": screen.Count(n, "job")}))
		c.text.SetText(kept)
		c.resume.SetLabel(screen.L("Resume all"))
	}
	c.resume.SetBusy(busy)
	c.cancel.SetDisabled(busy != "")
	show(c.cancel, n == 1)
	show(c.showAll, n > 1)
	c.object.Refresh()
}

// name is a job within a sentence: "the search around Freehold, NJ · 1 mi".
func name(r lead.Run) string {
	if r.Search == nil {
		return what(r)
	}
	return screen.Lf("the search around {{.Where}}", screen.With{"Where": screen.SearchName(*r.Search)})
}

func (c *cutShort) resumeAll() {
	for _, r := range c.jobs {
		c.j.do(resume, r)
	}
}
