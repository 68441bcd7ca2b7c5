package review

import (
	"fyne.io/fyne/v2"

	"letip/app/lead"
	"letip/app/screen"
	"letip/app/widget"
	"letip/store/entity"
)

// bar is what can be done with the pair.
type bar struct {
	r                 *Review
	merge, two, later *widget.Button
	object            fyne.CanvasObject
}

func newBar(r *Review) *bar {
	b := &bar{r: r}
	b.merge = widget.NewButton(screen.L("Merge"), widget.Primary, r.merge).SetTip("M")
	b.two = widget.NewButton(screen.L("Not the same"), widget.Secondary, r.apart).SetTip("N")
	b.later = widget.NewButton(screen.L("Skip"), widget.Quiet, r.skip).SetTip("S")
	keys := widget.NewText(screen.L("M merge · N not the same · S skip · ← → which one stays"), widget.StyleHint.Cutting())
	b.object = screen.Inset(8, 0, 0, 11, screen.Row(8, b.merge, b.two, b.later, screen.Sized(330, 0, keys)))
	return b
}

func (b *bar) update() {
	ready := b.r.compare != nil && b.r.compare.ready()
	for _, x := range []*widget.Button{b.merge, b.two} {
		x.SetDisabled(!ready)
	}
	b.later.SetDisabled(b.r.model.Len() < 2)
}

// Keys implements screen.Keyed.
func (r *Review) Keys() []screen.Key {
	return []screen.Key{
		{Name: "↑ ↓", Does: screen.L("another pair")},
		{Name: "M", Does: screen.L("merge the two"), Press: fyne.KeyM, Do: r.merge},
		{Name: "N", Does: screen.L("they are not the same"), Press: fyne.KeyN, Do: r.apart},
		{Name: "S", Does: screen.L("skip the pair for now"), Press: fyne.KeyS, Do: r.skip},
		{Name: "← →", Does: screen.L("which of the two stays"), Press: fyne.KeyLeft, Do: func() { r.sideways(false) }},
		{Name: "Enter", Does: screen.L("merge the two")},
	}
}

// sideways chooses the left or the right lead to stay.
func (r *Review) sideways(right bool) {
	if right {
		r.compare.choose(r.compare.of.b)
	} else {
		r.compare.choose(r.compare.of.a)
	}
}

// names are what to call the pair that is shown.
func (r *Review) names() string {
	a, b := r.compare.sides[0].Name, r.compare.sides[1].Name
	if a == b {
		return a
	}
	return screen.Lf("{{.A}} and {{.B}}", screen.With{"A": a, "B": b})
}

// merge makes one lead of the pair, and goes on to the next.
func (r *Review) merge() {
	c := r.compare
	if !c.ready() {
		return
	}
	names := r.names()
	m := lead.MergeOf{Keep: c.keep, Other: c.other()}
	r.goOn()
	r.room.Desk.Merge.Go(m, func(done entity.Merged, err error) {
		if err != nil {
			r.room.Report(screen.L("The two were not merged"), err)
			return
		}
		r.done(screen.L("Merged"), names, done.Step)
	})
}

// apart keeps the pair apart for good, and goes on to the next.
func (r *Review) apart() {
	c := r.compare
	if !c.ready() {
		return
	}
	names := r.names()
	a := lead.Apart{A: c.of.a, B: c.of.b}
	r.goOn()
	r.room.Desk.NotTheSame.Go(a, func(step int64, err error) {
		if err != nil {
			r.room.Report(screen.L("That was not kept"), err)
			return
		}
		r.done(screen.L("Kept apart"), names, step)
	})
}

// skip puts the pair off: it comes again after all others.
func (r *Review) skip() {
	if r.model.Len() < 2 {
		return
	}
	of, at := r.compare.of, r.model.find(r.compare.of)
	if at < 0 {
		return
	}
	r.model.skip(of)
	r.grid.Reload()
	r.show(min(at, r.model.Len()-1))
	r.tell()
}

// done says what was decided last, in one place: who decides quickly looks at the pairs, not at a pile of words.
func (r *Review) done(title, names string, step int64) {
	t := r.room.DoneToast(title, names, step)
	t.Key, t.Latest = "review", true
	r.room.Shell.Say(t)
}
