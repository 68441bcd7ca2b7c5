package jobs

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"letip/app/lead"
	"letip/app/screen"
	"letip/app/widget"
	"letip/store/entity"
)

// tile is one counted figure of a job, with the colour it has where it is not zero.
type tile struct {
	label string
	role  widget.Role
	of    func(entity.Counts) int
}

// The figures of each kind of job: the first one is the sum of the others once the job has ended.
var kindTiles = map[entity.JobKind][]tile{
	entity.KindScrape: {
		{"Found", widget.RoleNone, func(c entity.Counts) int { return c.Found }},
		{"Saved", widget.RoleOK, func(c entity.Counts) int { return c.Saved }},
		{"Already known", widget.RoleMuted, func(c entity.Counts) int { return c.Duplicate }},
		{"Outside", widget.RoleMuted, func(c entity.Counts) int { return c.Outside }},
		{"Over the limit", widget.RoleMuted, func(c entity.Counts) int { return c.OverLimit }},
		{"Failed", widget.RoleError, func(c entity.Counts) int { return c.Failed }},
	},
	entity.KindEnrich: {
		{"Websites", widget.RoleNone, func(c entity.Counts) int { return c.Total }},
		{"Enriched", widget.RoleOK, func(c entity.Counts) int { return c.Enriched }},
		{"Partial", widget.RoleWarn, func(c entity.Counts) int { return c.Partial }},
		{"No website", widget.RoleMuted, func(c entity.Counts) int { return c.NoWebsite }},
		{"Blocked", widget.RoleWarn, func(c entity.Counts) int { return c.Blocked }},
		{"Failed", widget.RoleError, func(c entity.Counts) int { return c.Failed }},
	},
}

// tiles are a job's figures, three in a row.
type tiles struct {
	kind   entity.JobKind
	all    []*widget.StatTile
	object *fyne.Container
}

func newTiles() *tiles { return &tiles{object: screen.Column(10)} }

// show writes the figures of a job.
func (t *tiles) show(r lead.Run) {
	kinds := kindTiles[r.Kind]
	if t.kind != r.Kind {
		t.kind, t.all = r.Kind, nil
		var rows []fyne.CanvasObject
		var row []fyne.CanvasObject
		for _, k := range kinds {
			f := widget.NewFigure(screen.L(k.label), widget.RoleMuted)
			t.all = append(t.all, f)
			if row = append(row, f); len(row) == 3 {
				rows = append(rows, screen.Shares(8, nil, row...))
				row = nil
			}
		}
		t.object.Objects = rows
		t.object.Refresh()
	}
	for i, k := range kinds {
		n, role := k.of(r.Counts), k.role
		if n == 0 {
			role = widget.RoleMuted
		}
		t.all[i].SetFigure(screen.Number(n), role)
	}
}

// labelWidth is that of the names and times at the left of a pane.
const labelWidth = 74

// labelled puts a name at the left of something.
func labelled(name string, o fyne.CanvasObject) fyne.CanvasObject {
	return container.New(labelLayout{}, widget.NewText(name, widget.StyleLabel), o)
}

// labelLayout lines what stands at the right of names up.
type labelLayout struct{}

func (labelLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	o[0].Resize(fyne.NewSize(labelWidth, o[0].MinSize().Height))
	o[0].Move(fyne.NewPos(0, 1))
	o[1].Resize(fyne.NewSize(size.Width-labelWidth, size.Height))
	o[1].Move(fyne.NewPos(labelWidth, 0))
}

func (labelLayout) MinSize(o []fyne.CanvasObject) fyne.Size {
	m := o[1].MinSize()
	return fyne.NewSize(labelWidth+m.Width, max(m.Height, o[0].MinSize().Height+1))
}

// beside gives the first object its width and the second the rest.
type beside struct{}

func (beside) Layout(o []fyne.CanvasObject, size fyne.Size) {
	const gap = 12
	w := o[0].MinSize().Width
	o[0].Resize(fyne.NewSize(w, size.Height))
	o[0].Move(fyne.Position{})
	o[1].Resize(fyne.NewSize(max(0, size.Width-w-gap), size.Height))
	o[1].Move(fyne.NewPos(w+gap, 0))
}

func (beside) MinSize(o []fyne.CanvasObject) fyne.Size {
	a, b := o[0].MinSize(), o[1].MinSize()
	return fyne.NewSize(a.Width+b.Width+12, max(a.Height, b.Height))
}
