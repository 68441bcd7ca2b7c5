package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	fynewidget "fyne.io/fyne/v2/widget"
)

// Split has a main part and a side at the right whose width the user drags; the window's growth goes to the main part.
// The gap between them is the handle.
type Split struct {
	fynewidget.BaseWidget
	// OnResized gets the side's width when a drag ends: keep it, and give it to SetSideWidth.
	OnResized func(width float32)

	main, side       fyne.CanvasObject
	width            float32 // as wished
	minMain, minSide float32
	open             bool
	handle           *splitHandle
}

// NewSplit makes a split; neither part becomes narrower than its minimum here.
func NewSplit(main, side fyne.CanvasObject, width, minMain, minSide float32) *Split {
	s := &Split{main: main, side: side, width: width, minMain: minMain, minSide: minSide, open: true}
	s.handle = &splitHandle{s: s}
	s.handle.ExtendBaseWidget(s.handle)
	s.ExtendBaseWidget(s)
	return s
}

// SetSideWidth restores a width.
func (s *Split) SetSideWidth(width float32) {
	if s.width != width {
		s.width = width
		s.Refresh()
	}
}

// SideWidth is the side's width as the user wished it.
func (s *Split) SideWidth() float32 { return s.width }

// SetOpen shows or hides the side.
func (s *Split) SetOpen(open bool) {
	if s.open != open {
		s.open = open
		s.Refresh()
	}
}

// Open tells whether the side shows.
func (s *Split) Open() bool { return s.open }

// shown is the side's width in the room there is.
func (s *Split) shown(total float32) float32 {
	return max(s.minSide, min(s.width, total-Gap-s.minMain))
}

// CreateRenderer implements fyne.Widget.
func (s *Split) CreateRenderer() fyne.WidgetRenderer {
	return newRenderer(&renderer{
		owner: s, objects: []fyne.CanvasObject{s.main, s.side, s.handle},
		restyle: func() {
			setVisible(s.side, s.open)
			setVisible(s.handle, s.open)
		},
		layout: func(size fyne.Size) {
			if !s.open {
				place(s.main, 0, 0, size.Width, size.Height)
				return
			}
			side := float32(int(s.shown(size.Width)))
			main := max(0, size.Width-Gap-side)
			place(s.main, 0, 0, main, size.Height)
			place(s.handle, main, 0, Gap, size.Height)
			place(s.side, main+Gap, 0, side, size.Height)
		},
		minSize: func() fyne.Size {
			height := s.main.MinSize().Height
			if !s.open {
				return fyne.NewSize(s.minMain, height)
			}
			return fyne.NewSize(s.minMain+Gap+s.minSide, max(height, s.side.MinSize().Height))
		},
	})
}

// splitHandle is the gap of a Split.
type splitHandle struct {
	fynewidget.BaseWidget
	s       *Split
	grip    float32 // where in the handle it was taken
	taken   bool
	hovered bool
}

var (
	_ fyne.Draggable     = (*splitHandle)(nil)
	_ desktop.Hoverable  = (*splitHandle)(nil)
	_ desktop.Cursorable = (*splitHandle)(nil)
)

// Dragged implements fyne.Draggable.
func (h *splitHandle) Dragged(e *fyne.DragEvent) {
	if !h.taken {
		h.taken, h.grip = true, e.Position.X-e.Dragged.DX
	}
	total := h.s.Size().Width
	left := h.Position().X + e.Position.X - h.grip
	h.s.width = max(h.s.minSide, min(total-Gap-left, total-Gap-h.s.minMain))
	h.s.Refresh()
}

// DragEnd implements fyne.Draggable.
func (h *splitHandle) DragEnd() {
	h.taken = false
	h.Refresh()
	if h.s.OnResized != nil {
		h.s.OnResized(h.s.width)
	}
}

// MouseIn implements desktop.Hoverable.
func (h *splitHandle) MouseIn(*desktop.MouseEvent) { h.hovered = true; h.Refresh() }

// MouseMoved implements desktop.Hoverable.
func (h *splitHandle) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (h *splitHandle) MouseOut() { h.hovered = false; h.Refresh() }

// Cursor implements desktop.Cursorable.
func (h *splitHandle) Cursor() desktop.Cursor { return desktop.HResizeCursor }

// CreateRenderer implements fyne.Widget.
func (h *splitHandle) CreateRenderer() fyne.WidgetRenderer {
	bar := newBox(1.5)
	return newRenderer(&renderer{
		owner: h, objects: []fyne.CanvasObject{bar},
		restyle: func() {
			bar.FillColor = Color(RoleAccent)
			setVisible(bar, h.hovered || h.taken)
		},
		layout: func(size fyne.Size) {
			long := min(48, size.Height)
			place(bar, (size.Width-3)/2, (size.Height-long)/2, 3, long)
		},
		minSize: func() fyne.Size { return fyne.NewSize(Gap, 0) },
	})
}
