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
		line = comma(line, i)
		line = appendText(line, []byte(c.Heading))
	}
	if _, err := out.Write(append(line, "\r\n"...)); err != nil {
		return Report{Path: "-"}, fmt.Errorf("write the heading: %w", err)
	}
	var cell []byte
	report, err := eachRow(ctx, rows, func(b *entity.Business) error {
		line = line[:0]
		for i, c := range columns {
			line = comma(line, i)
			if c.number {
				line = c.write(line, b)
				continue
			}
			cell = c.write(cell[:0], b)
			if !utf8.Valid(cell) {
				cell = bytes.ToValidUTF8(cell, nil)
			}
			line = appendText(line, cell)
		}
		_, err := out.Write(append(line, "\r\n"...))
		return err
	})
	return finish(report, err, out.Flush())
}

func comma(line []byte, i int) []byte {
	if i > 0 {
		return append(line, ',')
	}
	return line
}
