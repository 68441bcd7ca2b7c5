package exchange

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"unicode/utf8"

	"letip/store/entity"
)

// byteOrderMark tells a spreadsheet that the file is UTF-8: without it, Excel reads "CafÃ©".
const byteOrderMark = "\ufeff"

func writeCSV(ctx context.Context, w io.Writer, columns []Column, plain bool, rows Rows) (Report, error) {
	out := bufio.NewWriterSize(w, 64<<10)
	line := []byte(byteOrderMark)
	if plain {
		line = line[:0]
	}
	for i, c := range columns {
		if i > 0 {
			line = append(line, ',')
		}
		line = appendWord(line, c.Heading)
	}
	if _, err := out.Write(append(line, "\r\n"...)); err != nil {
		return Report{Path: "-"}, fmt.Errorf("write the heading: %w", err)
	}
	var cell []byte
	report, err := eachRow(ctx, rows, func(b *entity.Business) error {
		line = line[:0]
		for i := range columns {
			c := &columns[i]
			if i > 0 {
				line = append(line, ',')
			}
			switch {
			case c.number:
				line = c.write(line, b)
			case c.text != nil:
				line = appendWord(line, c.text(b))
			default:
				cell = c.write(cell[:0], b)
				line = appendText(line, cell)
			}
		}
		line = append(line, "\r\n"...)
		if !utf8.Valid(line) {
			line = bytes.ToValidUTF8(line, nil)
		}
		_, err := out.Write(line)
		return err
	})
	return finish(report, err, out.Flush())
}
