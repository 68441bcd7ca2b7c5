package widget

import (
	"slices"
	"time"
)

// ToastKind is what a toast says has happened.
type ToastKind uint8

// The kinds. An error stays longer: it has to be read.
const (
	ToastSuccess ToastKind = iota
	ToastInfo
	ToastWarning
	ToastError
)

const (
	toastTime      = 4 * time.Second
	toastErrorTime = 8 * time.Second
	toastsShown    = 5
	toastsWaiting  = 50 // beyond, only the count grows
)

// Toast tells a person something, top right, for a while.
type Toast struct {
	Kind  ToastKind
	Title string // what happened: "2 leads deleted"
	Text  string // more of it, may be empty
	// Key makes toasts equal, which fold into one with a count; empty means Kind, Title and Text do.
	Key string
	// Latest has a toast take the words of an equal one that came before, instead of counting it up.
	Latest bool
	// About is what Withdraw knows the toast by; empty is nothing.
	About string
	// Action is a button's word, as "Undo"; tapping it closes the toast.
	Action   string
	OnAction func()
}

func (t Toast) key() string {
	if t.Key != "" {
		return t.Key
	}
	return string(rune('0'+t.Kind)) + t.Title + "\x00" + t.Text
}

func (t Toast) lasts() time.Duration {
	if t.Kind == ToastError {
		return toastErrorTime
	}
	return toastTime
}

// shownToast is a toast on the screen, or waiting for a place.
type shownToast struct {
	Toast
	count int
	left  time.Duration // when paused or waiting
	ends  time.Time     // when running
	timer *time.Timer   // nil when paused or waiting
}

// toasts is the model: at most five run, the rest wait in order. While the pointer is on one no time passes for any, so
// that nothing moves under it. GUI thread only; its timers come through the dispatcher.
type toasts struct {
	d       Dispatcher
	changed func()
	shown   []*shownToast
	waiting []*shownToast
	lost    int // more than could wait
	paused  bool
}

// add shows a toast. One that is equal to another counts that up and begins its time again.
func (m *toasts) add(t Toast) {
	defer m.changed()
	for _, list := range [][]*shownToast{m.shown, m.waiting} {
		for _, s := range list {
			if s.key() == t.key() {
				if t.Latest {
					s.Kind, s.Title, s.Text = t.Kind, t.Title, t.Text
				} else {
					s.count++
				}
				s.Action, s.OnAction, s.About = t.Action, t.OnAction, t.About // the newest is what can be undone
				s.left = t.lasts()
				if s.timer != nil {
					m.stop(s)
					s.left = t.lasts()
					m.start(s)
				}
				return
			}
		}
	}
	s := &shownToast{Toast: t, count: 1, left: t.lasts()}
	switch {
	case len(m.shown) < toastsShown:
		m.shown = append(m.shown, s)
		m.start(s)
	case len(m.waiting) < toastsWaiting:
		m.waiting = append(m.waiting, s)
	default:
		m.lost++
	}
}

func (m *toasts) start(s *shownToast) {
	if m.paused || s.timer != nil {
		return
	}
	s.ends = time.Now().Add(s.left)
	var timer *time.Timer
	timer = time.AfterFunc(s.left, func() {
		m.d.Post(func() {
			if s.timer == timer { // not stopped meanwhile
				m.close(s)
			}
		})
	})
	s.timer = timer
}

func (m *toasts) stop(s *shownToast) {
	if s.timer == nil {
		return
	}
	s.timer.Stop()
	s.timer = nil
	s.left = max(0, time.Until(s.ends))
}

// pause holds or continues the time of all.
func (m *toasts) pause(on bool) {
	if m.paused == on {
		return
	}
	m.paused = on
	for _, s := range m.shown {
		if on {
			m.stop(s)
		} else {
			m.start(s)
		}
	}
}

// close takes a toast away; the next that waits takes its place.
func (m *toasts) close(s *shownToast) {
	i := slices.Index(m.shown, s)
	if i < 0 {
		return
	}
	m.stop(s)
	m.shown = slices.Delete(m.shown, i, i+1)
	if len(m.waiting) > 0 {
		next := m.waiting[0]
		m.waiting = m.waiting[1:]
		m.shown = append(m.shown, next)
		m.start(next)
	} else {
		m.lost = 0
	}
	m.changed()
}

// withdraw takes away what is about something, seen or not.
func (m *toasts) withdraw(about string) {
	if about == "" {
		return
	}
	of := func(s *shownToast) bool { return s.About == about }
	m.waiting = slices.DeleteFunc(m.waiting, of)
	for _, s := range slices.Clone(m.shown) {
		if of(s) {
			m.close(s)
		}
	}
}

func (m *toasts) closeAll() {
	for _, s := range m.shown {
		m.stop(s)
	}
	m.shown, m.waiting, m.lost, m.paused = nil, nil, 0, false
	m.changed()
}

// more is how many are not shown.
func (m *toasts) more() int { return len(m.waiting) + m.lost }
