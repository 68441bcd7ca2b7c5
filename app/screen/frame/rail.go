package frame

import (
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"letip/app/screen"
	"letip/app/widget"
	"letip/assets"
	"letip/store/entity"
)

// rail is the left edge: the program's name and an entry for each screen that exists.
type rail struct {
	f      *Frame
	items  map[screen.ID]*widget.RailItem
	object fyne.CanvasObject
}

func newRail(f *Frame) *rail {
	r := &rail{f: f, items: map[screen.ID]*widget.RailItem{}}
	var head, foot []fyne.CanvasObject
	for i, e := range f.entries {
		if e.Under != "" {
			continue
		}
		label := e.Label
		if label == "" {
			label = e.Title
		}
		item := widget.NewRailItem(e.Icon, label, func() { f.Go(e.ID) })
		item.SetTip("Ctrl+" + strconv.Itoa(i+1))
		r.items[e.ID] = item
		if e.Foot {
			foot = append(foot, item)
		} else {
			head = append(head, item)
		}
	}
	keys := widget.NewRailItem("help", screen.L("Keys"), f.showKeys)
	keys.SetTip("?")
	foot = append(foot, keys)

	icon := canvas.NewImageFromResource(fyne.NewStaticResource("icon.png", assets.Icon))
	icon.FillMode = canvas.ImageFillContain
	name := widget.NewText("LeTip Leads", widget.StyleTitle)
	brand := screen.Inset(18, 18, 12, 14, screen.Row(10, screen.Sized(28, 28, icon), name))
	r.object = container.NewStack(
		screen.Ground(widget.RoleSurface),
		container.NewBorder(
			screen.Column(0, brand, screen.Inset(0, 4, 0, 0, screen.Column(4, head...))),
			screen.Inset(0, 0, 0, 14, screen.Column(4, foot...)), nil, nil,
		),
		container.NewBorder(nil, nil, nil, screen.Upright()),
	)
	return r
}

// active marks the screen that is shown, or the one that leads to it.
func (r *rail) active(id screen.ID) {
	if under := r.f.entry(id).Under; under != "" {
		id = under
	}
	for other, item := range r.items {
		item.SetActive(other == id)
	}
}

// count shows how many leads there are, how many of them nobody visited, and how many jobs wait for the rep.
func (r *rail) count() {
	if item := r.items[screen.Leads]; item != nil {
		n := ""
		if r.f.stats.Total > 0 {
			n = screen.Number(r.f.stats.Total)
		}
		item.SetCount(n, widget.RoleNone)
	}
	if item := r.items[screen.Enrich]; item != nil {
		n := ""
		if pending := screen.StatusCount(r.f.stats, entity.Pending); pending > 0 {
			n = screen.Number(pending)
		}
		item.SetCount(n, widget.RoleNone)
	}
	if item := r.items[screen.Review]; item != nil {
		n := ""
		if r.f.pairs > 0 {
			n = screen.Number(r.f.pairs)
		}
		item.SetCount(n, widget.RoleWarn)
	}
	if item := r.items[screen.Jobs]; item != nil {
		n := len(screen.NeedAttention(r.f.jobs))
		if n == 0 {
			item.SetCount("", widget.RoleNone)
			return
		}
		item.SetCount(screen.Number(n), widget.RoleError)
	}
}
