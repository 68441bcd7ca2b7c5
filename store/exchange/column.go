package exchange

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"letip/store/entity"
	"letip/store/normal"
)

// Column is one column of an export: the JSON name of a field, or one of the few that exist only here.
type Column struct {
	ID      string // the field's JSON name, as --columns takes it
	Heading string // what the first line says

	number     bool                            // written bare: digits, a point and a minus at most
	attributes bool                            // names the sources whose licences ask for it
	contacts   bool                            // reads the lead's contacts
	mail       bool                            // an email address
	text       func(b *entity.Business) string // the cell, where it is a text that is there already
	write      func(cell []byte, b *entity.Business) []byte
}

// columns is every column there is, in the order of a whole export.
var columns = []Column{
	{ID: "id", Heading: "letip_id", number: true, write: func(c []byte, b *entity.Business) []byte { return strconv.AppendInt(c, int64(b.ID), 10) }},
	word("name", func(b *entity.Business) string { return b.Name }),
	word("category", func(b *entity.Business) string { return b.Category }),
	{ID: "phone", Heading: "phone", write: func(c []byte, b *entity.Business) []byte {
		if b.Phone == "" {
			return append(c, b.PhoneRaw...)
		}
		return appendNational(c, b.Phone)
	}},
	{ID: "fax", Heading: "fax", write: func(c []byte, b *entity.Business) []byte { return appendNational(c, b.Fax) }},
	{
		ID: "email", Heading: "email", mail: true, text: (*entity.Business).OpenEmail,
		write: func(c []byte, b *entity.Business) []byte { return append(c, b.OpenEmail()...) },
	},
	word("website", func(b *entity.Business) string { return b.Website }),
	{ID: "socials", Heading: "socials", write: func(c []byte, b *entity.Business) []byte {
		return join(c, b.Socials, func(s entity.Social) string { return s.URL })
	}},
	word("address", func(b *entity.Business) string { return b.Address }),
	word("city", func(b *entity.Business) string { return b.City }),
	word("state", func(b *entity.Business) string { return b.State }),
	word("zip", func(b *entity.Business) string { return b.ZIP }),
	word("country", func(b *entity.Business) string { return b.Country }),
	{ID: "lat", Heading: "lat", number: true, write: func(c []byte, b *entity.Business) []byte {
		return coordinate(c, b.Location, func(p *entity.Point) float64 { return p.Lat })
	}},
	{ID: "lon", Heading: "lon", number: true, write: func(c []byte, b *entity.Business) []byte {
		return coordinate(c, b.Location, func(p *entity.Point) float64 { return p.Lon })
	}},
	{ID: "distance_mi", Heading: "distance_mi", number: true, write: func(c []byte, b *entity.Business) []byte {
		if b.Distance == nil {
			return c
		}
		return strconv.AppendFloat(c, float64(*b.Distance), 'f', -1, 64)
	}},
	word("hours", func(b *entity.Business) string { return b.Hours }),
	word("enrichment_status", func(b *entity.Business) string { return string(b.Status) }),
	word("stage", func(b *entity.Business) string { return string(b.Stage) }),
	{ID: "tags", Heading: "tags", write: func(c []byte, b *entity.Business) []byte {
		return join(c, b.Tags, func(s string) string { return s })
	}},
	word("notes", func(b *entity.Business) string { return b.Notes }),
	word("next_action", func(b *entity.Business) string { return b.NextAction }),
	{ID: "next_action_due", Heading: "next_action_due", write: func(c []byte, b *entity.Business) []byte {
		if b.NextActionDue.IsZero() {
			return c
		}
		return b.NextActionDue.AppendFormat(c, time.DateOnly)
	}},
	{ID: "do_not_contact", Heading: "do_not_contact", write: func(c []byte, b *entity.Business) []byte {
		return strconv.AppendBool(c, b.DoNotContact)
	}},
	{ID: "score", Heading: "score", number: true, write: func(c []byte, b *entity.Business) []byte {
		if b.Score == nil {
			return c
		}
		return strconv.AppendInt(c, int64(*b.Score), 10)
	}},
	{ID: "sources", Heading: "sources", write: func(c []byte, b *entity.Business) []byte {
		return join(c, b.Sources, func(s entity.SourceRef) string { return strings.TrimSuffix(s.Source+" "+s.SourceID, " ") })
	}},
	moment("created_at", func(b *entity.Business) time.Time { return b.CreatedAt }),
	moment("updated_at", func(b *entity.Business) time.Time { return b.UpdatedAt }),
	moment("last_checked_at", func(b *entity.Business) time.Time { return b.CheckedAt }),
	{ID: "attribution", Heading: "attribution", attributes: true, write: attribution},
	// The two below say once more what "phone" says; a whole export leaves them out.
	word("phone_raw", func(b *entity.Business) string { return b.PhoneRaw }),
	word("phone_e164", func(b *entity.Business) string { return strings.TrimPrefix(b.Phone, "+") }),
}

// onRequest are the columns a whole export leaves out.
var onRequest = []string{"phone_raw", "phone_e164"}

// Columns lists every column, those of a whole export first.
func Columns() []Column { return slices.Clone(columns) }

// DefaultColumns lists the columns of a whole export.
func DefaultColumns() []Column {
	return slices.DeleteFunc(Columns(), func(c Column) bool { return slices.Contains(onRequest, c.ID) })
}

// UnknownColumnError names a column that doesn't exist, and all that do.
type UnknownColumnError struct {
	ID    string
	Known []string
}

func (e *UnknownColumnError) Error() string {
	return fmt.Sprintf("there is no column %q; there are %s", e.ID, strings.Join(e.Known, ", "))
}

// BadColumnsError says why a choice of columns can't be.
type BadColumnsError struct{ Message string }

func (e *BadColumnsError) Error() string { return e.Message }

// ColumnsByID chooses columns, in this order. None chosen is the whole export. A heading is an id too, so that the first
// line of an export can be handed back. An unknown id is an *UnknownColumnError; an empty one, or one that is there twice,
// which no program could tell apart, a *BadColumnsError.
func ColumnsByID(ids ...string) ([]Column, error) {
	if len(ids) == 0 {
		return DefaultColumns(), nil
	}
	chosen := make([]Column, 0, len(ids))
	for _, id := range ids {
		id = strings.ToLower(strings.TrimSpace(id))
		if id == "" {
			return nil, &BadColumnsError{"a column has no name: " + strings.Join(ids, ",")}
		}
		i := slices.IndexFunc(columns, func(c Column) bool { return c.ID == id || c.Heading == id })
		if i < 0 {
			e := &UnknownColumnError{ID: id}
			for _, c := range columns {
				e.Known = append(e.Known, c.ID)
			}
			return nil, e
		}
		if slices.ContainsFunc(chosen, func(c Column) bool { return c.ID == columns[i].ID }) {
			return nil, &BadColumnsError{fmt.Sprintf("the column %s is given twice", columns[i].ID)}
		}
		chosen = append(chosen, columns[i])
	}
	return chosen, nil
}

func word(id string, value func(*entity.Business) string) Column {
	return Column{ID: id, Heading: id, text: value, write: func(c []byte, b *entity.Business) []byte { return append(c, value(b)...) }}
}

func moment(id string, value func(*entity.Business) time.Time) Column {
	return Column{ID: id, Heading: id, write: func(c []byte, b *entity.Business) []byte {
		t := value(b)
		if t.IsZero() {
			return c
		}
		return t.UTC().AppendFormat(c, time.RFC3339)
	}}
}

// phone is the national form: to a spreadsheet "+1 732 ..." is a sum. What can't be read as a number stays as typed.
func phone(b *entity.Business) string {
	if b.Phone == "" {
		return b.PhoneRaw
	}
	return normal.NationalPhone(b.Phone)
}

// appendNational is normal.NationalPhone for a cell; a US number, as most are, makes no text of its own.
func appendNational(c []byte, e164 string) []byte {
	if len(e164) != len("+17325550100") || e164[:2] != "+1" {
		return append(c, normal.NationalPhone(e164)...)
	}
	c = append(append(c, '('), e164[2:5]...)
	c = append(append(c, ") "...), e164[5:8]...)
	return append(append(c, '-'), e164[8:]...)
}

func coordinate(c []byte, p *entity.Point, which func(*entity.Point) float64) []byte {
	if p == nil {
		return c
	}
	return strconv.AppendFloat(c, which(p), 'f', -1, 64)
}

// join writes a list in one cell. An item that holds what parts them, or a quote, stands in quotes, so that unjoin gives
// back the same list.
func join[T any](c []byte, list []T, text func(T) string) []byte {
	for i, item := range list {
		if i > 0 {
			c = append(c, "; "...)
		}
		s := text(item)
		if !strings.ContainsAny(s, `;,"`) {
			c = append(c, s...)
			continue
		}
		c = append(c, '"')
		c = append(c, strings.ReplaceAll(s, `"`, `""`)...)
		c = append(c, '"')
	}
	return c
}

// unjoin reads what join wrote, and lists that people typed: parted by semicolons, or where there is none, by commas.
func unjoin(cell string) []string {
	var list []string
	add := func(s string) {
		if s = strings.TrimSpace(s); s != "" {
			list = append(list, s)
		}
	}
	if !strings.ContainsAny(cell, `;"`) {
		for part := range strings.SplitSeq(cell, ",") {
			add(part)
		}
		return list
	}
	for cell != "" {
		rest := strings.TrimLeft(cell, " ")
		if !strings.HasPrefix(rest, `"`) {
			var part string
			part, cell, _ = strings.Cut(cell, ";")
			add(part)
			continue
		}
		var item strings.Builder
		rest = rest[1:]
		for {
			part, more, closed := strings.Cut(rest, `"`)
			item.WriteString(part)
			rest = more
			if !closed || !strings.HasPrefix(rest, `"`) {
				break
			}
			item.WriteByte('"')
			rest = rest[1:]
		}
		part, after, _ := strings.Cut(rest, ";")
		add(item.String() + part)
		cell = after
	}
	return list
}

// everyEmail gives the columns with the addresses in them that an export leaves out unless it is asked for them: those
// whose site says that they are not for unasked mail.
func everyEmail(columns []Column) []Column {
	columns = slices.Clone(columns)
	for i, c := range columns {
		if !c.mail {
			continue
		}
		columns[i].text = nil
		columns[i].write = func(cell []byte, b *entity.Business) []byte {
			open := *b
			open.DoNotEmail = false
			open.Contacts = slices.Clone(b.Contacts)
			for i := range open.Contacts {
				open.Contacts[i].DoNotEmail = false
			}
			return c.write(cell, &open)
		}
	}
	return columns
}
