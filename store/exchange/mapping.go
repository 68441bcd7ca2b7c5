package exchange

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Mapping says which column of a file is which field.
type Mapping struct {
	Format  string // the program that wrote it; empty is none we know
	Notice  string // what a person should know before it is imported; most often empty
	Columns []MappedColumn
}

// MappedColumn is one column of a file.
type MappedColumn struct {
	Heading string
	Field   Field // empty: it is not used
}

// MappingError says that a file's columns can't be used as they are, or as it was asked.
type MappingError struct {
	Message  string
	Headings []string
	Asked    bool // what was asked for can't be; else it is the file
	Nameless bool // no column is a name
}

func (e *MappingError) Error() string { return e.Message }

// recognise finds out what the columns of a file are, by its headings and by what a person says: field to heading, or to a
// column's number from 1.
func recognise(headings []string, chosen map[Field]string) (Mapping, error) {
	m := Mapping{Columns: make([]MappedColumn, len(headings))}
	keys := make([]string, len(headings))
	for i, h := range headings {
		keys[i] = heading(h)
		m.Columns[i] = MappedColumn{Heading: strings.TrimSpace(h)}
	}
	f, known := formatOf(keys)
	if known {
		m.Format, m.Notice = f.name, f.notice
	}
	for i, k := range keys {
		field, ok := f.columns[k]
		if !ok && f.name != ownFormat {
			field = usual[k]
		}
		m.Columns[i].Field = field
	}
	if !known {
		m.guessRest()
		m.settle(keys)
	}
	if err := m.choose(keys, chosen); err != nil {
		return m, err
	}
	if !m.has(FieldName, fieldOtherName, FieldFirstName, FieldLastName, FieldPerson) {
		return m, &MappingError{Headings: headings, Nameless: true, Message: fmt.Sprintf(
			"No column of the file is a name. Its columns are %s. Say which one is, for example --map name=%s.", list(headings), example(headings))}
	}
	return m, nil
}

// ownFormat is what our own export is called.
const ownFormat = "LeTip Lead System"

func formatOf(keys []string) (format, bool) {
	for _, f := range formats {
		if !slices.ContainsFunc(f.marks, func(mark string) bool { return !slices.Contains(keys, mark) }) {
			return f, true
		}
	}
	return format{}, false
}

func (m *Mapping) has(fields ...Field) bool {
	return slices.ContainsFunc(m.Columns, func(c MappedColumn) bool { return slices.Contains(fields, c.Field) })
}

// settle decides what a heading alone can't: a title is a name where nothing else is, a link is a website unless there is
// one, and of several columns that tell the same once, the first that says it plainly does.
func (m *Mapping) settle(keys []string) {
	if !m.has(FieldName, FieldFirstName, FieldLastName) {
		m.turn(FieldTitle, FieldName)
	}
	for _, once := range []Field{FieldName, FieldSourceID, FieldCategory, FieldAddress, FieldCity, FieldState, FieldZIP, FieldCountry, FieldLat, FieldLon} {
		m.keepPlainest(once, keys)
	}
	if !m.has(FieldSourceID) { // "rec_id", "osm_id": any other id
		i := slices.IndexFunc(keys, func(k string) bool { return strings.HasSuffix(k, "id") })
		if i >= 0 && m.Columns[i].Field == "" && (i == 0 || strings.HasSuffix(strings.ToLower(m.Columns[i].Heading), "_id")) {
			m.Columns[i].Field = FieldSourceID
		}
	}
}

// turn makes the first column of one field that of another.
func (m *Mapping) turn(from, to Field) {
	if i := slices.IndexFunc(m.Columns, func(c MappedColumn) bool { return c.Field == from }); i >= 0 {
		m.Columns[i].Field = to
	}
}

// keepPlainest leaves one column of a field: the one whose heading is the field's own word, else the first.
func (m *Mapping) keepPlainest(field Field, keys []string) {
	best := -1
	for i, c := range m.Columns {
		if c.Field == field && (best < 0 || keys[i] == heading(string(field)) && keys[best] != heading(string(field))) {
			best = i
		}
	}
	for i := range m.Columns {
		if m.Columns[i].Field != field || i == best {
			continue
		}
		m.Columns[i].Field = ""
		if field == FieldName {
			m.Columns[i].Field = fieldOtherName
		}
		if field == FieldCategory {
			m.Columns[i].Field = fieldSubcategory
		}
	}
}

// choose lets a person's word stand over the tables.
func (m *Mapping) choose(keys []string, chosen map[Field]string) error {
	taken := map[int]Field{}
	for _, field := range slices.Sorted(maps.Keys(chosen)) {
		if !slices.Contains(Fields, field) {
			return &MappingError{Asked: true, Message: fmt.Sprintf("There is no field %q; there are %s.", field, list(Fields))}
		}
		for i := range m.Columns {
			if m.Columns[i].Field == field {
				m.Columns[i].Field = ""
			}
		}
		if chosen[field] == "" {
			continue // the field has no column
		}
		at := m.column(keys, chosen[field])
		if at < 0 {
			return &MappingError{Asked: true, Message: fmt.Sprintf("The file has no column %q; it has %s.", chosen[field], list(m.headings())), Headings: m.headings()}
		}
		if other, twice := taken[at]; twice {
			return &MappingError{Asked: true, Message: fmt.Sprintf("The column %q can't be both %q and %q.", m.Columns[at].Heading, other, field)}
		}
		taken[at] = field
		m.Columns[at].Field = field
	}
	return nil
}

func (m *Mapping) column(keys []string, name string) int {
	name = strings.TrimSpace(name)
	if i := slices.IndexFunc(m.Columns, func(c MappedColumn) bool { return c.Heading == name }); i >= 0 {
		return i
	}
	if i := slices.Index(keys, heading(name)); i >= 0 && keys[i] != "" {
		return i
	}
	if n, err := strconv.Atoi(name); err == nil && n >= 1 && n <= len(keys) {
		return n - 1
	}
	return -1
}

func (m *Mapping) headings() []string {
	all := make([]string, len(m.Columns))
	for i, c := range m.Columns {
		all[i] = c.Heading
	}
	return all
}

func list[T ~string](all []T) string {
	parts := make([]string, 0, len(all))
	for _, s := range all {
		parts = append(parts, strconv.Quote(string(s)))
	}
	if len(parts) > 40 {
		parts = append(parts[:40], "…")
	}
	return strings.Join(parts, ", ")
}

func example(headings []string) string {
	for _, h := range headings {
		if h = strings.TrimSpace(h); h != "" && !strings.HasSuffix(heading(h), "id") {
			return strconv.Quote(h)
		}
	}
	return "1"
}
