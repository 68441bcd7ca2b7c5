package importing

import (
	"path/filepath"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/storage"

	"letip/app/lead"
	"letip/app/screen"
	"letip/app/widget"
	"letip/store/entity"
)

// keyFolder remembers where the last file came from.
const keyFolder = "import.folder"

// extensions are the files that the chooser lists.
var extensions = []string{".csv", ".tsv", ".tab", ".txt", ".vcf", ".vcard"}

// choose lets the rep pick a file.
func (i *Importing) choose() {
	if i.stage == stageRunning {
		return
	}
	d := dialog.NewFileOpen(func(r fyne.URIReadCloser, err error) {
		if err != nil || r == nil {
			return
		}
		path := r.URI().Path()
		_ = r.Close() // it is read by its path
		i.room.Memory.Keep(keyFolder, filepath.Dir(path))
		i.Open(path)
	}, i.room.Window)
	d.SetFilter(storage.NewExtensionFileFilter(extensions))
	folder := i.room.Facts.ExportDir
	i.room.Memory.Recall(keyFolder, &folder)
	if at, err := storage.ListerForURI(storage.NewFileURI(folder)); err == nil {
		d.SetLocation(at)
	}
	d.SetTitleText(screen.L("Choose a file of leads"))
	d.SetConfirmText(screen.L("Open"))
	d.SetDismissText(screen.L("Cancel"))
	d.Resize(fyne.NewSize(780, 500))
	d.Show()
}

// try finds out what the import would do, and writes nothing.
func (i *Importing) try() {
	if i.stage != stageLooked {
		return
	}
	i.asked++
	asked := i.asked
	i.trying, i.tried = true, nil
	i.counts, i.percent = entity.ImportCounts{}, 0
	i.head.update()
	i.tell()
	i.room.Desk.RunImport.Go(i.file.NewImportRun(true), func(out lead.ImportOutcome, err error) {
		if asked != i.asked {
			return
		}
		i.trying = false
		switch {
		case err != nil:
			i.room.Report(screen.L("The file could not be tried"), err)
		case !out.Over:
			i.tried, i.bad = &out.Report, out.Bad
		}
		i.head.update()
		i.drawPane()
		i.tell()
	})
}

// run imports the file.
func (i *Importing) run() {
	if i.stage != stageLooked || !named(i.look) {
		return
	}
	i.asked++
	asked := i.asked
	i.stage, i.trying = stageRunning, false
	i.counts, i.percent, i.began = entity.ImportCounts{}, 0, i.room.Now()
	i.draw()
	i.room.Desk.RunImport.Go(i.file.NewImportRun(false), func(out lead.ImportOutcome, err error) {
		if asked != i.asked {
			return
		}
		if err != nil {
			i.stage = stageLooked
			i.room.Report(screen.L("The file was not imported"), err)
			i.draw()
			return
		}
		i.stage, i.report = stageDone, &out.Report
		i.counts = out.Report.Counts
		i.draw()
		i.sayDone(out.Report)
	})
}

// sayDone tells what the import came to, wherever the rep is by now.
func (i *Importing) sayDone(r entity.ImportReport) {
	title := screen.Lf("{{.File}} was imported", screen.With{"File": r.File})
	if r.Cancelled {
		title = screen.L("The import was cancelled; what was written is kept")
	}
	t := i.room.DoneToast(title, countsLine(r.Counts), r.Step)
	if r.Cancelled || r.Counts.Errors > 0 {
		t.Kind = widget.ToastWarning
	}
	i.room.Shell.Say(t)
}

// countsLine is what rows came to, in a line: what there is none of is left out.
func countsLine(c entity.ImportCounts) string {
	var words []string
	for _, f := range figures {
		if n := f.of(c); n > 0 {
			words = append(words, screen.Number(n)+" "+lower(screen.L(f.name)))
		}
	}
	return screen.Joined(" · ", words...)
}

// cancel ends the import; whole batches that were written stay.
func (i *Importing) cancel() {
	if i.file != nil {
		i.file.Stop()
	}
}
