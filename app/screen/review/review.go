package review

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"letip/app/lead"
	"letip/app/query"
	"letip/app/screen"
	"letip/app/widget"
	"letip/store/entity"
)

// keySide remembers how wide the list is.
const keySide = "review.side"

// compareWidth is the comparison's share until the rep drags the border.
const compareWidth = 740

// Review is the screen. All its methods belong to the goroutine that draws.
type Review struct {
	room  *screen.Room
	model *model
	total int
	known bool
	err   error

	grid    *widget.Grid
	bar     *bar
	compare *compare
	split   *widget.Split
	empty   *widget.Empty
	status  *widget.Text
	body    fyne.CanvasObject

	list  query.Group
	sides query.Group // the two leads that are compared
	shown bool
}

var (
	_ screen.Screen   = (*Review)(nil)
	_ screen.Statused = (*Review)(nil)
	_ screen.Keyed    = (*Review)(nil)
	_ screen.Settled  = (*Review)(nil)
)

// New makes the screen.
func New(room *screen.Room) screen.Screen {
	r := &Review{room: room, model: newModel(), status: widget.NewText("", widget.StyleLabel)}
	r.grid = widget.NewGrid(widget.GridOptions{
		Columns: []widget.Column{
			{ID: "pair", Title: screen.L("Leads"), Width: 200, MinWidth: 120, Grow: true},
			{ID: "sure", Title: screen.L("Alike"), Width: 62, MinWidth: 54, Align: fyne.TextAlignTrailing},
		},
		Model: r.model, Dispatcher: room.Dispatch, NoCheckboxes: true,
		OnCursor: func(id int64) { r.show(r.model.IndexOf(id)) }, OnOpen: func(int64) { r.merge() },
		OnSideways: r.sideways,
		OnKey:      r.gridKey,
	})
	r.empty = widget.NewEmpty("check", "", "")
	r.grid.SetEmpty(r.empty)
	r.grid.SetLoading(true)
	r.bar = newBar(r)
	r.compare = newCompare(r)
	width := float32(compareWidth)
	room.Memory.Recall(keySide, &width)
	r.split = widget.NewSplit(r.grid, r.compare.card, width, 210, 420)
	r.split.OnResized = func(w float32) { room.Memory.Keep(keySide, w) }
	r.split.SetOpen(false)
	r.body = screen.Inset(16, 8, 16, 0, container.NewBorder(r.bar.object, nil, nil, nil, r.split))
	return r
}

// Content implements screen.Screen.
func (r *Review) Content() fyne.CanvasObject { return r.body }

// Status implements screen.Statused.
func (r *Review) Status() fyne.CanvasObject { return screen.Row(0, r.status) }

// Settled implements screen.Settled.
func (r *Review) Settled() bool { return r.known || r.err != nil }

// Show implements screen.Screen.
func (r *Review) Show() {
	r.shown = true
	r.list = query.Group{}
	r.list.Add(query.Observe(r.room.Desk.Cache(), r.room.Desk.Duplicates(), func(res query.Result[lead.Waiting]) {
		r.err = res.Err
		if res.HasData {
			r.known, r.err, r.total = true, nil, res.Data.Total
			r.model.set(res.Data.Pairs)
		}
		r.redraw()
	}))
	r.read()
	r.room.Shell.Focus(r.grid)
}

// Hide implements screen.Screen.
func (r *Review) Hide() {
	r.shown = false
	r.list.Close()
	r.sides.Close()
}

// Close implements screen.Screen.
func (r *Review) Close() {}

// gridKey gets the keys the list has no use for.
func (r *Review) gridKey(e *fyne.KeyEvent) bool {
	switch e.Name {
	case fyne.KeyM:
		r.merge()
	case fyne.KeyN:
		r.apart()
	case fyne.KeyS:
		r.skip()
	default:
		return false
	}
	return true
}

// redraw shows the pairs that wait. The pair that is compared stays as long as it waits.
func (r *Review) redraw() {
	at := r.model.find(r.compare.of)
	r.grid.SetLoading(!r.known && r.err == nil)
	r.explain()
	r.grid.Reload()
	switch {
	case r.model.Len() == 0:
		r.leave()
	case at < 0:
		r.show(0)
	default:
		r.compare.draw() // its confidence may be another
	}
	r.tell()
}

// explain says why no pair is shown.
func (r *Review) explain() {
	switch {
	case r.model.Len() > 0:
	case r.err != nil:
		r.empty.Set("warning", screen.L("The pairs could not be read"), r.room.Sentence(r.err))
	default:
		r.empty.Set("check", screen.L("Nothing to decide"),
			screen.L("Where two leads may be one business and it is not certain, they wait here for you. What is certain is merged by itself."),
			widget.NewButton(screen.L("Show all leads"), widget.Secondary, func() { r.room.Shell.Go(screen.Leads) }))
	}
}

// leave shows no pair.
func (r *Review) leave() {
	r.sides.Close()
	r.compare.begin(couple{})
	r.split.SetOpen(false)
}

// goOn shows the pair after the one that is being decided: the list will be without that.
func (r *Review) goOn() {
	at := r.model.find(r.compare.of)
	if at < 0 || r.model.Len() < 2 {
		return
	}
	next := at + 1
	if next >= r.model.Len() {
		next = at - 1
	}
	r.show(next)
}

// show compares the pair of a row.
func (r *Review) show(i int) {
	if i < 0 || i >= r.model.Len() {
		return
	}
	of := coupleOf(r.model.pairs[i])
	id, _ := r.model.ID(i)
	if at, ok := r.grid.Cursor(); !ok || at != id {
		r.grid.SetCursor(id)
	}
	r.grid.Reveal(i)
	r.split.SetOpen(true)
	if of == r.compare.of {
		return
	}
	r.compare.begin(of)
	r.read()
}

// read observes the two leads that are compared.
func (r *Review) read() {
	r.sides.Close()
	r.sides = query.Group{}
	of := r.compare.of
	if !r.shown || of == (couple{}) {
		return
	}
	for side, id := range []entity.BusinessID{of.a, of.b} {
		r.sides.Add(query.Observe(r.room.Desk.Cache(), r.room.Desk.Business(id), func(res query.Result[entity.Business]) {
			if r.compare.of != of {
				return
			}
			switch {
			case res.HasData:
				b := res.Data
				r.compare.read(side, &b)
			case res.Err != nil:
				r.compare.why = r.room.Sentence(res.Err)
				r.compare.draw()
			}
		}))
	}
}

// tell writes into the status bar how many pairs wait.
func (r *Review) tell() {
	words := ""
	if r.total > 0 {
		words = screen.Lf("{{.Pairs}} to decide", screen.With{"Pairs": screen.Count(r.total, "pair")})
		if n := len(r.model.skipped); n > 0 {
			words = screen.Joined(" · ", words, screen.Lf("{{.N}} skipped", screen.With{"N": screen.Number(n)}))
		}
	}
	r.status.SetText(words)
	r.room.RelayStatus()
}

// reasonRole is the colour of what speaks for one business, or for two.
func reasonRole(reason string) widget.Role {
	if against(reason) {
		return widget.RoleWarn
	}
	return widget.RoleOK
}
