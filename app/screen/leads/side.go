package leads

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"letip/app/lead"
	"letip/app/query"
	"letip/app/screen"
	"letip/app/widget"
	"letip/store/entity"
)

// side is the pane beside the list: one lead in full, or the form that changes it.
type side struct {
	l     *Leads
	card  *widget.Card
	id    entity.BusinessID // zero is none
	b     entity.Business
	story lead.Story
	known bool // b is this lead
	form  *form

	lead  *query.Observer[entity.Business, entity.Business]
	tale  *query.Observer[lead.Story, lead.Story]
	whole *query.Observer[entity.BusinessID, entity.BusinessID] // of a deleted lead: what it may be part of
	view  *view
	frame *fyne.Container
}

func newSide(l *Leads) *side {
	s := &side{l: l, frame: container.NewStack()}
	s.card = widget.NewCard(s.frame).SetPadding(0)
	s.view = newView(s)
	return s
}

// show reads a lead and shows it. While a form has changes it asks first.
func (s *side) show(id entity.BusinessID) {
	if id == s.id && s.form == nil {
		return
	}
	s.askLeave(func() { s.open(id) })
}

func (s *side) open(id entity.BusinessID) {
	s.form = nil
	fresh := id != s.id
	s.id = id
	if fresh {
		s.known, s.b, s.story = false, entity.Business{}, lead.Story{}
		if b, ok := s.l.list.Lead(id); ok { // the row is known: show it until the rest is read
			s.b, s.known = *b, true
		}
	}
	s.read()
	s.draw()
}

// read observes the lead that is shown, and what happened to it.
func (s *side) read() {
	s.pause()
	if s.id == 0 || !s.l.shown {
		return
	}
	id, cache, desk := s.id, s.l.room.Desk.Cache(), s.l.room.Desk
	s.lead = query.Observe(cache, desk.Business(id), func(r query.Result[entity.Business]) {
		if s.id != id {
			return
		}
		switch {
		case r.Err != nil && (desk.Gone(r.Err) || !s.known):
			s.view.fail(s.l.room.Sentence(r.Err))
		case r.HasData:
			s.b, s.known = r.Data, true
			s.draw()
			if !r.Data.DeletedAt.IsZero() {
				s.follow(id)
			}
		}
	})
	s.tale = query.Observe(cache, desk.Story(id), func(r query.Result[lead.Story]) {
		if s.id == id && r.HasData {
			s.story = r.Data
			s.draw()
		}
	})
}

// follow shows the lead that one was merged into instead of it: what is a part is no lead.
func (s *side) follow(id entity.BusinessID) {
	if s.whole != nil {
		return
	}
	s.whole = query.Observe(s.l.room.Desk.Cache(), s.l.room.Desk.PartOf(id), func(r query.Result[entity.BusinessID]) {
		if into := r.Data; s.id == id && s.form == nil && r.HasData && into != id {
			s.l.room.Dispatch.Post(func() {
				if s.id == id && s.form == nil {
					s.open(into)
				}
			})
		}
	})
}

func (s *side) resume() { s.read() }

func (s *side) pause() {
	if s.lead != nil {
		s.lead.Close()
		s.lead = nil
	}
	if s.tale != nil {
		s.tale.Close()
		s.tale = nil
	}
	if s.whole != nil {
		s.whole.Close()
		s.whole = nil
	}
}

func (s *side) close() { s.pause() }

// leave shows nothing any more.
func (s *side) leave() {
	s.pause()
	s.id, s.known, s.form = 0, false, nil
}

// draw shows the lead; a form that is open stays, whatever arrives.
func (s *side) draw() {
	if s.form != nil || !s.known {
		return
	}
	s.view.show(&s.b, s.story)
	s.put(s.view.object)
}

func (s *side) put(o fyne.CanvasObject) {
	if len(s.frame.Objects) == 1 && s.frame.Objects[0] == o {
		return
	}
	s.frame.Objects = []fyne.CanvasObject{o}
	s.frame.Refresh()
}

// edit opens the form on the lead that is shown.
func (s *side) edit() {
	if !s.known || s.form != nil {
		return
	}
	s.form = newForm(s, &s.b)
	s.put(s.form.object)
	s.l.room.Shell.Focus(s.form.first())
}

// create opens an empty form.
func (s *side) create() {
	s.pause()
	s.id, s.known = 0, false
	s.form = newForm(s, nil)
	s.put(s.form.object)
	s.l.room.Shell.Focus(s.form.first())
}

// endForm goes back from the form to the lead, or closes the pane where there is none.
func (s *side) endForm() {
	s.form = nil
	if s.id == 0 {
		s.l.closeSide()
		return
	}
	s.read()
	s.draw()
	s.l.room.Shell.Focus(s.l.grid)
}

// askLeave goes on at once, or asks first where a form has changes that would be lost.
func (s *side) askLeave(then func()) {
	if s.form == nil || !s.form.changed() {
		then()
		return
	}
	s.l.room.Ask(screen.Question{
		Title: screen.L("Leave without saving?"), Text: screen.L("What you changed in this form is lost."),
		Yes: screen.L("Discard changes"), Danger: true, OnYes: func(bool) { then() },
	})
}

// create opens the form for a new lead.
func (l *Leads) create() {
	l.side.askLeave(func() {
		l.split.SetOpen(true)
		l.side.create()
	})
}
