package leads

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"letip/app/lead"
	"letip/app/query"
	"letip/app/screen"
	"letip/app/widget"
	"letip/store/entity"
)

// What is remembered of the screen.
const (
	keyColumns = "leads.columns"
	keySort    = "leads.sort"
	keyFilter  = "leads.filter"
	keySide    = "leads.side"
)

// sideWidth is the detail pane's until the rep drags it.
const sideWidth = 384

// Leads is the screen. All its methods belong to the goroutine that draws.
type Leads struct {
	room   *screen.Room
	filter entity.Filter
	sort   entity.Sort

	list   *lead.List
	model  *model
	grid   *widget.Grid
	bar    *toolbar
	side   *side
	split  *widget.Split
	status *status
	empty  *emptiness
	body   fyne.CanvasObject

	watch    query.Group
	menus    lead.Menus
	total    int // leads there are, whatever the filter
	asking   bool
	visiting map[entity.BusinessID]bool // whose visits are being started
	sought   entity.BusinessID          // whose row is to be shown once it is known; zero is none
	shown    bool
}

var (
	_ screen.Screen   = (*Leads)(nil)
	_ screen.Statused = (*Leads)(nil)
	_ screen.Keyed    = (*Leads)(nil)
	_ screen.Settled  = (*Leads)(nil)
)

// New makes the screen as it was left.
func New(room *screen.Room) screen.Screen {
	l := &Leads{room: room, asking: true, visiting: map[entity.BusinessID]bool{}}
	room.Memory.Recall(keySort, &l.sort)
	room.Memory.Recall(keyFilter, &l.filter)
	l.tellListed()
	l.list = room.Desk.NewList(lead.ListOptions{View: l.view(), Changed: l.changed})
	l.model = newModel(l.list)
	l.grid = widget.NewGrid(widget.GridOptions{
		Columns: gridColumns(), Model: l.model, Dispatcher: room.Dispatch, FollowTop: true,
		OnSort: l.sortBy, OnCursor: l.openLead, OnOpen: l.openLead, OnSelect: func(widget.Selection) { l.status.update() },
		OnColumns:    func(c []widget.ColumnState) { room.Memory.Keep(keyColumns, c) },
		OnMenu:       l.menuOf,
		OnHeaderMenu: func(at fyne.Position) { widget.ShowMenuAt(l.grid, at, l.columnMenu()) },
		OnKey:        l.gridKey,
	})
	var columns []widget.ColumnState
	if room.Memory.Recall(keyColumns, &columns) {
		l.grid.SetColumns(columns)
	}
	l.grid.SetSort(l.sort.Field, l.sort.Desc)
	l.empty = newEmptiness(l)
	l.grid.SetEmpty(l.empty.box)
	l.bar = newToolbar(l)
	l.side = newSide(l)
	width := float32(sideWidth)
	room.Memory.Recall(keySide, &width)
	l.split = widget.NewSplit(l.grid, l.side.card, width, 380, 300)
	l.split.OnResized = func(w float32) { room.Memory.Keep(keySide, w) }
	l.split.SetOpen(false)
	l.status = newStatus(l)
	l.body = screen.Inset(16, 8, 16, 0, container.NewBorder(l.bar.object, nil, nil, nil, l.split))
	l.list.Pause()
	l.grid.SetLoading(true)
	return l
}

// Content implements screen.Screen.
func (l *Leads) Content() fyne.CanvasObject { return l.body }

// Status implements screen.Statused.
func (l *Leads) Status() fyne.CanvasObject { return l.status.object }

// Settled implements screen.Settled.
func (l *Leads) Settled() bool { return !l.list.Loading() }

// Show implements screen.Screen.
func (l *Leads) Show() {
	l.shown = true
	cache, desk := l.room.Desk.Cache(), l.room.Desk
	l.watch = query.Group{}
	l.watch.Add(query.Observe(cache, desk.Menus(), func(r query.Result[lead.Menus]) {
		if r.HasData {
			l.menus = r.Data
		}
	}))
	l.watch.Add(query.Observe(cache, desk.Stats(), func(r query.Result[entity.Stats]) {
		if r.HasData && l.total != r.Data.Total {
			l.total = r.Data.Total
			l.status.update()
			l.empty.update()
		}
	}))
	l.watch.Add(query.Observe(cache, desk.Settings(), func(r query.Result[entity.Settings]) {
		if r.HasData {
			l.asking = r.Data.ConfirmDelete
		}
	}))
	l.list.Resume()
	l.seek()
	l.side.resume()
	l.room.Shell.SetSearch(l.filter.Search)
	l.room.Shell.Focus(l.grid)
}

// Hide implements screen.Screen.
func (l *Leads) Hide() {
	l.shown = false
	l.list.Pause()
	l.side.pause()
	l.watch.Close()
}

// Close implements screen.Screen.
func (l *Leads) Close() {
	l.empty.close()
	l.side.close()
	l.list.Close()
}

func (l *Leads) view() lead.View { return lead.View{Filter: l.filter, Sort: l.sort} }

// changed redraws what the list has to show.
func (l *Leads) changed(c lead.Change) {
	if l.status == nil {
		return // the first answer may come while the screen is being made
	}
	l.grid.SetLoading(l.list.Loading())
	if c.Opened {
		l.grid.Reset()
	} else {
		l.grid.Reload()
	}
	for _, id := range c.Touched {
		l.grid.Flash(int64(id))
	}
	l.seek()
	l.empty.update()
	l.status.update()
}

// ShowFilter shows the list through a filter.
func (l *Leads) ShowFilter(f entity.Filter) {
	l.filter = f
	l.reopen()
}

// Search narrows the list to what was typed into the header, within the other filters.
func (l *Leads) Search(text string) {
	if l.filter.Search == text {
		return
	}
	l.filter.Search = text
	l.reopen()
}

// change narrows or widens the filter.
func (l *Leads) change(fn func(*entity.Filter)) {
	fn(&l.filter)
	l.room.Shell.SetSearch(l.filter.Search)
	l.reopen()
}

func (l *Leads) sortBy(column string, desc bool) {
	l.sort = entity.Sort{Field: column, Desc: desc}
	l.room.Memory.Keep(keySort, l.sort)
	l.list.SetView(l.view())
	l.status.update()
}

// reopen shows the view as it now is. What a filter leaves out is no longer selected.
func (l *Leads) reopen() {
	l.sought = 0
	kept := l.filter
	kept.Search, kept.Job, kept.IDs = "", 0, nil // of the moment, not of the rep's work
	l.room.Memory.Keep(keyFilter, kept)
	l.tellListed()
	l.grid.Clear()
	l.list.SetView(l.view())
	l.bar.update()
	l.status.update()
}

// ShowLead opens one lead beside the list, and brings its row into sight if the list has it.
func (l *Leads) ShowLead(id entity.BusinessID) {
	l.side.show(id)
	l.split.SetOpen(true)
	l.sought = id
	l.seek()
}

// seek puts the cursor on the row of the lead that was asked for, once the list knows where that is: a list that is not
// seen yet has no rows.
func (l *Leads) seek() {
	if l.sought == 0 {
		return
	}
	if i := l.list.IndexOf(l.sought); i >= 0 {
		l.grid.SetCursor(int64(l.sought))
		l.grid.Reveal(i)
	}
	if _, all := l.list.IDs(); all && l.shown {
		l.sought = 0
	}
}

func (l *Leads) openLead(id int64) {
	l.sought = 0
	l.side.show(entity.BusinessID(id))
	l.split.SetOpen(true)
}

// closeSide leaves the detail pane.
func (l *Leads) closeSide() {
	l.side.leave()
	l.split.SetOpen(false)
	l.room.Shell.Focus(l.grid)
}

// chosen is what an action is about: what is selected, or else the current row.
func (l *Leads) chosen() []entity.BusinessID {
	s := l.grid.Selection()
	switch {
	case s.All:
		all, _ := l.list.IDs()
		out := make([]entity.BusinessID, 0, len(all))
		for _, id := range all {
			if s.Has(int64(id)) {
				out = append(out, id)
			}
		}
		return out
	case !s.Empty():
		out := make([]entity.BusinessID, 0, len(s.IDs))
		for _, id := range s.Sorted() {
			out = append(out, entity.BusinessID(id))
		}
		return out
	}
	if id, ok := l.grid.Cursor(); ok {
		return []entity.BusinessID{entity.BusinessID(id)}
	}
	return nil
}
