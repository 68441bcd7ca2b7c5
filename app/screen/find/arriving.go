package find

import (
	"fyne.io/fyne/v2"

	"letip/app/lead"
	"letip/app/screen"
	"letip/app/widget"
	"letip/store/entity"
)

// arriving lists the leads that a search saw: as they come in with the newest on top, once it is over nearest first.
type arriving struct {
	f    *Find
	list *lead.List
	grid *widget.Grid
	none *widget.Empty
	card *widget.Card
	done bool // the search is over: what it found stands nearest first
}

func newArriving(f *Find) *arriving {
	a := &arriving{f: f}
	a.grid = widget.NewGrid(widget.GridOptions{
		Columns: []widget.Column{
			{ID: "name", Title: screen.L("Name"), Width: 300, MinWidth: 120, Grow: true},
			{ID: "category", Title: screen.L("Category"), Width: 120, MinWidth: 60},
			{ID: "source", Title: screen.L("Source"), Width: 120, MinWidth: 60},
			{ID: "distance", Title: screen.L("Distance"), Width: 84, MinWidth: 60, Align: fyne.TextAlignTrailing},
		},
		Model: a, Dispatcher: f.room.Dispatch, NoCheckboxes: true, Plain: true, FollowTop: true,
		OnOpen: func(id int64) { f.room.Shell.ShowLead(entity.BusinessID(id)) },
	})
	a.none = widget.NewEmpty("leads", screen.L("Nothing has arrived yet"), "")
	a.grid.SetEmpty(a.none)
	open := widget.NewButton(screen.L("open in Leads"), widget.Quiet, func() {
		f.room.Shell.ShowLeads(entity.Filter{Job: f.job})
	})
	a.card = widget.NewTitledCard(screen.L("Arriving"), open, a.grid)
	return a
}

// show lists what a search saw.
func (a *arriving) show(id entity.JobID) {
	a.done = false
	if a.list == nil {
		a.list = a.f.room.Desk.NewList(lead.ListOptions{View: a.view(id), Changed: a.changed, Settle: widget.EveryStats})
		a.changed(lead.Change{Opened: true})
		return
	}
	a.list.SetView(a.view(id))
}

func (a *arriving) view(id entity.JobID) lead.View {
	v := lead.View{Filter: entity.Filter{Job: id}}
	if a.done {
		v.Sort = entity.Sort{Field: "distance_mi"}
	}
	return v
}

// told words and orders the list by how its search stands.
func (a *arriving) told(r lead.Run) {
	if done := r.Status.Ended(); done != a.done && a.list != nil && r.ID == a.f.job {
		a.done = done
		a.list.SetView(a.view(r.ID))
	}
	title := screen.L("Arriving, newest first")
	if r.Status.Ended() {
		title = screen.L("What it found, nearest first")
	}
	a.card.SetTitle(title)
	switch r.Status {
	case entity.JobCompleted:
		a.none.Set("leads", screen.L("Nothing was found"), screen.Failure(r.Job))
	case entity.JobFailed:
		a.none.Set("warning", screen.L("The search failed"), screen.Failure(r.Job))
	case entity.JobCancelled:
		a.none.Set("leads", screen.L("The search was cancelled before anything was found"), "")
	case entity.JobInterrupted:
		a.none.Set("leads", screen.L("The search was cut short before anything was found"), "")
	case entity.JobPaused:
		a.none.Set("leads", screen.L("The search rests, and nothing has arrived yet"), "")
	default:
		a.none.Set("leads", screen.L("Nothing has arrived yet"), "")
	}
}

func (a *arriving) changed(c lead.Change) {
	if a.list == nil {
		return // the first answer may come while the list is being made
	}
	a.grid.SetLoading(a.list.Loading())
	if c.Opened {
		a.grid.Reset()
	} else {
		a.grid.Reload()
	}
	for _, id := range c.Touched {
		a.grid.Flash(int64(id))
	}
}

func (a *arriving) resume() {
	if a.list != nil {
		a.list.Resume()
	}
}

func (a *arriving) pause() {
	if a.list != nil {
		a.list.Pause()
	}
}

func (a *arriving) close() {
	if a.list != nil {
		a.list.Close()
	}
}

var _ widget.GridModel = (*arriving)(nil)

// Len implements widget.GridModel.
func (a *arriving) Len() int {
	if a.list == nil {
		return 0
	}
	return a.list.Len()
}

// Row implements widget.GridModel.
func (a *arriving) Row(i int) (widget.RowView, bool) {
	b, ok := a.list.At(i)
	if !ok {
		return widget.RowView{}, false
	}
	source := ""
	if len(b.Sources) > 0 {
		source = screen.SourceWord(b.Sources[0].Source)
	}
	return widget.RowView{ID: int64(b.ID), Cells: []widget.Cell{
		{Text: b.Name},
		{Text: b.Category, Role: widget.RoleMuted},
		{Text: source, Role: widget.RoleMuted},
		{Text: screen.Miles(b.Distance)},
	}}, true
}

// ID implements widget.GridModel.
func (a *arriving) ID(i int) (int64, bool) {
	if a.list == nil {
		return 0, false
	}
	id, ok := a.list.ID(i)
	return int64(id), ok
}

// IndexOf implements widget.GridModel.
func (a *arriving) IndexOf(id int64) int {
	if a.list == nil {
		return -1
	}
	return a.list.IndexOf(entity.BusinessID(id))
}

// Prefetch implements widget.GridModel.
func (a *arriving) Prefetch(first, last int) {
	if a.list != nil {
		a.list.Prefetch(first, last)
	}
}
