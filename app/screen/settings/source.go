package settings

import (
	"slices"

	"fyne.io/fyne/v2"

	"letip/app/screen"
	"letip/app/widget"
	"letip/store/entity"
)

// sources is the card of where businesses come from: each can be switched off, and says how it is.
type sources struct {
	s     *Settings
	boxes map[string]*widget.Checkbox
	state map[string]*widget.Status
	wrong *widget.Text
	card  *widget.Card
}

// sourceHints say what a source is.
var sourceHints = map[string]string{
	"osm":               "Places that volunteers have mapped, all over the world",
	screen.SampleSource: "An invented town inside the program, to try things out without a network",
}

func newSources(s *Settings) *sources {
	v := &sources{s: s, boxes: map[string]*widget.Checkbox{}, state: map[string]*widget.Status{}}
	v.wrong = widget.NewText("", widget.TextStyle{Role: widget.RoleError, Size: widget.LabelSize})
	rows := []fyne.CanvasObject{}
	for _, name := range s.room.Facts.Sources {
		box := widget.NewCheckbox(screen.SourceWord(name), false, func(on bool) { v.turn(name, on) })
		v.boxes[name] = box
		v.state[name] = widget.NewStatus("", widget.RoleIdle, true)
		line := screen.Row(8, box, screen.Spring(), v.state[name])
		hint := widget.NewText(screen.L(sourceHints[name]), widget.StyleHint.Cutting())
		rows = append(rows, screen.Column(0, line, screen.Inset(24, 0, 0, 4, hint)))
	}
	v.card = widget.NewTitledCard(screen.L("Sources that Find offers"), v.wrong, screen.Column(4, rows...))
	v.setHealth(entity.Health{})
	return v
}

// update ticks what is switched on.
func (v *sources) update() {
	for name, box := range v.boxes {
		box.SetOn(slices.Contains(v.s.want.Sources, name))
	}
}

// turn switches a source on or off. One has to stay.
func (v *sources) turn(name string, on bool) {
	rest := slices.DeleteFunc(slices.Clone(v.s.want.Sources), func(n string) bool { return n == name })
	if on {
		rest = append(rest, name)
	}
	v.wrong.SetText("")
	if len(rest) == 0 {
		v.wrong.SetText(screen.L("One has to stay on."))
		v.boxes[name].SetOn(true)
	} else {
		v.s.change(func(s *entity.Settings) { s.Sources = rest }, nil)
	}
	v.card.Refresh()
}

// setHealth says how each source is, as real requests showed.
func (v *sources) setHealth(h entity.Health) {
	for name, state := range v.state {
		state.Set(screen.L("ready"), widget.RoleOK, false)
		state.SetTip("")
		for _, one := range h.Sources {
			if one.Source == name && one.State != entity.Online {
				w := screen.HealthWord(one.State)
				state.Set(w.Text, w.Role, w.Hollow)
				state.SetTip(one.Message)
			}
		}
	}
	v.card.Refresh()
}
