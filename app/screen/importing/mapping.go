package importing

import (
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"letip/app/screen"
	"letip/app/widget"
	"letip/store/entity"
)

// mapping is the list of a file's columns: what each is called, an example, and what it is taken for.
type mapping struct {
	i       *Importing
	rows    *fyne.Container
	scroll  *container.Scroll
	selects []*widget.Select
}

func newMapping(i *Importing) *mapping {
	m := &mapping{i: i, rows: screen.Column(8)}
	m.scroll = screen.Scrolled(screen.Inset(16, 0, 16, 12, m.rows))
	return m
}

// show lists the columns; where they are the same as before only what they are taken for changes.
func (m *mapping) show(p entity.ImportPreview) {
	choices := []string{unused()}
	for _, f := range p.Fields {
		choices = append(choices, fieldWord(f))
	}
	if len(m.selects) == len(p.Columns) && len(p.Columns) > 0 {
		for n, c := range p.Columns {
			m.selects[n].SetChosen(choiceOf(c.Field))
		}
		return
	}
	m.selects, m.rows.Objects = nil, nil
	for n, c := range p.Columns {
		s := widget.NewSelect(choices, choiceOf(c.Field), func(choice string) { m.i.take(n, choice) })
		m.selects = append(m.selects, s)
		heading := c.Heading
		if heading == "" {
			heading = screen.Lf("Column {{.N}}", screen.With{"N": screen.Number(n + 1)})
		}
		words := screen.Column(0, widget.NewText(heading, widget.TextStyle{Bold: true, Cut: true}), widget.NewText(example(p, n), widget.StyleHint.Cutting()))
		m.rows.Objects = append(m.rows.Objects, screen.Shares(10, []float32{1.1, 1}, words, s))
	}
	m.rows.Refresh()
	m.scroll.Offset = fyne.Position{}
	m.scroll.Refresh()
}

func (m *mapping) setDisabled(off bool) {
	for _, s := range m.selects {
		s.SetDisabled(off)
	}
}

// example is the first thing that stands in a column.
func example(p entity.ImportPreview, column int) string {
	for _, r := range p.Rows {
		if column < len(r.Cells) && r.Cells[column] != "" {
			return r.Cells[column]
		}
	}
	return screen.L("empty in the first rows")
}

func choiceOf(field string) string {
	if field == "" {
		return unused()
	}
	return fieldWord(field)
}

// take says what a column is from now on. A field has one column: the one that had it before is not used then.
func (i *Importing) take(column int, choice string) {
	field := ""
	for _, f := range i.look.Fields {
		if fieldWord(f) == choice {
			field = f
		}
	}
	was := i.look.Columns[column].Field
	if field == was {
		return
	}
	if i.fields == nil {
		i.fields = map[string]string{}
	}
	others := 0
	for _, c := range i.look.Columns {
		if c.Field == was {
			others++
		}
	}
	if was != "" && others == 1 {
		i.fields[was] = ""
	}
	if field != "" {
		i.fields[field] = strconv.Itoa(column + 1)
	}
	i.change()
}
