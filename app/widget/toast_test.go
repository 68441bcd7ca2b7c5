package widget

import (
	"fmt"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// toastLayer shows a layer over a button that fills the window.
func toastLayer(t *testing.T, p *Pump, under *Button) *ToastLayer {
	t.Helper()
	var l *ToastLayer
	p.Do(func() {
		app(t, ModeLight)
		l = NewToastLayer(p, 100)
		window(t, container.NewStack(under, l), 800, 600)
	})
	return l
}

func titles(p *Pump, l *ToastLayer) (got []string) {
	p.Do(func() { got = l.Titles() })
	return got
}

func expect(t *testing.T, p *Pump, l *ToastLayer, when string, want ...string) {
	t.Helper()
	if diff := cmp.Diff(want, titles(p, l), cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("%s: %s", when, diff)
	}
}

func say(p *Pump, l *ToastLayer, toasts ...Toast) {
	p.Do(func() {
		for _, t := range toasts {
			l.Say(t)
		}
	})
}

func TestASuccessStaysFourSecondsAndAnErrorEight(t *testing.T) {
	inBubble(t, func(p *Pump) {
		l := toastLayer(t, p, NewButton("", Secondary, nil))
		say(p, l, Toast{Title: "saved"}, Toast{Kind: ToastError, Title: "failed"})
		pass(3990 * time.Millisecond)
		expect(t, p, l, "before 4 s", "saved", "failed")
		pass(20 * time.Millisecond)
		expect(t, p, l, "after 4 s", "failed")
		pass(3970 * time.Millisecond)
		expect(t, p, l, "before 8 s", "failed")
		pass(20 * time.Millisecond)
		expect(t, p, l, "after 8 s")
	})
}

func TestEqualToastsFoldToOneWithACount(t *testing.T) {
	inBubble(t, func(p *Pump) {
		l := toastLayer(t, p, NewButton("", Secondary, nil))
		say(p, l, Toast{Title: "copied"}, Toast{Title: "saved"})
		pass(3 * time.Second)
		say(p, l, Toast{Title: "copied"}, Toast{Title: "copied"})
		expect(t, p, l, "folded", "copied  ×3", "saved")
		pass(3 * time.Second)
		expect(t, p, l, "its time began again", "copied  ×3")
		pass(2 * time.Second)
		expect(t, p, l, "and ended")
	})
}

func TestAKeyMakesDifferentWordsEqual(t *testing.T) {
	inBubble(t, func(p *Pump) {
		l := toastLayer(t, p, NewButton("", Secondary, nil))
		say(p, l, Toast{Title: "1 lead deleted", Key: "deleted"}, Toast{Title: "1 lead deleted, too", Key: "deleted"})
		expect(t, p, l, "by key", "1 lead deleted  ×2")
		p.Do(l.CloseAll)
	})
}

func TestMoreThanFiveWaitTheirTurn(t *testing.T) {
	inBubble(t, func(p *Pump) {
		l := toastLayer(t, p, NewButton("", Secondary, nil))
		for i := range 8 {
			say(p, l, Toast{Title: fmt.Sprint(i)})
		}
		expect(t, p, l, "at first", "0", "1", "2", "3", "4")
		p.Do(func() {
			if l.rest.Label() == "" || l.model.more() != 3 {
				t.Errorf("the rest says %q", l.rest.Label())
			}
		})
		pass(4010 * time.Millisecond)
		expect(t, p, l, "after 4 s", "5", "6", "7")
		pass(4010 * time.Millisecond)
		expect(t, p, l, "after 8 s")
		for i := range 200 {
			say(p, l, Toast{Title: fmt.Sprint(i)})
		}
		p.Do(func() {
			if n := len(l.model.waiting); n != toastsWaiting || l.model.more() != 195 {
				t.Errorf("%d wait and %d more are counted, want %d and 195", n, l.model.more(), toastsWaiting)
			}
			l.rest.Tapped(nil)
		})
		expect(t, p, l, "close all")
	})
}

func TestHoveringHoldsTheTimeOfAll(t *testing.T) {
	inBubble(t, func(p *Pump) {
		l := toastLayer(t, p, NewButton("", Secondary, nil))
		say(p, l, Toast{Title: "deleted", Action: "Undo"}, Toast{Title: "saved"})
		pass(3 * time.Second)
		over := &desktop.MouseEvent{}
		p.Do(func() { l.cards[0].MouseIn(over) })
		pass(time.Minute)
		p.Do(func() { l.cards[0].MouseOut(); l.cards[0].action.MouseIn(over) })
		pass(time.Minute)
		expect(t, p, l, "while the pointer is on it or on its button", "deleted", "saved")
		p.Do(func() { l.cards[0].action.MouseOut() })
		pass(990 * time.Millisecond)
		expect(t, p, l, "almost a second later", "deleted", "saved")
		pass(20 * time.Millisecond)
		expect(t, p, l, "a second later")
	})
}

func TestUndoClosesTheToastAndUndoes(t *testing.T) {
	inBubble(t, func(p *Pump) {
		l := toastLayer(t, p, NewButton("", Secondary, nil))
		undone := 0
		say(p, l, Toast{Title: "deleted", Action: "Undo", OnAction: func() { undone++ }})
		p.Do(func() { l.cards[0].action.Tapped(nil) })
		expect(t, p, l, "after Undo")
		if undone != 1 {
			t.Errorf("undone %d times", undone)
		}
	})
}

func TestAClosedToastUnderThePointerLetsTimeGoOn(t *testing.T) {
	inBubble(t, func(p *Pump) {
		l := toastLayer(t, p, NewButton("", Secondary, nil))
		say(p, l, Toast{Title: "one"}, Toast{Title: "two"})
		p.Do(func() {
			l.cards[0].close.MouseIn(&desktop.MouseEvent{})
			l.cards[0].close.Tapped(nil)
		})
		pass(5 * time.Second)
		expect(t, p, l, "after the first was closed by hand")
	})
}

func TestEscClosesTheNewest(t *testing.T) {
	inBubble(t, func(p *Pump) {
		l := toastLayer(t, p, NewButton("", Secondary, nil))
		say(p, l, Toast{Title: "one"}, Toast{Title: "two"})
		p.Do(func() {
			if !l.Dismiss() {
				t.Error("there was one to close")
			}
		})
		expect(t, p, l, "after Dismiss", "one")
		p.Do(func() {
			l.Dismiss()
			if l.Dismiss() {
				t.Error("there was none to close")
			}
		})
	})
}

func TestTapsBesideAToastGoThrough(t *testing.T) {
	inBubble(t, func(p *Pump) {
		taps := 0
		under := NewButton("under", Secondary, func() { taps++ })
		l := toastLayer(t, p, under)
		say(p, l, Toast{Title: "saved"})
		p.Do(func() {
			c := canvasOf(l)
			test.TapCanvas(c, fyne.NewPos(60, 300))
			test.TapCanvas(c, fyne.NewPos(60, 120)) // left of the toast
			if taps != 2 {
				t.Errorf("%d taps went through, want 2", taps)
			}
			card := l.cards[0]
			if y := card.Position().Y; y != 100 {
				t.Errorf("the toast begins at %v, want at 100", y)
			}
			if right := card.Position().X + card.Size().Width; right > 800 || right < 760 {
				t.Errorf("the toast ends at %v of 800", right)
			}
			l.CloseAll()
		})
	})
}
