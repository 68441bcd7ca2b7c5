package importing_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"
	"go.uber.org/goleak"

	"letip/app"
	"letip/app/lead"
	"letip/app/screen"
	"letip/app/screen/importing"
	"letip/app/widget"
	"letip/scrape"
	"letip/store"
	"letip/store/entity"
	"letip/store/event"
	"letip/store/exchange"
)

// The toolkit itself has goroutines from the start, since the program is imported whole.
func TestMain(m *testing.M) { goleak.VerifyTestMain(m, goleak.IgnoreCurrent()) }

// desk is the screen in a window of the test driver, over a real database, on a fake clock.
type desk struct {
	t      *testing.T
	dir    string
	db     *store.DB
	bus    *event.Bus
	shell  *shell
	pump   *widget.Pump
	desk   *lead.Desk
	room   *screen.Room
	window fyne.Window
	screen screen.Screen
}

// open runs a test with a screen that is shown.
func open(t *testing.T, before func(*desk), fn func(*desk)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		d := &desk{t: t, dir: t.TempDir(), bus: event.NewBus(), shell: &shell{}, pump: widget.NewPump()}
		d.db = must(store.Open(t.Context(), store.Options{Dir: d.dir, Bus: d.bus}))(t)
		service := scrape.New(scrape.Deps{DB: d.db, Bus: d.bus})
		if before != nil {
			before(d)
		}
		d.pump.Do(func() { test.NewApp().Settings().SetTheme(widget.NewTheme(widget.ModeLight)) })
		d.desk = lead.Open(t.Context(), lead.Deps{
			Store: d.db, Journal: d.db, Jobs: service, Importer: d, Bus: d.bus, Schedule: d.pump.Post,
			Gone:   func(err error) bool { return errors.Is(err, store.ErrNotFound) },
			Undone: func(err error) bool { return errors.Is(err, store.ErrNothingToUndo) },
		})
		memory := must(screen.OpenMemory(t.Context(), d.db, nil))(t)
		d.do(func() {
			d.window = test.NewWindow(nil)
			d.room = &screen.Room{Desk: d.desk, Dispatch: d.pump, Memory: memory, Window: d.window, Now: time.Now, Shell: d.shell}
			d.screen = importing.New(d.room)
			d.window.SetContent(d.screen.Content())
			d.window.Resize(fyne.NewSize(1092, 710))
			d.screen.Show()
		})
		d.pass(time.Second)
		defer func() {
			d.do(func() {
				d.screen.Hide()
				d.screen.Close()
				d.window.Close()
				test.NewApp()
			})
			service.Close()
			if err := d.desk.Close(); err != nil {
				t.Error(err)
			}
			memory.Close()
			d.pump.Close()
			d.bus.Close()
			if err := d.db.Close(); err != nil {
				t.Error(err)
			}
		}()
		fn(d)
	})
}

// must gives v, or ends the test with err.
func must[T any](v T, err error) func(*testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// pass lets the fake clock run for a while, and all that comes of it happen.
func (d *desk) pass(t time.Duration) {
	<-time.After(t)
	synctest.Wait()
}

// do runs fn on the goroutine that draws.
func (d *desk) do(fn func()) { d.pump.Do(fn) }

// words are the texts that the screen draws now.
func (d *desk) words() (words []string) {
	d.do(func() { words = append(textsOf(d.screen.Content()), textsOf(d.screen.(screen.Statused).Status())...) })
	return words
}

// shows reports whether the screen draws a text that holds these words.
func (d *desk) shows(words string) bool {
	return strings.Contains(strings.Join(d.words(), "\n"), words)
}

// want fails unless the screen shows all of the words.
func (d *desk) want(all ...string) {
	d.t.Helper()
	for _, words := range all {
		if !d.shows(words) {
			d.t.Errorf("the screen shows %q, want %q in it", d.words(), words)
		}
	}
}

// OpenImport implements lead.Importer, as the program does.
func (d *desk) OpenImport(ctx context.Context, path string) (lead.ImportFile, error) {
	core := &app.Core{DB: d.db, Options: app.CoreOptions{Data: d.dir}}
	return app.OpenImport(ctx, core, path, exchange.ReadOptions{Lenient: true})
}

// file writes a file and opens it on the screen.
func (d *desk) file(name string, lines ...string) {
	d.t.Helper()
	path := filepath.Join(d.dir, name)
	if err := os.WriteFile(path, []byte(strings.Join(lines, "\r\n")+"\r\n"), 0o600); err != nil {
		d.t.Fatal(err)
	}
	d.open(path)
}

func (d *desk) open(path string) {
	d.do(func() { d.screen.(interface{ Open(string) }).Open(path) })
	d.pass(2 * time.Second)
}

// all finds the widgets of a kind that are seen, from the top.
func all[T fyne.CanvasObject](d *desk) (found []T) {
	d.do(func() {
		walk(d.screen.Content(), func(o fyne.CanvasObject) {
			if w, ok := o.(T); ok {
				found = append(found, w)
			}
		})
	})
	return found
}

// figures are the numbers of the upper card by their names.
func (d *desk) figures() map[string]string {
	out := map[string]string{}
	for _, t := range all[*widget.StatTile](d) {
		out[t.Label()] = t.Figure()
	}
	return out
}

// tap presses the button or chip with a label.
func (d *desk) tap(label string) {
	d.t.Helper()
	tapped := false
	d.do(func() {
		from := d.screen.Content()
		if d.room.SheetOpen() {
			from = d.window.Canvas().Overlays().Top()
		}
		walk(from, func(o fyne.CanvasObject) {
			l, named := o.(interface{ Label() string })
			if x, ok := o.(fyne.Tappable); ok && named && !tapped && l.Label() == label {
				tapped = true
				test.Tap(x)
			}
		})
	})
	if !tapped {
		d.t.Fatalf("there is no %q to tap; the screen shows %q", label, d.words())
	}
	d.pass(time.Second)
}

// walk visits what is visible.
func walk(o fyne.CanvasObject, fn func(fyne.CanvasObject)) {
	if !o.Visible() {
		return
	}
	fn(o)
	switch o := o.(type) {
	case *fyne.Container:
		for _, c := range o.Objects {
			walk(c, fn)
		}
	case fyne.Widget:
		for _, c := range test.WidgetRenderer(o).Objects() {
			walk(c, fn)
		}
	}
}

func textsOf(o fyne.CanvasObject) (words []string) {
	walk(o, func(o fyne.CanvasObject) {
		if t, ok := o.(*canvas.Text); ok && t.Text != "" {
			words = append(words, t.Text)
		}
	})
	return words
}

// shell notes what a screen asks of the window.
type shell struct {
	went   []screen.ID
	leads  []entity.Filter
	toasts []widget.Toast
}

func (s *shell) Go(id screen.ID)            { s.went = append(s.went, id) }
func (s *shell) ShowLeads(f entity.Filter)  { s.leads = append(s.leads, f) }
func (s *shell) ShowLead(entity.BusinessID) {}
func (s *shell) ShowSearch(entity.JobID)    {}
func (s *shell) Search(entity.Search, bool) {}
func (s *shell) SetSearch(string)           {}
func (s *shell) Say(t widget.Toast)         { s.toasts = append(s.toasts, t) }
func (s *shell) Copy(string)                {}
func (s *shell) Browse(string)              {}
func (s *shell) Focus(fyne.Focusable)       {}
