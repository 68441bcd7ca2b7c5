package settings

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"letip/app/screen"
	"letip/app/widget"
	"letip/store/entity"
)

// lineOptions make a line of text that is kept.
type lineOptions struct {
	label, hint, placeholder string
	of                       func(*entity.Settings) *string
	check                    func(string) string // what is wrong, "" for nothing
	reset                    string              // what a fresh installation has; "" is no button
}

// line is one setting of text: kept with Enter or its button, once it is right.
type line struct {
	x      *Settings
	o      lineOptions
	entry  *widget.Entry
	field  *widget.Field
	save   *widget.Button
	reset  *widget.Button
	kept   string
	object fyne.CanvasObject
}

func newLine(x *Settings, o lineOptions) *line {
	l := &line{x: x, o: o}
	l.entry = widget.NewEntry(screen.L(o.placeholder))
	l.entry.OnSubmitted = func(string) { l.keep() }
	l.entry.OnChanged = func(string) { l.update() }
	l.save = widget.NewButton(screen.L("Save"), widget.Secondary, l.keep)
	buttons := []fyne.CanvasObject{l.save}
	if o.reset != "" {
		l.reset = widget.NewButton(screen.L("Reset"), widget.Secondary, func() {
			l.entry.SetText(o.reset)
			l.keep()
		})
		buttons = append(buttons, l.reset)
	}
	row := container.NewBorder(nil, nil, nil, screen.Inset(8, 0, 0, 0, screen.Row(8, buttons...)), l.entry)
	l.field = widget.NewField(screen.L(o.label), row)
	l.object = screen.Column(3, l.field, widget.NewParagraph(screen.L(o.hint), widget.StyleHint))
	l.update()
	return l
}

// take shows what is kept, unless somebody is typing something else.
func (l *line) take(s entity.Settings) {
	kept := *l.o.of(&s)
	if l.entry.Text == l.kept || l.entry.Text == "" {
		l.kept = kept
		l.entry.SetText(kept)
	}
	l.kept = kept
	l.update()
}

func (l *line) text() string { return strings.TrimSpace(l.entry.Text) }

// update lets the buttons be used only where they would do something.
func (l *line) update() {
	l.save.SetDisabled(l.text() == l.kept)
	if l.reset != nil {
		l.reset.SetDisabled(l.text() == l.o.reset && l.kept == l.o.reset)
	}
	if l.field != nil {
		l.field.SetError("")
	}
}

// keep writes what was typed, if it can be right.
func (l *line) keep() {
	text := l.text()
	if text == l.kept || !l.x.known {
		return
	}
	if wrong := l.o.check(text); wrong != "" {
		l.field.SetError(wrong)
		return
	}
	l.kept = text
	l.x.change(func(s *entity.Settings) { *l.o.of(s) = text })
	l.update()
}
