package leads

import (
	"errors"
	"reflect"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"letip/app/lead"
	"letip/app/screen"
	"letip/app/widget"
	"letip/store/entity"
)

// input is one field of the form: which of a lead's texts it edits.
type input struct {
	field string // its JSON name, by which the store says what is wrong with it
	label string
	of    func(b *entity.Business) string
	draft func(d *entity.Draft) *string
	set   func(u *entity.Update, v *string)
	lines int // more than one is an area
}

// inputs are the form's text fields, in their order. Those that share a row stand side by side.
var inputs = [][]input{
	{{"name", "Name", func(b *entity.Business) string { return b.Name }, func(d *entity.Draft) *string { return &d.Name }, func(u *entity.Update, v *string) { u.Name = v }, 1}},
	{{"category", "Category", func(b *entity.Business) string { return b.Category }, func(d *entity.Draft) *string { return &d.Category }, func(u *entity.Update, v *string) { u.Category = v }, 1}},
	{
		{"phone", "Phone", typedPhone, func(d *entity.Draft) *string { return &d.Phone }, func(u *entity.Update, v *string) { u.Phone = v }, 1},
		{"fax", "Fax", func(b *entity.Business) string { return screen.Phone(b.Fax, "") }, func(d *entity.Draft) *string { return &d.Fax }, func(u *entity.Update, v *string) { u.Fax = v }, 1},
	},
	{{"email", "Email", func(b *entity.Business) string { return b.Email }, func(d *entity.Draft) *string { return &d.Email }, func(u *entity.Update, v *string) { u.Email = v }, 1}},
	{{"website", "Website", func(b *entity.Business) string { return b.Website }, func(d *entity.Draft) *string { return &d.Website }, func(u *entity.Update, v *string) { u.Website = v }, 1}},
	{{"address", "Street and number", func(b *entity.Business) string { return b.Address }, func(d *entity.Draft) *string { return &d.Address }, func(u *entity.Update, v *string) { u.Address = v }, 1}},
	{
		{"city", "City", func(b *entity.Business) string { return b.City }, func(d *entity.Draft) *string { return &d.City }, func(u *entity.Update, v *string) { u.City = v }, 1},
		{"state", "State", func(b *entity.Business) string { return b.State }, func(d *entity.Draft) *string { return &d.State }, func(u *entity.Update, v *string) { u.State = v }, 1},
		{"zip", "ZIP", func(b *entity.Business) string { return b.ZIP }, func(d *entity.Draft) *string { return &d.ZIP }, func(u *entity.Update, v *string) { u.ZIP = v }, 1},
	},
	{
		{"country", "Country", func(b *entity.Business) string { return b.Country }, func(d *entity.Draft) *string { return &d.Country }, func(u *entity.Update, v *string) { u.Country = v }, 1},
		{"hours", "Hours", func(b *entity.Business) string { return b.Hours }, func(d *entity.Draft) *string { return &d.Hours }, func(u *entity.Update, v *string) { u.Hours = v }, 1},
	},
	{{"notes", "Notes", func(b *entity.Business) string { return b.Notes }, func(d *entity.Draft) *string { return &d.Notes }, func(u *entity.Update, v *string) { u.Notes = v }, 4}},
}

// typedPhone is the number as a person edits it.
func typedPhone(b *entity.Business) string { return screen.Phone(b.Phone, b.PhoneRaw) }

// shares are the widths of fields that stand side by side, by the first one's name.
var shares = map[string][]float32{"phone": {1, 1}, "city": {2, 0.7, 1}, "country": {0.6, 2}}

// form creates a lead or changes one. What is wrong stands beside its field.
type form struct {
	s       *side
	old     *entity.Business // nil is a new lead
	entries map[string]*widget.Entry
	fields  map[string]*widget.Field
	stage   *widget.Select
	tags    *widget.Entry
	next    *widget.Entry
	due     *widget.Entry
	dnc     *widget.Checkbox
	save    *widget.Button
	object  fyne.CanvasObject
}

func newForm(s *side, old *entity.Business) *form {
	f := &form{s: s, entries: map[string]*widget.Entry{}, fields: map[string]*widget.Field{}}
	title, verb := screen.L("New lead"), screen.L("Create lead")
	if old != nil {
		b := *old
		f.old = &b
		title, verb = screen.L("Edit lead"), screen.L("Save")
	}
	var rows []fyne.CanvasObject
	for _, line := range inputs {
		var fields []fyne.CanvasObject
		for _, in := range line {
			fields = append(fields, f.field(in))
		}
		if len(fields) == 1 {
			rows = append(rows, fields[0])
		} else {
			rows = append(rows, screen.Shares(10, shares[line[0].field], fields...))
		}
	}
	rows = append(rows, f.work()...)
	f.save = widget.NewButton(verb, widget.Primary, f.submit)
	cancel := widget.NewButton(screen.L("Cancel"), widget.Secondary, func() { s.askLeave(s.endForm) })
	head := screen.Inset(18, 14, 18, 10, screen.Row(8, widget.NewText(title, widget.StyleTitle), screen.Spring(), cancel, f.save))
	scroll := screen.Scrolled(screen.Inset(18, 12, 18, 18, screen.Column(9, rows...)))
	for _, e := range f.entries {
		e.OnScroll = scroll.Scrolled
	}
	for _, e := range []*widget.Entry{f.tags, f.next, f.due} {
		if e != nil {
			e.OnScroll = scroll.Scrolled
		}
	}
	f.object = container.NewBorder(screen.Column(0, head, screen.Rule()), nil, nil, nil, scroll)
	return f
}

func (f *form) field(in input) fyne.CanvasObject {
	var e *widget.Entry
	if in.lines > 1 {
		e = widget.NewTextArea("", in.lines)
	} else {
		e = widget.NewEntry("")
		e.OnSubmitted = func(string) { f.submit() }
	}
	if f.old != nil {
		e.SetText(in.of(f.old))
	}
	e.OnEscape = func() { f.s.askLeave(f.s.endForm) }
	f.entries[in.field] = e
	f.fields[in.field] = widget.NewField(screen.L(in.label), e)
	e.OnChanged = func(string) { f.fields[in.field].SetError("") }
	return f.fields[in.field]
}

// work are the fields of the rep's own work: stage, tags, what to do next.
func (f *form) work() []fyne.CanvasObject {
	stage := entity.StageNew
	var tags, next, due string
	dnc := false
	if f.old != nil {
		if f.old.Stage != "" {
			stage = f.old.Stage
		}
		tags, next, dnc = strings.Join(f.old.Tags, ", "), f.old.NextAction, f.old.DoNotContact
		if !f.old.NextActionDue.IsZero() {
			due = f.old.NextActionDue.Local().Format(time.DateOnly)
		}
	}
	names := make([]string, len(entity.Stages))
	for i, s := range entity.Stages {
		names[i] = screen.StageWord(s)
	}
	f.stage = widget.NewSelect(names, screen.StageWord(stage), nil)
	text := func(v, hint string) *widget.Entry {
		e := widget.NewEntry(hint)
		e.SetText(v)
		e.OnSubmitted = func(string) { f.submit() }
		e.OnEscape = func() { f.s.askLeave(f.s.endForm) }
		return e
	}
	f.tags = text(tags, screen.L("separated by commas"))
	f.fields["tags"] = widget.NewField(screen.L("Tags"), f.tags)
	f.tags.OnChanged = func(string) { f.fields["tags"].SetError("") }
	rows := []fyne.CanvasObject{
		screen.Shares(10, []float32{1, 1.4}, widget.NewField(screen.L("Stage"), f.stage), f.fields["tags"]),
	}
	if f.old == nil { // a draft has no next action and is nobody's to leave alone yet
		return rows
	}
	f.next = text(next, screen.L("for example: call back"))
	f.due = text(due, "2026-11-24")
	f.fields["next_action_due"] = widget.NewField(screen.L("Due on"), f.due)
	f.due.OnChanged = func(string) { f.fields["next_action_due"].SetError("") }
	f.dnc = widget.NewCheckbox(screen.L("Do not contact: leave out of exports"), dnc, nil)
	return append(rows,
		screen.Shares(10, []float32{1.6, 1}, widget.NewField(screen.L("Next action"), f.next), f.fields["next_action_due"]),
		f.dnc)
}

func (f *form) first() fyne.Focusable { return f.entries["name"] }

// changed reports whether there is anything to lose.
func (f *form) changed() bool {
	if f.old == nil {
		for _, e := range f.entries {
			if e.Text != "" {
				return true
			}
		}
		return f.tags.Text != ""
	}
	u, _ := f.update()
	return !nothing(u)
}

func (f *form) chosenStage() entity.Stage {
	for _, s := range entity.Stages {
		if screen.StageWord(s) == f.stage.Chosen() {
			return s
		}
	}
	return entity.StageNew
}

func (f *form) chosenTags() []string {
	var tags []string
	for t := range strings.SplitSeq(f.tags.Text, ",") {
		tags = append(tags, cleanTag(t))
	}
	return lead.Tags(tags, nil)
}

// update holds what differs from the lead; wrong names what can't be read.
func (f *form) update() (u entity.Update, wrong entity.FieldErrors) {
	for _, line := range inputs {
		for _, in := range line {
			if v := strings.TrimSpace(f.entries[in.field].Text); v != strings.TrimSpace(in.of(f.old)) {
				in.set(&u, &v)
			}
		}
	}
	if s := f.chosenStage(); s != f.old.Stage && (f.old.Stage != "" || s != entity.StageNew) {
		u.Stage = &s
	}
	if tags := f.chosenTags(); strings.Join(tags, ",") != strings.Join(f.old.Tags, ",") {
		u.Tags = &tags
	}
	if next := strings.TrimSpace(f.next.Text); next != f.old.NextAction {
		u.NextAction = &next
	}
	if due, err := readDay(f.due.Text); err != nil {
		wrong = entity.FieldErrors{"next_action_due": screen.L("Write it as 2026-11-24")}
	} else if !sameDay(due, f.old.NextActionDue) {
		u.NextActionDue = &due
	}
	if f.dnc.On() != f.old.DoNotContact {
		on := f.dnc.On()
		u.DoNotContact = &on
	}
	return u, wrong
}

func nothing(u entity.Update) bool { return reflect.DeepEqual(u, entity.Update{}) }

func readDay(text string) (time.Time, error) {
	if text = strings.TrimSpace(text); text == "" {
		return time.Time{}, nil
	}
	return time.ParseInLocation(time.DateOnly, text, time.Local)
}

func sameDay(a, b time.Time) bool {
	if a.IsZero() || b.IsZero() {
		return a.IsZero() == b.IsZero()
	}
	return a.Local().Format(time.DateOnly) == b.Local().Format(time.DateOnly)
}

// submit writes the form. The button says what it is doing until the store has answered.
func (f *form) submit() {
	if f.save.Busy() {
		return
	}
	f.show(nil)
	if f.old == nil {
		f.create()
		return
	}
	u, wrong := f.update()
	switch {
	case wrong != nil:
		f.show(wrong)
		return
	case nothing(u):
		f.s.endForm()
		return
	}
	f.save.SetBusy(screen.L("Saving…"))
	f.s.l.room.Desk.Edit.Go(lead.Edit{ID: f.old.ID, Update: u}, func(w lead.Written, err error) {
		f.save.SetBusy("")
		if err != nil {
			f.failed(screen.L("The lead was not saved"), err)
			return
		}
		f.s.endForm()
		if w.Step != 0 {
			f.s.l.room.Done(screen.L("Saved"), w.Name, w.Step)
		}
	})
}

func (f *form) create() {
	d := entity.Draft{Stage: f.chosenStage(), Tags: f.chosenTags()}
	for _, line := range inputs {
		for _, in := range line {
			*in.draft(&d) = strings.TrimSpace(f.entries[in.field].Text)
		}
	}
	f.save.SetBusy(screen.L("Creating…"))
	f.s.l.room.Desk.Create.Go(d, func(b lead.Written, err error) {
		f.save.SetBusy("")
		if err != nil {
			f.failed(screen.L("The lead was not created"), err)
			return
		}
		f.s.form = nil
		f.s.l.ShowLead(b.ID)
		f.s.l.room.Shell.Focus(f.s.l.grid)
		f.s.l.room.Done(screen.L("Lead created"), b.Name, b.Step)
	})
}

// failed puts what is wrong beside its field, and the rest into a toast.
func (f *form) failed(what string, err error) {
	if wrong, ok := errors.AsType[entity.FieldErrors](err); ok && f.show(wrong) {
		return
	}
	f.s.l.room.Report(what, err)
}

// show puts errors beside their fields, and the cursor into the first; false if one has no field here.
func (f *form) show(wrong entity.FieldErrors) bool {
	all := true
	for field := range wrong {
		all = all && f.fields[field] != nil
	}
	first := true
	for _, line := range inputs {
		for _, in := range line {
			f.fields[in.field].SetError(wrong[in.field])
			if wrong[in.field] != "" && first {
				first = false
				f.s.l.room.Shell.Focus(f.entries[in.field])
			}
		}
	}
	for _, field := range []string{"tags", "next_action_due"} {
		if fd := f.fields[field]; fd != nil {
			fd.SetError(wrong[field])
		}
	}
	return all
}
