package importing

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"letip/app/screen"
	"letip/app/widget"
	"letip/store/entity"
)

// mendShown is how many rows are offered to be mended at once.
const mendShown = 40

// mending is the list of rows that can't be used as they are: why, and each cell that is at fault, to be put right.
type mending struct {
	i      *Importing
	rows   *fyne.Container
	scroll *container.Scroll
	first  *widget.Entry // the first cell that is offered; nil is none
}

func newMending(i *Importing) *mending {
	m := &mending{i: i, rows: screen.Column(14)}
	m.scroll = screen.Scrolled(screen.Inset(16, 12, 16, 12, m.rows))
	return m
}

func (m *mending) show(rows []entity.ImportPreviewRow) {
	m.rows.Objects, m.first = nil, nil
	for _, r := range rows[:min(len(rows), mendShown)] {
		m.rows.Objects = append(m.rows.Objects, m.row(r))
	}
	if extra := len(rows) - mendShown; extra > 0 {
		m.rows.Objects = append(m.rows.Objects, widget.NewText(screen.Lf("and {{.Rows}} more", screen.With{"Rows": screen.Count(extra, "row")}), widget.StyleHint))
	}
	if len(rows) == 0 {
		m.rows.Objects = []fyne.CanvasObject{widget.NewEmpty("check", screen.L("Nothing to mend"), screen.L("Each row that was looked at can be used as it is."))}
	}
	m.rows.Refresh()
	m.scroll.Refresh()
}

// row says what is wrong with one row and offers the cells that are at fault.
func (m *mending) row(r entity.ImportPreviewRow) fyne.CanvasObject {
	word, role := screen.L("part of it is left out"), widget.RoleWarn
	if r.Err != "" {
		word, role = screen.L("refused"), widget.RoleError
	}
	title := screen.Joined(" · ", screen.Lf("Row {{.N}}", screen.With{"N": screen.Number(r.Row)}), r.Name)
	objects := []fyne.CanvasObject{
		screen.Flow(10, widget.NewText(title, widget.StyleStrong), widget.NewStatus(word, role, false)),
		widget.NewParagraph(trouble(r), widget.StyleLabel).SetMaxLines(4),
	}
	for _, column := range r.BadCell {
		if column < len(m.i.look.Columns) {
			objects = append(objects, m.cell(r, column))
		}
	}
	return screen.Column(5, objects...)
}

func (m *mending) cell(r entity.ImportPreviewRow, column int) fyne.CanvasObject {
	c := m.i.look.Columns[column]
	entry := widget.NewEntry(c.Heading)
	if column < len(r.Cells) {
		entry.SetText(r.Cells[column])
	}
	if m.first == nil {
		m.first = entry
	}
	entry.OnScroll = m.scroll.Scrolled
	was := entry.Text
	mend := func() {
		if entry.Text != was {
			m.i.mend(entity.ImportMending{Row: r.Row, Column: column, Text: entry.Text})
		}
	}
	entry.OnSubmitted = func(string) { mend() }
	button := widget.NewButton(screen.L("Mend"), widget.Secondary, mend)
	name := screen.Sized(110, 0, widget.NewText(choiceOf(c.Field), widget.StyleLabel.Cutting()))
	return container.NewBorder(nil, nil, screen.Row(0, name), screen.Inset(8, 0, 0, 0, screen.Row(0, button)), entry)
}

// mend puts a cell right for this import; the file stays as it is.
func (i *Importing) mend(cell entity.ImportMending) {
	for n, c := range i.cells {
		if c.Row == cell.Row && c.Column == cell.Column {
			i.cells[n] = cell
			i.changeCells()
			return
		}
	}
	i.cells = append(i.cells, cell)
	i.changeCells()
}
