package exchange

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"letip/store/entity"
)

// vCards are written here and not by emersion/go-vcard: that escapes no semicolon within a part of an address, escapes the
// commas between categories, and folds no line (measured on its version of June 2026), so that what it writes isn't read
// back as it was.

// cardLine is how long a line of a vCard may be (RFC 6350, 3.2), in bytes without its end.
const cardLine = 75

// WriteCards writes the leads as vCards, version 4. Those that nobody may contact are left out.
func WriteCards(ctx context.Context, w io.Writer, rows Rows) (Report, error) {
	out := bufio.NewWriterSize(w, 64<<10)
	report, err := eachRow(ctx, rows, func(b *entity.Business) error {
		_, err := out.Write(card(b))
		return err
	})
	return finish(report, err, out.Flush())
}

// card is one lead's vCard.
func card(b *entity.Business) []byte {
	var c cardWriter
	c.line("BEGIN", "VCARD")
	c.line("VERSION", "4.0")
	c.line("KIND", "org")
	c.line("FN", escape(b.Name))
	c.line("ORG", escape(b.Name))
	switch {
	case b.Phone != "":
		c.line("TEL;VALUE=uri;TYPE=work", "tel:"+b.Phone)
	case b.PhoneRaw != "":
		c.line("TEL;VALUE=text;TYPE=work", escape(b.PhoneRaw))
	}
	c.known("TEL;VALUE=uri;TYPE=fax", "tel:"+b.Fax, b.Fax)
	c.known("EMAIL", escape(b.Email), b.Email)
	c.known("URL", b.Website, b.Website)
	for _, s := range b.Socials {
		c.line("URL;TYPE="+param(s.Network), s.URL)
	}
	if b.Address+b.City+b.State+b.ZIP+b.Country != "" {
		parts := []string{"", "", b.Address, b.City, b.State, b.ZIP, b.Country}
		for i := range parts {
			parts[i] = escape(parts[i])
		}
		c.line("ADR;TYPE=work", strings.Join(parts, ";"))
	}
	if b.Location != nil {
		c.line("GEO", "geo:"+strconv.FormatFloat(b.Location.Lat, 'f', -1, 64)+","+strconv.FormatFloat(b.Location.Lon, 'f', -1, 64))
	}
	if b.Category != "" || len(b.Tags) > 0 {
		c.known("X-LETIP-CATEGORY", escape(b.Category), b.Category)
		tags := make([]string, len(b.Tags))
		for i, t := range b.Tags {
			tags[i] = escape(t)
		}
		c.known("CATEGORIES", strings.Join(tags, ","), strings.Join(tags, ""))
	}
	c.known("NOTE", escape(b.Notes), b.Notes)
	c.line("X-LETIP-ID", strconv.FormatInt(int64(b.ID), 10))
	if a := string(attribution(nil, b)); a != "" {
		c.line("X-LETIP-ATTRIBUTION", escape(a))
	}
	if !b.UpdatedAt.IsZero() {
		c.line("REV", b.UpdatedAt.UTC().Format("20060102T150405Z"))
	}
	c.line("END", "VCARD")
	return c.text
}

// cardWriter writes lines, folded between letters.
type cardWriter struct{ text []byte }

func (c *cardWriter) known(name, value, known string) {
	if known != "" {
		c.line(name, value)
	}
}

func (c *cardWriter) line(name, value string) {
	rest := strings.ToValidUTF8(name+":"+value, "")
	for room := cardLine; ; room = cardLine - 1 { // the blank of a folded line takes one
		if len(rest) <= room {
			c.text = append(append(c.text, rest...), "\r\n"...)
			return
		}
		n := room
		for !utf8.RuneStart(rest[n]) {
			n--
		}
		c.text = append(append(c.text, rest[:n]...), "\r\n "...)
		rest = rest[n:]
	}
}

// escape writes a text value, or one part of a value that has parts.
var escape = strings.NewReplacer(`\`, `\\`, ",", `\,`, ";", `\;`, "\r\n", `\n`, "\n", `\n`, "\r", `\n`).Replace

// param keeps a parameter's value to what needs no quotes.
func param(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' {
			return r
		}
		return '-'
	}, s)
}

// eachRow hands over the leads that may be contacted, and counts.
func eachRow(ctx context.Context, rows Rows, fn func(*entity.Business) error) (Report, error) {
	report := Report{Path: "-"}
	err := rows(func(b *entity.Business) error {
		if (report.Rows+report.Suppressed)%256 == 0 && ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if b.DoNotContact || b.Stage == entity.StageDoNotContact {
			report.Suppressed++
			return nil
		}
		report.Rows++
		return fn(b)
	})
	return report, err
}

// finish says where it stopped, if it did.
func finish(report Report, errs ...error) (Report, error) {
	for _, err := range errs {
		if err != nil {
			return report, fmt.Errorf("write row %d: %w", report.Rows, err)
		}
	}
	return report, nil
}
