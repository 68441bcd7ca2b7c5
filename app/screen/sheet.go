package screen

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	fynewidget "fyne.io/fyne/v2/widget"

	"letip/app/widget"
)

// Sheet is a question over the window: a title, what it is about, and buttons. Esc closes it.
type Sheet struct {
	room    *Room
	pop     *fynewidget.PopUp
	onClose func()
}

// OpenSheet shows a sheet, width wide. The buttons stand at its foot, the last one at the right; focus gets the keyboard
// and may be nil.
func (r *Room) OpenSheet(title string, width float32, body fyne.CanvasObject, focus fyne.Focusable, buttons ...fyne.CanvasObject) *Sheet {
	s := &Sheet{room: r}
	foot := Row(8, append([]fyne.CanvasObject{Spring()}, buttons...)...)
	content := Column(14, widget.NewText(title, widget.StyleHeading), body, foot)
	s.pop = fynewidget.NewModalPopUp(Inset(20, 18, 20, 16, Sized(width, 0, content)), r.Window.Canvas())
	r.sheets = append(r.sheets, s)
	s.pop.Show()
	if focus != nil {
		r.Window.Canvas().Focus(focus)
	}
	return s
}

// OnClose is called once when the sheet has closed, however.
func (s *Sheet) OnClose(fn func()) { s.onClose = fn }

// Close takes the sheet away.
func (s *Sheet) Close() {
	for i, other := range s.room.sheets {
		if other == s {
			s.room.sheets = append(s.room.sheets[:i:i], s.room.sheets[i+1:]...)
			s.pop.Hide()
			if s.onClose != nil {
				s.onClose()
			}
			return
		}
	}
}

// Fit lays the sheet out again after its content has changed.
func (s *Sheet) Fit() {
	s.pop.Resize(s.pop.MinSize())
	s.pop.Refresh()
}

// CloseSheet closes the newest sheet; false if none is open.
func (r *Room) CloseSheet() bool {
	if len(r.sheets) == 0 {
		return false
	}
	r.sheets[len(r.sheets)-1].Close()
	return true
}

// SheetOpen reports whether a sheet is open.
func (r *Room) SheetOpen() bool { return len(r.sheets) > 0 }

// Question asks for a yes before something that matters.
type Question struct {
	Title, Text string
	Yes         string // a verb
	Danger      bool
	// Again is the word of a box that, checked, means "don't ask again"; empty is no box.
	Again string
	OnYes func(dontAsk bool)
}

// Ask puts a question.
func (r *Room) Ask(q Question) {
	kind := widget.Primary
	if q.Danger {
		kind = widget.Danger
	}
	body := []fyne.CanvasObject{widget.NewParagraph(q.Text, widget.StyleValue)}
	var again *widget.Checkbox
	if q.Again != "" {
		again = widget.NewCheckbox(q.Again, false, nil)
		body = append(body, again)
	}
	var s *Sheet
	yes := widget.NewButton(q.Yes, kind, func() {
		s.Close()
		q.OnYes(again != nil && again.On())
	})
	no := widget.NewButton(L("Cancel"), widget.Secondary, func() { s.Close() })
	s = r.OpenSheet(q.Title, 420, Column(12, body...), yes, no, yes)
}

// Scrolled lets content be higher than its room.
func Scrolled(o fyne.CanvasObject) *container.Scroll { return container.NewVScroll(o) }
