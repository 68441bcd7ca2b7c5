package app

import (
	"context"
	"fmt"
	"runtime/debug"
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"letip/app/screen"
	"letip/app/widget"
	"letip/store/entity"
)

// patience is how long a step in a window may take before a test gives up.
const patience = 60 * time.Second

// eventually waits until something is so, looking 50 times a second.
func eventually(t testing.TB, what string, ok func() bool) {
	t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	end := time.NewTimer(patience)
	defer end.Stop()
	for !ok() {
		select {
		case <-tick.C:
		case <-end.C:
			t.Fatalf("after %v still waiting for: %s", patience, what)
		}
	}
}

// twin is the whole window on the test driver, over a real core: the program but for its display.
type twin struct {
	t    testing.TB
	core *Core
	pump *widget.Pump
	d    *desktop
	open bool
}

// newTwin opens the window over a data directory, or over a fresh one.
func newTwin(t testing.TB, dir string) *twin {
	t.Helper()
	if dir == "" {
		dir = t.TempDir()
	}
	core, err := OpenCore(context.Background(), CoreOptions{Data: dir})
	if err != nil {
		t.Fatal(err)
	}
	w := &twin{t: t, core: core, pump: widget.NewPump(), open: true}
	if w.d, err = newDesktop(context.Background(), core, w.pump); err != nil {
		t.Fatal(err)
	}
	w.draw(func() {
		a := test.NewApp()
		w.d.applyTheme(a)
		w.d.build(a, test.NewWindow(nil))
		w.d.window.Resize(fyne.NewSize(defaultWidth, defaultHeight))
		w.d.frame.Open()
	})
	t.Cleanup(w.close)
	return w
}

// close ends the program as a closed window does.
func (w *twin) close() {
	if !w.open {
		return
	}
	w.open = false
	w.draw(func() {
		w.d.rememberWindow()
		w.d.close()
	})
	w.pump.Close()
	if err := w.core.Close(); err != nil {
		w.t.Error(err)
	}
}

// draw runs fn on the goroutine that draws. A panic there fails the test with its stack, instead of leaving the pump dead
// and everybody waiting.
func (w *twin) draw(fn func()) {
	w.pump.Do(func() {
		defer func() {
			if p := recover(); p != nil {
				w.t.Errorf("panic on the goroutine that draws: %v\n%s", p, debug.Stack())
			}
		}()
		fn()
	})
}

// objects are all that is seen now, the sheets over the window too.
func (w *twin) objects() (all []fyne.CanvasObject) {
	var walk func(fyne.CanvasObject)
	walk = func(o fyne.CanvasObject) {
		if !o.Visible() || o.Size().IsZero() {
			return
		}
		all = append(all, o)
		switch x := o.(type) {
		case *fyne.Container:
			for _, child := range x.Objects {
				walk(child)
			}
		case fyne.Widget:
			for _, child := range test.WidgetRenderer(x).Objects() {
				walk(child)
			}
		}
	}
	walk(w.d.window.Content())
	for _, o := range w.d.window.Canvas().Overlays().List() {
		walk(o)
	}
	return all
}

// awaiting waits for an object and hands it over, on the goroutine that draws.
func awaiting[O fyne.CanvasObject](w *twin, what string, is func(O) bool, then func(O)) {
	w.t.Helper()
	eventually(w.t, what, func() (found bool) {
		w.draw(func() {
			for _, o := range w.objects() {
				if x, ok := o.(O); ok && is(x) {
					found = true
					then(x)
					return
				}
			}
		})
		return found
	})
}

func (w *twin) withButton(label string, then func(*widget.Button)) {
	w.t.Helper()
	awaiting(w, "the button "+label, func(b *widget.Button) bool { return b.Label() == label && !b.Disabled() }, then)
}

// tap taps a button by its words.
func (w *twin) tap(label string) {
	w.t.Helper()
	w.withButton(label, func(b *widget.Button) { b.Tapped(&fyne.PointEvent{}) })
}

// button gives the middle of a button by its words.
func (w *twin) button(label string) (at fyne.Position) {
	w.t.Helper()
	w.withButton(label, func(b *widget.Button) {
		s := b.Size()
		at = fyne.CurrentApp().Driver().AbsolutePositionForObject(b).AddXY(s.Width/2, s.Height/2)
	})
	return at
}

// shows waits until a text stands somewhere in the window.
func (w *twin) shows(text string) {
	w.t.Helper()
	eventually(w.t, fmt.Sprintf("the text %q among %q", text, w.texts()), func() bool { return slices.Contains(w.texts(), text) })
}

// texts are the words that stand in the window now.
func (w *twin) texts() (all []string) {
	w.draw(func() {
		for _, o := range w.objects() {
			switch x := o.(type) {
			case *widget.Text:
				all = append(all, x.Text())
			case *widget.Paragraph:
				all = append(all, x.Text())
			case *widget.Status:
				all = append(all, x.Text())
			case *widget.Button:
				all = append(all, x.Label())
			case *widget.Chip:
				all = append(all, x.Label())
			case *widget.Empty:
				all = append(all, x.Title())
			}
		}
	})
	return all
}

// to shows a screen.
func (w *twin) to(id screen.ID) { w.draw(func() { w.d.frame.Go(id) }) }

// sample brings the window where "Try the sample territory" leads.
func (w *twin) sample() {
	w.draw(func() { w.d.room.TrySample() })
	eventually(w.t, "the find screen", func() (ok bool) {
		w.draw(func() { ok = w.d.frame.Current() == screen.Find })
		return ok
	})
}

// leads saves leads as a search does.
func (w *twin) leads(found ...entity.Found) []entity.BusinessID {
	w.t.Helper()
	for i := range found {
		found[i].Source, found[i].Method = "osm", "osm"
		found[i].SourceID = fmt.Sprintf("node/%d", i+1)
	}
	outcomes, err := w.core.DB.SaveFound(context.Background(), 0, "ring 1", found)
	if err != nil {
		w.t.Fatal(err)
	}
	ids := make([]entity.BusinessID, len(outcomes))
	for i, o := range outcomes {
		ids[i] = o.ID
	}
	return ids
}
