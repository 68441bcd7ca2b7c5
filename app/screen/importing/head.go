package importing

import (
	"net/url"
	"path/filepath"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"letip/app/screen"
	"letip/app/widget"
	"letip/store/entity"
)

// head is the upper card: which file it is, what an import would do, does or did, and the buttons for it.
type head struct {
	i       *Importing
	title   *widget.Text
	about   *widget.Text
	notice  *widget.Paragraph
	buttons *fyne.Container
	below   *fyne.Container // the buttons after an import: more than stand beside a title
	bar     *widget.ProgressBar
	tiles   []*widget.StatTile
	figures *fyne.Container
	box     *fyne.Container
	card    *widget.Card
	shown   string // what the buttons were made for
}

// figureWidth keeps the figures together at the left, where no toast covers them.
const figureWidth = 104

func newHead(i *Importing) *head {
	h := &head{i: i, buttons: screen.Row(8), below: screen.Flow(8), bar: widget.NewProgressBar(8)}
	h.title = widget.NewText("", widget.StyleTitle.Cutting())
	h.about = widget.NewText("", widget.StyleLabel.Cutting())
	h.notice = widget.NewParagraph("", widget.TextStyle{Role: widget.RoleWarn, Size: widget.LabelSize}).SetMaxLines(3)
	var tiles []fyne.CanvasObject
	for _, f := range figures {
		t := widget.NewFigure(screen.L(f.name), f.role)
		h.tiles = append(h.tiles, t)
		tiles = append(tiles, screen.Sized(figureWidth, 0, t))
	}
	h.figures = screen.Row(0, tiles...)
	top := container.NewBorder(nil, nil, nil, container.NewVBox(h.buttons), screen.Column(2, h.title, h.about))
	h.box = screen.Column(10, top, h.notice, h.bar, h.figures, h.below)
	h.card = widget.NewCard(h.box)
	return h
}

// update writes what is known of the file and of its import.
func (h *head) update() {
	i := h.i
	h.title.SetText(h.heading())
	h.about.SetText(h.line())
	notice := i.look.Notice
	if !named(i.look) {
		notice = screen.Joined(" ", screen.L("No column is taken for the name: say below which one it is."), notice)
	}
	h.notice.Set(notice, widget.RoleWarn)
	visible(h.notice, notice != "")
	visible(h.bar, i.stage == stageRunning || i.trying)
	h.bar.SetValue(i.percent / 100)
	counts, known := i.counts, i.stage == stageRunning || i.stage == stageDone || i.trying
	if i.tried != nil && i.stage == stageLooked {
		counts, known = i.tried.Counts, true
	}
	for n, f := range figures {
		if !known {
			h.tiles[n].SetFigure("–", widget.RoleMuted)
			continue
		}
		v, role := f.of(counts), f.role
		if v == 0 {
			role = widget.RoleMuted
		}
		h.tiles[n].SetFigure(screen.Number(v), role)
	}
	h.offer()
	h.box.Refresh()
	h.card.Refresh()
	i.work.Refresh()
}

func (h *head) heading() string {
	i := h.i
	switch {
	case i.stage == stageRunning:
		return screen.Lf("Importing {{.File}}", screen.With{"File": i.look.File})
	case i.stage == stageDone && i.report.Cancelled:
		return screen.Lf("Cancelled: {{.File}}", screen.With{"File": i.look.File})
	case i.stage == stageDone:
		return screen.Lf("Imported: {{.File}}", screen.With{"File": i.look.File})
	}
	return i.look.File
}

func (h *head) line() string {
	i := h.i
	switch {
	case i.stage == stageRunning:
		return screen.Joined(" · ", screen.Percent(i.percent), screen.Lf("{{.Rows}} so far", screen.With{"Rows": screen.Count(i.counts.Rows(), "row")}))
	case i.trying:
		return screen.Joined(" · ", screen.L("trying it out"), screen.Percent(i.percent), about(i.look))
	case i.stage == stageDone && i.report.Cancelled:
		return screen.L("What was written until then is kept. Undo takes it back.")
	case i.stage == stageDone && i.report.ErrorFile != "":
		return screen.Lf("Refused rows are kept in {{.File}}", screen.With{"File": filepath.Base(i.report.ErrorFile)})
	case i.stage == stageDone:
		return screen.L("Undo takes all of it back.")
	case i.tried != nil:
		return screen.Joined(" · ", screen.L("this is what an import would do"), about(i.look))
	}
	return about(i.look)
}

// offer puts up the buttons of the stage. They stay the same widgets while it does.
func (h *head) offer() {
	i := h.i
	key := string(rune('0' + i.stage))
	importing := screen.L("Import")
	if i.stage == stageLooked {
		if i.tried != nil {
			importing = screen.Lf("Import {{.Rows}}", screen.With{"Rows": screen.Count(i.tried.Counts.Rows()-i.tried.Counts.Errors-i.tried.Counts.Skipped, "row")})
		}
		key += importing + map[bool]string{true: "trying", false: ""}[i.trying] + map[bool]string{true: "named", false: ""}[named(i.look)]
	}
	if key == h.shown {
		return
	}
	h.shown = key
	var buttons []fyne.CanvasObject
	add := func(label string, kind widget.ButtonKind, tap func()) *widget.Button {
		b := widget.NewButton(label, kind, tap)
		buttons = append(buttons, b)
		return b
	}
	switch i.stage {
	case stageLooked:
		add(screen.L("Another file"), widget.Secondary, i.choose)
		if i.tried == nil {
			try := add(screen.L("Try it out"), widget.Secondary, i.try).SetTip(screen.L("Shows what an import would do. Nothing is written."))
			if i.trying {
				try.SetBusy(screen.L("Trying…"))
			}
		}
		add(importing, widget.Primary, i.run).SetDisabled(!named(i.look))
	case stageRunning:
		add(screen.L("Cancel"), widget.Secondary, i.cancel)
	case stageDone:
		h.after(add)
	}
	h.buttons.Objects, h.below.Objects = buttons, nil
	if i.stage == stageDone {
		h.buttons.Objects, h.below.Objects = nil, buttons
	}
	visible(h.below, i.stage == stageDone)
	h.buttons.Refresh()
	h.below.Refresh()
}

// after offers what follows from an import.
func (h *head) after(add func(string, widget.ButtonKind, func()) *widget.Button) {
	i, r := h.i, h.i.report
	if r.Step != 0 {
		add(screen.L("Undo"), widget.Secondary, func() { i.room.Undo(r.Step) })
	}
	if r.ErrorFile != "" {
		add(screen.L("Open refused rows"), widget.Secondary, func() { i.room.Shell.Browse(fileURL(r.ErrorFile)) })
	}
	if r.Counts.Review > 0 {
		add(screen.Lf("Decide {{.Pairs}}", screen.With{"Pairs": screen.Count(r.Counts.Review, "pair")}), widget.Secondary, func() { i.room.Shell.Go(screen.Review) })
	}
	add(screen.L("Another file"), widget.Secondary, i.choose)
	add(screen.L("Show new leads"), widget.Primary, func() { i.room.Shell.ShowLeads(entity.Filter{Since: i.began}) }).SetDisabled(r.Counts.New+r.Counts.Review == 0)
}

func visible(o fyne.CanvasObject, on bool) {
	if on == o.Visible() {
		return
	}
	if on {
		o.Show()
	} else {
		o.Hide()
	}
}

// fileURL is the address of a file, for the system's program.
func fileURL(path string) string {
	path = filepath.ToSlash(path)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path // C:/... on Windows
	}
	return (&url.URL{Scheme: "file", Path: path}).String()
}

func lower(s string) string { return strings.ToLower(s) }
