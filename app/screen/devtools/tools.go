package devtools

import (
	"sync"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"github.com/sourcegraph/conc"

	"letip/app/query"
	"letip/app/screen"
	"letip/app/widget"
)

// What is remembered of the window.
const (
	keyWish = "devtools.list"
	keyTab  = "devtools.tab"
	keySide = "devtools.side"
)

// sideWidth is the details' until somebody drags it.
const sideWidth = 592

// Deps is what the tools need.
type Deps struct {
	Cache     *query.Client
	Dispatch  widget.Dispatcher
	Memory    *screen.Memory
	Window    fyne.Window // of their own
	Now       func() time.Time
	Slow      func() []Statement // the newest first; nil is none
	ExportDir string
	Version   string
	OnClose   func() // asked for by F12
}

// page is what a tab shows at the left. All its methods belong to the goroutine that draws.
type page interface {
	// content is what it draws.
	content() fyne.CanvasObject
	// draw takes a new picture.
	draw(p *picture)
	// detail shows the current row at the right.
	detail(p *picture, d *details)
}

// Tools is the content of the developer tools' window. All its methods belong to the goroutine that draws.
type Tools struct {
	deps    Deps
	camera  *camera
	gate    *widget.Gate[struct{}]
	picture *picture

	tabs    *widget.Tabs
	pages   []page
	queries *queries
	head    *head
	body    *fyne.Container
	details *details
	split   *widget.Split
	toasts  *widget.ToastLayer
	tips    *widget.TipLayer
	root    *fyne.Container

	mocked  bool // the network is said to be away
	seen    bool // a picture was drawn
	closed  bool
	working conc.WaitGroup // exports and copies under way; Close waits

	mu     sync.Mutex // guards newest
	newest *picture
}

// tabWords are the pages in their order.
var tabWords = []string{"Queries", "Mutations", "Events", "Latency", "SQL"}

// New makes the content as it was left, switched off: see Open.
func New(deps Deps) *Tools {
	t := &Tools{deps: deps, picture: &picture{list: &listing{}}}
	t.camera = newCamera(deps.Cache, deps.Slow, deps.Now, t.took)
	t.gate = widget.NewGate(deps.Dispatch, func(map[struct{}]struct{}) { t.draw() })
	t.details = newDetails(t)
	t.queries = newQueries(t)
	t.pages = []page{t.queries, newMutations(t), newEvents(t), newLatency(t), newStatements(t)}
	words := make([]string, len(tabWords))
	for i, w := range tabWords {
		words[i] = screen.L(w)
	}
	t.tabs = widget.NewTabs(words, t.turn)
	t.head = newHead(t)
	t.body = container.NewStack()
	width := float32(sideWidth)
	deps.Memory.Recall(keySide, &width)
	t.split = widget.NewSplit(t.body, t.details.object, width, 590, 380)
	t.split.OnResized = func(w float32) { deps.Memory.Keep(keySide, w) }
	t.toasts = widget.NewToastLayer(deps.Dispatch, headHeight+8)
	t.tips = widget.NewTipLayer(deps.Dispatch)
	room := container.NewBorder(t.head.object, nil, nil, nil, screen.Inset(12, 11, 12, 12, t.split))
	t.root = container.NewStack(container.New(atLeast{1080, 560}, room), t.toasts, t.tips)
	tab := 0
	deps.Memory.Recall(keyTab, &tab)
	t.tabs.Choose(tab)
	t.show(t.tabs.Chosen())
	return t
}

// Content is what the window shows.
func (t *Tools) Content() fyne.CanvasObject { return t.root }

// Open begins to take pictures; call it before the window is shown, which takes the driver longer. Without it, and after
// Close, the tools do nothing.
func (t *Tools) Open() {
	t.installKeys()
	t.queries.ask()
	t.camera.on()
}

// Close ends everything, what was put on for show too: the network is there again, and reads are real.
func (t *Tools) Close() {
	if t.closed {
		return
	}
	t.closed = true
	t.camera.off()
	t.gate.Close()
	t.setMocked(false)
	t.deps.Cache.Restore(query.Filter{Match: func(e query.EntryInfo) bool { return e.Simulated != query.NotSimulated }})
	t.details.stop()
	t.working.Wait()
	t.toasts.CloseAll()
	t.tips.Close()
}

// took is told of a picture on the camera's goroutine.
func (t *Tools) took(p *picture) {
	t.mu.Lock()
	t.newest = p
	t.mu.Unlock()
	t.gate.Mark(struct{}{})
}

// draw shows the newest picture. However many were taken meanwhile, one is drawn.
func (t *Tools) draw() {
	t.mu.Lock()
	p := t.newest
	t.mu.Unlock()
	if p == nil || t.closed {
		return
	}
	t.picture = p
	t.head.draw(p)
	now := t.pages[t.tabs.Chosen()]
	now.draw(p)
	now.detail(p, t.details)
	if !t.seen && now == page(t.queries) {
		t.deps.Window.Canvas().Focus(t.queries.grid)
	}
	t.seen = true
}

// turn shows another page.
func (t *Tools) turn(i int) {
	t.deps.Memory.Keep(keyTab, i)
	t.show(i)
}

func (t *Tools) show(i int) {
	p := t.pages[i]
	t.body.Objects = []fyne.CanvasObject{p.content()}
	t.body.Refresh()
	p.draw(t.picture)
	p.detail(t.picture, t.details)
}

// again shows the current page's details anew, after another row was chosen.
func (t *Tools) again() { t.pages[t.tabs.Chosen()].detail(t.picture, t.details) }

// say tells the person something, in the corner of this window.
func (t *Tools) say(kind widget.ToastKind, title, text string) {
	t.toasts.Say(widget.Toast{Kind: kind, Title: title, Text: text})
}

// setMocked says that the network is away, or there again.
func (t *Tools) setMocked(on bool) {
	if t.mocked == on {
		return
	}
	t.mocked = on
	t.deps.Cache.SetOnline(!on)
	t.queries.bar.offline.SetOn(on)
}

// installKeys gives the window its keys.
func (t *Tools) installKeys() {
	c := t.deps.Window.Canvas()
	c.SetOnTypedKey(func(e *fyne.KeyEvent) {
		switch e.Name {
		case fyne.KeyF12:
			if t.deps.OnClose != nil {
				t.deps.OnClose()
			}
		case fyne.KeyF5:
			t.details.press(refetch)
		case fyne.KeyEscape:
			t.toasts.Dismiss()
		}
	})
	c.AddShortcut(&desktop.CustomShortcut{KeyName: fyne.KeyK, Modifier: fyne.KeyModifierShortcutDefault}, func(fyne.Shortcut) {
		t.tabs.Choose(0)
		c.Focus(t.queries.bar.filter)
	})
}

// atLeast lets content be no smaller than a size.
type atLeast struct{ w, h float32 }

func (l atLeast) Layout(o []fyne.CanvasObject, size fyne.Size) {
	for _, x := range o {
		x.Resize(size)
		x.Move(fyne.Position{})
	}
}

func (l atLeast) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(l.w, l.h) }
