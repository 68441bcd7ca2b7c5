package jobs

import (
	"context"
	"errors"
	"log/slog"
	"strconv"
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
	"letip/scrape"
	"letip/scrape/fetch"
	"letip/store"
	"letip/store/entity"
	"letip/store/event"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// desk is the screen in a window of the test driver, over a real database and the real service of jobs, on a fake clock.
type desk struct {
	t      *testing.T
	db     *store.DB
	bus    *event.Bus
	source *source
	jobs   *steering
	visits *visitor
	shell  *shell
	pump   *widget.Pump
	desk   *lead.Desk
	room   *screen.Room
	window fyne.Window
	screen *Jobs
}

// open runs a test with a screen that is shown.
func open(t *testing.T, before func(*desk), fn func(*desk)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		d := &desk{t: t, bus: event.NewBus(), source: &source{answers: make(chan struct{})}, shell: &shell{}, pump: widget.NewPump()}
		dir := t.TempDir()
		d.db = must(store.Open(t.Context(), store.Options{Dir: dir, Bus: d.bus}))(t)
		service := scrape.New(scrape.Deps{DB: d.db, Bus: d.bus, Sources: []scrape.Source{d.source}, Log: slog.New(slog.DiscardHandler)})
		d.jobs = &steering{Service: service}
		d.visits = &visitor{db: d.db}
		if before != nil {
			before(d)
		}
		d.pump.Do(func() {
			test.NewApp().Settings().SetTheme(widget.NewTheme(widget.ModeLight))
		})
		d.desk = lead.Open(t.Context(), lead.Deps{
			Store: d.db, Journal: d.db, Jobs: d.jobs, Visitor: d.visits, Bus: d.bus, Schedule: d.pump.Post,
			Gone: func(err error) bool { return errors.Is(err, store.ErrNotFound) },
		})
		memory := must(screen.OpenMemory(t.Context(), d.db, nil))(t)
		d.do(func() {
			d.window = test.NewWindow(nil)
			d.room = &screen.Room{
				Desk: d.desk, Dispatch: d.pump, Memory: memory, Window: d.window, Now: time.Now, Shell: d.shell,
				Facts: screen.Facts{Sample: "Sample Mills, NJ", DefaultRadius: 1, DefaultMax: 50, MaxResults: 500},
			}
			d.screen = New(d.room).(*Jobs)
			d.window.SetContent(d.screen.Content())
			d.window.Resize(fyne.NewSize(1092, 710))
			d.screen.Show()
		})
		d.pass(time.Second)
		defer func() {
			d.source.let()
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

// find starts a search as the rep's form does. The source answers once it is let.
func (d *desk) find(query string) entity.JobID {
	d.t.Helper()
	return must(d.jobs.Start(d.t.Context(), entity.Search{
		Query: query, Place: &entity.Place{Name: query, Point: entity.Point{Lat: 40.26, Lon: -74.27}}, Radius: 1, Max: 50,
		Sources: []string{"osm"},
	}))(d.t)
}

// ended waits until a job has come to its end or rests.
func (d *desk) ended(id entity.JobID) entity.Job {
	d.t.Helper()
	j := must(d.jobs.Wait(d.t.Context(), id))(d.t)
	d.pass(time.Second)
	return j
}

// status is how a job stands in the journal.
func (d *desk) status(id entity.JobID) entity.JobStatus {
	d.t.Helper()
	return must(d.db.Job(d.t.Context(), id))(d.t).Status
}

// words are the texts that the screen draws now.
func (d *desk) words() (words []string) {
	d.do(func() { words = textsOf(d.screen.Content()) })
	return words
}

// shows reports whether the screen draws a text that holds these words.
func (d *desk) shows(words string) bool {
	return strings.Contains(strings.Join(d.words(), "\n"), words)
}

// rows are the list's rows as text.
func (d *desk) rows() (rows []string) {
	d.do(func() {
		for i := range d.screen.model.Len() {
			r, _ := d.screen.model.Row(i)
			var cells []string
			for _, c := range r.Cells {
				cells = append(cells, c.Text)
			}
			rows = append(rows, strings.Join(cells, " | "))
		}
	})
	return rows
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

// source answers a search with its places once it is let, or fails.
type source struct {
	answers chan struct{} // closed: answers
	once    sync.Once

	mu    sync.Mutex
	fail  error
	part  *fetch.Error
	found []entity.Found
}

func (s *source) let() { s.once.Do(func() { close(s.answers) }) }

func (s *source) answerWith(fail error, names ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fail, s.part, s.found = fail, nil, nil
	for _, n := range names {
		s.found = append(s.found, entity.Found{
			Source: "osm", SourceID: "node/" + n, Name: n, Location: &entity.Point{Lat: 40.2601, Lon: -74.2701},
		})
	}
}

// answerInPart has the source say that there would be more.
func (s *source) answerInPart(why *fetch.Error, names ...string) {
	s.answerWith(nil, names...)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.part = why
}

func (s *source) Name() string { return "osm" }

func (s *source) Geocode(context.Context, string, bool) ([]entity.Place, error) { return nil, nil }

func (s *source) Rings(search entity.Search) []entity.Miles { return scrape.Rings(search.Radius) }

func (s *source) Find(ctx context.Context, search entity.Search, _ entity.Miles) (scrape.Answer, error) {
	select {
	case <-s.answers:
	case <-ctx.Done():
		return scrape.Answer{}, fetch.NewError(fetch.ClassCancelled, "", "", ctx.Err())
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fail != nil {
		return scrape.Answer{}, s.fail
	}
	return s.Parse(search, []byte("{}"))
}

func (s *source) Parse(_ entity.Search, raw []byte) (scrape.Answer, error) {
	return scrape.Answer{Raw: raw, Found: s.found, Partial: s.part}, nil
}

// steering is the service of jobs, with a refusal on request.
type steering struct {
	*scrape.Service

	mu      sync.Mutex // guards what follows
	refusal error
	started []entity.Search
}

func (s *steering) refuse(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.refusal = err
}

func (s *steering) last() entity.Search {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.started[len(s.started)-1]
}

func (s *steering) Start(ctx context.Context, x entity.Search) (entity.JobID, error) {
	s.mu.Lock()
	s.started = append(s.started, x)
	s.mu.Unlock()
	return s.Service.Start(ctx, x)
}

func (s *steering) Cancel(ctx context.Context, id entity.JobID) error {
	s.mu.Lock()
	err := s.refusal
	s.mu.Unlock()
	if err != nil {
		return err
	}
	return s.Service.Cancel(ctx, id)
}

// visitor writes visits into the journal that nobody makes.
type visitor struct {
	db   *store.DB
	sent [][]entity.BusinessID
}

// Retryable implements lead.Visitor.
func (*visitor) Retryable(context.Context) ([]entity.BusinessID, error) { return nil, nil }

func (v *visitor) Start(ctx context.Context, ids []entity.BusinessID) (entity.JobID, error) {
	v.sent = append(v.sent, ids)
	items := make([]entity.JobItem, len(ids))
	for i, id := range ids {
		items[i] = entity.JobItem{Key: strconv.Itoa(i), Business: id}
	}
	j, err := v.db.CreateJob(ctx, entity.KindEnrich, nil, items)
	return j.ID, err
}

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
