package leads

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"letip/app/screen"
	"letip/app/widget"
	"letip/store/entity"
)

// toolbar is the line above the table: a chip for each filter at the left, what can be done at the right.
type toolbar struct {
	l      *Leads
	chips  *fyne.Container
	add    *widget.Button
	object fyne.CanvasObject
}

func newToolbar(l *Leads) *toolbar {
	t := &toolbar{l: l, chips: screen.Flow(8)}
	t.add = widget.NewIconButton("add", screen.L("Filter"), widget.Quiet, nil)
	t.add.OnTap = func() { widget.ShowMenu(t.add, l.filterMenu()) }
	columns := widget.NewMenuButton(screen.L("Columns"), l.columnMenu)
	export := widget.NewButton(screen.L("Export CSV"), widget.Primary, l.export)
	export.SetTip("Ctrl+E")
	bring := widget.NewButton(screen.L("Import"), widget.Secondary, func() { l.room.Shell.Go(screen.Import) })
	trash := widget.NewButton(screen.L("Trash"), widget.Quiet, func() { l.room.Shell.Go(screen.Trash) }).SetTone(widget.RoleMuted)
	create := widget.NewButton(screen.L("New lead"), widget.Secondary, l.create)
	create.SetTip("Ctrl+N")
	actions := screen.Row(8, trash, columns, bring, export, create)
	t.object = screen.Inset(8, 0, 0, 11, container.New(barLayout{}, t.chips, actions))
	t.update()
	return t
}

// update shows a chip for each part of the filter; a chip's × takes the part away.
func (t *toolbar) update() {
	var chips []fyne.CanvasObject
	for _, p := range parts(t.l.filter) {
		chips = append(chips, widget.NewChip(p.text, true, nil, func() { t.l.change(p.drop) }))
	}
	if t.l.filter.Search != "" {
		chips = append(chips, widget.NewChip(screen.Lf("“{{.Text}}”", screen.With{"Text": t.l.filter.Search}), true, nil,
			func() { t.l.change(func(f *entity.Filter) { f.Search = "" }) }))
	}
	chips = append(chips, t.add)
	if len(chips) > 2 {
		chips = append(chips, widget.NewButton(screen.L("Clear"), widget.Quiet, func() {
			t.l.change(func(f *entity.Filter) { *f = entity.Filter{} })
		}).SetTone(widget.RoleMuted))
	}
	t.chips.Objects = chips
	t.chips.Refresh()
	if t.object != nil {
		t.object.Refresh()
	}
}

// barLayout gives the actions their width and the chips the rest; chips that need more lines make the bar higher.
type barLayout struct{}

func (barLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	chips, actions := o[0], o[1]
	a := actions.MinSize()
	actions.Resize(a)
	actions.Move(fyne.NewPos(size.Width-a.Width, 0))
	chips.Resize(fyne.NewSize(max(0, size.Width-a.Width-16), size.Height))
	h := chips.MinSize().Height
	chips.Move(fyne.NewPos(0, max(0, (a.Height-h)/2)))
}

func (barLayout) MinSize(o []fyne.CanvasObject) fyne.Size {
	chips, actions := o[0].MinSize(), o[1].MinSize()
	return fyne.NewSize(chips.Width+actions.Width+16, max(chips.Height, actions.Height))
}

// menuLength is how many names a menu offers; the most frequent come first.
const menuLength = 20

// filterMenu offers what the list can be narrowed by.
func (l *Leads) filterMenu() []*fyne.MenuItem {
	set := func(fn func(*entity.Filter)) func() { return func() { l.change(fn) } }
	item := func(text string, fn func(*entity.Filter)) *fyne.MenuItem { return fyne.NewMenuItem(text, set(fn)) }
	sub := func(title string, items []*fyne.MenuItem) *fyne.MenuItem {
		m := fyne.NewMenuItem(screen.L(title), nil)
		m.ChildMenu = fyne.NewMenu("", items...)
		m.Disabled = len(items) == 0
		return m
	}
	named := func(title string, names []entity.NameCount, label func(string) string, set func(*entity.Filter, string)) *fyne.MenuItem {
		names = slices.DeleteFunc(slices.Clone(names), func(n entity.NameCount) bool { return n.Name == "" })
		var items []*fyne.MenuItem
		for _, n := range names[:min(len(names), menuLength)] {
			items = append(items, item(label(n.Name)+"   "+screen.Number(n.Count), func(f *entity.Filter) { set(f, n.Name) }))
		}
		if len(names) > menuLength {
			items = append(items, fyne.NewMenuItemSeparator(), fyne.NewMenuItem(
				screen.Lf("All {{.N}}…", screen.With{"N": screen.Number(len(names))}),
				func() { l.pickName(screen.L(title), names, label, set) }))
		}
		return sub(title, items)
	}
	same := func(s string) string { return s }

	var statuses, stages, distances []*fyne.MenuItem
	for _, s := range []entity.EnrichmentStatus{entity.Pending, entity.Enriched, entity.Failed} {
		statuses = append(statuses, item(statusText(s), func(f *entity.Filter) { f.Status, f.ExactStatus = s, "" }))
	}
	for _, s := range []entity.EnrichmentStatus{entity.Partial, entity.NoWebsite, entity.Blocked} {
		statuses = append(statuses, item(screen.Lf("{{.Word}} only", screen.With{"Word": statusText(s)}),
			func(f *entity.Filter) { f.Status, f.ExactStatus = "", s }))
	}
	for _, s := range entity.Stages {
		stages = append(stages, item(stageText(s), func(f *entity.Filter) { f.Stage = s }))
	}
	for _, m := range []entity.Miles{0.5, 1, 2, 5, 10, 25} {
		distances = append(distances, item(screen.Radius(m), func(f *entity.Filter) { f.Within = m }))
	}
	now := l.room.Now().Local()
	today := dayOf(now)
	since := []*fyne.MenuItem{
		item(screen.L("today"), func(f *entity.Filter) { f.Since = today }),
		item(screen.L("the last 7 days"), func(f *entity.Filter) { f.Since = today.AddDate(0, 0, -6) }),
		item(screen.L("the last 30 days"), func(f *entity.Filter) { f.Since = today.AddDate(0, 0, -29) }),
	}
	return []*fyne.MenuItem{
		named("City", l.menus.Cities, same, func(f *entity.Filter, v string) { f.City = v }),
		named("Category", l.menus.Categories, same, func(f *entity.Filter, v string) { f.Category = v }),
		sub("Status", statuses),
		sub("Stage", stages),
		named("Tag", l.menus.Tags, same, func(f *entity.Filter, v string) { f.Tag = v }),
		named("Source", l.menus.Sources, screen.SourceWord, func(f *entity.Filter, v string) { f.Source = v }),
		sub("Distance", distances),
		sub("Added", since),
		fyne.NewMenuItemSeparator(),
		item(screen.L("Has email"), func(f *entity.Filter) { f.HasEmail = true }),
		item(screen.L("Has phone"), func(f *entity.Filter) { f.HasPhone = true }),
		item(screen.L("Has website"), func(f *entity.Filter) { f.HasWebsite = true }),
		fyne.NewMenuItemSeparator(),
		fyne.NewMenuItem(screen.L("Trash…"), func() { l.room.Shell.Go(screen.Trash) }),
	}
}

// columnMenu shows and hides columns, one tap each.
func (l *Leads) columnMenu() []*fyne.MenuItem {
	hidden := map[string]bool{}
	for _, c := range l.grid.Columns() {
		hidden[c.ID] = c.Hidden
	}
	var items []*fyne.MenuItem
	for _, c := range columns {
		m := fyne.NewMenuItem(screen.L(c.title), func() { l.grid.ShowColumn(c.id, hidden[c.id]) })
		m.Checked = !hidden[c.id]
		items = append(items, m)
	}
	items = append(items, fyne.NewMenuItemSeparator(), fyne.NewMenuItem(screen.L("As at first"), l.resetColumns))
	return items
}

// resetColumns gives the columns back the place, width and visibility of a fresh installation.
func (l *Leads) resetColumns() {
	states := make([]widget.ColumnState, len(columns))
	for i, c := range columns {
		states[i] = widget.ColumnState{ID: c.id, Width: c.width, Hidden: c.hidden}
	}
	l.grid.SetColumns(states)
	l.room.Memory.Keep(keyColumns, states)
}
