package exchange

import (
	"bufio"
	"context"
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

// writeCards writes the leads as vCards, version 4.
func writeCards(ctx context.Context, w io.Writer, every bool, rows Rows) (Report, error) {
	out := bufio.NewWriterSize(w, 64<<10)
	c := &cardWriter{}
	report, err := eachRow(ctx, rows, func(b *entity.Business) error {
		c.text = c.text[:0]
		c.card(b, every)
		_, err := out.Write(c.text)
		return err
	})
	return finish(report, err, out.Flush())
}

// card writes one lead. It is the card of an organisation: Apple's contacts want the empty N and the line of their own to
// show it as one. Phones are plain texts, which the RFC allows and every program reads; a URI shows as "tel:+1..." in some.
func (c *cardWriter) card(b *entity.Business, every bool) {
	c.line("BEGIN", "VCARD")
	c.line("VERSION", "4.0")
	c.line("KIND", "org")
	c.line("FN", escape(b.Name))
	c.line("N", ";;;;")
	c.line("ORG", escapePart(b.Name))
	c.line("X-ABSHOWAS", "COMPANY")
	c.reach(b, every)
	c.known("URL", b.Website, b.Website)
	for _, s := range b.Socials {
		c.line("URL;TYPE="+param(s.Network), s.URL)
	}
	if b.Address+b.City+b.State+b.ZIP+b.Country != "" {
		parts := []string{"", "", b.Address, b.City, b.State, b.ZIP, b.Country}
		for i := range parts {
			parts[i] = escapePart(parts[i])
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
}

// reach writes phones, emails and people.
func (c *cardWriter) reach(b *entity.Business, every bool) {
	phone := b.Phone
	if phone == "" {
		phone = b.PhoneRaw
	}
	c.known("TEL;TYPE=work", escape(phone), phone)
	for _, number := range further(b, entity.ContactPhone, every) {
		c.line("TEL;TYPE=work", escape(number))
	}
	c.known("TEL;TYPE=fax", escape(b.Fax), b.Fax)
	email := b.OpenEmail()
	if every {
		email = b.Email
	}
	c.known("EMAIL;TYPE=work", escape(email), email)
	for _, address := range further(b, entity.ContactEmail, every) {
		c.line("EMAIL;TYPE=work", escape(address))
	}
	for _, p := range b.Contacts {
		if p.Kind == entity.ContactPerson {
			c.line("RELATED;TYPE=contact;VALUE=text", escape(strings.TrimSuffix(p.Value+", "+p.Title, ", ")))
		}
	}
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

// escape writes a text value; a semicolon in it parts nothing (RFC 6350, 3.4) and stays bare, since some readers leave the
// backslash before it.
var escape = strings.NewReplacer(`\`, `\\`, ",", `\,`, "\r\n", `\n`, "\n", `\n`, "\r", `\n`).Replace

// escapePart writes one part of a value that has parts.
func escapePart(s string) string { return strings.ReplaceAll(escape(s), ";", `\;`) }

// param keeps a parameter's value to what needs no quotes.
func param(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' {
			return r
		}
		return '-'
	}, s)
}
