package command

import (
	"io"
	"strings"
	"text/tabwriter"
	"unicode"
)

// table writes columns in a terminal's letters.
type table struct {
	w    *tabwriter.Writer
	errs []error
}

func newTable(w io.Writer, headings ...string) *table {
	t := &table{w: tabwriter.NewWriter(w, 2, 0, 2, ' ', 0)}
	if len(headings) > 0 {
		t.row(headings...)
	}
	return t
}

// row writes cells; what would move the terminal or the columns is taken out of them.
func (t *table) row(cells ...string) {
	for i, cell := range cells {
		cells[i] = cut(clean(cell))
	}
	t.write(strings.TrimRight(strings.Join(cells, "\t"), "\t") + "\n")
}

func (t *table) write(line string) {
	if _, err := io.WriteString(t.w, line); err != nil {
		t.errs = append(t.errs, err)
	}
}

func (t *table) flush() error {
	if err := t.w.Flush(); err != nil {
		return err
	}
	if len(t.errs) > 0 {
		return t.errs[0]
	}
	return nil
}

// clean makes blanks of control characters: text from the web must not steer a terminal.
func clean(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
			return ' '
		}
		return r
	}, text)
}

// widest is what a cell may have before it is cut; show has the whole.
const widest = 48

func cut(cell string) string {
	if letters := []rune(cell); len(letters) > widest {
		return string(letters[:widest-1]) + "…"
	}
	return cell
}
