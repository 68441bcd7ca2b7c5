package leads

import (
	"fyne.io/fyne/v2"

	"letip/app/lead"
	"letip/app/screen"
	"letip/app/widget"
	"letip/store/entity"
)

// enrich has the websites of these leads read. What comes of it arrives by itself, here and in Enrich.
func (l *Leads) enrich(ids []entity.BusinessID) {
	if len(ids) == 0 {
		return
	}
	mark := func(on bool) {
		for _, id := range ids {
			if on {
				l.visiting[id] = true
			} else {
				delete(l.visiting, id)
			}
		}
		l.side.draw()
	}
	mark(true)
	l.room.Desk.Enrich.Go(lead.Batch{IDs: ids}, func(begun lead.Begun, err error) {
		mark(false)
		if err != nil {
			l.room.Report(screen.L("The leads could not be enriched"), err)
			return
		}
		if begun.Leads > 1 {
			l.room.Shell.Say(widget.Toast{
				Kind:   widget.ToastInfo,
				Title:  screen.Lf("Reading the websites of {{.Leads}}", screen.With{"Leads": screen.Count(begun.Leads, "lead")}),
				Action: screen.L("Show"), OnAction: func() { l.room.Shell.Go(screen.Enrich) },
			})
		}
	})
}

// enrichButton is the one of the lead beside the list; it says so while the lead's website is read. It has the room of
// both words at all times, so that the buttons behind it stay where they are.
func (l *Leads) enrichButton(b *entity.Business) fyne.CanvasObject {
	id := b.ID
	button := widget.NewButton(screen.L("Enrich"), widget.Primary, func() { l.enrich([]entity.BusinessID{id}) }).SetTip("E")
	wide := button.MinSize().Width
	button.SetBusy(screen.L("Enriching…"))
	wide = max(wide, button.MinSize().Width)
	if b.Status != entity.Running && !l.visiting[id] {
		button.SetBusy("")
	}
	return screen.Sized(wide, 0, button)
}

// tellListed tells the other screens what the list shows.
func (l *Leads) tellListed() {
	listed := screen.Listed{Filter: l.filter}
	for _, p := range parts(l.filter) {
		listed.Words = append(listed.Words, p.text)
	}
	if l.filter.Search != "" {
		listed.Words = append(listed.Words, screen.Lf("“{{.Text}}”", screen.With{"Text": l.filter.Search}))
	}
	l.room.Listed = listed
}
