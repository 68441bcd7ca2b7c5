package widget

import (
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	fynewidget "fyne.io/fyne/v2/widget"
)

// SliderOptions make a slider.
type SliderOptions struct {
	Label    string
	Min, Max float64
	// Steps are the distances between values: up to Below they are Step. The last one goes to Max. Empty is no steps.
	Steps []SliderStep
	// Log spreads the low values: for a radius of 0.5 to 50.
	Log       bool
	Format    func(float64) string // of the value and of the ends; nil is a plain number
	OnChanged func(float64)        // while it moves
}

// SliderStep is the distance of values below a value.
type SliderStep struct{ Below, Step float64 }

// Slider has a label, its value at the right, and its ends below.
type Slider struct {
	fynewidget.BaseWidget
	o                SliderOptions
	value            float64
	hovered, focused bool
}

var (
	_ fyne.Draggable     = (*Slider)(nil)
	_ fyne.Tappable      = (*Slider)(nil)
	_ fyne.Focusable     = (*Slider)(nil)
	_ desktop.Hoverable  = (*Slider)(nil)
	_ desktop.Cursorable = (*Slider)(nil)
)

// NewSlider makes a slider at a value.
func NewSlider(o SliderOptions, value float64) *Slider {
	s := &Slider{o: o}
	s.value = s.snap(value)
	s.ExtendBaseWidget(s)
	return s
}

// Value is where the slider stands.
func (s *Slider) Value() float64 { return s.value }

// SetValue moves the slider without calling OnChanged. A value between two steps is kept: it was typed.
func (s *Slider) SetValue(v float64) {
	v = min(max(v, s.o.Min), s.o.Max)
	if s.value != v {
		s.value = v
		s.Refresh()
	}
}

// step is the distance to the next value up from v, or down to the one before.
func (s *Slider) step(v float64, down bool) float64 {
	if len(s.o.Steps) == 0 {
		return (s.o.Max - s.o.Min) / 100
	}
	for _, step := range s.o.Steps {
		if v < step.Below-1e-9 || down && v <= step.Below+1e-9 {
			return step.Step
		}
	}
	return s.o.Steps[len(s.o.Steps)-1].Step
}

func (s *Slider) snap(v float64) float64 {
	v = min(max(v, s.o.Min), s.o.Max)
	if len(s.o.Steps) == 0 {
		return v
	}
	step := s.step(v, false)
	return min(max(math.Round(v/step)*step, s.o.Min), s.o.Max)
}

// part is where a value stands on the track, 0 to 1.
func (s *Slider) part(v float64) float64 {
	if s.o.Log {
		return math.Log(v/s.o.Min) / math.Log(s.o.Max/s.o.Min)
	}
	return (v - s.o.Min) / (s.o.Max - s.o.Min)
}

func (s *Slider) at(part float64) float64 {
	part = min(max(part, 0), 1)
	if s.o.Log {
		return s.o.Min * math.Pow(s.o.Max/s.o.Min, part)
	}
	return s.o.Min + part*(s.o.Max-s.o.Min)
}

func (s *Slider) format(v float64) string {
	if s.o.Format != nil {
		return s.o.Format(v)
	}
	return trimmed(v)
}

func (s *Slider) change(v float64) {
	if v = s.snap(v); v == s.value {
		return
	}
	s.value = v
	s.Refresh()
	if s.o.OnChanged != nil {
		s.o.OnChanged(v)
	}
}

const (
	sliderKnob  = 16
	sliderTrack = 28 // the track's middle, from the top
)

func (s *Slider) moveTo(x float32) {
	width := s.Size().Width - sliderKnob
	if width > 0 {
		s.change(s.at(float64((x - sliderKnob/2) / width)))
	}
}

// Tapped implements fyne.Tappable.
func (s *Slider) Tapped(e *fyne.PointEvent) {
	focus(s)
	if e.Position.Y > sliderTrack-sliderKnob/2-2 {
		s.moveTo(e.Position.X)
	}
}

// Dragged implements fyne.Draggable.
func (s *Slider) Dragged(e *fyne.DragEvent) { s.moveTo(e.Position.X) }

// DragEnd implements fyne.Draggable.
func (s *Slider) DragEnd() {}

// MouseIn implements desktop.Hoverable.
func (s *Slider) MouseIn(*desktop.MouseEvent) { s.hovered = true; s.Refresh() }

// MouseMoved implements desktop.Hoverable.
func (s *Slider) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (s *Slider) MouseOut() { s.hovered = false; s.Refresh() }

// Cursor implements desktop.Cursorable.
func (s *Slider) Cursor() desktop.Cursor { return desktop.PointerCursor }

// FocusGained implements fyne.Focusable.
func (s *Slider) FocusGained() { s.focused = true; s.Refresh() }

// FocusLost implements fyne.Focusable.
func (s *Slider) FocusLost() { s.focused = false; s.Refresh() }

// TypedRune implements fyne.Focusable.
func (s *Slider) TypedRune(r rune) { forwardRune(s, r) }

// TypedKey implements fyne.Focusable: arrows go a step, Home and End to the ends.
func (s *Slider) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyRight, fyne.KeyUp:
		s.change(s.value + s.step(s.value, false))
	case fyne.KeyLeft, fyne.KeyDown:
		s.change(s.value - s.step(s.value, true))
	case fyne.KeyHome:
		s.change(s.o.Min)
	case fyne.KeyEnd:
		s.change(s.o.Max)
	default:
		forwardKey(s, e)
	}
}

// CreateRenderer implements fyne.Widget.
func (s *Slider) CreateRenderer() fyne.WidgetRenderer {
	const thick = 4
	track, bar, halo, knob := newBox(thick/2), newBox(thick/2), newBox(sliderKnob/2+4), newBox(sliderKnob/2)
	label, value := newText(LabelSize, false), newText(TextSize, true)
	low, high := newText(HintSize, false), newText(HintSize, false)
	value.Alignment, high.Alignment = fyne.TextAlignTrailing, fyne.TextAlignTrailing
	return newRenderer(&renderer{
		owner: s, objects: []fyne.CanvasObject{track, bar, halo, knob, label, value, low, high},
		restyle: func() {
			p := currentPalette()
			track.FillColor, bar.FillColor, knob.FillColor = p[RoleRaised], p[RoleAccent], p[RoleAccent]
			halo.FillColor = p[RoleAccentSoft]
			setVisible(halo, s.hovered || s.focused)
			label.Text, label.Color = s.o.Label, p[RoleMuted]
			value.Text, value.Color = s.format(s.value), p[RoleText]
			low.Text, low.Color = s.format(s.o.Min), p[RoleMuted]
			high.Text, high.Color = s.format(s.o.Max), p[RoleMuted]
		},
		layout: func(size fyne.Size) {
			middle(label, 0, 0, size.Width/2, 18)
			middle(value, size.Width/2, 0, size.Width/2, 18)
			x := float32(s.part(s.value)) * (size.Width - sliderKnob)
			place(track, 0, sliderTrack-thick/2, size.Width, thick)
			place(bar, 0, sliderTrack-thick/2, x+sliderKnob/2, thick)
			place(knob, x, sliderTrack-sliderKnob/2, sliderKnob, sliderKnob)
			place(halo, x-4, sliderTrack-sliderKnob/2-4, sliderKnob+8, sliderKnob+8)
			middle(low, 0, 40, size.Width/2, 16)
			middle(high, size.Width/2, 40, size.Width/2, 16)
		},
		minSize: func() fyne.Size { return fyne.NewSize(160, 56) },
	})
}
