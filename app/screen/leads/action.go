package leads

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"letip/app/lead"
	"letip/app/screen"
	"letip/app/widget"
	"letip/store/entity"
)

// Keys implements screen.Keyed.
func (l *Leads) Keys() []screen.Key {
	ctrl := func(k fyne.KeyName) fyne.Shortcut {
		return &desktop.CustomShortcut{KeyName: k, Modifier: fyne.KeyModifierShortcutDefault}
	}
	return []screen.Key{
		{Name: "↑ ↓ PgUp PgDn", Does: screen.L("move in the list")},
		{Name: "Home End", Does: screen.L("first and last lead")},
		{Name: "Space", Does: screen.L("select the lead")},
		{Name: "Shift+↑ ↓", Does: screen.L("select several")},
		{Name: "Ctrl+A", Does: screen.L("select all that match"), Shortcut: &fyne.ShortcutSelectAll{}, Do: l.grid.SelectAll},
		{Name: "Enter", Does: screen.L("open the lead")},
		{Name: "E", Does: screen.L("enrich what is selected"), Press: fyne.KeyE, Do: func() { l.enrich(l.chosen()) }},
		{Name: "Del", Does: screen.L("delete what is selected"), Press: fyne.KeyDelete, Do: func() { l.remove(l.chosen()) }},
		{Name: "Ctrl+N", Does: screen.L("new lead"), Shortcut: ctrl(fyne.KeyN), Do: l.create},
		{Name: "Ctrl+E", Does: screen.L("export as CSV"), Shortcut: ctrl(fyne.KeyE), Do: l.export},
		{Name: "Esc", Does: screen.L("close the lead, clear the selection"), Press: fyne.KeyEscape, Do: l.escape},
	}
}

// gridKey gets the keys the table has no use for.
func (l *Leads) gridKey(e *fyne.KeyEvent) bool {
	switch e.Name {
	case fyne.KeyDelete:
		l.remove(l.chosen())
	case fyne.KeyE:
		l.enrich(l.chosen())
	default:
		return false
	}
	return true
}

func (l *Leads) escape() {
	switch {
	case l.split.Open():
		l.side.askLeave(l.closeSide)
	case !l.grid.Selection().Empty():
		l.grid.Clear()
	}
}

// remove deletes leads: it asks once, shows the list without them at once, and offers to undo.
func (l *Leads) remove(ids []entity.BusinessID) {
	if len(ids) == 0 {
		return
	}
	if !l.asking {
		l.removeNow(ids)
		return
	}
	l.room.Ask(screen.Question{
		Title:  screen.Lf("Delete {{.What}}?", screen.With{"What": l.named(ids)}),
		Text:   screen.L("Deleted leads rest in the trash for 30 days. Undo brings them back."),
		Yes:    screen.L("Delete"),
		Danger: true, Again: screen.L("Don't ask again"),
		OnYes: func(dontAsk bool) {
			if dontAsk {
				l.dontAsk()
			}
			l.removeNow(ids)
		},
	})
}

// dontAsk writes that deleting needs no question; Settings can take it back.
func (l *Leads) dontAsk() {
	s, ok := l.room.Desk.KnownSettings()
	if !ok {
		return
	}
	s.ConfirmDelete = false
	l.room.Desk.SaveSettings.Go(s, func(_ struct{}, err error) { l.room.Report(screen.L("The setting was not kept"), err) })
}

func (l *Leads) removeNow(ids []entity.BusinessID) {
	open := l.side.id
	l.grid.Clear()
	l.room.Desk.Delete.Go(ids, func(step int64, err error) {
		if err != nil {
			l.room.Report(screen.Lf("{{.Leads}} could not be deleted and came back", screen.With{"Leads": screen.Count(len(ids), "lead")}), err)
			return
		}
		l.room.Done(screen.Lf("{{.Leads}} deleted", screen.With{"Leads": screen.Count(len(ids), "lead")}),
			screen.L("They rest in the trash for 30 days."), step)
	})
	for _, id := range ids {
		if id == open {
			l.closeSide()
		}
	}
}

// stageMenu offers the stages for these leads.
func (l *Leads) stageMenu(ids []entity.BusinessID) []*fyne.MenuItem {
	var items []*fyne.MenuItem
	for _, s := range entity.Stages {
		items = append(items, fyne.NewMenuItem(screen.StageWord(s), func() { l.setStage(ids, s) }))
	}
	return items
}

func (l *Leads) setStage(ids []entity.BusinessID, s entity.Stage) {
	if len(ids) == 0 {
		return
	}
	l.changeAll(ids, entity.Update{Stage: &s}, screen.Lf("{{.Leads}} now {{.Stage}}", screen.With{"Leads": l.named(ids), "Stage": screen.StageWord(s)}),
		screen.L("The stage was not changed"))
}

// changeAll changes leads the same way, and says so with the way back. What had it already needs no word.
func (l *Leads) changeAll(ids []entity.BusinessID, u entity.Update, done, failed string) {
	l.room.Desk.EditAll.Go(lead.EditAll{IDs: ids, Update: u}, func(step int64, err error) {
		switch {
		case err != nil:
			l.room.Report(failed, err)
		case step != 0:
			l.room.Done(done, "", step)
		}
	})
}

// named is what to call these leads: one by its name, several by their number.
func (l *Leads) named(ids []entity.BusinessID) string {
	if len(ids) == 1 {
		if b, ok := l.list.Lead(ids[0]); ok {
			return b.Name
		}
		if l.side.known && l.side.id == ids[0] {
			return l.side.b.Name
		}
	}
	return screen.Count(len(ids), "lead")
}

// tagMany asks for a tag and adds it to these leads.
func (l *Leads) tagMany(ids []entity.BusinessID) {
	if len(ids) == 0 {
		return
	}
	entry := widget.NewEntry(screen.L("for example: guest in March"))
	var s *screen.Sheet
	save := func() {
		tag := cleanTag(entry.Text)
		if tag == "" {
			return
		}
		s.Close()
		l.addTag(ids, tag)
	}
	entry.OnSubmitted = func(string) { save() }
	s = l.room.OpenSheet(screen.Lf("Tag {{.Leads}}", screen.With{"Leads": screen.Count(len(ids), "lead")}), 380,
		widget.NewField(screen.L("Tag"), entry), entry,
		widget.NewButton(screen.L("Cancel"), widget.Secondary, func() { s.Close() }),
		widget.NewButton(screen.L("Add tag"), widget.Primary, save))
}

func (l *Leads) addTag(ids []entity.BusinessID, tag string) {
	l.changeAll(ids, entity.Update{AddTags: []string{tag}}, screen.Lf("{{.Leads}} tagged “{{.Tag}}”", screen.With{"Leads": l.named(ids), "Tag": tag}),
		screen.L("The tag was not added"))
}

// menuOf is the right click on a row: of what is selected, if the row is among that.
func (l *Leads) menuOf(id int64, at fyne.Position) {
	ids := []entity.BusinessID{entity.BusinessID(id)}
	if l.grid.Selection().Has(id) {
		ids = l.chosen()
	}
	stage := fyne.NewMenuItem(screen.L("Stage"), nil)
	stage.ChildMenu = fyne.NewMenu("", l.stageMenu(ids)...)
	items := []*fyne.MenuItem{
		fyne.NewMenuItem(screen.L("Open"), func() { l.openLead(id) }),
		fyne.NewMenuItem(screen.L("Edit"), func() { l.openLead(id); l.side.edit() }),
		fyne.NewMenuItem(screen.L("Enrich"), func() { l.enrich(ids) }),
		stage,
		fyne.NewMenuItem(screen.L("Tag…"), func() { l.tagMany(ids) }),
	}
	if b, ok := l.list.Lead(entity.BusinessID(id)); ok {
		if p := screen.Phone(b.Phone, b.PhoneRaw); p != "" {
			items = append(items, fyne.NewMenuItem(screen.L("Copy phone"), func() { l.room.Shell.Copy(p) }))
		}
		if b.Email != "" {
			items = append(items, fyne.NewMenuItem(screen.L("Copy email"), func() { l.room.Shell.Copy(b.Email) }))
		}
	}
	items = append(items, fyne.NewMenuItemSeparator(), fyne.NewMenuItem(screen.L("Delete"), func() { l.remove(ids) }))
	widget.ShowMenuAt(l.grid, at, items)
}

func (l *Leads) dropTag(ids []entity.BusinessID, tag string) {
	l.changeAll(ids, entity.Update{RemoveTags: []string{tag}}, screen.Lf("{{.Leads}} without the tag “{{.Tag}}”", screen.With{"Leads": l.named(ids), "Tag": tag}),
		screen.L("The tag was not removed"))
}

// restore brings leads back from the trash.
func (l *Leads) restore(ids []entity.BusinessID) {
	if len(ids) == 0 {
		return
	}
	l.room.Desk.Restore.Go(ids, func(step int64, err error) {
		if err != nil {
			l.room.Report(screen.L("The leads were not restored"), err)
			return
		}
		l.grid.Clear()
		l.room.Done(screen.Lf("{{.Leads}} restored", screen.With{"Leads": screen.Count(len(ids), "lead")}), "", step)
	})
}
