package screen

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"letip/app/lead"
	"letip/app/widget"
	"letip/store/entity"
)

// ID names a screen.
type ID string

// The screens, in the order of the rail.
const (
	Dashboard ID = "dashboard"
	Leads     ID = "leads"
	Find      ID = "find"
	Enrich    ID = "enrich"
	Jobs      ID = "jobs"
	Settings  ID = "settings"
	Review    ID = "review"
	Trash     ID = "trash"
	Import    ID = "import"
)

// Screen is one page of the window. Its methods are called on the goroutine that draws.
type Screen interface {
	// Content is what it draws; asked for once.
	Content() fyne.CanvasObject
	// Show begins reading: the screen is seen from now on. Hide ends it.
	Show()
	Hide()
	// Close lets go of everything.
	Close()
}

// Statused is a screen with words of its own in the left of the status bar.
type Statused interface {
	Status() fyne.CanvasObject
}

// Keyed is a screen with keys of its own, listed under "?".
type Keyed interface {
	Keys() []Key
}

// Settled is a screen that knows when what it shows has been read; others are when they are shown.
type Settled interface {
	Settled() bool
}

// Ctrl is a shortcut with the platform's own key: Ctrl, or Command on macOS.
func Ctrl(key fyne.KeyName) fyne.Shortcut {
	return &desktop.CustomShortcut{KeyName: key, Modifier: fyne.KeyModifierShortcutDefault}
}

// Key is a key or a shortcut and what it does.
type Key struct {
	Name     string        // as it is shown: "Ctrl+E"
	Does     string        // translated: "export as CSV"
	Shortcut fyne.Shortcut // nil where Press is set
	Press    fyne.KeyName  // a key without a modifier
	Do       func()        // nil where the widget that has the focus does it
}

// Room is what a screen is given: what it reads and writes through, and what it may ask of the window.
type Room struct {
	Desk     *lead.Desk
	Dispatch widget.Dispatcher
	Memory   *Memory
	Window   fyne.Window
	Now      func() time.Time
	Shell    Shell
	Facts    Facts
	Tools    func() // opens the developer tools; nil where there are none
	Listed   Listed

	sheets []*Sheet // that are open, the newest last
}

// Listed is what the list of leads shows now, for what is done with all of that.
type Listed struct {
	Filter entity.Filter
	Words  []string // what it narrows by, translated; none is all leads
}

// Facts are what the screens show of the program itself.
type Facts struct {
	DataDir   string
	LogFile   string // what the program wrote down of its work
	Version   string
	ExportDir string // where exports go until the rep says otherwise
	Export    lead.ExportChoices
	Groups    []Group
	Sources   []string // that a search can ask, by their ids
	Sample    string   // the name that finds the sample territory
	Warnings  []string // what was wrong at the start, a sentence each

	Radius        [2]entity.Miles // the least and the most
	DefaultRadius entity.Miles
	DefaultMax    int
	MaxResults    int
	// NeedsContact says that public services are only asked once the settings hold a contact address.
	NeedsContact bool
}

// Attribution is what OpenStreetMap's licence asks for where its data shows, and AttributionURL where it leads.
const (
	Attribution    = "© OpenStreetMap contributors"
	AttributionURL = "https://www.openstreetmap.org/copyright"
)

// Group is a group of the category list, as the find form offers it.
type Group struct {
	Name       string // what a search asks for, and what a person reads
	Categories int    // how many categories are in it
}

// Relayer is a Shell that lays the status bar out again: after a screen's words in it became longer or shorter.
type Relayer interface {
	RelayStatus()
}

// Withdrawer is a Shell that takes back what it said of something that is no longer so.
type Withdrawer interface {
	Withdraw(about string)
}

// RelayStatus says that a screen's words in the status bar became longer or shorter.
func (r *Room) RelayStatus() {
	if x, ok := r.Shell.(Relayer); ok {
		x.RelayStatus()
	}
}

// Shell is the window around the screens.
type Shell interface {
	// Go shows a screen.
	Go(id ID)
	// ShowLeads shows the list through a filter; an empty one is all leads.
	ShowLeads(f entity.Filter)
	// ShowLead opens one lead beside the list.
	ShowLead(id entity.BusinessID)
	// ShowSearch shows the find screen with this job's monitor.
	ShowSearch(id entity.JobID)
	// Search fills the find form and, with run, starts it.
	Search(s entity.Search, run bool)
	// SetSearch shows a text in the header's search without searching.
	SetSearch(text string)
	// Say tells the person something, in the corner.
	Say(t widget.Toast)
	// Copy puts text on the clipboard.
	Copy(text string)
	// Browse opens a web page or a folder with the system's program for it.
	Browse(url string)
	// Focus gives the keyboard to a widget.
	Focus(f fyne.Focusable)
}
