package leads

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"

	"letip/app/lead"
	"letip/app/screen"
	"letip/app/widget"
)

const keyExportDir = "export.dir"

// exportForm asks where a CSV file goes and which columns it has.
type exportForm struct {
	l     *Leads
	x     lead.Export
	dir   string
	name  *widget.Entry
	field *widget.Field
	all   *widget.Checkbox
	write *widget.Button
	// problem is why the file was not written.
	problem *widget.Paragraph
	sheet   *screen.Sheet
}

// export writes what is selected, or else all that match, to a CSV file.
func (l *Leads) export() {
	selection := l.grid.Selection()
	x := lead.Export{View: l.view()}
	n := l.list.Len()
	what := screen.Lf("All {{.Leads}}", screen.With{"Leads": screen.Count(n, "lead")})
	switch {
	case !selection.Empty():
		x.IDs = l.chosen()
		n = len(x.IDs)
		what = screen.Lf("{{.Leads}} selected", screen.With{"Leads": screen.Count(n, "lead")})
	case len(parts(l.filter)) > 0 || l.filter.Search != "":
		what = screen.Lf("{{.Leads}} that match", screen.With{"Leads": screen.Count(n, "lead")})
	}
	switch {
	case n > 0:
	case l.list.Loading(): // asked for before the first page came: the file holds what the list will
		what = screen.L("All leads of this list")
	default:
		l.room.Shell.Say(widget.Toast{Kind: widget.ToastInfo, Title: screen.L("There is nothing to export")})
		return
	}
	f := &exportForm{l: l, x: x, dir: l.room.Facts.ExportDir}
	l.room.Memory.Recall(keyExportDir, &f.dir)
	f.name = widget.NewEntry("")
	f.name.SetText(freeName(f.dir, "leads "+l.room.Now().Local().Format("2006-01-02")))
	f.name.OnSubmitted = func(string) { f.start() }
	f.field = widget.NewField(screen.L("File name"), f.name)
	f.name.OnChanged = func(string) { f.field.SetError("") }
	f.field.SetHint(screen.Lf("in {{.Folder}}", screen.With{"Folder": f.dir}))
	f.field.SetAside(widget.NewButton(screen.L("Change folder"), widget.Quiet, f.chooseFolder))
	f.all = widget.NewCheckbox(screen.L("Every column, not only those shown"), true, nil)
	hint := widget.NewParagraph(screen.L("Leads that must not be contacted are left out. No cell can run as a formula."), widget.StyleHint)
	f.write = widget.NewButton(screen.L("Export"), widget.Primary, f.start)
	cancel := widget.NewButton(screen.L("Cancel"), widget.Secondary, func() { f.sheet.Close() })
	f.problem = widget.NewParagraph("", widget.TextStyle{Role: widget.RoleError, Size: widget.LabelSize})
	f.problem.Hide()
	body := screen.Column(12, widget.NewText(what, widget.StyleValue), f.field, f.problem, f.all, hint)
	f.sheet = l.room.OpenSheet(screen.L("Export CSV"), 460, body, f.name, cancel, f.write)
}

// freeName is a name for a CSV file that the folder does not have yet: "leads.csv", "leads 2.csv".
func freeName(dir, stem string) string {
	const most = 1000
	name := stem + ".csv"
	for n := 2; n < most && exists(filepath.Join(dir, name)); n++ {
		name = stem + " " + strconv.Itoa(n) + ".csv"
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
	if !strings.HasSuffix(strings.ToLower(name), ".csv") {
		name += ".csv"
	}
	f.x.Path = name
	if !filepath.IsAbs(name) {
		f.x.Path = filepath.Join(f.dir, name)
	}
	if !f.all.On() {
		f.x.Columns = f.l.shownColumns()
	}
	if f.write.Busy() {
		return
	}
	if !exists(f.x.Path) {
		f.export()
		return
	}
	f.l.room.Ask(screen.Question{
		Title: screen.Lf("Replace {{.What}}?", screen.With{"What": filepath.Base(f.x.Path)}),
		Text:  screen.L("A file of this name is there already. What is in it will be lost."),
		Yes:   screen.L("Replace"), Danger: true,
		OnYes: func(bool) { f.export() },
	})
}

// export writes the file; a failure is told in the form.
func (f *exportForm) export() {
	f.write.SetBusy(screen.L("Exporting…"))
	room := f.l.room
	room.Desk.Export.Go(f.x, func(done lead.Exported, err error) {
		f.write.SetBusy("")
		if err != nil {
			f.field.SetError(screen.L("Not written"))
			f.problem.SetText(room.Sentence(err))
			f.problem.Show()
			f.sheet.Fit()
			return
		}
		f.sheet.Close()
		text := done.Path
		if done.Suppressed > 0 {
			text = screen.Joined(" · ", screen.Lf("{{.N}} not to be contacted left out", screen.With{"N": screen.Number(done.Suppressed)}), text)
		}
		room.Shell.Say(widget.Toast{
			Kind:  widget.ToastSuccess,
			Title: screen.Lf("{{.Leads}} exported", screen.With{"Leads": screen.Count(done.Rows, "lead")}), Text: text,
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
