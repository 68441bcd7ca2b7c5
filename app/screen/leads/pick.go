package leads

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"letip/app/screen"
	"letip/app/widget"
	"letip/store/entity"
)

// pickHeight is how much of a long list of names a sheet shows at once.
const pickHeight = 320

// pickName offers every name, for where there are more than a menu holds. What is typed narrows the list, and Enter
// takes the first that is left.
func (l *Leads) pickName(title string, names []entity.NameCount, label func(string) string, set func(*entity.Filter, string)) {
	var s *screen.Sheet
	take := func(name string) {
		s.Close()
		l.change(func(f *entity.Filter) { set(f, name) })
	}
	var left []entity.NameCount
	rows := screen.Column(0)
	scroll := screen.Scrolled(rows)
	entry := widget.NewEntry(screen.L("Type to narrow the list"))
	list := func(typed string) {
		typed = strings.ToLower(strings.TrimSpace(typed))
		left = slices.DeleteFunc(slices.Clone(names), func(n entity.NameCount) bool {
			return !strings.Contains(strings.ToLower(label(n.Name)), typed)
		})
		rows.Objects = nil
		for _, n := range left {
			b := widget.NewButton(label(n.Name)+"   "+screen.Number(n.Count), widget.Quiet, func() { take(n.Name) })
			rows.Objects = append(rows.Objects, screen.Row(0, b))
		}
		if len(left) == 0 {
			rows.Objects = []fyne.CanvasObject{widget.NewText(screen.L("None is called that"), widget.StyleHint)}
		}
		rows.Refresh()
		scroll.Offset = fyne.Position{}
		scroll.Refresh()
	}
	entry.OnChanged = list
	entry.OnSubmitted = func(string) {
		if len(left) > 0 {
			take(left[0].Name)
		}
	}
	list("")
	s = l.room.OpenSheet(title, 380, screen.Column(10, entry, screen.Sized(0, pickHeight, scroll)), entry,
		widget.NewButton(screen.L("Cancel"), widget.Secondary, func() { s.Close() }))
}
