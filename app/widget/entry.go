package widget

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	fynewidget "fyne.io/fyne/v2/widget"
)

// Entry is Fyne's, except that shortcuts and keys it has no use for reach the window: Ctrl+K and F5 work while someone
// types, and Ctrl+Z undoes what they typed.
type Entry struct {
	fynewidget.Entry
	// OnEscape gets Esc; nil hands it to the window.
	OnEscape func()
	// OnScroll gets the wheel, which Fyne's entry would swallow: a form that scrolls sets it.
	OnScroll func(*fyne.ScrollEvent)

	self           fyne.CanvasObject // the outermost widget: the canvas knows no other
	focused, wrong bool
}

var (
	_ fyne.Shortcutable = (*Entry)(nil)
	_ fyne.Focusable    = (*Entry)(nil)
)

// NewEntry makes an entry of one line.
func NewEntry(placeholder string) *Entry {
	e := &Entry{}
	e.setUp(e, placeholder)
	return e
}

// NewTextArea makes an entry of several lines that wraps.
func NewTextArea(placeholder string, lines int) *Entry {
	e := &Entry{}
	e.MultiLine, e.Wrapping = true, fyne.TextWrapWord
	e.setUp(e, placeholder)
	e.SetMinRowsVisible(lines)
	return e
}

func (e *Entry) setUp(wid fyne.Widget, placeholder string) {
	e.self = wid
	e.PlaceHolder = placeholder
	e.ExtendBaseWidget(wid)
}

// TypedShortcut implements fyne.Shortcutable.
func (e *Entry) TypedShortcut(s fyne.Shortcut) {
	if entryUses(s) {
		e.Entry.TypedShortcut(s)
		return
	}
	forwardShortcut(e.self, s)
}

// entryUses tells whether a shortcut edits text.
func entryUses(s fyne.Shortcut) bool {
	switch s := s.(type) {
	case *fyne.ShortcutUndo, *fyne.ShortcutRedo, *fyne.ShortcutCut, *fyne.ShortcutCopy, *fyne.ShortcutPaste, *fyne.ShortcutSelectAll:
		return true
	case *desktop.CustomShortcut:
		switch s.KeyName {
		case fyne.KeyLeft, fyne.KeyRight, fyne.KeyBackspace, fyne.KeyDelete:
			return true
		}
	}
	return false
}

// TypedKey implements fyne.Focusable.
func (e *Entry) TypedKey(k *fyne.KeyEvent) {
	switch k.Name {
	case fyne.KeyEscape:
		if e.OnEscape != nil {
			e.OnEscape()
			return
		}
		forwardKey(e.self, k)
	case fyne.KeyF1, fyne.KeyF2, fyne.KeyF3, fyne.KeyF4, fyne.KeyF5, fyne.KeyF6,
		fyne.KeyF7, fyne.KeyF8, fyne.KeyF9, fyne.KeyF10, fyne.KeyF11, fyne.KeyF12:
		forwardKey(e.self, k)
	default:
		e.Entry.TypedKey(k)
	}
}

// settle is how long typing rests before a search starts.
const settle = 300 * time.Millisecond

// SearchEntry searches while someone types: OnSearch comes once typing has rested, or at once with Enter. It shows the
// key that leads to it, and an × when there is something to clear. Esc clears, and leaves when it is empty.
type SearchEntry struct {
	Entry
	OnSearch func(text string)

	d        Dispatcher
	timer    *time.Timer
	searched string
}

// NewSearchEntry makes one; key is what is written at its end, as "Ctrl K".
func NewSearchEntry(d Dispatcher, placeholder, key string, onSearch func(string)) *SearchEntry {
	s := &SearchEntry{d: d, OnSearch: onSearch}
	hint := newSearchEnd(key, func() { s.SetText("") })
	s.ActionItem = hint
	s.OnChanged = func(text string) {
		hint.setFilled(text != "")
		s.wait()
	}
	s.OnSubmitted = func(string) { s.search() }
	s.OnEscape = func() {
		if s.Text != "" {
			s.SetText("")
			s.search()
			return
		}
		if c := canvasOf(s); c != nil {
			c.Unfocus()
		}
	}
	s.setUp(s, placeholder)
	return s
}

// Set shows a text as if it had been searched for, without calling OnSearch.
func (s *SearchEntry) Set(text string) {
	s.searched = text
	s.SetText(text)
	s.stop()
}

// MinSize implements fyne.CanvasObject.
func (s *SearchEntry) MinSize() fyne.Size {
	return fyne.NewSize(160, s.Entry.MinSize().Height)
}

func (s *SearchEntry) wait() {
	s.stop()
	var timer *time.Timer
	timer = time.AfterFunc(settle, func() {
		s.d.Post(func() {
			if s.timer == timer {
				s.search()
			}
		})
	})
	s.timer = timer
}

func (s *SearchEntry) stop() {
	if s.timer != nil {
		s.timer.Stop()
		s.timer = nil
	}
}

func (s *SearchEntry) search() {
	s.stop()
	if s.searched == s.Text {
		return
	}
	s.searched = s.Text
	if s.OnSearch != nil {
		s.OnSearch(s.Text)
	}
}

// searchEnd is the end of a SearchEntry: the key's name, or an ×.
type searchEnd struct {
	fynewidget.BaseWidget
	key    string
	filled bool
	clear  func()
}

func newSearchEnd(key string, clear func()) *searchEnd {
	h := &searchEnd{key: key, clear: clear}
	h.ExtendBaseWidget(h)
	return h
}

func (h *searchEnd) setFilled(on bool) {
	if h.filled != on {
		h.filled = on
		h.Refresh()
	}
}

// Tapped implements fyne.Tappable.
func (h *searchEnd) Tapped(*fyne.PointEvent) {
	if h.filled {
		h.clear()
	}
}

// Cursor implements desktop.Cursorable.
func (h *searchEnd) Cursor() desktop.Cursor {
	if h.filled {
		return desktop.PointerCursor
	}
	return desktop.TextCursor
}

// CreateRenderer implements fyne.Widget.
func (h *searchEnd) CreateRenderer() fyne.WidgetRenderer {
	key, cross := newText(HintSize, false), newImage()
	key.Alignment = fyne.TextAlignTrailing
	return newRenderer(&renderer{
		owner: h, objects: []fyne.CanvasObject{key, cross},
		restyle: func() {
			key.Text, key.Color = h.key, Color(RoleMuted)
			setVisible(key, !h.filled)
			setGlyph(cross, "close", RoleMuted)
			setVisible(cross, h.filled)
		},
		layout: func(size fyne.Size) {
			middle(key, 0, 0, size.Width-10, size.Height)
			place(cross, size.Width-24, (size.Height-16)/2, 16, 16)
		},
		minSize: func() fyne.Size {
			return fyne.NewSize(rulerFor(HintSize, false).width(h.key)+20, 16)
		},
	})
}
