package settings

import (
	"fyne.io/fyne/v2"

	"letip/app/screen"
	"letip/app/widget"
	"letip/store/entity"
)

// looks is the card of how the program looks and what it asks.
type looks struct {
	s       *Settings
	chips   map[widget.Mode]*widget.Chip
	confirm *widget.Checkbox
	card    *widget.Card
}

// modes are the themes in their order, with their words.
var modes = []struct {
	mode widget.Mode
	word string
}{{widget.ModeSystem, "As the system"}, {widget.ModeLight, "Light"}, {widget.ModeDark, "Dark"}}

func newLooks(s *Settings) *looks {
	v := &looks{s: s, chips: map[widget.Mode]*widget.Chip{}}
	row := []fyne.CanvasObject{widget.NewText(screen.L("Theme"), widget.StyleLabel)}
	for _, m := range modes {
		v.chips[m.mode] = widget.NewChip(screen.L(m.word), false, func() {
			v.s.change(func(s *entity.Settings) { s.Theme = string(m.mode) }, nil)
		}, nil)
		row = append(row, v.chips[m.mode])
	}
	v.confirm = widget.NewCheckbox(screen.L("Ask before leads are deleted"), true, func(on bool) {
		v.s.change(func(s *entity.Settings) { s.ConfirmDelete = on }, nil)
	})
	v.card = widget.NewTitledCard(screen.L("Look and questions"), nil, screen.Column(8, screen.Row(8, row...), v.confirm))
	return v
}

// update shows what is chosen.
func (v *looks) update() {
	for mode, c := range v.chips {
		c.SetOn(string(mode) == v.s.want.Theme)
	}
	v.confirm.SetOn(v.s.want.ConfirmDelete)
}
