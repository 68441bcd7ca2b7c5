package widget

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynewidget "fyne.io/fyne/v2/widget"
)

// tipDelay is how long the pointer rests before a hover text shows.
const tipDelay = 500 * time.Millisecond

// TipLayer shows the hover texts of a window. Put one at the top of the window's stack; without one there are no
// hover texts. Taps and hovers pass through it.
type TipLayer struct {
	fynewidget.BaseWidget
	d     Dispatcher
	owner fyne.CanvasObject // whose text waits or shows
	text  string
	at    fyne.Position
	shown bool
	timer *time.Timer
	turn  int // of the wait; an old timer's turn is over
}

// tipLayers are the layers that live, the newest last: a window finds its own by canvas.
var tipLayers []*TipLayer

// NewTipLayer makes a layer; Close it with its window.
func NewTipLayer(d Dispatcher) *TipLayer {
	l := &TipLayer{d: d}
	l.ExtendBaseWidget(l)
	tipLayers = append(tipLayers, l)
	return l
}

// Close ends the layer.
func (l *TipLayer) Close() {
	l.hide()
	for i, other := range tipLayers {
		if other == l {
			tipLayers = append(tipLayers[:i:i], tipLayers[i+1:]...)
			return
		}
	}
}

// Showing is the text that shows now, "" for none.
func (l *TipLayer) Showing() string {
	if !l.shown {
		return ""
	}
	return l.text
}

func tipLayerOf(o fyne.CanvasObject) *TipLayer {
	driver := fyne.CurrentApp().Driver()
	c := driver.CanvasForObject(o)
	if c == nil {
		return nil
	}
	for i := len(tipLayers) - 1; i >= 0; i-- {
		if driver.CanvasForObject(tipLayers[i]) == c {
			return tipLayers[i]
		}
	}
	return nil
}

// showTip shows a hover text for owner once the pointer has rested, near a place on the canvas.
func showTip(owner fyne.CanvasObject, text string, at fyne.Position) {
	l := tipLayerOf(owner)
	if l == nil || text == "" {
		return
	}
	l.hide()
	l.owner, l.text, l.at = owner, text, at
	l.turn++
	turn := l.turn
	l.timer = time.AfterFunc(tipDelay, func() {
		l.d.Post(func() {
			if l.turn == turn && l.owner != nil {
				l.shown = true
				l.Refresh()
			}
		})
	})
}

// moveTip follows the pointer while the text waits.
func moveTip(owner fyne.CanvasObject, at fyne.Position) {
	if l := tipLayerOf(owner); l != nil && l.owner == owner && !l.shown {
		l.at = at
	}
}

func hideTip(owner fyne.CanvasObject) {
	if l := tipLayerOf(owner); l != nil && l.owner == owner {
		l.hide()
	}
}

func (l *TipLayer) hide() {
	l.turn++
	l.owner = nil
	if l.timer != nil {
		l.timer.Stop()
	}
	if l.shown {
		l.shown = false
		l.Refresh()
	}
}

// CreateRenderer implements fyne.Widget.
func (l *TipLayer) CreateRenderer() fyne.WidgetRenderer {
	const padX, padY, widest = 10, 6, 420
	box := newBox(ButtonRadius)
	box.StrokeWidth = 1
	line := newText(LabelSize, false)
	return newRenderer(&renderer{
		owner: l, objects: []fyne.CanvasObject{box, line},
		restyle: func() {
			box.FillColor, box.StrokeColor = Color(RoleRaised), Color(RoleLine)
			box.Shadow = canvas.Shadow{Color: Color(RoleShadow), BlurRadius: 8, Offset: fyne.NewPos(0, 2)}
			line.Color = Color(RoleText)
			setVisible(box, l.shown)
			setVisible(line, l.shown)
		},
		layout: func(size fyne.Size) {
			if !l.shown {
				return
			}
			r := rulerFor(LabelSize, false)
			line.Text, _ = r.fit(l.text, min(widest, size.Width-2*padX-8))
			w, h := r.width(line.Text)+2*padX, lineHeight(LabelSize)+2*padY
			at := l.at.Subtract(fyne.CurrentApp().Driver().AbsolutePositionForObject(l)).AddXY(0, 18)
			if at.Y+h > size.Height {
				at.Y -= h + 24
			}
			at.X = max(4, min(at.X, size.Width-w-4))
			place(box, at.X, at.Y, w, h)
			middle(line, at.X+padX, at.Y, w-2*padX, h)
		},
		minSize: func() fyne.Size { return fyne.Size{} },
	})
}
