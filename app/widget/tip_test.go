package widget

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
)

func TestAHoverTextShowsWhenThePointerRestsAndGoesWithIt(t *testing.T) {
	inBubble(t, func(p *Pump) {
		var l *TipLayer
		var ago *Text
		p.Do(func() {
			app(t, ModeLight)
			l = NewTipLayer(p)
			ago = NewText("3 min ago", StyleValue)
			ago.SetTip("Mon 23 Nov 2026, 10:42:06")
			window(t, container.NewStack(ago, l), 400, 200)
		})
		over := &desktop.MouseEvent{}
		over.AbsolutePosition = fyne.NewPos(390, 190)
		showing := func() (s string) {
			p.Do(func() { s = l.Showing() })
			return s
		}
		p.Do(func() { ago.MouseIn(over) })
		pass(400 * time.Millisecond)
		if got := showing(); got != "" {
			t.Errorf("after 400 ms it shows %q", got)
		}
		pass(200 * time.Millisecond)
		if got := showing(); got != "Mon 23 Nov 2026, 10:42:06" {
			t.Errorf("after 600 ms it shows %q", got)
		}
		p.Do(func() {
			for _, o := range l.drawn() {
				if o.X < 0 || o.X+o.W > 400 || o.Y < 0 || o.Y+o.H > 200 {
					t.Errorf("it stands out of the window: %+v", o)
				}
			}
			ago.MouseOut()
		})
		if got := showing(); got != "" {
			t.Errorf("the pointer is gone and it shows %q", got)
		}
		p.Do(func() { ago.MouseIn(over); ago.MouseOut() })
		pass(time.Second)
		if got := showing(); got != "" {
			t.Errorf("the pointer only passed and it shows %q", got)
		}
		p.Do(l.Close)
	})
}

type box struct{ X, Y, W, H float32 }

func (l *TipLayer) drawn() (boxes []box) {
	r := l.CreateRenderer()
	r.Layout(l.Size())
	for _, o := range r.Objects() {
		boxes = append(boxes, box{o.Position().X, o.Position().Y, o.Size().Width, o.Size().Height})
	}
	return boxes
}

func TestWithoutALayerThereAreNoHoverTexts(t *testing.T) {
	app(t, ModeLight)
	text := NewText("a", StyleValue)
	text.SetTip("b")
	window(t, text, 100, 50)
	text.MouseIn(&desktop.MouseEvent{})
	text.MouseOut()
}
