package exchange

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"letip/store/entity"
	"letip/store/normal"
)

// longestCard is how many bytes a vCard may have without what is skipped of it: photos are larger and of no use here.
const longestCard = 1 << 20

// isCard tells a vCard file by its beginning.
func isCard(sample []byte) bool {
	sample = bytes.TrimLeft(bytes.TrimPrefix(sample, markUTF8), " \r\n\t")
	return len(sample) >= 11 && strings.EqualFold(string(sample[:11]), "BEGIN:VCARD")
}

// cards reads vCards, version 2.1 to 4.0, one after the other.
type cards struct {
	r    *bufio.Reader
	line int
	next []byte // a line that was read ahead
	end  error
}

func newCards(r io.Reader) *cards {
	c := &cards{r: bufio.NewReaderSize(r, 64<<10)}
	if mark, err := c.r.Peek(len(markUTF8)); err == nil && bytes.Equal(mark, markUTF8) {
		_, _ = c.r.Discard(len(markUTF8)) // it was just seen
	}
	c.ahead()
	return c
}

// ahead reads the next line, as far as it is of use.
func (c *cards) ahead() {
	c.next = c.next[:0]
	for {
		part, err := c.r.ReadSlice('\n')
		if room := longestCard - len(c.next); room > 0 {
			c.next = append(c.next, part[:min(room, len(part))]...)
		}
		if errors.Is(err, bufio.ErrBufferFull) {
			continue
		}
		c.end = err
		break
	}
	c.line++
	c.next = bytes.TrimRight(c.next, "\r\n")
}

// property is one line of a card.
type property struct {
	name   string // in capitals, without its group
	params string // in capitals
	value  string
}

// read gives one unfolded line; false is the end of the file.
func (c *cards) read() (p property, ok bool) {
	if c.end != nil && len(c.next) == 0 {
		return p, false
	}
	text := string(c.next)
	more := c.end == nil
	if more {
		c.ahead()
	} else {
		c.next = c.next[:0]
	}
	quoted := strings.Contains(strings.ToUpper(text[:min(len(text), 200)]), "QUOTED-PRINTABLE")
	for more && len(text) < longestCard {
		if quoted && strings.HasSuffix(text, "=") {
			text = text[:len(text)-1] + string(c.next)
		} else if len(c.next) > 0 && (c.next[0] == ' ' || c.next[0] == '\t') {
			text += string(c.next[1:])
		} else {
			break
		}
		if more = c.end == nil; more {
			c.ahead()
		} else {
			c.next = c.next[:0]
		}
	}
	head, value, _ := cutUnquoted(text)
	name, params, _ := strings.Cut(head, ";")
	if i := strings.LastIndexByte(name, '.'); i >= 0 {
		name = name[i+1:]
	}
	p = property{strings.ToUpper(strings.TrimSpace(name)), strings.ToUpper(params), anyLetters([]byte(value))}
	if quoted {
		p.value = fromQuotedPrintable(p.value)
	}
	return p, true
}

// cutUnquoted cuts at the first colon that isn't within quotes.
func cutUnquoted(s string) (before, after string, found bool) {
	inside := false
	for i := range len(s) {
		switch s[i] {
		case '"':
			inside = !inside
		case ':':
			if !inside {
				return s[:i], s[i+1:], true
			}
		}
	}
	return s, "", false
}

// fromQuotedPrintable reads version 2.1's way to write what isn't ASCII.
func fromQuotedPrintable(s string) string {
	var out []byte
	for i := 0; i < len(s); i++ {
		if s[i] == '=' && i+2 < len(s) {
			if n, err := strconv.ParseUint(s[i+1:i+3], 16, 8); err == nil {
				out = append(out, byte(n))
				i += 2
				continue
			}
		}
		out = append(out, s[i])
	}
	return anyLetters(out)
}

// parts cuts a value at its unescaped marks and reads its escapes.
func parts(value string, mark byte) []string {
	var list []string
	var part strings.Builder
	for i := 0; i < len(value); i++ {
		switch c := value[i]; {
		case c == '\\' && i+1 < len(value):
			i++
			if value[i] == 'n' || value[i] == 'N' {
				part.WriteByte('\n')
			} else {
				part.WriteByte(value[i])
			}
		case c == mark && mark != 0:
			list = append(list, part.String())
			part.Reset()
		default:
			part.WriteByte(c)
		}
	}
	return append(list, part.String())
}

func plainText(value string) string { return strings.TrimSpace(parts(value, 0)[0]) }

// nextCard makes a lead of the next card.
func (r *Reader) nextCard() (entity.Incoming, error) {
	ro := row{}
	ro.in.Method = "vcard"
	begun := false
	for {
		line := r.cards.line
		p, ok := r.cards.read()
		switch {
		case !ok && !begun:
			if r.cards.end != nil && !errors.Is(r.cards.end, io.EOF) {
				return entity.Incoming{}, fmt.Errorf("read the file: %w", r.cards.end)
			}
			return entity.Incoming{}, io.EOF
		case !ok || begun && p.name == "BEGIN":
			ro.in.Err = errors.New("the card doesn't end")
			return ro.in, nil
		case p.name == "BEGIN":
			begun = true
			r.number++
			ro.in.Row, ro.in.Line, ro.in.Source = r.number, line, r.options.Source
		case !begun:
		case p.name == "END":
			if ro.name != "" && ro.first+ro.last == "" && !strings.EqualFold(ro.name, ro.otherName) {
				ro.person = ro.otherName // RFC 6350, 6.2.1: FN is whom the card is about, ORG where they work
			}
			in := ro.finish()
			if in.SourceID == "" {
				in.SourceID, in.Unnamed = rowID([]string{in.Name, in.Phone, in.PhoneRaw, in.Email, in.Website, in.Address, in.City, in.ZIP}), true
			}
			return in, nil
		default:
			ro.property(p)
		}
	}
}

// property hands one line of a card to the row.
func (r *row) property(p property) {
	text := plainText(p.value)
	if text == "" {
		return
	}
	switch p.name {
	case "FN":
		r.otherName = firstOf(r.otherName, text)
	case "ORG":
		r.name = firstOf(r.name, strings.TrimSpace(parts(p.value, ';')[0]))
	case "N":
		n := append(parts(p.value, ';'), "", "")
		r.last, r.first = strings.TrimSpace(n[0]), strings.TrimSpace(n[1])
	case "TITLE", "ROLE":
		r.title = firstOf(r.title, text)
	case "TEL":
		number := strings.TrimPrefix(text, "tel:")
		if strings.Contains(p.params, "FAX") {
			r.faxes = append(r.faxes, number)
		} else if strings.Contains(p.params, "CELL") {
			r.mobiles = append(r.mobiles, number)
		} else {
			r.phones = append(r.phones, number)
		}
	case "EMAIL":
		r.emails = append(r.emails, strings.TrimPrefix(text, "mailto:"))
	case "URL", "X-SOCIALPROFILE", "SOCIALPROFILE", "IMPP":
		r.link(text)
	case "ADR":
		r.cardAddress(p.value)
	case "GEO":
		lat, lon, ok := strings.Cut(strings.TrimPrefix(strings.ReplaceAll(text, ";", ","), "geo:"), ",")
		if lon, _, _ = strings.Cut(lon, ";"); ok {
			r.lat, r.lon = strings.TrimSpace(lat), strings.TrimSpace(lon)
		}
	case "CATEGORIES":
		for _, tag := range parts(p.value, ',') {
			if tag = strings.TrimSpace(tag); tag != "" && tag != "myContacts" {
				r.in.Tags = append(r.in.Tags, tag)
			}
		}
	case "X-LETIP-CATEGORY":
		r.category = text
	case "NOTE":
		r.in.Notes = firstOf(r.in.Notes, text)
	case "UID":
		r.in.SourceID = firstOf(r.in.SourceID, text)
	case "X-LETIP-ID":
		if r.in.Own == nil {
			r.in.Own = &entity.OwnRow{}
		}
		r.ownID(text)
	}
}

// link is a profile on a network, else a website.
func (r *row) link(text string) {
	if network, url, ok := normal.Social(text); ok {
		r.social(entity.Social{Network: network, URL: url})
		return
	}
	r.websites = append(r.websites, text)
}

func (r *row) cardAddress(value string) {
	a := parts(value, ';')
	for len(a) < 7 {
		a = append(a, "")
	}
	for i := range a {
		a[i] = strings.Join(strings.Fields(a[i]), " ")
	}
	if r.street == "" && r.in.City == "" {
		r.unit, r.street, r.in.City, r.in.State, r.in.ZIP, r.in.Country = a[1], firstOf(a[2], a[0]), a[3], a[4], a[5], a[6]
	}
}
