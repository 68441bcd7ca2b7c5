package leads

import (
	"time"

	"letip/app/lead"
	"letip/app/query"
	"letip/app/screen"
	"letip/app/widget"
	"letip/store/entity"
)

// emptiness is what stands in place of rows: the first step to take, which filter to drop, or what went wrong.
type emptiness struct {
	l     *Leads
	box   *widget.Empty
	about string      // what it was last made for
	tries query.Group // how many leads there would be without one filter
	best  struct {
		part  part
		count int
	}
}

func newEmptiness(l *Leads) *emptiness {
	return &emptiness{l: l, box: widget.NewEmpty("leads", "", "")}
}

func (e *emptiness) close() { e.tries.Close() }

// update says why there are no rows. It costs nothing while there are some.
func (e *emptiness) update() {
	l := e.l
	if l.list.Len() > 0 || l.list.Loading() {
		if e.about != "" {
			e.close()
			e.about = ""
		}
		return
	}
	used := parts(l.filter)
	about := "filter " + lead.KeyIDs(l.view()).String()
	switch {
	case l.list.Err() != nil:
		about = "error " + l.list.Err().Error()
	case len(used) == 0 && l.filter.Search == "":
		about = "none"
	}
	if about == e.about {
		return
	}
	e.close()
	e.tries, e.about = query.Group{}, about
	switch {
	case l.list.Err() != nil:
		e.box.Set("warning", screen.L("The leads could not be read"), l.list.Err().Error(),
			widget.NewButton(screen.L("Try again"), widget.Primary, l.list.Refetch))
	case about == "none":
		e.box.Set("leads", screen.L("No leads yet"),
			screen.L("Find the businesses around a place, or look around in the sample territory first."),
			l.room.FirstSteps()...)
	default:
		e.suggest(used, about)
	}
}

// suggest looks for the filter without which there would be the most leads.
func (e *emptiness) suggest(used []part, about string) {
	l := e.l
	if l.filter.Search != "" {
		used = append(used, part{
			text: screen.Lf("“{{.Text}}”", screen.With{"Text": l.filter.Search}), drop: func(f *entity.Filter) { f.Search = "" },
		})
	}
	e.best.part, e.best.count = part{}, 0
	e.say()
	for _, p := range used {
		f := l.filter
		p.drop(&f)
		q := l.room.Desk.Page(lead.View{Filter: f}, entity.Page{Number: 1, Limit: 1})
		e.tries.Add(query.Observe(l.room.Desk.Cache(), q, func(r query.Result[entity.BusinessPage]) {
			if r.HasData && e.about == about && r.Data.Total > e.best.count {
				e.best.part, e.best.count = p, r.Data.Total
				e.say()
			}
		}))
	}
}

func (e *emptiness) say() {
	l := e.l
	all := widget.NewButton(screen.L("Show all leads"), widget.Secondary, func() {
		l.change(func(f *entity.Filter) { *f = entity.Filter{} })
	})
	if e.best.count == 0 {
		e.box.Set("filter", screen.L("No lead matches"), screen.L("The filters leave nothing over."), all)
		return
	}
	p := e.best.part
	e.box.Set("filter", screen.L("No lead matches"),
		screen.Lf("Without {{.Filter}} there would be {{.Leads}}.",
			screen.With{"Filter": p.text, "Leads": screen.Count(e.best.count, "lead")}),
		widget.NewButton(screen.Lf("Drop {{.Filter}}", screen.With{"Filter": p.text}), widget.Primary, func() { l.change(p.drop) }),
		all)
}

// dayOf is the midnight at which a local day begins.
func dayOf(t time.Time) time.Time {
	y, m, d := t.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, t.Location())
}
