package enrich

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"
	"go.uber.org/goleak"

	"letip/app/lead"
	"letip/app/screen"
	"letip/app/widget"
	visiting "letip/enrich"
	"letip/scrape"
	"letip/scrape/fetch"
	"letip/store"
	"letip/store/entity"
	"letip/store/event"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// desk is the screen in a window of the test driver, over a real database and the real services, on a fake clock. The
// network is a table.
type desk struct {
	t       *testing.T
	db      *store.DB
	bus     *event.Bus
	web     *web
	service *scrape.Service
	shell   *shell
	pump    *widget.Pump
	desk    *lead.Desk
	room    *screen.Room
	window  fyne.Window
	screen  *Enrich
}

// open runs a test with a screen that is shown.
func open(t *testing.T, before func(*desk), fn func(*desk)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		d := &desk{t: t, bus: event.NewBus(), web: newWeb(), shell: &shell{}, pump: widget.NewPump()}
		d.db = must(store.Open(t.Context(), store.Options{Dir: t.TempDir(), Bus: d.bus}))(t)
		log := slog.New(slog.DiscardHandler)
		d.service = scrape.New(scrape.Deps{DB: d.db, Bus: d.bus, Log: log})
		visitor := visiting.New(visiting.Deps{DB: d.db, Runner: d.service.Runner(), Fetch: d.web, Bus: d.bus})
		if before != nil {
			before(d)
		}
		d.pump.Do(func() { test.NewApp().Settings().SetTheme(widget.NewTheme(widget.ModeLight)) })
		d.desk = lead.Open(t.Context(), lead.Deps{
			Store: d.db, Journal: d.db, Jobs: steering{d.service}, Visitor: visitor, Bus: d.bus, Schedule: d.pump.Post,
			Gone: func(err error) bool { return errors.Is(err, store.ErrNotFound) },
		})
		memory := must(screen.OpenMemory(t.Context(), d.db, nil))(t)
		d.do(func() {
			d.window = test.NewWindow(nil)
			d.room = &screen.Room{
				Desk: d.desk, Dispatch: d.pump, Memory: memory, Window: d.window, Now: time.Now, Shell: d.shell,
				Facts: screen.Facts{Sample: "Sample Mills, NJ", DefaultRadius: 1, DefaultMax: 50, MaxResults: 500},
			}
			d.screen = New(d.room).(*Enrich)
			d.window.SetContent(d.screen.Content())
			d.window.Resize(fyne.NewSize(1092, 710))
			d.screen.Show()
		})
		d.pass(time.Second)
		defer func() {
			d.web.let()
			d.do(func() {
				d.screen.Hide()
				d.screen.Close()
				d.window.Close()
				test.NewApp()
			})
			d.service.Close()
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

// add types leads in, the oldest first; a website is the name's host.
func (d *desk) add(hosts ...string) (ids []entity.BusinessID) {
	d.t.Helper()
	for _, h := range hosts {
		draft := entity.Draft{Name: "Lead " + h, City: "Freehold"}
		if !strings.HasPrefix(h, "no-") {
			draft.Website = "https://" + h + "/"
		}
		ids = append(ids, must(d.db.Create(d.t.Context(), draft))(d.t).ID)
		<-time.After(time.Second)
	}
	return ids
}

// newest is the enrichment that was started last.
func (d *desk) newest() entity.Job {
	d.t.Helper()
	jobs := must(d.db.Jobs(d.t.Context(), entity.JobFilter{Kind: entity.KindEnrich}))(d.t)
	if len(jobs) == 0 {
		d.t.Fatal("no enrichment was started")
	}
	return jobs[0]
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
	d.do(func() { words = textsOf(d.screen.Content()) })
	return words
}

// shows reports whether the screen draws a text that holds these words.
func (d *desk) shows(words string) bool {
	return strings.Contains(strings.Join(d.words(), "\n"), words)
}

// tap presses the button or chip with a label.
func (d *desk) tap(label string) {
	d.t.Helper()
	var tapped bool
	d.do(func() {
		walk(d.screen.Content(), func(o fyne.CanvasObject) {
			l, named := o.(interface{ Label() string })
			if _, ok := o.(fyne.Tappable); tapped || !ok || !named || l.Label() != label {
				return
			}
			if b, ok := o.(*widget.Button); ok && (b.Disabled() || b.Busy()) {
				return
			}
			tapped = true
			test.Tap(o.(fyne.Tappable))
		})
	})
	if !tapped {
		d.t.Fatalf("there is no %q to tap; the screen shows %q", label, d.words())
	}
	d.pass(200 * time.Millisecond)
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

// web is the network: a page, a failure or a wait by host.
type web struct {
	held chan struct{} // pages of slow hosts wait until it is closed
	once sync.Once

	mu    sync.Mutex // guards what follows
	pages map[string]string
	fails map[string]fetch.Class
}

func newWeb() *web {
	return &web{held: make(chan struct{}), pages: map[string]string{}, fails: map[string]fetch.Class{}}
}

func (w *web) let() { w.once.Do(func() { close(w.held) }) }

func (w *web) page(host, body string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.pages[host] = body
	delete(w.fails, host)
}

func (w *web) fail(host string, class fetch.Class) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.fails[host] = class
}

// Do implements enrich's Fetcher. A host whose name begins with slow waits.
func (w *web) Do(ctx context.Context, r fetch.Request) (*fetch.Response, error) {
	host, path, _ := strings.Cut(strings.TrimPrefix(r.URL, "https://"), "/")
	if strings.HasPrefix(host, "slow") {
		select {
		case <-w.held:
		case <-ctx.Done():
			return nil, fetch.NewError(fetch.ClassCancelled, r.URL, "cancelled", ctx.Err())
		}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if class, ok := w.fails[host]; ok {
		return nil, fetch.NewError(class, r.URL, host+" could not be read.", nil)
	}
	body, ok := w.pages[host]
	if !ok || path != "" {
		return nil, fetch.NewError(fetch.ClassHTTP4xx, r.URL, "there is no such page.", nil)
	}
	return &fetch.Response{URL: r.URL, Status: 200, Header: http.Header{"Content-Type": {"text/html; charset=utf-8"}}, Body: []byte(body)}, nil
}

// steering is the service of jobs; no search is started here.
type steering struct{ *scrape.Service }

// shell notes what a screen asks of the window.
type shell struct {
	went   []screen.ID
	leads  []entity.Filter
	opened []entity.BusinessID
	toasts []widget.Toast
	copied []string
}

func (s *shell) Go(id screen.ID)               { s.went = append(s.went, id) }
func (s *shell) ShowLeads(f entity.Filter)     { s.leads = append(s.leads, f) }
func (s *shell) ShowLead(id entity.BusinessID) { s.opened = append(s.opened, id) }
func (s *shell) ShowSearch(entity.JobID)       {}
func (s *shell) Search(entity.Search, bool)    {}
func (s *shell) SetSearch(string)              {}
func (s *shell) Say(t widget.Toast)            { s.toasts = append(s.toasts, t) }
func (s *shell) Copy(text string)              { s.copied = append(s.copied, text) }
func (s *shell) Browse(string)                 {}
func (s *shell) Focus(fyne.Focusable)          {}
