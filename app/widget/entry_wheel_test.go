package widget

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"
)

// A form scrolls wherever the pointer is: the wheel over an entry is the form's.
func TestWheelOverAnEntryScrollsTheForm(t *testing.T) {
	for name, e := range map[string]*Entry{"line": NewEntry(""), "area": NewTextArea("", 3)} {
		t.Run(name, func(t *testing.T) {
			scroll := container.NewVScroll(container.NewVBox(e, container.NewGridWrap(fyne.NewSize(80, 900))))
			e.OnScroll = scroll.Scrolled
			w := test.NewTempWindow(t, scroll)
			w.Resize(fyne.NewSize(200, 200))
			test.Scroll(w.Canvas(), fyne.NewPos(60, 20), 0, -40)
			if scroll.Offset.Y != 40 {
				t.Errorf("scrolled to %v, want 40", scroll.Offset.Y)
			}
		})
	}
}
