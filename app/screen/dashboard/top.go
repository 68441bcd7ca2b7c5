package dashboard

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"letip/app/screen"
	"letip/app/widget"
	"letip/store/entity"
)

// barsShown is how many bars a chart of names has.
const barsShown = 8

// top is the card of the most frequent names: cities, categories or sources, whichever is chosen.
type top struct {
	shell  screen.Shell
	views  []topView
	chosen int
	stats  entity.Stats
	tabs   []*widget.Button
	chart  *widget.BarChart
	names  []string
	card   *widget.Card
}

// topView is one thing that leads are counted by.
type topView struct {
	title  string
	counts func(entity.Stats) []entity.NameCount
	label  func(string) string
	filter func(name string) entity.Filter
}

func newTop(shell screen.Shell) *top {
	same := func(s string) string { return s }
	t := &top{shell: shell, views: []topView{
		{"Cities", func(s entity.Stats) []entity.NameCount { return s.ByCity }, same, func(n string) entity.Filter { return entity.Filter{City: n} }},
		{"Categories", func(s entity.Stats) []entity.NameCount { return s.ByCategory }, same, func(n string) entity.Filter { return entity.Filter{Category: n} }},
		{"Sources", func(s entity.Stats) []entity.NameCount { return s.BySource }, screen.SourceWord, func(n string) entity.Filter { return entity.Filter{Source: n} }},
	}}
	t.chart = widget.NewBarChart(barsShown, func(i int) {
		if i < len(t.names) {
			shell.ShowLeads(t.views[t.chosen].filter(t.names[i]))
		}
	})
	var tabs []fyne.CanvasObject
	for i, v := range t.views {
		b := widget.NewButton(screen.L(v.title), widget.Quiet, func() { t.choose(i) })
		t.tabs = append(t.tabs, b)
		tabs = append(tabs, b)
	}
	t.card = widget.NewTitledCard(screen.L("Top"), screen.Row(0, tabs...), container.NewStack(t.chart))
	t.choose(0)
	return t
}

func (t *top) choose(i int) {
	t.chosen = i
	for j, b := range t.tabs {
		role := widget.RoleMuted
		if j == i {
			role = widget.RoleAccent
		}
		b.SetTone(role)
	}
	t.card.SetTitle(screen.L("Top " + map[int]string{0: "cities", 1: "categories", 2: "sources"}[i]))
	t.set(t.stats)
}

func (t *top) set(s entity.Stats) {
	t.stats = s
	v := t.views[t.chosen]
	t.names = t.names[:0]
	var bars []widget.Bar
	for _, n := range v.counts(s) {
		if n.Name == "" || len(bars) == barsShown {
			continue
		}
		t.names = append(t.names, n.Name)
		bars = append(bars, widget.Bar{Label: v.label(n.Name), Value: n.Count, Text: screen.Number(n.Count)})
	}
	t.chart.SetBars(bars)
}
