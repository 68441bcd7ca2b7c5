package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	fynewidget "fyne.io/fyne/v2/widget"
)

// scrollBar is a thumb on a track. Positions are float64, so that its ends are the list's ends at any length.
type scrollBar struct {
	fynewidget.BaseWidget
	lying               bool
	move                func(to float64)
	at, seen, whole     float64
	grip                float32 // where in the thumb it was taken
	dragging, isHovered bool
}

var (
	_ desktop.Mouseable = (*scrollBar)(nil)
	_ desktop.Hoverable = (*scrollBar)(nil)
	_ fyne.Draggable    = (*scrollBar)(nil)
)

const shortestThumb = 28

func newScrollBar(lying bool, move func(float64)) *scrollBar {
	b := &scrollBar{lying: lying, move: move}
	b.ExtendBaseWidget(b)
	return b
}

// set says what is seen: at of whole, seen long.
func (b *scrollBar) set(at, seen, whole float64) {
	if b.at == at && b.seen == seen && b.whole == whole {
		return
	}
	b.at, b.seen, b.whole = at, seen, whole
	b.Refresh()
}

func (b *scrollBar) needed() bool { return b.whole > b.seen+0.5 && b.seen > 0 }

func (b *scrollBar) along(p fyne.Position) float32 {
	if b.lying {
		return p.X
	}
	return p.Y
}

func (b *scrollBar) track() float32 {
	if b.lying {
		return b.Size().Width
	}
	return b.Size().Height
}

// thumb gives where the thumb begins and how long it is.
func (b *scrollBar) thumb() (from, length float32) {
	track := float64(b.track())
	long := min(track, max(shortestThumb, track*b.seen/b.whole))
	return float32((track - long) * b.at / (b.whole - b.seen)), float32(long)
}

// moveThumb has the thumb begin at a place of the track.
func (b *scrollBar) moveThumb(from float32) {
	_, length := b.thumb()
	free := b.track() - length
	if free <= 0 {
		return
	}
	b.move(float64(max(0, min(from, free))) / float64(free) * (b.whole - b.seen))
}

// MouseDown implements desktop.Mouseable: on the thumb it takes it, beside it goes a page.
func (b *scrollBar) MouseDown(e *desktop.MouseEvent) {
	if !b.needed() || e.Button != desktop.MouseButtonPrimary {
		return
	}
	from, length := b.thumb()
	switch at := b.along(e.Position); {
	case at < from:
		b.move(b.at - b.seen)
	case at > from+length:
		b.move(b.at + b.seen)
	default:
		b.grip = at - from
		b.dragging = true
	}
}

// MouseUp implements desktop.Mouseable.
func (b *scrollBar) MouseUp(*desktop.MouseEvent) { b.DragEnd() }

// Dragged implements fyne.Draggable.
func (b *scrollBar) Dragged(e *fyne.DragEvent) {
	if b.dragging && b.needed() {
		b.moveThumb(b.along(e.Position) - b.grip)
	}
}

// DragEnd implements fyne.Draggable.
func (b *scrollBar) DragEnd() {
	b.dragging = false
	b.Refresh()
}

// MouseIn implements desktop.Hoverable.
func (b *scrollBar) MouseIn(*desktop.MouseEvent) { b.isHovered = true; b.Refresh() }

// MouseMoved implements desktop.Hoverable.
func (b *scrollBar) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (b *scrollBar) MouseOut() { b.isHovered = false; b.Refresh() }

// CreateRenderer implements fyne.Widget.
func (b *scrollBar) CreateRenderer() fyne.WidgetRenderer {
	thumb := newBox(4)
	return newRenderer(&renderer{
		owner: b, objects: []fyne.CanvasObject{thumb},
		restyle: func() {
			p := currentPalette()
			part := 0.38
			if b.isHovered || b.dragging {
				part = 0.65
			}
			thumb.FillColor = blend(p[RoleSurface], p[RoleMuted], part)
			setVisible(thumb, b.needed())
		},
		layout: func(size fyne.Size) {
			if !b.needed() {
				return
			}
			const margin = 3
			from, length := b.thumb()
			if b.lying {
				place(thumb, from, margin, length, size.Height-2*margin)
			} else {
				place(thumb, margin, from, size.Width-2*margin, length)
			}
		},
		minSize: func() fyne.Size { return fyne.Size{} },
	})
}
