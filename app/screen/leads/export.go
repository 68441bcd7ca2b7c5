package leads

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"

	"letip/app/lead"
	"letip/app/query"
	"letip/app/screen"
	"letip/app/widget"
	"letip/store/entity"
)

// What is remembered of the form.
const (
	keyExportDir    = "export.dir"
	keyExportChoice = "export.choice"
)

// The formats by what the store calls them.
const (
	formatCSV  = "csv"
	formatXLSX = "xlsx"
	formatCard = "vcf"
)

// exportChoice is what a rep chose last.
type exportChoice struct {
	Format     string         `json:"format,omitempty"`
	Preset     string         `json:"preset,omitempty"`
	Columns    []exportColumn `json:"columns,omitempty"`
	Provenance bool           `json:"provenance,omitempty"`
	EveryEmail bool           `json:"every_email,omitempty"`
}

// exportFormats are the formats in a person's words, the usual one first.
var exportFormats = []struct{ id, name, hint string }{
	{formatCSV, "CSV", "Every program reads it. For Excel choose XLSX: it keeps each cell as it is. No cell can run as a formula."},
	{formatXLSX, "Spreadsheet (XLSX)", "For Excel and other spreadsheets: each cell stays as it is, and a ZIP code keeps its zero."},
	{formatCard, "Address book (vCard)", "A card for each lead, with its people and further addresses, for phones and address books."},
}

// scope is which leads are exported.
type scope struct {
	name string
	ids  []entity.BusinessID // nil is all of the view
	view lead.View
}

// exportForm asks which leads go where, as what and with which columns.
type exportForm struct {
	l       *Leads
	scopes  []scope
	scope   scope
	choice  exportChoice
	dir     string
	left    *query.Observer[int, int]
	name    *widget.Entry
	field   *widget.Field
	hint    *widget.Paragraph
	columns *exportColumns
	story   *widget.Checkbox
	emails  *widget.Checkbox
	leftOut *widget.Text
	write   *widget.Button
	// problem is why the file was not written.
	problem *widget.Paragraph
	sheet   *screen.Sheet
}

// scopesOf are the leads that may be meant, the likeliest first.
func (l *Leads) scopesOf() []scope {
	var list []scope
	if selection := l.grid.Selection(); !selection.Empty() {
		ids := l.chosen()
		list = append(list, scope{
			screen.Lf("{{.Leads}} selected", screen.With{"Leads": screen.Count(len(ids), "lead")}), ids, l.view(),
		})
	}
	n := l.list.Len()
	narrowed := len(parts(l.filter)) > 0 || l.filter.Search != ""
	switch {
	case l.list.Loading() && n == 0: // asked for before the first page came: the file holds what the list will
		list = append(list, scope{screen.L("All leads of this list"), nil, l.view()})
	case narrowed && n > 0:
		list = append(list, scope{screen.Lf("{{.Leads}} that match", screen.With{"Leads": screen.Count(n, "lead")}), nil, l.view()})
	}
	if all := max(l.total, n); all > 0 && (narrowed || !l.list.Loading() || n > 0) {
		list = append(list, scope{screen.Lf("All {{.Leads}}", screen.With{"Leads": screen.Count(all, "lead")}), nil, lead.View{Sort: l.sort}})
	}
	return list
}

// export asks how, and writes what is selected, or what matches, or all.
func (l *Leads) export() {
	if scopes := l.scopesOf(); len(scopes) > 0 {
		l.openExport(scopes)
		return
	}
	l.room.Shell.Say(widget.Toast{Kind: widget.ToastInfo, Title: screen.L("There is nothing to export")})
}

func (l *Leads) openExport(scopes []scope) *exportForm {
	f := &exportForm{l: l, scopes: scopes, scope: scopes[0], dir: l.room.Facts.ExportDir}
	l.room.Memory.Recall(keyExportDir, &f.dir)
	l.room.Memory.Recall(keyExportChoice, &f.choice)
	f.name = widget.NewEntry("")
	f.name.SetText(freeName(f.dir, "leads "+l.room.Now().Local().Format("2006-01-02"), f.format()))
	f.name.OnSubmitted = func(string) { f.start() }
	f.field = widget.NewField(screen.L("File name"), f.name)
	f.name.OnChanged = func(string) { f.field.SetError("") }
	f.field.SetHint(screen.Lf("in {{.Folder}}", screen.With{"Folder": f.dir}))
	f.field.SetAside(widget.NewButton(screen.L("Change folder"), widget.Quiet, f.chooseFolder))
	f.hint = widget.NewParagraph("", widget.StyleHint)
	f.columns = newExportColumns(l.room.Facts.Export, f.choice.Columns, l.shownColumns)
	f.story = widget.NewCheckbox(screen.L("Say beside each value where it is from"), f.choice.Provenance, nil)
	f.emails = widget.NewCheckbox(screen.L("Addresses too whose site asks for no unasked mail"), f.choice.EveryEmail, nil)
	f.leftOut = widget.NewText("", widget.StyleHint)
	f.write = widget.NewButton(screen.L("Export"), widget.Primary, f.start)
	cancel := widget.NewButton(screen.L("Cancel"), widget.Secondary, func() { f.sheet.Close() })
	f.problem = widget.NewParagraph("", widget.TextStyle{Role: widget.RoleError, Size: widget.LabelSize})
	f.problem.Hide()
	body := screen.Column(12, f.scopeObject(), f.leftOut, f.kinds(), f.hint, f.columns.object, screen.Column(2, f.story, f.emails), f.field, f.problem)
	f.suit()
	f.sheet = l.room.OpenSheet(screen.L("Export leads"), 560, body, f.name, cancel, f.write)
	f.sheet.OnClose(func() {
		if f.left != nil {
			f.left.Close()
		}
	})
	f.count()
	return f
}

// scopeObject is a choice where there is one, else words.
func (f *exportForm) scopeObject() fyne.CanvasObject {
	if len(f.scopes) == 1 {
		return widget.NewText(f.scope.name, widget.StyleValue)
	}
	names := make([]string, len(f.scopes))
	for i, s := range f.scopes {
		names[i] = s.name
	}
	return widget.NewField(screen.L("Which leads"), widget.NewSelect(names, f.scope.name, func(name string) {
		f.scope = f.scopes[slices.Index(names, name)]
		f.count()
	}))
}

// kinds are the choices of a format and of a program that it is for.
func (f *exportForm) kinds() fyne.CanvasObject {
	var formats []string
	for _, k := range exportFormats {
		formats = append(formats, screen.L(k.name))
	}
	at := func(id string) int {
		return max(0, slices.IndexFunc(exportFormats, func(k struct{ id, name, hint string }) bool { return k.id == id }))
	}
	presets := f.l.room.Facts.Export.Presets
	programs := []string{screen.L("Any program")}
	chosen := programs[0]
	for _, p := range presets {
		programs = append(programs, p.Name)
		if p.ID == f.choice.Preset {
			chosen = p.Name
		}
	}
	program := widget.NewSelect(programs, chosen, func(name string) {
		f.choice.Preset = ""
		if i := slices.Index(programs, name); i > 0 {
			f.choice.Preset = presets[i-1].ID
		}
		f.suit()
	})
	program.SetDisabled(f.format() == formatCard)
	format := widget.NewSelect(formats, formats[at(f.format())], func(name string) {
		old := f.format()
		f.choice.Format = exportFormats[slices.Index(formats, name)].id
		program.SetDisabled(f.format() == formatCard)
		if stem, ok := strings.CutSuffix(f.name.Text, "."+old); ok {
			f.name.SetText(freeName(f.dir, stem, f.format()))
		}
		f.suit()
	})
	return screen.Shares(12, nil, widget.NewField(screen.L("File type"), format), widget.NewField(screen.L("Made for"), program))
}

func (f *exportForm) format() string {
	if f.choice.Format == "" {
		return formatCSV
	}
	return f.choice.Format
}

// preset is the program that the file is for; false is any.
func (f *exportForm) preset() (lead.ExportPreset, bool) {
	presets := f.l.room.Facts.Export.Presets
	i := slices.IndexFunc(presets, func(p lead.ExportPreset) bool { return p.ID == f.choice.Preset })
	if i < 0 || f.format() == formatCard {
		return lead.ExportPreset{}, false
	}
	return presets[i], true
}

// suit shows what the choice of format and program leaves to choose.
func (f *exportForm) suit() {
	preset, isPreset := f.preset()
	for _, k := range exportFormats {
		if k.id == f.format() {
			f.hint.SetText(screen.L(k.hint))
		}
	}
	if isPreset {
		f.hint.SetText(screen.L(preset.Hint))
	}
	own := f.format() != formatCard && !isPreset
	for _, o := range []fyne.CanvasObject{f.columns.object, f.story} {
		if own {
			o.Show()
		} else {
			o.Hide()
		}
	}
	if f.sheet != nil {
		f.sheet.Fit()
	}
}

// mostCounted is how many chosen leads are looked up one by one to say how many of them are left out.
const mostCounted = 10_000

// count says how many leads are left out, as soon as that is known.
func (f *exportForm) count() {
	if f.left != nil {
		f.left.Close()
		f.left = nil
	}
	filter := f.scope.view.Filter
	if f.scope.ids != nil {
		filter = entity.Filter{IDs: f.scope.ids, Trash: filter.Trash}
	}
	f.leftOut.SetText(screen.L("Leads marked do not contact are left out."))
	if len(f.scope.ids) > mostCounted {
		return
	}
	desk := f.l.room.Desk
	f.left = query.Observe(desk.Cache(), desk.LeftOut(filter), func(r query.Result[int]) {
		switch n := r.Data; {
		case !r.HasData:
		case n == 0:
			f.leftOut.SetText(screen.L("Nobody among them is marked do not contact."))
		case n == 1:
			f.leftOut.SetText(screen.L("1 is marked do not contact and is left out."))
		default:
			f.leftOut.SetText(screen.Lf("{{.N}} are marked do not contact and are left out.", screen.With{"N": screen.Number(n)}))
		}
	})
}

// freeName is a name for a file that the folder does not have yet: "leads.csv", "leads 2.csv".
func freeName(dir, stem, format string) string {
	const most = 1000
	name := stem + "." + format
	for n := 2; n < most && exists(filepath.Join(dir, name)); n++ {
		name = stem + " " + strconv.Itoa(n) + "." + format
	}
	return name
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

// chooseFolder shows the folders; the choice is remembered.
func (f *exportForm) chooseFolder() {
	d := dialog.NewFolderOpen(func(dir fyne.ListableURI, err error) {
		if err != nil {
			f.l.room.Report(screen.L("The folder could not be opened"), err)
			return
		}
		if dir == nil {
			return
		}
		f.dir = filepath.FromSlash(dir.Path())
		f.l.room.Memory.Keep(keyExportDir, f.dir)
		f.field.SetHint(screen.Lf("in {{.Folder}}", screen.With{"Folder": f.dir}))
	}, f.l.room.Window)
	d.Resize(fyne.NewSize(760, 520))
	d.Show()
}

func (f *exportForm) start() {
	name := strings.TrimSpace(f.name.Text)
	if name == "" {
		f.field.SetError(screen.L("Give the file a name"))
		return
	}
	if !strings.HasSuffix(strings.ToLower(name), "."+f.format()) {
		name += "." + f.format()
	}
	x := lead.Export{
		Path: name, Format: f.format(), View: f.scope.view, IDs: f.scope.ids, EveryEmail: f.emails.On(),
	}
	if !filepath.IsAbs(name) {
		x.Path = filepath.Join(f.dir, name)
	}
	switch preset, isPreset := f.preset(); {
	case isPreset:
		x.Preset = preset.ID
	case f.format() == formatCard:
	case f.columns.none():
		f.fail(screen.L("Choose at least one column."))
		return
	default:
		x.Columns, x.Provenance = f.columns.chosen(), f.story.On()
	}
	if f.write.Busy() {
		return
	}
	if !exists(x.Path) {
		f.export(x)
		return
	}
	f.l.room.Ask(screen.Question{
		Title: screen.Lf("Replace {{.What}}?", screen.With{"What": filepath.Base(x.Path)}),
		Text:  screen.L("A file of this name is there already. What is in it will be lost."),
		Yes:   screen.L("Replace"), Danger: true,
		OnYes: func(bool) { f.export(x) },
	})
}

// fail says in the form why nothing was written.
func (f *exportForm) fail(why string) {
	if why != "" {
		why = strings.ToUpper(why[:1]) + why[1:]
	}
	f.problem.SetText(why)
	f.problem.Show()
	f.sheet.Fit()
}

// export writes the file and remembers the choice; a failure is told in the form.
func (f *exportForm) export(x lead.Export) {
	f.choice.Columns, f.choice.Provenance, f.choice.EveryEmail = f.columns.list, f.story.On(), f.emails.On()
	f.write.SetBusy(screen.L("Exporting…"))
	room := f.l.room
	room.Desk.Export.Go(x, func(done lead.Exported, err error) {
		f.write.SetBusy("")
		if err != nil {
			f.field.SetError(screen.L("Not written"))
			f.fail(room.Sentence(err))
			return
		}
		room.Memory.Keep(keyExportChoice, f.choice)
		f.sheet.Close()
		text := []string{done.Path}
		if done.Suppressed > 0 {
			text = append(text, screen.Lf("{{.N}} not to be contacted left out", screen.With{"N": screen.Number(done.Suppressed)}))
		}
		if done.Cut > 0 {
			text = append(text, screen.Lf("{{.N}} texts too long for a cell were cut", screen.With{"N": screen.Number(done.Cut)}))
		}
		for _, a := range done.Attributions {
			text = append(text, screen.Lf("Name the source where you pass it on: {{.Source}}", screen.With{"Source": a}))
		}
		slices.Reverse(text)
		room.Shell.Say(widget.Toast{
			Kind:  widget.ToastSuccess,
			Title: screen.Lf("{{.Leads}} exported", screen.With{"Leads": screen.Count(done.Rows, "lead")}), Text: screen.Joined(" · ", text...),
			Action: screen.L("Open folder"), OnAction: func() { room.Shell.Browse("file://" + filepath.ToSlash(filepath.Dir(done.Path))) },
		})
	})
}

// shownColumns are the columns of the table in their order.
func (l *Leads) shownColumns() []string {
	var ids []string
	for _, c := range l.grid.Columns() {
		if !c.Hidden {
			ids = append(ids, c.ID)
		}
	}
	return ids
}
