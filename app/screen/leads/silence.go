package leads

import (
	"strings"

	"fyne.io/fyne/v2"

	"letip/app/lead"
	"letip/app/screen"
	"letip/store/entity"
	"letip/store/normal"
)

// silenceMenu offers whom nobody shall contact: this business, or whoever has its address, its domain or its number.
func (l *Leads) silenceMenu(b *entity.Business) []*fyne.MenuItem {
	one := []entity.BusinessID{b.ID}
	on := !b.DoNotContact
	this := fyne.NewMenuItem(screen.L("This business"), func() { l.setSilent(one, on) })
	this.Checked = b.DoNotContact
	title := fyne.NewMenuItem(screen.L("Do not contact:"), nil)
	title.Disabled = true
	items := []*fyne.MenuItem{title, this, fyne.NewMenuItemSeparator()}
	add := func(kind entity.SuppressionKind, value, label string) {
		if value != "" {
			items = append(items, fyne.NewMenuItem(label, func() { l.suppress(kind, value) }))
		}
	}
	phone := screen.Phone(b.Phone, "")
	add(entity.SuppressPhone, b.Phone, screen.Lf("Whoever has the number {{.Value}}", screen.With{"Value": phone}))
	add(entity.SuppressEmail, b.Email, screen.Lf("Whoever has the address {{.Value}}", screen.With{"Value": b.Email}))
	domain := ownDomain(b)
	add(entity.SuppressDomain, domain, screen.Lf("Everybody at {{.Value}}", screen.With{"Value": domain}))
	return append(items, fyne.NewMenuItemSeparator(), fyne.NewMenuItem(screen.L("Show the list…"), func() { l.room.Shell.Go(screen.Settings) }))
}

// ownDomain is the domain that stands for a business: its website's, else its email's; one that belongs to many is none.
func ownDomain(b *entity.Business) string {
	for _, d := range []string{normal.Domain(b.Website), normal.Domain(b.Email[strings.LastIndex(b.Email, "@")+1:])} {
		if d != "" && !normal.SharedHost(d) {
			return d
		}
	}
	return ""
}

// setSilent marks leads as not to be contacted, or takes the mark away.
func (l *Leads) setSilent(ids []entity.BusinessID, on bool) {
	with := screen.With{"Leads": l.named(ids)}
	done := screen.Lf("{{.Leads}}: do not contact", with)
	if !on {
		done = screen.Lf("{{.Leads}}: may be contacted", with)
	}
	l.changeAll(ids, entity.Update{DoNotContact: &on}, done, screen.L("That was not kept"))
}

// suppress puts an email, a domain or a number on the list of whom nobody may contact.
func (l *Leads) suppress(kind entity.SuppressionKind, value string) {
	l.room.Desk.Suppress.Go(lead.Suppression{Kind: kind, Value: value}, func(step int64, err error) {
		if err != nil {
			l.room.Report(screen.L("That was not kept"), err)
			return
		}
		title := screen.L("On the list of whom nobody may contact")
		if step == 0 {
			title = screen.L("Was on the list already")
		}
		l.room.Done(title, value, step)
	})
}
