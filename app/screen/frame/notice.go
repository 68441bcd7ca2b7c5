package frame

import (
	"letip/app/lead"
	"letip/app/screen"
	"letip/app/widget"
	"letip/store/entity"
)

// notice words what an event has to tell a person.
func (f *Frame) notice(n lead.Notice) {
	switch n.Kind {
	case lead.NoticeFound:
		f.Say(f.found(n.Job))
	case lead.NoticeFindFailed:
		f.Say(widget.Toast{
			Kind: widget.ToastError, Title: screen.L("The search failed"),
			Text: screen.Joined(": ", placeOf(n.Job), screen.Failure(n.Job)), Action: screen.L("Show"), OnAction: func() { f.ShowSearch(n.Job.ID) },
		})
	case lead.NoticeEnriched:
		if t, ok := enriched(n.Job.Counts); ok {
			f.Say(t)
		}
	case lead.NoticeEnrichFailed:
		f.Say(widget.Toast{
			Kind: widget.ToastError, Title: screen.L("A website could not be read"), Text: n.Failure.Message, Key: "enrich failed",
		})
	}
}

// enriched is the toast at the end of an enrichment. Where nothing was read, what went wrong has been said already; only
// that there was no website to read is still to be told.
func enriched(c entity.Counts) (widget.Toast, bool) {
	switch {
	case c.Enriched+c.Partial > 0:
		return widget.Toast{
			Kind: widget.ToastSuccess, Title: screen.Lf("{{.N}} enriched", screen.With{"N": screen.Count(c.Enriched+c.Partial, "lead")}),
		}, true
	case c.NoWebsite > 0:
		return widget.Toast{Kind: widget.ToastInfo, Title: screen.L("No website was read"), Text: screen.Lf(
			"{{.Leads}} without a website", screen.With{"Leads": screen.Count(c.NoWebsite, "lead")})}, true
	}
	return widget.Toast{}, false
}

// offerResume offers once, at the start, to go on with what the last end of the program cut short.
func (f *Frame) offerResume() {
	if f.asked {
		return
	}
	f.asked = true
	var cut []lead.Run
	for _, r := range f.jobs {
		if r.Status == entity.JobInterrupted {
			cut = append(cut, r)
		}
	}
	switch len(cut) {
	case 0:
	case 1:
		id := cut[0].ID
		f.Say(widget.Toast{
			Kind: widget.ToastWarning, Title: screen.L("Cut short when the program ended"), Text: screen.RunName(cut[0]),
			Action: screen.L("Resume"), OnAction: func() {
				f.room.Desk.Resume.Go(id, func(_ struct{}, err error) { f.room.Report(screen.L("It was not resumed"), err) })
			},
		})
	default:
		f.Say(widget.Toast{
			Kind: widget.ToastWarning, Title: screen.L("Cut short when the program ended"), Text: screen.Count(len(cut), "job"),
			Action: screen.L("Show"), OnAction: func() { f.Go(screen.Jobs) },
		})
	}
}

// found is the toast at a search's end: what came, what was known, and what went wrong on the way.
func (f *Frame) found(j entity.Job) widget.Toast {
	t := widget.Toast{
		Kind:   widget.ToastSuccess,
		Title:  screen.Count(j.Counts.Saved, "new lead"),
		Text:   placeOf(j) + " · " + screen.CountsLine(j.Counts),
		Action: screen.L("Show"), OnAction: func() { f.ShowLeads(entity.Filter{Job: j.ID}) },
	}
	if j.Error != nil {
		t.Kind = widget.ToastWarning
		t.Text = screen.Failure(j)
	}
	return t
}

func placeOf(j entity.Job) string {
	if j.Search == nil {
		return ""
	}
	return screen.SearchPlace(*j.Search)
}
