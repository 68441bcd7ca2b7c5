package store

import (
	"encoding/base64"
	"encoding/json"
	"maps"
	"slices"
	"strconv"

	"letip/store/entity"
)

// sortKeys says what each field of a business sorts by. Names, categories and cities compare folded, other texts without
// regard to ASCII case.
var sortKeys = map[string]string{
	"id":                "b.id",
	"name":              "b.name_fold",
	"category":          "b.category_fold",
	"phone":             "b.phone",
	"phone_raw":         "b.phone_raw COLLATE NOCASE",
	"fax":               "b.fax",
	"email":             "b.email COLLATE NOCASE",
	"website":           "b.website COLLATE NOCASE",
	"address":           "b.address COLLATE NOCASE",
	"city":              "b.city_fold",
	"state":             "b.state COLLATE NOCASE",
	"zip":               "b.zip COLLATE NOCASE",
	"country":           "b.country COLLATE NOCASE",
	"lat":               "b.lat",
	"lon":               "b.lon",
	"distance_mi":       "b.distance_mi",
	"hours":             "b.hours COLLATE NOCASE",
	"enrichment_status": "b.enrichment_status",
	"stage":             "b.stage",
	"notes":             "b.notes COLLATE NOCASE",
	"next_action":       "b.next_action COLLATE NOCASE",
	"do_not_contact":    "b.do_not_contact",
	"score":             "b.score",
	"created_at":        "b.created_at",
	"updated_at":        "b.updated_at",
	"last_checked_at":   "b.last_checked_at",
}

// fewValues are the fields where many leads share one value: their groups are walked one by one, each in the order of
// its ids, since sorting a group of 100,000 for a page of 50 would take longer than all the rest.
var fewValues = map[string]bool{
	"category": true, "city": true, "enrichment_status": true, "stage": true, "score": true,
}

// SortFields are the fields a list can be sorted by.
func SortFields() []string { return slices.Sorted(maps.Keys(sortKeys)) }

// order is a sort as the walk needs it.
type order struct {
	field string
	key   string // SQL; NULL is unknown, and comes last either way
	desc  bool
	few   bool
}

func compileSort(s entity.Sort) (order, error) {
	if s.Field == "" {
		s = entity.Sort{Field: "created_at", Desc: true}
	}
	key, ok := sortKeys[s.Field]
	if !ok {
		return order{}, badRequest("sort", "Leads can't be sorted by %q.", s.Field)
	}
	return order{field: s.Field, key: key, desc: s.Desc, few: fewValues[s.Field]}, nil
}

// sql writes the order without the unknown ones.
func (o order) sql() string {
	if o.desc {
		return o.key + " DESC, b.id"
	}
	return o.key + ", b.id"
}

// beyond is the operator that leads on from a key.
func (o order) beyond() string {
	if o.desc {
		return "<"
	}
	return ">"
}

// mark is a place in an ordered list: just behind the lead ID, whose key is Key; nil is unknown. The zero mark is the
// beginning.
type mark struct {
	Key any
	ID  int64
}

// cursor is a mark as it travels outside, with the order it belongs to.
type cursor struct {
	Field string `json:"f"`
	Desc  bool   `json:"d,omitempty"`
	Text  string `json:"t,omitempty"`
	Real  string `json:"r,omitempty"` // in full precision
	Int   int64  `json:"n,omitempty"`
	Kind  string `json:"k"` // t, r, n, or u for unknown
	ID    int64  `json:"i"`
}

func (o order) encode(m mark) string {
	c := cursor{Field: o.field, Desc: o.desc, ID: m.ID}
	switch key := m.Key.(type) {
	case string:
		c.Kind, c.Text = "t", key
	case int64:
		c.Kind, c.Int = "n", key
	case float64:
		c.Kind, c.Real = "r", strconv.FormatFloat(key, 'g', -1, 64)
	default:
		c.Kind = "u"
	}
	text, err := json.Marshal(c)
	if err != nil {
		panic(err) // texts and integers can always be written
	}
	return base64.RawURLEncoding.EncodeToString(text)
}

func (o order) decode(after string) (mark, error) {
	bad := badRequest("after", "This is no place in the list: it must be the \"next\" of a page in the same order.")
	text, err := base64.RawURLEncoding.DecodeString(after)
	if err != nil {
		return mark{}, bad
	}
	var c cursor
	if err := json.Unmarshal(text, &c); err != nil || c.Field != o.field || c.Desc != o.desc || c.ID <= 0 {
		return mark{}, bad
	}
	switch c.Kind {
	case "t":
		return mark{c.Text, c.ID}, nil
	case "n":
		return mark{c.Int, c.ID}, nil
	case "r":
		real, err := strconv.ParseFloat(c.Real, 64)
		if err != nil {
			return mark{}, bad
		}
		return mark{real, c.ID}, nil
	case "u":
		return mark{nil, c.ID}, nil
	}
	return mark{}, bad
}
