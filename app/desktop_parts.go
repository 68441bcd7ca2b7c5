package app

import (
	"context"
	"os"
	"path/filepath"
	"sync"
	"time"

	"fyne.io/fyne/v2"
	"github.com/adrg/xdg"

	"letip/app/lead"
	"letip/app/query"
	"letip/app/screen"
	"letip/app/screen/dashboard"
	"letip/app/screen/devtools"
	"letip/app/screen/enrich"
	"letip/app/screen/find"
	"letip/app/screen/frame"
	"letip/app/screen/importing"
	"letip/app/screen/jobs"
	"letip/app/screen/leads"
	"letip/app/screen/review"
	"letip/app/screen/settings"
	"letip/app/screen/trash"
	"letip/app/widget"
	"letip/scrape"
	"letip/scrape/category"
	"letip/store"
	"letip/store/entity"
)

// desktop is the window over a core: the desk, the frame with its screens, and what is remembered of them.
type desktop struct {
	core     *Core
	dispatch widget.Dispatcher
	memory   *screen.Memory
	desk     *lead.Desk
	focus    *focus

	window      fyne.Window
	toolsWindow fyne.Window
	room        *screen.Room
	frame       *frame.Frame
	tools       *devtools.Tools // nil while their window is closed
	watch       query.Group
	theme       widget.Mode
}

// newDesktop opens what the window reads through. It reads what was remembered, so that the first picture is the right
// one.
func newDesktop(ctx context.Context, core *Core, dispatch widget.Dispatcher) (*desktop, error) {
	memory, err := screen.OpenMemory(ctx, core.DB, func(err error) {
		core.Log.Error("how a screen was left could not be kept", "error", err)
	})
	if err != nil {
		return nil, err
	}
	s, err := core.DB.Settings(ctx)
	if err != nil {
		memory.Close()
		return nil, err
	}
	d := &desktop{core: core, dispatch: dispatch, memory: memory, theme: widget.Mode(s.Theme)}
	d.desk = lead.Open(context.WithoutCancel(ctx), lead.Deps{
		Store: core.DB, Journal: core.DB, Jobs: jobsOf{core.Scrape}, Visitor: core.Enrich, Exporter: exporter{core.DB}, Importer: importer{core}, Bus: core.Bus, Categories: categoryFile{core.Options.Data, d.useCategories},
		Schedule: dispatch.Post, Health: core.Fetch.Health, Busy: store.IsBusy, Gone: gone, Undone: undone,
		OnError: func(err error) { core.Log.Error("the desk met an error", "error", err) },
	})
	d.focus = newFocus(d.desk.Focus)
	return d, nil
}

// build makes the window's content.
func (d *desktop) build(a fyne.App, w fyne.Window) {
	d.window = w
	d.room = &screen.Room{
		Desk: d.desk, Dispatch: d.dispatch, Memory: d.memory, Window: w, Now: time.Now, Facts: d.facts(),
		Tools: func() { d.openTools(a) },
	}
	d.frame = frame.New(d.room, []frame.Entry{
		{ID: screen.Dashboard, Icon: "dashboard", Title: screen.L("Dashboard"), Build: dashboard.New},
		{ID: screen.Leads, Icon: "leads", Title: screen.L("Leads"), Build: leads.New},
		{ID: screen.Find, Icon: "find", Title: screen.L("Find businesses"), Label: screen.L("Find"), Build: find.New},
		{ID: screen.Enrich, Icon: "enrich", Title: screen.L("Enrich"), Build: enrich.New},
		{ID: screen.Jobs, Icon: "jobs", Title: screen.L("Jobs"), Build: jobs.New},
		{ID: screen.Settings, Icon: "settings", Title: screen.L("Settings"), Foot: true, Build: settings.New},
		{ID: screen.Review, Icon: "copy", Title: screen.L("Possible duplicates"), Label: screen.L("Duplicates"), Build: review.New},
		{ID: screen.Trash, Title: screen.L("Trash"), Under: screen.Leads, Build: trash.New},
		{ID: screen.Import, Title: screen.L("Import"), Under: screen.Leads, Build: importing.New},
	})
	d.watch.Add(query.Observe(d.desk.Cache(), d.desk.Settings(), func(r query.Result[entity.Settings]) {
		if r.HasData && widget.Mode(r.Data.Theme) != d.theme {
			d.theme = widget.Mode(r.Data.Theme)
			d.applyTheme(a)
		}
	}))
	// The rep edits the list in another program: it is looked at whenever this one comes to the front.
	d.watch.Add(query.Observe(d.desk.Cache(), d.desk.CategoryList(), func(query.Result[lead.CategoryList]) {}))
	w.SetContent(d.frame.Content())
	w.SetOnDropped(func(_ fyne.Position, files []fyne.URI) { d.frame.Drop(files) })
	w.SetPadded(false)
	w.Resize(d.windowSize())
}

func (d *desktop) applyTheme(a fyne.App) { a.Settings().SetTheme(widget.NewTheme(d.theme)) }

// close ends the parts in order: what draws, what reads, what remembers.
func (d *desktop) close() {
	d.endTools()
	d.focus.close()
	d.watch.Close()
	if d.frame != nil {
		d.frame.Close()
	}
	if err := d.desk.Close(); err != nil {
		d.core.Log.Error("the desk did not close well", "error", err)
	}
	d.memory.Close()
}

// facts are what the screens show of the program itself.
func (d *desktop) facts() screen.Facts {
	f := screen.Facts{
		DataDir: d.core.Options.Data, LogFile: filepath.Join(d.core.Options.Data, logName), Version: Version, ExportDir: exportDir(), Export: exportChoices(),
		Radius: [2]entity.Miles{scrape.MinRadius, scrape.MaxRadius}, MaxResults: scrape.MaxResults,
		DefaultRadius: scrape.DefaultRadius, DefaultMax: scrape.DefaultMax,
		Sources: []string{"osm", screen.SampleSource}, Sample: samplePlace, NeedsContact: d.core.Options.Contact == "",
	}
	f.Groups = groupsOf(d.core.Categories)
	if d.core.CategoryError != nil {
		f.Warnings = append(f.Warnings, d.core.CategoryError.Error())
	}
	return f
}

// useCategories has searches and screens go by a list that was read. It may be called from any goroutine.
func (d *desktop) useCategories(l *category.List) {
	d.core.UseCategories(l)
	groups := groupsOf(l)
	d.dispatch.Post(func() {
		if d.room != nil {
			d.room.Facts.Groups = groups
		}
	})
}

// groupsOf are a list's groups as the find form offers them.
func groupsOf(l *category.List) (groups []screen.Group) {
	for _, g := range l.Groups() {
		groups = append(groups, screen.Group{Name: g.Name, Categories: len(g.Categories)})
	}
	return groups
}

// samplePlace is what finds the sample territory.
const samplePlace = "Sample Mills, NJ"

// exportDir is where a rep looks for a file: the folder for documents or downloads, else the home.
func exportDir() string {
	home, err := os.UserHomeDir()
	if err != nil {
		return "."
	}
	for _, dir := range []string{xdg.UserDirs.Documents, xdg.UserDirs.Download, filepath.Join(home, "Documents"), home} {
		if info, err := os.Stat(dir); err == nil && info.IsDir() {
			return dir
		}
	}
	return home
}

// focusSettles is how long focus may be away before it counts: between two windows of one program it leaves the first
// before it reaches the second.
const focusSettles = 100 * time.Millisecond

// focus tells the cache that the window came to the front or left it, once that has settled.
type focus struct {
	tell func(bool)

	mu     sync.Mutex // guards what follows
	timer  *time.Timer
	closed bool
}

func newFocus(tell func(bool)) *focus { return &focus{tell: tell} }

func (f *focus) set(in bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.closed {
		return
	}
	if f.timer != nil {
		f.timer.Stop()
	}
	f.timer = time.AfterFunc(focusSettles, func() { f.tell(in) })
}

func (f *focus) close() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.closed = true
	if f.timer != nil {
		f.timer.Stop()
	}
}
