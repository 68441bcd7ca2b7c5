package settings

import (
	"letip/app/screen"
	"letip/app/widget"
	"letip/store/entity"
)

// readings is the card of what enriching reads of a website.
type readings struct {
	s       *Settings
	scripts *widget.Checkbox
	card    *widget.Card
}

func newReadings(s *Settings) *readings {
	v := &readings{s: s}
	v.scripts = widget.NewCheckbox(screen.L("Also join emails that scripts put together"), false, func(on bool) {
		v.s.change(func(s *entity.Settings) { s.ReadScripts = on }, nil)
	})
	hint := widget.NewParagraph(screen.L("Some pages keep an address in pieces, so that programs don't find it. Who does that may not want unasked mail."), widget.StyleHint)
	v.card = widget.NewTitledCard(screen.L("Reading websites"), nil, screen.Column(0, v.scripts, screen.Inset(24, 0, 0, 4, hint)))
	return v
}

// update shows what is chosen.
func (v *readings) update() { v.scripts.SetOn(v.s.want.ReadScripts) }
