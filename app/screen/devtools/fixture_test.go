package devtools

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"
	"go.uber.org/goleak"

	"letip/app/query"
	"letip/app/screen"
	"letip/app/widget"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// room is the tools in a window of the test driver over a cache, on a fake clock.
type room struct {
	t      testing.TB
	cache  *query.Client
	bus    *wire
	pump   *counted
	keeper *keeper
	memory *screen.Memory
	window fyne.Window
	tools  *Tools
	deps   Deps
	shut   int // how often F12 asked to close
}

// counted is the pump, and how often something was posted to it.
type counted struct {
	*widget.Pump
	posts atomic.Int64
}

func (c *counted) Post(f func()) {
	c.posts.Add(1)
	c.Pump.Post(f)
}

// keeper remembers in a map.
type keeper struct {
	mu   sync.Mutex
	kept map[string][]byte
}

func (k *keeper) UIState(_ context.Context, key string, into any) (bool, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	b, ok := k.kept[key]
	return ok, json.Unmarshal(append([]byte(nil), b...), orNothing(ok, into))
}

// orNothing takes what there is not.
func orNothing(ok bool, into any) any {
	if ok {
		return into
	}
	return new(any)
}

func (k *keeper) SaveUIState(_ context.Context, key string, v any) error {
	b, err := json.Marshal(v)
	k.mu.Lock()
	defer k.mu.Unlock()
	k.kept[key] = b
	return err
}

// inRoom runs a test in a room. The tools are made, and not open yet.
func inRoom(t *testing.T, fn func(r *room)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		r := newRoom(t, &keeper{kept: map[string][]byte{memoryRow: []byte("{}")}})
		defer r.close()
		r.build()
		fn(r)
	})
}

// memoryRow is where screen.Memory keeps all.
const memoryRow = "desktop"

func newRoom(t testing.TB, k *keeper) *room {
	t.Helper()
	r := &room{t: t, bus: &wire{}, pump: &counted{Pump: widget.NewPump()}, keeper: k}
	r.cache = query.New(query.Config{Story: 2000, Window: -1, Schedule: r.pump.Pump.Post})
	r.do(func() { test.NewApp().Settings().SetTheme(widget.NewTheme(widget.ModeLight)) })
	return r
}

func (r *room) build() {
	r.t.Helper()
	var err error
	if r.memory, err = screen.OpenMemory(context.Background(), r.keeper, nil); err != nil {
		r.t.Fatal(err)
	}
	r.do(func() {
		r.window = test.NewWindow(nil)
		r.deps = Deps{
			Cache: r.cache, Dispatch: r.pump, Memory: r.memory, Window: r.window, Now: time.Now, Version: "test",
			OnClose: func() { r.shut++ },
		}
		if d, ok := r.t.(interface{ TempDir() string }); ok {
			r.deps.ExportDir = d.TempDir()
		}
		r.tools = New(r.deps)
		r.window.SetContent(r.tools.Content())
		r.window.Resize(fyne.NewSize(1280, 800))
	})
}

// open opens the tools, and waits until they show what there is.
func (r *room) open() {
	r.t.Helper()
	r.do(func() { r.tools.Open() })
	pass(time.Second)
}

func (r *room) leave() {
	r.do(func() {
		r.tools.Close()
		r.window.Close()
	})
	r.memory.Close()
}

func (r *room) close() {
	r.leave()
	if err := r.cache.Close(); err != nil {
		r.t.Error(err)
	}
	r.do(func() { test.NewApp() })
	r.pump.Close()
}

// do runs fn on the goroutine that draws.
func (r *room) do(fn func()) { r.pump.Do(fn) }

// rows are the list's as text: readers, key, age, last read.
func (r *room) rows() (out []string) {
	r.do(func() { out = rowsOf(r.tools.queries) })
	return out
}

func rowsOf(m widget.GridModel) (out []string) {
	for i := range m.Len() {
		row, _ := m.Row(i)
		var cells []string
		for _, c := range row.Cells {
			cells = append(cells, strings.TrimSpace(c.Text+" "+c.Tail))
		}
		out = append(out, strings.Join(cells, " | "))
	}
	return out
}

// choose makes the row with a key the current one, as a click does.
func (r *room) choose(name string) {
	r.t.Helper()
	found := false
	r.do(func() {
		for _, row := range r.tools.queries.list.rows {
			if !found && keyName(row.path) == name {
				found = true
				r.tools.queries.grid.SetCursor(row.id)
				r.tools.queries.choose(row.id)
			}
		}
	})
	if !found {
		r.t.Fatalf("there is no row %q among %q", name, r.rows())
	}
	pass(time.Second)
}

// offered are the action buttons that can be pressed, and those that cannot in brackets.
func (r *room) offered() (out []string) {
	r.do(func() {
		for _, a := range actions {
			switch b := r.tools.details.buttons[a]; {
			case !b.Visible() || !r.tools.details.full.Visible():
			case b.Disabled():
				out = append(out, "("+b.Label()+")")
			default:
				out = append(out, b.Label())
			}
		}
	})
	return out
}

// tap presses the button, chip or tab with a label.
func (r *room) tap(label string) {
	r.t.Helper()
	tapped := false
	r.do(func() {
		walk(r.tools.Content(), func(o fyne.CanvasObject) {
			named, ok := o.(interface{ Label() string })
			if tapped || !ok || named.Label() != label {
				return
			}
			if b, ok := o.(*widget.Button); ok && b.Disabled() {
				return
			}
			tapped = true
			o.(fyne.Tappable).Tapped(&fyne.PointEvent{})
		})
	})
	if !tapped {
		r.t.Fatalf("there is no %q to tap; the window shows %q", label, r.words())
	}
	pass(time.Second)
}

// page shows the page with a name.
func (r *room) page(name string) {
	r.t.Helper()
	r.do(func() {
		for i, w := range tabWords {
			if w == name {
				r.tools.tabs.Choose(i)
			}
		}
	})
	pass(time.Second)
}

// words are all texts that are drawn.
func (r *room) words() (out []string) {
	r.do(func() {
		walk(r.tools.Content(), func(o fyne.CanvasObject) {
			if t, ok := o.(*canvas.Text); ok && t.Text != "" {
				out = append(out, t.Text)
			}
		})
	})
	return out
}

func (r *room) shows(words ...string) {
	r.t.Helper()
	all := strings.Join(r.words(), "\n")
	for _, w := range words {
		if !strings.Contains(all, w) {
			r.t.Errorf("the window does not show %q but\n%s", w, all)
		}
	}
}

// tree is what the explorer shows: two blanks a step, name and value.
func (r *room) tree() (out []string) {
	r.do(func() {
		e := r.tools.details.explorer
		for _, l := range e.lines {
			out = append(out, strings.TrimRight(fmt.Sprint(strings.Repeat("  ", l.depth), l.item.name, ": ", l.item.value), " "))
		}
	})
	return out
}

// unfold opens or closes the explorer's first line with a name.
func (r *room) unfold(name string, open bool) {
	r.t.Helper()
	r.do(func() {
		e := r.tools.details.explorer
		for _, l := range e.lines {
			if l.item.name == name {
				e.grid.SetCursor(l.id)
				e.fold(l.id, open)
				return
			}
		}
		r.t.Errorf("there is no line %q", name)
	})
}

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

// toasts are the titles of what is told in the corner.
func (r *room) toasts() (out []string) {
	r.do(func() { out = r.tools.toasts.Titles() })
	return out
}

// calls is a query that counts how often it was asked.
type calls struct {
	mu sync.Mutex
	n  int
}

func (c *calls) query(o query.Options, key ...any) query.Query[int] {
	o.Retry.Max = query.NoRetry
	return query.Query[int]{Key: query.K[int](key...), Options: o, Fetch: func(context.Context, query.FetchContext) (int, error) {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.n++
		return c.n, nil
	}}
}

func (c *calls) count() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.n
}

// observe watches a query until the room closes.
func (r *room) observe(q query.Query[int]) *query.Observer[int, int] {
	return query.Observe(r.cache, q, func(query.Result[int]) {})
}
