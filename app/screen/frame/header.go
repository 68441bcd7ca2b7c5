package frame

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"letip/app/screen"
	"letip/app/widget"
	"letip/store/entity"
)

// header is the top edge: the screen's title, the search, the health badge and where the last search was.
type header struct {
	f      *Frame
	title  *widget.Text
	search *widget.SearchEntry
	health *widget.Status
	place  *widget.Button
	last   *entity.Search
	object fyne.CanvasObject
}

const searchWidth = 300

func newHeader(f *Frame) *header {
	h := &header{f: f}
	h.title = widget.NewText("", widget.StyleHeading)
	h.search = widget.NewSearchEntry(f.room.Dispatch, screen.L("Search all leads"), "Ctrl K", f.searchLeads)
	h.health = widget.NewStatus("", widget.RoleIdle, true)
	h.place = widget.NewButton("", widget.Quiet, func() {
		if h.last != nil {
			f.Search(*h.last, false)
		}
	})
	h.place.SetTone(widget.RoleMuted).SetTip(screen.L("The last search: open it again"))
	h.place.Hide()
	h.setHealth(entity.Health{State: entity.Online})
	bar := screen.Inset(24, 0, 16, 0, screen.Row(14,
		h.title, screen.Spring(), screen.Sized(searchWidth, widget.InputHeight, h.search), h.health, h.place))
	h.object = container.NewStack(screen.Ground(widget.RoleSurface), container.NewBorder(nil, screen.Rule(), nil, nil, bar))
	return h
}

// setHealth shows whether the sources answer. The database is on this machine: leads can always be read.
func (h *header) setHealth(health entity.Health) {
	if health.State == "" {
		health.State = entity.Online
	}
	w := screen.HealthWord(health.State)
	h.health.Set(w.Text, w.Role, health.State == entity.Offline)
	tip := screen.L("Every source that was asked has answered.")
	for _, s := range health.Sources {
		if s.State != entity.Online && s.Message != "" {
			tip = screen.SourceWord(s.Source) + ": " + s.Message
			break
		}
	}
	h.health.SetTip(tip)
}

// setPlace names the last search.
func (h *header) setPlace(recent []entity.RecentSearch) {
	if len(recent) == 0 {
		h.last = nil
		h.place.Hide()
		return
	}
	s := recent[0].Search
	h.last = &s
	h.place.SetLabel(screen.SearchName(s))
	h.place.Show()
	h.object.Refresh()
}
