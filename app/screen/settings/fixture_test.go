package settings

import (
	"context"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"
	"go.uber.org/goleak"

	"letip/app/lead"
	"letip/app/screen"
	"letip/app/widget"
	"letip/store"
	"letip/store/entity"
	"letip/store/event"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// desk is the screen in a window of the test driver, over a real database, on a fake clock.
type desk struct {
	t      *testing.T
	db     *refusing
	bus    *event.Bus
	list   *list
	shell  *shell
	pump   *widget.Pump
	window fyne.Window
	screen *Settings
}

// refusing is the database, with a refusal on request.
type refusing struct {
	*store.DB
	refuse fault
	writes atomic.Int64
}

// fault is an error that a test switches on and off.
type fault struct{ p atomic.Pointer[string] }

func (f *fault) say(sentence string) {
	if sentence == "" {
		f.p.Store(nil)
		return
	}
	f.p.Store(&sentence)
}

func (f *fault) err() error {
	if s := f.p.Load(); s != nil {
		return errors.New(*s)
	}
	return nil
}

func (r *refusing) SaveSettings(ctx context.Context, s entity.Settings) error {
	if err := r.refuse.err(); err != nil {
		return err
	}
	r.writes.Add(1)
	return r.DB.SaveSettings(ctx, s)
}

// list is the rep's category list.
type list struct {
	refuse fault

	mu      sync.Mutex // guards what follows
	now     lead.CategoryList
	written int
}

func (l *list) CategoryList(context.Context) (lead.CategoryList, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.now, nil
}

func (l *list) WriteCategories(context.Context) error {
	if err := l.refuse.err(); err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.written++
	l.now.Own = true
	return nil
}

// edit changes the file, as the rep's editor does.
func (l *list) edit(problem string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.now.Own, l.now.Problem = true, problem
}

func (l *list) times() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.written
}

// shell notes what the screen asks of the window.
type shell struct {
	toasts  []widget.Toast
	copied  []string
	browsed []string
}

func (s *shell) Go(screen.ID)               {}
func (s *shell) ShowLeads(entity.Filter)    {}
func (s *shell) ShowLead(entity.BusinessID) {}
func (s *shell) ShowSearch(entity.JobID)    {}
func (s *shell) Search(entity.Search, bool) {}
func (s *shell) SetSearch(string)           {}
func (s *shell) Say(t widget.Toast)         { s.toasts = append(s.toasts, t) }
func (s *shell) Copy(text string)           { s.copied = append(s.copied, text) }
func (s *shell) Browse(url string)          { s.browsed = append(s.browsed, url) }
func (s *shell) Focus(fyne.Focusable)       {}

// open runs a test with a screen that is shown.
func open(t *testing.T, facts func(*screen.Facts), fn func(*desk)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		d := &desk{
			t: t, bus: event.NewBus(), shell: &shell{}, pump: widget.NewPump(),
			list: &list{now: lead.CategoryList{Path: "/home/rep/letip/categories.json", Groups: 13, Categories: 203}},
		}
		db, err := store.Open(t.Context(), store.Options{Dir: t.TempDir(), Bus: d.bus})
		if err != nil {
			t.Fatal(err)
		}
		d.db = &refusing{DB: db}
		memory, err := screen.OpenMemory(t.Context(), db, nil)
		if err != nil {
			t.Fatal(err)
		}
		reads := lead.Open(t.Context(), lead.Deps{Store: d.db, Journal: db, Jobs: noJobs{}, Categories: d.list, Bus: d.bus, Schedule: d.pump.Post})
		d.do(func() {
			test.NewApp().Settings().SetTheme(widget.NewTheme(widget.ModeLight))
			d.window = test.NewWindow(nil)
			room := &screen.Room{
				Desk: reads, Dispatch: d.pump, Memory: memory, Window: d.window, Now: time.Now, Shell: d.shell,
				Facts: screen.Facts{
					DataDir: "/home/rep/letip", LogFile: "/home/rep/letip/letip.log", Version: "0.1.0",
					Sources: []string{"osm", "sample"}, NeedsContact: true,
				},
			}
			if facts != nil {
				facts(&room.Facts)
			}
			d.screen = New(room).(*Settings)
			d.window.SetContent(container.NewBorder(nil, d.screen.Status(), nil, nil, d.screen.Content()))
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
			if err := reads.Close(); err != nil {
				t.Error(err)
			}
			memory.Close()
			d.pump.Close()
			d.bus.Close()
			if err := db.Close(); err != nil {
				t.Error(err)
			}
		}()
		fn(d)
	})
}

// noJobs starts nothing.
type noJobs struct{}

var errNoJobs = errors.New("this test starts no job")

func (noJobs) Start(context.Context, entity.Search) (entity.JobID, error) { return 0, errNoJobs }
func (noJobs) Cancel(context.Context, entity.JobID) error                 { return errNoJobs }
func (noJobs) Pause(context.Context, entity.JobID) error                  { return errNoJobs }
func (noJobs) Resume(context.Context, entity.JobID) error                 { return errNoJobs }

// pass lets the fake clock run for a while, and all that comes of it happen.
func (d *desk) pass(t time.Duration) {
	<-time.After(t)
	synctest.Wait()
}

// do runs fn on the goroutine that draws.
func (d *desk) do(fn func()) { d.pump.Do(fn) }

// stored are the settings in the database.
func (d *desk) stored() entity.Settings {
	d.t.Helper()
	s, err := d.db.Settings(d.t.Context())
	if err != nil {
		d.t.Fatal(err)
	}
	return s
}

// text is the entry with a label.
func (d *desk) text(label string) *text {
	d.t.Helper()
	for _, t := range d.screen.texts {
		if strings.HasPrefix(t.o.label, label) {
			return t
		}
	}
	d.t.Fatalf("no text is called %q", label)
	return nil
}

// write types into an entry, as after selecting all of it.
func (d *desk) write(t *text, words string) {
	d.do(func() {
		t.entry.SetText("")
		test.Type(t.entry, words)
	})
}

// words is all that the screen draws now.
func (d *desk) words() string {
	var words []string
	d.do(func() {
		for _, o := range []fyne.CanvasObject{d.screen.Content(), d.screen.Status()} {
			walk(o, func(o fyne.CanvasObject) {
				if t, ok := o.(*canvas.Text); ok {
					words = append(words, t.Text)
				}
			})
		}
	})
	return strings.Join(words, " ")
}

// tap presses the n-th button or chip with a label, from 0.
func (d *desk) tap(label string, n int) {
	d.t.Helper()
	var found []fyne.Tappable
	d.do(func() {
		walk(d.screen.Content(), func(o fyne.CanvasObject) {
			l, named := o.(interface{ Label() string })
			if b, ok := o.(fyne.Tappable); ok && named && l.Label() == label {
				found = append(found, b)
			}
		})
		if n < len(found) {
			test.Tap(found[n])
		}
	})
	if n >= len(found) {
		d.t.Fatalf("there is no %q number %d to tap", label, n)
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
