package exchange

import (
	"archive/zip"
	"bufio"
	"bytes"
	"compress/flate"
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"letip/store/entity"
)

// Spreadsheets are written here and read by excelize in the tests: excelize keeps the whole sheet in a file of its own
// until it is done (214 MB for 100,000 leads, left behind by a crash), takes 80 MB and asks for room that a disk may not have.
// This writes each row once, as it comes.

// What a sheet can hold (Excel specifications and limits).
const (
	sheetRows  = 1 << 20
	cellLetter = 32767 // UTF-16 units in a cell
)

// writeXLSX writes each cell as the text that it is: no number loses a zero or a digit, nothing can be a formula, and the
// cell's own format keeps it so when it is edited.
func writeXLSX(ctx context.Context, w io.Writer, columns []Column, rows Rows) (Report, error) {
	return newWorkbook(w, columns).write(ctx, rows)
}

// workbook is a file on its way out.
type workbook struct {
	zip     *zip.Writer
	columns []Column
	letters []string // of the columns: A, B, ... AA
	sheet   *bufio.Writer
	sheets  int
	rows    int // in the sheet, with the headings
	most    int // how many a sheet may have
	cut     int
	line    []byte
	cell    []byte
}

func newWorkbook(w io.Writer, columns []Column) *workbook {
	b := &workbook{zip: zip.NewWriter(w), columns: columns, most: sheetRows}
	b.zip.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) {
		return flate.NewWriter(w, flate.BestSpeed) // a third of the time for a tenth more bytes
	})
	return b
}

func (b *workbook) write(ctx context.Context, rows Rows) (Report, error) {
	err := b.part("[Content_Types].xml", contentTypes)
	var report Report
	if err == nil {
		report, err = eachRow(ctx, rows, b.row)
	}
	if err == nil && b.sheet == nil {
		err = b.begin() // nobody: the headings alone
	}
	if err == nil {
		err = b.end()
	}
	report.Cut = b.cut
	return finish(report, err)
}

func (b *workbook) part(name, text string) error {
	w, err := b.zip.Create(name)
	if err != nil {
		return err
	}
	_, err = io.WriteString(w, text)
	return err
}

// begin begins a sheet with its headings, which stay in sight.
func (b *workbook) begin() error {
	b.sheets++
	w, err := b.zip.Create("xl/worksheets/sheet" + strconv.Itoa(b.sheets) + ".xml")
	if err != nil {
		return err
	}
	if b.sheet == nil {
		b.sheet = bufio.NewWriterSize(w, 64<<10)
		for i := range b.columns {
			b.letters = append(b.letters, columnLetters(i))
		}
	}
	b.sheet.Reset(w)
	b.rows = 0
	head := xmlHead + `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetViews>` +
		`<sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>`
	for i, c := range b.columns {
		head += fmt.Sprintf(`<col min="%d" max="%d" width="%d" style="%d" customWidth="1"/>`, i+1, i+1, width(c), styleText)
	}
	if _, err := b.sheet.WriteString(head + "</cols><sheetData>"); err != nil {
		return err
	}
	return b.cells(styleHeading, func(c Column) { b.cell = append(b.cell[:0], c.Heading...) })
}

func (b *workbook) row(lead *entity.Business) error {
	if b.rows == b.most {
		if err := b.finish(); err != nil {
			return err
		}
	}
	if b.sheet == nil || b.rows == b.most {
		if err := b.begin(); err != nil {
			return err
		}
	}
	return b.cells(styleText, func(c Column) { b.cell = c.write(b.cell[:0], lead) })
}

// cells writes a row, each cell as fill leaves it; empty ones are none.
func (b *workbook) cells(style int, fill func(Column)) error {
	b.rows++
	line := append(b.line[:0], `<row r="`...)
	line = strconv.AppendInt(line, int64(b.rows), 10)
	line = append(line, `">`...)
	for i, c := range b.columns {
		fill(c)
		if len(b.cell) == 0 {
			continue
		}
		text, whole := fit(b.cell)
		if !whole {
			b.cut++
		}
		line = append(append(line, `<c r="`...), b.letters[i]...)
		line = strconv.AppendInt(line, int64(b.rows), 10)
		line = append(line, `" s="`...)
		line = strconv.AppendInt(line, int64(style), 10)
		line = append(line, `" t="inlineStr"><is><t xml:space="preserve">`...)
		line = appendXML(line, text)
		line = append(line, `</t></is></c>`...)
	}
	b.line = append(line, "</row>"...)
	_, err := b.sheet.Write(b.line)
	return err
}

// finish ends the sheet. Text that looks like a number is meant to be text: no green corners.
func (b *workbook) finish() error {
	last := columnLetters(max(len(b.columns), 1)-1) + strconv.Itoa(b.rows)
	_, err := fmt.Fprintf(b.sheet, `</sheetData><autoFilter ref="A1:%s"/><ignoredErrors><ignoredError sqref="A1:%s" numberStoredAsText="1"/></ignoredErrors></worksheet>`, last, last)
	return errors.Join(err, b.sheet.Flush())
}

// end writes what binds the sheets.
func (b *workbook) end() error {
	if err := b.finish(); err != nil {
		return err
	}
	var sheets, relations strings.Builder
	for i := 1; i <= b.sheets; i++ {
		name := "Leads"
		if i > 1 {
			name += " " + strconv.Itoa(i)
		}
		fmt.Fprintf(&sheets, `<sheet name="%s" sheetId="%d" r:id="rId%d"/>`, name, i, i)
		fmt.Fprintf(&relations, `<Relationship Id="rId%d" Type="%s/worksheet" Target="worksheets/sheet%d.xml"/>`, i, relationType, i)
	}
	fmt.Fprintf(&relations, `<Relationship Id="rId%d" Type="%s/styles" Target="styles.xml"/>`, b.sheets+1, relationType)
	for _, p := range []struct{ name, text string }{
		{"_rels/.rels", relationsOf(`<Relationship Id="rId1" Type="` + relationType + `/officeDocument" Target="xl/workbook.xml"/>`)},
		{"xl/workbook.xml", xmlHead + `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="` + relationType +
			`"><sheets>` + sheets.String() + `</sheets></workbook>`},
		{"xl/_rels/workbook.xml.rels", relationsOf(relations.String())},
		{"xl/styles.xml", styles},
	} {
		if err := b.part(p.name, p.text); err != nil {
			return err
		}
	}
	return b.zip.Close()
}

// columnLetters names a column by its number from 0: A to Z, AA, AB, ...
func columnLetters(i int) string {
	if i < 26 {
		return string(rune('A' + i))
	}
	return columnLetters(i/26-1) + string(rune('A'+i%26))
}

// width is how many letters a column shows before it is drawn wider.
func width(c Column) int {
	switch {
	case c.number, c.ID == "state", c.ID == "zip", c.ID == "country":
		return 11
	case c.ID == "name", c.ID == "address", c.ID == "website", c.ID == "email", c.ID == "notes":
		return 30
	}
	return 18
}

// fit cuts a text to what a cell can hold, between letters.
func fit(text []byte) (fits []byte, whole bool) {
	if len(text) <= cellLetter {
		return text, true
	}
	units := 0
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRune(text[i:])
		if units++; r > 0xffff {
			units++
		}
		if units > cellLetter {
			return text[:i], false
		}
		i += size
	}
	return text, true
}

// appendXML writes text for a cell. A carriage return is written as a reference, since a reader of XML makes a line feed of a
// bare one; what XML can't hold at all is written as _x0001_, as the format has it (ISO/IEC 29500-1, 22.9.2.19), and so is
// the beginning of what only looks like that.
func appendXML(line, text []byte) []byte {
	for len(text) > 0 {
		c := text[0]
		if c < utf8.RuneSelf {
			text = text[1:]
			switch {
			case c == '&':
				line = append(line, "&amp;"...)
			case c == '<':
				line = append(line, "&lt;"...)
			case c == '>':
				line = append(line, "&gt;"...)
			case c == '\r':
				line = append(line, "&#13;"...)
			case c < ' ' && c != '\t' && c != '\n':
				line = fmt.Appendf(line, "_x%04X_", c)
			case c == '_' && looksEscaped(text):
				line = append(line, "_x005F_"...)
			default:
				line = append(line, c)
			}
			continue
		}
		r, size := utf8.DecodeRune(text)
		switch {
		case r == utf8.RuneError && size == 1: // no letter at all
		case r == 0xfffe || r == 0xffff:
			line = fmt.Appendf(line, "_x%04X_", r)
		default:
			line = append(line, text[:size]...)
		}
		text = text[size:]
	}
	return line
}

// looksEscaped reports whether what follows an underscore makes an escape of it: x, four hexadecimal digits, an underscore.
func looksEscaped(after []byte) bool {
	return len(after) >= 6 && after[0] == 'x' && after[5] == '_' &&
		len(bytes.Trim(after[1:5], "0123456789abcdefABCDEF")) == 0
}

// The styles by their place in cellXfs.
const (
	styleHeading = 1
	styleText    = 2
)

const (
	xmlHead      = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	relationType = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	packageType  = "http://schemas.openxmlformats.org/package/2006/"
	sheetType    = "application/vnd.openxmlformats-officedocument.spreadsheetml."

	// Sheets are what an .xml file is unless it is told otherwise, so that their number need not be known.
	contentTypes = xmlHead + `<Types xmlns="` + packageType + `content-types">` +
		`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
		`<Default Extension="xml" ContentType="` + sheetType + `worksheet+xml"/>` +
		`<Override PartName="/xl/workbook.xml" ContentType="` + sheetType + `sheet.main+xml"/>` +
		`<Override PartName="/xl/styles.xml" ContentType="` + sheetType + `styles+xml"/></Types>`

	// 49 is the format "@": text, whatever is typed into the cell.
	styles = xmlHead + `<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">` +
		`<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><color rgb="FFFFFFFF"/><name val="Calibri"/></font></fonts>` +
		`<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>` +
		`<fill><patternFill patternType="solid"><fgColor rgb="FF1F3A5F"/><bgColor indexed="64"/></patternFill></fill></fills>` +
		`<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>` +
		`<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>` +
		`<cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>` +
		`<xf numFmtId="49" fontId="1" fillId="2" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1" applyFill="1"/>` +
		`<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>` +
		`<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`
)

func relationsOf(list string) string {
	return xmlHead + `<Relationships xmlns="` + packageType + `relationships">` + list + `</Relationships>`
}
