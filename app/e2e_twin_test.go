//go:build e2e

package app

import (
	"context"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"letip/app/screen"
	"letip/app/widget"
)

// twin is the same window on the test driver: it knows where a button is, so that no coordinate is written down here.
// Text, theme and scale are the same, so are the places.
type twin struct {
	t    *testing.T
	core *Core
	pump *widget.Pump
	d    *desktop
}

func newTwin(t *testing.T) *twin {
	t.Helper()
	core, err := OpenCore(context.Background(), CoreOptions{Data: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	w := &twin{t: t, core: core, pump: widget.NewPump()}
	if w.d, err = newDesktop(context.Background(), core, w.pump); err != nil {
		t.Fatal(err)
	}
	w.pump.Do(func() {
		a := test.NewApp()
		w.d.applyTheme(a)
		w.d.build(a, test.NewWindow(nil))
		w.d.window.Resize(fyne.NewSize(defaultWidth, defaultHeight))
		w.d.frame.Open()
	})
	t.Cleanup(func() {
		w.pump.Do(w.d.close)
		w.pump.Close()
		if err := core.Close(); err != nil {
			t.Error(err)
		}
	})
	return w
}

// button gives the middle of a button by its words, waiting until it is there.
func (w *twin) button(label string) (at fyne.Position) {
	w.t.Helper()
	eventually(w.t, "the button "+label, func() bool {
		found := false
		w.pump.Do(func() {
			for _, o := range test.LaidOutObjects(w.d.window.Content()) {
				b, ok := o.(*widget.Button)
				if !ok || b.Label() != label || !b.Visible() || b.Size().IsZero() {
					continue
				}
				s := b.Size()
				at = fyne.CurrentApp().Driver().AbsolutePositionForObject(b).AddXY(s.Width/2, s.Height/2)
				found = true
				return
			}
		})
		return found
	})
	return at
}

// sample brings the twin where "Try the sample territory" leads.
func (w *twin) sample() {
	w.pump.Do(func() { w.d.room.TrySample() })
	eventually(w.t, "the find screen", func() (ok bool) {
		w.pump.Do(func() { ok = w.d.frame.Current() == screen.Find })
		return ok
	})
}
