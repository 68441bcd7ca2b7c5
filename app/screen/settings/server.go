package settings

import (
	"letip/app/screen"
	"letip/app/widget"
	"letip/store/entity"
)

// servers is the card of who is asked and who asks.
type servers struct {
	s       *Settings
	contact *text
	state   *widget.Status
	card    *widget.Card
}

func newServers(s *Settings) *servers {
	v := &servers{s: s, state: widget.NewStatus("", widget.RoleIdle, true)}
	standard := entity.DefaultSettings()
	v.contact = newText(s, textOptions{
		label: screen.L("Your contact address"), placeholder: "you@example.com",
		hint: screen.L("An email or a web page. Sent with each request, and to nobody else."),
		of:   func(s *entity.Settings) *string { return &s.Contact }, check: checkContact,
	})
	nominatim := newText(s, textOptions{
		label: screen.L("Nominatim, which finds places"), hint: screen.L("The address before /search."),
		of: func(s *entity.Settings) *string { return &s.NominatimURL }, check: checkNominatim, standard: standard.NominatimURL,
	})
	overpass := newText(s, textOptions{
		label: screen.L("Overpass, which finds businesses"), hint: screen.L("The whole address of the interpreter."),
		of: func(s *entity.Settings) *string { return &s.OverpassURL }, check: checkOverpass, standard: standard.OverpassURL,
	})
	why := widget.NewParagraph(screen.L("OpenStreetMap's servers are run by volunteers. They want to know whom to write to "+
		"if a program asks too much, so they are asked only once an address stands here."), widget.StyleLabel)
	v.card = widget.NewTitledCard(screen.L("Public servers"), v.state, screen.Column(12, why, v.contact.field, nominatim.field, overpass.field))
	return v
}

// update says whether public servers can be asked.
func (v *servers) update() {
	switch {
	case !v.s.room.Facts.NeedsContact:
		v.state.Set(screen.L("address given at the start"), widget.RoleOK, false)
	case v.s.want.Contact == "":
		v.state.Set(screen.L("address missing"), widget.RoleWarn, false)
	default:
		v.state.Set(screen.L("address set"), widget.RoleOK, false)
	}
	v.card.Refresh()
}
