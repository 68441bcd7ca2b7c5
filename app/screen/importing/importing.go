package importing

import (
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"letip/app/lead"
	"letip/app/query"
	"letip/app/screen"
	"letip/app/widget"
	"letip/store/entity"
)

// stage is how far a file has come.
type stage uint8

const (
	stageNone    stage = iota // no file
	stageOpening              // it is being looked at
	stageLooked               // it can be mapped, mended and tried
	stageRunning              // it is being imported
	stageDone                 // it was
)

// Importing is the screen. All its methods belong to the goroutine that draws.
type Importing struct {
	room  *screen.Room
	stage stage
	path  string
	why   string // the file could not be opened

	file    *lead.Importing
	look    entity.ImportPreview
	fields  map[string]string      // what the rep said of the columns
	cells   []entity.ImportMending // what the rep put right
	bad     []entity.ImportPreviewRow
	trying  bool
	tried   *entity.ImportReport // what the import would do
	report  *entity.ImportReport // what it did
	began   time.Time
	asked   uint64 // counts what was asked for: an older answer is dropped
	counts  entity.ImportCounts
	percent float64

	start   *start
	head    *head
	mapping *mapping
	mending *mending
	tabs    *widget.Tabs
	pane    *fyne.Container // the preview, or what is to be mended
	grid    *widget.Grid
	work    fyne.CanvasObject
	columns *widget.Card
	split   *fyne.Container
	body    *fyne.Container
	status  *widget.Text
	watch   query.Group
}

var (
	_ screen.Screen   = (*Importing)(nil)
	_ screen.Statused = (*Importing)(nil)
	_ screen.Keyed    = (*Importing)(nil)
)

// New makes the screen.
func New(room *screen.Room) screen.Screen {
	i := &Importing{room: room, body: container.NewStack(), pane: container.NewStack(), status: widget.NewText("", widget.StyleLabel)}
	i.start = newStart(i)
	i.head = newHead(i)
	i.mapping = newMapping(i)
	i.mending = newMending(i)
	i.tabs = widget.NewTabs([]string{screen.L("First rows"), screen.L("To mend")}, func(int) { i.drawPane() })
	i.columns = widget.NewTitledCard(screen.L("Columns"), widget.NewText(screen.L("what each is taken for"), widget.StyleHint), i.mapping.scroll).SetPadding(2)
	right := widget.NewCard(container.NewBorder(screen.Inset(11, 8, 11, 8, screen.Row(0, i.tabs)), nil, nil, nil, i.pane)).SetPadding(2)
	i.split = screen.Shares(widget.Gap, []float32{1, 1.7}, i.columns, right)
	i.work = container.NewBorder(screen.Inset(0, 0, 0, widget.Gap, i.head.card), nil, nil, nil, i.split)
	i.draw()
	return i
}

// Content implements screen.Screen.
func (i *Importing) Content() fyne.CanvasObject { return screen.Page(i.body) }

// Status implements screen.Statused.
func (i *Importing) Status() fyne.CanvasObject {
	return screen.Column(0, screen.Inset(0, 8, 0, 0, i.status))
}

// Keys implements screen.Keyed.
func (i *Importing) Keys() []screen.Key {
	return []screen.Key{
		{Name: "Ctrl+O", Does: screen.L("choose a file"), Shortcut: screen.Ctrl(fyne.KeyO), Do: i.choose},
		{Name: "Ctrl+Return", Does: screen.L("import the file"), Shortcut: screen.Ctrl(fyne.KeyReturn), Do: i.run},
	}
}

// Show implements screen.Screen. Whoever comes back after an import wants the next file.
func (i *Importing) Show() {
	if i.stage == stageDone {
		i.leave()
		i.draw()
	}
	i.watch = query.Group{}
	i.watch.Add(query.Observe(i.room.Desk.Cache(), i.room.Desk.Import(), func(r query.Result[lead.ImportState]) {
		if r.HasData {
			i.progress(r.Data)
		}
	}))
	if i.stage == stageNone {
		i.room.Shell.Focus(i.start.path)
	}
}

// Hide implements screen.Screen. An import that runs goes on.
func (i *Importing) Hide() { i.watch.Close() }

// Close implements screen.Screen.
func (i *Importing) Close() {
	if i.file != nil {
		i.file.Stop()
	}
}

// Open looks at a file. While another one is being imported it is not taken.
func (i *Importing) Open(path string) {
	if i.stage == stageRunning {
		i.room.Shell.Say(widget.Toast{
			Kind: widget.ToastInfo, Title: screen.L("Another file is being imported"), Text: screen.L("Open this one when that has ended, or cancel that."),
		})
		return
	}
	i.leave()
	i.stage, i.path = stageOpening, path
	i.asked++
	asked := i.asked
	i.draw()
	i.room.Desk.OpenImport.Go(path, func(look lead.ImportLook, err error) {
		if asked != i.asked {
			return
		}
		if err != nil {
			i.stage, i.why = stageNone, i.room.Sentence(err)
			i.draw()
			return
		}
		i.stage, i.file, i.look = stageLooked, look.File, look.Preview
		i.tabs.Choose(0)
		i.draw()
		if look.Size <= tryAtOnce && named(i.look) {
			i.try()
		}
	})
}

// tryAtOnce is how large a file is tried without being asked to: a trial holds up whatever else is written.
const tryAtOnce = 2 << 20

// leave forgets the file that was open.
func (i *Importing) leave() {
	if i.file != nil {
		i.file.Stop()
	}
	i.asked++
	i.stage, i.file, i.path, i.why = stageNone, nil, "", ""
	i.look, i.fields, i.cells, i.bad = entity.ImportPreview{}, nil, nil, nil
	i.trying, i.tried, i.report = false, nil, nil
	i.counts, i.percent = entity.ImportCounts{}, 0
	i.mapping.selects = nil
}

// progress shows how far the import or the trial has come.
func (i *Importing) progress(s lead.ImportState) {
	if s.Report != nil || (i.stage == stageRunning) == s.Progress.DryRun || s.Progress.File != i.look.File {
		return
	}
	if i.stage == stageRunning || i.trying {
		i.counts, i.percent = s.Progress.Counts, s.Progress.Percent()
		i.head.update()
		i.tell()
	}
}

// draw shows the stage that the file is at.
func (i *Importing) draw() {
	object := i.work
	if i.stage == stageNone || i.stage == stageOpening {
		i.start.update()
		object = i.start.object
	} else {
		i.mapping.show(i.look)
		i.mapping.setDisabled(i.stage != stageLooked)
		i.head.update()
		i.remake()
		if len(i.look.Columns) == 0 {
			i.columns.Hide()
		} else {
			i.columns.Show()
		}
	}
	if len(i.body.Objects) != 1 || i.body.Objects[0] != object {
		i.body.Objects = []fyne.CanvasObject{object}
	}
	i.body.Refresh()
	i.tell()
}

// remake makes the table of the first rows anew: its columns are the file's.
func (i *Importing) remake() {
	m := newPreview(i.look)
	i.grid = widget.NewGrid(widget.GridOptions{
		Columns: m.columns(), Model: m, Dispatcher: i.room.Dispatch, NoCheckboxes: true, Plain: true,
		OnOpen: func(row int64) {
			if at := m.IndexOf(row); at >= 0 && len(m.p.Rows[at].BadCell) > 0 {
				i.tabs.Choose(1)
			}
		},
	})
	i.drawPane()
}

func (i *Importing) drawPane() {
	rows := troubled(i.look.Rows, i.bad)
	words := screen.L("To mend")
	if len(rows) > 0 {
		words += " " + screen.Number(len(rows))
	}
	i.tabs.SetWord(1, words)
	visible(i.tabs, i.stage == stageLooked)
	if i.tabs.Chosen() == 1 && i.stage == stageLooked {
		i.mending.show(rows)
		i.pane.Objects = []fyne.CanvasObject{i.mending.scroll}
	} else {
		i.pane.Objects = []fyne.CanvasObject{i.grid}
	}
	i.pane.Refresh()
}

// tell writes into the status bar.
func (i *Importing) tell() {
	words := screen.L("CSV and vCard files. Nothing is written before you say so.")
	switch i.stage {
	case stageOpening:
		words = screen.L("Reading the file…")
	case stageLooked:
		switch {
		case i.trying:
			words = screen.L("Trying it out: nothing is written.")
		case i.tried != nil:
			words = screen.Lf("{{.Rows}} were tried. Nothing is written yet.", screen.With{"Rows": screen.Count(i.tried.Counts.Rows(), "row")})
		}
	case stageRunning:
		words = screen.Lf("Importing: {{.Rows}} so far", screen.With{"Rows": screen.Count(i.counts.Rows(), "row")})
	case stageDone:
		words = screen.Lf("{{.Rows}} were read.", screen.With{"Rows": screen.Count(i.report.Counts.Rows(), "row")})
	}
	i.status.SetText(words)
	i.room.RelayStatus()
}

// change tells the file what the rep said of its columns, and tries it again.
func (i *Importing) change() {
	fields := make(map[string]string, len(i.fields))
	for k, v := range i.fields {
		fields[k] = v
	}
	i.ask(lead.ImportChange{File: i.file, Fields: fields})
}

// changeCells tells the file what the rep put right, and tries it again.
func (i *Importing) changeCells() {
	i.ask(lead.ImportChange{File: i.file, Cells: slices.Clone(i.cells), Mend: true})
}

func (i *Importing) ask(c lead.ImportChange) {
	if i.stage != stageLooked {
		return
	}
	i.file.Stop()
	i.asked++
	asked, again := i.asked, i.tried != nil || i.trying
	i.trying, i.tried = false, nil
	i.head.update()
	i.room.Desk.ChangeImport.Go(c, func(look lead.ImportLook, err error) {
		if asked != i.asked {
			return
		}
		if err != nil {
			i.room.Report(screen.L("The file could not be read so"), err)
			i.mapping.show(i.look)
			return
		}
		i.look, i.bad = look.Preview, nil
		i.draw()
		if c.Mend && i.mending.first != nil && i.tabs.Chosen() == 1 {
			i.room.Shell.Focus(i.mending.first)
		}
		if again && named(i.look) {
			i.try()
		}
	})
}
