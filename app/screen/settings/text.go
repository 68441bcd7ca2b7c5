package settings

import (
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"letip/app/screen"
	"letip/app/widget"
	"letip/store/entity"
)

// settleTyping is how long typing rests before what was typed is checked and saved.
const settleTyping = 300 * time.Millisecond

// textOptions make a text.
type textOptions struct {
	label, hint, placeholder string
	of                       func(*entity.Settings) *string
	check                    func(string) string // what is wrong, "" for nothing
	standard                 string              // of a fresh installation; "" offers no way back to it
}

// text is one setting of text, saved once typing has settled, or at once with Enter. What is wrong stands beside it and
// is not saved.
type text struct {
	s     *Settings
	o     textOptions
	entry *widget.Entry
	field *widget.Field
	reset *widget.Button
	timer *time.Timer // while typing goes on
	shown string      // what the screen itself wrote into the entry last
	kept  string      // what is stored, as far as the entry knows
}

func newText(s *Settings, o textOptions) *text {
	t := &text{s: s, o: o, entry: widget.NewEntry(o.placeholder)}
	t.entry.OnChanged = func(string) { t.typed() }
	t.entry.OnSubmitted = func(string) { t.commit() }
	t.field = widget.NewField(o.label, t.entry).SetHint(o.hint)
	if o.standard != "" {
		t.reset = widget.NewButton(screen.L("use the standard one"), widget.Quiet, t.useStandard)
		t.reset.Hide()
		t.field.SetAside(hintHigh(t.reset))
	}
	s.texts = append(s.texts, t)
	return t
}

// hintHigh keeps a link as high as a hint, so that it does not reach into the next field.
func hintHigh(o fyne.CanvasObject) fyne.CanvasObject { return screen.Sized(0, 18, o) }

// typed waits for typing to settle.
func (t *text) typed() {
	if t.entry.Text == t.shown {
		return
	}
	t.stop()
	t.updateReset()
	var timer *time.Timer
	timer = time.AfterFunc(settleTyping, func() { // owner: the text; stop ends it
		t.s.room.Dispatch.Post(func() {
			if t.timer == timer {
				t.commit()
			}
		})
	})
	t.timer = timer
}

func (t *text) stop() {
	if t.timer != nil {
		t.timer.Stop()
		t.timer = nil
	}
}

// commit checks what was typed and saves it.
func (t *text) commit() {
	t.stop()
	v := strings.TrimSpace(t.entry.Text)
	wrong := t.o.check(v)
	t.field.SetError(wrong)
	if wrong != "" || v == *t.o.of(&t.s.want) {
		return
	}
	was := t.kept
	t.kept = v
	t.s.change(func(s *entity.Settings) { *t.o.of(s) = v }, func(sentence string) {
		t.kept = was
		t.field.SetError(sentence)
	})
}

// show writes what is stored into the entry, unless the rep has typed something else meanwhile. What was set elsewhere
// takes the place of a text that rests there and was never saved.
func (t *text) show(s entity.Settings) {
	v := *t.o.of(&s)
	elsewhere := v != t.kept
	t.kept = v
	if t.timer == nil && v != t.entry.Text && (elsewhere || t.entry.Text == t.shown && v != t.shown) {
		t.shown = v
		t.entry.SetText(v)
		t.field.SetError("")
	}
	if strings.TrimSpace(t.entry.Text) == v {
		t.shown = t.entry.Text
	}
	t.updateReset()
}

// updateReset offers the standard value where another one stands.
func (t *text) updateReset() {
	if t.reset == nil {
		return
	}
	if on := strings.TrimSpace(t.entry.Text) != t.o.standard; on != t.reset.Visible() {
		if on {
			t.reset.Show()
		} else {
			t.reset.Hide()
		}
		t.field.Refresh()
	}
}

func (t *text) useStandard() {
	t.entry.SetText(t.o.standard)
	t.commit()
}
