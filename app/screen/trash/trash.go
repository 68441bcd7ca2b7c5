package trash

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"letip/app/query"
	"letip/app/screen"
	"letip/app/widget"
	"letip/store/entity"
)

// Trash is the screen. All its methods belong to the goroutine that draws.
type Trash struct {
	room  *screen.Room
	model *model
	total int
	known bool
	err   error

	grid    *widget.Grid
	empty   *widget.Empty
	restore *widget.Button
	purge   *widget.Button
	all     *widget.Button
	status  *widget.Text
	body    fyne.CanvasObject
	watch   query.Group
}

var (
	_ screen.Screen   = (*Trash)(nil)
	_ screen.Statused = (*Trash)(nil)
	_ screen.Keyed    = (*Trash)(nil)
	_ screen.Settled  = (*Trash)(nil)
)

// New makes the screen.
func New(room *screen.Room) screen.Screen {
	t := &Trash{room: room, model: &model{now: room.Now}, status: widget.NewText("", widget.StyleLabel)}
	t.grid = widget.NewGrid(widget.GridOptions{
		Columns: columns(), Model: t.model, Dispatcher: room.Dispatch, FollowTop: true,
		OnCursor: func(int64) { t.update() }, OnSelect: func(widget.Selection) { t.update() },
		OnOpen: func(int64) { t.restoreChosen() }, OnKey: t.gridKey,
		OnMenu: t.menuOf,
	})
	t.empty = widget.NewEmpty("delete", "", "")
	t.grid.SetEmpty(t.empty)
	t.grid.SetLoading(true)
	back := widget.NewButton(screen.L("Back to leads"), widget.Secondary, t.leave).SetTip("Esc")
	t.restore = widget.NewButton(screen.L("Restore"), widget.Primary, t.restoreChosen).SetTip("Enter")
	t.purge = widget.NewButton(screen.L("Delete for good"), widget.Secondary, t.purgeChosen).SetTone(widget.RoleError).SetTip("Del")
	t.all = widget.NewButton(screen.L("Empty the trash"), widget.Secondary, t.emptyAll).SetTone(widget.RoleError)
	bar := screen.Inset(8, 0, 0, 11, screen.Row(8, t.restore, t.purge, screen.Spring(), t.all, back))
	t.body = screen.Inset(16, 8, 16, 0, container.NewBorder(bar, nil, nil, nil, t.grid))
	t.update()
	return t
}

// Content implements screen.Screen.
func (t *Trash) Content() fyne.CanvasObject { return t.body }

// Status implements screen.Statused.
func (t *Trash) Status() fyne.CanvasObject { return screen.Row(0, t.status) }

// Settled implements screen.Settled.
func (t *Trash) Settled() bool { return t.known || t.err != nil }

// Keys implements screen.Keyed.
func (t *Trash) Keys() []screen.Key {
	return []screen.Key{
		{Name: "Space", Does: screen.L("select the lead")},
		{Name: "Ctrl+A", Does: screen.L("select all"), Shortcut: &fyne.ShortcutSelectAll{}, Do: t.grid.SelectAll},
		{Name: "Enter", Does: screen.L("restore what is selected")},
		{Name: "Del", Does: screen.L("delete what is selected for good"), Press: fyne.KeyDelete, Do: t.purgeChosen},
		{Name: "Esc", Does: screen.L("back to the leads"), Press: fyne.KeyEscape, Do: t.leave},
	}
}

// Show implements screen.Screen.
func (t *Trash) Show() {
	t.watch = query.Group{}
	t.watch.Add(query.Observe(t.room.Desk.Cache(), t.room.Desk.Trash(), func(r query.Result[entity.TrashPage]) {
		t.err = r.Err
		if r.HasData {
			t.known, t.err = true, nil
			t.total, t.model.leads = r.Data.Total, r.Data.Data
		}
		t.draw()
	}))
	t.room.Shell.Focus(t.grid)
}

// Hide implements screen.Screen.
func (t *Trash) Hide() { t.watch.Close() }

// Close implements screen.Screen.
func (t *Trash) Close() {}

func (t *Trash) leave() {
	if !t.grid.Selection().Empty() {
		t.grid.Clear()
		return
	}
	t.room.Shell.Go(screen.Leads)
}

func (t *Trash) draw() {
	t.grid.SetLoading(!t.known && t.err == nil)
	if t.err != nil {
		t.empty.Set("warning", screen.L("The trash could not be read"), t.room.Sentence(t.err))
	} else {
		t.empty.Set("delete", screen.L("The trash is empty"), screen.L("Deleted leads rest here for 30 days. Until then they can be had back."))
	}
	t.grid.Reload()
	t.update()
}

// update says what is chosen and how much there is, and offers only what can be done.
func (t *Trash) update() {
	n := len(t.chosen())
	t.restore.SetDisabled(n == 0)
	t.purge.SetDisabled(n == 0)
	t.all.SetDisabled(t.total == 0)
	words := ""
	switch {
	case t.total > len(t.model.leads):
		words = screen.Lf("the newest {{.N}} of {{.Leads}}", screen.With{"N": screen.Number(len(t.model.leads)), "Leads": screen.Count(t.total, "deleted lead")})
	case t.total > 0:
		words = screen.Count(t.total, "deleted lead")
	}
	if n > 1 {
		words = screen.Joined(" · ", screen.Lf("{{.N}} selected", screen.With{"N": screen.Number(n)}), words)
	}
	t.status.SetText(words)
	t.room.RelayStatus()
}

// chosen is what an action is about: what is selected, or else the current row.
func (t *Trash) chosen() (ids []entity.BusinessID) {
	if t.grid == nil {
		return nil
	}
	s := t.grid.Selection()
	for _, l := range t.model.leads {
		if s.Has(int64(l.ID)) {
			ids = append(ids, l.ID)
		}
	}
	if id, ok := t.grid.Cursor(); len(ids) == 0 && ok && t.model.IndexOf(id) >= 0 {
		ids = append(ids, entity.BusinessID(id))
	}
	return ids
}

// gridKey gets the keys the list has no use for.
func (t *Trash) gridKey(e *fyne.KeyEvent) bool {
	if e.Name == fyne.KeyDelete {
		t.purgeChosen()
		return true
	}
	return false
}

func (t *Trash) menuOf(id int64, at fyne.Position) {
	if !t.grid.Selection().Has(id) {
		t.grid.Clear()
		t.grid.SetCursor(id)
	}
	widget.ShowMenuAt(t.grid, at, []*fyne.MenuItem{
		fyne.NewMenuItem(screen.L("Restore"), t.restoreChosen),
		fyne.NewMenuItem(screen.L("Delete for good"), t.purgeChosen),
	})
}

// named is what to call these leads: one by its name, several by their number.
func (t *Trash) named(ids []entity.BusinessID) string {
	if len(ids) == 1 {
		if i := t.model.IndexOf(int64(ids[0])); i >= 0 {
			return t.model.leads[i].Name
		}
	}
	return screen.Count(len(ids), "lead")
}

func (t *Trash) restoreChosen() {
	ids := t.chosen()
	if len(ids) == 0 {
		return
	}
	names := t.named(ids)
	t.grid.Clear()
	t.room.Desk.Restore.Go(ids, func(step int64, err error) {
		if err != nil {
			t.room.Report(screen.L("The leads were not restored"), err)
			return
		}
		t.room.Done(screen.Lf("{{.Leads}} restored", screen.With{"Leads": names}), "", step)
	})
}

// purgeChosen asks once, since nothing brings these back.
func (t *Trash) purgeChosen() {
	ids := t.chosen()
	if len(ids) == 0 {
		return
	}
	t.room.Ask(screen.Question{
		Title:  screen.Lf("Delete {{.What}} for good?", screen.With{"What": t.named(ids)}),
		Text:   screen.L("This can't be undone. Whom you must not contact stays known."),
		Yes:    screen.L("Delete for good"),
		Danger: true,
		OnYes: func(bool) {
			t.grid.Clear()
			t.room.Desk.Purge.Go(ids, t.gone)
		},
	})
}

// emptyAll asks once, and ends all that is in the trash.
func (t *Trash) emptyAll() {
	if t.total == 0 {
		return
	}
	t.room.Ask(screen.Question{
		Title:  screen.L("Empty the trash?"),
		Text:   screen.Lf("{{.Leads}} will be gone for good. This can't be undone.", screen.With{"Leads": screen.Count(t.total, "lead")}),
		Yes:    screen.L("Empty the trash"),
		Danger: true,
		OnYes: func(bool) {
			t.grid.Clear()
			t.room.Desk.Empty.Go(struct{}{}, t.gone)
		},
	})
}

func (t *Trash) gone(n int, err error) {
	if err != nil {
		t.room.Report(screen.L("They were not deleted and came back to the trash"), err)
		return
	}
	t.room.Done(screen.Lf("{{.Leads}} deleted for good", screen.With{"Leads": screen.Count(n, "lead")}), "", 0)
}
