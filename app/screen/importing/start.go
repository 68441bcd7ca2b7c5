package importing

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"letip/app/screen"
	"letip/app/widget"
)

// start is what stands there before a file is open: how to bring one.
type start struct {
	i      *Importing
	empty  *widget.Empty
	path   *widget.Entry
	wrong  *widget.Paragraph
	column *fyne.Container
	object fyne.CanvasObject
}

// pathWidth is that of the entry for a file's path.
const pathWidth = 460

func newStart(i *Importing) *start {
	s := &start{i: i, empty: widget.NewEmpty("import", "", "")}
	s.path = widget.NewEntry(screen.L("or write its path here and press Enter"))
	s.path.OnSubmitted = func(path string) {
		if path = strings.TrimSpace(path); path != "" {
			i.Open(path)
		}
	}
	s.wrong = widget.NewParagraph("", widget.TextStyle{Role: widget.RoleError, Align: fyne.TextAlignCenter}).SetMaxLines(4)
	s.column = screen.Column(14, screen.Sized(pathWidth, 190, s.empty), s.path, s.wrong)
	s.object = widget.NewCard(container.NewCenter(s.column))
	return s
}

func (s *start) update() {
	button := widget.NewButton(screen.L("Choose a file…"), widget.Primary, s.i.choose)
	if s.i.stage == stageOpening {
		button.SetBusy(screen.L("Reading the file…"))
	}
	s.empty.Set("import", screen.L("Import leads from a file"),
		screen.L("Drop a CSV or vCard file anywhere onto this window. Exports of this program, Outscraper, Apollo, Google Contacts and others are recognised."),
		button)
	s.wrong.Set(s.i.why, widget.RoleError)
	visible(s.wrong, s.i.why != "")
	s.column.Refresh()
	s.object.Refresh()
}
