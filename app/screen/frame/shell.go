package frame

import (
	"net/url"

	"fyne.io/fyne/v2"

	"letip/app/screen"
	"letip/app/widget"
	"letip/store/entity"
)

var (
	_ screen.Shell   = (*Frame)(nil)
	_ screen.Relayer = (*Frame)(nil)

	_ screen.Withdrawer = (*Frame)(nil)
)

// What the frame asks of particular screens.
type (
	lister interface {
		ShowFilter(f entity.Filter)
		ShowLead(id entity.BusinessID)
		Search(text string)
	}
	finder interface {
		ShowJob(id entity.JobID)
		Fill(s entity.Search, run bool)
	}
)

// Go implements screen.Shell.
func (f *Frame) Go(id screen.ID) {
	if id == f.current || f.entry(id) == nil {
		return
	}
	if old := f.screens[f.current]; old != nil {
		old.Hide()
	}
	s := f.screen(id)
	f.current = id
	f.room.Memory.Keep(keyScreen, id)
	f.room.Window.Canvas().Unfocus()
	f.rail.active(id)
	f.header.title.SetText(f.entry(id).Title)
	f.header.object.Refresh()
	for other, body := range f.bodies { // they stay in the window, so that a new theme reaches them too
		if other != id {
			body.Hide()
		}
	}
	f.bodies[id].Show()
	var words fyne.CanvasObject
	if st, ok := s.(screen.Statused); ok {
		words = st.Status()
	}
	f.status.show(words)
	f.body.Refresh() // before Show: what has no place yet can't be given the keyboard
	s.Show()
	f.bindScreenKeys()
}

// ShowLeads implements screen.Shell.
func (f *Frame) ShowLeads(filter entity.Filter) {
	if l, ok := f.screen(screen.Leads).(lister); ok {
		f.header.search.Set(filter.Search)
		l.ShowFilter(filter)
		f.Go(screen.Leads)
	}
}

// ShowLead implements screen.Shell.
func (f *Frame) ShowLead(id entity.BusinessID) {
	if l, ok := f.screen(screen.Leads).(lister); ok {
		l.ShowLead(id)
		f.Go(screen.Leads)
	}
}

// ShowSearch implements screen.Shell.
func (f *Frame) ShowSearch(id entity.JobID) {
	if s, ok := f.screen(screen.Find).(finder); ok {
		s.ShowJob(id)
		f.Go(screen.Find)
	}
}

// Search implements screen.Shell.
func (f *Frame) Search(s entity.Search, run bool) {
	if x, ok := f.screen(screen.Find).(finder); ok {
		f.Go(screen.Find)
		x.Fill(s, run)
	}
}

// searchLeads answers the header's search: typed anywhere, shown in the list.
func (f *Frame) searchLeads(text string) {
	if text == "" && f.current != screen.Leads {
		return
	}
	if l, ok := f.screen(screen.Leads).(lister); ok {
		l.Search(text)
		f.goKeepingFocus(screen.Leads)
	}
}

// goKeepingFocus shows another screen while somebody types into the header.
func (f *Frame) goKeepingFocus(id screen.ID) {
	focused := f.room.Window.Canvas().Focused()
	f.Go(id)
	if focused != nil && f.room.Window.Canvas().Focused() != focused {
		f.room.Window.Canvas().Focus(focused)
	}
}

// SetSearch implements screen.Shell.
func (f *Frame) SetSearch(text string) { f.header.search.Set(text) }

// RelayStatus implements screen.Relayer.
func (f *Frame) RelayStatus() { f.status.bar.Refresh() }

// Say implements screen.Shell.
func (f *Frame) Say(t widget.Toast) { f.toasts.Say(t) }

// Withdraw implements screen.Withdrawer.
func (f *Frame) Withdraw(about string) { f.toasts.Withdraw(about) }

// Copy implements screen.Shell.
func (f *Frame) Copy(text string) {
	fyne.CurrentApp().Clipboard().SetContent(text)
	f.Say(widget.Toast{Kind: widget.ToastInfo, Title: screen.L("Copied"), Text: text, Key: "copied"})
}

// Browse implements screen.Shell.
func (f *Frame) Browse(address string) {
	u, err := url.Parse(address)
	if err == nil {
		err = fyne.CurrentApp().OpenURL(u)
	}
	if err != nil {
		f.Say(widget.Toast{
			Kind: widget.ToastError, Title: screen.L("Nothing could open this"), Text: address,
			Action: screen.L("Copy"), OnAction: func() { f.Copy(address) },
		})
	}
}

// Focus implements screen.Shell.
func (f *Frame) Focus(w fyne.Focusable) { f.room.Window.Canvas().Focus(w) }
